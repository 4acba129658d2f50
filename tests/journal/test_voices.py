"""``voices``, ``tags`` and giving one another name."""

from __future__ import annotations

import json

import pytest

from conftest import World
from sealed_world import switch_on
from syslead_cli.base.text import with_renamed

WEEK = {"heard": ["carer-forum", "board"], "missing": ["night-staff", "carer-forum"]}


def named(world: World, what: str) -> list[tuple[str, int, str | None]]:
    rows = world.document(f"{what}s")[f"{what}s"]
    return [(row[what], row["count"], row["last"]) for row in rows]


@pytest.fixture
def heard(world: World) -> World:
    """A leader who spelt one forum in two ways, and a review that repeats it."""
    world.run("note", "-", stdin="Heard @carer-forum and @the-board. #budget #budgte")
    world.clock.move(days=1)
    world.run("note", "-", stdin="@Carer-Forum’s chair, and @carers-forum. #Budget")
    assert world.run("review", "week", "--answers", "-", stdin=json.dumps(WEEK)).code == 0
    return world


def test_they_are_counted_with_their_last_day(heard: World) -> None:
    heard.run("config", "set", "voices", "night staff,parents")
    assert named(heard, "voice") == [
        ("carer-forum", 3, "2026-03-28"),
        ("board", 2, "2026-03-28"),
        ("carers-forum", 1, "2026-03-28"),
        ("night-staff", 0, None),
        ("parents", 0, None),
    ]
    assert named(heard, "tag") == [("budget", 2, "2026-03-28"), ("budgte", 1, "2026-03-27")]
    assert heard.run("voices").out.splitlines() == [
        " @carer-forum   3  28 Mar",
        " @board         2  28 Mar",
        " @carers-forum  1  28 Mar",
        " @night-staff   0  named, and not heard from yet",
        " @parents       0  not named yet",
    ]
    assert heard.run("tags").out.splitlines() == [" #budget  2  28 Mar", " #budgte  1  27 Mar"]


def test_the_counts_are_those_of_trends(heard: World) -> None:
    said = heard.document("trends")["voices"]["heard"]
    counted = {(row["name"], row["count"], row["last"]) for row in said}
    assert counted == {row for row in named(heard, "voice") if row[1]}


def test_two_names_of_one_voice_become_one_everywhere(heard: World) -> None:
    heard.run("config", "set", "voices", "Carer Forum,Carers Forum")
    aliases = heard.home / "state" / "aliases.json"
    aliases.write_text('{"carer-forum": "a group of carers"}')
    done = heard.run("voices", "rename", "@Carer-Forum", "the Carers Forum", "--yes")
    assert done.out == "Renamed @carer-forum to @carers-forum in 3 entries.\n"
    assert "in use, in 1 entry; the two become one" in done.err
    review, second, first = heard.entries()
    assert (review["heard"], review["missing"]) == (
        ["carers-forum", "board"], ["night-staff", "carers-forum"],
    )  # fmt: skip
    assert second["text"] == "@carers-forum’s chair, and @carers-forum. #Budget"
    assert second["voices"] == ["carers-forum"]
    assert first["voices"] == ["carers-forum", "board"]
    assert first["edited"] is True
    assert heard.run("config", "get", "voices").out.strip() == "Carers Forum"
    assert json.loads(aliases.read_text())["carers-forum"] == "a group of carers"
    # The old name is in no text that an edit could find it in again.
    heard.run("edit", first["id"], "--text", first["text"] + " Good.")
    assert "carer-forum" not in [name for name, _, _ in named(heard, "voice")]


def test_a_tag_is_renamed_the_same_way(heard: World) -> None:
    assert heard.run("tags", "rename", "#budgte", "Budget", "-y").code == 0
    assert heard.entries()[2]["text"] == "Heard @carer-forum and @the-board. #budget #budget"
    assert named(heard, "tag") == [("budget", 2, "2026-03-28")]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("carer-forun", "x", 1, 'Did you mean "carer-forum"?'),
        ("carer-forum", "a/b", 2, "not a name"),
        ("carer-forum", "  ", 2, "not a name"),
        ("carer-forum", "CARER forum", 1, "already has that name"),
    ],
)
def test_what_cannot_be_renamed(heard: World, old: str, new: str, code: int, said: str) -> None:
    before = heard.journal_lines()
    done = heard.run("voices", "rename", old, new, "--yes")
    assert (done.code, said in done.err, heard.journal_lines()) == (code, True, before)


def test_a_name_that_an_older_version_kept_otherwise_can_be_mended(world: World) -> None:
    world.run("note", "-", "--voice", "Zoë", stdin="@Zoe\u0308 came.")
    assert world.run("voices", "rename", "zoe", "zoe", "-y").code == 0
    assert named(world, "voice") == [("zoe", 1, "2026-03-27")]
    assert with_renamed("@the-board, @board's, @boards", "@", {"board"}, "council") == (
        "@council, @council's, @boards"
    )


def test_an_encrypted_journal_is_renamed_in_its_lines(world: World) -> None:
    switch_on(world)
    world.run("note", "-", stdin="@carer-forum came.")
    assert world.run("voices", "rename", "carer-forum", "carers-forum", "-y").code == 0
    assert named(world, "voice") == [("carers-forum", 1, "2026-03-27")]
    assert not any(b"carer" in line for line in world.journal_lines())


def test_a_group_in_the_settings_is_the_voice_it_is_spelt_like(heard: World) -> None:
    heard.run("config", "set", "voices", "Carers' Forum")
    assert "carers'-forum" not in [name for name, _, _ in named(heard, "voice")]
    heard.run("voices", "rename", "carers' forum", "parents", "-y")
    assert heard.run("config", "get", "voices").out.strip() == "parents"


def test_an_option_may_name_several_voices(world: World) -> None:
    id_ = world.run("note", "-", "--voice", "Mrs Jones; the board", stdin="x").out.strip()
    assert voices_named(world) == {"mrs-jones", "board"}
    world.run("edit", id_, "--voice", "Gwyneth, the night staff and @rhian")
    assert voices_named(world) == {"gwyneth", "night-staff", "rhian"}


def voices_named(world: World) -> set[str]:
    return {str(name) for name, *_ in named(world, "voice")}
