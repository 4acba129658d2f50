"""What somebody wants forgotten: which lines say it, and what they say without it.

A word is looked for as ``search`` looks for it; a voice's name as a word of its own, with
hyphen, underscore and space alike. Ids of prompts and facets are not the leader's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec import Struct

from syslead_cli.base.ids import uuid7
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import (
    CorruptLine,
    InvalidRecord,
    Line,
    ReadableLine,
    UnknownVersion,
    data_of,
    own_fields,
    read_day,
    read_line,
    record_from,
)
from syslead_cli.journal.encrypted import Encrypt, LineDecrypter, is_encrypted
from syslead_cli.journal.erase import AS_IT_STOOD, Sieve, sifted
from syslead_cli.journal.merge import Journal, Place, PlacedLine, moment
from syslead_cli.journal.model import KINDS, Outcome, Record, Remove, Revise, Share, Stamper
from syslead_cli.journal.query import plain
from syslead_cli.journal.raw_lines import RawJournal

if TYPE_CHECKING:
    from syslead_cli.setup.settings import ConfigFile

#: Keys whose values are ids, days and choices, and never the leader's own words.
_ENVELOPE = frozenset({"v", "id", "kind", "ts", "tz", "day", "crc"})
_NO_WORDS = _ENVELOPE | {
    "sitting", "prompt", "facet", "facets", "mentions", "reason", "outcome", "graded_by",
    "problem", "scores", "practice", "importance", "environment", "due", "of", "status",
    "period", "from", "until", "attention", "tier", "sha256",
}  # fmt: skip
#: The same in a sitting or a review that was broken off; its questions are not the leader's.
NO_WORDS_IN_DRAFTS = _NO_WORDS | {
    "picks", "steps", "choices", "name", "asked", "known", "quiet", "asks", "anchor", "first",
    "last", "today",
}  # fmt: skip
_WORDS = frozenset({"text", "instances", "voices", "heard", "missing", "tags", "set"})
#: Lists of names: a forgotten one leaves them, nothing takes its place.
_NAMES = frozenset({"voices", "heard", "missing", "unheard"})
_DAY_KEY = re.compile(rb'"day"\s*:\s*"(\d{4}-\d\d-\d\d)"')
#: From here on scripts may have no spaces between words, so a name stands anywhere.
_NO_SPACES = "\u0e00"


class Order(Struct, frozen=True, dict=True):
    """Exactly one of voices, words and a day. With ``instead`` entries stay, without the name."""

    voices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    before: date | None = None
    whole: bool = False
    instead: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What is looked for in a text that ``plain`` made; None where only a day counts."""
        names = [_name_pattern(plain(voice)) for voice in self.voices]
        words = [_word_pattern(plain(word), whole=self.whole) for word in self.words]
        return re.compile("|".join(names + words)) if names or words else None

    def is_in(self, text: str) -> bool:
        """Whether a text says it."""
        return bool(self.pattern and self.pattern.search(plain(text)))

    def is_in_any(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts says it."""
        return any(map(self.is_in, texts))


def _name_pattern(name: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[-_\s]+", name) if part]
    return _bounded(r"[-_\s]+".join(parts), name)


def _word_pattern(word: str, *, whole: bool) -> str:
    wanted = r"\s+".join(map(re.escape, word.split()))
    return _bounded(wanted, word) if whole else wanted


def _bounded(pattern: str, text: str) -> str:
    """Not inside another word, where the script has words."""
    if any(character >= _NO_SPACES for character in text):
        return pattern
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


def order_data(order: Order) -> dict[str, Any]:
    """The order as JSON, for the plan on the disk."""
    return {
        "voices": list(order.voices),
        "words": list(order.words),
        "before": order.before.isoformat() if order.before else None,
        "whole": order.whole,
        "instead": order.instead,
    }


def order_from(data: Mapping[str, Any]) -> Order:
    """And back. Raises what a table that is none raises."""
    before = data["before"]
    return Order(
        tuple(map(str, data["voices"])),
        tuple(map(str, data["words"])),
        read_day(before) if before else None,
        bool(data["whole"]),
        str(data["instead"]),
    )


# ── what says it ─────────────────────────────────────────────────────────────


def said_in(value: Any, skipped: AbstractSet[str] = frozenset()) -> Iterator[str]:
    """Every text in a JSON value, wherever it stands, but under the keys that are skipped."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in skipped:
                yield from said_in(inner, _NO_WORDS if key == "set" else skipped)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from said_in(inner, skipped)


@cache
def _without_words(kind: str) -> frozenset[str]:
    """The keys of a kind that hold no words; fields nobody knows may hold some."""
    if kind not in KINDS:
        return _NO_WORDS
    words = _WORDS | {"to", "file"} if kind == "share" else _WORDS
    return _ENVELOPE | ({each.key for each in own_fields(kind)} - words)


def concerns(order: Order, data: Mapping[str, Any]) -> bool:
    """Whether a record, as its JSON object, is among what is to be forgotten."""
    if data.get("kind") == "remove":
        return False
    if order.before is not None:
        try:
            return read_day(data.get("day")) < order.before
        except InvalidRecord:
            return False
    return order.is_in_any(said_in(data, _without_words(str(data.get("kind")))))


def data_in(line: object) -> dict[str, Any] | None:
    """The JSON object of a line that holds one; an encrypted line tells nothing."""
    if isinstance(line, ReadableLine):
        return data_of(line.record)
    return line.data if isinstance(line, UnknownVersion) and not is_encrypted(line) else None


def doomed(order: Order, raw: bytes, month: str = "") -> bool:
    """Whether a line that cannot be read has to go: by its words, or by a day it still shows.

    ``month`` is what the file's name says, for a line that shows no day.
    """
    if order.before is None:
        text = raw.decode("utf-8", "replace")
        return order.is_in(text) or order.is_in(_unescaped(text))
    found = _DAY_KEY.search(raw)
    if found:
        return found[1].decode() < order.before.isoformat()
    return bool(month) and month < order.before.isoformat()[:7]


def _unescaped(text: str) -> str:
    r"""Letters written as ``\u00e9`` made letters again."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def day_in(data: object) -> date | None:
    """The day a sitting or a review that was broken off is about."""
    for table in (data, data.get("agenda") if isinstance(data, Mapping) else None):
        if isinstance(table, Mapping):
            with suppress(InvalidRecord):
                return read_day(table.get("day"))
    return None


# ── files of lines ───────────────────────────────────────────────────────────


def without_spoilt(
    content: bytes,
    order: Order,
    month: str,
    opener: LineDecrypter | None = None,
    close: Encrypt = bytes,
) -> bytes:
    """A journal file without what cannot be read and has to go; whole records stay."""
    found = _spoilt_sifted(content, order, month, opener, close)
    return b"\n".join(one for _, left in found for one in left)


def count_spoilt(
    content: bytes, order: Order, month: str, opener: LineDecrypter | None = None
) -> int:
    """Of how many lines that would take something."""
    return sum(left != [raw] for raw, left in _spoilt_sifted(content, order, month, opener, bytes))


def _spoilt_sifted(
    content: bytes, order: Order, month: str, opener: LineDecrypter | None, close: Encrypt
) -> Iterator[tuple[bytes, list[bytes]]]:
    """Every line, and what stays of it."""
    sieve = Sieve(lambda line: False, lambda rest: _rest_goes(order, rest, month), opener, close)
    for raw in content.split(b"\n"):
        odd = AS_IT_STOOD in raw or isinstance(read_line(raw), CorruptLine)
        yield raw, sifted(raw, sieve) if odd else [raw]


def _rest_goes(order: Order, rest: bytes, month: str) -> bool:
    return bool(rest.strip()) and doomed(order, rest, month)


def without_all(
    content: bytes,
    order: Order,
    month: str,
    opener: LineDecrypter | None = None,
    close: Encrypt = bytes,
) -> bytes:
    """A copy of a journal's file without any record that has to go."""

    def goes(line: Line) -> bool:
        data = data_in(line)
        return data is not None and concerns(order, data)

    sieve = Sieve(goes, lambda rest: _rest_goes(order, rest, month), opener, close)
    return b"\n".join(one for raw in content.split(b"\n") for one in sifted(raw, sieve))


# ── saying it without the name ───────────────────────────────────────────────


def reworded(order: Order, text: str) -> str:
    """The text with ``instead`` in place of each name, an @ before it included."""
    if order.pattern is None:
        return text
    folded = [plain(character) for character in text]
    origin = [place for place, piece in enumerate(folded) for _ in piece]
    parts, done = [], 0
    for found in order.pattern.finditer("".join(folded)):
        start, end = origin[found.start()], origin[found.end() - 1] + 1
        while end < len(text) and not folded[end]:  # marks that belong to the last letter
            end += 1
        if start and text[start - 1] in "@#":
            start -= 1
        parts += [text[done:start], order.instead]
        done = end
    return "".join([*parts, text[done:]])


def without_names(
    order: Order,
    value: Any,
    skipped: AbstractSet[str] = frozenset(),
    rename: Callable[[str], str] = str,
) -> Any:
    """A JSON value in which the leader's own words no longer name anybody of the order.

    ``rename`` gives ids that changed their new form, wherever they stand.
    """
    if isinstance(value, str):
        return rename(reworded(order, value))
    if isinstance(value, list):
        return [without_names(order, inner, skipped, rename) for inner in value]
    if isinstance(value, dict):
        return {key: _field(order, key, inner, skipped, rename) for key, inner in value.items()}
    return value


def _field(
    order: Order, key: str, value: Any, skipped: AbstractSet[str], rename: Callable[[str], str]
) -> Any:
    if key in _NAMES and isinstance(value, list):
        return [name for name in value if not (isinstance(name, str) and order.is_in(name))]
    if key in skipped:
        return _renamed(value, rename)
    return without_names(order, value, skipped, rename)


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, list):
        return [_renamed(inner, rename) for inner in value]
    if isinstance(value, dict):
        return {key: _renamed(inner, rename) for key, inner in value.items()}
    return value


def record_without_names(order: Order, record: Record, new: Mapping[str, str]) -> Record | None:
    """The record under its new id, naming nobody of the order; None where that cannot be.

    ``new`` has the new ids of everything that is said anew, this one included.
    """
    skipped = _without_words(record.kind)
    data = without_names(order, data_of(record), skipped, lambda text: new.get(text, text))
    try:
        made = record_from(data)
    except InvalidRecord:
        return None
    return None if concerns(order, data_of(made)) else made


# ── forgotten ──
# Which records an order to forget is about, and what is put in their place.


_HEX = re.compile("[0-9a-f]{12}")


class Chosen(NamedTuple):
    """What goes. ``ids`` are of everything that gets a remove record, edits of nothing too."""

    ids: tuple[str, ...]
    records: tuple[Record, ...]
    newer: tuple[UnknownVersion, ...]
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


# ── forgetting_flows ──
# Forgetting: what would go, then taking it out, then what stays out of reach.


class ForgettingPort(Protocol):
    """The disk as forgetting sees it."""

    def read_raw(self, keeping: Callable[[PlacedLine], bool] | None = None) -> RawJournal:
        """Every line, and the journal they make."""

    def beside(self, order: Order) -> Sequence[Beside]:
        """What there is besides records."""

    def forget(
        self,
        order: Order,
        ids: Sequence[str],
        records: Sequence[Record],
        renamed: Mapping[str, str],
    ) -> None:
        """On return it is gone from this device's files."""

    def still_in(self, order: Order, *, done: bool) -> list[str]:
        """Files of the leader's own that hold a word or a name all the same."""

    def repository(self) -> str:
        """The git repository the journal is in."""

    def synced_by(self) -> str:
        """The service that synchronises it."""

    def other_devices(self) -> list[str]:
        """The names of the other devices."""


def look(port: ForgettingPort, order: Order, voices: Sequence[str]) -> Found:
    """What would go. ``voices`` are those of the settings.

    Raises SysleadError where a file cannot be read: nobody could say that it is forgotten.
    """
    here = port.read_raw()
    _check_readable(here.journal)
    listed = tuple(voice for voice in voices if order.voices and order.is_in(voice))
    found = chosen(here, order, port.other_devices())
    unopened = sum(line.undecryptable for line in here.lines)
    return Found(order, found, tuple(port.beside(order)), listed, unopened)


def _check_readable(journal: Journal) -> None:
    unread = [damage for damage in journal.damage if not damage.place.line]
    if unread:
        place, problem = unread[0].place, unread[0].problem
        raise SysleadError(
            f"Nothing was erased: {place.file} {problem}, so what is in it cannot be told.",
            hint="Mend that file or move it away, then do it again.",
            code="unread",
        )


def forget(
    port: ForgettingPort, found: Found, config: ConfigFile, voices: Sequence[str], stamp: Stamper
) -> None:
    """Take it out: of the settings first, then of the journal and all that lies beside it.

    The plan that finishes what was cut short does not know of the settings.
    """
    if found.listed:
        kept = [voice for voice in voices if voice not in found.listed]
        config.change({"voices": kept or None})
    if found.chosen.ids or found.beside:
        removals = [Remove(**stamp(None)._asdict(), of=id_) for id_ in found.chosen.ids]
        records = [*found.chosen.instead, *removals]
        port.forget(found.order, found.chosen.ids, records, found.chosen.renamed)


def out_of_reach(port: ForgettingPort, found: Found, *, done: bool) -> Unreached:
    """What no program on this machine can take out, and what this one left to the leader."""
    return Unreached(
        port.repository(),
        port.synced_by(),
        tuple(port.other_devices()),
        tuple(_besides(port.still_in(found.order, done=done), found, done=done)),
    )


def _besides(places: Iterable[str], found: Found, *, done: bool) -> Iterator[str]:
    """Files nobody named yet: other devices' are; settings that will be mended do not count."""
    mended = found.listed and not done
    for place in places:
        if place in found.chosen.elsewhere or (mended and place.endswith("config.toml")):
            continue
        yield place
