"""``encrypt`` and ``decrypt`` while others write: nobody waits long, nothing slips through."""

from __future__ import annotations

import fcntl
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FixedClock, World
from sealed_world import opened_files, switch_on, unlock
from syslead_cli.__main__ import main
from syslead_cli.base.files import replace_file
from syslead_cli.context import Context
from syslead_cli.journal import reencrypt
from syslead_cli.journal.encrypted import count_encrypted
from syslead_cli.journal.model import Note

OLD = ("one", "two", "three")


def texts(world: World) -> list[str]:
    journal = world.context().journal.read()
    assert journal.damage == ()
    return [record.text for record in journal.records if isinstance(record, Note)]


def in_the_clear(world: World) -> int:
    return count_encrypted(b"\n".join(world.journal_lines()))[1]


@pytest.fixture
def written(world: World) -> World:
    world.write(*OLD)
    return world


def while_it_works(
    monkeypatch: pytest.MonkeyPatch, name: str, meanwhile: Callable[[], object]
) -> None:
    """``meanwhile`` is called once, when the first file's new bytes are being made."""
    real, left = getattr(reencrypt, name), [meanwhile]

    def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
        done: bytes = real(content, change)
        if left:
            left.pop()()
        return done

    monkeypatch.setattr(reencrypt, name, changed)


@pytest.mark.parametrize("tail", [b"", b'{"torn'], ids=["whole", "torn"])
def test_a_note_during_encrypt_does_not_wait_and_is_encrypted(
    written: World, monkeypatch: pytest.MonkeyPatch, tail: bytes
) -> None:
    switch_on(written)
    (month,) = (written.home / "journal").glob("*/*.jsonl")
    month.write_bytes(month.read_bytes() + tail)
    said = []

    def meanwhile() -> None:
        said.append(written.run("note", "-", stdin="meanwhile"))

    while_it_works(monkeypatch, "encrypt_lines", meanwhile)
    assert written.run("encrypt").code == 0
    assert (said[0].code, written.clock.waited) == (0, 0)
    assert in_the_clear(written) == 0
    opened = b"".join(opened_files(written.home).values())
    assert all(opened.count(f'"{text}"'.encode()) == 1 for text in (*OLD, "meanwhile"))
    assert opened.count(tail) == (1 if tail else opened.count(b""))


def test_a_line_in_the_clear_during_encrypt_is_taken_along(
    written: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand, or by a sync tool, which knows no lock."""
    switch_on(written)
    (month,) = (written.home / "journal").glob("*/*.jsonl")
    line = month.read_bytes().splitlines(keepends=True)[0].replace(b'"one"', b'"own"')
    by_hand = line.replace(b'"id":"', b'"id":"by-hand-')[:-19] + b"}\n"
    while_it_works(
        monkeypatch, "encrypt_lines", lambda: month.write_bytes(month.read_bytes() + by_hand)
    )
    assert written.run("encrypt").code == 0
    assert in_the_clear(written) == 0
    assert sorted(texts(written)) == sorted([*OLD, "own"])


def test_a_delete_during_encrypt_stays_deleted(
    written: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(written)
    id_ = written.context().journal.read().records[1].id
    while_it_works(monkeypatch, "encrypt_lines", lambda: written.run("delete", id_, "--yes"))
    assert written.run("encrypt").code == 0
    assert texts(written) == ["one", "three"]
    assert b"two" not in b"".join(opened_files(written.home).values())


def test_a_note_during_decrypt_is_put_back_too(
    written: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(written)
    assert written.run("encrypt").code == 0
    words = ("note", "-")
    while_it_works(monkeypatch, "decrypt_lines", lambda: written.run(*words, stdin="meanwhile"))
    assert written.run("decrypt", "--yes").code == 0
    assert in_the_clear(written) == 4
    assert texts(written) == [*OLD, "meanwhile"]


class Waiting(FixedClock):
    """A clock that does something the first time somebody waits."""

    def __init__(self, world: World, meanwhile: Callable[[], object]) -> None:
        super().__init__(world.clock.local)
        self.count = 900
        self._left = [meanwhile]

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self._left:
            self._left.pop()()


WRITERS: list[tuple[tuple[str, ...], str]] = [
    (("note", "-"), "typed"),
    (("edit", "{id}", "--text", "-"), "typed"),
    (("import", "csv", "-", "--tz", "UTC"), "date,text\n2026-01-05,typed\n"),
    (("forget", "--voice", "bo", "--keep-entries", "--yes"), ""),
]


@pytest.mark.parametrize(("words", "typed"), WRITERS, ids=[words[0] for words, _ in WRITERS])
def test_what_waited_for_encrypt_is_encrypted(
    written: World, words: tuple[str, ...], typed: str
) -> None:
    """It had the lock in its way when the journal was switched over: it looks again after."""
    assert written.run("note", "-", stdin="@bo was there").code == 0
    id_ = written.context().journal.read().records[0].id
    unlock(written)
    with (written.home / "state" / "lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        def switched() -> None:
            switch_on(written, unlocked=False)
            fcntl.flock(other, fcntl.LOCK_UN)

        written.clock = Waiting(written, switched)
        before = in_the_clear(written)
        result = written.run(*(id_ if word == "{id}" else word for word in words), stdin=typed)
    assert result.code == 0, result.err
    assert in_the_clear(written) <= before
    assert len(written.journal_lines()) > in_the_clear(written)


def test_an_answer_typed_while_it_was_switched_on_is_encrypted(written: World) -> None:
    """A sitting that was begun in the clear and is ended in an encrypted journal."""
    unlock(written)

    class Typing(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, *_: object) -> str:
            switch_on(written, unlocked=False)
            return "typed slowly\n"

    err = io.StringIO()
    context = Context(dict(written.environ), Typing(), Typing(), err, written.clock)
    assert main(["note"], context) == 0, err.getvalue()
    assert in_the_clear(written) == len(OLD)
    assert "typed slowly" in texts(written)


@pytest.mark.parametrize("name", ["encrypt", "decrypt"])
def test_a_lock_held_elsewhere_is_exit_5_and_the_next_run_goes_on(
    written: World, name: str
) -> None:
    switch_on(written)
    if name == "decrypt":
        assert written.run("encrypt").code == 0
    words = (name,) if name == "encrypt" else (name, "--yes")
    with (written.home / "state" / "lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        result = written.run(*words)
        assert world_is_whole(written)
    assert result.code == 5
    assert "Another syslead is writing" in result.err
    assert f"syslead {name}" in result.err
    assert written.run(*words).code == 0
    assert in_the_clear(written) == (len(OLD) if name == "decrypt" else 0)
    assert world_is_whole(written)


def world_is_whole(world: World) -> bool:
    return texts(world) == list(OLD)


def test_a_rewriting_that_does_not_look_again_is_caught(
    written: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what was written meanwhile would be lost, or stay in the clear."""

    def blindly(path: Path, before: bytes, after: bytes, _: object) -> tuple[bytes, bytes]:
        replace_file(path, after)
        return after, after

    monkeypatch.setattr(reencrypt, "_as_it_is_now", blindly)
    with pytest.raises(AssertionError):
        test_a_note_during_encrypt_does_not_wait_and_is_encrypted(written, monkeypatch, b"")
