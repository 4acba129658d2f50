-- Which figures may leave a coach's desk: never one about fewer than five people. The rules, each
-- explained in docs/programme-scale.md:
-- 1. Whoever shares a framework's units (its layout) with fewer than four others is in no figure,
--    so that every denominator is made of whole groups of five or more.
-- 2. A count is withheld where it, or what is left of its total without it, is below five.
-- 3. A denominator is withheld where what it leaves of the people it is part of is one to four.
-- 4. A sum of intentions, and each difference of two that are shown, is made up by five people or
--    more, and is so much larger than five that it does not say how many they are.
-- This row is the fewest people a figure may be about, and the highest score that is a low one.
create or replace temporary view rule as
select 5 as least, 2 as low;

-- The newest pack of each client, of those whose leader has not asked for it to be deleted by now.
-- Days are text such as 2026-03-29, which sorts as the days do.
create or replace temporary view newest as
select ranked.*
from (
  select
    packs.*,
    row_number() over (
      partition by packs.client
      order by packs.made_on desc, packs.until_day desc, packs.pack desc
    ) as place
  from packs
  cross join asked
  where packs.expires is null or packs.expires >= asked.today
) ranked
where ranked.place = 1;

-- Rule 1: whoever shares a layout with fewer than four others is in no published figure.
create or replace temporary view counted as
select *
from newest
where layout in (
  select layout from newest cross join rule group by layout, least having count(*) >= least
);

-- The whole group in one row: how many people, and how many intentions.
create or replace temporary view group_sums as
select
  count(*) as clients,
  count(case when days = 0 then 1 end) as silent,
  count(case when intentions_made > 0 then 1 end) as makers,
  count(case when intentions_kept > 0 then 1 end) as keepers,
  count(case when intentions_made > intentions_kept then 1 end) as not_keepers,
  count(case when intentions_open > 0 then 1 end) as waiters,
  count(case when intentions_made > intentions_open then 1 end) as not_waiters,
  count(case when intentions_made > intentions_kept + intentions_open then 1 end) as others,
  sum(intentions_made) as made,
  sum(intentions_kept) as kept,
  sum(intentions_open) as waiting
from counted;

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
from with_kept;

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
shown as (
  select
    tallies.*,
    rule.least,
    shared = clients or clients - shared >= least as shows_shared,
    quiet >= least and shared - quiet >= least as shows_quiet
  from tallies
  cross join (select count(*) as clients from counted) whole
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
from shown;

-- A row for each item of the environment that five people or more rated, by rules 2 and 3. Its
-- denominator is the same for all items of a framework, so that nobody can tell by subtraction who
-- skipped one. Of each layout it has whoever shared any rating. Where those who shared none are one
-- to four it has them too, and where fewer than five shared any it has nobody.
create or replace temporary view published_items as
with layouts as (
  select
    framework,
    layout,
    count(*) as people,
    count(case when items <> '' then 1 end) as sharers
  from counted
  group by framework, layout
),
bases as (
  select
    framework,
    sum(case
      when sharers < least then 0
      when people - sharers < least then people
      else sharers
    end) as shared
  from layouts
  cross join rule
  group by framework
),
ratings as (
  select
    counted.framework,
    environment.id,
    count(distinct counted.pack) as rated,
    count(distinct case when environment.score <= rule.low then counted.pack end) as low
  from counted
  join layouts on layouts.framework = counted.framework and layouts.layout = counted.layout
  join environment on environment.pack = counted.pack
  cross join rule
  where layouts.sharers >= rule.least
  group by counted.framework, environment.id
)
select
  ratings.framework,
  ratings.id,
  bases.shared,
  case
    when ratings.low >= least and bases.shared - ratings.low >= least then ratings.low
  end as low
from ratings
join bases on bases.framework = ratings.framework
cross join rule
where ratings.rated >= least
