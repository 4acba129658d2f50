"""Encryption at rest where something is missing, damaged, or typed on another machine."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest

from conftest import World
from sealed_world import (
    DATA,
    KEY,
    PASSPHRASE,
    PUBLIC,
    close_journal,
    encrypt,
    listing,
    switch_on,
)
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.journal.encrypted import count_encrypted

ACCENTED = "vier für Größe später"


def closed_count(world: World) -> int:
    files = (world.home / "journal").rglob("*.jsonl")
    return sum(count_encrypted(path.read_bytes())[0] for path in files)


def test_decrypt_without_a_key_changes_nothing(world: World) -> None:
    switch_on(world)
    world.write("a secret")
    (world.home / "keys" / "identity.age").unlink()
    assert "--identity" in world.refused("decrypt", "--yes")
    assert (world.home / "keys" / "journal.pub").exists(), "what is written next is encrypted"
    world.write("another secret")
    assert closed_count(world) == 2


@pytest.mark.usefixtures("cheap_passphrases")
def test_a_damaged_public_half_is_made_anew_from_the_key(world: World) -> None:
    switch_on(world)
    (world.home / "keys" / "journal.pub").write_text("torn\n")
    refused = world.refused("note", "-", stdin="kept all the same")
    assert "syslead encrypt --identity FILE" in refused
    result = encrypt(world, world.home, "--identity", str(KEY))
    assert result.code == 0, result.err
    assert (world.home / "keys" / "journal.pub").read_text().strip() == PUBLIC


@pytest.mark.usefixtures("cheap_passphrases")
def test_another_key_does_not_take_the_place_of_the_one_that_backups_need(
    world: World, tmp_path: Path
) -> None:
    keys = world.home / "keys"
    keys.mkdir(parents=True, mode=0o700)
    shutil.copy(DATA / "identity.age", keys / "identity.age")  # left by an earlier decrypt
    (tmp_path / "paper").write_text(age.new_key_pair().secret + "\n")
    result = encrypt(world, tmp_path, "--identity", str(tmp_path / "paper"))
    assert result.code == 0, result.err
    before = (DATA / "identity.age").read_bytes()
    others = [path for path in keys.glob("*.age") if path.name != "identity.age"]
    assert [path.read_bytes() for path in others] == [before]
    assert [path.name for path in others] == ["identity-before-1.age"]
    assert others[0].stat().st_mode & 0o777 == 0o600
    assert str(others[0]) in result.err
    assert KeyFolder(keys).set_aside() == str(keys / "identity-before-2.age")
    assert others[0].read_bytes() == before


def test_a_key_that_opens_no_line_of_the_journal_is_not_taken(world: World, tmp_path: Path) -> None:
    world.write("a secret")
    close_journal(world.home)  # as another machine's came
    (tmp_path / "paper").write_text(age.new_key_pair().secret + "\n")
    result = encrypt(world, tmp_path, "--identity", str(tmp_path / "paper"))
    assert result.code == 1
    assert "nothing was changed" in result.err
    assert not (world.home / "keys").exists()


@pytest.mark.usefixtures("cheap_passphrases")
def test_a_key_file_that_is_no_text_is_said(world: World, tmp_path: Path) -> None:
    switch_on(world)
    sealed = age.encrypt_with_passphrase(b"\xff\xfe\x00", PASSPHRASE)
    (world.home / "keys" / "identity.age").write_bytes(sealed)
    said = world.refused("decrypt", "--yes", "--passphrase-file", "-", stdin=PASSPHRASE)
    assert "contains no age key" in said
    (world.home / "keys" / "journal.pub").unlink()
    result = encrypt(world, tmp_path, "--yes")
    assert result.code == 1
    assert "no age key" in result.err


def test_a_file_made_elsewhere_with_accents_apart_opens(world: World) -> None:
    import pyrage

    apart = unicodedata.normalize("NFD", ACCENTED)
    sealed = pyrage.passphrase.encrypt(b"inside", apart)
    assert age.decrypt_with_passphrase(sealed, ACCENTED, "it") == b"inside"


def test_what_a_terminal_could_not_read_as_text_is_no_passphrase(world: World) -> None:
    switch_on(world, unlocked=False)
    world.write("a secret")
    refused = listing(world, "vier \udce9\n")
    assert refused.code == 1
    assert "UTF-8" in refused.err
    said = world.refused("share", "recipients", "add", "Mia", "age1\udce9")
    assert "not an age public key" in said


def test_two_texts_of_one_name_both_stay(world: World) -> None:
    switch_on(world)
    world.put("state/rescue/typed-7.txt.age", age.encrypt(b"earlier words\n", [PUBLIC]))
    rescue = world.put("state/rescue/typed-7.txt", "later words\n").parent
    assert world.run("encrypt").code == 0
    kept = [world.context().key.decrypt(path.read_bytes()) for path in rescue.iterdir()]
    assert sorted(kept) == [b"earlier words\n", b"later words\n"]
    (rescue / "typed-7.txt").write_bytes(b"newest words\n")
    assert world.run("decrypt", "--yes").code == 0
    kept = [path.read_bytes() for path in rescue.iterdir()]
    assert sorted(kept) == [b"earlier words\n", b"later words\n", b"newest words\n"]


@pytest.mark.parametrize("how", ["--dry-run", "--yes"])
def test_forget_says_what_it_cannot_look_into(how: str, world: World) -> None:
    switch_on(world)
    world.write("a word about Dagmar")
    (world.home / "keys" / "identity.age").unlink()
    result = world.run("forget", "--word", "Dagmar", how)
    assert result.code == 1
    assert "1 encrypted line that no key here opens" in result.err
    assert "Nothing here holds" not in result.err + result.out


def test_what_was_begun_is_finished_before_another_order_takes_its_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syslead_cli.journal import erase as erasure

    world.write("a word about Dagmar")
    world.put("state/rescue/typed-7.txt", "a word about Bruno\n")
    switch_on(world)
    with monkeypatch.context() as patch:
        patch.setattr(erasure.Erasure, "carry_out", lambda *_: None)  # cut short after the plan
        assert world.run("forget", "--word", "Dagmar", "--yes").code == 1
    assert world.run("forget", "--word", "Bruno", "--yes").code == 0
    assert not (world.home / "state" / "erasing").exists()
    left = b"".join(path.read_bytes() for path in (world.home / "journal").rglob("*.jsonl"))
    assert b"Dagmar" not in left


def test_where_no_entry_could_be_erased_only_that_is_said(world: World) -> None:
    world.write("Mia said no")
    (world.home / "config.toml").write_text('voices = ["Mia", "Bo"]\n')
    (world.home / "state" / "erasing").mkdir()  # no plan can be put there
    result = world.run("forget", "--voice", "Mia", "--yes")
    assert result.code == 1
    assert "Mia" not in (world.home / "config.toml").read_text()
    assert "Nothing was erased" not in result.err + result.out
    (world.home / "state" / "erasing").rmdir()
    assert world.run("forget", "--voice", "Mia", "--yes").code == 0


@pytest.mark.parametrize("sealed", [False, True])
def test_a_half_edited_copy_goes_with_its_entry(world: World, sealed: bool) -> None:
    if sealed:
        switch_on(world)
    id_, _ = world.write(
        "a sentence long enough to know it again", "another sentence, which stays here"
    )
    for name, text in (("edited-a.md", "a sentence long enough to know it again, or not"),
                       ("edited-b.md", "another sentence, which stays here and")):  # fmt: skip
        content = age.encrypt(text.encode(), [PUBLIC]) if sealed else text.encode()
        rescue = world.put(f"state/rescue/{name}{'.age' * sealed}", content).parent
    world.done("delete", id_, "--yes")
    assert [path.name.removesuffix(".age") for path in rescue.iterdir()] == ["edited-b.md"]


@pytest.mark.usefixtures("cheap_passphrases")
def test_a_key_here_that_is_not_the_journals_switches_nothing(world: World, tmp_path: Path) -> None:
    switch_on(world)
    world.write("a secret")
    secret = age.new_key_pair().secret
    keys = world.home / "keys"
    sealed = age.encrypt_with_passphrase(secret.encode(), PASSPHRASE)
    (keys / "identity.age").write_bytes(sealed)
    said = world.refused("decrypt", "--yes", "--passphrase-file", "-", stdin=PASSPHRASE)
    assert "nothing was changed" in said
    assert (keys / "journal.pub").exists()
    (keys / "journal.pub").unlink()
    result = encrypt(world, tmp_path, "--yes")
    assert result.code == 1
    assert "nothing was changed" in result.err
    assert not (keys / "journal.pub").exists()


@pytest.mark.parametrize("place", ["keys", "keys/journal.pub"])
def test_a_link_to_a_key_that_is_not_there_writes_nothing_in_the_clear(
    world: World, tmp_path: Path, place: str
) -> None:
    """Keys on a stick that is not in: the words are kept, not written for all to read."""
    assert world.run("note", "-", stdin="one").code == 0
    switch_on(world)
    path = world.home / place
    path.rename(tmp_path / "stick")
    path.symlink_to(tmp_path / "stick")
    assert world.run("note", "-", stdin="with the stick").code == 0
    (tmp_path / "stick").rename(tmp_path / "out")
    refused = world.refused("note", "-", stdin="without")
    assert "journal.pub could not be read" in refused
    assert "What you wrote is in" in refused
    assert count_encrypted(b"\n".join(world.journal_lines())) == (1, 1)
    (tmp_path / "out").rename(tmp_path / "stick")
    assert world.run("repair", "--apply").code == 0
    assert count_encrypted(b"\n".join(world.journal_lines())) == (2, 1)
