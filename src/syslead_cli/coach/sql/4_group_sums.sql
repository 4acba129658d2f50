-- The whole group in one row: how many people, and how many intentions.
create or replace temporary view group_sums as
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
