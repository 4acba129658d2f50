"""Appending: on disk when it returns, or the words are in a file that is named."""

from __future__ import annotations

import errno
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from device import Device
from syslead_cli.base import files
from syslead_cli.errors import SysleadError
from syslead_cli.journal import store as journal
from syslead_cli.journal.codec import encode_line


def test_a_record_is_one_line_of_its_month(device: Device) -> None:
    one, other = device.wrote("one"), device.wrote("two", date(2026, 2, 1))
    assert device.month().read_bytes() == encode_line(one) + b"\n"
    assert device.month("2026-02").read_bytes() == encode_line(other) + b"\n"
    assert device.journal.read().records == (other, one)


def test_several_records_go_in_one_write(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[int] = []
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: writes.append(1) or real(fd, data))
    notes = [device.note(str(number)) for number in range(3)]
    monkeypatch.setattr(journal, "note_append", lambda *_: None)
    device.journal.append(notes)
    assert len(writes) == 1
    assert device.texts() == ["0", "1", "2"]


@pytest.mark.parametrize("tail", [b"torn", b'{"v":1,"id":"half', b"\0\0\0"])
def test_a_torn_tail_is_sealed_and_never_cut(device: Device, tail: bytes) -> None:
    first = device.wrote("one")
    with device.month().open("ab") as stream:
        stream.write(tail)
    second = device.wrote("two")
    assert (
        device.month().read_bytes()
        == encode_line(first) + b"\n" + tail + b"\n" + encode_line(second) + b"\n"
    )
    found = device.journal.read()
    assert len(found.records) == 2
    assert [damage.line for damage in found.damage] == [2]


def test_a_file_that_others_could_read_is_closed_to_them(device: Device) -> None:
    device.wrote("one")
    device.month().chmod(0o664)
    device.wrote("two")
    assert stat.S_IMODE(device.month().stat().st_mode) == 0o600


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


@needs_proc
def test_a_short_write_is_taken_back(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    device.wrote("kept")
    before, real = device.month().read_bytes(), os.write

    def short(handle: int, data: bytes) -> int:
        inside = os.readlink(f"/proc/self/fd/{handle}").endswith("2026-03.jsonl")
        return real(handle, data[:9] if inside else data)

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(SysleadError, match="only part"):
        device.wrote("lost?")
    assert device.month().read_bytes() == before


@pytest.mark.parametrize("content", ["../../etc\n", "A B\n", "x" * 200, "æøå\n"])
def test_a_strange_device_name_is_no_path(device: Device, content: str) -> None:
    device.paths.device.write_text(content)
    with pytest.raises(SysleadError):
        device.wrote("x")
    assert not device.paths.journal.exists()


def test_a_device_file_that_a_crash_left_empty_is_made_anew(device: Device) -> None:
    device.paths.device.write_bytes(b"")
    device.wrote("x")
    assert len(device.paths.device.read_text().strip()) == 8


def test_the_device_keeps_its_name(device: Device) -> None:
    device.paths.device.unlink()
    device.wrote("x")
    name = device.paths.device.read_text()
    device.wrote("y")
    assert device.paths.device.read_text() == name
    assert len(list(device.paths.journal.iterdir())) == 1


class Counter:
    """Counts what an append asks of the system."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.bytes = 0
        for name in ("open", "read", "write", "fstat", "stat", "listdir", "scandir", "lseek"):
            patch.setattr(os, name, self._counted(getattr(os, name)))

    def _counted(self, real):  # type: ignore[no-untyped-def]
        def counted(*args, **kwargs):  # type: ignore[no-untyped-def]
            self.calls += 1
            result = real(*args, **kwargs)
            self.bytes += len(result) if isinstance(result, bytes) else 0
            return result

        return counted


def months(count: int) -> list[date]:
    return [date(2000 + number // 12, number % 12 + 1, 1) for number in range(count)]


def test_nothing_of_a_first_append_reads_what_others_wrote_before(tmp_path: Path) -> None:
    """The first note on a new machine with a long synced journal is no slower either."""
    costs = []
    for size in (70, 600):
        device = Device(tmp_path / str(size))
        for day in months(size):
            device.put("ffff0000", f"{day:%Y-%m}.jsonl", [device.note("x" * 200, day)])
        with pytest.MonkeyPatch.context() as patch:
            counter = Counter(patch)
            device.wrote("first")
        costs.append(counter.bytes)
    assert costs[1] <= costs[0] + 30_000


def test_a_folder_that_cannot_be_synced_is_no_failure(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def no_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(files.os, "fsync", no_folders)
    assert device.wrote("x") in device.journal.read().records


def test_what_a_killed_write_left_of_what_was_seen_goes_with_the_next(
    device: Device, running: int
) -> None:
    device.wrote("first")
    folder = device.paths.seen / device.name
    killed = folder / ".2025.json.99999999.tmp"
    going_on = folder / f".2025.json.{running}.tmp"
    synced = folder / ".syncthing.2025.json.tmp"
    for path in (killed, going_on, synced):
        path.write_bytes(b"{")
    device.wrote("second")
    assert [path.exists() for path in (killed, going_on, synced)] == [False, True, True]
