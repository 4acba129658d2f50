"""Entries: a record with its history, the short ids by which people name one, and finding them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.dates import Span
from syslead_cli.base.documents import Count, Part
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.codec import UnknownVersion, data_of, fields_of
from syslead_cli.journal.merge import Journal, PlacedLine
from syslead_cli.journal.model import ENTRY_KINDS, Ask, Intention, Outcome, Pause, Record
from syslead_cli.journal.query import Query, has_words

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.store import JournalFiles

#: Kinds that can be listed; the first ones are listed unless others are asked for.
KINDS_SHOWN = (*ENTRY_KINDS, "newer")
KINDS = (*KINDS_SHOWN, "focus", "pause", "share")
#: What is said of a line whose kind or version this program does not know.
NEWER = "from a newer version"


class Labels(Struct, frozen=True):
    """How a screen names facets, dimensions, questions and days, and its width."""

    context: Context
    today: date
    width: int

    def facet(self, id_: str) -> str:
        return self.context.names.framework.label(id_)

    def dimension(self, id_: str) -> str:
        found = self.context.names.framework.dimension(id_)
        return found.name if found else id_

    def question(self, id_: str) -> str:
        return self.context.names.questions.get(id_, "")


#: Ids made at about the same time begin alike, so their ends are what tells them apart.
_SHORT = 8
#: Fewer characters than this name nothing.
_LEAST = 4
#: Candidates listed for an ambiguous id.
_MOST_CANDIDATES = 6
_HINT = "The ids are shown at the right of syslead list and syslead intentions."


def short_id(id_: str) -> str:
    """Return the end of an id: what is shown, and enough to type."""
    short = id_[-_SHORT:].lstrip("-_.")
    return short if len(short) >= _LEAST else id_


def ids_named(word: str, ids: Sequence[str]) -> list[str]:
    """Return the ids that ``word`` may mean: that very id, else all it begins or ends."""
    if word in ids:
        return [word]
    word = word.lower()
    if len(word) < _LEAST:
        return []
    return [id_ for id_ in ids if id_.lower().startswith(word) or id_.lower().endswith(word)]


class Entry(Struct, frozen=True):
    """A record with its history, or a line of an unknown version."""

    id: str
    kind: str
    day: date | None
    text: str
    record: Record | None = None
    newer: UnknownVersion | None = None
    #: Earlier versions, oldest first.
    versions: tuple[Record, ...] = ()
    #: Devices disagree about what it says now.
    disagrees: bool = False
    #: The words of the intention an outcome is about.
    about: str = ""
    #: What was last said of an intention.
    became: str = ""
    #: Not encrypted in a journal that is: who can write to the folder may have written it.
    plaintext: bool = False

    @property
    def short(self) -> str:
        """The id to show."""
        return short_id(self.id)

    @property
    def edited(self) -> bool:
        """Whether the leader changed it; moving an intention's day is no edit."""
        return any(_without_due(version) != _without_due(self.record) for version in self.versions)


def _without_due(record: Record | None) -> dict[str, Any]:
    data = data_of(record) if record else {}
    data.pop("due", None)
    return data


def entry_of(record: Record, journal: Journal, about: str = "") -> Entry:
    """Return a live record as an entry."""
    id_, text = record.id, getattr(record, "text", None) or ""
    versions, disagrees = journal.versions.get(id_, ()), id_ in journal.disagreeing
    entry = Entry(id_, record.kind, record.day, text, record, None, versions, disagrees, about)
    return replace(entry, plaintext=True) if id_ in journal.plaintext else entry


def _entry_of_unknown(line: UnknownVersion, journal: Journal) -> Entry:
    """Return a line of an unknown version as an entry, as far as it can be read."""
    text, kind = line.data.get("text"), str(line.data.get("kind", ""))
    entry = Entry(line.id, kind, line.day, text if isinstance(text, str) else "", newer=line)
    return replace(entry, plaintext=line.id in journal.plaintext)


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return what an entry's JSON holds: id, kind, day and text, then its other fields."""
    head: dict[str, Any] = {"id": entry.id, "kind": entry.kind}
    head |= {"day": entry.day, "text": entry.text}
    if entry.record is None:
        assert entry.newer is not None
        data = {**head, **entry.newer.data, **head, "newer": True}
        data.pop("crc", None)
    else:
        head |= {"ts": entry.record.ts, "tz": entry.record.tz}
        data = {**head, **fields_of(entry.record), **head}  # no unknown field is one of the head
        if entry.versions and entry.edited:
            data.setdefault("edited", True)
        if entry.disagrees:
            data.setdefault("disagrees", True)
    return {**data, "plaintext": True} if entry.plaintext else data


def find_entries(
    journal: JournalFiles,
    query: Query,
    *,
    limit: int | None = None,
    keeping: Callable[[PlacedLine], bool] | None = None,
) -> tuple[list[Entry], int, Journal]:
    """Return the newest ``limit`` entries of a query, newest first, and the journal they are in.

    Months it does not need are left unread. The number counts those that the limit left out too,
    where they are known.
    """
    if limit and keeping is None and query.is_plain:
        newest = journal.read_newest(limit)
        entries, total = entries_in(newest, query, limit)
        if total >= limit:
            return entries, total, newest
    whole = _with_groups(journal.read(query.span.first, keeping), query)
    return *entries_in(whole, query, limit), whole


def _with_groups(journal: Journal, query: Query) -> Journal:
    """Return the journal with listed groups among its voices, where a query asks for a voice."""
    if not (query.voices and query.listed):
        return journal
    from syslead_cli.journal.hearing import with_heard

    return with_heard(journal, query.listed)


def records_in(journal: Journal, query: Query) -> list[Record]:
    """Return the records of a query, oldest first; a listed group is found in plain words too."""
    both = zip(journal.records, _with_groups(journal, query).records, strict=True)
    return [record for record, heard in both if query.holds(heard)]


def entries_in(journal: Journal, query: Query, limit: int | None = None) -> tuple[list[Entry], int]:
    """Return the newest ``limit`` entries of a query, newest first, and how many there are."""
    chosen = records_in(journal, query)[::-1]
    newer = (_entry_of_unknown(line, journal) for line in journal.newer)
    unknown = [entry for entry in newer if _wanted(entry, query)]
    total = len(chosen) + len(unknown)
    chosen = chosen[:limit]
    of = {record.of for record in chosen if type(record) is Outcome}
    intentions = journal.records if of else ()
    planned = {each.id: each.text for each in intentions if type(each) is Intention}
    entries = [
        entry_of(record, journal, planned.get(record.of, "") if type(record) is Outcome else "")
        for record in chosen
    ]
    if any(type(record) is Intention for record in chosen):
        became = {each.of: each.status for each in journal.records if type(each) is Outcome}
        entries = [replace(entry, became=became.get(entry.id, "")) for entry in entries]
    if unknown:
        entries = sorted([*entries, *unknown], key=lambda e: e.day or date.min, reverse=True)
    return entries[:limit], total


def _wanted(entry: Entry, query: Query) -> bool:
    """Whether an entry of an unknown version is: by its day, its words and its kind only."""
    told_apart = query.facets or query.dimensions or query.voices or query.tags or query.prompts
    if told_apart or (query.kinds and "newer" not in query.kinds and entry.kind not in query.kinds):
        return False
    if entry.day is None:
        return query.span == Span() and not query.days and not query.words
    return query.is_on(entry.day) and has_words(query.words, [entry.text])


def resolve(journal: Journal, word: str) -> Entry:
    """Return the entry an id names. Raises UsageError with the candidates, or SysleadError."""
    unknown = {line.id: line for line in journal.newer if line.id}
    named = ids_named(word, [*(record.id for record in journal.records), *unknown])
    if not named:
        raise _not_found(journal, word)

    found = [
        entry_of(record, journal) if record else _entry_of_unknown(unknown[id_], journal)
        for id_, record in ((id_, journal.find(id_)) for id_ in named)
    ]
    if len(found) > 1:
        raise _ambiguous(word, found)
    return found[0]


def _ambiguous(word: str, entries: Sequence[Entry]) -> UsageError:
    unique = len({entry.short for entry in entries}) == len(entries)
    lines = [
        f"  {entry.short if unique else entry.id}  {entry.day or ''}  {entry.kind}"
        for entry in entries[:_MOST_CANDIDATES]
    ]
    more = len(entries) - _MOST_CANDIDATES
    return UsageError(
        "\n".join([f'"{word}" could be {len(entries)} entries:', *lines]),
        f"and {more} more; type more of the id." if more > 0 else "Type more of the id.",
        code="ambiguous",
    )


def _not_found(journal: Journal, word: str) -> SysleadError:
    if len(word) < _LEAST:
        return UsageError(
            f'"{word}" is too short for an id: type at least {_LEAST} characters.', _HINT
        )
    if ids_named(word, sorted(journal.removed)):
        return SysleadError(f"The entry {word} was deleted.", code="not_found")
    return SysleadError(
        f'No entry has an id that begins or ends with "{word}".', _HINT, code="not_found"
    )


def outcomes_of(journal: Journal, id_: str) -> tuple[Outcome, ...]:
    """Return what was said about an intention, oldest first."""
    return tuple(each for each in journal.records if type(each) is Outcome and each.of == id_)


class MonthDays(Part, frozen=True):
    """A month of the window: on how many of its days there something was written."""

    month: date
    written: Count
    of: Count


class DaysWritten(Part, frozen=True):
    """The days of a window, oldest first.

    ``written`` are days with more than a skip or a brief answer, ``brief`` those with no more
    than that, ``away`` paused days on which nothing was written; ``of`` is how many days there are.
    """

    of: Count
    written: tuple[date, ...]
    brief: tuple[date, ...]
    away: tuple[date, ...]
    months: tuple[MonthDays, ...]


def days_written(records: Sequence[Record], first: date, last: date) -> DaysWritten:
    """Return the days from ``first`` to ``last``, both included."""
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    brief: set[date] = set()
    written: set[date] = set()
    for record in records:
        if first <= record.day <= last and record.kind in ENTRY_KINDS:
            if type(record) is not Ask or record.outcome == "full":
                written.add(record.day)
            elif record.outcome != "later":
                brief.add(record.day)
    paused = [(r.from_, r.until or last) for r in records if type(r) is Pause]
    away = {day for day in days if any(since <= day <= until for since, until in paused)}
    by_month = Counter(day.replace(day=1) for day in written)
    months = Counter(day.replace(day=1) for day in days)
    return DaysWritten(
        of=len(days),
        written=tuple(sorted(written)),
        brief=tuple(sorted(brief - written)),
        away=tuple(sorted(away - written - brief)),
        months=tuple(MonthDays(month, by_month[month], of) for month, of in months.items()),
    )
