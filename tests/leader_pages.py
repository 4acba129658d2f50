"""Journals for the page of trends: half a year, one entry, ten years, and a hostile one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from conftest import World
from invented import half_a_year
from some_records import TODAY, ask, intention, note, outcome, plant, stamped, write_journal
from syslead_cli.journal.model import Pause, Rating, Record

BAD = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}\u202eשלום '
HOSTILE_VOICE = "</td><script>alert(2)</script>\u202e"


def half_year(world: World) -> None:
    """The demo's leader, with a pause, notes about facets, and plans with outcomes."""
    kept = intention("If it stalls, then I will ask.", days=40, due=30)
    records: list[Record] = [
        *half_a_year(1, TODAY),
        note("They changed their mind.", days=3, mentions=("courage",), voices=("night-staff",)),
        note("The chair was theirs.", days=33, facets=("courage", "ceding_power")),
        kept,
        outcome(kept, "partly", days=20),
        Pause(**stamped(date(2026, 2, 2)), from_=date(2026, 2, 2), until=date(2026, 2, 8)),
    ]
    write_journal(world.home, records)


def one_entry(world: World) -> None:
    write_journal(world.home, [note("Met the forum. @carers-forum")])


def ten_years(world: World) -> None:
    days = range(0, 3650, 9)
    facets = ("courage", "curiosity", "ceding_power")
    records: list[Record] = [
        ask("An answer of theirs.", days=at, facet=facets[at // 9 % 3],
            outcome="thin" if at % 4 == 0 else "full", voices=(f"voice {at // 9 % 17}",))
        for at in days
    ]  # fmt: skip
    records += [
        Rating(**stamped(TODAY.replace(year=year, month=month)), scores={"being": month % 5 + 1})
        for year in range(2017, 2026)
        for month in range(1, 13)
    ]
    write_journal(world.home, records)


def hostile(world: World) -> None:
    """Markup, control characters and letters from right to left wherever a name can stand."""
    plant(world.home)
    path = world.home / "frameworks" / "garden.toml"
    text = path.read_text(encoding="utf-8").replace('name = "Soil"', f"name = '''{BAD}'''")
    path.write_text(text, encoding="utf-8")
    settle_voices = 'framework = "garden"\nvoices = ["<b>never</b>"]\n'
    (world.home / "config.toml").write_text(settle_voices, encoding="utf-8")
    write_journal(
        world.home,
        [
            note(BAD, days=80, voices=(HOSTILE_VOICE, BAD)),
            note(BAD, days=90, voices=(HOSTILE_VOICE, BAD)),
            ask(BAD, days=70, voices=(BAD,)),
        ],
    )


JOURNALS: dict[str, Callable[[World], None]] = {
    "half-year": half_year,
    "one-entry": one_entry,
    "ten-years": ten_years,
    "hostile": hostile,
}
#: How far each page looks: the longest as far as there is.
WINDOWS = {"ten-years": ("--since", "2010")}
