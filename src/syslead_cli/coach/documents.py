"""What the coach's commands print as JSON, and what these documents are made of.

What a leader kept back is null, never zero; so is a published figure that is withheld.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from msgspec import field

from syslead_cli.base.documents import Count, Document, Part, Share
from syslead_cli.insight.trends import IntentionSums, Period
from syslead_cli.sharing import model

Copy = TypeVar("Copy", bound=Part)
Figure = TypeVar("Figure")
#: A figure of a group that may be withheld.
Withheld: TypeAlias = Count | None
UnitKind = Literal["dimension", "facet"]


def copied(kind: type[Copy], part: Part, **own: Any) -> Copy:
    """Return ``own`` fields with the others as a pack or a part of it has them, no name as null."""
    values = {key: getattr(part, key) for key in kind.__struct_fields__ if key not in own}
    if values.get("name") == "":
        values["name"] = None
    return kind(**values, **own)


# ── coach list, add and note ─────────────────────────────────────────────────


class PackEntry(Part, frozen=True):
    """A pack of the store; what it holds is null where it is not as it came."""

    file: str
    received: date
    sound: bool
    tier: str | None
    first: date | None = field(name="from")
    last: date | None = field(name="until")
    made: date | None
    expires: date | None
    expired: bool
    sha256: str | None


class ClientEntry(Part, frozen=True):
    """A client and their packs, the newest days first, and how many notes you wrote."""

    id: str
    name: str
    packs: tuple[PackEntry, ...]
    notes: Count


class CoachList(Document, frozen=True, tag="syslead/coach-list/1"):
    """The clients, who wrote last first."""

    clients: tuple[ClientEntry, ...]


AddedState: TypeAlias = Literal["added", "moved", "here", "refused"]


class AddedFile(Part, frozen=True):
    """What became of a file: ``here`` had been added before."""

    file: str
    state: AddedState
    client: str | None
    sha256: str | None
    code: str | None
    problem: str | None


class CoachAdd(Document, frozen=True, tag="syslead/coach-add/1"):
    """Every file of a call, in its order."""

    files: tuple[AddedFile, ...]


class CoachNote(Part, frozen=True):
    """A note; ``agreed`` and ``text`` are null where it was not decrypted."""

    id: str
    day: date
    agreed: bool | None
    text: str | None


class CoachNotes(Document, frozen=True, tag="syslead/coach-notes/1"):
    """The notes on a client, the newest day first; ``closed`` counts those not decrypted."""

    client: str
    closed: Count
    notes: tuple[CoachNote, ...]


# ── coach brief ──────────────────────────────────────────────────────────────


class UnitPlace(Part, frozen=True):
    """A dimension, a facet or an item of the environment, by its place in the framework."""

    unit: Literal["dimension", "facet", "environment"]
    place: Count


class Moved(Part, frozen=True):
    """Something with a value then and now: a dimension's level, an item's score."""

    name: str
    before: float
    after: float


class PackChange(Part, frozen=True):
    """What is different from the pack before, whose days these are; null is kept back by a leader.

    ``unlike``: why quiet facets and levels cannot be compared; ``overlap``: days both packs look
    at; ``moved``: dimensions whose intervals no longer meet.
    """

    first: date = field(name="from")
    last: date = field(name="until")
    tier: str
    wanted: str
    unlike: str | None
    overlap: Count
    full: Count
    asked: Count
    newly_quiet: tuple[str, ...]
    still_quiet: tuple[str, ...]
    no_longer_quiet: tuple[str, ...]
    moved: tuple[Moved, ...]
    environment: tuple[Moved, ...] | None
    voices_new: tuple[str, ...] | None
    voices_gone: tuple[str, ...] | None


class HistoryPack(Part, frozen=True):
    """One of all packs of a client: its days, and what was quiet in it.

    ``levels``: of each dimension of the newest pack; null where it has none, or the pack is of
    another framework.
    """

    first: date = field(name="from")
    last: date = field(name="until")
    tier: str
    asked: Count
    full: Count
    quiet: tuple[str, ...]
    levels: tuple[float | None, ...]


class CoachQuestion(Part, frozen=True):
    """A question, and why it is asked; ``about`` is null where it is about no one thing."""

    text: str
    because: str
    about: UnitPlace | None


class BriefDimension(Part, frozen=True):
    """A dimension; its name is null where the tier does not show it."""

    place: Count
    name: str | None
    state: str
    asked: Count
    full: Count
    level: model.PackLevel
    strip: tuple[model.PackPeriod, ...]
    ratings: model.PackRatings | None


class BriefFacet(Part, frozen=True):
    """A facet; its name is null where the tier does not show it."""

    place: Count
    dimension: Count | None
    name: str | None
    state: str
    asked: Count
    full: Count


class BriefFinding(Part, frozen=True):
    """What has gone quiet, and the counts behind it."""

    unit: Literal["facet", "dimension"]
    place: Count
    name: str | None
    since: date
    counted_from: date
    asked: Count
    full: Count
    usual: Share
    elsewhere_asked: Count
    elsewhere_full: Count


class BriefStrength(Part, frozen=True):
    """The facet answered best."""

    place: Count
    name: str | None
    asked: Count
    full: Count
    since: date


class BriefItem(Part, frozen=True):
    """An item of the environment and its score."""

    place: Count
    name: str | None
    score: Count


class BriefIntentions(IntentionSums, frozen=True):
    """How many intentions were made, and what became of them."""

    wordings: tuple[model.PackWording, ...] | None


class BriefVoices(Part, frozen=True):
    """Who was heard."""

    heard: Count
    mentions: Count
    missing: Count
    largest_share: Share | None
    effective: float | None
    names_heard: tuple[model.PackVoice, ...] | None
    names_missing: tuple[model.PackVoice, ...] | None


class BriefDocument(Document, frozen=True, kw_only=True, tag="syslead/brief/1"):
    """What the two pages say; what a leader kept back is null."""

    client: str
    pseudonym: str
    first: date = field(name="from")
    last: date = field(name="until")
    made: date
    tier: str
    left_out: tuple[str, ...]
    expires: date | None
    expired: bool
    framework: str | None
    wanted: str
    counts: model.PackCounts
    early: bool
    intentions: BriefIntentions
    dimensions: tuple[BriefDimension, ...]
    facets: tuple[BriefFacet, ...]
    quiet: tuple[BriefFinding, ...]
    holding: BriefStrength | None
    voices: BriefVoices | None
    tensions: tuple[model.PackTension, ...] | None
    environment: tuple[BriefItem, ...] | None
    questions: tuple[CoachQuestion, ...]
    fewer: str | None
    change: PackChange | None
    pack: Count
    packs: Count
    history: tuple[HistoryPack, ...]
    last_time: tuple[CoachNote, ...]
    passages: tuple[model.PackPassage, ...] | None


# ── coach cohort ─────────────────────────────────────────────────────────────


class QuietUnit(Part, frozen=True):
    """A dimension or facet that a client has gone quiet on."""

    unit: UnitKind
    id: str
    name: str


class LowScore(Part, frozen=True):
    """An item of the environment that a client rated low."""

    id: str
    name: str
    score: Count


class EmptyPeriods(Part, frozen=True):
    """How many weeks or months at the end of a pack hold no question."""

    periods: Count
    by: Period


class ClientFigures(Part, frozen=True):
    """A client's newest pack. ``known`` is false where nothing says whose it is."""

    client: str
    known: bool
    tier: str
    framework: str
    first: date = field(name="from")
    last: date = field(name="until")
    made: date
    expires: date | None
    withheld: tuple[str, ...]
    sittings: Count
    days: Count
    asked: Count
    full: Count
    notes: Count
    empty_at_the_end: EmptyPeriods
    intentions: IntentionSums
    quiet: tuple[QuietUnit, ...]
    rated_low: tuple[LowScore, ...]


class WritingFigures(Part, Generic[Figure], frozen=True):
    """How many clients there are, and how many of them wrote nothing."""

    of: Figure
    wrote_nothing: Figure


class UnitFigures(Part, Generic[Figure], frozen=True):
    """How many share a dimension or facet, for how many it could be judged, how many are quiet."""

    framework: str
    id: str
    name: str
    unit: UnitKind
    of: Figure
    judged: Figure
    quiet: Figure


class ItemFigures(Part, Generic[Figure], frozen=True):
    """How many share a score of an item of the environment, and how many a low one."""

    framework: str
    id: str
    name: str
    of: Figure
    low: Figure


class IntentionFigures(Part, frozen=True):
    """How many clients made any intention, and what became of all of them."""

    of: Count
    made_by: Count
    made: Count
    kept: Count
    partly: Count
    dropped: Count
    open: Count


class PackProblem(Part, frozen=True):
    """A pack that is in no figure, and why."""

    file: str
    code: str
    says: str


class MixedFolder(Part, frozen=True):
    """A folder with packs of several pseudonyms, counted ``apart`` or as one client's."""

    folder: str
    pseudonyms: Count
    apart: bool


class PacksFound(Part, frozen=True, kw_only=True):
    """The sound packs, and what is in no figure: older, past their day, or not looked at."""

    sound: Count
    older: Count
    expired: Count
    copies: Count
    encrypted: Count
    links: Count
    hidden: Count
    other: Count
    problems: tuple[PackProblem, ...]
    mixed: tuple[MixedFolder, ...]


class Cohort(Document, frozen=True, tag="syslead/cohort/1"):
    """A group of clients, for the coach alone. ``expired`` are clients without another pack."""

    as_of: date
    packs: PacksFound
    expired: tuple[str, ...]
    clients: tuple[ClientFigures, ...]
    writing: WritingFigures[Count]
    units: tuple[UnitFigures[Count], ...]
    environment: tuple[ItemFigures[Count], ...]
    intentions: IntentionFigures


class PublishedIntentions(Part, frozen=True):
    """Intentions of the whole group."""

    of: Withheld
    made_by: Withheld
    made: Withheld
    kept: Withheld
    open: Withheld


class PublishedCohort(Document, frozen=True, tag="syslead/cohort-published/1"):
    """A group of clients, for others: null stands for a figure that is withheld."""

    as_of: date
    least: Count
    writing: WritingFigures[Withheld]
    units: tuple[UnitFigures[Withheld], ...]
    environment: tuple[ItemFigures[Withheld], ...]
    intentions: PublishedIntentions
