"""What flows need of the world, as protocols; the adapters fit them without knowing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from syslead_cli.journal.codec import Reader
from syslead_cli.journal.merge import Journal, Placed
from syslead_cli.journal.model import Record


class Stamp(NamedTuple):
    """The fields every new record starts with; ``Note(**stamp._asdict(), text=…)``."""

    id: str
    ts: str
    tz: str
    day: date


class Stamper(Protocol):
    """Makes stamps: a fresh id and this moment, on the leader's day or the one given."""

    def __call__(self, day: date | None = None) -> Stamp:
        """A new stamp."""


class JournalPort(Protocol):
    """The journal as flows use it."""

    def read(
        self,
        since: date | None = None,
        keeping: Callable[[Placed], bool] | None = None,
        glance: Callable[[], Reader | None] | None = None,
    ) -> Journal:
        """Everything there is, or at least all since that month.

        ``glance`` makes what tells the lines that need not be read whole (core/glance.py).
        """

    def append(self, records: Sequence[Record]) -> None:
        """On return the records are on disk."""

    def erase(self, ids: Iterable[str]) -> list[str]:
        """Take these records' text out of this device's files; the names of those rewritten."""
