"""What a mistyped command line is answered with: our words, and a next step that works."""

from __future__ import annotations

import pytest
from tests.conftest import World

from syslead_cli.command_table import COMMANDS

_MISTYPED = [
    ("review month", 'There is no command "review month".', "It is week or quarter."),
    ("review", "review goes on with week or quarter.", "syslead review --help"),
    ("intentions don", 'There is no command "intentions don".', 'Did you mean "done"?'),
    ("share recipients", "share recipients goes on with add, list or remove.", "--help"),
    ("list --facte x", "There is no option --facte.", 'Did you mean "--facet"?'),
    ("list -x", "There is no option -x.", "syslead list --help shows how it is used."),
    ("list --facet", "--facet needs something after it.", "syslead list --help"),
    ("list -n ten", "--limit takes a whole number, 0 or more.", "syslead list --help"),
    ("list -n -1", "--limit takes a whole number, 0 or more.", "syslead list --help"),
    ("demo --seed x", "--seed takes a whole number.", "syslead demo --help"),
    ("show", "show needs ID.", "syslead show --help"),
    ("prompts add Why?", "prompts add needs --facet.", "syslead prompts add --help"),
    ("note hello world", "Several words need quotes around them.", 'syslead note "several words"'),
    ("verify all", "verify was given more words than it takes.", "syslead verify --help"),
    ("search", "Nothing to look for.", "syslead search --tag budget"),
    ("note --problem sad x", '"sad" is not known.', "critical, tame or wicked is meant."),
    ("intend x --by never", '"never" is not a date.', "Try fri, tomorrow"),
    ("note --date 2026-03 x", "is more than one day.", "Try fri, yesterday, 2w, 3 March or"),
    ("focus courage", "A focus is 6 to 8 facets; 1 was given.", "syslead framework show"),
]


@pytest.mark.parametrize(("typed", "said", "hint"), _MISTYPED, ids=[row[0] for row in _MISTYPED])
def test_a_mistyped_line_says_what_is_wrong_and_what_to_write(
    world: World, typed: str, said: str, hint: str
) -> None:
    result = world.run(*typed.split())
    assert result.code == 2
    first, second = result.err.splitlines()
    assert first.removeprefix("syslead: ").endswith(said)
    assert hint in second
    assert result.out == ""


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_help_is_never_cut_short(world: World, name: str) -> None:
    shown = world.run(*([name] if name else []), "--help").out
    assert not [line for line in shown.splitlines()[1:] if line.endswith("...")]


def test_search_needs_no_word_where_an_option_says_what(world: World) -> None:
    world.run("note", "-", stdin="The paper was late. #budget")
    assert "The paper was late" in world.run("search", "--tag", "budget").out
