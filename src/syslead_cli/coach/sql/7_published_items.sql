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
