"""A coach's own notes on a client, in ``notes/`` beside their packs (docs/coaching.md).

A note is a file, ``<day>-<id>.json``, or ``.age`` where the coach has a key: writing takes its
public half, reading the private one. Nothing of a note is in a pack or in a cohort.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.base.folders import make_private_folder, sync_folder
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError, UsageError

#: The folder of notes in a client's folder.
NOTES = "notes"
_FILE = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{6})\.(json|age)", re.ASCII)
_LIMIT = 1024 * 1024


class KeptNote(NamedTuple):
    """A note's file; what is in it is not read yet."""

    file: str
    day: date
    id: str

    @property
    def is_encrypted(self) -> bool:
        return self.file.endswith(".age")


class CoachNote(Part, frozen=True):
    """A note; ``agreed`` and ``text`` are null where it was not decrypted."""

    id: str
    day: date
    agreed: bool | None
    text: str | None


class CoachNotes(Document, frozen=True, tag="syslead/coach-notes/1"):
    """The notes on a client, the newest day first; ``closed`` counts those not decrypted."""

    client: str
    closed: Count
    notes: tuple[CoachNote, ...]


class _Content(msgspec.Struct, frozen=True):
    """What is in a note's file."""

    agreed: bool
    text: str


def last_time(notes: Iterable[CoachNote], until: date) -> tuple[CoachNote, ...]:
    """Return what was agreed on the last day something was, else the latest note.

    Notes of days after ``until`` are left out; of several of one day those that are not
    decrypted come too.
    """
    past = sorted((note for note in notes if note.day <= until), key=lambda note: note.day)
    agreed = [note for note in past if note.agreed]
    if not agreed:
        return tuple(past[-1:])
    return tuple(note for note in agreed if note.day == agreed[-1].day)


class ClientNotes:
    """The notes on one client; ``public``: the coach's public key, empty where there is none."""

    def __init__(self, folder: Path, public: str) -> None:
        self._folder = folder / NOTES
        self._public = public

    @property
    def is_encrypted(self) -> bool:
        return bool(self._public)

    def all(self) -> list[KeptNote]:
        """Return the notes, the newest day first. Raises SysleadError if the folder is closed."""
        try:
            names = os.listdir(self._folder)
        except FileNotFoundError:
            return []
        except OSError as problem:
            raise SysleadError(f"{self._folder} could not be read: {reason(problem)}.") from None
        found = [_FILE.fullmatch(name) for name in sorted(names, reverse=True)]
        return [
            KeptNote(each[0], date.fromisoformat(each[1]), each[2])
            for each in found
            if each and _is_day(each[1])
        ]

    def find(self, word: str) -> KeptNote:
        """Return the one note whose id begins so. Raises UsageError."""
        begun = [note for note in self.all() if word and note.id.startswith(word.casefold())]
        if len(begun) == 1:
            return begun[0]
        said = "Several notes begin" if begun else "No note begins"
        raise UsageError(
            f"{said} with {word}.", "syslead coach note CLIENT --list shows their ids."
        )

    def read(
        self, kept: Sequence[KeptNote], decrypt: Callable[[bytes, str], bytes] | None
    ) -> tuple[CoachNote, ...]:
        """Return the notes, encrypted ones without their text where there is no ``decrypt``."""
        return tuple(self._read(note, decrypt) for note in kept)

    def _read(self, kept: KeptNote, decrypt: Callable[[bytes, str], bytes] | None) -> CoachNote:
        path = self._folder / kept.file
        if kept.is_encrypted and decrypt is None:
            return CoachNote(kept.id, kept.day, None, None)
        try:
            content = read_regular(path, _LIMIT)
        except OSError as problem:
            raise SysleadError(f"{path} could not be read: {reason(problem)}.") from None
        if kept.is_encrypted and decrypt:
            content = decrypt(content, str(path))
        try:
            found = msgspec.json.decode(content, type=_Content)
        except msgspec.DecodeError:
            raise SysleadError(
                f"{path} is damaged: it is not a note.", "Move it elsewhere, or repair it by hand."
            ) from None
        return CoachNote(kept.id, kept.day, found.agreed, found.text)

    def write(self, note: CoachNote, before: KeptNote | None = None) -> None:
        """Put a note on disk in place of ``before``. Raises SysleadError, nothing changed."""
        content = msgspec.json.encode(_Content(bool(note.agreed), note.text or ""))
        if self._public:
            content = age.encrypt(content, [self._public], armoured=True)
        ending = "age" if self._public else "json"
        path = self._folder / f"{note.day}-{note.id}.{ending}"
        try:
            make_private_folder(self._folder)
            replace_file(path, content)
            if before and before.file != path.name:
                (self._folder / before.file).unlink()
            sync_folder(self._folder)
        except OSError as problem:
            raise SysleadError(f"{path} was not written: {reason(problem)}.") from problem

    def remove(self, word: str) -> KeptNote:
        """Unlink the note whose id begins so, and return which. Raises SysleadError."""
        kept = self.find(word)
        path = self._folder / kept.file
        try:
            path.unlink()
            sync_folder(self._folder)
            with suppress(OSError):  # the last one
                self._folder.rmdir()
        except OSError as problem:
            raise SysleadError(f"{path} was not deleted: {reason(problem)}.") from problem
        return kept


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True
