"""Backups and restores: decide for every file first, then write, or write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from syslead_cli.base.ports import JournalPort
from syslead_cli.errors import SysleadError
from syslead_cli.journal.backup import Restoring, restoring
from syslead_cli.journal.fold import Journal


class BackupPort(Protocol):
    """Backups as flows use them."""

    def read(self, place: Path) -> dict[str, bytes]:
        """The files of a backup, checked."""

    def here(self, names: list[str]) -> dict[str, bytes]:
        """The files of those names as they are here."""

    def put(self, one: Restoring) -> None:
        """Write one file back."""


def restore(
    journal: JournalPort, backups: BackupPort, place: Path, *, add: bool
) -> list[Restoring]:
    """Put a backup back; what was done with each file.

    Raises SysleadError, with nothing written, where something here is newer; with ``add`` the
    lines that are missing here are added to such files instead.
    """
    files = backups.read(place)
    whole = journal.read()
    _check_readable(whole)
    found = restoring(files, backups.here(list(files)), set(whole.removed))
    newer = [one.path for one in found if one.action == "newer"]
    if newer and not add:
        raise SysleadError(
            "Nothing was restored: these have entries that the backup has not: "
            + ", ".join(newer) + ".",
            hint="--add keeps them and adds the entries that are missing here.",
            code="newer",
        )  # fmt: skip
    for one in found:
        if one.action in ("new", "more", "newer"):
            backups.put(one)
    return found


def _check_readable(journal: Journal) -> None:
    """Raises SysleadError where a file here may say that something was deleted, unheard."""
    unread = [damage for damage in journal.damage if not damage.place.line]
    if unread:
        place, problem = unread[0].place, unread[0].problem
        raise SysleadError(
            f"Nothing was restored: {place.file} {problem}, so what you deleted could come back.",
            hint="Mend that file or move it away, then restore again.",
            code="unread",
        )
