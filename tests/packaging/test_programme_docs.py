"""docs/programme-scale.md and the cohort's part of docs/coaching.md say what is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cohort_packs import put
from conftest import World
from syslead_cli.coach.publishing import TABLES

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = (ROOT / "docs" / "programme-scale.md").read_text(encoding="utf-8")
COACHING = (
    (ROOT / "docs" / "coaching.md").read_text(encoding="utf-8").partition("## Many clients")[2]
)


def lines(text: str) -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]


def test_the_examples_run_in_their_order(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    for at in range(12):
        put(tmp_path / "programme", f"{at}/2026-03.json", purpose=f"{at}")
    commands = lines(PROGRAMME) + lines(COACHING)
    assert len(commands) >= 7
    for words in commands:
        result = world.run(*words[1:])
        assert result.code == 0, (words, result.err)
    assert (tmp_path / "group.html").is_file()


def test_the_columns_are_those_of_the_tables() -> None:
    for table, columns in TABLES.items():
        row = next(line for line in PROGRAMME.splitlines() if line.startswith(f"| `{table}`"))
        named = re.findall(r"`([a-z_]+)`", row.rpartition("|")[0].rpartition("|")[2])
        assert [name for name in named if name in columns] == list(columns)
