"""Lock a leader's folders while anything is written; reading takes no lock."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import make_private, reason
from syslead_cli.base.folders import give, make_private_folder, owner_of
from syslead_cli.errors import ExitCode, SysleadError

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock

#: How long a writer waits for another one, and how often it looks.
PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.01
#: How long a reader that saw half a line lets whoever is writing it go on: it is one system call.
READER_PATIENCE_SECONDS = 0.03
#: A FIFO in place of the lock must not hold a reader up.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
#: Files this process holds by a record lock: to open and close one again would let it go.
_record_locked: set[Path] = set()
#: How a file system says that it has no locks of a kind.
_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL})
_LOCAL = "That disk does not support locks. Set XDG_STATE_HOME to a folder on a local disk."
_ROOM = "Free some space, then try again."
_FOLDER = "Check who may write there, or set SYSLEAD_HOME to another folder, then try again."


@contextmanager
def locked(path: Path, clock: SystemClock, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock, waiting ``patience`` seconds for it.

    Raises SysleadError: exit 5 when another keeps it, exit 1 when there can be no lock here.
    """
    try:
        handle = _open_lock(path)
    except OSError as problem:
        folder = path if os.path.lexists(path) else path.parent
        done = "written" if os.path.lexists(folder) else "made"
        message = f"{folder} cannot be {done}: {reason(problem)}. Nothing was saved."
        raise SysleadError(message, _hint(problem), "not_saved") from problem
    try:
        try:
            is_ours = _locks_in_time(handle, path, clock, patience)
        except OSError as problem:
            message = f"Could not get the lock {path}: {reason(problem)}. Nothing was saved."
            raise SysleadError(message, _hint(problem), "not_saved") from problem
        if not is_ours:
            message = "Another syslead is writing; nothing was saved."
            hint = f"Try again in a moment. The lock is {path}."
            raise SysleadError(message, hint, code="locked", exit_code=ExitCode.LOCKED)
        yield
    finally:
        _record_locked.discard(path)
        os.close(handle)  # closing lets go of the lock


def _hint(problem: OSError) -> str:
    if problem.errno in _NO_LOCKS:
        return _LOCAL
    return _ROOM if problem.errno in (errno.ENOSPC, errno.EDQUOT) else _FOLDER


def await_writer(path: Path, clock: SystemClock, patience: float = READER_PATIENCE_SECONDS) -> None:
    """Wait until nobody writes, ``patience`` seconds at most; change no file.

    For a reader that saw the beginning of a line: a long one reaches a file page by page.
    """
    if path in _record_locked:
        return
    try:
        handle = os.open(path, os.O_RDONLY | _NOFOLLOW | _NO_WAIT)
    except OSError:
        return  # nobody ever wrote here, or it cannot be told
    try:
        _locks_in_time(handle, None, clock, patience)
    except OSError:
        return  # a file system without locks
    finally:
        os.close(handle)


def _open_lock(path: Path) -> int:
    make_private_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | _NOFOLLOW, 0o600)
    try:
        status = os.fstat(handle)
        make_private(handle, status.st_mode)
        if not status.st_size and status.st_nlink == 1:
            give(handle, owner_of(path.parent))
    except OSError:
        os.close(handle)
        raise
    return handle


def _locks_in_time(handle: int, path: Path | None, clock: SystemClock, patience: float) -> bool:
    """Take the lock of an open file; ``path`` is that of a lock to hold, None for a look."""
    deadline = clock.monotonic() + patience
    while not _try_lock(handle, path):
        if clock.monotonic() >= deadline:
            return False
        clock.sleep(_LOOK_SECONDS)
    return True


def _try_lock(handle: int, path: Path | None) -> bool:
    if os.name == "nt":  # pragma: no cover - proven on Windows only
        from importlib import import_module

        msvcrt = import_module("msvcrt")
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return True
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as problem:
        if path is None or problem.errno not in _NO_LOCKS:
            raise
        return _try_record_lock(handle, path)
    return True


def _try_record_lock(handle: int, path: Path) -> bool:
    """Take a POSIX record lock, which some network file systems have where they lack flock."""
    import fcntl

    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    _record_locked.add(path)
    return True
