"""Markdown files of other programs: an entry each, dated by front matter or by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.model import (
    MARK,
    YES,
    ForeignEntry,
    LeftOut,
    Parsed,
    ParsedEntry,
    ParseOptions,
    SourceFile,
    parsed_entries,
    text_of,
    texts_in,
    with_lines,
)
from syslead_cli.exchange.times import read_time, reading_problem, stem_of, time_in_name

#: Between lines of hyphens YAML, of plus signs TOML; longer front matter is a text.
_FRONT = re.compile(
    r"(---|\+\+\+)[ \t]*\n(.{0,65536}?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FRONT_DATES = ("date", "created", "datetime", "day", "created_at", "creation_date", "published")


def parse_markdown(sources: Sequence[SourceFile], options: ParseOptions) -> Parsed:
    """Read an entry from each file that says its day."""
    return parsed_entries(_markdown_entry(source, options) for source in sources)


def _markdown_entry(source: SourceFile, options: ParseOptions) -> ParsedEntry:
    try:
        front, text = front_matter(text_of(source).replace("\r\n", "\n"))
    except UnreadableFrontMatter as problem:
        return LeftOut(source.name, str(problem))
    except SysleadError:
        return LeftOut(source.name, "not UTF-8 text")

    if MARK in front:
        return LeftOut(source.name, "written by syslead export; import its jsonl export instead")

    def take(*keys: str) -> str:
        key = next((key for key in keys if _first_text(front.get(key))), "")
        return _first_text(front.pop(key)) if key else ""

    dates = [(key, one) for key in _FRONT_DATES if (one := _first_text(front.get(key)))]
    read = [(key, told) for key, one in dates if (told := read_time(one, options.date_format))]
    found = read[0][1] if read else time_in_name(source.name, options.date_format)
    if found is None:
        return LeftOut(source.name, _no_date(source.name, dates, options.date_format))
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
        tags += value.split(",") if isinstance(value, str) else texts_in(value)
    starred = take("starred", "star", "favourite", "favorite").lower() in YES
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


def _no_date(name: str, dates: Sequence[tuple[str, str]], date_format: str) -> str:
    """Return why a file has no day: two readings of what it says, or none."""
    said = dates[0][1] if dates else stem_of(name)
    problem = reading_problem(said, date_format)
    if " may be " in problem:
        return problem
    return "its date cannot be read" if dates else "no date in its front matter or its name"


def _first_text(value: Any) -> str:
    texts = (value,) if isinstance(value, str) else texts_in(value)
    return texts[0].strip() if texts else ""


class UnreadableFrontMatter(ValueError):
    """Front matter that is neither YAML nor TOML; the message is the reason."""


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, each key with its value, and the rest."""
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
        raise UnreadableFrontMatter(f"its front matter is not YAML (line {line})") from None


def _toml(text: str) -> Any:
    import tomllib

    try:
        return _as_texts(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        line = re.search(r"line (\d+)", str(problem))
        place = f" (line {int(line[1]) + 1})" if line else ""
        raise UnreadableFrontMatter(f"its front matter is not TOML{place}") from None


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
