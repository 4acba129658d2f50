"""JSON and comma-separated values: what ``--json`` prints, its schema, small files, documents read.

A package declares a document once, as a subclass of ``Document`` with the name as its tag:

    class CoachList(Document, frozen=True, tag="syslead/coach-list/1"):
        clients: tuple[ClientEntry, ...]

``schema`` is written first and is no attribute. Parts are ``Part`` structs; neither allows keys
that are not declared. A key that may be null is ``X | None``, one that may be absent
``X | UnsetType = UNSET``; no other defaults, so that every other key is required.
Days are ``date``, counts ``Count``, shares ``Share``, one of several words is a ``Literal``,
a map by id is ``dict[str, X]``, free content ``Any``; a key that is a word of Python is
``from_: date = field(name="from")``. Fields are printed in their order.
The docstring of a struct is its description in the schema.

``JsonFile`` keeps a value of this machine, never of the journal. Its shape is any type that
msgspec converts JSON to. Such files are 0600 and replaced at once; they are ASCII, so that lone
surrogates survive.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from syslead_cli.base.files import given_stream, read_regular, refusing, replace_file
from syslead_cli.base.terminal import as_text
from syslead_cli.base.text import escaped, visible
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context

Value = TypeVar("Value")

Count = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """An object in a document."""


class Document(Part, frozen=True, tag_field="schema", tag="syslead/document/1"):
    """A document; a subclass gives its name and version as ``tag``."""


def to_json(value: object) -> str:
    """Return the value as JSON with nothing in it that a terminal obeys."""
    try:
        return escaped(msgspec.json.format(msgspec.json.encode(value).decode(), indent=2))
    except UnicodeEncodeError:  # a lone surrogate
        return escaped(json.dumps(msgspec.to_builtins(value), indent=2))


def schema_of(document: type[Document]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document, parts in place."""
    generated = msgspec.json.schema(document)
    body = _in_place(generated, generated["$defs"])
    name = str(document.__struct_config__.tag)
    body["properties"] = {**body["properties"], "schema": {"const": name}}
    return {
        "$schema": DIALECT,
        "$id": f"urn:{name.replace('/', ':')}",
        "title": f"The document {name}",
        **body,
    }


def _in_place(node: Any, parts: dict[str, Any]) -> Any:
    """Replace references by what they refer to, and drop the names of classes."""
    if isinstance(node, list):
        return [_in_place(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        part = parts[node["$ref"].rpartition("/")[2]]
        return _in_place({key: value for key, value in part.items() if key != "title"}, parts)
    dropped = ("$defs", "discriminator") if "$defs" in node or "anyOf" in node else ()
    return {key: _in_place(value, parts) for key, value in node.items() if key not in dropped}


class JsonFile(Generic[Value]):
    """The file at ``path`` as a value of ``shape``; ``empty`` makes the value of no file.

    Below ``root`` no link leads anywhere.
    """

    def __init__(
        self,
        path: Path,
        shape: type[Value],
        empty: Callable[[], Value],
        *,
        limit: int = 1024 * 1024,
        indent: int | None = None,
        sort_keys: bool = False,
        root: Path | None = None,
    ) -> None:
        self.path = path
        self._shape = shape
        self._empty = empty
        self._limit = limit
        self._root = root
        self._form: dict[str, Any] = {"indent": indent, "sort_keys": sort_keys}

    def read(self) -> Value:
        """Return the value; the empty one where the file is absent or makes no sense."""
        with contextlib.suppress(OSError, SysleadError, ValueError, RecursionError):
            return self.load()
        return self._empty()

    def load(self) -> Value:
        """Return the value; the empty one only where there is no file.

        Raises OSError where it cannot be read, SysleadError where it is no ordinary file or too
        large, ``json.JSONDecodeError`` or RecursionError where it is not JSON, and
        ``msgspec.ValidationError`` where it has another shape.
        """
        try:
            content = read_regular(self.path, self._limit)
        except FileNotFoundError:
            return self._empty()
        return msgspec.convert(json.loads(content), self._shape)

    def write(self, value: Value) -> None:
        """Put the value in place of the old one, which stays where this raises SysleadError."""
        text = json.dumps(msgspec.to_builtins(value), **self._form)
        with refusing(f"{self.path} could not be written"):
            replace_file(self.path, text.encode("ascii") + b"\n", root=self._root)

    def remove(self) -> None:
        """Take the file away, where there is one that can be taken away."""
        with contextlib.suppress(OSError):
            self.path.unlink()


_MOST_READ = 4 * 1024 * 1024


def read_document(context: Context, source: str) -> object:
    """Return the value in a file, or in standard input for ``-``. Raise UsageError."""
    name = "standard input" if source == "-" else source
    text = context.read_words(_MOST_READ) if source == "-" else _file_text(source)
    try:
        # int refuses NaN and Infinity, which are no numbers of JSON.
        text = text.removeprefix("\ufeff")
        return json.loads(text, parse_constant=int, object_pairs_hook=_no_twins)
    except json.JSONDecodeError as problem:
        where = f"{name}, line {problem.lineno}, column {problem.colno}"
        raise UsageError(f"{where}: not JSON ({problem.msg}).") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{name}: not JSON this program can read.") from None
    except KeyError as twin:
        raise UsageError(f'{name}: the key "{twin.args[0]}" is given twice.') from None


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Raise KeyError for a key that occurs twice: one answer would be lost without a word."""
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise KeyError(key)
        table[key] = value
    return table


def _file_text(source: str) -> str:
    try:
        return as_text(given_stream(Path(source), _MOST_READ), source)
    except SysleadError as problem:
        raise UsageError(problem.message, problem.hint) from None


_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠'")


def inert(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula, and no terminal for an order.

    A cell that might be a formula gets an apostrophe in front, and so does one that begins with an
    apostrophe itself. One with characters that a terminal obeys is a JSON text with those escaped,
    and so is one that begins as a JSON text does: ``as_it_was`` gives every cell back.
    """
    if not cell:
        return cell
    if cell[0] == '"' or visible(cell) != cell:
        return escaped(json.dumps(cell, ensure_ascii=False))
    return f"'{cell}" if cell[0] in _FORMULA or cell.lstrip()[:1] in _FORMULA else cell


def as_it_was(cell: str) -> str:
    """Return the cell as it was before ``inert``; one that is no such cell as it is."""
    if cell[:1] == '"':
        with contextlib.suppress(ValueError):
            return str(json.loads(cell))
    return cell.removeprefix("'")


def csv_text(rows: Iterable[Iterable[str]], *, quote_all: bool = False) -> str:
    """Return rows as inert cells, lines ended as RFC 4180 has it."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()
