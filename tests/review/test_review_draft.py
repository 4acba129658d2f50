"""Reviews under way: to JSON and back, and as files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from reviews import stamps, start
from some_records import intention
from syslead_cli.base.paths import under
from syslead_cli.errors import SysleadError
from syslead_cli.review.dialogue import ReviewDraft, ReviewDrafts, draft_data, draft_from
from syslead_cli.review.records import make_records

ANSWERS = {"rate:see": "4", "attention": "f1 f2", "question:w1": "Ünïcode \u202e\ud83c 🌱\n\n…"}


def drafts() -> list[ReviewDraft]:
    state = replace(
        start("week", intention("If so, then I will.", days=9, due=-1)),
        answers=ANSWERS, at=3, typed="half",
    )  # fmt: skip
    return [ReviewDraft(state), ReviewDraft(state, tuple(make_records(state, stamps(), {})))]


@pytest.mark.parametrize("draft", drafts(), ids=["under way", "finished"])
def test_it_comes_back_as_it_went(draft: ReviewDraft) -> None:
    text = json.dumps(draft_data(draft))
    assert text.isascii()
    assert draft_from(json.loads(text)) == draft


def test_the_form_of_version_1_is_read() -> None:
    """The file as it was written before drafts were declared as types."""
    agenda = {
        "name": "quarter", "first": "2025-12-27", "last": "2026-03-27", "day": "2026-03-27",
        "today": "2026-03-27", "steps": [["look", "", "", ""], ["facet", "f1", "F", "Means."]],
        "choices": [["f1", "short", "Seeing", "Means."]], "heard": ["board"], "unheard": [],
        "known": {"f1": [5, None]}, "quiet": ["f1"], "earlier": {"review": "id-1"},
    }  # fmt: skip
    data = {
        "v": 1, "agenda": agenda, "answers": {"facet:f1": "5 2"}, "at": 1, "typed": "4",
        "records": [],
    }  # fmt: skip
    draft = draft_from(data)
    assert draft is not None
    assert draft.state.agenda.known["f1"].importance == 5
    assert json.loads(json.dumps(draft_data(draft))) == data


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"at": 99}, {"at": -1}, {"at": "1"}, {"answers": []}, {"answers": {"a": 1}},
        {"typed": None}, {"records": [{}]}, {"agenda": {}}, {"agenda": None},
    ],
)  # fmt: skip
def test_what_is_no_draft_is_none(change: dict[str, Any]) -> None:
    assert draft_from({**draft_data(drafts()[0]), **change}) is None
    for data in (None, [], "x", 1, {}):
        assert draft_from(data) is None


def draft(typed: str = "") -> ReviewDraft:
    return ReviewDraft(replace(start("week"), typed=typed))


@pytest.mark.parametrize("durable", [True, False])
def test_a_draft_is_private_and_comes_back(tmp_path: Path, durable: bool) -> None:
    files = ReviewDrafts(under(tmp_path))
    files.keep(draft("half"), durable=durable)
    (file,) = under(tmp_path).drafts.iterdir()
    assert file.name == "review-week-2026-03-27.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert files.newest("week") == draft("half")
    assert files.newest("quarter") is None
    files.drop(draft())
    assert files.newest("week") is None


def test_the_newest_draft_is_found_and_a_broken_one_stays(tmp_path: Path) -> None:
    files = ReviewDrafts(under(tmp_path))
    files.keep(draft("old"))
    broken = under(tmp_path).drafts / "review-week-2026-03-28.json"
    broken.write_text("{")
    os.utime(broken.with_name("review-week-2026-03-27.json"), (1, 1))
    assert files.newest("week") == draft("old")
    assert broken.exists()


def test_a_folder_that_takes_nothing_is_said_once_it_matters(tmp_path: Path) -> None:
    under(tmp_path).state.mkdir()
    under(tmp_path).drafts.write_text("in the way")
    files = ReviewDrafts(under(tmp_path))
    files.keep(draft(), durable=False)
    with pytest.raises(SysleadError, match="could not be saved"):
        files.keep(draft())
    files.drop(draft())
    assert files.newest("week") is None
