"""What a command line is answered with: our words, a next step that works, alike by either way."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from conftest import Result, World
from syslead_cli.__main__ import narrow
from syslead_cli.app import run as long_way
from syslead_cli.base.options import NUMBERS
from terminal import SYSLEAD, Seat, environment

TYPER = tuple(map(int, version("typer").split(".")[:2]))

_MISTYPED = [
    ("intentions don", 'There is no command "intentions don".', 'Did you mean "done"?'),
    ("list --facte x", "There is no option --facte.", 'Did you mean "--facet"?'),
    ("list -x", "There is no option -x.", "syslead list --help shows how to use it."),
    ("list --facet", "--facet needs a value.", "syslead list --help"),
    ("show", "show needs ID.", "syslead show --help"),
    ("prompts add Why?", "prompts add needs --facet.", "syslead prompts add --help"),
    ("note hello world", "Put quotes around several words.", 'syslead note "several words"'),
    ("verify all", 'There are too many words after "verify".', "syslead verify --help"),
    ("trends csv", 'too many words after "trends".', "Did you mean: syslead trends --format csv"),
    ("trends month", 'too many words after "trends".', "syslead trends --by month"),
    ("trends Feeling", 'too many words after "trends".', "syslead trends --dimension Feeling"),
    ("trends facets", 'too many words after "trends".', "Did you mean: syslead trends --facets"),
    ("trends --csv", "There is no option --csv.", "Did you mean: --format csv"),
    ("list note", 'too many words after "list".', "Did you mean: syslead list --kind note"),
    ("list courage", 'too many words after "list".', "syslead list --facet courage"),
    ("list 2w", 'too many words after "list".', "syslead list --since 2w"),
    ("list 5 --json", 'too many words after "list".', "syslead list --limit 5 --json"),
    ("list @board", 'too many words after "list".', "syslead list --voice @board"),
    ("list #budget", 'too many words after "list".', "syslead list --tag '#budget'"),
    ("reflect yesterday", 'too many words after "reflect".', "syslead reflect --date yesterday"),
    ("export md", '"md" is a format, and would be searched for as a word.', "export --format md"),
    ("coach brief heron md", 'words after "coach brief".', "coach brief heron --format md"),
    ("export csv budget", "would be searched for as a word.", "syslead export --format csv"),
    ("export json", "would be searched for as a word.", "syslead export --format json"),
    ("coach cohort html", '"html" is a format, and would be read as a folder.', "--format html"),
    ("coach cohort csv", '"csv" is a format, and would be read as a folder.', "--format csv"),
    (
        "coach brief md",
        "would be looked for as a client.",
        "syslead coach brief CLIENT --format md",
    ),
    ("coach brief heron --format md --json", "Use --json or --format, not both.", ""),
    ("share preview --json --format md", "Use --json or --format, not both.", ""),
    ("config prompts", 'no command "config prompts".', "syslead config get prompts"),
    ("intentions all", 'no command "intentions all".', "syslead intentions --all"),
    ("trends --html", "There is no option --html.", "Did you mean: --format html"),
    ("week", 'There is no command "week".', "Did you mean: syslead review week"),
    ("recipiets", 'no command "recipiets".', "Did you mean: syslead share recipients"),
    ("ls --limit 3", 'There is no command "ls".', "Did you mean: syslead list --limit 3"),
    ("list --color pink", '--color must be auto, always or never, not "pink".', ""),
    ("help list words", "syslead list has no command below it.", ""),
    ("help tends", 'There is no command "tends".', 'Did you mean "trends"?'),
    ("search", "Nothing to search for.", "syslead search --tag budget"),
    ("intend x --by never", '"never" is not a date.', "Try fri, tomorrow"),
    ("note --date 2026-03 x", "is more than one day.", "Try fri, yesterday, "),
    ("forget --word", "--word needs a value.", "syslead forget --help shows how to use it."),
    ("share write --to", "--to needs a value.", "syslead share write --help shows how to use it."),
    ("forget --nothing", "no option --nothing.", "syslead forget --help shows how to use it."),
    ("focus courage", "A focus is 6 to 8 facets; 1 was given.", "syslead framework show"),
]


@pytest.mark.parametrize(("typed", "said", "hint"), _MISTYPED, ids=[row[0] for row in _MISTYPED])
def test_a_mistyped_line_says_what_is_wrong_and_what_to_write(
    world: World, typed: str, said: str, hint: str
) -> None:
    told = world.refused(*typed.split(), code=2)
    first, *second = told.splitlines()
    assert first.removeprefix("syslead: ").endswith(said)
    assert hint in "".join(second)


@pytest.mark.parametrize("words", ["", "trends", "share", "share write", "help"])
def test_help_is_a_command_too(world: World, words: str) -> None:
    asked, option = world.run("help", *words.split()), world.run(*words.split(), "--help")
    assert asked.code == 0
    assert asked.out.strip() == option.out.strip()


_EITHER_SIDE = [["--color", "always"], ["--colour=always"]]


@pytest.mark.parametrize("option", _EITHER_SIDE, ids=" ".join)
@pytest.mark.parametrize("command", [["list"], ["framework", "show"], ["config", "get"]])
def test_colour_may_be_said_before_the_command_or_after_it(
    world: World, option: list[str], command: list[str]
) -> None:
    world.run("note", "x")
    plain, before = world.run(*command), world.run(*option, *command)
    assert "\x1b[" in before.out
    assert "\x1b[" not in plain.out
    assert world.run(*command, *option).out == before.out
    assert world.run(*command[:1], *option, *command[1:]).out == before.out
    assert world.run(*command, "--color", "never", *option).out == before.out


def test_what_is_said_on_the_command_line_goes_before_the_setting(world: World) -> None:
    world.run("config", "set", "colour", "always")
    world.run("note", "x")
    assert "\x1b[" in world.run("list").out
    assert "\x1b[" not in world.run("list", "--color", "never").out
    assert "\x1b[" not in world.run("--color", "auto", "list").out


def test_a_word_can_still_be_exported_by_a_format_named(world: World) -> None:
    world.run("note", "The md came.")
    assert "The md came." in world.run("export", "--format", "json", "md").out


def test_encrypt_says_what_is_missing_before_it_asks_anything(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    said = world.refused("encrypt", "--yes")
    assert "not installed" in said.splitlines()[0]
    assert f'{sys.executable} -m pip install "pyrage' in said


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


def test_ctrl_c_at_a_question_leaves_the_line(world: World, sit: Callable[..., Seat]) -> None:
    assert world.run("note", "-", stdin="about @housing").code == 0
    child = sit((*SYSLEAD, "forget", "--voice", "housing"), environment(world.home))
    child.sees("Enter neither")
    child.interrupts()
    assert child.ends() == 130
    assert child.printed.splitlines()[-1] == "Stopped."


def test_what_is_called_a_number_is_read_as_one() -> None:
    if TYPER >= (0, 29):
        pytest.skip("this Typer keeps the type of an option where it is not published")
    from syslead_cli.app import load_command
    from syslead_cli.command_table import COMMANDS

    whole = set()

    def look(command: object) -> None:
        for each in command.params:
            assert ("int" in each.type.name) == (each.metavar in NUMBERS), each.opts
            whole.update(each.opts if each.metavar in NUMBERS else ())
        for below in getattr(command, "commands", {}).values():
            look(below)

    for name in COMMANDS:
        look(load_command(name))
    assert {"--limit", "--pack", "--seed", "year"} <= whole


_TYPES = re.compile(r"<(?:str|int|float|path|file|choice)[^>]*>", re.IGNORECASE)


def _calls(command: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = getattr(command, "commands", {})
    return [path] + [call for name in below for call in _calls(below[name], (*path, name))]


def test_help_speaks_of_names_and_days_not_of_types_and_is_never_cut_short(world: World) -> None:
    from typer.core import TyperGroup

    from syslead_cli.app import load_command
    from syslead_cli.command_table import COMMANDS

    assert "..." not in world.run("--help").out.partition("\n")[2]
    seen = 0
    for name in COMMANDS:
        group = load_command(name)
        calls = _calls(group, (name,)) if isinstance(group, TyperGroup) else [(name,)]
        for call in calls:
            said = world.run(*call, "--help").out
            assert "Usage: syslead" in said, call
            if TYPER < (0, 29):  # the newer ones write a type after each argument
                assert not _TYPES.findall(said), call
            cut = [line for line in said.splitlines()[1:] if line.endswith("...")]
            assert not cut or len(call) > 1, call
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


def test_a_recovery_file_that_is_there_is_refused_before_anything_is_asked(
    world: World, tmp_path: Path
) -> None:
    taken = tmp_path / "paper"
    taken.write_text("mine")
    said = world.refused(
        "encrypt", "--yes", "--passphrase-file", "/nowhere", "--recovery-file", str(taken)
    )
    assert f"{taken} already exists" in said
    assert "--output" not in said
    assert taken.read_text() == "mine"


SHAPES = ([], ["note", "-"], ["list"], ["remind"])
LINES = [[*words, *flag] for words in SHAPES for flag in ([], ["--json"])]
SAID = "The carers asked @board for a vote. #budget\n"


def a_world(home: Path, *, filled: bool) -> World:
    world = World(home)
    if filled:
        for text in ("A first thing.", "We gave the decision away to the carers."):
            world.run("note", "-", stdin=text)
            world.clock.move(days=1)
        world.run("intend", "If the board meets, then I will ask first.", "--by", "tomorrow")
    return world


def by(way: object, world: World, arguments: list[str]) -> Result:
    context = world.context(SAID)
    code = way(arguments, context)  # type: ignore[operator]
    return Result(int(code), context.stdout.getvalue(), context.stderr.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_both_ways_answer_alike(tmp_path: Path, arguments: list[str], filled: bool) -> None:
    one, other = (a_world(tmp_path / name, filled=filled) for name in ("one", "two"))
    quick, slow = by(narrow, one, arguments), by(long_way, other, arguments)
    assert (quick.code, quick.out, quick.err) == (slow.code, slow.out, slow.err)
    assert one.journal_lines() == other.journal_lines()


@pytest.mark.parametrize(
    "arguments",
    [["list", "-n", "3"], ["note", "text"], ["note"], ["--help"], ["list", "--json", "--json"]],
    ids=" ".join,
)
def test_any_other_shape_goes_the_long_way(tmp_path: Path, arguments: list[str]) -> None:
    world = World(tmp_path / "home")
    assert by(lambda a, c: -1 if narrow(a, c) is None else 0, world, arguments) == Result(
        -1, "", ""
    )
