"""What is said of something that has gone quiet: the task, its counts, and a question.

Never the person, and never why: the leader knows that, or will find out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.dates import MONTHS
from syslead_cli.base.layout import (
    ACCENT,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    fit,
    labelled,
    next_step,
    paragraph,
    sentence,
    with_right,
    wrapped,
)
from syslead_cli.base.text import (
    counted,
    listed,
    near_day,
    one_line,
    short_day,
    times,
    usually,
    whole_day,
)
from syslead_cli.framework.model import Framework
from syslead_cli.insight.charts import (
    LONGEST_LINE,
    NAME,
    WIDE,
    View,
    bars,
    beside_usual,
    heading,
    level_bar,
    ratings_page,
    shares,
    shown_periods,
    strip_width,
)
from syslead_cli.insight.findings import Finding, Strength
from syslead_cli.insight.trends import MOST_PERIODS, WEEK, Trends, Unit, summed
from syslead_cli.insight.voices import Voice, Voices

if TYPE_CHECKING:
    from syslead_cli.insight.charts import View


#: Findings a screen shows; the document has them all.
MOST_SHOWN = 2
#: Answers elsewhere that make a rate of their own.
ENOUGH = 10
QUESTION = "A lull, a choice, or not this season's work?"


def sentence_of(finding: Finding, today: date) -> str:
    """The finding in two sentences, the counts first."""
    answered = (
        f"answered in full {times(finding.full)}" if finding.full else "never answered in full"
    )
    elsewhere = f"elsewhere you usually answer {usually(_rate(finding))}"
    if finding.elsewhere_asked:
        elsewhere += f" ({finding.elsewhere_full:,} of {finding.elsewhere_asked:,})"
    since = whole_day(finding.counted_from, today)
    return f"Asked {times(finding.asked)} since {since}, {answered}; {elsewhere}. {QUESTION}"


def _rate(finding: Finding) -> float:
    """The others' rate in the same weeks, where they tell it; else what is usual of late."""
    if finding.elsewhere_asked < ENOUGH:
        return finding.usual
    return finding.elsewhere_full / finding.elsewhere_asked


def shown_first(named: Sequence[Finding]) -> list[Finding]:
    """At most two: dimensions first, and no facet whose dimension is already said."""
    said = {facet for finding in named for facet in finding.facets}
    return [finding for finding in named if finding.id not in said or finding.unit != "facet"][
        :MOST_SHOWN
    ]


def title_of(finding: Finding) -> str:
    """Its name, a facet's with the dimension it belongs to."""
    within = f" ({one_line(finding.within).lower()})" if finding.within else ""
    return one_line(finding.name) + within


def finding_page(finding: Finding, framework: Framework, today: date, width: int) -> Page:
    """One finding: its name, what was counted, and the one next step."""
    page: Page = [[(STRONG, f"   {title_of(finding)}")]]
    page += paragraph(sentence_of(finding, today), width)
    if finding.facets:
        labels = listed([one_line(framework.label(facet)) for facet in finding.facets])
        page += paragraph(f"Most of it in {labels}.", width)
    step = next_step(f"syslead reflect --facet {finding.turn_to}")
    return [*page, *[[(PLAIN, "  "), *line] for line in step]]


def strength_sentence(strength: Strength, today: date) -> str:
    """``Curiosity: answered in full all 6 times it came up since 4 September.``"""
    share = (
        f"all {times(strength.asked)}"
        if strength.full == strength.asked
        else f"{strength.full} of the {times(strength.asked)}"
    )
    since = whole_day(strength.since, today)
    return f"{one_line(strength.name)}: answered in full {share} it came up since {since}."


# ── trends_asides ──
# Under the table: what could not be judged and why, voices, and what became of plans.


ROOM = 15
#: Names a line lists before it counts the rest.
MOST_NAMES = 6


def asides(trends: Trends, width: int) -> Page:
    """All of them that have something to say."""
    remarks = [
        *_unjudged(trends),
        ("voices", voices_sentence(_to_say(trends), trends.as_of)),
        ("intentions", intentions_sentence(trends.intentions)),
        ("unreadable", _damage(trends.damage)),
    ]
    page: Page = []
    for label, said in remarks:
        if said:
            lines = wrapped(said, width - ROOM - 1)
            page += labelled(label, ([("", line)] for line in lines), room=ROOM)
    return [[], *page] if page else []


def _unjudged(trends: Trends) -> list[tuple[str, str]]:
    """Gaps of the tool's, not of the leader's."""
    if trends.paused:
        return []
    never = [unit for unit in trends.facets if not unit.ever]
    if trends.is_early:
        if not never or not trends.ever:
            return []
        return [("not yet asked", f"{len(never)} of {len(trends.facets)} facets")]
    lately = [unit for unit in trends.facets if unit.state == "not_asked" and unit.ever]
    early = [unit for unit in trends.facets if unit.state == "too_early"]
    return [
        ("not yet asked", names(never)),
        ("not lately", f"{names(lately)} (not asked for eight weeks)" if lately else ""),
        ("too early", f"{names(early)} (asked fewer than three times)" if early else ""),
    ]


def names(units: Sequence[Unit]) -> str:
    """Their names, the first few of them."""
    labels = [one_line(unit.label) for unit in units]
    return _first(labels)


def _first(labels: Sequence[str]) -> str:
    if len(labels) <= MOST_NAMES:
        return listed(labels)
    return f"{', '.join(labels[: MOST_NAMES - 1])} and {len(labels) - MOST_NAMES + 1} more"


def voice_name(name: str) -> str:
    """``carers-forum`` as one would say it."""
    return one_line(name.replace("-", " "))


def _to_say(trends: Trends) -> Voices:
    """In the first weeks nobody has had time to be missing."""
    return replace(trends.voices, never=()) if trends.is_early else trends.voices


def voices_sentence(voices: Voices, today: date) -> str:
    """Who was heard, how concentrated, and who no longer or never."""
    said = []
    if voices.heard:
        said.append(_heard(voices))
    if voices.missing:
        said.append(f"Not heard since {_since(voices.missing, today)}.")
    if voices.never:
        said.append(f"Listed, never heard: {_first([voice_name(name) for name in voices.never])}.")
    return " ".join(said)


def _heard(voices: Voices) -> str:
    total, first = voices.mentions, voices.heard[0]
    said = f"{len(voices.heard)} heard in {counted(total, 'mention')}"
    if voices.effective is not None:
        said += f", as if {voices.effective:.0f} were heard equally often"
    if len(voices.heard) > 1 and first.count > 1:
        said += f"; {voice_name(first.name)} most, {first.count} of {total}"
    return said + "."


def _since(missing: Sequence[Voice], today: date) -> str:
    """``August: carers forum, night staff; September: unions``."""
    months: dict[str, list[str]] = {}
    for voice in missing[:MOST_NAMES]:
        month = MONTHS[voice.last.month - 1].title()
        month = month if (today - voice.last).days < 330 else f"{month} {voice.last.year}"
        months.setdefault(month, []).append(voice_name(voice.name))
    said = "; ".join(f"{month}: {', '.join(group)}" for month, group in months.items())
    more = len(missing) - MOST_NAMES
    return f"{said}; and {more} more" if more > 0 else said


def intentions_sentence(counts: dict[str, int]) -> str:
    """``7 made · 4 kept · 1 in part · 2 open, 1 of them due``."""
    if not counts["made"]:
        return ""
    words = {"kept": "kept", "partly": "in part", "dropped": "let go", "open": "open"}
    said = [f"{counts['made']} made"]
    said += [f"{counts[key]} {word}" for key, word in words.items() if counts[key]]
    if not counts["due"]:
        return " · ".join(said)
    due = "due" if counts["due"] == counts["open"] else f"{counts['due']} of them due"
    return f"{' · '.join(said)}, {due}"


def _damage(lines: int) -> str:
    return f"{counted(lines, 'line')}; syslead verify says which" if lines else ""


# ── trends_table ──
# The table of the trends screen: dimensions, under them the facets that have something to say.


COUNTS, LAST = 10, 10
WORD = 14
LEVEL = 36  # a bar of 20 and its word

#: What a state says in the place of a comparison.
STATE_WORDS = {
    "neglected": "gone quiet",
    "never_took_root": "low throughout",
    "not_asked": "not asked",
    "too_early": "too early",
    "paused": "paused",
}


class Columns(Struct, frozen=True):
    """How the width is shared out. `level` is 0 where levels stand in the strip's place."""

    name: int
    periods: int
    strip: int
    level: int
    last: int


def columns(trends: Trends, width: int) -> Columns:
    """The layout for a screen: with little room the oldest bars go first, then the last day."""
    room = max(width, 40)
    level = LEVEL if room >= WIDE and not trends.is_early else 0
    last = LAST if room >= 50 else 0
    fixed = 1 + NAME + 2 + COUNTS + (2 + last if last else 0) + (level + 2 if level else 0)
    periods = shown_periods(trends.window, room - fixed - 1)
    if not level and periods < min(6, len(trends.window.starts)):
        periods = 0
    wide = strip_width(trends.window, periods)
    # Levels of facets stand where the strip is, so it is never narrower than they need.
    wide = max(wide, min(32, room - fixed - 1)) if periods and not level else wide
    spare = room - fixed - (wide + 1 if wide else 0)
    return Columns(NAME + max(0, min(16, spare)), periods, wide, level, last)


def table(trends: Trends, view: View) -> Page:
    """Heading, rows and the key to the drawings."""
    plan = columns(trends, view.width)
    rows: Page = []
    drawn = False
    for dimension in trends.dimensions:
        facets = _facets_shown(trends, dimension, view)
        if _is_left_out(trends, dimension, facets, view):
            continue
        rows.append(_row(dimension, trends, plan, ""))
        rows += [_row(facet, trends, plan, "  ") for facet in facets]
        drawn = drawn or bool(plan.level) or any(_has_level(trends, f) for f in facets)
    if not rows:
        return []
    return [_heading(trends, plan), *rows, *_key(trends, plan, view.width, drawn=drawn)]


def _facets_shown(trends: Trends, dimension: Unit, view: View) -> Iterable[Unit]:
    facets = trends.facets_of(dimension.id)
    if view.facets:
        return [facet for facet in facets if facet.id in view.facets]
    if view.every_facet or view.dimensions:
        return facets
    if trends.is_early:
        return [facet for facet in facets if facet.asked]
    return [facet for facet in facets if _says_something(facet, trends)]


def _is_left_out(trends: Trends, dimension: Unit, facets: Iterable[Unit], view: View) -> bool:
    if view.dimensions:
        return dimension.id not in view.dimensions
    if view.facets:
        return not list(facets)
    return trends.is_early and not dimension.asked and not view.every_facet


def _says_something(facet: Unit, trends: Trends) -> bool:
    """A facet worth a line of its own in the short table."""
    if facet.state in ("neglected", "never_took_root"):
        return True
    if trends.strength and facet.id == trends.strength.id:
        return True
    return facet.state == "steady" and facet.level.high < trends.usual


def _has_level(trends: Trends, unit: Unit) -> bool:
    """Whether there is enough to draw: not in the first weeks, nor for what is hardly asked."""
    return not trends.is_early and unit.ever > 0 and unit.state not in ("too_early", "not_asked")


def _heading(trends: Trends, plan: Columns) -> Line:
    text = " " * (1 + plan.name)
    if plan.strip:
        text += " " + heading(trends.window, plan.periods).ljust(plan.strip)
    if plan.level:
        text += "  " + "none ── level ── all".ljust(plan.level)
    text += "  " + "full/asked".rjust(COUNTS)
    return [(QUIET, text + ("  last there" if plan.last else ""))]


def _row(unit: Unit, trends: Trends, plan: Columns, indent: str) -> Line:
    is_facet = bool(indent)
    name = fit(unit.label if is_facet else unit.name, plan.name - len(indent))
    quiet = unit.state == "neglected"
    line: Line = [(STRONG if quiet or not is_facet else PLAIN, f" {indent}{name}")]
    if plan.strip:
        line.append((PLAIN, " "))
        line += _drawing(unit, trends, plan, is_facet=is_facet)
    if plan.level:
        line.append((PLAIN, "  "))
        line += _level(unit, trends, plan.level)
    line.append((PLAIN, "  " + _counts(unit).rjust(COUNTS)))
    if plan.last:
        line.append((PLAIN, "  " + last_there(unit, trends.as_of)))
    return line


def _counts(unit: Unit) -> str:
    return f"{unit.full}/{unit.asked}" if unit.asked else "–"


def _drawing(unit: Unit, trends: Trends, plan: Columns, *, is_facet: bool) -> Line:
    """The strip; for a facet on a narrow screen its level instead."""
    if is_facet and not plan.level:
        return _level(unit, trends, plan.strip)
    anything = summed([each.strip for each in trends.dimensions], trends.window)
    drawn = bars(shares(unit.strip, trends.window, anything), trends.window, plan.periods)
    missing = plan.strip - strip_width(trends.window, plan.periods)
    return [*drawn, (PLAIN, " " * missing)]


def _level(unit: Unit, trends: Trends, width: int) -> Line:
    word = word_of(unit, trends)
    room = width - WORD - 1
    if not _has_level(trends, unit) or room < 10:
        return [(QUIET, fit(word if room >= 10 or width >= WORD else "", width))]
    drawn = level_bar(unit.level, trends.usual, room)
    return [(ACCENT, drawn), (PLAIN, " "), (_word_style(unit), word.ljust(WORD))]


def word_of(unit: Unit, trends: Trends) -> str:
    """Where it stands, in two words at most; nothing in the first weeks."""
    if trends.is_early:
        return ""
    return STATE_WORDS.get(unit.state) or beside_usual(unit.level, trends.usual)


def _word_style(unit: Unit) -> str:
    return STRONG if unit.state in ("neglected", "never_took_root") else QUIET


def last_there(unit: Unit, today: date) -> str:
    """The last full answer in words of at most ten letters."""
    day = unit.last_full
    if day is None:
        return "not yet" if unit.ever else "–"
    if (today - day).days < 7:
        return near_day(day, today)
    if (today - day).days < 330:
        return short_day(day, day)
    return short_day(day, date.min)[-8:].strip()


def _key(trends: Trends, plan: Columns, width: int, *, drawn: bool) -> Page:
    """How to read the drawings, in one quiet line."""
    parts = []
    if plan.periods:
        reach = "four weeks to each" if trends.window.by == WEEK else "month by month"
        parts.append(f"▁…█ share in full, {reach}")
    if drawn:
        parts.append("├─●─┤ level, none to all, ┊ usual")
    return sentence("   ".join(parts), width, style=QUIET) if parts else []


# ── trends_render ──
# The trends screen: what went quiet, the table, voices, plans; every count says out of what.


_NUMBERS = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve",
)  # fmt: skip


def trends_page(trends: Trends, framework: Framework, view: View) -> Page:
    """The whole screen."""
    if trends.begun is None:
        return _empty(view.prose)
    page = sentence(headline(trends), view.prose, style=STRONG)
    page += _nothing_there(trends, view.prose)
    page += [[]]
    page += _first_things(trends, framework, view)
    page += table(trends, view)
    if not view.is_narrowed:
        page += ratings_page(trends, view.width)
        page += asides(trends, view.prose)
    return _single_blanks([*page, [], *_foot(view)])


def _single_blanks(page: Page) -> Page:
    """No two empty lines after each other, where a part in between had nothing to say."""
    return [line for at, line in enumerate(page) if line or (at and page[at - 1])]


def _empty(width: int) -> Page:
    said = "Nothing written yet. Patterns need about six weeks; one evening is a start."
    return [*sentence(said, width), [], *next_step("syslead reflect", "two questions")]


def headline(trends: Trends) -> str:
    """What was looked at: the stretch, the sittings, the answers."""
    parts = [_stretch(trends)]
    if trends.asked:
        parts.append(counted(trends.sittings, "sitting"))
        noun = "question" if trends.asked == 1 else "questions"
        parts.append(f"{trends.full:,} of {trends.asked:,} {noun} answered in full")
    else:
        parts.append("nothing asked")
    return " · ".join(parts)


def _nothing_there(trends: Trends, width: int) -> Page:
    """Where to look instead of an empty stretch before the journal began."""
    if trends.asked or trends.begun is None or trends.begun <= trends.window.last:
        return []
    month = trends.begun.isoformat()[:7]
    said = f"The journal begins on {short_day(trends.begun, date.min)}. Try --since {month}."
    return sentence(said, width)


def _stretch(trends: Trends) -> str:
    """``Six months to 22 Nov 2026``, ``Five weeks to …``, or both ends of a window of its own."""
    span = trends.window
    last = short_day(span.last, date.min)
    weeks = (span.last - span.first).days // 7 + 1
    if span.last != trends.as_of:
        return f"{short_day(span.first, span.last)} to {last}"
    if span.first == trends.as_of:
        return last
    if weeks in (MOST_PERIODS, MOST_PERIODS - 1):
        return f"Six months to {last}"
    if weeks < MOST_PERIODS and (trends.begun == span.first or weeks <= 12):
        return f"{number(weeks)} week{'s' if weeks > 1 else ''} to {last}"
    return f"{short_day(span.first, span.last)} to {last}"


def number(count: int) -> str:
    """Spelt out up to twelve, to open a sentence with."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _first_things(trends: Trends, framework: Framework, view: View) -> Page:
    """What comes before the table: too early, away, what went quiet, what holds."""
    if trends.paused:
        return [*sentence("You are away; nothing is judged until you are back.", view.prose), []]
    if trends.is_early:
        return [*sentence(early_sentence(trends), view.prose), []]
    page: Page = []
    for at, finding in enumerate(shown_first(trends.named)):
        page += [[(QUIET, " GONE QUIET")]] if at == 0 else [[]]
        page += finding_page(finding, framework, trends.as_of, view.prose)
    if page:
        page.append([])
    if trends.strength and not view.is_narrowed:
        said = strength_sentence(trends.strength, trends.as_of)
        page += [[(QUIET, " HOLDING")], *paragraph(said, view.prose), []]
    return page


def early_sentence(trends: Trends) -> str:
    """What is said while the journal is younger than six weeks."""
    answers = f"{number(trends.answers)} answer{'' if trends.answers == 1 else 's'} so far."
    return f"{answers} Patterns need about six weeks; until then, here is what has come up."


def quiet_page(trends: Trends, framework: Framework, width: int) -> Page:
    """`neglected`: the findings alone, all of them."""
    page: Page = []
    for finding in trends.named:
        page += [[]] if page else []
        page += finding_page(finding, framework, trends.as_of, min(width, LONGEST_LINE))
    return page


def _foot(view: View) -> Page:
    width = view.width
    said, more = "Counts what you wrote, not what you did.", "trends --json"
    if not view.every_facet:
        more = f"trends --facets · {more}"
    if width < len(said) + len(more) + 4:
        return sentence(said, width)
    return [with_right([(PLAIN, f" {said}")], [(QUIET, more)], width)]
