"""The coach's store: a folder a client, in it the packs as they came (docs/coaching.md).

``coach/clients/<client>/<day it came>-<checksum>.json``, ``name`` and ``notes``. Nothing of it is a
part of any journal. A client is there when a pack of theirs is, or a note on them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.base.folders import sync_folder
from syslead_cli.base.text import nearest
from syslead_cli.coach.model import (
    LONGEST_NAME,
    Client,
    ClientEntry,
    KeptPack,
    PackEntry,
    by_number,
    client_id,
    kept_pack,
    plain_name,
    same_name,
)
from syslead_cli.coach.notes import NOTES, ClientNotes
from syslead_cli.errors import SysleadError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.reading import SIZE_LIMIT, read_pack

_NAME = "name"
_NAME_LIMIT = 4 * 1024


class Clients:
    """Everybody whose packs are here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "clients"
        self._known: dict[str, Client] = {}
        self._holders: dict[str, str] = {}
        self._is_read = False

    def everyone(self) -> list[Client]:
        """Return the clients, who wrote last first. Raises SysleadError if the folder is closed."""
        found = sorted(self._all().values(), key=lambda client: by_number(client.name))
        return sorted(found, key=_last_came, reverse=True)

    def _all(self) -> dict[str, Client]:
        if not self._is_read:
            for entry in _entries(self._folder):
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    self._remember(self._client(entry.name))
            self._is_read = True
        return self._known

    def _remember(self, client: Client) -> None:
        if client.is_here:
            self._known[client.id] = client
            self._holders.update(dict.fromkeys((pack.digest for pack in client.packs), client.id))

    def find(self, word: str) -> Client:
        """Return the client of that name or id. Raises SysleadError (``coach.nobody``)."""
        wanted, everyone = same_name(word), self.everyone()
        for client in everyone:
            if wanted in (same_name(client.name), client.id):
                return client
        left = self._folder / client_id(word)
        if left.is_dir():  # forgetting was cut short: the packs are gone, the folder is not
            return self._client(left.name)
        names = {same_name(client.name): client.name for client in everyone}
        ids = {client.id: client.name for client in everyone}
        begun = [name for key, name in (names | ids).items() if wanted and key.startswith(wanted)]
        near = begun[0] if begun else names.get(nearest(wanted, names, 0.5), "")
        raise SysleadError(
            f'No client is called "{plain_name(word)}".',
            f'Did you mean "{near}"?' if near else "syslead coach list shows your clients.",
            "coach.nobody",
        )

    def get(self, name: str) -> Client | None:
        """Return the client with exactly that name or id, if there is one."""
        return self._all().get(client_id(name)) or self._all().get(name)

    def holder_of(self, sha256: str) -> Client | None:
        return self._all().get(self._holders.get(sha256[:12], ""))

    def notes(self, client: Client, public: str) -> ClientNotes:
        """Return the notes on that client; new ones are encrypted where there is a public key."""
        return ClientNotes(self._folder / client.id, public)

    def read(self, client: Client, pack: KeptPack) -> Pack:
        """Read the pack and check it anew. Raises SysleadError where it is not as it came."""
        path = self._folder / client.id / pack.file
        try:
            content = read_regular(path, SIZE_LIMIT)
        except OSError as problem:
            raise SysleadError(
                f"{path} could not be read: {reason(problem)}.", "Nothing was changed."
            ) from None
        return read_pack(content, str(path))

    def read_or_none(self, client: Client, pack: KeptPack) -> Pack | None:
        try:
            return self.read(client, pack)
        except SysleadError:
            return None

    def entries(self, today: date) -> Iterator[ClientEntry]:
        def newness(entry: PackEntry) -> tuple[bool, date, date, int, str]:
            """Order as a brief does; what cannot be read stands where it came."""
            tier = TIERS.index(entry.tier) if entry.tier else 0
            until, made = entry.until or entry.received, entry.made or entry.received
            is_ahead = max(until, made) > today + timedelta(days=1)
            return not is_ahead, until, made, tier, entry.sha256 or ""

        for client in self.everyone():
            packs = (_entry(pack, self.read_or_none(client, pack), today) for pack in client.packs)
            newest_first = sorted(packs, key=newness, reverse=True)
            notes = len(self.notes(client, "").all()) if client.has_notes else 0
            yield ClientEntry(client.id, client.name, tuple(newest_first), notes)

    def expired(
        self, clients: Iterable[Client], today: date
    ) -> list[tuple[Client, list[KeptPack]]]:
        """Return the packs past the day their leader asked to keep them until, by client."""
        found = []
        for client in clients:
            read = [(pack, self.read_or_none(client, pack)) for pack in client.packs]
            if past := [pack for pack, content in read if content and content.has_expired(today)]:
                found.append((client, past))
        return found

    def _client(self, id_: str) -> Client:
        folder = self._folder / id_
        kept = [kept_pack(entry.name) for entry in _entries(folder)]
        packs = sorted((pack for pack in kept if pack), key=lambda p: p.file, reverse=True)
        try:
            name = plain_name(read_regular(folder / _NAME, _NAME_LIMIT).decode("utf-8"))
        except (OSError, SysleadError, UnicodeDecodeError):
            name = ""
        has_notes = any(entry.name == NOTES for entry in _entries(folder))
        return Client(id_, name[:LONGEST_NAME] or id_, tuple(packs), has_notes)

    def keep(self, name: str, content: bytes, sha256: str, received: date) -> None:
        """Put a pack of that client on disk. Raises SysleadError, with nothing of it left."""
        folder = self._folder / client_id(name)
        target = folder / f"{received.isoformat()}-{sha256[:12]}.json"
        before = self._client(folder.name)
        try:
            if not before.is_here:
                replace_file(folder / _NAME, f"{name}\n".encode("utf-8", "replace"))
            _make_private(self._folder.parent, self._folder, folder)
            replace_file(target, content)
        except OSError as problem:
            with contextlib.suppress(OSError):
                target.unlink()
            with contextlib.suppress(OSError, SysleadError):
                if not self._client(folder.name).is_here:
                    _remove_folder(folder)
            raise SysleadError(
                f"{target} was not written: {reason(problem)}.", "Nothing was added."
            ) from problem
        kept = KeptPack(target.name, received, sha256[:12])
        packs = sorted({kept, *before.packs}, key=lambda pack: pack.file, reverse=True)
        called = before.name if before.is_here else name
        self._remember(Client(folder.name, called, tuple(packs), before.has_notes))

    def replace(self, client: Client, pack: KeptPack, content: bytes) -> None:
        path = self._folder / client.id / pack.file
        try:
            replace_file(path, content)
        except OSError as problem:
            raise SysleadError(
                f"{path} was not written: {reason(problem)}.", "Nothing was added."
            ) from problem

    def delete(self, client: Client, packs: Sequence[KeptPack]) -> int:
        """Unlink these packs, and the client with the last of them; return how many are left.

        A client on whom there are notes stays. Raises SysleadError.
        """
        folder = self._folder / client.id
        try:
            for pack in packs:
                (folder / pack.file).unlink(missing_ok=True)
            sync_folder(folder)
        except OSError as problem:
            raise _not_deleted(client, problem) from problem
        left = self._client(client.id)
        if not left.is_here:
            self.forget(left)
        self._is_read = False
        self._known.clear()
        self._holders.clear()
        return len(left.packs)

    def forget(self, client: Client) -> None:
        try:
            _remove_folder(self._folder / client.id)
            sync_folder(self._folder)
        except OSError as problem:
            raise _not_deleted(client, problem) from problem
        self._known.pop(client.id, None)


def _last_came(client: Client) -> date:
    return client.packs[0].received if client.packs else date.min


def _entry(kept: KeptPack, pack: Pack | None, today: date) -> PackEntry:
    if pack is None:
        return PackEntry(kept.file, kept.received, False, *(None,) * 5, False, None)
    content = (pack.tier, pack.first, pack.last, pack.made, pack.expires)
    expired = pack.has_expired(today)
    return PackEntry(kept.file, kept.received, True, *content, expired, pack.sha256)


def _not_deleted(client: Client, problem: OSError) -> SysleadError:
    return SysleadError(
        f"{problem.filename or client.id} was not deleted: {reason(problem)}.",
        "Part of it may be gone already; try again.",
    )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise SysleadError(f"{folder} could not be read: {reason(problem)}.") from None


def _make_private(*folders: Path) -> None:
    """Take the rights of others away, whoever made the folders."""
    for folder in folders:
        with contextlib.suppress(OSError):
            if os.name != "nt" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
                os.chmod(folder, 0o700)


def _remove_folder(folder: Path) -> None:
    """Delete the folder and all in it, the name last; of a link, not what it leads to."""
    for entry in sorted(_entries(folder), key=lambda entry: entry.name == _NAME):
        if entry.is_dir(follow_symlinks=False):
            _remove_folder(Path(entry.path))
        else:
            os.unlink(entry.path)
    sync_folder(folder)
    os.rmdir(folder)
