"""Whatever day was understood is said back by every option that takes one, unless it was ISO."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conftest import World
from packs import document, file_of
from syslead_cli.app import load_command
from syslead_cli.command_table import COMMANDS

#: A Friday; the note is of the Wednesday.
SIX = ("courage", "curiosity", "humility_magnanimity", "sense_making", "diverse_views",
       "influencing")  # fmt: skip
CALLS: dict[str, list[str]] = {
    "note": ["note", "x"], "edit": ["edit", "ID"],
    "intend": ["intend", "If it rains, then I will stay."],
    "reflect": ["reflect", "--plan"], "review week": ["review", "week", "--plan"],
    "review quarter": ["review", "quarter", "--plan"],
    "assess": ["assess", "--plan"], "assess facets": ["assess", "facets", "--plan"],
    "assess environment": ["assess", "environment", "--plan"],
    "focus": ["focus", *SIX], "pause": ["pause"], "forget": ["forget", "--dry-run"],
    "share preview": ["share", "preview"],
    "coach brief": ["coach", "brief", "CLIENT"], "coach note": ["coach", "note", "CLIENT", "-"],
    "share write": ["share", "write", "--yes", "--to", "Dana", "--output", "FILE"],
}  # fmt: skip
AHEAD = {"--by", "--expires", "focus --until", "pause --until", "pause --from"}


def dated_options() -> Iterator[tuple[str, str]]:
    """Every command and option whose value is a day."""

    def look(command: Any, path: str) -> Iterator[tuple[str, str]]:
        for parameter in command.params:
            if parameter.metavar in ("DAY", "WHEN") and parameter.name not in ("weekly", "_"):
                yield path, parameter.opts[0]
        for name, below in getattr(command, "commands", {}).items():
            yield from look(below, f"{path} {name}")

    for name in COMMANDS:
        for path, option in look(load_command(name), name):
            if option not in ("--color", "--weekly"):
                yield path, option


OPTIONS = sorted(set(dated_options()))


def test_the_list_is_long() -> None:
    assert len(OPTIONS) > 25
    assert ("forget", "--before") in OPTIONS


@pytest.mark.parametrize(("path", "option"), OPTIONS)
def test_it_is_said_back(world: World, path: str, option: str) -> None:
    id_ = world.run("note", "Something.", "--date", "2026-03-25").out.strip()
    ahead = option in AHEAD or f"{path} {option}" in AHEAD
    spoken, iso, said = (
        ("next wed", "2026-04-01", "Wednesday 1 April")
        if ahead
        else ("last wed", "2026-03-25", "Wednesday 25 March")
    )
    client = world.run("coach", "add", "-", stdin=file_of(document())) if "coach" in path else None
    found = world.document("coach", "list")["clients"] if client else [{}]
    given = {"ID": id_, "FILE": str(world.home.parent / "pack.html"), "CLIENT": found[0].get("id")}
    words = [given.get(word) or word for word in CALLS.get(path, path.split())]
    done = world.run(*words, option, spoken, stdin="Words.")
    assert f" {option} {spoken}: {said}" in done.err, done.err
    assert "is not" not in done.err
    assert f" {option} {iso}: " not in world.run(*words, option, iso, stdin="Words.").err


def test_an_argument_is_said_back_too(world: World) -> None:
    id_ = world.run("intend", "If it rains, then I will stay.").out.strip()
    assert (
        "WHEN next wed: Wednesday 1 April" in world.run("intentions", "later", id_, "next wed").err
    )


def test_a_range_is_said_with_both_ends(world: World) -> None:
    world.run("note", "Something.")
    for words in (["list", "--since"], ["trends", "--since"], ["share", "preview", "--since"]):
        said = world.run(*words, "mon..wed").err
        assert "mon..wed: Monday 23 March to Wednesday 25 March" in said, words


#: Half past midnight: the leader's day is still Tuesday 31 March, the calendar has 1 April.
_AT_NIGHT = [
    "1 April", "1 Apr", "Wednesday 1 April", "1st of April", "01.04", "April 1", "the 1st",
    "April", "start of April", "wed 1", "today", "1 April evening",
]  # fmt: skip


@pytest.mark.parametrize("words", _AT_NIGHT)
def test_after_midnight_the_day_of_the_calendar_is_the_leaders_today(
    world: World, words: str
) -> None:
    world.clock.local = world.clock.local.replace(day=31, hour=23)
    world.run("note", "-", stdin="Late, before midnight.")
    world.clock.move(hours=1, minutes=30)
    world.run("note", "-", stdin="Later, after it.")
    for option in ("list --since", "search --since", "trends --since", "share preview --since"):
        result = world.run(*option.split(), words)
        assert "Tuesday 31 March" in result.err, (option, result.err)
        assert "2025" not in result.out + result.err
    for option in ("list --until", "trends --since 2026-03 --until") if words != "April" else ():
        assert "2025" not in world.run(*option.split(), words).err
    if words not in ("April", "start of April", "1 April evening"):
        assert "after it" in world.run("list", "--as-of", words).out


@pytest.mark.parametrize(
    ("hour", "words", "said"),
    [
        (12, "1 April", "Tuesday 1 April 2025"),
        (23, "1 April", "Tuesday 1 April 2025"),
        (1, "31 March", "Tuesday 31 March"),
        (1, "2 April", "Wednesday 2 April 2025"),
        (1, "30 March", "Monday 30 March"),
        (1, "tue", "Tuesday 31 March"),
        (1, "yesterday", "Monday 30 March"),
    ],
)
def test_other_days_are_read_by_the_leaders_day(
    world: World, hour: int, words: str, said: str
) -> None:
    world.run("note", "-", stdin="Something.")
    days = {"day": 1, "month": 4} if hour < 4 else {"day": 31}
    world.clock.local = world.clock.local.replace(hour=hour, **days)
    assert f"--since {words}: {said}" in world.run("list", "--since", words).err


def test_at_new_years_midnight_january_is_not_a_year_ago(world: World) -> None:
    world.clock.local = world.clock.local.replace(day=1, month=1, hour=1)
    for words in ("January", "1 January", "1/1"):
        said = world.run("list", "--since", words).err
        assert "31 December" in said, said
    assert "1 December" in world.run("list", "--since", "December").err


def test_all_before_a_day_never_reaches_into_the_leaders_own(world: World) -> None:
    world.clock.local = world.clock.local.replace(day=1, month=4, hour=1)
    world.run("note", "-", stdin="Written after midnight.")
    said = world.run("forget", "--before", "1 April", "--dry-run")
    assert "--before 1 April: Tuesday 31 March" in said.err
    assert "after midnight" not in said.out
