"""The answers document: every problem with its path, nothing guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.validate import check_json
from syslead_cli.reflect.answers import References, Script


def check(document: Any) -> tuple[Script | None, list[str]]:
    known = References(
        facets=["crew", "knots"],
        prompts={"crew-00": "crew", "knots-00": "knots"},
        intentions=["i1"],
        day=date(2026, 3, 27),
    )
    return check_json(document, Script, known)


def problems(document: Any) -> list[str]:
    return check(document)[1]


def test_a_whole_sitting() -> None:
    script, found = check(
        {
            "answers": [
                {"facet": "crew", "text": "They took the wheel.\n", "voices": ["mate"]},
                {"prompt": "knots-00", "outcome": "later"},
            ],
            "outcomes": [{"of": "i1", "status": "done", "text": "it held"}],
            "note": "windy",
            "intention": {"text": "If it blows, then I will reef.", "due": "fri", "facet": None},
        }
    )
    assert script is not None
    assert found == []
    assert script.answers
    assert script.outcomes
    assert script.intention
    assert [answer.text for answer in script.answers] == ["They took the wheel.", None]
    assert (script.intention.due, script.note, script.outcomes[0].status) == (
        date(2026, 4, 3),
        "windy",
        "done",
    )


WRONG = [
    ([], ["the document: must be a table {…}"]),
    ({}, ["the document: has no answers, note, intention or outcomes"]),
    ({"anwsers": []}, ['anwsers: is not a known key; did you mean "answers"?']),
    ({"answers": {}}, ["answers: must be a list […]"]),
    ({"answers": ["x"]}, ["answers[0]: must be a table {…}"]),
    ({"answers": [{"text": "x"}]}, ['answers[0]: needs "facet" or "prompt"']),
    ({"answers": [{"facet": "crew"}]},
     ['answers[0]: needs "text", or the outcome "skip" or "later"']),
    ({"answers": [{"facet": "crwe", "text": "x"}]},
     ['answers[0].facet: "crwe" is not a facet of this framework; did you mean "crew"?']),
    ({"answers": [{"facet": "crew", "prompt": "knots-00", "text": "x"}]},
     ['answers[0]: prompt "knots-00" belongs to knots']),
    ({"answers": [{"facet": "crew", "text": "x", "outcome": "skip"}]},
     ['answers[0]: has a text and the outcome "skip": give only one']),
    ({"answers": [{"facet": "crew", "text": 7}]}, ["answers[0].text: must be text"]),
    ({"answers": [{"facet": "crew", "text": " "}]}, ["answers[0].text: is empty"]),
    ({"answers": [{"facet": "crew", "text": "x", "outcome": "maybe"}]},
     ['answers[0].outcome: must be one of full, thin, skip, later, not "maybe".']),
    ({"answers": [{"prompt": "crew-00", "text": "x"}, {"prompt": "crew-00", "text": "y"}]},
     ['answers[1].prompt: "crew-00" is given twice']),
    ({"note": 7}, ["note: must be text"]),
    ({"note": "x", "tags": "y"}, ["tags: must be a list […]"]),
    ({"intention": {"text": "x"}}, ["intention.due: is missing: a date such as 2026-05-01"]),
    ({"intention": {"text": "x", "due": "2026-01-01"}}, ["intention.due: 2026-01-01 has passed"]),
    ({"intention": []}, ["intention: must be a table {…}"]),
    ({"outcomes": [{"of": "i2", "status": "done"}]},
     ['outcomes[0].of: "i2" is not an open intention to look back on']),
    ({"schema": "syslead/other/1", "note": "x"},
     ['schema: must be "syslead/answers/1", not "syslead/other/1"']),
]  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), WRONG)
def test_problems_are_named_with_their_path(document: Any, expected: list[str]) -> None:
    assert problems(document) == expected


def test_all_problems_at_once() -> None:
    document = {"answers": [{"facet": 1}, {"prompt": "x", "text": "y"}], "note": "", "extra": 1}
    assert len(problems(document)) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["answers", "note", "intention", "outcomes", "facet", "text", "of", "due"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_never_fails_and_is_empty_only_with_a_problem(document: Any) -> None:
    script, found = check(document)
    assert (script is None) == bool(found)
