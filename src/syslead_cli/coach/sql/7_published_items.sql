-- A row for each item of the environment that five people or more shared, by rules 2 and 3.
-- Of each layout only those who share the same items with four others. Where those left over
-- are one to four, no denominator of that framework is shown, and a count only where it does not
-- narrow the denominator to one number. What has no figure is not listed.
create or replace temporary view published_items as
with groups as (
  select counted.framework, counted.layout, counted.items, count(*) as people
  from counted
  group by counted.framework, counted.layout, counted.items
),
rests as (
  select
    framework,
    layout,
    sum(people) as people,
    sum(case when items = '' or people < least then people else 0 end) as rest
  from groups
  cross join rule
  group by framework, layout
),
closed as (
  select
    framework,
    sum(people) as people,
    max(case when rest > 0 and rest < least then 1 else 0 end) as is_closed
  from rests
  cross join rule
  group by framework
),
rated as (
  select counted.pack, counted.framework
  from counted
  join groups on groups.layout = counted.layout and groups.items = counted.items
  cross join rule
  where groups.items <> '' and groups.people >= least
),
tallies as (
  select
    rated.framework,
    environment.id,
    count(distinct rated.pack) as shared,
    count(distinct case when environment.score <= rule.low then rated.pack end) as low
  from rated
  join environment on environment.pack = rated.pack
  cross join rule
  group by rated.framework, environment.id
),
whole as (
  select count(*) as clients from counted
),
shown as (
  select
    tallies.framework,
    tallies.id,
    case
      when is_closed = 0 and (shared = clients or clients - shared >= least) then shared
    end as shared,
    case
      when tallies.low >= least and shared - tallies.low >= least
        and (is_closed = 0 or closed.people - (least - 1) - tallies.low >= least)
      then tallies.low
    end as low
  from tallies
  join closed on closed.framework = tallies.framework
  cross join whole
  cross join rule
  where shared >= least
)
select framework, id, shared, low
from shown
where shared is not null or low is not null
