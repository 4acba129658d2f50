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
    refused = world.run(*command.format(words=tmp_path / "words").split(), str(place))
    assert refused.code == 1
    assert "inside the journal" in refused.err
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
