"""Lines at the end of a journal file (docs/journal-format.md): appended, or taken back."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from syslead_cli.base.files import (
    APPEND_FLAGS,
    give,
    make_private,
    make_private_folder,
    owner_of,
    reason,
    sync,
    sync_folder,
)
from syslead_cli.errors import ExitCode, SysleadError


def append_lines(path: Path, lines: Sequence[bytes]) -> tuple[int, bytes]:
    """Append and sync; return the file's size before, and the bytes that were added."""
    make_private_folder(path.parent)
    owner = owner_of(path.parent)
    handle = os.open(path, APPEND_FLAGS | os.O_CREAT, 0o600)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise SysleadError(f"{path} is not an ordinary file; nothing was saved.")
        make_private(handle, status.st_mode)
        if not status.st_size and status.st_nlink == 1:
            give(handle, owner)
        content = b"".join(line + b"\n" for line in lines)
        if status.st_size and _last_byte(handle, status.st_size) != b"\n":
            content = b"\n" + content  # end a torn tail, never cut it
        _write_once(handle, content, status.st_size)
        sync(handle)
    finally:
        os.close(handle)
    if not status.st_size:  # new, or left empty by a try that failed
        sync_folder(path.parent)
    return status.st_size, content


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _write_once(handle: int, content: bytes, old_size: int) -> None:
    """Write with one call; what the disk took only in part is taken back."""
    try:
        written = os.write(handle, content)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, old_size)
        raise
    if written != len(content):
        os.ftruncate(handle, old_size)
        raise OSError(28, "the disk took only part of the line")


def size_of(path: Path) -> int:
    """Return the file's size, -1 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def truncate_to(sizes: dict[Path, int]) -> list[Path]:
    """Give every file its old length, -1 for none; return those where that failed."""
    return [path for path, size in reversed(sizes.items()) if not _truncate(path, size)]


def _truncate(path: Path, size: int) -> bool:
    try:
        if size < 0:
            path.unlink(missing_ok=True)
            return True
        handle = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        try:
            os.ftruncate(handle, size)
            with contextlib.suppress(OSError):
                sync(handle)
        finally:
            os.close(handle)
    except OSError:
        return False
    return True


# ── messages ─────────────────────────────────────────────────────────────────


def not_saved(problem: OSError | SysleadError | KeyboardInterrupt) -> SysleadError:
    """Return what to say where records could not be put on disk."""
    if isinstance(problem, SysleadError):
        return problem
    if isinstance(problem, KeyboardInterrupt):
        return SysleadError(
            "Stopped before it was confirmed on disk.",
            "syslead repair takes the rescue file in.",
            "interrupted",
            ExitCode.INTERRUPTED,
        )
    where = f" ({problem.filename})" if problem.filename else ""
    return SysleadError(
        f"Not confirmed on disk: {reason(problem)}{where}.",
        hint="Make room or mend the folder; syslead repair --apply then takes the rescue file in.",
        code="not_saved",
    )


def not_taken_in(problem: str, left: Sequence[Path]) -> SysleadError:
    """Return what to say of an import; ``left`` are files that did not get their old length."""
    if not left:
        return SysleadError(
            f"Nothing was imported: {problem}.",
            hint="The journal is as it was. Make room or mend the folder, then import again.",
            code="not_imported",
        )
    names = "\n".join(f"  {path}" for path in left)
    return SysleadError(
        f"The import failed: {problem}. A part of it may stand at the end of\n{names}",
        hint="Import again when it is mended: what is there already is not added twice.",
        code="partly_imported",
    )
