"""An encrypted journal is not overruled in plaintext: what who can do (docs/encryption.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import World
from sealed_world import (
    PUBLIC,
    SECRET,
    close_journal,
    encrypt,
    lock,
    opened_files,
    switch_on,
    unlock,
)  # fmt: skip
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.journal.codec import with_crc
from syslead_cli.journal.encrypted import JournalKey, count_encrypted, encrypt_line
from syslead_cli.journal.reencrypt import encrypt_all

OTHER = "evil1234"
STAMP = {"ts": "2026-03-28T19:00:00.000+00:00", "tz": "UTC", "day": "2026-03-28"}


def line(id_: str, kind: str, **fields: Any) -> bytes:
    return with_crc({"v": 1, "id": id_, "kind": kind, **STAMP, **fields})


def add(world: World, *lines: bytes, month: str = "2026-03") -> Path:
    """Lines of another machine, which has none yet."""
    name = f"journal/{OTHER}/{month}.jsonl"
    return world.put(name, b"".join(one + b"\n" for one in lines))


def kinds_of_damage(world: World, *options: str) -> list[str]:
    damage = world.document("verify", *options, code=4)["damage"]
    return sorted(one["kind"] for one in damage)


@pytest.fixture
def closed(world: World) -> tuple[World, str]:
    switch_on(world)
    return world, world.write("my own words")[0]


def attacks(of: str) -> list[bytes]:
    return [
        line(of, "note", text="replaced"),
        line("attack-1", "revise", of=of, set={"text": "changed"}),
        line("attack-2", "remove", of=of),
    ]


@pytest.mark.parametrize("attack", [0, 1, 2], ids=["replace", "revise", "remove"])
def test_a_plaintext_line_does_not_change_an_encrypted_entry(
    attack: int, closed: tuple[World, str]
) -> None:
    world, id_ = closed
    add(world, attacks(id_)[attack])
    assert world.texts() == ["my own words"]
    assert world.entries()[0].get("plaintext") is None
    shown = world.run("show", id_, "--versions")
    assert "my own words" in shown.out
    assert "Never edited" in shown.out
    assert "replaced" not in shown.out
    assert "1 plaintext line about encrypted entries not applied" in world.run("list").err
    for options in ((), ("--open",)):
        assert kinds_of_damage(world, *options) == ["clear", "overruled"]
    lock(world)
    assert kinds_of_damage(world) == ["clear", "overruled"], "without the key as well"


def test_no_order_in_plaintext_erases_encrypted_lines(closed: tuple[World, str]) -> None:
    world, id_ = closed
    (own,) = world.home.glob(f"journal/[!{OTHER[0]}]*/*.jsonl")
    copies = world.put("state/backups/kept/2026-03.jsonl", own.read_bytes())
    add(world, line("attack-2", "remove", of=id_))
    before = own.read_bytes()
    for text in ("one", "two"):
        assert world.run("edit", *world.write(text), "--text", f"{text} more").code == 0
    assert own.read_bytes().startswith(before)
    assert copies.read_bytes() == before
    (world.home / "state" / "erasing").write_bytes(b"")
    assert world.run("edit", *world.write("three"), "--text", "more").code == 0
    assert not (world.home / "state" / "erasing").exists()
    assert own.read_bytes().startswith(before)
    assert "my own words" in world.texts()


def test_an_order_in_plaintext_reaches_plaintext_lines(closed: tuple[World, str]) -> None:
    world, _ = closed
    by_hand = world.put("journal/by-hand.jsonl", line("hand", "note", text="by hand") + b"\n")
    add(world, line("gone", "remove", of="hand"))
    assert world.texts() == ["my own words"]
    assert world.run("edit", *world.write("x"), "--text", "y").code == 0
    assert by_hand.read_bytes() == b""


def test_an_encrypted_order_of_another_machine_still_erases(closed: tuple[World, str]) -> None:
    world, id_ = closed
    add(world, encrypt_line(line("order", "remove", of=id_), age.encryptor(PUBLIC)))
    assert world.texts() == []
    assert world.run("edit", *world.write("x"), "--text", "y").code == 0
    assert b"my own words" not in b"".join(opened_files(world.home).values())


def test_they_are_shown_and_marked_wherever_they_are_shown(closed: tuple[World, str]) -> None:
    world, _ = closed
    hidden = {"plaintext": False}  # what the line itself says of that does not count
    add(world, line("foreign-entry", "note", text="others may have said this", **hidden))
    marked = {entry["text"]: entry.get("plaintext", False) for entry in world.entries()}
    assert marked == {"my own words": False, "others may have said this": True}
    for command in (["list"], ["search", "others"], ["show", "foreign-entry"]):
        result = world.run(*command)
        assert "not encrypted" in result.out, command
        assert "1 entry is not encrypted" in result.err, command
    assert world.document("show", "foreign-entry")["entry"]["plaintext"]
    assert "1 entry is not encrypted" in world.run().err
    for form in ("md", "html"):
        assert "not encrypted" in world.run("export", "--format", form).out, form
    (own, other) = json.loads(world.run("export", "--format", "json").out)["entries"]
    assert ("plaintext" in own, other["plaintext"]) == (False, True)
    assert '""plaintext"":true' in world.run("export", "--format", "csv").out
    assert "1 entry is not encrypted" in world.run("export", "--format", "jsonl").err
    assert kinds_of_damage(world) == ["clear"]


def test_lines_of_unknown_versions_are_marked_too(closed: tuple[World, str]) -> None:
    world, id_ = closed
    add(
        world,
        with_crc({"v": 3, "kind": "dream", "text": "without an id"}),
        with_crc({"v": 3, "id": "dream-1", "kind": "dream", "text": "with one"}),
        with_crc({"v": 3, "id": id_, "kind": "dream", "text": "under another's"}),
    )
    found = {entry["text"]: entry.get("plaintext", False) for entry in world.entries()}
    assert found == {"my own words": False, "without an id": True, "with one": True}


def test_verify_says_one_line_for_each(closed: tuple[World, str]) -> None:
    world, _ = closed
    path = add(world, line("a", "note", text="one"), line("b", "note", text="two"))
    result = world.run("verify")
    assert result.code == 4
    for number in (1, 2):
        assert f"journal/{OTHER}/{path.name}:{number}: not encrypted" in result.err


def test_an_export_of_everything_leaves_out_what_does_not_count(
    closed: tuple[World, str], tmp_path: Path
) -> None:
    world, id_ = closed
    add(world, *attacks(id_), line("foreign-entry", "note", text="a plain note"))
    exported = world.run("export", "--format", "jsonl").out
    plain = World(tmp_path / "plain")
    (tmp_path / "all.jsonl").write_text(exported)
    assert plain.run("import", "syslead", str(tmp_path / "all.jsonl")).code == 0
    assert sorted(plain.texts()) == ["a plain note", "my own words"]


def test_half_way_through_encrypt_edits_and_removals_hold(world: World) -> None:
    kept, gone = world.write("first", "to go")
    world.clock.move(days=40)
    assert world.run("edit", kept, "--text", "second").code == 0
    assert world.run("delete", gone, "--yes").code == 0
    switch_on(world)
    months = sorted((world.home / "journal").glob("*/*.jsonl"))
    assert len(months) == 2
    real = encrypt_all.__globals__["encrypt_lines"]
    seen: list[list[str]] = []

    def one(content: bytes, encrypt: Any) -> bytes:
        seen.append(world.texts())
        done: bytes = real(content, encrypt)
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(encrypt_all.__globals__, "encrypt_lines", one)
        assert world.run("encrypt").code == 0
    assert len(seen) >= 2
    assert [*seen, world.texts()] == [["second"]] * (len(seen) + 1)


def test_another_machine_without_the_key_loses_nothing(closed: tuple[World, str]) -> None:
    world, _ = closed
    edits = [line("r1", "revise", of="theirs", set={"text": "theirs, edited"})]
    path = add(world, line("theirs", "note", text="theirs"), *edits)
    found = {entry["text"]: entry.get("plaintext", False) for entry in world.entries()}
    assert found == {"my own words": False, "theirs, edited": True}
    path.write_bytes(path.read_bytes())
    close_journal(world.home)
    assert not any(entry.get("plaintext") for entry in world.entries())
    assert world.run("verify").code == 0


def test_decrypt_puts_everything_back(closed: tuple[World, str]) -> None:
    world, id_ = closed
    assert world.run("edit", id_, "--text", "edited").code == 0
    assert world.run("decrypt", "--yes").code == 0
    assert world.texts() == ["edited"]
    assert not world.entries()[0].get("plaintext")
    assert world.run("verify").code == 0
    assert world.run("edit", id_, "--text", "again").code == 0
    assert world.texts() == ["again"]


@pytest.mark.usefixtures("cheap_passphrases")
def test_what_was_removed_before_is_erased_before_it_is_encrypted(
    world: World, tmp_path: Path
) -> None:
    (id_,) = world.write("to go")
    add(world, line("order", "remove", of=id_))
    done = encrypt(world, tmp_path, "--yes", "--recovery-file", str(tmp_path / "paper"))
    assert done.code == 0, done.err
    (own,) = world.home.glob(f"journal/[!{OTHER[0]}]*/*.jsonl")
    assert count_encrypted(own.read_bytes()) == (0, 0)


def test_who_has_the_public_key_too_can_do_as_the_leader_does(closed: tuple[World, str]) -> None:
    world, id_ = closed
    encrypt = age.encryptor(PUBLIC)
    made = [line("new", "note", text="made up"), attacks(id_)[1]]
    add(world, *(encrypt_line(one, encrypt) for one in made))
    assert sorted(world.texts()) == ["changed", "made up"]
    assert world.run("verify").code == 0


def test_who_has_the_folder_only_reads_nothing_and_can_take_lines_away(
    closed: tuple[World, str],
) -> None:
    world, _ = closed
    (own,) = (world.home / "journal").glob("*/*.jsonl")
    assert b"my own words" not in own.read_bytes()
    before = own.read_bytes()
    assert world.run("edit", world.entries()[0]["id"], "--text", "said better").code == 0
    own.write_bytes(before)
    assert world.texts() == ["my own words"], "an old state put back"
    own.write_bytes(b"")
    assert world.texts() == []
    assert kinds_of_damage(world) == ["fewer"]


def test_who_has_the_key_reads_everything(closed: tuple[World, str]) -> None:
    world, _ = closed
    key = JournalKey.of(KeyFolder(world.home / "keys"), SECRET)
    assert key.is_on
    assert b"my own words" in b"".join(opened_files(world.home).values())


def test_who_writes_to_a_plain_journal_writes_entries(world: World) -> None:
    (id_,) = world.write("my own words")
    add(world, attacks(id_)[1], line("new", "note", text="made up"))
    assert sorted(world.texts()) == ["changed", "made up"]
    assert world.run("verify").code == 0


def test_a_plaintext_outcome_counts_and_is_marked(closed: tuple[World, str]) -> None:
    world, _ = closed
    assert world.run("intend", "if a then b").code == 0
    (id_,) = (entry["id"] for entry in world.entries() if entry["kind"] == "intention")
    add(world, line("said", "outcome", of=id_, status="dropped"))
    (said,) = (entry for entry in world.entries() if entry["kind"] == "outcome")
    assert said["plaintext"]
    assert "1 entry is not encrypted" in world.run("intentions", "--all").err


def test_the_mark_needs_no_key_at_hand(closed: tuple[World, str]) -> None:
    world, _ = closed
    add(world, line("foreign-entry", "note", text="plain"))
    lock(world)
    assert kinds_of_damage(world) == ["clear"]
    unlock(world)
    assert sorted(world.texts()) == ["my own words", "plain"]


def test_forget_takes_a_plaintext_line_for_what_it_is(closed: tuple[World, str]) -> None:
    """Its words are not the entry's: it goes, and the encrypted entry stays."""
    world, id_ = closed
    lines = (
        line(id_, "note", text="the merger"),
        line("attack-1", "revise", of=id_, set={"text": "the merger"}),
    )
    by_hand = world.put("journal/by-hand.jsonl", b"".join(one + b"\n" for one in lines))
    found = world.document("forget", "--word", "merger", "--dry-run")
    assert [(one["kind"], one["lines"]) for one in found["beside"]] == [("overruled", 2)]
    assert world.run("forget", "--word", "merger", "--yes").code == 0
    assert by_hand.read_bytes() == b""
    assert world.texts() == ["my own words"]
    assert world.run("verify").code == 0
