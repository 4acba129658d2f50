"""The trends of a journal on one day, as a value.

Of the *whole journal up to the day*: `state`, `p`, `level`, `last_full`, what is named, what was
never asked, `records`; a judgement does not change with the stretch one happens to look at.
Of the *window*: `asked` and `full` everywhere, `sittings`, the strips, ratings, voices heard and
intentions made. A voice's silence is counted over the whole journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.evidence import USE_MENTIONS, Evidence, evidence
from syslead_cli.insight.filter import others_rate
from syslead_cli.insight.findings import Finding, Strength, findings, strength
from syslead_cli.insight.levels import Level
from syslead_cli.insight.neglect import (
    DIMENSION_THRESHOLD,
    FACET_THRESHOLD,
    LEVEL_HALF_LIFE,
    MOST_NAMED,
    Judgement,
    Options,
    State,
    UnitJudgement,
    judge,
    without_joint_declines,
)
from syslead_cli.insight.ratings import NONE, Ratings, ratings_by_dimension
from syslead_cli.insight.voices import Voices, voices_heard
from syslead_cli.insight.window import Period, Strip, Window, strip, summed, window
from syslead_cli.journal.intentions import count_by_state, tracked_intentions
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import SILENT_DAYS, Ask, Record


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
    strip: Strip
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
    #: All asks of the journal, and those among them with an answer, thin ones too.
    ever: int
    answers: int
    #: The leader's rate of full answers of late, 0 to 1: what "usual" means on the screen.
    usual: float
    dimensions: tuple[Unit, ...]
    facets: tuple[Unit, ...]
    named: tuple[Finding, ...]
    strength: Strength | None
    voices: Voices
    #: made, kept, partly, dropped, open (`due` of them today) among those made in the window.
    intentions: dict[str, int]
    damage: int
    paused: bool

    @property
    def is_early(self) -> bool:
        """Return true while the journal is too young for any pattern."""
        return self.begun is None or (self.as_of - self.begun).days < SILENT_DAYS

    def facets_of(self, dimension: str) -> tuple[Unit, ...]:
        """Return the facets of one dimension, in the framework's order."""
        return tuple(unit for unit in self.facets if unit.dimension == dimension)


class TrendsQuery(Struct, frozen=True):
    """What to look at: `first` and `last` limit the window, `by` is its period if told."""

    as_of: date
    first: date | None = None
    last: date | None = None
    by: Period | None = None
    #: Groups the leader wants to hear.
    groups: tuple[str, ...] = ()
    mentions: bool = USE_MENTIONS


#: Outcomes with words behind them.
ANSWERED = ("full", "thin")
#: Day and full or not of every ask, by facet.
_Pairs = dict[str, list[tuple[int, bool]]]


def compute_trends(journal: Journal, framework: Framework, query: TrendsQuery) -> Trends:
    """Return the trends of a journal; a pure function of its records."""
    records = [record for record in journal.records if record.day <= query.as_of]
    found = evidence(records, query.as_of, mentions=query.mentions)
    begun = date.fromordinal(found.first_day) if found.first_day else None
    span = _span(query, begun)
    by_facet, by_dimension = _judged(found, framework, query)
    pairs: _Pairs = {}
    for day, facet, full in found.asks:
        pairs.setdefault(facet, []).append((day, full))
    first, last = span.first.toordinal(), span.last.toordinal()
    inside = {
        facet: [ask for ask in asks if first <= ask[0] <= last] for facet, asks in pairs.items()
    }
    facets = _facets(framework, by_facet, inside, span)
    ratings = ratings_by_dimension(records, span.first, span.last)
    asks = [record for record in records if type(record) is Ask]
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
        ever=len(found.asks),
        answers=len([ask for ask in asks if ask.outcome in ANSWERED]),
        usual=_usual(found, query.as_of),
        dimensions=_dimensions(framework, by_dimension, facets, ratings, span),
        facets=facets,
        named=findings(framework, by_dimension, by_facet),
        strength=strength(framework.facets, by_facet, pairs),
        voices=voices_heard(records, span.first, span.last, query.as_of, query.groups),
        intentions=_intentions(records, span, query.as_of),
        damage=len(journal.damage),
        paused=any(unit.state == "paused" for unit in facets),
    )


def _span(query: TrendsQuery, begun: date | None) -> Window:
    """Return the window; one that reaches back before the first entry opens with it."""
    last = min(query.last or query.as_of, query.as_of)
    if begun is None or begun > last:
        return window(query.first or last, last, query.by)
    return window(max(query.first or begun, begun), last, query.by)


def _judged(
    found: Evidence, framework: Framework, query: TrendsQuery
) -> tuple[Judgement, Judgement]:
    """Judge the facets, then the dimensions; an empty journal's clock starts today."""
    alone = {facet.id: (facet.id,) for facet in framework.facets}
    members = {
        dimension.id: tuple(facet.id for facet in framework.facets_of(dimension.id))
        for dimension in framework.dimensions
    }

    def judged(
        units: Mapping[str, Sequence[str]], threshold: float, most: int | None = None
    ) -> Judgement:
        options = Options(threshold, most, query.mentions, first_day=found.first_day)
        first = judge(found.events, units, query.as_of.toordinal(), found.paused, options)
        return without_joint_declines(first, units, found.asks, found.paused)

    return judged(alone, FACET_THRESHOLD, MOST_NAMED), judged(members, DIMENSION_THRESHOLD)


def _facets(
    framework: Framework, judged: Judgement, inside: _Pairs, span: Window
) -> tuple[Unit, ...]:
    units = []
    for facet, state in zip(framework.facets, judged.units, strict=True):
        asks = inside.get(facet.id, [])
        counts = (len(asks), sum(full for _, full in asks))
        units.append(_unit(facet, state, counts, strip(asks, span)))
    return tuple(units)


def _dimensions(
    framework: Framework,
    judged: Judgement,
    facets: Sequence[Unit],
    ratings: dict[str, Ratings],
    span: Window,
) -> tuple[Unit, ...]:
    units = []
    for dimension, state in zip(framework.dimensions, judged.units, strict=True):
        inside = [unit for unit in facets if unit.dimension == dimension.id]
        counts = (sum(unit.asked for unit in inside), sum(unit.full for unit in inside))
        weeks = summed([unit.strip for unit in inside], span)
        units.append(_unit(dimension, state, counts, weeks, ratings.get(dimension.id, NONE)))
    return tuple(units)


def _unit(
    unit: Dimension | Facet,
    judged: UnitJudgement,
    counts: tuple[int, int],
    weeks: Strip,
    ratings: Ratings = NONE,
) -> Unit:
    return Unit(
        id=unit.id,
        name=unit.name,
        label=unit.label if isinstance(unit, Facet) else unit.name,
        dimension=unit.dimension if isinstance(unit, Facet) else "",
        state=judged.state,
        asked=counts[0],
        full=counts[1],
        ever=judged.asked,
        last_full=date.fromordinal(judged.last_full) if judged.last_full else None,
        p=judged.p,
        level=judged.level,
        strip=weeks,
        ratings=ratings,
    )


def _intentions(records: Iterable[Record], span: Window, as_of: date) -> dict[str, int]:
    made = [each for each in tracked_intentions(records) if span.holds(each.intention.day)]
    counts = count_by_state(made, as_of)
    return {
        "made": len(made),
        "kept": counts["kept"],
        "partly": counts["partly"],
        "dropped": counts["dropped"],
        "open": counts["open"] + counts["due"],
        "due": counts["due"],
    }


def _usual(found: Evidence, as_of: date) -> float:
    """Return the recent rate over everything, weighted as the level is."""
    today, asked, full = as_of.toordinal(), 0.0, 0.0
    by_age: dict[int, list[bool]] = {}
    for day, _, was_full in found.asks:
        by_age.setdefault(today - day, []).append(was_full)
    for age, answers in by_age.items():
        weight = 0.5 ** (age / LEVEL_HALF_LIFE)
        asked += weight * len(answers)
        full += weight * sum(answers)
    return others_rate(full, asked)
