"""The coach's two pages on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from syslead_cli.base.page_render import (
    ACCENT,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cut,
    labelled,
    next_step,
    paragraph,
    sentence,
    with_right,
    wrapped,
)
from syslead_cli.coach import brief_figures as figures
from syslead_cli.coach import brief_head as head
from syslead_cli.coach import brief_words as words
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_since import changes
from syslead_cli.coach.brief_ways import WIDE, ways_page
from syslead_cli.coach.clients_core import as_typed

#: Sentences run no wider than this; the table may.
LONGEST_LINE = 92
ROOM = 14


def brief_page(brief: Brief, width: int, *, with_words: bool = False) -> Page:
    """Both pages, one after the other; the leader's own passages after them where wanted."""
    prose = min(width, LONGEST_LINE)
    page = [*_first(brief, width, prose), [], *_second(brief, prose)]
    if note := words.words_note(brief):
        page += [[], *(_passages(brief, prose) if with_words else _pointed(note, prose))]
    return [*page, []]


def _first(brief: Brief, width: int, prose: int) -> Page:
    page = [*_head(brief, "1 of 2", prose), *_particulars(brief, prose)]
    wish = head.wish(brief)
    page += _part("What they want from this session", prose)
    page += paragraph(f"“{wish}”", prose) if wish else paragraph("They did not say.", prose)
    page += _intentions(brief, prose)
    page += [[], [(QUIET, f" {figures.ways_title(brief).upper()}")], *ways_page(brief, width)]
    page += sentence(note, prose, style=QUIET) if (note := figures.names_note(brief)) else []
    if width < WIDE and not figures.nothing_asked(brief):
        page += [[], *_labelled("own ratings", figures.ratings_in_groups(brief), prose)]
    page += _part("Gone quiet", prose)
    page += _told(words.quiet(brief), prose) or paragraph(words.nothing_quiet(brief), prose)
    page += _part("Holding", prose)
    best = words.holding(brief)
    page += _told([best], prose) if best else paragraph(words.nothing_holding(brief), prose)
    return [*page, *_part("Voices", prose), *_lines(words.voices(brief), prose)]


def _second(brief: Brief, width: int) -> Page:
    page = _head(brief, "2 of 2", width)
    page += _part("You might ask", width)
    page += _questions(brief, width)
    page += _part("Tensions", width)
    page += _lines([f"{each.name}: {each.said}" for each in words.tensions(brief)], width)
    page += _lines([words.no_tensions(brief)], width)
    page += _part("Surroundings, as they rate them", width)
    page += [_score(name, score, width) for name, score in words.environment(brief)]
    page += _lines([words.no_environment(brief)], width)
    page += _part("Since the last pack", width)
    page += _lines(changes(brief), width)
    page += _part("How to read this", width)
    return [*page, *paragraph(words.METHOD, width, style=QUIET)]


# ── parts ────────────────────────────────────────────────────────────────────


def _head(brief: Brief, number: str, width: int) -> Page:
    right = f"coach's brief · {number}"
    name = cut(head.title(brief), width - len(right) - 4)
    return [with_right([(STRONG, f" {name}")], [(QUIET, right)], width)]


def _particulars(brief: Brief, width: int) -> Page:
    page = sentence(f"{head.period(brief)} · tier: {head.tier(brief)}", width)
    page += sentence(head.counts(brief), width)
    if old := head.age(brief):
        page += _labelled("note", [old], width)
    page += _labelled("left out", [head.left_out(brief)], width)
    if said := head.expiry(brief):
        page += _labelled("expiry", [said], width, style=STRONG if brief.expired else PLAIN)
    if brief.expired:
        page += next_step(
            f"syslead coach forget {as_typed(brief.client)} --expired", "removes it", width
        )
    return page


def _labelled(label: str, texts: Iterable[str], width: int, style: str = PLAIN) -> Page:
    lines: list[Line] = [
        [(style, line)] for text in texts for line in wrapped(text, width - ROOM - 1)
    ]
    return labelled(label, lines, room=ROOM)


def _part(heading: str, width: int) -> Page:
    return [[], [(QUIET, f" {cut(heading.upper(), width - 1)}")]]


def _told(things: Sequence[words.Told], width: int) -> Page:
    page: Page = []
    for each in things:
        page += [[(STRONG, f"   {cut(each.name, width - 3)}")], *paragraph(each.said, width)]
    return page


def _lines(texts: Iterable[str], width: int) -> Page:
    return [line for text in texts if text for line in paragraph(text, width)]


def _intentions(brief: Brief, width: int) -> Page:
    page = _part("Intentions", width)
    page += paragraph(words.intentions(brief), width)
    for each in words.wordings(brief):
        lines = wrapped(each.said, width - 20)
        for at, line in enumerate(lines):
            page.append([(QUIET, f"   {each.name if at == 0 else '':<16} "), (PLAIN, line)])
    return [*page, *_lines([words.wordings_kept_back(brief)], width)]


def _score(name: str, score: int, width: int) -> Line:
    dots = "●" * score + "○" * (5 - score)
    return [(PLAIN, "   "), (ACCENT, dots), (PLAIN, f"  {score} of 5  {cut(name, width - 20)}")]


def _questions(brief: Brief, width: int) -> Page:
    page: Page = []
    for number, each in enumerate(brief.questions, start=1):
        page += [[]] if page else []
        first, *rest = wrapped(each.text, width - 5)
        page.append([(ACCENT, f" {number}   "), (PLAIN, first)])
        page += [[(PLAIN, f"     {line}")] for line in rest]
        page += paragraph(each.because, width, indent="     ", style=QUIET)
    return [*page, *([[]] if brief.fewer else []), *_lines([brief.fewer], width)]


def _pointed(note: str, width: int) -> Page:
    return sentence(f"{note} --words shows them after these two pages.", width)


def _passages(brief: Brief, width: int) -> Page:
    page: Page = [[(QUIET, " IN THEIR OWN WORDS")]]
    for each in words.passages(brief):
        page += [*paragraph(each.name, width, style=QUIET)]
        page += [*paragraph(each.said, width, indent="   │ "), []]
    return page[:-1]
