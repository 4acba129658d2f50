"""The question back: always the leader's own words, one question mark, a form that fits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.reflect.grading import follow_up

FORMS = [
    ("it was fine", "You wrote “it was fine”. Was there one moment when it was not?"),
    ("Nothing.", "You wrote “Nothing”. What came closest, even so?"),
    ("knackered today", "You wrote “knackered today”. What happened just before you noticed?"),
    ("everyone was there", "You wrote “everyone was there”. Who is one of them, by role, and"),
    ("will try to listen", "You wrote “will try to listen”. Where would it start: with whom"),
    (
        "Team brief, then Ofsted prep, then governors.",
        "You wrote “Team brief, then Ofsted prep, then governors”.",
    ),
    (
        "Well, a good moan and a bit of trust",
        "You wrote “a good moan and a bit of trust”. What did",
    ),
    ("budget", "You wrote “budget”. Is there one small moment of it"),
]


@pytest.mark.parametrize(("text", "question"), FORMS)
def test_the_form_fits_what_was_written(text: str, question: str) -> None:
    assert follow_up(text, "event").startswith(question)


def test_a_long_clause_is_quoted_around_its_word() -> None:
    text = "we had a long and winding conversation that in the end was fine for all of us I think"
    assert "“" in follow_up(text, "event")
    assert "fine" in follow_up(text, "event").split("”")[0]


def test_nothing_written_gets_no_question() -> None:
    assert follow_up(" \n ", "event") == ""


@given(st.text(max_size=400), st.sampled_from(["event", "intention"]))
def test_quotes_only_what_was_written(text: str, kind: str) -> None:
    question = follow_up(text, kind)
    if not question:
        return
    quoted = question.removeprefix("You wrote “").rsplit("”", 1)[0]
    assert quoted in " ".join(text.split())
    assert len(quoted) <= 70
    assert re.sub(r"“.*”", "", question, flags=re.DOTALL).count("?") == 1
