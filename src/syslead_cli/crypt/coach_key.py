"""The coach's own key: ``coach/key.age`` behind a passphrase, or ``coach/key.txt`` without.

Both are files the ``age`` command reads as an identity. ``coach/key.pub`` is the public half.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from syslead_cli.base.files import create_file, read_regular, reason, replace_file, sync_folder
from syslead_cli.base.named_file import given_file
from syslead_cli.errors import SysleadError

_LIMIT = 64 * 1024
CLOSED, PLAIN, PUBLIC = "key.age", "key.txt", "key.pub"


class CoachKey:
    """The files of one key. There is one, and it is never written over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def file(self) -> Path | None:
        """Where the private half is; None where there is none."""
        places = (self._folder / name for name in (CLOSED, PLAIN))
        return next((place for place in places if os.path.lexists(place)), None)

    def public(self) -> str:
        """The public half, as far as it is known without the private one."""
        with contextlib.suppress(OSError, SysleadError):
            text = read_regular(self._folder / PUBLIC, _LIMIT).decode("ascii", "replace")
            return text.partition("#")[0].strip()
        return ""

    def private(self, path: Path) -> bytes:
        """The content of the private half's file. Raises SysleadError."""
        return given_file(path, _LIMIT)

    def keep(self, content: bytes, public: str, *, closed: bool) -> Path:
        """A new key, on disk when this returns; nothing is left behind where it raises."""
        path = self._folder / (CLOSED if closed else PLAIN)
        try:
            _put_new(path, content)
            replace_file(self._folder / PUBLIC, f"{public}\n".encode())
        except FileExistsError:
            raise SysleadError(f"{path} is there already; nothing was written.") from None
        except OSError as problem:
            for each in (path, self._folder / PUBLIC):
                with contextlib.suppress(OSError):
                    each.unlink()
            raise SysleadError(
                f"{path} was not written: {reason(problem)}.", "There is no key."
            ) from problem
        return path


def _put_new(path: Path, content: bytes) -> None:
    """A file that is whole or not there, and never in the place of another."""
    if os.path.lexists(path):
        raise FileExistsError(17, "there is one already", str(path))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with contextlib.suppress(FileNotFoundError):
        unfinished.unlink()
    try:
        create_file(unfinished, content)
        os.replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    sync_folder(path.parent)
