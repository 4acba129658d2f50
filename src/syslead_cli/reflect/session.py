"""A sitting as a state machine: a state and an event give the next state and effects.

Nothing here reads a clock, a key or a file, so every path through an evening can be tested. The
effects are carried out in order before anything else is asked: a finished answer is an effect at
once, and what was typed but not finished is in the draft that an interruption leaves behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem, read_day_ahead
from syslead_cli.base.text import clean_mark, joined, tags_in, voices_in
from syslead_cli.journal.model import Ask, Intention, Stamp
from syslead_cli.reflect.grading import Grade, default_due, follow_up, grade, is_if_then
from syslead_cli.reflect.schedule import Pick

#: The steps of a sitting, in order; ``mend`` and ``when`` belong to an intention just typed.
StepName: TypeAlias = Literal[
    "due", "line", "ask", "follow", "note", "voices", "plan", "mend", "when", "close", "done"
]  # fmt: skip


class SittingStep(Struct, frozen=True):
    """A step: ``at`` counts intentions or prompts, ``held`` is what was typed (or the status
    chosen) at the step before, ``asked`` the words of a follow-up."""

    name: StepName
    at: int = 0
    held: str = ""
    asked: str = ""


class Entered(NamedTuple):
    """A line or text was entered; empty for Enter on nothing."""

    text: str


class Interrupted(NamedTuple):
    """Ctrl-C, or the terminal closed: ``text`` had been typed and not entered."""

    text: str


Event: TypeAlias = Entered | Interrupted


class SaveAsk(NamedTuple):
    """Record a prompt as answered, skipped or put off; the last two have no grade."""

    at: int
    outcome: str
    text: str | None = None
    grade: Grade | None = None


class ExtendAsk(NamedTuple):
    """Add the follow-up's answer to an ask; without a grade the ask keeps the one it has."""

    at: int
    text: str
    words: int
    grade: Grade | None


class Overrule(NamedTuple):
    """Replace the outcome of an ask by the leader's word."""

    at: int
    outcome: str


class SaveOutcome(NamedTuple):
    """Record the outcome of a due intention."""

    at: int
    status: str
    text: str | None = None


class SaveNote(NamedTuple):
    """Record free text."""

    text: str


class SaveVoices(NamedTuple):
    """Record who was heard, on the sitting's note or its last answer."""

    voices: tuple[str, ...]


class SaveIntention(NamedTuple):
    """Record an if–then plan with its date."""

    text: str
    due: date


class BeginFollowUp(NamedTuple):
    """Remember that a follow-up is asked today."""

    at: int


class Explain(NamedTuple):
    """Show what the facet of the prompt means."""

    at: int


class Remark(NamedTuple):
    """Show one line; with ``back`` what was typed stands in the field again."""

    words: str
    back: bool = False


class KeepDraft(NamedTuple):
    """Keep a draft: the sitting was interrupted at this step with this text unfinished."""

    step: SittingStep
    text: str


class Finish(NamedTuple):
    """Drop the draft: the sitting has ended."""


Effect: TypeAlias = (
    SaveAsk | ExtendAsk | Overrule | SaveOutcome | SaveNote | SaveVoices | SaveIntention
    | BeginFollowUp | Explain | Remark | KeepDraft | Finish
)  # fmt: skip
_SAVING = (SaveAsk, ExtendAsk, Overrule, SaveOutcome, SaveNote, SaveVoices, SaveIntention)


class SittingAgenda(Struct, frozen=True):
    """What one sitting holds. ``brief``: the questions and nothing else."""

    day: date
    today: date
    due: tuple[Intention, ...] = ()
    picks: tuple[Pick, ...] = ()
    may_follow_up: bool = False
    brief: bool = False


class Session(Struct, frozen=True):
    """The whole state. ``graded`` is the outcome of the last answered prompt, while it can
    still be overruled; ``kept``: voices have something to be noted on; ``begun``: something is
    saved."""

    agenda: SittingAgenda
    step: SittingStep
    graded: tuple[int, str] | None = None
    followed: bool = False
    kept: bool = False
    begun: bool = False

    @property
    def is_done(self) -> bool:
        return self.step.name == "done"


Turn: TypeAlias = tuple[Session, tuple[Effect, ...]]


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
    text = event.text.strip("\n")
    text = text if text.strip() else ""
    overruling = {"t": "thin", "f": "full"}.get(text.strip().lower(), "")
    if session.graded and overruling:
        return _overruled(session, *session.graded, overruling)
    following, effects = _MOVES[session.step.name](session, text)
    if following.is_done:
        effects = (*effects, Finish())
    if any(isinstance(effect, _SAVING) for effect in effects):
        following = replace(following, begun=True)
    return following, effects


def _interrupted(session: Session, text: str) -> Turn:
    """Keep a draft where words or questions would be lost, otherwise end early."""
    ended = replace(session, step=SittingStep("done"))
    step, last = session.step, len(session.agenda.picks) - 1
    asked_all = step.name in ("note", "voices", "plan", "close") or (
        step.name == "follow" and step.at >= last
    )
    typed = bool(text.strip() or step.name in ("line", "mend", "when"))
    if typed or (session.begun and not asked_all):
        return ended, (KeepDraft(step, text),)
    return ended, (Finish(),)


def _overruled(session: Session, at: int, graded: str, outcome: str) -> Turn:
    """Take the leader's word on full or thin; the same question is then asked again."""
    if graded == outcome:
        return session, (Remark(f"It stands as a {outcome} answer."),)
    step = session.step
    if step.name == "close":
        step = SittingStep("done")
    elif step.name == "follow" and outcome == "full":
        step = _question(session.agenda, at + 1)  # nothing is missing any more
    following = replace(session, step=step, graded=(at, outcome))
    effects: tuple[Effect, ...] = (Overrule(at, outcome),)
    return following, (*effects, Finish()) if following.is_done else effects


def _question(agenda: SittingAgenda, at: int) -> SittingStep:
    """Return the step of a prompt, or what follows the last one."""
    if at < len(agenda.picks):
        return SittingStep("ask", at)
    return SittingStep("done") if agenda.brief else SittingStep("note")


_STATUS = re.compile(
    r"(done|partly|not yet|let it go|dropped|drop|[dpnx])(?:\Z|[\s,;:–—]+)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_STATUSES = {"d": "done", "p": "partly", "n": "not_yet", "x": "dropped", "l": "dropped"}


def _due(session: Session, text: str) -> Turn:
    at = session.step.at
    if not text:
        return _next_due(session), (SaveOutcome(at, "not_yet"),)
    found = _STATUS.match(text.strip())
    if found is None:
        return session, (Remark("d done, p partly, n not yet, x let it go.", back=True),)
    word = found[1].lower()
    status = "dropped" if word.startswith("drop") else _STATUSES[word[0]]
    if found[2]:
        return _next_due(session), (SaveOutcome(at, status, found[2]),)
    return replace(session, step=SittingStep("line", at, status)), ()


def _line(session: Session, text: str) -> Turn:
    return _next_due(session), (SaveOutcome(session.step.at, session.step.held, text or None),)


def _next_due(session: Session) -> Session:
    at, agenda = session.step.at + 1, session.agenda
    step = SittingStep("due", at) if at < len(agenda.due) else _question(agenda, 0)
    return replace(session, step=step)


def _ask(session: Session, text: str) -> Turn:
    at, agenda = session.step.at, session.agenda
    command = text.strip().lower()
    if command == "?":
        return session, (Explain(at),)
    if command in ("", "s", "l"):
        passed = replace(session, step=_question(agenda, at + 1), graded=None)
        return passed, (SaveAsk(at, "later" if command == "l" else "skip"),)
    prompt = agenda.picks[at]
    given = grade(text, prompt.text, prompt.kind)
    saved = SaveAsk(at, given.outcome, text, given)
    answered = replace(session, graded=(at, given.outcome), kept=True)
    may_ask_back = agenda.may_follow_up and not (session.followed or agenda.brief)
    question = follow_up(text, prompt.kind) if may_ask_back and given.outcome == "thin" else ""
    if question:
        step = SittingStep("follow", at, text, question)
        return replace(answered, step=step, followed=True), (saved, BeginFollowUp(at))
    step = _question(agenda, at + 1)
    if step.name == "done":
        step = SittingStep("close", at)  # its grade can still be overruled
    return replace(answered, step=step), (saved,)


def _follow(session: Session, text: str) -> Turn:
    at = session.step.at
    following = replace(session, step=_question(session.agenda, at + 1))
    if _passes(text):
        return following, ()
    prompt = session.agenda.picks[at]
    whole = f"{session.step.held}\n\n{text}"
    given = grade(whole, prompt.text, prompt.kind)
    if session.graded is not None and session.graded != (at, "thin"):  # by the leader's word
        return following, (ExtendAsk(at, whole, given.words, None),)
    graded = replace(following, graded=(at, given.outcome))
    return graded, (ExtendAsk(at, whole, given.words, given),)


def _close(session: Session, text: str) -> Turn:
    """The end of a brief sitting; words typed here are a note rather than lost."""
    return replace(session, step=SittingStep("done")), (SaveNote(text),) if text else ()


def _passes(text: str) -> bool:
    return text.strip().lower() in ("", "s")


def _note(session: Session, text: str) -> Turn:
    if _passes(text):
        return replace(session, step=SittingStep("voices" if session.kept else "plan")), ()
    following = replace(session, step=SittingStep("voices"), graded=None, kept=True)
    return following, (SaveNote(text),)


def _voices(session: Session, text: str) -> Turn:
    voices = () if _passes(text) else parse_voices(text)
    following = replace(session, step=SittingStep("plan"), graded=None)
    return following, (SaveVoices(voices),) if voices else ()


#: Answers to "whose voices?" that name none.
_NOBODY = frozenset(("nobody", "no-one", "noone", "none", "no", "nil", "n/a", "-", "–"))


def parse_voices(text: str) -> tuple[str, ...]:
    """Parse ``@board, night staff`` to names; with an @ before each word commas are not needed."""
    words = text.replace("\n", ",").split()
    if not words or not all(word.startswith("@") for word in words):
        words = text.replace("\n", ",").replace(";", ",").split(",")
    names = (clean_mark(word.strip().rstrip(".,;")) for word in words)
    return tuple(dict.fromkeys(name for name in names if name and name not in _NOBODY))


def _plan(session: Session, text: str) -> Turn:
    if _passes(text):
        return replace(session, step=SittingStep("done")), ()
    step = SittingStep("when" if is_if_then(text) else "mend", 0, text)
    return replace(session, step=step, graded=None), ()


def _mend(session: Session, text: str) -> Turn:
    held = session.step.held if _passes(text) else text
    return replace(session, step=SittingStep("when", 0, held)), ()


def _when(session: Session, text: str) -> Turn:
    agenda = session.agenda
    due = default_due(agenda.day, agenda.today)
    if not _passes(text):
        try:
            due = read_day_ahead(text, agenda.today)
        except DateProblem as problem:
            return session, (Remark(f"{problem}. Try fri, 2w or 3 May.", back=True),)
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
        graded_by=graded_by if said.grade else None,
        voices=joined(voices, voices_in(text)),
        tags=joined(tags, tags_in(text)),
    )
