"""Drafts on disk: private, whole, and where an interrupted sitting goes on."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from some_records import TODAY, ask, intention, note
from syslead_cli.base.paths import under
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record
from syslead_cli.reflect.dialogue import SittingDrafts
from syslead_cli.reflect.model import Graded, SittingAgenda, SittingDraft, SittingStep
from syslead_cli.reflect.schedule import Pick
from syslead_cli.reflect.session import advance, go_on

DRAFT = SittingDraft(
    sitting="0197-ab",
    day=date(2026, 3, 27),
    step=SittingStep("follow", 0, "it was fine", "You wrote …"),
    text="half a thought 🙂\nand more",
    picks=(Pick("p", "f", "event", "What?", "rotation"),),
    due=("i1",),
    asks={0: "a1"},
    anchor="a1",
    graded=Graded(0, "thin"),
    followed=True,
)


@pytest.mark.parametrize("durable", [True, False])
def test_comes_back_as_it_was_kept(tmp_path: Path, durable: bool) -> None:
    drafts = SittingDrafts(under(tmp_path))
    drafts.keep(DRAFT, durable=durable)
    path = drafts.path(DRAFT.sitting)
    assert drafts.newest() == DRAFT
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    drafts.drop(DRAFT.sitting)
    assert drafts.newest() is None


def test_the_file_is_as_earlier_versions_wrote_it(tmp_path: Path) -> None:
    """Version 1: a sitting interrupted before an update goes on after it."""
    drafts = SittingDrafts(under(tmp_path))
    drafts.keep(DRAFT)
    written = {
        "v": 1, "sitting": "0197-ab", "day": "2026-03-27", "text": "half a thought 🙂\nand more",
        "step": {"name": "follow", "at": 0, "held": "it was fine", "asked": "You wrote …"},
        "picks": [{"id": "p", "facet": "f", "kind": "event", "text": "What?",
                   "reason": "rotation"}],
        "due": ["i1"], "asks": {"0": "a1"}, "anchor": "a1", "graded": [0, "thin"],
        "followed": True, "brief": False,
    }  # fmt: skip
    path = drafts.path(DRAFT.sitting)
    path.write_text(json.dumps(written))
    assert drafts.newest() == DRAFT
    written |= {"graded": [0, "thin", ""], "outcomes": {}, "note": "", "said": {}}
    drafts.keep(DRAFT)
    assert drafts.path(DRAFT.sitting).read_text() == json.dumps(written, indent=1) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"v": 2}',
        json.dumps({"v": 1, "sitting": "x"}),
        "[" * 100_000,
        '{"v":1,"day":7}',
    ],
)
def test_what_is_no_draft_is_passed_over_and_left(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "state" / "drafts"
    folder.mkdir(parents=True)
    (folder / "sitting-x.json").write_text(content)
    assert SittingDrafts(under(tmp_path)).newest() is None
    assert (folder / "sitting-x.json").read_text() == content


def test_remembers_the_last_follow_up(tmp_path: Path) -> None:
    drafts = SittingDrafts(under(tmp_path))
    assert drafts.last_follow_up() is None
    drafts.followed_up(date(2026, 3, 27))
    assert drafts.last_follow_up() == date(2026, 3, 27)


def test_an_id_is_no_path(tmp_path: Path) -> None:
    assert SittingDrafts(under(tmp_path)).path("../../x/y").parent == under(tmp_path).drafts


@pytest.mark.parametrize(
    ("name", "held", "text", "words"),
    [
        ("ask", "", "half", "half"),
        ("mend", "ask her", "If so, ask her", "If so, ask her"),
        ("mend", "ask her", "", "ask her"),
        ("when", "If so, then so", "fr", "If so, then so\n\nfr"),
        ("follow", "it was fine", "", ""),
    ],
)
def test_the_words_no_record_holds(name: str, held: str, text: str, words: str) -> None:
    assert SittingDraft("s", DRAFT.day, text, SittingStep(name, 0, held)).words == words


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
    draft = SittingDraft("sitting", TODAY, typed, step)
    session, found = go_on(draft, Journal(records=(there,)), SittingAgenda(TODAY, TODAY))
    assert session.step.name == goes_on
    assert found.text == (typed if goes_on == step.name else "")


def test_after_the_last_answer_of_a_brief_sitting_one_can_still_go_back() -> None:
    saved = ask("Said.", sitting="sitting", prompt="p")
    draft = SittingDraft("sitting", TODAY, "Said.", SittingStep("ask"), DRAFT.picks, brief=True)
    session, _ = go_on(draft, Journal(records=(saved,)), SittingAgenda(TODAY, TODAY))
    assert session.step.name == "close"
    before, _ = advance(session, "b")
    assert (before.step, before.standing) == (SittingStep("ask"), "Said.")
