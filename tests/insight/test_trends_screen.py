"""The trends screen: golden files at 80 and 120 columns, and what must hold for any framework.

SYSLEAD_GOLDEN=1 pytest tests/render/test_trends_screen.py  writes the files anew.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from invented import SUNDAY, asked, half_a_year, journal_of, of_size, rated, six_ways
from screens import golden
from some_records import intention, stamped
from syslead_cli.base.layout import cells
from syslead_cli.base.terminal import THEMES, page_text
from syslead_cli.demo.generate import GROUPS
from syslead_cli.framework.model import Framework
from syslead_cli.insight.charts import View, bar, scale_of
from syslead_cli.insight.export import trends_csv
from syslead_cli.insight.page import trends_markdown
from syslead_cli.insight.screen import trends_page
from syslead_cli.insight.trends import TrendsQuery, compute_trends, six_months
from syslead_cli.journal.merge import CheckFinding, Journal
from syslead_cli.journal.model import Note, Pause, Record


def drawn(
    records: list[Record] | tuple[Record, ...],
    framework: Framework,
    width: int,
    *,
    colored: bool = False,
    damage: tuple[CheckFinding, ...] = (),
    **wish: object,
) -> str:
    look = TrendsQuery(SUNDAY, first=six_months(SUNDAY), groups=GROUPS, by=str(wish.pop("by", "")))
    journal = Journal(records=journal_of(records).records, damage=damage)
    view = View(width, **wish)  # type: ignore[arg-type]
    page = trends_page(compute_trends(journal, framework, look), view)
    return page_text(page, THEMES["auto"] if colored else {})


def several_weeks(count: int, facets: int = 6) -> list[Record]:
    """One ask a week, the facets in turn."""
    return [
        record
        for at in range(count)
        for record in asked(f"f{at % facets}", "f", SUNDAY - timedelta(weeks=count - 1 - at))
    ]


CASES: dict[str, tuple[list[Record] | tuple[Record, ...], Framework]] = {
    "empty": ([], six_ways()),
    "one-answer": (asked("courage", "f", SUNDAY), six_ways()),
    "one-rating": (rated({"feeling": [4], "being": [3]}), six_ways()),
    "eleven-answers": (
        [*asked("courage", "fffftf", every=3), *asked("curiosity", "fftff", every=3)],
        six_ways(),
    ),
    "half-a-year": (half_a_year(), six_ways()),
    "dimension-quiet": (
        [
            *(r for at in range(3) for r in asked(f"f{at}", "f" * 12 + "t" * 8)),
            *(r for at in range(3, 9) for r in asked(f"f{at}", "f" * 20)),
        ],
        of_size(9, per=3),
    ),
    "little-asked": (several_weeks(12), of_size(8, per=2)),
    "away": (
        [*half_a_year(), Pause(**stamped(SUNDAY), from_=SUNDAY - timedelta(days=1))],
        six_ways(),
    ),
    "scripts": (
        [r for at in range(6) for r in asked(f"f{at}", "ftff" * 4)],
        of_size(
            6,
            ["谦逊与宽宏大量", "تواضع وكرم", "ענווה", "Ein sehr langer Name mit vierzig Zeichen oh",
             "Größe", "x"],
            per=3,
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, width: int) -> None:
    records, framework = CASES[name]
    every = name == "scripts"
    golden(f"trends-{name}-{width}.txt", drawn(records, framework, width, every_facet=every))


def test_golden_all_facets() -> None:
    text = drawn(half_a_year(), six_ways(), 120, every_facet=True)
    golden("trends-half-a-year-facets-120.txt", text)


def test_golden_markdown_and_csv() -> None:
    told = compute_trends(journal_of(half_a_year()), six_ways(), TrendsQuery(SUNDAY, groups=GROUPS))
    golden("trends-half-a-year.md", trends_markdown(told))
    golden("trends-half-a-year.csv", trends_csv(told).replace("\r\n", "\n"))


@pytest.mark.parametrize("width", [40, 56, 79, 80, 100, 115, 116, 120, 200])
@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_the_screen(name: str, width: int) -> None:
    records, framework = CASES[name]
    for every in (False, True):
        text = drawn(records, framework, width, every_facet=every)
        lines = [line for line in text.splitlines() if "→" not in line]  # a command stays whole
        assert max(map(cells, lines)) <= width


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize("width", [80, 120])
def test_columns_stand_under_each_other(count: int, width: int) -> None:
    framework = of_size(count, ["谦逊", "ענווה", "x" * 60], per=12)
    records = [r for f in framework.facets for r in asked(f.id, "ftf" * 5)]
    lines = drawn(records, framework, width, every_facet=True).splitlines()
    rows = [line for line in lines if line[:5] == "     " and "10 of 15" in line]
    assert len(rows) == count
    places = {cells(line[: line.index("10 of 15")]) for line in rows}
    assert len(places) == 1


def test_hostile_names_stay_names() -> None:
    framework = of_size(2, ["\x1b[2J\x07boo", "\u202egnp.exe"])
    text = drawn(asked("f0", "f" * 9), framework, 80, every_facet=True)
    assert not set("\x1b\x07\u202e") & set(text)
    framework = of_size(2, ["=1+1", "a|b <b>*c*"])
    told = compute_trends(journal_of(asked("f0", "f")), framework, TrendsQuery(SUNDAY))
    assert "'=1+1" in trends_csv(told)  # no formula
    assert r"a\|b \<b\>\*c\*" in trends_markdown(told)


def test_damage_and_plans_and_one_dimension_alone() -> None:
    broken = (CheckFinding("line", "journal/a/2026-03.jsonl", 3, "not JSON (character 1)"),)
    records = [*half_a_year(), intention("If …", days=-1, due=1)]
    text = drawn(records, six_ways(), 80, damage=broken)
    assert "1 line; syslead verify lists them" in text
    alone = drawn(half_a_year(), six_ways(), 80, dimensions=("being",))
    assert "Feeling" not in alone
    assert "courage" in alone
    assert "voices" not in alone
    only = drawn(half_a_year(), six_ways(), 80, facets=("courage",))
    assert "patience" not in only
    assert "courage" in only


@pytest.mark.parametrize("width", [80, 120])
def test_golden_by_month(width: int) -> None:
    """Months stand by name over their bars, as weeks do; many by their first letter."""
    text = drawn(half_a_year(), six_ways(), width, by="month")
    assert "Jun Jul Aug Sep Oct Nov" in text
    assert "a month each" in text
    golden(f"trends-by-month-{width}.txt", text)
    years = [r for at in range(3) for r in asked(f"f{at}", "fft" * 60)]
    look = TrendsQuery(SUNDAY, first=SUNDAY - timedelta(days=900), by="month")
    framework = of_size(6, per=2)
    told = compute_trends(journal_of(years), framework, look)
    text = page_text(trends_page(told, View(width)))
    assert "OND JFMAMJJASOND JFMAMJJASON" in text
    assert "a month each from October 2024" in text


def notes_only() -> list[Record]:
    """A journal from elsewhere: sixty notes, some about something."""
    found = [("courage",), (), ("curiosity", "courage"), ()]
    return [
        Note(**stamped(SUNDAY - timedelta(days=3 * at)), text="t", mentions=found[at % 4],
             facets=("ceding_power",) if at == 7 else ())
        for at in range(60)
    ]  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
def test_golden_of_notes_alone(width: int) -> None:
    text = drawn(notes_only(), six_ways(), width)
    golden(f"trends-notes-{width}.txt", text)
    assert "60 notes · no questions asked" in text or "59 notes · no questions asked" in text
    assert "five are right" in " ".join(text.split())
    assert "in detail," not in text  # no strips of dots over what was never asked
    nothing = [Note(**stamped(SUNDAY), text="t") for _ in range(6)]
    assert "No word in the 6 notes points to" in drawn(nothing, six_ways(), width)
    assert "may be about being" in drawn([*half_a_year(), *notes_only()[:9]], six_ways(), width)


def test_what_fell_stands_out_and_what_is_steady_is_quiet() -> None:
    colored = drawn(half_a_year(), six_ways(), 120, colored=True).splitlines()
    fell, quiet = "\x1b[1;35m", "\x1b[2m"
    humility = next(line for line in colored if "  humility" in line)
    thinking = next(line for line in colored if " Thinking" in line)
    assert humility.count(fell) >= 4
    assert "▼" in humility
    assert fell not in thinking
    assert quiet in thinking


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_changes_colours_and_no_character(theme: str) -> None:
    told = compute_trends(journal_of(half_a_year()), six_ways(), TrendsQuery(SUNDAY))
    page = trends_page(told, View(80))
    text = page_text(page, THEMES[theme])
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert [line.rstrip() for line in bare.splitlines()] == page_text(page).splitlines()
    colours = re.findall(r"\x1b\[(?:1;)?(3[0-7]|38;5;\d+)m", text)
    assert bool(colours) == (theme != "none")


def test_bars_span_the_leaders_own_range() -> None:
    """A leader between two thirds and all sees the difference; little change looks like little."""
    assert scale_of([[0.6, 1.0], [0.8, None]]) == (0.6, 1.0)
    assert scale_of([[0.95, 1.0]]) == (0.7, 1.0)
    assert scale_of([[0.0, 0.1]]) == pytest.approx((0.0, 0.3))
    assert scale_of([[None]]) == (0.0, 1.0)
    assert [bar(value, (0.6, 1.0)) for value in (0.6, 0.8, 1.0)] == ["▁", "▅", "█"]
