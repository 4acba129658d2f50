"""Write files so that a crash leaves the old bytes or the new ones, never neither.

Everything is private to its owner: folders 0700, files 0600, whatever the umask.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from syslead_cli.base.folders import OpenFolder, give, open_folder, owner_of
from syslead_cli.errors import SysleadError, UsageError

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)

READ_FLAGS = os.O_RDONLY | _NONBLOCK | _BINARY
#: How a journal file is opened (docs/journal-format.md); Python adds O_CLOEXEC to every file.
APPEND_FLAGS = os.O_RDWR | os.O_APPEND | _NOFOLLOW | _NONBLOCK | _BINARY
NEW_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY


#: What comes with the program: word lists, tables, templates of pages.
DATA = Path(__file__).parent.parent / "data"


def data_sections(name: str) -> dict[str, str]:
    """Return what stands below each heading, ``[name]``, of a file in ``data``; no comments."""
    text = re.sub(r"(?m)^#( .*)?$", "", (DATA / name).read_text("utf-8"))
    _, *parts = re.split(r"(?m)^\[(.+)\]$", text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@functools.cache
def data_tables(name: str) -> dict[str, Any]:
    """Return the tables of a TOML file in ``data``."""
    import tomllib

    return tomllib.loads((DATA / name).read_text("utf-8"))


def reason(problem: Exception) -> str:
    """Return the operating system's words for an error, plainer for the commonest; or our own."""
    if not isinstance(problem, OSError):
        return str(problem)
    if problem.errno == errno.ENOENT:
        return "there is no such file or folder"
    return problem.strerror or problem.__class__.__name__


def make_private(handle: int, mode: int) -> None:
    """Set an open file's mode to 0600, whatever umask or sync tool made it."""
    if stat.S_IMODE(mode) != 0o600 and hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):  # a file system without modes
            os.fchmod(handle, 0o600)


def sync(handle: int) -> None:
    """Flush a file to the disk itself: macOS has a call of its own for that."""
    if sys.platform == "darwin":  # pragma: no cover
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def replace_file(
    path: Path,
    content: bytes,
    before_rename: Callable[[], None] | None = None,
    *,
    durable: bool = True,
    follow: bool = False,
    root: Path | None = None,
) -> None:
    """Replace a file at once: temporary file, fsync, rename, fsync of the folder.

    What is written at every keystroke is not ``durable``: it does not wait for the disk.

    A file takes a symbolic link's place; with ``follow`` it goes where the link leads, so that a
    configuration kept elsewhere stays where it is. Below ``root`` no link leads anywhere.
    ``before_rename`` may look at the old file once more and raise. Raises OSError with the old
    bytes untouched.
    """
    target = Path(os.path.realpath(path)) if follow else path
    temporary = f".{target.name}.{os.getpid()}.tmp"
    with open_folder(target.parent, root) as folder:
        with contextlib.suppress(FileNotFoundError):
            folder.unlink(temporary)  # left by a process of the same number that was killed
        try:
            _create(folder, temporary, content, durable=durable)
            if before_rename:
                before_rename()
            folder.replace(temporary, target.name)
        except BaseException:
            with contextlib.suppress(OSError):
                folder.unlink(temporary)
            raise
        if durable:
            folder.sync()


def drop_killed(folder: Path, name: str = "", root: Path | None = None) -> None:
    """Remove temporary files of that name, or of any, of processes that were killed.

    Sync tools have temporary files as well (``.syncthing.2026-03.jsonl.tmp``): not ours, which
    have the number of a process.
    """
    for path in folder.glob(f".{name}*.tmp"):
        if is_left_behind(path):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                take_out(path, root)


def take_out(path: Path, root: Path | None = None) -> None:
    """Remove a file, so that a power cut does not bring it back."""
    with open_folder(path.parent, root, make=False) as folder:
        folder.unlink(path.name)
        folder.sync()


def is_left_behind(path: Path) -> bool:
    """Return whether a temporary file is ours, and of a process that writes no more."""
    number = path.name.split(".")[-2]
    return number.isdecimal() and (int(number) == os.getpid() or not is_there(int(number)))


def is_there(process: int) -> bool:
    """Return whether a process of that number runs on this machine."""
    if os.name == "nt":  # pragma: no cover - os.kill means something else there
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):  # no machine counts that far
        return False
    except OSError:
        return True
    return True


def create_file(
    path: Path,
    content: bytes,
    *,
    ours: bool = True,
    durable: bool = True,
    root: Path | None = None,
) -> None:
    """Create a 0600 file and sync it. Raise FileExistsError where one exists.

    ``ours``: in a folder of syslead's, whose owner it gets, rather than where somebody said.
    Not ``durable``: on a disk that takes bytes but cannot confirm them. Below ``root`` no link
    leads anywhere.
    """
    with open_folder(path.parent, root) as folder:
        _create(folder, path.name, content, ours=ours, durable=durable)


def _create(
    folder: OpenFolder, name: str, content: bytes, *, ours: bool = True, durable: bool = True
) -> None:
    owner = owner_of(folder.place) if ours else None
    handle = folder.open(name, NEW_FLAGS)
    try:
        make_private(handle, os.fstat(handle).st_mode)
        give(handle, owner)
        write_all(handle, content)
        if durable:
            sync(handle)
            folder.sync()
    except BaseException:
        with contextlib.suppress(OSError):
            folder.unlink(name)
        raise
    finally:
        os.close(handle)


def read_regular(path: Path, limit: int) -> bytes:
    """Return the bytes of an ordinary file of at most ``limit`` bytes.

    Never waits on a pipe and never reads a device. Raises SysleadError for anything but an
    ordinary file of that size, OSError where it cannot be read.
    """
    return _read_opened(os.open(path, READ_FLAGS), path, limit)


def read_below(path: Path, limit: int, root: Path | None) -> bytes:
    """Return the same of a file that is to be copied or rewritten; raise OSError for a link.

    Without a root, as for settings that are kept elsewhere, links are followed.
    """
    if root is None:
        return read_regular(path, limit)
    with open_folder(path.parent, root, make=False) as folder:
        return _read_opened(folder.open_own(path.name, READ_FLAGS), path, limit)


def _read_opened(handle: int, path: Path, limit: int) -> bytes:
    """Read an open file to its end, and close it."""
    parts: list[bytes] = []
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise SysleadError(f"{path} is not an ordinary file.", code="not_a_file")
        size, got = status.st_size, 0
        if size > limit:
            message = f"{path} is too large: {size:,} bytes, the limit is {limit:,}."
            raise SysleadError(message, code="too_large")
        while part := os.read(handle, 1 << 16 if parts else size + 1):
            parts.append(part)
            got += len(part)
            if got > limit:
                message = f"{path} is too large: the limit is {limit:,} bytes."
                raise SysleadError(message, code="too_large")
            if got == size:  # the end was seen by a read that asked for more than there was
                break
    finally:
        os.close(handle)
    return parts[0] if len(parts) == 1 else b"".join(parts)


@contextlib.contextmanager
def refusing(failed: str, hint: str = "", code: str = "failed") -> Iterator[None]:
    """Raise SysleadError with what ``failed`` and why, where the system refuses something."""
    try:
        yield
    except OSError as problem:
        raise SysleadError(f"{failed}: {reason(problem)}.", hint, code) from problem


_LIMIT = 64 * 1024


def read_own(path: Path) -> bytes | None:
    """Return the bytes of a small file that syslead wrote; None where there is no such file."""
    with refusing(f"{path} could not be read"), contextlib.suppress(FileNotFoundError):
        return read_regular(path, _LIMIT)
    return None


def write_own(path: Path, content: bytes, hint: str = "") -> None:
    """Write a file outside syslead's folders, which may be a link to where it is kept."""
    with refusing(f"{path} could not be written", hint):
        replace_file(path, content, follow=True)


def take_away(path: Path) -> bool:
    """Remove a file that syslead wrote elsewhere; return whether there was one."""
    with refusing(f"{path} could not be removed"), contextlib.suppress(FileNotFoundError):
        path.unlink()
        return True
    return False


#: A file that was named and is longer than this is not what was meant.
NAMED_LIMIT = 256 * 1024


def given_file(path: Path, limit: int = NAMED_LIMIT) -> bytes:
    """Return the bytes of a file somebody named. Raise SysleadError where it cannot be read."""
    with refusing(f"{path} could not be read"):
        return read_regular(path, limit)


def given_stream(path: Path, limit: int) -> bytes:
    """Return the bytes of a file or a pipe somebody named. Raise SysleadError where it is none."""
    with refusing(f"{path} could not be read"):
        if not stat.S_ISFIFO(os.stat(path).st_mode):
            return read_regular(path, limit)
        with open(path, "rb") as pipe:
            content = pipe.read(limit + 1)
    if len(content) > limit:
        raise SysleadError(f"{path} has more than {limit:,} bytes.")
    return content


def open_to_others(path: Path) -> bool:
    """Return whether a file's mode lets anybody else read it."""
    with contextlib.suppress(OSError):
        return os.name != "nt" and bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    return False


def _taken(path: Path) -> SysleadError:
    message = f"{path} already exists; nothing was written."
    hint = "Choose another name: files are never overwritten."
    return SysleadError(message, hint)


def write_new(path: Path, content: bytes, *, over: bool = False) -> None:
    """Create a 0600 file that somebody named and sync it; never overwrite one, unless ``over``.

    Raises SysleadError, with nothing new left behind and an old file as it was.
    """
    with refusing(f"{path} could not be written", "Nothing was left behind."):
        try:
            if over:
                replace_file(path, content)
            else:
                create_file(path, content, ours=False)
        except FileExistsError:
            raise _taken(path) from None


def check_output(path: Path, journal: Path, *, may_replace: bool = False) -> bool:
    """Return true when a file is there. Raises SysleadError where none can be written."""
    if path.name == "-":
        raise UsageError("This goes to a file, not to standard output.", "Give the file a name.")
    check_output_folder(path.parent, path, journal)
    exists = os.path.lexists(path)
    if exists and not stat.S_ISREG(os.lstat(path).st_mode):
        raise SysleadError(f"{path} is not an ordinary file; nothing was written.")
    if exists and not may_replace:
        raise _taken(path)
    return exists


def check_output_folder(folder: Path, path: Path, journal: Path) -> None:
    """Raise SysleadError where there is no such folder, or where it is the journal's."""
    if not folder.is_dir():
        there = os.path.lexists(folder)
        message = f"{folder} is not a folder." if there else f"The folder {folder} does not exist."
        raise SysleadError(message, hint="Nothing was written.")
    if journal.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise SysleadError(
            f"{path} is inside the journal and would be read as part of it.",
            hint="Choose another folder; nothing was written.",
        )
