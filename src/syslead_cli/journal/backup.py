"""Copies of everything the leader wrote: made whole, read back, and restored with care.

What a restore does to each file is decided before any is touched. Nothing newer is lost, and
nothing in a backup gives orders: whoever made it may be a stranger.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.documents import Count, Document
from syslead_cli.base.files import (
    create_file,
    read_below,
    read_regular,
    reason,
    refusing,
    replace_file,
)
from syslead_cli.base.folders import link_below, make_private_folder, sync_folder
from syslead_cli.base.lock import locked
from syslead_cli.crypt.keys import IDENTITY, PUBLIC
from syslead_cli.errors import SysleadError
from syslead_cli.journal.erase import without
from syslead_cli.journal.files import FILE_LIMIT, MonthFile, MonthFiles, lines_of, read_device
from syslead_cli.journal.store import JournalFiles, check_all_readable

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.merge import Journal

SCHEMA = "syslead/backup/1"
CONTENTS = "contents.json"
SETTINGS = "config.toml"
IDENTITY_PATH, PUBLIC_PATH = f"keys/{IDENTITY}", f"keys/{PUBLIC}"
#: Folders of what the leader wrote beside the journal, and how the files in them end.
_OWN_FILES = {
    "frameworks": (".toml", ".mentions"),
    "prompts": (".toml",),
    "templates": (".md",),
}
#: Returns the settings in a file that run programs, and the file without them (None: unreadable).
ProgramsIn = Callable[[bytes], tuple[tuple[str, ...], bytes | None]]


class NotABackup(ValueError):
    """The folder is no backup; the message says why."""


class BackupFile(Struct, frozen=True):
    """One file of a backup as its list of contents has it."""

    path: str
    size: int
    sha256: str

    def matches(self, content: bytes) -> bool:
        """Return whether these are the bytes that were copied."""
        return len(content) == self.size and _digest(content) == self.sha256


class BackupContents(Struct, frozen=True):
    """``contents.json``: when the backup was made and the files in it."""

    schema: str
    made: str
    files: list[BackupFile]


class BackupDocument(Document, frozen=True, tag="syslead/backup/1"):
    """Where a backup is, how many files are in it, and what could not be copied."""

    path: str
    files: Count
    skipped: tuple[str, ...]


class RestoreStep(Struct, frozen=True):
    """What happens to one file.

    ``action`` is ``new``, ``more`` (lines come back), ``same``, ``newer`` (than the backup),
    ``kept`` (settings that differ) or ``left`` (a key or settings nobody agreed to); ``content``
    is what the file would hold. ``left_out`` says what is not taken along: settings, lines.
    ``agreed`` is the content with the settings.
    """

    path: str
    action: str
    content: bytes
    lines: int = 0
    left_out: tuple[str, ...] = ()
    agreed: bytes = b""


class Backups:
    """Makes and restores backups: a dated folder with the files as they are, and their list."""

    def __init__(self, paths: Paths, clock: SystemClock, programs_in: ProgramsIn) -> None:
        self._paths = paths
        self._clock = clock
        self._programs_in = programs_in

    def make(self, folder: Path) -> tuple[BackupDocument, int]:
        """Make a backup in ``folder``; return how many bytes are in it, too.

        It gets its name only when every byte was read back. Raises SysleadError otherwise.
        """
        now = self._clock.now().local
        target = folder / f"syslead-{now:%Y-%m-%dT%H%M%S}"
        unfinished = made = folder / f".{target.name}.{os.getpid()}.tmp"
        try:
            if target.exists():
                raise FileExistsError(
                    17, "there is already a backup made in this second", str(target)
                )
            make_private_folder(folder)
            with locked(self._paths.lock, self._clock):  # not while a slow stick takes them
                taken, skipped = self._take()
            files = _copy_all(unfinished, taken)
            contents = msgspec.to_builtins(BackupContents(SCHEMA, now.isoformat(), files))
            content = json.dumps(contents, indent=1).encode("ascii") + b"\n"
            create_file(unfinished / CONTENTS, content)
            for one in files:
                if not one.matches(read_regular(unfinished / one.path, FILE_LIMIT)):
                    raise OSError(5, "what was read back differs", str(unfinished / one.path))
            os.replace(unfinished, target)
            made = target
            sync_folder(folder)
        except OSError as problem:
            raise SysleadError(
                f"No backup was made: {reason(problem)} ({problem.filename or target}).",
                hint=_remove_unfinished(made),
                code="no_backup",
            ) from problem
        except BaseException:
            _remove_unfinished(made)
            raise
        document = BackupDocument(str(target), len(files), tuple(skipped))
        return document, sum(one.size for one in files)

    def _take(self) -> tuple[list[tuple[str, bytes]], list[str]]:
        """Read every file as it is at one moment; return those that could not be read too."""
        own = ""
        with contextlib.suppress(OSError, SysleadError):
            own = read_device(self._paths.device)
        months = MonthFiles(self._paths, own)
        files = months.listing()
        taken = list[tuple[str, bytes]]()
        skipped = [f"{one.place.file}: cannot be listed" for one in months.problems]
        for name, path in self._everything(files):
            if link := self._paths.link_to(path):
                skipped.append(f"{name}: a {link}")
                continue
            try:
                taken.append((name, read_below(path, FILE_LIMIT, self._paths.root_of(path))))
            except (OSError, SysleadError) as problem:
                words = reason(problem) if isinstance(problem, OSError) else "not an ordinary file"
                skipped.append(f"{name}: {words}")
        removed = sum(content.count(b'"kind":"remove"') for _, content in taken)
        missing = months.missing(removed)
        return taken, [*(f"{one.file}: {one.problem}" for one in missing), *skipped]

    def _everything(self, files: Iterable[MonthFile]) -> Iterator[tuple[str, Path]]:
        paths = self._paths
        for _, _, path in files:
            yield f"journal/{path.relative_to(paths.journal).as_posix()}", path
        if paths.config.exists():
            yield SETTINGS, paths.config
        for name in (IDENTITY, PUBLIC):  # without it an encrypted journal is no backup
            if (paths.keys / name).exists():
                yield f"keys/{name}", paths.keys / name
        for folder in (paths.frameworks, paths.prompts, paths.templates):
            for path in sorted(folder.glob("*")):
                ours = path.name.endswith(_OWN_FILES[folder.name])
                # An editor's own files begin with a dot.
                if ours and path.name[0] != "." and not path.is_dir():
                    yield f"{folder.name}/{path.name}", path

    def is_on_same_disk(self, folder: Path) -> bool:
        """Return whether a copy there is lost together with the journal."""
        with contextlib.suppress(OSError):
            here = self._paths.journal if self._paths.journal.exists() else Path.home()
            return os.stat(folder).st_dev == os.stat(here).st_dev
        return False

    # ── restoring ────────────────────────────────────────────────────────────

    def plan(self, journal: JournalFiles, place: Path, *, add: bool) -> list[RestoreStep]:
        """Return what putting a backup back would do with each file; nothing is written.

        Raises SysleadError where something here is newer; with ``add`` the lines that are
        missing here are added to such files instead.
        """
        files = _read(place)
        whole = journal.read()
        consequence = "what you deleted could come back"
        check_all_readable(whole, "Nothing was restored", consequence, "restore again")
        here = self._here(files)
        steps = [
            _restore_step(path, content, here.get(path), journal, whole)
            for path, content in sorted(files.items())
        ]
        newer = [step.path for step in steps if step.action == "newer"]
        if newer and not add:
            raise SysleadError(
                "Nothing was restored: these have entries that the backup does not have: "
                + ", ".join(newer) + ".",
                hint="--add keeps them and adds the missing entries.",
                code="newer",
            )  # fmt: skip
        public = files.get(PUBLIC_PATH)
        same_key = public is not None and public.strip() == here.get(PUBLIC_PATH, b"").strip()
        return [self._without_orders(step, same_key=same_key) for step in steps]

    def _without_orders(self, step: RestoreStep, *, same_key: bool) -> RestoreStep:
        """Return the step without what would switch encryption on or run a program.

        Whoever made a backup could make this journal unreadable with a key, or run a program with
        settings. Keys come back only where the journal here is encrypted with that very key.
        """
        if step.action != "new":
            return step
        if step.path in (IDENTITY_PATH, PUBLIC_PATH):
            return step if same_key else replace(step, action="left")
        if step.path != SETTINGS:
            return step
        named, rest = self._programs_in(step.content)
        action = "left" if rest is None else "new"
        return replace(
            step, action=action, content=rest or b"", left_out=named, agreed=step.content
        )

    def carry_out(self, steps: Iterable[RestoreStep]) -> None:
        """Put the files back, each read again; the bytes before it are kept in the backups.

        Raises SysleadError where one cannot be.
        """
        state = self._paths.state
        for step in (one for one in steps if one.action in ("new", "more", "newer")):
            path = self._place(step.path)
            root = self._paths.root_of(path)
            with refusing(f"{path} was not restored", "The files before it were restored."):
                with locked(self._paths.lock, self._clock):
                    if path.exists():
                        now = self._clock.now().local
                        aside = self._paths.backups / f"{now:%Y-%m-%dT%H%M%S}" / step.path
                        create_file(aside, read_below(path, FILE_LIMIT, root), root=state)
                    replace_file(path, step.content, follow=root is None, root=root)
                if read_regular(path, FILE_LIMIT) != step.content:
                    raise OSError(5, "what was read back differs")

    def _here(self, names: Mapping[str, bytes]) -> dict[str, bytes]:
        """Read the files of those names as they are here, where there are any."""
        found = {}
        for name in names:
            path = self._place(name)
            if path.exists() or path.is_symlink():
                with refusing(f"{path} could not be read", "Nothing was changed."):
                    found[name] = read_regular(path, FILE_LIMIT)
        return found

    def _place(self, name: str) -> Path:
        first, _, rest = name.partition("/")
        if not rest:
            return self._paths.config
        folder: Path = getattr(self._paths, first)  # the folders in a backup are called as here
        return folder / rest


def _restore_step(
    path: str, content: bytes, current: bytes | None, journal: JournalFiles, whole: Journal
) -> RestoreStep:
    """Return what to do with a file that is ``current`` here.

    Where it has a line that the backup has not, it is ``newer``. What was deleted since stays
    deleted, and lines that would delete what is here are left out.
    """
    if not path.startswith("journal/"):
        action = "new" if current is None else "same" if current == content else "kept"
        return RestoreStep(path, action, content)
    here, raws = set(lines_of(current or b"")), content.split(b"\n")
    news = {raw for raw in raws if raw.strip() and not here.issuperset(lines_of(raw))}
    orders = {raw for raw in news if _deletes_live(raw, journal, whole)}
    message = f"{len(orders)} of its lines would delete entries that are here"
    left_out = (message,) if orders else ()
    content = b"\n".join(raw for raw in raws if raw not in orders)
    content = without(content, set(whole.removed))
    lines = lines_of(content)
    missing = len(set(lines) - here)
    if current is None:
        return RestoreStep(path, "new", content, len(lines), left_out)
    if not missing:
        return RestoreStep(path, "same", current, 0, left_out)
    if here <= set(lines):
        return RestoreStep(path, "more", content, missing, left_out)
    start = current if current.endswith(b"\n") else current + b"\n"
    added = b"".join(raw + b"\n" for raw in dict.fromkeys(lines) if raw not in here)
    return RestoreStep(path, "newer", start + added, missing, left_out)


def _deletes_live(raw: bytes, journal: JournalFiles, whole: Journal) -> bool:
    removals = (line.of for line in journal.lines_in(raw) if line.removes)
    return any(of in whole.places and of not in whole.removed for of in removals)


def key_to_confirm(steps: Sequence[RestoreStep]) -> str:
    """Return the public key that may be put back if the leader says so; empty where none may.

    Its secret half must come along or be here: else nobody could read what it encrypts.
    """
    by_path = {step.path: step for step in steps}
    public, identity = by_path.get(PUBLIC_PATH), by_path.get(IDENTITY_PATH)
    if not public or not identity or public.action != "left":
        return ""
    text = public.content.decode("ascii", "replace").strip()
    sound = text.startswith("age1") and text.isalnum() and text.isascii()
    return text if sound and identity.action in ("left", "same") else ""


# ── the files of a backup ────────────────────────────────────────────────────


def _digest(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


def _copy_all(target: Path, taken: Sequence[tuple[str, bytes]]) -> list[BackupFile]:
    make_private_folder(target)
    files = []
    for name, content in taken:
        create_file(target / name, content, root=target.parent)
        files.append(BackupFile(name, len(content), _digest(content)))
    return files


def _remove_unfinished(unfinished: Path) -> str:
    """Remove what there is of a backup; return what to say where that fails too."""
    from shutil import rmtree

    rmtree(unfinished, ignore_errors=True)
    if os.path.lexists(unfinished):
        return f"The unfinished part is {unfinished}; you can delete it."
    return "Nothing was left behind."


def _read(place: Path) -> dict[str, bytes]:
    """Read the files of a backup by name, checked against its list; or one ``.jsonl`` file.

    Raises SysleadError where it is no backup or not as it was made.
    """
    try:
        if place.is_dir():
            return _read_folder(place)
        if place.suffix != ".jsonl":
            raise NotABackup("give a folder made by syslead backup, or a .jsonl file")
        return {f"journal/{place.name}": read_regular(place, FILE_LIMIT)}
    except OSError as problem:
        raise SysleadError(
            f"{problem.filename or place} could not be read: {reason(problem)}.",
            hint="Nothing was changed.",
        ) from problem
    except NotABackup as problem:
        raise SysleadError(f"{place} is not a backup: {problem}.", "Nothing was changed.") from None


def _read_folder(folder: Path) -> dict[str, bytes]:
    if not (folder / CONTENTS).exists():
        if below := sorted(folder.glob(f"syslead-*/{CONTENTS}")):
            raise NotABackup(f"backups are in it, the newest is {below[-1].parent}")
        raise NotABackup(f"it has no {CONTENTS}")
    found = {}
    for one in _contents(read_regular(folder / CONTENTS, FILE_LIMIT)).files:
        if "symbolic" in link_below(folder, folder / one.path):
            raise NotABackup(f"{one.path} is behind a symbolic link")
        found[one.path] = read_regular(folder / one.path, FILE_LIMIT)
        if not one.matches(found[one.path]):
            raise NotABackup(f"{one.path} was changed after the backup was made")
    return found


def _contents(content: bytes) -> BackupContents:
    """Parse the list of contents. Raises NotABackup."""
    try:
        data = json.loads(content)
        known = data["schema"] == SCHEMA
        contents = msgspec.convert(data, BackupContents, strict=False) if known else None
    except (ValueError, LookupError, TypeError, msgspec.MsgspecError, RecursionError):
        raise NotABackup(f"its {CONTENTS} cannot be read") from None
    if contents is None:
        raise NotABackup(f"its {CONTENTS} is of a different kind or version")
    for one in contents.files:
        if not _is_place(one.path):
            raise NotABackup(f"it lists {one.path!r}, which no backup contains")
    return contents


def _is_place(path: str) -> bool:
    """Return whether a backup has that place, and none that leads out of it."""
    first, *rest = path.split("/")
    if any(not part or part[0] == "." or "\0" in part or "\\" in part for part in (first, *rest)):
        return False
    if first == "journal":
        return 1 <= len(rest) <= 2 and path.endswith(".jsonl")
    if first in _OWN_FILES:
        return len(rest) == 1 and path.endswith(_OWN_FILES[first])
    return path in (SETTINGS, IDENTITY_PATH, PUBLIC_PATH)
