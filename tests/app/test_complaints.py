"""What a mistyped command line is answered with: our words, and a next step that works."""

from __future__ import annotations

import pytest
from tests.conftest import World

from syslead_cli.command_table import COMMANDS

_MISTYPED = [
    ("review month", 'There is no command "review month".', "Choose week or quarter."),
    ("intentions don", 'There is no command "intentions don".', 'Did you mean "done"?'),
    ("list --facte x", "There is no option --facte.", 'Did you mean "--facet"?'),
    ("list -x", "There is no option -x.", "syslead list --help shows how to use it."),
    ("list --facet", "--facet needs a value.", "syslead list --help"),
    ("list -n ten", "--limit takes a whole number, 0 or more.", "syslead list --help"),
    ("list -n -1", "--limit takes a whole number, 0 or more.", "syslead list --help"),
    ("demo --seed x", "--seed takes a whole number.", "syslead demo --help"),
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
    ("config prompts", 'no command "config prompts".', "syslead config get prompts"),
    ("intentions all", 'no command "intentions all".', "syslead intentions --all"),
    ("trends --html", "There is no option --html.", "Did you mean: --format html"),
    ("tends", 'There is no command "tends".', 'Did you mean "trends"?'),
    ("week", 'There is no command "week".', "Did you mean: syslead review week"),
    ("recipiets", 'no command "recipiets".', "Did you mean: syslead share recipients"),
    ("ls --limit 3", 'There is no command "ls".', "Did you mean: syslead list --limit 3"),
    ("zzz", 'There is no command "zzz".', "syslead --help lists the commands."),
    ("list --color pink", '--color must be auto, always or never, not "pink".', ""),
    ("help list words", "syslead list has no command below it.", ""),
    ("help tends", 'There is no command "tends".', 'Did you mean "trends"?'),
    ("search", "Nothing to search for.", "syslead search --tag budget"),
    ("note --problem sad x", '"sad" is not known.', "Choose critical, tame or wicked."),
    ("intend x --by never", '"never" is not a date.', "Try fri, tomorrow"),
    ("note --date 2026-03 x", "is more than one day.", "Try fri, yesterday, "),
    ("focus courage", "A focus is 6 to 8 facets; 1 was given.", "syslead framework show"),
]


@pytest.mark.parametrize(("typed", "said", "hint"), _MISTYPED, ids=[row[0] for row in _MISTYPED])
def test_a_mistyped_line_says_what_is_wrong_and_what_to_write(
    world: World, typed: str, said: str, hint: str
) -> None:
    result = world.run(*typed.split())
    assert result.code == 2
    first, *second = result.err.splitlines()
    assert first.removeprefix("syslead: ").endswith(said)
    assert hint in "".join(second)
    assert result.out == ""


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_help_is_never_cut_short(world: World, name: str) -> None:
    shown = world.run(*([name] if name else []), "--help").out
    assert not [line for line in shown.splitlines()[1:] if line.endswith("...")]


def test_search_needs_no_word_where_an_option_says_what(world: World) -> None:
    world.run("note", "-", stdin="The paper was late. #budget")
    assert "The paper was late" in world.run("search", "--tag", "budget").out


@pytest.mark.parametrize(
    "group",
    ["framework", "prompts", "config", "review", "assess", "share", "share recipients", "coach"],
)
def test_a_group_alone_lists_what_it_goes_on_with(world: World, group: str) -> None:
    result = world.run(*group.split())
    assert (result.code, result.out) == (2, "")
    first, *rows, last = result.err.splitlines()
    assert first == f"syslead: {group} needs a subcommand:"
    assert last == f"  syslead {group} COMMAND --help explains one of them."
    helped = world.run(*group.split(), "--help").out
    for row in rows:
        name, said = row.split(maxsplit=1)
        assert f"\n  {name} " in helped
        assert said.endswith(".")


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
