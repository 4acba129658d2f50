"""The coach's store: a folder a client, in it the packs as they came (docs/coaching.md).

``coach/clients/<client>/<day it came>-<checksum>.json`` and ``name``. Nothing of it is a part of
any journal. A client is there when a pack of theirs is.
"""

from __future__ import annotations

import contextlib
import os
import stat
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import read_regular, reason, replace_file, sync_folder
from syslead_cli.coach.clients_core import (
    LONGEST_NAME,
    Client,
    KeptPack,
    client_id,
    kept_pack,
    pack_file,
    plain_name,
    same_name,
)
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.sharing.pack_read import PackRead

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
        from syslead_cli.sharing.pack_reading import SIZE_LIMIT

        path = self.place(client, pack)
        try:
            return read_regular(path, SIZE_LIMIT)
        except OSError as problem:
            raise SysleadError(
                f"{path} cannot be read: {reason(problem)}.", "Nothing was changed."
            ) from None

    def read(self, client: Client, pack: KeptPack) -> PackRead:
        """The pack, checked anew. Raises SysleadError where it is not as it came."""
        from syslead_cli.sharing.pack_reading import read_pack

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
