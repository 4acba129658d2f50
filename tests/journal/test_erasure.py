"""Erasing: the text is gone from the bytes of every file this device may write."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import World
from device import Device
from planted import holding
from syslead_cli.base import files
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.erase import Erasure, without

SECRET = "the-secret"


def delete(device: Device, *ids: str) -> None:
    device.journal.append([device.removal(id_) for id_ in ids])
    device.journal.erase(ids)


def test_the_text_is_gone_and_its_neighbours_keep_their_bytes(device: Device) -> None:
    one, gone, two = device.wrote("one"), device.wrote(SECRET), device.wrote("two")
    delete(device, gone.id)
    assert holding(device.home, SECRET) == []
    assert (
        device.month().read_bytes().startswith(encode_line(one) + b"\n" + encode_line(two) + b"\n")
    )
    assert device.journal.read().records == (one, two)
    assert not device.paths.erasing.exists()


def test_what_a_copy_brings_back_is_erased_by_the_next_write(device: Device) -> None:
    """A sync tool's conflict copy, an old state of the file itself, a file somebody put back."""
    old = [device.note("x", date(2025, month, 1)) for month in (1, 2, 3)]
    for one in old:
        device.journal.append([one])
    note = device.wrote(SECRET)
    delete(device, note.id)
    assert holding(device.home, SECRET) == []
    line = encode_line(note) + b"\n"
    for put in (
        lambda: device.put(device.name, "2026-03 (conflicted copy).jsonl", [note]),
        lambda: device.put(device.name, "2025-01 (conflicted copy).jsonl", [note]),
        lambda: device.put("ab12cd34 2", "2026-03.jsonl", [note]),
        lambda: device.put(".", "put back.jsonl", [note]),
        lambda: device.month().write_bytes(line + device.month().read_bytes()),
    ):
        put()
        assert SECRET not in device.texts()
        assert holding(device.home, SECRET) != []
        device.wrote("next")
        assert holding(device.home, SECRET) == []


def test_a_copy_is_looked_into_once(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    device.wrote("x")
    device.put(device.name, "2026-03 (conflicted copy).jsonl", [device.note("y")])
    device.wrote("next")
    monkeypatch.setattr(Erasure, "erase", lambda *_: pytest.fail("looked for again"))
    device.wrote("next")


def test_private_copies_are_erased(device: Device) -> None:
    note = device.wrote(SECRET)
    for folder in (device.paths.rescue, device.paths.quarantine, device.paths.backups / "2026"):
        folder.mkdir(parents=True)
        (folder / "x.jsonl").write_bytes(encode_line(note) + b"\n")
    both = device.paths.rescue / "both.jsonl"
    both.write_bytes(encode_line(note) + b"\n" + encode_line(device.note("another")) + b"\n")
    delete(device, note.id)
    assert holding(device.home, SECRET) == []
    assert list(device.paths.state.rglob("x.jsonl")) == []  # nothing is left to offer
    assert both.read_bytes().count(b"\n") == 1


def test_a_damaged_line_of_the_record_is_erased(device: Device) -> None:
    note = device.wrote(SECRET)
    torn, flipped = encode_line(note)[:-30], encode_line(note).replace(b"Europe", b"europe")
    other = device.note("other")
    device.put(
        device.name,
        "2026-04.jsonl",
        torn + b"\n" + flipped + b"\n" + encode_line(note) + encode_line(other),
    )
    delete(device, note.id)
    assert holding(device.home, SECRET) == []
    assert device.texts() == ["other"]


def test_what_names_the_id_elsewhere_stays(device: Device) -> None:
    gone, stays = device.wrote(SECRET), device.note("other")
    quoted = device.note(f'it was "{gone.id}", "id":"{gone.id}"')
    device.journal.append([stays, quoted])
    delete(device, gone.id)
    assert device.texts() == [stays.text, quoted.text]


def test_crlf_bom_and_foreign_lines_keep_their_bytes() -> None:
    content = b'\xef\xbb\xbf{"v":2,"id":"n"}\r\n\r\nnot json\r\n\0\0\n{"v":3,"id":"x"}'
    assert without(content, {"absent"}) == content
    assert without(content, {"x"}) == content.rpartition(b"\n")[0]
    assert without(content, {"n"}) == content.partition(b"\n")[2]


def test_an_id_written_with_escapes_is_found() -> None:
    line = b'{"v":1,"id":"\\u0061b","kind":"remove","ts":"2026-03-29","day":"2026-03-29","of":"s"}'
    assert without(line + b"\nx", {"ab"}) == b"x"


def test_an_id_of_other_letters_is_found_in_a_damaged_line() -> None:
    """Ids in lines that people write are what they like."""
    line = '{"v":1,"id":"wÜrde-1","kind":"note","day":"2026-03-29","text":"x"'.encode()
    assert without(line + b"\nx", {"wÜrde-1"}) == b"x"


def test_another_devices_record_is_hidden_and_its_file_left_alone(device: Device) -> None:
    note = device.note(SECRET)
    path = device.put("ffff0000", "2026-03.jsonl", [note])
    before = path.read_bytes()
    device.wrote("mine")
    delete(device, note.id)
    assert path.read_bytes() == before
    assert device.texts() == ["mine"]


def test_a_removal_that_arrives_late_in_an_old_month_is_seen(device: Device) -> None:
    gone = device.wrote(SECRET)
    for month in ("2025-10", "2025-11", "2025-12", "2026-01"):
        device.put("ffff0000", f"{month}.jsonl", [device.note("theirs")])
    device.wrote("two")
    device.put("ffff0000", "2025-09.jsonl", [device.removal(gone.id)])
    device.wrote("three")
    assert holding(device.home, SECRET) == []


def test_a_removal_appended_without_a_rename_is_seen(device: Device) -> None:
    gone = device.wrote(SECRET)
    path = device.put("ffff0000", "2026-03.jsonl", [device.note("theirs")])
    device.wrote("two")
    with path.open("ab") as stream:
        stream.write(encode_line(device.removal(gone.id)) + b"\n")
    device.wrote("three")
    assert holding(device.home, SECRET) == []


def test_forgetting_what_was_seen_loses_nothing(device: Device) -> None:
    gone = device.wrote(SECRET)
    device.put("ffff0000", "2026-03.jsonl", [device.removal(gone.id)])
    for junk in (b"", b"{", b'{"2026-03.jsonl":7}', b"[]", b"\xff"):
        for path in device.paths.seen.rglob("*.json"):
            path.write_bytes(junk)
        device.wrote("x")
    assert holding(device.home, SECRET) == []


def test_a_remove_record_that_never_came_to_be_erases_nothing(device: Device) -> None:
    note = device.wrote("stays")
    device.paths.erasing.write_bytes(b"")
    device.wrote("later")
    assert note in device.journal.read().records
    assert not device.paths.erasing.exists()


def test_a_symbolic_link_is_not_rewritten_and_is_named(device: Device) -> None:
    note = device.wrote("x")
    elsewhere = device.home / "elsewhere.jsonl"
    elsewhere.write_bytes(encode_line(note) + b"\n")
    (device.month().parent / "2026-03 copy.jsonl").symlink_to(elsewhere)
    with pytest.raises(SysleadError, match=r"2026-03 copy.jsonl \(a symbolic link\)"):
        delete(device, note.id)
    assert elsewhere.read_bytes() == encode_line(note) + b"\n"
    assert b'"note"' not in device.month().read_bytes()


def test_a_file_changed_meanwhile_is_left_as_it_is(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = device.wrote(SECRET)
    device.journal.append([device.removal(note.id)])
    real = files.sync

    def meddled(handle: int) -> None:
        real(handle)
        with device.month().open("ab") as stream:
            stream.write(b"from the cloud\n")

    monkeypatch.setattr(files, "sync", meddled)
    with pytest.raises(SysleadError, match="changed while"):
        device.journal.erase([note.id])
    assert device.month().read_bytes().endswith(b"from the cloud\n")
    assert SECRET.encode() in device.month().read_bytes()
    assert list(device.home.rglob("*.tmp")) == []


def test_what_killed_writes_left_goes_with_what_is_erased(world: World, running: int) -> None:
    """Also beside the journal; but not what a running process or a sync tool is writing."""
    id_ = world.run("note", "-", stdin="secret").out.strip()
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    dead = 2**30
    places = [month.parent, world.home / "journal", world.home / "state", world.home / "keys",
              world.home / "state" / "drafts", world.home / "state" / "backups" / "x"]  # fmt: skip
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
        (place / f".2026-03.jsonl.{dead}.tmp").write_text("secret")
    kept = [month.parent / f".2026-03.jsonl.{running}.tmp",
            month.parent / ".syncthing.2026-03.jsonl.tmp"]  # fmt: skip
    for path in kept:
        path.write_text("elsewhere")
    assert world.run("delete", id_, "--yes").code == 0
    assert sorted(world.home.rglob(".*.tmp")) == sorted(kept)


def test_what_was_cut_short_is_finished_without_a_key_too(device: Device) -> None:
    note = device.wrote(SECRET)
    device.journal.append([device.removal(note.id)])
    assert holding(device.home, SECRET) != []
    device.journal.catch_up()
    assert holding(device.home, SECRET) == []
