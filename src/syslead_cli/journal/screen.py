"""Entries on the screen, in a list or one whole; and what is said where none were found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.base.dates import Span
from syslead_cli.base.layout import (
    ACCENT,
    DONE,
    FELL,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    paragraph,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.text import counted, day_in_words, due_words, listed, one_line, short_day
from syslead_cli.journal import model
from syslead_cli.journal.entries import (
    KINDS_SHOWN,
    NEWER,
    Entry,
    Labels,
    entry_data,
    find_entries,
    outcomes_of,
)
from syslead_cli.journal.merge import Journal, PlacedLine, as_it_stood
from syslead_cli.journal.query import Query, found_at, nothing_found, plain, try_instead

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: Lines of an entry's text in a list.
_MOST_LINES = 4
_INDENT = "   "
#: Below this width a header that is too long goes on below its day.
_NARROW = 60

NO_EVIDENCE = "no evidence"
_OUTCOMES = {"full": "detailed", "thin": "brief", "skip": "skipped", "later": "left for later"}
#: What tells kinds and states apart at a glance; the words beside it say the same.
SIGNS = {
    "full": (DONE, "●"), "thin": (FELL, "○"), NO_EVIDENCE: (QUIET, "◌"), "skip": (QUIET, "–"),
    "later": (QUIET, "…"), "note": (PLAIN, "▪"), "intention": (QUIET, "◇"), "due": (ACCENT, "◆"),
    "done": (DONE, "✓"), "partly": (DONE, "◐"), "not_yet": (QUIET, "◇"), "dropped": (QUIET, "✗"),
    "focus": (PLAIN, "◎"), "pause": (PLAIN, "‖"), "share": (PLAIN, "→"),
}  # fmt: skip
_OTHER_SIGN = (PLAIN, "□")
#: Lines of a question above its answer in a list.
_MOST_ASKED = 2
#: Entries ``list`` shows unless another number is said.
NEWEST = 10
_EVERY_ENTRY = Query(kinds=KINDS_SHOWN)


def page_of_entries(entries: Sequence[Entry], labels: Labels, words: Sequence[str] = ()) -> Page:
    """Return entries one below the other, long ones cut; found words stand out."""
    page: Page = []
    for entry in entries:
        body = _body(entry, labels, words)
        if page and (body or page[-1][:1] == [(PLAIN, _INDENT)]):
            page.append([])
        page.extend(_header(entry, labels))
        page.extend(_asked(entry, labels))
        page.extend(body)
    return page


def _asked(entry: Entry, labels: Labels) -> Page:
    """Return the question an entry answers, quietly, where it is known."""
    prompt = getattr(entry.record, "prompt", None)
    asked = labels.question(prompt) if prompt else ""
    room = labels.width - len(MARGIN)
    lines = _first_lines(wrapped(one_line(asked), room), _MOST_ASKED, room) if asked else []
    return [[(QUIET, MARGIN + line)] for line in lines]


def _header(entry: Entry, labels: Labels) -> Page:
    day = day_in_words(entry.day, labels.today) if entry.day else "no day"
    if entry.record and entry.record.happened:
        day += f" {entry.record.happened[11:16]}"
    line: Line = [(STRONG, f"{MARGIN}{day}")]
    right: Line = [(QUIET, one_line(entry.short))]
    room = labels.width - width_of(right) - 2
    about = _about(entry, labels)
    if labels.width < _NARROW and width_of(line) + sum(3 + cells(part) for part in about) > room:
        below = paragraph(" · ".join(about), labels.width, indent=MARGIN, style=QUIET)
        return [with_right(line, right, labels.width), *below]
    for at, part in enumerate(about):
        sign = SIGNS.get(_state(entry, labels), _OTHER_SIGN)
        lead = [(QUIET, " · ")] if at else [(QUIET, " · "), sign, (QUIET, " ")]
        space = room - width_of(line) - width_of(lead)
        if space >= min(8, cells(part)):
            line += [*lead, (QUIET, cut(part, space))]
    return [with_right(line, right, labels.width)]


def grade_words(record: model.Record | None) -> str:
    """Return what an answer counts as; "" for what is no answer."""
    if not isinstance(record, model.Ask):
        return ""
    return NO_EVIDENCE if record.no_evidence else _OUTCOMES.get(record.outcome, "")


def _state(entry: Entry, labels: Labels) -> str:
    """Return what an entry's sign and colour stand for: its kind, or its state where it has one."""
    match entry.record:
        case model.Ask() as ask:
            return NO_EVIDENCE if ask.no_evidence else ask.outcome
        case model.Intention(due=due):
            if entry.became not in ("", "not_yet"):
                return entry.became
            return "due" if due <= labels.today else "intention"
        case model.Outcome(status=status):
            return status
    return entry.kind


def _about(entry: Entry, labels: Labels) -> list[str]:
    parts = [one_line(part) for part in title_parts(entry, labels) if part]
    if entry.disagrees:
        parts.append("2 versions")
    elif entry.edited:
        parts.append("edited")
    return parts


def title_parts(entry: Entry, labels: Labels) -> Iterator[str]:
    """Yield the kind of an entry, what it is about, its state; some may be empty."""
    match entry.record:
        case None:
            yield from (entry.kind, NEWER)
        case model.Ask(facet=facet):
            yield from (labels.facet(facet), grade_words(entry.record))
        case model.Note(facets=facets, problem=problem):
            yield from ("note", ", ".join(map(labels.facet, facets)), problem or "")
        case model.Intention(facet=about, due=due):
            facet = labels.facet(about) if about else ""
            state = model.STATUS_WORDS.get(_state(entry, labels), due_words(due, labels.today))
            yield from ("intention", facet, state)
        case model.Outcome(status=status):
            yield from ("intention", model.STATUS_WORDS[status])
        case model.Review(period=period, from_=first, to=last):
            yield from (f"{period} in review", _stretch(first, last, labels))
        case model.Share(tier=tier, to=to):
            yield from ("shared", tier, f"with {to}")
        case record:
            yield "ratings" if record.kind == "rating" else record.kind
    if entry.plaintext:
        yield "not encrypted"


def _stretch(first: date, last: date | None, labels: Labels) -> str:
    start = short_day(first, labels.today)
    return f"{start} to {short_day(last, labels.today)}" if last else f"from {start}"


def _body(entry: Entry, labels: Labels, words: Sequence[str]) -> Page:
    room = labels.width - len(_INDENT)
    lines = wrapped(entry.text, room) if entry.text else []
    lines.extend(row for fact in facts(entry.record, labels) for row in wrapped(fact, room))
    first = _first_found(lines, words)
    shown = _first_lines(lines[first:], _MOST_LINES, room)
    if first:
        shown[0] = "… " + cut(shown[0], room - 2)
    page: Page = [[(PLAIN, _INDENT), *_marked(line, words)] if line else [] for line in shown]
    if entry.about:
        about = cut(f"“{entry.about}”", room)
        page.insert(0, [(QUIET, f"{_INDENT}{about}")])
    return page


def _first_lines(lines: Sequence[str], most: int, room: int) -> list[str]:
    """Return the first lines, with … at the end of the last where there are more."""
    shown = list(lines[:most])
    if most < len(lines):
        last = f"{shown[-1]} …"
        shown[-1] = last if cells(last) <= room else cut(last, room)
    return shown


def _first_found(lines: Sequence[str], words: Sequence[str]) -> int:
    """Return where to begin so that a found word is among the lines shown."""
    parts = [part for word in words for part in word.split()]
    for number, line in enumerate(lines):
        if any(part in plain(line) for part in parts):
            return 0 if number < _MOST_LINES else min(number - 1, len(lines) - _MOST_LINES)
    return 0


def _marked(line: str, words: Sequence[str]) -> Line:
    """Return a line with the found words standing out."""
    found = found_at(words, line) if words else ()
    return [
        (ACCENT if is_found else PLAIN, "".join(line[at] for at in same))
        for is_found, same in groupby(range(len(line)), key=lambda at: at in found)
    ]


def facts(record: model.Record | None, labels: Labels) -> Iterator[str]:
    """Yield what an entry says besides its text, one fact a line."""
    match record:
        case model.Rating(scores=scores, instances=instances):
            yield f"of 5: {' · '.join(f'{labels.dimension(i)} {n}' for i, n in scores.items())}"
            yield from (f"{labels.dimension(i)}: {text}" for i, text in instances.items())
        case model.Assessment():
            for name in ("practice", "importance", "environment"):
                if table := getattr(record, name):
                    yield f"{name}: {', '.join(f'{labels.facet(i)} {n}' for i, n in table.items())}"
        case model.Review(attention=attention, heard=heard, missing=missing, attended=attended):
            if attended:
                words = {True: "yes", False: "no"}
                each = (f"{labels.facet(i)} {words[yes]}" for i, yes in attended.items())
                yield f"came up and was attended to: {', '.join(each)}"
            if attention:
                yield f"attention: {', '.join(map(labels.facet, attention))}"
            for name, voices in (("heard", heard), ("missing", missing)):
                if voices:
                    yield f"{name}: {', '.join(f'@{voice}' for voice in voices)}"
        case model.Focus(facets=facets, until=until):
            chosen = ", ".join(map(labels.facet, facets))
            yield f"{chosen}, until {day_in_words(until, labels.today)}"
        case model.Pause(from_=first, until=last):
            yield _stretch(first, last, labels)


def page_of_one(
    entry: Entry, labels: Labels, journal: Journal, *, with_versions: bool = False
) -> Page:
    """Return one entry with everything there is to it."""
    outcomes = outcomes_of(journal, entry.id)
    if outcomes:
        entry = replace(entry, became=outcomes[-1].status)
    page: Page = _header(entry, labels)
    if asked := what_was_asked(entry, labels, journal):
        page += paragraph(asked, labels.width, indent=MARGIN, style=QUIET)
    page.append([])
    page += paragraph(entry.text, labels.width) if entry.text else []
    for fact in facts(entry.record, labels):
        page += paragraph(fact, labels.width)
    if len(page) == 2:
        page.pop()
    for outcome in outcomes:
        text = f"{model.STATUS_WORDS[outcome.status]} on {day_in_words(outcome.day, labels.today)}"
        words = f": {outcome.text}" if outcome.text else ""
        page += [[], *paragraph(text + words, labels.width, indent=MARGIN)]
    page += _foot(entry, labels)
    return page + _versions(entry, labels, shown=with_versions)


def what_was_asked(entry: Entry, labels: Labels, journal: Journal) -> str:
    """Return what an entry answers: a question, or the intention it says the outcome of."""
    if isinstance(entry.record, model.Outcome):
        return getattr(journal.find(entry.record.of), "text", "")
    prompt = getattr(entry.record, "prompt", None)
    unknown = f"(a question that is not in the bank today: {prompt})"
    return labels.question(prompt) or unknown if prompt else ""


def _foot(entry: Entry, labels: Labels) -> Page:
    record = entry.record
    if record is None:
        remark = (
            "Written by a newer version of syslead; shown as far as possible, and never changed."
        )
        return [[], *sentence(remark, labels.width, style=QUIET)]
    marks = [f"@{voice}" for voice in getattr(record, "voices", ())]
    marks += [f"#{tag}" for tag in getattr(record, "tags", ())]
    touches = [labels.facet(facet) for facet in getattr(record, "mentions", ())]
    remarks = ["  ".join(marks), f"may be about {listed(touches)}" if touches else ""]
    lines = [sentence(line, labels.width, style=QUIET) for line in remarks if line]
    return [[], *(row for line in lines for row in line)] if lines else []


def _versions(entry: Entry, labels: Labels, *, shown: bool) -> Page:
    earlier = entry.versions
    if not earlier:
        return [[], *sentence("Never edited.", labels.width, style=QUIET)] if shown else []
    if not shown:
        if not (entry.edited or entry.disagrees):
            return []
        why = "Devices disagree about this entry; the newest edit is shown. " * entry.disagrees
        kept = f"{counted(len(earlier), 'earlier version')} kept: "
        hint = f"{why}{kept}syslead show {entry.short} --versions"
        return [[], *sentence(hint, labels.width, style=QUIET)]
    page: Page = []
    for number, version in enumerate(earlier, start=1):
        title = f"{MARGIN}version {number} of {len(earlier) + 1}"
        page += [[], [(QUIET, title), (QUIET, _version_fields(version, entry, labels))]]
        page += paragraph(getattr(version, "text", None) or "", labels.width)
    return page


def _version_fields(version: model.Record, entry: Entry, labels: Labels) -> str:
    """Return what besides the text was another then."""
    parts: list[str] = []
    if version.day != entry.day:
        parts.append(day_in_words(version.day, labels.today))
    for name in ("facet", "facets", "tags", "voices", "due"):
        then, now = getattr(version, name, None), getattr(entry.record, name, None)
        if then != now:
            words = then if isinstance(then, tuple) else (str(then),) if then else ()
            parts.append(f"{name}: {one_line(', '.join(words)) or 'none'}")
    return "".join(f" · {part}" for part in parts)


def print_entries(
    context: Context,
    query: Query = _EVERY_ENTRY,
    limit: int = NEWEST,
    *,
    as_of: str = "",
    as_json: bool,
    chance: bytes = b"",
) -> None:
    """Print the newest ``limit`` entries of a query (0: all), or that there are none.

    With ``chance``, random bytes, entries with words are drawn from all of them.
    """
    keeping = kept_as_of(context, as_of)
    most = None if chance else limit or None
    entries, total, journal = find_entries(context.journal, query, limit=most, keeping=keeping)
    if chance:
        from random import Random

        pool = [entry for entry in entries if entry.text]
        entries = Random(chance).sample(pool, min(limit or len(pool), len(pool)))  # noqa: S311
    if as_json:
        name = "search" if query.words else "list"
        context.screen.document(name, {"entries": list(map(entry_data, entries))})
    elif entries:
        context.screen.page(page_of_entries(entries, context.labels, query.words))
        left = total - len(entries)
        if query.words and left:
            count = counted(total, "entry", "entries")
            context.screen.say(f"{count} found, {left:,} not shown; --limit 0 shows all.")
    else:
        context.screen.say(_nothing(context, query, as_of))
    context.screen.warn_of_damage(journal)


def kept_as_of(context: Context, as_of: str) -> Callable[[PlacedLine], bool] | None:
    """Return what --as-of keeps; None where it was not given."""
    if not as_of:
        return None
    from syslead_cli.base.options import day_back

    day = day_back(context, as_of, "--as-of")
    return as_it_stood(day, context.day_start) if day else None


def _nothing(context: Context, query: Query, as_of: str) -> str:
    """Say what was not found, and which option would show something on another day."""
    chosen = () if query.kinds == KINDS_SHOWN else query.kinds
    if query.is_plain and not chosen:
        by = f"by {as_of}" if as_of else "yet"
        return f"Nothing written {by}. syslead reflect asks the first two questions."
    days: list[date] = []
    if query.span != Span():
        anywhen, *_ = find_entries(context.journal, replace(query, span=Span()))
        days = sorted(entry.day for entry in anywhen if entry.day)
    text = nothing_found(query, chosen, context.today)
    return f"{text} {try_instead(query.span, days)}".rstrip()
