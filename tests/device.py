"""One device's folders and journal, without a command line around them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from conftest import FixedClock
from syslead_cli.base.clock import uuid7
from syslead_cli.base.paths import Paths, under
from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.encrypted import JournalKey
from syslead_cli.journal.model import Note, Record, Remove, Revise
from syslead_cli.journal.store import JournalFiles

DAY = date(2026, 3, 27)


def key_of(paths: Paths) -> JournalKey:
    """The key of a journal that was not encrypted on this machine."""
    return JournalKey(KeyFolder(paths.keys), str)


class Device:
    """A home folder, its journal as this device sees it, and records that follow one another."""

    def __init__(self, home: Path, name: str = "ab12cd34") -> None:
        from datetime import datetime

        self.home = home
        self.name = name
        self.clock = FixedClock(datetime(2026, 3, 27, 18, 4, tzinfo=ZoneInfo("Europe/London")))
        self.paths: Paths = under(home, (home.parent,))
        self.journal = JournalFiles(self.paths, self.clock, key_of(self.paths))
        self.paths.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.paths.device.exists():
            self.paths.device.write_text(f"{name}\n")

    def _stamp(self, day: date | None = None) -> dict[str, object]:
        self.clock.move(seconds=1)
        local = self.clock.local
        id_ = uuid7(int(local.timestamp() * 1000), self.clock.random_bytes(10))
        ts = local.isoformat(timespec="milliseconds")
        return {"id": id_, "ts": ts, "tz": "Europe/London", "day": day or local.date()}

    def note(self, text: str = "x", day: date | None = None) -> Note:
        return Note(**self._stamp(day), text=text)  # type: ignore[arg-type]

    def edit(self, of: str, **changes: object) -> Revise:
        return Revise(**self._stamp(), of=of, set=changes)  # type: ignore[arg-type]

    def removal(self, of: str) -> Remove:
        return Remove(**self._stamp(), of=of)  # type: ignore[arg-type]

    def wrote(self, text: str = "x", day: date | None = None) -> Note:
        """A note that is on disk."""
        note = self.note(text, day)
        self.journal.append([note])
        return note

    def month(self, month: str = "2026-03") -> Path:
        """This device's file of a month."""
        return self.paths.journal / self.name / f"{month}.jsonl"

    def put(self, device: str, name: str, content: bytes | Iterable[Record]) -> Path:
        """A file in the journal folder that some other program wrote."""
        path = self.paths.journal / device / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not isinstance(content, bytes):
            content = b"".join(encode_line(record) + b"\n" for record in content)
        path.write_bytes(content)
        path.chmod(0o600)
        return path

    def texts(self) -> list[str]:
        """The texts of all notes, as read."""
        return [r.text for r in self.journal.read().records if isinstance(r, Note)]
