"""Bits of a small journal flipped, in plaintext and encrypted: said, and no other line harmed."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import pytest

from conftest import World
from sealed_world import SECRET, close_journal, lock, switch_on
from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.journal import codec as line_module
from syslead_cli.journal.check import FileFacts, file_findings
from syslead_cli.journal.codec import CRC_LENGTH
from syslead_cli.journal.encrypted import JournalKey
from syslead_cli.journal.merge import merge_lines
from syslead_cli.journal.model import Note
from syslead_cli.journal.raw_lines import raw_lines

TEXTS = ('Ünï "quoted" 🙂', "a\nb", "last")
NAME = "journal/ab12cd34/2026-03.jsonl"


@pytest.fixture
def plain(world: World) -> Path:
    """Three notes."""
    world.write(*TEXTS)
    return world.month()


@pytest.fixture
def sealed(world: World, plain: Path) -> Path:
    """Three encrypted notes."""
    switch_on(world)
    close_journal(world.home)
    return plain


def lines(content: bytes) -> list[tuple[int, bytes]]:
    """Where each line begins, and its bytes."""
    found, start = [], 0
    for raw in content.split(b"\n")[:-1]:
        found.append((start, raw))
        start += len(raw) + 1
    return found


def flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


def others(content: bytes, place: int) -> set[str]:
    """The notes in whose lines the byte is not; a line feed belongs to the line before it."""
    return {
        text
        for text, (start, raw) in zip(TEXTS, lines(content), strict=True)
        if not start <= place <= start + len(raw)
    }


def seen(world: World, content: bytes) -> tuple[set[str], bool]:
    """What can be read, with the key where there is one, and whether anything is said."""
    key = JournalKey.of(KeyFolder(world.home / "keys"), SECRET)
    journal = merge_lines(raw_lines(content, key.decrypt_line, NAME, "ab12cd34"))
    facts = FileFacts(NAME, "2026-03", True, "file", 0o600, content)
    said = [*journal.damage, *journal.odd, *file_findings(facts), *journal.newer]
    return {record.text for record in journal.records if isinstance(record, Note)}, bool(said)


def check_flips(world: World, content: bytes, flips: Iterable[tuple[int, int]]) -> None:
    assert seen(world, content) == (set(TEXTS), False)
    for place, bit in flips:
        live, said = seen(world, flipped(content, place, bit))
        assert said, (place, bit)
        assert others(content, place) <= live <= set(TEXTS), (place, bit)


def all_flips(content: bytes) -> Iterator[tuple[int, int]]:
    return ((place, bit) for place in range(len(content)) for bit in range(8))


def test_every_flip_is_reported_and_costs_no_other_line(world: World, plain: Path) -> None:
    content = plain.read_bytes()
    check_flips(world, content, all_flips(content))


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_flip_of_an_encrypted_journal_is_said(
    world: World, sealed: Path, every: bool
) -> None:
    content, chance = sealed.read_bytes(), random.Random(5)
    some = [(place, chance.randrange(8)) for place in chance.sample(range(len(content)), 300)]
    check_flips(world, content, all_flips(content) if every else some)


@pytest.mark.parametrize("times", [60, pytest.param(3000, marks=pytest.mark.slow)])
def test_a_flip_whose_checksum_was_mended_is_said_too(
    world: World, sealed: Path, times: int
) -> None:
    """Somebody who can write to the folder can do a checksum; not what is inside."""
    content, chance = sealed.read_bytes(), random.Random(6)
    for _ in range(times):
        number = chance.randrange(3)
        start, raw = lines(content)[number]
        body = raw[:-CRC_LENGTH]
        body = flipped(body, chance.randrange(len(body)), chance.randrange(8))
        line = b'%s,"crc":"%08x"}' % (body, crc32(body))
        after = content[:start] + line + content[start + len(raw) :]
        live, said = seen(world, after)
        assert said or live == set(TEXTS), after[start : start + 60]
        assert live >= set(TEXTS) - {TEXTS[number]}
        assert live <= set(TEXTS)


@pytest.mark.parametrize("times", [20, pytest.param(400, marks=pytest.mark.slow)])
def test_verify_says_so_on_the_command_line(world: World, plain: Path, times: int) -> None:
    content, chance = plain.read_bytes(), random.Random(3)
    for _ in range(times):
        place, bit = chance.randrange(len(content)), chance.randrange(8)
        plain.write_bytes(flipped(content, place, bit))
        data = json.loads(world.run("verify", "--json").out)
        assert data["damage"] or data["odd"], (place, bit)
        assert set(world.texts()) >= others(content, place), (place, bit)


@pytest.mark.parametrize("times", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_verify_repair_and_decrypt_cope(world: World, sealed: Path, times: int) -> None:
    """Said without the key; put aside by ``repair``, encrypted; the rest comes back as it was."""
    content, chance = sealed.read_bytes(), random.Random(7)
    config = (world.home / "config.toml").read_text()
    for _ in range(times):
        start, raw = lines(content)[chance.randrange(3)]
        place = start + chance.randrange(len(raw))
        after = flipped(content, place, chance.randrange(8))
        sealed.write_bytes(after)
        harmed = after[start : start + len(raw)]
        lock(world)  # no key: verify and repair need none
        found = json.loads(world.run("verify", "--json").out)
        assert found["damage"] or found["newer"]
        world.clock.move(seconds=1)
        assert world.run("repair", "--apply").code in (0, 4)
        (world.home / "config.toml").write_text(config)
        assert set(world.texts()) >= others(content, place)
        assert world.run("decrypt", "--yes").code in (0, 1)
        everything = b"".join(path.read_bytes() for path in world.home.rglob("*.jsonl"))
        assert any(part in everything for part in harmed.split(b"\n") if len(part) > 40)
        for text in others(content, place):
            assert json.dumps(text, ensure_ascii=False).encode() in sealed.read_bytes()
        sealed.write_bytes(content)
        switch_on(world, unlocked=False)
        for folder in ("quarantine", "backups"):
            shutil.rmtree(world.home / "state" / folder, ignore_errors=True)


@pytest.mark.parametrize("form", ["plain", "sealed"])
def test_a_reader_that_does_not_look_at_checksums_is_caught(
    world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """The control."""
    content = request.getfixturevalue(form).read_bytes()
    monkeypatch.setattr(line_module, "crc_state", lambda raw: True)
    with pytest.raises(AssertionError):
        check_flips(world, content, all_flips(content))
