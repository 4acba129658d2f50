"""The journal at rest: encrypted to a key, written without it, read with it, put back."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import World
from sealed_world import (
    DATA,
    KEY,
    PASSPHRASE,
    PUBLIC,
    SECRET,
    close_journal,
    encrypt,
    everything,
    listing,
    lock,
    opened_files,
    switch_on,
    unlock,
)
from syslead_cli.crypt import age
from syslead_cli.journal.codec import read_line
from syslead_cli.journal.encrypted import count_encrypted, decrypt_lines, is_encrypted
from syslead_cli.reflect.dialogue import interrupted_sitting
from tabs import tab

#: Where another machine writes, and what it wrote.
OTHERS, ENCRYPTED = "journal/other123/2026-03.jsonl", (DATA / "encrypted.jsonl").read_bytes()


def test_on_and_off_with_everything_proved(world: World, tmp_path: Path) -> None:
    world.write("the first secret", "the second secret")
    before = {path.name: path.read_bytes() for path in (world.home / "journal").rglob("*.jsonl")}
    paper = tmp_path / "paper.txt"
    result = encrypt(world, tmp_path, "--yes", "--recovery-file", str(paper))
    assert (result.code, result.out) == (0, "Encrypted: 2 lines in 1 file.\n")
    assert "If you lose both" in result.err
    assert "AGE-SECRET" not in result.out + result.err
    assert b"secret" not in everything(world.home), "neither the words nor the key in the clear"
    assert paper.stat().st_mode & 0o777 == 0o600
    modes = {path.name: path.stat().st_mode & 0o777 for path in (world.home / "keys").iterdir()}
    assert modes == {"identity.age": 0o600, "journal.pub": 0o600}

    secret = paper.read_text().strip()
    again = world.run("decrypt", "--yes", "--passphrase-file", "-", stdin=secret)
    assert (again.code, again.out) == (0, "Put back: 2 lines in 1 file.\n")
    after = {path.name: path.read_bytes() for path in (world.home / "journal").rglob("*.jsonl")}
    assert after == before
    assert not (world.home / "keys" / "journal.pub").exists()
    assert world.texts() == ["the second secret", "the first secret"]


def test_encrypt_goes_on_where_it_stopped_and_needs_no_secret(world: World) -> None:
    world.write("one", "two")
    switch_on(world, unlocked=False)
    world.write("three")
    assert world.document("encrypt") == {
        "schema": "syslead/encrypt/1", "lines": 2, "files": 1, "public_key": PUBLIC,
        "not_reached": [], "other_devices": [],
    }  # fmt: skip
    assert world.run("encrypt").out == "Everything is encrypted.\n"
    unlock(world)
    assert world.texts() == ["three", "two", "one"]


def test_every_line_is_encrypted_also_damaged_and_newer_ones(world: World) -> None:
    golden = (DATA / "plain.jsonl").read_bytes() + b'\xef{torn "text":"private"\r\n\n'
    path = world.put("journal/by-hand.jsonl", golden)
    switch_on(world)
    before = world.run("list", "--json", "--limit", "0")
    assert world.run("encrypt").code == 0
    assert count_encrypted(path.read_bytes()) == (25, 0)
    assert opened_files(world.home)["journal/by-hand.jsonl"] == golden
    after = world.run("list", "--json", "--limit", "0")
    marked, unmarked = (json.loads(one.out)["entries"] for one in (before, after))
    assert all(entry.pop("plaintext") for entry in marked)
    assert unmarked == marked, "what is shown is the same, edits and removals applied"
    assert world.run("decrypt", "--yes").code == 0
    assert path.read_bytes() == golden


def test_drafts_rescued_words_and_copies_are_encrypted_as_well(world: World) -> None:
    world.write("one")
    state = world.home / "state"
    for name in ("drafts/sitting-ab.json", "rescue/unfinished-x.md",
                 "backups/2026/ab/2026-03.jsonl", "quarantine/2026/ab/2026-03.jsonl"):  # fmt: skip
        world.put(f"state/{name}", '{"text": "zanzibar"}\n')
    switch_on(world)
    assert world.run("encrypt").code == 0
    assert b"zanzibar" not in everything(world.home)
    assert (state / "rescue/unfinished-x.md.age").exists()
    assert world.run("decrypt", "--yes").code == 0
    assert (state / "rescue/unfinished-x.md").read_text() == '{"text": "zanzibar"}\n'
    assert (state / "drafts/sitting-ab.json").read_text() == '{"text": "zanzibar"}\n'


def test_a_file_that_cannot_be_rewritten_is_named(world: World, tmp_path: Path) -> None:
    world.write("one")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    real = tmp_path / "elsewhere.jsonl"
    path.rename(real)
    path.symlink_to(real)
    switch_on(world)
    result = world.run("encrypt")
    assert result.code == 1
    assert f"not reached: journal/{path.parent.name}/{path.name} (a symbolic link)" in result.err


def test_files_of_other_machines_are_left_to_them(world: World) -> None:
    world.write("here")
    other = world.put(OTHERS, b"".join(x + b"\n" for x in world.journal_lines()))
    switch_on(world)
    result = world.run("encrypt", "--json")
    assert json.loads(result.out)["other_devices"] == ["journal/other123/2026-03.jsonl"]
    assert b"here" in other.read_bytes()
    shown = world.run("encrypt").err
    assert "Not changed: 1 file of your other computers. There, run:\n  syslead encrypt" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("encrypt",), "no terminal to ask on"),
        (("encrypt", "--yes"), "no terminal to show the recovery key on"),
        (("encrypt", "--yes", "--recovery-file", "r"), "no terminal to ask on"),
        (("encrypt", "--yes", "--passphrase-file", "-"), "no terminal to show"),
        (("encrypt", "--identity", "/nowhere"), "could not be read"),
        (("decrypt", "--yes"), "not encrypted here"),
    ],
)
def test_nothing_happens_where_something_is_missing(
    arguments: tuple[str, ...], said: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write("one")
    monkeypatch.chdir(world.home)
    before = everything(world.home / "journal")
    result = world.run(*arguments, stdin="a long enough passphrase\n")
    assert result.code in (1, 2)
    assert said in result.err
    assert everything(world.home / "journal") == before
    assert not (world.home / "keys").exists()


@pytest.mark.parametrize("words", ["short", "aaaaaaaaaaaaaaa", "1212121212"])
def test_a_passphrase_anybody_guesses_is_refused(words: str, world: World) -> None:
    result = world.run(
        "encrypt", "--yes", "--passphrase-file", "-", "--recovery-file", str(world.home / "r"),
        stdin=words,
    )  # fmt: skip
    assert result.code == 2
    assert "too easily guessed" in result.err
    assert not world.home.exists()


def test_another_journals_key_is_refused(world: World, tmp_path: Path) -> None:
    switch_on(world)
    other = subprocess.run(
        ["age-keygen"], capture_output=True, check=True, text=True
    ).stdout if shutil.which("age-keygen") else SECRET[:-4] + "QQQQ"  # fmt: skip
    (tmp_path / "other").write_text(other)
    before = everything(world.home / "keys")
    world.refused("encrypt", "--identity", str(tmp_path / "other"))
    assert everything(world.home / "keys") == before


def test_a_second_key_for_one_journal_is_refused(world: World) -> None:
    world.put(OTHERS, ENCRYPTED)
    result = world.run(
        "encrypt", "--yes", "--passphrase-file", "-", "--recovery-file", str(world.home / "r"),
        stdin=PASSPHRASE,
    )  # fmt: skip
    assert result.code == 1
    assert "--identity FILE" in result.err
    assert not (world.home / "r").exists()


def test_a_key_that_others_may_open_is_said(world: World) -> None:
    switch_on(world)
    (world.home / "keys" / "identity.age").chmod(0o644)
    said = world.document("verify")["odd"]
    assert [(one["kind"], one["file"]) for one in said] == [("mode", "keys/identity.age")]
    assert world.run("repair", "--apply").code == 0
    assert (world.home / "keys" / "identity.age").stat().st_mode & 0o777 == 0o600


def test_notes_are_written_without_the_key_and_tell_only_their_month(world: World) -> None:
    switch_on(world, unlocked=False)
    (id_,) = world.write("written by zinnober")
    (raw,) = world.journal_lines()
    assert is_encrypted(read_line(raw))
    assert b"zinnober" not in everything(world.home)
    assert int(id_[:8] + id_[9:13], 16) == 1772323200000, "1 March 2026, 00:00 UTC"
    unlock(world)
    assert world.texts() == ["written by zinnober"]
    assert len({id_, *world.write(*"abcdefgh")}) == 9, "ids of one month differ"


@pytest.mark.parametrize(
    "arguments",
    [("list",), ("search", "x"), ("trends",), (), ("export", "--format", "json"),
     ("reflect", "--plan"), ("intentions",), ("list", "--json"), ("pause", "--until", "2026-04-04"),
     ("focus", "--clear")],
)  # fmt: skip
def test_what_needs_words_says_how_to_unlock(arguments: tuple[str, ...], world: World) -> None:
    switch_on(world, unlocked=False)
    world.write("one")
    said = world.refused(*arguments, code=2)
    assert "is encrypted, and there is no terminal" in said
    assert "docs/encryption.md" in said
    assert len(world.journal_lines()) == 1, "refused, and written all the same"


def test_a_rescue_file_holds_the_encrypted_line_and_is_taken_in(world: World) -> None:
    switch_on(world)
    world.write("one")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    world.clock.move(minutes=1)
    world.refused("note", "-", stdin="could not be saved")
    (rescued,) = (world.home / "state" / "rescue").glob("*.jsonl")
    assert b"could not" not in rescued.read_bytes()
    path.rmdir()
    path.with_suffix(".away").rename(path)
    assert world.run("repair", "--apply").code == 0
    assert world.texts() == ["could not be saved", "one"]


def test_words_that_do_not_open_stay_where_they_are(world: World) -> None:
    switch_on(world)
    world.write("one")
    box = base64.b64decode(json.loads(world.journal_lines()[0])["age"])
    for name in ("typed-9.txt.age", "unfinished-x.md.age"):
        rescue = world.put(f"state/rescue/{name}", box[:-1] + b"x").parent
    world.put("state/drafts/sitting-ab.json", box[:-1] + b"x")
    assert world.run("repair", "--apply").code in (1, 4)
    assert sorted(path.name for path in rescue.iterdir()) == [
        "typed-9.txt.age", "unfinished-x.md.age",
    ]  # fmt: skip
    assert interrupted_sitting(world.context().drafts) is None


def test_a_repair_leaves_no_copy_in_the_clear(world: World) -> None:
    world.write("zinnober")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    path.write_bytes(path.read_bytes() + b"{torn zinnober")
    switch_on(world)
    assert world.run("repair", "--apply").code == 0
    copies = [one.read_bytes() for one in (world.home / "state").rglob("*.jsonl")]
    assert len(copies) == 2
    assert b"zinnober" not in b"".join(copies)


def test_words_are_kept_in_the_clear_rather_than_lost(world: World) -> None:
    switch_on(world)
    (world.home / "keys" / "journal.pub").write_text("no key\n")
    assert "contains no age public key" in world.refused("note", "-", stdin="precious")
    assert b"precious" in everything(world.home / "state" / "rescue")


def test_edit_delete_import_export_and_intentions(world: World, tmp_path: Path) -> None:
    switch_on(world)
    one, two, _ = world.write("one", "two", "three")
    assert world.run("edit", one, "--text", "one, edited").code == 0
    assert world.run("edit", two, "--text", "second wording").code == 0
    assert world.run("delete", two, "--yes").code == 0
    assert world.run("intend", "If zinnober, then I will stop", "--by", "2026-04-01").code == 0
    out = tmp_path / "out.jsonl"
    assert world.run("export", "--format", "jsonl", "-o", str(out)).code == 0
    assert b'"one, edited"' in out.read_bytes()
    assert b'"two"' not in out.read_bytes()
    inside = b"".join(opened_files(world.home).values())
    assert b'"two"' not in inside, "erased, not only hidden"
    assert b"second wording" not in inside, "and its edits with it"
    assert count_encrypted(b"\n".join(world.journal_lines()))[1] == 0, "no line in the clear"

    second = World(tmp_path / "second")
    switch_on(second)
    assert second.run("import", "syslead", str(out)).code == 0
    assert sorted(second.texts()) == sorted(world.texts())
    assert count_encrypted(b"\n".join(second.journal_lines()))[1] == 0


def test_what_another_machine_removed_is_erased_by_the_next_run_that_can_read(
    world: World,
) -> None:
    switch_on(world)
    (one, _) = world.write("to go", "to stay")
    remove = {
        "v": 1, "id": "r-1", "kind": "remove", "ts": "2026-03-27T19:00:00Z", "tz": "",
        "day": "2026-03-27", "of": one,
    }  # fmt: skip
    world.put(OTHERS, json.dumps(remove) + "\n")
    own = next((world.home / "journal").glob("[!o]*/*.jsonl"))
    shut = own.read_bytes()
    close_journal(world.home)
    own.write_bytes(shut)
    assert world.texts() == ["to stay"]
    lock(world)
    world.write("locked")
    assert b"to go" in b"".join(opened_files(world.home).values())
    unlock(world)
    assert world.run("delete", world.write("x")[0], "--yes").code == 0
    world.write("y")
    assert world.run("edit", world.write("z")[0], "--text", "zz").code == 0
    assert b"to go" not in b"".join(opened_files(world.home).values())


def test_a_search_finds_words_inside_however_many_lines_there_are(world: World) -> None:
    switch_on(world)
    world.write("a needle here")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    (path.parent / "2026-01.jsonl").write_bytes(ENCRYPTED * 60)
    found = world.document("search", "needle")["entries"]
    assert [entry["text"] for entry in found] == ["a needle here"]


def stranger_backup(tmp_path: Path) -> str:
    """A backup of somebody else whose journal is encrypted."""
    other = World(tmp_path / "other")
    other.clock.count = 100
    switch_on(other)
    other.write("a stranger's")
    return other.run("backup", str(tmp_path / "theirs")).out.strip()


@pytest.mark.parametrize("options", [(), ("--add",)])
def test_a_backup_does_not_switch_encryption_on(
    world: World, tmp_path: Path, options: tuple[str, ...]
) -> None:
    world.write("my own words")
    result = world.run("restore", stranger_backup(tmp_path), *options)
    assert result.code == 0
    assert "keys/journal.pub: not restored" in result.err
    assert not (world.home / "keys").exists()
    assert b"my own words" in everything(world.home / "journal")
    said = world.document("restore", str(next((tmp_path / "theirs").iterdir())))
    assert [one["action"] for one in said["files"] if one["path"].startswith("keys/")] == [
        "left"
    ] * 2


def test_a_key_comes_back_when_the_leader_says_so(world: World, tmp_path: Path) -> None:
    world.write("my own words")
    place = stranger_backup(tmp_path)
    shown = world.answering("n\nn\n", "restore", place).out
    assert PUBLIC in shown.replace("\n   ", "")
    assert "should the journal be encrypted with it?" in shown
    assert not (world.home / "keys").exists()
    assert b"my own words" in everything(world.home / "journal")
    unlock(world)
    assert world.answering("y\n", "restore", place).code == 0
    assert b"my own words" not in everything(world.home / "journal")
    assert "my own words" in world.texts()


def test_restoring_an_old_backup_after_decrypt_encrypts_nothing(
    world: World, tmp_path: Path
) -> None:
    switch_on(world)
    world.write("one")
    place = world.run("backup", str(tmp_path / "old")).out.strip()
    assert world.run("decrypt", "--yes").code == 0
    result = world.run("restore", place, "--add")
    assert "keys/journal.pub: not restored" in result.err
    assert not (world.home / "keys" / "journal.pub").exists()
    world.write("two")
    assert b"two" in everything(world.home / "journal")


def test_a_lost_identity_comes_back_to_the_journal_it_is_of(world: World, tmp_path: Path) -> None:
    switch_on(world)
    world.write("one")
    place = world.run("backup", str(tmp_path / "old")).out.strip()
    (world.home / "keys" / "identity.age").unlink()
    assert world.run("restore", place).code == 0
    assert world.texts() == ["one"]


@pytest.mark.parametrize("harm", ["no identity", "another identity here", "no key"])
def test_a_key_that_nobody_could_read_with_is_not_even_offered(
    world: World, tmp_path: Path, harm: str
) -> None:
    place = Path(stranger_backup(tmp_path))
    contents = json.loads((place / "contents.json").read_text())
    if harm == "no identity":
        contents["files"] = [f for f in contents["files"] if f["path"] != "keys/identity.age"]
    elif harm == "another identity here":
        (world.home / "keys").mkdir(parents=True)
        (world.home / "keys" / "identity.age").write_text("another")
    else:
        (place / "keys" / "journal.pub").write_bytes(b"age1\x1b[31mx")
        (one,) = (f for f in contents["files"] if f["path"] == "keys/journal.pub")
        digest = hashlib.sha256(b"age1\x1b[31mx").hexdigest()
        one.update(size=10, sha256=digest)
    (place / "contents.json").write_text(json.dumps(contents))
    shown = world.answering("n\n", "restore", str(place)).out
    assert "be encrypted with it?" not in shown
    assert not (world.home / "keys" / "journal.pub").exists()


def test_lines_in_the_clear_are_said_and_a_restore_brings_none(
    world: World, tmp_path: Path
) -> None:
    world.write("one")
    old = world.run("backup", str(tmp_path / "old")).out.strip()
    (path,) = (world.home / "journal").rglob("*.jsonl")
    switch_on(world)
    damage = world.document("verify", code=4)["damage"]
    assert [one["kind"] for one in damage] == ["clear"]
    assert ":1: not encrypted, so others may have written it (syslead encrypt)" in (
        world.run("verify").err
    )
    path.unlink()
    assert world.run("restore", old).code == 0
    assert count_encrypted(b"\n".join(world.journal_lines())) == (1, 0)
    assert world.texts() == ["one"]


def test_a_draft_is_encrypted_and_taken_up_again(world: World) -> None:
    switch_on(world)
    form = {"answers": [{"facet": "courage", "text": "said at last"}]}
    assert world.run("reflect", "--answers", "-", stdin=json.dumps(form)).code == 0
    world.answering("zinnober and nothing more\n", "reflect")  # then the terminal is gone
    assert list((world.home / "state" / "drafts").glob("*.json")) or "zinnober" in str(
        opened_files(world.home)
    )
    assert b"zinnober" not in everything(world.home)
    for path in (world.home / "state" / "drafts").glob("*.json"):
        assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert interrupted_sitting(world.context().drafts) is not None


def test_a_line_that_was_touched_is_reported_and_the_others_are_listed(world: World) -> None:
    switch_on(world)
    world.write("one", "two", "three")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    lines = path.read_bytes().splitlines()
    data = json.loads(lines[1])
    box = bytearray(base64.b64decode(data["age"]))
    box[-1] ^= 1
    data["age"] = base64.b64encode(box).decode()
    del data["crc"]
    lines[1] = json.dumps(data, separators=(",", ":")).encode()
    path.write_bytes(b"\n".join(lines) + b"\n")
    result = world.run("list")
    assert result.code == 0
    assert "1 line could not be read" in result.err
    assert "three" in result.out
    assert "one" in result.out
    said = world.run("verify", "--open")
    assert said.code == 4
    assert f"{path.name}:2: encrypted, but it does not open" in said.err
    assert "3 encrypted lines not opened" in world.done("verify")


def test_verify_asks_nobody_and_open_finds_all_sound(world: World) -> None:
    switch_on(world)
    world.write("one", "two")
    assert "2 records; no problems" in world.run("verify", "--open").out
    lock(world)
    assert world.document("verify")["closed"] == 2


def test_a_machine_without_the_key_reads_the_rest_and_says_what_to_do(world: World) -> None:
    world.write("in the clear")
    world.put(OTHERS, ENCRYPTED)
    result = world.run("list")
    assert "in the clear" in result.out
    assert "lines could not be read" in result.err
    assert "syslead encrypt --identity FILE" in world.run("verify", "--open").err


def test_golden_lines_open_as_they_were_written() -> None:
    assert decrypt_lines(ENCRYPTED, age.decryptor(SECRET)) == (DATA / "plain.jsonl").read_bytes()


def test_the_passphrase_is_asked_once_a_run_and_again_when_it_was_wrong(world: World) -> None:
    switch_on(world, unlocked=False)
    world.write("one", "two")
    result = listing(world, "wrong one\n" + PASSPHRASE + "\n")
    assert "one" in result.out
    assert result.err == " The journal's passphrase: \n That does not open it. Try again: \n"


def test_the_recovery_key_opens_where_the_passphrase_is_asked_for(world: World) -> None:
    switch_on(world, unlocked=False)
    world.write("one")
    grouped = " ".join(SECRET[at : at + 6] for at in range(0, len(SECRET), 6)).lower()
    assert listing(world, grouped + "\n").code == 0


@pytest.mark.parametrize(
    ("command", "said"),
    [("", "“unlock_command” is empty"), ("false", "gave no passphrase"),
     ("/nowhere/pass", "could not be started"), ("'", "cannot be read as a command: no closing"),
     ("pass\0 show", "must be text on one line")],
)  # fmt: skip
def test_a_password_manager_that_does_not_answer(command: str, said: str, world: World) -> None:
    switch_on(world, unlocked=False)
    world.write("one")
    text = f'unlock = "command"\nunlock_command = {json.dumps(command)}\n'
    (world.home / "config.toml").write_text(text)
    assert said in world.refused("list")


def test_a_password_manager_this_system_cannot_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object, **__: object) -> None:
        raise UnicodeEncodeError("ascii", "é", 0, 1, "not in range")

    switch_on(world, unlocked=False)
    world.write("one")
    (world.home / "config.toml").write_text('unlock = "command"\nunlock_command = "é"\n')
    monkeypatch.setattr("subprocess.run", run)
    assert "could not be started" in world.refused("list")


def test_a_keyring_answers_where_there_is_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys
    from types import SimpleNamespace

    switch_on(world, unlocked=False)
    world.write("one")
    (world.home / "config.toml").write_text('unlock = "keyring"\n')
    asked: list[tuple[str, str]] = []

    def get_password(service: str, account: str) -> str | None:
        asked.append((service, account))
        if len(asked) == 3:
            raise RuntimeError("no D-Bus")
        return SECRET if len(asked) == 1 else None

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))
    assert world.texts() == ["one"]
    assert asked == [("syslead", "journal")]
    assert "keyring set syslead journal" in world.run("list").err
    assert "did not answer (RuntimeError)" in world.run("list").err
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "keyring>=" in world.run("list").err


def test_reminders_keep_working_without_the_key(world: World) -> None:
    switch_on(world)
    plan = "If zinnober, then I will stop"
    assert world.run("intend", plan, "--by", "2026-03-30").code == 0
    world.write("one")
    lock(world)
    world.clock.move(days=1)
    assert (world.run("remind").out, world.run("remind").code) == ("", 0)
    world.clock.move(days=4)
    due = world.document("remind")["due"]
    assert {one["reason"] for one in due} == {"sitting", "intention"}
    assert b"zinnober" not in everything(world.home)


def test_reminders_say_the_same_encrypted_or_not(world: World, tmp_path: Path) -> None:
    clear = World(tmp_path / "clear")
    switch_on(world)
    for day in range(12):
        for one in (world, clear):
            one.clock.move(days=1)
            if day % 3 == 0:
                one.write(f"day {day}")
        for one in (world, clear):
            if day == 2:
                assert one.run("pause", "--until", "2026-04-03").code == 0
        said = [one.document("remind") for one in (world, clear)]
        assert said[0] == said[1], day


def test_another_machines_writing_silences_the_sitting(world: World) -> None:
    switch_on(world, unlocked=False)
    world.write("one")
    other = world.put(OTHERS, ENCRYPTED)
    world.clock.move(days=4)
    now = world.clock.local.timestamp()
    os.utime(other, (now - 3600, now - 3600))
    due = world.document("remind")["due"]
    assert "sitting" not in {one["reason"] for one in due}


def test_completion_offers_no_word_of_an_encrypted_journal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(world)
    world.write("with @zuzanna about #something")
    assert tab(world, "list", "--voice", "") == []
    assert b"zuzanna" not in everything(world.home)


# ── with the age command ─────────────────────────────────────────────────────

needs_age = pytest.mark.skipif(not shutil.which("age"), reason="the age command is not installed")


@needs_age
def test_the_age_command_opens_a_lines_payload(world: World, tmp_path: Path) -> None:
    switch_on(world)
    world.write("words for later years")
    box = tmp_path / "line.age"
    box.write_bytes(base64.b64decode(json.loads(world.journal_lines()[0])["age"]))
    opened = subprocess.run(
        ["age", "-d", "-i", str(KEY), str(box)], capture_output=True, check=True
    ).stdout
    record = json.loads(opened)
    assert record["text"] == "words for later years"
    assert len(opened) % 256 == 0


@needs_age
def test_a_line_made_with_the_age_command_is_read(world: World) -> None:
    switch_on(world)
    line = json.dumps({"v": 1, "id": "by-hand", "kind": "note", "ts": "2026-03-27T10:00Z",
                       "day": "2026-03-27", "text": "made elsewhere"})  # fmt: skip
    box = subprocess.run(
        ["age", "-r", PUBLIC], input=line.encode(), capture_output=True, check=True
    ).stdout
    outer = {"v": 2, "id": "by-hand", "kind": "note", "age": base64.b64encode(box).decode()}
    world.put("journal/by-hand.jsonl", json.dumps(outer) + "\n")
    assert world.texts() == ["made elsewhere"]
