"""Hold a folder open while files in it are written, so that no link takes its place meanwhile.

A look at a path and a write to it are two moments. Who writes into a synced folder may put a link
there in between. So below a folder of ours each part is opened from the one before it, a link is
refused, and files are made, renamed and removed by their name in the folder that is open.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
#: Whether files can be opened by their name in an open folder; Windows cannot.
_HAS_HANDLES = os.open in os.supports_dir_fd
#: What a file system answers that has no way to sync a folder.
_CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
#: How often a file is opened that something else replaces just then.
_TRIES = 3
#: What systems answer where a link is not to be followed.
_IS_LINK = frozenset({errno.ELOOP, errno.ENOTDIR, errno.EMLINK})


class OpenFolder(NamedTuple):
    """An open folder; ``handle`` is None on Windows, where files go by their whole path."""

    path: Path
    handle: int | None

    @property
    def place(self) -> Path | int:
        """Return what to ask for its owner."""
        return self.path if self.handle is None else self.handle

    def open(self, name: str, flags: int) -> int:
        """Open a file in it, 0600 where it is a new one; raise OSError for a link."""
        with _naming(self.path / name):
            return os.open(self._called(name), flags | _NOFOLLOW, 0o600, dir_fd=self.handle)

    def open_own(self, name: str, flags: int) -> int:
        """Open a file that has no other name; raise OSError for a hard link as well.

        The name is looked at once more: it may have been another file's while it was opened.
        """
        for _ in range(_TRIES):
            handle = self.open(name, flags)
            try:
                there = os.stat(self._called(name), dir_fd=self.handle, follow_symlinks=False)
                if is_hard_link(there):
                    raise OSError(errno.ELOOP, f"{name} is a hard link", str(self.path / name))
                if os.path.samestat(there, os.fstat(handle)):
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
        raise OSError(errno.EAGAIN, f"{name} is changed all the time", str(self.path / name))

    def replace(self, old: str, new: str, place: OpenFolder | None = None) -> None:
        """Give a file in it another name, here or in another place, instead of what has it."""
        to = place or self
        source, target = self._called(old), to._called(new)
        with _naming(to.path / new):
            os.replace(source, target, src_dir_fd=self.handle, dst_dir_fd=to.handle)

    def make_private(self, name: str) -> None:
        """Take everybody else's rights to a file or folder in it away."""
        handle = self.open_own(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            os.fchmod(handle, 0o700 if stat.S_ISDIR(os.fstat(handle).st_mode) else 0o600)
        finally:
            os.close(handle)

    def unlink(self, name: str) -> None:
        """Take a file in it away."""
        with _naming(self.path / name):
            os.unlink(self._called(name), dir_fd=self.handle)

    def sync(self) -> None:
        """Make new or renamed names durable; do nothing where folders cannot be synced."""
        if self.handle is not None:
            _sync(self.handle)

    def _called(self, name: str) -> Path:
        return self.path / name if self.handle is None else Path(name)


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Give an error the whole path; one about a link, words that a person understands."""
    try:
        yield
    except OSError as problem:
        number, message = problem.errno, problem.strerror
        with contextlib.suppress(OSError):  # a disk that cannot tell
            if number in _IS_LINK and path.is_symlink():
                number, message = errno.ELOOP, f"{path.name} is a symbolic link"
        raise OSError(number, message, str(path)) from None


@contextlib.contextmanager
def open_folder(
    folder: Path, root: Path | None = None, *, make: bool = True
) -> Iterator[OpenFolder]:
    """Open a folder, made 0700 where it is missing; below ``root`` no link is followed.

    The root itself may be a link, and so may folders above it.
    """
    start = root if root and folder.is_relative_to(root) else folder
    if make:
        make_private_folder(start)
    if not _HAS_HANDLES:  # pragma: no cover - Windows
        if link := link_below(start, folder):
            raise OSError(errno.ELOOP, f"it is a {link}", str(folder))
        if make:
            make_private_folder(folder)
        yield OpenFolder(folder, None)
        return
    handle = os.open(start, _FOLDER_FLAGS)
    try:
        for part in folder.relative_to(start).parts:
            start /= part
            outer, handle = handle, _opened(handle, start, make=make)
            os.close(outer)
        yield OpenFolder(folder, handle)
    finally:
        os.close(handle)


def _opened(outer: int, path: Path, *, make: bool = True) -> int:
    """Open a folder from the one above it, made where it is missing; raise OSError for a link."""
    flags = _FOLDER_FLAGS | _NOFOLLOW
    with _naming(path):
        try:
            return os.open(path.name, flags, dir_fd=outer)
        except FileNotFoundError:
            if not make:
                raise
        umask = os.umask(0o077)
        try:
            with contextlib.suppress(FileExistsError):
                os.mkdir(path.name, 0o700, dir_fd=outer)
        finally:
            os.umask(umask)
        handle = os.open(path.name, flags, dir_fd=outer)
    try:
        with contextlib.suppress(OSError):  # a file system without modes
            os.fchmod(handle, 0o700)
        give(handle, owner_of(outer))
        _sync(outer)
    except BaseException:
        os.close(handle)
        raise
    return handle


def make_private_folder(folder: Path) -> None:
    """Make a folder and its missing parents, 0700, each synced into its parent."""
    if folder.is_dir():
        return
    if folder.is_symlink():  # such as to a stick that is not there
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    with open_folder(folder.parent) as outer:
        if outer.handle is None:  # pragma: no cover - Windows
            folder.mkdir(exist_ok=True)
        else:
            os.close(_opened(outer.handle, folder))


def sync_folder(folder: Path) -> None:
    """Make a new or renamed name in a folder durable; do nothing where folders cannot be synced."""
    with open_folder(folder, make=False) as opened:
        opened.sync()


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _CANNOT_SYNC:
            raise


def owner_of(folder: Path | int) -> tuple[int, int] | None:
    """Return the owner for a file that root makes in this folder; None where it needs no change.

    With ``sudo``, or in a container with the journal mounted, one entry would lock its leader
    out. Asked before the file is opened: what fails then has changed nothing.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    status = os.stat(folder)
    return (status.st_uid, status.st_gid) if status.st_uid else None


def give(handle: int, owner: tuple[int, int] | None) -> None:
    """Give a file or folder that root has just made to that owner."""
    if owner:
        with contextlib.suppress(OSError):
            if os.fstat(handle).st_uid == 0:
                os.fchown(handle, *owner)


def link_below(root: Path, path: Path) -> str:
    """Return which link leads from a folder to something below it, in words; empty where none does.

    What is behind one is somebody else's file: it is never written or copied. The folder itself
    may be a link. This is a look, to say it; ``held`` is what keeps a write from following one.
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


def is_hard_link(status: os.stat_result) -> bool:
    """Return whether a file has another name too, which may be anybody's."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink > 1
