"""What a backup lists, and what a restore would do to each file, decided before any is touched."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import (
    create_file,
    make_private_folder,
    read_regular,
    reason,
    replace_file,
    sync_folder,
)
from syslead_cli.base.lock import locked
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.keys import IDENTITY, PUBLIC
from syslead_cli.errors import SysleadError
from syslead_cli.journal.erase import without
from syslead_cli.journal.files import FILE_LIMIT, MonthFiles
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.repair import is_newer, lines_of

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

SCHEMA = "syslead/backup/1"
CONTENTS = "contents.json"


class NotABackup(ValueError):
    """The list of contents is no such list; the message says why."""


class Listed(Struct, frozen=True):
    """One file of a backup as its list of contents has it."""

    path: str
    size: int
    sha256: str


def contents_document(made: str, files: Iterable[Listed]) -> bytes:
    """The list of contents, as the bytes of its file."""
    listed = [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in files]
    whole = {"schema": SCHEMA, "made": made, "files": listed}
    return json.dumps(whole, indent=1).encode("ascii") + b"\n"


def read_contents(content: bytes) -> tuple[str, list[Listed]]:
    """When the backup was made, and what is in it. Raises NotABackup."""
    try:
        data = json.loads(content)
        if data["schema"] != SCHEMA:
            raise NotABackup(f"its {CONTENTS} is of another kind or version")
        files = [Listed(str(f["path"]), int(f["size"]), str(f["sha256"])) for f in data["files"]]
        made = str(data["made"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        if isinstance(problem, NotABackup):
            raise
        raise NotABackup(f"its {CONTENTS} cannot be read") from None
    for one in files:
        if not _is_ours(one.path):
            raise NotABackup(f"it lists {one.path!r}, which no backup holds")
    return made, files


def _is_ours(path: str) -> bool:
    """Only places a backup has, and none that leads out of them."""
    first, *rest = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in (first, *rest)):
        return False
    if first == "journal":
        return 1 <= len(rest) <= 2 and path.endswith(".jsonl")
    return path == "config.toml" or (first in ("frameworks", "prompts", "keys") and len(rest) == 1)


class Restoring(Struct, frozen=True):
    """What happens to one file.

    ``action`` is ``new``, ``more`` (lines come back), ``same``, ``newer`` (than the backup) or
    ``kept`` (settings that differ); ``content`` is what the file would hold.
    """

    path: str
    action: str
    content: bytes
    lines: int = 0


def restoring(
    backup: Mapping[str, bytes], here: Mapping[str, bytes], removed: set[str]
) -> list[Restoring]:
    """What to do with each file of a backup.

    Nothing newer is overwritten: where a file here has a line that the backup has not, it is
    ``newer``. What was deleted since stays deleted. Settings that differ are ``kept``.
    """
    return [
        _one(path, content, here.get(path), removed) for path, content in sorted(backup.items())
    ]


def _one(path: str, content: bytes, current: bytes | None, removed: set[str]) -> Restoring:
    if not path.startswith("journal/"):
        action = "new" if current is None else "same" if current == content else "kept"
        return Restoring(path, action, content)
    if removed:
        content = without(content, removed)
    if current is None:
        return Restoring(path, "new", content, len(lines_of(content)))
    missing = set(lines_of(content)) - set(lines_of(current))
    if not missing:
        return Restoring(path, "same", current)
    if is_newer(current, content):
        return Restoring(path, "newer", joined(current, content), len(missing))
    return Restoring(path, "more", content, len(missing))


def joined(current: bytes, backup: bytes) -> bytes:
    """The file here with the backup's missing lines behind it."""
    have = set(lines_of(current))
    missing = [raw for raw in dict.fromkeys(lines_of(backup)) if raw not in have]
    start = current if not current or current.endswith(b"\n") else current + b"\n"
    return start + b"".join(raw + b"\n" for raw in missing)


# ── backups ──
# Copies of everything the leader wrote: made whole, read back, and put back with care.


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


# ── backing_up ──
# Backups and restores: decide for every file first, then write, or write nothing.


class BackupPort(Protocol):
    """Backups as flows use them."""

    def read(self, place: Path) -> dict[str, bytes]:
        """The files of a backup, checked."""

    def here(self, names: list[str]) -> dict[str, bytes]:
        """The files of those names as they are here."""

    def put(self, one: Restoring) -> None:
        """Write one file back."""


def restore(
    journal: JournalFiles, backups: BackupPort, place: Path, *, add: bool
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
