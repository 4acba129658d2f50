"""Encrypting at a real terminal: what is typed unseen, shown once, and asked back."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from conftest import World
from sealed_world import DATA, PASSPHRASE, SECRET, switch_on
from syslead_cli.core.closed_line import count_closed

pexpect = pytest.importorskip("pexpect")
pytest.importorskip("pyrage", reason="the age library is not installed")

SRC = Path(__file__).resolve().parents[2] / "src"
WORDS = "kurzes wort"


class Person:
    """Somebody at an 80-column terminal."""

    def __init__(self, world: World, command: str) -> None:
        environ = {**world.environ, "PYTHONPATH": str(SRC), "PATH": os.environ["PATH"]}
        first = "" if "|" in command else "exec "
        program = f"{sys.executable} -m syslead_cli"
        self.child = pexpect.spawn(
            "/bin/sh", ["-c", first + command.replace("syslead", program)],
            env=environ, dimensions=(40, 80), timeout=60, encoding="utf-8",
        )  # fmt: skip
        self.seen = ""

    def sees(self, words: str) -> str:
        """Wait for the words; everything that came until then."""
        try:
            self.child.expect_exact(words)
        except (pexpect.EOF, pexpect.TIMEOUT):
            raise AssertionError(f"{words!r} never came:\n{self.child.before}") from None
        self.seen += self.child.before + words
        return str(self.child.before)

    def types(self, words: str) -> None:
        self.child.sendline(words)

    def ends(self) -> int:
        self.child.expect(pexpect.EOF)
        self.seen += self.child.before
        self.child.close()
        return int(self.child.exitstatus)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_the_whole_way_at_a_terminal(world: World) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    at = Person(world, "syslead encrypt")
    at.sees("Whoever loses both has lost the journal")
    at.sees("Encrypt the journal?")
    at.types("y")
    at.sees("A passphrase")
    at.types(WORDS)
    at.sees("Once more:")
    at.types("something else")
    at.sees("The two differ.")
    at.sees("A passphrase")
    at.types(WORDS)
    at.sees("Once more:")
    at.types(WORDS)
    at.sees("That is short.")
    at.sees("Your recovery key.")
    shown = at.sees("Its last 6 characters")
    (key,) = re.findall(r"AGE-SECRET-KEY-1[0-9A-Z\s]{58,90}?(?=\r\n\r\n)", shown)
    at.types("ABCDEF")
    at.sees("Those are not its last characters.")
    at.types("".join(key.split())[-6:].lower())
    at.sees("Encrypted: 1 line in 1 file.")
    assert at.ends() == 0
    assert WORDS not in at.seen, "nothing that was typed unseen is on the screen"
    assert max(map(len, at.seen.splitlines())) <= 80
    assert count_closed(world.journal_lines()[0]) == (1, 0)

    reader = Person(world, "syslead export --format json > out.json".replace(
        "out.json", str(world.home / "out.json")
    ))  # fmt: skip
    reader.sees("The journal's passphrase:")
    reader.types(WORDS)
    assert reader.ends() == 0
    assert "my secret" in (world.home / "out.json").read_text()

    paper = Person(world, "echo edited | syslead edit $ID --text -".replace(
        "$ID", _id(world)
    ))  # fmt: skip
    paper.sees("The journal's passphrase:")
    paper.types(" ".join(key.split()))
    assert paper.ends() == 0

    back = Person(world, "syslead decrypt")
    back.sees("Put it back as plain text?")
    back.types("y")
    back.sees("The journal's passphrase:")
    back.types("not that one")
    back.sees("That does not open it. Once more:")
    back.types(WORDS)
    back.sees("Put back: 2 lines in")
    assert back.ends() == 0
    assert b"edited" in b"".join(world.journal_lines())


def _id(world: World) -> str:
    import json

    return str(json.loads(world.journal_lines()[0])["id"])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize("answer", ["n", "", "\x03"])
def test_who_does_not_agree_has_changed_nothing(world: World, answer: str) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    before = world.journal_lines()
    at = Person(world, "syslead encrypt")
    at.sees("Encrypt the journal?")
    at.types(answer)
    assert at.ends() in (1, 130)
    assert world.journal_lines() == before
    assert not (world.home / "keys").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_a_key_that_was_not_written_down_encrypts_nothing(world: World) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    at = Person(world, "syslead encrypt --yes")
    at.sees("A passphrase")
    at.types(PASSPHRASE)
    at.sees("Once more:")
    at.types(PASSPHRASE)
    at.sees("Its last 6 characters")
    for _ in range(5):
        at.types("wrong")
    at.sees("was not copied, so nothing was encrypted")
    assert at.ends() == 1
    assert not (world.home / "keys").exists()


def test_a_second_machine_takes_the_key_over(world: World, tmp_path: Path) -> None:
    assert world.run("note", "-", stdin="written on the second machine").code == 0
    first = World(tmp_path / "first")
    switch_on(first, unlocked=False)
    assert first.run("note", "-", stdin="written on the first").code == 0
    for path in (first.home / "journal").iterdir():
        path.rename(world.home / "journal" / "first123")
    said = world.run("list")
    assert "1 line could not be read" in said.err
    words = tmp_path / "words"
    words.write_text(PASSPHRASE)
    taken = world.run(
        "encrypt", "--identity", str(DATA / "identity.age"), "--passphrase-file", str(words)
    )
    assert (taken.code, taken.out) == (0, "Encrypted: 1 line in 1 file.\n"), taken.err
    (world.home / "config.toml").write_text(f'unlock = "command"\nunlock_command = "cat {words}"\n')
    listed = world.run("list").out
    assert "on the first" in listed
    assert "on the second" in listed


def test_the_recovery_key_sets_a_new_passphrase(world: World, tmp_path: Path) -> None:
    switch_on(world, unlocked=False)
    assert world.run("note", "-", stdin="my words").code == 0
    (tmp_path / "paper").write_text(SECRET.lower()[:40] + " " + SECRET[40:] + "\n")
    new = "a new and longer passphrase"
    result = world.run(
        "encrypt", "--identity", str(tmp_path / "paper"), "--passphrase-file", "-", stdin=new
    )
    assert result.code == 0, result.err
    assert world.run("decrypt", "--yes", "--passphrase-file", "-", stdin=PASSPHRASE).code == 1
    assert world.run("decrypt", "--yes", "--passphrase-file", "-", stdin=new).code == 0
    assert b"my words" in world.journal_lines()[0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_a_weak_passphrase_is_asked_anew_and_stopping_says_what_holds(world: World) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    at = Person(world, "syslead encrypt --yes")
    for weak in ("short", "aaaaaaaaaaaa"):
        at.sees("A passphrase (it is not shown):")
        at.types(weak)
        at.sees("That is too easily guessed: at least 8 characters")
    at.sees("A passphrase (it is not shown):")
    at.types(WORDS)
    at.sees("Once more:")
    at.types(WORDS)
    at.sees("Its last 6 characters")
    at.child.sendintr()
    at.sees("Nothing was encrypted, and that recovery key opens nothing.")
    at.sees("Stopped.")
    assert at.ends() == 130
    assert count_closed(world.journal_lines()[0]) == (0, 1)
    assert not (world.home / "keys").exists()
