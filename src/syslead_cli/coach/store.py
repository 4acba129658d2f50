"""The coach's store: a folder a client, with their packs as they came and the coach's notes.

``coach/clients/<client>/<day it came>-<checksum>.json``, ``name`` and ``notes`` (docs/coaching.md).
Nothing of it is a part of any journal. A client is there when a pack of theirs is, or a note on
them. A note is a file, ``notes/<day>-<id>.json``, or ``.age`` where the coach has a key: writing
takes its public half, reading the private one. Nothing of a note is in a pack or in a cohort.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from syslead_cli.base.files import given_file, read_regular, reason, refusing, replace_file
from syslead_cli.base.folders import make_private_folder, sync_folder
from syslead_cli.base.text import id_problem, nearest, one_line, same_name
from syslead_cli.coach.documents import ClientEntry, CoachNote, PackEntry, copied
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.pack_reading import SIZE_LIMIT, read_pack

LONGEST_NAME = 80
_QUOTABLE = re.compile(r"[^-\"$`\\!%][^\"$`\\!%]*")
#: A name that is its folder's name too, so that nobody can be taken for somebody else.
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_DIGITS = re.compile("([0-9]{1,9})")
PACK_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{12})\.json", re.ASCII)
NOTE_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{6})\.(?:json|age)", re.ASCII)
#: What is in a client's folder beside their packs.
_NAME, _NOTES = "name", "notes"
_NAME_LIMIT, _NOTE_LIMIT = 4 * 1024, 1024 * 1024
_TRY_AGAIN = "Part of it may be gone already; try again."


class KeptFile(NamedTuple):
    """A pack or note in the coach's store; what is in it is not read yet.

    ``day``: that on which a pack came, or that of a note; ``id``: a note's, or the first 12 digits
    of a pack's checksum.
    """

    file: str
    day: date
    id: str

    @property
    def is_encrypted(self) -> bool:
        return self.file.endswith(".age")


class Client(NamedTuple):
    """``id``: the folder's name; ``packs``: the newest to come first."""

    id: str
    name: str
    packs: tuple[KeptFile, ...]
    has_notes: bool = False

    @property
    def is_here(self) -> bool:
        return bool(self.packs) or self.has_notes

    @property
    def last_came(self) -> date:
        return self.packs[0].day if self.packs else date.min


def kept_files(kind: re.Pattern[str], names: Iterable[str]) -> tuple[KeptFile, ...]:
    """Return the files of a kind among these, the last day first."""
    kept = []
    for found in map(kind.fullmatch, names):
        with contextlib.suppress(ValueError):  # no such day
            kept += [KeptFile(found[0], date.fromisoformat(found[1]), found[2])] if found else []
    return tuple(sorted(kept, reverse=True))


def plain_name(name: str) -> str:
    """Return the name on one line, without what a terminal would obey; "…" is none."""
    line = one_line(name).strip()
    return line if any(character.isalnum() for character in line) else ""


def is_quotable(name: str) -> bool:
    """Tell if a shell takes the name as it stands between double quotes."""
    return _QUOTABLE.fullmatch(one_line(name)) is not None


def as_typed(name: str) -> str:
    """Return a name as one types it on a command line: its id where a shell would obey the name.

    Leaders choose the names they are shown by, and what is printed as a command gets pasted.
    """
    line = one_line(name)
    if line.isascii() and line.isalnum():
        return line
    return f'"{line}"' if is_quotable(line) else client_id(name)


def by_number(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts as people count: ``Leader 7`` before ``Leader 27``."""
    parts = _DIGITS.split(same_name(name))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def client_id(name: str) -> str:
    """Return a folder's name for a client: readable, and never the same for two names."""
    from hashlib import sha256
    from unicodedata import normalize

    same = same_name(name)
    ascii_only = normalize("NFKD", same).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:40].strip("-") or "client"
    if _PLAIN.fullmatch(same) and len(same) <= 40 and not id_problem(slug):
        return slug
    return f"{slug}-{sha256(same.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


Newness: TypeAlias = tuple[bool, date, date, int, str]


def newness(pack: Pack, today: date) -> Newness:
    """Return a key that sorts the newest pack of a client last.

    What is dated in days to come stands first: it would hide every honest pack till then. Of two
    made on one day the fuller one counts.
    """
    tier = TIERS.index(pack.tier)
    return not pack.is_ahead_of(today), pack.last, pack.made, tier, pack.sha256


class Clients:
    """Everybody whose packs are here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "clients"

    def everyone(self) -> list[Client]:
        """Return the clients, who wrote last first. Raises SysleadError if the folder is closed."""
        found = sorted(self._known.values(), key=lambda client: by_number(client.name))
        return sorted(found, key=lambda client: client.last_came, reverse=True)

    @cached_property
    def _known(self) -> dict[str, Client]:
        """The clients by id, read once and kept up with what is written here."""
        names = [
            entry.name
            for entry in entries_of(self._folder)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
        ]
        return {name: client for name in names if (client := self._client(name)).is_here}

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
        hint = f'Did you mean "{near}"?' if near else "syslead coach list shows your clients."
        raise SysleadError(f'No client is called "{plain_name(word)}".', hint, "coach.nobody")

    def get(self, name: str) -> Client | None:
        """Return the client with exactly that name or id, if there is one."""
        return self._known.get(client_id(name)) or self._known.get(name)

    def holder_of(self, sha256: str) -> tuple[Client, KeptFile] | tuple[None, None]:
        """Return whose a pack is, and its file, where it is here."""
        for client in self._known.values():
            for pack in client.packs:
                if sha256.startswith(pack.id):
                    return client, pack
        return None, None

    def notes(self, client: Client, public: str) -> ClientNotes:
        """Return the notes on that client; new ones are encrypted where there is a public key."""
        return ClientNotes(self._folder / client.id / _NOTES, public)

    def read(self, client: Client, pack: KeptFile) -> Pack:
        """Read the pack and check it anew. Raises SysleadError where it is not as it came."""
        path = self._folder / client.id / pack.file
        return read_pack(given_file(path, SIZE_LIMIT), str(path))

    def read_or_none(self, client: Client, pack: KeptFile) -> Pack | None:
        with contextlib.suppress(SysleadError):
            return self.read(client, pack)
        return None

    def entries(self, today: date) -> Iterator[ClientEntry]:
        def order(found: tuple[KeptFile, Pack | None]) -> Newness:
            """Order as a brief does; what cannot be read stands where it came."""
            kept, pack = found
            return newness(pack, today) if pack else (True, kept.day, kept.day, 0, "")

        for client in self.everyone():
            read = [(kept, self.read_or_none(client, kept)) for kept in client.packs]
            read.sort(key=order, reverse=True)
            notes = len(self.notes(client, "").all()) if client.has_notes else 0
            packs = tuple(_entry(kept, pack, today) for kept, pack in read)
            yield ClientEntry(client.id, client.name, packs, notes)

    def expired(
        self, clients: Iterable[Client], today: date
    ) -> list[tuple[Client, list[KeptFile]]]:
        """Return the packs past the day their leader asked to keep them until, by client."""
        found = []
        for client in clients:
            read = [(pack, self.read_or_none(client, pack)) for pack in client.packs]
            if past := [pack for pack, content in read if content and content.has_expired(today)]:
                found.append((client, past))
        return found

    def _client(self, id_: str) -> Client:
        folder = self._folder / id_
        names = [entry.name for entry in entries_of(folder)]
        name = ""
        with contextlib.suppress(OSError, SysleadError, UnicodeDecodeError):
            name = plain_name(read_regular(folder / _NAME, _NAME_LIMIT).decode("utf-8"))
        packs = kept_files(PACK_FILE, names)
        return Client(id_, name[:LONGEST_NAME] or id_, packs, _NOTES in names)

    def keep(self, name: str, content: bytes, sha256: str, received: date) -> None:
        """Put a pack of that client on disk. Raises SysleadError, with nothing of it left."""
        folder = self._folder / client_id(name)
        target = folder / f"{received.isoformat()}-{sha256[:12]}.json"
        before = self._client(folder.name)
        try:
            if not before.is_here:
                replace_file(folder / _NAME, f"{name}\n".encode("utf-8", "replace"))
            for place in (self._folder.parent, self._folder, folder):  # whoever made them
                with contextlib.suppress(OSError):
                    if os.name != "nt" and stat.S_IMODE(place.stat().st_mode) & 0o077:
                        os.chmod(place, 0o700)
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
        # Not read from the disk once more: what is saved is saved, even if the disk fails now.
        kept = sorted({KeptFile(target.name, received, sha256[:12]), *before.packs}, reverse=True)
        name = before.name if before.is_here else name
        self._known[before.id] = before._replace(name=name, packs=tuple(kept))

    def replace(self, client: Client, pack: KeptFile, content: bytes) -> None:
        path = self._folder / client.id / pack.file
        with refusing(f"{path} was not written", "Nothing was added."):
            replace_file(path, content)

    def delete(self, client: Client, packs: Sequence[KeptFile]) -> int:
        """Unlink these packs, and the client with the last of them; return how many are left.

        A client on whom there are notes stays. Raises SysleadError.
        """
        folder = self._folder / client.id
        for pack in packs:
            path = folder / pack.file
            with refusing(f"{path} was not deleted", _TRY_AGAIN):
                path.unlink(missing_ok=True)
        with refusing(f"{folder} was not deleted", _TRY_AGAIN):
            sync_folder(folder)
        left = self._client(client.id)
        if left.is_here:
            self._known[left.id] = left
        else:
            self.forget(left)
        return len(left.packs)

    def forget(self, client: Client) -> None:
        folder = self._folder / client.id
        with refusing(f"{folder} was not deleted", _TRY_AGAIN):
            _remove_folder(folder)
            sync_folder(self._folder)
        self._known.pop(client.id, None)


class _Content(Struct, frozen=True):
    """What is in a note's file."""

    agreed: bool
    text: str


class ClientNotes:
    """The notes on one client; ``public``: the coach's public key, empty where there is none."""

    def __init__(self, folder: Path, public: str) -> None:
        self._folder = folder
        self.public = public

    def all(self) -> tuple[KeptFile, ...]:
        """Return the notes, the newest day first. Raises SysleadError if the folder is closed."""
        return kept_files(NOTE_FILE, (entry.name for entry in entries_of(self._folder)))

    def find(self, word: str) -> KeptFile:
        """Return the one note whose id begins so. Raises UsageError."""
        begun = [note for note in self.all() if word and note.id.startswith(word.casefold())]
        if len(begun) == 1:
            return begun[0]
        message = "Several notes begin" if begun else "No note begins"
        hint = "syslead coach note CLIENT --list shows their ids."
        raise UsageError(f"{message} with {word}.", hint)

    def read(self, kept: KeptFile, decrypt: Callable[[bytes, str], bytes] | None) -> CoachNote:
        """Return a note, an encrypted one without its text where there is no ``decrypt``."""
        path = self._folder / kept.file
        if kept.is_encrypted and decrypt is None:
            return CoachNote(kept.id, kept.day, None, None)
        content = given_file(path, _NOTE_LIMIT)
        if kept.is_encrypted and decrypt:
            content = decrypt(content, str(path))
        try:
            found = msgspec.json.decode(content, type=_Content)
        except msgspec.DecodeError:
            message = f"{path} is damaged: it is not a note."
            raise SysleadError(message, "Move it elsewhere, or repair it by hand.") from None
        return CoachNote(kept.id, kept.day, found.agreed, found.text)

    def write(self, note: CoachNote, before: KeptFile | None = None) -> None:
        """Put a note on disk in place of ``before``. Raises SysleadError, nothing changed."""
        content = msgspec.json.encode(_Content(bool(note.agreed), note.text or ""))
        if self.public:
            content = age.encrypt(content, [self.public], armoured=True)
        ending = "age" if self.public else "json"
        path = self._folder / f"{note.day}-{note.id}.{ending}"
        with refusing(f"{path} was not written"):
            make_private_folder(self._folder)
            replace_file(path, content)
            if before and before.file != path.name:
                (self._folder / before.file).unlink()
            sync_folder(self._folder)

    def remove(self, word: str) -> KeptFile:
        """Unlink the note whose id begins so, and return which. Raises SysleadError."""
        kept = self.find(word)
        path = self._folder / kept.file
        with refusing(f"{path} was not deleted"):
            path.unlink()
            sync_folder(self._folder)
            with contextlib.suppress(OSError):  # the last one
                self._folder.rmdir()
        return kept


def _entry(kept: KeptFile, pack: Pack | None, today: date) -> PackEntry:
    if pack is None:
        return PackEntry(kept.file, kept.day, False, *(None,) * 5, False, None)
    expired = pack.has_expired(today)
    return copied(PackEntry, pack, file=kept.file, received=kept.day, sound=True, expired=expired)


def entries_of(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, nothing where there is none. Raises SysleadError."""
    nothing = contextlib.suppress(FileNotFoundError)
    with refusing(f"{folder} could not be read"), nothing, os.scandir(folder) as found:
        return list(found)
    return []


def _remove_folder(folder: Path) -> None:
    """Delete the folder and all in it, the name last; of a link, not what it leads to."""
    for entry in sorted(entries_of(folder), key=lambda entry: entry.name == _NAME):
        if entry.is_dir(follow_symlinks=False):
            _remove_folder(Path(entry.path))
        else:
            with refusing(f"{entry.path} was not deleted", _TRY_AGAIN):
                os.unlink(entry.path)
    sync_folder(folder)
    os.rmdir(folder)
