"""Every system call of every mutating command fails, once and for good.

Exit code non-zero exactly when it was not acknowledged; what was typed is in a rescue file;
nothing that was there before is lost; no temporary file stays; never a traceback. The commands
are in ``tests/mutating.py``: a new one gets an entry there.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

import mutating
from conftest import Result, World
from failing_calls import Calls, errors_for, watched
from mutating import (
    COMMANDS,
    Command,
    anywhere,
    check_answer,
    fresh,
    journal_of,
    roots,
    texts,
    typed_in,
)
from syslead_cli.base import files as files_module
from syslead_cli.journal import store as journal_module

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")

#: Where the contents of files may be anything: what syslead derives, or is still writing.
LOOSE = ("journal/", "state/", "demo/", "copies/")
#: How many places the short form tries for each command.
SHORT = 8


@dataclass
class Case:
    """One run of a command with one failing call, or none."""

    command: Command
    world: World
    result: Result
    read: str
    calls: Calls
    lines: list[bytes]
    files: dict[str, bytes]
    after: dict[str, bytes]


def files_of(world: World) -> dict[str, bytes]:
    """The files of the leader's own: settings, prompts, what was written to a named place."""
    found = {}
    for path in sorted(world.home.rglob("*")):
        name = path.relative_to(world.home).as_posix()
        if path.is_file() and not name.startswith(LOOSE):
            found[name] = path.read_bytes()
    return found


def run(tmp_path: Path, command: Command, fail_at: int, number: int, *, for_good: bool) -> Case:
    world = fresh(tmp_path / "template", tmp_path / "case", command)
    arguments = command.arguments(world)
    lines = world.journal_lines() if world.home.exists() else []
    files = files_of(world)
    calls = Calls(world.home, fail_at, number, for_good=for_good)
    with watched(calls):
        result, read = typed_in(world, command, arguments)
    return Case(command, world, result, read, calls, lines, files, files_of(world))


def check(case: Case, whole: Case) -> None:
    """``whole`` is the same command with no call failing."""
    command, world, result = case.command, case.world, case.result
    failing = case.calls.broken
    check_answer(command, world, result, case.read)
    # Nothing lost: every line from before is in some file still, and in the journal if it was
    # sound and nobody asked for another thing.
    for line in case.lines:
        if command.erases and command.erases.encode() in line:
            continue
        assert anywhere(world, line.decode()), f"lost: {line!r}"
    if command.name not in ("repair", "repair with a rescue file"):
        assert set(texts(world)) >= said_in(case.lines) - {command.erases, "one"}
        assert journal_of(world).damage == ()
    for name in case.files.keys() | whole.after.keys() | case.after.keys():
        if name.endswith("pack.json") and "could not be read" in result.err:
            continue  # what is missing in it was said before it was written
        allowed = (case.files.get(name), whole.after.get(name))
        assert case.after.get(name) in allowed, f"{name} is neither as it was nor as meant"
    if failing not in ("unlink", "scandir", "listdir", "rmdir"):
        strays = [path.name for root in roots(world) for path in root.rglob("*.tmp")]
        assert [name for name in strays if name not in result.err] == []


def said_in(lines: list[bytes]) -> set[str]:
    found = [json.loads(line) for line in lines if line.startswith(b"{") and line.endswith(b"}")]
    return {data["text"] for data in found if data["kind"] == "note"}


def cases(whole: Case, *, all_of_them: bool) -> list[tuple[int, int, bool]]:
    """Which calls fail, with what: all, or some spread over the whole command."""
    assert whole.result.code == 0, whole.result.err
    seen = whole.calls.seen
    if all_of_them and whole.command.name != "demo":  # made up, and far from one's own
        return [
            (place, number, for_good)
            for place, name in enumerate(seen)
            for number in errors_for(name)
            for for_good in (False, True)
        ]
    step = max(1, len(seen) // SHORT)
    return [
        (place, errors_for(name)[place % len(errors_for(name))], place // step % 2 == 0)
        for place, name in list(enumerate(seen))[::step]
    ]


def failures(tmp_path: Path, command: Command, *, all_of_them: bool) -> list[str]:
    """What does not hold, one line for each failing call."""
    whole = run(tmp_path, command, -1, 0, for_good=False)
    found = []
    for place, number, for_good in cases(whole, all_of_them=all_of_them):
        case = run(tmp_path, command, place, number, for_good=for_good)
        try:
            check(case, whole)
        except AssertionError as problem:
            ever = "ever after" if for_good else "once"
            where = f"call {place}, {whole.calls.seen[place]}, {os.strerror(number)}, {ever}"
            found.append(f"{command.name}: {where}: {problem}\n{case.result}")
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["short", "all"]
)
def test_every_call_may_fail(tmp_path: Path, command: Command, every: bool) -> None:
    found = failures(tmp_path, command, all_of_them=every)
    assert not found, f"{len(found)} failures\n" + "\n".join(found[:5])


def test_a_delete_that_was_cut_short_is_finished_by_the_next_note(tmp_path: Path) -> None:
    command = next(one for one in COMMANDS if one.name == "delete")
    unfinished = 0
    calls = run(tmp_path, command, -1, 0, for_good=False).calls
    for place in [place for place, name in enumerate(calls.seen) if name in ("replace", "fsync")]:
        case = run(tmp_path, command, place, 28, for_good=False)
        hidden = "secret" not in texts(case.world)
        if hidden and case.result.code:
            unfinished += 1
            assert case.world.run("note", "-", stdin="later").code == 0
            assert not anywhere(case.world, '"secret"'), place
    assert unfinished


# ── the check bites ──────────────────────────────────────────────────────────

NOTE = COMMANDS[0]


def test_a_program_without_rescue_files_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "keep", lambda *_: Path("nowhere"))
    assert failures(tmp_path, NOTE, all_of_them=False)


def test_an_acknowledgement_before_the_disk_confirms_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that swallows errors says it saved what it has not: the check must see that."""
    real = journal_module.JournalFiles.append

    def swallowing(self: journal_module.JournalFiles, records: object) -> None:
        try:
            real(self, records)  # type: ignore[arg-type]
        except Exception:
            return

    monkeypatch.setattr(journal_module.JournalFiles, "append", swallowing)
    assert failures(tmp_path, NOTE, all_of_them=False)


def test_files_written_in_place_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that cuts the file off before it writes it anew leaves neither old nor new."""

    def in_place(path: Path, content: bytes, hint: str) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            files_module.write_all(handle, content)
        finally:
            os.close(handle)

    from syslead_cli.setup import settings as config

    monkeypatch.setattr(config, "write_own", in_place)
    command = next(one for one in mutating.COMMANDS if one.name == "config set")
    assert failures(tmp_path, command, all_of_them=True)
