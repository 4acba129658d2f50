"""vim, neovim, nano and emacs on a real terminal leave nothing of an entry behind.

Each runs with settings that leave as much as it can: backups, swap, undo, histories. A control
runs the editor without our options and must find something.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

SRC = Path(__file__).resolve().parents[2] / "src"
SECRET = "zanzibar"
PATIENCE = 60
#: Writes ``entry.md`` in a private folder, opens the editor on it, says what came back.
SCRIPT = """
import os, sys
from pathlib import Path
from syslead_cli.adapters import editor as module
from syslead_cli.adapters.editor import Editor
from syslead_cli.errors import SysleadError
if sys.argv[2] == "plain":
    module.discreet = lambda command, folder, path: list(command)
    module.private_places = lambda kind, folder: {}
try:
    print("CAME BACK", repr(Editor(Path(sys.argv[1]), os.environ).edit("Before.")))
except SysleadError as problem:
    print("PROBLEM", problem.message)
"""
VIMRC = """
set undofile undodir=$HOME/undo backup writebackup backupdir=$HOME/backup
set swapfile directory=$HOME/swap updatecount=10 updatetime=100 {info}
"""
NANORC = 'set historylog\nset positionlog\nset backup\nset backupdir "{home}/backup"\nset locking\n'
EMACS = """
(setq inhibit-startup-screen t backup-directory-alist '(("." . "~/backup"))
      auto-save-interval 20 auto-save-file-name-transforms '((".*" "~/swap/" t))
      backup-by-copying t vc-follow-symlinks t)
(savehist-mode 1) (recentf-mode 1) (save-place-mode 1)
(setq savehist-additional-variables '(kill-ring search-ring))
"""


class Kind(NamedTuple):
    """An editor: its command, and the keys that type, search, save and leave."""

    command: str
    write: str
    find: str
    save: str
    leave: str


KINDS = {
    "vim": Kind("vim", "o{}\x1b", "/{}\r", ":w\r", ":q\r"),
    "nvim": Kind("nvim", "o{}\x1b", "/{}\r", ":w\r", ":q\r"),
    "nano": Kind("nano", "{}", "\x17{}\r", "\x0f\r", "\x18"),
    "emacs": Kind("emacs -nw", "{}", "\x13{}\r", "\x18\x13", "\x18\x03"),
}


class Desk:
    """A home with hostile settings, and an editor at a terminal in it."""

    def __init__(self, folder: Path, kind: Kind, *, plain: bool = False) -> None:
        self.home = folder / "fake"
        self.private = self.home / "private" / "rescue"
        for name in (
            "undo",
            "backup",
            "swap",
            "tmp",
            "work",
            ".config/nvim",
            ".config/nano",
            ".emacs.d",
            ".local/share",
        ):
            (self.home / name).mkdir(parents=True)
        (self.home / ".vimrc").write_text(VIMRC.format(info="viminfo='100,n~/.viminfo"))
        (self.home / ".config/nvim/init.vim").write_text(VIMRC.format(info="shada='100"))
        (self.home / ".config/nano/nanorc").write_text(NANORC.format(home=self.home))
        (self.home / ".emacs.d/init.el").write_text(EMACS)
        self.display = pyte.Screen(80, 24)
        self.printed = b""
        self.stream = pyte.ByteStream(self.display)
        self.kind = kind
        environ = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"), "TERM": "linux", "LANG": "C.UTF-8",
            "EDITOR": kind.command, "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
        }  # fmt: skip
        how = "plain" if plain else "discreet"
        self.child = pexpect.spawn(
            sys.executable, ["-c", SCRIPT, str(self.private), how], env=environ,
            cwd=str(self.home / "work"), dimensions=(24, 80), timeout=PATIENCE,
        )  # fmt: skip

    @property
    def text(self) -> str:
        return "\n".join(self.display.display)

    def until(self, held: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not held():
            assert time.monotonic() < deadline, f"{what} never came:\n{self.text}"
            try:
                came = self.child.read_nonblocking(65536, 0.2)
                self.printed += came
                self.stream.feed(came)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                assert held(), f"{what} never came:\n{self.text}"

    def shows(self, words: str, count: int = 1) -> None:
        self.until(lambda: self.text.count(words) >= count, words)

    def write(self, words: str) -> None:
        """Type them in, and see them."""
        self.shows("Before.")
        for keys in self.kind.write.format(words).partition("\x1b"):
            if keys:
                self.child.send(keys)
                self.shows(words[-len(SECRET) :])
        self.until(lambda: True, "")

    def entry(self) -> str:
        found = [path.read_text() for path in self.private.glob(".edit-*/entry.md")]
        return found[0] if found else ""

    def save(self) -> None:
        self.child.send(self.kind.save)
        self.until(lambda: SECRET in self.entry(), "the saved text")

    def end(self, words: str) -> None:
        """Wait for what the program printed; the screen may have broken it after an editor's rest."""
        self.until(lambda: words.encode() in self.printed, words)
        self.child.close(force=True)

    def left(self) -> list[str]:
        """Files outside the private folder with the secret in them or in their names."""
        return sorted(
            path.relative_to(self.home).as_posix()
            for path in self.home.rglob("*")
            if self.private not in path.parents
            and path.is_file()
            and (SECRET in path.name or SECRET.encode() in path.read_bytes())
        )

    def editors(self) -> list[int]:
        """The processes the program started."""
        children = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@pytest.fixture(params=KINDS)
def desk(request: Any, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    kind = KINDS[request.param]
    if not which(kind.command.split()[0]):
        pytest.skip(f"{request.param} is not installed here")
    made: list[Desk] = []

    def sit(**options: Any) -> Desk:
        made.append(Desk(tmp_path / str(len(made)), kind, **options))
        return made[-1]

    yield sit
    for one in made:
        one.child.close(force=True)


def edited(one: Desk) -> None:
    one.write(SECRET)
    one.child.send(one.kind.find.format(SECRET))
    one.save()
    one.child.send(one.kind.leave)
    one.end("CAME BACK")


def test_nothing_is_left_after_editing(desk: Callable[..., Desk]) -> None:
    one = desk()
    edited(one)
    assert one.left() == []
    assert list(one.private.iterdir()) == []


def test_without_our_options_something_is(desk: Callable[..., Desk]) -> None:
    one = desk(plain=True)
    edited(one)
    assert one.left() != []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_a_killed_editor_leaves_it_in_the_private_folder_only(desk: Callable[..., Desk]) -> None:
    one = desk()
    one.write(SECRET)
    one.save()
    one.write(" and more that is not saved yet" * 20 + SECRET)
    (pid,) = one.editors()
    os.kill(pid, signal.SIGKILL)
    one.end("PROBLEM")
    assert one.left() == []
    (kept,) = one.private.glob("edited-*.md")
    assert SECRET in kept.read_text()
    assert [path.name for path in one.private.iterdir()] == [kept.name]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_everything_killed_leaves_it_in_the_private_folder_only(desk: Callable[..., Desk]) -> None:
    one = desk()
    one.write(SECRET)
    one.save()
    (pid,) = one.editors()
    os.kill(one.child.pid, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)
    one.child.close(force=True)
    assert one.left() == []
    (kept,) = one.private.glob(".edit-*/entry.md")
    assert SECRET in kept.read_text()
