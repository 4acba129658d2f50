"""What the template of the page of trends asks for: names, places and words of what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from syslead_cli.base.dates import MONTHS
from syslead_cli.base.text import counted, first_few, one_line, short_day, whole_day
from syslead_cli.insight import charts
from syslead_cli.insight.export import DimensionTrends, FacetTrends, RatingsPart, TrendsData
from syslead_cli.insight.ratings import MEDIAN_FROM, Level, Ratings, running
from syslead_cli.insight.screen import PLAN_WORDS, voice_name
from syslead_cli.insight.trends import WEEK
from syslead_cli.journal.entries import DaysWritten, MonthDays

#: Weeks that a calendar of days has; a longer window has months.
MOST_WEEKS = 54
MOST_VOICES = 12
MONTH_NAMES = tuple(name[:3].title() for name in MONTHS)
Unit = DimensionTrends | FacetTrends


def facts(data: TrendsData) -> Iterator[tuple[str, str]]:
    """Yield what there is to go on, each with its out of."""
    span = data.window
    if span.asked:
        yield "Questions", f"{span.full:,} of {span.asked:,} answered in detail"
    if span.sittings:
        yield "Reflections", f"{span.sittings:,}"
    if span.notes:
        yield "Notes", f"{span.notes:,}"
    yield "Written on", f"{len(data.days.written):,} of {counted(data.days.of, 'day')}"
    if data.damage:
        yield "Unreadable", f"{counted(data.damage, 'line')}; not counted here"


def facets_of(data: TrendsData, unit: DimensionTrends) -> list[FacetTrends]:
    return [facet for facet in data.facets if facet.dimension == unit.id]


def is_facet(unit: Unit) -> bool:
    return isinstance(unit, FacetTrends)


def is_quiet(unit: Unit) -> bool:
    return unit.state in charts.LOW_STATES


def is_open(unit: DimensionTrends, data: TrendsData) -> bool:
    """Return true where a dimension or one of its facets is quiet: that is to be seen at once."""
    return is_quiet(unit) or any(map(is_quiet, facets_of(data, unit)))


def cells(unit: Unit) -> list[tuple[int, int]]:
    return list(zip(unit.strip.asked, unit.strip.full, strict=True))


def most_asked(units: Sequence[Unit]) -> int:
    return max((asked for unit in units for asked in unit.strip.asked), default=0) or 1


def of_asked(unit: Unit) -> str:
    return f"{unit.full:,} of {unit.asked:,}" if unit.asked else "not asked"


def has_level(unit: Unit, early: bool) -> bool:
    return not early and unit.state not in ("too_early", "not_asked")


def word(unit: Unit, data: TrendsData, early: bool) -> str:
    if early:
        return ""
    level = Level(unit.level.mean, unit.level.low, unit.level.high)
    return charts.STATE_WORDS.get(unit.state) or charts.beside_usual(level, data.usual)


def last_day(day: date | None, data: TrendsData) -> str:
    return short_day(day, data.as_of) if day else "–"


def percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def full_day(day: date) -> str:
    return whole_day(day, date.min)


def period_name(start: date, by: str) -> str:
    """Return ``9 Mar 2026`` for a week, ``March 2026`` for a month, ``2026`` for a year."""
    if by == WEEK:
        return short_day(start, date.min)
    return str(start.year) if by == "year" else f"{MONTHS[start.month - 1].title()} {start.year}"


def axis(data: TrendsData) -> list[tuple[int, str]]:
    """Return the names above a strip: months over weeks; years, or some months, over months."""
    starts = data.window.periods
    if data.window.by == WEEK:
        return _spaced([(s.year, s.month) for s in starts], [_short(start) for start in starts])
    if len(starts) <= 12:
        return [(at, _short(start)) for at, start in enumerate(starts) if at % 3 == 0]
    return _spaced([(start.year, 0) for start in starts], [str(start.year) for start in starts])


def _short(start: date) -> str:
    return MONTH_NAMES[start.month - 1]


def _spaced(groups: Sequence[tuple[int, int]], names: Sequence[str]) -> list[tuple[int, str]]:
    """Return the place and name of each new group, without those too near the one before."""
    found: list[tuple[int, str]] = []
    opens = [at for at, group in enumerate(groups) if not at or groups[at - 1] != group]
    for at, after in zip(opens, [*opens[1:], len(groups)], strict=True):
        if after - at >= 3 or (at == opens[-1] and (not found or at - found[-1][0] >= 3)):
            found.append((at, names[at]))
    return found


def weeks(days: DaysWritten, data: TrendsData) -> list[list[str]]:
    """Return the days of each week, Monday first: written, brief, away or none; "" outside."""
    first, last = data.window.since, data.window.until
    kinds = {**dict.fromkeys(days.away, "away"), **dict.fromkeys(days.brief, "brief"),
             **dict.fromkeys(days.written, "written")}  # fmt: skip
    start = first - timedelta(days=min(first.weekday(), first.toordinal() - 1))
    count = (last - start).days // 7 + 1
    return [
        [
            kinds.get(day, "none") if first <= day <= last else ""
            for day in (start + timedelta(days=7 * week + at) for at in range(7))
        ]
        for week in range(count)
        if start <= date.max - timedelta(days=7 * week + 7)
    ]


def has_calendar(data: TrendsData) -> bool:
    return (data.window.until - data.window.since).days < 7 * MOST_WEEKS


def calendar_names(data: TrendsData) -> list[tuple[int, str]]:
    first = data.window.since
    start = first - timedelta(days=first.weekday())
    count = (data.window.until - start).days // 7 + 1
    days = [max(first, start + timedelta(days=7 * at)) for at in range(count)]
    return _spaced([(day.year, day.month) for day in days], [_short(day) for day in days])


def years(days: DaysWritten) -> list[tuple[int, list[MonthDays | None]]]:
    """Return the months of each year, None for those outside the window."""
    found: dict[int, list[MonthDays | None]] = {}
    for each in days.months:
        found.setdefault(each.month.year, [None] * 12)[each.month.month - 1] = each
    return list(found.items())


def calendar_label(data: TrendsData) -> str:
    days = data.days
    said = f"Written on {len(days.written):,} of {counted(days.of, 'day')}"
    if days.brief:
        said += f", {len(days.brief):,} with a skip or a brief answer only"
    return said + (f", {counted(len(days.away), 'day')} away" if days.away else "")


def dots(ratings: RatingsPart, data: TrendsData) -> list[tuple[float, int]]:
    first, length = data.window.since, max(1, (data.window.until - data.window.since).days)
    places = [(day - first).days / length for day in ratings.days]
    return list(zip(places, ratings.scores, strict=True))


def median_line(ratings: RatingsPart, data: TrendsData) -> list[tuple[float, float]]:
    """Return the running median over the days, where there are enough ratings for one."""
    if ratings.n < MEDIAN_FROM:
        return []
    places = [place for place, _ in dots(ratings, data)]
    return list(zip(places, running(ratings.scores), strict=True))


def rating_words(ratings: RatingsPart) -> str:
    found = Ratings(ratings.scores, median=ratings.median, direction=ratings.direction)
    return charts.in_words(found)


def rated_days(data: TrendsData) -> list[tuple[date, list[int | None]]]:
    """Return for each day with ratings the score of every dimension."""
    found = [dict(zip(u.ratings.days, u.ratings.scores, strict=True)) for u in data.dimensions]
    days = sorted({day for scores in found for day in scores})
    return [(day, [scores.get(day) for scores in found]) for day in days]


def heat(count: int, most: int) -> int:
    """Return how dark a cell is, 0 to 3."""
    return -(-3 * count // most) if most else 0


def most_heard(data: TrendsData) -> int:
    return max((count for row in data.heard.voices for count in row.counts), default=0)


def missing(data: TrendsData) -> Iterator[str]:
    """Yield who was named before and not lately, and whom the leader listed and never named."""
    for voice in data.voices.missing[:MOST_VOICES]:
        yield f"{voice_name(voice.name)}: not named since {full_day(voice.last)}"
    if (more := len(data.voices.missing) - MOST_VOICES) > 0:
        yield f"and {more} more not named for eight weeks"
    if data.voices.not_named:
        names = [voice_name(name) for name in data.voices.not_named]
        yield f"On your list, not named yet: {first_few(names, MOST_VOICES)}"


def plans(data: TrendsData) -> list[tuple[str, int]]:
    """Return what became of the intentions made, in words and numbers."""
    made = data.intentions
    due = f" ({made.due} due)" if made.due else ""
    return [(word + due * (key == "open"), getattr(made, key)) for key, word in PLAN_WORDS.items()]


def shown_name(name: str) -> str:
    return one_line(name)


def units(data: TrendsData) -> list[Unit]:
    """Return every dimension with its facets behind it."""
    found: list[Unit] = []
    for unit in data.dimensions:
        found += [unit, *facets_of(data, unit)]
    return found


def touched(unit: Unit) -> list[tuple[int, int]]:
    return [(count, count) for count in unit.notes.strip]


def most_touched(data: TrendsData) -> int:
    return max((count for unit in data.dimensions for count in unit.notes.strip), default=0) or 1
