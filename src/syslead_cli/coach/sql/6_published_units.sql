-- A row for each dimension and facet that five people or more shared, by rules 2 and 3.
-- Each pack counts once, however often a unit stands in it.
create or replace temporary view published_units as
with each_once as (
  select
    counted.framework,
    units.unit,
    units.id,
    counted.pack,
    max(case when units.state in ('steady', 'neglected', 'never_took_root') then 1 else 0 end)
      as is_judged,
    max(case when units.state in ('neglected', 'never_took_root') then 1 else 0 end) as is_quiet
  from counted
  join units on units.pack = counted.pack
  group by counted.framework, units.unit, units.id, counted.pack
),
tallies as (
  select
    framework,
    unit,
    id,
    count(*) as shared,
    sum(is_judged) as judged,
    sum(is_quiet) as quiet
  from each_once
  group by framework, unit, id
),
whole as (
  select count(*) as clients from counted
),
shown as (
  select
    tallies.*,
    rule.least,
    shared = clients or clients - shared >= least as shows_shared,
    quiet >= least and shared - quiet >= least as shows_quiet
  from tallies
  cross join whole
  cross join rule
  where shared >= least
)
select
  framework,
  unit,
  id,
  case when shows_shared then shared end as shared,
  case
    when shows_shared
      and judged >= least
      and (judged = shared or shared - judged >= least)
      and (not shows_quiet or judged - quiet >= least)
    then judged
  end as judged,
  case when shows_quiet then quiet end as quiet
from shown
