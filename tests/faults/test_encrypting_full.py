"""``encrypt``, ``decrypt`` and ``forget`` on a disk with no room, or with room for a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import World
from filling import fill
from mutating import texts
from sealed_world import opened_files, switch_on, unlock
from syslead_cli.journal.encrypted import count_encrypted

TEXTS = [f"{number} zanzibar " + "x" * 3000 for number in range(12)]


@pytest.fixture
def small(small_disk: Path) -> World:
    """Twelve notes of twelve months on a disk of their own."""
    world = World(small_disk / "home")
    for number, text in enumerate(TEXTS):
        day = f"2025-{number + 1:02}-03"
        assert world.run("note", "--date", day, "-", stdin=text).code == 0
    return world


@pytest.mark.parametrize("leaving", [0, 4096, 16384, 65536])
@pytest.mark.parametrize("name", ["encrypt", "decrypt", "forget"])
def test_what_does_not_fit_is_said_and_goes_on_later(small: World, name: str, leaving: int) -> None:
    unlock(small)
    if name != "forget":
        switch_on(small, unlocked=False)
    if name == "decrypt":
        assert small.run("encrypt").code == 0
    words = {
        "encrypt": ("encrypt",),
        "decrypt": ("decrypt", "--yes"),
        "forget": ("forget", "--word", "zanzibar", "--yes"),
    }[name]
    ballast = fill(small.home.parent, leaving)
    result = small.run(*words)
    assert result.code in (0, 1), result.err
    assert (result.code == 1) == ("not reached" in result.err or "syslead: " in result.err)
    found = set(texts(small))
    assert found <= set(TEXTS)
    assert name == "forget" or found == set(TEXTS), "every note can be read, done or not"
    assert list(small.home.rglob(".*.tmp")) == []
    ballast.unlink()
    after = small.run(*words)
    assert after.code == 0 or "not encrypted here" in after.err
    shut, clear = count_encrypted(b"\n".join(small.journal_lines()))
    if name == "forget":
        assert texts(small) == []
        assert b"zanzibar" not in b"".join(opened_files(small.home).values())
    else:
        assert (shut, clear) == ((12, 0) if name == "encrypt" else (0, 12))
        assert sorted(texts(small)) == sorted(TEXTS)
