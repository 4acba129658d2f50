"""The formats of other journals, each with its parser; what cannot be read is said.

A source that is none of the format raises SysleadError; an entry that cannot be read is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.csv_rows import COLUMNS, Row, parse_own_rows, rows_of
from syslead_cli.exchange.model import (
    ForeignEntry,
    LeftOut,
    OwnLine,
    Parsed,
    SourceFile,
    Zones,
    parsed_entries,
    refused,
    text_of,
)
from syslead_cli.journal.codec import CorruptLine
from syslead_cli.journal.raw_lines import raw_lines

#: The time given to an entry that has a day and no time.
MIDDAY = time(12)
#: What ``--with`` may ask for.
EXTRAS = ("location", "weather", "device")


class ParseOptions(NamedTuple):
    """The zones this machine knows, and the extras of Day One that were asked for."""

    zones: Zones
    extras: Collection[str] = ()


_Entry: TypeAlias = ForeignEntry | LeftOut

# ── JSON and times ──────────────────────────────────────────────────────────


def json_of(source: SourceFile) -> Any:
    """Return the JSON value in a file."""

    def no_constant(word: str) -> Any:
        raise ValueError(word)

    text = text_of(source)
    try:
        return json.loads(text, parse_constant=no_constant)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise refused(source, f"not JSON ({where})") from None
    except RecursionError:
        raise refused(source, "nested too deeply to be a journal") from None
    except ValueError:
        raise refused(source, "JSON with a number no journal has") from None


def _json_entries(
    sources: Sequence[SourceFile],
    key: str,
    problem: str,
    read: Callable[[dict[str, Any], str], _Entry],
) -> Parsed:
    """Read every entry of the lists under ``key``, or of lists that are the whole document."""
    found: list[_Entry] = []
    for source in sources:
        entries = json_of(source)
        if key:
            entries = entries.get(key) if isinstance(entries, dict) else None
        if not isinstance(entries, list):
            raise refused(source, problem)
        lead = f"{source.name}, " if len(sources) > 1 else ""
        for number, entry in enumerate(entries, start=1):
            place = f"{lead}entry {number}"
            is_entry = isinstance(entry, dict)
            found.append(read(entry, place) if is_entry else LeftOut(place, "not an entry"))
    return parsed_entries(found)


class SourceTime(NamedTuple):
    """A time as a source says it."""

    when: datetime
    day_only: bool = False


_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([AaPp][Mm])?\s*(Z|z|[+-]\d{2}:?\d{2})?)?"
)


def read_time(text: str) -> SourceTime | None:
    """Read ``2024-01-05``, ``2024-01-05 08:30``, ``2024-01-05T08:30:00Z``, ``… 3:05 PM``."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    day, hour, minute, second, half, offset = match.groups()
    try:
        if hour is None:
            return SourceTime(datetime.combine(date.fromisoformat(day), MIDDAY), day_only=True)
        hours = int(hour)
        if half:
            if not 1 <= hours <= 12:
                return None
            hours = hours % 12 + (12 if half.lower() == "pm" else 0)
        zone = (offset or "").upper()
        return SourceTime(
            datetime.fromisoformat(f"{day}T{hours:02}:{minute}:{second or '00'}{zone}")
        )
    except ValueError:
        return None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


# ── jrnl: local times without a zone, no ids ─────────────────────────────────


def parse_jrnl(sources: Sequence[SourceFile], _: ParseOptions) -> Parsed:
    """Read what ``jrnl --format json`` writes."""
    problem = 'not a jrnl export: there is no list "entries" in it'
    return _json_entries(sources, "entries", problem, _jrnl_entry)


def _jrnl_entry(entry: dict[str, Any], place: str) -> _Entry:
    day, clock = entry.get("date"), entry.get("time", "")
    found = read_time(f"{day} {clock}") if isinstance(day, str) else None
    if found is None:
        return LeftOut(place, "no date and time that can be read")
    title, body = entry.get("title") or "", entry.get("body") or ""
    if not isinstance(title, str) or not isinstance(body, str):
        return LeftOut(place, "title and body must be texts")
    text = "\n".join(part for part in (title.strip(), body.strip("\r\n").rstrip()) if part)
    return ForeignEntry(
        place,
        f"{day} {clock}\n{text}",
        found.when,
        text,
        tags=tuple(sorted(_texts(entry.get("tags")))),  # jrnl writes them in any order
        starred=entry.get("starred") is True,
        day_only=found.day_only,
    )


# ── Day One: UTC times with a zone, ids, Markdown with its signs escaped ─────

_DEVICE_KEYS = ("creationDevice", "creationDeviceType", "creationDeviceModel", "creationOSName")
_EMBED = re.compile(r"!?\[([^\]\n]*)\]\(dayone-moment:[^)\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_GAPS = re.compile(r"\n{3,}")


def parse_dayone(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read the entries of all journals in an export."""
    problem = 'not a Day One journal: there is no list "entries" in it'
    return _json_entries(
        sources, "entries", problem, lambda entry, place: _dayone_entry(entry, place, options)
    )


def _dayone_entry(entry: dict[str, Any], place: str, options: ParseOptions) -> _Entry:
    created, text = entry.get("creationDate"), entry.get("text") or ""
    found = read_time(created) if isinstance(created, str) else None
    if found is None or found.when.tzinfo is None:
        return LeftOut(place, "no creationDate that can be read")
    if not isinstance(text, str):
        return LeftOut(place, "its text is not a text")
    plain = plain_text(text)
    if not plain:
        return LeftOut(place, "no text, only pictures or other media" if text else "no text")
    name, uuid = entry.get("timeZone"), entry.get("uuid")
    zone = options.zones(name) if isinstance(name, str) else None
    wanted = [key for key in ("location", "weather") if key in options.extras]
    extra = {key: entry[key] for key in wanted if key in entry}
    device = {key: entry[key] for key in _DEVICE_KEYS if key in entry}
    if device and "device" in options.extras:
        extra["device"] = device
    return ForeignEntry(
        place,
        uuid if isinstance(uuid, str) and uuid else f"{created}\n{text}",
        found.when.astimezone(zone or UTC),
        plain,
        zone=str(name) if zone else "UTC",
        tags=_texts(entry.get("tags")),
        starred=entry.get("starred") is True,
        extra=extra,
    )


def plain_text(text: str) -> str:
    """Return the words without embedded media and without the backslashes before signs."""
    text = _EMBED.sub(r"\1", text.replace("\r\n", "\n"))
    return _GAPS.sub("\n\n", _ESCAPED.sub(r"\1", text)).strip()


# ── journal-cli: a list of days, each a table of sections of questions ───────


def parse_journal_cli(sources: Sequence[SourceFile], _: ParseOptions) -> Parsed:
    """Read the days of a file of journal-cli."""
    return _json_entries(sources, "", "not a journal-cli file: a list of days is needed", _day)


def _day(entry: dict[str, Any], place: str) -> _Entry:
    day, data = entry.get("date"), entry.get("data")
    found = read_time(day) if isinstance(day, str) else None
    if found is None:
        return LeftOut(place, "no date that can be read")
    if not isinstance(data, dict):
        return LeftOut(place, 'no table "data"')
    text = "\n\n".join(filter(None, (_section(name, value) for name, value in data.items())))
    return ForeignEntry(place, f"{day}\n{text}", found.when, text, day_only=found.day_only)


def _section(name: str, value: Any) -> str:
    """Return a heading and a line for each answer; a section without answers is no section."""
    if not isinstance(value, dict):
        said = _in_words(value)
        return f"{name}: {said}" if said else ""
    lines = _pairs(value)
    return "\n".join([name, *lines]) if lines else ""


def _pairs(table: dict[str, Any]) -> list[str]:
    return [f"{key}: {said}" for key, one in table.items() if (said := _in_words(one))]


def _in_words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(filter(None, map(_in_words, value)))
        case dict():
            return "; ".join(_pairs(value))
    return str(value).strip()


# ── Markdown: dated files, with optional front matter ────────────────────────

#: Longer front matter is a text.
_FRONT = re.compile(
    r"---[ \t]*\n(.{0,65536}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
#: ``2024-01-05``, ``20240105`` or ``2024/01/05`` in a path, perhaps followed by a time.
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)(?:[T _-]+(\d{2})[-.:h]?(\d{2})(?!\d))?"
)
_YES = frozenset({"true", "yes", "on", "1", "x", "*"})


def parse_markdown(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read an entry from each file that says its day."""
    return parsed_entries(_markdown_entry(source, options.zones) for source in sources)


def _markdown_entry(source: SourceFile, zones: Zones) -> _Entry:
    try:
        front, text = front_matter(text_of(source).replace("\r\n", "\n"))
    except UnreadableFrontMatter as problem:
        return LeftOut(source.name, str(problem))
    except SysleadError:
        return LeftOut(source.name, "not UTF-8 text")

    def first(*keys: str) -> str:
        return next((front[key][0] for key in keys if front.get(key)), "")

    dated = first("date", "created", "datetime")
    found = read_time(dated) if dated else _time_in_name(source.name)
    if found is None:
        reason = "its date cannot be read" if dated else "no date in its front matter or its name"
        return LeftOut(source.name, reason)
    when, title, body = found.when, first("title"), text.strip()
    if title and title not in body.split("\n", 1)[0]:
        body = f"{title}\n\n{body}".strip()
    name = first("timezone", "time_zone", "tz")
    zone = zones(name) if name else None
    return ForeignEntry(
        source.name,
        f"{when.isoformat()}\n{body}",
        # A time without an offset stays as it is.
        when.astimezone(zone) if zone and when.tzinfo else when,
        body,
        zone=name if zone else "",
        tags=(*front.get("tags", []), *front.get("tag", [])),
        starred=first("starred", "star", "favourite", "favorite").lower() in _YES,
        day_only=found.day_only,
    )


def _time_in_name(name: str) -> SourceTime | None:
    for match in reversed(list(_NAMED.finditer(name))):
        year, _, month, day, hour, minute = match.groups()
        clock = f" {hour}:{minute}" if hour else ""
        found = read_time(f"{year}-{month}-{day}{clock}") or read_time(f"{year}-{month}-{day}")
        if found:
            return found
    return None


class UnreadableFrontMatter(ValueError):
    """Front matter that is no YAML; the message is the reason."""


def front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """Return the front matter, each key with its texts, and the rest.

    All scalars stay as they are written: a date is no other text, and ``no`` no truth value.
    """
    import yaml

    match = _FRONT.match(text)
    if match is None:
        return {}, text
    try:
        data = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", 0) + 2
        raise UnreadableFrontMatter(f"its front matter is not YAML (line {line})") from None
    if not isinstance(data, dict):  # words between two rules
        return ({}, text) if data else ({}, text[match.end() :])
    front = {
        str(key).lower().replace(" ", "_"): _front_texts(str(key).lower(), value)
        for key, value in data.items()
    }
    return front, text[match.end() :]


def _front_texts(key: str, value: Any) -> list[str]:
    if isinstance(value, str):
        value = value.split(",") if key in ("tags", "tag") else [value]
    return [word for part in _texts(value) if (word := part.strip())]


# ── tables with a date and a text, or our own ────────────────────────────────

_DATES = ("date", "day", "datetime", "created", "creation date", "timestamp")
_TEXTS = ("text", "entry", "body", "content", "note", "notes")
_TITLES = ("title", "subject")
_TAGS = ("tags", "tag", "labels")
_STARS = ("starred", "star", "favourite", "favorite")


def parse_csv(sources: Sequence[SourceFile], _: ParseOptions) -> Parsed:
    """Read the table ``export --format csv`` writes, or anybody's with dates and texts."""
    (source,) = sources
    headings, rows = rows_of(source)
    if set(COLUMNS) <= set(headings):
        return parse_own_rows(rows)
    found = [next((key for key in keys if key in headings), "") for keys in (_DATES, _TEXTS)]
    if not all(found):
        raise refused(
            source,
            "a column with dates (date) and one with texts (text) are needed in its first line",
        )
    return parsed_entries(_row(row, *found) for row in rows)


def _row(numbered: Row, dates: str, texts: str) -> _Entry:
    number, row = numbered

    def cell(*keys: str) -> str:
        return next((row[key].strip() for key in keys if row.get(key)), "")

    found = read_time(f"{cell(dates)} {cell('time')}")
    if found is None:
        return LeftOut(
            f"line {number}", "no date that can be read (2024-01-05, perhaps with 08:30)"
        )
    text = "\n\n".join(filter(None, (cell(*_TITLES), cell(texts))))
    return ForeignEntry(
        f"line {number}",
        f"{found.when.isoformat()}\n{text}",
        found.when,
        text,
        tags=tuple(cell(*_TAGS).replace(",", " ").replace(";", " ").split()),
        starred=cell(*_STARS).lower() in _YES,
        day_only=found.day_only,
    )


# ── syslead ──────────────────────────────────────────────────────────────────


def parse_own_lines(sources: Sequence[SourceFile], _: ParseOptions | None = None) -> Parsed:
    """Read lines of a syslead journal, of an export or of a rescue file."""
    lines: list[OwnLine] = []
    left: list[LeftOut] = []
    for source in sources:
        lead = f"{source.name}, " if len(sources) > 1 else ""
        for one in raw_lines(source.content):
            place = f"{lead}line {one.number}"
            if isinstance(one.line, CorruptLine):
                left.append(LeftOut(place, one.line.problem))
            else:
                lines.append(OwnLine(place, one))
    return Parsed(lines=lines, left_out=left)


class ImportFormat(NamedTuple):
    """A parser, and what it reads beside one file: a folder, or the members of a zip."""

    parse: Callable[[Sequence[SourceFile], ParseOptions], Parsed]
    in_folder: tuple[str, ...] = ()
    in_zip: str = ""


FORMATS = {
    "jrnl": ImportFormat(parse_jrnl),
    "dayone": ImportFormat(parse_dayone, in_zip=".json"),
    "journal-cli": ImportFormat(parse_journal_cli),
    "markdown": ImportFormat(parse_markdown, in_folder=(".md", ".markdown", ".mdown", ".txt")),
    "csv": ImportFormat(parse_csv),
    "syslead": ImportFormat(parse_own_lines, in_folder=(".jsonl",)),
}
