"""Holding a review: every answer drafted, everything saved together, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from reviews import BANK, FRAMEWORK, TODAY, stamps, start
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.merge import Journal, Place
from syslead_cli.journal.model import Record, Stamp
from syslead_cli.review.draft import ReviewDraft
from syslead_cli.review.run import Desk, Heard, Wish, bring_in, converse, finish, prepare, take_up
from syslead_cli.review.steps import State

ANSWERS = ("", "4 asked", "2", "", "1 3", "board", "", "Trust.", "If a, then I will b.", "")


@dataclass
class Shelf:
    """Drafts in memory, and what was kept in which order."""

    kept: list[ReviewDraft] = field(default_factory=list)
    now: ReviewDraft | None = None

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        if durable:
            self.kept.append(draft)
        self.now = draft

    def drop(self, draft: ReviewDraft) -> None:
        self.now = None

    def newest(self, name: str) -> ReviewDraft | None:
        return self.now

    def where(self, draft: ReviewDraft) -> str:
        return draft.name


@dataclass
class Book:
    """A journal in memory; ``fails`` refuses the next append after so many records."""

    records: list[Record] = field(default_factory=list)
    appends: int = 0
    fails: int | None = None

    def read(self, since: date | None = None, keeping: object = None) -> Journal:
        places = {record.id: Place("f", 1, "d") for record in self.records}
        return Journal(records=tuple(self.records), places=places)

    def append(self, records: Sequence[Record]) -> None:
        self.appends += 1
        if self.fails is not None:
            self.records += records[: self.fails]
            self.fails = None
            raise SysleadError("the disk is full")
        self.records += records

    def erase(self, ids: Iterable[str]) -> list[str]:
        return []


@dataclass
class Leader:
    """Says these things in turn; None stops with half a word in the line."""

    says: list[str | None]
    remarks: list[str] = field(default_factory=list)
    answered_steps: list[str] = field(default_factory=list)

    def ask(self, state: State, on_change: Callable[[str], None]) -> Heard:
        text = self.says.pop(0)
        on_change("half" if text is None else text)
        return Heard("half", stopped=True) if text is None else Heard(text)

    def remark(self, words: str) -> None:
        self.remarks.append(words)

    def answered(self, before: State, after: State) -> None:
        self.answered_steps.append(before.step.key)


def desk(book: Book | None = None) -> Desk:
    stamp = stamps().new

    def stamper(day: date | None = None) -> Stamp:
        return Stamp(**{**stamp(), "day": day or TODAY})

    return Desk(book or Book(), stamper, Shelf())


def shelf(of: Desk) -> Shelf:
    assert isinstance(of.drafts, Shelf)
    return of.drafts


def test_every_answer_is_drafted_before_the_next_question() -> None:
    on = desk()
    leader = Leader([*ANSWERS])
    ending = converse(start("week"), leader, on.drafts)
    assert ending.state.is_done
    assert [draft.state.at for draft in shelf(on).kept][-1] == len(ending.state.agenda.steps)
    assert len(shelf(on).kept) == len(ANSWERS)
    assert leader.answered_steps[:2] == ["rate:see", "rate:do"]
    assert leader.remarks == []


@pytest.mark.parametrize("at", range(len(ANSWERS)))
def test_a_stop_anywhere_gives_the_same_records(at: int) -> None:
    calm = desk()
    finish(converse(start("week"), Leader([*ANSWERS]), calm.drafts).state, calm)
    on = desk()
    ending = converse(start("week"), Leader([*ANSWERS[:at], None]), on.drafts)
    assert ending.stopped
    draft = shelf(on).now
    assert draft is not None
    assert draft.state.typed == "half"
    again = converse(take_up(draft, TODAY), Leader([*ANSWERS[at:]]), on.drafts)
    finish(again.state, on)
    assert on.journal.read().records == calm.journal.read().records
    assert shelf(on).now is None


def test_stopping_with_nothing_said_leaves_nothing() -> None:
    on = desk()
    leader = Leader([None])
    leader.ask = lambda state, on_change: Heard("", stopped=True)  # type: ignore[method-assign]
    assert converse(start("week"), leader, on.drafts).draft == ""
    assert shelf(on).now is None


def test_everything_is_appended_at_once() -> None:
    book = Book()
    on = desk(book)
    done = finish(converse(start("week"), Leader([*ANSWERS]), on.drafts).state, on)
    assert book.appends == 1
    assert [record.kind for record in book.records] == ["intention", "rating", "review"]
    assert done.review == book.records[-1].id
    assert done.ids == [record.id for record in book.records]


@pytest.mark.parametrize("fails", [0, 1, 2, 3])
def test_what_did_not_reach_the_journal_is_brought_in_once(fails: int) -> None:
    book = Book(fails=fails)
    on = desk(book)
    state = converse(start("week"), Leader([*ANSWERS]), on.drafts).state
    with pytest.raises(SysleadError):
        finish(state, on)
    draft = shelf(on).now
    assert draft is not None
    assert len(draft.records) == 3
    done = bring_in(draft, on)
    assert [record.id for record in book.records] == [record.id for record in draft.records]
    assert done.review == draft.records[-1].id
    assert shelf(on).now is None


def test_an_earlier_record_that_is_gone_is_written_anew() -> None:
    book = Book()
    on = desk(book)
    finish(converse(start("week"), Leader([*ANSWERS]), on.drafts).state, on)
    prepared = prepare(book.read(), FRAMEWORK, BANK, Wish("week", TODAY, TODAY))
    book.records = [record for record in book.records if record.kind != "rating"]
    done = finish(replace(prepared.state, at=99), on)
    assert [record.kind for record in done.records] == ["rating"]


def test_a_framework_without_a_layer_is_said() -> None:
    bare = replace(FRAMEWORK, environment=())
    with pytest.raises(UsageError, match='no layer "environment"'):
        prepare(Journal(), bare, BANK, Wish("environment", TODAY, TODAY))


def test_a_draft_taken_up_on_a_later_day_reads_dates_from_there() -> None:
    later = date(2026, 4, 20)
    state = take_up(ReviewDraft(start("week")), later)
    assert (state.agenda.today, state.agenda.day) == (later, TODAY)
