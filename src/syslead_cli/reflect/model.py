"""What a sitting is made of: its steps, what can happen at them, what follows, and its state."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from msgspec import Struct, convert, field, to_builtins
from msgspec.structs import replace

from syslead_cli.journal.hearing import DeclinedVoices, Offered, candidates
from syslead_cli.journal.model import Intention
from syslead_cli.journal.rescue import unfinished_words
from syslead_cli.reflect.grading import Grade
from syslead_cli.reflect.lexicon import ENGLISH, is_grave
from syslead_cli.reflect.schedule import Pick

#: The steps of a sitting, in order; ``mend`` and ``when`` belong to an intention just typed.
StepName: TypeAlias = Literal[
    "due", "line", "ask", "follow", "note", "voices", "plan", "mend", "when", "close", "done"
]  # fmt: skip


#: The steps that belong to another step's question.
_PART_OF: dict[StepName, StepName] = {
    "line": "due", "follow": "ask", "mend": "plan", "when": "plan",
}  # fmt: skip


class SittingStep(Struct, frozen=True):
    """A step: ``at`` counts intentions or prompts, ``held`` is what was typed (or the status
    chosen) before, ``asked`` the words of a follow-up."""

    name: StepName
    at: int = 0
    held: str = ""
    asked: str = ""

    @property
    def key(self) -> str:
        """Return the place of its answer: ``ask:1``."""
        return f"{self.name}:{self.at}"

    @property
    def question(self) -> SittingStep:
        """Return the step whose question it belongs to."""
        return SittingStep(_PART_OF.get(self.name, self.name), self.at)


class SaveAsk(NamedTuple):
    """Record a prompt as answered, skipped or put off, or change what was recorded of it.

    The last two have no grade.
    """

    at: int
    outcome: str
    text: str | None = None
    grade: Grade | None = None


class Overrule(NamedTuple):
    """Replace the grade of an ask by the leader's word."""

    at: int
    outcome: str


class SaveOutcome(NamedTuple):
    """Record the outcome of a due intention, or change it."""

    at: int
    status: str
    text: str | None = None


class SaveNote(NamedTuple):
    """Record free text, or change it."""

    text: str


class SaveVoices(NamedTuple):
    """Record who was heard, on the sitting's note or its last answer.

    With ``is_no`` they were not heard: nothing is recorded, and they are not offered again.
    """

    voices: tuple[str, ...]
    is_no: bool = False


class SaveIntention(NamedTuple):
    """Record an if–then plan with its date."""

    text: str
    due: date


class Explain(NamedTuple):
    """Show what the facet of the prompt means, or what may be typed at the step."""


class Remark(NamedTuple):
    """Show one line, and put the question's field again with ``again`` in it."""

    words: str
    again: str = ""


Effect: TypeAlias = (
    SaveAsk | Overrule | SaveOutcome | SaveNote | SaveVoices | SaveIntention | Explain | Remark
)


class SittingAgenda(Struct, frozen=True):
    """What one sitting holds. ``brief``: the questions and nothing else; ``language`` is that of
    the framework."""

    day: date
    today: date
    due: tuple[Intention, ...] = ()
    picks: tuple[Pick, ...] = ()
    may_follow_up: bool = False
    brief: bool = False
    language: str = ENGLISH
    #: The leader's list of groups, and who is not offered as heard.
    groups: tuple[str, ...] = ()
    declined: DeclinedVoices = DeclinedVoices()


class Graded(Struct, frozen=True, array_like=True):
    """The grade of the latest answer, which one key changes to the ``other`` one and back.

    A grade is full, thin, or ``plain_no``: thin, and no evidence.
    """

    at: int
    outcome: str
    other: str = ""

    @property
    def turned(self) -> Graded:
        other = self.other or ("thin" if self.outcome == "full" else "full")
        return Graded(self.at, other, self.outcome)


PLAIN_NO = "plain_no"


class Session(Struct, frozen=True):
    """The whole state. ``graded`` is the grade of the last answered prompt, while it can still be
    changed; ``kept``: voices have something to be noted on; ``begun``: something is saved;
    ``said``: what each step was answered with, by its key."""

    agenda: SittingAgenda
    step: SittingStep
    graded: Graded | None = None
    followed: bool = False
    kept: bool = False
    begun: bool = False
    said: dict[str, str] = {}

    @property
    def is_done(self) -> bool:
        return self.step.name == "done"

    @property
    def order(self) -> list[SittingStep]:
        """Return the questions; who was heard is one of them where something was written."""
        asks = [SittingStep("ask", at) for at in range(len(self.agenda.picks))]
        if self.agenda.brief:
            return [*asks, SittingStep("done")]
        due = [SittingStep("due", at) for at in range(len(self.agenda.due))]
        is_heard = self.kept or self.step.name == "voices"
        voices = [SittingStep("voices")] if is_heard else []
        return [*due, *asks, SittingStep("note"), *voices, SittingStep("plan"), SittingStep("done")]

    @property
    def place(self) -> int:
        """Return the place of this question in the order; ``close`` is where the last ended."""
        question, order = self.step.question, self.order
        return order.index(question) if question in order else len(order) - 1

    @property
    def onward(self) -> Session:
        """Return the state at the next question, with nothing changed at this one."""
        return replace(self, step=self.order[self.place + 1])

    @property
    def after_answer(self) -> Session:
        """Return the state after an answer; after the last of a brief sitting it may be graded."""
        onward = self.onward
        if onward.is_done:
            return replace(onward, step=SittingStep("close", self.step.at))
        return onward

    @property
    def before(self) -> SittingStep | None:
        """Return the question before this one; None at the first."""
        if self.step.question.name != self.step.name:
            return self.step.question
        return self.order[self.place - 1] if self.place else None

    @property
    def prefilled(self) -> str:
        """Return the text already in the step's field: an earlier answer, or a plan to complete."""
        return self.step.held if self.step.name == "mend" else self.said.get(self.step.key, "")

    @property
    def offered(self) -> list[Offered]:
        """Return whom the answers and the note may tell of, at the question who was heard.

        Nobody is offered from an answer about a grave matter.
        """
        language = self.agenda.language or ENGLISH
        if self.step.name != "voices" or self.prefilled or not language.startswith(ENGLISH):
            return []
        answers = (text for key, text in self.said.items() if key.startswith(("ask", "note")))
        texts = [text for text in answers if not is_grave(text)]
        return candidates(texts, self.agenda.groups, self.agenda.declined)


Turn: TypeAlias = tuple[Session, Effect | None]


class SittingDraft(Struct, tag_field="v", tag=1):
    """The content of the file, version 1. ``asks`` and ``outcomes``: ids by the place of prompt
    or intention; ``due``: ids of the intentions asked about; ``anchor``: the record voices are
    noted on; ``said``: what each step was answered with."""

    sitting: str
    day: date
    text: str
    step: SittingStep
    picks: tuple[Pick, ...] = ()
    due: tuple[str, ...] = ()
    asks: dict[int, str] = field(default_factory=dict)
    anchor: str = ""
    graded: Graded | None = None
    followed: bool = False
    brief: bool = False
    outcomes: dict[int, str] = field(default_factory=dict)
    note: str = ""
    said: dict[str, str] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Return the name of its file: the random end of the id, to be short."""
        safe = "".join(c for c in self.sitting.rpartition("-")[2] if c.isalnum())[:64]
        return f"sitting-{safe}.json"

    @property
    def data(self) -> dict[str, Any]:
        return dict(to_builtins(self, str_keys=True))

    @property
    def words(self) -> str:
        """Everything typed that no record holds yet."""
        return unfinished_words(self.step.name, self.step.held, self.text)


def draft_in(data: Any) -> SittingDraft | None:
    """Return the draft in a JSON object; None where this version cannot go on at its step."""
    draft = convert(data, SittingDraft, str_keys=True)
    step, picks, due = draft.step, len(draft.picks), len(draft.due)
    places = {"due": due, "line": due, "ask": picks, "follow": picks, "close": picks + 1}
    is_sound = step.name != "done" and 0 <= step.at < places.get(step.name, 1)
    return draft if is_sound else None
