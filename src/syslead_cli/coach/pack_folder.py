"""Many packs are read for a cohort: those of a folder, or those of the coach's store.

What cannot be read is counted and named and ends nothing; links are not followed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.files import read_regular, reason
from syslead_cli.coach.cohort import OwnFramework, PackOwner, PackRow, row_of
from syslead_cli.coach.documents import MixedFolder, PackProblem, PacksFound
from syslead_cli.coach.model import by_number, plain_name, same_name
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
        self.encrypted = self.links = self.hidden = self.other = 0
        self.unreadable: list[str] = []

    def files(self) -> list[str]:
        """Return the names from the folder on, sorted. Raises SysleadError if it is unreadable."""
        if not self._folder.is_dir():
            raise SysleadError(f"The folder {self._folder} does not exist.")
        return list(self._below("", 0))

    def _below(self, inner: str, depth: int) -> Iterator[str]:
        try:
            with os.scandir(self._folder / inner) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as problem:
            if not inner:
                raise SysleadError(
                    f"{self._folder} could not be read: {reason(problem)}."
                ) from problem
            entries = []
            self.unreadable.append(inner)
        for entry in entries:
            name = f"{inner}/{entry.name}" if inner else entry.name
            if entry.name.startswith("."):
                self.hidden += 1
            elif entry.is_symlink():
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
            else:
                self.other += 1

    def content(self, name: str) -> bytes:
        """Read a file. Raises SysleadError for anything but an ordinary file of fitting size."""
        path = self._folder / name
        try:
            return read_regular(path, SIZE_LIMIT)
        except OSError as problem:
            raise SysleadError(
                f"{path} could not be read: {reason(problem)}.", code="pack.unreadable"
            ) from problem


class PackSource(NamedTuple):
    """A pack's name, what reads it, and whose it is as far as its place says it.

    ``place`` is empty where only the pack itself can say. ``way``: how clients are told apart;
    empty in the coach's store, where the coach said whose each pack is.
    """

    name: str
    place: str
    read: Callable[[], Pack]
    way: str = ""


def sources_in_folder(folder: PackFolder, way: str) -> list[PackSource]:
    """Return the files of a folder, each with its client as far as its place says it."""

    def place_of(name: str) -> str:
        if way == BY_FILE:
            return name.removesuffix(".json")
        return name.rpartition("/")[0] if way in (AUTO, BY_FOLDER) else ""

    return [
        PackSource(name, place_of(name), partial(_read_file, folder, name), way)
        for name in folder.files()
    ]


def _read_file(folder: PackFolder, name: str) -> Pack:
    return read_pack(folder.content(name), name)


def sources_in_store(clients: Clients) -> list[PackSource]:
    return [
        PackSource(f"{client.id}/{pack.file}", client.name, partial(clients.read, client, pack))
        for client in clients.everyone()
        for pack in client.packs
    ]


class PacksRead(Struct):
    """Everything that was there to read: the newest pack of each client, and counts of the rest."""

    newest: dict[str, PackRow] = field(default_factory=dict)
    packs: int = 0
    problems: list[PackProblem] = field(default_factory=list)
    hidden: int = 0
    other: int = 0
    encrypted: int = 0
    links: int = 0
    copies: int = 0
    expired: int = 0
    #: Pseudonyms on different packs of the same days, which may be of different people.
    namesakes: set[str] = field(default_factory=set)
    #: Folders with packs of several pseudonyms.
    mixed: list[MixedFolder] = field(default_factory=list)
    _expired: set[str] = field(default_factory=set)

    def add(self, row: PackRow, today: date) -> None:
        """Take a pack in. An older one of the same client gives way; an expired one only counts."""
        self.packs += 1
        if row.figures.expires is not None and row.figures.expires < today:
            self.expired += 1
            self._expired.add(row.key)
            return
        known = self.newest.get(row.key)
        if known is None or known.newness < row.newness:
            self.newest[row.key] = row

    @property
    def rows(self) -> list[PackRow]:
        return sorted(self.newest.values(), key=lambda row: by_number(row.key))

    @property
    def only_expired(self) -> list[str]:
        return sorted(self._expired - self.newest.keys(), key=by_number)

    @property
    def counts(self) -> PacksFound:
        return PacksFound(
            sound=self.packs,
            older=self.packs - self.expired - len(self.newest),
            expired=self.expired,
            copies=self.copies,
            encrypted=self.encrypted,
            links=self.links,
            hidden=self.hidden,
            other=self.other,
            problems=tuple(self.problems),
            mixed=tuple(self.mixed),
        )


class _SoundPack(NamedTuple):
    source: PackSource
    row: PackRow
    sha256: str
    by_itself: PackOwner


def read_packs(
    sources: Iterable[PackSource],
    own: OwnFramework,
    today: date,
    keep: Callable[[PackRow], None] | None = None,
) -> PacksRead:
    """Read them all; ``keep`` is called with every row of which it is known whose it is."""
    found = PacksRead()
    packs = list(_sound_packs(sources, own, found))
    found.mixed, apart = _mixed_folders(packs)
    seen: set[tuple[str, str]] = set()
    days: set[tuple[str, date, date]] = set()
    for pack in packs:
        place = "" if pack.source.place in apart else pack.source.place
        owner = PackOwner(place, place, known=True) if place else pack.by_itself
        figures = replace(pack.row.figures, client=owner.name, known=owner.known)
        row = replace(pack.row, key=owner.key, figures=figures)
        # Two people who wrote nothing may well send the same pack; two who wrote never do.
        content = (pack.sha256, "" if figures.days else owner.key)
        if content in seen:
            found.copies += 1
            continue
        seen.add(content)
        if owner.known and not place:
            period = (owner.key, figures.from_, figures.until)
            if period in days:
                found.namesakes.add(owner.key)
            days.add(period)
        if keep and owner.known:
            keep(row)
        found.add(row, today)
    return found


def _sound_packs(
    sources: Iterable[PackSource], own: OwnFramework, found: PacksRead
) -> Iterator[_SoundPack]:
    """Yield the packs that can be read; count and name the rest."""
    for order, source in enumerate(sources, start=1):
        try:
            pack = source.read()
        except SysleadError as problem:
            if problem.code in _OTHER:
                found.other += 1
            else:
                found.problems.append(PackProblem(source.name, problem.code, problem.message))
            continue
        owner = _owner(pack.pseudonym, source.name)
        yield _SoundPack(source, row_of(pack, owner, order, own), pack.sha256, owner)


def _mixed_folders(packs: Sequence[_SoundPack]) -> tuple[list[MixedFolder], set[str]]:
    """Return the folders with packs of several pseudonyms, and those whose packs count apart.

    Where nobody said that folders are people, a folder of several pseudonyms is none, nor is
    another folder with one of these pseudonyms: the same person would count twice.
    """
    inside: dict[str, set[str]] = {}
    for pack in packs:
        if pack.source.way in (AUTO, BY_FOLDER) and pack.source.place and pack.by_itself.known:
            inside.setdefault(pack.source.place, set()).add(pack.by_itself.key)
    mixed = {place: keys for place, keys in inside.items() if len(keys) > 1}
    apart: set[str] = set()
    if mixed and any(pack.source.way == AUTO for pack in packs):
        everybody = set().union(*mixed.values())
        apart = {place for place, keys in inside.items() if keys & everybody}
    folders = sorted(mixed, key=by_number)
    return [MixedFolder(place, len(mixed[place]), place in apart) for place in folders], apart


def _owner(pseudonym: str, file: str) -> PackOwner:
    from unicodedata import category

    name = plain_name(pseudonym)
    # Characters that nobody sees make no second person.
    if key := same_name("".join(each for each in name if category(each) != "Cf")):
        return PackOwner(key, name, known=True)
    return PackOwner(file, file, known=False)
