"""What the next weeks are about (focus) and time away (pause): suggested, chosen and ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import Focus, Pause, Remove, Revise
from syslead_cli.reflect.focus import (
    FEWEST,
    MOST,
    QUARTER,
    NotAFocus,
    check_focus,
    current_focus,
    current_pause,
)
from syslead_cli.review.model import Scores

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: Having gone quiet, or never having taken root, counts like one point of importance.
QUIET = 1
#: What matters this little is not suggested while there is enough else.
_LITTLE = 2
#: A gap from which a facet comes in beyond the fewest.
_WIDE = 2


def suggested(
    facets: Sequence[str], known: Mapping[str, Scores], quiet: Collection[str]
) -> tuple[str, ...]:
    """Return six to eight facets, the widest gap first; none where too few were said to matter."""
    matters = {facet: known.get(facet, Scores()).importance or 0 for facet in facets}
    rated = [facet for facet in facets if matters[facet]]
    if len(rated) < min(FEWEST, len(facets)):
        return ()

    def order(facet: str) -> tuple[bool, int, int]:
        return matters[facet] <= _LITTLE, -pull(facet, known, quiet), -matters[facet]

    ranked = sorted(rated, key=order)
    wide = [
        facet
        for facet in ranked[FEWEST:MOST]
        if pull(facet, known, quiet) >= _WIDE and matters[facet] > _LITTLE
    ]
    return (*ranked[:FEWEST], *wide)


def pull(facet: str, known: Mapping[str, Scores], quiet: Collection[str]) -> int:
    """Return importance minus practice, and a point for being quiet; no practice counts as 3."""
    scores = known.get(facet, Scores())
    gap = (scores.importance or 0) - (scores.practice or 3)
    return gap + (QUIET if facet in quiet else 0)


# ── choosing ─────────────────────────────────────────────────────────────────


def focus_today(context: Context) -> Focus | None:
    """Return the focus that holds today."""
    return current_focus(context.journal.read().records, context.today)


def set_focus(context: Context, facets: Sequence[str], until: date | None) -> None:
    """Choose facets for a quarter, or until a day. Raises UsageError where they make no focus."""
    chosen = tuple(dict.fromkeys(facets))
    try:
        check_focus(chosen, context.framework)
    except NotAFocus as problem:
        said = str(problem)
        raise UsageError(
            f"{said[:1].upper()}{said[1:]}.", "syslead framework show lists the facets."
        ) from None
    stamp = context.stamp()
    until = until or stamp.day + QUARTER
    context.journal.append([Focus(**stamp._asdict(), facets=chosen, until=until)])


def clear_focus(context: Context) -> None:
    """End the focus that holds today, if there is one."""
    journal = context.journal.read()
    focus = current_focus(journal.records, context.today)
    if focus is None and journal.damage:
        raise _unsure("Whether there is a focus")
    if focus is not None:
        stamp = context.stamp()
        context.journal.append([Focus(**stamp._asdict(), facets=(), until=stamp.day)])


def pause_today(context: Context) -> Pause | None:
    """Return the pause that holds today, or the next one."""
    return current_pause(context.journal.read().records, context.today)


def start_pause(context: Context, first: date, last: date | None) -> None:
    """Be away, both days included. Raises UsageError where a pause already holds then."""
    held = pause_today(context)
    if held is not None and (held.until is None or held.until >= first):
        raise UsageError(
            f"There is already a pause from {held.from_.isoformat()}.",
            "syslead pause --end ends it.",
        )
    stamp = context.stamp()._asdict()
    context.journal.append([Pause(**stamp, from_=first, until=last)])


def end_pause(context: Context) -> None:
    """End the pause: yesterday was its last day, and one that had none is taken back.

    Raises UsageError where there is none.
    """
    journal = context.journal.read()
    held = current_pause(journal.records, context.today)
    if held is None and journal.damage:
        raise _unsure("Whether there is a pause")
    if held is None:
        raise UsageError("There is no pause to end.")
    stamp = context.stamp()._asdict()
    if held.from_ >= context.today:
        context.journal.append([Remove(**stamp, of=held.id)])
        context.journal.erase([held.id])
    else:
        last = context.today - timedelta(days=1)
        context.journal.append([Revise(**stamp, of=held.id, set={"until": last.isoformat()})])


def _unsure(what: str) -> SysleadError:
    return SysleadError(
        f"{what} cannot be told: a part of the journal could not be read. Nothing was changed.",
        "syslead verify says which.",
        code="damaged",
    )
