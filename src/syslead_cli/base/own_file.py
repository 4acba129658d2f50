"""A file outside syslead's own folders that syslead wrote and may take away again."""

from __future__ import annotations

from pathlib import Path

from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.errors import SysleadError

_LIMIT = 64 * 1024


def read_own(path: Path) -> bytes:
    """Its bytes; none where there is no such file."""
    try:
        return read_regular(path, _LIMIT)
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise SysleadError(f"{path} cannot be read: {reason(problem)}.") from None


def write_own(path: Path, content: bytes) -> None:
    """Write it. Raises SysleadError where the disk does not take it."""
    try:
        replace_file(path, content)
    except OSError as problem:
        raise SysleadError(f"{path} cannot be written: {reason(problem)}.") from None


def take_away(path: Path) -> bool:
    """Whether there was one to take away."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise SysleadError(f"{path} cannot be taken away: {reason(problem)}.") from None
    return True
