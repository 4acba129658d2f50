"""Many packs read one after the other: of a folder, or of the coach's own store.

What cannot be read is counted and named and ends nothing. Links are not followed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from syslead_cli.base.files import read_regular, reason
from syslead_cli.coach.cohort import (
    OwnFramework,
    PackOwner,
    PackProblem,
    PackRow,
    PacksFound,
    row_of,
)
from syslead_cli.coach.model import plain_name, same_name
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.reading import SIZE_LIMIT, read_pack

if TYPE_CHECKING:
    from syslead_cli.coach.store import Clients

#: How packs of a folder are told to be of one client.
AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE = "auto", "folder", "pseudonym", "file"
WAYS = (AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE)
#: Codes of refusals that say "this is something else", not "this is a pack gone wrong".
_OTHER = ("pack.foreign", "not_a_file")
#: A folder in a folder in a folder: deeper than this nobody keeps packs.
_DEEPEST = 16


class PackFolder:
    """The ``.json`` files below a folder. ``files`` fills the counts of what is left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.encrypted = self.links = 0
        self.unreadable: list[str] = []

    def files(self) -> list[str]:
        """Return the names from the folder on, sorted. Raises SysleadError if it is unreadable."""
        if not self._folder.is_dir():
            raise SysleadError(f"There is no folder {self._folder}.")
        self.encrypted = self.links = 0
        self.unreadable = []
        return list(self._below("", 0))

    def _below(self, inner: str, depth: int) -> Iterator[str]:
        for entry in self._entries(inner):
            name = f"{inner}/{entry.name}" if inner else entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                self.links += 1
            elif entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST:
                    yield from self._below(name, depth + 1)
                else:
                    self.unreadable.append(name)
            elif entry.name.lower().endswith(".age"):
                self.encrypted += 1
            elif entry.name.lower().endswith(".json"):
                yield name

    def _entries(self, inner: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder / inner) as found:
                return sorted(found, key=lambda entry: entry.name)
        except OSError as problem:
            if not inner:
                raise SysleadError(
                    f"{self._folder} cannot be read: {reason(problem)}."
                ) from problem
            self.unreadable.append(inner)
            return []

    def content(self, name: str) -> bytes:
        """Read a file. Raises SysleadError for anything but an ordinary file of fitting size."""
        path = self._folder / name
        try:
            return read_regular(path, SIZE_LIMIT)
        except OSError as problem:
            raise SysleadError(
                f"{path} cannot be read: {reason(problem)}.", code="pack.unreadable"
            ) from problem


class PackSource(NamedTuple):
    """A pack to read. ``client`` is empty where only the pack itself can say whose it is."""

    name: str
    client: str
    read: Callable[[], Pack]


def sources_in_folder(folder: PackFolder, way: str) -> list[PackSource]:
    """Return the files of a folder, each with its client as far as its place says it."""

    def client_of(name: str) -> str:
        if way == BY_FILE:
            return name.removesuffix(".json")
        return name.rpartition("/")[0] if way in (AUTO, BY_FOLDER) else ""

    return [
        PackSource(name, client_of(name), lambda name=name: read_pack(folder.content(name), name))  # type: ignore[misc]
        for name in folder.files()
    ]


def sources_in_store(clients: Clients) -> list[PackSource]:
    """Return the packs of the coach's own store."""
    return [
        PackSource(
            f"{client.id}/{pack.file}",
            client.name,
            lambda client=client, pack=pack: clients.read(client, pack),  # type: ignore[misc]
        )
        for client in clients.everyone()
        for pack in client.packs
    ]


class PacksRead(Struct):
    """Everything that was there to read: the newest pack of each client, and counts of the rest."""

    newest: dict[str, PackRow] = field(default_factory=dict)
    packs: int = 0
    problems: list[PackProblem] = field(default_factory=list)
    other: int = 0
    encrypted: int = 0
    links: int = 0
    copies: int = 0
    #: Pseudonyms on different packs of the same days, which may be of different people.
    namesakes: set[str] = field(default_factory=set)
    _expired: set[str] = field(default_factory=set)

    def add(self, row: PackRow, today: date) -> None:
        """Take a pack in. An older one of the same client gives way; an expired one only counts."""
        self.packs += 1
        if row.figures.expires is not None and row.figures.expires < today:
            self._expired.add(row.key)
            return
        known = self.newest.get(row.key)
        if known is None or known.newness < row.newness:
            self.newest[row.key] = row

    @property
    def rows(self) -> list[PackRow]:
        """The newest pack of each client, in the order of their keys."""
        return [self.newest[key] for key in sorted(self.newest)]

    @property
    def only_expired(self) -> list[str]:
        """Clients of whom nothing else is left."""
        return sorted(self._expired - self.newest.keys())

    @property
    def counts(self) -> PacksFound:
        """What was found, as the document says it."""
        return PacksFound(
            self.packs, self.copies, self.encrypted, self.links, self.other, tuple(self.problems)
        )


def read_packs(
    sources: Iterable[PackSource],
    own: OwnFramework,
    today: date,
    keep: Callable[[PackRow], None] | None = None,
) -> PacksRead:
    """Read them all; ``keep`` is called with every row of which it is known whose it is."""
    found = PacksRead()
    for row in _rows(sources, own, found):
        if keep and row.figures.known:
            keep(row)
        found.add(row, today)
    return found


def _rows(sources: Iterable[PackSource], own: OwnFramework, found: PacksRead) -> Iterator[PackRow]:
    seen: set[tuple[str, str]] = set()
    days: set[tuple[str, date, date]] = set()
    for order, source in enumerate(sources, start=1):
        try:
            pack = source.read()
        except SysleadError as problem:
            if problem.code in _OTHER:
                found.other += 1
            else:
                found.problems.append(PackProblem(source.name, problem.code, problem.message))
            continue
        owner = _owner(source, pack.pseudonym)
        # Two people who wrote nothing may well send the same pack; two who wrote never do.
        content = (pack.sha256, "" if pack.counts.days else owner.key)
        if content in seen:
            found.copies += 1
            continue
        seen.add(content)
        if owner.known and not source.client:
            period = (owner.key, pack.first, pack.last)
            if period in days:
                found.namesakes.add(owner.key)
            days.add(period)
        yield row_of(pack, owner, order, own)


def _owner(source: PackSource, pseudonym: str) -> PackOwner:
    """Return whose it is by its place, else by the pseudonym in it, else say that nobody knows."""
    from unicodedata import category

    if source.client:
        return PackOwner(source.client, source.client, known=True)
    name = plain_name(pseudonym)
    # Characters that nobody sees make no second person.
    if key := same_name("".join(each for each in name if category(each) != "Cf")):
        return PackOwner(key, name, known=True)
    return PackOwner(source.name, source.name, known=False)
