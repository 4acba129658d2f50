"""Lines of a journal file with their own bytes, encrypted ones decrypted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from syslead_cli.journal.codec import (
    BOM,
    CorruptLine,
    Line,
    ReadableLine,
    UnknownVersion,
    content_of,
    data_of,
    read_line,
    records_within,
)
from syslead_cli.journal.encrypted import LineDecrypter, is_encrypted
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record, Remove, Revise

_SPACE = b" \t\r\n"


class RawLine(Struct, frozen=True):
    """One line: its number in the file, its bytes without the line's end, what it holds."""

    number: int
    raw: bytes
    line: Line
    #: It stood in an encrypted line, so that only somebody with the public key can have written it.
    was_encrypted: bool = False

    @property
    def record(self) -> Record | None:
        """The record, where one was read."""
        return self.line.record if isinstance(self.line, ReadableLine) else None

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object of a line that holds one; empty for a corrupt line."""
        if isinstance(self.line, ReadableLine):
            return data_of(self.line.record)
        return self.line.data if isinstance(self.line, UnknownVersion) else {}

    @property
    def id(self) -> str:
        """The record's id; empty where there is none."""
        if isinstance(self.line, ReadableLine):
            return self.line.record.id
        return self.line.id if isinstance(self.line, UnknownVersion) else ""

    @property
    def has_crc(self) -> bool:
        """Whether it carries its CRC."""
        return not isinstance(self.line, CorruptLine) and self.line.has_crc

    @property
    def of(self) -> str:
        """The record it edits or removes; empty for others."""
        record = self.record
        return record.of if isinstance(record, Revise | Remove) else ""

    @property
    def removes(self) -> bool:
        """Whether it takes another record away."""
        return isinstance(self.record, Remove)

    @property
    def undecryptable(self) -> bool:
        """Whether it is an encrypted line of which nothing is known."""
        return not self.raw

    @property
    def text(self) -> str:
        """The words of a record that has any."""
        return getattr(self.record, "text", None) or ""

    @property
    def kind(self) -> str:
        """Its kind, also of an unknown version; empty where there is none."""
        return str(self.data.get("kind", ""))

    @property
    def day(self) -> str:
        """``2026-03-29``, empty where it says none."""
        day = self.record.day if self.record else getattr(self.line, "day", None)
        return day.isoformat() if day else ""

    def content(self) -> str:
        """Return what it says, without its CRC and the order of its keys; empty when corrupt."""
        return content_of(self.data) if self.data else ""


class RawJournal(Struct, frozen=True):
    """A journal with the lines it was made of."""

    journal: Journal
    lines: list[RawLine]


def with_edits(ids: Iterable[str], edits: Iterable[tuple[str, str]]) -> set[str]:
    """Return ids with those of the edits of them, edits of edits included.

    ``edits`` are pairs of an edit's id and what it is about.
    """
    about: dict[str, list[str]] = {}
    for edit, of in edits:
        about.setdefault(of, []).append(edit)
    todo = list(ids)
    found = set(todo)
    while todo:
        more = [edit for edit in about.pop(todo.pop(), ()) if edit not in found]
        found.update(more)
        todo += more
    return found


def raw_lines(content: bytes, decrypter: LineDecrypter | None = None) -> Iterator[RawLine]:
    """Yield every line of a file that is not blank; whole records inside a corrupt one follow.

    With ``decrypter``, encrypted lines come as the lines inside them.
    """
    for number, raw in enumerate(content.removeprefix(BOM).split(b"\n"), start=1):
        line = read_line(raw)
        if isinstance(line, ReadableLine):
            yield RawLine(number, raw.strip(_SPACE), line)
        elif isinstance(line, CorruptLine):
            pieces = records_within(raw)
            within = [each for piece in pieces for each in _decrypted(number, *piece, decrypter)]
            if within:
                said = f"lines joined or broken; complete records read from it: {len(within)}"
                line = CorruptLine(said)
            yield RawLine(number, raw.strip(_SPACE), line)
            yield from within
        elif line is not None:
            yield from _decrypted(number, raw, line, decrypter)


def _decrypted(
    number: int, raw: bytes, line: Line, decrypter: LineDecrypter | None
) -> Iterator[RawLine]:
    """Yield a line, or the lines inside it where it is encrypted."""
    if decrypter is not None and is_encrypted(line):
        for inner, found in decrypter(line):
            yield RawLine(number, inner.strip(_SPACE), found, was_encrypted=True)
    else:
        yield RawLine(number, raw.strip(_SPACE), line)
