"""Many packs become one row a client; what cannot be read is counted and named, never fatal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeAlias

from syslead_cli.base.values import dataclass, field
from syslead_cli.coach.clients_core import Client, KeptPack, plain_name, same_name
from syslead_cli.coach.coaching import ClientsPort
from syslead_cli.coach.cohort_core import Newest
from syslead_cli.coach.cohort_rows import Row, Shape, Whose, row_of
from syslead_cli.errors import SysleadError
from syslead_cli.framework.framework_core import Framework
from syslead_cli.sharing.pack_read import PackRead
from syslead_cli.sharing.pack_reading import read_pack

#: How packs of a folder are told to be of one client.
AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE = "auto", "folder", "pseudonym", "file"
WAYS = (AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE)
#: Codes of refusals that say "this is something else", not "this is a pack gone wrong".
_OTHER = ("pack.foreign", "not_a_file")


class FolderPort(Protocol):
    """A folder of packs as this flow uses it."""

    locked: int
    links: int
    closed: list[str]

    def files(self) -> list[str]:
        """What may be a pack."""

    def content(self, name: str) -> bytes:
        """A file's bytes. Raises SysleadError."""


class Found(NamedTuple):
    """Something to read. ``client`` is empty where only the pack itself can say whose it is."""

    name: str
    client: str
    read: Callable[[], PackRead]


#: Gets every row there is, as it is read.
Keep: TypeAlias = Callable[[Row], None]
#: Goes through what was found, and may show how far it is.
Steps: TypeAlias = Callable[[Sequence[Found]], Iterable[Found]]


class Problem(NamedTuple):
    """A pack that is in no figure, and why."""

    file: str
    code: str
    says: str


@dataclass
class Gathered:
    """Everything that was there to read."""

    newest: Newest
    problems: list[Problem] = field(default_factory=list)
    other: int = 0
    locked: int = 0
    links: int = 0
    copies: int = 0
    kept: int = 0
    #: Clients whose packs say nothing of whose they are.
    unsure: int = 0
    #: Pseudonyms on different packs of the same days, which may be of different people.
    namesakes: set[str] = field(default_factory=set)


def in_folder(folder: FolderPort, way: str) -> list[Found]:
    """The files of a folder of packs, and whose each is as far as its place says it."""
    return [Found(name, _client_of(name, way), _reading(folder, name)) for name in folder.files()]


def _reading(folder: FolderPort, name: str) -> Callable[[], PackRead]:
    return lambda: read_pack(folder.content(name), name)


def _client_of(name: str, way: str) -> str:
    if way == BY_FILE:
        return name.removesuffix(".json")
    return name.rpartition("/")[0] if way in (AUTO, BY_FOLDER) else ""


def in_store(clients: ClientsPort) -> list[Found]:
    """The packs of the coach's own store."""
    return [
        Found(f"{client.id}/{pack.file}", client.name, _kept(clients, client, pack))
        for client in clients.everyone()
        for pack in client.packs
    ]


def _kept(clients: ClientsPort, client: Client, pack: KeptPack) -> Callable[[], PackRead]:
    return lambda: clients.read(client, pack)


def gather(
    found: Sequence[Found],
    known: dict[Shape, Framework],
    today: date,
    keep: Keep | None = None,
    steps: Steps = iter,
) -> Gathered:
    """Read them all, one at a time. ``keep`` gets every row; ``steps`` may show how far it is."""
    gathered = Gathered(Newest(today))
    for row in _rows(steps(found), known, gathered):
        if keep and row.sure:
            keep(row)
            gathered.kept += 1
        gathered.newest.add(row)
    gathered.unsure = sum(not row.sure for row in gathered.newest.rows)
    return gathered


def _rows(
    found: Iterable[Found], known: dict[Shape, Framework], gathered: Gathered
) -> Iterator[Row]:
    seen: set[tuple[str, str]] = set()
    days: set[tuple[str, date, date]] = set()
    for order, each in enumerate(found, start=1):
        try:
            pack = each.read()
        except SysleadError as problem:
            _refused(each, problem, gathered)
            continue
        whose = _whose(each, pack.pseudonym, order)
        content = (pack.sha256, "" if _says_something(pack) else whose.client)
        if content in seen:
            gathered.copies += 1
            continue
        seen.add(content)
        if whose.sure and not each.client:
            spell = (whose.client, pack.first, pack.last)
            if spell in days:
                gathered.namesakes.add(whose.client)
            days.add(spell)
        yield row_of(pack, whose, known)


def _says_something(pack: PackRead) -> bool:
    """Two people who wrote nothing may well send the same pack; two who wrote never do."""
    return bool(pack.counts.days)


def _whose(each: Found, pseudonym: str, order: int) -> Whose:
    """By where it was found, else by the pseudonym in it, else nobody knows."""
    name = plain_name(pseudonym)
    if each.client:
        return Whose(each.client, each.client, sure=True, order=order)
    if key := _same_pseudonym(name):
        return Whose(key, name, sure=True, order=order)
    return Whose(each.name, each.name, sure=False, order=order)


def _same_pseudonym(name: str) -> str:
    """What two spellings have in common: characters that nobody sees make no second person."""
    from unicodedata import category

    return same_name("".join(each for each in name if category(each) != "Cf"))


def _refused(each: Found, problem: SysleadError, gathered: Gathered) -> None:
    if problem.code in _OTHER:
        gathered.other += 1
    else:
        gathered.problems.append(Problem(each.name, problem.code, problem.message))
