"""Entries on the screen: a short header, then the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from syslead_cli.base.page_render import (
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
from syslead_cli.base.values import dataclass
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted, day_in_words, due_words, listed, short_day
from syslead_cli.journal.entry import NEWER, Entry
from syslead_cli.journal.query import found_at, plain
from syslead_cli.journal.records import (
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

#: Lines of an entry's text in a list.
MOST_LINES = 4
_INDENT = "   "

_OUTCOMES = {"thin": "thin", "skip": "skipped", "later": "left for later"}
_STATUSES = {"done": "kept", "partly": "kept in part", "not_yet": "not yet", "dropped": "let go"}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called here: facets and dimensions by the framework, the rest stands."""

    facet: Callable[[str], str] = str
    dimension: Callable[[str], str] = str
    today: date = date.min
    width: int = 80


#: Below this a header that is too long goes on below its day.
_NARROW = 60


def page_of_entries(entries: Sequence[Entry], names: Names, words: Sequence[str] = ()) -> Page:
    """Entries one below the other, long ones cut; found words stand out."""
    page: Page = []
    for entry in entries:
        body = _body(entry, names, words)
        if page and (body or page[-1][:1] == [(PLAIN, _INDENT)]):
            page.append([])
        page.extend(header(entry, names))
        page.extend(body)
    return page


def header(entry: Entry, names: Names) -> Page:
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


def _about(entry: Entry, names: Names) -> list[str]:
    parts = [one_line(part) for part in _kind_parts(entry, names) if part]
    if entry.disagrees:
        parts.append("2 versions")
    elif entry.edited:
        parts.append("edited")
    return parts


def _kind_parts(entry: Entry, names: Names) -> list[str]:
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


def _stretch(first: date, last: date | None, names: Names) -> str:
    start = short_day(first, names.today)
    return f"{start} to {short_day(last, names.today)}" if last else f"from {start}"


def _body(entry: Entry, names: Names, words: Sequence[str]) -> Page:
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


def facts(record: Record | None, names: Names) -> list[str]:
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


def _assessed(assessment: Assessment, names: Names) -> list[str]:
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


def _reviewed(review: Review, names: Names) -> list[str]:
    said = {
        "attention": [names.facet(facet) for facet in review.attention],
        "heard": [f"@{voice}" for voice in review.heard],
        "missing": [f"@{voice}" for voice in review.missing],
    }
    return [f"{title}: {', '.join(words)}" for title, words in said.items() if words]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around one entry when it is shown whole."""

    question: str = ""
    outcomes: Sequence[Outcome] = ()
    intention: str = ""
    with_versions: bool = False


def page_of_one(entry: Entry, names: Names, around: Surroundings) -> Page:
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


def _outcome(outcome: Outcome, names: Names) -> Page:
    said = f"{_STATUSES[outcome.status]} on {day_in_words(outcome.day, names.today)}"
    words = f": {outcome.text}" if outcome.text else ""
    return [[], *paragraph(said + words, names.width, indent=MARGIN)]


def _foot(entry: Entry, names: Names) -> Page:
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


def _versions(entry: Entry, names: Names, *, shown: bool) -> Page:
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


def _version_fields(version: Record, entry: Entry, names: Names) -> str:
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
