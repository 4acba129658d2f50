"""The stretch of days looked at, cut into weeks or months, and what was answered in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight import ratings as rated
from syslead_cli.insight.evidence import USE_MENTIONS, Evidence, evidence
from syslead_cli.insight.filter import others_rate
from syslead_cli.insight.findings import Finding, Strength, findings, strength
from syslead_cli.insight.levels import Level
from syslead_cli.insight.neglect import (
    LEVEL_HALF_LIFE,
    SILENT_DAYS,
    Judgement,
    Verdict,
    compared,
    judge_dimensions,
    judge_facets,
)
from syslead_cli.insight.ratings import Ratings, ratings_by_dimension
from syslead_cli.insight.voices import Voices, voices_heard
from syslead_cli.journal.codec import Reader
from syslead_cli.journal.intentions import count_by_state, tracked_intentions
from syslead_cli.journal.merge import Journal, PlacedLine
from syslead_cli.journal.model import Ask, Record

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

WEEK, MONTH = "week", "month"
#: Periods a strip has at most: half a year of weeks. Older ones of a longer window are not drawn.
MOST_PERIODS = 26


class Window(Struct, frozen=True):
    """Days `first` to `last`, both included; `starts` are the first days of the strip's periods."""

    first: date
    last: date
    by: str
    starts: tuple[date, ...]

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.first <= day <= self.last


#: Asked and answered in full, in one period.
Cell = tuple[int, int]
Strip = tuple[Cell, ...]


def six_months(last: date) -> date:
    """The Monday 25 weeks before the week of `last`."""
    return _monday(last) - timedelta(weeks=MOST_PERIODS - 1)


def window(first: date, last: date, by: str = "") -> Window:
    """The window with its newest periods; by week where all its weeks fit, unless told."""
    first = min(first, last)
    if not by:
        weeks = (_monday(last) - _monday(first)).days // 7 + 1
        by = WEEK if weeks <= MOST_PERIODS else MONTH
    starts: list[date] = []
    start = _monday(last) if by == WEEK else last.replace(day=1)
    while len(starts) < MOST_PERIODS:
        starts.append(start)
        if start <= first or start.toordinal() < 7:
            break
        start = start - timedelta(days=7) if by == WEEK else _month_before(start)
    return Window(first, last, by, tuple(reversed(starts)))


def _monday(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))


def _month_before(start: date) -> date:
    return (start - timedelta(days=1)).replace(day=1)


def strip(asks: Iterable[tuple[int, bool]], span: Window) -> Strip:
    """Asked and full per period, of (day, full) pairs within the window; days are ordinals."""
    starts = [start.toordinal() for start in span.starts]
    first, last = max(starts[0], span.first.toordinal()), span.last.toordinal()
    cells = [[0, 0] for _ in starts]
    for day, full in asks:
        if first <= day <= last:
            cell = cells[bisect_right(starts, day) - 1]
            cell[0] += 1
            cell[1] += full
    return tuple((asked, full) for asked, full in cells)


def summed(strips: Sequence[Strip], span: Window) -> Strip:
    """Several strips of one window as one."""
    nothing = tuple((0, 0) for _ in span.starts)
    columns = zip(*strips, strict=True) if strips else nothing
    if not strips:
        return nothing
    return tuple((sum(a for a, _ in column), sum(f for _, f in column)) for column in columns)


# ── trends_core ──
# The whole picture of a journal on one day, as a value.
#
# Of the *whole journal up to the day*: `state`, `p`, `level`, `last_full`, what is named, what was
# never asked, `records`; a judgement does not change with the stretch one happens to look at.
# Of the *window*: `asked` and `full` everywhere, `sittings`, the strips, ratings, voices heard and
# intentions made. A voice's silence is counted over the whole journal.


class Unit(Struct, frozen=True):
    """A dimension or a facet; `dimension` is empty for a dimension."""

    id: str
    name: str
    label: str
    dimension: str
    state: str
    asked: int
    full: int
    #: Asked in the whole journal, not only in the window.
    ever: int
    last_full: date | None
    p: float
    level: Level
    strip: Strip
    ratings: Ratings = rated.NONE


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
        """Whether the journal is too young for any pattern."""
        return self.begun is None or (self.as_of - self.begun).days < SILENT_DAYS

    def facets_of(self, dimension: str) -> tuple[Unit, ...]:
        """The facets of one dimension, in the framework's order."""
        return tuple(unit for unit in self.facets if unit.dimension == dimension)


class Look(Struct, frozen=True):
    """What to look at: `first` and `last` limit the window, `by` is its period if told."""

    as_of: date
    first: date | None = None
    last: date | None = None
    by: str = ""
    #: Groups the leader wants to hear.
    groups: tuple[str, ...] = ()
    mentions: bool = USE_MENTIONS


#: Outcomes with words behind them.
ANSWERED = ("full", "thin")
Pairs = dict[str, list[tuple[int, bool]]]


def picture(journal: Journal, framework: Framework, look: Look) -> Trends:
    """The picture of a journal; a pure function of its records."""
    records = [record for record in journal.records if record.day <= look.as_of]
    told = evidence(records, look.as_of, mentions=look.mentions)
    begun = date.fromordinal(told.first_day) if told.first_day else None
    last = min(look.last or look.as_of, look.as_of)
    span = window(_opening(look.first, begun, last), last, look.by)
    by_facet, by_dimension = _judged(told, framework, look)
    pairs = _pairs(told)
    inside = {facet: _inside(found, span) for facet, found in pairs.items()}
    facets = _facets(framework, by_facet, inside, span)
    asks = [record for record in records if type(record) is Ask]
    return Trends(
        as_of=look.as_of,
        framework=framework.id,
        framework_name=framework.name,
        records=len(records),
        begun=begun,
        window=span,
        sittings=_sittings(asks, span),
        asked=sum(len(found) for found in inside.values()),
        full=sum(sum(full for _, full in found) for found in inside.values()),
        ever=len(told.asks),
        answers=len([ask for ask in asks if ask.outcome in ANSWERED]),
        usual=_usual(told, look.as_of),
        dimensions=_dimensions(framework, by_dimension, facets, _ratings(records, span), span),
        facets=facets,
        named=findings(framework, by_dimension, by_facet),
        strength=strength(framework.facets, by_facet, pairs),
        voices=voices_heard(records, span.first, span.last, look.as_of, look.groups),
        intentions=_intentions(records, span, look.as_of),
        damage=len(journal.damage),
        paused=any(unit.state == "paused" for unit in facets),
    )


def _opening(wished: date | None, begun: date | None, last: date) -> date:
    """A window that reaches back before the first entry opens with it."""
    if begun is None or begun > last:
        return wished or last
    return max(wished or begun, begun)


def _judged(told: Evidence, framework: Framework, look: Look) -> tuple[Judgement, Judgement]:
    """The verdicts on facets and on dimensions; an empty journal's clock starts today."""
    events, day = told.events, look.as_of.toordinal()
    members = {d.id: [f.id for f in framework.facets_of(d.id)] for d in framework.dimensions}
    by_facet = judge_facets(
        events,
        [facet.id for facet in framework.facets],
        day,
        told.paused,
        use_mentions=look.mentions,
        first_day=told.first_day,
    )
    by_dimension = judge_dimensions(
        events, members, day, told.paused, use_mentions=look.mentions, first_day=told.first_day
    )
    alone = {facet.id: (facet.id,) for facet in framework.facets}
    return (
        compared(by_facet, alone, told.asks, told.paused),
        compared(by_dimension, members, told.asks, told.paused),
    )


def _pairs(told: Evidence) -> Pairs:
    pairs: Pairs = {}
    for day, facet, full in told.asks:
        found = pairs.get(facet)
        if found is None:
            found = pairs[facet] = []
        found.append((day, full))
    return pairs


def _inside(asks: Sequence[tuple[int, bool]], span: Window) -> list[tuple[int, bool]]:
    """Those of the window."""
    first, last = span.first.toordinal(), span.last.toordinal()
    return [ask for ask in asks if first <= ask[0] <= last]


def _facets(
    framework: Framework, judged: Judgement, inside: Pairs, span: Window
) -> tuple[Unit, ...]:
    units = []
    for facet, verdict in zip(framework.facets, judged.units, strict=True):
        asks = inside.get(facet.id, [])
        counts = (len(asks), sum(full for _, full in asks))
        units.append(_unit(facet, facet.dimension, verdict, counts, strip(asks, span)))
    return tuple(units)


def _dimensions(
    framework: Framework,
    judged: Judgement,
    facets: Sequence[Unit],
    ratings: dict[str, Ratings],
    span: Window,
) -> tuple[Unit, ...]:
    units = []
    for dimension, verdict in zip(framework.dimensions, judged.units, strict=True):
        inside = [unit for unit in facets if unit.dimension == dimension.id]
        counts = (sum(unit.asked for unit in inside), sum(unit.full for unit in inside))
        strips = summed([unit.strip for unit in inside], span)
        own = ratings.get(dimension.id, rated.NONE)
        units.append(_unit(dimension, "", verdict, counts, strips, ratings=own))
    return tuple(units)


def _unit(
    unit: Dimension | Facet,
    dimension: str,
    verdict: Verdict,
    counts: tuple[int, int],
    weeks: Strip,
    *,
    ratings: Ratings = rated.NONE,
) -> Unit:
    return Unit(
        unit.id,
        unit.name,
        unit.label if isinstance(unit, Facet) else unit.name,
        dimension,
        verdict.state,
        counts[0],
        counts[1],
        verdict.asked,
        date.fromordinal(verdict.last_full) if verdict.last_full else None,
        verdict.p,
        verdict.level,
        weeks,
        ratings,
    )


def _ratings(records: Sequence[Record], span: Window) -> dict[str, Ratings]:
    return ratings_by_dimension(records, span.first, span.last)


def _sittings(asks: Iterable[Ask], span: Window) -> int:
    """Occasions on which a question was taken up; where all were left for later there was none."""
    first, last = span.first, span.last
    taken = [ask for ask in asks if ask.outcome != "later"]
    return len({ask.sitting for ask in taken if first <= ask.day <= last})


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


def _usual(told: Evidence, as_of: date) -> float:
    """The recent rate over everything, weighted as the level is."""
    today, asked, full = as_of.toordinal(), 0.0, 0.0
    by_age: dict[int, list[int]] = {}
    for day, _, was_full in told.asks:
        cell = by_age.get(today - day)
        if cell is None:
            cell = by_age[today - day] = [0, 0]
        cell[0] += 1
        cell[1] += was_full
    for age, (count, answered) in by_age.items():
        weight = 0.5 ** (age / LEVEL_HALF_LIFE)
        asked += weight * count
        full += weight * answered
    return others_rate(full, asked)


# ── looking ──
# Looking back: the journal in, the picture out. Reading only.


class Seen(Struct, frozen=True):
    """The picture and the journal it was drawn from."""

    trends: Trends
    journal: Journal


def look_back(
    journal: JournalFiles,
    framework: Framework,
    look: Look,
    keeping: Callable[[PlacedLine], bool] | None = None,
) -> Seen:
    """The picture of the whole journal; `keeping` leaves out what was not there yet."""
    whole = journal.read(None, keeping, _without_words)
    return Seen(picture(whole, framework, look), whole)


def _without_words() -> Reader:
    """A picture counts; it needs no answer's text."""
    from syslead_cli.journal.glance import without_words

    return without_words()
