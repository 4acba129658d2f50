"""The trends screen and its sentences: what went quiet, what holds, voices and plans.

Of something that has gone quiet the task is said, its counts, and a question. Never the person,
and never why: the leader knows that, or will find out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from syslead_cli.base.layout import (
    FELL,
    PLAIN,
    QUIET,
    STRONG,
    Cell,
    Column,
    Page,
    at_right,
    grid,
    labelled,
    next_step,
    paragraph,
    sentence,
)
from syslead_cli.base.text import (
    counted,
    first_few,
    listed,
    number,
    one_line,
    short_day,
    times,
    whole_day,
    whole_month,
)
from syslead_cli.insight.charts import (
    NAME,
    NARROW,
    View,
    bars,
    heading,
    ratings_page,
    shown_periods,
    table,
)
from syslead_cli.insight.findings import Finding, Strength, Voice, Voices, shown_first
from syslead_cli.insight.ratings import ItemScores
from syslead_cli.insight.trends import MOST_PERIODS, IntentionCounts, IntentionSums, Trends, Unit

DETAILED_MEANS = "Detailed: it names a person, a time, words or an act, or says why not."
USUAL_MEANS = "Usual: your own share of detailed answers lately, over all questions."
COUNTS_WORDS = "Counts what you wrote, not what you did."
#: Of the facets that are found in texts so many are right (benchmarks/mentions.py).
SUGGESTED = (
    "Guessed from the words: of ten such guesses about five are right, and much is missed. "
    "A place to look, not a count."
)
#: What became of intentions.
PLAN_WORDS = {"kept": "done", "partly": "partly", "dropped": "dropped", "open": "open"}
#: From so many notes on it is shown what they may be about.
ENOUGH_NOTES = 5
#: Above the scores of a layer; how many of them are shown; and what they are not.
LAYER_HEADS = ("your scores", "rated", "last")
MOST_SCORES = 6
LAYERS_WORDS = "Your own scores, 1 to 5, oldest first. They are no part of what has gone quiet."
#: Columns of a label below the table.
LABEL = 15
#: Names a line lists before it counts the rest.
MOST_NAMES = 6


def title_of(finding: Finding) -> str:
    within = f" ({one_line(finding.within).lower()})" if finding.within else ""
    return one_line(finding.name) + within


def strength_sentence(strength: Strength, today: date) -> str:
    """Say ``Curiosity: a detailed answer all 6 times since 4 September.``"""
    return f"{one_line(strength.name)}: a {strength_words(strength, today)}"


def strength_words(strength: Any, today: date) -> str:
    """Return the counts of a strength, as trends have it or a pack."""
    share = f"{strength.full} times out of {strength.asked}"
    if strength.full == strength.asked:
        share = f"all {times(strength.asked)}"
    return f"detailed answer {share} since {whole_day(strength.since, today)}."


def unjudged(trends: Trends) -> str:
    """Say why nothing is said to have gone quiet; nothing where that can be judged."""
    if trends.paused:
        return "You are away; nothing counts as gone quiet until you are back."
    if not trends.is_early:
        return ""
    if is_mostly_notes(trends) and not trends.answers:
        return "No question answered yet; only answers show what gets attention."
    answers = f"{number(trends.answers)} answer{'' if trends.answers == 1 else 's'} so far."
    text = f"{answers} Patterns need about six weeks"
    return f"{text}; until then, here is what has come up." if trends.asked else f"{text}."


def headline(trends: Trends) -> str:
    counts = [counted(trends.notes, "note")] if trends.notes else []
    if trends.asked and not is_mostly_notes(trends):
        counts = [counted(trends.sittings, "reflection")]
    return " · ".join([stretch(trends), *counts, answered(trends)])


def answered(trends: Trends) -> str:
    if not trends.asked:
        return "no questions asked"
    return f"{trends.full:,} of {counted(trends.asked, 'question')} answered in detail"


def is_mostly_notes(trends: Trends) -> bool:
    """Return true for a leader who writes notes, or has imported a journal, and answers little."""
    return trends.notes >= ENOUGH_NOTES and trends.notes > 2 * trends.asked


def stretch(trends: Trends) -> str:
    """Say ``Six months to 22 Nov 2026``, ``Five weeks to …``, or both ends of another window."""
    span = trends.window
    last = short_day(span.last, date.min)
    weeks = (span.last - span.first).days // 7 + 1
    if span.last == trends.as_of:
        if span.first == trends.as_of:
            return last
        if weeks in (MOST_PERIODS, MOST_PERIODS - 1):
            return f"Six months to {last}"
        if weeks < MOST_PERIODS and (trends.begun == span.first or weeks <= 12):
            return f"{number(weeks)} week{'s' if weeks > 1 else ''} to {last}"
    return f"{short_day(span.first, span.last)} to {last}"


def voice_name(name: str) -> str:
    return one_line(name.replace("-", " "))


def voices_sentence(voices: Voices, today: date) -> str:
    sentences = []
    if voices.heard:
        total, first = voices.mentions, voices.heard[0]
        people = "person or group" if len(voices.heard) == 1 else "people and groups"
        heard = f"{len(voices.heard)} {people}, named {times(total)}"
        if len(voices.heard) > 1 and first.count > 1:
            heard += f"; {voice_name(first.name)} most, {first.count} of {total}"
        sentences.append(f"{heard}.")
    if voices.missing:
        sentences.append(f"Not named since {_since(voices.missing, today)}.")
    if voices.not_named:
        names = first_few(list(map(voice_name, voices.not_named)), MOST_NAMES)
        sentences.append(f"On your list, not named yet: {names}.")
    return " ".join(sentences)


def _since(missing: Sequence[Voice], today: date) -> str:
    """Say ``August: carers forum, night staff; September: unions``."""
    months: dict[str, list[str]] = {}
    for voice in missing[:MOST_NAMES]:
        is_recent = (today - voice.last).days < 330
        month = whole_month(voice.last, voice.last if is_recent else date.min)
        months.setdefault(month, []).append(voice_name(voice.name))
    text = "; ".join(f"{month}: {', '.join(group)}" for month, group in months.items())
    more = len(missing) - MOST_NAMES
    return f"{text}; and {more} more" if more > 0 else text


def outcomes(counts: IntentionSums) -> list[str]:
    """Return ``7 made``, ``4 done``, ``1 partly``, ``2 open``; nothing where none was made."""
    parts = [f"{counts.made} made"] if counts.made else []
    for key, word in PLAN_WORDS.items():
        parts += [f"{count} {word}"] if (count := getattr(counts, key)) else []
    return parts


def intentions_sentence(counts: IntentionCounts) -> str:
    """Say ``7 made · 4 done · 1 partly · 2 open, 1 of them due``."""
    sentence = " · ".join(outcomes(counts))
    if not counts.due:
        return sentence
    due = "due" if counts.due == counts.open else f"{counts.due} of them due"
    return f"{sentence}, {due}"


def _names(units: Sequence[Unit]) -> str:
    return first_few([one_line(unit.label) for unit in units], MOST_NAMES)


def trends_page(trends: Trends, view: View) -> Page:
    if trends.begun is None:
        words = "Nothing written yet. Patterns need about six weeks; one evening is a start."
        return [*sentence(words, view.prose), [], *next_step("syslead reflect", "two questions")]
    page = sentence(headline(trends), view.prose, style=STRONG)
    elsewhere = not trends.window.first <= trends.begun <= trends.window.last
    if elsewhere and not (trends.asked or trends.notes):
        begun, month = short_day(trends.begun, date.min), trends.begun.isoformat()[:7]
        page += sentence(f"The journal begins on {begun}. Try --since {month}.", view.prose)
    page += [[], *_first_things(trends, view)]
    if trends.asked or not is_mostly_notes(trends):
        page += table(trends, view)
    if not view.is_narrowed:
        page += notes_page(trends, view) if is_mostly_notes(trends) else []
        page += ratings_page(trends.dimensions, view.width)
        page += layers_page(trends, view)
        page += _remarks(trends, view.prose)
    if trends.asked and not view.is_narrowed:
        means = [DETAILED_MEANS] if trends.is_early else [DETAILED_MEANS, USUAL_MEANS]
        page += [[], *sentence(" ".join(means), view.prose, style=QUIET)]
    more = "trends --json" if view.every_facet else "trends --facets · trends --json"
    page += [[], *at_right(sentence(COUNTS_WORDS, view.width), [(QUIET, more)], view.width)]
    # No two empty lines after each other, where a part in between had nothing to say.
    return [line for at, line in enumerate(page) if line or (at and page[at - 1])]


def notes_page(trends: Trends, view: View) -> Page:
    """Show what the notes of the window may be about, dimension by dimension."""
    units = [unit for unit in trends.dimensions if unit.notes.all]
    if not units:
        text = f"No word in the {counted(trends.notes, 'note')} points to a part of leadership."
        return [[], *sentence(f"{text} syslead edit ID --facet FACET files one.",
                              view.prose)]  # fmt: skip
    span, most = trends.window, max(max(unit.notes.strip) for unit in units)
    periods = shown_periods(span, max(0, view.width - 57))
    heads = ("", heading(span, periods), "you said", "suggested", "latest")
    rows: list[list[Cell]] = [[[(QUIET, each)] for each in heads]]
    for unit in units:
        counts = [count / most if count else None for count in unit.notes.strip]
        numbers = [
            f"{count:,}" if count else "–" for count in (unit.notes.said, unit.notes.suggested)
        ]
        last = short_day(unit.notes.last, trends.as_of) if unit.notes.last else ""
        drawn = bars(counts, span, periods)
        rows.append([one_line(unit.name), drawn, *numbers, [(QUIET, last)]])
    name, count = Column(least=NAME - 2, wraps=True), Column("right")
    page: Page = [[], [(QUIET, " WHAT YOUR NOTES MAY BE ABOUT")]]
    page += grid(rows, [name, Column(), count, count, Column()], max(view.width, 40))
    key = f"▁…█ notes a {span.by}, up to {most}   · none   of {counted(trends.notes, 'note')}"
    page += sentence(key, view.width, style=QUIET) if periods else []
    page += sentence(SUGGESTED, view.prose)
    if not trends.ever:
        why = "two questions; only answers show what goes quiet"
        page += [[], *next_step("syslead reflect", why, view.width)]
    return page


def layers(trends: Trends) -> Iterator[tuple[str, tuple[ItemScores, ...]]]:
    """Yield the layers that were rated in the window, each under its heading."""
    if trends.practice:
        yield "Achieved through", trends.practice
    if trends.environment:
        yield "Your surroundings", trends.environment


def item_cells(item: ItemScores, today: date, most: int) -> tuple[str, ...]:
    """Return an item's name, ``2, 4 of 5``, ``2 of 3``, and the day of the last score."""
    scores = ", ".join(map(str, item.scores[-most:]))
    earlier = "… " if item.rated > most else ""
    return (
        one_line(item.name),
        f"{earlier}{scores} of 5" if scores else "–",
        f"{item.rated} of {item.of}",
        short_day(item.last, today) if item.last else "–",
    )


def layers_page(trends: Trends, view: View) -> Page:
    """Show what was rated beside the facets: what leading is achieved through, surroundings."""
    rows: list[Sequence[Cell]] = []
    most = MOST_SCORES if view.width >= NARROW else 2
    for name, items in layers(trends):
        rows += [("", "", "", "")] if rows else []
        rows.append([[(QUIET, head)] for head in (name.upper(), *LAYER_HEADS)])
        rows += [item_cells(item, trends.as_of, most) for item in items]
    if not rows:
        return []
    columns = [Column(least=9, wraps=True), Column(), Column("right"), Column()]
    key = sentence(LAYERS_WORDS, view.prose, style=QUIET)
    return [[], *grid(rows, columns, max(view.width, 40)), *key]


def _first_things(trends: Trends, view: View) -> Page:
    if text := unjudged(trends):
        return [*sentence(text, view.prose), []]
    page: Page = []
    for at, finding in enumerate(shown_first(trends.named)):
        page += [[(FELL, " GONE QUIET")]] if at == 0 else [[]]
        page += _finding_page(finding, trends, view.prose)
    if page:
        page.append([])
    if trends.strength and not view.is_narrowed:
        text = strength_sentence(trends.strength, trends.as_of)
        page += [[(QUIET, " GOING STRONG")], *paragraph(text, view.prose), []]
    return page


def _finding_page(finding: Finding, trends: Trends, width: int) -> Page:
    """Return a finding's name, what was counted, and the one next step."""
    page: Page = [[(STRONG, f"   {title_of(finding)}")]]
    page += paragraph(finding.because.text, width)
    if finding.facets:
        labels = {unit.id: one_line(unit.label) for unit in trends.facets}
        most = listed([labels[facet] for facet in finding.facets])
        page += paragraph(f"Most of it in {most}.", width)
    step = next_step(f"syslead reflect --facet {finding.turn_to}")
    return [*page, *[[(PLAIN, "  "), *line] for line in step]]


def quiet_page(trends: Trends, view: View) -> Page:
    page: Page = []
    for finding in trends.named:
        page += [[]] if page else []
        page += _finding_page(finding, trends, view.prose)
    return page


def _remarks(trends: Trends, width: int) -> Page:
    # In the first weeks nobody has had time to be missing.
    voices = replace(trends.voices, not_named=()) if trends.is_early else trends.voices
    lines = counted(trends.damage, "line")
    remarks = [
        *(() if is_mostly_notes(trends) else _unjudged(trends)),
        ("notes", _touched_sentence(trends)),
        ("heard from", voices_sentence(voices, trends.as_of)),
        ("intentions", intentions_sentence(trends.intentions)),
        ("unreadable", f"{lines}; syslead verify lists them" if trends.damage else ""),
    ]
    page: Page = []
    for label, remark in remarks:
        if remark:
            page += labelled(label, paragraph(remark, width - LABEL - 1, indent=""), room=LABEL)
    return [[], *page] if page else []


def _touched_sentence(trends: Trends) -> str:
    """Say ``20 notes; by single words 6 may be about being, 2 about doing``, where it is little."""
    units = [unit for unit in trends.dimensions if unit.notes.all]
    if trends.notes < ENOUGH_NOTES or is_mostly_notes(trends) or not units:
        return ""
    units.sort(key=lambda unit: -(unit.notes.all))
    about = [f"{one_line(u.name).lower()} {u.notes.all}" for u in units]
    text = f"{counted(trends.notes, 'note')}, which may be about {', '.join(about)}"
    return f"{text}. Three guesses in ten are right."


def _unjudged(trends: Trends) -> list[tuple[str, str]]:
    """Return gaps of the tool's, not of the leader's."""
    never = [unit for unit in trends.facets if not unit.ever]
    if trends.paused or (trends.is_early and not (never and trends.ever)):
        return []
    if trends.is_early:
        return [("not yet asked", f"{len(never)} of {len(trends.facets)} facets")]
    lately = [unit for unit in trends.facets if unit.state == "not_asked" and unit.ever]
    early = [unit for unit in trends.facets if unit.state == "too_early"]
    return [
        ("not yet asked", _names(never)),
        ("not lately", f"{_names(lately)} (not asked for eight weeks)" if lately else ""),
        ("too early", f"{_names(early)} (asked fewer than three times)" if early else ""),
    ]
