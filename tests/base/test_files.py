"""Files that a crash leaves whole, that nobody else can read, and that belong to the leader."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import FixedClock, World
from syslead_cli.base import files
from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import create_file, read_regular, replace_file, write_all
from syslead_cli.base.folders import make_private_folder
from syslead_cli.base.lock import await_writer, locked
from syslead_cli.base.paths import deciding, find_paths, under
from syslead_cli.errors import SysleadError
from syslead_cli.journal.rescue import keep


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0, 0o777])
def test_new_things_are_private(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        make_private_folder(tmp_path / "a" / "b")
        create_file(tmp_path / "a" / "b" / "c", b"x")
        replace_file(tmp_path / "a" / "b" / "d", b"x")
    finally:
        os.umask(before)
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b")) == (0o700, 0o700)
    assert mode(tmp_path / "a" / "b" / "c") == mode(tmp_path / "a" / "b" / "d") == 0o600


def test_a_folder_in_whose_place_a_file_stands_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(OSError):  # noqa: PT011 - which one differs between systems
        make_private_folder(tmp_path / "a")


def test_creating_never_overwrites(tmp_path: Path) -> None:
    create_file(tmp_path / "a", b"old")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_replacing_leaves_no_trace_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(handle: int, content: bytes) -> None:
        os.write(handle, content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_all", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert path.read_bytes() == b"old"


def test_a_temporary_file_left_by_a_killed_process_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / f".a.{os.getpid()}.tmp").write_bytes(b"half")
    replace_file(tmp_path / "a", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_reading_takes_ordinary_files_of_a_reasonable_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_regular(tmp_path / "a", 100) == b"x" * 100
    (tmp_path / "empty").write_bytes(b"")
    assert read_regular(tmp_path / "empty", 100) == b""
    for path in (tmp_path / "a", tmp_path, Path("/dev/zero")):
        with pytest.raises(SysleadError):
            read_regular(path, 99)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SysleadError, match="not an ordinary file"):
        read_regular(tmp_path / "pipe", 99)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_file_that_says_it_is_empty_is_read_all_the_same() -> None:
    assert b"Name:" in read_regular(Path("/proc/self/status"), 10_000)


def test_a_file_that_grows_while_read_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    real = os.fstat

    def growing(handle: int) -> os.stat_result:
        status = real(handle)
        with path.open("ab") as stream:
            stream.write(b"two")
        return status

    monkeypatch.setattr(os, "fstat", growing)
    assert read_regular(path, 100) == b"onetwo"
    with pytest.raises(SysleadError, match="too large"):
        read_regular(path, 8)


def test_write_all_goes_on_after_a_short_write(monkeypatch: pytest.MonkeyPatch) -> None:
    got = []
    monkeypatch.setattr(os, "write", lambda _, data: got.append(bytes(data[:3])) or len(got[-1]))
    write_all(1, b"abcdefgh")
    assert got == [b"abc", b"def", b"gh"]


@pytest.fixture
def clock(world: World) -> FixedClock:
    """Counts the waiting."""
    return world.clock


def test_the_lock_is_held_once_and_let_go(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "state" / "lock"
    again = locked(path, clock, patience=1)
    with locked(path, clock), pytest.raises(SysleadError, match="Another syslead"), again:
        pass
    assert 1 <= clock.waited < 1.2
    with locked(path, clock):
        assert mode(path) == 0o600


def test_the_lock_is_let_go_after_an_error(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "lock"
    with pytest.raises(RuntimeError), locked(path, clock):
        raise RuntimeError
    with locked(path, clock):
        pass


@pytest.mark.parametrize("kind", ["folder", "link", "file in the way", "file above"])
def test_a_lock_that_cannot_be_had_is_said(tmp_path: Path, clock: FixedClock, kind: str) -> None:
    path = tmp_path / "state" / "lock"
    if kind == "file above":
        path = tmp_path / "file" / "state" / "lock"
        (tmp_path / "file").write_text("x")
    elif kind == "file in the way":
        path.parent.write_text("x")
    else:
        path.parent.mkdir()
        path.mkdir() if kind == "folder" else path.symlink_to(tmp_path / "target")
    named = {"file in the way": path.parent, "file above": path.parent}.get(kind, path)
    done = "made" if kind == "file above" else "written"
    with pytest.raises(SysleadError) as refused, locked(path, clock):
        pass
    assert refused.value.message.startswith(f"{named} cannot be {done}: ")
    assert refused.value.hint.startswith("Check who may write there")
    assert not (tmp_path / "target").exists()


def test_an_earlier_rescue_file_stays(tmp_path: Path) -> None:
    paths = [keep("rescue-a.jsonl", text, under(tmp_path)) for text in (b"1", b"22", b"333")]
    assert [p.name for p in paths if p] == [
        "rescue-a.jsonl",
        "rescue-a-2.jsonl",
        "rescue-a-3.jsonl",
    ]
    assert [p.read_bytes() for p in paths if p] == [b"1", b"22", b"333"]
    assert all(mode(p) == 0o600 for p in paths if p)


def test_a_rescue_name_is_no_path(tmp_path: Path) -> None:
    kept = keep("rescue-../../x y.jsonl", b"1", under(tmp_path))
    assert kept is not None
    assert kept.parent == under(tmp_path).rescue


def test_rescue_takes_the_first_folder_that_works(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    spare = (tmp_path / "state" / "sub", tmp_path / "other", tmp_path / "third")
    kept = keep("a.jsonl", b"1", under(tmp_path, spare))
    assert kept is not None
    assert kept.parent == tmp_path / "other"
    assert re.fullmatch(r"syslead-[0-9a-f]{8}-a\.jsonl", kept.name)
    assert keep("a.jsonl", b"1", under(tmp_path)) is None


def test_rescue_on_a_disk_that_cannot_confirm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    under(tmp_path).rescue.mkdir(parents=True)
    kept = keep("a.jsonl", b"1", under(tmp_path))
    assert kept is not None
    assert kept.read_bytes() == b"1"


def test_where_rescue_files_go(tmp_path: Path) -> None:
    home = {"SYSLEAD_HOME": str(tmp_path), "HOME": "/home/x"}
    assert find_paths({**home, "TMPDIR": "/t"}).spare == (Path("/home/x"), Path("/t"))
    assert find_paths({**home, "HOME": ""}).spare == (Path("/tmp"),)


def test_a_disk_without_flock_is_locked_by_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Network file systems may answer ENOSYS to flock; another process is kept out all the same."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", refuse)
    path = tmp_path / "lock"
    other = (
        "import fcntl, sys\n"
        f"with open({str(path)!r}, 'r+') as lock:\n"
        "    try: fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "    except OSError: sys.exit(7)\n"
    )
    with locked(path, SystemClock()):
        await_writer(path, SystemClock())  # must not let go of it
        assert subprocess.run([sys.executable, "-c", other], check=False).returncode == 7
    assert subprocess.run([sys.executable, "-c", other], check=False).returncode == 0


def test_a_disk_without_any_lock_names_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(fcntl, "lockf", refuse)
    with pytest.raises(SysleadError) as caught, locked(tmp_path / "lock", SystemClock()):
        pytest.fail("held")
    assert "XDG_STATE_HOME" in caught.value.hint


LEADER = 54321

only_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes files for others"
)


def owners(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_uid for path in folder.rglob("*")}


@only_root
def test_what_root_writes_is_the_leaders(world: World, tmp_path: Path) -> None:
    world.home.mkdir()
    os.chown(world.home, LEADER, LEADER)
    assert world.run("note", "-", stdin="By root, for once.").code == 0
    world.clock.move(days=40)
    assert world.run("note", "-", stdin="And in the next month.").code == 0
    assert world.run("config", "set", "mentions", "false").code == 0
    world.done("reflect", "--answers", "-", stdin='{"answers":[{"facet":"courage","text":"No"}]}')
    assert world.run("backup", str(world.home / "copies")).code == 0
    found = owners(world.home)
    assert len(found) > 8
    assert set(found.values()) == {LEADER}, found


@only_root
def test_what_root_gives_out_is_roots(world: World, tmp_path: Path) -> None:
    """A pack or an export is private to whoever made it, whosever the folder is."""
    assert world.run("note", "-", stdin="Mine alone.").code == 0
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, LEADER, LEADER)
    pack, copy = str(theirs / "pack.json"), str(theirs / "export.json")
    assert world.run("share", "write", "--yes", "-o", pack).code == 0
    assert world.run("export", "--format", "json", "-o", copy).code == 0
    assert set(owners(theirs).values()) == {0}
    assert set(owners(world.home).values()) == {0}


@only_root
def test_a_file_of_roots_that_was_there_keeps_its_owner(world: World) -> None:
    """An empty one under another name as well: nobody is given what root has elsewhere."""
    (world.home / "state").mkdir(parents=True)
    secret = world.home.parent / "secret"
    secret.touch()
    os.chown(world.home / "state", LEADER, LEADER)
    os.link(secret, world.home / "state/lock")
    assert world.run("note", "-", stdin="Words.").code == 0
    assert secret.stat().st_uid == 0


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"SYSLEAD_HOME": " /tmp/a "}, {"SYSLEAD_HOME": "/tmp/a"}),
        ({"SYSLEAD_HOME": "  ", "XDG_DATA_HOME": "/tmp/b"}, {"XDG_DATA_HOME": "/tmp/b"}),
        ({"XDG_DATA_HOME": "relative", "XDG_STATE_HOME": "~/x", "XDG_CONFIG_HOME": ""}, {}),
    ],
)
def test_what_decides_where_the_journal_is(environ: dict[str, str], found: dict[str, str]) -> None:
    """A reminder carries what the command itself goes by, and nothing it passes over."""
    assert deciding(environ) == found
    if home := found.get("SYSLEAD_HOME"):
        assert find_paths(environ).journal == Path(home) / "journal"
