"""A sitting as a state machine: a state and an event give the next state and effects.

Nothing here reads a clock, a key or a file, so every path through an evening can be tested. The
effects are carried out in order before anything else is asked: a finished answer is an effect at
once, and what was typed but not finished is in the draft that an interruption leaves behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem
from syslead_cli.base.keys import REFUSED, UNFINISHED, Key, read_entry
from syslead_cli.base.text import clean_mark, joined, tags_in, voices_in
from syslead_cli.journal.model import Ask, Stamp
from syslead_cli.reflect.follow_up import follow_up
from syslead_cli.reflect.grading import Grade, grade
from syslead_cli.reflect.lexicon import is_grave
from syslead_cli.reflect.model import (
    PLAIN_NO,
    BeginFollowUp,
    DeclineVoices,
    Effect,
    Event,
    Explain,
    Finish,
    Graded,
    Interrupted,
    KeepDraft,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    SittingAgenda,
    SittingStep,
    StepName,
    Turn,
)
from syslead_cli.reflect.plans import default_due, due_day, is_if_then
from syslead_cli.reflect.schedule import Pick

_SAVING = (SaveAsk, Overrule, SaveOutcome, SaveNote, SaveVoices, SaveIntention)
HOW_TO_CLOSE = "d done, p partly, n not yet, x drop it; you may add a few words."
ANSWER_STAYS = "Your answer was not changed."
NOTE_STAYS = "The note was not changed; syslead delete erases one."


def begin(agenda: SittingAgenda) -> Session:
    """Return the state at the first step that has anything to ask."""
    if agenda.due and not agenda.brief:
        return Session(agenda, SittingStep("due"))
    return Session(agenda, _question(agenda, 0))


def advance(session: Session, event: Event) -> Turn:
    """Return the next state, and what has to be done before the next question."""
    if session.is_done:
        return session, ()
    if isinstance(event, Interrupted):
        return _interrupted(session, event.text)
    typed = read_entry(event.text, event.before)
    if typed.behind and event.before != session.standing:
        return session, (Remark(UNFINISHED, again=event.before),)
    text = typed.text.strip("\n")
    text = text if text.strip() else ""
    if typed.key:
        turn = _press(session, typed.key)
    elif text and text == session.standing and session.step.name in _ONWARD:
        turn = _onward(session), ()
    else:
        turn = _MOVES[session.step.name](session, text)
    return _with_ending(*turn)


def _with_ending(following: Session, effects: tuple[Effect, ...]) -> Turn:
    if following.is_done:
        effects = (*effects, Finish())
    if any(isinstance(effect, _SAVING) for effect in effects):
        following = replace(following, begun=True)
    return following, effects


def _interrupted(session: Session, text: str) -> Turn:
    """Keep a draft where words or questions would be lost, otherwise end early."""
    ended = replace(session, step=SittingStep("done"))
    step, last = session.step, len(session.agenda.picks) - 1
    text = "" if text.strip("\n") == session.standing else text
    asked_all = step.name in ("note", "voices", "plan", "close") or (
        step.name == "follow" and step.at >= last
    )
    typed = bool(text.strip() or step.name in ("line", "mend", "when") or step.held)
    if typed or (session.begun and not asked_all):
        return ended, (KeepDraft(step, text),)
    return ended, (Finish(),)


# ── keys ─────────────────────────────────────────────────────────────────────


def _press(session: Session, key: Key) -> Turn:
    """Do what a key does at any step (docs/dialogue.md), or say why it does nothing."""
    return _PRESSED[key](session) or (session, (Remark(REFUSED[key]),))


def _explain(session: Session) -> Turn:
    return session, (Explain(session.step),)


def _back(session: Session) -> Turn | None:
    if session.step.name == "due" and session.step.held:
        return session, (Remark(HOW_TO_CLOSE),)  # there are words that wait for it
    before = _previous(session)
    return (replace(session, step=before), ()) if before else None


def _skip(session: Session) -> Turn:
    if session.standing and session.step.name in _ONWARD:
        return _onward(session), (Remark(ANSWER_STAYS),)
    return _MOVES[session.step.name](session, "")


def _later(session: Session) -> Turn | None:
    if session.step.name == "due":
        return _due(session, "")
    if session.step.name == "ask" and not session.standing:
        return _passed(session, "later")
    return None


def _turn_grade(session: Session) -> Turn | None:
    return _overruled(session, session.graded.turned) if session.graded else None


_PRESSED: dict[Key, Callable[[Session], Turn | None]] = {
    Key.EXPLAIN: _explain, Key.BACK: _back, Key.SKIP: _skip, Key.LATER: _later,
    Key.GRADE: _turn_grade, Key.ONWARD: lambda session: None,
}  # fmt: skip


def _previous(session: Session) -> SittingStep | None:
    """Return the question before this one; None at the first."""
    name, at, agenda = session.step.name, session.step.at, session.agenda
    due = len(agenda.due) if not agenda.brief else 0
    if name in ("line", "follow", "close"):
        return SittingStep("due" if name == "line" else "ask", at)
    if name in ("mend", "when"):
        return SittingStep("plan")
    if name == "voices" or (name == "plan" and session.kept):
        return SittingStep("note" if name == "voices" else "voices")
    if name == "plan":
        return SittingStep("note")
    before = len(agenda.picks) - 1 if name == "note" else at - 1
    if name != "due" and before >= 0:
        return SittingStep("ask", before)
    before = at - 1 if name == "due" else due - 1
    return SittingStep("due", before) if before >= 0 else None


def _overruled(session: Session, graded: Graded) -> Turn:
    """Take the leader's word on the grade; the same question is then asked again."""
    step = session.step
    if step.name == "follow" and graded.outcome == "full":
        step = _question(session.agenda, graded.at + 1)  # nothing is missing any more
        if step.name == "done":
            step = SittingStep("close", graded.at)
    following = replace(session, step=step, graded=graded)
    return following, (Overrule(graded.at, graded.outcome),)


# ── steps ────────────────────────────────────────────────────────────────────


def _question(agenda: SittingAgenda, at: int) -> SittingStep:
    """Return the step of a prompt, or what follows the last one."""
    if at < len(agenda.picks):
        return SittingStep("ask", at)
    return SittingStep("done") if agenda.brief else SittingStep("note")


def _onward(session: Session) -> Session:
    """Return the state at the next question, with nothing changed at this one."""
    return replace(session, step=_ONWARD[session.step.name](session))


def _after_due(session: Session) -> SittingStep:
    at = session.step.at + 1
    due = len(session.agenda.due)
    return SittingStep("due", at) if at < due else _question(session.agenda, 0)


_ONWARD: dict[StepName, Callable[[Session], SittingStep]] = {
    "due": _after_due,
    "line": _after_due,
    "ask": lambda session: _question(session.agenda, session.step.at + 1),
    "note": lambda session: SittingStep("voices" if session.kept else "plan"),
    "voices": lambda session: SittingStep("plan"),
}


def _said(session: Session, words: str, step: SittingStep | None = None) -> dict[str, str]:
    """Return all that was said, with the words of a step."""
    return {**session.said, (step or session.step).key: words}


_STATUS = re.compile(
    r"(done|partly|not yet|let it go|dropped|drop|[dpnx])(?:\Z|[\s,;:–—]+)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_STATUSES = {"d": "done", "p": "partly", "n": "not_yet", "x": "dropped", "l": "dropped"}
#: So many characters where a key was asked for are no words of the leader's.
_A_SLIP = 4
#: A status in the words it can be typed with.
STATUS_WORDS = {"done": "done", "partly": "partly", "not_yet": "not yet", "dropped": "dropped"}


def _due(session: Session, text: str) -> Turn:
    at, held = session.step.at, session.step.held
    if not text:
        return _outcome(session, "not_yet", held)
    found = _STATUS.match(text.strip())
    if found is None:
        # More than a slip of the finger is kept while its status is asked for.
        words = "\n".join(filter(None, [held, text if len(text) > _A_SLIP else ""]))
        kept = " What you wrote is kept." if words != held else ""
        step = SittingStep("due", at, words)
        return replace(session, step=step), (Remark(f"{HOW_TO_CLOSE}{kept}"),)
    word = found[1].lower()
    status = "dropped" if word.startswith("drop") else _STATUSES[word[0]]
    words = "\n".join(filter(None, [held, found[2]]))
    if words:
        return _outcome(session, status, words)
    return replace(session, step=SittingStep("line", at, status)), ()


def _line(session: Session, text: str) -> Turn:
    return _outcome(session, session.step.held, text)


def _outcome(session: Session, status: str, words: str) -> Turn:
    at = session.step.at
    said = _said(session, f"{STATUS_WORDS[status]} {words}".strip(), SittingStep("due", at))
    return replace(_onward(session), said=said), (SaveOutcome(at, status, words or None),)


def _passed(session: Session, outcome: str) -> Turn:
    """Skip a prompt or put it off; an answer it had is taken away."""
    following = replace(_onward(session), graded=None, said=_said(session, ""))
    return following, (SaveAsk(session.step.at, outcome),)


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
        return replace(answered, step=step, followed=True), (saved, BeginFollowUp(at))
    step = _question(agenda, at + 1)
    if step.name == "done":
        step = SittingStep("close", at)  # its grade can still be changed
    return replace(answered, step=step), (saved,)


def _graded(at: int, given: Grade) -> Graded | None:
    if given.grave:  # no grade is shown, so there is none to change
        return None
    return Graded(at, given.outcome if given.counted else PLAIN_NO)


def _follow(session: Session, text: str) -> Turn:
    at, agenda = session.step.at, session.agenda
    following = replace(session, step=_question(agenda, at + 1))
    if not text:
        return following, ()
    prompt = agenda.picks[at]
    whole = f"{session.step.held}\n\n{text}"
    given = grade(whole, prompt.text, prompt.kind, agenda.language)
    following = replace(following, said=_said(session, whole, SittingStep("ask", at)))
    if session.graded is not None and session.graded.outcome != "thin":  # by the leader's word
        return following, (SaveAsk(at, session.graded.outcome, whole, given, keeps_outcome=True),)
    saved = SaveAsk(at, given.outcome, whole, given)
    return replace(following, graded=_graded(at, given)), (saved,)


def _close(session: Session, text: str) -> Turn:
    """The end of a brief sitting; words typed here are a note rather than lost."""
    return replace(session, step=SittingStep("done")), (SaveNote(text),) if text else ()


def _note(session: Session, text: str) -> Turn:
    if not text:
        stays = (Remark(NOTE_STAYS),) if session.standing else ()
        return _onward(session), stays
    following = replace(session, graded=None, kept=True, said=_said(session, text))
    # Nothing is asked about a grave matter.
    step = SittingStep("plan" if is_grave(text) else "voices")
    return replace(following, step=step), (SaveNote(text),)


def _voices(session: Session, text: str) -> Turn:
    offered = tuple(each.voice for each in session.offered)
    if offered and text.lower() in ("n", "no"):
        return _onward(session), (DeclineVoices(offered),)
    voices = offered if text.lower() in ("y", "yes") else parse_voices(text)
    said = _said(session, " ".join(f"@{name}" for name in voices))
    following = replace(_onward(session), graded=None, said=said)
    return following, (SaveVoices(voices),) if voices or session.standing else ()


#: Answers to "who?" that name none.
_NOBODY = frozenset(
    ("y", "yes", "n", "nobody", "no-one", "noone", "none", "no", "nil", "n/a", "-", "–")
)


def parse_voices(text: str) -> tuple[str, ...]:
    """Parse ``@board, night staff`` to names; with an @ before each word commas are not needed."""
    words = text.replace("\n", ",").split()
    if not words or not all(word.startswith("@") for word in words):
        words = text.replace("\n", ",").replace(";", ",").split(",")
    names = (clean_mark(word.strip().rstrip(".,;")) for word in words)
    return tuple(dict.fromkeys(name for name in names if name and name not in _NOBODY))


def _plan(session: Session, text: str) -> Turn:
    if not text:
        return replace(session, step=SittingStep("done")), ()
    step = SittingStep("when" if is_if_then(text) else "mend", 0, text)
    return replace(session, step=step, graded=None, said=_said(session, text)), ()


def _mend(session: Session, text: str) -> Turn:
    return replace(session, step=SittingStep("when", 0, text or session.step.held)), ()


def _when(session: Session, text: str) -> Turn:
    agenda = session.agenda
    due = default_due(agenda.day, agenda.today)
    if text:
        try:
            due = due_day(text, agenda.day, agenda.today)
        except DateProblem as problem:
            return session, (Remark(f"{problem}. Try fri, 2w or 3 May."),)
    return replace(session, step=SittingStep("done")), (SaveIntention(session.step.held, due),)


_MOVES: dict[StepName, Callable[[Session, str], Turn]] = {
    "due": _due, "line": _line, "ask": _ask, "follow": _follow, "note": _note, "voices": _voices,
    "plan": _plan, "mend": _mend, "when": _when, "close": _close,
}  # fmt: skip


def ask_record(
    stamp: Stamp,
    sitting: str,
    pick: Pick,
    said: SaveAsk,
    *,
    graded_by: str = "tool",
    voices: Iterable[str] = (),
    tags: Iterable[str] = (),
) -> Ask:
    """Return the record of a prompt that was answered, skipped or put off."""
    text = said.text or ""
    return Ask(
        **stamp._asdict(),
        sitting=sitting,
        prompt=pick.id,
        facet=pick.facet,
        reason=pick.reason,
        outcome=said.outcome,
        words=said.grade.words if said.grade else 0,
        text=said.text,
        no_evidence=bool(said.grade and not said.grade.counted and graded_by == "tool"),
        graded_by=graded_by if said.grade else None,
        voices=joined(voices, voices_in(text)),
        tags=joined(tags, tags_in(text)),
    )
