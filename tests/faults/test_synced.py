"""What sync tools make of a journal, seen from the command line: nothing lost, nothing doubled.

Every oddity goes through list, search, trends, verify, repair and list again. What is odd is
said once, with file and line.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from conftest import World
from sealed_world import PUBLIC, SECRET, close_journal, switch_on
from syslead_cli.crypt import age
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.encrypted import count_encrypted, decrypt_lines, encrypt_line
from syslead_cli.journal.merge import Journal, PlacedLine
from syslead_cli.journal.model import Note

TEXTS = [f"entry {number}" for number in range(8)]
THEIRS = "dd00dd00"


@dataclass
class Fixture:
    """A thing that happens to files, what verify calls it, and whether that is damage."""

    name: str
    happens: Callable[[Path], object]
    kinds: tuple[str, ...]
    #: The problem's words, line by line, where that is what matters.
    at: tuple[int, ...] = ()
    #: Entries that are really not there, or there beside the eight.
    gone: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    #: Whether verify has nothing to say once it is mended.
    mends: bool = True


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def put(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


def beside(name: str) -> Callable[[Path], object]:
    """A copy with one line less and one more, as two devices that wrote into one file make it."""

    def happens(path: Path) -> None:
        note = Note(id="019d3084-0000-7000-8000-00000000abcd", ts="2026-03-27T18:04:00.000+00:00",
                    tz="Europe/London", day=_day(), text="only in the copy")  # fmt: skip
        line = encode_line(note)
        if count_encrypted(path.read_bytes())[0]:
            line = encrypt_line(line, age.encryptor(PUBLIC))
        put(path.with_name(name), b"".join(lines(path)[:-1]) + line + b"\n")

    return happens


def _day() -> Any:
    from datetime import date

    return date(2026, 3, 27)


def changed(change: Callable[[list[bytes]], bytes]) -> Callable[[Path], object]:
    return lambda path: put(path, change(lines(path)))


def placeholder(path: Path) -> None:
    """iCloud takes a file away and leaves a note of it."""
    put(path.with_name(f".{path.name}.icloud"), b"bplist00")
    path.unlink()


def copies(*names: str) -> list[Fixture]:
    return [Fixture(name, beside(name), ("copy",), more=("only in the copy",), mends=False)
            for name in names]  # fmt: skip


FIXTURES = [
    *copies(
        "2026-03 (Anna's conflicted copy 2026-03-28).jsonl",  # Dropbox
        "2026-03.sync-conflict-20260328-101112-ABCDEFG.jsonl",  # Syncthing
        "2026-03 2.jsonl",  # iCloud
        "2026-03-LAPTOP.jsonl",  # OneDrive
        "2026-03 (conflicted copy 2026-03-28 101112).jsonl",  # Nextcloud
        "2026-03 (1).jsonl",  # Google Drive
    ),
    Fixture("duplicated", changed(lambda all_: b"".join(all_ + all_)), ()),
    Fixture("reordered", changed(lambda all_: b"".join(all_[::-1])), ()),
    Fixture("CRLF", changed(lambda all_: b"".join(all_).replace(b"\n", b"\r\n")), ()),
    Fixture("BOM", changed(lambda all_: b"\xef\xbb\xbf" + b"".join(all_)), ()),
    Fixture("no newline", changed(lambda all_: b"".join(all_)[:-1]), ("tail",), (8,), mends=False),
    Fixture("NUL tail", changed(lambda all_: b"".join(all_) + b"\0" * 4096), ("torn",), (9,)),
    Fixture("NUL for the end", changed(lambda all_: b"".join(all_[:-1]) + b"\0" * len(all_[-1])),
            ("torn",), (8,), gone=("entry 7",)),
    Fixture("NUL before", changed(lambda all_: b"\0" * 99 + b"".join(all_)), ("line",), (1,)),
    Fixture(
        "merge markers",
        changed(lambda all_: b"<<<<<<< HEAD\n" + b"".join(all_[:4]) + b"=======\n"
                + b"".join(all_[2:]) + b">>>>>>> theirs\n"),
        ("line", "line", "line"),
        (1, 6, 13),
    ),
    Fixture("run together", changed(lambda all_: b"".join(all_).replace(b"\n", b"", 1)),
            ("line",), (1,)),
    Fixture("an older file", changed(lambda all_: b"".join(all_[:3])), ("fewer",),
            gone=tuple(TEXTS[3:])),
    Fixture("gone", Path.unlink, ("gone",), gone=tuple(TEXTS)),
    Fixture("empty: its bytes were not downloaded", lambda path: put(path, b""), ("fewer",),
            gone=tuple(TEXTS)),
    Fixture("in the cloud", placeholder, ("absent",), gone=tuple(TEXTS), mends=False),
]  # fmt: skip


@pytest.fixture(params=["clear", "encrypted"])
def synced(world: World, request: pytest.FixtureRequest) -> World:
    """Eight entries of another device's month that this device has seen, and one of its own."""
    world.write(*TEXTS)
    (own,) = (world.home / "journal").iterdir()
    own.rename(own.with_name(THEIRS))
    shutil.rmtree(world.home / "state")
    world.clock.move(seconds=1)
    id_ = world.run("note", "-", stdin="of that device").out.strip()
    if request.param == "encrypted":
        switch_on(world)
        close_journal(world.home)
    # what others wrote is looked into by whoever has the key, so not by a note
    assert world.run("edit", id_, "--text", "of this device").code == 0
    assert verified(world) == ([], [])
    return world


def opened(content: bytes) -> bytes:
    """With every encrypted line as it was, also those inside which a damaged one was put aside."""
    return decrypt_lines(content, age.decryptor(SECRET))


def theirs(world: World) -> Path:
    return world.home / "journal" / THEIRS / "2026-03.jsonl"


def verified(world: World) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    result = world.run("verify", "--json")
    data = json.loads(result.out)
    assert result.code == (4 if data["damage"] else 0)
    looked_into = json.loads(world.run("verify", "--open", "--json").out)
    for said in ("damage", "odd"):  # the key makes no difference to what is said
        assert looked_into[said] == data[said]
    return data["damage"], data["odd"]


def troubles(world: World) -> list[dict[str, Any]]:
    damage, odd = verified(world)
    return [*damage, *odd]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_nothing_is_lost_or_doubled_and_what_is_odd_is_said(
    synced: World, fixture: Fixture
) -> None:
    fixture.happens(theirs(synced))
    wanted = sorted({*TEXTS, "of this device", *fixture.more} - set(fixture.gone))
    assert sorted(synced.texts()) == wanted
    found = json.loads(synced.run("search", "entry", "--json").out)["entries"]
    assert len(found) == sum(text.startswith("entry") for text in wanted)
    said = troubles(synced)
    assert tuple(one["kind"] for one in said) == fixture.kinds
    assert all(one["file"].startswith(f"journal/{THEIRS}/") for one in said)
    if fixture.at:
        assert tuple(one["line"] for one in said) == fixture.at
    told = synced.run("verify")
    for one in said:
        where = f"{one['file']}:{one['line']}" if one["line"] else one["file"]
        everything = told.out + told.err
        assert everything.replace(", line ", ":").count(where) >= 1, (where, everything)
    damaged = json.loads(synced.run("trends", "--json").out)["damage"]
    assert damaged == sum(one["kind"] in ("line", "torn", "file") for one in said)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_repair_mends_what_it_can_and_loses_nothing(synced: World, fixture: Fixture) -> None:
    fixture.happens(theirs(synced))
    before, bytes_before = sorted(synced.texts()), theirs_bytes(synced)
    dry = synced.run("repair")
    assert theirs_bytes(synced) == bytes_before
    applied = synced.run("repair", "--apply", "--all")
    assert applied.code in (0, 4), applied.err
    assert sorted(synced.texts()) == before
    if fixture.mends:
        assert troubles(synced) == []
    if fixture.kinds in ((), ("tail",), ("copy",), ("absent",)):
        assert theirs_bytes(synced) == bytes_before, dry.out
    everything = [path.read_bytes() for path in synced.home.rglob("*.jsonl")]
    kept = b"".join([*everything, *map(opened, everything)])
    for raw in bytes_before.splitlines():
        assert raw in kept


def theirs_bytes(world: World) -> bytes:
    folder = theirs(world).parent
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.jsonl")))


def test_a_month_in_the_cloud_is_no_loss(synced: World) -> None:
    """It is odd, not damage: nothing is broken, it is only not here; and today's page says it."""
    placeholder(theirs(synced))
    damage, (odd,) = verified(synced)
    assert (damage, odd["problem"]) == ([], "not downloaded to this computer yet")


# ── clocks and two devices ───────────────────────────────────────────────────


def as_device(world: World, name: str) -> None:
    """From now on this is another machine with the same journal folder."""
    place = world.home.parent / f"state-of-{name}"
    current = world.home / "state"
    if current.exists():
        held = (current / "device").read_text().strip()
        shutil.move(current, world.home.parent / f"state-of-{held}")
    if place.exists():
        shutil.move(place, current)
    else:
        current.mkdir(mode=0o700, parents=True)
        (current / "device").write_text(f"{name}\n")
        (current / "device").chmod(0o600)


def test_a_clock_two_days_off_loses_and_doubles_nothing(world: World) -> None:
    as_device(world, "aaaa1111")
    id_ = world.run("note", "-", stdin="as it was").out.strip()
    as_device(world, "bbbb2222")
    world.clock.move(days=-2)  # this machine's clock is behind
    assert world.run("edit", id_, "--text", "edited by a slow clock").code == 0
    assert world.run("note", "-", stdin="written by a slow clock").code == 0
    world.clock.move(days=4)  # and this one's ahead
    as_device(world, "cccc3333")
    assert world.run("note", "-", stdin="written by a fast clock").code == 0
    world.clock.move(days=-2)
    as_device(world, "aaaa1111")
    assert sorted(world.texts()) == sorted(
        ["edited by a slow clock", "written by a slow clock", "written by a fast clock"]
    )
    assert troubles(world) == []
    assert world.run("trends", "--json").code == 0
    assert world.run("remind").code == 0
    assert world.run("delete", id_, "--yes").code == 0
    assert "edited by a slow clock" not in sorted(world.texts())


def test_the_same_record_edited_on_two_devices(world: World) -> None:
    """The newest is shown, the other is kept, and that there are two is said."""
    as_device(world, "aaaa1111")
    id_ = world.run("note", "-", stdin="as it was").out.strip()
    world.clock.move(minutes=1)
    assert world.run("edit", id_, "--text", "edited here").code == 0
    as_device(world, "bbbb2222")
    hidden = world.home / "journal" / "aaaa1111" / "2026-03.jsonl"
    whole = hidden.read_bytes()
    hidden.write_bytes(lines(hidden)[0])  # the edit has not come over yet
    world.clock.move(minutes=1)
    assert world.run("edit", id_, "--text", "edited there").code == 0
    hidden.write_bytes(whole)
    assert sorted(world.texts()) == ["edited there"]
    shown = world.run("show", id_[-6:], "--versions")
    assert "edited here" in shown.out
    assert "edited there" in shown.out
    assert "2 versions" in world.run("list").out
    assert world.run("verify").code == 0


@pytest.mark.parametrize("command", ["note", "edit", "delete", "undo", "import"])
def test_whatever_is_written_next_erases_what_another_device_removed(
    world: World, tmp_path: Path, command: str
) -> None:
    old = tmp_path / "old.jrnl"
    old.write_text("[2025-12-24 16:00] A line from another journal.\n")
    as_device(world, "aaaa1111")
    gone, other = world.write("taken away elsewhere", "of no use any more")
    as_device(world, "bbbb2222")
    world.done("delete", gone, "--yes")
    assert b"taken away elsewhere" in b"".join(world.journal_lines())
    as_device(world, "aaaa1111")
    words = {
        "note": ("note", "again"),
        "edit": ("edit", other, "--text", "changed"),
        "delete": ("delete", other, "--yes"),
        "undo": ("undo", "--yes"),
        "import": ("import", "jrnl", str(old)),
    }
    world.done(*words[command])
    assert b"taken away elsewhere" not in b"".join(world.journal_lines())


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_an_edited_entry_that_another_device_erased_is_no_loss(
    world: World, is_encrypted: bool
) -> None:
    """Its edits go with it, as many as there were; entries that nobody removed are a loss."""
    as_device(world, "bbbb2222")
    if is_encrypted:
        switch_on(world)
    edited, *_ = world.write("edited often", "kept", "kept as well")
    for number in range(4):
        world.clock.move(seconds=1)
        assert world.run("edit", edited, "--text", f"edited {number}").code == 0
    as_device(world, "aaaa1111")
    (here,) = world.write("written here")
    assert world.run("edit", here, "--text", "and looked at what is there").code == 0
    as_device(world, "bbbb2222")
    assert world.run("delete", edited, "--yes").code == 0
    as_device(world, "aaaa1111")
    for look in (["verify"], ["verify", "--open"], ["list"], ["search", "kept"]):
        result = world.run(*look)
        assert (result.code, "missing" in result.err) == (0, False), (look, result)
    path = world.home / "journal" / "bbbb2222" / "2026-03.jsonl"
    put(path, b"".join(line for line in lines(path) if b"remove" in line))
    assert world.run("verify").code == 4
    assert "had 7 records, now 1" in world.run("list").err


# ── the checks bite ──────────────────────────────────────────────────────────


def test_a_reader_that_counts_every_line_is_caught(
    synced: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syslead_cli.journal import store

    real = store.merge_lines

    def doubling(lines: Iterable[PlacedLine], **options: bool) -> Journal:
        journal = real(lines, **options)
        return structs.replace(journal, records=journal.records * 2)

    monkeypatch.setattr(store, "merge_lines", doubling)
    fixture = next(one for one in FIXTURES if one.name == "duplicated")
    with pytest.raises(AssertionError):
        test_nothing_is_lost_or_doubled_and_what_is_odd_is_said(synced, fixture)


def test_a_repair_that_throws_away_is_caught(
    synced: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syslead_cli.journal.repair import Repairer

    monkeypatch.setattr(Repairer, "_copy", lambda self, folder, path, content: None)
    fixture = next(one for one in FIXTURES if one.name == "merge markers")
    with pytest.raises(AssertionError):
        test_repair_mends_what_it_can_and_loses_nothing(synced, fixture)
