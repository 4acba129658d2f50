"""Looking at the journal's files as they are, and judging what was found. Never writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from syslead_cli.base.ports import JournalPort
from syslead_cli.base.values import dataclass
from syslead_cli.journal.closed_line import is_closed
from syslead_cli.journal.trouble import (
    Count,
    FileFacts,
    Trouble,
    in_counts,
    in_file,
    in_journal,
    in_order_of_weight,
    in_the_clear,
)


class SurveyPort(Protocol):
    """The disk as verifying sees it."""

    def files(self) -> list[FileFacts]:
        """Every journal file with its bytes."""

    def counts(self) -> list[Count]:
        """How many lines each file had when this device last wrote."""

    def around(self) -> Iterable[Trouble]:
        """What is odd about everything that is no journal line."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What there is, and what is wrong with it: damage first."""

    files: int
    records: int
    newer: int
    troubles: tuple[Trouble, ...]
    #: Lines that only a key opens, and that were left closed.
    closed: int = 0

    @property
    def damaged(self) -> bool:
        """Whether anything cannot be read or is gone."""
        return any(trouble.damage for trouble in self.troubles)


def verify(journal: JournalPort, survey: SurveyPort, *, encrypted: bool = False) -> Verified:
    """Everything that is not as it should be; in an ``encrypted`` journal also clear lines."""
    whole = journal.read()
    files = {facts.name: facts for facts in survey.files()}
    troubles = [*in_journal(whole), *survey.around()]
    for facts in files.values():
        troubles += in_file(facts)
        if encrypted:
            troubles += in_the_clear(facts)
    troubles += in_counts(survey.counts(), files, len(whole.removed))
    closed = sum(is_closed(line) for line in whole.newer)
    newer = len(whole.newer) - closed
    found = tuple(in_order_of_weight(troubles))
    return Verified(len(files), len(whole.records), newer, found, closed)
