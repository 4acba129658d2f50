"""What an edit sets: only what becomes another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from some_records import TODAY, ask, intention, note, outcome
from syslead_cli.framework.mentions import Mention
from syslead_cli.journal.codec import InvalidRecord
from syslead_cli.journal.edit import EditRequest, changes, has_text
from syslead_cli.journal.merge import revise
from syslead_cli.journal.model import Note

RECORD = note("Met @board about #budget", voices=("board", "porter"), tags=("budget",))


def test_nothing_changed_sets_nothing() -> None:
    assert changes(RECORD, EditRequest()) == {}
    same = EditRequest(text=RECORD.text, voices=["porter"], tags=["budget"], day=TODAY)
    assert changes(RECORD, same) == {}
    assert changes(RECORD, EditRequest(text=RECORD.text, day=TODAY, facets=[])) == {}


def test_marks_in_the_text_follow_it_and_marks_said_stay() -> None:
    set_ = changes(RECORD, EditRequest(text="Met @carers about #rota"))
    assert set_ == {
        "text": "Met @carers about #rota",
        "voices": ["porter", "carers"],
        "tags": ["rota"],
    }
    assert changes(RECORD, EditRequest(text="Met nobody"))["tags"] is None


def test_mentions_are_found_again_without_what_was_said() -> None:
    found = [Mention(facet, ()) for facet in ("worms", "shade")]
    wish = EditRequest(text="new", find_mentions=lambda text: found)
    record = note("old", facets=("worms",))
    assert changes(record, wish)["mentions"] == ["shade"]
    both = changes(record, replace(wish, facets=["shade"]))
    assert both["facets"] == ["shade"]
    assert both.get("mentions") is None


def test_an_answer_is_judged_again_unless_the_leader_judged_it() -> None:
    wish = EditRequest(text="short one", grade=lambda record, text: {"outcome": "thin", "words": 2})
    assert changes(ask("one two three"), wish) == {
        "text": "short one", "words": 2, "outcome": "thin",
    }  # fmt: skip
    own = ask("one two three", graded_by="leader")
    assert changes(own, wish) == {"text": "short one", "words": 2}


def test_fields_a_kind_does_not_have_are_refused() -> None:
    plan = intention("If a, then b")
    with pytest.raises(InvalidRecord, match="no tags"):
        changes(plan, EditRequest(tags=["a"]))
    with pytest.raises(InvalidRecord, match="one facet"):
        changes(plan, EditRequest(facets=["a", "b"]))
    with pytest.raises(InvalidRecord, match="always has a facet"):
        changes(ask("x"), EditRequest(facets=[]))
    assert changes(plan, EditRequest(facets=["worms"])) == {"facet": "worms"}


def test_what_has_words() -> None:
    plan = intention("If a, then b")
    assert has_text(plan)
    assert has_text(outcome(plan, "done"))
    assert not has_text(ask(None))


@given(st.text(min_size=1), st.text(min_size=1), st.lists(st.text(max_size=8), max_size=3))
def test_applied_it_is_what_was_wished_and_then_changes_nothing_more(
    old: str, new: str, tags: list[str]
) -> None:
    before = note(old)
    wish = EditRequest(text=new, tags=tags)
    after = revise(before, changes(before, wish))
    assert isinstance(after, Note)
    assert after.text == new
    assert changes(after, wish) == {}
