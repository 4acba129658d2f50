"""``repair``: planned from the findings of ``verify``, then carried out step by step.

Copies are put aside first, then files are rewritten crash-safely; nothing is deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.base.documents import Part
from syslead_cli.base.files import (
    create_file,
    read_below,
    read_regular,
    refusing,
    replace_file,
    take_out,
)
from syslead_cli.base.folders import open_folder
from syslead_cli.base.lock import locked
from syslead_cli.base.text import counted
from syslead_cli.crypt.keys import DecryptionError
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.check import FileFacts, FilesOnDisk, verify
from syslead_cli.journal.codec import BOM, CorruptLine, ReadableLine, UnknownVersion, read_line
from syslead_cli.journal.device_files import note_rewrite
from syslead_cli.journal.erase import RecordFilter, rewritten
from syslead_cli.journal.files import FILE_LIMIT, SeenFiles, lines_of
from syslead_cli.journal.merge import CheckFinding
from syslead_cli.journal.rescue import note_of, numbered, words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from syslead_cli.base.clock import SystemClock
    from syslead_cli.journal.merge import Journal
    from syslead_cli.journal.model import Record
    from syslead_cli.journal.store import JournalFiles

#: The step for a finding of a kind: its kind and its words; {be} is "would be " before a repair.
_SIMPLE = {
    "mode": ("private", "for its owner alone"),
    "leftover": ("aside", "to state/quarantine"),
    "words": ("words", "{be}added as a note"),
    "erasing": ("erasing", "the erasure: {be}finished"),
    "fewer": ("accept", "{be}accepted as it is from now on"),
    "gone": ("accept", "{be}accepted as missing from now on"),
}
#: Records stay, and nothing of a line besides them.
_CORRUPT = RecordFilter(drops=lambda line: False, drops_rest=lambda rest: True)
#: What is said of a file whose words the journal has.
_IS_THERE = "all of it is in the journal: to backups"


class RepairStep(Part, frozen=True):
    """One thing to do to one file, in the order in which it is safe; ``left`` does nothing."""

    kind: str
    file: str
    says: str


def split_corrupt(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the file without its corrupt lines, but for whole records in them, and these lines."""
    lines = content.split(b"\n")
    corrupt = [raw for raw in lines if isinstance(read_line(raw.removeprefix(BOM)), CorruptLine)]
    whole, _ = rewritten(content, _CORRUPT, set(corrupt).__contains__)
    if corrupt and whole and not whole.endswith(b"\n"):
        whole += b"\n"
    return whole, corrupt


def plan_repair(
    journal: JournalFiles,
    disk: FilesOnDisk,
    repairer: Repairer,
    *,
    everything: bool,
    be: str = "",
) -> list[RepairStep]:
    """Return the steps; files of other devices are left to them unless ``everything`` is asked.

    ``journal`` leaves encrypted lines as they are. ``be`` is "would be " where nothing is done.
    """
    report, files = verify(journal, disk), disk.files
    findings = (*report.damage, *report.odd)
    steps = [*_quarantine_steps(files, everything=everything), *_simple_steps(findings, be)]
    known = set[str]().union(*(_ids_in(one.content) for one in files if one.content is not None))
    entries = journal.read()
    for name in (one.file for one in findings if one.kind == "rescue"):
        content = read_regular(repairer.path(name), FILE_LIMIT)
        records = (one.record for one in journal.lines_in(content) if one.record)
        again = {one.id for one in records if _is_written_again(one, entries)}
        missing = len(_ids_in(content) - known - again)
        message = f"{counted(missing, 'entry', 'entries')} not in the journal yet: {be}added"
        steps.append(RepairStep("rescue", name, message if missing else _IS_THERE))
    steps = [
        RepairStep("words", step.file, _IS_THERE)
        if step.kind == "words" and _are_words_saved(repairer.path(step.file), entries)
        else step
        for step in steps
    ]
    steps = [_left_where_linked(step, repairer.link_to(step.file)) for step in steps]
    return list({(step.kind, step.file): step for step in reversed(steps)}.values())[::-1]


def _left_where_linked(step: RepairStep, link: str) -> RepairStep:
    if not link or step.kind in ("left", "accept", "erasing"):
        return step
    return RepairStep("left", step.file, f"is a {link}, so nothing is changed there")


def _is_written_again(record: Record, journal: Journal) -> bool:
    """Return whether the same entry was made later: somebody tried again what had failed."""
    stamp = ("id", "ts", "tz", "day", "happened")
    return bool(getattr(record, "text", None)) and any(
        type(each) is type(record)
        and datetime.fromisoformat(each.ts) >= datetime.fromisoformat(record.ts)
        and replace(record, **{name: getattr(each, name) for name in stamp}) == each
        for each in journal.records
    )


def _is_said(text: str, written: datetime, journal: Journal) -> bool:
    """Return whether an entry made or edited since the words were written is these words."""
    return any(
        getattr(each, "text", None) == text
        and (datetime.fromisoformat(each.ts) >= written or each.id in journal.versions)
        for each in journal.records
    )


def _are_words_saved(path: Path, journal: Journal) -> bool:
    """Return whether the words of a file that is not encrypted are in the journal since."""
    with suppress(OSError, SysleadError):
        text = words_in(path.name, read_regular(path, FILE_LIMIT))
        return _is_said(text, datetime.fromtimestamp(path.stat().st_mtime, UTC), journal)
    return False


def _ids_in(content: bytes) -> set[str]:
    found = map(read_line, lines_of(content))
    return {line.id for line in found if isinstance(line, ReadableLine | UnknownVersion)}


def _quarantine_steps(files: Iterable[FileFacts], *, everything: bool) -> Iterator[RepairStep]:
    for facts in files:
        if facts.content is None and facts.form == "file":
            yield RepairStep("left", facts.name, "cannot be read")
        corrupt = len(split_corrupt(facts.content)[1]) if facts.content is not None else 0
        if not corrupt:
            continue
        lines = f"{counted(corrupt, 'line')} that cannot be read"
        if facts.form != "file":
            yield RepairStep("left", facts.name, f"has {lines}, but is a {facts.form}")
        elif facts.own or everything:
            message = f"{lines}: to state/quarantine, the file to backups"
            yield RepairStep("quarantine", facts.name, message)
        else:
            message = f"has {lines}; it belongs to another device (repair it there, or --all)"
            yield RepairStep("left", facts.name, message)


def _simple_steps(findings: Sequence[CheckFinding], be: str) -> Iterator[RepairStep]:
    for one in findings:
        if one.kind == "file":
            message = f"{one.problem}; it cannot be repaired here"
            yield RepairStep("left", one.file, message)
    for one in findings:
        if one.kind in _SIMPLE:
            kind, says = _SIMPLE[one.kind]
            says = says.format(be=be)
            yield RepairStep(kind, one.file, f"{one.problem}: {says}" if kind == "accept" else says)


class Repairer:
    """Carries out the steps of a repair, one at a time, under the lock."""

    def __init__(self, journal: JournalFiles, clock: SystemClock, day_start: int) -> None:
        self._paths = journal.paths
        self._key = journal.key
        self._day_start = day_start
        self._clock = clock
        self._journal = journal
        self._stamp = clock.now().local.strftime("%Y-%m-%dT%H%M%S")

    def carry_out(self, steps: Iterable[RepairStep]) -> dict[RepairStep, SysleadError]:
        """Do them all; return those that could not be done, and why. One costs no other."""
        actions: dict[str, Callable[[Path], None]] = {
            "quarantine": self._quarantine,
            "private": self._make_private,
            "aside": self._set_aside,
            "erasing": lambda path: self._journal.catch_up(),
            "accept": self._accept,
            "rescue": self._take_in,
            "words": self._take_in_words,
        }
        hint = "It was not changed; the repairs before it were made."
        refused = {}
        for step in steps:
            try:
                if _left_where_linked(step, self.link_to(step.file)) is not step:
                    raise SysleadError(f"{step.file} is now a link; it was not changed.")
                with refusing(f"{step.file} could not be repaired", hint):
                    actions[step.kind](self.path(step.file))
            except SysleadError as problem:
                refused[step] = problem
                if problem.exit_code == ExitCode.LOCKED:
                    break
        return refused

    def path(self, name: str) -> Path:
        """Return the file that messages call by this name."""
        return self._paths.journal.parent / name

    def link_to(self, name: str) -> str:
        """Return which link leads to the file that messages call by this name."""
        return self._paths.link_to(self.path(name))

    def _quarantine(self, path: Path) -> None:
        with locked(self._paths.lock, self._clock):
            root = self._paths.root_of(path)
            before = read_below(path, FILE_LIMIT, root)
            kept, corrupt = split_corrupt(before)
            self._copy(self._paths.backups, path, before)
            self._copy(self._paths.quarantine, path, b"".join(raw + b"\n" for raw in corrupt))

            def unchanged() -> None:
                if read_below(path, FILE_LIMIT, root) != before:
                    raise SysleadError(f"{path} changed during the repair; left as it is.")

            replace_file(path, kept, unchanged, root=root)
            self._note(path, kept)

    def _copy(self, folder: Path, path: Path, content: bytes) -> None:
        """Write a copy: ``backups/2026-03-27T180400/ab12cd34/2026-03.jsonl``, or with a number."""
        targets = numbered(folder / self._stamp / path.parent.name / path.name)
        target = next(one for one in targets if not one.exists())
        is_journal = path.suffix == ".jsonl"
        encrypt = self._key.encrypt_file if is_journal else self._key.encrypt_blob
        create_file(target, encrypt(content), root=self._paths.state)

    def _to_backups(self, path: Path, content: bytes) -> None:
        with locked(self._paths.lock, self._clock):
            self._copy(self._paths.backups, path, content)
            take_out(path, self._paths.root_of(path))
            if path.parent.parent == self._paths.rescue:  # an editor's private folder
                from shutil import rmtree

                rmtree(path.parent, ignore_errors=True)

    def _make_private(self, path: Path) -> None:
        root = self._paths.root_of(path)
        if root in (None, path):  # a folder that may itself be a link, or settings kept elsewhere
            os.chmod(path, 0o700 if path.is_dir() else 0o600)
            return
        with open_folder(path.parent, root, make=False) as folder:
            folder.make_private(path.name)

    def _set_aside(self, path: Path) -> None:
        with locked(self._paths.lock, self._clock):
            if not os.path.lexists(path):  # an append took it away meanwhile
                return
            place = self._paths.quarantine / self._stamp / path.parent.name
            source = open_folder(path.parent, self._paths.root_of(path), make=False)
            with source as here, open_folder(place, self._paths.state) as aside:
                here.replace(path.name, path.name.lstrip("."), aside)
                aside.sync()

    def _accept(self, path: Path) -> None:
        with locked(self._paths.lock, self._clock):
            if path.exists():
                self._note(path, read_regular(path, FILE_LIMIT))
            else:
                SeenFiles(self._paths.seen).put(path.parent.name, path.name, None)

    def _note(self, path: Path, content: bytes) -> None:
        if path.parent.parent == self._paths.journal:
            known = SeenFiles(self._paths.seen).get(path.parent.name, path.name)
            note_rewrite(self._paths.seen, path, content, known.removed if known else ())

    def _take_in(self, path: Path) -> None:
        """Append the entries the journal has not; then the rescue file goes to the backups."""
        content = read_below(path, FILE_LIMIT, self._paths.root_of(path))
        journal = self._journal.read()
        found = self._journal.lines_in(content)
        records = [line.record for line in found if line.record]
        missing = [
            record
            for record in records
            if record.id not in journal.places and not _is_written_again(record, journal)
        ]
        if missing:
            self._journal.append(missing)
        if len(records) == len(found):
            self._to_backups(path, content)

    def _take_in_words(self, path: Path) -> None:
        """Append a note, unless an entry has the words: taking them in twice does it once."""
        content = read_below(path, FILE_LIMIT, self._paths.root_of(path))
        try:
            plain = self._key.decrypt_blob(content)
            text = words_in(path.name, plain)
        except DecryptionError as problem:
            raise SysleadError(f"{path} is {problem}.", "It is as it was.") from None
        if text:
            written = datetime.fromtimestamp(path.stat().st_mtime, self._clock.now().local.tzinfo)
            note = note_of(text, written, self._clock.now().zone, self._day_start)
            journal = self._journal.read()
            if note.id not in journal.places and not _is_said(text, written, journal):
                self._journal.append([note])
        self._to_backups(path, plain)
