"""The file an export goes to: private, new unless told otherwise, whole or not there."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from syslead_cli.base.files import NEW_FLAGS, make_private, reason, sync, sync_folder, write_all
from syslead_cli.errors import SysleadError

_PART = 1 << 18


class ExportFile:
    """One file to be written."""

    def __init__(self, path: Path, journal: Path) -> None:
        self._path = path
        self._journal = journal

    @property
    def stands(self) -> bool:
        """Whether there is something of that name."""
        return os.path.lexists(self._path)

    def check(self) -> None:
        """Raise SysleadError where no export can go."""
        folder = self._path.parent
        if not folder.is_dir():
            raise SysleadError(f"There is no folder {folder}.", hint="Nothing was written.")
        if self._journal.resolve() in (folder.resolve(), *folder.resolve().parents):
            raise SysleadError(
                f"{self._path} is inside the journal, where it would be read as a part of it.",
                hint="Choose another folder; nothing was written.",
            )
        if self.stands and not stat.S_ISREG(os.lstat(self._path).st_mode):
            raise SysleadError(f"{self._path} is not an ordinary file; nothing was written.")

    def write(self, chunks: Iterable[bytes], *, over: bool) -> int:
        """Write all of it and sync; ``over`` puts it in the place of a file that stands there.

        Returns the number of bytes. Raises SysleadError, with nothing new left behind and an
        old file as it was.
        """
        target = self._path
        place = target.with_name(f".{target.name}.{os.getpid()}.tmp") if over else target
        try:
            size = _written(place, chunks)
            if over:
                _put(place, target)
            sync_folder(target.parent)
        except FileExistsError:
            raise SysleadError(
                f"{target} is there already; nothing was written.",
                hint="--force writes over it.",
            ) from None
        except OSError as problem:
            raise SysleadError(
                f"{target} was not written: {reason(problem)}.", "Nothing was left behind."
            ) from problem
        return size


def _put(place: Path, target: Path) -> None:
    try:
        os.replace(place, target)
    except BaseException:
        with contextlib.suppress(OSError):
            place.unlink()
        raise


def _written(place: Path, chunks: Iterable[bytes]) -> int:
    handle = os.open(place, NEW_FLAGS, 0o600)
    size, held = 0, bytearray()
    try:
        make_private(handle, os.fstat(handle).st_mode)
        for chunk in chunks:
            held += chunk
            size += len(chunk)
            if len(held) >= _PART:
                write_all(handle, bytes(held))
                held.clear()
        write_all(handle, bytes(held))
        sync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            place.unlink()
        raise
    finally:
        os.close(handle)
    return size
