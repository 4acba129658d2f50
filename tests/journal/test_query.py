"""Words and filters: what is found, and what is not."""

from __future__ import annotations

from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from some_records import ask, intention, note, outcome, stamped
from syslead_cli.base.dates import Span
from syslead_cli.journal.model import Assessment, Rating, Review
from syslead_cli.journal.query import Query, found_at, has_words, plain, words_of


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("cafe", "Met in the Café."),
        ("CAFÉ", "met in the cafe"),
        ("strasse", "Die Straße war leer."),
        ("Øst", "vi gikk ost"),
        ("istanbul", "İSTANBUL"),
        ("don't", "I don’t know"),
        ("שלום", "שָׁלוֹם לכולם"),
        ("漢字", "これは漢字です"),
        ("мёд", "Мед и чай"),
        ("fi", "the ﬁrst evening"),
    ],
)
def test_case_accents_and_ligatures_do_not_matter(typed: str, text: str) -> None:
    assert has_words(words_of([typed]), [text])


@pytest.mark.parametrize(("typed", "text"), [("か", "が"), ("가", "각"), ("मल", "मला")])
def test_marks_that_make_another_letter_matter(typed: str, text: str) -> None:
    assert has_words(words_of([typed]), [text]) == (plain(typed) in plain(text))
    assert plain("か") not in plain("が")
    assert plain("가") not in plain("각")


def test_all_words_must_occur_in_any_of_the_fields() -> None:
    assert has_words(("ward", "board"), ["the ward clerk", "@board"])
    assert not has_words(("ward", "bird"), ["the ward clerk", "@board"])


def test_a_phrase_crosses_line_breaks_but_not_fields() -> None:
    assert has_words(("ward clerk",), ["the ward\n   clerk"])
    assert not has_words(("ward clerk",), ["the ward", "clerk"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Ward", "clerk"], ("ward", "clerk")),
        (["ward  clerk"], ("ward clerk",)),
        (['say "ward clerk" now'], ("say", "ward clerk", "now")),
        (["“ward clerk”"], ("ward clerk",)),
        (['"open ended'], ('"open', "ended")),
        (["", " ", '""'], ()),
        (["a", "A", "á"], ("a",)),
    ],
)
def test_the_words_of_a_command_line(arguments: list[str], words: tuple[str, ...]) -> None:
    assert words_of(arguments) == words


@given(st.text())
def test_comparing_form_is_stable_and_ignores_composition(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(normalize("NFD", text)) == plain(normalize("NFC", text))


@given(st.text(), st.text(min_size=1), st.text())
def test_every_word_of_a_text_finds_it(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    for found in words_of(word.split()):
        assert has_words([found], [text])


@given(st.text(), st.lists(st.text(min_size=1), max_size=4))
def test_places_found_are_places_in_the_text(text: str, words: list[str]) -> None:
    assert found_at(filter(None, map(plain, words)), text) <= set(range(len(text)))
    whole = "Ein Straßencafé"
    found = found_at(("strasse", "cafe"), whole)
    assert "".join(whole[at] for at in sorted(found)) == "Straßecafé"
    assert found_at(("ein",), whole) == {0, 1, 2}


RECORDS = {
    "note": note("About the board", 3, facets=("worms",), voices=("board",), tags=("budget",)),
    "mention": note("Composting", 2, mentions=("worms",)),
    "ask": ask("An answer", 1, facet="shade", prompt="shade-1"),
    "intention": intention("If it rains, then I will wait", 9, facet="shade"),
    "rating": Rating(**stamped(date(2026, 3, 1)), scores={"soil": 3}, instances={"soil": "Mud"}),
    "assessment": Assessment(**stamped(date(2026, 3, 2)), practice={"worms": 2}),
    "review": Review(
        **stamped(date(2026, 3, 3)),
        period="week",
        from_=date(2026, 2, 24),
        to=date(2026, 3, 2),
        attention=("shade",),
        missing=("night-staff",),
        text="A long look",
    ),
}
RECORDS["outcome"] = outcome(RECORDS["intention"], "done", 4, "It rained")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(facets=frozenset({"worms"})), {"note", "mention", "assessment"}),
        (Query(facets=frozenset({"shade"})), {"ask", "intention", "review"}),
        (
            Query(dimensions=frozenset({"soil"}), within=frozenset({"worms"})),
            {"note", "mention", "assessment", "rating"},
        ),
        (Query(voices=frozenset({"board"})), {"note"}),
        (Query(voices=frozenset({"night-staff"})), {"review"}),
        (Query(tags=frozenset({"budget"})), {"note"}),
        (Query(prompts=frozenset({"shade-1"})), {"ask"}),
        (Query(kinds=("rating", "outcome")), {"rating", "outcome"}),
        (Query(span=Span(date(2026, 3, 1), date(2026, 3, 2))), {"rating", "assessment"}),
        (Query(words=("mud",)), {"rating"}),
        (Query(words=("rain",)), {"intention", "outcome"}),
        (Query(words=("night-staff",)), {"review"}),
        (Query(words=("#budget",)), {"note"}),
        (Query(words=("look",), kinds=("note",)), set()),
        (Query(), set(RECORDS)),
    ],
)
def test_filters(query: Query, found: set[str]) -> None:
    assert {name for name, record in RECORDS.items() if query.holds(record)} == found


def test_a_query_for_kinds_alone_needs_only_the_newest() -> None:
    assert Query(kinds=("note",)).is_plain
    assert not Query(words=("a",)).is_plain
    assert not Query(span=Span(date(2026, 1, 1))).is_plain
