"""Notes that begin with a template of the leader's own."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import World


@pytest.fixture
def templates(world: World) -> Path:
    """Two templates, and files that are none."""
    folder = world.home / "templates"
    folder.mkdir(parents=True)
    (folder / "standup.md").write_text("# Stand-up\n\n- whom I heard:\n")
    (folder / "board meeting.md").write_text("# Board\n")
    (folder / ".hidden.md").write_text("x")
    (folder / "notes.txt").write_text("x")
    (folder / "folder.md").mkdir()
    return folder


@pytest.fixture
def editing(world: World) -> Callable[[str], None]:
    """Sets an editor that carries out a line of Python on the file's ``text``."""

    def choose(line: str) -> None:
        script = world.home / "editor.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(
            f"#!{sys.executable}\nimport sys\npath = sys.argv[1]\ntext = open(path).read()\n"
            f"{line}\nopen(path, 'w').write(text)\n"
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        world.environ["EDITOR"] = str(script)

    return choose


def test_they_are_listed_with_their_folder(world: World, templates: Path) -> None:
    listed = world.run("note", "--templates")
    assert listed.out == "board meeting\nstandup\n"
    assert str(templates) in listed.err
    document = json.loads(world.run("note", "--templates", "--json").out)
    assert document["templates"] == ["board meeting", "standup"]


def test_without_any_it_says_where_one_goes(world: World) -> None:
    for words in (["note", "--templates"], ["note", "--template", "standup"]):
        said = world.run(*words).err
        assert str(world.home / "templates") in said
    assert not world.home.exists()


@pytest.mark.parametrize(
    "name", ["standpu", "../config", ".hidden", "folder", "notes.txt", "/etc/x"]
)
def test_another_name_is_no_template(world: World, templates: Path, name: str) -> None:
    refused = world.answering("", "note", "--template", name)
    assert refused.code == 2
    assert f'There is no template "{name}"' in refused.err
    if name == "standpu":
        assert 'Did you mean "standup"?' in refused.err


def test_a_note_begins_with_it(
    world: World, templates: Path, editing: Callable[[str], None]
) -> None:
    editing("text += 'the @night-staff\\n'")
    done = world.answering("", "note", "--template", "standup", "--tag", "daily")
    assert done.code == 0, done.err
    (entry,) = json.loads(world.run("list", "--json").out)["entries"]
    assert entry["text"] == "# Stand-up\n\n- whom I heard:\nthe @night-staff"
    assert (entry["voices"], entry["tags"]) == (["night-staff"], ["daily"])
    assert (templates / "standup.md").read_text().endswith("heard:\n")


def test_one_that_is_left_as_it_is_makes_no_entry(
    world: World, templates: Path, editing: Callable[[str], None]
) -> None:
    editing("pass")
    done = world.answering("\n", "note", "--template", "standup")
    assert done.code == 2
    assert "The template was not changed; nothing was saved." in done.err
    assert world.journal_lines() == []


def test_what_does_not_go_with_it(world: World, templates: Path) -> None:
    assert world.run("note", "x", "--template", "standup").code == 2
    assert "no terminal" in world.run("note", "--template", "standup").err
    (templates / "latin.md").write_bytes("caf\u00e9".encode("latin-1"))
    assert "not UTF-8" in world.answering("", "note", "--template", "latin").err
