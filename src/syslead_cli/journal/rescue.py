"""Words that are not in the journal yet: drafts, rescue files, and what is being typed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zlib import crc32

from syslead_cli.base.clock import month_start, uuid7
from syslead_cli.base.dates import leaders_day
from syslead_cli.base.files import create_file, is_there, read_regular, reason, replace_file
from syslead_cli.base.folders import link_below
from syslead_cli.base.paths import EDITING_PREFIX, ORIGINAL
from syslead_cli.crypt.keys import DecryptionError
from syslead_cli.errors import SysleadError
from syslead_cli.journal.model import Note, Revise

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey
    from syslead_cli.journal.model import Record

_LIMIT = 8 * 1024 * 1024
#: How many names are tried for a rescue file, where one is there already.
_MOST_NAMES = 20


def unfinished_words(step: str, held: str, text: str) -> str:
    """Return everything typed in an interrupted sitting that no record holds yet."""
    text = text.strip("\n")
    if step == "mend":  # the field began with what was held
        return text if text.strip() else held
    parts = [held, text] if step in ("when", "due") else [text]
    return "\n\n".join(part for part in parts if part.strip())


def words_in(name: str, content: bytes) -> str:
    """Return the words of a file that waits; of a document, its texts without their keys."""
    from syslead_cli.base.editor import uncommented

    text = content.decode("utf-8", "surrogateescape")
    if ".json" in name:
        with suppress(ValueError, RecursionError):
            text = _words_of(json.loads(text)) or text
    return uncommented(text).rstrip("\n")


def _words_of(document: Any) -> str:
    """Return the words of a draft or of scripted answers; of a sitting, what no record holds."""
    match document:  # a sitting: reflect/model.py
        case {"v": 1, "step": {"name": str(step), "held": str(held)}, "text": str(text)}:
            return unfinished_words(step, held, text)
    from syslead_cli.journal.forget_match import NO_WORDS_IN_DRAFTS, texts_in

    found = texts_in(document, NO_WORDS_IN_DRAFTS | {"agenda", "schema"})
    return "\n\n".join(text for text in found if text.strip())


def note_of(text: str, written: datetime, zone: str, day_start: int) -> Note:
    """Return a note of the day the words were written: the same words make the same note."""
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


# ── keeping ──────────────────────────────────────────────────────────────────


def numbered(path: Path) -> Iterator[Path]:
    """Yield the path, then the same with -2, -3 … before its endings, without end."""
    yield path
    stem, dot, endings = path.name.partition(".")
    yield from (path.with_name(f"{stem}-{number}{dot}{endings}") for number in count(2))


def _mark(paths: Paths) -> str:
    """Return how the name of a rescue file elsewhere begins: it says which journal it is of."""
    state = os.fsencode(os.path.realpath(paths.state))
    return f"syslead-{crc32(state):08x}-"


def keep(name: str, content: bytes, paths: Paths) -> Path | None:
    """Write ``content`` to the first folder that takes it; None when none does.

    ``state/rescue``, else a spare folder, where the name says which journal it is of. Files are
    new ones, 0600; an earlier one of that name stays. A folder that cannot confirm them on disk
    is used only when no other can.
    """
    name = re.sub(r"[^A-Za-z0-9.-]", "_", name)
    leads = {paths.rescue: "", **dict.fromkeys(paths.spare, _mark(paths))}
    for durable in (True, False):
        for folder, lead in leads.items():
            with suppress(OSError):
                for free in islice(numbered(folder / f"{lead}{name}"), _MOST_NAMES):
                    with suppress(FileExistsError):
                        create_file(free, content, durable=durable, root=paths.root_of(folder))
                        return free
    return None


class Draft(Protocol):
    """A sitting or a review that has not ended: its file, and what stands there."""

    @property
    def file_name(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


AnyDraft = TypeVar("AnyDraft", bound=Draft)


class DraftFiles:
    """The folder of sittings and reviews that have not ended, encrypted where the journal is."""

    def __init__(self, paths: Paths, key: JournalKey) -> None:
        self._paths = paths
        self._key = key

    def path(self, draft: Draft) -> Path:
        return self._paths.drafts / draft.file_name

    def keep(self, draft: Draft, *, durable: bool = True) -> None:
        """Write it in place of its earlier state; with ``durable`` it is on disk.

        While typing, the file only has to outlive this program, not the machine.
        """
        path, content = self.path(draft), json.dumps(draft.data, indent=1).encode("ascii") + b"\n"
        try:
            content = self._key.encrypt_blob(content)
            replace_file(path, content, durable=durable, root=self._paths.state)
        except SysleadError:  # the key cannot be had
            if durable:
                raise
        except OSError as problem:
            if not durable:
                return
            kept = keep(path.name, content, self._paths)
            where = f"\nWhat you wrote is in {kept}" if kept else ""
            error = SysleadError(
                f"The draft could not be saved: {reason(problem)} ({path}).{where}", code="draft"
            )
            error.words_kept = kept is not None
            raise error from problem

    def drop(self, draft: Draft) -> None:
        with suppress(OSError):
            self.path(draft).unlink()

    def newest(self, pattern: str, read: Callable[[Any], AnyDraft | None]) -> AnyDraft | None:
        """Return the one written last that ``read`` makes sense of; the others stay there."""
        found: list[tuple[float, Path]] = []
        for path in self._paths.drafts.glob(pattern):
            with suppress(OSError):
                found.append((path.stat().st_mtime, path))
        for _, path in sorted(found, reverse=True):
            content = b""
            with suppress(OSError, SysleadError):
                content = read_regular(path, _LIMIT)
            with suppress(DecryptionError, ValueError, RecursionError):
                draft = read(json.loads(self._key.decrypt_blob(content)))
                if draft is not None and draft.file_name == path.name:
                    return draft
        return None


# ── what is being typed ──────────────────────────────────────────────────────

#: Words that are being typed: this, and the number of the process they are typed in.
_TYPING_PREFIX = "typing-"


class TypedWords:
    """What was typed in this run; should the run fail before it is on disk, it is kept.

    While it is typed it is in a file as well, which ``ended`` takes away: should the run be
    killed, the file is found by ``waiting_files``.
    """

    def __init__(self, paths: Paths, encrypt: Callable[[bytes], bytes] = bytes) -> None:
        self._paths = paths
        self._encrypt = encrypt
        self._heard: list[str] = []
        #: Whether anything was given or typed so far, saved or not.
        self.has_words = False
        self._file: Path | None = None

    def typing(self, text: str) -> None:
        """Write the text in a field. A disk that refuses it is no reason to stop."""
        words = "\n".join((*self._heard, text)).strip("\n")
        if not words.strip():
            self.ended()
            return
        plain = words.encode("utf-8", "surrogatepass") + b"\n"
        content = self._encrypt(plain)
        with suppress(OSError):
            if self._file is None:
                ending = ".txt" if content == plain else ".txt.age"
                free = numbered(self._paths.rescue / f"{_TYPING_PREFIX}{os.getpid()}{ending}")
                self._file = next(path for path in free if not path.exists())
            replace_file(self._file, content, durable=False, root=self._paths.state)

    def ended(self) -> None:
        """Take the file away: the words are saved, or kept elsewhere."""
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
                self._file = None

    def given(self, text: str) -> None:
        """Remember what was given as an argument; "-" is what is still to be read."""
        if text != "-":
            self.heard(text)

    def heard(self, words: str) -> str:
        self._heard.append(words)
        self.has_words = self.has_words or bool(words)
        return words

    def saved(self) -> None:
        """Forget the words: they are in the journal."""
        self._heard.clear()

    def kept(self, said_back: Collection[str] = ()) -> str:
        """Put the words in a rescue file and say where; empty where there are none.

        ``said_back``: words that are said back instead, to somebody who has just typed them.
        """
        heard = [text.rstrip("\n") for text in self._heard if text.strip()]
        if heard and all(any(text in word for word in said_back) for text in heard):
            return "\n".join(f"Not saved: {text}" for text in heard)
        words = "\n".join(heard)
        if not words:
            return ""
        try:  # bytes that are no UTF-8 were read as surrogates
            content = words.encode("utf-8", "surrogateescape") + b"\n"
        except UnicodeEncodeError:
            content = words.encode("utf-8", "surrogatepass") + b"\n"
        kept = self._encrypt(content)
        kind = "typed-{}.txt"
        if words.lstrip().startswith("{"):  # answers for --answers, as far as can be told
            with suppress(ValueError, RecursionError):
                kind = "answers-{}.json" if isinstance(json.loads(words), dict) else kind
        name = f"{kind.format(os.getpid())}{'' if kept == content else '.age'}"
        path = keep(name, kept, self._paths)
        return f"What you wrote is in {path}" if path else f"Here is what you wrote:\n{words}"


# ── waiting ──────────────────────────────────────────────────────────────────


def waiting_files(paths: Paths) -> list[Path]:
    """Return every file with words that were not saved. Raises OSError where it cannot be told."""
    return sorted({*_in_rescue(paths.rescue), *spare_files(paths)})


def drop_saved(paths: Paths, records: Iterable[Record]) -> None:
    """Delete rescue files whose words are exactly those of an entry that was just saved.

    Encrypted ones are left to ``repair``, which can read them. Raises OSError, SysleadError.
    """
    files = [path for path in paths.rescue.glob("typed-*.txt") if _is_file(path)]
    texts = {_text_of(record).rstrip("\n") for record in records} if files else set()
    for path in files:
        words = read_regular(path, _LIMIT).decode("utf-8", "replace").rstrip("\n")
        if words and words in texts:
            path.unlink()


def _text_of(record: Record) -> str:
    changed = record.set.get("text") if isinstance(record, Revise) else None
    return str(changed or getattr(record, "text", None) or "")


def files_beside(paths: Paths) -> list[Path]:
    """Return every file that may hold words, besides the journal, drafts and settings."""
    below = (paths.rescue, paths.quarantine, paths.backups)
    return [*(path for folder in below for path in sorted(folder.rglob("*"))), *spare_files(paths)]


def spare_files(paths: Paths, lead: str = "") -> list[Path]:
    """Return the rescue files of this journal in folders that are not its own.

    Only files of this user's count: nobody else may slip something into a journal by leaving a
    file in a shared folder. ``lead``: the sign before the names of temporary ones.
    """
    found, start = set[Path](), lead + _mark(paths)
    for folder in paths.spare:
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            names = [name for name in os.listdir(folder) if name.startswith(start)]
            found.update(folder / name for name in names if _is_mine(folder / name))
    return sorted(found)


def _in_rescue(rescue: Path) -> Iterator[Path]:
    for path in rescue.glob("*"):
        if path.name.startswith(EDITING_PREFIX):
            if not _is_open(path.name.removeprefix(EDITING_PREFIX)):
                yield from (p for p in path.glob("entry*") if _is_file(p) and _has_words(p))
        elif path.name.startswith(_TYPING_PREFIX):
            if not _is_open(path.name.removeprefix(_TYPING_PREFIX)) and _is_file(path):
                yield path
        elif path.name[0] != "." and _is_file(path):
            yield path


def _is_open(name: str) -> bool:
    """Return whether another process, with whose number the name begins, is still there."""
    number = re.match(r"\d+", name)
    process = int(number[0]) if number else 0
    return process > 0 and process != os.getpid() and is_there(process)


def _is_file(path: Path) -> bool:
    """Return whether it is a file of this folder: a link would bring in somebody else's words."""
    return path.is_file() and not link_below(path.parent, path)


def _has_words(path: Path) -> bool:
    """Return whether there is something in an editor's file that was not there before."""
    with suppress(OSError):
        content, original = path.read_bytes(), path.parent / ORIGINAL
        return bool(content.strip()) and not (
            original.exists() and original.read_bytes() == content
        )
    return False


def _is_mine(path: Path) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return mine and _is_file(path)
