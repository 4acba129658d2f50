"""System calls that fail: a layer around ``os`` that counts what a command asks of its folders."""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: Calls by path and calls by open file, with what each may fail with.
BY_PATH = {
    "open": (errno.EACCES, errno.ENOSPC, errno.EIO, errno.EINTR),
    "mkdir": (errno.ENOSPC, errno.EACCES),
    "replace": (errno.ENOSPC, errno.EIO),
    "unlink": (errno.EIO, errno.EACCES),
    "stat": (errno.EIO, errno.EACCES),
    "lstat": (errno.EIO,),
    "listdir": (errno.EIO, errno.EACCES),
    "scandir": (errno.EIO,),
    "chmod": (errno.EACCES,),
    "rmdir": (errno.EIO,),
    "readlink": (errno.EIO,),
}
BY_HANDLE = {
    "write": (errno.ENOSPC, errno.EIO, errno.EINTR),
    "fsync": (errno.EIO, errno.ENOSPC, errno.EINTR),
    "ftruncate": (errno.EIO,),
    "read": (errno.EIO, errno.EINTR),
    "fstat": (errno.EIO,),
    "fchmod": (errno.EACCES,),
    "lseek": (errno.EIO,),
}


def path_of(handle: int) -> str:
    """What an open file is called."""
    try:
        return os.readlink(f"/proc/self/fd/{handle}")
    except OSError:
        return ""


def whole_path(path: Any, folder: int | None) -> str:
    """The path of a file that was named by its folder's handle, or by its path."""
    if isinstance(path, bytes):
        return ""
    return os.fspath(path) if folder is None else f"{path_of(folder)}/{path}"


class Calls:
    """Every call that touches ``home`` is counted; the one at ``fail_at`` fails.

    With ``for_good`` every later call of the same name fails too.
    """

    def __init__(self, home: Path, fail_at: int = -1, number: int = 0, *, for_good: bool) -> None:
        self.home = str(home)
        self.seen: list[str] = []
        self._fail_at = fail_at
        self._number = number
        self._for_good = for_good
        #: The name of the call that failed.
        self.broken = ""

    def _count(self, name: str, where: str) -> None:
        if not where.startswith(self.home):
            return
        place = len(self.seen)
        self.seen.append(name)
        if place == self._fail_at:
            self.broken = name
        if place == self._fail_at or (self._for_good and name == self.broken):
            raise OSError(self._number, os.strerror(self._number), where)

    def by_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
            if not isinstance(path, int):
                folder = kwargs.get("dir_fd", kwargs.get("src_dir_fd"))
                self._count(name, whole_path(path, folder))
            return real(path, *args, **kwargs)

        return call

    def by_handle(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(handle: Any, *args: Any, **kwargs: Any) -> Any:
            self._count(name, path_of(handle))
            return real(handle, *args, **kwargs)

        return call


@contextmanager
def watched(calls: Calls) -> Iterator[None]:
    """While this lasts, calls are counted and may fail."""
    with pytest.MonkeyPatch.context() as patch:
        for name in BY_PATH:
            patch.setattr(os, name, calls.by_path(name, getattr(os, name)))
        for name in BY_HANDLE:
            patch.setattr(os, name, calls.by_handle(name, getattr(os, name)))
        patch.setattr(fcntl, "flock", calls.by_handle("flock", fcntl.flock))
        opened = calls.by_path("open", builtins.open)
        patch.setattr(builtins, "open", opened)
        patch.setattr(io, "open", opened)
        yield


def errors_for(name: str) -> tuple[int, ...]:
    """What a call of that name may fail with."""
    return {**BY_PATH, **BY_HANDLE, "flock": (errno.ENOLCK, errno.EIO, errno.EINTR)}[name]
