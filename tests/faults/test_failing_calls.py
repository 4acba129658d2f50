"""Every system call of every mutating command fails, once and for good.

Exit code non-zero exactly when it was not acknowledged; what was typed is in a rescue file;
nothing that was there before is lost; never a traceback.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Result, World
from failing_calls import Calls, errors_for, watched
from syslead_cli.adapters import journal as journal_module
from syslead_cli.core.fold import Journal
from syslead_cli.core.records import Note

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")

TYPED = "typed with great care"


@dataclass
class Command:
    """A command that changes something, and what must hold after it, done or not."""

    name: str
    arguments: Callable[[World], tuple[str, ...]]
    stdin: str
    done: Callable[[World, Result], bool]
    #: Texts that must be in the journal or in a rescue file, whatever happened.
    typed: str = ""
    prepare: Callable[[World], None] = lambda world: None


def journal_of(world: World) -> Journal:
    return world.context().journal.read()


def texts(world: World) -> list[str]:
    return [record.text for record in journal_of(world).records if isinstance(record, Note)]


def id_of(world: World, text: str) -> str:
    return next(r.id for r in journal_of(world).records if isinstance(r, Note) and r.text == text)


def anywhere(world: World, words: str) -> bool:
    """Whether the words are in any file of the leader's, wherever rescue files may go."""
    roots = [world.home, Path(world.environ["HOME"])]
    files = (path for root in roots for path in root.rglob("*.jsonl"))
    return any(words.encode() in path.read_bytes() for path in files)


def torn(world: World) -> None:
    (path,) = (world.home / "journal").glob("*/2026-03.jsonl")
    path.write_bytes(path.read_bytes() + b"{torn")


COMMANDS = [
    Command(
        "note",
        lambda world: ("note", "-"),
        TYPED,
        lambda world, result: texts(world).count(TYPED) == 1 and result.out.strip() != "",
        TYPED,
    ),
    Command(
        "the first note",
        lambda world: ("note", "-"),
        TYPED,
        lambda world, result: texts(world).count(TYPED) == 1,
        TYPED,
        lambda world: shutil.rmtree(world.home),
    ),
    Command(
        "edit",
        lambda world: ("edit", id_of(world, "one"), "--text", "-"),
        TYPED,
        lambda world, result: TYPED in texts(world),
        TYPED,
    ),
    Command(
        "delete",
        lambda world: ("delete", id_of(world, "secret"), "--yes"),
        "",
        lambda world, result: "secret" not in texts(world) and not anywhere(world, '"secret"'),
    ),
    Command(
        "config set",
        lambda world: ("config", "set", "prompts", "3"),
        "",
        lambda world, result: "prompts = 3" in (world.home / "config.toml").read_text(),
    ),
    Command(
        "backup",
        lambda world: ("backup", str(world.home / "copies")),
        "",
        lambda world, result: (Path(result.out.strip()) / "contents.json").exists(),
    ),
    Command(
        "repair",
        lambda world: ("repair", "--apply"),
        "",
        lambda world, result: journal_of(world).damage == (),
        prepare=torn,
    ),
]


def fresh(tmp_path: Path, command: Command) -> World:
    """A home with three notes, a copy of which every case starts from."""
    template = tmp_path / "template"
    if not template.exists():
        world = World(template)
        for text in ("one", "secret", "three"):
            world.clock.move(seconds=1)
            assert world.run("note", "-", stdin=text).code == 0
        (template / "config.toml").write_text("# mine\nprompts = 2\n")
    home = tmp_path / "case" / "home"
    shutil.rmtree(tmp_path / "case", ignore_errors=True)
    shutil.copytree(template, home)
    world = World(home)
    world.environ["HOME"] = str(tmp_path / "case")
    world.clock.move(days=0.01)
    world.clock.count = 1000
    command.prepare(world)
    return world


def outcome(
    tmp_path: Path, command: Command, fail_at: int, number: int, *, for_good: bool
) -> tuple[World, Result, Calls, list[str]]:
    world = fresh(tmp_path, command)
    arguments = command.arguments(world)
    before = texts(world) if world.home.exists() else []
    calls = Calls(world.home, fail_at, number, for_good=for_good)
    with watched(calls):
        result = world.run(*arguments, stdin=command.stdin)
    return world, result, calls, before


def check(command: Command, world: World, result: Result, before: list[str]) -> None:
    assert result.code in (0, 1, 4), result.err
    if result.code == 4:  # a repair or backup that had to leave something says so
        assert command.name in ("repair", "backup")
    elif result.code == 0:
        assert command.done(world, result), result
    else:
        assert "syslead: " in result.err
    now = texts(world)
    wanted = [text for text in before if text != "secret" and command.name != "edit"]
    assert [text for text in now if text in wanted] == wanted
    refused_before_reading = ("config.toml", "No entry", "/frameworks", "/prompts")
    if command.typed and not any(words in result.err for words in refused_before_reading):
        assert anywhere(world, command.typed), result.err
    damage = [one for one in journal_of(world).damage if command.name != "repair"]
    assert damage == []
    config = world.home / "config.toml"
    if command.name != "the first note":
        assert config.read_text() in ("# mine\nprompts = 2\n", "# mine\nprompts = 3\n")


def cases(tmp_path: Path, command: Command, *, all_of_them: bool) -> list[tuple[int, int, bool]]:
    _, result, calls, _ = outcome(tmp_path, command, -1, 0, for_good=False)
    assert result.code == 0, result.err
    found = []
    step = 1 if all_of_them else max(1, len(calls.seen) // 24)
    for place, name in list(enumerate(calls.seen))[::step]:
        numbers = errors_for(name)
        if all_of_them:
            found += [(place, number, good) for number in numbers for good in (False, True)]
        else:
            found.append((place, numbers[place % len(numbers)], place // step % 2 == 0))
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["short", "all"]
)
def test_every_call_may_fail(tmp_path: Path, command: Command, every: bool) -> None:
    for place, number, for_good in cases(tmp_path, command, all_of_them=every):
        world, result, calls, before = outcome(tmp_path, command, place, number, for_good=for_good)
        try:
            check(command, world, result, before)
        except AssertionError as problem:
            where = f"{command.name}: call {place}, {calls.seen[place]}, error {number}, {for_good}"
            raise AssertionError(f"{where}\n{problem}\n{result}") from None


def test_a_delete_that_was_cut_short_is_finished_by_the_next_note(tmp_path: Path) -> None:
    command = next(one for one in COMMANDS if one.name == "delete")
    unfinished = 0
    *_, calls, _ = outcome(tmp_path, command, -1, 0, for_good=False)
    for place in [place for place, name in enumerate(calls.seen) if name in ("replace", "fsync")]:
        world, result, _, _ = outcome(tmp_path, command, place, 28, for_good=False)
        hidden = "secret" not in texts(world)
        if hidden and result.code:
            unfinished += 1
            assert world.run("note", "-", stdin="later").code == 0
            assert not anywhere(world, '"secret"'), place
    assert unfinished


def test_the_check_bites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rescue file, and without taking a short write back, the check must fail."""
    monkeypatch.setattr(journal_module, "keep", lambda *_: Path("nowhere"))
    failed = 0
    for place, number, for_good in cases(tmp_path, COMMANDS[0], all_of_them=False):
        world, result, _, before = outcome(tmp_path, COMMANDS[0], place, number, for_good=for_good)
        try:
            check(COMMANDS[0], world, result, before)
        except AssertionError:
            failed += 1
    assert failed


def test_an_acknowledgement_before_the_disk_confirms_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that swallows errors says it saved what it has not: the check must see that."""
    real = journal_module.JournalFiles.append

    def swallowing(self: journal_module.JournalFiles, records: object) -> None:
        try:
            real(self, records)  # type: ignore[arg-type]
        except Exception:
            return

    monkeypatch.setattr(journal_module.JournalFiles, "append", swallowing)
    failed = 0
    for place, number, for_good in cases(tmp_path, COMMANDS[0], all_of_them=False):
        world, result, _, before = outcome(tmp_path, COMMANDS[0], place, number, for_good=for_good)
        try:
            check(COMMANDS[0], world, result, before)
        except AssertionError:
            failed += 1
    assert failed


def test_json_says_the_same(tmp_path: Path) -> None:
    world, result, _, _ = outcome(tmp_path, COMMANDS[0], -1, 0, for_good=False)
    assert result.code == 0
    assert json.loads(world.run("verify", "--json").out)["sound"]
