"""Lines of a journal with their own bytes, for copies that must not change one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from syslead_cli.journal.codec import (
    CorruptLine,
    InvalidRecord,
    Line,
    ReadableLine,
    UnknownVersion,
    data_of,
    read_day,
    read_line,
)
from syslead_cli.journal.encrypted import LineDecrypter, is_encrypted, lines_within
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Remove, Revise

_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"


class RawLine(NamedTuple):
    """One line: its number in the file, its bytes without the line's end, what it holds."""

    number: int
    raw: bytes
    line: Line

    @property
    def id(self) -> str:
        """The record's id; empty where there is none."""
        if isinstance(self.line, ReadableLine):
            return self.line.record.id
        return self.line.id if isinstance(self.line, UnknownVersion) else ""

    @property
    def unopened(self) -> bool:
        """Whether it is an encrypted line that does not open, of which nothing is known."""
        return not self.raw

    @property
    def sealed(self) -> bool:
        """Whether it carries its checksum."""
        return not isinstance(self.line, CorruptLine) and self.line.sealed

    @property
    def of(self) -> str:
        """The record it edits or removes; empty for others."""
        record = self.line.record if isinstance(self.line, ReadableLine) else None
        return record.of if isinstance(record, Revise | Remove) else ""

    @property
    def removes(self) -> bool:
        """Whether it takes another record away."""
        return isinstance(self.line, ReadableLine) and type(self.line.record) is Remove

    @property
    def kind(self) -> str:
        """Its kind, also of a line from a newer version; empty where there is none."""
        if isinstance(self.line, ReadableLine):
            return self.line.record.kind
        return str(self.line.data.get("kind", "")) if isinstance(self.line, UnknownVersion) else ""

    @property
    def text(self) -> str:
        """The words of a record that has any."""
        record = self.line.record if isinstance(self.line, ReadableLine) else None
        return getattr(record, "text", None) or ""

    @property
    def day(self) -> str:
        """``2026-03-29``, empty where it says none."""
        if isinstance(self.line, ReadableLine):
            return self.line.record.day.isoformat()
        data = self.line.data if isinstance(self.line, UnknownVersion) else {}
        try:
            return read_day(data.get("day")).isoformat()
        except InvalidRecord:
            return ""

    def says(self) -> str:
        """Its content, whatever its seal and the order of its keys: the same for the same."""
        if isinstance(self.line, ReadableLine):
            return content_of(data_of(self.line.record))
        return content_of(self.line.data) if isinstance(self.line, UnknownVersion) else ""


def content_of(data: dict[str, Any]) -> str:
    """A JSON object in one fixed form."""
    return repr(sorted(data.items(), key=repr))


class RawJournal(Struct, frozen=True):
    """A journal with the lines it was made of."""

    journal: Journal
    lines: list[RawLine]


def raw_lines(content: bytes, opener: LineDecrypter | None = None) -> Iterator[RawLine]:
    """Every line of a file that is not blank; whole records inside a spoilt one come after it.

    With ``opener``, encrypted lines come as the lines inside them.
    """
    for number, raw in enumerate(content.removeprefix(_BOM).split(b"\n"), start=1):
        line = read_line(raw)
        if line is None:
            continue
        if opener is not None and isinstance(line, UnknownVersion) and is_encrypted(line):
            for inner, opened in opener(line):
                yield RawLine(number, inner.strip(_SPACE), opened)
            continue
        yield RawLine(number, raw.strip(_SPACE), line)
        if isinstance(line, CorruptLine):
            for piece, found in lines_within(raw, opener):
                yield RawLine(number, piece, found)
