"""Where typed words go when the journal cannot take them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from syslead_cli.adapters.files import create_file, make_private_folder, write_all


def _unsynced(path: Path, content: bytes) -> None:
    """The last resort on a disk that takes bytes but cannot confirm them."""
    handle = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600
    )
    try:
        write_all(handle, content)
    finally:
        os.close(handle)


def keep(name: str, content: bytes, folders: Sequence[Path]) -> Path | None:
    """Write ``content`` to the first folder that takes it; None when none does.

    Files are new ones, 0600. A folder that cannot confirm them on disk is used only when no
    other can.
    """
    for write in (create_file, _unsynced):
        for folder in folders:
            path = folder / name
            try:
                make_private_folder(folder)
                write(path, content)
            except OSError:
                with contextlib.suppress(OSError):
                    if path.stat().st_size < len(content):
                        path.unlink()
                continue
            return path
    return None


def rescue_folders(own: Path, environ_home: str) -> list[Path]:
    """The rescue folder itself, then the home folder, then the machine's temporary one."""
    import tempfile

    folders = [own]
    if environ_home:
        folders.append(Path(environ_home))
    with contextlib.suppress(OSError):
        folders.append(Path(tempfile.gettempdir()))
    return folders
