"""One key of a configuration file set or taken out, everything else left as it was written.

The new text is read again and compared: where anything but that key would change, the edit is
refused rather than made.
"""

from __future__ import annotations

from typing import Any

from syslead_cli.framework.toml_lines import Place, TomlPath, scan
from syslead_cli.framework.toml_text import read_toml

_LIMIT = 64 * 1024


class CannotEdit(ValueError):
    """The file is written in a way this editing does not understand."""


def with_value(text: str, path: tuple[str, ...], value: Any, written: str) -> str:
    """The text with the key at ``path`` set, ``written`` as TOML. Raises CannotEdit."""
    places = scan(text)
    place = places.get(path)
    if place is not None:
        edited = text[: place.start] + written + text[place.end :]
    else:
        edited = _inserted(text, places, path, written)
    wanted = _values(text)
    _put(wanted, path, value)
    return _verified(edited, wanted)


def without_value(text: str, path: tuple[str, ...]) -> str:
    """The text without the key's lines. Raises CannotEdit; KeyError where it is not there."""
    place = scan(text)[path]
    start = text.rfind("\n", 0, place.at) + 1
    if text[start : place.at].strip():
        raise CannotEdit
    end = text.find("\n", place.end)
    edited = text[:start] + (text[end + 1 :] if end >= 0 else "")
    wanted = _values(text)
    _drop(wanted, path)
    return _verified(edited, wanted)


def _values(text: str) -> dict[str, Any]:
    values = read_toml(text.encode(), "", _LIMIT).values
    if values is None:
        raise CannotEdit
    return values


def _verified(edited: str, wanted: dict[str, Any]) -> str:
    if _pruned(_values(edited)) != _pruned(wanted):
        raise CannotEdit
    return edited


def _put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    table = values
    for name in path[:-1]:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise CannotEdit
    table[path[-1]] = value


def _drop(values: dict[str, Any], path: tuple[str, ...]) -> None:
    table = values
    for name in path[:-1]:
        table = table[name]
    del table[path[-1]]


def _pruned(values: dict[str, Any]) -> dict[str, Any]:
    """Without empty tables, which mean nothing here, and with types that compare strictly."""
    kept = {}
    for key, value in values.items():
        inner = _pruned(value) if isinstance(value, dict) else value
        if inner != {}:
            kept[key] = (type(value).__name__, inner)
    return kept


def _inserted(text: str, places: dict[TomlPath, Place], path: tuple[str, ...], written: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    table = path[:-1]
    header = places.get(table) if table else None
    if table and header is None:
        line = f"[{'.'.join(table)}]{newline}{path[-1]} = {written}"
        return _appended(text, line, newline)
    if header is not None and not text.startswith("[", header.at):
        return _line_after(text, _last_of(places, table), f"{'.'.join(path)} = {written}", newline)
    last = _last_of(places, table)
    line = f"{path[-1]} = {written}"
    if last is not None or header is not None:
        return _line_after(text, last or header, line, newline)
    return _before_tables(text, places, line, newline)


def _last_of(places: dict[TomlPath, Place], table: tuple[str, ...]) -> Place | None:
    """The last key standing directly in a table."""
    found = None
    for path, place in places.items():
        if len(path) == len(table) + 1 and path[:-1] == table and place.start > place.at:
            found = place
    return found


def _line_after(text: str, place: Place | None, line: str, newline: str) -> str:
    if place is None:
        raise CannotEdit
    end = text.find("\n", place.end)
    if end < 0:
        return _appended(text, line, newline)
    return f"{text[: end + 1]}{line}{newline}{text[end + 1 :]}"


def _appended(text: str, line: str, newline: str) -> str:
    if text and not text.endswith("\n"):
        text += newline
    gap = newline if line.startswith("[") and text.strip() else ""
    return f"{text}{gap}{line}{newline}"


def _before_tables(text: str, places: dict[TomlPath, Place], line: str, newline: str) -> str:
    """A first top-level key: before the first table and the comment lines that belong to it."""
    headers = [place.at for place in places.values() if text.startswith("[", place.at)]
    if not headers:
        return _appended(text, line, newline)
    at = min(headers)
    while at and text[text.rfind("\n", 0, at - 1) + 1 : at].lstrip().startswith("#"):
        at = text.rfind("\n", 0, at - 1) + 1
    return f"{text[:at]}{line}{newline}{newline}{text[at:]}"
