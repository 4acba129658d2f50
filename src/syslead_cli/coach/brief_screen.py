"""The ways of leading on the coach's screen: a strip of weeks, a level, its counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import astuple

from syslead_cli.base.blocks import (
    Block,
    Each,
    Group,
    Heading,
    Items,
    Layout,
    Named,
    Quote,
    Table,
    Text,
    to_html,
    to_markdown,
    to_screen,
)
from syslead_cli.base.html import macro
from syslead_cli.base.layout import (
    ACCENT,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cut,
    fit,
    labelled,
    next_step,
    paragraph,
    sentence,
    width_of,
    wrapped,
)
from syslead_cli.base.text import listed
from syslead_cli.coach import brief_text as figures
from syslead_cli.coach import brief_text as head
from syslead_cli.coach import brief_text as words
from syslead_cli.coach.brief import Brief
from syslead_cli.coach.brief_text import (
    MOST_WAYS,
    changes,
    has_level,
    interval,
    nothing_asked,
    rating,
    state,
)
from syslead_cli.coach.model import as_typed
from syslead_cli.insight.charts import bars, heading, level_bar, shares, shown_periods, strip_width
from syslead_cli.insight.levels import Level
from syslead_cli.insight.window import WEEK, Strip, Window, summed, window
from syslead_cli.sharing.model import PackDimension, PackUnit

NAME, COUNTS, BAR, BETWEEN = 18, 7, 16, 9
#: From here on ratings stand in the same row, below here the level is words only.
WIDE, NARROW = 118, 64


class _Plan(Struct, frozen=True):
    """How the width is shared out."""

    window: Window
    total: Strip
    periods: int
    bar: int
    ratings: int


def ways_page(brief: Brief, width: int) -> Page:
    """A row a dimension."""
    if none := nothing_asked(brief):
        return paragraph(none, width)
    units = brief.pack.dimensions[:MOST_WAYS]
    plan = _plan(brief, width)
    rows = [_row(brief, unit, plan) for unit in units]
    more = len(brief.pack.dimensions) - len(units)
    rest = sentence(f"and {more} more; --json has them.", width, style=QUIET) if more > 0 else []
    states = [] if plan.ratings else _states(brief, units, width)
    return [_heading(plan), *rows, *rest, *_key(plan, units, width), *states]


def _plan(brief: Brief, width: int) -> _Plan:
    pack = brief.pack
    span = window(pack.first, pack.last)
    strips = [unit.strip for unit in pack.dimensions]
    fits = all(len(strip) == len(span.starts) for strip in strips)
    ratings = 43 if width >= WIDE and any(unit.ratings for unit in pack.dimensions) else 0
    bar = BAR if width >= NARROW else 0
    fixed = 1 + NAME + 2 + COUNTS + 2 + BETWEEN + (bar + 2 if bar else 0) + ratings
    periods = shown_periods(span, max(0, width - fixed - 2)) if fits else 0
    return _Plan(span, summed(strips, span) if fits else (), periods, bar, ratings)


def _heading(plan: _Plan) -> Line:
    text = " " * (1 + NAME)
    if plan.periods:
        text += " " + heading(plan.window, plan.periods)
    text += "  " + "full/of".rjust(COUNTS)
    if plan.bar:
        text += "  " + "none ─────── all".ljust(plan.bar)
    text += "  " + "interval".rjust(BETWEEN)
    return [(QUIET, text + ("   own ratings" if plan.ratings else ""))]


def _row(brief: Brief, unit: PackDimension, plan: _Plan) -> Line:
    name = brief.labels[("dimension", unit.place)]
    line: Line = [(PLAIN, f" {fit(name, NAME)}")]
    if plan.periods:
        line.append((PLAIN, " "))
        drawn = bars(shares(unit.strip, plan.window, plan.total), plan.window, plan.periods)
        gap = strip_width(plan.window, plan.periods) - width_of(drawn)
        line += [*drawn, (PLAIN, " " * gap)]
    line.append((PLAIN, f"  {f'{unit.full}/{unit.asked}' if unit.asked else '–':>{COUNTS}}"))
    if plan.bar:
        level, usual = Level(*astuple(unit.level)), brief.pack.counts.usual
        drawn_level = level_bar(level, usual, plan.bar) if has_level(unit) else ""
        line += [(PLAIN, "  "), (ACCENT, drawn_level.ljust(plan.bar))]
    line.append((PLAIN, f"  {interval(unit):>{BETWEEN}}"))
    if plan.ratings:
        said = ", ".join(word for word in (state(unit), rating(unit.ratings)) if word)
        line.append((QUIET, f"   {cut(said, plan.ratings - 3)}"))
    return line


def _states(brief: Brief, units: Sequence[PackUnit], width: int) -> Page:
    """``Too early to say: Being.``, where the table has no room and the findings do not say it."""
    said = {found.place for found in brief.quiet if found.unit == "dimension"}
    groups: dict[str, list[str]] = {}
    for unit in units:
        if unit.place not in said and (word := state(unit)):
            groups.setdefault(word, []).append(brief.labels[("dimension", unit.place)])
    return [
        line
        for word, names in groups.items()
        for line in sentence(f"{word.capitalize()}: {listed(names)}.", width)
    ]


def _key(plan: _Plan, units: Sequence[PackUnit], width: int) -> Page:
    reach = "four weeks to each" if plan.window.by == WEEK else "month by month"
    parts = [f"▁…█ in full, {reach}, · not asked"] if plan.periods else []
    if plan.bar and any(map(has_level, units)):
        parts.append("├─●─┤ level, interval, ┊ usual")
    return sentence("   ".join(parts), width, style=QUIET) if parts else []


# ── brief_render ──
# The coach's two pages as blocks: for the screen, as Markdown and as HTML.


#: Sentences run no wider than this; the table may.
LONGEST_LINE = 92
ROOM = 14
_LAYOUT = Layout(spacing="tight", quote="   │ ", widest=LONGEST_LINE)


def brief_page(brief: Brief, width: int, *, with_words: bool = False) -> Page:
    """Both pages; the leader's own passages after them where wanted."""
    return [*to_screen(brief_blocks(brief, with_words=with_words), width, _LAYOUT), []]


def brief_markdown(brief: Brief, *, with_words: bool = False) -> str:
    """The same as Markdown."""
    return to_markdown(brief_blocks(brief, with_words=with_words))


def brief_html(brief: Brief, *, with_words: bool = False) -> str:
    """One HTML file that prints on two sheets of A4."""
    blocks = brief_blocks(brief, with_words=with_words)
    return to_html(blocks, "brief.css", title=f"{head.title(brief)}: coach’s brief")


def brief_blocks(brief: Brief, *, with_words: bool = False) -> list[Block]:
    """Both pages, top to bottom."""
    return [
        Group(tuple(_first(brief)), "div", "sheet"),
        Group(tuple(_second(brief)), "div", "sheet second"),
        *_passages(brief, with_words=with_words),
    ]


def _part(heading: str, *blocks: Block, look: str = "") -> Group:
    return Group((Heading(heading), *blocks), look=look)


def _macro(name: str, brief: Brief) -> Each:
    return Each(html=lambda: macro("brief.html.j2", name, brief, head, figures, words))


def _prose(width: int) -> int:
    return min(width, LONGEST_LINE)


# ── the first page ───────────────────────────────────────────────────────────


def _first(brief: Brief) -> Iterator[Block]:
    yield from _head(brief)
    yield _part("What they want from this session", *_wish(brief), look="wish")
    yield _part(
        "Intentions",
        Text(words.intentions(brief)),
        _wordings(brief),
        Text(words.wordings_kept_back(brief), "soft"),
    )
    yield _part(figures.ways_title(brief), *_ways(brief))
    quiet, best = words.quiet(brief), words.holding(brief)
    nothing_quiet = Text("" if quiet else words.nothing_quiet(brief), "soft")
    nothing_holding = Text("" if best else words.nothing_holding(brief), "soft")
    pair = (
        _part("Gone quiet", _told(quiet, "bold"), nothing_quiet, look="card warm"),
        _part("Holding", _told([best] if best else [], "bold"), nothing_holding, look="card"),
    )
    yield Group(pair, "div", "pair")
    yield _part("Voices", Items(tuple(words.voices(brief)), "lines"))


def _head(brief: Brief) -> Iterator[Block]:
    title = head.title(brief)
    days = f"{head.period(brief)} · tier: {head.tier(brief)}"
    about = [("note", head.age(brief)), ("left out", head.left_out(brief))]
    facts = Items(tuple(Named(*each) for each in about if each[1]), "facts")
    expiry = head.expiry(brief)
    yield Each(
        screen=(Heading(title, 1, "coach's brief · 1 of 2"),),
        markdown=(Heading(f"{title}: coach's brief", 1),),
    )
    shown = (Text(days, "lead"), Text(head.counts(brief), "lead"), facts)
    yield Each(shown, (*shown, Items((Named("expiry", expiry),) if expiry else (), "facts")))
    yield Each(lambda width: _expiry(brief, expiry, _prose(width)) if expiry else [])
    yield _macro("header", brief)


def _expiry(brief: Brief, said: str, width: int) -> Page:
    page = _labelled("expiry", [said], width, STRONG if brief.expired else PLAIN)
    if brief.expired:
        command = f"syslead coach forget {as_typed(brief.client)} --expired"
        page += next_step(command, "removes it", width)
    return page


def _labelled(label: str, texts: Iterable[str], width: int, style: str = PLAIN) -> Page:
    lines: list[Line] = [
        [(style, line)] for text in texts for line in wrapped(text, width - ROOM - 1)
    ]
    return labelled(label, lines, room=ROOM)


def _wish(brief: Brief) -> tuple[Block, ...]:
    wish = head.wish(brief)
    if not wish:
        return (Text("They did not say.", "soft"),)
    quote = (Quote(wish),)
    return (Each(lambda width: paragraph(f"“{wish}”", _prose(width)), quote, quote),)


def _wordings(brief: Brief) -> Each:
    shown = words.wordings(brief)
    quoted = [words.Told(each.name, f"“{each.said}”") for each in shown]
    plain = (_told(shown, "column"),)
    return Each(plain, (_told(quoted, "column"),), plain)


def _told(things: Iterable[words.Told], look: str) -> Items:
    return Items(tuple(Named(each.name, each.said) for each in things), look)  # type: ignore[arg-type]


def _ways(brief: Brief) -> Iterator[Block]:
    nothing = figures.nothing_asked(brief)
    table = Text(nothing) if nothing else _table(brief)
    drawn = Text(nothing, "soft") if nothing else _macro("ways", brief)
    yield Each(lambda width: ways_page(brief, width), (table,), (drawn,))
    yield Text(figures.names_note(brief), "note")
    yield Each(lambda width: _ratings(brief, width) if width < WIDE and not nothing else [])


def _ratings(brief: Brief, width: int) -> Page:
    return [[], *_labelled("own ratings", figures.ratings_in_groups(brief), _prose(width))]


def _table(brief: Brief) -> Table:
    rows = tuple(
        (
            brief.labels[("dimension", unit.place)],
            f"{unit.full} / {unit.asked}" if unit.asked else "–",
            figures.percent(unit.level.mean) if figures.has_level(unit) else "–",
            ", ".join(word for word in (figures.interval(unit), figures.state(unit)) if word),
            figures.rating(unit.ratings),
        )
        for unit in brief.pack.dimensions[: figures.MOST_WAYS]
    )
    return Table(("", "full / asked", "level", "80% interval", "own ratings"), rows)


# ── the second page ──────────────────────────────────────────────────────────


def _second(brief: Brief) -> Iterator[Block]:
    yield Each((Heading(head.title(brief), 1, "coach's brief · 2 of 2"),))
    yield _macro("running", brief)
    questions = tuple(Named(each.text, each.because) for each in brief.questions)
    yield _part("You might ask", Items(questions, "numbers"), *_fewer(brief), look="ask")
    tensions = _told(words.tensions(brief), "lines")
    pair = (
        _part("Tensions", tensions, Text(words.no_tensions(brief), "soft")),
        _part("Surroundings, as they rate them", *_environment(brief)),
    )
    yield Group(pair, "div", "pair")
    yield _part("Since the last pack", Items(tuple(changes(brief)), "lines"))
    method = (Text(words.METHOD),)
    explained = Each((Text(words.METHOD, "quiet"),), method, method)
    yield Group((Heading("How to read this"), explained), "aside", "card method")


def _fewer(brief: Brief) -> Iterator[Block]:
    if brief.fewer:
        said = (Text(brief.fewer, "soft"),)
        yield Each(lambda width: [[], *paragraph(brief.fewer, _prose(width))], said, said)


def _environment(brief: Brief) -> Iterator[Block]:
    rated = words.environment(brief)
    said = (Items(tuple(f"{name}: {score} of 5" for name, score in rated)),)
    drawn = (_macro("scores", brief),) if rated else ()
    yield Each(lambda width: [_score(*each, _prose(width)) for each in rated], said, drawn)
    yield Text(words.no_environment(brief), "soft")


def _score(name: str, score: int, width: int) -> Line:
    dots = "●" * score + "○" * (5 - score)
    return [(PLAIN, "   "), (ACCENT, dots), (PLAIN, f"  {score} of 5  {cut(name, width - 20)}")]


def _passages(brief: Brief, *, with_words: bool) -> Iterator[Block]:
    note = words.words_note(brief)
    if note and not with_words:
        shown = f"{note} --words shows them after these two pages."
        yield Each(
            lambda width: [[], *sentence(shown, _prose(width))],
            (Text(f"{note} --words shows them."),),
            (Text(f"{note} They are in the pack; the option --words puts them here.", "note"),),
        )
    elif note:
        said: list[Block] = []
        for at, each in enumerate(words.passages(brief)):
            said += [Each(lambda width: [[]])] if at else []
            said += [Text(each.name, "quiet"), Quote(each.said)]
        yield _part("In their own words", *said, look="words")
