"""Passphrases at a real pseudo-terminal: typed unseen, asked again, and never left unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from packs import document, file_of, sent
from syslead_cli.crypt import age
from terminal import SYSLEAD, Seat, environment

WORDS = "three small words"


class Coach:
    """``syslead coach`` in a terminal."""

    def __init__(self, folder: Path, sit: Callable[..., Seat]) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._sit = sit
        self.typed: list[str] = []

    def start(self, *arguments: str) -> Seat:
        environ = environment(self.home, HOME=str(self.folder))
        self.child = self._sit((*SYSLEAD, "coach", *arguments), environ, folder=self.folder)
        return self.child

    def unseen(self, question: str, words: str) -> None:
        """Answer a question that does not show what is typed."""
        self.child.sees(question)
        assert not self.child.echoes()
        self.child.line(words)
        self.typed.append(words)

    @property
    def shown(self) -> str:
        return self.child.printed

    def end(self) -> int:
        code = self.child.ends()
        assert not [words for words in self.typed if words and words in self.shown]
        return code


@pytest.fixture
def coach(tmp_path: Path, sit: Callable[..., Seat]) -> Coach:
    return Coach(tmp_path, sit)


def make_key(coach: Coach, *arguments: str) -> str:
    coach.start("keygen", "--name", "Ruth", *arguments)
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", WORDS)
    assert coach.end() == 0
    text = (coach.folder / "syslead-coach-key.txt").read_text()
    assert text.splitlines()[1] in coach.shown
    return text.splitlines()[1]


def test_standard_input_that_is_a_terminal_does_not_show_it(coach: Coach) -> None:
    make_key(coach, "--passphrase-file", "-")


def test_from_key_to_pack(coach: Coach) -> None:
    public = make_key(coach)
    (coach.folder / "a.age").write_bytes(age.encrypt(file_of(document()), [public]))
    other = document(pseudonym="Jo")
    (coach.folder / "b.age").write_bytes(age.encrypt(file_of(other), [public], armoured=True))
    coach.start("add", "a.age", "b.age")
    coach.unseen("Passphrase of key.age:", "a wrong one")
    coach.child.sees("It does not open with that.")
    coach.unseen("Passphrase of key.age:", WORDS)
    assert coach.end() == 0
    assert "added to Maya" in coach.shown
    assert "added to Jo" in coach.shown
    coach.start("list", "--json", "--no-pager")
    assert coach.end() == 0
    assert len(json.loads(coach.shown)["clients"]) == 2


def test_adding_an_encrypted_page_opens_it_where_one_agrees(coach: Coach) -> None:
    public = make_key(coach)
    page = b"<!DOCTYPE html>\n<html>Maya</html>\n"
    (coach.folder / "maya.html.age").write_bytes(age.encrypt(page, [public]))
    coach.start("add", "maya.html.age")
    coach.unseen("Passphrase of key.age:", WORDS)
    coach.child.sees("Open it as a file you can read?")
    coach.child.line("y")
    assert coach.end() == 0
    assert (coach.folder / "maya.html").read_bytes() == page


def test_a_note_is_typed_at_a_terminal(coach: Coach) -> None:
    (coach.folder / "a.json").write_bytes(file_of(document()))
    coach.start("add", "a.json")
    assert coach.end() == 0
    coach.start("note", "Maya", "--agreed")
    coach.child.sees("Your note on Maya:")
    coach.child.keys("Try the trust chairs.", "\r")
    assert coach.end() == 0
    assert "saved · agreed" in coach.shown
    coach.start("note", "Maya", "--list", "--no-pager")
    assert coach.end() == 0
    assert "Try the trust chairs." in coach.shown


def test_an_easy_passphrase_is_asked_for_anew_and_a_short_one_said(coach: Coach) -> None:
    coach.start("keygen")
    too_easy = "That is too easily guessed: at least 8 characters"
    for easy, said in (("", "It is empty."), ("zqx7", too_easy), ("qqqqqqqqqqqq", too_easy)):
        coach.unseen("Passphrase for your key", easy)
        coach.child.sees(said)
    coach.unseen("Passphrase for your key", "vq7-tz42k")
    coach.unseen("Once more:", "vq7-tz42k")
    assert coach.end() == 0
    assert "That is short. Four or five unrelated words" in " ".join(coach.shown.split())


def test_three_wrong_ones_are_enough_and_so_is_an_empty_one(coach: Coach) -> None:
    public = make_key(coach)
    (coach.folder / "a.age").write_bytes(age.encrypt(file_of(document()), [public]))
    for words in (["not it"] * 3, [""]):
        coach.start("add", "a.age")
        for each in words:
            coach.unseen("Passphrase of key.age:", each)
        assert coach.end() == 1
        assert ("It does not open with that." in coach.shown) == (len(words) > 1)
        assert not (coach.home / "coach" / "clients").exists()


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_stopping_leaves_no_key_and_a_terminal_that_shows(coach: Coach, key: str) -> None:
    coach.start("keygen")
    coach.child.sees("Passphrase for your key")
    coach.child.send(WORDS)
    if key == "\x03":
        coach.child.interrupts()
    else:
        coach.child.line("")
        coach.child.sees("Once more:")
        coach.child.send(key)
    coach.child.sees("Stopped.")
    assert coach.child.echoes()
    assert coach.end() == 130
    assert not (coach.home / "coach").exists()
    assert not (coach.folder / "syslead-coach-key.txt").exists()


def test_whose_it_is_and_forgetting(coach: Coach) -> None:
    sent(coach.folder, "nobody.json", pseudonym="")
    coach.start("add", "nobody.json")
    coach.child.sees("Whose is nobody.json?")
    coach.child.sees("Ctrl-E editor")
    coach.child.keys("Ines\r")
    assert coach.end() == 0
    assert "added to Ines" in coach.shown
    coach.start("forget", "ines")
    coach.child.sees("Delete 1 pack of Ines, for good?")
    coach.child.line("y")
    assert coach.end() == 0
    assert not list((coach.home / "coach" / "clients").iterdir())


def test_what_was_typed_unseen_is_typed_twice(coach: Coach) -> None:
    coach.start("keygen")
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", "three smal words")
    coach.child.sees("The two differ.")
    coach.unseen("Passphrase for your key", "")
    coach.child.sees("It is empty.")
    coach.unseen("Passphrase for your key", WORDS)
    coach.unseen("Once more:", WORDS)
    assert coach.end() == 0
