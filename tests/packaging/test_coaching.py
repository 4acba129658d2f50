"""docs/coaching.md shows the brief as it is, and its sample can be made anew."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import sample_packs

from conftest import World
from syslead_cli.sharing.model import checksum

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "coaching.md"


SAMPLE = sample_packs.packs()


def test_the_brief_is_what_the_program_shows(world: World, tmp_path: Path) -> None:
    last = date.fromisoformat(SAMPLE[-1]["until"])
    world.clock.move(days=(last - world.context().today).days)
    for number, pack in enumerate(SAMPLE):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(pack), encoding="utf-8")
        assert world.run("coach", "add", str(path)).code == 0
    shown = world.run("coach", "brief", "Heron")
    assert shown.code == 0
    found = re.search(
        r"<!-- brief: start -->\n```text\n(.*?)\n```", DOC.read_text("utf-8"), re.DOTALL
    )
    assert found
    assert found[1].rstrip() == shown.out.rstrip(), "syslead coach brief Heron of docs/sample_packs"


def test_the_sample_is_two_sound_packs_of_one_leader() -> None:
    assert [pack["tier"] for pack in SAMPLE] == ["themes", "themes"]
    assert {pack["pseudonym"] for pack in SAMPLE} == {"Heron"}
    assert all(pack["sha256"] == checksum(pack) for pack in SAMPLE)
    assert [found["name"] for found in SAMPLE[1]["named"]] == ["Humility and magnanimity"]
