"""Entries on the screen: a short header, then the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from syslead_cli.base.dates import MONTHS, Span, days_in_month
from syslead_cli.base.layout import (
    ACCENT,
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
from syslead_cli.journal.entries import NEWER, Entry
from syslead_cli.journal.model import (
    Ask,
    Assessment,
    Focus,
    Intention,
    Note,
    Outcome,
    Pause,
    Rating,
    Record,
    Review,
    Share,
)
from syslead_cli.journal.query import Query, found_at, plain

_KINDS = {
    "ask": "questions asked",
    "note": "notes",
    "rating": "ratings",
    "assessment": "assessments",
    "intention": "intentions",
    "outcome": "outcomes of intentions",
    "review": "reviews",
    "focus": "focus",
    "pause": "pauses",
    "share": "shares",
    "newer": "entries from a newer version",
}


def nothing_found(query: Query, chosen: Iterable[str], today: date) -> str:
    """``Nothing written in March.`` ``chosen`` are the kinds asked for, if any were."""
    when = span_in_words(query.span, today)
    return f"{_what(query, list(chosen))}{' ' + when if when else ''}."


def _what(query: Query, chosen: list[str]) -> str:
    said = {
        "says " + listed([f'"{word}"' for word in query.words]): query.words,
        "is about " + listed(sorted(query.facets)): query.facets,
        "is about " + listed(sorted(query.dimensions)) + " ": query.dimensions,
        "names " + listed([f"@{voice}" for voice in sorted(query.voices)]): query.voices,
        "is tagged " + listed([f"#{tag}" for tag in sorted(query.tags)]): query.tags,
        "answers " + listed(sorted(query.prompts)): query.prompts,
    }
    filters = [words.strip() for words, value in said.items() if value]
    if chosen:
        kinds = f"No {listed([_KINDS[kind] for kind in chosen])}"
        return f"{kinds} where all of that holds" if filters else kinds
    if not filters:
        return "Nothing written"
    return f"Nothing {' and '.join(filters)}"


def span_in_words(span: Span, today: date) -> str:
    """``in March``, ``on Friday 27 March``, ``since 1 March``; empty for all time."""
    first, last = span.first, span.last
    if first and last:
        return _between(first, last, today)
    if first:
        return f"since {day_in_words(first, today)}"
    return f"up to {day_in_words(last, today)}" if last else ""


def _between(first: date, last: date, today: date) -> str:
    if first == last:
        return f"on {day_in_words(first, today)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"in {first.year}"
    whole = first.day == 1 and last.day == days_in_month(last.year, last.month)
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"in {_month(first, today)}"
    if last == today:
        return f"since {day_in_words(first, today)}"
    if whole:
        return f"from {_month(first, today)} to {_month(last, today)}"
    return f"between {day_in_words(first, today)} and {day_in_words(last, today)}"


def _month(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{MONTHS[day.month - 1].title()}{year}"


def try_instead(span: Span, days: Iterable[date]) -> str:
    """The option that would show something, where there is something on another day."""
    there = sorted(days)
    if not there:
        return ""
    before = [day for day in there if span.first and day < span.first]
    if before:
        return f"Try --since {before[-1].isoformat()[:7]}."
    after = [day for day in there if span.last and day > span.last]
    return f"Try --until {_month_end(after[0]).isoformat()}." if after else ""


def _month_end(day: date) -> date:
    return day.replace(day=1) + timedelta(days=days_in_month(day.year, day.month) - 1)


# ── entries_render ──
# Entries on the screen: a short header, then the words.


#: Lines of an entry's text in a list.
MOST_LINES = 4
_INDENT = "   "

_OUTCOMES = {"thin": "thin", "skip": "skipped", "later": "left for later"}
_STATUSES = {"done": "kept", "partly": "kept in part", "not_yet": "not yet", "dropped": "let go"}


class Labels(Struct, frozen=True):
    """What ids are called here: facets and dimensions by the framework, the rest stands."""

    facet: Callable[[str], str] = str
    dimension: Callable[[str], str] = str
    today: date = date.min
    width: int = 80


#: Below this a header that is too long goes on below its day.
_NARROW = 60


def page_of_entries(entries: Sequence[Entry], names: Labels, words: Sequence[str] = ()) -> Page:
    """Entries one below the other, long ones cut; found words stand out."""
    page: Page = []
    for entry in entries:
        body = _body(entry, names, words)
        if page and (body or page[-1][:1] == [(PLAIN, _INDENT)]):
            page.append([])
        page.extend(header(entry, names))
        page.extend(body)
    return page


def header(entry: Entry, names: Labels) -> Page:
    """Day, what it is about, what state it is in, and the short id at the right."""
    day = day_in_words(entry.day, names.today) if entry.day else "no day"
    line: Line = [(STRONG, f"{MARGIN}{day}")]
    right: Line = [(QUIET, one_line(entry.short))]
    room = names.width - width_of(right) - 2
    about = _about(entry, names)
    if names.width < _NARROW and width_of(line) + sum(3 + cells(part) for part in about) > room:
        below = paragraph(" · ".join(about), names.width, indent=MARGIN, style=QUIET)
        return [with_right(line, right, names.width), *below]
    for part in about:
        space = room - width_of(line) - 3
        if space >= min(8, cells(part)):
            line.append((QUIET, f" · {cut(part, space)}"))
    return [with_right(line, right, names.width)]


def _about(entry: Entry, names: Labels) -> list[str]:
    parts = [one_line(part) for part in _kind_parts(entry, names) if part]
    if entry.disagrees:
        parts.append("2 versions")
    elif entry.edited:
        parts.append("edited")
    return parts


def _kind_parts(entry: Entry, names: Labels) -> list[str]:
    parts: list[str]
    match entry.record:
        case None:
            parts = [entry.kind, NEWER]
        case Ask() as ask:
            parts = [names.facet(ask.facet), _OUTCOMES.get(ask.outcome, "")]
        case Note() as note:
            parts = ["note", ", ".join(map(names.facet, note.facets)), note.problem or ""]
        case Intention() as intention:
            facet = names.facet(intention.facet) if intention.facet else ""
            parts = ["intention", facet, due_words(intention.due, names.today)]
        case Outcome() as outcome:
            parts = ["intention", _STATUSES[outcome.status]]
        case Review() as review:
            parts = [f"{review.period} in review", _stretch(review.from_, review.to, names)]
        case Share() as share:
            parts = ["shared", share.tier, f"with {share.to}"]
        case record:
            parts = [_PLAIN_KINDS.get(record.kind, record.kind)]
    return parts


_PLAIN_KINDS = {"rating": "ratings", "assessment": "assessment"}


def _stretch(first: date, last: date | None, names: Labels) -> str:
    start = short_day(first, names.today)
    return f"{start} to {short_day(last, names.today)}" if last else f"from {start}"


def _body(entry: Entry, names: Labels, words: Sequence[str]) -> Page:
    room = names.width - len(_INDENT)
    lines = wrapped(entry.text, room) if entry.text else []
    lines.extend(row for fact in facts(entry.record, names) for row in wrapped(fact, room))
    first = _first_found(lines, words)
    shown = lines[first : first + MOST_LINES]
    if first:
        shown[0] = "… " + cut(shown[0], room - 2)
    if first + MOST_LINES < len(lines):
        shown[-1] = _with_ellipsis(shown[-1], room)
    page: Page = [[(PLAIN, _INDENT), *_marked(line, words)] if line else [] for line in shown]
    if entry.about:
        about = cut(f"“{entry.about}”", room)
        page.insert(0, [(QUIET, f"{_INDENT}{about}")])
    return page


def _with_ellipsis(line: str, room: int) -> str:
    return f"{line} …" if cells(line) + 2 <= room else cut(line + " …", room)


def _first_found(lines: Sequence[str], words: Sequence[str]) -> int:
    """Where to begin so that a found word is among the lines shown."""
    parts = [part for word in words for part in word.split()]
    for number, line in enumerate(lines):
        if any(part in plain(line) for part in parts):
            return 0 if number < MOST_LINES else min(number - 1, len(lines) - MOST_LINES)
    return 0


def _marked(line: str, words: Sequence[str]) -> Line:
    if not words:
        return [(PLAIN, line)]
    spans: Line = []
    at = 0
    for start, end in found_at(words, line):
        spans += [(PLAIN, line[at:start]), (ACCENT, line[start:end])]
        at = end
    return [span for span in [*spans, (PLAIN, line[at:])] if span[1]]


def facts(record: Record | None, names: Labels) -> list[str]:
    """What an entry says besides its text, one fact a line."""
    match record:
        case Rating() as rating:
            scores = (f"{names.dimension(id_)} {score}" for id_, score in rating.scores.items())
            said = (f"{names.dimension(id_)}: {text}" for id_, text in rating.instances.items())
            return [f"of 5: {' · '.join(scores)}", *said]
        case Assessment() as assessment:
            return _assessed(assessment, names)
        case Review() as review:
            return _reviewed(review, names)
        case Focus() as focus:
            chosen = ", ".join(map(names.facet, focus.facets))
            return [f"{chosen}, until {day_in_words(focus.until, names.today)}"]
        case Pause() as pause:
            return [_stretch(pause.from_, pause.until, names)]
        case _:
            return []


def _assessed(assessment: Assessment, names: Labels) -> list[str]:
    tables = {
        "practice": assessment.practice,
        "importance": assessment.importance,
        "environment": assessment.environment,
    }
    return [
        f"{title}: {', '.join(f'{names.facet(id_)} {score}' for id_, score in table.items())}"
        for title, table in tables.items()
        if table
    ]


def _reviewed(review: Review, names: Labels) -> list[str]:
    said = {
        "attention": [names.facet(facet) for facet in review.attention],
        "heard": [f"@{voice}" for voice in review.heard],
        "missing": [f"@{voice}" for voice in review.missing],
    }
    return [f"{title}: {', '.join(words)}" for title, words in said.items() if words]


class EntryContext(Struct, frozen=True):
    """What stands around one entry when it is shown whole."""

    question: str = ""
    outcomes: Sequence[Outcome] = ()
    intention: str = ""
    with_versions: bool = False


def page_of_one(entry: Entry, names: Labels, around: EntryContext) -> Page:
    """One entry with everything there is to it."""
    page: Page = header(entry, names)
    asked = around.question or around.intention
    if asked:
        page += paragraph(asked, names.width, indent=MARGIN, style=QUIET)
    page.append([])
    page += paragraph(entry.text, names.width) if entry.text else []
    for fact in facts(entry.record, names):
        page += paragraph(fact, names.width)
    if len(page) == 2:
        page.pop()
    for outcome in around.outcomes:
        page += _outcome(outcome, names)
    page += _foot(entry, names)
    return page + _versions(entry, names, shown=around.with_versions)


def _outcome(outcome: Outcome, names: Labels) -> Page:
    said = f"{_STATUSES[outcome.status]} on {day_in_words(outcome.day, names.today)}"
    words = f": {outcome.text}" if outcome.text else ""
    return [[], *paragraph(said + words, names.width, indent=MARGIN)]


def _foot(entry: Entry, names: Labels) -> Page:
    record = entry.record
    if record is None:
        remark = "Written by a newer version of syslead; kept as it is, shown as far as it can be."
        return [[], *sentence(remark, names.width, style=QUIET)]
    marks = [f"@{voice}" for voice in getattr(record, "voices", ())]
    marks += [f"#{tag}" for tag in getattr(record, "tags", ())]
    touches = [names.facet(facet) for facet in getattr(record, "mentions", ())]
    said = ["  ".join(marks), f"touches on {listed(touches)}" if touches else ""]
    lines = [sentence(line, names.width, style=QUIET) for line in said if line]
    return [[], *(row for line in lines for row in line)] if lines else []


def _versions(entry: Entry, names: Labels, *, shown: bool) -> Page:
    earlier = entry.versions
    if not earlier:
        return [[], *sentence("Never edited.", names.width, style=QUIET)] if shown else []
    if not shown:
        if not (entry.edited or entry.disagrees):
            return []
        why = "Devices disagree about this entry; the newest edit is shown. " * entry.disagrees
        kept = f"{counted(len(earlier), 'earlier version')} kept: "
        hint = f"{why}{kept}syslead show {entry.short} --versions"
        return [[], *sentence(hint, names.width, style=QUIET)]
    page: Page = []
    for number, version in enumerate(earlier, start=1):
        title = f"{MARGIN}version {number} of {len(earlier) + 1}"
        page += [[], [(QUIET, title), (QUIET, _version_fields(version, entry, names))]]
        page += paragraph(getattr(version, "text", None) or "", names.width)
    return page


def _version_fields(version: Record, entry: Entry, names: Labels) -> str:
    """What besides the text was another then."""
    parts: list[str] = []
    if version.day != entry.day:
        parts.append(day_in_words(version.day, names.today))
    for name in ("facet", "facets", "tags", "voices", "due"):
        then, now = getattr(version, name, None), getattr(entry.record, name, None)
        if then != now:
            words = then if isinstance(then, tuple) else (str(then),) if then else ()
            parts.append(f"{name}: {one_line(', '.join(words)) or 'none'}")
    return "".join(f" · {part}" for part in parts)
