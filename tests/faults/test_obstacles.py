"""Something else stands where a file or folder of syslead's belongs: said, and never waited for.

A pipe would be waited on for ever, a device never ends, a link leads elsewhere.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Result, World
from mutating import Command, anywhere, texts, typed_in
from syslead_cli.base.folders import OpenFolder
from syslead_cli.journal import backup as backups_module

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and links")

TYPED = "typed with great care"
#: What is at stake, by path below the home; ``*`` is the device's folder.
PLACES = [
    "journal", "journal/*", "journal/*/2026-03.jsonl", "journal/more.jsonl", "config.toml",
    "frameworks", "prompts", "prompts/mine.toml", "state", "state/lock", "state/device",
    "state/seen", "state/seen/*", "state/seen/*/2026.json", "state/drafts", "state/rescue",
    "state/cache", "state/cache/signals.json", "state/cache/checked.json", "state/aliases.json",
    "state/remind.json", "state/erasing", "state/backups", "state/quarantine",
]  # fmt: skip
COMMANDS: list[tuple[tuple[str, ...], str]] = [
    (("note", "-"), TYPED),
    (("list",), ""), ((), ""), (("search", "one"), ""), (("trends", "--json"), ""),
    (("verify",), ""), (("repair",), ""), (("remind",), ""), (("config", "get"), ""),
    (("share", "log"), ""), (("reflect", "--plan"), ""),
    (("config", "set", "prompts", "3"), ""),
    (("repair", "--apply"), ""),
    (("intend", "-"), f"If {TYPED} again, then I will"),
    (("delete", "{id}", "--yes"), ""),
    (("verify",), ""),
]  # fmt: skip


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parent / "is-not-there")


def link_to_a_file(path: Path) -> None:
    (outside(path) / "elsewhere").write_text("not of syslead's making\n")
    path.symlink_to(outside(path) / "elsewhere")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def device(path: Path) -> None:
    """A link to /dev/zero would do as well, but for files that may be links."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except OSError:
        pytest.skip("devices are made by root only")


def a_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # a socket's whole name must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


OBSTACLES: list[Callable[[Path], object]] = [
    Path.mkdir, os.mkfifo, device, a_socket, link_to_nothing, link_to_a_file, link_to_itself,
    lambda path: path.write_bytes(b"\xff\x00 not what belongs here \n"),
]  # fmt: skip
NAMES = ["folder", "pipe", "device", "socket", "dangling link", "link to a file", "loop", "rubbish"]


def outside(path: Path) -> Path:
    """A folder that is none of syslead's."""
    home = next(one for one in path.parents if one.name == "home")
    folder = home.parent / "outside"
    folder.mkdir(exist_ok=True)
    return folder


def shape(path: Path) -> tuple[int, bytes]:
    status = path.lstat()
    return stat.S_IFMT(status.st_mode), os.readlink(path).encode() if path.is_symlink() else b""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("obstacles") / "home"
    world = World(home)
    id_ = world.run("note", "-", stdin="one").out.strip()
    world.clock.move(seconds=1)
    assert world.run("note", "-", stdin="two").code == 0
    (home / "config.toml").write_text("prompts = 2\n")
    return home, id_


@pytest.fixture(autouse=True)
def not_for_ever() -> Iterator[None]:
    """A command that waits on a pipe is stopped, and fails."""

    def stop(*_: object) -> None:
        raise AssertionError("it waited")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def moved_in(world: World, template: tuple[Path, str]) -> None:
    shutil.copytree(template[0], world.home)
    world.environ["HOME"] = str(world.home.parent)
    world.clock.move(days=0.01)
    world.clock.count = 1000


def in_the_way(world: World, place: str, obstacle: Callable[[Path], object]) -> Path:
    own = next((world.home / "journal").iterdir()).name
    path = world.home / place.replace("*", own)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    obstacle(path)
    return path


def check(world: World, words: tuple[str, ...], typed: str, result: Result, read: str) -> None:
    said = (words, result.code, result.err)
    assert result.code in (0, 1, 2, 4), said
    assert "Traceback" not in result.err, said
    if result.code in (1, 2):
        assert "syslead: " in result.err, said
    assert len(result.err.splitlines()) <= 12, said
    if typed:
        assert (result.code == 0) == bool(result.out.strip()), said
        assert not read or anywhere(world, TYPED) or TYPED in result.err, said


#: Every fourth pair of the two lists in the short form, so that each place and each obstacle is in.
PAIRS = [
    pytest.param(place, obstacle, id=f"{place} {name}",
                 marks=() if (row + column) % 4 == 0 else pytest.mark.slow)
    for row, place in enumerate(PLACES)
    for column, (obstacle, name) in enumerate(zip(OBSTACLES, NAMES, strict=True))
]  # fmt: skip


@pytest.mark.parametrize(("place", "obstacle"), PAIRS)
def test_it_is_said_and_nothing_typed_is_lost(
    world: World, template: tuple[Path, str], place: str, obstacle: Callable[[Path], object]
) -> None:
    moved_in(world, template)
    path = in_the_way(world, place, obstacle)
    before = shape(path)
    for words, typed in COMMANDS:
        world.clock.move(seconds=1)
        arguments = [template[1] if word == "{id}" else word for word in words]
        command = Command(words[0] if words else "", "", lambda *_: True, typed)
        check(world, words, typed, *typed_in(world, command, tuple(arguments)))
    other = outside(path) / "elsewhere"
    if other.exists() and place != "config.toml":  # a configuration may be kept elsewhere
        assert other.read_text() == "not of syslead's making\n"
    if before[0] in (stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK):
        assert place in REPLACED or shape(path) == before, "what stood there is gone"


#: Small files that are derived or rewritten whole: what stands in their place is replaced.
REPLACED = {
    "config.toml", "state/seen/*/2026.json", "state/cache/signals.json", "state/aliases.json",
    "state/cache/checked.json", "state/remind.json", "state/erasing",
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("journal/*/2026-03.jsonl", "2026-03.jsonl"),
        ("state/device", "device"),
        ("config.toml", "config.toml"),
        ("journal", "journal"),
        ("state", "state"),
    ],
)
@pytest.mark.parametrize("obstacle", OBSTACLES[1:4], ids=NAMES[1:4])
def test_a_note_that_is_refused_names_what_is_in_the_way(
    world: World,
    template: tuple[Path, str],
    place: str,
    words: str,
    obstacle: Callable[[Path], object],
) -> None:
    moved_in(world, template)
    in_the_way(world, place, obstacle)
    said = world.refused("note", "-", stdin=TYPED)
    assert words in said.splitlines()[0]


# ── a lock that another holds ────────────────────────────────────────────────

WRITERS: list[tuple[tuple[str, ...], str]] = [
    (("note", "-"), TYPED),
    (("edit", "{id}", "--text", "-"), TYPED),
    (("delete", "{id}", "--yes"), ""),
    (("intend", "-"), f"If {TYPED}, then I will"),
    (("reflect", "--answers", "-"), '{"note": "' + TYPED + '"}'),
    (("pause",), ""),
    (("import", "csv", "-", "--tz", "UTC"), "date,text\n2026-01-05,elsewhere\n"),
    (("backup", "{out}"), ""),
    (("repair", "--apply"), ""),
]


@pytest.mark.parametrize(("words", "typed"), WRITERS, ids=[words[0] for words, _ in WRITERS])
def test_a_lock_held_elsewhere_is_exit_5_within_its_time(
    world: World, template: tuple[Path, str], words: tuple[str, ...], typed: str
) -> None:
    """Ten seconds are waited by the clock, none by this test; words are kept, reading goes on."""
    import fcntl

    moved_in(world, template)
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    month.write_bytes(month.read_bytes() + b"{torn")  # something to repair
    before = month.read_bytes()
    places = {"{id}": template[1], "{out}": str(world.home.parent / "copies")}
    with (world.home / "state" / "lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        result = world.run(*(places.get(word, word) for word in words), stdin=typed)
        assert world.run("list").code == 0
    assert (result.code, result.out) == (5, ""), result.err
    assert 10 <= world.clock.waited < 10.1
    assert "Another syslead is writing" in result.err
    assert month.read_bytes() == before
    if TYPED in typed:
        assert anywhere(world, TYPED)
    assert list(world.home.parent.rglob("*.tmp")) == []
    assert world.run("note", "-", stdin="after").code == 0
    assert "after" in texts(world)


# ── the checks bite ──────────────────────────────────────────────────────────


def test_a_writer_that_follows_links_is_caught(
    world: World, template: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def following(folder: OpenFolder, name: str, flags: int) -> int:
        return os.open(folder.path / name, flags & ~os.O_NOFOLLOW, 0o600)

    monkeypatch.setattr(OpenFolder, "open_own", following)
    with pytest.raises(AssertionError):
        test_it_is_said_and_nothing_typed_is_lost(
            world, template, "journal/*/2026-03.jsonl", link_to_a_file
        )


def test_a_note_does_not_wait_for_a_slow_stick(
    world: World, template: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup reads under the lock, and writes its copies without it."""
    moved_in(world, template)
    real, said = backups_module.create_file, []

    def slow(path: Path, content: bytes, **more: Path) -> None:
        world.clock.move(seconds=1)
        said.append(world.run("note", "-", stdin=f"meanwhile {len(said)}").code)
        real(path, content, **more)

    monkeypatch.setattr(backups_module, "create_file", slow)
    assert world.run("backup", str(world.home.parent / "copies")).code == 0
    assert (set(said), world.clock.waited) == ({0}, 0)
    assert len(texts(world)) == 2 + len(said)
