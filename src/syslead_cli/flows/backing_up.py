"""Backups and restores: decide for every file first, then write, or write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from syslead_cli.core.backup import Restoring, restoring
from syslead_cli.errors import SysleadError
from syslead_cli.flows.ports import JournalPort


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
    found = restoring(files, backups.here(list(files)), set(journal.read().removed))
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
