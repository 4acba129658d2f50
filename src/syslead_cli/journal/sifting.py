"""One line of a file, and what is left of it when some of the records in it have to go.

A line may hold more than one record: a lost newline runs two together, and a damaged line is
encrypted as it stood. Each record in it stays or goes by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from syslead_cli.journal.closed_line import Close, Opener, is_closed
from syslead_cli.journal.line import Line, Newer, Spoilt, read_line, sealed_within

_BOM = b"\xef\xbb\xbf"
#: How the line begins in which a damaged one was encrypted: nobody could tell its kind.
AS_IT_STOOD = b'"kind":""'


class Sieve(NamedTuple):
    """``goes`` judges a record, ``rest_goes`` the bytes that cannot be read as one.

    ``opener`` opens lines, and ``close`` closes what is left of one that was closed as it stood.
    """

    goes: Callable[[Line], bool]
    rest_goes: Callable[[bytes], bool]
    opener: Opener | None = None
    close: Close = bytes


def sifted(raw: bytes, sieve: Sieve) -> list[bytes]:
    """What stays of a line, as lines; the line itself where nothing of it goes."""
    line = read_line(raw.removeprefix(_BOM))
    if line is None:
        return [raw]
    if isinstance(line, Spoilt):
        return _of_spoilt(raw, sieve)
    if sieve.goes(line):
        return []
    if sieve.opener is None or not isinstance(line, Newer) or not is_closed(line):
        return [raw]
    return _of_closed(raw, line, sieve, sieve.opener)


def _of_spoilt(raw: bytes, sieve: Sieve) -> list[bytes]:
    pieces = [piece for piece, _ in sealed_within(raw)]
    rest, kept = raw, list[bytes]()
    for piece in pieces:
        rest = rest.replace(piece, b" ", 1)
        kept += sifted(piece, sieve)
    rest_stays = not sieve.rest_goes(rest)
    if rest_stays and kept == pieces:
        return [raw]
    return [*kept, rest.strip()] if rest_stays and rest.strip() else kept


def _of_closed(raw: bytes, line: Newer, sieve: Sieve, opener: Opener) -> list[bytes]:
    first, found = next(opener(line))
    if not isinstance(found, Spoilt):
        return [] if sieve.goes(found) else [raw]
    left = sifted(first, sieve) if first else [first]  # one that does not open stays
    if left == [first]:
        return [raw]
    return [one if is_closed(read_line(one)) else sieve.close(one) for one in left]
