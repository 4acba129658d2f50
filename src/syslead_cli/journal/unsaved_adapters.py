"""Words that wait outside the journal: rescue files, and what an editor left when it was killed.

They lie in ``state/rescue``; where that could not be written, in the home folder, where only
files of this user's count. In the machine's temporary folder nothing is looked for: what lies
there may be of another journal, and was named when it was written.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from syslead_cli.base.files import is_there

#: What syslead calls the files it puts into a folder that is not its own.
_OURS = ("rescue-*.jsonl", "typed-*.txt", "typed-*.txt.age", "sitting-*.json", "review-*.json")
_EDITING = ".edit-"


def waiting_files(rescue: Path, home: str) -> list[Path]:
    """Every file with words that were not saved. Raises OSError where it cannot be told."""
    return sorted({*_in_rescue(rescue), *_elsewhere(rescue, home)})


def holds_records(path: Path) -> bool:
    """Whether it is a file of journal lines."""
    return path.suffix == ".jsonl"


def editing_folder(folder: Path) -> Path:
    """A new private folder for an editor; its name says which process it is for."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix=f"{_EDITING}{os.getpid()}-", dir=folder))


def _in_rescue(rescue: Path) -> Iterator[Path]:
    for path in rescue.glob("*"):
        if path.name.startswith(_EDITING):
            if not _is_open(path.name):
                yield from (p for p in path.glob("entry*") if p.is_file() and _has_words(p))
        elif path.name[0] != "." and path.is_file():
            yield path


def _is_open(name: str) -> bool:
    """Whether the process an editor's folder was made for is still there."""
    number = name.removeprefix(_EDITING).partition("-")[0]
    process = int(number) if number.isdecimal() else 0
    return process > 0 and process != os.getpid() and is_there(process)


def _has_words(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return bool(path.read_bytes().strip())
    return False


def _elsewhere(rescue: Path, home: str) -> Iterator[Path]:
    folder = Path(home)
    for pattern in _OURS if home and folder != rescue else ():
        yield from (path for path in folder.glob(pattern) if _is_mine(path))


def _is_mine(path: Path) -> bool:
    """Nobody else may slip something into a journal by leaving a file in a shared folder."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return mine and path.is_file() and not path.is_symlink()
