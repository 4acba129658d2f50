-- What may be said of the whole group, in one row.
-- Rule 2 for counts of people: neither they nor the rest below five.
-- Rule 4 for sums of intentions: each one, and each difference of two that are shown, made by five
-- people and larger than five: a sum of five would say that five made one each, and so how many
-- made none. In a group of just five a sum would say of each of them that they made one.
create or replace temporary view published_group as
with shown as (
  select
    group_sums.*,
    rule.least,
    makers >= least and clients - makers >= least as shows_makers
  from group_sums
  cross join rule
),
with_made as (
  select
    shown.*,
    clients > least and makers >= least and made > least
      and (shows_makers or made > clients - (least - 1)) as shows_made,
    makers > least or not shows_makers as among_many
  from shown
),
with_kept as (
  select
    with_made.*,
    shows_made and among_many and keepers >= least and not_keepers >= least
      and kept > least and made - kept > least as shows_kept
  from with_made
)
select
  case when clients >= least then clients end as clients,
  case when silent >= least and clients - silent >= least then silent end as silent,
  case when shows_makers then makers end as planners,
  case when shows_made then made end as made,
  case when shows_kept then kept end as kept,
  case
    when shows_made and among_many and waiters >= least and not_waiters >= least
      and waiting > least and made - waiting > least
      and (not shows_kept or (others >= least and made - kept - waiting > least))
    then waiting
  end as waiting
from with_kept
