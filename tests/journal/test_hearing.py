"""Who was heard, in plain words: counted, asked about, or neither; and the figures of the docs."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from conftest import World
from effort import keeps_step
from some_records import note, stamped
from syslead_cli.journal.hearing import (
    DeclinedFile,
    DeclinedVoices,
    candidates,
    heard_in,
    not_named,
    surely_heard,
    with_heard,
)
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Note, Review

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import voices as benchmark

LISTED = ("Foster carers", "night shift", "GPs", "Young people", "Carers' forum")


def found(text: str, listed: tuple[str, ...] = LISTED) -> list[tuple[str, bool]]:
    return [(each.voice, each.sure) for each in heard_in(text, listed)]


@pytest.mark.parametrize(
    "text",
    [
        "The foster carers told me the rate is late.",
        "A foster carer rang, in tears.",
        "The foster carers' group said it again.",
        "The foster-carers were saying so.",
        "FOSTER CARERS say the form is worse",
        "One of the foster carers asked why.",
        "Heard from a foster carer today.",
        "I listened to the foster carers for an hour.",
        "According to the foster carers it is worse.",
        "Three letters from foster carers.",
        "I was put right by a foster carer.",
        "The foster carer’s point was a good one.",
        "“Late again,” said the foster carers.",
        "We let the foster carers speak first.",
    ],
)
def test_a_listed_group_counts_by_its_plain_words(text: str) -> None:
    assert found(text) == [("foster-carers", True)]
    assert surely_heard(text, LISTED) == ("foster-carers",)


@pytest.mark.parametrize(
    "text",
    [
        "I did not ask the foster carers.",
        "I told the foster carers that the rate is going up.",
        "Next week I will meet the foster carers.",
        "Nobody heard from the foster carers.",
        "The foster carers will say no.",
        "The foster carers said nothing.",
        "What would the foster carers say?",
        "Did the foster carers say so?",
        "The director says the foster carers asked for it.",
        "He listened to the foster carers.",
        "The foster carers told the agency.",
        "I wrote to the foster carers about it.",
        "A paper about foster carers who complained.",
        "Met the foster carers.",
        "If the foster carers say no, we stop.",
        "We have forty foster carers.",
        "Asked for views from the foster carers.",
    ],
)
def test_what_was_not_heard_counts_for_nobody(text: str) -> None:
    assert surely_heard(text, LISTED) == ()
    assert not [each for each in found(text) if each[1]]


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Amina from the food bank says the queue is longer.", "amina"),
        ("Our newest social worker told me so.", "social-worker"),
        ("Mrs Okafor rang to say he slept.", "mrs-okafor"),
        ("The union rep was blunt.", "union-rep"),
        ("Coffee with the porters.", "porters"),
        ("Bumped into the caretaker. He knows who comes in early.", "caretaker"),
        ("Frontline staff in the huddle: the app logs them out.", "frontline-staff"),
        ("Some young carers read us a poem.", "young-carers"),
        ("Met the night shift.", "night-shift"),
        ("Tasha's gran told me.", "tasha's-gran"),
    ],
)
def test_others_are_candidates(text: str, voice: str) -> None:
    assert found(text) == [(voice, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Rota done, two swaps.",
        "On Monday the window opened by itself.",
        "Reading about leadership, lots of starlings.",
        "People say it is time.",
        "Covid in March changed it.",
        "",
    ],
)
def test_where_nobody_is_there_nobody_is_found(text: str) -> None:
    assert found(text) == []


def test_marks_are_sure_and_stand_where_they_stand() -> None:
    text = "Zoë’s view: the @ward-clerk is right, and so is the porter. The GPs said so."
    heard = heard_in(text, LISTED)
    assert [(text[each.start : each.end], each.sure) for each in heard] == [
        ("@ward-clerk", True), ("The GPs", True),
    ]  # fmt: skip
    long = "İstanbul! The GPs told us."
    (gps,) = heard_in(long, LISTED)
    assert long[gps.start : gps.end] == "The GPs"


def test_a_few_are_offered_and_each_once() -> None:
    text = "The nurse said so. The nurse said it. The porter, the clerk and the vicar told me."
    offered = candidates([text, "The bishop told me. The curate told me."], (), DeclinedVoices())
    assert len(offered) == 3
    assert offered[0] == ("nurse", "the nurse")
    assert ("my-pa", "my PA") not in offered


def test_who_was_declined_is_not_offered_again(world: World) -> None:
    file = DeclinedFile(world.context())
    assert not file.read().holds("porters")
    file.answer(("porters", "amina"), is_no=True)
    assert file.read().holds("Porters")
    assert candidates(["The porters told me. The nurse told me."], (), file.read()) == [
        ("nurse", "the nurse")
    ]
    stored = (world.home / "state" / "declined.json").read_text()
    assert "porter" not in stored
    file.answer(("porters",), is_no=False)
    assert not file.read().holds("porters")
    assert file.read().holds("amina")


# ── a journal ────────────────────────────────────────────────────────────────

DAY = date(2026, 3, 27)


def heard_of(records: list[Note | Review], versions: dict[str, tuple[Note, ...]]) -> list[object]:
    heard = with_heard(Journal(tuple(records), versions=versions), LISTED).records
    return [getattr(each, "voices", None) or getattr(each, "heard", ()) for each in heard]


def test_entries_and_reviews_count_a_group_under_its_own_name() -> None:
    plain = Note(**stamped(DAY), text="A young person told me.", voices=("board",))
    marked = Note(**stamped(DAY), text="@foster-carers'-group", voices=("foster-carers'-group",))
    review = Review(**stamped(DAY), period="week", from_=DAY, to=DAY, heard=("gp", "mayor"))
    assert heard_of([plain, marked, review], {}) == [
        ("board", "young-people"), ("foster-carers",), ("gps", "mayor"),
    ]  # fmt: skip
    assert with_heard(Journal((plain,)), ()).records == (plain,)


def test_what_the_leader_left_out_stays_out() -> None:
    entry = Note(**stamped(DAY), text="The GPs told me.", voices=("board",))
    earlier = Note(**stamped(DAY), text="The GPs told me.", voices=("gps",))
    other_words = Note(**stamped(DAY), text="The GPs said.", voices=("board",))
    assert heard_of([entry], {entry.id: (earlier,)}) == [("board",)]
    assert heard_of([entry], {entry.id: (other_words,)}) == [("board", "gps")]
    assert heard_of([entry], {}) == [("board", "gps")]


def test_not_named_is_said_only_where_nothing_is_written() -> None:
    review = Review(
        **stamped(DAY), period="week", from_=DAY, to=DAY, missing=("gp",), text="The night-shift."
    )
    records = [note("I told the foster carers."), review]
    assert not_named(records, LISTED) == ("Young people", "Carers' forum")
    assert not_named([*records, note("x", voices=("carers-forum",))], LISTED) == ("Young people",)


# ── the commands ─────────────────────────────────────────────────────────────


def test_a_list_made_later_counts_what_was_written_before(world: World) -> None:
    world.run("note", "-", stdin="The foster carers' group said it is a myth.")
    world.run("note", "-", stdin="I told the night shift.")
    world.run("config", "set", "voices", "foster carers,night shift,GPs")
    said = world.document("trends")["voices"]
    assert [(each["name"], each["count"]) for each in said["heard"]] == [("foster-carers", 1)]
    assert said["not_named"] == said["never_heard"] == ["GPs"]
    counted = world.document("voices")["voices"]
    assert [(each["voice"], each["count"]) for each in counted] == [
        ("foster-carers", 1), ("gps", 0), ("night-shift", 0),
    ]  # fmt: skip
    entries = world.entries("--voice", "foster-carers")
    assert [each["voices"] for each in entries] == [["foster-carers"]]
    for form in ("json", "jsonl", "csv", "md", "html"):
        exported = world.run("export", "--voice", "foster-carers", "--format", form, "-o", "-").out
        assert "said it is a myth" in exported
        assert "I told the night shift" not in exported
        assert "foster-carers" not in exported, "what the journal holds, and nothing it does not"


@pytest.mark.parametrize(
    "text",
    [
        "the carer, " * 3000, "Carer from " * 3000, "(carer " * 3000, "'" * 20_000,
        "the carers, who was with the " * 800, "said the " * 3000, "Ann " * 5000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_no_text_makes_it_slow(text: str) -> None:
    assert keeps_step(lambda part: heard_in(part, LISTED), text[:18_000])


def test_the_figures_that_the_documents_give() -> None:
    held = [each for each in benchmark.notes() if each["split"] == "held"]
    counts = benchmark.measured(held)
    assert counts["right"] >= 0.85 * counts["heard"]
    assert counts["wrong"] <= 0.05 * len(held)
    page = (Path(__file__).resolve().parents[2] / "docs" / "voices.md").read_text("utf-8")
    page = " ".join(page.split())
    share = counts["right"] / counts["heard"]
    assert f"{counts['right']} of {counts['heard']} ({share:.2f})" in page
    assert f"| {counts['wrong']} of {len(held)} |" in page
    assert f"| {counts['in vain']} of {counts['nobody']} |" in page
    others = benchmark.measured([each for each in held if each["from"] in benchmark.SOURCES[2:]])
    assert f"{others['right']} of {others['heard']} are found" in page
