-- Rule 1: whoever shares a layout with fewer than four others is in no published figure.
create or replace temporary view counted as
select newest.*
from newest
join (
  select newest.layout
  from newest
  cross join rule
  group by newest.layout, rule.least
  having count(*) >= rule.least
) large
  on newest.layout = large.layout
