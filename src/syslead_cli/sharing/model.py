"""A pack: what a leader chose to show a coach, declared once (docs/pack-format.md).

The structs build a pack, are written as its JSON, generate its schema, and are what the types and
limits of a received pack are checked against (``sharing.pack_reading``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, get_args

from msgspec import Meta, field

from syslead_cli.base.documents import Document, Part
from syslead_cli.insight.neglect import State
from syslead_cli.insight.ratings import Direction, Level
from syslead_cli.insight.trends import IntentionSums
from syslead_cli.journal.model import AUDIENCES, TIERS, EntryKind, IntentionState, ShareTier

SCORES, THEMES, EXCERPTS, ALL = TIERS
COACH, SPONSOR = AUDIENCES
#: What a kind of record is called beside a passage, where it is not by its own name.
KIND_WORDS = {"ask": "answer", "rating": "rating in words"}
#: What separates the facet and the question in a passage.
BEFORE_QUESTION = " · "
#: What a leader can keep back at every tier.
_Withheld = Literal["ratings", "voices"]
WITHOUT: tuple[str, ...] = get_args(_Withheld)
RATINGS, VOICES = WITHOUT

_Count = Annotated[int, Meta(ge=0, lt=10**9)]
_Place = Annotated[int, Meta(ge=1, le=500)]
_Score = Annotated[int, Meta(ge=1, le=5)]
_Number = Annotated[float, Meta(ge=0, lt=10**9)]
_Share = Annotated[float, Meta(ge=0, le=1)]
_Text = Annotated[str, Meta(max_length=1_000_000)]
_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
#: One line, without characters a terminal would obey.
_Name = Annotated[str, Meta(max_length=4_000, pattern=rf"^(?![\s\S]*[{_CONTROLS}])")]
_MANY, _UNITS, _PERIODS, _TWO = (Meta(max_length=n) for n in (100_000, 500, 5_000, 2))


class PackFramework(Part, frozen=True):
    """The leader's framework, from ``themes`` up."""

    id: _Name
    name: _Name
    version: _Name


class PackCounts(Part, frozen=True):
    """The period in numbers; ``usual`` is the share of questions answered in full."""

    sittings: _Count
    days: _Count
    asked: _Count
    full: _Count
    notes: _Count
    usual: _Share


class PackRatings(Part, frozen=True):
    """What a leader said of a dimension: range from 4 ratings, median from 8, then direction."""

    n: _Count
    range: Annotated[tuple[_Score, ...], _TWO] | None
    median: _Number | None
    direction: Direction | None


class PackLevel(Level, frozen=True):
    """The share of questions answered in full, with its 80% interval."""


class PackPeriod(NamedTuple):
    """Questions asked and answered in full, in one week or month of a strip."""

    asked: _Count
    full: _Count


class PackUnit(Part, frozen=True, kw_only=True, omit_defaults=True):
    """A dimension or a facet; ``place`` counts from 1, id and name come from ``themes`` up."""

    place: _Place
    id: _Name = ""
    name: _Name = ""
    state: State
    asked: _Count
    full: _Count
    p_neglected: _Share
    level: PackLevel
    strip: Annotated[tuple[PackPeriod, ...], _PERIODS]

    @property
    def has_level(self) -> bool:
        """Return false where a level would say nothing."""
        return self.asked > 0 and self.state not in ("too_early", "not_asked")


class PackDimension(PackUnit, frozen=True, kw_only=True, omit_defaults=True):
    """A dimension; its ratings are left out where they were kept back."""

    ratings: PackRatings | None = None


class PackFacet(PackUnit, frozen=True, kw_only=True):
    """A facet, and the place of its dimension."""

    dimension: _Place | None


class PackFinding(Part, frozen=True, kw_only=True, omit_defaults=True):
    """A dimension or facet that has gone quiet, named by its place."""

    unit: Literal["dimension", "facet"]
    place: _Place
    id: _Name = ""
    name: _Name = ""
    since: date
    counted_from: date
    asked: _Count
    full: _Count
    usual: _Share
    elsewhere_asked: _Count
    elsewhere_full: _Count


class PackStrength(Part, frozen=True, kw_only=True, omit_defaults=True):
    """The facet answered best, named by its place."""

    place: _Place
    id: _Name = ""
    name: _Name = ""
    asked: _Count
    full: _Count
    since: date


class PackEnvironment(Part, frozen=True, kw_only=True, omit_defaults=True):
    """An item of the environment and its score."""

    place: _Place
    id: _Name = ""
    name: _Name = ""
    score: _Score


class PackWording(Part, frozen=True):
    """An intention whose words the leader shows; ``state`` is that at the end of the period."""

    text: _Text
    due: date
    state: IntentionState


class PackIntentions(IntentionSums, frozen=True):
    """How many intentions were made in the period, and what became of them."""

    made: _Count
    kept: _Count
    partly: _Count
    dropped: _Count
    open: _Count
    wordings: Annotated[tuple[PackWording, ...], _MANY]


class PackVoice(Part, frozen=True):
    """Somebody who was heard: how often, and when last."""

    name: _Name
    times: _Count = field(name="count")
    last: date


class PackVoices(Part, frozen=True):
    """Who was heard; names come from ``themes`` up."""

    heard: _Count
    mentions: _Count
    missing: _Count
    largest_share: _Share | None
    effective: _Number | None
    names_heard: Annotated[tuple[PackVoice, ...], _MANY]
    names_missing: Annotated[tuple[PackVoice, ...], _MANY]


class PackTension(Part, frozen=True):
    """A tension and how many entries carry its tag."""

    id: _Name
    poles: Annotated[tuple[_Name, ...], _TWO]
    times: _Count = field(name="count")


class PackPassage(Part, frozen=True):
    """The leader's own words, from ``excerpts`` up.

    ``facet``: the facet or dimension they are about, the intention an outcome is about, and after
    `` · `` the question they answer. It is one key, because older readers refuse keys they do
    not know.
    """

    day: date
    kind: EntryKind
    facet: _Name | None
    text: _Text

    @property
    def about(self) -> str:
        return (self.facet or "").partition(BEFORE_QUESTION)[0]

    @property
    def question(self) -> str:
        """Return the question that was answered; empty where the pack does not say it."""
        return (self.facet or "").partition(BEFORE_QUESTION)[2]


class SharedDocument(Document, frozen=True, kw_only=True):
    """The header of every document that is shared."""

    tier: ShareTier
    first: date = field(name="from")
    last: date = field(name="until")
    made: date
    expires: date | None
    pseudonym: _Name
    purpose: _Text
    withheld: Annotated[tuple[_Withheld, ...], _TWO]

    def shows(self, tier: str) -> bool:
        return TIERS.index(self.tier) >= TIERS.index(tier)

    def is_ahead_of(self, today: date) -> bool:
        """Return whether its dates are yet to come; a day of grace for another time zone."""
        return max(self.made, self.last) > today + timedelta(days=1)

    def has_expired(self, today: date) -> bool:
        """Return whether the leader asked for it to be deleted before today."""
        return self.expires is not None and self.expires < today


_Checksum = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?![\s\S])")]


class Pack(SharedDocument, frozen=True, kw_only=True, tag="syslead/pack/1"):
    """What a leader shared with a coach; what the tier does not show is null or empty."""

    framework: PackFramework | None
    counts: PackCounts
    dimensions: Annotated[tuple[PackDimension, ...], _UNITS]
    facets: Annotated[tuple[PackFacet, ...], _UNITS]
    named: Annotated[tuple[PackFinding, ...], _UNITS]
    strength: PackStrength | None
    environment: Annotated[tuple[PackEnvironment, ...], _UNITS] | None
    intentions: PackIntentions
    voices: PackVoices | None
    tensions: Annotated[tuple[PackTension, ...], _MANY]
    passages: Annotated[tuple[PackPassage, ...], _MANY]
    sha256: _Checksum

    @property
    def has_details(self) -> bool:
        """Return whether facets and items of the environment have figures.

        At the lowest tier they have none; packs of 0.1 had them, by place.
        """
        return bool(self.facets) or self.tier != SCORES


class PackAttendance(Part, frozen=True):
    """Sittings, and days with an answer or a note."""

    sittings: _Count
    days: _Count


class SponsorPack(SharedDocument, frozen=True, kw_only=True, tag="syslead/sponsor/1"):
    """What a sponsor gets: attendance and the leader's own goals, no findings."""

    attendance: PackAttendance
    goals: tuple[PackWording, ...]
    sha256: _Checksum


AnyPack: TypeAlias = Pack | SponsorPack


def checksum(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a pack's JSON: sorted keys, no spaces, ``sha256`` left out."""
    from hashlib import sha256

    covered = {key: value for key, value in content.items() if key != "sha256"}
    plain = json.dumps(covered, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode("ascii")).hexdigest()


def withheld_words(document: AnyPack) -> list[str]:
    """Return in words what the document does not hold because the leader kept it back."""
    if isinstance(document, SponsorPack):
        return ["all findings, levels, ratings, voices and entries", "goals that were not chosen"]
    kept_back: list[str] = list(document.withheld)
    if document.tier == SCORES:
        kept_back.append("every name of a facet, tension or voice")
        if not document.has_details:
            kept_back.append("every figure of a single facet or of the surroundings")
        kept_back.append("the wording of every intention")
    elif document.intentions.made > len(document.intentions.wordings):
        kept_back.append("intentions that were not approved")
    if document.tier != ALL:
        excerpts = document.tier == EXCERPTS
        kept_back.append("entries that were not ticked" if excerpts else "every entry")
    return kept_back
