"""The formats of other journals, each with its parser; what cannot be read is said.

A source that is none of the format raises SysleadError; an entry that cannot be read is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, time
from typing import Any, NamedTuple

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.csv_rows import BEYOND, COLUMNS, Row, parse_own_rows, rows_of
from syslead_cli.exchange.markdown import parse_markdown
from syslead_cli.exchange.model import (
    NOTHING,
    YES,
    ForeignEntry,
    LeftOut,
    OwnLine,
    Parsed,
    ParsedEntry,
    ParseOptions,
    SourceFile,
    in_words,
    pairs_of,
    parsed_entries,
    refused,
    text_of,
    texts_in,
    with_lines,
)
from syslead_cli.exchange.times import order_in, read_time, read_with_clock, reading_problem
from syslead_cli.journal.codec import CorruptLine
from syslead_cli.journal.raw_lines import raw_lines

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
        raise refused(source, "JSON with an impossible number") from None


def _json_entries(
    sources: Sequence[SourceFile],
    key: str,
    problem: str,
    read: Callable[[dict[str, Any], str, str], ParsedEntry],
    date_format: str,
) -> Parsed:
    """Read every entry of the lists under ``key``, or of lists that are the whole document.

    ``read`` is given an entry, its place, and how the dates of its list are written.
    """
    found: list[ParsedEntry] = []
    for source in sources:
        entries = json_of(source)
        if key:
            entries = entries.get(key) if isinstance(entries, dict) else None
        if not isinstance(entries, list):
            raise refused(source, problem)
        lead = f"{source.name}, " if len(sources) > 1 else ""
        dates = [str(each.get("date", "")) for each in entries if isinstance(each, dict)]
        order = date_format or order_in(dates)
        for number, entry in enumerate(entries, start=1):
            place = f"{lead}entry {number}"
            is_entry = isinstance(entry, dict)
            found.append(read(entry, place, order) if is_entry else LeftOut(place, "not an entry"))
    return parsed_entries(found)


# ── jrnl: local times without a zone, no ids ─────────────────────────────────

#: How an entry begins in jrnl's own file: in brackets since version 2, before that without.
_BRACKETED = re.compile(r"^\[([^\]\n]+)\] ?", re.MULTILINE)
_BARE = re.compile(r"^(\S+ \d{1,2}:\d{2}(?::\d{2})?(?: [AaPp][Mm])?) ", re.MULTILINE)
_JRNL_TAG = re.compile(r"(?<!\S)[@#](?=[^\W\d])[-+*#/\w]+")
#: What a Fernet token, which jrnl encrypts to, begins with.
_FERNET = b"gAAAA"
_DECRYPT = f"jrnl --decrypt, or jrnl --format json > FILE, makes a file that can be read. {NOTHING}"


def parse_jrnl(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read jrnl's own file or folder, or what ``jrnl --format json`` writes."""
    if all(
        source.content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] == b"{" for source in sources
    ):
        problem = 'not a jrnl export: it has no list "entries"'
        return _json_entries(sources, "entries", problem, _jrnl_entry, options.date_format)
    found: list[ParsedEntry] = []
    for source in sources:
        lead = f"{source.name}, " if len(sources) > 1 else ""
        try:
            found += _jrnl_lines(source, lead, options.date_format)
        except SysleadError as problem:
            if not lead:
                raise
            found.append(LeftOut(source.name, problem.message.removeprefix(f"{source.name}: ")))
    return parsed_entries(found)


def _jrnl_lines(source: SourceFile, lead: str, date_format: str) -> Iterator[ParsedEntry]:
    """Yield the entries of jrnl's own file; dates in brackets are text in one of version 1."""
    if source.content.startswith(_FERNET):
        raise refused(source, "jrnl has encrypted it", _DECRYPT)
    try:
        text = text_of(source).replace("\r\n", "\n")
    except SysleadError as problem:
        problem.hint = f"If jrnl has encrypted it: {_DECRYPT}"
        raise
    if not _is_bracketed(text):  # on its screen, jrnl puts a mark before each line
        text = re.sub(r"^\| ?", "", text, flags=re.MULTILINE)
    starts = _jrnl_starts(text, date_format)
    if not starts:
        raise refused(source, "no line of it begins with [2024-01-05 08:30] or 2024-01-05 08:30")
    order = date_format or order_in(start[1] for start in starts)
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends, strict=True):
        place = f"{lead}line {text.count(chr(10), 0, start.start()) + 1}"
        yield _jrnl_text(place, start[1], text[start.end() : end], order)


def _is_bracketed(text: str) -> bool:
    return text.lstrip().startswith("[")


def _jrnl_starts(text: str, date_format: str) -> list[re.Match[str]]:
    """Return where entries begin: at what is a date, or with its clock and year was meant as one.

    Without brackets all are written alike, so that other dates at the start of a line are text.
    """
    bracketed = _is_bracketed(text)
    found = list((_BRACKETED if bracketed else _BARE).finditer(text))
    if not bracketed:
        shapes = [re.sub(r"\d", "0", start[1]) for start in found]
        return [one for one, shape in zip(found, shapes, strict=True) if shape == shapes[0]]
    meant = re.compile(r"\d{4}.*\d:\d{2}|\d:\d{2}.*\d{4}")
    return [one for one in found if meant.search(one[1]) or read_time(one[1], date_format)]


def _jrnl_text(place: str, dated: str, text: str, order: str) -> ParsedEntry:
    found = read_time(dated, order)
    if found is None:
        return LeftOut(place, reading_problem(dated, order))
    title, _, body = text.strip().partition("\n")
    starred = title.rstrip().endswith("*")
    whole = _jrnl_whole(title.strip("\n *") if starred else title, body)
    when = found.when.replace(second=0)  # as in its JSON, so that either knows the other again
    tags = tuple(sorted({tag.lower() for tag in _JRNL_TAG.findall(whole)}))
    key = f"{when:%Y-%m-%d %H:%M}\n{whole}"
    return ForeignEntry(place, key, when, whole, "", tags, starred, found.day_only)


def _jrnl_entry(entry: dict[str, Any], place: str, order: str) -> ParsedEntry:
    day, clock = entry.get("date"), entry.get("time", "")
    found = read_with_clock(day, str(clock), order) if isinstance(day, str) else None
    if found is None:
        return LeftOut(place, "no date and time that can be read")
    title, body = entry.get("title") or "", entry.get("body") or ""
    if not isinstance(title, str) or not isinstance(body, str):
        return LeftOut(place, "title and body must be text")
    text = _jrnl_whole(title, body)
    return ForeignEntry(
        place,
        f"{day} {clock}\n{text}",
        found.when,
        text,
        tags=tuple(sorted(texts_in(entry.get("tags")))),  # jrnl writes them in any order
        starred=entry.get("starred") is True,
        day_only=found.day_only,
    )


def _jrnl_whole(title: str, body: str) -> str:
    return "\n".join(part for part in (title.strip(), body.strip("\r\n").rstrip()) if part)


# ── Day One: UTC times with a zone, ids, Markdown with its signs escaped ─────

_DAYONE_KEYS = frozenset(
    {"uuid", "creationDate", "timeZone", "text", "richText", "tags", "starred", "isAllDay"}
)
_DEVICE_KEYS = ("creationDevice", "creationDeviceType", "creationDeviceModel", "creationOSName")
_EMBED = re.compile(r"!?\[([^\]\n]*)\]\(dayone-moment:[^)\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_GAPS = re.compile(r"\n{3,}")


def parse_dayone(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read the entries of all journals in an export."""
    problem = 'not a Day One journal: it has no list "entries"'

    def read(entry: dict[str, Any], place: str, order: str) -> ParsedEntry:
        return _dayone_entry(entry, place, options._replace(date_format=order))

    return _json_entries(sources, "entries", problem, read, options.date_format)


def _dayone_entry(entry: dict[str, Any], place: str, options: ParseOptions) -> ParsedEntry:
    created, text = entry.get("creationDate"), entry.get("text") or ""
    found = read_time(created, options.date_format) if isinstance(created, str) else None
    if found is None or found.when.tzinfo is None:
        return LeftOut(place, "no creationDate that can be read")
    if not isinstance(text, str):
        return LeftOut(place, "its text is not a text")
    plain = plain_text(text)
    if not plain:
        return LeftOut(place, "no text, only pictures or other media" if text else "no text")
    name, uuid = entry.get("timeZone"), entry.get("uuid")
    zone = options.zones(name) if isinstance(name, str) else None
    when = found.when.astimezone(zone or UTC)
    wanted = [key for key in ("location", "weather") if key in options.extras]
    extra = {key: entry[key] for key in wanted if key in entry}
    device = {key: entry[key] for key in _DEVICE_KEYS if key in entry}
    if device and "device" in options.extras:
        extra["device"] = device
    return ForeignEntry(
        place,
        uuid if isinstance(uuid, str) and uuid else f"{created}\n{text}",
        when,
        plain,
        zone=str(name) if zone else "UTC",
        tags=texts_in(entry.get("tags")),
        starred=entry.get("starred") is True,
        day_only=when.time() == time(0) or entry.get("isAllDay") is True,
        extra=extra,
        not_kept=_not_kept(entry, options.extras),
    )


def _not_kept(entry: dict[str, Any], extras: Collection[str]) -> tuple[str, ...]:
    """Return the names of what an entry has and a note has no place for."""
    names = dict.fromkeys(
        "device" if key in _DEVICE_KEYS else key
        for key, value in entry.items()
        if key not in _DAYONE_KEYS and value not in (None, False, "", [], {})
    )
    return tuple(name for name in names if name not in extras)


def plain_text(text: str) -> str:
    """Return the words without embedded media and without the backslashes before signs."""
    text = _EMBED.sub(r"\1", text.replace("\r\n", "\n"))
    return _GAPS.sub("\n\n", _ESCAPED.sub(r"\1", text)).strip()


# ── journal-cli: a list of days, each a table of sections of questions ───────


def parse_journal_cli(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read the days of a file of journal-cli."""
    problem = "not a journal-cli file: it needs a list of days"
    return _json_entries(sources, "", problem, _day, options.date_format)


def _day(entry: dict[str, Any], place: str, order: str) -> ParsedEntry:
    day, data = entry.get("date"), entry.get("data")
    found = read_time(day, order) if isinstance(day, str) else None
    if found is None:
        return LeftOut(place, reading_problem(str(day or ""), order))
    if not isinstance(data, dict):
        return LeftOut(place, 'no table "data"')
    text = "\n\n".join(filter(None, (_section(name, value) for name, value in data.items())))
    return ForeignEntry(place, f"{day}\n{text}", found.when, text, day_only=found.day_only)


def _section(name: str, value: Any) -> str:
    """Return a heading and a line for each answer; a section without answers is no section."""
    if not isinstance(value, dict):
        said = in_words(value)
        return f"{name}: {said}" if said else ""
    lines = pairs_of(value)
    return "\n".join([name, *lines]) if lines else ""


# ── tables with a date and a text, or our own ────────────────────────────────

_DATES = ("date", "day", "datetime", "created", "creation date", "timestamp")
_TEXTS = ("text", "entry", "body", "content", "note", "notes")
_TITLES = ("title", "subject")
_TAGS = ("tags", "tag", "labels")
_STARS = ("starred", "star", "favourite", "favorite")


def parse_csv(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read the table ``export --format csv`` writes, or anybody's with dates and texts."""
    (source,) = sources
    headings, rows = rows_of(source)
    if set(COLUMNS) <= set(headings):
        return parse_own_rows(rows)
    found = [next((key for key in keys if key in headings), "") for keys in (_DATES, _TEXTS)]
    if not all(found):
        raise refused(
            source,
            "its first line needs a column of dates (date) and one of texts (text)",
        )
    dates, texts = found
    order = options.date_format or order_in(row.get(dates, "") for _, row in rows)
    return parsed_entries(_row(row, dates, texts, order) for row in rows)


def _row(numbered: Row, dates: str, texts: str, order: str) -> ParsedEntry:
    number, row = numbered

    def take(*keys: str) -> str:
        key = next((key for key in keys if row.get(key)), "")
        return row.pop(key).strip() if key else ""

    if BEYOND in row:
        return LeftOut(f"line {number}", "more cells than headings: is a cell without its quotes?")
    dated, clock = take(dates), take("time")
    found = read_with_clock(dated, clock, order)
    if found is None:
        return LeftOut(f"line {number}", reading_problem(dated, order))
    title = take(*_TITLES)
    text = "\n\n".join(filter(None, (title, take(texts))))
    tags = take(*_TAGS).replace(",", " ").replace(";", " ").split()
    starred = take(*_STARS).lower() in YES
    return ForeignEntry(
        f"line {number}",
        f"{found.when.isoformat()}\n{text}",
        found.when,
        with_lines(text, row) if text else "",
        tags=tuple(tags),
        starred=starred,
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
    """A parser, how the file it reads is made, and what it reads beside one: a folder, a zip."""

    parse: Callable[[Sequence[SourceFile], ParseOptions], Parsed]
    made_by: str
    in_folder: tuple[str, ...] = ()
    in_zip: str = ""


FORMATS = {
    "jrnl": ImportFormat(
        parse_jrnl,
        "Use jrnl's own file (jrnl --list shows where), or jrnl --format json > FILE.",
        in_folder=(".txt",),
    ),
    "dayone": ImportFormat(
        parse_dayone, "In Day One, use File > Export > JSON to make the zip.", in_zip=".json"
    ),
    "journal-cli": ImportFormat(
        parse_journal_cli, "Use the file in which journal-cli saves its entries."
    ),
    "markdown": ImportFormat(
        parse_markdown,
        "Use a folder of .md files with the day in the name or the front matter.",
        in_folder=(".md", ".markdown", ".mdown", ".txt"),
    ),
    "csv": ImportFormat(parse_csv, 'In a spreadsheet, use "Save as" with the type CSV UTF-8.'),
    "syslead": ImportFormat(
        parse_own_lines, "Use syslead export > FILE to make the file.", in_folder=(".jsonl",)
    ),
}


def looks_like(content: bytes) -> str:
    """Return the format that a file seems to be of, from how it begins; empty where none."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    first = head.split(b"\n", 1)[0].lower()
    if head.startswith(b"PK\x03\x04") or b'"creationDate"' in head:
        return "dayone"
    if head.startswith(b'{"v":') or b'"kind"' in first:
        return "syslead"
    if head.startswith((b"---", b"+++")):
        return "markdown"
    if head.startswith(b"{") or _BRACKETED.match(head.decode("utf-8", "replace")):
        return "jrnl" if b'"entries"' in content or head.startswith(b"[") else ""
    return "csv" if b"date" in first and re.search(rb"[,;\t]", first) else ""
