"""Write files so that a crash leaves the old bytes or the new ones, never neither.

Everything is private to its owner: folders 0700, files 0600, whatever the umask.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from syslead_cli.errors import SysleadError

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)

READ_FLAGS = os.O_RDONLY | _CLOEXEC | _NONBLOCK | _BINARY
#: How a journal file is opened (docs/journal-format.md), and for its last byte too.
APPEND_FLAGS = os.O_RDWR | os.O_APPEND | _NOFOLLOW | _CLOEXEC | _NONBLOCK | _BINARY
NEW_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _CLOEXEC | _BINARY

#: What a file system answers that has no way to sync a folder.
_CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def reason(problem: OSError) -> str:
    """Return the operating system's words for an error, plainer for the commonest."""
    if problem.errno == errno.ENOENT:
        return "there is no such file or folder"
    return problem.strerror or problem.__class__.__name__


def make_private_folder(folder: Path) -> None:
    """Make a folder and its missing parents, 0700, each synced into its parent."""
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    with contextlib.suppress(OSError):  # only an unusual umask makes this necessary
        os.chmod(folder, 0o700)
    if _is_root():
        _give_folder(folder, owner_of(folder.parent))
    sync_folder(folder.parent)


def _give_folder(folder: Path, owner: tuple[int, int] | None) -> None:
    if owner:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _NOFOLLOW | _CLOEXEC)
        try:
            give(handle, owner)
        finally:
            os.close(handle)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def owner_of(folder: Path) -> tuple[int, int] | None:
    """Return the owner for a file that root makes in this folder; None where it needs no change.

    With ``sudo``, or in a container with the journal mounted, one entry would lock its leader
    out. Asked before the file is opened: what fails then has changed nothing.
    """
    if not _is_root():
        return None
    status = os.stat(folder)
    return (status.st_uid, status.st_gid) if status.st_uid else None


def give(handle: int, owner: tuple[int, int] | None) -> None:
    """Give a file that root has just made to that owner."""
    if owner:
        with contextlib.suppress(OSError):
            if os.fstat(handle).st_uid == 0:
                os.fchown(handle, *owner)


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


def sync_folder(folder: Path) -> None:
    """Make a new or renamed name in a folder durable; do nothing where folders cannot be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(handle)


def write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def replace_file(
    path: Path,
    content: bytes,
    before_rename: Callable[[], None] | None = None,
    *,
    follow: bool = False,
) -> None:
    """Replace a file at once: temporary file, fsync, rename, fsync of the folder.

    A file takes a symbolic link's place; with ``follow`` it goes where the link leads, so that a
    configuration kept elsewhere stays where it is.
    ``before_rename`` may look at the old file once more and raise. Raises OSError with the old
    bytes untouched.
    """
    target = Path(os.path.realpath(path)) if follow else path
    make_private_folder(target.parent)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()  # left by a process of the same number that was killed
    try:
        create_file(temporary, content)
        if before_rename:
            before_rename()
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def drop_killed(paths: Iterable[Path]) -> None:
    """Remove temporary files of processes that were killed; a file's name holds its process number.

    Sync tools have temporary files as well (``.syncthing.2026-03.jsonl.tmp``): not ours.
    """
    for path in paths:
        if is_left_behind(path):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                path.unlink()
                sync_folder(path.parent)


def is_left_behind(path: Path) -> bool:
    """Return whether a temporary file is ours, and of a process that writes no more."""
    number = path.name.split(".")[-2]
    return number.isdecimal() and (int(number) == os.getpid() or not is_there(int(number)))


def link_below(root: Path, path: Path) -> str:
    """Return which link leads from a folder to something below it, in words; empty where none does.

    What is behind one is somebody else's file: it is never written or copied. The folder itself
    may be a link.
    """
    here, status = root, None
    for part in path.relative_to(root).parts if path.is_relative_to(root) else ():
        here /= part
        try:
            status = os.lstat(here)
        except OSError:
            return ""
        if stat.S_ISLNK(status.st_mode):
            return "symbolic link" if here == path else "file behind a symbolic link"
    return "hard link" if status and is_hard_link(status) else ""


def check_no_link(root: Path, folder: Path) -> None:
    """Raise OSError where a link leads to a folder below ``root``: no new file is made there."""
    if link := link_below(root, folder):
        raise OSError(errno.ELOOP, f"it is a {link}", str(folder))


def is_hard_link(status: os.stat_result) -> bool:
    """Return whether a file has another name too, which may be anybody's."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink > 1


def temporaries(folder: Path, name: str = "") -> list[Path]:
    """Return the temporary files of ``replace_file`` for that name, or for any."""
    names = os.listdir(folder) if folder.is_dir() else []
    return [folder / one for one in names if one.startswith(f".{name}") and one.endswith(".tmp")]


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


def replace_quickly(path: Path, content: bytes) -> None:
    """Replace a file without waiting for the disk: for what is written at every keystroke."""
    make_private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NOFOLLOW | _CLOEXEC | _BINARY
    owner = owner_of(path.parent)
    handle = os.open(temporary, flags, 0o600)
    try:
        give(handle, owner)
        write_all(handle, content)
    finally:
        os.close(handle)
    os.replace(temporary, path)


def create_file(path: Path, content: bytes, *, ours: bool = True) -> None:
    """Create a 0600 file and sync it. Raise FileExistsError where one exists.

    ``ours``: in a folder of syslead's, whose owner it gets, rather than where somebody said.
    """
    make_private_folder(path.parent)
    owner = owner_of(path.parent) if ours else None
    handle = os.open(path, NEW_FLAGS, 0o600)
    try:
        make_private(handle, os.fstat(handle).st_mode)
        give(handle, owner)
        write_all(handle, content)
        sync(handle)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def read_regular(path: Path, limit: int) -> bytes:
    """Return the bytes of an ordinary file of at most ``limit`` bytes.

    Never waits on a pipe and never reads a device. Raises SysleadError for anything but an
    ordinary file of that size, OSError where it cannot be read.
    """
    handle = os.open(path, READ_FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise SysleadError(f"{path} is not an ordinary file.", code="not_a_file")
        if status.st_size > limit:
            raise SysleadError(
                f"{path} is too large: {status.st_size:,} bytes, the limit is {limit:,}.",
                code="too_large",
            )
        return _read_to_the_end(handle, path, status.st_size, limit)
    finally:
        os.close(handle)


def _read_to_the_end(handle: int, path: Path, size: int, limit: int) -> bytes:
    parts, wanted, got = [], size + 1, 0
    while part := os.read(handle, wanted):
        parts.append(part)
        got += len(part)
        if got > limit:
            raise SysleadError(
                f"{path} is too large: the limit is {limit:,} bytes.", code="too_large"
            )
        if got == size:  # the end was seen by a read that asked for more than there was
            break
        wanted = 1 << 16
    return parts[0] if len(parts) == 1 else b"".join(parts)


_LIMIT = 64 * 1024


def read_own(path: Path) -> bytes:
    """Return the bytes of a file that syslead wrote elsewhere; none where there is no such file."""
    try:
        return read_regular(path, _LIMIT)
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise SysleadError(f"{path} cannot be read: {reason(problem)}.") from None


def write_own(path: Path, content: bytes) -> None:
    """Write a file outside syslead's folders. Raise SysleadError where the disk refuses it."""
    try:
        replace_file(path, content, follow=True)
    except OSError as problem:
        raise SysleadError(f"{path} cannot be written: {reason(problem)}.") from None


def take_away(path: Path) -> bool:
    """Remove a file that syslead wrote elsewhere; return whether there was one."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise SysleadError(f"{path} cannot be taken away: {reason(problem)}.") from None
    return True


def given_file(path: Path, limit: int) -> bytes:
    """Return the bytes of a file somebody named. Raise SysleadError where it cannot be read."""
    try:
        return read_regular(path, limit)
    except OSError as problem:
        raise SysleadError(f"{path} cannot be read: {reason(problem)}.") from None


def given_stream(path: Path, limit: int) -> bytes:
    """Return the bytes of a file or a pipe somebody named. Raise SysleadError where it is none."""
    try:
        if not stat.S_ISFIFO(os.stat(path).st_mode):
            return given_file(path, limit)
        with open(path, "rb") as pipe:
            content = pipe.read(limit + 1)
    except OSError as problem:
        raise SysleadError(f"{path} cannot be read: {reason(problem)}.") from None
    if len(content) > limit:
        raise SysleadError(f"{path} holds more than {limit:,} bytes.")
    return content


def open_to_others(path: Path) -> bool:
    """Return whether a file's mode lets anybody else read it."""
    with contextlib.suppress(OSError):
        return os.name != "nt" and bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    return False


def check_new(path: Path) -> None:
    """Raise SysleadError where no new file can be made, before anything else is done."""
    if not path.parent.is_dir():
        raise SysleadError(f"There is no folder {path.parent}; nothing was written.")
    if os.path.lexists(path):
        raise _taken(path)


def _taken(path: Path) -> SysleadError:
    return SysleadError(
        f"{path} is there already; nothing was written.",
        "Name another one: no file is written over.",
    )


def write_new(path: Path, content: bytes) -> None:
    """Create a 0600 file that somebody named and sync it; never overwrite one."""
    check_new(path)
    try:
        create_file(path, content, ours=False)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as problem:
        raise SysleadError(
            f"{path} cannot be written: {reason(problem)}.", "Nothing was shared."
        ) from None


def check_output(path: Path, journal: Path) -> bool:
    """Return true when a file is there. Raises SysleadError where no export can go."""
    check_output_folder(path.parent, path, journal)
    exists = os.path.lexists(path)
    if exists and not stat.S_ISREG(os.lstat(path).st_mode):
        raise SysleadError(f"{path} is not an ordinary file; nothing was written.")
    return exists


def check_output_folder(folder: Path, path: Path, journal: Path) -> None:
    """Raise SysleadError where there is no such folder, or where it is the journal's."""
    if not folder.is_dir():
        there = os.path.lexists(folder)
        said = f"{folder} is not a folder." if there else f"There is no folder {folder}."
        raise SysleadError(said, hint="Nothing was written.")
    if journal.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise SysleadError(
            f"{path} is inside the journal, where it would be read as a part of it.",
            hint="Choose another folder; nothing was written.",
        )


def write_output(path: Path, content: bytes, *, over: bool) -> None:
    """Write a 0600 file, on disk on return; ``over`` puts it in the place of one that is there.

    Raises SysleadError, with nothing new left behind and an old file as it was.
    """
    try:
        if over:
            replace_file(path, content)
        else:
            create_file(path, content, ours=False)
    except FileExistsError:
        raise SysleadError(
            f"{path} is there already; nothing was written.",
            hint="--force writes over it.",
        ) from None
    except OSError as problem:
        raise SysleadError(
            f"{path} was not written: {reason(problem)}.", "Nothing was left behind."
        ) from problem


def unwrite(path: Path) -> None:
    """Remove a file that ``write_new`` made, where that is possible."""
    with contextlib.suppress(OSError):
        path.unlink()
