"""What goes into the dialogue and what comes out: a step, the events at it, and the effects.

Plain values; `core.session` says which follow from which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem, read_day_ahead
from syslead_cli.base.text import clean_mark
from syslead_cli.framework.model import Prompt
from syslead_cli.journal.model import Intention
from syslead_cli.reflect.grading import Grade, follow_up, grade
from syslead_cli.reflect.intentions import asked_about_on, is_if_then
from syslead_cli.reflect.schedule import Pick


class Step(NamedTuple):
    """Where the dialogue stands: ``at`` counts intentions or prompts, ``held`` is typed already
    (or the status chosen), ``asked`` the follow-up's words."""

    name: str
    at: int = 0
    held: str = ""
    asked: str = ""


class Typed(NamedTuple):
    """A line or text was entered; empty for Enter on nothing."""

    text: str


class Stopped(NamedTuple):
    """Ctrl-C, the terminal closed: ``text`` had been typed and not entered."""

    text: str


Event: TypeAlias = Typed | Stopped


class SaveAsk(NamedTuple):
    """A prompt was acted on. ``grade`` is None for skip and later."""

    at: int
    outcome: str
    text: str | None = None
    grade: Grade | None = None


class ExtendAsk(NamedTuple):
    """The follow-up's answer joins the answer of the same ask; None leaves the grade alone."""

    at: int
    text: str
    words: int
    grade: Grade | None


class Overrule(NamedTuple):
    """The leader's word on full or thin."""

    at: int
    outcome: str


class SaveOutcome(NamedTuple):
    """What became of a due intention."""

    at: int
    status: str
    text: str | None = None


class SaveNote(NamedTuple):
    """Free text."""

    text: str


class SaveVoices(NamedTuple):
    """Who was heard, noted on the sitting's note or its last answer."""

    voices: tuple[str, ...]


class SaveIntention(NamedTuple):
    """An if–then plan with its date."""

    text: str
    due: date


class BeginFollowUp(NamedTuple):
    """A follow-up is asked now: none tomorrow."""

    at: int


class Explain(NamedTuple):
    """Show what the facet of the prompt means."""

    at: int


class Remark(NamedTuple):
    """One line to the leader; with ``back`` what was typed stands in the field again."""

    words: str
    back: bool = False


class KeepDraft(NamedTuple):
    """The sitting was left here with this text unfinished."""

    step: Step
    text: str


class Finish(NamedTuple):
    """The sitting came to its end; no draft is needed."""


Effect: TypeAlias = (
    SaveAsk | ExtendAsk | Overrule | SaveOutcome | SaveNote | SaveVoices | SaveIntention
    | BeginFollowUp | Explain | Remark | KeepDraft | Finish
)  # fmt: skip


# ── session ──
# The reflecting dialogue as a state machine: a state and what was typed give the next state
# and the effects to carry out, in order, before anything else is asked.
#
# Nothing here reads a clock, a key or a file, so every path through an evening can be tested.
# What the effects promise: a finished answer is an effect at once, and what was typed but not
# finished is in the draft that a stop leaves behind.


#: The steps of a sitting, in order; ``mend`` and ``when`` belong to an intention just typed.
DUE, LINE, ASK, FOLLOW, NOTE, VOICES, PLAN, MEND, WHEN, CLOSE, DONE = (
    "due", "line", "ask", "follow", "note", "voices", "plan", "mend", "when", "close", "done",
)  # fmt: skip
STEPS = (DUE, LINE, ASK, FOLLOW, NOTE, VOICES, PLAN, MEND, WHEN, CLOSE, DONE)

_STATUS = re.compile(
    r"(done|partly|not yet|let it go|dropped|drop|[dpnx])(?:\Z|[\s,;:–—]+)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_STATUSES = {"d": "done", "p": "partly", "n": "not_yet", "x": "dropped", "l": "dropped"}


class Agenda(Struct, frozen=True):
    """What one sitting holds. ``brief``: the questions and nothing else."""

    day: date
    today: date
    due: tuple[Intention, ...] = ()
    picks: tuple[Pick[Prompt], ...] = ()
    may_follow_up: bool = False
    brief: bool = False


class Session(Struct, frozen=True):
    """The whole state. ``graded`` is the outcome of the last answered prompt, while it can
    still be overruled; ``kept``: voices have something to be noted on; ``begun``: something is
    saved."""

    agenda: Agenda
    step: Step
    graded: tuple[int, str] | None = None
    followed: bool = False
    kept: bool = False
    begun: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the sitting has ended."""
        return self.step.name == DONE


_SAVING = (SaveAsk, ExtendAsk, Overrule, SaveOutcome, SaveNote, SaveVoices, SaveIntention)
Turn: TypeAlias = tuple[Session, tuple[Effect, ...]]


def begin(agenda: Agenda) -> Session:
    """The first step there is anything to do at."""
    if agenda.due and not agenda.brief:
        return Session(agenda, Step(DUE))
    return Session(agenda, Step(ASK) if agenda.picks else _after_asks(agenda))


def advance(session: Session, event: Event) -> Turn:
    """The next state, and what has to be done before the next question."""
    if session.is_done:
        return session, ()
    if isinstance(event, Stopped):
        return _stopped(session, event.text)
    text = event.text.strip("\n")
    text = text if text.strip() else ""
    if session.graded and (outcome := _overruling(text)):
        return _overruled(session, outcome)
    following, effects = _MOVES[session.step.name](session, text)
    if following.is_done and not any(isinstance(effect, Finish) for effect in effects):
        effects = (*effects, Finish())
    if any(isinstance(effect, _SAVING) for effect in effects):
        following = replace(following, begun=True)
    return following, effects


def _stopped(session: Session, text: str) -> Turn:
    """A draft where words or questions would be lost, otherwise an early end."""
    ended = replace(session, step=Step(DONE))
    step, last = session.step, len(session.agenda.picks) - 1
    asked_all = step.name in (NOTE, VOICES, PLAN, CLOSE) or (
        step.name == FOLLOW and step.at >= last
    )
    typed = bool(text.strip() or step.name in (LINE, MEND, WHEN))
    if typed or (session.begun and not asked_all):
        return ended, (KeepDraft(step, text),)
    return ended, (Finish(),)


def _overruling(text: str) -> str:
    return {"t": "thin", "f": "full"}.get(text.strip().lower(), "")


def _overruled(session: Session, outcome: str) -> Turn:
    """Full or thin by the leader's word; the question that was asked is asked again."""
    assert session.graded is not None
    at, graded = session.graded
    ending = session.step.name == CLOSE
    if graded == outcome:
        return session, (Remark(f"It stands as {_A[outcome]} answer."),)
    step = session.step
    if step.name == FOLLOW and outcome == "full":
        step = _after_ask(session.agenda, at)  # nothing is missing any more
    following = replace(session, step=Step(DONE) if ending else step, graded=(at, outcome))
    effects: tuple[Effect, ...] = (Overrule(at, outcome),)
    return following, (*effects, Finish()) if following.is_done else effects


_A = {"full": "a full", "thin": "a thin"}


# ── due intentions ───────────────────────────────────────────────────────────


def _due(session: Session, text: str) -> Turn:
    at = session.step.at
    if not text:
        return _next_due(session), (SaveOutcome(at, "not_yet"),)
    said = _STATUS.match(text.strip())
    if said is None:
        return session, (Remark("d done, p partly, n not yet, x let it go.", back=True),)
    word = said[1].lower()
    status = "dropped" if word.startswith("drop") else _STATUSES[word[0]]
    if said[2]:
        return _next_due(session), (SaveOutcome(at, status, said[2]),)
    return replace(session, step=Step(LINE, at, status)), ()


def _line(session: Session, text: str) -> Turn:
    return _next_due(session), (SaveOutcome(session.step.at, session.step.held, text or None),)


def _next_due(session: Session) -> Session:
    after = session.step.at + 1
    agenda = session.agenda
    if after < len(agenda.due):
        return replace(session, step=Step(DUE, after))
    return replace(session, step=Step(ASK) if agenda.picks else _after_asks(agenda))


# ── prompts ──────────────────────────────────────────────────────────────────


def _ask(session: Session, text: str) -> Turn:
    at, said = session.step.at, text.strip().lower()
    if said == "?":
        return session, (Explain(at),)
    if said in ("", "s"):
        return _past_ask(session, at), (SaveAsk(at, "skip"),)
    if said == "l":
        return _past_ask(session, at), (SaveAsk(at, "later"),)
    prompt = session.agenda.picks[at].prompt
    mark = grade(text, prompt.text, prompt.kind)
    saved = SaveAsk(at, mark.outcome, text, mark)
    answered = replace(session, graded=(at, mark.outcome), kept=True)
    question = _follow_up(session, mark, text, prompt)
    if question:
        step = Step(FOLLOW, at, text, question)
        return replace(answered, step=step, followed=True), (saved, BeginFollowUp(at))
    return replace(answered, step=_after_ask(session.agenda, at, brief_ends=False)), (saved,)


def _follow_up(session: Session, mark: Grade, text: str, prompt: Prompt) -> str:
    agenda = session.agenda
    if mark.outcome == "full" or session.followed or not agenda.may_follow_up or agenda.brief:
        return ""
    return follow_up(text, prompt.kind)


def _past_ask(session: Session, at: int) -> Session:
    return replace(session, step=_after_ask(session.agenda, at), graded=None)


def _after_ask(agenda: Agenda, at: int, *, brief_ends: bool = True) -> Step:
    if at + 1 < len(agenda.picks):
        return Step(ASK, at + 1)
    if agenda.brief and not brief_ends:
        return Step(CLOSE, at)
    return _after_asks(agenda)


def _after_asks(agenda: Agenda) -> Step:
    return Step(DONE) if agenda.brief else Step(NOTE)


def _follow(session: Session, text: str) -> Turn:
    at, first = session.step.at, session.step.held
    following = replace(session, step=_after_ask(session.agenda, at))
    if not text or text.strip().lower() == "s":
        return following, ()
    prompt = session.agenda.picks[at].prompt
    whole = f"{first}\n\n{text}"
    mark = grade(whole, prompt.text, prompt.kind)
    by_leader = session.graded is not None and session.graded != (at, "thin")
    effect = ExtendAsk(at, whole, mark.words, None if by_leader else mark)
    return (following if by_leader else replace(following, graded=(at, mark.outcome))), (effect,)


def _close(session: Session, text: str) -> Turn:
    """The end of a brief sitting; words typed here are a note rather than lost."""
    return replace(session, step=Step(DONE)), (SaveNote(text),) if text else ()


# ── what else ────────────────────────────────────────────────────────────────


def _passes(text: str) -> bool:
    return text.strip().lower() in ("", "s")


def _note(session: Session, text: str) -> Turn:
    if _passes(text):
        step = Step(VOICES) if session.kept else Step(PLAN)
        return replace(session, step=step), ()
    return replace(session, step=Step(VOICES), graded=None, kept=True), (SaveNote(text),)


def _voices(session: Session, text: str) -> Turn:
    voices = () if _passes(text) else voices_said(text)
    following = replace(session, step=Step(PLAN), graded=None)
    return following, (SaveVoices(voices),) if voices else ()


#: Answers to "whose voices?" that name none.
_NOBODY = frozenset(("nobody", "no-one", "noone", "none", "no", "nil", "n/a", "-", "–"))


def voices_said(text: str) -> tuple[str, ...]:
    """``@board, night staff`` as marks; with an @ before each word commas are not needed."""
    words = text.replace("\n", ",").split()
    if words and all(word.startswith("@") for word in words):
        pieces = words
    else:
        pieces = text.replace("\n", ",").replace(";", ",").split(",")
    marks = (clean_mark(piece.strip().rstrip(".,;")) for piece in pieces)
    return tuple(dict.fromkeys(mark for mark in marks if mark and mark not in _NOBODY))


def _plan(session: Session, text: str) -> Turn:
    if _passes(text):
        return replace(session, step=Step(DONE)), ()
    name = WHEN if is_if_then(text) else MEND
    return replace(session, step=Step(name, 0, text), graded=None), ()


def _mend(session: Session, text: str) -> Turn:
    held = session.step.held if _passes(text) else text
    return replace(session, step=Step(WHEN, 0, held)), ()


def _when(session: Session, text: str) -> Turn:
    agenda = session.agenda
    due = asked_about_on(agenda.day, agenda.today)
    if not _passes(text):
        try:
            due = read_day_ahead(text, agenda.today)
        except DateProblem as problem:
            return session, (Remark(f"{problem}. Try fri, 2w or 3 May.", back=True),)
    return replace(session, step=Step(DONE)), (SaveIntention(session.step.held, due),)


_MOVES: dict[str, Callable[[Session, str], Turn]] = {
    DUE: _due, LINE: _line, ASK: _ask, FOLLOW: _follow, NOTE: _note, VOICES: _voices,
    PLAN: _plan, MEND: _mend, WHEN: _when, CLOSE: _close,
}  # fmt: skip
