"""Packs that come in are decrypted, checked and kept; packs that are here are read for a cohort.

``coach add`` asks whose a pack is where it has no name, and if two packs are of one person where
they contradict each other. Of many packs what cannot be read is counted and named and ends
nothing; links are not followed.
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
from syslead_cli.base.text import one_line
from syslead_cli.coach.changes import contradiction
from syslead_cli.coach.cohort import (
    MixedFolder,
    OwnFramework,
    PackOwner,
    PackProblem,
    PackRow,
    PacksFound,
    row_of,
)
from syslead_cli.coach.model import (
    LONGEST_NAME,
    Client,
    by_number,
    is_quotable,
    plain_name,
    same_name,
)
from syslead_cli.crypt import age
from syslead_cli.crypt.dialogue import passphrase
from syslead_cli.crypt.keys import NoSecretKey, secret_keys
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.reading import SIZE_LIMIT, read_pack

if TYPE_CHECKING:
    from syslead_cli.coach.store import Clients
    from syslead_cli.context import Context

_TRIES = 3
#: Armour takes four bytes for three, and a header.
_ENCRYPTED_LIMIT = SIZE_LIMIT * 3 // 2


class Added(NamedTuple):
    """What became of a pack: ``new`` is false where it was here; ``packs``: of that client now.

    ``before``: whose it was until now, where the coach gave it to somebody else; ``left``: how
    many packs they still have.
    """

    client: str
    pack: Pack
    new: bool
    packs: int
    before: str = ""
    left: int = 0


class PackKey:
    """The key that opens packs. It is read, and its passphrase asked for, when first needed."""

    def __init__(self, context: Context, identity: str, source: str) -> None:
        self._context = context
        self._identity = identity
        self._source = source
        self._secrets: list[str] = []
        self._problem: SysleadError | None = None

    def decrypt(self, content: bytes, what: str) -> bytes:
        """Decrypt an age file. Raises SysleadError, for every file where the key is unusable."""
        place = Path(self._identity) if self._identity else self._context.coach_key.file
        if place is None:
            raise SysleadError(
                f"{what} is encrypted, and you have no key here.",
                "syslead coach keygen makes one; --identity FILE names one you have elsewhere.",
                "coach.no_key",
            )
        if self._problem:
            raise self._problem
        try:
            self._secrets = self._secrets or _keys_in(self.identity(place), place)
        except SysleadError as problem:
            self._problem = problem
            raise
        return age.decrypt(content, self._secrets, what)

    def identity(self, path: Path) -> bytes:
        """Return an identity file, decrypted where it has a passphrase. Raises SysleadError."""
        context = self._context
        content = context.coach_key.private(path)
        if age.is_age(content):
            content = self._unlock(content, path)
        elif context.open_to_others(str(path)):
            context.screen.warn(
                f"{path} can be read by others on this machine: chmod 600 closes it."
            )
        _keys_in(content, path)
        return content

    def _unlock(self, content: bytes, path: Path) -> bytes:
        """Decrypt the identity; a passphrase typed wrongly is asked for again."""
        tries = 1 if self._source else _TRIES
        while True:
            tries -= 1
            words = passphrase(self._context, self._source, f"Passphrase of {path.name}:")
            try:
                return age.decrypt_with_passphrase(content, words, str(path))
            except SysleadError as problem:
                if problem.code != "vault.wrong_passphrase" or not tries:
                    raise
                self._context.screen.line(" It does not open with that.")


def _keys_in(content: bytes, path: Path) -> list[str]:
    try:
        return secret_keys(content)
    except NoSecretKey as problem:
        raise SysleadError(f"{path} {problem}.", code="vault.bad_key") from None


def add_file(context: Context, file: str, name: str, key: PackKey) -> Added:
    """Read a file and keep its pack with ``name``, or with whom it names itself.

    Raises SysleadError, nothing written.
    """
    what, clients = file_name(file), context.clients
    content = (
        context.read_stdin_bytes(_ENCRYPTED_LIMIT)
        if file == "-"
        else context.given_file(file, _ENCRYPTED_LIMIT)
    )
    if age.is_age(content):
        content = key.decrypt(content, what)
    pack = read_pack(content, what)
    kept = None
    if holder := clients.holder_of(pack.sha256):
        kept = next(kept for kept in holder.packs if pack.sha256.startswith(kept.digest))
        if not name or clients.get(name) == holder:
            is_damaged = clients.read_or_none(holder, kept) is None
            if is_damaged:
                clients.replace(holder, kept, content)
            return Added(holder.name, pack, is_damaged, len(holder.packs))
    wanted = _client_name(context, name or plain_name(pack.pseudonym), what)
    client = clients.get(wanted)
    if client and not name:
        _check_person(context, client, pack, what)
    wanted, earlier = (client.name, len(client.packs)) if client else (wanted, 0)
    clients.keep(wanted, content, pack.sha256, kept.received if kept else context.today)
    left = clients.delete(holder, [kept]) if holder and kept else 0
    return Added(wanted, pack, True, earlier + 1, holder.name if holder else "", left)


def file_name(file: str) -> str:
    return "standard input" if file == "-" else one_line(file)


def _client_name(context: Context, name: str, what: str) -> str:
    """Return the name on one line; ask for one where there is none. Raises UsageError."""
    if not name:
        if not context.can_ask:
            raise UsageError(f"{what} does not say whose it is.", "--as NAME does.")
        name = context.asker.free_text(f"Whose is {what}? It has no name in it.")
    name = plain_name(name)
    if 0 < len(name) <= LONGEST_NAME and name.isprintable():
        return name
    must = f"must be one line of at most {LONGEST_NAME} characters" if name else "is empty"
    raise UsageError(f"{what}: the client's name {must}.", "--as NAME says whose it is.")


def _check_person(context: Context, client: Client, pack: Pack, what: str) -> None:
    """Ask about a pack that contradicts the newest one of this pseudonym. Raises SysleadError."""
    earlier = (context.clients.read_or_none(client, kept) for kept in client.packs)
    newest = next((read for read in earlier if read), None)
    why = contradiction(newest, pack) if newest else ""
    if not why:
        return
    if not context.can_ask:
        same = f'"{client.name}"' if is_quotable(client.name) else "that name"
        raise UsageError(
            f"It may be of somebody else than the {client.name} who is here: {why}.",
            f"--as {same} if it is the same person, --as another name if not.",
        )
    context.asker.say(f"\n There is a {client.name} already, but {why}.")
    if not context.asker.confirm("Is it the same person?"):
        raise SysleadError(
            f"{what} was not added: it may be of somebody else who is called {client.name}.",
            '--as NAME gives them a name of their own, such as "Jo (North)".',
            "coach.whose",
        )


# ── many packs, for a cohort ─────────────────────────────────────────────────

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
            raise SysleadError(f"There is no folder {self._folder}.")
        return list(self._below("", 0))

    def _below(self, inner: str, depth: int) -> Iterator[str]:
        try:
            with os.scandir(self._folder / inner) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as problem:
            if not inner:
                raise SysleadError(
                    f"{self._folder} cannot be read: {reason(problem)}."
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
                f"{path} cannot be read: {reason(problem)}.", code="pack.unreadable"
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
