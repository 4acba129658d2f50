"""Reviews under way, on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from reviews import start
from syslead_cli.errors import SysleadError
from syslead_cli.review.draft import ReviewDraft, ReviewDrafts


def draft(name: str = "week", typed: str = "") -> ReviewDraft:
    return ReviewDraft(replace(start(name), typed=typed))


@pytest.mark.parametrize("durable", [True, False])
def test_a_draft_is_private_and_comes_back(tmp_path: Path, durable: bool) -> None:
    drafts = ReviewDrafts(tmp_path / "drafts")
    drafts.keep(draft(typed="half"), durable=durable)
    (file,) = (tmp_path / "drafts").iterdir()
    assert file.name == "review-week-2026-03-27.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert drafts.newest("week") == draft(typed="half")
    assert drafts.newest("quarter") is None
    drafts.drop(draft())
    assert drafts.newest("week") is None


def test_the_newest_draft_is_found_and_a_broken_one_stays(tmp_path: Path) -> None:
    drafts = ReviewDrafts(tmp_path)
    drafts.keep(draft(typed="old"))
    (tmp_path / "review-week-2026-03-28.json").write_text("{")
    os.utime(tmp_path / "review-week-2026-03-27.json", (1, 1))
    assert drafts.newest("week") == draft(typed="old")
    assert (tmp_path / "review-week-2026-03-28.json").exists()


def test_a_folder_that_takes_nothing_is_said_once_it_matters(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("in the way")
    drafts = ReviewDrafts(tmp_path / "drafts")
    drafts.keep(draft(), durable=False)
    with pytest.raises(SysleadError, match="could not be kept"):
        drafts.keep(draft())
    drafts.drop(draft())
    assert drafts.newest("week") is None
