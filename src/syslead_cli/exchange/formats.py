"""Bytes from elsewhere to text, JSON and times; what cannot be read is said in one sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.importing import (
    MIDDAY,
    TEXT_LIMIT,
    Arrival,
    LeftOut,
    Parsed,
    SourceFile,
    Zones,
    sorted_in,
)
from syslead_cli.journal.codec import (
    InvalidRecord,
    encode_json,
    encode_line,
    fields_of,
    record_from,
)
from syslead_cli.journal.model import FORMAT_VERSION, KINDS, Record

#: What is read of standard input.
STDIN_LIMIT = 64 * 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([AaPp][Mm])?\s*(Z|z|[+-]\d{2}:?\d{2})?)?"
)


def refused(source: SourceFile, problem: str, hint: str = "Nothing was imported.") -> SysleadError:
    """The one error about a source that cannot be read at all."""
    return SysleadError(f"{source.name}: {problem}.", hint=hint, code="not_importable")


def text_of(source: SourceFile) -> str:
    """UTF-8, with or without a byte order mark, or UTF-16 with one. Raises SysleadError."""
    content = source.content
    encoding = "utf-16" if content[:2] in _UTF16 else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise refused(
            source,
            f"not UTF-8 text (byte {problem.start + 1})",
            "iconv -t UTF-8 changes the encoding of a file. Nothing was imported.",
        ) from None


def json_of(source: SourceFile) -> Any:
    """The JSON value in a file. Raises SysleadError."""
    text = text_of(source)
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise refused(source, f"not JSON ({where})") from None
    except RecursionError:
        raise refused(source, "nested too deeply to be a journal") from None
    except ValueError:
        raise refused(source, "JSON with a number no journal has") from None


def _no_constant(word: str) -> Any:
    raise ValueError(word)


class Told(NamedTuple):
    """A time as a source tells it."""

    when: datetime
    day_only: bool


def told_time(text: str) -> Told | None:
    """``2024-01-05``, ``2024-01-05 08:30``, ``2024-01-05T08:30:00Z``, ``… 3:05 PM``; else None."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    day, hour, minute, second, half, offset = match.groups()
    try:
        if hour is None:
            return Told(datetime.combine(date.fromisoformat(day), MIDDAY), True)
        hours = _hours(int(hour), (half or "").lower())
        zone = (offset or "").upper()
        return Told(
            datetime.fromisoformat(f"{day}T{hours:02}:{minute}:{second or '00'}{zone}"), False
        )
    except ValueError:
        return None


def _hours(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "pm" else 0)


def texts(value: Any) -> tuple[str, ...]:
    """The texts in a list; nothing where it is none."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


# ── dayone ──
# Day One's JSON: UTC times with a zone, ids, Markdown with its signs escaped.


#: What ``--with`` may ask for.
BESIDES = ("location", "weather", "device")
_DEVICE_KEYS = ("creationDevice", "creationDeviceType", "creationDeviceModel", "creationOSName")

_EMBED = re.compile(r"!?\[([^\]\n]*)\]\(dayone-moment:[^)\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_GAPS = re.compile(r"\n{3,}")


def parse_dayone(
    sources: Sequence[SourceFile], zones: Zones, wanted: Collection[str] = ()
) -> Parsed:
    """The entries of all journals in an export. Raises SysleadError where there is none."""
    found: list[Arrival | LeftOut] = []
    for source in sources:
        data = json_of(source)
        entries = data.get("entries") if isinstance(data, dict) else None
        if not isinstance(entries, list):
            raise refused(source, 'not a Day One journal: there is no list "entries" in it')
        lead = f"{source.name}, " if len(sources) > 1 else ""
        found.extend(_entries(entries, lead, zones, wanted))
    return sorted_in(found)


def _entries(
    entries: list[Any], lead: str, zones: Zones, wanted: Collection[str]
) -> Iterator[Arrival | LeftOut]:
    for number, entry in enumerate(entries, start=1):
        place = f"{lead}entry {number}"
        if isinstance(entry, dict):
            yield _entry(entry, place, zones, wanted)
        else:
            yield LeftOut(place, "not an entry")


def _entry(
    entry: dict[str, Any], place: str, zones: Zones, wanted: Collection[str]
) -> Arrival | LeftOut:
    created = entry.get("creationDate")
    told = told_time(created) if isinstance(created, str) else None
    if told is None or told.when.tzinfo is None:
        return LeftOut(place, "no creationDate that can be read")
    text = entry.get("text")
    if text is not None and not isinstance(text, str):
        return LeftOut(place, "its text is not a text")
    plain = plain_text(text or "")
    if not plain:
        return LeftOut(place, "no text, only pictures or other media" if text else "no text")
    name = entry.get("timeZone")
    zone = zones(name) if isinstance(name, str) else None
    uuid = entry.get("uuid")
    return Arrival(
        place,
        uuid if isinstance(uuid, str) and uuid else f"{created}\n{text}",
        told.when.astimezone(zone or UTC),
        plain,
        zone=name if zone and isinstance(name, str) else "UTC",
        tags=texts(entry.get("tags")),
        starred=entry.get("starred") is True,
        extra=_besides(entry, wanted),
    )


def plain_text(text: str) -> str:
    """The words without embedded media and without the backslashes before signs."""
    text = _EMBED.sub(r"\1", text.replace("\r\n", "\n"))
    return _GAPS.sub("\n\n", _ESCAPED.sub(r"\1", text)).strip()


def _besides(entry: dict[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    kept = [key for key in ("location", "weather") if key in wanted and key in entry]
    found: dict[str, Any] = {key: entry[key] for key in kept}
    if "device" in wanted:
        device = {key: entry[key] for key in _DEVICE_KEYS if key in entry}
        if device:
            found["device"] = device
    return found


# ── journal_cli ──
# journal-cli: a list of days, each a table of sections, each a table of questions.


def parse_journal_cli(source: SourceFile) -> Parsed:
    """The days of one file. Raises SysleadError where it is none of journal-cli."""
    data = json_of(source)
    if not isinstance(data, list):
        raise refused(source, "not a journal-cli file: a list of days is needed")
    return sorted_in(list(_days(data)))


def _days(data: list[Any]) -> Iterator[Arrival | LeftOut]:
    for number, one in enumerate(data, start=1):
        place = f"entry {number}"
        yield _day(one, place) if isinstance(one, dict) else LeftOut(place, "not an entry")


def _day(one: dict[str, Any], place: str) -> Arrival | LeftOut:
    day, data = one.get("date"), one.get("data")
    told = told_time(day) if isinstance(day, str) else None
    if told is None:
        return LeftOut(place, "no date that can be read")
    if not isinstance(data, dict):
        return LeftOut(place, 'no table "data"')
    text = "\n\n".join(filter(None, (_section(name, value) for name, value in data.items())))
    return Arrival(place, f"{day}\n{text}", told.when, text, day_only=told.day_only)


def _section(name: str, value: Any) -> str:
    """A heading and a line for each answer; a section without answers is no section."""
    if not isinstance(value, dict):
        said = _said(value)
        return f"{name}: {said}" if said else ""
    lines = [f"{key}: {said}" for key, inner in value.items() if (said := _said(inner))]
    return "\n".join([name, *lines]) if lines else ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {said}" for key, one in value.items() if (said := _said(one)))
    return str(value)


# ── jrnl ──
# jrnl's ``--format json``: local times without a zone, no ids.


def parse_jrnl(source: SourceFile) -> Parsed:
    """The entries of one export. Raises SysleadError where it is none."""
    data = json_of(source)
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise refused(source, 'not a jrnl export: there is no list "entries" in it')
    return sorted_in(list(_entries_jrnl(entries)))


def _entries_jrnl(entries: list[Any]) -> Iterator[Arrival | LeftOut]:
    for number, entry in enumerate(entries, start=1):
        place = f"entry {number}"
        yield (
            _entry_jrnl(entry, place) if isinstance(entry, dict) else LeftOut(place, "not an entry")
        )


def _entry_jrnl(entry: dict[str, Any], place: str) -> Arrival | LeftOut:
    day, clock = entry.get("date"), entry.get("time", "")
    told = told_time(f"{day} {clock}") if isinstance(day, str) else None
    if told is None:
        return LeftOut(place, "no date and time that can be read")
    title, body = entry.get("title") or "", entry.get("body") or ""
    if not isinstance(title, str) or not isinstance(body, str):
        return LeftOut(place, "title and body must be texts")
    text = "\n".join(part for part in (title.strip(), body.strip("\r\n").rstrip()) if part)
    return Arrival(
        place,
        f"{day} {clock}\n{text}",
        told.when,
        text,
        tags=tuple(sorted(texts(entry.get("tags")))),  # jrnl writes them in any order
        starred=entry.get("starred") is True,
        day_only=told.day_only,
    )


# ── markdown ──
# A folder of dated Markdown files, with optional front matter.


_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([A-Za-z][\w -]*?)[ \t]*:[ \t]*(.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
#: ``2024-01-05``, ``20240105`` or ``2024/01/05`` in a path, perhaps followed by a time.
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)(?:[T _-]+(\d{2})[-.:h]?(\d{2})(?!\d))?"
)
_YES = frozenset({"true", "yes", "on", "1"})


def parse_markdown(sources: Sequence[SourceFile], zones: Zones) -> Parsed:
    """An entry for each file that says its day; one that cannot be read is left out."""
    return sorted_in([_file(source, zones) for source in sources])


def _file(source: SourceFile, zones: Zones) -> Arrival | LeftOut:
    try:
        front, text = front_matter(text_of(source).replace("\r\n", "\n"))
    except SysleadError:
        return LeftOut(source.name, "not UTF-8 text")
    dated = _first(front, ("date", "created", "datetime"))
    told = told_time(dated) if dated else _day_named(source.name)
    if told is None:
        reason = "its date cannot be read" if dated else "no date in its front matter or its name"
        return LeftOut(source.name, reason)
    title = _first(front, ("title",))
    body = text.strip()
    if title and title not in body.split("\n", 1)[0]:
        body = f"{title}\n\n{body}".strip()
    when, name = _in_zone(told, _first(front, ("timezone", "time_zone", "tz")), zones)
    return Arrival(
        source.name,
        f"{told.when.isoformat()}\n{body}",
        when,
        body,
        zone=name,
        tags=(*front.get("tags", []), *front.get("tag", [])),
        starred=_first(front, ("starred", "star", "favourite", "favorite")).lower() in _YES,
        day_only=told.day_only,
    )


def _in_zone(told: Told, name: str, zones: Zones) -> tuple[datetime, str]:
    """Its own zone where the front matter names one; a time without an offset stays as it is."""
    zone = zones(name) if name else None
    if zone is None:
        return told.when, ""
    return told.when.astimezone(zone) if told.when.tzinfo is not None else told.when, name


def _first(front: dict[str, list[str]], keys: Sequence[str]) -> str:
    return next((front[key][0] for key in keys if front.get(key)), "")


def _day_named(name: str) -> Told | None:
    for match in reversed(list(_NAMED.finditer(name))):
        year, _, month, day, hour, minute = match.groups()
        clock = f" {hour}:{minute}" if hour else ""
        told = told_time(f"{year}-{month}-{day}{clock}") or told_time(f"{year}-{month}-{day}")
        if told:
            return told
    return None


def front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """The simple part of YAML that front matter uses, each key with its values, and the rest."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    front: dict[str, list[str]] = {}
    key = ""
    for line in match[1].split("\n"):
        if found := _KEY.fullmatch(line.rstrip()):
            key = found[1].lower().replace(" ", "_")
            front[key] = _values(key, found[2])
        elif key and (item := _ITEM.fullmatch(line.rstrip())):
            front[key].append(_unquoted(item[1]))
    return front, text[match.end() :]


def _values(key: str, text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [word for part in text[1:-1].split(",") if (word := _unquoted(part))]
    if key in ("tags", "tag"):
        return [word for part in text.split(",") if (word := _unquoted(part))]
    return [_unquoted(text)] if text else []


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


# ── spreadsheet ──
# The table an export writes and an import reads back: one row an entry.
#
# A cell that a spreadsheet might take for a formula gets an apostrophe in front, and so does one
# that begins with an apostrophe itself: taking one away gives every cell back as it was.


_ENVELOPE = ("id", "kind", "day", "ts", "tz")
_TEXTS_SPREADSHEET = ("text", "facet", "outcome", "status", "due")
_LISTS = ("facets", "tags", "voices")
#: ``fields`` holds, as a JSON table, whatever has no column of its own.
REST = "fields"
COLUMNS = (*_ENVELOPE, *_TEXTS_SPREADSHEET, *_LISTS, REST)

_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠'")


def inert(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and (cell[0] in _FORMULA or cell.lstrip()[:1] in _FORMULA) else cell


def as_it_was(cell: str) -> str:
    """The cell without the apostrophe that ``inert`` put there."""
    return cell[1:] if cell.startswith("'") else cell


def row_of(record: Record) -> list[str]:
    """One record's cells, inert."""
    rest = fields_of(record)
    cells = [record.id, record.kind, record.day.isoformat(), record.ts, record.tz]
    cells += [rest.pop(key) if _fits(rest.get(key)) else "" for key in _TEXTS_SPREADSHEET]
    cells += [" ".join(rest.pop(key)) if _joins(rest.get(key)) else "" for key in _LISTS]
    if not _holds_utf8(record.tz):
        cells[4], rest = "", {"tz": record.tz, **rest}
    cells.append(encode_json(rest).decode("utf-8") if rest else "")
    return [inert(cell) for cell in cells]


def newer_row(data: Mapping[str, Any]) -> list[str]:
    """A line from a newer version: for reading; only its own format carries it whole."""
    cells = [data.get(key) for key in (*_ENVELOPE, *_TEXTS_SPREADSHEET)]
    shown = [cell if _fits(cell) else "" for cell in cells]
    return [
        inert(str(cell)) for cell in [*shown, *[""] * len(_LISTS), encode_json(dict(data)).decode()]
    ]


def _fits(value: Any) -> bool:
    return isinstance(value, str) and value != "" and _holds_utf8(value)


def _joins(value: Any) -> bool:
    """Whether words with a space between them can be told apart again."""
    return (
        isinstance(value, list)
        and value != []
        and all(
            isinstance(word, str) and word.split() == [word] and _holds_utf8(word) for word in value
        )
    )


def _holds_utf8(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def data_from(row: Mapping[str, str]) -> dict[str, Any]:
    """The record's JSON object in a row, as ``record_from`` reads it. Raises ValueError."""
    cells = {key: as_it_was(cell) for key, cell in row.items() if key in COLUMNS}
    data: dict[str, Any] = {"v": FORMAT_VERSION, "kind": "", "tz": ""}
    data.update({key: cells[key] for key in _ENVELOPE if key in cells})
    data.update({key: cells[key] for key in _TEXTS_SPREADSHEET if cells.get(key)})
    data.update({key: cells[key].split() for key in _LISTS if cells.get(key)})
    if cells.get(REST):
        rest = json.loads(cells[REST])
        if not isinstance(rest, dict):
            raise ValueError("fields")
        data.update(rest)
    return data


# ── table ──
# Comma-separated values: the table ``export --format csv`` writes, or anybody's with a date.


#: The row's first line in the file, and its cells by lower-case heading.
Row: TypeAlias = tuple[int, dict[str, str]]

_DATES = ("date", "day", "datetime", "created", "creation date", "timestamp")
_TIMES = ("time",)
_TEXTS = ("text", "entry", "body", "content", "note", "notes")
_TITLES = ("title", "subject")
_TAGS = ("tags", "tag", "labels")
_STARS = ("starred", "star", "favourite", "favorite")
_YES_TABLE = frozenset({"true", "yes", "1", "x", "*"})


def rows_of(source: SourceFile) -> tuple[list[str], list[Row]]:
    """The headings in lower case, and the rows below them. Raises SysleadError."""
    import csv

    text = text_of(source)
    before = csv.field_size_limit(4 * TEXT_LIMIT)
    try:
        lines = (line + "\n" for line in text.split("\n"))
        reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
        headings: list[str] = []
        rows: list[Row] = []
        start = 1
        for cells in reader:
            if any(cells) and not headings:
                headings = [cell.strip().lower() for cell in cells]
            elif any(cells):
                rows.append((start, dict(zip(headings, cells, strict=False))))
            start = reader.line_num + 1
    except csv.Error as problem:
        raise refused(source, f"no table, line {reader.line_num}: {problem}") from None
    finally:
        csv.field_size_limit(before)
    return headings, rows


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def is_our_own(headings: Sequence[str]) -> bool:
    """Whether this is a table that syslead exported."""
    return set(COLUMNS) <= set(headings)


def own_lines(rows: Sequence[Row]) -> Iterator[tuple[str, bytes] | LeftOut]:
    """The rows of our own table as sealed lines of a journal, each with its place."""
    for number, row in rows:
        place = f"line {number}"
        try:
            data = data_from(row)
            if data["kind"] not in KINDS:
                yield LeftOut(place, "from a newer version: the jsonl export carries it")
                continue
            yield place, encode_line(record_from(data))
        except InvalidRecord as problem:
            yield LeftOut(place, f"not a record: {problem}")
        except (ValueError, TypeError, RecursionError):
            yield LeftOut(place, "not a record that can be read")


def parse_table(source: SourceFile, headings: Sequence[str], rows: Sequence[Row]) -> Parsed:
    """The entries of somebody else's table. Raises SysleadError where it has no dates or texts."""
    found = [next((key for key in keys if key in headings), "") for keys in (_DATES, _TEXTS)]
    if not all(found):
        raise refused(
            source,
            "a column with dates (date) and one with texts (text) are needed in its first line",
        )
    return sorted_in([_row(f"line {number}", row, *found) for number, row in rows])


def _row(place: str, row: dict[str, str], dates: str, texts: str) -> Arrival | LeftOut:
    clock = _cell(row, _TIMES)
    told = told_time(f"{row.get(dates, '').strip()} {clock}")
    if told is None:
        return LeftOut(place, "no date that can be read (2024-01-05, perhaps with 08:30)")
    parts = [_cell(row, _TITLES), row.get(texts, "").strip()]
    text = "\n\n".join(part for part in parts if part)
    return Arrival(
        place,
        f"{told.when.isoformat()}\n{text}",
        told.when,
        text,
        tags=tuple(_cell(row, _TAGS).replace(",", " ").replace(";", " ").split()),
        starred=_cell(row, _STARS).lower() in _YES_TABLE,
        day_only=told.day_only,
    )


def _cell(row: dict[str, str], keys: Sequence[str]) -> str:
    return next((row[key].strip() for key in keys if row.get(key)), "")
