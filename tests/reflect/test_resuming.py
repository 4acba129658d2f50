"""Where an interrupted sitting goes on: what reached the disk is not asked for again."""

from __future__ import annotations

import pytest

from some_records import TODAY, intention, note
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record
from syslead_cli.reflect.draft import SittingDraft, resume_point
from syslead_cli.reflect.session import SittingStep

NOTE = SittingStep("note")
WHEN = SittingStep("when", held="If it stalls, I will ask")


@pytest.mark.parametrize(
    ("step", "typed", "there", "goes_on"),
    [
        (NOTE, "A word.\n", note("A word."), "voices"),
        (NOTE, "A word.", note("Another."), "note"),
        (NOTE, "A word.", note("A word.", days=1), "note"),
        (NOTE, "A word.", intention("A word."), "note"),
        (WHEN, "fri", intention("If it stalls, I will ask"), "plan"),
        (WHEN, "fri", intention("If it rains, I will stay"), "when"),
        (WHEN, "fri", intention("If it stalls, I will ask", days=1), "when"),
        (WHEN, "fri", note("If it stalls, I will ask"), "when"),
    ],
)
def test_what_the_journal_holds_is_not_asked_again(
    step: SittingStep, typed: str, there: Record, goes_on: str
) -> None:
    found = resume_point(SittingDraft("sitting", TODAY, typed, step), Journal(records=(there,)))
    assert found.step.name == goes_on
    assert found.typed == (typed if goes_on == step.name else "")
