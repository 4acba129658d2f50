"""Making intentions, and saying what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from syslead_cli.base.ports import JournalPort, Stamper
from syslead_cli.base.values import dataclass, replace
from syslead_cli.errors import UsageError
from syslead_cli.journal.entry import Entry, ids_named
from syslead_cli.journal.fold import Journal
from syslead_cli.journal.reading import resolve
from syslead_cli.journal.records import Intention, Outcome, Record, Revise
from syslead_cli.reflect.intentions_core import DAYS_AHEAD, Standing, standings


@dataclass(frozen=True, slots=True)
class Plan:
    """An intention as wished for."""

    text: str
    due: date | None = None
    facet: str | None = None


def intend(plan: Plan, journal: JournalPort, stamp: Stamper) -> Intention:
    """Put an intention in the journal; on return it is on disk."""
    text = plan.text.strip("\n")
    if not text.strip():
        raise UsageError(
            "There is no intention to keep; nothing was saved.", 'syslead intend "If …"'
        )
    made = stamp(None)
    due = plan.due or made.day + timedelta(days=DAYS_AHEAD)
    intention = Intention(**made._asdict(), text=text, facet=plan.facet, due=due)
    journal.append([intention])
    return intention


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said about an intention; ``due`` moves it."""

    status: str
    text: str | None = None
    due: date | None = None


def say_of(
    journal: JournalPort, whole: Journal, word: str, verdict: Verdict, stamp: Stamper
) -> Standing:
    """Record what became of the intention ``word`` names; on return it is on disk."""
    standing = intention_named(whole, word)
    intention = standing.intention
    text = (verdict.text or "").rstrip("\n")
    outcome = Outcome(
        **stamp(None)._asdict(), of=intention.id, status=verdict.status, text=text or None
    )
    records: list[Record] = [outcome]
    if verdict.due and verdict.due != intention.due:
        moved = {"due": verdict.due.isoformat()}
        records.append(Revise(**stamp(None)._asdict(), of=intention.id, set=moved))
    journal.append(records)
    return Standing(intention, (*standing.outcomes, outcome))


def intention_named(journal: Journal, word: str) -> Standing:
    """The intention an id names, looked for among intentions before anything else."""
    all_ = standings(journal.records)
    for standing in all_:
        if standing.intention.id == word:
            return standing
    entry = resolve(_only(journal, all_), word) if _is_among(all_, word) else resolve(journal, word)
    if not isinstance(entry.record, Intention):
        raise UsageError(
            f"{entry.short} is no intention; it is of kind {entry.kind}.",
            "syslead intentions --all lists them with their ids.",
        )
    return _standing(all_, entry)


def _is_among(all_: Sequence[Standing], word: str) -> bool:
    return bool(ids_named(word, [standing.intention.id for standing in all_]))


def _only(journal: Journal, all_: Sequence[Standing]) -> Journal:
    return replace(journal, records=tuple(s.intention for s in all_), newer=())


def _standing(all_: Sequence[Standing], entry: Entry) -> Standing:
    return next(standing for standing in all_ if standing.intention.id == entry.id)
