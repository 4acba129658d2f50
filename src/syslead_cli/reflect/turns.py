"""What goes into the dialogue and what comes out: a step, the events at it, and the effects.

Plain values; `core.session` says which follow from which.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, TypeAlias

from syslead_cli.reflect.grading import Grade


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
