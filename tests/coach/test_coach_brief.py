"""``coach brief`` from the command line: what is shown, written and refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from briefs import changed, earlier_document, full_document
from conftest import Terminal, World
from packs import file_of
from syslead_cli.setup.schemas import schema_named


@pytest.fixture
def coach(world: World, tmp_path: Path) -> World:
    for number, document in enumerate((earlier_document(), full_document()), start=1):
        path = tmp_path / f"{number}.json"
        path.write_bytes(file_of(document))
        assert world.run("coach", "add", str(path)).code == 0
    return world


def test_two_pages_on_the_screen(coach: World) -> None:
    result = coach.run("coach", "brief", "Heron")
    assert (result.code, result.err) == (0, "")
    assert "coach's brief · 1 of 2" in result.out
    assert "coach's brief · 2 of 2" in result.out
    assert result.out.index("WHAT THEY WANT") < result.out.index("YOU MIGHT ASK")
    assert "\x1b" not in result.out
    assert coach.run("coach", "brief", "heron").out == result.out


def test_json_fits_the_schema_and_is_all_there_is(coach: World) -> None:
    result = coach.run("coach", "brief", "Heron", "--json")
    data = json.loads(result.out)
    validator = Draft202012Validator(schema_named("brief"), format_checker=FormatChecker())
    validator.validate(data)
    assert (data["client"], data["tier"], result.err) == ("Heron", "themes", "")
    assert coach.run("coach", "brief", "Heron", "--format", "json").out == result.out


@pytest.mark.parametrize("name", ["b.html", "b.md", "b.json", "b.txt"])
def test_a_file_is_private_new_and_of_the_kind_its_ending_says(
    coach: World, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    result = coach.run("coach", "brief", "Heron", "-o", str(path))
    assert (result.code, result.out) == (0, ""), result.err
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    start = {"b.html": "<!DOCTYPE", "b.md": "# Heron", "b.json": "{", "b.txt": " Heron"}[name]
    assert path.read_text(encoding="utf-8").startswith(start)
    before = path.read_bytes()
    again = coach.run("coach", "brief", "Heron", "-o", str(path), "--format", "md")
    assert (again.code, path.read_bytes()) == (1, before)
    assert "already exists" in again.err


def test_no_link_is_followed(coach: World, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    (tmp_path / "b.html").symlink_to(target)
    assert coach.run("coach", "brief", "Heron", "-o", str(tmp_path / "b.html")).code == 1
    assert not target.exists()


def test_a_page_goes_to_a_pipe_and_not_to_a_terminal(coach: World) -> None:
    assert coach.run("coach", "brief", "Heron", "--format", "html").out.startswith("<!DOCTYPE")
    result = coach.run("coach", "brief", "Heron", "--format", "html", stdout=Terminal())
    assert result.code == 2
    assert "-o FILE.html" in result.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nobody",), 1, "No client is called"),
        (("Heron", "--format", "pdf"), 2, "not known"),
        (("Heron", "--format", "md", "--json"), 2, "cannot be combined"),
        (("Herons",), 1, 'Did you mean "Heron"?'),
    ],
)
def test_what_makes_no_sense(
    coach: World, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = coach.run("coach", "brief", *arguments)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


def test_a_pack_that_is_damaged_is_left_out_and_said(coach: World) -> None:
    files = sorted(coach.home.rglob("clients/*/*.json")) or sorted(
        coach.home.parent.rglob("clients/*/*.json")
    )
    assert len(files) == 2
    newest = next(file for file in files if b'"until": "2026-11-22"' in file.read_bytes())
    newest.write_bytes(newest.read_bytes().replace(b'"asked": 102', b'"asked": 103'))
    result = coach.run("coach", "brief", "Heron")
    assert result.code == 4
    assert "25 May to 23 August 2026" in result.out
    assert "1 pack of theirs could not be read" in result.err
    for file in files:
        file.write_bytes(b"{}")
    result = coach.run("coach", "brief", "Heron")
    assert (result.code, result.out) == (4, "")
    assert "No pack from Heron is intact" in result.err


def test_nothing_is_written_by_looking(coach: World) -> None:
    def everything() -> dict[str, tuple[int, bytes]]:
        return {
            str(p): (p.stat().st_mtime_ns, p.read_bytes())
            for p in coach.home.parent.rglob("*")
            if p.is_file()
        }

    before = everything()
    for form in ("html", "md", "json"):
        coach.run("coach", "brief", "Heron", "--format", form)
    assert everything() == before


def test_a_pack_past_its_day_is_shown_and_said(world: World, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(file_of(changed(full_document(), expires="2026-01-31")))
    world.run("coach", "add", str(path))
    result = world.run("coach", "brief", "Heron")
    assert "was to be deleted after 31 January 2026: that day has passed" in result.out
    assert "syslead coach forget Heron" in result.out
    assert json.loads(world.run("coach", "brief", "Heron", "--json").out)["expired"]
