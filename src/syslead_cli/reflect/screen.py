"""Sittings and intentions on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from syslead_cli.base.layout import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    next_step,
    paragraph,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.text import counted, day_in_words, due_words, listed, near_day, one_line
from syslead_cli.framework.model import Framework
from syslead_cli.framework.signals import Mention
from syslead_cli.journal.entries import Labels, short_id
from syslead_cli.journal.intentions import (
    DROPPED,
    DUE,
    KEPT,
    OPEN,
    PARTLY,
    STATES,
    TrackedIntention,
    count_by_state,
)
from syslead_cli.journal.model import SILENT_DAYS, Ask, Record
from syslead_cli.reflect.draft import SittingDraft
from syslead_cli.reflect.session import (
    Effect,
    ExtendAsk,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    SittingAgenda,
)

#: Prose is easier to read when it is no wider.
WIDEST = 96
_MOST_REASONS = 2
_MOST_EXAMPLES = 2
_INDENT = "   "


def _place(facet_id: str, framework: Framework) -> str:
    """Return where a facet belongs: ``perceiving › hearing other voices``."""
    facet = framework.facet(facet_id)
    if facet is None:
        return one_line(facet_id)
    dimension = framework.dimension(facet.dimension)
    name = dimension.name if dimension else facet.dimension
    return one_line(f"{_lowered(name)} › {_lowered(facet.label)}")


def _lowered(name: str) -> str:
    """Return a name as it stands inside a line; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


_ASKED = {
    "line": "What happened?",
    "note": "Anything else on your mind?",
    "voices": "Whose voices did you hear?",
    "plan": "One if–then to take with you?",
    "when": "When shall I ask how it went?",
}
_HINTS = {
    "due": "d done · p partly · n not yet (or Enter) · x let it go",
    "line": "Enter passes",
    "ask": "Enter skips · l later · ? meaning · Ctrl-E editor",
    "follow": "Enter passes",
    "note": "Enter passes · Ctrl-E editor",
    "voices": "roles or @names, with commas · Enter passes",
    "plan": "If …, then I will … · Enter passes",
    "mend": "Enter keeps it as it is",
    "when": "fri, 2w, 3 May · Enter: in a week",
    "close": "Enter ends",
}
_TYPING_HINT = "Enter done · Ctrl-J new line · Ctrl-E editor"


def heading(session: Session, framework: Framework, width: int) -> Page:
    """Return what stands above the field at this step."""
    width = min(width, WIDEST)
    step, agenda = session.step, session.agenda
    match step.name:
        case "ask":
            prompt = agenda.picks[step.at]
            count = f"{step.at + 1} of {len(agenda.picks)} · " if len(agenda.picks) > 1 else ""
            where = cut(count + _place(prompt.facet, framework), width - 2)
            asked = sentence(prompt.text, width, style=STRONG)
            return [[], [(QUIET, f"{MARGIN}{where}")], *asked]
        case "due":
            return [[], *_due(agenda, step.at, width)]
        case "follow":
            return [[], *sentence(step.asked, width, style=STRONG)]
        case "mend":
            said = "A cue helps it happen: “If …, then I will …”. Mend it, or Enter keeps it."
            return sentence(said, width)
        case "close":
            return []
    return [[], [(STRONG, f"{MARGIN}{_ASKED[step.name]}")]]


def _due(agenda: SittingAgenda, at: int, width: int) -> Page:
    intention = agenda.due[at]
    due = due_words(intention.due, agenda.day)
    lead = "An intention" if len(agenda.due) == 1 else f"Intention {at + 1} of {len(agenda.due)}"
    return [
        *sentence(f"{lead} · {due}", width, style=QUIET),
        *sentence(f"“{one_line(intention.text)}”", width, style=STRONG),
    ]


def hints(session: Session) -> tuple[str, str]:
    """Return the quiet line below the field, before and after typing has begun."""
    can_overrule = session.step.name == "follow" and session.graded and session.graded[1] == "thin"
    overrule = " · f to call it full" if can_overrule else ""
    return _HINTS[session.step.name] + overrule, _TYPING_HINT


def meaning(facet_id: str, framework: Framework, width: int) -> Page:
    facet = framework.facet(facet_id)
    width = min(width, WIDEST)
    if facet is None:
        return sentence("This facet is not in the framework in use.", width)
    page = paragraph(f"{facet.name}: {facet.meaning}", width, indent=_INDENT)
    for example in facet.looks_like[:_MOST_EXAMPLES]:
        page += paragraph(f"· {example}", width, indent=_INDENT, style=QUIET)
    return page


_STATUSES = {"done": "done", "partly": "partly", "not_yet": "not yet", "dropped": "let go"}


def effect_page(
    effect: Effect, mentions: Sequence[Mention], framework: Framework, today: date, width: int
) -> Page:
    """Return the quiet lines below a field: what an effect saved, or has to say."""
    match effect:
        case SaveAsk() | ExtendAsk():
            words = _answered(effect)
        case Overrule(_, outcome):
            words = f"saved · a {outcome} answer, by your word"
        case SaveOutcome(_, status):
            words = f"saved · {_STATUSES[status]}"
        case SaveVoices(voices):
            words = "saved · " + ", ".join(voices)
        case SaveIntention(_, due):
            words = f"saved · I will ask about it {near_day(due, today)}"
        case Remark(words):
            pass
        case SaveNote():
            page: Page = [[(QUIET, f"{_INDENT}saved")]]
            for found in mentions:
                label = framework.label(found.facet)
                page += _quiet(f"touches on {label} ({found.shown})", width)
            return page
        case _:
            return []
    return _quiet(words, width)


def _answered(effect: SaveAsk | ExtendAsk) -> str:
    """Return the grade of an answer, with reasons, and how to overrule it."""
    if effect.grade is None:
        if isinstance(effect, ExtendAsk):
            return "saved with the answer"
        return "for later" if effect.outcome == "later" else "skipped"
    outcome, words, reasons = effect.grade
    why = ", ".join([counted(words, "word"), *reasons[:_MOST_REASONS]])
    other = "t to call it thin" if outcome == "full" else "f to call it full"
    return f"saved · {outcome} answer ({why}) · {other}"


def _quiet(words: str, width: int) -> Page:
    return paragraph(one_line(words), min(width, WIDEST), indent=_INDENT, style=QUIET)


def interrupted(draft: SittingDraft, today: date, width: int) -> Page:
    width = min(width, WIDEST)
    day = near_day(draft.day, today)
    which = f"The sitting of {day}" if " " in day else f"{day[:1].upper()}{day[1:]}’s sitting"
    question = f"question {draft.step.at + 1} of {len(draft.picks)}"
    where = {
        "ask": question,
        "follow": question,
        "due": "an intention",
        "line": "an intention",
        "note": "the note",
        "voices": "the voices",
    }.get(draft.step.name, "the if–then")
    page: Page = [[], *sentence(f"{which} stopped at {where}.", width)]
    if draft.words:
        count = counted(len(draft.words.split()), "word")
        page.append([(PLAIN, f"{_INDENT}“{cut(draft.words, width - 30)}” ({count})")])
    return page


def counts_page(records: Iterable[Record], framework: Framework, today: date, width: int) -> Page:
    width = min(width, WIDEST)
    first, outcomes = today, []
    dimension_of = {f.id: f.dimension for f in framework.everything}
    counts: dict[str, int] = {}
    for record in records:
        first = min(first, record.day)
        if isinstance(record, Ask) and record.outcome in ("full", "thin"):
            outcomes.append(record.outcome)
            if dimension := dimension_of.get(record.facet):
                counts[dimension] = counts.get(dimension, 0) + 1
    page: Page = [[]]
    if outcomes:
        full = outcomes.count("full")
        in_full = f"{full or 'none'} in full"
        if full == len(outcomes):
            in_full = {1: "in full", 2: "both in full"}.get(full, "all in full")
        names = {each.id: _lowered(each.name) for each in framework.dimensions}
        order = {id_: at for at, id_ in enumerate(names)}
        ranked = sorted(counts.items(), key=lambda item: (-item[1], order.get(item[0], 99)))
        where = ", ".join(f"{names.get(id_, id_)} {count}" for id_, count in ranked)
        so_far = f"{counted(len(outcomes), 'answer')} so far, {in_full}"
        page += sentence(f"{so_far}: {where}.", width)
    if (today - first).days < SILENT_DAYS:
        page += sentence("Patterns need about six weeks; until then these are counts.", width)
    return [*page, [], *next_step("syslead trends", "what has come up so far")]


def plan_page(agenda: SittingAgenda, framework: Framework, width: int) -> Page:
    page: Page = []
    for at in range(len(agenda.due)):
        page += [*_due(agenda, at, min(width, WIDEST)), []]
    for at, pick in enumerate(agenda.picks):
        where = f"{at + 1} of {len(agenda.picks)} · {_place(pick.facet, framework)}"
        page.append([(QUIET, f"{MARGIN}{cut(where, width - 2)}")])
        page += [*sentence(pick.text, min(width, WIDEST)), []]
    return page[:-1] if page else sentence("Nothing to ask today.", width)


_STATE_HEADINGS = {
    DUE: "Due",
    OPEN: "Open",
    KEPT: "Kept",
    PARTLY: "Kept in part",
    DROPPED: "Let go",
}


def intentions_page(all_: Sequence[TrackedIntention], names: Labels, *, closed: bool) -> Page:
    """Return a heading for each state; those that are over only as counts unless ``closed``."""
    page: Page = []
    for state in STATES if closed else (DUE, OPEN):
        group = [each for each in all_ if each.state(names.today) == state]
        if group:
            page += [[], [(STRONG, f"{MARGIN}{_STATE_HEADINGS[state]}")]]
            for each in sorted(group, key=lambda each: each.intention.due):
                page += _intention(each, state, names)
    counts = count_by_state(all_, names.today)
    over = [
        f"{counts[state]} {_STATE_HEADINGS[state].lower()}"
        for state in (KEPT, PARTLY, DROPPED)
        if counts[state]
    ]
    if over and not closed:
        made = f"Of {counted(len(all_), 'intention')} made: {listed(over)}."
        page += [[], *sentence(f"{made} syslead intentions --all shows them.", names.width,
                               style=QUIET)]  # fmt: skip
    due = next((each for each in all_ if each.state(names.today) == DUE), None)
    if due:
        command = f"syslead intentions done {short_id(due.intention.id)}"
        page += [[], *next_step(command, "or partly, later, drop", names.width)]
    return page[1:]


def _intention(tracked: TrackedIntention, state: str, names: Labels) -> Page:
    intention = tracked.intention
    facet = intention.facet
    when = (
        due_words(intention.due, names.today)
        if state in (DUE, OPEN)
        else near_day(tracked.outcomes[-1].day, names.today)
    )
    about = f"{one_line(names.facet(facet))}, " if facet else ""
    right: Line = [(QUIET, f"{about}{when}   {short_id(intention.id)}")]
    lines = wrapped(intention.text, names.width - len(_INDENT))
    page: Page = [[(PLAIN, f"{_INDENT}{line}")] for line in lines]
    if cells(lines[-1]) + len(_INDENT) + width_of(right) + 2 <= names.width:
        page[-1] = with_right(page[-1], right, names.width)
    else:
        page.append(with_right([], right, names.width))
    for outcome in tracked.outcomes:
        if outcome.text:
            said = f"{day_in_words(outcome.day, names.today)}: {outcome.text}"
            room = names.width - len(_INDENT) - 2
            page += [[(QUIET, f"{_INDENT}  {line}")] for line in wrapped(said, room)]
    return page
