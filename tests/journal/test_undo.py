"""``undo``: the last thing this machine wrote today, and nothing else."""

from __future__ import annotations

import pytest

from conftest import Result, World
from sealed_world import switch_on
from some_records import note, write_line
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import Revise


@pytest.fixture
def desk(world: World) -> World:
    """A journal with two notes, a minute apart."""
    for text in ("The first note.", "The second note, with @board."):
        world.run("note", text)
        world.clock.move(minutes=1)
    return world


def undo(world: World) -> Result:
    done = world.run("undo", "--yes")
    world.clock.move(minutes=1)
    return done


def test_a_new_entry_is_erased(desk: World) -> None:
    done = undo(desk)
    assert (done.code, done.out) == (0, "Taken back: 1 entry erased.\n")
    assert desk.texts() == ["The first note."]
    assert b"second note" not in b"".join(desk.journal_lines())
    assert desk.run("verify").code == 0


def test_an_edit_is_turned_back_and_back_again(desk: World) -> None:
    id_ = desk.entries()[0]["id"]
    desk.run(
        "edit", id_, "--text", "The second note, with @carers and #rota.", "--date", "yesterday"
    )
    desk.clock.move(minutes=1)
    before, after = desk.entries(), None
    assert undo(desk).out == "Taken back: 1 entry as before.\n"
    after = desk.entries()
    assert after[0]["text"] == "The second note, with @board."
    assert after[0]["voices"] == ["board"]
    assert after[0].get("tags", []) == []
    assert after[0]["day"] == "2026-03-27"
    undo(desk)
    assert {each["text"] for each in desk.entries()} == {each["text"] for each in before}
    undo(desk)
    assert desk.texts() == [each["text"] for each in after]
    assert "The second note, with @carers" in desk.run("show", id_, "--versions").out


def test_what_one_command_wrote_is_taken_back_together(desk: World) -> None:
    desk.run("intend", "If it rains, then I will ring.", "--by", "tomorrow")
    desk.clock.move(days=1)
    id_ = desk.entries()[0]["id"]
    desk.run("intentions", "later", id_, "2w")
    desk.clock.move(minutes=1)
    assert undo(desk).code == 0
    intention = desk.document("show", id_)["entry"]
    assert intention["due"] == "2026-03-28"
    assert [each["kind"] for each in desk.entries()] == ["intention", "note", "note"]


def test_a_name_given_to_many_entries_is_taken_back_in_all(desk: World) -> None:
    desk.run("note", "Again @board.")
    desk.clock.move(minutes=1)
    assert desk.run("voices", "rename", "board", "council", "--yes").code == 0
    desk.clock.move(minutes=1)
    assert undo(desk).out == "Taken back: 2 entries as before.\n"
    heard = desk.document("voices")["voices"]
    assert [each["voice"] for each in heard] == ["board"]


@pytest.mark.parametrize("days", [None, 1])
def test_there_is_nothing_to_take_back(world: World, days: int | None) -> None:
    if days:
        world.run("note", "Yesterday's.")
        world.clock.move(days=days)
    said = world.refused("undo", "--yes")
    assert said.startswith("syslead: Nothing was written on this computer today.")
    assert world.texts() == ["Yesterday's."] * bool(days)


def test_what_was_removed_does_not_come_back(desk: World) -> None:
    undo(desk)
    done = undo(desk)
    assert done.code == 1
    assert "what was deleted cannot come back" in done.err
    assert desk.texts() == ["The first note."]


def test_other_devices_are_never_touched(desk: World) -> None:
    later = note("Written elsewhere.")
    write_line(desk.home, encode_line(later), device="phone")
    undo(desk)
    assert sorted(desk.texts()) == ["The first note.", "Written elsewhere."]


def test_an_entry_that_was_edited_elsewhere_stays(desk: World) -> None:
    id_ = desk.entries()[0]["id"]
    stamp = desk.context().stamp(None)._asdict()
    edit = Revise(**stamp, of=id_, set={"text": "Said anew elsewhere."})
    write_line(desk.home, encode_line(edit), device="phone")
    done = undo(desk)
    assert done.code == 1
    assert "has been changed on another device" in done.err
    assert "Said anew elsewhere." in desk.texts()


def test_it_is_shown_and_asked_about_first(desk: World) -> None:
    shown = desk.answering("n\n", "undo").out
    assert "To be erased for good:" in shown
    assert "The second note, with @board." in shown
    assert "The first note." not in shown
    assert "Nothing was taken back." in shown
    assert len(desk.entries()) == 2
    assert "Taken back: 1 entry erased." in desk.answering("y\n", "undo").out
    assert len(desk.entries()) == 1
    desk.clock.move(minutes=1)
    desk.run("edit", desk.entries()[0]["id"], "--text", "Other words.")
    desk.clock.move(minutes=1)
    shown = desk.answering("y\n", "undo").out
    assert "To be restored:" in shown
    assert "The first note." in shown


def test_nobody_is_asked_where_nobody_is(desk: World) -> None:
    said = desk.run("undo")
    assert said.code == 2
    assert "There is no terminal to ask on; nothing was taken back." in said.err
    assert len(desk.entries()) == 2


def test_a_pack_that_left_stays_in_the_log(desk: World) -> None:
    desk.environ["HOME"] = str(desk.home)
    done = desk.run("share", "write", "--yes", "--output", str(desk.home.parent / "pack.json"))
    assert done.code == 0, done.err
    desk.clock.move(minutes=1)
    done = undo(desk)
    assert (done.code, "stays in the log" in done.err) == (1, True)


def test_an_encrypted_journal_is_no_different(world: World) -> None:
    switch_on(world)
    for text in ("The first note.", "The second note."):
        world.run("note", text)
        world.clock.move(minutes=1)
    world.run("edit", world.entries()[0]["id"], "--text", "Other words.")
    world.clock.move(minutes=1)
    assert undo(world).out == "Taken back: 1 entry as before.\n"
    assert world.texts() == ["The second note.", "The first note."]
    world.run("note", "The third note.")
    world.clock.move(minutes=1)
    assert undo(world).out == "Taken back: 1 entry erased.\n"
    assert world.texts() == ["The second note.", "The first note."]
    assert all(b'"age":' in line for line in world.journal_lines())
