-- One row for the whole group. Rule 2 for counts of people: neither they nor the rest below five.
-- For sums of intentions: each one, and each difference of two that are shown, made by five people.
-- In a group of just five a sum would say of each of them that they made one.
create or replace temporary view published_group as
with tallies as (
  select
    count(*) as clients,
    count(case when days = 0 then 1 end) as silent,
    count(case when made > 0 then 1 end) as makers,
    count(case when kept > 0 then 1 end) as keepers,
    count(case when made - kept > 0 then 1 end) as not_keepers,
    count(case when waiting > 0 then 1 end) as waiters,
    count(case when made - waiting > 0 then 1 end) as not_waiters,
    count(case when made - kept - waiting > 0 then 1 end) as others,
    sum(made) as made,
    sum(kept) as kept,
    sum(waiting) as waiting
  from counted
),
shown as (
  select
    tallies.*,
    rule.least,
    clients > least and makers >= least as shows_made,
    clients > least and makers >= least and keepers >= least and not_keepers >= least as shows_kept
  from tallies
  cross join rule
)
select
  case when clients >= least then clients end as clients,
  case when silent >= least and clients - silent >= least then silent end as silent,
  case when makers >= least and clients - makers >= least then makers end as planners,
  case when shows_made then made end as made,
  case when shows_kept then kept end as kept,
  case
    when shows_made and waiters >= least and not_waiters >= least
      and (not shows_kept or others >= least)
    then waiting
  end as waiting
from shown
