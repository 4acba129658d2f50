"""The lines of a journal file, encrypted ones decrypted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syslead_cli.journal.codec import (
    BOM,
    CorruptLine,
    Line,
    ReadableLine,
    read_line,
    records_within,
)
from syslead_cli.journal.encrypted import LineDecrypter, is_encrypted
from syslead_cli.journal.merge import Place, PlacedLine
from syslead_cli.journal.model import Revise

_SPACE = b" \t\r\n"


def with_edits(ids: Iterable[str], lines: Iterable[PlacedLine]) -> set[str]:
    """Return ids with those of the edits of them among the lines, edits of edits included."""
    about: dict[str, list[str]] = {}
    for one in lines:
        if isinstance(one.record, Revise):
            about.setdefault(one.of, []).append(one.id)
    todo = list(ids)
    found = set(todo)
    while todo:
        more = [edit for edit in about.pop(todo.pop(), ()) if edit not in found]
        found.update(more)
        todo += more
    return found


def raw_lines(
    content: bytes,
    decrypter: LineDecrypter | None = None,
    file: str = "",
    device: str = "",
    *,
    with_bytes: bool = True,
) -> Iterator[PlacedLine]:
    """Yield every line of a file that is not blank; whole records inside a corrupt one follow.

    With ``decrypter``, encrypted lines come as the lines inside them. Without ``with_bytes``, those
    of a usual line, a fifth of the memory of a long journal, are not kept.
    """
    for number, raw in enumerate(content.removeprefix(BOM).split(b"\n"), start=1):
        line, place = read_line(raw), Place(file, number, device)
        if isinstance(line, ReadableLine):
            yield PlacedLine(place, line, raw=raw.strip(_SPACE) if with_bytes else b"")
        elif isinstance(line, CorruptLine):
            pieces = records_within(raw)
            within = [each for piece in pieces for each in _decrypted(place, *piece, decrypter)]
            if within:
                message = f"lines joined or broken; complete records read from it: {len(within)}"
                line = CorruptLine(message)
            yield PlacedLine(place, line, raw=raw.strip(_SPACE))
            yield from within
        elif line is not None:
            yield from _decrypted(place, raw, line, decrypter)


def _decrypted(
    place: Place, raw: bytes, line: Line, decrypter: LineDecrypter | None
) -> Iterator[PlacedLine]:
    """Yield a line, or the lines inside it where it is encrypted."""
    if decrypter is not None and is_encrypted(line):
        for inner, found in decrypter(line):
            yield PlacedLine(place, found, was_encrypted=True, raw=inner.strip(_SPACE))
    else:
        yield PlacedLine(place, line, raw=raw.strip(_SPACE))
