"""What was typed and is not finished: one private file each, written over and over while typing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from syslead_cli.base.files import read_regular, reason, replace_file, replace_quickly
from syslead_cli.crypt.keys import DecryptionError
from syslead_cli.errors import SysleadError
from syslead_cli.journal.rescue import keep

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey


_LIMIT = 8 * 1024 * 1024
Draft = TypeVar("Draft")


class DraftFiles:
    """The folder of sittings and reviews that have not ended, encrypted where the journal is."""

    def __init__(self, paths: Paths, key: JournalKey | None) -> None:
        self.folder = paths.drafts
        self._paths = paths
        self._key = key

    def keep(self, path: Path, data: dict[str, Any], *, durable: bool) -> None:
        """Write it in place of its earlier state; with ``durable`` it is on disk.

        While typing, the file only has to outlive this program, not the machine.
        """
        content = json.dumps(data, indent=1).encode("ascii") + b"\n"
        try:
            content = self._key.encrypt_blob(content) if self._key else content
            write = replace_file if durable else replace_quickly
            write(path, content, root=self._paths.state)
        except SysleadError:  # the key cannot be had
            if durable:
                raise
        except OSError as problem:
            if durable:
                raise self._not_kept(path, content, problem) from problem

    def newest(self, pattern: str, read: Callable[[Any, Path], Draft | None]) -> Draft | None:
        """The one written last that ``read`` can make sense of; the others stay where they are."""
        for path in self._newest_first(pattern):
            content = b""
            with contextlib.suppress(OSError, SysleadError):
                content = read_regular(path, _LIMIT)
            with contextlib.suppress(DecryptionError, ValueError, RecursionError):
                content = self._key.decrypt_blob(content) if self._key else content
                draft = read(json.loads(content), path)
                if draft is not None:
                    return draft
        return None

    def _newest_first(self, pattern: str) -> list[Path]:
        found: list[tuple[float, Path]] = []
        for path in self.folder.glob(pattern):
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime, path))
        return [path for _, path in sorted(found, reverse=True)]

    def _not_kept(self, path: Path, content: bytes, problem: OSError) -> SysleadError:
        """What to say where the folder does not take it; the words go elsewhere."""
        kept = keep(path.name, content, self._paths)
        where = f"\nWhat you wrote is in {kept}" if kept else ""
        error = SysleadError(
            f"The draft could not be saved: {reason(problem)} ({path}).{where}", code="draft"
        )
        error.words_kept = kept is not None
        return error


def dropped(path: Path) -> None:
    """Take a draft away."""
    with contextlib.suppress(OSError):
        path.unlink()
