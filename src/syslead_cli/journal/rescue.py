"""Words that were not saved, made into a note: the same words always make the same one."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct, convert

from syslead_cli.base.dates import leaders_day, month_start
from syslead_cli.base.files import NEW_FLAGS, create_file, is_there, make_private_folder, write_all
from syslead_cli.base.ids import uuid7
from syslead_cli.base.paths import EDITING_PREFIX, ORIGINAL
from syslead_cli.journal.model import Note


class _Step(Struct):
    name: str
    held: str


class _UnfinishedSitting(Struct, tag_field="v", tag=1):
    """What matters here of the draft of a sitting (reflect/draft.py)."""

    step: _Step
    text: str


def unfinished_words(step: str, held: str, text: str) -> str:
    """Return everything typed in an interrupted sitting that no record holds yet."""
    text = text.strip("\n")
    if step == "mend":  # the field began with what was held
        return text if text.strip() else held
    parts = [held, text] if step == "when" else [text]
    return "\n\n".join(part for part in parts if part.strip())


def words_in(name: str, content: bytes) -> str:
    """Return the words of a file that waits; of an interrupted sitting, what no record holds."""
    text = content.decode("utf-8", "surrogateescape")
    if name.startswith("sitting-"):
        with suppress(ValueError, RecursionError):
            draft = convert(json.loads(text), _UnfinishedSitting)
            text = unfinished_words(draft.step.name, draft.step.held, draft.text)
    return text.rstrip("\n")


def note_of(text: str, written: datetime, zone: str, day_start: int) -> Note:
    """A note of the day the words were written."""
    from hashlib import sha256

    day = leaders_day(written, day_start)
    made = sha256(b"unsaved " + text.encode("utf-8", "surrogateescape")).digest()
    return Note(
        id=uuid7(int(month_start(day).timestamp() * 1000), made[:10]),
        ts=written.isoformat(timespec="milliseconds"),
        tz=zone,
        day=day,
        text=text,
    )


# ── rescue ──
# Where typed words go when the journal cannot take them.


_ODD = re.compile(r"[^A-Za-z0-9.-]")
_NAMES = 20


def _unsynced(path: Path, content: bytes) -> None:
    """The last resort on a disk that takes bytes but cannot confirm them."""
    handle = os.open(path, NEW_FLAGS, 0o600)
    try:
        write_all(handle, content)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def keep(name: str, content: bytes, folders: Sequence[Path]) -> Path | None:
    """Write ``content`` to the first folder that takes it; None when none does.

    Files are new ones, 0600; an earlier one of that name stays. A folder that cannot confirm
    them on disk is used only when no other can.
    """
    for write in (create_file, _unsynced):
        for folder in folders:
            with contextlib.suppress(OSError):
                make_private_folder(folder)
                return _written(write, folder, name, content)
    return None


class Typed:
    """What somebody typed in this run; should the run fail before it is on disk, it is kept."""

    def __init__(
        self,
        folders: Callable[[], Sequence[Path]],
        closed: Callable[[bytes], bytes] = lambda content: content,
    ) -> None:
        self._folders = folders
        self._closed = closed
        self._heard: list[str] = []

    def heard(self, words: str) -> str:
        """The same words, remembered."""
        self._heard.append(words)
        return words

    def kept(self) -> str:
        """Put them in a rescue file and say where; empty where there are none."""
        words = "\n".join(text.rstrip("\n") for text in self._heard if text.strip())
        if not words:
            return ""
        content = _encoded(words) + b"\n"
        kept = self._closed(content)
        name = f"typed-{os.getpid()}.txt{'' if kept == content else '.age'}"
        path = keep(name, kept, self._folders())
        return f"What you wrote is in {path}" if path else f"Here is what you wrote:\n{words}"


def _encoded(words: str) -> bytes:
    """As they came: bytes that are no UTF-8 were read as what stands for them."""
    try:
        return words.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return words.encode("utf-8", "surrogatepass")


def _written(write: Callable[[Path, bytes], None], folder: Path, name: str, content: bytes) -> Path:
    for path in _free_names(folder, name):
        with contextlib.suppress(FileExistsError):
            write(path, content)
            return path
    raise FileExistsError(name)


def _free_names(folder: Path, name: str) -> Iterator[Path]:
    """The name itself, made fit for a file, then the same with a number."""
    stem, dot, ending = _ODD.sub("_", name).rpartition(".")
    yield folder / f"{stem}{dot}{ending}"
    for number in range(2, _NAMES):
        yield folder / f"{stem}-{number}{dot}{ending}"


def rescue_folders(own: Path, environ_home: str) -> list[Path]:
    """The rescue folder itself, then the home folder, then the machine's temporary one."""
    import tempfile

    folders = [own]
    if environ_home:
        folders.append(Path(environ_home))
    with contextlib.suppress(OSError):
        folders.append(Path(tempfile.gettempdir()))
    return folders


# ── unsaved_adapters ──
# Words that wait outside the journal: rescue files, and what an editor left when it was killed.
#
# They lie in ``state/rescue``; where that could not be written, in the home folder, where only
# files of this user's count. In the machine's temporary folder nothing is looked for: what lies
# there may be of another journal, and was named when it was written.


#: What syslead calls the files it puts into a folder that is not its own.
_OURS = ("rescue-*.jsonl", "typed-*.txt", "typed-*.txt.age", "sitting-*.json", "review-*.json")


def waiting_files(rescue: Path, home: str) -> list[Path]:
    """Every file with words that were not saved. Raises OSError where it cannot be told."""
    return sorted({*_in_rescue(rescue), *_elsewhere(rescue, home)})


def holds_records(path: Path) -> bool:
    """Whether it is a file of journal lines."""
    return path.suffix == ".jsonl"


def _in_rescue(rescue: Path) -> Iterator[Path]:
    for path in rescue.glob("*"):
        if path.name.startswith(EDITING_PREFIX):
            if not _is_open(path.name):
                yield from (p for p in path.glob("entry*") if p.is_file() and _has_words(p))
        elif path.name[0] != "." and path.is_file():
            yield path


def _is_open(name: str) -> bool:
    """Whether the process an editor's folder was made for is still there."""
    number = name.removeprefix(EDITING_PREFIX).partition("-")[0]
    process = int(number) if number.isdecimal() else 0
    return process > 0 and process != os.getpid() and is_there(process)


def _has_words(path: Path) -> bool:
    """Return whether there is something in an editor's file that was not there before."""
    with contextlib.suppress(OSError):
        content, original = path.read_bytes(), path.parent / ORIGINAL
        return bool(content.strip()) and not (
            original.exists() and original.read_bytes() == content
        )
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
