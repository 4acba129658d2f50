"""Whatever the umask: files are 0600 and folders 0700, of every command that writes any."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from every_call import CALLS, Caller
from mutating import COMMANDS as MUTATING
from mutating import fresh, typed_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


def wrong(folder: Path, known: set[Path]) -> list[str]:
    """What is new below the folder and not for its owner alone."""
    found = []
    for path in sorted(set(folder.rglob("*")) - known):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if not path.is_symlink() and mode != (0o700 if path.is_dir() else 0o600):
            found.append(f"{path.relative_to(folder)} {mode:04o}")
    return found


@pytest.fixture(params=[0o000, 0o777], ids=oct)
def hostile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A umask that stays, although the program sets its own: modes must hold without it."""
    mask = int(request.param)
    before = os.umask(0o022)
    real = os.umask
    monkeypatch.setattr(os, "umask", lambda wanted: mask)
    yield mask
    monkeypatch.undo()
    real(before)


@pytest.mark.usefixtures("cheap_passphrases")
def test_every_call_keeps_what_it_writes_private(tmp_path: Path, hostile: int) -> None:
    caller = Caller(tmp_path / "home")
    known = set(tmp_path.rglob("*"))
    set_umask(hostile)
    try:
        for call in CALLS:
            words, _ = caller.run(call)
            assert wrong(tmp_path, known) == [], words
    finally:
        set_umask(0o022)
    assert len(set(tmp_path.rglob("*")) - known) > 30


@pytest.mark.parametrize("command", MUTATING, ids=lambda command: command.name)
def test_every_command_that_writes(tmp_path: Path, command: object, hostile: int) -> None:
    world = fresh(tmp_path / "template", tmp_path / "case", command)  # type: ignore[arg-type]
    known = set(tmp_path.rglob("*"))
    words = command.arguments(world)  # type: ignore[attr-defined]
    set_umask(hostile)
    try:
        typed_in(world, command, words)  # type: ignore[arg-type]
    finally:
        set_umask(0o022)
    assert wrong(tmp_path, known) == []


def test_a_file_that_is_open_is_seen(tmp_path: Path) -> None:
    (tmp_path / "open").write_text("x")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder").chmod(0o755)
    assert wrong(tmp_path, set()) == ["folder 0755", "open 0644"]


def set_umask(mask: int) -> None:
    """The real one, behind the stand-in."""
    import posix

    posix.umask(mask)
