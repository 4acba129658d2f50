"""``encrypt`` and ``decrypt`` cut short anywhere: a readable journal, and the next run goes on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Result, World
from crash_states import survived
from failing_calls import Calls, errors_for, watched
from killing import check_tidy, killed
from mutating import journal_of, texts
from sealed_world import PASSPHRASE, PUBLIC, SECRET, opened_files, switch_on, unlock
from syslead_cli.base import files as files_module
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError
from syslead_cli.journal import device_files
from syslead_cli.journal.encrypted import count_encrypted

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")

TEXTS = ["one", "two, of another month", "three"]
#: What lies beside the journal: a draft, and words that could not be saved.
LOOSE = {"drafts/sitting-ab.json": b'{"text": "begun"}\n', "rescue/typed-9.txt": b"typed\n"}
DECRYPT = age.decryptor(SECRET)
STRANGER = age.new_key_pair()
#: Failing calls tried in the short form, spread over the command.
SHORT = 20


@pytest.fixture(autouse=True)
def _cheap(cheap_passphrases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "new_key_pair", lambda: age.KeyPair(SECRET, PUBLIC))


def written(world: World) -> None:
    for number, text in enumerate(TEXTS):
        world.clock.move(seconds=1)
        days = ("--date", "2026-02-20") if number == 1 else ()
        assert world.run("note", *days, "-", stdin=text).code == 0
    for name, content in LOOSE.items():
        world.put(f"state/{name}", content)


def loose_words(home: Path) -> list[bytes]:
    """What drafts and rescued texts hold, each once, as its owner can read it."""
    found = set()
    for folder in ("drafts", "rescue"):
        for path in (home / "state" / folder).glob("[!.]*"):
            content = path.read_bytes()
            found.add(DECRYPT(content) if content.startswith(b"age-") else content)
    return sorted(found)


def loose_in_the_clear(home: Path) -> int:
    files = [p for f in ("drafts", "rescue") for p in (home / "state" / f).glob("[!.]*")]
    return sum(not path.read_bytes().startswith(b"age-") for path in files)


def fresh(home: Path, name: str) -> World:
    world = World(home)
    written(world)
    if name == "encrypt again":
        switch_on(world)
    elif name == "decrypt":
        switch_on(world)
        assert world.run("encrypt").code == 0
    world.clock.move(seconds=1)
    return world


ARGUMENTS = {
    "encrypt": ("encrypt", "--yes", "--passphrase-file", "-", "--recovery-file", "PAPER"),
    "encrypt again": ("encrypt",),
    "decrypt": ("decrypt", "--yes"),
}


def run(world: World, name: str) -> Result:
    paper = world.home.parent / f"paper-{world.home.name}"
    words = [str(paper) if word == "PAPER" else word for word in ARGUMENTS[name]]
    paper.unlink(missing_ok=True)
    return world.run(*words, stdin=PASSPHRASE)


def readable(world: World) -> list[str]:
    """The texts of the journal as its owner can read it now."""
    config = world.home / "config.toml"
    if not config.exists():
        unlock(world)
    assert journal_of(world).damage == ()
    return texts(world)


def clear_lines(world: World) -> int:
    return count_encrypted(b"\n".join(world.journal_lines()))[1]


def check(world: World, before: dict[str, bytes], *, done: bool, name: str) -> None:
    """All texts are there; what was said to be done is."""
    assert opened_files(world.home) == before, "not one byte of a line is another"
    assert loose_words(world.home) == sorted(LOOSE.values())
    if done:
        assert clear_lines(world) == (len(TEXTS) if name == "decrypt" else 0)
        assert loose_in_the_clear(world.home) == (len(LOOSE) if name == "decrypt" else 0)
    assert sorted(readable(world)) == sorted(TEXTS)


def finish(world: World, name: str) -> None:
    """The same command once more, with nothing in its way."""
    again = run(world, name)
    if name == "decrypt" and "not encrypted here" in again.err:
        return
    assert again.code == 0, again.err
    assert clear_lines(world) == (len(TEXTS) if name == "decrypt" else 0)


# ── every system call fails ──────────────────────────────────────────────────


def failures(tmp_path: Path, name: str, *, every: bool) -> Iterator[str]:
    fresh(tmp_path / "template", name)
    shutil.copytree(tmp_path / "template", tmp_path / "whole")
    counted = Calls(tmp_path / "whole", for_good=False)
    with watched(counted):
        assert run(World(tmp_path / "whole"), name).code == 0
    before = opened_files(tmp_path / "template")
    for place, number, for_good in cases(counted.seen, every=every):
        world = World(tmp_path / "case")
        shutil.rmtree(world.home, ignore_errors=True)
        shutil.copytree(tmp_path / "template", world.home)
        world.clock.count = 900
        with watched(Calls(world.home, place, number, for_good=for_good)):
            result = run(world, name)
        try:
            assert result.code in (0, 1), result.err
            assert "Traceback" not in result.err
            complained = "not reached:" in result.err or "syslead: " in result.err
            assert (result.code == 1) == complained
            check(world, before, done=result.code == 0, name=name)
            finish(world, name)
            strays = [path.name for path in world.home.rglob("journal/*/.*.tmp")]
            assert strays == []
        except (AssertionError, SysleadError) as problem:
            where = f"{place} {counted.seen[place]} {os.strerror(number)} {for_good}"
            yield f"{name}, call {where}: {problem}\n{result}"


def cases(seen: list[str], *, every: bool) -> Iterator[tuple[int, int, bool]]:
    step = 1 if every else max(1, len(seen) // SHORT)
    for place, call in list(enumerate(seen))[::step]:
        for at, number in enumerate(errors_for(call)):
            if every or at == place % len(errors_for(call)):
                yield place, number, bool(place // step % 2)


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["short", "all"]
)
def test_every_call_may_fail(tmp_path: Path, name: str, every: bool) -> None:
    found = list(failures(tmp_path, name, every=every))
    assert not found, f"{len(found)} failures\n" + "\n".join(found[:5])


def test_lines_that_the_key_would_not_open_stay_as_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is opened in memory before it takes the old one's place."""
    written(world)
    before, other = world.journal_lines(), age.encryptor(STRANGER.public)
    monkeypatch.setattr(age, "encryptor", lambda public: other)
    result = run(world, "encrypt")
    assert (result.code, result.err.count("(it does not open; left as it is)")) == (1, 2)
    assert world.journal_lines() == before


def test_a_rewriting_in_place_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a file that is cut off and written anew leaves neither old nor new."""

    def in_place(
        path: Path, content: bytes, before_rename: Callable[[], None], **_: object
    ) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
        try:
            files_module.write_all(handle, content)
        finally:
            os.close(handle)

    monkeypatch.setattr(device_files, "replace_file", in_place)
    assert next(failures(tmp_path, "encrypt again", every=True), "")


# ── the power fails ──────────────────────────────────────────────────────────


def survive(
    tmp_path: Path, name: str, limit: int, *, forgets_fsync: bool = False
) -> tuple[int, int]:
    world = fresh(tmp_path / "home", name)
    before = opened_files(world.home)

    def check_and_finish(after: World, done: bool) -> None:
        check(after, before, done=done, name=name)
        finish(after, name)

    return survived(
        world, lambda world: run(world, name), check_and_finish, limit, forgets_fsync=forgets_fsync
    )


@pytest.mark.parametrize("limit", [16, pytest.param(3000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ARGUMENTS)
def test_the_power_may_fail_at_any_moment(tmp_path: Path, name: str, limit: int) -> None:
    assert survive(tmp_path, name, limit)[0] > 4


@pytest.mark.parametrize("name", ["encrypt again", "decrypt"])
def test_a_program_that_does_not_sync_is_caught(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With little in the journal: where nothing is synced the states multiply."""
    monkeypatch.setattr(sys.modules[__name__], "TEXTS", TEXTS[:1])
    monkeypatch.setattr(sys.modules[__name__], "LOOSE", {})
    assert survive(tmp_path, name, 60, forgets_fsync=True)[1] > 0


# ── kill -9 ──────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("times", [5, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ARGUMENTS)
def test_kill_9_at_random_moments(tmp_path: Path, name: str, times: int) -> None:
    whole = opened_files(fresh(tmp_path / "aside", name).home)

    def check_and_finish(world: World, done: bool) -> None:
        check(world, whole, done=done, name=name)
        finish(world, name)
        check_tidy(world)

    cut = killed(
        tmp_path, times, lambda home: fresh(home, name), lambda w: run(w, name), check_and_finish
    )
    assert cut >= times // 2
