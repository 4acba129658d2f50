"""The kinds of record in a journal (docs/journal-format.md, version 1), as plain values.

The dataclasses are the only place where a kind's fields are written down: reading, writing
(core/records.py) and the published JSON Schema are all derived from them. Standard dataclasses
rather than a model library, because every command reads the journal (DECISIONS.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, NamedTuple, TypeAlias

from msgspec import Struct, field

FORMAT_VERSION = 1
#: Days of a journal before anything is said about what has gone quiet.
SILENT_DAYS = 42


class Stamp(NamedTuple):
    """The fields every new record starts with; ``Note(**stamp._asdict(), text=…)``."""

    id: str
    ts: str
    tz: str
    day: date


#: Makes a stamp: a new id and this moment, on the leader's day or on the one given.
Stamper: TypeAlias = Callable[..., Stamp]

#: Python attribute → key on the line, where the key is a word Python keeps for itself.
WIRE_NAMES = {"from_": "from"}

OUTCOMES = ("full", "thin", "skip", "later")
REASONS = ("rotation", "probe", "focus", "chosen")
GRADERS = ("tool", "leader")
STATUSES = ("done", "partly", "not_yet", "dropped")
PROBLEMS = ("critical", "tame", "wicked")
PERIODS = ("week", "quarter")
TIERS = ("scores", "themes", "excerpts", "all")


class Record(Struct, kw_only=True):
    """What every line carries. ``day`` is the leader's day, ``ts`` the moment with its offset."""

    kind: ClassVar[str] = ""

    id: str
    ts: str
    tz: str
    day: date
    #: Fields this version does not know: kept, shown on request, never rewritten.
    extra: dict[str, Any] = field(default_factory=dict)


class Ask(Record, kw_only=True):
    """A prompt shown and acted on; ``words`` is the length of the answer."""

    kind: ClassVar[str] = "ask"
    sitting: str
    prompt: str | None = None
    facet: str
    reason: str
    outcome: str
    words: int = 0
    text: str | None = None
    graded_by: str | None = None
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Note(Record, kw_only=True):
    """Free text nobody asked for. ``facets`` were said by the leader, ``mentions`` found."""

    kind: ClassVar[str] = "note"
    text: str
    facets: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    problem: str | None = None


class Rating(Record, kw_only=True):
    """Weekly scores, 1 to 5, per dimension, each perhaps with an instance."""

    kind: ClassVar[str] = "rating"
    scores: dict[str, int]
    instances: dict[str, str] = field(default_factory=dict)


class Assessment(Record, kw_only=True):
    """Quarterly scores, 1 to 5: practice and importance per facet, or the environment's items."""

    kind: ClassVar[str] = "assessment"
    practice: dict[str, int] = field(default_factory=dict)
    importance: dict[str, int] = field(default_factory=dict)
    environment: dict[str, int] = field(default_factory=dict)


class Intention(Record, kw_only=True):
    """An if–then plan with the day on which its outcome is asked for."""

    kind: ClassVar[str] = "intention"
    text: str
    facet: str | None = None
    due: date


class Outcome(Record, kw_only=True):
    """What became of an intention (``of``)."""

    kind: ClassVar[str] = "outcome"
    of: str
    status: str
    text: str | None = None


class Review(Record, kw_only=True):
    """The balcony: a weekly or quarterly look back over ``from_`` to ``to``, both included."""

    kind: ClassVar[str] = "review"
    period: str
    from_: date
    to: date
    attention: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    text: str | None = None


class Focus(Record, kw_only=True):
    """The facets chosen for a quarter; the newest record holds until ``until``."""

    kind: ClassVar[str] = "focus"
    facets: tuple[str, ...]
    until: date


class Pause(Record, kw_only=True):
    """Time away, both days included; without ``until`` it lasts until ended."""

    kind: ClassVar[str] = "pause"
    from_: date
    until: date | None = None


class Share(Record, kw_only=True):
    """What went to a coach: which tier, whom, which days, the file's SHA-256 and its name."""

    kind: ClassVar[str] = "share"
    tier: str
    to: str
    from_: date
    until: date
    sha256: str
    file: str | None = None


class Revise(Record, kw_only=True):
    """An edit: the fields in ``set`` take new values; null takes an optional field away."""

    kind: ClassVar[str] = "revise"
    of: str
    set: dict[str, Any]


class Remove(Record, kw_only=True):
    """The record ``of`` is gone for good; its text is erased from the files."""

    kind: ClassVar[str] = "remove"
    of: str


KINDS: dict[str, type[Record]] = {
    cls.kind: cls
    for cls in (
        Ask, Note, Rating, Assessment, Intention, Outcome,
        Review, Focus, Pause, Share, Revise, Remove,
    )
}  # fmt: skip

#: Kinds a reader would call an entry: they have words of the leader's own, or stand for a moment.
ENTRY_KINDS = ("ask", "note", "rating", "assessment", "intention", "outcome", "review")

#: Fields that hold one of a few words.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("ask", "reason"): REASONS,
    ("ask", "outcome"): OUTCOMES,
    ("ask", "graded_by"): GRADERS,
    ("note", "problem"): PROBLEMS,
    ("outcome", "status"): STATUSES,
    ("review", "period"): PERIODS,
    ("share", "tier"): TIERS,
}
