"""What could not be saved is offered at the next start, and taken in once and for all."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Result, Terminal, World
from syslead_cli.journal.model import Note
from syslead_cli.journal.rescue import Typed, waiting_files
from terminal import SYSLEAD, Seat, environment

OFFER = "syslead repair --apply"


def refusing(world: World, monkeypatch: pytest.MonkeyPatch, text: str) -> Result:
    """The disk is full just when the note is to be written."""
    real = os.write

    def write(handle: int, content: bytes) -> int:
        if b'"kind":"note"' in content and "journal" in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(28, "No space left on device")
        return real(handle, content)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        return world.run("note", "-", stdin=text)


def notes(world: World) -> list[str]:
    return [r.text for r in world.context().journal.read().records if isinstance(r, Note)]


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


@needs_proc
def test_a_full_disk_then_the_next_start(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run("note", "-", stdin="Before.")
    failed = refusing(world, monkeypatch, "The words that matter.")
    assert failed.code == 1
    assert "What you wrote is in" in failed.err
    page = world.run().out
    assert "Not saved yet" in page
    assert OFFER in page
    assert json.loads(world.run("--json").out)["next"]["command"] == OFFER
    for _ in range(2):
        assert world.run("repair", "--apply").code == 0
        assert notes(world) == ["Before.", "The words that matter."]
    assert "Not saved yet" not in world.run().out
    assert world.run("verify").code == 0


def test_a_note_and_a_sitting_at_a_terminal_say_so_first(world: World) -> None:
    rescue = world.home / "state" / "rescue"
    rescue.mkdir(parents=True, mode=0o700)
    (rescue / "typed-1.txt").write_text("The words that matter.\n")
    for words in (("note",), ("reflect", "--facet", "courage")):
        out, err = Terminal(), Terminal()
        context = world.context(stdin="", stdout=out, stderr=err)
        context.stdin = Terminal("New.\n\n\n\n\n\n")
        from syslead_cli.__main__ import main

        main(list(words), context)
        assert "typed-1.txt (syslead repair --apply takes it in)" in err.getvalue(), words
    assert "Not saved yet" not in world.run("note", "-", stdin="x").err


@pytest.mark.parametrize(
    "name",
    [
        "edited-ab.md",
        "typed-77.txt",
        ".edit-999999999-x/entry.md",
        ".edit-99999999999999999999-x/entry.md",
        ".edit-0-x/entry.md",
    ],
)
def test_words_become_a_note_once(world: World, name: str) -> None:
    path = world.home / "state" / "rescue" / name
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_text("Half a thought.\n")
    os.utime(path, (1_774_000_000, 1_774_000_000))
    assert json.loads(world.run("--json").out)["rescued"] == [str(path)]
    again = path.read_bytes()
    assert world.run("repair", "--apply").code == 0
    assert notes(world) == ["Half a thought."]
    assert not path.exists()
    assert str(world.context().journal.read().records[0].day) == "2026-03-20"
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_bytes(again)  # as after a crash between the two steps
    os.utime(path, (1_774_000_000, 1_774_000_000))
    assert world.run("repair", "--apply").code == 0
    assert notes(world) == ["Half a thought."]
    assert world.run("verify").code == 0


def test_an_editor_that_still_runs_is_left_alone(world: World, running: int) -> None:
    folder = world.home / "state" / "rescue" / f".edit-{running}-x"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "entry.md").write_text("Being written.\n")
    assert "Not saved yet" not in world.run().out
    world.run("repair", "--apply")
    assert (folder / "entry.md").exists()


def test_a_rescue_file_in_the_home_folder_is_offered_too(world: World) -> None:
    id_ = world.run("note", "-", stdin="Before.").out.split()[0]
    line = world.journal_lines()[0]
    home = world.home.parent / "user"
    home.mkdir()
    world.environ["HOME"] = str(home)
    other = line.replace(b"Before", b"Beside").replace(id_.encode(), b"another-id")
    (home / "rescue-x.jsonl").write_bytes(other.rpartition(b',"crc"')[0] + b"}\n")
    (home / "rescue-of-mine.txt").write_text("not ours")
    assert "rescue-x.jsonl" in world.run().out
    assert world.run("repair", "--apply").code == 0
    assert sorted(notes(world)) == ["Before.", "Beside."]
    assert [path.name for path in home.iterdir()] == ["rescue-of-mine.txt"]


class FullScreen(Terminal):
    """A stream that takes nothing, as ``> /dev/full`` does."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "arguments",
    [
        ("note", "-"),
        ("note", "-", "--json"),
        ("intend", "If it rains, then I will ask."),
        ("reflect", "--answers", "-"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_screen_that_fails_after_saving_changes_the_exit_code_alone(
    world: World, arguments: tuple[str, ...]
) -> None:
    words = json.dumps({"answers": [], "note": "Once."}) if "--answers" in arguments else "Once."
    failed = world.run(*arguments, stdin=words, stdout=FullScreen(), stderr=Terminal())
    assert failed.code == 1
    assert len(world.journal_lines()) == 1
    assert not list((world.home / "state").rglob("typed-*"))
    world.run("repair", "--apply")
    assert len(world.journal_lines()) == 1


@pytest.fixture
def seats(tmp_path: Path) -> Iterator[list[Seat]]:
    started: list[Seat] = []
    yield started
    for seat in started:
        seat.leaves()


@pytest.mark.parametrize("command", ["note", "intend"])
def test_words_outlive_a_program_that_is_killed_while_they_are_typed(
    tmp_path: Path, seats: list[Seat], command: str
) -> None:
    def at_terminal(*words: str) -> Seat:
        seats.append(Seat((*SYSLEAD, *words), environment(tmp_path)))
        return seats[-1]

    seat = at_terminal(command)
    seat.shows("Ctrl-J")
    seat.keys("words being typed")
    seat.shows("words being typed")
    seat.kill(signal.SIGKILL)
    seat.ends()
    rescue = tmp_path / "state" / "rescue"
    (file,) = rescue.iterdir()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("words being typed\n", 0o600)
    again = at_terminal(command)
    again.shows("Not saved yet")
    again.keys("If it is saved, then I will see it", "\r")
    assert again.ends() == 0
    assert list(rescue.iterdir()) == [file]
    mended = at_terminal("repair", "--apply")
    assert mended.ends() == 0
    assert list(rescue.iterdir()) == []
    assert "words being typed" in "".join(
        path.read_text() for path in (tmp_path / "journal").rglob("*.jsonl")
    )


def test_the_file_of_words_being_typed_is_encrypted_and_goes(tmp_path: Path) -> None:
    typed = Typed(lambda: [tmp_path], lambda content: b"age " + content[::-1])
    typed.heard("If it rains")
    typed.typing("then")
    (file,) = tmp_path.iterdir()
    assert (file.suffix, file.read_bytes()) == (".age", b"age " + b"If it rains\nthen\n"[::-1])
    assert waiting_files(tmp_path, "") == [file]
    typed.ended()
    assert list(tmp_path.iterdir()) == []


def test_words_typed_elsewhere_at_this_moment_do_not_wait(tmp_path: Path, running: int) -> None:
    (tmp_path / f"typing-{running}.txt").write_text("x")
    assert waiting_files(tmp_path, "") == []


def test_a_disk_that_is_full_does_not_stop_the_typing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Typed(lambda: [tmp_path / "file" / "folder"]).typing("words")
