"""A folder of packs, looked through without waiting on anything and without following links."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from syslead_cli.base.files import read_regular, reason, replace_file, sync_folder
from syslead_cli.coach.model import (
    LONGEST_NAME,
    Added,
    Client,
    Incoming,
    KeptPack,
    Seen,
    client_id,
    gist_of,
    kept_pack,
    name_problem,
    pack_file,
    plain_name,
    same_name,
    unlike,
)
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.reading import SIZE_LIMIT, read_pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.sharing.model import Pack


_NAME = "name"
_NAME_LIMIT = 4 * 1024


class Clients:
    """Everybody whose packs are here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "clients"
        self._known: dict[str, Client] = {}
        self._holders: dict[str, str] = {}
        self._looked = False

    # ── reading: never writes ────────────────────────────────────────────────

    def everyone(self) -> list[Client]:
        """The clients, who wrote last first. Raises SysleadError where the folder is closed."""
        found = sorted(self._all().values(), key=lambda client: same_name(client.name))
        return sorted(found, key=lambda client: client.packs[0].received, reverse=True)

    def _all(self) -> dict[str, Client]:
        """Everybody by id; the folder is looked at once."""
        if not self._looked:
            for entry in _entries(self._folder):
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    self._remember(self._client(entry.name))
            self._looked = True
        return self._known

    def _remember(self, client: Client) -> None:
        if client.packs:
            self._known[client.id] = client
            self._holders.update(dict.fromkeys((pack.seal for pack in client.packs), client.id))

    def named(self, word: str) -> Client:
        """The client of that name or id. Raises SysleadError (``coach.nobody``)."""
        wanted, everyone = same_name(word), self.everyone()
        for client in everyone:
            if wanted in (same_name(client.name), client.id):
                return client
        left = self._folder / client_id(word)
        if left.is_dir():  # forgetting was cut short: the packs are gone, the folder is not
            return self._client(left.name)
        near = _nearest(wanted, everyone)
        raise SysleadError(
            f'There is no client "{plain_name(word)}".',
            f'Did you mean "{near}"?' if near else "syslead coach list shows who is.",
            "coach.nobody",
        )

    def of_id(self, id_: str) -> Client | None:
        """The client with that id."""
        return self._all().get(id_)

    def place(self, client: Client, pack: KeptPack) -> Path:
        """Where a pack's file is."""
        return self._folder / client.id / pack.file

    def content(self, client: Client, pack: KeptPack) -> bytes:
        """A pack's bytes as they came. Raises SysleadError where they cannot be read."""

        path = self.place(client, pack)
        try:
            return read_regular(path, SIZE_LIMIT)
        except OSError as problem:
            raise SysleadError(
                f"{path} cannot be read: {reason(problem)}.", "Nothing was changed."
            ) from None

    def read(self, client: Client, pack: KeptPack) -> Pack:
        """The pack, checked anew. Raises SysleadError where it is not as it came."""
        from syslead_cli.sharing.reading import read_pack

        return read_pack(self.content(client, pack), str(self.place(client, pack)))

    def holding(self, sha256: str) -> Client | None:
        """Who has this pack already."""
        everyone = self._all()
        id_ = self._holders.get(sha256[:12], "")
        return everyone.get(id_)

    def _client(self, id_: str) -> Client:
        folder = self._folder / id_
        kept = [kept_pack(entry.name) for entry in _entries(folder)]
        packs = sorted((pack for pack in kept if pack), key=lambda p: p.file, reverse=True)
        try:
            name = plain_name(read_regular(folder / _NAME, _NAME_LIMIT).decode("utf-8"))
        except (OSError, SysleadError, UnicodeDecodeError):
            name = ""
        return Client(id_, name[:LONGEST_NAME] or id_, tuple(packs))

    # ── writing ──────────────────────────────────────────────────────────────

    def keep(self, name: str, content: bytes, sha256: str, received: date) -> Path:
        """A pack of that client, on disk when this returns; raises SysleadError, with nothing
        of it left behind."""
        folder = self._folder / client_id(name)
        target = folder / pack_file(received, sha256)
        before = self._client(folder.name)
        try:
            if not before.packs:
                replace_file(folder / _NAME, f"{name}\n".encode("utf-8", "replace"))
            _only_ours(self._folder.parent, self._folder, folder)
            replace_file(target, content)
        except OSError as problem:
            self._take_back(folder, target)
            raise SysleadError(
                f"{target} was not written: {reason(problem)}.", "Nothing was added."
            ) from problem
        kept = KeptPack(target.name, received, sha256[:12])
        packs = sorted({kept, *before.packs}, key=lambda pack: pack.file, reverse=True)
        called = before.name if before.packs else name
        self._remember(Client(folder.name, called, tuple(packs)))
        return target

    def mend(self, client: Client, pack: KeptPack, content: bytes) -> None:
        """Put a whole copy in the place of a damaged one. Raises SysleadError."""
        try:
            replace_file(self.place(client, pack), content)
        except OSError as problem:
            raise SysleadError(
                f"{self.place(client, pack)} was not written: {reason(problem)}.",
                "Nothing was added.",
            ) from problem

    def _take_back(self, folder: Path, target: Path) -> None:
        with contextlib.suppress(OSError):
            target.unlink()
        with contextlib.suppress(OSError, SysleadError):
            if not self._client(folder.name).packs:
                _emptied(folder)

    def take_out(self, client: Client, packs: Sequence[KeptPack]) -> int:
        """Unlink these packs, and the client with the last of them; how many are left.

        Raises SysleadError.
        """
        folder = self._folder / client.id
        try:
            for pack in packs:
                (folder / pack.file).unlink(missing_ok=True)
            sync_folder(folder)
        except OSError as problem:
            raise _not_deleted(client, problem) from problem
        left = self._client(client.id)
        if not left.packs:
            self.forget(left)
        self._looked = False
        self._known.clear()
        self._holders.clear()
        return len(left.packs)

    def forget(self, client: Client) -> int:
        """Unlink everything of that client; how many packs. Raises SysleadError."""
        try:
            _emptied(self._folder / client.id)
            sync_folder(self._folder)
        except OSError as problem:
            raise _not_deleted(client, problem) from problem
        self._known.pop(client.id, None)
        return len(client.packs)


def _not_deleted(client: Client, problem: OSError) -> SysleadError:
    return SysleadError(
        f"{problem.filename or client.id} was not deleted: {reason(problem)}.",
        "Part of it may be gone already; try again.",
    )


def _nearest(wanted: str, everyone: list[Client]) -> str:
    from difflib import get_close_matches

    names = {same_name(client.name): client.name for client in everyone}
    ids = {client.id: client.name for client in everyone}
    begun = [name for word, name in (names | ids).items() if wanted and word.startswith(wanted)]
    near = get_close_matches(wanted, names, n=1, cutoff=0.5)
    return begun[0] if begun else names[near[0]] if near else ""


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise SysleadError(f"{folder} cannot be read: {reason(problem)}.") from None


def _only_ours(*folders: Path) -> None:
    """Closed to others, whoever made them."""
    for folder in folders:
        with contextlib.suppress(OSError):
            if os.name != "nt" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
                os.chmod(folder, 0o700)


def _emptied(folder: Path) -> None:
    """The folder and all in it are gone, the name last; of a link, not what it leads to."""
    for entry in sorted(_entries(folder), key=lambda entry: entry.name == _NAME):
        if entry.is_dir(follow_symlinks=False):
            _emptied(Path(entry.path))
        else:
            os.unlink(entry.path)
    sync_folder(folder)
    os.rmdir(folder)


# ── coaching ──
# The coach's side: packs come in, are looked at, and are forgotten.


class ClientsPort(Protocol):
    """The coach's store as flows use it."""

    def everyone(self) -> list[Client]:
        """The clients, who wrote last first."""

    def named(self, word: str) -> Client:
        """The client of that name. Raises SysleadError."""

    def of_id(self, id_: str) -> Client | None:
        """The client with that id."""

    def read(self, client: Client, pack: KeptPack) -> Pack:
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


def read_or_none(clients: ClientsPort, client: Client, pack: KeptPack) -> Pack | None:
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


def _kept(holder: Client, pack: Pack) -> KeptPack:
    return next(kept for kept in holder.packs if pack.sha256.startswith(kept.seal))


def _here_already(clients: ClientsPort, holder: Client, pack: Pack, content: bytes) -> Added:
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
    clients: ClientsPort, client: Client, pack: Pack, what: str, ask: Questions
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
