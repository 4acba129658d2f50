"""Choosing what the next weeks are about (focus), and taking time away (pause)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from syslead_cli.base.ports import JournalPort, Stamper
from syslead_cli.base.values import dataclass
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.framework_core import Framework
from syslead_cli.journal.records import Focus, Pause, Remove, Revise
from syslead_cli.review.focus_core import (
    QUARTER,
    NotAFocus,
    check_focus,
    current_focus,
    current_pause,
)


@dataclass(frozen=True, slots=True)
class PauseWish:
    """From when, and until when if that is known; both days included."""

    first: date
    last: date | None = None


def focus_of(journal: JournalPort, today: date) -> Focus | None:
    """The focus that holds today."""
    return current_focus(journal.read().records, today)


def set_focus(
    facets: Sequence[str],
    until: date | None,
    framework: Framework,
    journal: JournalPort,
    stamp: Stamper,
) -> Focus:
    """Choose facets for a quarter, or until a day. Raises UsageError where they make no focus."""
    chosen = tuple(dict.fromkeys(facets))
    try:
        check_focus(chosen, framework)
    except NotAFocus as problem:
        said = str(problem)
        raise UsageError(
            f"{said[:1].upper()}{said[1:]}.", "syslead framework show lists the facets."
        ) from None
    first = stamp()
    record = Focus(**first._asdict(), facets=chosen, until=until or first.day + QUARTER)
    journal.append([record])
    return record


def clear_focus(journal: JournalPort, stamp: Stamper, today: date) -> Focus | None:
    """End the focus that holds today; None where there is none."""
    whole = journal.read()
    focus = current_focus(whole.records, today)
    if focus is None and whole.damage:
        raise _unsure("Whether there is a focus")
    if focus is not None:
        first = stamp()
        ended = Focus(**first._asdict(), facets=(), until=first.day)
        journal.append([ended])
    return focus


def pause_of(journal: JournalPort, today: date) -> Pause | None:
    """The pause that holds today, or the next one."""
    return current_pause(journal.read().records, today)


def start_pause(wish: PauseWish, journal: JournalPort, stamp: Stamper, today: date) -> Pause:
    """Time away. Raises UsageError where a pause already holds then."""
    held = pause_of(journal, today)
    if held is not None and (held.until is None or held.until >= wish.first):
        raise UsageError(
            f"There is already a pause from {held.from_.isoformat()}.",
            "syslead pause --end ends it.",
        )
    record = Pause(**stamp()._asdict(), from_=wish.first, until=wish.last)
    journal.append([record])
    return record


def end_pause(journal: JournalPort, stamp: Stamper, today: date) -> Pause:
    """End the pause: yesterday was its last day, and one that had none is taken back.

    Raises UsageError where there is none.
    """
    whole = journal.read()
    held = current_pause(whole.records, today)
    if held is None and whole.damage:
        raise _unsure("Whether there is a pause")
    if held is None:
        raise UsageError("There is no pause to end.")
    if held.from_ >= today:
        journal.append([Remove(**stamp()._asdict(), of=held.id)])
        journal.erase([held.id])
        return held
    last = today - timedelta(days=1)
    journal.append([Revise(**stamp()._asdict(), of=held.id, set={"until": last.isoformat()})])
    return held


def _unsure(what: str) -> SysleadError:
    return SysleadError(
        f"{what} cannot be told: a part of the journal could not be read. Nothing was changed.",
        "syslead verify says which.",
        code="damaged",
    )
