"""Holding a review: every answer drafted, everything saved together, nothing twice."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from device import key_of
from reviews import BANK, FRAMEWORK, TODAY, stamps, start
from some_records import intention
from syslead_cli.base.paths import under
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.model import Framework
from syslead_cli.journal.merge import Journal, Place
from syslead_cli.journal.model import Record
from syslead_cli.journal.rescue import DraftFiles
from syslead_cli.review.dialogue import (
    ReviewDialogue,
    bring_in,
    finish,
    interrupted_review,
)
from syslead_cli.review.model import ReviewState
from syslead_cli.review.records import (
    ReviewDraft,
    ReviewRequest,
    draft_from,
    make_records,
    prepare,
)
from syslead_cli.setup.settings import Settings

ANSWERS = ("", "4 asked", "2", "", "1 3", "board", "", "Trust.", "If a, then I will b.", "")


@dataclass
class Drafts:
    """Drafts in memory, and what was kept in which order."""

    kept: list[ReviewDraft] = field(default_factory=list)
    now: ReviewDraft | None = None

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        if durable:
            self.kept.append(draft)
        self.now = draft

    def drop(self, draft: ReviewDraft) -> None:
        self.now = None

    def path(self, draft: ReviewDraft) -> Path:
        return Path(draft.file_name)


@dataclass
class Book:
    """A journal in memory; ``fails`` refuses the next append after so many records."""

    records: list[Record] = field(default_factory=list)
    appends: int = 0
    fails: int | None = None

    def read(self) -> Journal:
        places = {record.id: Place("f", 1, "d") for record in self.records}
        return Journal(records=tuple(self.records), places=places)

    def append(self, records: Sequence[Record]) -> None:
        self.appends += 1
        if self.fails is not None:
            self.records += records[: self.fails]
            self.fails = None
            raise SysleadError("the disk is full")
        self.records += records


class Leader(ReviewDialogue):
    """Says these things in turn; None stops with half a word in the line."""

    def __init__(self, context: Any, says: Sequence[str | None], half: str = "half") -> None:
        super().__init__(context, SimpleNamespace(records=context.journal.read().records))
        self.says, self.half = [*says], half
        self.answered: list[str] = []

    def ask(self, state: ReviewState, on_change: Callable[[str], None]) -> tuple[str, bool]:
        text = self.says.pop(0)
        if text is None:
            on_change(self.half)
            return self.half, True
        on_change(text)
        return text, False

    def remark_on(self, before: ReviewState, after: ReviewState) -> str:
        self.answered.append(before.step.key)
        return ""


def desk(book: Book | None = None, framework: Framework = FRAMEWORK) -> Any:
    """A context as far as holding a review needs one."""
    return SimpleNamespace(
        journal=book or Book(), stamp=stamps(), drafts=Drafts(), framework=framework, bank=BANK,
        settings=Settings(), today=TODAY,
        screen=SimpleNamespace(warn_of_damage=lambda journal: None),
    )  # fmt: skip


@pytest.mark.parametrize("at", range(len(ANSWERS)))
def test_a_stop_anywhere_gives_the_same_records(at: int) -> None:
    calm, on = desk(), desk()
    finish(calm, Leader(calm, ANSWERS).hold(start("week"))[0])
    _, is_stopped = Leader(on, [*ANSWERS[:at], None]).hold(start("week"))
    assert is_stopped
    draft = on.drafts.now
    assert draft.state.typed == "half"
    finish(on, Leader(on, ANSWERS[at:]).hold(draft.state)[0])
    assert on.journal.records == calm.journal.records
    assert on.drafts.now is None


def test_stopping_with_nothing_said_leaves_nothing() -> None:
    on = desk()
    state, is_stopped = Leader(on, [None], half="").hold(start("week"))
    assert (is_stopped, state.has_words, on.drafts.now) == (True, False, None)


def test_everything_is_appended_at_once() -> None:
    on = desk()
    done = finish(on, Leader(on, ANSWERS).hold(start("week"))[0])
    book = on.journal
    assert book.appends == 1
    assert [record.kind for record in book.records] == ["intention", "rating", "review"]
    assert done.review == book.records[-1].id
    assert done.ids == [record.id for record in book.records]


@pytest.mark.parametrize("fails", [0, 1, 2, 3])
def test_what_did_not_reach_the_journal_is_brought_in_once(fails: int) -> None:
    on = desk(Book(fails=fails))
    state, _ = Leader(on, ANSWERS).hold(start("week"))
    with pytest.raises(SysleadError):
        finish(on, state)
    draft = on.drafts.now
    assert len(draft.records) == 3
    done = bring_in(on, draft)
    assert [record.id for record in on.journal.records] == [r.id for r in draft.records]
    assert done.review == draft.records[-1].id
    assert on.drafts.now is None


def test_an_earlier_record_that_is_gone_is_written_anew() -> None:
    on = desk()
    finish(on, Leader(on, ANSWERS).hold(start("week"))[0])
    book = on.journal
    state, _ = prepare(on, ReviewRequest("week", TODAY))
    book.records = [record for record in book.records if record.kind != "rating"]
    done = finish(on, replace(state, at=99))
    assert [record.kind for record in done.records] == ["rating"]


def test_a_framework_without_a_layer_is_said() -> None:
    bare = replace(FRAMEWORK, environment=())
    with pytest.raises(UsageError, match='no layer "environment"'):
        prepare(desk(framework=bare), ReviewRequest("environment", TODAY))


def test_a_draft_taken_up_on_a_later_day_reads_dates_from_there() -> None:
    later = date(2026, 4, 20)
    state = start("week").go_on(later)
    assert (state.agenda.today, state.agenda.day) == (later, TODAY)


# ── drafts: to JSON and back, and as files ──────────────────────────────────────


TYPED = {"rate:see": "4", "attention": "f1 f2", "question:w1": "Ünïcode \u202e\ud83c 🌱\n\n…"}


def drafts() -> list[ReviewDraft]:
    state = replace(
        start("week", intention("If so, then I will.", days=9, due=-1)),
        answers=TYPED, at=3, typed="half",
    )  # fmt: skip
    return [ReviewDraft(state), ReviewDraft(state, tuple(make_records(state, stamps(), {})))]


@pytest.mark.parametrize("draft", drafts(), ids=["under way", "finished"])
def test_it_comes_back_as_it_went(draft: ReviewDraft) -> None:
    text = json.dumps(draft.data)
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
    assert json.loads(json.dumps(draft.data)) == data


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"at": 99}, {"at": -1}, {"at": "1"}, {"answers": []}, {"answers": {"a": 1}},
        {"typed": None}, {"records": [{}]}, {"agenda": {}}, {"agenda": None},
    ],
)  # fmt: skip
def test_what_is_no_draft_is_none(change: dict[str, Any]) -> None:
    assert draft_from({**drafts()[0].data, **change}) is None
    for data in (None, [], "x", 1, {}):
        assert draft_from(data) is None


def draft(typed: str = "") -> ReviewDraft:
    return ReviewDraft(replace(start("week"), typed=typed))


@pytest.mark.parametrize("durable", [True, False])
def test_a_draft_is_private_and_comes_back(tmp_path: Path, durable: bool) -> None:
    files = DraftFiles(under(tmp_path), key_of(under(tmp_path)))
    files.keep(draft("half"), durable=durable)
    (file,) = under(tmp_path).drafts.iterdir()
    assert file.name == "review-week-2026-03-27.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert interrupted_review(files, "week") == draft("half")
    assert interrupted_review(files, "quarter") is None
    files.drop(draft())
    assert interrupted_review(files, "week") is None


def test_the_newest_draft_is_found_and_a_broken_one_stays(tmp_path: Path) -> None:
    files = DraftFiles(under(tmp_path), key_of(under(tmp_path)))
    files.keep(draft("old"))
    broken = under(tmp_path).drafts / "review-week-2026-03-28.json"
    broken.write_text("{")
    os.utime(broken.with_name("review-week-2026-03-27.json"), (1, 1))
    assert interrupted_review(files, "week") == draft("old")
    assert broken.exists()


def test_a_folder_that_takes_nothing_is_said_once_it_matters(tmp_path: Path) -> None:
    under(tmp_path).state.mkdir()
    under(tmp_path).drafts.write_text("in the way")
    files = DraftFiles(under(tmp_path), key_of(under(tmp_path)))
    files.keep(draft(), durable=False)
    with pytest.raises(SysleadError, match="could not be saved"):
        files.keep(draft())
    files.drop(draft())
    assert interrupted_review(files, "week") is None
