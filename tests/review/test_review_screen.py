"""The balcony on the screen: what fits, what is said, what never gets through."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from invented import SUNDAY, half_a_year, journal_of, six_ways
from reviews import BANK, FRAMEWORK, TODAY, material, start
from screens import golden
from some_records import ask, intention, note, stamped
from syslead_cli.base.blocks import to_markdown, to_screen
from syslead_cli.base.layout import FELL, Page, width_of
from syslead_cli.insight.ratings import summary as rated
from syslead_cli.insight.trends import TrendsQuery, compute_trends
from syslead_cli.journal.model import Assessment, Focus, Rating, Record, Review
from syslead_cli.review.model import ReviewState
from syslead_cli.review.screen import (
    WHAT_RATINGS_ARE,
    after_rating,
    footer,
    heading,
    look_page,
    plan_page,
)
from syslead_cli.review.summary import ReviewSummary, blocks, never_rooted

NASTY = "\x1b[31mred \u202eback\u202c\n# not a heading\n| a | *b* <i>"
REVIEW = Review(
    **stamped(TODAY), period="week", from_=TODAY - timedelta(days=6), to=TODAY,
    attention=("f1", "gone_facet"), heard=("night-staff",), missing=(NASTY,),
    text=f"Mine: {NASTY}\n\nWhat grew this week?\n{NASTY}\n\n    deep",
)  # fmt: skip
FOUND: dict[str, Record] = {
    "review": REVIEW,
    "rating": Rating(**stamped(TODAY), scores={"see": 4, "gone": 2}, instances={"do": NASTY}),
    "environment": Assessment(**stamped(TODAY), environment={"risk": 3, "gone": 1}),
    "facets": Assessment(**stamped(TODAY), practice={"f1": 2}, importance={"gone": 5}),
    "focus": Focus(**stamped(TODAY), facets=("f1", "gone"), until=TODAY),
}
RECORDS = (
    ask(NASTY, 2, facet="f1"),
    ask(None, 1, facet="gone_facet"),
    *(note(f"{NASTY} {n}", n % 6, voices=("board",)) for n in range(12)),
    intention(NASTY, days=9, due=-2),
    intention("If so, then I will.", days=1, due=6),
)


def made(name: str = "week", *, found: bool = True) -> ReviewSummary:
    trends = material(*RECORDS).trends
    records = [*RECORDS, *FOUND.values()]
    return ReviewSummary(name, trends, FOUND if found else {}, records, FRAMEWORK, BANK.questions)


def text_of(page: Page) -> str:
    return "\n".join("".join(text for _, text in line).rstrip() for line in page)


def steps() -> list[ReviewState]:
    due = intention(NASTY, days=9, due=-1)
    states = []
    for name in ("week", "quarter"):
        state = start(name, due)
        agenda = replace(state.agenda, heard=("board",), unheard=("night-staff", NASTY))
        answers = {"plan": NASTY, "rate:see": "4"}
        states += [replace(state, agenda=agenda, at=at, answers=answers)
                   for at in range(len(agenda.steps))]  # fmt: skip
    return states


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_step_fits_and_has_its_hint(width: int) -> None:
    for state in steps():
        page = heading(state, width)
        assert max(map(width_of, page), default=0) <= width, (state.step, text_of(page))
        assert "\x1b" not in text_of(page)
        assert "\u202e" not in text_of(page)
        parts = footer(state).parts(typed=False)
        assert {"? how", "b back"} <= set(parts)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("found", [True, False])
def test_summaries_fit_and_let_nothing_through(width: int, found: bool) -> None:
    for page in (
        to_screen(blocks(made(found=found)), width),
        look_page(made(), start("week").agenda, width, 0),
    ):
        assert max(map(width_of, page)) <= width
        assert "\x1b" not in text_of(page)
        assert "\u202e" not in text_of(page)
    assert max(map(width_of, plan_page(start("week", *RECORDS).agenda, width))) <= width


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(("name", "days"), [("week", 6), ("quarter", 90)])
def test_golden_of_a_review(name: str, days: int, width: int) -> None:
    """The half year's last week, and its last quarter, as a review looks back on it."""
    journal, framework = journal_of(half_a_year()), six_ways()
    look = TrendsQuery(SUNDAY, SUNDAY - timedelta(days=days), SUNDAY)
    trends = compute_trends(journal, framework, look)
    summary = ReviewSummary(name, trends, {}, journal.records, framework, ())
    page = look_page(summary, start(name).agenda, width, 0)
    golden(f"review-{name}-{width}.txt", text_of(page))
    assert (FELL, " ▼ GONE QUIET    ") in [line[0] for line in page if line]
    short = text_of(look_page(summary, start(name).agenda, width, 24)).splitlines()
    assert any("▼ GONE QUIET" in line for line in short[-21:])
    assert sorted(short) == sorted(text_of(page).splitlines())


def test_markdown_takes_no_words_for_markup() -> None:
    said = to_markdown(blocks(made()))
    assert "\x1b" not in said
    assert "> \\# not a heading" in said
    assert "\n# not" not in said
    assert "\\<i\\>" in said
    assert said.count("\n## What grew this week?\n") == 1
    assert "- gone 2\n" in said


def test_what_the_framework_has_lost_stands_as_it_is() -> None:
    said = to_markdown(blocks(made()))
    assert "Short 1 and gone\\_facet." in said
    assert "- gone 1\n" in said


def test_a_first_rating_is_said_to_be_one() -> None:
    assert after_rating(rated([(1, 4)])) == "first rating: 4"
    explained = after_rating(rated([(1, 4)]), is_very_first=True)
    assert explained == f"first rating: 4. {WHAT_RATINGS_ARE}"
    assert "3 ratings: 4, 2, 4" in after_rating(rated([(1, 4), (8, 2), (15, 4)]))
    four = rated([(day, score) for day, score in enumerate([2, 3, 3, 4], 1)])
    assert "4 ratings, from 2 to 4" in after_rating(four)
    assert "4 ratings, all 3s" in after_rating(rated([(d, 3) for d in range(1, 5)]))


def test_a_suggestion_says_why() -> None:
    (state,) = [s for s in steps() if s.step.kind == "focus"]
    assert "Choose six to eight yourself" in text_of(heading(state, 80))
    scores = {f"facet:f{n}": "5 2" for n in range(1, 8)}
    said = text_of(heading(replace(state, answers=scores), 80))
    assert "1 short 1   matters 5, there 2" in said


def test_what_never_took_root_is_said_of_a_quarter_and_not_of_a_week() -> None:
    units = [
        SimpleNamespace(state=state, asked=asked)
        for state in ("never_took_root", "neglected", "steady")
        for asked in (0, 3)
    ]
    trends: Any = SimpleNamespace(facets=units)
    found = [
        never_rooted(ReviewSummary(name, trends, {}, [], FRAMEWORK, ()))
        for name in ("quarter", "week")
    ]
    assert found == [[units[1]], []]
