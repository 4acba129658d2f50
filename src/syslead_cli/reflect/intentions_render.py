"""Intentions on the screen: what is due, what waits, what became of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from syslead_cli.base.page_render import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    next_step,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted, day_in_words, due_words, listed, near_day
from syslead_cli.journal.entries_render import Names
from syslead_cli.journal.entry import short_id
from syslead_cli.reflect.intentions_core import (
    DROPPED,
    DUE,
    KEPT,
    OPEN,
    PARTLY,
    STATES,
    Standing,
    tally,
)

_HEADINGS = {DUE: "Due", OPEN: "Open", KEPT: "Kept", PARTLY: "Kept in part", DROPPED: "Let go"}
_COUNTED = {KEPT: "kept", PARTLY: "kept in part", DROPPED: "let go"}
_INDENT = "   "


def page_of_intentions(all_: Sequence[Standing], names: Names, *, closed: bool) -> Page:
    """Under a heading for each state; those that are over only as counts unless ``closed``."""
    page: Page = []
    for state in STATES if closed else (DUE, OPEN):
        group = [standing for standing in all_ if standing.state(names.today) == state]
        if group:
            page += [[], [(STRONG, f"{MARGIN}{_HEADINGS[state]}")]]
            for standing in sorted(group, key=lambda standing: standing.intention.due):
                page += _one(standing, state, names)
    if not closed and (said := _over(all_, names.today)):
        page += [[], *sentence(said, names.width, style=QUIET)]
    due = [standing for standing in all_ if standing.state(names.today) == DUE]
    if due:
        short = short_id(due[0].intention.id)
        page += [[], *_over_to_you(short, names)]
    return page[1:]


def _over_to_you(short: str, names: Names) -> Page:
    return next_step(f"syslead intentions done {short}", "or partly, later, drop", names.width)


def _one(standing: Standing, state: str, names: Names) -> Page:
    intention = standing.intention
    right: Line = [(QUIET, f"{_when(standing, state, names)}   {short_id(intention.id)}")]
    lines = wrapped(intention.text, names.width - len(_INDENT))
    page: Page = [[(PLAIN, f"{_INDENT}{line}")] for line in lines]
    if cells(lines[-1]) + len(_INDENT) + width_of(right) + 2 <= names.width:
        page[-1] = with_right(page[-1], right, names.width)
    else:
        page.append(with_right([], right, names.width))
    for outcome in standing.outcomes:
        if outcome.text:
            said = f"{day_in_words(outcome.day, names.today)}: {outcome.text}"
            room = names.width - len(_INDENT) - 2
            page += [[(QUIET, f"{_INDENT}  {line}")] for line in wrapped(said, room)]
    return page


def _when(standing: Standing, state: str, names: Names) -> str:
    facet = standing.intention.facet
    about = f"{one_line(names.facet(facet))}, " if facet else ""
    if state in (DUE, OPEN):
        return f"{about}{due_words(standing.intention.due, names.today)}"
    return f"{about}{near_day(standing.outcomes[-1].day, names.today)}"


def _over(all_: Sequence[Standing], today: date) -> str:
    counts = tally(all_, today)
    over = [f"{counts[state]} {word}" for state, word in _COUNTED.items() if counts[state]]
    made = counted(len(all_), "intention")
    return f"Of {made} made: {listed(over)}. syslead intentions --all shows them." if over else ""


def intentions_data(all_: Sequence[Standing], today: date, *, closed: bool) -> dict[str, Any]:
    """The intentions as JSON, with how many there are in each state."""
    shown = [s for s in all_ if closed or s.state(today) in (DUE, OPEN)]
    return {
        "intentions": [_data(standing, today) for standing in shown],
        "counts": tally(all_, today),
    }


def _data(standing: Standing, today: date) -> dict[str, Any]:
    intention = standing.intention
    return {
        "id": intention.id,
        "day": intention.day.isoformat(),
        "text": intention.text,
        "facet": intention.facet,
        "due": intention.due.isoformat(),
        "state": standing.state(today),
        "outcomes": [
            {
                "id": outcome.id,
                "day": outcome.day.isoformat(),
                "status": outcome.status,
                "text": outcome.text or "",
            }
            for outcome in standing.outcomes
        ],
    }
