"""What a coach was sent instead of a pack, told by how it begins."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, NoReturn, get_args

from msgspec import Struct

from syslead_cli.base.text import one_line
from syslead_cli.errors import SysleadError
from syslead_cli.insight.levels import Level
from syslead_cli.insight.neglect import State
from syslead_cli.insight.ratings import FALLING, NO_DIRECTION, RISING
from syslead_cli.journal.intentions import STATES as INTENTION_STATES
from syslead_cli.journal.model import ENTRY_KINDS, TIERS
from syslead_cli.sharing.build import EXCERPTS, RATINGS, SCHEMA, THEMES, VOICES, WITHOUT, digest

_PAGE = "the page for reading, not the pack: ask for the pack itself"
_TABLE = "the spreadsheet, not the pack: ask for the pack itself"
_SHEET = "the Markdown text, not the pack: ask for the pack itself"

#: The first characters, in small letters, and what such a file is.
_BEGINNINGS = (
    (b"<!doctype html", _PAGE),
    (b"<html", _PAGE),
    (b"field,value", _TABLE),
    (b"# ", _SHEET),
    (b"age-encryption.org/", "encrypted, and was not decrypted"),
    (b"-----begin age encrypted", "encrypted, and was not decrypted"),
    (b"age-secret-key-1", "a secret key: never send it to anybody"),
    (b"age1", "a public key, not a pack"),
    (b'{"v":', "a journal's own lines, which are not for sending: ask for a pack"),
    (b"pk\x03\x04", "a zip file: unpack it, and give what is in it"),
    (b"%pdf", "a PDF, not the pack: ask for the pack itself"),
)
#: The same for other documents of ours, by their schema.
_SCHEMAS = (
    ("syslead/sponsor/", "what a sponsor gets (attendance and goals), not a pack"),
    ("syslead/export/", "a whole journal, which is not for sending: ask for a pack"),
    ("syslead/", "another document of syslead's, not a pack"),
)


def other_kind(content: bytes, schema: object = "") -> str:
    """The rest of a sentence that begins "It is"; empty where nothing is known of it."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for lead, said in _BEGINNINGS:
        if start.startswith(lead):
            return said
    if not isinstance(schema, str):
        return ""
    return next((said for lead, said in _SCHEMAS if schema.startswith(lead)), "")


# ── pack_read ──
# What a coach's side knows of a pack: plain values, made by ``core.pack_reading`` alone.
#
# Whatever is here was checked: counts are counts, days are days, names are one line each without
# controls. Longer texts (``purpose``, wordings, passages) are as the leader wrote them and go
# through ``core.visible`` before any screen. What a tier does not show is empty or None.


class FrameworkRead(NamedTuple):
    """The leader's framework, from ``themes`` up."""

    id: str
    name: str
    version: str


class CountsRead(NamedTuple):
    """The period in numbers; ``usual``: the share of questions answered in full."""

    sittings: int
    days: int
    asked: int
    full: int
    notes: int
    usual: float


class RatingsRead(NamedTuple):
    """What a leader said of a dimension, 1 to 5: range from 4, median from 8, then direction."""

    n: int
    range: tuple[int, ...] | None
    median: float | None
    direction: str | None


class UnitRead(NamedTuple):
    """A dimension or a facet. ``place`` from 1; ``id`` and ``name`` are empty at ``scores``.

    ``strip``: (asked, full) a week, oldest first. ``dimension``: the place of a facet's own.
    ``ratings``: of dimensions, None where they were kept back.
    """

    place: int
    state: str
    asked: int
    full: int
    p_neglected: float
    level: Level
    strip: tuple[tuple[int, int], ...]
    id: str = ""
    name: str = ""
    dimension: int | None = None
    ratings: RatingsRead | None = None


class FindingRead(NamedTuple):
    """What has gone quiet: ``unit`` is ``dimension`` or ``facet``, ``place`` says which."""

    unit: str
    place: int
    since: date
    counted_from: date
    asked: int
    full: int
    usual: float
    elsewhere_asked: int
    elsewhere_full: int
    id: str = ""
    name: str = ""


class StrengthRead(NamedTuple):
    """The facet answered best; ``place`` says which."""

    place: int
    asked: int
    full: int
    since: date
    id: str = ""
    name: str = ""


class SurroundingRead(NamedTuple):
    """An item of the environment and its score, 1 to 5."""

    place: int
    score: int
    id: str = ""
    name: str = ""


class WordingRead(NamedTuple):
    """An intention whose words the leader shows; ``state`` at the end of the period."""

    text: str
    due: date
    state: str


class IntentionsRead(NamedTuple):
    """How many were made in the period, and what became of them."""

    made: int
    kept: int
    partly: int
    dropped: int
    open: int
    wordings: tuple[WordingRead, ...]


class VoiceRead(NamedTuple):
    """Somebody who was heard: how often, and when last."""

    name: str
    times: int
    last: date


class VoicesRead(NamedTuple):
    """Who was heard; names from ``themes`` up."""

    heard: int
    mentions: int
    missing: int
    largest_share: float | None
    effective: float | None
    names_heard: tuple[VoiceRead, ...]
    names_missing: tuple[VoiceRead, ...]


class TensionRead(NamedTuple):
    """A tension and how many entries carry its tag."""

    id: str
    poles: tuple[str, ...]
    times: int


class PassageRead(NamedTuple):
    """The leader's own words, from ``excerpts`` up."""

    day: date
    kind: str
    facet: str | None
    text: str


class PackRead(Struct, frozen=True):
    """One pack. ``document`` is the JSON as it was read, for what writes it on."""

    tier: str
    first: date
    last: date
    made: date
    expires: date | None
    pseudonym: str
    purpose: str
    withheld: tuple[str, ...]
    framework: FrameworkRead | None
    counts: CountsRead
    dimensions: tuple[UnitRead, ...]
    facets: tuple[UnitRead, ...]
    named: tuple[FindingRead, ...]
    strength: StrengthRead | None
    environment: tuple[SurroundingRead, ...] | None
    intentions: IntentionsRead
    voices: VoicesRead | None
    tensions: tuple[TensionRead, ...]
    passages: tuple[PassageRead, ...]
    sha256: str
    document: dict[str, Any]

    def shows(self, tier: str) -> bool:
        """Whether its tier is this one or a higher one."""
        return TIERS.index(self.tier) >= TIERS.index(tier)

    def is_ahead_of(self, today: date) -> bool:
        """Whether its dates are yet to come; a day of grace for another time zone."""
        return max(self.made, self.last) > today + timedelta(days=1)

    def has_expired(self, today: date) -> bool:
        """Whether the leader asked for it to be deleted before today."""
        return self.expires is not None and self.expires < today


# ── pack_fields ──
# Every field of a pack and what it may hold; the reading counterpart of ``core.pack``.
#
# A reader takes a JSON value and returns ours, or raises Unsound with the keys that lead there.


Reader = Callable[[Any], Any]

UNIT_STATES: tuple[str, ...] = get_args(State)
_MOST = 10**9
_LONGEST_NAME, _LONGEST_TEXT, _MOST_ITEMS = 4_000, 1_000_000, 100_000
_MOST_UNITS = 500
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_SEAL = re.compile(r"[0-9a-f]{64}")


class Unsound(ValueError):
    """What is wrong, as the end of a sentence; ``path``: our own keys and places from 1."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says
        self.path: list[str] = []

    def where(self) -> str:
        """``facets 3 level low: ``, or nothing."""
        return f"{' '.join(self.path)}: " if self.path else ""


# ── single values ────────────────────────────────────────────────────────────


def _whole(least: int, most: int, says: str) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Unsound(says)
        return value

    return read


_count = _whole(0, _MOST - 1, "no count")
_place = _whole(1, _MOST_UNITS, "no place")
_score = _whole(1, 5, "no score from 1 to 5")


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value < _MOST:
        raise Unsound("no number")
    return float(value)


def _rate(value: Any) -> float:
    number = _number(value)
    if number > 1:
        raise Unsound("no share from 0 to 1")
    return number


def _day(value: Any) -> date:
    if type(value) is str and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Unsound("no day such as 2026-03-29")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Unsound("no text")
    if len(value) > _LONGEST_TEXT:
        raise Unsound("too long")
    return value


def _name(value: Any) -> str:
    """One line of a few words; nothing a terminal would obey."""
    text = _text(value)
    if len(text) > _LONGEST_NAME:
        raise Unsound("too long")
    if not text.isprintable() and _CONTROLS.search(text):
        raise Unsound("a name with control characters")
    return text


def _seal(value: Any) -> str:
    if type(value) is not str or not _SEAL.fullmatch(value):
        raise Unsound("no checksum")
    return value


def _word(*allowed: str) -> Reader:
    def read(value: Any) -> str:
        if type(value) is not str or value not in allowed:
            raise Unsound("not one of its words")
        return value

    return read


# ── what is made of them ─────────────────────────────────────────────────────


def _or_none(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _list(reader: Reader, most: int = _MOST_ITEMS) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if type(value) is not list or len(value) > most:
            raise Unsound("no list of a sound length")
        items = []
        for at, item in enumerate(value, start=1):
            try:
                items.append(reader(item))
            except Unsound as problem:
                problem.path.insert(0, str(at))
                raise
        return tuple(items)

    return read


def _pair(value: Any) -> tuple[int, int]:
    if type(value) is not list or len(value) != 2:
        raise Unsound("no pair of counts")
    asked, full = _count(value[0]), _count(value[1])
    if full > asked:
        raise Unsound("more answered than asked")
    return asked, full


def _table(
    make: Callable[..., Any], fields: Mapping[str, Reader], optional: Mapping[str, Reader] = {}
) -> Reader:
    """Reads a table with exactly these keys into ``make(**values)``."""
    needed = fields.keys()
    readers = {**fields, **optional}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise Unsound("no table")
        if not needed <= value.keys() <= readers.keys():
            raise Unsound("other keys than the format has")
        values = {}
        for key, item in value.items():
            try:
                values[key] = readers[key](item)
            except Unsound as problem:
                problem.path.insert(0, key)
                raise
        return make(**values)

    return read


def _answered(make: Callable[..., Any]) -> Callable[..., Any]:
    """A maker that also sees to it that no more was answered than asked."""

    def made(**values: Any) -> Any:
        if values["full"] > values["asked"]:
            raise Unsound("more answered than asked")
        return make(**values)

    return made


def _level(mean: float, low: float, high: float) -> Level:
    if low > high:
        raise Unsound("an interval the wrong way round")
    return Level(mean, low, high)


def _voice(name: str, count: int, last: date) -> VoiceRead:
    return VoiceRead(name, count, last)


def _tension(id: str, poles: tuple[str, ...], count: int) -> TensionRead:
    return TensionRead(id, poles, count)


# ── the format ───────────────────────────────────────────────────────────────

_NAMES = {"id": _name, "name": _name}
_RATINGS = _table(
    RatingsRead,
    {
        "n": _count,
        "range": _or_none(_list(_score, 2)),
        "median": _or_none(_number),
        "direction": _or_none(_word(RISING, FALLING, NO_DIRECTION)),
    },
)
_UNIT = {
    "place": _place,
    "state": _word(*UNIT_STATES),
    "asked": _count,
    "full": _count,
    "p_neglected": _rate,
    "level": _table(_level, {"mean": _rate, "low": _rate, "high": _rate}),
    "strip": _list(_pair, 5_000),
}
_DIMENSION = _table(_answered(UnitRead), _UNIT, {**_NAMES, "ratings": _RATINGS})
_FACET = _table(_answered(UnitRead), {**_UNIT, "dimension": _or_none(_place)}, _NAMES)
_FINDING = _table(
    _answered(FindingRead),
    {
        "unit": _word("dimension", "facet"),
        "place": _place,
        "since": _day,
        "counted_from": _day,
        "asked": _count,
        "full": _count,
        "usual": _rate,
        "elsewhere_asked": _count,
        "elsewhere_full": _count,
    },
    _NAMES,
)
_STRENGTH = _table(
    _answered(StrengthRead),
    {"place": _place, "asked": _count, "full": _count, "since": _day},
    _NAMES,
)
_SURROUNDING = _table(SurroundingRead, {"place": _place, "score": _score}, _NAMES)
_WORDING = _table(WordingRead, {"text": _text, "due": _day, "state": _word(*INTENTION_STATES)})
_VOICES = _list(_table(_voice, {"name": _name, "count": _count, "last": _day}))
_COUNTS = ("sittings", "days", "asked", "full", "notes")


def _header(**values: Any) -> dict[str, Any]:
    """The names of the format become ours."""
    first, last = values.pop("from"), values.pop("until")
    del values["schema"]
    return {**values, "first": first, "last": last}


#: Reads the whole document into the words of ``PackRead``.
PACK: Callable[[Any], dict[str, Any]] = _table(
    _header,
    {
        "schema": _word(SCHEMA),
        "tier": _word(*TIERS),
        "from": _day,
        "until": _day,
        "made": _day,
        "expires": _or_none(_day),
        "pseudonym": _name,
        "purpose": _text,
        "withheld": _list(_word(*WITHOUT), len(WITHOUT)),
        "framework": _or_none(_table(FrameworkRead, {**_NAMES, "version": _name})),
        "counts": _table(
            _answered(CountsRead), {**dict.fromkeys(_COUNTS, _count), "usual": _rate}
        ),
        "dimensions": _list(_DIMENSION, _MOST_UNITS),
        "facets": _list(_FACET, _MOST_UNITS),
        "named": _list(_FINDING, _MOST_UNITS),
        "strength": _or_none(_STRENGTH),
        "environment": _or_none(_list(_SURROUNDING, _MOST_UNITS)),
        "intentions": _table(
            IntentionsRead,
            {
                **dict.fromkeys(("made", "kept", "partly", "dropped", "open"), _count),
                "wordings": _list(_WORDING),
            },
        ),
        "voices": _or_none(
            _table(
                VoicesRead,
                {
                    **dict.fromkeys(("heard", "mentions", "missing"), _count),
                    "largest_share": _or_none(_rate),
                    "effective": _or_none(_number),
                    "names_heard": _VOICES,
                    "names_missing": _VOICES,
                },
            )
        ),
        "tensions": _list(
            _table(_tension, {"id": _name, "poles": _list(_name, 2), "count": _count})
        ),
        "passages": _list(
            _table(
                PassageRead,
                {"day": _day, "kind": _word(*ENTRY_KINDS), "facet": _or_none(_name),
                 "text": _text},
            )
        ),
        "sha256": _seal,
    },
)  # fmt: skip


# ── pack_reading ──
# Bytes a coach was sent become a pack, or are refused with one line (docs/pack-format.md).
#
# A file from outside is not believed: its size, its shape, every type, every count and every name
# are looked at, then its checksum, before anything of it is used. Messages name the file and keys
# of our own format, never a word that stands in the file.


#: Ten years of daily entries shown whole come to about 9 MB.
SIZE_LIMIT = 16 * 1024 * 1024
_NEWER = re.compile(r"syslead/pack/([1-9]\d{0,5})")
_AGAIN = "Nothing of it was used. Ask for the file again."


def read_pack(content: bytes, what: str) -> PackRead:
    """The pack in these bytes; ``what`` names the file in messages.

    Raises SysleadError: ``pack.too_large``, ``pack.foreign``, ``pack.newer``, ``pack.damaged``,
    ``pack.unsound``.
    """
    what = one_line(what)
    if len(content) > SIZE_LIMIT:
        raise SysleadError(
            f"{what} is too large to be a pack: the limit is {SIZE_LIMIT // 1024**2} MB.",
            "Nothing of it was used.",
            "pack.too_large",
        )
    document = _document(content, what)
    try:
        whole = digest(document) == document.get("sha256")
    except (RecursionError, ValueError):
        whole = False
    if not whole:
        raise SysleadError(
            f"{what} is damaged: its content does not match its checksum.", _AGAIN, "pack.damaged"
        )
    try:
        return _consistent(PackRead(**PACK(document), document=document))
    except Unsound as problem:
        raise SysleadError(
            f"{what} is not as a pack has to be: {problem.where()}{problem.says}.",
            "Nothing of it was used. It was not made by syslead, or was changed on its way.",
            "pack.unsound",
        ) from None


# ── is it one at all ─────────────────────────────────────────────────────────


def _document(content: bytes, what: str) -> dict[str, Any]:
    """The JSON object with our schema. Raises SysleadError."""
    if said := other_kind(content):
        raise _foreign(what, said)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _foreign(what) from None
    try:
        data = json.loads(text, object_pairs_hook=_table_pack_reading, parse_constant=_no_number)
    except (Unsound, RecursionError):
        raise _foreign(what) from None
    except ValueError as problem:
        if not text.lstrip().startswith("{"):
            raise _foreign(what) from None
        raise _broken(what, problem, text) from None
    if type(data) is not dict:
        raise _foreign(what)
    return _of_our_schema(data, what)


def _of_our_schema(data: dict[str, Any], what: str) -> dict[str, Any]:
    schema = data.get("schema")
    if schema == SCHEMA:
        return data
    found = _NEWER.fullmatch(schema) if isinstance(schema, str) else None
    if found:
        raise SysleadError(
            f"{what} was made by a newer syslead: pack format {found[1]}, this one reads 1.",
            "python -m pip install --upgrade syslead; nothing of the file was used.",
            "pack.newer",
        )
    raise _foreign(what, other_kind(b"", schema))


def _table_pack_reading(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; two values for one key would be read differently by different programs."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unsound("a key stands twice")
    return made


def _no_number(_: str) -> NoReturn:
    raise Unsound("NaN and Infinity are no numbers")


def _foreign(what: str, said: str = "") -> SysleadError:
    return SysleadError(
        f"{what} is {said or 'not a pack'}.",
        "A pack is the .json or .age file that the leader's syslead share write makes.",
        "pack.foreign",
    )


def _broken(what: str, problem: ValueError, text: str) -> SysleadError:
    at_end = isinstance(problem, json.JSONDecodeError) and problem.pos >= len(text.rstrip())
    unended = "Unterminated string" in str(problem)
    said = "cut short" if at_end or unended else "damaged: it is not JSON to its end"
    return SysleadError(f"{what} is {said}.", _AGAIN, "pack.damaged")


# ── does it agree with itself ────────────────────────────────────────────────


def _consistent(pack: PackRead) -> PackRead:
    """The pack, when its parts fit each other and its tier. Raises Unsound."""
    _require(pack.first <= pack.last, "it ends before it begins")
    for units in (pack.dimensions, pack.facets):
        places = [unit.place for unit in units]
        _require(places == list(range(1, len(units) + 1)), "places do not count from 1")
    _require(
        all(f.dimension is None or f.dimension <= len(pack.dimensions) for f in pack.facets),
        "a facet is of no dimension there is",
    )
    for finding in pack.named:
        units = pack.dimensions if finding.unit == "dimension" else pack.facets
        _require(finding.place <= len(units), "it names what is not there")
    if pack.strength:
        _require(pack.strength.place <= len(pack.facets), "it names what is not there")
    _fits_its_tier(pack)
    return pack


def _fits_its_tier(pack: PackRead) -> None:
    """What the leader kept back must not be there, and what tells units apart must."""
    themes = pack.shows(THEMES)
    _require((pack.framework is not None) == themes, "its framework does not fit its tier")
    named: Iterable[tuple[str, str]] = (
        (each.id, each.name)
        for each in (
            *pack.dimensions, *pack.facets, *pack.named, *(pack.environment or ()),
            *((pack.strength,) if pack.strength else ()),
        )
    )  # fmt: skip
    _require(
        all(bool(id_) == bool(name) == themes for id_, name in named),
        "its names do not fit its tier",
    )
    voices = pack.voices
    texts = pack.tensions or pack.intentions.wordings
    heard = voices and (voices.names_heard or voices.names_missing)
    _require(themes or not (texts or heard), "it holds more than its tier allows")
    _require(pack.shows(EXCERPTS) or not pack.passages, "it holds more than its tier allows")
    kept = RATINGS in pack.withheld
    _require((pack.environment is None) == kept, "it holds what it says was kept back")
    _require(
        all((unit.ratings is None) == kept for unit in pack.dimensions),
        "it holds what it says was kept back",
    )
    _require((voices is None) == (VOICES in pack.withheld), "it holds what it says was kept back")


def _require(sound: bool, says: str) -> None:
    if not sound:
        raise Unsound(says)
