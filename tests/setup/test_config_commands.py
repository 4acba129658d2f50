"""``config``: read, changed one key at a time, never rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import World
from syslead_cli.base.toml import CannotEdit

TEXT = "# mine\nprompts = 1  # one is plenty\n\n[remind]\ndays = 3 # days\n"


def config(world: World, text: str = TEXT) -> Path:
    return world.put("config.toml", text)


def test_unset_takes_the_line_out(world: World) -> None:
    path = config(world)
    assert world.run("config", "unset", "prompts").err == "prompts is now 2, the default.\n"
    assert path.read_text() == "# mine\n\n[remind]\ndays = 3 # days\n"
    assert "was not set" in world.run("config", "unset", "prompts").err
    assert 'Did you mean "prompts"?' in world.refused("config", "unset", "prompst", code=2)


def test_unset_takes_out_a_mistaken_key(world: World) -> None:
    path = config(world, "prompst = 3\n")
    assert world.run("config", "unset", "prompst").code == 0
    assert path.read_text() == ""


def test_an_inline_table_is_edited_in_place(world: World) -> None:
    path = config(world, "remind = { days = 3 } # all in one\n")
    assert world.run("config", "set", "remind.days", "5").code == 0
    assert path.read_text() == "remind = { days = 5 } # all in one\n"
    assert world.run("config", "set", "remind.weekly_review", "never").code == 0
    assert world.run("config", "get", "remind.days").out == "5\n"


def test_a_file_that_cannot_be_edited_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise CannotEdit

    path = config(world)
    monkeypatch.setattr("syslead_cli.setup.settings.with_value", refuse)
    told = world.refused("config", "set", "prompts", "3")
    assert "prompts cannot be changed alone" in told
    assert "config edit" in told
    assert path.read_text() == TEXT


@pytest.mark.parametrize(
    "command",
    [["framework", "list"], ["framework", "show"], ["prompts", "list"], ["prompts", "check"],
     ["config", "get"], ["config", "set", "prompts", "2"],
     ["framework", "use", "systems-leadership"],
     ["note", "-"]],
)  # fmt: skip
def test_a_mistake_in_the_file_ends_every_command(world: World, command: list[str]) -> None:
    config(world, "prompts = 2\nfollow_up = 2\n")
    told = world.refused(*command, stdin="words")
    assert "config.toml, line 2: follow_up must be true or false." in told
    assert "config edit" in told
    assert "config get" not in told  # it would stop at the same mistake
    files = {path.parent.name for path in world.home.rglob("*") if path.is_file()}
    assert files == {"home"} | ({"rescue"} if command[0] == "note" else set())


def test_the_path_is_told_even_of_a_broken_file(world: World) -> None:
    config(world, "= broken\n")
    assert world.run("config", "path").out == f"{world.home / 'config.toml'}\n"


def test_edit_opens_a_broken_file_and_a_template_for_none(world: World, tmp_path: Path) -> None:
    path, editor = config(world, "= broken\n"), tmp_path / "ed.sh"
    world.environ["EDITOR"] = f"sh {editor}"
    editor.write_text('grep -q broken "$1" && printf "prompts = 1\\n" > "$1"\n')
    assert world.answering("", "config", "edit").code == 0
    assert path.read_text() == "prompts = 1\n"
    path.unlink()
    editor.write_text('grep -q "# prompts = 2" "$1" && sed -i "s/^# prompts/prompts/" "$1"\n')
    assert world.answering("", "config", "edit").code == 0
    assert world.run("config", "get", "prompts").out == "2\n"
