"""Passphrases at a real pseudo-terminal: typed unseen, asked again, and never left unseen."""

from __future__ import annotations

import json
import os
import sys
import termios
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from packs import document, file_of, sent
from syslead_cli.adapters.vault import Vault

pexpect = pytest.importorskip("pexpect")
pytest.importorskip("pyrage", reason="the age library is not installed")

SRC = Path(__file__).resolve().parents[2] / "src"
WORDS = "three small words"
PATIENCE = 30


class Coach:
    """``syslead coach`` in a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.shown = ""
        self.typed: list[str] = []

    def start(self, *arguments: str) -> Any:
        environ = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), "SYSLEAD_HOME": str(self.home),
            "HOME": str(self.folder), "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC",
        }  # fmt: skip
        self.child = pexpect.spawn(
            sys.executable, ["-m", "syslead_cli", "coach", *arguments],
            env=environ, cwd=str(self.folder), timeout=PATIENCE, encoding="utf-8",
        )  # fmt: skip
        self.child.logfile_read = self.log = StringIO()
        return self.child

    def unseen(self, question: str, words: str) -> None:
        """Answer a question that does not show what is typed."""
        self.child.expect_exact(question)
        assert not self.echoes()
        self.child.sendline(words)
        self.typed.append(words)

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ECHO)

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.shown = self.child.before
        assert not [words for words in self.typed if words and words in self.log.getvalue()]
        self.child.close()
        return int(self.child.exitstatus)


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(tmp_path)


def make_key(coach: Coach) -> str:
    coach.start("keygen", "--name", "Ruth")
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", WORDS)
    assert coach.end() == 0
    text = (coach.folder / "syslead-coach-key.txt").read_text()
    assert text.splitlines()[1] in coach.shown
    return text.splitlines()[1]


def test_standard_input_that_is_a_terminal_does_not_show_it(coach: Coach) -> None:
    coach.start("keygen", "--name", "Ruth", "--passphrase-file", "-")
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", WORDS)
    assert coach.end() == 0


def test_from_key_to_pack(coach: Coach) -> None:
    public = make_key(coach)
    (coach.folder / "a.age").write_bytes(Vault().seal(file_of(document()), [public]))
    other = document(pseudonym="Jo")
    (coach.folder / "b.age").write_bytes(Vault().seal(file_of(other), [public], armoured=True))
    coach.start("add", "a.age", "b.age")
    coach.unseen("Passphrase of key.age:", "a wrong one")
    coach.child.expect_exact("It does not open with that.")
    coach.unseen("Passphrase of key.age:", WORDS)
    assert coach.end() == 0
    assert "added to Maya" in coach.shown
    assert "added to Jo" in coach.shown
    coach.start("list", "--json")
    assert coach.end() == 0
    assert len(json.loads(coach.shown)["clients"]) == 2


def test_what_was_typed_unseen_is_typed_twice(coach: Coach) -> None:
    coach.start("keygen")
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", "three smal words")
    coach.child.expect_exact("The two differ.")
    coach.unseen("Passphrase for your key", "")
    coach.child.expect_exact("It is empty.")
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", WORDS)
    assert coach.end() == 0


def test_three_wrong_ones_are_enough(coach: Coach) -> None:
    public = make_key(coach)
    (coach.folder / "a.age").write_bytes(Vault().seal(file_of(document()), [public]))
    coach.start("add", "a.age")
    for _ in range(3):
        coach.unseen("Passphrase of key.age:", "not it")
    assert coach.end() == 1
    assert "does not open with that passphrase" in coach.shown
    assert not (coach.home / "coach" / "clients").exists()


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_stopping_leaves_no_key_and_a_terminal_that_shows(coach: Coach, key: str) -> None:
    coach.start("keygen")
    coach.child.expect_exact("Passphrase for your key")
    coach.child.send("thr")
    coach.child.send(key if key == "\x03" else "\n")
    if key == "\x04":
        coach.child.expect_exact("Once more:")
        coach.child.send(key)
    coach.child.expect_exact("Stopped.")
    assert coach.echoes()
    assert coach.end() == 130
    assert not (coach.home / "coach").exists()
    assert not (coach.folder / "syslead-coach-key.txt").exists()


def test_whose_it_is_and_forgetting(coach: Coach) -> None:
    sent(coach.folder, "nobody.json", pseudonym="")
    coach.start("add", "nobody.json")
    coach.child.expect_exact("Whose is nobody.json?")
    coach.child.expect_exact("Ctrl-E editor")
    coach.child.send("Ines\r")
    assert coach.end() == 0
    assert "added to Ines" in coach.shown
    coach.start("forget", "ines")
    coach.child.expect_exact("Delete 1 pack of Ines, for good?")
    coach.child.sendline("y")
    assert coach.end() == 0
    assert not list((coach.home / "coach" / "clients").iterdir())
