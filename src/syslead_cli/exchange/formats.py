"""The formats of other journals, each with its parser; what cannot be read is said.

A source that is none of the format raises SysleadError; an entry that cannot be read is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, time
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.csv_rows import BEYOND, COLUMNS, Row, parse_own_rows, rows_of
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
from syslead_cli.exchange.times import order_in, read_time, reading_problem, time_in_name
from syslead_cli.journal.codec import CorruptLine
from syslead_cli.journal.raw_lines import raw_lines

#: What ``--with`` may ask for.
EXTRAS = ("location", "weather", "device")


class ParseOptions(NamedTuple):
    """The zones this machine knows, the extras that were asked for, how dates are written."""

    zones: Zones
    extras: Collection[str] = ()
    date_format: str = ""


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


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts in a list, and in lists inside it."""
    if not isinstance(value, list):
        return ()
    texts: list[str] = []
    for one in value:
        texts += [one] if isinstance(one, str) else _texts(one)
    return tuple(texts)


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

_DAYONE_KEYS = frozenset(
    {"uuid", "creationDate", "timeZone", "text", "richText", "tags", "starred", "isAllDay"}
)
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
        tags=_texts(entry.get("tags")),
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
_FRONT_DATES = ("date", "created", "datetime", "day", "created_at", "creation_date", "published")
_YES = frozenset({"true", "yes", "on", "1", "x", "*"})


def parse_markdown(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read an entry from each file that says its day."""
    return parsed_entries(_markdown_entry(source, options) for source in sources)


def _markdown_entry(source: SourceFile, options: ParseOptions) -> _Entry:
    try:
        front, text = front_matter(text_of(source).replace("\r\n", "\n"))
    except UnreadableFrontMatter as problem:
        return LeftOut(source.name, str(problem))
    except SysleadError:
        return LeftOut(source.name, "not UTF-8 text")

    def take(*keys: str) -> str:
        key = next((key for key in keys if _first_text(front.get(key))), "")
        return _first_text(front.pop(key)) if key else ""

    dates = [(key, one) for key in _FRONT_DATES if (one := _first_text(front.get(key)))]
    read = [(key, told) for key, one in dates if (told := read_time(one, options.date_format))]
    found = read[0][1] if read else time_in_name(source.name, options.date_format)
    if found is None:
        reason = "its date cannot be read" if dates else "no date in its front matter or its name"
        return LeftOut(source.name, reason)
    for key, _ in read[:1]:
        del front[key]
    when, title, body = found.when, take("title"), text.strip()
    if title and title not in body.split("\n", 1)[0]:
        body = f"{title}\n\n{body}".strip()
    name = take("timezone", "time_zone", "tz")
    zone = options.zones(name) if name else None
    if name and zone is None:
        front["timezone"] = name
    tags: list[str] = []
    for key in ("tags", "tag"):  # a text by itself has them between commas
        value = front.pop(key, None)
        tags += value.split(",") if isinstance(value, str) else _texts(value)
    starred = take("starred", "star", "favourite", "favorite").lower() in _YES
    return ForeignEntry(
        source.name,
        f"{when.isoformat()}\n{body}",
        # A time without an offset stays as it is, and so does a day.
        when.astimezone(zone) if zone and when.tzinfo and not found.day_only else when,
        with_lines(body, front),
        zone=name if zone else "",
        tags=tuple(filter(None, map(str.strip, tags))),
        starred=starred,
        day_only=found.day_only,
    )


def _first_text(value: Any) -> str:
    texts = (value,) if isinstance(value, str) else _texts(value)
    return texts[0].strip() if texts else ""


def with_lines(text: str, rest: dict[str, Any]) -> str:
    """Return a text with a line for each key that has no other place."""
    return "\n\n".join(filter(None, (text, "\n".join(_pairs(rest)))))


class UnreadableFrontMatter(ValueError):
    """Front matter that is no YAML; the message is the reason."""


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, each key with its value, and the rest.

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
    return {str(key).lower().replace(" ", "_"): value for key, value in data.items()}, text[
        match.end() :
    ]


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
            "a column with dates (date) and one with texts (text) are needed in its first line",
        )
    dates, texts = found
    order = options.date_format or order_in(row.get(dates, "") for _, row in rows)
    return parsed_entries(_row(row, dates, texts, order) for row in rows)


def _row(numbered: Row, dates: str, texts: str, order: str) -> _Entry:
    number, row = numbered

    def take(*keys: str) -> str:
        key = next((key for key in keys if row.get(key)), "")
        return row.pop(key).strip() if key else ""

    if BEYOND in row:
        return LeftOut(f"line {number}", "more cells than headings: is a cell without its quotes?")
    dated, clock = take(dates), take("time")
    found = read_time(dated, order)
    if found and clock and found.day_only:
        found = read_time(f"{found.when.date()} {clock}")
    if found is None:
        return LeftOut(f"line {number}", reading_problem(dated, order))
    title = take(*_TITLES)
    text = "\n\n".join(filter(None, (title, take(texts))))
    tags = take(*_TAGS).replace(",", " ").replace(";", " ").split()
    starred = take(*_STARS).lower() in _YES
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
    "jrnl": ImportFormat(parse_jrnl, "jrnl --format json > FILE makes the right file."),
    "dayone": ImportFormat(
        parse_dayone, "In Day One, File > Export > JSON makes the right zip.", in_zip=".json"
    ),
    "journal-cli": ImportFormat(parse_journal_cli, "The file journal-cli keeps is the right one."),
    "markdown": ImportFormat(
        parse_markdown,
        "A folder of .md files is needed, with the day in the name or the front matter.",
        in_folder=(".md", ".markdown", ".mdown", ".txt"),
    ),
    "csv": ImportFormat(
        parse_csv, 'In a spreadsheet, "Save as" with the type CSV UTF-8 makes the right file.'
    ),
    "syslead": ImportFormat(
        parse_own_lines, "syslead export > FILE makes the right file.", in_folder=(".jsonl",)
    ),
}
