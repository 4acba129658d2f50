"""The trends of a journal on one day, as a value.

Of the *whole journal up to the day*: `state`, `p`, `level`, `last_full`, what is named, what was
never asked, `records`; a judgement does not change with the stretch one happens to look at.
Of the *window*: `asked` and `full` everywhere, `sittings`, the strips, ratings, voices heard and
intentions made. A voice's silence is counted over the whole journal.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.documents import Count, Part
from syslead_cli.framework.model import Dimension, Facet, Framework, facet_ids
from syslead_cli.insight.findings import (
    Finding,
    Strength,
    VoiceMonths,
    Voices,
    findings,
    shown_first,
    strength,
    voice_months,
    voices_heard,
    without_joint_declines,
)
from syslead_cli.insight.lapse_filter import Evidence, evidence, others_rate
from syslead_cli.insight.neglect import (
    FOR_DIMENSIONS,
    FOR_FACETS,
    SILENT_DAYS,
    Judgement,
    State,
    UnitJudgement,
    judge,
    weighted,
)
from syslead_cli.insight.ratings import (
    NONE,
    ItemScores,
    Level,
    Ratings,
    ratings_by_dimension,
    scores_of_layer,
)
from syslead_cli.journal.entries import DaysWritten, days_written
from syslead_cli.journal.hearing import with_heard
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import (
    Ask,
    Assessment,
    Note,
    Record,
    count_by_state,
    tracked_intentions,
)

Period = Literal["week", "month"]
WEEK: Period = "week"
MONTH: Period = "month"
#: Periods a strip has at most: half a year of weeks. Older ones of a longer window are not drawn.
MOST_PERIODS = 26


class Window(Part, frozen=True):
    """Days `first` to `last`, both included; `starts` are the first days of the strip's periods."""

    first: date = field(name="since")
    last: date = field(name="until")
    by: Period
    starts: tuple[date, ...] = field(name="periods")

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def six_months(last: date) -> date:
    """Return the Monday 25 weeks before the week of `last`; no earlier than there are days."""
    return date.fromordinal(max(1, _monday(last).toordinal() - 7 * (MOST_PERIODS - 1)))


def window(first: date, last: date, by: Period | None = None) -> Window:
    """Return the window with its newest periods; by week where all its weeks fit, unless told."""
    first = min(first, last)
    if not by:
        weeks = (_monday(last) - _monday(first)).days // 7 + 1
        by = WEEK if weeks <= MOST_PERIODS else MONTH

    def start_of(day: date) -> date:
        return _monday(day) if by == WEEK else day.replace(day=1)

    starts = [start_of(last)]
    while len(starts) < MOST_PERIODS and starts[-1] > first:
        starts.append(start_of(starts[-1] - timedelta(days=1)))
    return Window(first, last, by, tuple(reversed(starts)))


def _monday(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))


def strip(asks: Iterable[tuple[int, bool]], span: Window) -> PeriodCounts:
    """Return asked and full per period, of (day, full) pairs; days are ordinals."""
    starts = [start.toordinal() for start in span.starts]
    first, last = max(starts[0], span.first.toordinal()), span.last.toordinal()
    asked, full = [0] * len(starts), [0] * len(starts)
    for day, is_full in asks:
        if first <= day <= last:
            period = bisect_right(starts, day) - 1
            asked[period] += 1
            full[period] += is_full
    return PeriodCounts(tuple(asked), tuple(full))


def touched(notes: Sequence[Note], facets: Collection[str], span: Window) -> Touched:
    """Return what the notes of the window say of these facets; a note counts once."""
    wanted = frozenset(facets)
    filed = {note.id for note in notes if not wanted.isdisjoint(note.facets)}
    about = [note for note in notes if note.id in filed or not wanted.isdisjoint(note.mentions)]
    by_period = strip([(note.day.toordinal(), False) for note in about], span).asked
    last = max((note.day for note in about), default=None)
    return Touched(len(filed), len(about) - len(filed), last, by_period)


class Touched(Part, frozen=True):
    """Free notes about it: said by the leader, suggested by words; per period both together."""

    said: Count
    suggested: Count
    last: date | None
    strip: tuple[Count, ...]

    @property
    def all(self) -> int:
        return self.said + self.suggested


class PeriodCounts(Part, frozen=True):
    """Asks and full answers per period."""

    asked: tuple[Count, ...]
    full: tuple[Count, ...]


class IntentionSums(Part, frozen=True):
    """How many intentions were made, and what became of them."""

    made: Count
    kept: Count
    partly: Count
    dropped: Count
    open: Count


class IntentionCounts(IntentionSums, frozen=True):
    """Intentions made in the window, by what became of them; ``due`` ones are open."""

    due: Count


class Unit(Struct, frozen=True):
    """A dimension or a facet; `dimension` is empty for a dimension."""

    id: str
    name: str
    label: str
    dimension: str
    state: State
    asked: int
    full: int
    #: Asked in the whole journal, not only in the window.
    ever: int
    last_full: date | None
    p: float
    level: Level
    strip: PeriodCounts
    notes: Touched
    ratings: Ratings = NONE


class Trends(Struct, frozen=True):
    """Everything `syslead trends` says."""

    as_of: date
    framework: str
    framework_name: str
    records: int
    #: First day of the journal; None while it is empty.
    begun: date | None
    window: Window
    sittings: int
    #: All asks of the window, of facets today's framework does not have as well.
    asked: int
    full: int
    #: Free notes of the window.
    notes: int
    #: All asks of the journal, and those among them with an answer, thin ones too.
    ever: int
    answers: int
    #: The leader's rate of full answers of late, weighted as levels are: what "usual" means.
    usual: float
    dimensions: tuple[Unit, ...]
    facets: tuple[Unit, ...]
    named: tuple[Finding, ...]
    strength: Strength | None
    voices: Voices
    heard: VoiceMonths
    days: DaysWritten
    intentions: IntentionCounts
    damage: int
    paused: bool
    #: Scores of the window for what leading is achieved through, and for the surroundings.
    practice: tuple[ItemScores, ...] = ()
    environment: tuple[ItemScores, ...] = ()

    @property
    def is_early(self) -> bool:
        """Return true while the journal is too young for any pattern."""
        return self.begun is None or (self.as_of - self.begun).days < SILENT_DAYS

    def facets_of(self, dimension: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.facets if unit.dimension == dimension)


class TrendsQuery(Struct, frozen=True):
    """What to look at: `first` and `last` limit the window, `by` is its period if told."""

    as_of: date
    first: date | None = None
    last: date | None = None
    by: Period | None = None
    #: Groups the leader wants to hear.
    groups: tuple[str, ...] = ()


#: Outcomes with words behind them.
ANSWERED = ("full", "thin")
#: Day and full or not of every ask, by facet.
_Pairs = dict[str, list[tuple[int, bool]]]


def compute_trends(journal: Journal, framework: Framework, query: TrendsQuery) -> Trends:
    records = [record for record in journal.records if record.day <= query.as_of]
    found = evidence(records, query.as_of)
    begun = date.fromordinal(found.first_day) if found.first_day else None
    last = min(query.last or query.as_of, query.as_of)
    first = query.first or last
    if begun is not None and begun <= last:  # a window that reaches back further opens with it
        first = max(query.first or begun, begun)
    span = window(first, last, query.by)
    by_facet, by_dimension = judge_journal(found, framework, query.as_of)
    pairs: _Pairs = {}
    for day, facet, full in found.asks:
        pairs.setdefault(facet, []).append((day, full))
    days = range(span.first.toordinal(), span.last.toordinal() + 1)
    inside = {facet: [ask for ask in asks if ask[0] in days] for facet, asks in pairs.items()}
    looked_at = [record for record in records if span.holds(record.day)]
    notes = [record for record in looked_at if type(record) is Note]
    about = [note for note in notes if note.facets or note.mentions]
    facets = tuple(
        _unit(facet, judged, (facet.id,), pairs=inside, notes=about, span=span)
        for facet, judged in zip(framework.facets, by_facet.units, strict=True)
    )
    ratings = ratings_by_dimension(records, span.first, span.last)
    rated = [record for record in looked_at if type(record) is Assessment]
    dimensions = []
    for dimension, judged in zip(framework.dimensions, by_dimension.units, strict=True):
        members = facet_ids(framework.facets_of(dimension.id))
        unit = _unit(dimension, judged, members, pairs=inside, notes=about, span=span)
        dimensions.append(replace(unit, ratings=ratings.get(dimension.id, NONE)))
    asks = [record for record in records if type(record) is Ask]
    heard = with_heard(replace(journal, records=tuple(records)), query.groups).records
    return Trends(
        as_of=query.as_of,
        framework=framework.id,
        framework_name=framework.name,
        records=len(records),
        begun=begun,
        window=span,
        sittings=len({a.sitting for a in asks if a.outcome != "later" and span.holds(a.day)}),
        asked=sum(map(len, inside.values())),
        full=sum(full for asks_of in inside.values() for _, full in asks_of),
        notes=len(notes),
        ever=len(found.asks),
        answers=len([ask for ask in asks if ask.outcome in ANSWERED]),
        usual=others_rate(*weighted(found.asks, query.as_of.toordinal())),
        dimensions=tuple(dimensions),
        facets=facets,
        named=findings(framework, by_dimension, by_facet, records),
        strength=strength(framework.facets, by_facet, pairs),
        voices=voices_heard(heard, span.first, span.last, query.as_of, query.groups),
        heard=voice_months([r for r in heard if span.holds(r.day)], span.first, span.last),
        days=days_written(records, span.first, span.last),
        intentions=_intentions(records, span, query.as_of),
        damage=len(journal.damage),
        paused=any(unit.state == "paused" for unit in facets),
        practice=scores_of_layer(framework.practice, ((r.day, r.achieved) for r in rated)),
        environment=scores_of_layer(framework.environment, ((r.day, r.environment) for r in rated)),
    )


def named_on(journal: Journal, framework: Framework, day: date) -> list[Finding]:
    """Return what ``compute_trends`` names on a day as screens show it, and nothing else."""
    records = [record for record in journal.records if record.day <= day]
    by_facet, by_dimension = judge_journal(evidence(records, day), framework, day)
    return shown_first(findings(framework, by_dimension, by_facet, records))


def judge_journal(found: Evidence, framework: Framework, day: date) -> tuple[Judgement, Judgement]:
    """Judge the facets, then the dimensions; an empty journal's clock starts today."""
    alone = {facet.id: (facet.id,) for facet in framework.facets}
    members = {each.id: facet_ids(framework.facets_of(each.id)) for each in framework.dimensions}
    of_facets = judge(found, alone, day.toordinal(), FOR_FACETS)
    asked = found._replace(reviews=(), focus=())  # these are about single facets
    of_dimensions = judge(asked, members, day.toordinal(), FOR_DIMENSIONS)
    return (
        without_joint_declines(of_facets, alone, found.asks, found.paused),
        without_joint_declines(of_dimensions, members, found.asks, found.paused),
    )


def _unit(
    unit: Dimension | Facet,
    judged: UnitJudgement,
    members: Collection[str],
    *,
    pairs: _Pairs,
    notes: Sequence[Note],
    span: Window,
) -> Unit:
    """Return a unit of these facets with the asks and notes of the window counted."""
    asks = [ask for facet in members for ask in pairs.get(facet, ())]
    return Unit(
        id=unit.id,
        name=unit.name,
        label=unit.label if isinstance(unit, Facet) else unit.name,
        dimension=unit.dimension if isinstance(unit, Facet) else "",
        state=judged.state,
        asked=len(asks),
        full=sum(full for _, full in asks),
        ever=judged.asked,
        last_full=date.fromordinal(judged.last_full) if judged.last_full else None,
        p=judged.p,
        level=judged.level,
        strip=strip(asks, span),
        notes=touched(notes, members, span),
    )


def _intentions(records: Iterable[Record], span: Window, as_of: date) -> IntentionCounts:
    made = [each for each in tracked_intentions(records) if span.holds(each.intention.day)]
    counts = count_by_state(made, as_of)
    counts["open"] += counts["due"]
    return IntentionCounts(made=len(made), **counts)
