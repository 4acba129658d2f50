"""Holding a review: every answer drafted, everything saved together, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from reviews import BANK, FRAMEWORK, TODAY, stamps, start
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.merge import Journal, Place
from syslead_cli.journal.model import Record
from syslead_cli.review.dialogue import ReviewDialogue, ReviewDraft, bring_in, finish
from syslead_cli.review.model import ReviewState
from syslead_cli.review.records import ReviewRequest, prepare

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
        prepared = SimpleNamespace(journal=context.journal.read())
        super().__init__(context, prepared, None)
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


def desk(book: Book | None = None) -> Any:
    """A context as far as holding a review needs one."""
    return SimpleNamespace(journal=book or Book(), stamp=stamps(), review_drafts=Drafts())


def test_every_answer_is_drafted_before_the_next_question() -> None:
    on = desk()
    leader = Leader(on, ANSWERS)
    state, _ = leader.hold(start("week"))
    assert state.is_done
    assert [draft.state.at for draft in on.review_drafts.kept][-1] == len(state.agenda.steps)
    assert len(on.review_drafts.kept) == len(ANSWERS)
    assert leader.answered[:2] == ["rate:see", "rate:do"]


@pytest.mark.parametrize("at", range(len(ANSWERS)))
def test_a_stop_anywhere_gives_the_same_records(at: int) -> None:
    calm, on = desk(), desk()
    finish(calm, Leader(calm, ANSWERS).hold(start("week"))[0])
    _, is_stopped = Leader(on, [*ANSWERS[:at], None]).hold(start("week"))
    assert is_stopped
    draft = on.review_drafts.now
    assert draft.state.typed == "half"
    finish(on, Leader(on, ANSWERS[at:]).hold(draft.state)[0])
    assert on.journal.records == calm.journal.records
    assert on.review_drafts.now is None


def test_stopping_with_nothing_said_leaves_nothing() -> None:
    on = desk()
    state, is_stopped = Leader(on, [None], half="").hold(start("week"))
    assert (is_stopped, state.has_words, on.review_drafts.now) == (True, False, None)


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
    draft = on.review_drafts.now
    assert len(draft.records) == 3
    done = bring_in(on, draft)
    assert [record.id for record in on.journal.records] == [r.id for r in draft.records]
    assert done.review == draft.records[-1].id
    assert on.review_drafts.now is None


def test_an_earlier_record_that_is_gone_is_written_anew() -> None:
    on = desk()
    finish(on, Leader(on, ANSWERS).hold(start("week"))[0])
    book = on.journal
    prepared = prepare(book.read(), FRAMEWORK, BANK, ReviewRequest("week", TODAY, TODAY))
    book.records = [record for record in book.records if record.kind != "rating"]
    done = finish(on, replace(prepared.state, at=99))
    assert [record.kind for record in done.records] == ["rating"]


def test_a_framework_without_a_layer_is_said() -> None:
    bare = replace(FRAMEWORK, environment=())
    with pytest.raises(UsageError, match='no layer "environment"'):
        prepare(Journal(), bare, BANK, ReviewRequest("environment", TODAY, TODAY))


def test_a_draft_taken_up_on_a_later_day_reads_dates_from_there() -> None:
    later = date(2026, 4, 20)
    state = start("week").go_on(later)
    assert (state.agenda.today, state.agenda.day) == (later, TODAY)
