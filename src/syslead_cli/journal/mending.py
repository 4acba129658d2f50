"""A journal file sorted into what can be read and what cannot."""

from __future__ import annotations

from typing import NamedTuple

from syslead_cli.journal.erasing import id_of
from syslead_cli.journal.line import Newer, Sound, Spoilt, read_line, sealed_within

_BOM = b"\xef\xbb\xbf"


class Sorted(NamedTuple):
    """The lines to keep as one file, and the bytes of those that cannot be read."""

    kept: bytes
    spoilt: tuple[bytes, ...]


def sorted_out(content: bytes) -> Sorted:
    """Spoilt lines apart from the others, whose bytes stay; whole records in them are kept."""
    kept: list[bytes] = []
    spoilt: list[bytes] = []
    for raw in content.split(b"\n"):
        if not isinstance(read_line(raw.removeprefix(_BOM)), Spoilt):
            kept.append(raw)
            continue
        spoilt.append(raw)
        kept.extend(piece for piece, _ in sealed_within(raw))
    whole = b"\n".join(kept)
    if spoilt and whole and not whole.endswith(b"\n"):
        whole += b"\n"
    return Sorted(whole, tuple(spoilt))


def lines_of(content: bytes) -> list[bytes]:
    """The lines that are not blank, without their line ends, in order."""
    lines = (raw.strip(b" \t\r") for raw in content.removeprefix(_BOM).split(b"\n"))
    return [raw for raw in lines if raw]


def ids_in(content: bytes) -> set[str]:
    """The ids of all records in a file."""
    found = (read_line(raw) for raw in lines_of(content))
    return {id_of(line) for line in found if isinstance(line, Sound | Newer)}


def is_newer(here: bytes, there: bytes) -> bool:
    """Whether ``here`` has a line that ``there`` has not."""
    return not set(lines_of(here)) <= set(lines_of(there))
