"""A coach's clients: what they are called, and which of their packs are here."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from syslead_cli.base.text import one_line
from syslead_cli.journal.codec import InvalidRecord, read_day

if TYPE_CHECKING:
    from syslead_cli.sharing.model import Pack


LONGEST_NAME = 80
_QUOTABLE = re.compile(r"[^-\"$`\\!%][^\"$`\\!%]*")
#: A name that is its folder's name too, so that nobody can be taken for somebody else.
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
#: Whole weeks in which two packs have to differ to be taken for two people's.
_SEVERAL_WEEKS = 3
#: Names Windows keeps for devices.
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{12})\.json")


class KeptPack(NamedTuple):
    """A pack's file in the coach's store; ``seal``: the first 12 digits of its checksum."""

    file: str
    received: date
    seal: str


class Client(NamedTuple):
    """``id``: the folder's name; ``packs``: the newest to come first."""

    id: str
    name: str
    packs: tuple[KeptPack, ...]


class Gist(NamedTuple):
    """What a list says of a pack; the rest of it need not stay in memory."""

    tier: str
    first: date
    last: date
    made: date
    expires: date | None
    sha256: str

    def has_expired(self, today: date) -> bool:
        """Whether the leader asked for it to be deleted before today."""
        return self.expires is not None and self.expires < today


class Seen(NamedTuple):
    """A pack of the store, looked at; ``gist`` is None where it is not as it came."""

    pack: KeptPack
    gist: Gist | None


def gist_of(read: Pack | None) -> Gist | None:
    """The gist of a pack that could be read."""
    if read is None:
        return None
    return Gist(read.tier, read.first, read.last, read.made, read.expires, read.sha256)


class Incoming(NamedTuple):
    """A file that came: decrypted, ``what`` it is called, ``name``: whose, if the coach said."""

    content: bytes
    what: str
    name: str


class Added(NamedTuple):
    """What became of it: ``new`` is False where the pack was here; ``packs``: of that client.

    ``before``: whose it was until now, where the coach gave it to somebody else; ``left``: their
    packs that are left.
    """

    client: str
    pack: Pack
    new: bool
    packs: int
    before: str = ""
    left: int = 0


def plain_name(name: str) -> str:
    """The name on one line, without what a terminal would obey; "…" and the like are none."""
    line = one_line(name).strip()
    return line if any(character.isalnum() for character in line) else ""


def name_problem(name: str) -> str:
    """What is wrong with a client's name, in words; empty where it will do."""
    if not name:
        return "is empty"
    if len(name) > LONGEST_NAME or not name.isprintable():
        return f"must be one line of at most {LONGEST_NAME} characters"
    return ""


def is_quotable(name: str) -> bool:
    """Whether a shell takes the name as it stands between double quotes."""
    return _QUOTABLE.fullmatch(one_line(name)) is not None


def as_typed(name: str) -> str:
    """A name as one types it on a command line: its id where a shell would obey the name.

    Leaders choose the names they are shown by, and what is printed as a command gets pasted.
    """
    line = one_line(name)
    if line.isascii() and line.isalnum():
        return line
    return f'"{line}"' if is_quotable(line) else client_id(name)


def same_name(name: str) -> str:
    """What two spellings of one name have in common: no capitals, single blanks."""
    from unicodedata import normalize

    return " ".join(normalize("NFKC", name).casefold().split())


def client_id(name: str) -> str:
    """A folder's name for a client: readable, and never the same for two names."""
    from unicodedata import normalize

    same = same_name(name)
    ascii_only = normalize("NFKD", same).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:40].strip("-") or "client"
    if _PLAIN.fullmatch(same) and len(same) <= 40 and not _DEVICES.fullmatch(slug):
        return slug
    from hashlib import sha256

    return f"{slug}-{sha256(same.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


def pack_file(received: date, sha256: str) -> str:
    """The name of a pack's file: the day it came, and which it is."""
    return f"{received.isoformat()}-{sha256[:12]}.json"


def kept_pack(file: str) -> KeptPack | None:
    """The pack a file's name stands for; None for any other file."""
    found = _FILE.fullmatch(file)
    if not found:
        return None
    try:
        return KeptPack(file, read_day(found[1]), found[2])
    except InvalidRecord:
        return None


def unlike(earlier: Pack, new: Pack) -> str:
    """Why two packs cannot well be of one person, in a few words; empty where they can.

    Nothing in a pack says who sent it, so only what contradicts is looked at.
    """
    sizes = [(len(pack.dimensions), len(pack.facets)) for pack in (earlier, new)]
    if sizes[0] != sizes[1]:
        return f"it has {sizes[1][1]} facets, and the earlier one {sizes[0][1]}"
    if earlier.framework and new.framework and earlier.framework.id != new.framework.id:
        return "it is of another framework than the earlier one"
    if _other_weeks(earlier, new):
        return "the weeks they have in common are not the same"
    inner, outer = sorted((earlier, new), key=lambda pack: (pack.last - pack.first, pack.made))
    if not outer.first <= inner.first <= inner.last <= outer.last:
        return ""
    if outer.counts.asked < inner.counts.asked or outer.counts.notes < inner.counts.notes:
        return "both cover the same days, and the longer one holds less"
    return ""


def _other_weeks(one: Pack, other: Pack) -> bool:
    """Whether most of the whole weeks both look at hold other questions.

    A past week of one person stays as it is, but for what they delete or write later.
    """
    weeks, others = _weeks(one), _weeks(other)
    common = [day for day in weeks.keys() & others.keys() if any(weeks[day]) or any(others[day])]
    differ = sum(weeks[day] != others[day] for day in common)
    return differ >= _SEVERAL_WEEKS and 2 * differ > len(common)


def _weeks(pack: Pack) -> dict[date, tuple[int, ...]]:
    """How many questions of each dimension were asked, by whole week."""
    from syslead_cli.insight.window import WEEK, window

    span = window(pack.first, pack.last)
    strips = [unit.strip for unit in pack.dimensions]
    if span.by != WEEK or any(len(strip) != len(span.starts) for strip in strips):
        return {}
    columns = zip(*strips, strict=True)
    asked = {
        start: tuple(count for count, _ in column)
        for start, column in zip(span.starts, columns, strict=False)
    }
    return {day: asked[day] for day in span.starts[1:-1] if day in asked}
