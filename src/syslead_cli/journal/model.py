"""The kinds of record in a journal (docs/journal-format.md, version 1).

The structs are the only declaration of a kind: reading and writing (journal/codec.py), the
published JSON Schema and the messages about invalid lines are all derived from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, TypeAlias, get_args

from msgspec import Meta, Struct, field

FORMAT_VERSION = 1


class Stamp(NamedTuple):
    """The fields every new record starts with; ``Note(**stamp._asdict(), text=…)``."""

    id: str
    ts: str
    tz: str
    day: date
    happened: str | None = None


#: Makes a stamp: a new id and this moment, on the leader's day or on the one given.
Stamper: TypeAlias = Callable[..., Stamp]

if TYPE_CHECKING:  # for the type checker a word is a text: lines are what is checked against these
    AnswerOutcome: TypeAlias = str
    AskReason: TypeAlias = str
    EntryKind: TypeAlias = str
    Grader: TypeAlias = str
    IntentionState: TypeAlias = str
    PlanStatus: TypeAlias = str
    ProblemKind: TypeAlias = str
    ReviewPeriod: TypeAlias = str
    ShareTier: TypeAlias = str
    ShareAudience: TypeAlias = str
else:
    AnswerOutcome = Literal["full", "thin", "skip", "later"]
    AskReason = Literal["rotation", "probe", "focus", "chosen"]
    EntryKind = Literal["ask", "note", "rating", "assessment", "intention", "outcome", "review"]
    Grader = Literal["tool", "leader"]
    IntentionState = Literal["due", "open", "kept", "partly", "dropped"]
    PlanStatus = Literal["done", "partly", "not_yet", "dropped"]
    ProblemKind = Literal["critical", "tame", "wicked"]
    ReviewPeriod = Literal["week", "quarter"]
    ShareTier = Literal["scores", "themes", "excerpts", "all"]
    ShareAudience = Literal["coach", "sponsor"]

OUTCOMES: tuple[str, ...] = get_args(AnswerOutcome)
STATUSES: tuple[str, ...] = get_args(PlanStatus)
PROBLEMS: tuple[str, ...] = get_args(ProblemKind)
TIERS: tuple[str, ...] = get_args(ShareTier)
AUDIENCES: tuple[str, ...] = get_args(ShareAudience)

RecordId = Annotated[
    str, Meta(min_length=1, max_length=64, extra_json_schema={"pattern": "^[^ ]*$"})
]
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Zone = Annotated[str, Meta(description="An IANA zone name where it is known.")]
WordCount = Annotated[int, Meta(ge=0, lt=10**9)]
Score = Annotated[int, Meta(ge=1, le=5)]
#: What no line says: the key ``extra`` of a line is an unknown field like any other.
Unknown = Annotated[dict[str, Any], Meta(min_length=1)]


class Record(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    tag=str.lower,
    rename={"from_": "from"},
):
    """What every line carries. ``day`` is the leader's day, ``ts`` the moment with its offset."""

    kind: ClassVar[str] = ""

    id: RecordId
    ts: Moment
    tz: Zone = ""
    day: date
    #: When it happened, where the leader said a time of day; written last of what is known.
    happened: str | None = None
    #: Fields this version does not know: kept, shown on request, never rewritten.
    extra: Unknown = field(default_factory=dict)

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__.lower()  # the tag of its lines


class Ask(Record, frozen=True, kw_only=True):
    """A prompt shown and acted on; ``words`` is the length of the answer.

    ``no_evidence``: the answer is ``thin`` and says nothing either way, such as a plain "no" to
    a question that leaves one; it is counted neither way.
    """

    sitting: str
    prompt: str | None = None
    facet: str
    reason: AskReason
    outcome: AnswerOutcome
    #: Read where it is missing, and written even when it is zero: the default of a factory is.
    words: WordCount = field(default_factory=int)
    text: str | None = None
    graded_by: Grader | None = None
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    no_evidence: bool = False

    @property
    def is_counted(self) -> bool:
        """Return False for a question put off and for an answer that is no evidence."""
        return self.outcome != "later" and not self.no_evidence


class Note(Record, frozen=True, kw_only=True):
    """Free text nobody asked for. ``facets`` were said by the leader, ``mentions`` found."""

    text: str
    facets: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    problem: ProblemKind | None = None


class Rating(Record, frozen=True, kw_only=True):
    """Weekly scores, 1 to 5, per dimension, each perhaps with an instance."""

    scores: dict[str, Score]
    instances: dict[str, str] = field(default_factory=dict)


class Assessment(Record, frozen=True, kw_only=True):
    """Quarterly scores, 1 to 5: practice and importance per facet, or items of a layer.

    ``achieved`` are those of the practice layer: what leading is achieved through.
    """

    practice: dict[str, Score] = field(default_factory=dict)
    importance: dict[str, Score] = field(default_factory=dict)
    environment: dict[str, Score] = field(default_factory=dict)
    achieved: dict[str, Score] = field(default_factory=dict)


class Intention(Record, frozen=True, kw_only=True):
    """An if–then plan with the day on which its outcome is asked for."""

    text: str
    facet: str | None = None
    due: date


class Outcome(Record, frozen=True, kw_only=True):
    """What became of an intention (``of``)."""

    of: str
    status: PlanStatus
    text: str | None = None


class Review(Record, frozen=True, kw_only=True):
    """The balcony: a weekly or quarterly look back over ``from_`` to ``to``, both included.

    ``matters``: the facets that will matter most in the next quarter. ``attended``: whether
    attention was paid to a facet that may have lapsed, as the leader said.
    """

    period: ReviewPeriod
    from_: date
    to: date
    attention: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    text: str | None = None
    matters: tuple[str, ...] = ()
    attended: dict[str, bool] = field(default_factory=dict)


class Focus(Record, frozen=True, kw_only=True):
    """The facets chosen for a quarter; the newest record holds until ``until``."""

    facets: tuple[str, ...]
    until: date


class Pause(Record, frozen=True, kw_only=True):
    """Time away, both days included; without ``until`` it lasts until ended."""

    from_: date
    until: date | None = None


class Share(Record, frozen=True, kw_only=True):
    """What left: which tier, to whom, which days, the file's SHA-256 and its name.

    ``audience`` and ``encrypted`` are absent from what was shared before they were kept.
    """

    tier: ShareTier
    to: str
    from_: date
    until: date
    sha256: str
    file: str | None = None
    audience: ShareAudience | None = None
    encrypted: bool | None = None


class Revise(Record, frozen=True, kw_only=True):
    """An edit: the fields in ``set`` take new values; null takes an optional field away."""

    of: str
    set: dict[str, Any]


class Remove(Record, frozen=True, kw_only=True):
    """The record ``of`` is gone for good; its text is erased from the files."""

    of: str


KINDS: dict[str, type[Record]] = {cls.kind: cls for cls in Record.__subclasses__()}

#: Kinds a reader would call an entry: they have words of the leader's own, or stand for a moment.
ENTRY_KINDS: tuple[str, ...] = get_args(EntryKind)


def _instant(written: str) -> datetime:
    """Return a moment as an instant; without a zone, UTC. Raises ValueError."""
    value = datetime.fromisoformat(written)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def moment(record: Record) -> datetime:
    """Return the instant a record was made."""
    return _instant(record.ts)


def in_order(record: Record) -> tuple[date, datetime, str]:
    """Return the key that entries are sorted by: the leader's day, the moment, the id."""
    if record.happened:
        with suppress(ValueError):  # somebody else may have put anything there
            return (record.day, _instant(record.happened), record.id)
    return (record.day, _instant(record.ts), record.id)


# ── intentions and what became of them ───────────────────────────────────────

STATES: tuple[str, ...] = get_args(IntentionState)
DUE, OPEN, KEPT, PARTLY, DROPPED = STATES
#: What was said of an intention, in words.
STATUS_WORDS = {"done": "done", "partly": "partly", "not_yet": "not yet", "dropped": "dropped"}
_CLOSES = {"done": KEPT, "partly": PARTLY, "dropped": DROPPED}


class TrackedIntention(Struct, frozen=True):
    """An intention with its outcomes, oldest first."""

    intention: Intention
    outcomes: tuple[Outcome, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether no outcome has closed it; "not yet" does not."""
        return not self.outcomes or self.outcomes[-1].status not in _CLOSES

    def state(self, today: date) -> str:
        """Return one of STATES."""
        if not self.is_open:
            return _CLOSES[self.outcomes[-1].status]
        return DUE if self.intention.due <= today else OPEN

    def is_asked_on(self, today: date) -> bool:
        """Whether it is due and nothing was said of it on this day."""
        return self.state(today) == DUE and all(outcome.day != today for outcome in self.outcomes)


def tracked_intentions(records: Iterable[Record]) -> list[TrackedIntention]:
    """Return every intention among the records, oldest first."""
    intentions: list[Intention] = []
    outcomes: dict[str, list[Outcome]] = {}
    for record in records:
        if type(record) is Intention:
            intentions.append(record)
        elif type(record) is Outcome:
            outcomes.setdefault(record.of, []).append(record)
    return [
        TrackedIntention(intention, tuple(sorted(outcomes.get(intention.id, ()), key=in_order)))
        for intention in sorted(intentions, key=in_order)
    ]


def due_on(tracked: Iterable[TrackedIntention], today: date) -> list[TrackedIntention]:
    """Return those that are due, the longest overdue first."""
    due = [each for each in tracked if each.state(today) == DUE]
    return sorted(due, key=lambda each: each.intention.due)


def to_ask_about(records: Iterable[Record], today: date) -> list[TrackedIntention]:
    """Return the intentions to ask about today, the longest overdue first."""
    return [each for each in due_on(tracked_intentions(records), today) if each.is_asked_on(today)]


def count_by_state(tracked: Sequence[TrackedIntention], today: date) -> dict[str, int]:
    """Return how many are in each of STATES."""
    states = [each.state(today) for each in tracked]
    return {state: states.count(state) for state in STATES}
