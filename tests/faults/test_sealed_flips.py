"""Bits of an encrypted journal flipped: said every time, and no other line harmed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from zlib import crc32

import pytest

from conftest import World
from sealed_world import SECRET, close_journal, lock, switch_on
from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.journal import codec as line_module
from syslead_cli.journal.check import FileFacts, file_findings, journal_findings
from syslead_cli.journal.codec import CRC_LENGTH
from syslead_cli.journal.encrypted import JournalKey
from syslead_cli.journal.merge import Place, PlacedLine, merge_lines
from syslead_cli.journal.model import Note
from syslead_cli.journal.raw_lines import raw_lines

pytest.importorskip("pyrage", reason="the age library is not installed")

TEXTS = ('Ünï "quoted" 🙂', "a\nb", "last")
NAME = "journal/ab12cd34/2026-03.jsonl"


@pytest.fixture
def month(world: World) -> Path:
    """Three encrypted notes."""
    for text in TEXTS:
        world.clock.move(seconds=1)
        assert world.run("note", "-", stdin=text).code == 0
    switch_on(world)
    close_journal(world.home)
    (path,) = (world.home / "journal").glob("*/2026-03.jsonl")
    return path


def lines(content: bytes) -> list[tuple[int, bytes]]:
    """Where each line begins, and its bytes."""
    found, start = [], 0
    for raw in content.split(b"\n")[:-1]:
        found.append((start, raw))
        start += len(raw) + 1
    return found


def seen(world: World, content: bytes) -> tuple[set[str], bool]:
    """What can be read with the key, and whether anything is said."""
    key = JournalKey.of(KeyFolder(world.home / "keys"), SECRET)
    journal = merge_lines(
        PlacedLine(Place(NAME, one.number, "ab12cd34"), one.line)
        for one in raw_lines(content, key.decrypt_line)
    )
    facts = FileFacts(NAME, "2026-03", True, "file", 0o600, content)
    said = [*journal_findings(journal), *file_findings(facts), *journal.newer]
    return {record.text for record in journal.records if isinstance(record, Note)}, bool(said)


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_flip_is_said_and_costs_no_other_line(world: World, month: Path, every: bool) -> None:
    content, chance = month.read_bytes(), random.Random(5)
    assert seen(world, content) == (set(TEXTS), False)
    places = range(len(content)) if every else chance.sample(range(len(content)), 300)
    for place in places:
        for bit in range(8) if every else [chance.randrange(8)]:
            flipped = bytearray(content)
            flipped[place] ^= 1 << bit
            touched = {
                text
                for text, (start, raw) in zip(TEXTS, lines(content), strict=True)
                if start <= place <= start + len(raw)
            }
            live, said = seen(world, bytes(flipped))
            assert said, (place, bit)
            assert live >= set(TEXTS) - touched, (place, bit)
            assert live <= set(TEXTS), (place, bit)


@pytest.mark.parametrize("times", [60, pytest.param(3000, marks=pytest.mark.slow)])
def test_a_flip_whose_checksum_was_mended_is_said_too(
    world: World, month: Path, times: int
) -> None:
    """Somebody who can write to the folder can do a checksum; not what is inside."""
    content, chance = month.read_bytes(), random.Random(6)
    for _ in range(times):
        number = chance.randrange(3)
        start, raw = lines(content)[number]
        body = bytearray(raw[:-CRC_LENGTH])
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        line = b'%s,"crc":"%08x"}' % (body, crc32(body))
        flipped = content[:start] + line + content[start + len(raw) :]
        live, said = seen(world, flipped)
        assert said or live == set(TEXTS), flipped[start : start + 60]
        assert live >= set(TEXTS) - {TEXTS[number]}
        assert live <= set(TEXTS)


@pytest.mark.parametrize("times", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_verify_repair_and_decrypt_cope(world: World, month: Path, times: int) -> None:
    """Said without the key; put aside by ``repair``, encrypted; the rest comes back as it was."""
    content, chance = month.read_bytes(), random.Random(7)
    config = (world.home / "config.toml").read_text()
    for _ in range(times):
        number = chance.randrange(3)
        start, raw = lines(content)[number]
        flipped = bytearray(content)
        flipped[start + chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        month.write_bytes(flipped)
        harmed = bytes(flipped[start : start + len(raw)])
        lock(world)  # no key: verify and repair need none
        found = json.loads(world.run("verify", "--json").out)
        assert found["damage"] or found["newer"]
        world.clock.move(seconds=1)
        assert world.run("repair", "--apply").code in (0, 4)
        (world.home / "config.toml").write_text(config)
        others = [text for at, text in enumerate(TEXTS) if at != number]
        listed = json.loads(world.run("list", "--json").out)["entries"]
        assert {entry["text"] for entry in listed} >= set(others)
        assert world.run("decrypt", "--yes").code in (0, 1)
        everything = [path.read_bytes() for path in world.home.rglob("*.jsonl")]
        assert any(part in b"".join(everything) for part in harmed.split(b"\n") if len(part) > 40)
        for text in others:
            said = json.dumps(text, ensure_ascii=False).encode()
            assert said in month.read_bytes()
        month.write_bytes(content)
        switch_on(world, unlocked=False)
        for folder in ("quarantine", "backups"):
            shutil.rmtree(world.home / "state" / folder, ignore_errors=True)


def test_a_reader_that_does_not_look_at_checksums_is_caught(
    world: World, month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(line_module, "crc_state", lambda raw: True)
    with pytest.raises(AssertionError):
        test_every_flip_is_said_and_costs_no_other_line(world, month, False)
