"""Entries as a person reads them on paper: a title, facts, words; shared by Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from syslead_cli.base.values import dataclass
from syslead_cli.base.visible import one_line, visible
from syslead_cli.base.wording import counted, day_in_words
from syslead_cli.journal.entries_render import Names, facts
from syslead_cli.journal.entry import NEWER, Entry
from syslead_cli.journal.records import Ask, Intention, Note, Outcome, Record, Review, Share

_OUTCOMES = {"thin": "thin", "skip": "skipped", "later": "left for later"}
_STATUSES = {"done": "kept", "partly": "kept in part", "not_yet": "not yet", "dropped": "let go"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One entry, every text of it made visible."""

    title: str
    clock: str
    question: str
    text: str
    facts: tuple[str, ...]
    marks: str


@dataclass(frozen=True, slots=True)
class Page:
    """The entries of one day."""

    day: date | None
    title: str
    readings: tuple[Reading, ...]


def pages(entries: Iterable[Entry], names: Names, question: Callable[[str], str]) -> Iterator[Page]:
    """A page a day, in the order given. ``question`` is the text of a prompt, by id."""
    for day, group in groupby(entries, key=lambda entry: entry.day):
        title = day_in_words(day, date.min) if day else "No day"
        yield Page(day, title, tuple(_reading(entry, names, question) for entry in group))


def _reading(entry: Entry, names: Names, question: Callable[[str], str]) -> Reading:
    record = entry.record
    asked = question(record.prompt) if isinstance(record, Ask) and record.prompt else ""
    return Reading(
        title=" · ".join(one_line(part) for part in _title(entry, names) if part),
        clock=record.ts[11:16] if record else "",
        question=one_line(asked or entry.about),
        text=visible(entry.text).strip("\n"),
        facts=tuple(one_line(fact) for fact in facts(record, names)),
        marks=one_line("  ".join(_marks(record))),
    )


def _marks(record: Record | None) -> Iterator[str]:
    yield from (f"@{voice}" for voice in getattr(record, "voices", ()))
    yield from (f"#{tag}" for tag in getattr(record, "tags", ()))


def _title(entry: Entry, names: Names) -> list[str]:
    match entry.record:
        case None:
            parts = [entry.kind or "entry", NEWER]
        case Ask() as ask:
            parts = [names.facet(ask.facet), _OUTCOMES.get(ask.outcome, "")]
        case Note() as note:
            parts = ["note", ", ".join(map(names.facet, note.facets)), note.problem or ""]
        case Intention() as intention:
            facet = names.facet(intention.facet) if intention.facet else ""
            parts = ["intention", facet, f"due {day_in_words(intention.due, date.min)}"]
        case Outcome() as outcome:
            parts = ["intention", _STATUSES[outcome.status]]
        case Review() as review:
            days = [day_in_words(day, date.min) for day in (review.from_, review.to)]
            parts = [f"{review.period} in review", " to ".join(days)]
        case Share() as share:
            parts = ["shared", share.tier, f"with {share.to}"]
        case record:
            parts = [record.kind]
    return [*parts, "edited" if entry.edited else "", "2 versions" if entry.disagrees else ""]


def span_of(entries: Sequence[Entry]) -> str:
    """``94 entries, Friday 5 January 2024 to Sunday 22 November 2026``."""
    days = [entry.day for entry in entries if entry.day]
    said = counted(len(entries), "entry", "entries")
    if not days:
        return said
    first, last = day_in_words(min(days), date.min), day_in_words(max(days), date.min)
    return f"{said}, {first}" if first == last else f"{said}, {first} to {last}"
