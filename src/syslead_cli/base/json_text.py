"""A document as JSON people can read: as ``json.dumps(…, indent=2)`` writes it, sooner.

The standard library indents in Python, a call a value, and a search may find thousands of
entries. Most objects in a document hold nothing but words and numbers: those its quick encoder
writes at once, with the line breaks in its separator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any

from syslead_cli.journal.entry import Entry
from syslead_cli.journal.entry_json import STEP, indented_entry, json_at


def indented(data: Mapping[str, Any]) -> str:
    """The document. What is a list in it may be an iterator, and is used up.

    Where an entry (core/entry.py) stands, what it says is written.
    """
    return "".join(_object(data, "\n"))


def in_ascii(document: str) -> str:
    """The same document with every other character escaped."""
    import re

    return re.sub(r"[^\n -~]", lambda found: json.dumps(found[0])[1:-1], document)


def _object(data: Mapping[str, Any], line: str) -> Iterator[str]:
    inner, lead = line + STEP, "{"
    for key, value in data.items():
        yield f"{lead}{inner}{encode_basestring(key)}: "
        if isinstance(value, list | Iterator):
            yield from _list(value, inner)
        else:
            yield _value(value, inner)
        lead = ","
    yield "{}" if lead == "{" else line + "}"


def _list(values: Any, line: str) -> Iterator[str]:
    inner = line + STEP
    first, later = "[" + inner, "," + inner
    lead = first
    for value in values:
        yield lead
        yield _value(value, inner)
        lead = later
    yield "[]" if lead is first else line + "]"


def _value(value: Any, line: str) -> str:
    if type(value) is Entry:
        return indented_entry(value, line)
    if type(value) is dict and value:
        flat = _encoder(line)(value)
        # A bracket may be a word's own; where there is none, nothing has members but this.
        if "[" not in flat and "{" not in flat[1:]:
            return f"{{{line}{STEP}{flat[1:-1]}{line}}}"
    return json_at(value, line)


@cache
def _encoder(line: str) -> Callable[[Any], str]:
    """Writes an object of words and numbers, its members a line each."""
    between = f",{line}{STEP}"
    if c_make_encoder is None:
        return json.JSONEncoder(ensure_ascii=False, separators=(between, ": ")).encode
    encode = c_make_encoder(
        None, _unknown, encode_basestring, None, ": ", between, False, False, True
    )
    return lambda value: "".join(encode(value, 0))


def _unknown(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} is not JSON")
