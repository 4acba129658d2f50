"""The coach's side: packs come in, are looked at, and are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from syslead_cli.coach.clients_core import (
    Added,
    Client,
    Incoming,
    KeptPack,
    Seen,
    client_id,
    gist_of,
    name_problem,
    plain_name,
    unlike,
)
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.records import TIERS
from syslead_cli.sharing.pack_read import PackRead
from syslead_cli.sharing.pack_reading import read_pack


class ClientsPort(Protocol):
    """The coach's store as flows use it."""

    def everyone(self) -> list[Client]:
        """The clients, who wrote last first."""

    def named(self, word: str) -> Client:
        """The client of that name. Raises SysleadError."""

    def of_id(self, id_: str) -> Client | None:
        """The client with that id."""

    def read(self, client: Client, pack: KeptPack) -> PackRead:
        """A pack, checked anew. Raises SysleadError where it is not as it came."""

    def holding(self, sha256: str) -> Client | None:
        """Who has this pack already."""

    def keep(self, name: str, content: bytes, sha256: str, received: date) -> Path:
        """On return the pack is on disk."""

    def mend(self, client: Client, pack: KeptPack, content: bytes) -> None:
        """Put a whole copy in the place of a damaged one."""

    def take_out(self, client: Client, packs: Sequence[KeptPack]) -> int:
        """On return these packs are gone, the client with the last; how many are left."""

    def forget(self, client: Client) -> int:
        """On return nothing of theirs is here; how many packs there were."""


def looked_at(clients: ClientsPort) -> Iterator[tuple[Client, list[Seen]]]:
    """Every client with every pack, in the order of the list: the newest days first."""
    for client in clients.everyone():
        seen = [Seen(pack, gist_of(read_or_none(clients, client, pack))) for pack in client.packs]
        yield client, sorted(seen, key=_newest, reverse=True)


def _newest(seen: Seen) -> tuple[date, date, int, str]:
    """As a brief orders them; what cannot be read stands where it came."""
    gist, came = seen.gist, seen.pack.received
    if gist is None:
        return came, came, 0, ""
    return gist.last, gist.made, TIERS.index(gist.tier), gist.sha256


def read_or_none(clients: ClientsPort, client: Client, pack: KeptPack) -> PackRead | None:
    """The pack, or None where it cannot be read as it came."""
    try:
        return clients.read(client, pack)
    except SysleadError:
        return None


def expired_packs(
    clients: ClientsPort, of: Iterable[Client], today: date
) -> list[tuple[Client, tuple[KeptPack, ...]]]:
    """The packs past the day their leader asked to keep them until, with whose they are."""
    found = []
    for client in of:
        gists = [(pack, gist_of(read_or_none(clients, client, pack))) for pack in client.packs]
        if past := tuple(pack for pack, gist in gists if gist and gist.has_expired(today)):
            found.append((client, past))
    return found


# ── coming in ────────────────────────────────────────────────────────────────


class Questions(Protocol):
    """What only the coach can say; without a terminal these raise UsageError."""

    def whose(self, what: str) -> str:
        """The client's name, for a pack that has none."""

    def is_same(self, client: Client, why: str) -> bool:
        """Whether a pack that does not look like it is of this client all the same."""


def add(clients: ClientsPort, came: Incoming, today: date, ask: Questions) -> Added:
    """Check a pack and keep it with its client, once. Raises SysleadError, nothing written."""
    pack = read_pack(came.content, came.what)
    holder = clients.holding(pack.sha256)
    if holder and (not came.name or _called(clients, came.name) == holder):
        return _here_already(clients, holder, pack, came.content)
    name = came.name or plain_name(pack.pseudonym) or ask.whose(came.what)
    name = _checked_name(name, came.what)
    client = _called(clients, name)
    if client and not came.name:
        _same_person(clients, client, pack, came.what, ask)
    name, earlier = (client.name, len(client.packs)) if client else (name, 0)
    kept = _kept(holder, pack) if holder else None
    clients.keep(name, came.content, pack.sha256, kept.received if kept else today)
    left = clients.take_out(holder, [kept]) if holder and kept else 0
    return Added(name, pack, True, earlier + 1, holder.name if holder else "", left)


def _called(clients: ClientsPort, name: str) -> Client | None:
    """Who has that name or id, if anybody."""
    return clients.of_id(client_id(name)) or clients.of_id(name)


def _kept(holder: Client, pack: PackRead) -> KeptPack:
    return next(kept for kept in holder.packs if pack.sha256.startswith(kept.seal))


def _here_already(clients: ClientsPort, holder: Client, pack: PackRead, content: bytes) -> Added:
    """Nothing changes, unless the copy that is here was damaged: then it is whole again."""
    kept = _kept(holder, pack)
    damaged = read_or_none(clients, holder, kept) is None
    if damaged:
        clients.mend(holder, kept, content)
    return Added(holder.name, pack, damaged, len(holder.packs))


def _checked_name(name: str, what: str) -> str:
    name = plain_name(name)
    if problem := name_problem(name):
        raise UsageError(f"{what}: the client's name {problem}.", "--as NAME says whose it is.")
    return name


def _same_person(
    clients: ClientsPort, client: Client, pack: PackRead, what: str, ask: Questions
) -> None:
    """A pseudonym says little: what contradicts the packs that are here is asked about."""
    earlier = (read_or_none(clients, client, kept) for kept in client.packs)
    newest = next((read for read in earlier if read), None)
    why = unlike(newest, pack) if newest else ""
    if why and not ask.is_same(client, why):
        raise SysleadError(
            f"{what} was not added: it may be of somebody else who is called {client.name}.",
            '--as NAME gives them a name of their own, such as "Jo (North)".',
            "coach.whose",
        )
