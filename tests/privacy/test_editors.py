"""vim, neovim, nano and emacs on a real terminal leave nothing of an entry behind.

Each runs with settings that leave as much as it can: backups, swap, undo, histories. A control
runs the editor without our options and must find something.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest

from terminal import Seat, environment

SECRET = "zanzibar"
needs_children = pytest.mark.skipif(
    not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(),
    reason="this system does not say which process started which",
)
#: Writes ``entry.md`` in a private folder, opens the editor on it, says what came back.
SCRIPT = """
import sys
from pathlib import Path
from syslead_cli.base import editor as module
from syslead_cli.base.editor import Editor
from syslead_cli.base.paths import Paths
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError
if sys.argv[2] == "plain":
    module.discreet = lambda command, folder, path: list(command)
    module.private_places = lambda kind, folder: {}
context = Context()
state = Path(sys.argv[1]).parent
context.paths = Paths(state, state / "config.toml", state)
try:
    print("CAME BACK", repr(Editor(context).edit("Before.")))
except SysleadError as problem:
    print("PROBLEM", problem.message)
"""
VIMRC = """
set undofile undodir=$HOME/undo backup writebackup backupdir=$HOME/backup
set swapfile directory=$HOME/swap updatecount=10 updatetime=100 showmode {info}
"""
#: Which keys do what differs between nano's versions and is set here.
NANORC = """
set historylog
set positionlog
set backup
set backupdir "{home}/backup"
set locking
bind ^W whereis main
bind ^O writeout main
bind ^X exit main
"""
EMACS = """
(setq native-comp-async-report-warnings-errors nil confirm-kill-processes nil
      inhibit-startup-screen t backup-directory-alist '(("." . "~/backup"))
      auto-save-interval 20 auto-save-file-name-transforms '((".*" "~/swap/" t))
      backup-by-copying t vc-follow-symlinks t)
(savehist-mode 1) (recentf-mode 1) (save-place-mode 1)
(setq savehist-additional-variables '(kill-ring search-ring))
"""


FOLDERS = (
    "undo", "backup", "swap", "tmp", "work", ".config/nvim", ".config/nano", ".emacs.d",
    ".local/share",
)  # fmt: skip


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

    def __init__(
        self, folder: Path, kind: Kind, sit: Callable[..., Seat], *, plain: bool = False
    ) -> None:
        self.home = folder / "fake"
        self.private = self.home / "private" / "rescue"
        for name in FOLDERS:
            (self.home / name).mkdir(parents=True)
        (self.home / ".vimrc").write_text(VIMRC.format(info="viminfo='100,n~/.viminfo"))
        (self.home / ".config/nvim/init.vim").write_text(VIMRC.format(info="shada='100"))
        (self.home / ".config/nano/nanorc").write_text(NANORC.format(home=self.home))
        (self.home / ".emacs.d/init.el").write_text(EMACS)
        self.kind = kind
        environ = environment(
            self.home, TMPDIR=str(self.home / "tmp"), TERM="linux", EDITOR=kind.command,
            XDG_CONFIG_HOME=str(self.home / ".config"),
            XDG_DATA_HOME=str(self.home / ".local/share"),
        )  # fmt: skip
        how = "plain" if plain else "discreet"
        self.seat = sit(
            (sys.executable, "-c", SCRIPT, str(self.private), how), environ,
            folder=self.home / "work", rows=24,
        )  # fmt: skip

    def write(self, words: str) -> None:
        """Type them in, and see them."""
        self.seat.shows("Before.")
        typing, escape, _ = self.kind.write.format(words).partition("\x1b")
        self.seat.keys(typing)
        self.seat.shows(words[-len(SECRET) :])
        if escape:
            self.seat.keys(escape)
            self.seat.until(lambda: "INSERT" not in self.seat.text, "its normal mode")

    def entry(self) -> str:
        """What is saved; nothing for the moment in which an editor puts one file for another."""
        for path in self.private.glob(".edit-*/entry.md"):
            with contextlib.suppress(FileNotFoundError):
                return path.read_text()
        return ""

    def save(self) -> None:
        self.seat.keys(self.kind.save)
        self.seat.until(lambda: SECRET in self.entry(), "the saved text")

    def end(self, words: str) -> None:
        """Wait for what the program says after its editor."""
        self.seat.sees(words)
        assert self.seat.ends() == 0

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
        children = Path(f"/proc/{self.seat.child.pid}/task/{self.seat.child.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@pytest.fixture(params=KINDS)
def desk(request: Any, tmp_path: Path, sit: Callable[..., Seat]) -> Callable[..., Desk]:
    kind = KINDS[request.param]
    if not which(kind.command.split()[0]):
        pytest.skip(f"{request.param} is not installed here")
    return lambda **options: Desk(tmp_path / "0", kind, sit, **options)


def edited(one: Desk) -> None:
    one.write(SECRET)
    one.seat.keys(one.kind.find.format(SECRET))
    one.save()
    one.seat.keys(one.kind.leave)
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


@needs_children
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


@needs_children
def test_everything_killed_leaves_it_in_the_private_folder_only(desk: Callable[..., Desk]) -> None:
    one = desk()
    one.write(SECRET)
    one.save()
    (pid,) = one.editors()
    os.kill(one.seat.child.pid, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)
    one.seat.hangs_up()
    assert one.left() == []
    (kept,) = one.private.glob(".edit-*/entry.md")
    assert SECRET in kept.read_text()
