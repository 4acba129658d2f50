"""Any way through a review: nothing typed is lost, and a stop at any step changes nothing."""

from __future__ import annotations

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reviews import stamps, start
from some_records import intention
from syslead_cli.journal.codec import data_of
from syslead_cli.review.model import ReviewState
from syslead_cli.review.records import ReviewDraft, draft_from, make_records
from syslead_cli.review.session import READERS, advance, stop

KEYS = ("?", "b", "s", "l", "f", ">")
WORDS = st.text(st.characters(codec="utf-8"), min_size=3, max_size=20).map(
    lambda text: f"words {text.strip()} end"
)
ANYTHING = st.sampled_from(
    ["", *KEYS, "4", "5 2", "3 it rained", "1 2 3", "d", "p half", "y", "fri",
     "1 2 3 4 5 6", "@board", "If a, then I will b.", "nonsense", "2026-04-09"]
) | WORDS  # fmt: skip


def through_the_disk(state: ReviewState) -> ReviewState:
    """As the next run of the program would find it."""
    draft = draft_from(json.loads(json.dumps(ReviewDraft(state).data)))
    assert draft is not None
    return draft.state


class ReviewMachine(RuleBasedStateMachine):
    """``state`` is stopped and taken up all the time, ``calm`` never is."""

    @initialize(name=st.sampled_from(["week", "quarter", "facets", "environment"]))
    def begin(self, name: str) -> None:
        self.state = start(name, intention("If so, then I will.", days=9, due=-1))
        self.calm = self.state
        self.kept: dict[str, str] = {}

    @rule(text=ANYTHING)
    def enter(self, text: str) -> None:
        if self.state.is_done:
            return
        step = self.state.step
        turn = advance(self.state, text)
        self.calm = advance(self.calm, text).state
        if turn.is_answered and step.kind not in READERS:
            self.kept[step.key] = text.strip("\n")
        elif not text.strip():
            self.kept.pop(step.key, None)
        elif turn.remark and turn.state.step == step:  # a key, or refused: the line is clear
            assert turn.state.shown == self.state.answers.get(step.key, "")
        assert text not in KEYS or text not in turn.state.answers.values()
        self.state = through_the_disk(turn.state)

    @rule(text=WORDS)
    def stop_and_take_up(self, text: str) -> None:
        if not self.state.is_done:
            stopped = through_the_disk(stop(self.state, text))
            assert stopped.shown == text
            assert stopped.step == self.state.step
            self.state = through_the_disk(stop(self.state, self.state.typed))

    @invariant()
    def stops_leave_no_trace(self) -> None:
        assert self.state.answers == self.calm.answers
        assert (self.state.at, self.state.typed) == (self.calm.at, self.calm.typed)
        made = [data_of(record) for record in make_records(self.state, stamps(), {})]
        assert made == [data_of(record) for record in make_records(self.calm, stamps(), {})]

    @invariant()
    def free_words_are_in_the_records(self) -> None:
        made = [data_of(record) for record in make_records(self.state, stamps(), {})]
        text = json.dumps(made, ensure_ascii=False)
        for key, words in self.kept.items():
            if key != "mend":
                assert json.dumps(words, ensure_ascii=False)[1:-1] in text, (key, words)


TestReviewMachine = ReviewMachine.TestCase
TestReviewMachine.settings = settings(max_examples=60, stateful_step_count=40)
