"""What a coach's side knows of a pack: plain values, made by ``core.pack_reading`` alone.

Whatever is here was checked: counts are counts, days are days, names are one line each without
controls. Longer texts (``purpose``, wordings, passages) are as the leader wrote them and go
through ``core.visible`` before any screen. What a tier does not show is empty or None.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from syslead_cli.base.values import dataclass
from syslead_cli.insight.levels import Level
from syslead_cli.journal.records import TIERS


class FrameworkRead(NamedTuple):
    """The leader's framework, from ``themes`` up."""

    id: str
    name: str
    version: str


class CountsRead(NamedTuple):
    """The period in numbers; ``usual``: the share of questions answered in full."""

    sittings: int
    days: int
    asked: int
    full: int
    notes: int
    usual: float


class RatingsRead(NamedTuple):
    """What a leader said of a dimension, 1 to 5: range from 4, median from 8, then direction."""

    n: int
    range: tuple[int, ...] | None
    median: float | None
    direction: str | None


class UnitRead(NamedTuple):
    """A dimension or a facet. ``place`` from 1; ``id`` and ``name`` are empty at ``scores``.

    ``strip``: (asked, full) a week, oldest first. ``dimension``: the place of a facet's own.
    ``ratings``: of dimensions, None where they were kept back.
    """

    place: int
    state: str
    asked: int
    full: int
    p_neglected: float
    level: Level
    strip: tuple[tuple[int, int], ...]
    id: str = ""
    name: str = ""
    dimension: int | None = None
    ratings: RatingsRead | None = None


class FindingRead(NamedTuple):
    """What has gone quiet: ``unit`` is ``dimension`` or ``facet``, ``place`` says which."""

    unit: str
    place: int
    since: date
    counted_from: date
    asked: int
    full: int
    usual: float
    elsewhere_asked: int
    elsewhere_full: int
    id: str = ""
    name: str = ""


class StrengthRead(NamedTuple):
    """The facet answered best; ``place`` says which."""

    place: int
    asked: int
    full: int
    since: date
    id: str = ""
    name: str = ""


class SurroundingRead(NamedTuple):
    """An item of the environment and its score, 1 to 5."""

    place: int
    score: int
    id: str = ""
    name: str = ""


class WordingRead(NamedTuple):
    """An intention whose words the leader shows; ``state`` at the end of the period."""

    text: str
    due: date
    state: str


class IntentionsRead(NamedTuple):
    """How many were made in the period, and what became of them."""

    made: int
    kept: int
    partly: int
    dropped: int
    open: int
    wordings: tuple[WordingRead, ...]


class VoiceRead(NamedTuple):
    """Somebody who was heard: how often, and when last."""

    name: str
    times: int
    last: date


class VoicesRead(NamedTuple):
    """Who was heard; names from ``themes`` up."""

    heard: int
    mentions: int
    missing: int
    largest_share: float | None
    effective: float | None
    names_heard: tuple[VoiceRead, ...]
    names_missing: tuple[VoiceRead, ...]


class TensionRead(NamedTuple):
    """A tension and how many entries carry its tag."""

    id: str
    poles: tuple[str, ...]
    times: int


class PassageRead(NamedTuple):
    """The leader's own words, from ``excerpts`` up."""

    day: date
    kind: str
    facet: str | None
    text: str


@dataclass(frozen=True, slots=True)
class PackRead:
    """One pack. ``document`` is the JSON as it was read, for what writes it on."""

    tier: str
    first: date
    last: date
    made: date
    expires: date | None
    pseudonym: str
    purpose: str
    withheld: tuple[str, ...]
    framework: FrameworkRead | None
    counts: CountsRead
    dimensions: tuple[UnitRead, ...]
    facets: tuple[UnitRead, ...]
    named: tuple[FindingRead, ...]
    strength: StrengthRead | None
    environment: tuple[SurroundingRead, ...] | None
    intentions: IntentionsRead
    voices: VoicesRead | None
    tensions: tuple[TensionRead, ...]
    passages: tuple[PassageRead, ...]
    sha256: str
    document: dict[str, Any]

    def shows(self, tier: str) -> bool:
        """Whether its tier is this one or a higher one."""
        return TIERS.index(self.tier) >= TIERS.index(tier)

    def is_ahead_of(self, today: date) -> bool:
        """Whether its dates are yet to come; a day of grace for another time zone."""
        return max(self.made, self.last) > today + timedelta(days=1)

    def has_expired(self, today: date) -> bool:
        """Whether the leader asked for it to be deleted before today."""
        return self.expires is not None and self.expires < today
