"""Erasing records: from bytes, and from this device's files.

A ``remove`` record hides an entry at once, wherever it was written; the text itself is erased by
the device whose file holds it, by a rewrite that a crash cannot spoil.

A line may hold more than one record: a lost newline runs two together, and a corrupt line is
encrypted as it stood. Each record in it stays or goes by itself.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from syslead_cli.base.files import create_file, read_regular, take_out
from syslead_cli.crypt.keys import is_switched_on
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import (
    BOM,
    CorruptLine,
    Line,
    UnknownVersion,
    read_line,
    records_within,
)
from syslead_cli.journal.device_files import OwnFiles, append_lines, by_month
from syslead_cli.journal.encrypted import is_encrypted
from syslead_cli.journal.files import (
    FILE_LIMIT,
    MonthFile,
    SeenFile,
    SeenFiles,
    edits_in,
    lines_of,
    month_of,
    note_append,
)
from syslead_cli.journal.merge import PlacedLine
from syslead_cli.journal.model import Revise
from syslead_cli.journal.raw_lines import raw_lines, with_edits

if TYPE_CHECKING:
    from pathlib import Path

    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey
    from syslead_cli.journal.forget import ErasurePlan

#: How the line begins in which a corrupt one was encrypted: nobody could tell its kind.
AS_IT_STOOD = b'"kind":""'
#: An id after its key, also where another key follows inside it.
_ID = re.compile(rb'"id":(?="((?:[^"\\]|\\.)*)")', re.DOTALL)
_ID_OR_OF = re.compile(rb'"(?:id|of)":(?="((?:[^"\\]|\\.)*)")', re.DOTALL)
#: How many files of other devices one append looks into, so that none takes long.
_FILES_AT_ONCE = 64


class RecordFilter(NamedTuple):
    """Which records and which corrupt bytes of a line are dropped.

    ``key`` decrypts lines, and encrypts what is left of one that was encrypted as it stood.
    """

    drops: Callable[[Line], bool]
    drops_rest: Callable[[bytes], bool]
    key: JournalKey | None = None


def filtered(raw: bytes, chosen: RecordFilter) -> list[bytes]:
    """Return what stays of a line, as lines; the line itself where nothing of it goes."""
    line = read_line(raw.removeprefix(BOM))
    if line is None:
        return [raw]
    if isinstance(line, CorruptLine):
        return _corrupt_filtered(raw, chosen)
    if chosen.drops(line):
        return []
    if chosen.key is None or not is_encrypted(line):
        return [raw]
    return _encrypted_filtered(raw, line, chosen, chosen.key)


def _corrupt_filtered(raw: bytes, chosen: RecordFilter) -> list[bytes]:
    pieces = [piece for piece, _ in records_within(raw)]
    between, kept, at = list[bytes](), list[bytes](), 0
    for piece in pieces:
        start = raw.index(piece, at)
        between.append(raw[at:start])
        at = start + len(piece)
        kept += filtered(piece, chosen)
    rest = b" ".join([*between, raw[at:]])
    rest_stays = not chosen.drops_rest(rest)
    if rest_stays and kept == pieces:
        return [raw]
    return [*kept, rest.strip()] if rest_stays and rest.strip() else kept


def _encrypted_filtered(
    raw: bytes, line: UnknownVersion, chosen: RecordFilter, key: JournalKey
) -> list[bytes]:
    first, found = next(key.decrypt_line(line))
    if not isinstance(found, CorruptLine):
        return [] if chosen.drops(found) else [raw]
    left = filtered(first, chosen) if first else [first]  # one that does not decrypt stays
    if left == [first]:
        return [raw]
    return [one if is_encrypted(read_line(one)) else key.encrypt_line(one) for one in left]


# ── the bytes of a file ──────────────────────────────────────────────────────


def rewritten(
    content: bytes, chosen: RecordFilter, looks: Callable[[bytes], bool]
) -> tuple[bytes, int]:
    """Return a file with what stays of the lines that are looked at, and how many lines changed."""
    kept, changed = list[bytes](), 0
    for raw in content.split(b"\n"):
        left = filtered(raw, chosen) if looks(raw) else [raw]
        kept += left
        changed += left != [raw]
    return b"\n".join(kept), changed


def without(
    content: bytes, gone: set[str], key: JournalKey | None = None, *, plaintext_only: bool = False
) -> bytes:
    """Return the file without the lines of these ids; every other line keeps its bytes.

    A corrupt line that names one of the ids as its own goes too: it may hold the text. Whole
    records inside it that are about something else stay, each on a line. ``plaintext_only`` is
    for orders that anybody may have given: encrypted lines stay.
    """
    if not gone:
        return content
    marks = _encoded(gone)

    def drops(line: Line) -> bool:
        return line.id in gone and not (plaintext_only and is_encrypted(line))

    def drops_rest(rest: bytes) -> bool:
        return _names(rest, marks) and not (plaintext_only and b'"age":' in rest)

    chosen = RecordFilter(drops, drops_rest, key)
    return rewritten(content, chosen, lambda raw: _may_name(raw, marks))[0]


def _may_name(raw: bytes, marks: set[bytes]) -> bool:
    return b"\\" in raw or AS_IT_STOOD in raw or not marks.isdisjoint(raw.split(b'"'))


def _encoded(ids: Iterable[str]) -> set[bytes]:
    """Return ids as they stand between quotation marks."""
    texts = (json.dumps(id_, ensure_ascii=False) for id_ in ids)
    return {text[1:-1].encode("utf-8", "surrogatepass") for text in texts}


def _names(raw: bytes, marks: set[bytes]) -> bool:
    """Return whether corrupt bytes name one of the ids as their own."""
    named = _ID_OR_OF if b'"revise"' in raw else _ID
    return any(found[1] in marks for found in named.finditer(raw.replace(b": ", b":")))


def edits_of(ids: set[str], contents: Iterable[bytes], key: JournalKey | None = None) -> set[str]:
    """Return the ids with those of the edits of these records, edits of edits included."""
    lines = (one for content in contents for one in _naming(content, {b"revise"}, key))
    return with_edits(ids, lines)


def texts_of(ids: set[str], contents: Iterable[bytes], key: JournalKey | None = None) -> set[str]:
    """Return the texts of these records and edits, in every version there is."""
    marks = _encoded(ids)
    texts = (
        one.record.set.get("text") if isinstance(one.record, Revise) else one.line.data.get("text")
        for content in contents
        for one in _naming(content, marks, key)
        if one.record is not None and {one.id, getattr(one.record, "of", "")} & ids
    )
    return {text for text in texts if isinstance(text, str) and text}


def _naming(content: bytes, marks: set[bytes], key: JournalKey | None) -> Iterator[PlacedLine]:
    """Yield the lines that may hold one of the marks between quotation marks."""
    decrypter = key.decrypt_line if key else None
    for raw in content.split(b"\n"):
        if _may_name(raw, marks):
            yield from raw_lines(raw, decrypter)


class UnreadFiles(NamedTuple):
    """Files still to read, and for each device fully read then, how many older files it has."""

    files: list[MonthFile]
    older: list[tuple[str, int]]
    #: Whether this device may rewrite one of the files.
    in_own: bool


# ── this device's files ──────────────────────────────────────────────────────


class Erasure(OwnFiles):
    """Erases from this device's files, now or when another device asked for it.

    The caller must hold the lock. ``state/erasing`` stands while an erasure goes on:
    empty, whatever the remove records name is to be erased; with a plan in it, whoever writes
    next finishes what ``forget`` began.
    """

    def __init__(self, paths: Paths, device: str, key: JournalKey) -> None:
        super().__init__(paths, device)
        self._seen = SeenFiles(paths.seen)
        self._key = key

    def announce(self) -> None:
        """Note that an erasure begins: if it is cut short, the next append finishes it."""
        with contextlib.suppress(FileExistsError):
            create_file(self._paths.erasing, b"")

    def erase(self, ids: Iterable[str], plaintext: Iterable[str] = ()) -> None:
        """Erase these records and the edits of them.

        Files that are nobody's (hand-made, or a folder's conflict copy) count as this device's,
        and so do the private copies below ``state``. Of ``plaintext`` ids only plaintext lines
        go. Raises SysleadError naming the files that still hold the text.
        """
        self._erase(ids, [], plaintext)
        if self._plan() is None:  # a plan stays until it was carried out
            self._done()

    def _erase(self, ids: Iterable[str], left: list[str], plaintext: Iterable[str]) -> None:
        from syslead_cli.journal.forget_match import Sidecars

        paths = [*self.of_the_journal(left), *self.private_copies()]
        contents = dict(self.contents(paths, left))
        gone = edits_of(set(ids), contents.values(), self._open_key)
        texts = texts_of(gone, contents.values(), self._open_key)
        Sidecars(self._paths, self._key).drop_copies_of(texts)
        doubted = edits_of(set(plaintext), contents.values()) if plaintext else set()

        for path, content in contents.items():
            after = without(content, gone, self._open_key)
            after = without(after, doubted, plaintext_only=True)
            self.rewrite(path, content, after, left)
        if left:
            raise SysleadError(
                "The entry is hidden, but its text may still be in " + "; ".join(left) + ".",
                hint="syslead repair shows what is wrong; the next entry tries again.",
                code="not_erased",
            )
        self.sweep()

    def _plan(self) -> ErasurePlan | None:
        if not self._paths.erasing.exists():
            return None
        from syslead_cli.journal.forget import read_plan

        return read_plan(self._paths.erasing)

    def _done(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            take_out(self._paths.erasing)  # on the disk too, or an order that was met comes back

    def carry_out(self, plan: ErasurePlan, then: Callable[[], None] = lambda: None) -> None:
        """Do what ``forget`` planned, from wherever it stopped; ``then`` is the last of it."""
        from syslead_cli.journal.forget_match import Sidecars, without_requested

        left: list[str] = []
        lines_of_months = ((month, line.encode()) for month, line in plan.lines)
        files = by_month(self._paths.journal / self._device, lines_of_months)
        for path, lines in files.items():
            have = set(lines_of(read_regular(path, FILE_LIMIT))) if path.exists() else set()
            if missing := [line for line in lines if line not in have]:
                note_append(self._paths.seen, self._device, [(path, *append_lines(path, missing))])
        Sidecars(self._paths, self._key).erase(plan.request, plan.renamed, left)
        for paths, is_copy in ((self.of_the_journal(left), False), (self.private_copies(), True)):
            for path, content in self.contents(paths, left):
                month, key = month_of(path.name), self._key
                rest, _ = without_requested(content, plan.request, month, key, is_copy=is_copy)
                self.rewrite(path, content, rest, left)
        self._erase(plan.ids, left, plan.overruled)
        then()
        self._done()

    def _orders(self, content: bytes) -> tuple[set[str], set[str]]:
        """Return the ids that remove records in these bytes name.

        In an encrypted journal those in plaintext are kept apart and reach plaintext lines only:
        anybody may have written them.
        """
        encrypted = is_switched_on(self._paths.keys) is not False
        found = [one for one in _naming(content, {b"remove"}, self._open_key) if one.removes]
        doubted = {one.of for one in found if encrypted and not one.was_encrypted}
        return {one.of for one in found if one.was_encrypted or not encrypted}, doubted

    @property
    def _open_key(self) -> JournalKey | None:
        """Return the key where it asks nobody; without one encrypted lines stay as they are."""
        return self._key if self._key.is_unlocked else None

    # ── asked for by other devices, brought back by copies ───────────────────

    def unread(self) -> UnreadFiles:
        """Return the files that somebody else has written since this device last looked.

        Of each device the newest two months and files never looked into, so that it costs the
        same however long the journal is.
        """
        files: list[MonthFile] = []
        finished: list[tuple[str, int]] = []
        for device in ("", *self.devices()):
            folder = self._paths.journal / device
            names = [path.name for path in sorted(folder.glob("[!.]*.jsonl"))]
            newest = {"", *sorted({month_of(name) for name in names if month_of(name)})[-2:]}
            own = device == self._device  # its months it notes itself: what else is there counts
            recent = [n for n in names if month_of(n) in newest or (own and n[7:] != ".jsonl")]
            older = 0 if own else len(names) - len(recent)
            is_longer = older != self._seen.older(device)
            seen = self._seen.get_all((device, name) for name in (names if is_longer else recent))
            changed = [name for name in recent if self._is_new(folder / name, seen[device, name])]
            if is_longer:
                changed += sorted(n for n in {*names} - {*recent} if seen[device, n] is None)
                finished.append((device, older))
            files.extend(MonthFile(device, month_of(name), folder / name) for name in changed)
        return UnreadFiles(files, finished, any(self.is_ours(one.device) for one in files))

    def catch_up(self, unread: UnreadFiles | None = None) -> None:
        """Erase what was removed elsewhere, and finish what was cut short.

        A file that this device may rewrite and did not write, such as a conflict copy, may bring
        back what was erased: then everything that was ever removed is looked for again.
        """
        if self._key.is_on and not self._key.is_unlocked:
            return  # what is to be erased cannot be read now; the next run that can does it
        files, finished, in_own = unread or self.unread()
        if plan := self._plan():
            self.carry_out(plan)
        elif self._paths.erasing.exists() or in_own:
            paths = (file.path for file in self.listing())
            ids, plaintext = set[str](), set[str]()
            for _, content in self.contents(paths, []):
                removed, doubted = self._orders(content)
                ids |= removed
                plaintext |= doubted
            self.erase(ids, plaintext)
        self._look_into(files[:_FILES_AT_ONCE])
        if len(files) <= _FILES_AT_ONCE:
            for device, count in finished:
                self._seen.put_older(device, count)

    def _is_new(self, path: Path, sight: SeenFile | None) -> bool:
        """Return whether somebody else wrote the file; its own months a device notes itself."""
        if sight is None:
            return path.parent.name != self._device or path.stem != month_of(path.name)
        with contextlib.suppress(OSError):
            status = path.stat()
            return (sight.size, sight.changed) != (status.st_size, status.st_mtime_ns)
        return False

    def _look_into(self, files: list[MonthFile]) -> None:
        sights: list[tuple[str, str, SeenFile]] = []
        fresh, doubted = set[str](), set[str]()
        seen = self._seen.get_all((file.device, file.path.name) for file in files)
        for device, _, path in files:
            with contextlib.suppress(OSError, SysleadError):
                changed = path.stat().st_mtime_ns
                content = read_regular(path, FILE_LIMIT)
                known = seen[device, path.name]
                removed, in_plaintext = self._orders(content)
                doubted |= in_plaintext
                fresh |= removed - set(known.removed if known else ())
                count = len(lines_of(content))
                # of files that people and sync tools put here and take away nothing is counted
                least = 0 if self.is_ours(device) else count
                most = max(least, known.most if known else 0)
                edits = max(edits_in(content), known.edits if known else 0)
                ids = tuple(sorted(removed))
                sight = SeenFile(len(content), changed, count, most, ids, edits)
                sights.append((device, path.name, sight))
        if fresh or doubted:
            self.erase(fresh, doubted)
        self._seen.put_all(sights)
