"""``forget``: after it no byte of this device's holds the word; what is out of reach is said."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import World
from planted import OTHER, OWN, Planting
from sealed_world import PASSPHRASE, switch_on
from syslead_cli.base.terminal import Screen
from syslead_cli.journal import forget, forget_match
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import Note

WORD = "zanzibar"


@pytest.fixture
def planted(world: World) -> Planting:
    planting = Planting(world, WORD)
    planting.plant()
    return planting


def texts(world: World) -> list[str]:
    return [str(getattr(r, "text", "") or "") for r in world.context().journal.read().records]


@pytest.mark.parametrize("option", ["--word", "--voice"])
def test_no_byte_holds_it_afterwards(planted: Planting, option: str) -> None:
    world = planted.world
    shown = world.done("forget", option, WORD.upper(), "--yes")
    left = planted.holding()
    assert left == ([] if option == "--voice" else ["config.toml"])
    assert ("config.toml contains it too" in shown) == (option == "--word")
    assert "This one stays." in texts(world)
    assert world.run("verify").code == 0
    assert (planted.state / "erasing").exists() is False
    assert "a nurse" in (planted.state / "aliases.json").read_text()


@pytest.mark.parametrize(
    ("step", "says"),
    [("write_plan", "No entry was erased"), ("carry_out", "Not everything is erased yet")],
)
def test_how_far_it_came_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, says: str
) -> None:
    from syslead_cli.journal import erase

    def refused(*_: object) -> None:
        raise OSError(28, "No space left on device")

    world.run("note", "-", stdin="said @zymurgy")
    place = forget if step == "write_plan" else erase.Erasure
    monkeypatch.setattr(place, step, refused)
    failed = world.run("forget", "--voice", "zymurgy", "--yes")
    assert failed.code == 1
    assert f"{says}: No space left on device." in failed.err
    assert ("The next entry" in failed.err) == (step == "carry_out")


def test_the_search_finds_what_forget_would_take(planted: Planting) -> None:
    """The control: every planted file is found by the grep before."""
    assert {name.split("/")[0] for name in planted.holding()} == {"journal", "state", "config.toml"}
    before = {p: p.read_bytes() for p in planted.world.home.rglob("*") if p.is_file()}
    looked = planted.world.document("forget", "--word", WORD, "--dry-run")
    assert before == {p: p.read_bytes() for p in planted.world.home.rglob("*") if p.is_file()}
    assert looked["forgotten"] is False
    assert looked["erased"] == {
        "ask": 1, "intention": 1, "note": 5, "outcome": 1, "rating": 1, "review": 1, "share": 1
    }  # fmt: skip
    assert looked["newer"] == 1
    assert {one["kind"] for one in looked["beside"]} == {
        "draft", "words", "roles", "spoilt", "copy"
    }  # fmt: skip
    assert looked["still_in"] == ["config.toml"]
    assert [share["to"] for share in looked["shared"]] == ["Dana"]
    assert WORD not in json.dumps({**looked, "out_of_reach": []})


def test_entries_can_stay_without_the_name(planted: Planting) -> None:
    world = planted.world
    data = world.document("forget", "--voice", "@" + WORD, "--keep-entries", "--yes")
    assert data["reworded"]["note"] == 5
    assert data["erased"] == {}
    assert planted.holding() == []
    said = texts(world)
    assert "Because someone, I waited." in said
    assert "Harmful: someone." in said
    assert "It was somebody else." in said
    records = world.context().journal.read().records
    intention = next(r for r in records if r.kind == "intention")
    assert intention.text == "If someone comes, then I will ask."  # type: ignore[attr-defined]
    assert [r.of for r in records if r.kind == "outcome"] == [intention.id]  # type: ignore[attr-defined]
    voices = {v for r in records for v in getattr(r, "voices", ())}
    assert voices == {"union"}
    assert all(r.day.month == 2 for r in records)
    assert "someone" in (planted.state / "drafts" / "sitting-1.json").read_text()
    assert "someone" in (planted.state / "rescue" / "edited-ab.md").read_text()
    assert world.run("verify").code == 0
    again = world.document("forget", "--voice", WORD, "--keep-entries", "--yes")
    assert again["records"] == 0


def test_everything_before_a_day(world: World) -> None:
    planting = Planting(world, WORD)
    planting.plant()
    for path in planting.state.joinpath("rescue").rglob("*.md"):
        os.utime(path, (1_770_000_000, 1_770_000_000))
    world.run("note", "-", stdin="Written in March.")
    data = world.document("forget", "--before", "2026-03", "--yes")
    assert planting.holding() == ["config.toml", "state/aliases.json"]
    assert texts(world) == ["Written in March."]
    assert data["last"] == "2026-02-10"
    assert data["erased"]["share"] == 1
    assert data["erased"]["focus"] == 1
    assert world.run("verify").code == 0


def test_a_later_edit_of_an_old_entry_goes_with_it(world: World) -> None:
    planting = Planting(world, WORD)
    old = Note(**planting.head(), text="old")  # type: ignore[arg-type]
    world.put(f"journal/{OWN}/2026-02.jsonl", encode_line(old) + b"\n")
    assert world.run("edit", old.id, "--text", f"old {WORD}").code == 0
    assert world.run("forget", "--before", "2026-03-01", "--yes").code == 0
    assert planting.holding() == []
    assert texts(world) == []


def test_another_devices_lines_are_hidden_named_and_left(planted: Planting) -> None:
    theirs = planted.world.put(
        f"journal/{OTHER}/2026-02.jsonl",
        encode_line(Note(**planted.head(), text=f"theirs: {WORD}")) + b"\n",  # type: ignore[arg-type]
    )
    before = theirs.read_bytes()
    data = planted.world.document("forget", "--word", WORD, "--yes")
    assert theirs.read_bytes() == before
    assert data["elsewhere"] == [f"journal/{OTHER}/2026-02.jsonl"]
    assert data["devices"] == [OTHER]
    assert planted.holding() == ["config.toml", f"journal/{OTHER}/2026-02.jsonl"]
    assert not any(WORD in text for text in texts(planted.world))
    (planted.state / "device").write_text(OTHER + "\n")  # and now we are that device
    shutil.rmtree(planted.state / "seen")
    planted.world.run("note", "-", stdin="next")
    assert planted.holding() == ["config.toml"]


def test_the_word_can_come_from_standard_input(planted: Planting) -> None:
    shown = planted.world.done("forget", "--word", "-", "--yes", stdin=f"{WORD}\n")
    assert planted.holding() == ["config.toml"]
    assert "history of your shell" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--voice", "a", "--word", "b"), ("--word", "a", "--before", "2026"),
        ("--word", "a", "--keep-entries"), ("--voice", "a", "--whole-word"),
        ("--word", "a", "--json"), ("--before", "soonish"), ("--word", " ", "--yes"),
        ("--word", "\u0301", "--yes"), ("--word", "zanzibar"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_clear_is_exit_2_and_erases_nothing(
    planted: Planting, arguments: tuple[str, ...]
) -> None:
    before = planted.holding()
    result = planted.world.run("forget", *arguments)
    assert result.code == 2, result.out + result.err
    assert planted.holding() == before
    assert "\n" in result.err.strip() or "syslead" in result.err


def test_nothing_found_is_said_and_writes_nothing(world: World) -> None:
    result = world.run("forget", "--voice", "nobody", "--yes")
    assert (result.code, result.err) == (0, "Nothing here contains @nobody.\n")
    assert not (world.home / "journal").exists()


# ── cut short ────────────────────────────────────────────────────────────────


class Killed(BaseException):
    """Stands for kill -9 at a system call."""


@pytest.mark.parametrize("keep", [False, True])
def test_cut_short_anywhere_it_is_finished_by_the_next_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    arguments = ["forget", "--voice", WORD, "--yes", *(["--keep-entries"] if keep else [])]
    finished = begun = 0
    for at in range(400):
        world = World(tmp_path / f"home-{at}")
        planting = Planting(world, WORD)
        planting.plant()
        if _killed_at(at, world, arguments, monkeypatch):
            finished += 1
            break
        if forget.read_plan(planting.state / "erasing"):
            begun += 1
            assert world.run("note", "-", stdin="next").code == 0
            assert planting.holding() == [], at
            assert texts(world).count("This one stays.") == 1
            if keep:
                assert texts(world).count("Because someone, I waited.") == 1
            assert world.run("verify").code == 0
        else:  # before the plan, or after everything
            said = texts(world)
            assert any(WORD in text for text in said) or not planting.holding()
    assert finished
    assert begun > 20


def _killed_at(
    at: int, world: World, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Whether the command ended before its change number ``at``."""
    count = 0

    def dying(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count > at:
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in ("replace", "unlink", "write"):
            patch.setattr(os, name, dying(getattr(os, name)))
        try:
            world.run(*arguments)
        except Killed:
            return False
    return True


def test_a_plan_that_makes_no_sense_is_no_order(planted: Planting) -> None:
    planted.world.put("state/erasing", b'{"v":1,"order":7}')
    assert planted.world.run("note", "-", stdin="next").code == 0
    assert len(planted.holding()) > 10
    assert not (planted.state / "erasing").exists()


def test_a_file_that_refuses_is_named_and_tried_again(planted: Planting) -> None:
    copy = planted.world.home / "journal" / OWN / "2026-02 (conflicted copy).jsonl"
    elsewhere = copy.rename(planted.world.home.parent / "moved.jsonl")
    copy.symlink_to(elsewhere)
    result = planted.world.run("forget", "--word", WORD, "--yes")
    assert result.code == 1
    assert "2026-02 (conflicted copy).jsonl (a symbolic link)" in result.err
    assert (planted.state / "erasing").exists()
    copy.unlink()
    planted.world.run("note", "-", stdin="next")
    assert not (planted.state / "erasing").exists()


def test_a_delete_in_between_does_not_end_the_plan(
    planted: Planting, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = planted.world
    with monkeypatch.context() as patch:
        patch.setattr(forget_match.Sidecars, "erase", _fail)
        with pytest.raises(Killed):
            world.run("forget", "--word", WORD, "--yes")
    stays = next(r.id for r in world.context().journal.read().records
                 if getattr(r, "text", "") == "This one stays.")  # fmt: skip
    assert world.run("delete", stays, "--yes").code == 0
    world.run("note", "-", stdin="next")
    assert planted.holding() == ["config.toml"]


def _fail(*_: object) -> None:
    raise Killed


# ── encrypted ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("keep", [False, True])
def test_an_encrypted_journal_forgets_as_well(planted: Planting, keep: bool) -> None:
    world = planted.world
    switch_on(world)
    assert world.run("encrypt", "--yes").code == 0
    assert planted.holding() == ["config.toml", "state/aliases.json"]
    options = ("--keep-entries",) if keep else ()
    data = world.document("forget", "--voice", WORD, *options, "--yes")
    assert sum(data["reworded" if keep else "erased"].values()) > 8
    assert planted.holding() == []
    said = texts(world)
    assert "This one stays." in said
    assert not any(WORD in text for text in said)
    assert ("Because someone, I waited." in said) == keep
    assert world.document("forget", "--word", WORD, "--yes")["records"] == 0
    assert world.run("verify", "--open").code == 0
    world.done("decrypt", "--yes", "--passphrase-file", "-", stdin=f"{PASSPHRASE}\n")
    assert planted.holding() == []


@pytest.mark.parametrize(("answer", "erased"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_it_shows_and_asks(planted: Planting, answer: str, erased: bool) -> None:
    shown = planted.world.answering(f"{answer}\n", "forget", "--word", WORD)
    said = shown.out
    assert shown.code == 0
    assert said.index("To be erased for good: 1 answer, 5") < said.index("Erase this for good?")
    assert ("\n Erased.\n" in said) == erased
    assert ("Nothing was erased." in said) != erased
    assert ("What this cannot erase" in said) == erased
    assert (planted.holding() == ["config.toml"]) == erased


@pytest.mark.parametrize(
    ("answers", "left"),
    [("k\ny\n", ["Met someone.", "Other."]), ("e\ny\n", ["Other."]),
     ("k\nn\n", ["Met @priya.", "Other."]), ("n\n", ["Met @priya.", "Other."]),
     ("\n", ["Met @priya.", "Other."])],
)  # fmt: skip
def test_a_voice_is_counted_and_its_entries_may_stay(
    world: World, answers: str, left: list[str]
) -> None:
    for text in ("Other.", "Met @priya."):
        world.run("note", text)
    shown = world.answering(answers, "forget", "--voice", "priya")
    assert shown.code == 0
    counts, _, rest = shown.out.partition("k keep the entries without it · e erase them")
    assert "@priya is in 1 note, of 27 Mar." in counts
    assert "They can be kept, with “someone” in place of the name (--keep-entries)." in counts
    assert ("Take the name out for good?" in rest) == answers.startswith("k")
    assert ("Erase this for good?" in rest) == answers.startswith("e")
    assert sorted(texts(world)) == sorted(left)


def test_a_line_that_a_copy_brought_back_is_found_and_goes(world: World) -> None:
    world.run("note", "-", stdin="Priya spoke of the merger.")
    (path,) = (world.home / "journal").glob("*/*.jsonl")
    before = path.read_bytes()
    assert world.run("forget", "--voice", "Priya", "--keep-entries", "--yes").code == 0
    copy = path.with_name("2026-03 (conflicted copy).jsonl")
    copy.write_bytes(before)
    beside = world.document("forget", "--voice", "Priya", "--dry-run")["beside"]
    assert [(one["kind"], one["lines"]) for one in beside] == [("removed", 1)]
    world.done("forget", "--voice", "Priya", "--keep-entries", "--yes")
    assert b"Priya" not in copy.read_bytes()
    assert world.texts() == ["someone spoke of the merger."]


def test_entries_that_do_not_fit_on_the_screen_are_counted_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Screen, "rows", 14)
    world.write(*(f"The forum said {number}, and it was heard." for number in range(4)))
    done = world.answering("n\n", "forget", "--word", "forum")
    shown = done.out.count("it was heard")
    assert 0 < shown < 4
    assert f"… and {4 - shown} more entries" in done.out
