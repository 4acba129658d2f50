"""Bytes from elsewhere to text, JSON and times; what cannot be read is said in one sentence."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any, NamedTuple

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.arrival import MIDDAY, SourceFile

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
