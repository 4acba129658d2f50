"""Where an interrupted sitting goes on: its draft, held against the journal.

The journal has the last word. What reached the disk just before the end is not asked for again;
what has vanished from the journal is not leaned on.
"""

from __future__ import annotations

from typing import NamedTuple

from syslead_cli.journal.fold import Journal
from syslead_cli.journal.records import Ask, Intention, Note, Outcome
from syslead_cli.reflect.draft import Draft
from syslead_cli.reflect.session import ASK, CLOSE, DUE, FOLLOW, LINE, NOTE, PLAN, VOICES, WHEN
from syslead_cli.reflect.turns import Step


class Standpoint(NamedTuple):
    """The step to go on at, what stands in its field, and the asks on disk by prompt's place."""

    step: Step
    typed: str
    asks: dict[int, str]
    due: tuple[Intention, ...]


def standpoint(draft: Draft, journal: Journal) -> Standpoint:
    """Where to go on."""
    found = [journal.find(id_) for id_ in draft.due]
    due = tuple(item for item in found if isinstance(item, Intention))
    due = due if len(due) == len(draft.due) else ()
    asks = _asks(draft, journal)
    if _is_on_disk(draft, journal, asks):
        return Standpoint(_after(draft, len(due)), "", asks, due)
    step = draft.step
    if (step.name in (DUE, LINE) and not due) or (step.name == FOLLOW and step.at not in asks):
        step = _question(draft, 0)
    return Standpoint(step, draft.text, asks, due)


def _asks(draft: Draft, journal: Journal) -> dict[int, str]:
    asked = {
        record.prompt: record.id
        for record in journal.records
        if isinstance(record, Ask) and record.sitting == draft.sitting
    }
    places = enumerate(draft.picks)
    return {at: asked[prompt.id] for at, (prompt, _) in places if prompt.id in asked}


def _is_on_disk(draft: Draft, journal: Journal, asks: dict[int, str]) -> bool:
    """Whether the journal holds already what was being typed."""
    step, text = draft.step, draft.text.strip("\n")
    today = [record for record in journal.records if record.day == draft.day]
    match step.name:
        case "ask":
            return step.at in asks
        case "follow":
            ask = journal.find(asks.get(step.at, ""))
            return bool(text) and isinstance(ask, Ask) and (ask.text or "").endswith(f"\n\n{text}")
        case "note":
            return any(isinstance(item, Note) and item.text == text for item in today)
        case "due" | "line":
            told = {item.of for item in today if isinstance(item, Outcome)}
            return draft.due[step.at] in told
        case "when":
            return any(isinstance(item, Intention) and item.text == step.held for item in today)
    return False


def _after(draft: Draft, due: int) -> Step:
    """The step that follows the one already done."""
    step = draft.step
    if step.name in (ASK, FOLLOW):
        return _question(draft, step.at + 1)
    if step.name in (DUE, LINE):
        return Step(DUE, step.at + 1) if step.at + 1 < due else _question(draft, 0)
    return Step({NOTE: VOICES, WHEN: PLAN}.get(step.name, step.name))


def _question(draft: Draft, at: int) -> Step:
    if at < len(draft.picks):
        return Step(ASK, at)
    return Step(CLOSE, at) if draft.brief else Step(NOTE)
