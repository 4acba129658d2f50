"""A file somebody named: read with care, made anew and never over another, taken away again."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from syslead_cli.base.files import create_file, read_regular, reason
from syslead_cli.errors import SysleadError


def given_file(path: Path, limit: int) -> bytes:
    """The bytes of a file somebody named. Raises SysleadError where there is no such file."""
    try:
        return read_regular(path, limit)
    except OSError as problem:
        raise SysleadError(f"{path} cannot be read: {reason(problem)}.") from None


def open_to_others(path: Path) -> bool:
    """Whether its modes let anybody else read it."""
    with contextlib.suppress(OSError):
        return os.name != "nt" and bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    return False


def check_new(path: Path) -> None:
    """Raise SysleadError where no new file can be made, so that it is said before anything else."""
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
    """A new 0600 file, on disk on return; nothing that stands there is touched."""
    check_new(path)
    try:
        create_file(path, content, ours=False)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as problem:
        raise SysleadError(
            f"{path} cannot be written: {reason(problem)}.", "Nothing was shared."
        ) from None


def unwrite(path: Path) -> None:
    """Take away a file that ``write_new`` made, where that can be done."""
    with contextlib.suppress(OSError):
        path.unlink()
