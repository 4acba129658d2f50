"""A suggestion for the next focus: what matters more than there was of it, and what grew quiet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.model import Framework
from syslead_cli.journal.model import Focus, Pause, Remove, Revise, Stamper
from syslead_cli.reflect.focus import (
    FEWEST,
    MOST,
    QUARTER,
    NotAFocus,
    check_focus,
    current_focus,
    current_pause,
)
from syslead_cli.review.steps import Scores

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

#: Having gone quiet, or never having taken root, counts like one point of importance.
QUIET = 1
#: What matters this little is not suggested while there is enough else.
_LITTLE = 2
#: A gap from which a facet comes in beyond the fewest.
_WIDE = 2


def suggested(
    facets: Sequence[str], known: Mapping[str, Scores], quiet: Collection[str]
) -> tuple[str, ...]:
    """Six to eight facets, the widest gap first; none where too few were said to matter."""
    rated = [facet for facet in facets if _importance(known, facet)]
    if len(rated) < min(FEWEST, len(facets)):
        return ()
    places = {facet: at for at, facet in enumerate(facets)}

    def order(facet: str) -> tuple[bool, int, int, int]:
        matters = _importance(known, facet)
        return (matters <= _LITTLE, -pull(facet, known, quiet), -matters, places[facet])

    ranked = sorted(rated, key=order)
    chosen = ranked[:FEWEST]
    for facet in ranked[FEWEST:MOST]:
        if pull(facet, known, quiet) >= _WIDE and _importance(known, facet) > _LITTLE:
            chosen.append(facet)
    return tuple(chosen)


def pull(facet: str, known: Mapping[str, Scores], quiet: Collection[str]) -> int:
    """Importance minus practice, and a point for being quiet; practice not said counts as 3."""
    scores = known.get(facet, Scores())
    gap = (scores.importance or 0) - (scores.practice or 3)
    return gap + (QUIET if facet in quiet else 0)


def _importance(known: Mapping[str, Scores], facet: str) -> int:
    scores = known.get(facet)
    return (scores.importance or 0) if scores else 0


# ── choosing ──
# Choosing what the next weeks are about (focus), and taking time away (pause).


class PauseWish(Struct, frozen=True):
    """From when, and until when if that is known; both days included."""

    first: date
    last: date | None = None


def focus_of(journal: JournalFiles, today: date) -> Focus | None:
    """The focus that holds today."""
    return current_focus(journal.read().records, today)


def set_focus(
    facets: Sequence[str],
    until: date | None,
    framework: Framework,
    journal: JournalFiles,
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


def clear_focus(journal: JournalFiles, stamp: Stamper, today: date) -> Focus | None:
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


def pause_of(journal: JournalFiles, today: date) -> Pause | None:
    """The pause that holds today, or the next one."""
    return current_pause(journal.read().records, today)


def start_pause(wish: PauseWish, journal: JournalFiles, stamp: Stamper, today: date) -> Pause:
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


def end_pause(journal: JournalFiles, stamp: Stamper, today: date) -> Pause:
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
