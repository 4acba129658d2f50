"""``coach keygen`` with every system call failing: a key that is said to be there is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import World
from failing_calls import Calls, errors_for, watched
from syslead_cli.adapters.vault import Vault

pytest.importorskip("pyrage", reason="the age library is not installed")
pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


def made(world: World, calls: Calls) -> tuple[int, str]:
    (world.home / "out").mkdir(parents=True)
    output = str(world.home / "out" / "key.txt")
    with watched(calls):
        result = world.run("coach", "keygen", "--no-passphrase", "--output", output)
    assert "Traceback" not in result.err
    assert "SECRET" not in result.out + result.err
    return result.code, result.out + result.err


def test_a_key_is_whole_or_not_there(tmp_path: Path) -> None:
    seen = Calls(tmp_path / "whole", for_good=False)
    assert made(World(tmp_path / "whole"), seen)[0] == 0
    cases = [
        (place, number, for_good)
        for place, name in enumerate(seen.seen)
        for number in errors_for(name)
        for for_good in (False, True)
    ]
    for place, number, for_good in cases:
        world = World(tmp_path / f"{place}-{number}-{for_good}")
        code, said = made(world, Calls(world.home, place, number, for_good=for_good))
        key, sent = world.home / "coach" / "key.txt", world.home / "out" / "key.txt"
        assert code in (0, 1), said
        if code == 0 or "Your key is made and kept" in said:
            secret = key.read_text().splitlines()[1]
            assert Vault().public_of(secret) in said
        elif seen.seen[place] != "unlink":
            assert not key.exists(), said
        if sent.exists():
            assert sent.read_text().splitlines()[-1] in said
        assert sent.exists() or code
