"""Which records an order to forget is about, and what is put in their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.base.ident import uuid7
from syslead_cli.journal.forgetting_core import Order, concerns, data_in, record_without_names
from syslead_cli.journal.line import Newer
from syslead_cli.journal.raw_lines import RawJournal
from syslead_cli.journal.records import Outcome, Record, Revise, Share
from syslead_cli.journal.union import Place, moment

_HEX = re.compile("[0-9a-f]{12}")


class Chosen(NamedTuple):
    """What goes. ``ids`` are of everything that gets a remove record, edits of nothing too."""

    ids: tuple[str, ...]
    records: tuple[Record, ...]
    newer: tuple[Newer, ...]
    #: Records said anew without the name, and which id became which.
    instead: tuple[Record, ...]
    renamed: Mapping[str, str]
    #: What was shared about days of which something goes.
    shares: tuple[Share, ...]
    #: Files of other devices in which some of it stands.
    elsewhere: tuple[str, ...]

    @property
    def days(self) -> list[date]:
        """The days something goes of, each once, in order."""
        return sorted({record.day for record in self.records})

    @property
    def erased(self) -> tuple[Record, ...]:
        """Those of which nothing stays."""
        return tuple(record for record in self.records if record.id not in self.renamed)


class Beside(NamedTuple):
    """Something to forget that is no record: a file as messages call it, and what it is.

    ``kind`` is ``draft``, ``words``, ``roles``, ``spoilt`` or ``copy``; ``lines`` is 0 where it
    is the whole file.
    """

    file: str
    kind: str
    lines: int = 0


class Found(NamedTuple):
    """What an order is about, before anything is touched."""

    order: Order
    chosen: Chosen
    beside: tuple[Beside, ...]
    #: Voices in the settings that go with it.
    listed: tuple[str, ...]
    #: Encrypted lines that do not open here, so that nobody can say what is in them.
    unopened: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing here holds it."""
        return not (self.chosen.ids or self.beside or self.listed)


class Unreached(NamedTuple):
    """Where it may stand all the same."""

    repository: str
    synced_by: str
    devices: tuple[str, ...]
    still_in: tuple[str, ...]


def chosen(raw: RawJournal, order: Order, others: Collection[str]) -> Chosen:
    """Everything the order is about: a record goes with its edits if any version of it does."""
    journal = raw.journal
    roots = _roots(raw)
    said = {_root(roots, line.id) for line in raw.lines if _is_meant(order, line.line)}
    found = {id_ for id_ in said if id_ and id_ not in journal.removed}
    if order.before is not None:  # an edit of that time, of an entry of another, is that entry's
        live = {record.id for record in journal.records}
        own = {line.id for line in raw.lines if _is_meant(order, line.line) and not line.of}
        found = {id_ for id_ in found if id_ in own or id_ not in live}
    records = [record for record in journal.records if record.id in found]
    outcomes = [r for r in journal.records if isinstance(r, Outcome) and r.of in found]
    records = sorted({r.id: r for r in [*records, *outcomes]}.values(), key=lambda r: (r.day, r.id))
    instead = _instead(order, records) if order.instead else {}
    newer = tuple(line for line in journal.newer if line.id in found)
    ids = sorted(found | {record.id for record in records})
    return Chosen(
        tuple(ids),
        tuple(records),
        newer,
        tuple(instead.values()),
        {old: record.id for old, record in instead.items()},
        _shared(journal.records, records, order),
        _elsewhere((journal.places[id_] for id_ in ids if id_ in journal.places), others),
    )


def _is_meant(order: Order, line: object) -> bool:
    data = data_in(line)
    return data is not None and concerns(order, data)


def _roots(raw: RawJournal) -> dict[str, str]:
    """What each edit is an edit of."""
    return {line.id: line.of for line in raw.lines if line.kind == Revise.kind and line.of}


def _root(roots: dict[str, str], id_: str) -> str:
    """The record behind an edit of an edit; an edit whose record is nowhere stands for itself."""
    seen = {id_}
    while (of := roots.get(id_)) is not None and of not in seen:
        seen.add(of)
        id_ = of
    return id_


def _instead(order: Order, records: Sequence[Record]) -> dict[str, Record]:
    """By old id: the record under a new one, derived, so that saying it twice is saying it once."""
    new = {record.id: _new_id(record) for record in records}
    made = {record.id: record_without_names(order, record, new) for record in records}
    lost = {id_ for id_, record in made.items() if record is None}
    return {
        old: record
        for old, record in made.items()
        if record is not None and getattr(record, "of", "") not in {new[id_] for id_ in lost}
    }


def _new_id(record: Record) -> str:
    from hashlib import sha256

    head = record.id.replace("-", "")[:12]  # the moment the old id tells, and no more
    milliseconds = int(head, 16) if _HEX.fullmatch(head) else int(moment(record).timestamp() * 1000)
    return uuid7(max(milliseconds, 0), sha256(b"said anew " + record.id.encode()).digest()[:10])


def _shared(records: Iterable[Record], gone: Sequence[Record], order: Order) -> tuple[Share, ...]:
    """Packs that may hold some of it: numbers alone never hold a word."""
    days = {record.day for record in gone if not isinstance(record, Share)}
    shares = [record for record in records if isinstance(record, Share)]
    return tuple(
        share
        for share in shares
        if any(share.from_ <= day <= share.until for day in days)
        and (order.before is not None or share.tier != "scores")
    )


def _elsewhere(places: Iterable[Place], others: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted({place.file for place in places if place.device in others}))
