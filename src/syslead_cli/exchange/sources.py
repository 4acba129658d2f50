"""Members of a zip, read into memory within limits; nothing is ever written to the disk."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import READ_FLAGS, read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.exchange.importing import SourceFile

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo


#: Pictures make a zip large; they are not read. Its list of contents is, and stays below this.
ZIP_LIMIT = 4 * 1024**3
_LIST_LIMIT = 32 * 1024 * 1024
_MEMBERS_LIMIT = 100_000
_PART = 1 << 20


class _InParts(io.FileIO):
    """A file that gives nobody more than a part at once: a zip's header may ask for anything."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = _LIST_LIMIT
        if size > _LIST_LIMIT:
            raise SysleadError("it claims a list of contents that no archive has")
        return super().read(size) or b""


def read_members(path: Path, ending: str, limit: int) -> list[SourceFile]:
    """The members whose names end so, in the order of their names. Raises SysleadError, OSError."""
    import zipfile
    import zlib

    try:
        with _opened(path) as file, zipfile.ZipFile(file) as archive:
            return _read(archive, ending, limit)
    except SysleadError as problem:
        raise _refused(path, problem.message) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as problem:
        raise _refused(path, f"the zip is damaged or cut short ({problem})") from None
    except (RuntimeError, MemoryError, LookupError, ArithmeticError) as problem:
        raise _refused(path, f"the zip cannot be read ({problem})") from None


def _opened(path: Path) -> _InParts:
    file = _InParts(str(path), opener=lambda name, flags: os.open(name, READ_FLAGS))
    status = os.fstat(file.fileno())
    if stat.S_ISREG(status.st_mode) and status.st_size <= ZIP_LIMIT:
        return file
    file.close()
    if status.st_size > ZIP_LIMIT:
        raise SysleadError(f"too large: {status.st_size:,} bytes, the limit is {ZIP_LIMIT:,}")
    raise SysleadError("not an ordinary file")


def _read(archive: ZipFile, ending: str, limit: int) -> list[SourceFile]:
    members = archive.infolist()
    if len(members) > _MEMBERS_LIMIT:
        raise SysleadError(f"more than {_MEMBERS_LIMIT:,} members")
    for member in members:
        _check(member)
    wanted = [m for m in members if _is_wanted(m, ending)]
    if not wanted:
        raise SysleadError(f"there is no {ending} file in it")
    return _contents(archive, sorted(wanted, key=lambda m: m.filename), limit)


def _check(member: ZipInfo) -> None:
    """No name that would lead elsewhere, no link: such an archive was not made by a journal."""
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise SysleadError(f'a member has the path "{member.filename}"')
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SysleadError(f'the member "{member.filename}" is a symbolic link')


def _is_wanted(member: ZipInfo, ending: str) -> bool:
    name = member.filename.rpartition("/")[2]
    hidden = name.startswith(".") or member.filename.startswith("__MACOSX/")
    return name.lower().endswith(ending) and not hidden


def _contents(archive: ZipFile, members: Sequence[ZipInfo], limit: int) -> list[SourceFile]:
    """By declared size first, then by what is really there."""
    if sum(member.file_size for member in members) > limit:
        raise SysleadError(f"unpacked it is too large: the limit is {limit:,} bytes")
    found, left = [], limit
    for member in members:
        if member.flag_bits & 1:
            raise SysleadError(f'the member "{member.filename}" is protected by a password')
        content = _content(archive, member, left)
        left -= len(content)
        if left < 0:
            raise SysleadError(f"unpacked it is too large: the limit is {limit:,} bytes")
        found.append(SourceFile(member.filename, content))
    return found


def _content(archive: ZipFile, member: ZipInfo, limit: int) -> bytes:
    """The whole member, or a little more than ``limit`` bytes of it."""
    parts, size = [], 0
    with archive.open(member) as stream:
        while size <= limit and (part := stream.read(_PART)):
            parts.append(part)
            size += len(part)
    return b"".join(parts)


def _refused(path: Path, problem: str) -> SysleadError:
    return SysleadError(f"{path}: {problem}.", hint="Nothing was imported.", code="not_importable")


# ── sources ──
# Files and folders of other journals: read within limits, never followed out of their folder.


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
            raise _refused_sources(f"{path} is a folder; a file is needed.")
        try:
            return SourceFile(str(path), read_regular(path, self._limit))
        except SysleadError as problem:
            raise _refused_sources(problem.message) from None
        except OSError as problem:
            raise _unreadable(path, problem) from problem

    def members(self, path: Path, ending: str) -> list[SourceFile]:
        """The members of a zip with that ending; a file that is no zip counts as its one member."""

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
            raise _refused_sources(problem.message) from None
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


def _refused_sources(message: str) -> SysleadError:
    return SysleadError(message, hint=_NOTHING, code="not_importable")


def _unreadable(path: Path, problem: OSError) -> SysleadError:
    if isinstance(problem, FileNotFoundError):
        return _refused_sources(f"There is no {problem.filename or path}.")
    return _refused_sources(f"{problem.filename or path} cannot be read: {reason(problem)}.")
