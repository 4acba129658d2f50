"""Where documents go: never into the journal, and ``-`` is standard output."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import World
from packs import sent

#: Commands that write a new file somebody names; export, which may replace one, has its own test.
WRITING = [
    "trends --format csv -o", "trends --format html -o", "review week --format md -o",
    "coach brief Maya -o", "coach cohort --publish --json -o", "coach cohort --tables",
    "coach keygen --no-passphrase -o", "share write --yes --to Dana -o",
    "encrypt --yes --passphrase-file {words} --recovery-file", "remind install --via ics --output",
    "framework train {words} --output",
]  # fmt: skip


@pytest.mark.parametrize("command", WRITING)
def test_no_file_is_written_into_the_journal(world: World, tmp_path: Path, command: str) -> None:
    (tmp_path / "words").write_text("a long enough passphrase of words\n")
    world.run("note", "Amira said it would not work.")
    assert world.run("coach", "add", str(sent(tmp_path)), "--as", "Maya").code == 0
    place = world.home / "journal" / "new.json"
    refused = world.refused(*command.format(words=tmp_path / "words").split(), str(place))
    assert "inside the journal" in refused
    assert not place.exists()
    assert not (world.home / "keys").exists()


def test_a_brief_for_standard_output_makes_no_file(world: World, tmp_path: Path) -> None:
    world.run("coach", "add", str(sent(tmp_path)), "--as", "Maya")
    before = sorted(tmp_path.iterdir())
    shown = world.run("coach", "brief", "Maya", "--format", "md", "-o", "-")
    assert shown.out.startswith("# ")
    assert shown.out == world.run("coach", "brief", "Maya", "--format", "md").out
    assert sorted(tmp_path.iterdir()) == before
    assert not Path("-").exists()


@pytest.mark.parametrize(
    "command",
    [
        "coach keygen --no-passphrase -o", "share write --yes -o",
        "encrypt --yes --passphrase-file {words} --recovery-file",
        "remind install --via ics --output", "framework train {words} --output",
    ],
)  # fmt: skip
def test_no_file_is_called_a_hyphen(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words").write_text("a long enough passphrase of words\n")
    world.run("note", "-", stdin="Amira said it would not work.")
    before = world.journal_lines()
    refused = world.refused(*command.format(words="words").split(), "-", code=2)
    assert "goes to a file" in refused
    assert not Path("-").exists()
    assert not (world.home / "keys").exists()
    assert world.journal_lines() == before


@pytest.mark.parametrize(
    ("command", "ending", "start"),
    [
        ("export", "csv", '"id",'), ("export", "JSON", '{"schema":'), ("export", "jsonl", '{"v":'),
        ("export", "md", "# "), ("export", "html", "<!doctype"), ("export", "htm", "<!doctype"),
        ("export", "txt", '{"v":'), ("export --format md", "csv", "# "),
        ("trends", "csv", "unit,"), ("trends", "md", "# "), ("trends", "html", "<!doctype"),
        ("review week", "md", "# "), ("coach cohort --publish", "html", "<!doctype"),
    ],
)  # fmt: skip
def test_the_ending_of_a_file_decides_its_format(
    world: World, tmp_path: Path, command: str, ending: str, start: str
) -> None:
    world.run("note", "-", stdin="Amira said it would not work.")
    assert world.run("coach", "add", str(sent(tmp_path)), "--as", "Maya").code == 0
    path = tmp_path / f"q.{ending}"
    assert world.run(*command.split(), "-o", str(path)).code == 0
    assert path.read_text().lower().startswith(start)


@pytest.mark.parametrize("command", ["trends", "review week", "coach cohort"])
def test_a_file_whose_format_is_unknown_is_told_the_formats(world: World, command: str) -> None:
    assert "html" in world.refused(*command.split(), "-o", "x.txt", code=2)
