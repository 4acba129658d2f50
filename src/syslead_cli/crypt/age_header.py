"""What the head of an age file says before anything is decrypted (the format is age v1, public).

Only looked at, never trusted: whom it is for, and how much work a passphrase would cost. A file
may ask for years of work, so that is refused before the work begins.
"""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

MAGIC = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
#: log₂ of the scrypt work we will do: 2²² takes some ten seconds and 4 GB. The ``age`` command
#: writes 18 and refuses more than 22.
WORK_LIMIT = 22
_HEADER_LIMIT = 64 * 1024


class NotAge(ValueError):
    """It does not begin as an age file does; the message says in a few words why."""


class Header(NamedTuple):
    """``kinds``: one word a stanza (``X25519``, ``scrypt``); ``work``: log₂ of scrypt's rounds."""

    kinds: tuple[str, ...]
    work: int
    armoured: bool

    @property
    def by_passphrase(self) -> bool:
        """Whether a passphrase opens it rather than a key."""
        return "scrypt" in self.kinds


def read_header(data: bytes) -> Header:
    """The header of an age file, armoured or not. Raises NotAge."""
    start = data.lstrip(b" \t\r\n")
    armoured = start.startswith(_ARMOUR)
    binary = _unwrapped(start) if armoured else data[:_HEADER_LIMIT]
    if not binary.startswith(MAGIC):
        raise NotAge("it is not an age file")
    kinds: list[str] = []
    work = 0
    for line in binary[len(MAGIC) :].split(b"\n"):
        if line.startswith(b"---"):
            return Header(tuple(kinds), work, armoured)
        if line.startswith(b"-> "):
            words = line.decode("ascii", "replace").split(" ")
            kinds.append(words[1])
            if words[1] == "scrypt":
                work = max(work, _work(words))
    raise NotAge("its header is cut short")


def as_written(data: bytes) -> bytes:
    """Armour without what mail does to it: line ends, blanks around it. Others as they are."""
    start = data.lstrip(b" \t\r\n")
    if not start.startswith(_ARMOUR):
        return data
    return b"".join(line.rstrip() + b"\n" for line in start.rstrip().splitlines())


def _work(words: list[str]) -> int:
    if len(words) != 4 or not words[3].isascii() or not words[3].isdecimal() or len(words[3]) > 3:
        raise NotAge("its header is damaged")
    return int(words[3])


def _unwrapped(data: bytes) -> bytes:
    """The first bytes inside the armour: enough for a header."""
    lines = data[: _HEADER_LIMIT * 2].splitlines()[1:]
    body = b"".join(line.strip() for line in lines if not line.startswith(_ARMOUR_END))
    try:
        return base64.b64decode(body[: len(body) // 4 * 4], validate=True)
    except binascii.Error:
        raise NotAge("its armour is damaged") from None
