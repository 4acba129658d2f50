"""Files, folders and zips of other journals: read into memory within limits.

No link is followed out of a folder, nothing is waited for, and nothing is unpacked to the disk.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import READ_FLAGS, read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.exchange.model import SourceFile

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

#: More than a life's journal. A file of more bytes is refused before it is read.
LIMIT = 256 * 1024 * 1024
FILES_LIMIT = 100_000
_DEPTH = 32
#: Pictures make a zip large; they are not read. Its list of contents is, and stays below this.
ZIP_LIMIT = 4 * 1024**3
_LIST_LIMIT = 32 * 1024 * 1024
_PART = 1 << 20


def read_file(path: Path, limit: int = LIMIT) -> SourceFile:
    """Read one ordinary file. Raises SysleadError where it is none, or larger than ``limit``."""
    if path.is_dir():
        raise _refused(f"{path} is a folder; give a file.")
    try:
        return SourceFile(str(path), read_regular(path, limit))
    except SysleadError as problem:
        raise _refused(problem.message) from None
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def read_folder(path: Path, endings: tuple[str, ...], limit: int = LIMIT) -> list[SourceFile]:
    """Read the files of a folder and those below it; one file counts as its folder.

    Hidden names and symbolic links are passed over.
    """
    if not path.is_dir():
        return [SourceFile(path.name, read_file(path, limit).content)]
    found: list[SourceFile] = []
    size = 0
    try:
        for file in _below(path, endings):
            content = read_regular(file, limit - size)
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
    """Yield files in the order of their names."""
    if depth > _DEPTH:
        raise SysleadError(f"{folder} is more than {_DEPTH} folders deep.")
    with os.scandir(folder) as entries:
        listed = sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name)
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name, endings, depth + 1)
        elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(endings):
            yield folder / entry.name


def read_members(path: Path, ending: str, limit: int = LIMIT) -> list[SourceFile]:
    """Read the members of a zip whose names end so; a file that is no zip is its one member."""
    import zipfile
    import zlib

    if path.is_dir():
        raise _refused(f"{path} is a folder; give a file.")
    try:
        with _ZipFile(str(path), opener=lambda name, _: os.open(name, READ_FLAGS)) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or file.read(2) != b"PK":
                return [read_file(path, limit)]
            if status.st_size > ZIP_LIMIT:
                size = f"{status.st_size:,} bytes, the limit is {ZIP_LIMIT:,}"
                raise _refused(f"{path}: too large: {size}.")
            with zipfile.ZipFile(file) as archive:
                return _contents(archive, ending, limit)
    except OSError as problem:
        raise _unreadable(path, problem) from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as problem:
        raise _refused(f"{path}: the zip is damaged or cut short ({problem}).") from None
    except (RuntimeError, MemoryError, LookupError, ArithmeticError) as problem:
        raise _refused(f"{path}: the zip cannot be read ({problem}).") from None


class _ZipFile(io.FileIO):
    """A file that gives nobody more than a part at once: a zip's header may ask for anything."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = _LIST_LIMIT
        if size > _LIST_LIMIT:
            raise _refused(f"{self.name}: its list of contents is impossible.")
        return super().read(size) or b""


def _contents(archive: ZipFile, ending: str, limit: int) -> list[SourceFile]:
    """Check all members, then read those wanted: by declared size first, then by what is there."""
    path, members = archive.filename, archive.infolist()
    too_large = _refused(f"{path}: too large when unpacked: the limit is {limit:,} bytes.")
    if len(members) > FILES_LIMIT:
        raise _refused(f"{path}: more than {FILES_LIMIT:,} members.")
    for member in members:
        # No journal makes an archive with a name that leads elsewhere, or with a link.
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise _refused(f'{path}: a member has the path "{member.filename}".')
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _refused(f'{path}: the member "{member.filename}" is a symbolic link.')
    wanted = [member for member in members if _is_wanted(member.filename, ending)]
    if not wanted:
        raise _refused(f"{path} contains no {ending} file.")
    if sum(member.file_size for member in wanted) > limit:
        raise too_large
    found, left = [], limit
    for member in sorted(wanted, key=lambda member: member.filename):
        if member.flag_bits & 1:
            raise _refused(f'{path}: the member "{member.filename}" is protected by a password.')
        content = _content(archive, member, left)
        left -= len(content)
        if left < 0:
            raise too_large
        found.append(SourceFile(member.filename, content))
    return found


def _is_wanted(path: str, ending: str) -> bool:
    name = path.rpartition("/")[2]
    hidden = name.startswith(".") or path.startswith("__MACOSX/")
    return name.lower().endswith(ending) and not hidden


def _content(archive: ZipFile, member: ZipInfo, limit: int) -> bytes:
    """Return the whole member, or a little more than ``limit`` bytes of it."""
    parts, size = [], 0
    with archive.open(member) as stream:
        while size <= limit and (part := stream.read(_PART)):
            parts.append(part)
            size += len(part)
    return b"".join(parts)


def _refused(message: str) -> SysleadError:
    return SysleadError(message, hint="Nothing was imported.", code="not_importable")


def _unreadable(path: Path, problem: OSError) -> SysleadError:
    if isinstance(problem, FileNotFoundError):
        return _refused(f"{problem.filename or path} does not exist.")
    return _refused(f"{problem.filename or path} could not be read: {reason(problem)}.")
