"""Reviews under way, to JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from reviews import stamps, start
from some_records import intention
from syslead_cli.review.draft import ReviewDraft, draft_data, draft_from
from syslead_cli.review.records import records

ANSWERS = {"rate:see": "4", "attention": "f1 f2", "question:w1": "Ünïcode \u202e\ud83c 🌱\n\n…"}


def drafts() -> list[ReviewDraft]:
    state = replace(
        start("week", intention("If so, then I will.", days=9, due=-1)),
        answers=ANSWERS, at=3, typed="half",
    )  # fmt: skip
    return [ReviewDraft(state), ReviewDraft(state, tuple(records(state, stamps(), {})))]


@pytest.mark.parametrize("draft", drafts(), ids=["under way", "finished"])
def test_it_comes_back_as_it_went(draft: ReviewDraft) -> None:
    text = json.dumps(draft_data(draft))
    assert text.isascii()
    assert draft_from(json.loads(text)) == draft


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"at": 99}, {"at": -1}, {"at": "1"}, {"answers": []}, {"answers": {"a": 1}},
        {"typed": None}, {"records": [{}]}, {"agenda": {}}, {"agenda": None},
    ],
)  # fmt: skip
def test_what_is_no_draft_is_none(change: dict[str, Any]) -> None:
    assert draft_from({**draft_data(drafts()[0]), **change}) is None


@pytest.mark.parametrize("data", [None, [], "x", 1, {}])
def test_nor_is_anything_else(data: Any) -> None:
    assert draft_from(data) is None
