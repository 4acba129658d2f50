"""A coach's clients, their names and the names of their files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from syslead_cli.base.text import one_line

LONGEST_NAME = 80
_QUOTABLE = re.compile(r"[^-\"$`\\!%][^\"$`\\!%]*")
#: A name that is its folder's name too, so that nobody can be taken for somebody else.
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
#: Names Windows keeps for devices.
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_DIGITS = re.compile("([0-9]{1,9})")
PACK_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{12})\.json", re.ASCII)
NOTE_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{6})\.(?:json|age)", re.ASCII)


class KeptFile(NamedTuple):
    """A pack or note in the coach's store; what is in it is not read yet.

    ``day``: that on which a pack came, or that of a note; ``id``: a note's, or the first 12 digits
    of a pack's checksum.
    """

    file: str
    day: date
    id: str

    @property
    def is_encrypted(self) -> bool:
        return self.file.endswith(".age")


class Client(NamedTuple):
    """``id``: the folder's name; ``packs``: the newest to come first."""

    id: str
    name: str
    packs: tuple[KeptFile, ...]
    has_notes: bool = False

    @property
    def is_here(self) -> bool:
        return bool(self.packs) or self.has_notes


def kept_files(kind: re.Pattern[str], names: Iterable[str]) -> tuple[KeptFile, ...]:
    """Return the files of a kind among these, the last day first."""
    kept = []
    for found in map(kind.fullmatch, names):
        with suppress(ValueError):  # no such day
            kept += [KeptFile(found[0], date.fromisoformat(found[1]), found[2])] if found else []
    return tuple(sorted(kept, reverse=True))


def plain_name(name: str) -> str:
    """Return the name on one line, without what a terminal would obey; "…" is none."""
    line = one_line(name).strip()
    return line if any(character.isalnum() for character in line) else ""


def is_quotable(name: str) -> bool:
    """Tell if a shell takes the name as it stands between double quotes."""
    return _QUOTABLE.fullmatch(one_line(name)) is not None


def as_typed(name: str) -> str:
    """Return a name as one types it on a command line: its id where a shell would obey the name.

    Leaders choose the names they are shown by, and what is printed as a command gets pasted.
    """
    line = one_line(name)
    if line.isascii() and line.isalnum():
        return line
    return f'"{line}"' if is_quotable(line) else client_id(name)


def same_name(name: str) -> str:
    """Return what two spellings of one name have in common: no capitals, single blanks."""
    from unicodedata import normalize

    return " ".join(normalize("NFKC", name).casefold().split())


def by_number(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts as people count: ``Leader 7`` before ``Leader 27``."""
    parts = _DIGITS.split(same_name(name))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def client_id(name: str) -> str:
    """Return a folder's name for a client: readable, and never the same for two names."""
    from hashlib import sha256
    from unicodedata import normalize

    same = same_name(name)
    ascii_only = normalize("NFKD", same).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:40].strip("-") or "client"
    if _PLAIN.fullmatch(same) and len(same) <= 40 and not _DEVICES.fullmatch(slug):
        return slug
    return f"{slug}-{sha256(same.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"
