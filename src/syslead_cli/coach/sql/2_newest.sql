-- The newest pack of each client, of those whose leader has not asked for it to be deleted by now.
-- Days are text such as 2026-03-29, which sorts as the days do.
create or replace temporary view newest as
select
  ranked.pack,
  ranked.client,
  ranked.framework,
  ranked.layout,
  ranked.items,
  ranked.days,
  ranked.made,
  ranked.kept,
  ranked.waiting
from (
  select
    packs.pack,
    packs.client,
    packs.framework,
    packs.layout,
    coalesce(packs.items, '') as items,
    packs.days,
    packs.intentions_made as made,
    packs.intentions_kept as kept,
    packs.intentions_open as waiting,
    row_number() over (
      partition by packs.client
      order by packs.made_on desc, packs.until_day desc, packs.pack desc
    ) as place
  from packs
  cross join asked
  where packs.expires is null or packs.expires >= asked.today
) ranked
where ranked.place = 1
