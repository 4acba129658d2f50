"""The real jrnl, from the package registry: its export comes in whole, and once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import World

pytestmark = pytest.mark.slow

CONFIG = """
journals: {{default: {{journal: {journal}}}}}
editor: ''
encrypt: false
template: false
default_hour: 9
default_minute: 0
timeformat: '%F %R'
tagsymbols: '#@'
highlight: true
linewrap: 79
indent_character: '|'
colors: {{body: none, date: none, tags: none, title: none}}
version: v4.0
"""
ENTRIES = [
    "2024-01-05 08:30: A quiet start. Met @forum and talked about #budget.",
    "2024-03-31 01:30: *A time the clock skipped. Said “no” 🙂.",
    "2024-10-27 01:30: A time it showed twice.",
]


@pytest.fixture
def jrnl(tmp_path: Path, request: pytest.FixtureRequest) -> list[str]:
    """jrnl in an environment of its own; only when the slow tests are asked for."""
    if "slow" not in request.config.getoption("markexpr"):
        pytest.skip("needs the package registry: pytest -m slow")
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    got = subprocess.run(
        [place / "bin" / "pip", "install", "-q", "jrnl"], capture_output=True, text=True
    )
    if got.returncode:
        pytest.skip(f"jrnl cannot be installed here: {got.stderr.strip()[-200:]}")
    config = tmp_path / "jrnl.yaml"
    config.write_text(CONFIG.format(journal=tmp_path / "journal.txt"))
    return [str(place / "bin" / "jrnl"), "--config-file", str(config)]


def test_its_export_comes_in(world: World, jrnl: list[str], tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for entry in ENTRIES:
        subprocess.run([*jrnl, entry], check=True, env=environ, stdin=subprocess.DEVNULL)
    done = subprocess.run(
        [*jrnl, "--format", "json"], check=True, env=environ,
        stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    path = tmp_path / "export.json"
    path.write_bytes(done.stdout)
    first = json.loads(world.run("import", "jrnl", str(path), "--json").out)
    assert (first["imported"], first["left_out"]) == (3, [])
    records = [json.loads(line) for line in world.journal_lines()]
    assert [record["ts"] for record in records] == [
        "2024-01-05T08:30:00.000+00:00",
        "2024-03-31T02:30:00.000+01:00",
        "2024-10-27T01:30:00.000+01:00",
    ]
    assert [record.get("tags", []) for record in records] == [["budget", "forum"], ["starred"], []]
    assert "Said “no” 🙂" in records[1]["text"]
    again = json.loads(world.run("import", "jrnl", str(path), "--json").out)
    assert (again["imported"], again["present"]) == (0, 3)
