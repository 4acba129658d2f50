"""A sitting as a state machine: a state and what was typed give the next state and an effect.

Nothing here reads a clock, a key or a file, so every path through an evening can be tested. The
effect is carried out before anything else is asked: a finished answer is one at once, and what was
typed but not finished is in the draft that an interruption leaves behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem
from syslead_cli.base.keys import REFUSED, UNFINISHED, Key, read_entry
from syslead_cli.base.text import joined, names_listed, tags_in, voices_in
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Stamp
from syslead_cli.reflect.due import TRY_A_DAY, default_due, due_day, names_a_day
from syslead_cli.reflect.grading import Grade, follow_up, grade
from syslead_cli.reflect.lexicon import is_grave, is_if_then, step_words
from syslead_cli.reflect.model import (
    PLAIN_NO,
    Explain,
    Graded,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    SittingAgenda,
    SittingDraft,
    SittingStep,
    StepName,
    Turn,
)
from syslead_cli.reflect.schedule import Pick

#: Where Enter on an earlier answer leaves it.
_PREFILLED = ("due", "ask", "note", "voices")
ANSWER_STAYS = "Your answer was not changed."
NOTE_STAYS = "The note was not changed; syslead delete erases one."


def advance(session: Session, text: str, before: str = "") -> Turn:
    """Return the next state, and what has to be done before the next question.

    ``text`` was entered in the field, in which ``before`` stood.
    """
    typed = read_entry(text, before)
    if typed.behind and before != session.prefilled:
        return session, Remark(UNFINISHED, again=before)
    text = typed.text.strip("\n")
    text = text if text.strip() else ""
    if typed.key:
        following, effect = _press(session, typed.key)
    elif text and text == session.prefilled and session.step.name in _PREFILLED:
        following, effect = session.onward, None
    else:
        following, effect = _MOVES[session.step.name](session, text)
    if not isinstance(effect, Explain | Remark | None):
        following = replace(following, begun=True)
    return following, effect


def unfinished(session: Session, text: str) -> str | None:
    """Return what a draft must keep of the words in the field; None where it can be dropped.

    That is where the sitting stops and neither words nor questions would be lost.
    """
    step, last = session.step, len(session.agenda.picks) - 1
    text = "" if text.strip("\n") == session.prefilled else text
    asked_all = step.name in ("note", "voices", "plan", "close") or (
        step.name == "follow" and step.at >= last
    )
    typed = text.strip() or step.name in ("line", "mend", "when") or step.held
    return text if typed or (session.begun and not asked_all) else None


def begin(agenda: SittingAgenda) -> Session:
    """Return the state at the first step that has anything to ask."""
    session = Session(agenda, SittingStep("done"))
    return replace(session, step=session.order[0])


# ── keys ─────────────────────────────────────────────────────────────────────


def _press(session: Session, key: Key) -> Turn:
    """Do what a key does at any step (docs/dialogue.md), or say why it does nothing."""
    step = session.step
    turn: Turn | None = None
    match key:
        case Key.EXPLAIN:
            turn = session, Explain()
        case Key.BACK if step.name == "due" and step.held:
            turn = session, Remark(how_to_close())  # there are words that wait for it
        case Key.BACK if before := session.before:
            turn = replace(session, step=before), None
        case Key.SKIP if session.prefilled and step.name in _PREFILLED:
            turn = session.onward, Remark(ANSWER_STAYS)
        case Key.SKIP:
            turn = _MOVES[step.name](session, "")
        case Key.LATER if step.name == "due":
            turn = _due(session, "")
        case Key.LATER if step.name == "ask" and not session.prefilled:
            turn = _passed(session, "later")
        case Key.GRADE if session.graded:
            graded = session.graded.turned
            is_enough = step.name == "follow" and graded.outcome == "full"
            following = session.onward if is_enough else session  # nothing is missing any more
            turn = replace(following, graded=graded), Overrule(graded.at, graded.outcome)
    return turn or (session, Remark(REFUSED[key]))


# ── steps ────────────────────────────────────────────────────────────────────


def _said(session: Session, words: str) -> dict[str, str]:
    """Return all that was said, with the words of this question."""
    return {**session.said, session.step.question.key: words}


_STATUS = re.compile(
    r"(done|partly|not[ _]yet|let it go|dropped|drop|[dpnx])(?:\s*[–—]|([.,;:]?))(?:\s+|\Z)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_STATUSES = {"d": "done", "p": "partly", "n": "not_yet", "x": "dropped", "l": "dropped"}


def outcome_in(answer: str) -> tuple[str, str] | None:
    """Return what became of an intention, and the words after it; None where that is not said."""
    found = _STATUS.match(answer.strip())
    if found is None:
        return None
    word, sign, words = found.groups()
    if len(word) == 1 and sign == "." and words[:1].isupper():
        return None  # an initial: "D. Patel helped"
    word = word.lower()
    return "dropped" if word.startswith("drop") else _STATUSES[word[0]], words


def how_to_close() -> str:
    return step_words("sitting", "due").how


#: Text this short, typed where a key was expected, is a slip and is not kept.
_A_SLIP = 4


def _due(session: Session, text: str) -> Turn:
    at, held = session.step.at, session.step.held
    if not text:
        return _outcome(session, "not_yet", held)
    found = outcome_in(text)
    if found is None:
        # More than a slip of the finger is kept while its status is asked for.
        words = "\n".join(filter(None, [held, text if len(text) > _A_SLIP else ""]))
        kept = " What you wrote is kept." if words != held else ""
        step = SittingStep("due", at, words)
        return replace(session, step=step), Remark(f"{how_to_close()}{kept}")
    status, words = found[0], "\n".join(filter(None, [held, found[1]]))
    if words:
        return _outcome(session, status, words)
    return replace(session, step=SittingStep("line", at, status)), None


def _outcome(session: Session, status: str, words: str) -> Turn:
    answers = _said(session, f"{status.replace('_', ' ')} {words}".strip())
    saved = SaveOutcome(session.step.at, status, words or None)
    return replace(session.onward, said=answers), saved


def _passed(session: Session, outcome: str) -> Turn:
    """Skip a prompt or put it off; an answer it had is taken away."""
    following = replace(session.onward, graded=None, said=_said(session, ""))
    return following, SaveAsk(session.step.at, outcome)


def _ask(session: Session, text: str) -> Turn:
    at, agenda = session.step.at, session.agenda
    if not text:
        return _passed(session, "skip")
    prompt = agenda.picks[at]
    given = grade(text, prompt.text, prompt.kind, agenda.language)
    saved = SaveAsk(at, given.outcome, text, given)
    answered = replace(session, graded=_graded(at, given), kept=True, said=_said(session, text))
    may_ask_back = agenda.may_follow_up and not (session.followed or agenda.brief)
    is_short = given.outcome == "thin" and given.counted
    question = follow_up(text, prompt.kind) if may_ask_back and is_short else ""
    if question:
        step = SittingStep("follow", at, text, question)
        return replace(answered, step=step, followed=True), saved
    return answered.after_answer, saved


def _graded(at: int, given: Grade) -> Graded | None:
    if given.grave:  # no grade is shown, so there is none to change
        return None
    return Graded(at, given.outcome if given.counted else PLAIN_NO)


def _follow(session: Session, text: str) -> Turn:
    at, following = session.step.at, session.onward
    if not text:
        return following, None
    prompt = session.agenda.picks[at]
    whole = f"{session.step.held}\n\n{text}"
    given = grade(whole, prompt.text, prompt.kind, session.agenda.language)
    following = replace(following, said=_said(session, whole))
    saved = SaveAsk(at, given.outcome, whole, given)
    return replace(following, graded=_graded(at, given)), saved


def _close(session: Session, text: str) -> Turn:
    """The end of a brief sitting; words typed here are a note rather than lost."""
    return replace(session, step=SittingStep("done")), SaveNote(text) if text else None


def _note(session: Session, text: str) -> Turn:
    if not text:
        return session.onward, Remark(NOTE_STAYS) if session.prefilled else None
    following = replace(session, graded=None, kept=True, said=_said(session, text))
    if is_grave(text):  # nothing is asked about it
        return replace(following, step=SittingStep("plan")), SaveNote(text)
    return following.onward, SaveNote(text)


def _voices(session: Session, text: str) -> Turn:
    offered = tuple(each.voice for each in session.offered)
    if offered and text.lower() in ("n", "no"):
        return session.onward, SaveVoices(offered, is_no=True)
    voices = offered if text.lower() in ("y", "yes") else parse_voices(text)
    answers = _said(session, " ".join(f"@{name}" for name in voices))
    following = replace(session.onward, graded=None, said=answers)
    return following, SaveVoices(voices) if voices or session.prefilled else None


#: Answers to "who?" that name none.
_NOBODY = frozenset(
    ("y", "yes", "n", "nobody", "no-one", "noone", "none", "no", "nil", "n/a", "-", "–")
)


def parse_voices(text: str) -> tuple[str, ...]:
    """Parse ``@board, night staff`` to names; none for "nobody"."""
    return tuple(name for name in names_listed(text) if name not in _NOBODY)


def _plan(session: Session, text: str) -> Turn:
    if not text:
        return replace(session, step=SittingStep("done")), None
    step = SittingStep("when" if is_if_then(text) else "mend", 0, text)
    return replace(session, step=step, graded=None, said=_said(session, text)), None


def _mend(session: Session, text: str) -> Turn:
    if names_a_day(text, session.agenda.today):  # its day, and no words of the plan
        return _when(session, text)
    return replace(session, step=SittingStep("when", 0, text or session.step.held)), None


def _when(session: Session, text: str) -> Turn:
    agenda = session.agenda
    due = default_due(agenda.day, agenda.today)
    if text:
        try:
            due = due_day(text, agenda.day, agenda.today)
        except DateProblem as problem:
            return session, Remark(f"{problem}. {TRY_A_DAY}")
    return replace(session, step=SittingStep("done")), SaveIntention(session.step.held, due)


_MOVES: dict[StepName, Callable[[Session, str], Turn]] = {
    "due": _due, "line": lambda session, text: _outcome(session, session.step.held, text),
    "ask": _ask, "follow": _follow, "note": _note, "voices": _voices,
    "plan": _plan, "mend": _mend, "when": _when, "close": _close,
}  # fmt: skip


# ── the journal ──────────────────────────────────────────────────────────────


def ask_record(
    stamp: Stamp,
    sitting: str,
    pick: Pick,
    answer: SaveAsk,
    *,
    graded_by: str = "tool",
    voices: Iterable[str] = (),
    tags: Iterable[str] = (),
) -> Ask:
    """Return the record of a prompt that was answered, skipped or put off."""
    text = answer.text or ""
    return Ask(
        **stamp._asdict(),
        sitting=sitting,
        prompt=pick.id,
        facet=pick.facet,
        reason=pick.reason,
        outcome=answer.outcome,
        words=answer.grade.words if answer.grade else 0,
        text=answer.text,
        no_evidence=bool(answer.grade and not answer.grade.counted and graded_by == "tool"),
        graded_by=graded_by if answer.grade else None,
        voices=joined(voices, voices_in(text)),
        tags=joined(tags, tags_in(text)),
    )


def go_on(
    draft: SittingDraft, journal: Journal, agenda: SittingAgenda
) -> tuple[Session, SittingDraft]:
    """Return the state at which the sitting goes on, and the draft with what the journal holds."""
    found = [journal.find(id_) for id_ in draft.due]
    due = tuple(item for item in found if isinstance(item, Intention))
    due = due if len(due) == len(draft.due) else ()
    asked = {
        record.prompt: record
        for record in journal.records
        if isinstance(record, Ask) and record.sitting == draft.sitting
    }
    asks = {at: asked[pick.id] for at, pick in enumerate(draft.picks) if pick.id in asked}
    anchor = _anchor(draft, journal)
    session = Session(
        replace(agenda, day=draft.day, due=due, picks=draft.picks, brief=draft.brief),
        draft.step,
        draft.graded if draft.graded and draft.graded.at in asks else None,
        draft.followed,
        kept=anchor is not None,
        begun=bool(asks),
        said={**draft.said, **{f"ask:{at}": ask.text or "" for at, ask in asks.items()}},
    )
    step, is_on_disk = draft.step, _is_on_disk(draft, journal, asks)
    is_unanswered = step.name == "follow" and step.at not in asks
    if is_unanswered or (step.name in ("due", "line") and not due):
        session = replace(session, step=SittingStep("ask" if draft.picks else "note"))
    elif is_on_disk and step.name == "when":
        session = replace(session, step=SittingStep("plan"))
    elif is_on_disk:
        session = session.after_answer
    return session, replace(
        draft,
        text="" if is_on_disk else draft.text,
        asks={at: ask.id for at, ask in asks.items()},
        outcomes={at: id_ for at, id_ in draft.outcomes.items() if journal.find(id_)},
        anchor=anchor.id if anchor else "",
        note=anchor.id if isinstance(anchor, Note) else "",
    )


def _anchor(draft: SittingDraft, journal: Journal) -> Ask | Note | None:
    """Return what voices are noted on: the draft's record, or what reached the disk after it."""
    for record in reversed(journal.records):
        if isinstance(record, Note) and record.text == draft.text.strip("\n"):
            return record
        if isinstance(record, Ask) and record.sitting == draft.sitting and record.text:
            return record
        if isinstance(record, Ask | Note) and record.id == draft.anchor:
            return record
    return None


def _is_on_disk(draft: SittingDraft, journal: Journal, asks: dict[int, Ask]) -> bool:
    """Return True if the journal holds already what was being typed.

    An answer the draft knows of was being changed; it is there if it reads as it was typed.
    """
    step, text = draft.step, draft.text.strip("\n")
    today = [record for record in journal.records if record.day == draft.day]
    match step.name:
        case "ask":
            is_changed = step.at in draft.asks and text
            return step.at in asks and not (is_changed and text != asks[step.at].text)
        case "follow":
            ask = asks.get(step.at)
            return bool(text) and ask is not None and (ask.text or "").endswith(f"\n\n{text}")
        case "note":
            return any(isinstance(item, Note) and item.text == text for item in today)
        case "due" | "line" if step.at not in draft.outcomes:
            of = draft.due[step.at]
            return any(isinstance(item, Outcome) and item.of == of for item in today)
        case "when":
            return any(isinstance(item, Intention) and item.text == step.held for item in today)
    return False
