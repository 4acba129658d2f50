"""Short ids and entries as they are shown."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from some_records import TODAY, ask, intention, note, outcome
from syslead_cli.base.clock import uuid7
from syslead_cli.base.documents import to_json
from syslead_cli.journal.codec import UnknownVersion
from syslead_cli.journal.entries import entries_in, entry_data, entry_of, ids_named, short_id
from syslead_cli.journal.merge import Journal, revise
from syslead_cli.journal.query import Query

ids = st.lists(
    st.builds(uuid7, st.integers(0, 2**47), st.binary(min_size=10, max_size=10)),
    min_size=1,
    max_size=30,
    unique=True,
)


@given(ids, st.data())
def test_what_is_shown_can_be_typed(known: list[str], data: st.DataObject) -> None:
    id_ = data.draw(st.sampled_from(known))
    assert id_ in ids_named(short_id(id_), known)
    assert ids_named(id_, known) == [id_]


@given(ids, st.integers(4, 36), st.booleans(), st.data())
def test_either_end_names_all_it_fits_and_nothing_else(
    known: list[str], length: int, at_end: bool, data: st.DataObject
) -> None:
    id_ = data.draw(st.sampled_from(known))
    word = id_[-length:] if at_end else id_[:length]
    named = ids_named(word.upper() if data.draw(st.booleans()) else word, known)
    assert id_ in named
    assert all(other.startswith(word) or other.endswith(word) for other in named)


@given(ids, st.text(max_size=3))
def test_too_little_names_nothing(known: list[str], word: str) -> None:
    assert ids_named(word, known) == []


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=64))
def test_a_short_id_never_looks_like_an_option(id_: str) -> None:
    short = short_id(id_)
    assert id_.endswith(short)
    assert short == id_ or not short.startswith("-")


def test_hand_written_ids_are_shown_whole() -> None:
    assert short_id("a1") == "a1"
    assert ids_named("a1", ["a1", "b-a1"]) == ["a1"]


def test_moving_an_intention_is_no_edit() -> None:
    first = intention("If it rains, then I will wait", 3)
    moved = revise(first, {"due": "2026-04-20"})
    reworded = revise(moved, {"text": "If it rains, then I will run"})
    journal = Journal(records=(moved,), versions={first.id: (first,)})
    assert not entry_of(moved, journal).edited
    journal = Journal(records=(reworded,), versions={first.id: (first, moved)})
    assert entry_of(reworded, journal).edited
    assert entry_data(entry_of(reworded, journal))["edited"] is True


def test_json_has_text_first_and_every_other_field_as_it_stands() -> None:
    entry = entry_of(note("héllo", tags=("a",), extra={"mood": [1]}), Journal())
    data = json.loads(to_json(entry_data(entry)))
    assert list(data)[:4] == ["id", "kind", "day", "text"]
    assert data["tags"] == ["a"]
    assert data["mood"] == [1]
    assert entry_data(entry_of(ask(None), Journal()))["text"] == ""


def test_a_newer_line_stands_among_the_rest_by_its_day() -> None:
    line = UnknownVersion(
        {"v": 2, "id": "n-0001", "kind": "note", "day": "2026-03-20", "text": "new"}, True
    )
    odd = UnknownVersion({"v": 9, "id": "", "kind": "dream", "day": "no day", "text": ["?"]}, True)
    journal = Journal(records=(note("old", 30), note("now", 0)), newer=(line, odd))
    found, total = entries_in(journal, Query())
    assert [entry.text for entry in found] == ["now", "new", "old", ""]
    assert total == 4
    assert [entry.text for entry in entries_in(journal, Query(), 2)[0]] == ["now", "new"]
    assert entry_data(found[1])["newer"] is True
    assert entry_data(found[3])["day"] is None
    assert [e.text for e in entries_in(journal, Query(words=("new",)))[0]] == ["new"]
    assert entries_in(journal, Query(tags=frozenset({"x"}))) == ([], 0)


def test_an_outcome_says_what_it_is_about() -> None:
    plan = intention("If it rains, then I will wait", 3)
    journal = Journal(records=(plan, outcome(plan, "done", 0)))
    newest = entries_in(journal, Query())[0][0]
    assert newest.about == plan.text
    assert newest.day == TODAY
