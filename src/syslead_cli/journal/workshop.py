"""Mending files for ``repair``: copies aside first, then safe rewrites; nothing is deleted."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import (
    create_file,
    make_private_folder,
    read_regular,
    reason,
    replace_file,
    sync_folder,
)
from syslead_cli.base.lockfile import locked
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.journal_key import JournalKey
from syslead_cli.errors import SysleadError
from syslead_cli.journal.closed_line import Unopened
from syslead_cli.journal.journal import JournalFiles
from syslead_cli.journal.line import Sound
from syslead_cli.journal.mending import sorted_out
from syslead_cli.journal.month_files import FILE_LIMIT
from syslead_cli.journal.own_files import lines_in
from syslead_cli.journal.repair import Rescued, Step
from syslead_cli.journal.seen import Seen, Sight
from syslead_cli.journal.trouble import Trouble
from syslead_cli.journal.unsaved_core import note_of, words_in


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
        records = [line.record for line in found if isinstance(line, Sound)]
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
        except Unopened as problem:
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
