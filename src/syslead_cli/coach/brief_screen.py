"""The coach's two pages as blocks: for the screen, as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Literal

from syslead_cli.base.blocks import (
    BLANK,
    Block,
    Each,
    Group,
    Heading,
    Items,
    Named,
    Quote,
    Table,
    Text,
    to_markdown,
    to_screen,
)
from syslead_cli.base.html import to_html
from syslead_cli.base.layout import Page, next_step
from syslead_cli.base.text import (
    counted,
    listed,
    number,
    short_day,
    whole_day,
)
from syslead_cli.coach.brief import Brief, in_words
from syslead_cli.coach.dimensions_screen import MOST_DIMENSIONS, WITHHELD, dimension_blocks
from syslead_cli.coach.documents import UnitPlace
from syslead_cli.coach.questions import item_name, poles, short, voice_name
from syslead_cli.coach.store import as_typed
from syslead_cli.insight.screen import outcomes, strength_words
from syslead_cli.journal.model import DUE, OPEN
from syslead_cli.sharing.model import Pack, PackWording
from syslead_cli.sharing.pack_screen import (
    counts_of,
    days_of,
    finding_words,
    passage_blocks,
    plan_state,
    voices_of,
)

METHOD = (
    "These pages count what was written in a journal, not what was done: absence of words is not "
    "absence of practice. An answer is detailed if it says who, when, or what was said or done, or "
    "gives a reason for a no. “Gone quiet” means that detailed answers have fallen below what is "
    "usual for this person; expect about one false alarm per leader per year. A level is the share "
    "answered in detail, newer answers counting more; it lies within its range four times in five. "
    "What is quiet or going strong rests on the whole journal, unless the leader shared only these "
    "weeks; there is no norm to compare with. Ratings are the person's own. Ask; the answer is "
    "theirs."
)
#: What the two pages have room for; ``--json`` has all of it.
_MOST_WORDINGS, _MOST_VOICES, _MOST_ITEMS, _MOST_TENSIONS = 6, 8, 8, 6
_LONGEST_PURPOSE, _LONGEST_NOTE = 320, 240
#: Weeks after which a brief says how long ago its days ended.
_OLD = 6
#: From so many packs on there is a table of all, of at most so many.
_SEVERAL_PACKS, _MOST_PACKS = 3, 5
_TIERS = {
    "scores": "figures only", "themes": "figures and names",
    "excerpts": "with passages they chose", "all": "with everything they wrote",
}  # fmt: skip


def brief_page(brief: Brief, width: int, *, with_words: bool = False) -> Page:
    return [*to_screen(_blocks(brief, with_words=with_words), width), []]


def brief_markdown(brief: Brief, *, with_words: bool = False) -> str:
    return to_markdown(_blocks(brief, with_words=with_words))


def brief_html(brief: Brief, *, with_words: bool = False) -> str:
    """Write one HTML file that prints on two sheets of A4."""
    blocks = _blocks(brief, with_words=with_words)
    return to_html(blocks, "report.css", "brief.css", title=f"{_title(brief)}: coach’s brief")


def _blocks(brief: Brief, *, with_words: bool) -> list[Block]:
    return [
        Group(tuple(_first_page(brief)), "div", "sheet"),
        Group(tuple(_second_page(brief)), "div", "sheet second"),
        *_passages(brief, with_words=with_words),
    ]


def _part(title: str, *blocks: Block, look: str = "") -> Group:
    return Group((Heading(title), *blocks), look=look)


def _items(found: Sequence[Named], look: Literal["bold", "lines"], nothing: str) -> Block:
    return Items(tuple(found), look) if found else Text(nothing, "soft")


def _title(brief: Brief) -> str:
    """Return the coach's name for the client, and the pseudonym where it differs."""
    pseudonym, name = short(brief.pack.pseudonym, 40), short(brief.document.client, 60)
    return f"{name} (“{pseudonym}”)" if pseudonym and pseudonym != name else name


# ── the first page ───────────────────────────────────────────────────────────


def _first_page(brief: Brief) -> Iterator[Block]:
    yield _head(brief)
    if agreed := _last_time(brief):
        yield _part("Last time (your notes)", Items(agreed, "column"), look="last")
    purpose: Block = Text("They did not write what they want.", "soft")
    if wanted := brief.pack.purpose.strip():
        is_long = len(wanted) > _LONGEST_PURPOSE
        purpose = Quote(short(wanted, _LONGEST_PURPOSE) if is_long else wanted)
    yield _part("What they want from this session", purpose, look="wish")
    yield _part(
        "Intentions",
        Text(" · ".join(outcomes(brief.document.intentions)) or "None made in these weeks."),
        Items(wordings_of(brief.pack), "column"),
        Text(_wordings_kept_back(brief), "soft"),
    )
    yield _part(f"{number(len(brief.pack.dimensions))} ways of leading", *dimension_blocks(brief))
    too_early = "Too early to say"
    nothing_quiet = "Nothing has fallen clearly below what is usual for them."
    nothing_holds = "Nothing came up often enough, and was answered in detail often enough, "
    nothing_holds += "to name."
    if not brief.pack.has_details:
        nothing_quiet = "No dimension has fallen clearly below what is usual for them. "
        nothing_quiet += f"{WITHHELD} at this tier: facets."
        nothing_holds = f"{WITHHELD} at this tier."
    if brief.document.early:
        nothing_quiet = f"{too_early}: patterns need about six weeks of answers."
        nothing_holds = f"{too_early}."
    right = (
        _part("Going strong", _items(_holding(brief), "bold", nothing_holds), look="card"),
        _part("Heard from", Items(_voices(brief), "lines")),
    )
    quiet = _part("Gone quiet", _items(_quiet(brief), "bold", nothing_quiet), look="card warm")
    yield Group((quiet, Group(right, "div")), "div", "pair")


def _head(brief: Brief) -> Block:
    """Say who it is about, which days, and how much there is to go on."""
    title, document = _title(brief), brief.document
    which = f"{document.pack} of {document.packs} here, counted from the newest"
    about = {
        "pack": which if document.pack > 1 else "",
        "note": _age(brief),
        "left out": ", ".join(document.left_out) or "nothing of this period",
    }
    tier = f"{document.tier} ({_TIERS[document.tier]})"
    shown: list[Block] = [
        Text(f"{days_of(brief.pack)} · tier: {tier}", "lead"),
        Text(counts_of(brief.pack), "lead"),
        Items(tuple(Named(name, words) for name, words in about.items() if words), "facts"),
    ]
    if document.expires:
        expiry = f"please delete after {whole_day(document.expires, date.min)}"
        if document.expired:
            expiry = f"was to be deleted after {whole_day(document.expires, date.min)}: "
            expiry += "that day has passed"
        facts = Items((Named("expiry", expiry),), "facts")
        shown.append(Group((facts,), "div", "past" if document.expired else ""))
    if document.expired:
        command = f"syslead coach forget {as_typed(document.client)} --expired"
        shown.append(Each(partial(next_step, command, "removes it")))
    kind = f" · {short(document.framework)}" if document.framework is not None else ""
    head = Each(
        (Heading(title, 1, "coach's brief · 1 of 2"),),
        (Heading(f"{title}: coach's brief", 1),),
        (Text(f"Coach’s brief{kind}", "note"), Heading(title, 1)),
    )
    return Group((head, *shown), "header")


def _age(brief: Brief) -> str:
    """Say how long ago the pack's days ended, or that they have not; empty where it was lately."""
    if brief.pack.is_ahead_of(brief.today):
        return "its dates are in the future: is the date of this computer right?"
    weeks = (brief.today - brief.pack.last).days // 7
    return f"these days ended {weeks} weeks ago; much may have changed" if weeks >= _OLD else ""


def _last_time(brief: Brief) -> tuple[Named, ...]:
    """Return what the coach wrote was agreed, or wrote last, with its day."""
    shown = []
    for note in brief.document.last_time:
        text = "your note, encrypted and not opened"
        if note.text is not None:
            text = f"{'agreed: ' if note.agreed else ''}{short(note.text, _LONGEST_NOTE)}"
        shown.append(Named(whole_day(note.day, brief.today), text))
    return tuple(shown)


def wordings_of(pack: Pack) -> tuple[Named, ...]:
    """Return those the leader shows: the open ones, longest due first, then the latest others."""

    def order(wording: PackWording) -> tuple[bool, int]:
        is_closed, day = wording.state not in (DUE, OPEN), wording.due.toordinal()
        return is_closed, -day if is_closed else day

    shown = []
    for wording in sorted(pack.intentions.wordings, key=order)[:_MOST_WORDINGS]:
        shown.append(Named(plan_state(wording, pack.last), short(wording.text, 130)))
    return tuple(shown)


def _wordings_kept_back(brief: Brief) -> str:
    plans, sentences = brief.pack.intentions, []
    if not brief.named:
        return f"{WITHHELD} at this tier: their wording." if plans.made else ""
    if (hidden := plans.made - len(plans.wordings)) > 0:
        whole = "all " if hidden == plans.made else ""
        sentences.append(f"The leader kept the wording of {whole}{hidden}.")
    if (more := len(plans.wordings) - _MOST_WORDINGS) > 0:
        sentences.append(f"{more} more {'is' if more == 1 else 'are'} in the pack.")
    return " ".join(sentences)


def _quiet(brief: Brief) -> list[Named]:
    """Return what has gone quiet, and the counts that say so."""
    dimensions = {facet.place: facet.dimension for facet in brief.pack.facets[::-1]}
    shown = []
    for found in brief.document.quiet:
        name = brief.names[UnitPlace(found.unit, found.place)]
        if found.unit == "facet" and (inside := dimensions.get(found.place)):
            name += f" ({brief.names[UnitPlace('dimension', inside)].lower()})"
        shown.append(Named(name, finding_words(found, brief.pack.last)))
    return shown


def _holding(brief: Brief) -> list[Named]:
    best = brief.pack.strength
    if best is None:
        return []
    name = brief.names[UnitPlace("facet", best.place)]
    return [Named(name, f"A {strength_words(best, brief.pack.last)}")]


def _voices(brief: Brief) -> tuple[str, ...]:
    voices = voices_of(brief.pack, _MOST_VOICES, voice_name)
    if len(voices) > 1 and not brief.named:
        return (*voices, f"{WITHHELD} at this tier: their names.")
    return voices or (f"{WITHHELD} by the leader.",)


# ── the second page ──────────────────────────────────────────────────────────


def _second_page(brief: Brief) -> Iterator[Block]:
    title, document = _title(brief), brief.document
    running = Group((Text(f"Coach’s brief · {title}", "note"),), "div", "running")
    yield Each((Heading(title, 1, "coach's brief · 2 of 2"),), (), (running,))
    questions = tuple(Named(each.text, each.because) for each in document.questions)
    fewer = Text(document.fewer or "", "soft")
    yield _part("You might ask", Items(questions, "numbers"), fewer, look="ask")
    no_tensions = "None was tagged in these weeks."
    if document.tensions is None:
        no_tensions = f"{WITHHELD} at this tier."
    tensions = [
        Named(poles(each), counted(each.times, "entry", "entries"))
        for each in (document.tensions or ())[:_MOST_TENSIONS]
    ]
    changes = in_words(document.change, brief.pack.last)
    left = (
        _part("Tensions", _items(tensions, "lines", no_tensions)),
        _part("Since the last pack", Items(tuple(changes), "lines")),
    )
    right = (_part("Surroundings, as they rate them", _environment(brief.pack)), *_history(brief))
    yield Group((Group(left, "div"), Group(right, "div")), "div", "pair")
    yield Group((), "div", "space")
    method = (Heading("How to read this"), Text(METHOD, "quiet"))
    yield Group(method, "aside", "card method")


def _history(brief: Brief) -> Iterator[Block]:
    """Show a column a pack and a row a dimension, from three packs on; say what was quiet when."""
    whole, last = brief.document.history, brief.pack.last
    packs = whole[-_MOST_PACKS:]
    if len(packs) < _SEVERAL_PACKS:
        return
    rows = [("in detail", *(f"{pack.full}/{pack.asked}" for pack in packs))]
    for at, unit in enumerate(brief.pack.dimensions[:MOST_DIMENSIONS]):
        levels = [pack.levels[at] for pack in packs]
        shares = ("–" if level is None else f"{level * 100:.0f}%" for level in levels)
        rows.append((brief.names[UnitPlace("dimension", unit.place)], *shares))
    head = ("to", *(short_day(pack.last, last) for pack in packs))
    table = Table(head, tuple(rows), right=tuple(range(1, len(head))))
    when: dict[str, list[str]] = {}
    for pack in packs:
        for name in pack.quiet:
            when.setdefault(name, []).append(f"to {short_day(pack.last, last)}")
    quiet = [
        f"{name} ({days[0] if len(days) == 1 else f'in {len(days)} packs'})"
        for name, days in when.items()
    ]
    lines = [f"Gone quiet: {listed(quiet)}." if quiet else "Nothing was named as gone quiet."]
    if (more := len(whole) - len(packs)) > 0:
        lines.append(f"{counted(more, 'earlier pack')}: --json has all.")
    yield _part(f"Over {len(whole)} packs", table, Items(tuple(lines), "lines"), look="history")


def _environment(pack: Pack) -> Block:
    items = sorted(pack.environment or (), key=lambda item: (item.score, item.place))
    rated = [(item_name(item), item.score) for item in items[:_MOST_ITEMS]]
    if not rated:
        text = "Not rated in these weeks."
        if pack.environment is None:
            text = f"{WITHHELD} by the leader, with the ratings."
        elif not pack.has_details:
            text = f"{WITHHELD} at this tier."
        return Text(text, "soft")

    named = [Named(f"{'●' * n}{'○' * (5 - n)} {n} of 5", name) for name, n in rated]
    lines = (Items(tuple(f"{each.name} · {each.text}" for each in named), "lines"),)
    return Each(lines, lines, (Items(tuple(named), "column"),))


def _passages(brief: Brief, *, with_words: bool) -> Iterator[Block]:
    passages = brief.document.passages
    if not passages:
        return
    if with_words:
        shown = (passage_blocks(each, brief.pack.last) for each in passages)
        blocks = [block for each in shown for block in each]
        yield _part("In their own words", *blocks, look="words")
        return
    were = "was" if len(passages) == 1 else "were"
    note = f"{counted(len(passages), 'passage')} of their own words {were} shared."
    yield BLANK
    yield Text(f"{note} coach brief --words shows them after these two pages.", "note")
