"""A journal file sorted into what can be read and what cannot."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import (
    create_file,
    make_private_folder,
    read_regular,
    reason,
    replace_file,
    sync_folder,
)
from syslead_cli.base.lock import locked
from syslead_cli.base.paths import Paths
from syslead_cli.base.text import counted
from syslead_cli.crypt.journal_key import JournalKey
from syslead_cli.errors import SysleadError
from syslead_cli.journal.check import FileFacts, SurveyPort, Trouble, verify
from syslead_cli.journal.codec import (
    CorruptLine,
    ReadableLine,
    UnknownVersion,
    read_line,
    records_within,
)
from syslead_cli.journal.encrypted import DecryptionError
from syslead_cli.journal.erase import id_of
from syslead_cli.journal.files import FILE_LIMIT, Seen, Sight, lines_in
from syslead_cli.journal.rescue import note_of, words_in
from syslead_cli.journal.store import JournalFiles

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

_BOM = b"\xef\xbb\xbf"


class Sorted(NamedTuple):
    """The lines to keep as one file, and the bytes of those that cannot be read."""

    kept: bytes
    spoilt: tuple[bytes, ...]


def sorted_out(content: bytes) -> Sorted:
    """Spoilt lines apart from the others, whose bytes stay; whole records in them are kept."""
    kept: list[bytes] = []
    spoilt: list[bytes] = []
    for raw in content.split(b"\n"):
        if not isinstance(read_line(raw.removeprefix(_BOM)), CorruptLine):
            kept.append(raw)
            continue
        spoilt.append(raw)
        kept.extend(piece for piece, _ in records_within(raw))
    whole = b"\n".join(kept)
    if spoilt and whole and not whole.endswith(b"\n"):
        whole += b"\n"
    return Sorted(whole, tuple(spoilt))


def lines_of(content: bytes) -> list[bytes]:
    """The lines that are not blank, without their line ends, in order."""
    lines = (raw.strip(b" \t\r") for raw in content.removeprefix(_BOM).split(b"\n"))
    return [raw for raw in lines if raw]


def ids_in(content: bytes) -> set[str]:
    """The ids of all records in a file."""
    found = (read_line(raw) for raw in lines_of(content))
    return {id_of(line) for line in found if isinstance(line, ReadableLine | UnknownVersion)}


def is_newer(here: bytes, there: bytes) -> bool:
    """Whether ``here`` has a line that ``there`` has not."""
    return not set(lines_of(here)) <= set(lines_of(there))


# ── repair ──
# What can be mended in a journal's files, step by step, decided before anything is touched.


class Step(Struct, frozen=True):
    """One thing to do to one file, in the order in which it is safe."""

    kind: str
    file: str
    says: str


class Rescued(Struct, frozen=True):
    """A rescue file and what is in it."""

    name: str
    content: bytes


def planned(
    files: Iterable[FileFacts],
    troubles: Iterable[Trouble],
    rescued: Iterable[Rescued],
    *,
    everything: bool,
) -> list[Step]:
    """The steps; files of other devices are left to them unless ``everything`` is asked for."""
    facts, found = list(files), list(troubles)
    known = set[str]().union(*(ids_in(one.content) for one in facts if one.content is not None))
    steps = [
        *_quarantines(facts, everything=everything),
        *_simple_steps(found),
        *_taking_in(rescued, known),
    ]
    return list({(step.kind, step.file): step for step in reversed(steps)}.values())[::-1]


def _quarantines(files: Iterable[FileFacts], *, everything: bool) -> Iterator[Step]:
    for facts in files:
        if facts.content is None and facts.form == "file":
            yield Step("left", facts.name, "cannot be read")
        spoilt = len(sorted_out(facts.content).spoilt) if facts.content is not None else 0
        if not spoilt:
            continue
        lines = (
            "1 line that cannot be read" if spoilt == 1 else f"{spoilt:,} lines that cannot be read"
        )
        if facts.form != "file":
            yield Step("left", facts.name, f"has {lines}, but is a {facts.form}")
        elif facts.own or everything:
            yield Step(
                "quarantine", facts.name, f"{lines}: to state/quarantine, the file to backups"
            )
        else:
            said = f"has {lines}; it belongs to another device (repair it there, or --all)"
            yield Step("left", facts.name, said)


_SIMPLE = {
    "mode": ("private", "for its owner alone"),
    "leftover": ("aside", "to state/quarantine"),
    "words": ("words", "taken in as a note"),
    "erasing": ("erasing", "the erasure is finished"),
    "fewer": ("accept", "taken as it is from now on"),
    "gone": ("accept", "taken as gone from now on"),
}


def _simple_steps(troubles: list[Trouble]) -> Iterator[Step]:
    for trouble in troubles:
        if trouble.kind == "file":
            yield Step(
                "left", trouble.file, f"{trouble.problem}; nothing can be done about it here"
            )
    steps = [(trouble, *_SIMPLE[trouble.kind]) for trouble in troubles if trouble.kind in _SIMPLE]
    for trouble, kind, says in steps:
        said = f"{trouble.problem}: {says}" if kind == "accept" else says
        yield Step(kind, trouble.file, said)


def _taking_in(rescued: Iterable[Rescued], known: set[str]) -> Iterator[Step]:
    for one in rescued:
        missing = len(ids_in(one.content) - known)
        said = f"{counted(missing, 'entry', 'entries')} not in the journal yet: taken in"
        yield Step(
            "rescue", one.name, said if missing else "all of it is in the journal: to backups"
        )


# ── workshop ──
# Mending files for ``repair``: copies aside first, then safe rewrites; nothing is deleted.


class Workshop:
    """Carries out the steps of a repair, one at a time, under the lock."""

    def __init__(
        self,
        paths: Paths,
        clock: SystemClock,
        journal: JournalFiles,
        key: JournalKey,
        day_start: int,
    ) -> None:
        self._paths = paths
        self._key = key
        self._day_start = day_start
        self._clock = clock
        self._journal = journal
        self._stamp = clock.now().local.strftime("%Y-%m-%dT%H%M%S")

    def rescued(self, troubles: list[Trouble]) -> list[Rescued]:
        """The rescue files among the troubles, with what is in them."""
        names = [trouble.file for trouble in troubles if trouble.kind == "rescue"]
        return [Rescued(name, read_regular(self._path(name), FILE_LIMIT)) for name in names]

    def carry_out(self, step: Step) -> None:
        """Do it. Raises SysleadError with the file as it was."""
        actions = {
            "quarantine": self._quarantine,
            "private": self._make_private,
            "aside": self._set_aside,
            "erasing": lambda path: self._journal.catch_up(),
            "accept": self._accept,
            "rescue": self._take_in,
            "words": self._take_in_words,
        }
        if step.kind not in actions:
            return
        try:
            actions[step.kind](self._path(step.file))
        except OSError as problem:
            raise SysleadError(
                f"{step.file} could not be mended: {reason(problem)}.",
                hint="It is as it was; what was done before it stays done.",
            ) from problem

    def _path(self, name: str) -> Path:
        """The file that messages call by this name."""
        path = Path(name)
        return path if path.is_absolute() else self._paths.journal.parent / path

    def _quarantine(self, path: Path) -> None:
        with locked(self._paths.lock, self._clock):
            before = read_regular(path, FILE_LIMIT)
            kept, spoilt = sorted_out(before)
            self._copy(self._paths.backups, path, before)
            self._copy(self._paths.quarantine, path, b"".join(raw + b"\n" for raw in spoilt))

            def unchanged() -> None:
                if read_regular(path, FILE_LIMIT) != before:
                    raise SysleadError(f"{path} changed while it was being mended; left as it is.")

            replace_file(path, kept, unchanged)
            self._note(path, kept)

    def _copy(self, folder: Path, path: Path, content: bytes) -> Path:
        """A dated copy: ``backups/2026-03-27T180400/ab12cd34/2026-03.jsonl``, or with a number."""
        place = folder / self._stamp / path.parent.name
        make_private_folder(place)
        target, number = place / path.name, 1
        while target.exists():
            number += 1
            target = place / f"{path.stem}-{number}{path.suffix}"
        create_file(target, self._key.file(content) if path.suffix == ".jsonl" else content)
        return target

    def _make_private(self, path: Path) -> None:
        os.chmod(path, 0o700 if path.is_dir() else 0o600, follow_symlinks=True)

    def _set_aside(self, path: Path) -> None:
        with locked(self._paths.lock, self._clock):
            place = self._paths.quarantine / self._stamp / path.parent.name
            make_private_folder(place)
            os.replace(path, place / path.name.lstrip("."))
            sync_folder(place)

    def _accept(self, path: Path) -> None:
        with locked(self._paths.lock, self._clock):
            if path.exists():
                self._note(path, read_regular(path, FILE_LIMIT))
            else:
                Seen(self._paths.seen).put(path.parent.name, path.name, None)

    def _note(self, path: Path, content: bytes) -> None:
        if path.parent.parent == self._paths.journal:
            count = lines_in(content)
            seen = Seen(self._paths.seen)
            known = seen.get(path.parent.name, path.name)
            removed = known.removed if known else ()
            sight = Sight(len(content), path.stat().st_mtime_ns, count, count, removed)
            seen.put(path.parent.name, path.name, sight)

    def _take_in(self, path: Path) -> None:
        """Append what the journal has not; then the rescue file goes to the backups."""
        content = read_regular(path, FILE_LIMIT)
        places = self._journal.read().places
        found = self._journal.lines_in(content)
        records = [line.record for line in found if isinstance(line, ReadableLine)]
        missing = [record for record in records if record.id not in places]
        if missing:
            self._journal.append(missing)
        if len(records) == len(found):
            with locked(self._paths.lock, self._clock):
                self._copy(self._paths.backups, path, content)
                path.unlink()

    def _take_in_words(self, path: Path) -> None:
        """A note with an id made of the words, so that taking them in twice does it once."""
        content = read_regular(path, FILE_LIMIT)
        try:
            plain = self._key.open_blob(content)
            text = words_in(path.name, plain)
        except DecryptionError as problem:
            raise SysleadError(f"{path} is {problem}.", "It is as it was.") from None
        if text:
            written = datetime.fromtimestamp(path.stat().st_mtime, self._clock.now().local.tzinfo)
            note = note_of(text, written, self._clock.now().zone, self._day_start)
            if note.id not in self._journal.read().places:
                self._journal.append([note])
        with locked(self._paths.lock, self._clock):
            self._copy(self._paths.backups, path, self._key.blob(plain))
            path.unlink()
            if path.parent.name.startswith("."):  # an editor's private folder
                from shutil import rmtree

                rmtree(path.parent, ignore_errors=True)


# ── repairing ──
# Repairing: decide, show, and only when asked do it.


class WorkshopPort(Protocol):
    """What repairing needs done to files."""

    def rescued(self, troubles: list[Trouble]) -> list[Rescued]:
        """The rescue files among the troubles, with what is in them."""

    def carry_out(self, step: Step) -> None:
        """Do one step."""


def plan(
    journal: JournalFiles, survey: SurveyPort, workshop: WorkshopPort, *, everything: bool
) -> list[Step]:
    """What would be done."""
    troubles = list(verify(journal, survey).troubles)
    rescued = workshop.rescued(troubles)
    return planned(survey.files(), troubles, rescued, everything=everything)


def repair(workshop: WorkshopPort, steps: list[Step]) -> None:
    """Do all of it, in order. Raises SysleadError at the first step that fails."""
    for step in steps:
        workshop.carry_out(step)
