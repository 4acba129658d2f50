"""The two pages in every form: nothing withheld reads as zero, nothing planted is active."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from briefs import (
    brief_of,
    changed,
    earlier_document,
    full_document,
    planted,
    read,
    scores_document,
)
from packs import document as made_document
from strategies import records_of_a_quarter
from syslead_cli.base.documents import to_json
from syslead_cli.base.layout import FELL, cells
from syslead_cli.base.terminal import page_text
from syslead_cli.coach.brief import Brief
from syslead_cli.coach.brief_screen import (
    brief_html,
    brief_markdown,
    brief_page,
    wordings_of,
)
from syslead_cli.coach.dimensions_screen import own_ratings
from syslead_cli.coach.questions import LEAST, MOST
from syslead_cli.insight.trends import window
from syslead_cli.setup.schemas import schema_named
from syslead_cli.sharing.pack_screen import counts_of, voices_of

VALIDATOR = Draft202012Validator(schema_named("brief"), format_checker=FormatChecker())
TIERS = ("scores", "themes", "excerpts", "all")


def screen(made: Brief, width: int = 80, **how: Any) -> str:
    return page_text(brief_page(made, width, **how))


class Reader(HTMLParser):
    """What a reader of the page sees and a screen reader hears of charts, and what is in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "body":
            self.heard.clear()
        self.attributes.update(name for name, _ in attrs)
        self.heard.extend(value or "" for name, value in attrs if name == "aria-label")

    def handle_data(self, data: str) -> None:
        self.heard.append(data)


def texts_of(page: str) -> str:
    return " ".join(" ".join(Reader(page).heard).split())


def forms(made: Brief) -> list[str]:
    """Each form with its lines as one."""
    shown = (screen(made), texts_of(brief_html(made)), brief_markdown(made))
    return [" ".join(text.replace("\\", "").replace("*", "").split()) for text in shown]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("without", [(), ("ratings",), ("voices",), ("ratings", "voices")])
@pytest.mark.parametrize("before", [(), ("themes",), ("scores",)])
def test_the_document_fits_its_schema(
    tier: str, without: tuple[str, ...], before: tuple[str, ...]
) -> None:
    made = brief_of(full_document(tier, without), *(earlier_document(each) for each in before))
    VALIDATOR.validate(json.loads(to_json(made.document)))


def test_both_pages_say_everything_they_should() -> None:
    made = brief_of(full_document(), earlier_document())
    for flat in forms(made):
        for words in (
            "24 August to 22 November 2026", "please delete after 22 February 2027", "themes",
            "every entry", "How to stay in the room", "9 made · 3 done · 2 partly · 2 dropped",
            "If the budget talk stalls", "Feeling", "13 ratings", "55–85%",
            "Asked 10 times since 31 August, answered in detail once; ",
            "elsewhere in those weeks 68 of 82.",
            "A detailed answer all 8 times since 24 August.", "9 people and groups, named 24 times",
            "night staff", "lead / follow", "Challenge is allowed", "What helps there?",
            "The pack before: 25 May to 23 August", "Wanted then: “To think about the merger.”",
            "Newly quiet: Being, Facet name 9 and Facet name 24.", "absence of words is not",
        ):  # fmt: skip
            assert words in flat, words
        assert re.search(r"12 ?(/|of) ?17", flat)


def test_what_the_tier_keeps_back_is_withheld_and_no_zero() -> None:
    made = brief_of(full_document("scores", ("ratings", "voices")))
    for flat in forms(made):
        assert "Withheld at this tier: their wording." in flat
        assert "Withheld at this tier." in flat
        assert flat.count("Withheld by the leader") >= 2
        assert not re.search(r"\b0 (heard|mentions|ratings|entries|of 5)|None was tagged", flat)
        assert "Being" not in flat
    data = made.document
    assert (data.voices, data.environment, data.tensions, data.passages) == (None,) * 4
    assert data.intentions.wordings is None
    assert {unit.ratings for unit in data.dimensions} == {None}


def test_a_pack_without_facets_says_what_stays_with_the_leader() -> None:
    for flat in forms(brief_of(scores_document(), earlier_document())):
        assert "every figure of a single facet or of the surroundings" in flat
        assert "Withheld at this tier." in flat
        assert "often enough" not in flat
        assert "Not rated" not in flat
        assert "cannot be compared" not in flat
        assert "Facet" not in flat
    VALIDATOR.validate(json.loads(to_json(brief_of(scores_document()).document)))
    assert brief_of(scores_document()).document.environment is None
    assert brief_of(full_document("scores")).document.environment is not None


def test_a_passage_stands_under_its_question() -> None:
    passages = [{"day": "2026-10-01", "kind": "ask", "text": "She said no.",
                 "facet": "Courage · Who said no, and in which words?"}]  # fmt: skip
    made = brief_of(changed(full_document("excerpts"), passages=passages))
    shown = screen(made, with_words=True)
    lines = [line.strip() for line in shown.split("IN THEIR OWN WORDS")[1].splitlines() if line]
    assert lines == [
        "1 October · answer · Courage", "Who said no, and in which words?", "│ She said no.",
    ]  # fmt: skip
    page = brief_html(made, with_words=True)
    assert '<p class="question" dir="auto">Who said no, and in which words?</p>' in page


def test_what_is_empty_says_so_and_is_not_called_withheld() -> None:
    bare = changed(
        full_document(), named=[], strength=None, environment=[], tensions=[], purpose="",
        intentions={"made": 0, "kept": 0, "partly": 0, "dropped": 0, "open": 0, "wordings": []},
        voices={"heard": 0, "mentions": 0, "missing": 0, "largest_share": None, "effective": None,
                "names_heard": [], "names_missing": []}, expires=None,
    )  # fmt: skip
    for flat in forms(brief_of(bare)):
        for words in (
            "They did not write what they want.", "None made in these weeks.",
            "Nothing has fallen clearly below",
            "None was tagged", "Not rated in these weeks.", "No one has been named",
            "This is the first pack",
        ):  # fmt: skip
            assert words in flat, words
        assert "ithheld" not in flat
        assert "delete after" not in flat


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-09", "2026-11-22", "9 to 22 November 2026"),
        ("2026-11-22", "2026-11-22", "22 November 2026"),
        ("2025-11-09", "2026-11-22", "9 November 2025 to 22 November 2026"),
    ],
)
def test_the_days_are_said_once(first: str, last: str, said: str) -> None:
    made = brief_of(changed(full_document(), **{"from": first, "until": last}))
    assert screen(made).splitlines()[1].startswith(f" {said} · tier")


def test_what_is_open_longest_stands_first_and_then_what_was_decided_last() -> None:
    plans = (("kept", 1), ("open", 27), ("due", 5), ("dropped", 3))
    texts = [{"text": f"{s} {d}", "due": f"2026-11-{d:02}", "state": s} for s, d in plans]
    made = changed(full_document(), intentions__wordings=texts)
    said = [each.text for each in wordings_of(read(made))]
    assert said == ["due 5", "open 27", "dropped 3", "kept 1"]


def test_an_old_pack_says_so() -> None:
    assert "these days ended" not in screen(brief_of(full_document()))
    old = brief_of(earlier_document())
    for form in forms(old):
        assert "these days ended 13 weeks ago" in form


def test_small_figures_read_like_figures() -> None:
    made = changed(
        full_document(), counts__sittings=0, counts__notes=1, counts__days=1,
        counts__asked=0, counts__full=0,
    )  # fmt: skip
    assert counts_of(read(made)) == "Written on 1 day · 1 note · no questions asked"
    nothing = changed(made, counts__days=0, counts__notes=0)
    assert counts_of(read(nothing)) == "Nothing was written in these days."
    alike = full_document()
    for unit in alike["dimensions"]:
        unit["ratings"] = {"n": 4, "range": [4, 4], "median": None, "direction": None}
    assert own_ratings(brief_of(alike)) == (
        "1 to 5. Feeling, Perceiving, Thinking, Relating, Doing and Being: 4 ratings, all 4"
    )
    for tier, share, said in (
        ("scores", 3.0, True),
        ("scores", 9.0, False),
        ("themes", 3.0, False),
    ):
        made = brief_of(changed(full_document(tier), voices__effective=share))
        assert ("equal voices" in voices_of(made.pack)[0]) == said


def test_passages_only_where_asked_for() -> None:
    made = brief_of(full_document("all"))
    for text in forms(made):
        assert "2 passages of their own words were shared." in text
        assert "sat down" not in text
    assert "I sat down.\n   │ Twice." in screen(made, with_words=True)
    assert "> I sat down.\n> Twice." in brief_markdown(made, with_words=True)
    assert "I sat down.\nTwice." in brief_html(made, with_words=True)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("tier", ["scores", "all"])
def test_no_line_is_wider_than_the_screen(width: int, tier: str) -> None:
    long = changed(planted(full_document(tier), "a name of many words "), purpose="x" * 900)
    for made in (
        brief_of(full_document(tier), earlier_document(tier)),
        brief_of(long, client="n" * 300),
    ):
        for line in screen(made, width, with_words=True).splitlines():
            assert cells(line) <= width, line


def test_a_strip_that_does_not_fit_its_weeks_is_left_out_of_the_screen() -> None:
    odd = full_document()
    odd["dimensions"][0]["strip"] = [[1, 1]]
    assert "Aug" in screen(brief_of(full_document()))
    assert "four weeks to each" not in screen(brief_of(odd))


def test_a_long_list_ends_with_how_many_more() -> None:
    many = full_document()
    names = [{"name": f"voice-{at}", "count": 1, "last": "2026-09-01"} for at in range(500)]
    many["voices"]["names_heard"] = names
    many["intentions"]["wordings"] *= 20
    unit = many["dimensions"][5]
    many["dimensions"] += [{**unit, "place": at, "id": f"d{at}"} for at in range(7, 40)]
    made = brief_of(many)
    assert len(screen(made).splitlines()) < 140
    for text in forms(made):
        assert "and 492 more" in text
        assert "134 more" in text


BAD = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}{% raw %}",
    "שלום לכולם ", "\u202etxt.exe", "&lt;b&gt;", "'onload='x",
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_planted_text_is_text_in_every_field(bad: str) -> None:
    document = planted(full_document("all"), bad)
    made = brief_of(document, planted(earlier_document("all"), bad), client=f"{bad}Heron")
    page = brief_html(made, with_words=True)
    read_page = Reader(page)
    assert not {"script", "img", "b", "link", "iframe", "a", "form", "object"} & read_page.tags
    assert not {"src", "href", "style", "onerror", "onload"} & read_page.attributes
    assert "49" not in re.sub(r"[\d.]*49[\d.]+|[\d.]+49[\d.]*", "", texts_of(page))
    shown = bad.replace("\u202e", "⟨U+202E⟩").strip()
    assert shown in texts_of(page)
    assert "\u202e" not in page + screen(made) + brief_markdown(made)
    assert "<script" not in brief_markdown(made).replace("\\<script", "")


def test_control_characters_are_signs() -> None:
    wild = changed(full_document("all"), purpose="a\x1b[31mred\x07\x00")
    wild["passages"][0]["text"] = "c\x1b[2J\r\nd"
    made = brief_of(wild)
    for text in (screen(made, with_words=True), brief_html(made, with_words=True),
                 brief_markdown(made, with_words=True)):  # fmt: skip
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        assert "␛" in text


def test_what_has_fallen_stands_out_with_and_without_colour() -> None:
    """A fallen dimension and a fallen facet have a sign and a colour, and the sign is explained."""
    page = brief_page(brief_of(full_document()), 80)
    fallen = [line for line in page if any(style == FELL for style, _ in line)]
    said = [page_text([line]).strip().split("  ")[0] for line in fallen]
    states = ("▼ Facet name 9: 3/4, gone quiet", "▼ Being", "▼ Facet name 24: 3/4, gone quiet")
    assert said == list(states)
    assert "".join(text for line in page for _, text in line).count("▼") == len(fallen) + 1


def test_a_level_that_rests_on_too_little_is_not_shown() -> None:
    early = full_document()
    for unit in early["dimensions"]:
        unit["state"] = "too_early"
    for text in forms(brief_of(early)):
        assert "55–85%" not in text
        assert "●─┤ " not in text.replace("├─●─┤ level", "")
        assert "oo early to say" in text


@settings(max_examples=30)
@given(records_of_a_quarter, st.sampled_from(TIERS), st.sampled_from([40, 80, 120]))
def test_any_journals_brief_can_be_shown(records: list[Any], tier: str, width: int) -> None:
    document = made_document(tier, tuple(sorted(records, key=lambda record: record.day)))
    made = brief_of(document)
    questions = made.document.questions
    assert 1 <= len(questions) <= MOST
    assert bool(made.document.fewer) == (len(questions) < LEAST)
    assert made == brief_of(document)
    assert all(cells(line) <= width for line in screen(made, width, with_words=True).splitlines())
    assert brief_html(made, with_words=True).endswith("</html>\n")
    assert brief_markdown(made, with_words=True).startswith("# Heron")
    VALIDATOR.validate(json.loads(to_json(made.document)))


@pytest.mark.parametrize(
    ("first", "heads"),
    [("2026-11-22", "Nov"), ("2025-11-24", "JFMAMJJASON"), ("2026-09-01", "Oct")],
)
def test_packs_of_a_day_a_year_and_some_weeks(first: str, heads: str) -> None:
    span = window(date.fromisoformat(first), date(2026, 11, 22))
    document = changed(full_document(), **{"from": first})
    for unit in (*document["dimensions"], *document["facets"]):
        unit["strip"] = [[2, 1]] * len(span.starts)
    text = screen(brief_of(document))
    assert heads in text.partition("SIX WAYS")[2] or first == "2026-11-22"
    assert all(cells(line) <= 80 for line in text.splitlines())
    assert ("Months" in texts_of(brief_html(brief_of(document)))) == (first == "2025-11-24")
    assert brief_html(brief_of(document)).count("<rect") >= 2 * len(span.starts)


def test_a_pack_with_nothing_in_it() -> None:
    bare = changed(full_document(), dimensions=[], facets=[], named=[], strength=None)
    bare["counts"] = dict.fromkeys(bare["counts"], 0)
    for text in forms(brief_of(bare)):
        assert "Too early to say" in text
