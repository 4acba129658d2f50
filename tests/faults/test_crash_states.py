"""The power fails at any point of a command that writes: the old or the new, never neither."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Result, World
from crash_states import survived
from killing import check_tidy, in_child, killed, said_by
from mutating import id_of, journal_of, rescued, tear, texts
from syslead_cli.journal import repair as repair_module

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")

OLD = ["one", "secret", "three"]
Check = Callable[[World, bool], None]


def check_note(world: World, done: bool) -> None:
    """All that was there; the new one too once it was acknowledged; at most a torn tail."""
    assert texts(world) in ([*OLD, "new"], *(() if done else (OLD,)))
    damage = journal_of(world).damage
    assert all("JSON" in one.problem or "NUL" in one.problem for one in damage)
    assert len(damage) <= (0 if done else 1)


def check_edit(world: World, done: bool) -> None:
    assert texts(world) in (["edited", *OLD[1:]], *(() if done else (OLD,)))


def check_delete(world: World, done: bool) -> None:
    """Hidden or not, never half of the others; and the next note finishes what was begun."""
    assert texts(world) in (["one", "three"], *(() if done else (OLD,)))
    hidden = "secret" not in texts(world)
    assert world.run("note", "-", stdin="later").code == 0
    content = b"".join(path.read_bytes() for path in world.home.rglob("*.jsonl"))
    assert hidden == (b'"secret"' not in content)
    assert not list(world.home.rglob("journal/*/.*.tmp")) if hidden else True


def check_config(world: World, done: bool) -> None:
    content = (world.home / "config.toml").read_text()
    assert content in ("# mine\nprompts = 3\n", *(() if done else ("# mine\nprompts = 2\n",)))


def check_repair(world: World, done: bool) -> None:
    assert texts(world) == OLD
    everything = b"".join(p.read_bytes() for p in world.home.rglob("*.jsonl"))
    assert b"{torn" in everything, "the damaged line itself is gone"


def check_backup(world: World, done: bool) -> None:
    """What has a backup's name is a whole one, and nothing else is taken for one."""
    assert texts(world) == OLD
    named = list((world.home / "copies").glob("syslead-*"))
    assert len(named) == 1 or (not done and not named)
    for place in [*named, *(world.home / "copies").glob(".*.tmp")]:
        aside = world.home / "journal-aside"
        (world.home / "journal").rename(aside)
        result = world.run("restore", str(place))
        assert result.code == 0 or place not in named, result.err
        assert texts(world) == (OLD if result.code == 0 else [])
        shutil.rmtree(world.home / "journal", ignore_errors=True)
        aside.rename(world.home / "journal")


def check_restore(world: World, done: bool) -> None:
    """The journal is as it was or as it is in the backup; doing it again finishes it."""
    assert texts(world) in (OLD, *(() if done else ([], OLD[:1])))
    assert journal_of(world).damage == ()
    (place,) = (world.home / "copies").iterdir()
    assert world.run("restore", str(place), "--add").code == 0
    assert texts(world) == OLD


def check_import(world: World, done: bool) -> None:
    """Nothing that was there is touched; the same import again brings what is missing, once."""
    found = set(texts(world))
    assert set(OLD) <= found <= {*OLD, *ELSEWHERE}
    assert not done or found == {*OLD, *ELSEWHERE}
    source = str(world.home / "other.csv")
    assert world.run("import", "csv", source, "--tz", "UTC").code == 0
    assert sorted(texts(world)) == sorted([*OLD, *ELSEWHERE])


def check_share(world: World, done: bool) -> None:
    """Nothing is in the log that is not there."""
    shares = world.document("share", "log")["shares"]
    assert len(shares) <= 1
    assert shares or not done
    pack = world.home / "pack.json"
    if shares:
        assert hashlib.sha256(pack.read_bytes()).hexdigest() == shares[0]["sha256"]
    assert texts(world) == OLD


def check_export(world: World, done: bool) -> None:
    content = (world.home / "all.jsonl").read_bytes()
    assert content.count(b"\n") == 3 or (not done and content == b"an older one\n")


def check_rescue(world: World, done: bool) -> None:
    """The entry is in the journal or still in its rescue file, and comes in once."""
    assert texts(world)[:2] == OLD[:2]
    assert not done or texts(world) == OLD
    assert world.run("repair", "--apply").code in (0, 4)
    assert texts(world) == OLD
    assert sum(b'"three"' in line for line in world.journal_lines()) == 1


def cut_off(world: World) -> None:
    """The last entry waits in a rescue file."""
    rescued(world)
    shutil.rmtree(world.home / "state" / "seen")


def lose(world: World) -> None:
    """A backup is made; then all but the first entry is lost."""
    assert world.run("backup", str(world.home / "copies")).code == 0
    world.month().write_bytes(world.month().read_bytes().splitlines(keepends=True)[0])


ELSEWHERE = ["came from elsewhere", "and so did this"]


def bring(world: World) -> None:
    rows = [f"2026-0{month}-05T10:00:00,{text}" for month, text in enumerate(ELSEWHERE, 1)]
    (world.home / "other.csv").write_text("\n".join(["date,text", *rows, ""]))


def the_backup(world: World) -> tuple[str, ...]:
    (place,) = (world.home / "copies").iterdir()
    return ("restore", str(place))


PREPARED: dict[str, Callable[[World], object]] = {
    "repair": tear, "rescue": cut_off, "restore": lose, "import": bring,
    "export": lambda world: (world.home / "all.jsonl").write_text("an older one\n"),
}  # fmt: skip
CASES: dict[str, tuple[Callable[[World], tuple[str, ...]], str, Check]] = {
    "note": (lambda world: ("note", "-"), "new", check_note),
    "edit": (lambda world: ("edit", id_of(world, "one"), "--text", "edited"), "", check_edit),
    "delete": (lambda world: ("delete", id_of(world, "secret"), "--yes"), "", check_delete),
    "config set": (lambda world: ("config", "set", "prompts", "3"), "", check_config),
    "repair": (lambda world: ("repair", "--apply"), "", check_repair),
    "rescue": (lambda world: ("repair", "--apply"), "", check_rescue),
    "backup": (lambda world: ("backup", str(world.home / "copies")), "", check_backup),
    "restore": (the_backup, "", check_restore),
    "import": (lambda world: ("import", "csv", str(world.home / "other.csv"), "--tz", "UTC"), "",
               check_import),
    "share": (lambda world: ("share", "write", "--yes", "--to", "Jo", "--drop-identifiers",
                             "--output", str(world.home / "pack.json")), "", check_share),
    "export": (lambda world: ("export", "-o", str(world.home / "all.jsonl"), "--force"), "",
               check_export),
}  # fmt: skip


def prepared(world: World, name: str) -> tuple[str, ...]:
    world.write(*OLD)
    (world.home / "config.toml").write_text("# mine\nprompts = 2\n")
    PREPARED.get(name, lambda world: None)(world)
    world.clock.move(seconds=1)
    return CASES[name][0](world)


def survive(world: World, name: str, limit: int, *, forgets_fsync: bool = False) -> tuple[int, int]:
    arguments = prepared(world, name)
    return survived(
        world,
        lambda world: world.run(*arguments, stdin=CASES[name][1]),
        CASES[name][2],
        limit,
        forgets_fsync=forgets_fsync,
    )


@pytest.mark.parametrize("limit", [60, pytest.param(5000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", CASES)
def test_the_old_or_the_new_and_never_neither(world: World, name: str, limit: int) -> None:
    assert survive(world, name, limit)[0] > 4


@pytest.mark.parametrize("name", ["note", "delete", "config set", "backup", "export"])
def test_a_program_that_does_not_sync_is_caught(world: World, name: str) -> None:
    assert survive(world, name, 60, forgets_fsync=True)[1] > 0


# ── kill -9 ──────────────────────────────────────────────────────────────────

#: Those tried on every run; kill -9 is the milder of the two accidents.
KILLED = ("edit", "repair", "rescue", "restore", "import")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("times", [5, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", KILLED)
def test_kill_9_at_random_moments(tmp_path: Path, name: str, times: int) -> None:
    def fresh(home: Path) -> World:
        world = World(home)
        prepared(world, name)
        return world

    def run(world: World) -> Result:
        return world.run(*CASES[name][0](world), stdin=CASES[name][1])

    def check(world: World, done: bool) -> None:
        CASES[name][2](world, done)
        mended = world.run("repair", "--apply").code
        assert mended in (0, 4)
        assert world.run("note", "-", stdin="last").code == 0
        check_tidy(world)

    assert killed(tmp_path, times, fresh, run, check) >= times // 2


def test_a_file_written_in_place_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: cut off, and killed before it is whole again."""

    def in_place(path: Path, content: bytes, *_: object, **__: object) -> None:
        path.write_bytes(content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    world = World(tmp_path / "home")
    arguments = prepared(world, "repair")
    monkeypatch.setattr(repair_module, "replace_file", in_place)
    assert said_by(*in_child(lambda ack: ack(str(world.run(*arguments).code)))) == []
    with pytest.raises(AssertionError):
        check_repair(world, done=False)
