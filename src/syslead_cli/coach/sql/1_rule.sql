-- The fewest people a published figure may be about, and the highest score that is a low one.
create or replace temporary view rule as
select 5 as least, 2 as low
