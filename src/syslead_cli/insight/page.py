"""The trends as a page, in HTML and Markdown: its numbers are those that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from msgspec.structs import astuple

from syslead_cli.base.blocks import (
    Block,
    Each,
    Group,
    Heading,
    Items,
    Named,
    Styled,
    Table,
    Text,
    to_markdown,
)
from syslead_cli.base.dates import MONTHS
from syslead_cli.base.html import macro, to_html
from syslead_cli.base.text import (
    counted,
    first_few,
    one_line,
    short_day,
    short_month,
    whole_day,
    whole_month,
)
from syslead_cli.insight.charts import has_level, in_words, word_of
from syslead_cli.insight.findings import Finding, shown_first
from syslead_cli.insight.neglect import LOW_STATES
from syslead_cli.insight.ratings import MEDIAN_FROM, ItemScores, Ratings, running
from syslead_cli.insight.screen import (
    COUNTS_WORDS,
    LAYERS_WORDS,
    PLAN_WORDS,
    SUGGESTED,
    item_cells,
    layers,
    strength_sentence,
    stretch,
    title_of,
    unjudged,
    voice_name,
)
from syslead_cli.insight.trends import WEEK, IntentionCounts, Trends, Unit, Window
from syslead_cli.journal.entries import MonthDays

STYLES = ("report.css", "trends.css")
METHOD = (
    f"{COUNTS_WORDS} An answer is detailed where it names a person, a time, words that were said "
    "or an act, or gives a reason for a no. In the share now, newer answers count more; it lies "
    "within its range four times in five. “Gone quiet” means that detailed answers have fallen "
    "below what is usual for you; expect about one false alarm a year. What has gone quiet rests "
    "on the whole journal; the counts are of these days. There is no norm to compare yourself with."
)
#: Weeks that a calendar of days has; a longer window has months.
MOST_WEEKS = 54
MOST_VOICES = 12


def trends_html(trends: Trends) -> str:
    return to_html(picture(trends), *STYLES, title=f"{stretch(trends)}: {trends.framework_name}")


def trends_markdown(trends: Trends) -> str:
    return to_markdown(picture(trends))


def picture(trends: Trends, title: str = "") -> Iterator[Block]:
    """Yield the picture of a window, for a page of its own or above a review."""
    title, framework = title or stretch(trends), trends.framework_name
    both = (Text(framework, "quiet"), Heading(title, 1))
    head = Each(html=both, markdown=(Heading(f"{title}: {framework}", 1),))
    yield Group((head, Items(tuple(_facts(trends)), "facts")), "header")
    if not trends.begun:
        yield Text("Nothing written yet. One evening is a start: syslead reflect.")
        return
    yield from _first(trends)
    if trends.asked:
        in_numbers = (Heading("What got your attention"), *_numbers(trends, "Now"))
        yield Each(html=partial(_ways, trends), markdown=in_numbers)
    yield Group(tuple(_days(trends)))
    if any(unit.ratings.n for unit in trends.dimensions):
        yield Group(tuple(_ratings(trends)))
    for heading, items in layers(trends):
        yield Group((Heading(heading), Text(LAYERS_WORDS, "quiet"), _layer(heading, items, trends)))
    if trends.heard.voices or trends.voices.missing or trends.voices.not_named:
        yield Group(tuple(_people(trends)))
    if made := trends.intentions.made:
        said = Text(f"Made in these days: {made}", "quiet")
        yield Group((Heading("Intentions"), said, _plans(trends.intentions)))
    if any(unit.notes.all for unit in trends.dimensions):
        yield Group((Heading("What your notes may be about"), Text(SUGGESTED), _touched(trends)))
    yield Group((Heading("How to read this"), Text(METHOD)), "aside", "card method")
    if trends.asked:
        numbers = Group((Heading("The numbers"), *_numbers(trends)), look="numbers")
        yield Each(html=(numbers,))


def _facts(trends: Trends) -> Iterator[Named]:
    """Yield what there is to go on, each with its out of."""
    if trends.asked:
        yield Named("Questions", f"{trends.full:,} of {trends.asked:,} answered in detail")
    if trends.sittings:
        yield Named("Reflections", f"{trends.sittings:,}")
    if trends.notes:
        yield Named("Notes", f"{trends.notes:,}")
    written, of = len(trends.days.written), counted(trends.days.of, "day")
    yield Named("Written on", f"{written:,} of {of}")
    if trends.damage:
        yield Named("Unreadable", f"{counted(trends.damage, 'line')}; not counted here")


def _first(trends: Trends) -> Iterator[Block]:
    """Yield what went quiet and what goes strong, or why nothing is said of that yet."""
    if text := unjudged(trends):
        yield Text(text, "lead")
    else:
        quiet: Block = Text("Nothing has fallen clearly below what is usual for you.", "soft")
        if trends.named:
            quiet = Each(html=_told(shown_first(trends.named)), markdown=_told(trends.named))
        strong: Block = Text("Nothing came up often enough to be named.", "soft")
        if trends.strength:
            strong = Text(strength_sentence(trends.strength, trends.as_of))
        pair = (
            Group((Heading("Gone quiet"), quiet), look="card warm"),
            Group((Heading("Going strong"), strong), look="card"),
        )
        yield Group(pair, "div", "pair")


def _told(findings: Sequence[Finding]) -> tuple[Block]:
    return (Items(tuple(Named(title_of(one), one.because.text) for one in findings), "bold"),)


def _ways(trends: Trends) -> str:
    """Draw the dimensions, each with its facets and its periods in numbers to be unfolded."""
    drawn = [(_way(unit, trends), [_way(facet, trends) for facet in trends.facets_of(unit.id)],
              _periods(unit, trends)) for unit in trends.dimensions]  # fmt: skip
    most = [max((asked for unit in units for asked in unit.strip.asked), default=0) or 1
            for units in (trends.dimensions, trends.facets)]  # fmt: skip
    usual = None if trends.is_early else trends.usual
    by, names = trends.window.by, _axis(trends.window)
    return macro("trends.html.j2", "ways", drawn, most, by, names, usual)


def _way(unit: Unit, trends: Trends) -> dict[str, Any]:
    return {
        "name": one_line(unit.name),
        "strip": list(zip(unit.strip.asked, unit.strip.full, strict=True)),
        "of": f"{unit.full:,} of {unit.asked:,}" if unit.asked else "not asked",
        "level": unit.level if has_level(trends, unit) else None,
        "word": word_of(unit, trends),
        "is_quiet": unit.state in LOW_STATES,
    }


def _periods(unit: Unit, trends: Trends) -> Table:
    units, by = (unit, *trends.facets_of(unit.id)), trends.window.by
    rows = tuple(
        (short_day(start, date.min) if by == WEEK else whole_month(start, date.min),
         *(f"{each.strip.full[at]} of {asked}" if (asked := each.strip.asked[at]) else "–"
           for each in units))
        for at, start in enumerate(trends.window.starts)
    )  # fmt: skip
    head = ("From", "All", *(one_line(each.name) for each in units[1:]))
    folded = f"{by.title()} by {by}"
    return Table(head, rows, label=one_line(unit.name), look="periods", folded=folded)


def _axis(span: Window) -> tuple[int, list[tuple[int, str]]]:
    """Return how many periods a strip has, and the names above it with their places.

    Months stand over weeks; years, or some months, over months.
    """
    starts = span.starts
    if span.by == WEEK:
        names = _spaced(starts, short_month)
    elif len(starts) <= 12:
        names = [(at, short_month(start)) for at, start in enumerate(starts) if at % 3 == 0]
    else:
        names = _spaced(starts, lambda start: str(start.year))
    return len(starts), names


def _spaced(days: Sequence[date], name: Callable[[date], str]) -> list[tuple[int, str]]:
    """Return the place and name of each new month or year, without those too near one before."""
    found: list[tuple[int, str]] = []
    at = 0
    for (_, opened), group in groupby(days, lambda day: (day.year, name(day))):
        after = at + len(list(group))
        is_last = after == len(days)
        if after - at >= 3 or (is_last and (not found or at - found[-1][0] >= 3)):
            found.append((at, opened))
        at = after
    return found


def _days(trends: Trends) -> Iterator[Block]:
    """Yield the days written: day by day where they are few enough, and by month."""
    days, span = trends.days, trends.window
    caption = f"Written on {len(days.written):,} of {counted(days.of, 'day')}"
    if days.brief:
        caption += f", {len(days.brief):,} with a skip or a brief answer only"
    if days.away:
        caption += f", {counted(len(days.away), 'day')} away"
    yield from (Heading("Days written"), Text(f"{caption}."))
    rows: dict[str, list[str | Styled]] = {}
    if (span.last - span.first).days < 7 * MOST_WEEKS:
        calendar = partial(macro, "charts.html.j2", "calendar", *_calendar(trends), caption)
        signs = "■ written · □ a skip or a brief answer only · – away · a dot: nothing"
        yield Each(html=(Each(html=calendar), Text(signs, "quiet")))
        heads = [short_month(each.month) for each in days.months]
        rows["Written"] = [_written(each) for each in days.months]
    else:
        heads = [name[:3].title() for name in MONTHS]
        for each in days.months:
            cells = rows.setdefault(str(each.month.year), [""] * 12)
            cells[each.month.month - 1] = _written(each)
    yield Text("Days written, of the days of each month:", "quiet")
    named = tuple((name, *cells) for name, cells in rows.items())
    yield Table(("", *heads), named, label="Days written by month", look="months")


def _calendar(trends: Trends) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """Return the days of each week, Monday first, and the names of the months above the weeks.

    A day is written, brief, away or none; "" outside the window.
    """
    days, first, last = trends.days, trends.window.first, trends.window.last
    kinds = {**dict.fromkeys(days.away, "away"), **dict.fromkeys(days.brief, "brief"),
             **dict.fromkeys(days.written, "written")}  # fmt: skip
    start = first.toordinal() - first.weekday()
    weeks = [range(monday, monday + 7) for monday in range(start, last.toordinal() + 1, 7)]
    inside = range(first.toordinal(), last.toordinal() + 1)
    drawn = [
        [kinds.get(date.fromordinal(day), "none") if day in inside else "" for day in week]
        for week in weeks
    ]
    opens = [first, *(date.fromordinal(week.start) for week in weeks[1:])]
    return drawn, _spaced(opens, short_month)


def _written(month: MonthDays) -> Styled:
    return Styled(f"{month.written}/{month.of}", _heat(month.written, month.of))


def _heat(count: int, most: int) -> str:
    """Return the class of one of four shades."""
    return f"h{-(-3 * count // most)}"


def _ratings(trends: Trends) -> Iterator[Block]:
    rated = [unit for unit in trends.dimensions if unit.ratings.n]
    figures = [
        (one_line(unit.name), in_words(unit.ratings), *_dots(unit.ratings, trends.window))
        for unit in rated
    ]
    found = [dict(zip(u.ratings.days, u.ratings.scores, strict=True)) for u in trends.dimensions]
    rows = tuple(
        (whole_day(day, date.min), *(str(scores.get(day, "–")) for scores in found))
        for day in sorted({day for scores in found for day in scores})
    )
    heads = ("Day", *(one_line(unit.name) for unit in trends.dimensions))
    yield Heading("Your ratings over time")
    caption = "A dot is a rating, 1 to 5; the line, from eight ratings on, is the median of five."
    drawn = Each(html=partial(macro, "trends.html.j2", "ratings", figures))
    in_numbers = Items(tuple(Named(name, words) for name, words, *_ in figures))
    yield Each(html=(drawn, Text(caption, "quiet")), markdown=(in_numbers,))
    yield Table(heads, rows, label="Ratings", look="rated", folded="Rating by rating")


def _dots(
    ratings: Ratings, span: Window
) -> tuple[list[tuple[float, int]], list[tuple[float, float]]]:
    """Return the scores over the days, from 0 to 1, and their running median if there is one."""
    length = max(1, (span.last - span.first).days)
    places = [(day - span.first).days / length for day in ratings.days]
    median = running(ratings.scores) if ratings.n >= MEDIAN_FROM else ()
    return list(zip(places, ratings.scores, strict=True)), list(zip(places, median, strict=False))


def _people(trends: Trends) -> Iterator[Block]:
    """Yield who was named when, who was not lately, and whom the leader listed and never named."""
    heard, voices = trends.heard, trends.voices
    shown = heard.voices[:MOST_VOICES]
    yield Heading("People you heard from")
    if shown:
        mentions = counted(voices.mentions, "time")
        yield Text(f"{len(voices.heard)} named, {mentions} in all.")
        most = max(count for row in heard.voices for count in row.counts)
        names = [str(day.year) if heard.by == "year" else short_month(day) for day in heard.periods]
        rows: list[tuple[str | Styled, ...]] = []
        for row in shown:
            counts = (Styled(str(count or ""), _heat(count, most)) for count in row.counts)
            rows.append((voice_name(row.name), *counts, str(sum(row.counts))))
        head = ("", *names, "All")
        yield Table(head, tuple(rows), label=f"People by {heard.by}", look="people")
        if (more := len(heard.voices) - len(shown)) > 0:
            yield Text(f"and {more} more, named less often", "quiet")
    missing = [
        f"{voice_name(voice.name)}: not named since {whole_day(voice.last, date.min)}"
        for voice in voices.missing[:MOST_VOICES]
    ]
    if (more := len(voices.missing) - MOST_VOICES) > 0:
        missing.append(f"and {more} more not named for eight weeks")
    if voices.not_named:
        listed = first_few(list(map(voice_name, voices.not_named)), MOST_VOICES)
        missing.append(f"On your list, not named yet: {listed}")
    yield Items(tuple(missing), "lines")


def _layer(heading: str, items: Sequence[ItemScores], trends: Trends) -> Block:
    rows = tuple(item_cells(item, trends.as_of, len(item.scores)) for item in items)
    return Table(("", "Your scores", "Rated", "Last"), rows, label=heading, look="layer")


def _plans(made: IntentionCounts) -> Block:
    rows: list[tuple[str | Styled, ...]] = []
    for key, word in PLAN_WORDS.items():
        count = getattr(made, key)
        due = f" ({made.due} due)" if made.due and key == "open" else ""
        bar = Styled(look="b", html=partial(macro, "charts.html.j2", "bar", count, made.made))
        rows.append((word + due, bar, f"{count} of {made.made}"))
    return Table(("", "", ""), tuple(rows), label="Intentions", look="plans-made")


def _touched(trends: Trends) -> Block:
    most = max(count for unit in trends.dimensions for count in unit.notes.strip)
    rows: list[tuple[str | Styled, ...]] = []
    for unit in trends.dimensions:
        notes = unit.notes
        cells = [(count, count) for count in notes.strip]
        drawn = Styled(html=partial(macro, "charts.html.j2", "strip", cells, most or 1, "Notes"))
        numbers = (f"{count} of {trends.notes}" for count in (notes.said, notes.suggested))
        rows.append((one_line(unit.name), drawn, *numbers, _last(notes.last, trends)))
    heads = ("", f"{trends.window.by.title()}s", "You said so", "Suggested by words", "Last")
    return Table(heads, tuple(rows), label="What notes may be about", look="touched")


def _numbers(trends: Trends, *state: str) -> Iterator[Block]:
    """Yield a table of all that was asked; ``state`` heads a column with the state of each."""
    yield Text("The share is what was answered in detail, newer answers counting more; your "
               f"usual is {percent(trends.usual)}. The range holds it four times in five.",
               "quiet")  # fmt: skip
    rows: list[tuple[str | Styled, ...]] = []
    for dimension in trends.dimensions:
        for unit in (dimension, *trends.facets_of(dimension.id)):
            name = Styled(one_line(unit.name), "" if unit.dimension else "whole")
            shares = ["–", "–"]
            if has_level(trends, unit):
                mean, low, high = map(percent, astuple(unit.level))
                shares = [mean, f"{low} – {high}"]
            last = _last(unit.last_full, trends)
            words = [word_of(unit, trends) for _ in state]
            rows.append((name, str(unit.full), str(unit.asked), *shares, last, *words))
    head = ("", "Detailed", "Asked", "Share", "Range", "Last detailed", *state)
    yield Table(head, tuple(rows), right=(1, 2, 3), label="The numbers", look="all")


def _last(day: date | None, trends: Trends) -> str:
    return short_day(day, trends.as_of) if day else "–"


def percent(share: float) -> str:
    return f"{share * 100:.0f}%"
