"""The coach's two pages as blocks: for the screen, as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

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
    FELL,
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
from syslead_cli.base.text import counted, listed, number, short_day
from syslead_cli.coach import brief_text as words
from syslead_cli.coach.brief import Brief
from syslead_cli.coach.model import as_typed
from syslead_cli.insight.charts import bars, heading, level_bar, shares, shown_periods, strip_width
from syslead_cli.insight.ratings import Level
from syslead_cli.insight.trends import WEEK, Strip, Window, summed, window
from syslead_cli.sharing.model import PackDimension, PackUnit
from syslead_cli.sharing.pack_screen import passage_blocks

#: Sentences run no wider than this; the table may.
_LONGEST_LINE = 92
_LABEL = 14
#: From so many packs on there is a table of all, of at most so many.
_SEVERAL_PACKS, _MOST_PACKS = 3, 5
_LAYOUT = Layout(spacing="tight", quote="   │ ", widest=_LONGEST_LINE)
_NAME, _COUNTS, _BAR, _INTERVAL, _RATINGS = 17, 8, 16, 9, 43
#: From here on ratings stand in the same row, below here the level is words only.
_WIDE, _NARROW = 118, 64


def brief_page(brief: Brief, width: int, *, with_words: bool = False) -> Page:
    return [*to_screen(brief_blocks(brief, with_words=with_words), width, _LAYOUT), []]


def brief_markdown(brief: Brief, *, with_words: bool = False) -> str:
    return to_markdown(brief_blocks(brief, with_words=with_words))


def brief_html(brief: Brief, *, with_words: bool = False) -> str:
    """Write one HTML file that prints on two sheets of A4."""
    blocks = brief_blocks(brief, with_words=with_words)
    return to_html(blocks, "report.css", "brief.css", title=f"{words.title(brief)}: coach’s brief")


def brief_blocks(brief: Brief, *, with_words: bool = False) -> list[Block]:
    return [
        Group(tuple(_first_page(brief)), "div", "sheet"),
        Group(tuple(_second_page(brief)), "div", "sheet second"),
        *_passages(brief, with_words=with_words),
    ]


def _part(title: str, *blocks: Block, look: str = "") -> Group:
    return Group((Heading(title), *blocks), look=look)


def _macro(name: str, brief: Brief) -> Each:
    return Each(html=lambda: macro("brief.html.j2", name, brief, words))


def _prose(draw: Callable[[int], Page]) -> Callable[[int], Page]:
    return lambda width: draw(min(width, _LONGEST_LINE))


def _items(found: Sequence[Named], look: Literal["bold", "lines"], nothing: str) -> Block:
    return Items(tuple(found), look) if found else Text(nothing, "soft")


# ── the first page ───────────────────────────────────────────────────────────


def _first_page(brief: Brief) -> Iterator[Block]:
    yield from _head(brief)
    if agreed := words.last_time(brief):
        yield _part("Last time (your notes)", Items(tuple(agreed), "column"), look="last")
    purpose: Block = Text("They did not write what they want.", "soft")
    if wanted := words.purpose(brief):
        quote = (Quote(wanted),)
        purpose = Each(_prose(lambda width: paragraph(f"“{wanted}”", width)), quote, quote)
    yield _part("What they want from this session", purpose, look="wish")
    wordings = tuple(words.wordings(brief))
    plain = (Items(wordings, "column"),)
    quoted = (Items(tuple(Named(each.name, f"“{each.text}”") for each in wordings), "column"),)
    yield _part(
        "Intentions",
        Text(words.intentions(brief)),
        Each(plain, quoted, plain),
        Text(words.wordings_kept_back(brief), "soft"),
    )
    count = number(len(brief.pack.dimensions))
    yield _part(f"{count} ways of leading", *_ways(brief))
    too_early = "Too early to say"
    nothing_quiet = "Nothing has fallen clearly below what is usual for them."
    nothing_holds = "Nothing came up often enough, and was answered in detail often enough, "
    nothing_holds += "to name."
    if not brief.pack.has_details:
        nothing_quiet = "No dimension has fallen clearly below what is usual for them. "
        nothing_quiet += f"{words.WITHHELD} at this tier: facets."
        nothing_holds = f"{words.WITHHELD} at this tier."
    if brief.is_early:
        nothing_quiet = f"{too_early}: patterns need about six weeks of answers."
        nothing_holds = f"{too_early}."
    quiet = _items(words.quiet(brief), "bold", nothing_quiet)
    holding = _items(words.holding(brief), "bold", nothing_holds)
    right = (
        _part("Going strong", holding, look="card"),
        _part("Heard from", Items(tuple(words.voices(brief)), "lines")),
    )
    pair = (_part("Gone quiet", quiet, look="card warm"), Group(right, "div"))
    yield Group(pair, "div", "pair")


def _head(brief: Brief) -> Iterator[Block]:
    title = words.title(brief)
    about = (
        ("pack", words.which(brief)),
        ("note", words.age(brief)),
        ("left out", words.left_out(brief)),
    )
    expiry = words.expiry(brief)
    shown = (
        Text(f"{words.period(brief)} · tier: {words.tier(brief)}", "lead"),
        Text(words.counts(brief), "lead"),
        Items(tuple(Named(*each) for each in about if each[1]), "facts"),
    )
    yield Each(
        (Heading(title, 1, "coach's brief · 1 of 2"), *shown),
        (
            Heading(f"{title}: coach's brief", 1),
            *shown,
            Items((Named("expiry", expiry),) if expiry else (), "facts"),
        ),
    )

    def expiry_page(width: int) -> Page:
        style = STRONG if brief.expired else PLAIN
        page = _labelled("expiry", [expiry] if expiry else [], width, style)
        command = f"syslead coach forget {as_typed(brief.client)} --expired"
        return page + (next_step(command, "removes it", width) if brief.expired else [])

    yield Each(_prose(expiry_page))
    yield _macro("header", brief)


def _labelled(label: str, texts: Iterable[str], width: int, style: str = PLAIN) -> Page:
    lines: list[Line] = [
        [(style, line)] for text in texts for line in wrapped(text, width - _LABEL - 1)
    ]
    return labelled(label, lines, room=_LABEL)


def _ways(brief: Brief) -> Iterator[Block]:
    if nothing := words.nothing_asked(brief):
        plain, soft = (Text(nothing),), (Text(nothing, "soft"),)
        yield Each(plain, plain, soft)
    else:
        yield Each(lambda width: _ways_page(brief, width), (_ways_table(brief),))
        yield _macro("ways", brief)
    if not brief.named:
        note = "at this tier: names. Numbers are places in the framework."
        yield Text(f"{words.WITHHELD} {note}", "note")

    def own_ratings(width: int) -> Page:
        if nothing or width >= _WIDE:
            return []
        said = words.ratings_in_groups(brief)
        return [[], *_labelled("own ratings", said, min(width, _LONGEST_LINE))]

    yield Each(own_ratings)


def _ways_table(brief: Brief) -> Table:
    rows: list[tuple[str, ...]] = []
    for unit in brief.pack.dimensions[: words.MOST_WAYS]:
        said = ", ".join(word for word in (words.interval(unit), words.state(unit)) if word)
        name, ratings = words.dimension_name(brief, unit), words.rating(unit.ratings)
        rows.append((name, *_counts_and_level(unit), said, ratings))
        eventful, folded = words.facets_of(brief, unit)
        for facet in eventful:
            state = words.facet_state(brief, facet)
            rows.append(
                (f"– {words.facet_name(brief, facet)}", *_counts_and_level(facet), state, "")
            )
        rows += [(f"– {line}", "", "", "", "") for line in folded]
    return Table(("", "detailed / asked", "level", "80% range", "own ratings"), tuple(rows))


def _counts_and_level(unit: PackUnit) -> tuple[str, str]:
    level = f"{unit.level.mean * 100:.0f}%" if words.has_level(unit) else "–"
    return f"{unit.full} / {unit.asked}" if unit.asked else "–", level


# ── the dimensions on the screen: a strip of weeks, a level, counts ──────────


class _Columns(Struct, frozen=True):
    """How the width is shared out; 0 for a column that has no room."""

    window: Window
    total: Strip
    periods: int
    bar: int
    ratings: int


def _ways_page(brief: Brief, width: int) -> Page:
    units = brief.pack.dimensions[: words.MOST_WAYS]
    columns = _columns(brief, width)
    page = [_column_heads(columns)]
    for unit in units:
        page += [_row(brief, unit, columns), *_facet_lines(brief, unit, min(width, _LONGEST_LINE))]
    if (more := len(brief.pack.dimensions) - len(units)) > 0:
        page += sentence(f"and {more} more; --json has them all.", width, style=QUIET)
    reach = "four weeks to each" if columns.window.by == WEEK else "month by month"
    key = [f"▁…█ in detail, {reach}, · not asked"] if columns.periods else []
    if columns.bar and any(map(words.has_level, units)):
        key.append("├─●─┤ level and its 80% range, ┊ usual")
    if any(map(words.has_fallen, units)):
        key.append("▼ gone quiet")
    page += sentence("   ".join(key), width, style=QUIET) if key else []
    return page if columns.ratings else [*page, *_states(brief, units, width)]


def _columns(brief: Brief, width: int) -> _Columns:
    pack = brief.pack
    span = window(pack.first, pack.last)
    strips = [unit.strip for unit in pack.dimensions]
    fits = all(len(strip) == len(span.starts) for strip in strips)
    ratings = _RATINGS if width >= _WIDE and any(unit.ratings for unit in pack.dimensions) else 0
    bar = _BAR if width >= _NARROW else 0
    fixed = 1 + _NAME + 2 + _COUNTS + 2 + _INTERVAL + (bar + 2 if bar else 0) + ratings
    periods = shown_periods(span, max(0, width - fixed - 2)) if fits else 0
    return _Columns(span, summed(strips, span) if fits else (), periods, bar, ratings)


def _column_heads(columns: _Columns) -> Line:
    text = " " * (1 + _NAME)
    if columns.periods:
        text += " " + heading(columns.window, columns.periods)
    text += "  " + "detailed".rjust(_COUNTS)
    if columns.bar:
        text += "  " + "none ─────── all".ljust(columns.bar)
    text += "  " + "range".rjust(_INTERVAL)
    return [(QUIET, text + ("   own ratings" if columns.ratings else ""))]


def _row(brief: Brief, unit: PackDimension, columns: _Columns) -> Line:
    fell, name = words.has_fallen(unit), words.dimension_name(brief, unit)
    line: Line = [
        (FELL, f" {fit(f'▼ {name}', _NAME)}") if fell else (PLAIN, f" {fit(name, _NAME)}")
    ]
    if columns.periods:
        drawn = bars(
            shares(unit.strip, columns.window, columns.total), columns.window, columns.periods
        )
        gap = strip_width(columns.window, columns.periods) - width_of(drawn)
        line += [(PLAIN, " "), *drawn, (PLAIN, " " * gap)]
    line.append((PLAIN, f"  {f'{unit.full}/{unit.asked}' if unit.asked else '–':>{_COUNTS}}"))
    if columns.bar:
        level, usual = Level(*astuple(unit.level)), brief.pack.counts.usual
        drawn_level = level_bar(level, usual, columns.bar) if words.has_level(unit) else ""
        line += [(PLAIN, "  "), (FELL if fell else QUIET, drawn_level.ljust(columns.bar))]
    line.append((PLAIN, f"  {words.interval(unit):>{_INTERVAL}}"))
    if columns.ratings:
        said = ", ".join(word for word in (words.state(unit), words.rating(unit.ratings)) if word)
        line.append((QUIET, f"   {cut(said, columns.ratings - 3)}"))
    return line


def _facet_lines(brief: Brief, unit: PackDimension, width: int) -> Page:
    """Draw a line for each facet that something happened to, and the others folded."""
    eventful, folded = words.facets_of(brief, unit)
    page: Page = []
    for facet in eventful:
        counts = f"{facet.full}/{facet.asked}" if facet.asked else "not asked"
        state = words.facet_state(brief, facet)
        said = f"{words.facet_name(brief, facet)}: {counts}, {state}"
        indent, style = (" ▼ ", FELL) if state == words.GONE_QUIET else ("   ", PLAIN)
        page += paragraph(said, width, indent=indent, style=style)
    for line in folded:
        page += paragraph(line, width, style=QUIET)
    return page


def _states(brief: Brief, units: Sequence[PackDimension], width: int) -> Page:
    """Say ``Too early to say: Being.``, where the table has no room and the findings do not."""
    said = {found.place for found in brief.quiet if found.unit == "dimension"}
    groups: dict[str, list[str]] = {}
    for unit in units:
        if unit.place not in said and (word := words.state(unit)):
            groups.setdefault(word, []).append(words.dimension_name(brief, unit))
    return [
        line
        for word, names in groups.items()
        for line in sentence(f"{word.capitalize()}: {listed(names)}.", width)
    ]


# ── the second page ──────────────────────────────────────────────────────────


def _second_page(brief: Brief) -> Iterator[Block]:
    yield Each((Heading(words.title(brief), 1, "coach's brief · 2 of 2"),))
    yield _macro("running", brief)
    questions = tuple(Named(each.text, each.because) for each in brief.questions)
    said = (Text(brief.fewer, "soft"),)
    fewer = _prose(lambda width: [[], *paragraph(brief.fewer, width)] if brief.fewer else [])
    yield _part("You might ask", Items(questions, "numbers"), Each(fewer, said, said), look="ask")
    no_tensions = "None was tagged in these weeks."
    if brief.tensions is None:
        no_tensions = f"{words.WITHHELD} at this tier."
    head, rows = _history_table(brief)
    left = (
        _part("Tensions", _items(words.tensions(brief), "lines", no_tensions)),
        _part("Since the last pack", Items(tuple(words.changes(brief)), "lines")),
    )
    right = [_part("Surroundings, as they rate them", _environment(brief))]
    if rows:
        table = Table(head, rows, right=tuple(range(1, len(head))))
        quiet = Items(tuple(_history(brief)), "lines")
        right.append(_part(f"Over {len(brief.history)} packs", table, quiet, look="history"))
    yield Group((Group(left, "div"), Group(tuple(right), "div")), "div", "pair")
    yield Group((), "div", "space")
    method = (Text(words.METHOD),)
    explained = Each((Text(words.METHOD, "quiet"),), method, method)
    yield Group((Heading("How to read this"), explained), "aside", "card method")


def _history_table(brief: Brief) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return a column a pack and a row a dimension, from three packs on; else nothing."""
    packs = brief.history[-_MOST_PACKS:]
    if len(packs) < _SEVERAL_PACKS:
        return (), ()
    rows = [("in detail", *(f"{pack.full}/{pack.asked}" for pack in packs))]
    for at, unit in enumerate(brief.pack.dimensions[: words.MOST_WAYS]):
        levels = [pack.levels[at] for pack in packs]
        levels_said = ("–" if level is None else f"{level * 100:.0f}%" for level in levels)
        rows.append((words.dimension_name(brief, unit), *levels_said))
    return ("to", *(short_day(pack.last, brief.pack.last) for pack in packs)), tuple(rows)


def _history(brief: Brief) -> list[str]:
    """Say what was quiet in which pack, from three packs on, and how many are not shown."""
    packs = brief.history[-_MOST_PACKS:]
    if len(packs) < _SEVERAL_PACKS:
        return []
    last = brief.pack.last
    when: dict[str, list[str]] = {}
    for pack in packs:
        for name in pack.quiet:
            when.setdefault(name, []).append(f"to {short_day(pack.last, last)}")
    quiet = [
        f"{name} ({days[0] if len(days) == 1 else f'in {len(days)} packs'})"
        for name, days in when.items()
    ]
    said = [f"Gone quiet: {listed(quiet)}." if quiet else "Nothing was named as gone quiet."]
    if (more := len(brief.history) - len(packs)) > 0:
        said.append(f"{counted(more, 'earlier pack')}: --json has all.")
    return said


def _environment(brief: Brief) -> Block:
    rated = words.environment(brief)
    if not rated:
        said = "Not rated in these weeks."
        if brief.pack.environment is None:
            said = f"{words.WITHHELD} by the leader, with the ratings."
        elif not brief.pack.has_details:
            said = f"{words.WITHHELD} at this tier."
        return Text(said, "soft")

    def line(name: str, score: int, width: int) -> Line:
        dots = "●" * score + "○" * (5 - score)
        return [(PLAIN, "   "), (ACCENT, dots), (PLAIN, f"  {score} of 5  {cut(name, width - 20)}")]

    return Each(
        _prose(lambda width: [line(*each, width) for each in rated]),
        (Items(tuple(f"{name}: {score} of 5" for name, score in rated)),),
        (_macro("scores", brief),),
    )


def _passages(brief: Brief, *, with_words: bool) -> Iterator[Block]:
    if not brief.passages:
        return
    if with_words:
        said: list[Block] = []
        for each in brief.passages:
            said += [Each(lambda width: [[]])] if said else []
            said += passage_blocks(each, brief.pack.last)
        yield _part("In their own words", *said, look="words")
        return
    were = "was" if len(brief.passages) == 1 else "were"
    note = f"{counted(len(brief.passages), 'passage')} of their own words {were} shared."
    shown = f"{note} --words shows them after these two pages."
    yield Each(
        _prose(lambda width: [[], *sentence(shown, width)]),
        (Text(f"{note} --words shows them."),),
        (Text(f"{note} They are in the pack; the option --words puts them here.", "note"),),
    )
