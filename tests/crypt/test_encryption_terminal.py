"""Encrypting at a real terminal: what is typed unseen, shown once, and asked back."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import World
from sealed_world import DATA, PASSPHRASE, SECRET, switch_on
from syslead_cli.journal.encrypted import count_encrypted
from terminal import SYSLEAD, Seat, environment

WORDS = "kurzes wort"


@pytest.fixture
def person(world: World, sit: Callable[..., Seat]) -> Callable[[str], Seat]:
    """Somebody at an 80-column terminal types that command line."""

    def start(command: str) -> Seat:
        first = "" if "|" in command else "exec "
        words = first + command.replace("syslead", shlex.join(SYSLEAD))
        return sit(("/bin/sh", "-c", words), environment(world.home))

    return start


def asked(at: Seat, sees: str, types: str) -> None:
    at.sees(sees)
    at.line(types)


def test_the_whole_way_at_a_terminal(world: World, person: Callable[[str], Seat]) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    at = person("syslead encrypt")
    at.sees("If you lose both")
    asked(at, "Encrypt the journal?", "y")
    asked(at, "A passphrase", WORDS)
    asked(at, "Once more:", "something else")
    at.sees("The two differ.")
    asked(at, "A passphrase", WORDS)
    asked(at, "Once more:", WORDS)
    at.sees("That is short.")
    at.sees("Your recovery key.")
    shown = at.sees("Its last 6 characters")
    (key,) = re.findall(r"AGE-SECRET-KEY-1[0-9A-Z\s]{58,90}?(?=\r\n\r\n)", shown)
    at.line("ABCDEF")
    asked(at, "Those are not its last characters.", "".join(key.split())[-6:].lower())
    at.sees("Encrypted: 1 line in 1 file.")
    assert at.ends() == 0
    assert WORDS not in at.printed, "nothing that was typed unseen is on the screen"
    assert max(map(len, at.printed.splitlines())) <= 80
    assert count_encrypted(world.journal_lines()[0]) == (1, 0)

    reader = person(f"syslead export --format json > {shlex.quote(str(world.home / 'out.json'))}")
    asked(reader, "The journal's passphrase:", WORDS)
    assert reader.ends() == 0
    assert "my secret" in (world.home / "out.json").read_text()

    paper = person(f"echo edited | syslead edit {_id(world)} --text -")
    asked(paper, "The journal's passphrase:", " ".join(key.split()))
    assert paper.ends() == 0

    back = person("syslead decrypt")
    asked(back, "Turn it back into plain text?", "y")
    asked(back, "The journal's passphrase:", "not that one")
    asked(back, "That does not open it. Try again:", WORDS)
    back.sees("Put back: 2 lines in")
    assert back.ends() == 0
    assert b"edited" in b"".join(world.journal_lines())


def _id(world: World) -> str:
    return str(json.loads(world.journal_lines()[0])["id"])


@pytest.mark.parametrize("answer", ["n", "", None])
def test_who_does_not_agree_has_changed_nothing(
    world: World, person: Callable[[str], Seat], answer: str | None
) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    before = world.journal_lines()
    at = person("syslead encrypt")
    at.sees("Encrypt the journal?")
    if answer is None:
        at.interrupts()
    else:
        at.line(answer)
    assert at.ends() in (1, 130)
    assert world.journal_lines() == before
    assert not (world.home / "keys").exists()


def test_a_key_that_was_not_written_down_encrypts_nothing(
    world: World, person: Callable[[str], Seat]
) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    at = person("syslead encrypt --yes")
    asked(at, "A passphrase", PASSPHRASE)
    asked(at, "Once more:", PASSPHRASE)
    for _ in range(5):
        at.sees("from your paper:")
        at.line("wrong")
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
    command = f"cat {shlex.quote(str(words))}"
    (world.home / "config.toml").write_text(
        f'unlock = "command"\nunlock_command = {json.dumps(command)}\n'
    )
    listed = world.run("list").out
    assert "on the first" in listed
    assert "on the second" in listed


def test_the_recovery_key_sets_a_new_passphrase(world: World, tmp_path: Path) -> None:
    switch_on(world, unlocked=False)
    assert world.run("note", "-", stdin="my words").code == 0
    (tmp_path / "paper").write_text(SECRET.lower()[:40] + " " + SECRET[40:] + "\n")
    new = "a new and longer passphrase"
    world.done(
        "encrypt", "--identity", str(tmp_path / "paper"), "--passphrase-file", "-", stdin=new
    )
    assert world.run("decrypt", "--yes", "--passphrase-file", "-", stdin=PASSPHRASE).code == 1
    assert world.run("decrypt", "--yes", "--passphrase-file", "-", stdin=new).code == 0
    assert b"my words" in world.journal_lines()[0]


def test_a_weak_passphrase_is_asked_anew_and_stopping_says_what_holds(
    world: World, person: Callable[[str], Seat]
) -> None:
    assert world.run("note", "-", stdin="my secret").code == 0
    at = person("syslead encrypt --yes")
    for weak in ("short", "aaaaaaaaaaaa"):
        at.sees("A passphrase (it is not shown):")
        at.line(weak)
        at.sees("That is too easily guessed: at least 8 characters")
    asked(at, "A passphrase (it is not shown):", WORDS)
    asked(at, "Once more:", WORDS)
    at.sees("Its last 6 characters")
    at.interrupts()
    at.sees("Nothing was encrypted, and that recovery key opens nothing.")
    at.sees("Stopped.")
    assert at.ends() == 130
    assert count_encrypted(world.journal_lines()[0]) == (0, 1)
    assert not (world.home / "keys").exists()


def test_a_second_try_typed_too_early_is_not_shown(
    world: World, person: Callable[[str], Seat]
) -> None:
    switch_on(world, unlocked=False)
    assert world.run("note", "-", stdin="my words").code == 0
    at = person("syslead list")
    asked(at, "The journal's passphrase:", "wrong\rtyped too early")
    asked(at, "That does not open it. Try again:", PASSPHRASE)
    at.ends()
    assert "too early" not in at.printed
