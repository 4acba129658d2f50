"""Reading: the union of whatever is in the folder, one bad line costing one line, never writing."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import state_of
from device import Device
from syslead_cli.base.lock import locked
from syslead_cli.journal.codec import CorruptLine, encode_line, read_line
from syslead_cli.journal.model import Record


def test_folders_that_are_conflict_copies_and_files_beside_them_count(device: Device) -> None:
    one = device.wrote("one")
    two, three = device.note("two"), device.note("three")
    device.put("ab12cd34 (conflicted copy)", "2026-03.jsonl", [one, two])
    device.put(".", "notes.jsonl", [three])
    assert device.journal.read().records == (one, two, three)


@pytest.mark.parametrize(
    "name", [".2026-03.jsonl.77.tmp", ".hidden.jsonl", "2026-03.jsonl~", "a.txt"]
)
def test_what_is_no_journal_file_is_left_alone(device: Device, name: str) -> None:
    device.put(device.name, name, [device.note("not this")])
    assert device.journal.read().records == ()


def lines(*records: Record) -> list[bytes]:
    return [encode_line(record) for record in records]


def half_written(device: Device, monkeypatch: pytest.MonkeyPatch, *, ends: bool) -> list[float]:
    """The newest line lacks its end while somebody holds the lock; what the reader waits."""
    device.wrote("first")
    device.wrote("second")
    whole = device.month().read_bytes()
    device.month().write_bytes(whole[:-40])
    writing = ExitStack()
    writing.enter_context(locked(device.paths.lock, device.clock))
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        device.clock.move(seconds=seconds)
        if ends:
            device.month().write_bytes(whole)
            writing.close()

    monkeypatch.setattr(device.clock, "sleep", sleep)
    monkeypatch.setattr(device.clock, "monotonic", lambda: device.clock.local.timestamp())
    return waits


def test_a_line_that_is_being_written_is_awaited_and_no_damage(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = half_written(device, monkeypatch, ends=True)
    found = device.journal.read()
    assert ([note.text for note in found.records], found.damage) == (["first", "second"], ())
    assert len(waits) == 1


def test_a_writer_that_hangs_holds_no_reader_up_for_long(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = half_written(device, monkeypatch, ends=False)
    found = device.journal.read()
    assert ([note.text for note in found.records], len(found.damage)) == (["first"], 1)
    assert 0 < sum(waits) < 0.05


@pytest.mark.parametrize("lock", ["free", "none", "fifo"])
def test_a_torn_line_nobody_is_writing_is_damage_at_once(
    device: Device, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    device.wrote("first")
    device.month().write_bytes(device.month().read_bytes()[:-40])
    if lock != "free":
        device.paths.lock.unlink()
    if lock == "fifo":
        os.mkfifo(device.paths.lock)
    before = state_of(device.home)
    monkeypatch.setattr(device.clock, "sleep", lambda seconds: pytest.fail("waited"))
    assert len(device.journal.read().damage) == 1
    assert state_of(device.home) == before


@pytest.mark.parametrize("kind", ["folder", "fifo", "loop", "nowhere", "device"])
def test_a_file_that_is_none_is_one_problem(device: Device, kind: str) -> None:
    one = device.wrote("one")
    path = device.put("ffff0000", "2026-03.jsonl", b"")
    path.unlink()
    {
        "folder": path.mkdir,
        "fifo": lambda: os.mkfifo(path),
        "loop": lambda: path.symlink_to(path),
        "nowhere": lambda: path.symlink_to(path.parent / "nowhere"),
        "device": lambda: path.symlink_to("/dev/zero"),
    }[kind]()
    found = device.journal.read()
    assert found.records == (one,)
    assert [damage.file for damage in found.damage] == ["journal/ffff0000/2026-03.jsonl"]
    assert "could not be read" in found.damage[0].problem


@pytest.mark.parametrize(
    ("name", "calls"),
    [
        ("journal", ("scandir",)), ("journal", ("listdir",)), ("journal", ("scandir", "listdir")),
        ("ab12cd34", ("listdir",)),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_listed_is_one_problem_and_not_an_empty_journal(
    device: Device, monkeypatch: pytest.MonkeyPatch, name: str, calls: tuple[str, ...]
) -> None:
    device.wrote("one")

    def refusing(real: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def listed(path: Any) -> Any:
            if str(path).endswith(name):
                raise PermissionError(13, "Permission denied")
            return real(path)

        return listed

    for function in calls:
        monkeypatch.setattr(os, function, refusing(getattr(os, function)))
    (found,) = device.journal.read().damage
    assert "cannot be listed: Permission denied" in found.problem


@settings(max_examples=60)
@given(junk=st.lists(st.binary(max_size=40).filter(lambda raw: b"\n" not in raw), max_size=4))
def test_damage_stays_in_its_line(device: Device, junk: list[bytes]) -> None:
    notes = [device.note(str(number)) for number in range(len(junk) + 1)]
    mixed = [raw for pair in zip(lines(*notes), [*junk, b""], strict=True) for raw in pair]
    device.put("ffff0000", "2026-03.jsonl", b"\n".join(mixed))
    found = device.journal.read()
    assert all(note in found.records for note in notes)
    spoilt = [n for n, raw in enumerate(mixed, 1) if isinstance(read_line(raw), CorruptLine)]
    assert [damage.line for damage in found.damage] == spoilt


def test_suite_of_json_files_as_lines(device: Device, shared: Path) -> None:
    one, two = device.note("one"), device.note("two")
    for path in sorted((shared / "suites" / "jsontestsuite").glob("*.json")):
        content = encode_line(one) + b"\n" + path.read_bytes() + b"\n" + encode_line(two) + b"\n"
        month = device.put("ffff0000", "2026-03.jsonl", content)
        found = device.journal.read()
        assert {one.id, two.id} <= {record.id for record in found.records}, path.name
        if path.name.startswith("n_") and path.read_bytes().strip():  # a blank line is none
            assert any(damage.line >= 2 for damage in found.damage), path.name
        assert month.read_bytes() == content


# ── since, newest, as of ─────────────────────────────────────────────────────


def years(device: Device, months: int = 36) -> list[Record]:
    found: list[Record] = []
    for number in range(months):
        day = date(2023 + number // 12, number % 12 + 1, 15)
        notes = [device.note(f"{day} {n}", day + timedelta(days=n)) for n in range(3)]
        device.put(device.name, f"{day:%Y-%m}.jsonl", notes)
        found += notes
    return found


def opened(device: Device, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the journal files that are opened from now on."""
    seen: list[str] = []
    real = os.open

    def spying(path: object, *args: object, **kwargs: object) -> int:
        if str(path).endswith(".jsonl"):
            seen.append(Path(str(path)).name)
        return real(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", spying)
    return seen


def test_since_leaves_earlier_months_unread(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = years(device)
    seen = opened(device, monkeypatch)
    found = device.journal.read(since=date(2025, 11, 20))
    assert seen == ["2025-10.jsonl", "2025-11.jsonl", "2025-12.jsonl"]
    assert set(map(id_of, written[-6:])) <= set(map(id_of, found.records))


def id_of(record: Record) -> str:
    return record.id


def test_an_edit_under_a_clock_some_days_slow_is_applied(device: Device) -> None:
    note = device.note("first", date(2026, 3, 1))
    device.put(device.name, "2026-03.jsonl", [note])
    device.put("ffff0000", "2026-02.jsonl", [device.edit(note.id, text="second")])
    assert device.journal.read(since=date(2026, 3, 1)).find(note.id).text == "second"  # type: ignore[union-attr]


def test_the_newest_come_from_few_months(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    written = years(device)
    seen = opened(device, monkeypatch)
    found = device.journal.read_newest(3)
    assert found.records[-3:] == tuple(written[-3:])
    assert set(seen) == {"2025-12.jsonl", "2025-11.jsonl"}


@settings(max_examples=40)
@given(data=st.data())
def test_newest_and_since_agree_with_reading_everything(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    device = Device(tmp_path_factory.mktemp("home"))
    first = date(2025, 1, 1)
    days = st.integers(0, 400).map(lambda n: first + timedelta(days=n))
    notes = [
        device.note(str(n), day) for n, day in enumerate(data.draw(st.lists(days, max_size=15)))
    ]
    ids = st.sampled_from([note.id for note in notes] or ["none"])
    edits = [
        device.edit(id_, day=day.isoformat())
        for id_, day in data.draw(st.lists(st.tuples(ids, days), max_size=3))
    ]
    gone = [device.removal(id_) for id_ in data.draw(st.lists(ids, max_size=3))]
    device.journal.append([*notes, *edits, *gone])
    whole = device.journal.read()
    wanted = data.draw(st.integers(1, 6))
    assert device.journal.read_newest(wanted).records[-wanted:] == whole.records[-wanted:]
    since = data.draw(days)
    late = [record for record in whole.records if record.day >= since]
    assert [r for r in device.journal.read(since=since).records if r.day >= since] == late


GOLDEN = Path(__file__).resolve().parents[1] / "data" / "journal-v1"


@pytest.mark.parametrize(
    "name",
    [
        "every-kind.jsonl",
        "share-file.jsonl",
        "share-encrypted.jsonl",
        "reviews-and-noes.jsonl",
        "suspects.jsonl",
        "by-hand.jsonl",
        "happened.jsonl",
    ],
)
def test_journals_of_version_1_are_read_for_ever(device: Device, name: str) -> None:
    content = (GOLDEN / name).read_bytes()
    path = device.put("ffff0000", "2026-03.jsonl", content)
    found = device.journal.read()
    assert found.damage == ()
    assert found.odd == ()
    assert found.newer == ()
    expected = (GOLDEN / name).with_suffix(".txt").read_text().splitlines()
    assert [f"{r.day} {r.kind} {r.id}" for r in found.records] == expected
    if name != "by-hand.jsonl":
        assert [encode_line(r) for r in _as_written(content)] == content.splitlines()
    assert path.read_bytes() == content


def _as_written(content: bytes) -> list[Record]:
    return [read_line(raw).record for raw in content.splitlines()]  # type: ignore[union-attr]
