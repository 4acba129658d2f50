"""Every bit of a small journal flipped once: reported each time, and no other line harmed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import World
from syslead_cli.journal.check import FileFacts, file_findings, journal_findings
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.merge import Place, PlacedLine, merge_lines
from syslead_cli.journal.model import Note
from syslead_cli.journal.raw_lines import raw_lines

NAME = "journal/ab12cd34/2026-03.jsonl"
NOTES = [
    Note(
        id=f"id-{number}",
        ts="2026-03-29T18:04:11.120+01:00",
        tz="Europe/London",
        day=date(2026, 3, 29),
        text=text,
        voices=("jo",),
    )
    for number, text in enumerate(['Ünï "quoted" 🙂', "a\nb", "last"])
]
CONTENT = b"".join(encode_line(note) + b"\n" for note in NOTES)
STARTS = [CONTENT.index(encode_line(note)) for note in NOTES]


def reported(content: bytes) -> tuple[set[str], list[str]]:
    """Ids of the records read unharmed, and the kinds of everything that verify would say."""
    journal = merge_lines(
        PlacedLine(Place(NAME, one.number, "ab12cd34"), one.line) for one in raw_lines(content)
    )
    facts = FileFacts(NAME, "2026-03", True, "file", 0o600, content)
    said = [trouble.kind for trouble in (*journal_findings(journal), *file_findings(facts))]
    return {record.id for record in journal.records if record in NOTES}, said


def touched(place: int) -> set[str]:
    """The record whose line the byte is in; a line feed belongs to the line before it."""
    return {note.id for note, start in zip(NOTES, STARTS, strict=True)
            if start <= place <= start + len(encode_line(note))}  # fmt: skip


def unreported(read: Callable[[bytes], tuple[set[str], list[str]]]) -> list[tuple[int, int]]:
    """Flips that are not said, or that cost another line."""
    everyone = {note.id for note in NOTES}
    found = []
    for place in range(len(CONTENT)):
        for bit in range(8):
            content = bytearray(CONTENT)
            content[place] ^= 1 << bit
            live, said = read(bytes(content))
            if not said or not live >= everyone - touched(place):
                found.append((place, bit))
    return found


def test_every_flip_is_reported_and_costs_no_other_line() -> None:
    assert reported(CONTENT) == ({note.id for note in NOTES}, [])
    assert unreported(reported) == []


def test_a_reader_that_does_not_look_at_checksums_is_caught() -> None:
    def careless(content: bytes) -> tuple[set[str], list[str]]:
        live, said = set(), []
        for raw in content.split(b"\n"):
            try:
                live.add(json.loads(raw)["id"]) if raw else None
            except (ValueError, KeyError, TypeError):
                said.append("line")
        return live, said

    assert unreported(careless)


@pytest.mark.parametrize("times", [20, pytest.param(400, marks=pytest.mark.slow)])
def test_verify_says_so_on_the_command_line(world: World, times: int) -> None:
    chance = random.Random(3)
    path: Path = world.home / NAME
    path.parent.mkdir(parents=True, mode=0o700)
    for _ in range(times):
        place, bit = chance.randrange(len(CONTENT)), chance.randrange(8)
        content = bytearray(CONTENT)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        path.chmod(0o600)
        data = json.loads(world.run("verify", "--json").out)
        assert data["damage"] or data["odd"], (place, bit)
        listed = {one["id"] for one in json.loads(world.run("list", "--json").out)["entries"]}
        assert listed >= {note.id for note in NOTES} - touched(place), (place, bit)
