"""What somebody stumbles over who meets syslead for the first time, and what it says then."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import World
from terminal import SYSLEAD, Seat, environment


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("forget", "--word"), "syslead forget"),
        (("share", "write", "--to"), "syslead share write"),
        (("forget", "--nothing"), "syslead forget"),
    ],
)
def test_a_forgotten_word_leads_to_the_help_of_that_command(
    world: World, arguments: tuple[str, ...], command: str
) -> None:
    result = world.run(*arguments)
    assert result.code == 2
    assert f"\n  {command} --help shows how to use it." in result.err


def test_encrypt_says_what_is_missing_before_it_asks_anything(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    result = world.run("encrypt", "--yes")
    assert (result.code, result.out) == (1, "")
    assert "not installed" in result.err.splitlines()[0]
    assert f'{sys.executable} -m pip install "pyrage' in result.err


def test_the_way_to_install_is_one_that_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    from syslead_cli.errors import how_to_install

    monkeypatch.setattr(sys, "executable", "/home/Zoë Ray/bin/python")
    assert how_to_install("cohort") == '"/home/Zoë Ray/bin/python" -m pip install "duckdb>=1.0"'
    monkeypatch.setattr(sys, "executable", "")
    assert how_to_install("cohort") == 'python -m pip install "duckdb>=1.0"'


def test_the_packages_of_an_extra_are_those_that_were_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Written with either quote, as build tools do; without an installation, for a checkout."""
    from importlib import metadata

    from syslead_cli.errors import how_to_install

    monkeypatch.setattr(sys, "executable", "python")
    lines = ["rich>=13", "a>=1; extra == 'age'", 'b<2,>=1; extra == "age"', "c; extra == 'dev'"]
    monkeypatch.setattr(metadata, "requires", lambda name: lines)
    assert how_to_install("age") == 'python -m pip install "a>=1" "b<2,>=1"'
    monkeypatch.setattr(metadata, "requires", lambda name: None)
    assert how_to_install("age") == 'python -m pip install ".[age]"'


def test_a_wrong_passphrase_recalls_the_paper(world: World) -> None:
    pytest.importorskip("pyrage", reason="the age library is not installed")
    from sealed_world import switch_on

    switch_on(world, unlocked=False)
    assert world.run("note", "-", stdin="one").code == 0
    checked = world.run("verify")
    assert checked.out == "1 file, 1 encrypted line not opened (--open opens them); no problems.\n"
    result = world.run("decrypt", "--yes", "--passphrase-file", "-", stdin="never")
    assert result.code == 1
    assert "type your recovery key" in result.err


def test_ctrl_c_at_a_question_leaves_the_line(world: World, sit: Callable[..., Seat]) -> None:
    assert world.run("note", "-", stdin="about @housing").code == 0
    child = sit((*SYSLEAD, "forget", "--voice", "housing"), environment(world.home))
    child.sees("Enter neither")
    child.interrupts()
    assert child.ends() == 130
    assert child.printed.splitlines()[-1] == "Stopped."


_TYPES = re.compile(r"<(?:str|int|float|path|file|choice)[^>]*>", re.IGNORECASE)


def _calls(command: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = getattr(command, "commands", {})
    return [path] + [call for name in below for call in _calls(below[name], (*path, name))]


def test_help_speaks_of_names_and_days_not_of_types(world: World) -> None:
    from typer.core import TyperGroup

    from syslead_cli.app import load_command
    from syslead_cli.command_table import COMMANDS

    seen = 0
    for name in COMMANDS:
        group = load_command(name)
        calls = _calls(group, (name,)) if isinstance(group, TyperGroup) else [(name,)]
        for call in calls:
            said = world.run(*call, "--help").out
            assert "Usage: syslead" in said, call
            assert not _TYPES.findall(said), call
            seen += 1
    assert seen > len(COMMANDS)


def test_reading_standard_input_from_somebody_says_how_to_end(
    world: World, sit: Callable[..., Seat]
) -> None:
    child = sit((*SYSLEAD, "share", "check"), environment(world.home))
    child.sees("Ctrl-D on its own line ends it.")
    child.line("I met Priya Patel.")
    child.sees("I met Priya Patel.")
    child.send("\x04")
    child.sees("Priya Patel")
    assert child.ends() == 0
    piped = world.run("share", "check", stdin="I met nobody.")
    assert "Ctrl-D" not in piped.err + piped.out


def test_what_is_not_there_is_said_plainly_and_a_slip_is_guessed(world: World) -> None:
    assert world.run("note", "-", stdin="Met the @carers-forum.").code == 0
    slip = world.run("forget", "--voice", "Carers Form", "--dry-run")
    assert "Nothing here contains @Carers Form.\n  Did you mean @carers-forum?\n" in slip.err
    other = world.run("forget", "--voice", "zebra", "--dry-run")
    assert "Did you mean" not in other.err
    early = world.run("forget", "--before", "2001-01-01", "--dry-run")
    assert early.err.startswith("Nothing here is from before 1 Jan 2001.\n")


def test_a_preview_does_not_say_that_anything_was_shared(world: World) -> None:
    assert world.run("note", "-", stdin="A quiet day.").code == 0
    assert world.run("share", "preview", "--pseudonym", "Ash").out.startswith(
        " “Ash” · What would be shared\n"
    )
    page = world.run("share", "preview", "--format", "html").out
    assert "What was shared" in page


def test_a_recovery_file_that_is_there_is_refused_before_anything_is_asked(
    world: World, tmp_path: Path
) -> None:
    pytest.importorskip("pyrage", reason="the age library is not installed")
    taken = tmp_path / "paper"
    taken.write_text("mine")
    result = world.run(
        "encrypt", "--yes", "--passphrase-file", "/nowhere", "--recovery-file", str(taken)
    )
    assert result.code == 1
    assert f"{taken} already exists" in result.err
    assert "--output" not in result.err
    assert taken.read_text() == "mine"
