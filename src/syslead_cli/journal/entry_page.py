"""Pages of entries: a short header with day, subject, state and id, then the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

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
    Span,
    cells,
    cut,
    paragraph,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.text import counted, day_in_words, due_words, listed, one_line, short_day
from syslead_cli.journal.entries import NEWER, Entry, Labels
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
from syslead_cli.journal.query import found_at, plain

#: Lines of an entry's text in a list.
_MOST_LINES = 4
_INDENT = "   "
#: Below this width a header that is too long goes on below its day.
_NARROW = 60

NO_EVIDENCE = "no evidence"
_OUTCOMES = {"full": "detailed", "thin": "brief", "skip": "skipped", "later": "left for later"}
_STATUSES = {"done": "done", "partly": "partly", "not_yet": "not yet", "dropped": "dropped"}
_HEADERS = {"rating": "ratings", "assessment": "assessment"}
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


# ── a list of entries ────────────────────────────────────────────────────────


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
    if not asked:
        return []
    lines = paragraph(one_line(asked), labels.width, indent=MARGIN, style=QUIET)
    if len(lines) > _MOST_ASKED:
        cut_off = _with_ellipsis(lines[_MOST_ASKED - 1][0][1], labels.width)
        lines = [*lines[: _MOST_ASKED - 1], [(QUIET, cut_off)]]
    return lines


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
        lead = [(QUIET, " · "), _sign(entry, labels), (QUIET, " ")] if at == 0 else [(QUIET, " · ")]
        space = room - width_of(line) - width_of(lead)
        if space >= min(8, cells(part)):
            line += [*lead, (QUIET, cut(part, space))]
    return [with_right(line, right, labels.width)]


def grade_words(record: Record | None) -> str:
    """Return what an answer counts as; "" for what is no answer."""
    if not isinstance(record, Ask):
        return ""
    return NO_EVIDENCE if record.no_evidence else _OUTCOMES.get(record.outcome, "")


def _state(entry: Entry, labels: Labels) -> str:
    """Return what an entry's sign and colour stand for: its kind, or its state where it has one."""
    match entry.record:
        case Ask() as ask:
            return NO_EVIDENCE if ask.no_evidence else ask.outcome
        case Intention(due=due):
            if entry.became not in ("", "not_yet"):
                return entry.became
            return "due" if due <= labels.today else "intention"
        case Outcome(status=status):
            return status
    return entry.kind


def _sign(entry: Entry, labels: Labels) -> Span:
    return SIGNS.get(_state(entry, labels), _OTHER_SIGN)


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
        case Ask(facet=facet):
            yield from (labels.facet(facet), grade_words(entry.record))
        case Note(facets=facets, problem=problem):
            yield from ("note", ", ".join(map(labels.facet, facets)), problem or "")
        case Intention(facet=about, due=due):
            facet = labels.facet(about) if about else ""
            state = _STATUSES.get(_state(entry, labels), due_words(due, labels.today))
            yield from ("intention", facet, state)
        case Outcome(status=status):
            yield from ("intention", _STATUSES[status])
        case Review(period=period, from_=first, to=last):
            yield from (f"{period} in review", _stretch(first, last, labels))
        case Share(tier=tier, to=to):
            yield from ("shared", tier, f"with {to}")
        case record:
            yield _HEADERS.get(record.kind, record.kind)
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
    shown = lines[first : first + _MOST_LINES]
    if first:
        shown[0] = "… " + cut(shown[0], room - 2)
    if first + _MOST_LINES < len(lines):
        shown[-1] = _with_ellipsis(shown[-1], room)
    page: Page = [[(PLAIN, _INDENT), *_marked(line, words)] if line else [] for line in shown]
    if entry.about:
        about = cut(f"“{entry.about}”", room)
        page.insert(0, [(QUIET, f"{_INDENT}{about}")])
    return page


def _with_ellipsis(line: str, room: int) -> str:
    return f"{line} …" if cells(line) + 2 <= room else cut(line + " …", room)


def _first_found(lines: Sequence[str], words: Sequence[str]) -> int:
    """Return where to begin so that a found word is among the lines shown."""
    parts = [part for word in words for part in word.split()]
    for number, line in enumerate(lines):
        if any(part in plain(line) for part in parts):
            return 0 if number < _MOST_LINES else min(number - 1, len(lines) - _MOST_LINES)
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


def facts(record: Record | None, labels: Labels) -> list[str]:
    """Return what an entry says besides its text, one fact a line."""
    return list(_facts(record, labels))


def _facts(record: Record | None, labels: Labels) -> Iterator[str]:
    match record:
        case Rating(scores=scores, instances=instances):
            yield f"of 5: {' · '.join(f'{labels.dimension(i)} {n}' for i, n in scores.items())}"
            yield from (f"{labels.dimension(i)}: {text}" for i, text in instances.items())
        case Assessment():
            for name in ("practice", "importance", "environment"):
                if table := getattr(record, name):
                    yield f"{name}: {', '.join(f'{labels.facet(i)} {n}' for i, n in table.items())}"
        case Review(attention=attention, heard=heard, missing=missing, attended=attended):
            if attended:
                said = {True: "yes", False: "no"}
                each = (f"{labels.facet(i)} {said[yes]}" for i, yes in attended.items())
                yield f"came up and was attended to: {', '.join(each)}"
            if attention:
                yield f"attention: {', '.join(map(labels.facet, attention))}"
            for name, voices in (("heard", heard), ("missing", missing)):
                if voices:
                    yield f"{name}: {', '.join(f'@{voice}' for voice in voices)}"
        case Focus(facets=facets, until=until):
            chosen = ", ".join(map(labels.facet, facets))
            yield f"{chosen}, until {day_in_words(until, labels.today)}"
        case Pause(from_=first, until=last):
            yield _stretch(first, last, labels)


# ── one entry ────────────────────────────────────────────────────────────────


class EntryContext(Struct, frozen=True):
    """What stands around one entry when it is shown whole."""

    #: The question it answers, or the intention it says the outcome of.
    asked: str = ""
    outcomes: Sequence[Outcome] = ()
    with_versions: bool = False


def page_of_one(entry: Entry, labels: Labels, around: EntryContext) -> Page:
    """Return one entry with everything there is to it."""
    if around.outcomes:
        entry = entry._replace(became=around.outcomes[-1].status)
    page: Page = _header(entry, labels)
    if around.asked:
        page += paragraph(around.asked, labels.width, indent=MARGIN, style=QUIET)
    page.append([])
    page += paragraph(entry.text, labels.width) if entry.text else []
    for fact in facts(entry.record, labels):
        page += paragraph(fact, labels.width)
    if len(page) == 2:
        page.pop()
    for outcome in around.outcomes:
        page += _outcome(outcome, labels)
    page += _foot(entry, labels)
    return page + _versions(entry, labels, shown=around.with_versions)


def _outcome(outcome: Outcome, labels: Labels) -> Page:
    said = f"{_STATUSES[outcome.status]} on {day_in_words(outcome.day, labels.today)}"
    words = f": {outcome.text}" if outcome.text else ""
    return [[], *paragraph(said + words, labels.width, indent=MARGIN)]


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
    said = ["  ".join(marks), f"may be about {listed(touches)}" if touches else ""]
    lines = [sentence(line, labels.width, style=QUIET) for line in said if line]
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


def _version_fields(version: Record, entry: Entry, labels: Labels) -> str:
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
