"""kill -9 at random moments, and many writers at once, through the real commands."""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from conftest import World
from killing import check_tidy, in_child, said_by
from syslead_cli.__main__ import main
from syslead_cli.base.clock import SystemClock
from syslead_cli.context import Context
from syslead_cli.journal.merge import Journal
from terminal import noon

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

Ack = Callable[[str], None]


def command(world: World, *arguments: str, stdin: str = "") -> str:
    """One command with the machine's own clock; what it printed."""
    out = io.StringIO()
    context = Context(
        environ=dict(world.environ),
        stdin=io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"),
        stdout=out,
        stderr=io.StringIO(),
        fixed_clock=SystemClock(noon()),
    )
    return out.getvalue() if main(list(arguments), context) == 0 else ""


def notes_and_deletions(world: World) -> Callable[[Ack], None]:
    def work(ack: Ack) -> None:
        for number in range(10_000):
            id_ = command(world, "note", "-", stdin=f"note {os.getpid()} {number}").split()[0]
            ack(f"note {id_}")
            if number % 3 == 2:
                ack(f"deleting {id_}")
                command(world, "delete", id_, "--yes")
                ack(f"deleted {id_}")

    return work


def said_too_early(world: World) -> Callable[[Ack], None]:
    def work(ack: Ack) -> None:
        for number in range(10_000):
            ack(f"note early-{os.getpid()}-{number}")
            command(world, "note", "-", stdin=f"note {number}")

    return work


def kill_some(world: World, times: int, work: Callable[[Ack], None]) -> list[str]:
    """Start the work, kill it at a random moment, again and again; all it acknowledged.

    The moment comes after a first word of the child, however late a busy machine lets it speak;
    then it is a matter of how long one takes here.
    """
    chance, said = random.Random(7), []
    before = time.monotonic()
    command(world, "note", "-", stdin="how long one takes here")
    one = time.monotonic() - before
    for _ in range(times):
        child, out = in_child(work)
        first = os.read(out, 1)
        time.sleep(chance.uniform(0.0, 8 * one))
        os.kill(child, signal.SIGKILL)
        said += said_by(child, out, first)
    return said


def lines_by_id(world: World) -> Counter[str]:
    found: Counter[str] = Counter()
    for raw in world.journal_lines():
        head = raw.split(b'"id":"', 1)
        if len(head) == 2:
            found[head[1].split(b'"', 1)[0].decode()] += 1
    return found


def check(world: World, said: list[str]) -> None:
    journal: Journal = world.context().journal.read()
    live = {record.id for record in journal.records}
    lines = lines_by_id(world)
    words = [line.split() for line in said]
    deleting = {id_ for word, id_ in words if word == "deleting"}
    for word, id_ in words:
        if word == "note" and id_ not in deleting:
            assert id_ in live, f"{id_} was acknowledged and is gone"
            assert lines[id_] == 1, f"{id_} is there {lines[id_]} times"
        if word == "deleted":
            assert id_ not in live
            assert lines[id_] == 0, f"the text of {id_} is still in a file"
    # A kill inside the one write may tear the last line of that moment; it is sealed, not mixed.
    assert all("JSON" in one.problem for one in journal.damage)
    assert journal.odd == ()


@pytest.mark.parametrize("times", [25, pytest.param(300, marks=pytest.mark.slow)])
def test_what_was_acknowledged_outlives_kill_9(world: World, times: int) -> None:
    command(world, "note", "-", stdin="first")  # everything is loaded before the first fork
    said = kill_some(world, times, notes_and_deletions(world))
    assert sum(line.startswith("note ") for line in said) >= times // 4
    check(world, said)
    assert command(world, "note", "-", stdin="last")
    check_tidy(world)
    check(world, said)


def test_an_acknowledgement_that_comes_too_early_is_caught(world: World) -> None:
    command(world, "note", "-", stdin="first")
    said = kill_some(world, 3, said_too_early(world))
    with pytest.raises(AssertionError, match="acknowledged and is gone"):
        check(world, said)


def many_writers(world: World, writers: int, work: Callable[[Ack], None]) -> list[str]:
    """All of them at once, with a reader beside them that must never see a damaged line."""
    children = [in_child(work) for _ in range(writers)]
    reader, seen = in_child(lambda ack: read_on(world, ack))
    said = [line for child in children for line in said_by(*child)]
    os.kill(reader, signal.SIGKILL)
    assert [line for line in said_by(reader, seen) if line != "damage 0"] == []
    return said


def read_on(world: World, ack: Ack) -> None:
    while True:
        ack(f"damage {len(world.context().journal.read().damage)}")


def some_notes(world: World, count: int) -> Callable[[Ack], None]:
    def work(ack: Ack) -> None:
        for number in range(count):
            printed = command(world, "note", "-", stdin=f"{os.getpid()} {number}")
            ack(f"note {printed.split()[0]}")

    return work


@pytest.mark.parametrize("count", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_eight_writers_at_once(world: World, count: int) -> None:
    command(world, "note", "-", stdin="first")
    said = many_writers(world, 8, some_notes(world, count))
    assert len(said) == 8 * count
    check(world, said)
    assert world.context().journal.read().damage == ()
    assert len(world.journal_lines()) == 8 * count + 1
    assert command(world, "note", "-", stdin="last")
    check_tidy(world)


def test_writers_that_rewrite_without_a_lock_are_caught(world: World) -> None:
    first = command(world, "note", "-", stdin="first").strip()
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    month_line = month.read_bytes().rstrip(b"\n")
    gate, open_gate = os.pipe()

    def careless(ack: Ack) -> None:
        os.close(open_gate)
        content = month.read_bytes()
        ack("read")
        os.read(gate, 1)  # until all have read
        id_ = f"careless-{os.getpid()}"
        line = month_line.replace(first.encode(), id_.encode())[:-18] + b"}\n"
        month.write_bytes(content + line)
        ack(f"note {id_}")

    children = [in_child(careless) for _ in range(4)]
    assert [os.read(out, 5) for _, out in children] == [b"read\n"] * 4
    os.close(open_gate)
    said = [line for child in children for line in said_by(*child)]
    os.close(gate)
    assert len(said) == 4
    with pytest.raises(AssertionError):
        check(world, said)
