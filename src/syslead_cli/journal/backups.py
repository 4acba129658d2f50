"""Copies of everything the leader wrote: made whole, read back, and put back with care."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import (
    create_file,
    make_private_folder,
    read_regular,
    reason,
    replace_file,
    sync_folder,
)
from syslead_cli.base.lockfile import locked
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.key_folder import IDENTITY, PUBLIC
from syslead_cli.errors import SysleadError
from syslead_cli.journal.backup import (
    CONTENTS,
    Listed,
    NotABackup,
    Restoring,
    contents_document,
    read_contents,
)
from syslead_cli.journal.month_files import FILE_LIMIT, MonthFiles


class Backups:
    """Makes and reads backups: a dated folder with the files as they are, and a list of them."""

    def __init__(self, paths: Paths, clock: SystemClock) -> None:
        self._paths = paths
        self._clock = clock

    # ── making ───────────────────────────────────────────────────────────────

    def make(self, folder: Path) -> tuple[Path, list[Listed], list[str]]:
        """A new backup in ``folder``: where it is, what is in it, and what could not be copied.

        It gets its name only when every byte was read back. Raises SysleadError otherwise.
        """
        now = self._clock.now().local
        target = folder / f"syslead-{now:%Y-%m-%dT%H%M%S}"
        unfinished = made = folder / f".{target.name}.{os.getpid()}.tmp"
        try:
            if target.exists():
                raise FileExistsError(17, "there is a backup of this second already", str(target))
            make_private_folder(folder)
            with locked(self._paths.lock, self._clock):  # not while a slow stick takes them
                taken, skipped = self._take()
            listed = self._copy_all(unfinished, taken)
            create_file(unfinished / CONTENTS, contents_document(now.isoformat(), listed))
            self._read_back(unfinished, listed)
            os.replace(unfinished, target)
            made = target
            sync_folder(folder)
        except OSError as problem:
            raise SysleadError(
                f"No backup was made: {reason(problem)} ({problem.filename or target}).",
                hint=_cleared(made),
                code="no_backup",
            ) from problem
        except BaseException:
            _cleared(made)
            raise
        return target, listed, skipped

    def _take(self) -> tuple[list[tuple[str, bytes]], list[str]]:
        """Every file as it is at one moment, and what could not be read."""
        taken, skipped = [], []
        for name, path in self._everything():
            try:
                taken.append((name, read_regular(path, FILE_LIMIT)))
            except (OSError, SysleadError) as problem:
                words = reason(problem) if isinstance(problem, OSError) else "no ordinary file"
                skipped.append(f"{name}: {words}")
        return taken, skipped

    @staticmethod
    def _copy_all(target: Path, taken: list[tuple[str, bytes]]) -> list[Listed]:
        make_private_folder(target)
        listed = []
        for name, content in taken:
            create_file(target / name, content)
            listed.append(Listed(name, len(content), _sha256(content)))
        return listed

    def _everything(self) -> Iterator[tuple[str, Path]]:
        for _, _, path in MonthFiles(self._paths.journal).listing():
            yield f"journal/{path.relative_to(self._paths.journal).as_posix()}", path
        if self._paths.config.exists():
            yield "config.toml", self._paths.config
        for name in (IDENTITY, PUBLIC):  # without it an encrypted journal is no backup
            if (self._paths.keys / name).exists():
                yield f"keys/{name}", self._paths.keys / name
        for folder in (self._paths.frameworks, self._paths.prompts):
            for path in sorted(folder.glob("*.toml")):
                yield f"{folder.name}/{path.name}", path

    @staticmethod
    def _read_back(folder: Path, listed: list[Listed]) -> None:
        for one in listed:
            if _sha256(read_regular(folder / one.path, FILE_LIMIT)) != one.sha256:
                raise OSError(5, "what was read back differs", str(folder / one.path))

    def on_one_disk(self, folder: Path) -> bool:
        """Whether a copy there is lost together with the journal."""
        with contextlib.suppress(OSError):
            here = self._paths.journal if self._paths.journal.exists() else Path.home()
            return os.stat(folder).st_dev == os.stat(here).st_dev
        return False

    # ── reading and putting back ─────────────────────────────────────────────

    def read(self, place: Path) -> dict[str, bytes]:
        """The files of a backup by name, checked against its list; or one ``.jsonl`` file.

        Raises SysleadError where it is no backup or not as it was made.
        """
        try:
            if place.is_dir():
                return self._read_folder(place)
            if place.suffix != ".jsonl":
                raise NotABackup("a folder that syslead backup made is meant, or a .jsonl file")
            return {f"journal/{place.name}": read_regular(place, FILE_LIMIT)}
        except OSError as problem:
            raise SysleadError(
                f"{problem.filename or place} cannot be read: {reason(problem)}.",
                hint="Nothing was changed.",
            ) from problem
        except NotABackup as problem:
            raise SysleadError(
                f"{place} is no backup: {problem}.", "Nothing was changed."
            ) from None

    def _read_folder(self, folder: Path) -> dict[str, bytes]:
        if not (folder / CONTENTS).exists():
            raise NotABackup(f"there is no {CONTENTS} in it")
        _, listed = read_contents(read_regular(folder / CONTENTS, FILE_LIMIT))
        found = {}
        for one in listed:
            content = read_regular(folder / one.path, FILE_LIMIT)
            if len(content) != one.size or _sha256(content) != one.sha256:
                raise NotABackup(f"{one.path} is not as it was when the backup was made")
            found[one.path] = content
        return found

    def here(self, names: list[str]) -> dict[str, bytes]:
        """The files of those names as they are here, where there are any."""
        found = {}
        for name in names:
            path = self._place(name)
            if path.exists() or path.is_symlink():
                try:
                    found[name] = read_regular(path, FILE_LIMIT)
                except OSError as problem:
                    raise SysleadError(
                        f"{path} cannot be read: {reason(problem)}.", "Nothing was changed."
                    ) from problem
        return found

    def put(self, one: Restoring) -> None:
        """Write one file back and read it again; the bytes before it are kept in the backups."""
        path = self._place(one.path)
        try:
            with locked(self._paths.lock, self._clock):
                if path.exists():
                    now = self._clock.now().local
                    aside = self._paths.backups / f"{now:%Y-%m-%dT%H%M%S}" / one.path
                    create_file(aside, read_regular(path, FILE_LIMIT))
                replace_file(path, one.content)
            if read_regular(path, FILE_LIMIT) != one.content:
                raise OSError(5, "what was read back differs")
        except OSError as problem:
            raise SysleadError(
                f"{path} was not restored: {reason(problem)}.", "Files before it were."
            ) from problem

    def _place(self, name: str) -> Path:
        first, _, rest = name.partition("/")
        folders = {
            "journal": self._paths.journal,
            "keys": self._paths.keys,
            "frameworks": self._paths.frameworks,
            "prompts": self._paths.prompts,
        }
        return folders[first] / rest if rest else self._paths.config


def _cleared(unfinished: Path) -> str:
    """Take away what there is of a backup; what to say where that fails too."""
    from shutil import rmtree

    rmtree(unfinished, ignore_errors=True)
    if os.path.lexists(unfinished):
        return f"What there is of it is {unfinished}; it can be deleted."
    return "Nothing of it was left behind."


def _sha256(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()
