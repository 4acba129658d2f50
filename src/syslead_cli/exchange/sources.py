"""Files and folders of other journals: read within limits, never followed out of their folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from syslead_cli.base.files import READ_FLAGS, read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.exchange.arrival import SourceFile

#: More than a life's journal. A file of more bytes is refused before it is read.
LIMIT = 256 * 1024 * 1024
FILES_LIMIT = 100_000
_DEPTH = 32
_NOTHING = "Nothing was imported."
_ZIP_START = b"PK"


class Sources:
    """What the leader names on the command line, as bytes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit

    def file(self, path: Path) -> SourceFile:
        """One ordinary file. Raises SysleadError where it is none, too large or not readable."""
        if path.is_dir():
            raise _refused(f"{path} is a folder; a file is needed.")
        try:
            return SourceFile(str(path), read_regular(path, self._limit))
        except SysleadError as problem:
            raise _refused(problem.message) from None
        except OSError as problem:
            raise _unreadable(path, problem) from problem

    def members(self, path: Path, ending: str) -> list[SourceFile]:
        """The members of a zip with that ending; a file that is no zip counts as its one member."""
        from syslead_cli.exchange.zip_source import read_members

        try:
            if _start(path) != _ZIP_START:
                return [self.file(path)]
            return read_members(path, ending, self._limit)
        except OSError as problem:
            raise _unreadable(path, problem) from problem

    def folder(self, path: Path, endings: tuple[str, ...]) -> list[SourceFile]:
        """The ordinary files of a folder and those below it; one file counts as its folder.

        Hidden names and symbolic links are passed over.
        """
        if not path.is_dir():
            one = self.file(path)
            return [SourceFile(path.name, one.content)]
        found: list[SourceFile] = []
        size = 0
        try:
            for file in _below(path, endings):
                content = read_regular(file, self._limit - size)
                size += len(content)
                found.append(SourceFile(file.relative_to(path).as_posix(), content))
                if len(found) > FILES_LIMIT:
                    raise SysleadError(f"{path} has more than {FILES_LIMIT:,} files.")
        except SysleadError as problem:
            raise _refused(problem.message) from None
        except OSError as problem:
            raise _unreadable(path, problem) from problem
        return found


def _below(folder: Path, endings: tuple[str, ...], depth: int = 0) -> Iterator[Path]:
    """In the order of their names; nothing is waited for and no link is followed."""
    if depth > _DEPTH:
        raise SysleadError(f"{folder} is more than {_DEPTH} folders deep.")
    with os.scandir(folder) as entries:
        listed = sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name)
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name, endings, depth + 1)
        elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(endings):
            yield folder / entry.name


def _start(path: Path) -> bytes:
    handle = os.open(path, READ_FLAGS)
    try:
        return os.read(handle, 2) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    finally:
        os.close(handle)


def _refused(message: str) -> SysleadError:
    return SysleadError(message, hint=_NOTHING, code="not_importable")


def _unreadable(path: Path, problem: OSError) -> SysleadError:
    if isinstance(problem, FileNotFoundError):
        return _refused(f"There is no {problem.filename or path}.")
    return _refused(f"{problem.filename or path} cannot be read: {reason(problem)}.")
