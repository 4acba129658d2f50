"""What is said to be there is there: keys with every call failing, packs in the order of calls."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from conftest import World
from failing_calls import Calls, errors_for, path_of, watched
from packs import sent
from syslead_cli.__main__ import main
from syslead_cli.crypt import age

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
        if code == 0 or "Your key was made and saved" in said:
            secret = key.read_text().splitlines()[1]
            assert age.public_key_of(secret) in said
        elif seen.seen[place] != "unlink":
            assert not key.exists(), said
        if sent.exists():
            assert sent.read_text().splitlines()[-1] in said
        assert sent.exists() or code


def test_a_pack_is_on_disk_before_it_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written aside whole, synced, put in its place at once, the folder synced; then said."""
    world = World(tmp_path / "home")
    pack = sent(tmp_path)
    order: list[str] = []
    fsync, replace = os.fsync, os.replace

    class Saying(io.StringIO):
        def write(self, text: str) -> int:
            order.append("said")
            return super().write(text)

    def synced(handle: int) -> None:
        path = Path(path_of(handle))
        whole = path.is_file() and path.read_bytes() == pack.read_bytes()
        order.append("file" if whole else "folder" if path.name == "maya" else "other")
        fsync(handle)

    def put(place: str, target: str, **folders: int) -> None:
        order.append("put" if str(target).endswith(".json") else "other")
        replace(place, target, **folders)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", put)
    assert main(["coach", "add", str(pack)], world.context(stdout=Saying())) == 0
    steps = [step for step in order if step != "other"]
    last = len(steps) - steps[::-1].index("file") - 1
    assert steps[last:] == ["file", "folder", "put", "folder", "said"]
