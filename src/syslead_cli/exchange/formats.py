"""The formats of other journals, each with its parser; what cannot be read is said.

A source that is not in its format raises SysleadError; an entry that cannot be read is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, NamedTuple

from msgspec.structs import replace

from syslead_cli.base.clock import zone_named
from syslead_cli.errors import SysleadError
from syslead_cli.exchange import model, times
from syslead_cli.exchange.csv_rows import parse_csv
from syslead_cli.exchange.model import (
    ForeignEntry,
    Parsed,
    ParsedEntries,
    ParsedEntry,
    ParseOptions,
)
from syslead_cli.journal.codec import CorruptLine
from syslead_cli.journal.merge import PlacedLine
from syslead_cli.journal.raw_lines import raw_lines


def _json_entries(
    read: Callable[[dict[str, Any], ParseOptions], ParsedEntry],
    key: str,
    problem: str,
    source: model.SourceFile,
    options: ParseOptions,
) -> ParsedEntries:
    """Read every entry of the list under ``key``, or of a list that is the whole document.

    ``read`` is given an entry, and options that say how the dates of the list are written.
    """
    text = model.text_of(source)
    try:
        entries = json.loads(text, parse_constant=int)  # which refuses NaN and Infinity
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise model.refused(f"{source.name}: not JSON ({where}).") from None
    except RecursionError:
        raise model.refused(f"{source.name}: nested too deeply to be a journal.") from None
    except ValueError:
        raise model.refused(f"{source.name}: JSON with an impossible number.") from None
    if key:
        entries = entries.get(key) if isinstance(entries, dict) else None
    if not isinstance(entries, list):
        raise model.refused(f"{source.name}: {problem}.")
    dates = [str(each.get("date", "")) for each in entries if isinstance(each, dict)]
    ordered = options._replace(date_format=options.date_format or times.order_in(dates))
    for number, entry in enumerate(entries, start=1):
        is_entry = isinstance(entry, dict)
        yield f"entry {number}", read(entry, ordered) if is_entry else "not an entry"


#: How an entry begins in jrnl's own file: in brackets since version 2, before that without.
_BRACKETED = re.compile(r"^\[([^\]\n]+)\] ?", re.MULTILINE)
_BARE = re.compile(r"^(\S+ \d{1,2}:\d{2}(?::\d{2})?(?: [AaPp][Mm])?) ", re.MULTILINE)
_JRNL_TAG = re.compile(r"(?<!\S)[@#](?=[^\W\d])[-+*#/\w]+")
#: What a Fernet token, which jrnl encrypts to, begins with.
_FERNET = b"gAAAA"
_DECRYPT = (
    f"jrnl --decrypt, or jrnl --format json > FILE, makes a file that can be read. {model.NOTHING}"
)


def parse_jrnl(source: model.SourceFile, options: ParseOptions) -> ParsedEntries:
    """Read jrnl's own file, or its JSON: local times without a zone, no ids."""
    if source.content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"{"):
        problem = 'not a jrnl export: it has no list "entries"'
        return _json_entries(_jrnl_entry, "entries", problem, source, options)
    return _jrnl_lines(source, options.date_format)


def _jrnl_lines(source: model.SourceFile, date_format: str) -> ParsedEntries:
    """Yield the entries of jrnl's own file; dates in brackets are text in one of version 1."""
    if source.content.startswith(_FERNET):
        raise model.refused(f"{source.name}: jrnl has encrypted it.", _DECRYPT)
    try:
        text = model.text_of(source).replace("\r\n", "\n")
    except SysleadError as problem:
        problem.hint = f"If jrnl has encrypted it: {_DECRYPT}"
        raise
    bracketed = text.lstrip().startswith("[")
    if not bracketed:  # on its screen, jrnl puts a mark before each line
        text = re.sub(r"^\| ?", "", text, flags=re.MULTILINE)
    starts = _jrnl_starts(text, date_format, bracketed=bracketed)
    if not starts:
        shapes = "[2024-01-05 08:30] or 2024-01-05 08:30"
        raise model.refused(f"{source.name}: no line of it begins with {shapes}.")
    order = date_format or times.order_in(start[1] for start in starts)
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends, strict=True):
        number = text.count("\n", 0, start.start()) + 1
        yield f"line {number}", _jrnl_text(start[1], text[start.end() : end], order)


def _jrnl_starts(text: str, date_format: str, *, bracketed: bool) -> list[re.Match[str]]:
    """Return where entries begin: at what is a date, or with its clock and year was meant as one.

    Without brackets all are written alike, so that other dates at the start of a line are text.
    """
    found = list((_BRACKETED if bracketed else _BARE).finditer(text))
    if not bracketed:
        shapes = [re.sub(r"\d", "0", start[1]) for start in found]
        return [one for one, shape in zip(found, shapes, strict=True) if shape == shapes[0]]
    meant = re.compile(r"\d{4}.*\d:\d{2}|\d:\d{2}.*\d{4}")
    return [one for one in found if meant.search(one[1]) or times.read_time(one[1], date_format)]


def _jrnl_text(dated: str, text: str, order: str) -> ParsedEntry:
    found = times.read_time(dated, order)
    if found is None:
        return times.reading_problem(dated, order)
    title, _, body = text.strip().partition("\n")
    starred = title.rstrip().endswith("*")
    whole = _jrnl_whole(title.strip("\n *") if starred else title, body)
    when = found.when.replace(second=0)  # as in its JSON, so that either knows the other again
    tags = tuple(sorted({tag.lower() for tag in _JRNL_TAG.findall(whole)}))
    key = f"{when:%Y-%m-%d %H:%M}\n{whole}"
    return ForeignEntry(key, when, whole, "", tags, starred, found.day_only)


def _jrnl_entry(entry: dict[str, Any], options: ParseOptions) -> ParsedEntry:
    day, clock = entry.get("date"), str(entry.get("time", ""))
    found = times.read_with_clock(day, clock, options.date_format)
    if found is None:
        return "no date and time that can be read"
    title, body = entry.get("title") or "", entry.get("body") or ""
    if not isinstance(title, str) or not isinstance(body, str):
        return "title and body must be text"
    text = _jrnl_whole(title, body)
    return ForeignEntry(
        f"{day} {clock}\n{text}",
        found.when,
        text,
        tags=tuple(sorted(model.texts_in(entry.get("tags")))),  # jrnl writes them in any order
        starred=entry.get("starred") is True,
        day_only=found.day_only,
    )


def _jrnl_whole(title: str, body: str) -> str:
    return "\n".join(part for part in (title.strip(), body.strip("\r\n").rstrip()) if part)


_DAYONE_KEYS = frozenset(
    {"uuid", "creationDate", "timeZone", "text", "richText", "tags", "starred", "isAllDay"}
)
_DEVICE_KEYS = ("creationDevice", "creationDeviceType", "creationDeviceModel", "creationOSName")
_EMBED = re.compile(r"!?\[([^\]\n]*)\]\(dayone-moment:[^)\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_GAPS = re.compile(r"\n{3,}")


def _dayone_entry(entry: dict[str, Any], options: ParseOptions) -> ParsedEntry:
    """Read an entry of an export: a UTC time with a zone, Markdown with its signs escaped."""
    created, text = entry.get("creationDate"), entry.get("text") or ""
    found = times.read_time(created, options.date_format)
    if found is None or found.when.tzinfo is None:
        return "no creationDate that can be read"
    if not isinstance(text, str):
        return "its text is not a text"
    plain = _EMBED.sub(r"\1", text.replace("\r\n", "\n"))
    plain = _GAPS.sub("\n\n", _ESCAPED.sub(r"\1", plain)).strip()
    if not plain:
        return "no text, only pictures or other media" if text else "no text"
    name, uuid = entry.get("timeZone"), entry.get("uuid")
    zone = zone_named(name) if isinstance(name, str) else None
    when = found.when.astimezone(zone or UTC)
    wanted = [key for key in ("location", "weather") if key in options.extras]
    extra = {key: entry[key] for key in wanted if key in entry}
    device = {key: entry[key] for key in _DEVICE_KEYS if key in entry}
    if device and "device" in options.extras:
        extra["device"] = device
    return ForeignEntry(
        uuid if isinstance(uuid, str) and uuid else f"{created}\n{text}",
        when,
        plain,
        zone=str(name) if zone else "UTC",
        tags=model.texts_in(entry.get("tags")),
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


def _day(entry: dict[str, Any], options: ParseOptions) -> ParsedEntry:
    """Read a day of journal-cli: a table of sections of questions."""
    day, data = entry.get("date"), entry.get("data")
    found = times.read_time(day, options.date_format)
    if found is None:
        return times.reading_problem(str(day or ""), options.date_format)
    if not isinstance(data, dict):
        return 'no table "data"'
    sections = []
    for name, value in data.items():
        if not isinstance(value, dict):
            sections += model.pairs_of({name: value})
        elif lines := model.pairs_of(value):  # a section without answers is no section
            sections.append("\n".join([name, *lines]))
    text = "\n\n".join(sections)
    return ForeignEntry(f"{day}\n{text}", found.when, text, day_only=found.day_only)


#: Between lines of hyphens YAML, of plus signs TOML; longer front matter is a text.
_FRONT = re.compile(
    r"(---|\+\+\+)[ \t]*\n(.{0,65536}?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FRONT_DATES = ("date", "created", "datetime", "day", "created_at", "creation_date", "published")


def _markdown_entry(source: model.SourceFile, date_format: str) -> ParsedEntry:
    """Read a file that says its day: an entry."""
    try:
        front, text = front_matter(model.text_of(source).replace("\r\n", "\n"))
    except ValueError as problem:
        return str(problem)
    except SysleadError:
        return "not UTF-8 text"
    if model.MARK in front:
        return "written by syslead export; import its jsonl export instead"
    dates = [(key, one) for key in _FRONT_DATES if (one := model.first_text(front.get(key)))]
    read = [(key, told) for key, one in dates if (told := times.read_time(one, date_format))]
    found = read[0][1] if read else times.time_in_name(source.name, date_format)
    if found is None:
        return _no_date(source.name, dates, date_format)
    for key, _ in read[:1]:
        del front[key]
    when, title, body = found.when, model.take(front, "title"), text.strip()
    if title and title not in body.split("\n", 1)[0]:
        body = f"{title}\n\n{body}".strip()
    name = model.take(front, "timezone", "time_zone", "tz")
    zone = zone_named(name) if name else None
    if name and zone is None:
        front["timezone"] = name
    tags: list[str] = []
    for key in ("tags", "tag"):  # a text by itself has them between commas
        value = front.pop(key, None)
        tags += value.split(",") if isinstance(value, str) else model.texts_in(value)
    starred = model.take(front, *model.STARS).lower() in model.YES
    return ForeignEntry(
        f"{when.isoformat()}\n{body}",
        # A time without an offset stays as it is, and so does a day.
        when.astimezone(zone) if zone and when.tzinfo and not found.day_only else when,
        model.with_lines(body, front),
        zone=name if zone else "",
        tags=tuple(filter(None, map(str.strip, tags))),
        starred=starred,
        day_only=found.day_only,
    )


def _no_date(name: str, dates: Sequence[tuple[str, str]], date_format: str) -> str:
    """Return why a file has no day: two readings of what it says, or none."""
    given = dates[0][1] if dates else times.stem_of(name)
    problem = times.reading_problem(given, date_format)
    if " may be " in problem:
        return problem
    return "its date cannot be read" if dates else "no date in its front matter or its name"


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, each key with its value, and the rest.

    Raises ValueError where it is neither YAML nor TOML; the message is the reason.
    """
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    data = (_yaml if match[1] == "---" else _toml)(match[2])
    if not isinstance(data, dict):  # words between two rules
        return ({}, text) if data else ({}, text[match.end() :])
    front = {str(key).lower().replace(" ", "_"): value for key, value in data.items()}
    if isinstance(grouped := front.get("taxonomies"), dict):  # Zola has its tags there
        front |= front.pop("taxonomies") if "tags" in grouped else {}
    return front, text[match.end() :]


def _yaml(text: str) -> Any:
    """Return what the YAML says; scalars stay as they are written, so that ``no`` is a word."""
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", 0) + 2
        raise ValueError(f"its front matter is not YAML (line {line})") from None


def _toml(text: str) -> Any:
    import tomllib

    try:
        return _as_texts(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        line = re.search(r"line (\d+)", str(problem))
        place = f" (line {int(line[1]) + 1})" if line else ""
        raise ValueError(f"its front matter is not TOML{place}") from None


def _as_texts(value: Any) -> Any:
    """Return the same with every number, date and truth value as it is written."""
    match value:
        case dict():
            return {key: _as_texts(one) for key, one in value.items()}
        case list():
            return [_as_texts(one) for one in value]
        case bool():
            return str(value).lower()
        case date() | time():
            return value.isoformat()
    return str(value)


def parse_own_lines(source: model.SourceFile, _: ParseOptions) -> ParsedEntries:
    """Read lines of a syslead journal, of an export or of a rescue file."""
    for one in raw_lines(source.content):
        corrupt = one.line if isinstance(one.line, CorruptLine) else None
        yield f"line {one.place.line}", corrupt.problem if corrupt else one


class ImportFormat(NamedTuple):
    """A parser, how the file it reads is made, and what it reads beside one: a folder, a zip."""

    parse: Callable[[model.SourceFile, ParseOptions], ParsedEntries]
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
        partial(
            _json_entries,
            _dayone_entry,
            "entries",
            'not a Day One journal: it has no list "entries"',
        ),
        "In Day One, use File > Export > JSON to make the zip.",
        in_zip=".json",
    ),
    "journal-cli": ImportFormat(
        partial(_json_entries, _day, "", "not a journal-cli file: it needs a list of days"),
        "Use the file in which journal-cli saves its entries.",
    ),
    "markdown": ImportFormat(
        lambda source, options: [("", _markdown_entry(source, options.date_format))],
        "Use a folder of .md files with the day in the name or the front matter.",
        in_folder=(".md", ".markdown", ".mdown", ".txt"),
    ),
    "csv": ImportFormat(parse_csv, 'In a spreadsheet, use "Save as" with the type CSV UTF-8.'),
    "syslead": ImportFormat(
        parse_own_lines, "Use syslead export > FILE to make the file.", in_folder=(".jsonl",)
    ),
}


def parse_sources(form: str, sources: Sequence[model.SourceFile], options: ParseOptions) -> Parsed:
    """Return what the sources hold; of several, each place begins with the source's name.

    An entry that is there twice comes in once. A file in a folder that is not in the format is
    left out; elsewhere it raises SysleadError.
    """
    reader, parsed = FORMATS[form], Parsed([], [], [])
    places: dict[tuple[str, datetime], str] = {}
    for source in sources:
        lead = source.name if len(sources) > 1 else ""
        try:
            found = list(reader.parse(source, options))
        except SysleadError as problem:
            if not (lead and reader.in_folder):
                raise
            found = [("", problem.message.removeprefix(f"{source.name}: "))]
        for within, one in found:
            place = ", ".join(filter(None, (lead, within))) or source.name
            if isinstance(one, PlacedLine):
                parsed.lines.append((place, one))
                continue
            reason = one if isinstance(one, str) else _reason_against(one, places)
            if isinstance(one, ForeignEntry) and not reason:
                places[one.key, one.when] = place
                parsed.entries.append(replace(one, place=place))
            else:
                parsed.left_out.append(model.LeftOut(place, reason))
    return parsed


def _reason_against(entry: ForeignEntry, places: Mapping[tuple[str, datetime], str]) -> str:
    """Return why an entry is left out, empty where it is not; ``places``: of those before it."""
    if not entry.text.strip():
        return "no text"
    if len(entry.text) > model.TEXT_LIMIT:
        return f"longer than {model.TEXT_LIMIT:,} characters"
    same = places.get((entry.key, entry.when))
    return f"the same entry as {same}" if same else ""


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
