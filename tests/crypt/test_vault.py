"""What the vault seals opens again, also with the age command; what was touched does not."""

from __future__ import annotations

import base64
import contextlib
import shutil
import subprocess
import sys
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.crypt import age
from syslead_cli.crypt.keys import identity_file
from syslead_cli.errors import SysleadError

KEY = age.new_key_pair()
OTHER = age.new_key_pair()
needs_age = pytest.mark.skipif(not shutil.which("age"), reason="the age command is not installed")


@given(st.binary(max_size=300), st.booleans())
def test_what_is_sealed_opens_again(data: bytes, armoured: bool) -> None:
    sealed = age.encrypt(data, [KEY.public, OTHER.public], armoured=armoured)
    assert age.decrypt(sealed, [KEY.secret], "x") == data
    assert age.decrypt(sealed, [OTHER.secret], "x") == data
    assert age.decryptor(KEY.secret)(sealed) == data


def test_another_key_is_told_apart_from_damage() -> None:
    sealed = age.encrypt(b"words", [KEY.public])
    with pytest.raises(SysleadError) as wrong:
        age.decrypt(sealed, [OTHER.secret], "pack.age")
    assert wrong.value.code == "vault.wrong_key"
    assert wrong.value.message == "pack.age is encrypted, but not to your key."


@pytest.mark.parametrize("armoured", [False, True])
def test_one_changed_byte_anywhere_opens_nothing(armoured: bool) -> None:
    sealed = age.encrypt(b"some words that matter", [KEY.public], armoured=armoured)
    problems = []
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        try:
            opened = age.decrypt(changed, [KEY.secret], "pack.age")
        except SysleadError as problem:
            problems.append(problem)
        else:  # white space around the armour's marks carries nothing
            assert armoured
            assert opened == b"some words that matter"
    assert {p.code for p in problems} <= {"vault.damaged", "vault.not_age", "vault.wrong_key"}
    assert not any("matter" in p.message + p.hint for p in problems)


def test_one_cut_anywhere_opens_nothing() -> None:
    sealed = age.encrypt(b"some words that matter", [KEY.public])
    for size in range(len(sealed)):
        with pytest.raises(SysleadError):
            age.decrypt(sealed[:size], [KEY.secret], "pack.age")


def test_a_passphrase_opens_and_another_does_not() -> None:
    sealed = age.encrypt_with_passphrase(b"the key", "korrekt pferd", armoured=True)
    assert age.passphrase_work(sealed, "it")
    assert age.decrypt_with_passphrase(sealed, "korrekt pferd", "key.age") == b"the key"
    with pytest.raises(SysleadError) as wrong:
        age.decrypt_with_passphrase(sealed, "Korrekt pferd", "key.age")
    assert wrong.value.code == "vault.wrong_passphrase"
    with pytest.raises(SysleadError) as key:
        age.decrypt(sealed, [KEY.secret], "key.age")
    assert key.value.code == "vault.wrong_key"


class BusyMachine:
    """The library on a machine whose speed it misjudges ``misjudged`` times."""

    DecryptError = ValueError

    def __init__(self, misjudged: int, *works: int) -> None:
        self.passphrase, self.misjudged, self.works = self, misjudged, list(works)
        self.words = "korrekt pferd"

    def decrypt(self, data: bytes, passphrase: str) -> bytes:
        if self.misjudged:
            self.misjudged -= 1
            raise ValueError("Excessive work parameter for passphrase.\nIt would take long.")
        if passphrase != self.words:
            raise ValueError("Decryption failed")
        return b"the key"

    def encrypt(self, data: bytes, passphrase: str, *, armored: bool) -> bytes:
        self.words = passphrase
        return by_passphrase(self.works.pop(0))


def by_passphrase(work: int) -> bytes:
    salt = base64.b64encode(bytes(16)).rstrip(b"=").decode()
    body = base64.b64encode(bytes(32)).rstrip(b"=").decode()
    return f"age-encryption.org/v1\n-> scrypt {salt} {work}\n{body}\n--- {body}\n".encode()


@pytest.mark.parametrize(
    ("misjudged", "typed", "code"),
    [
        (0, "korrekt pferd", ""), (9, "korrekt pferd", ""), (9, "other", "vault.wrong_passphrase"),
        (10_000, "korrekt pferd", "vault.busy"),
    ],
)  # fmt: skip
def test_on_a_busy_machine_the_right_passphrase_is_never_called_wrong(
    misjudged: int, typed: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age, "_age", lambda: BusyMachine(misjudged))
    if not code:
        assert age.decrypt_with_passphrase(by_passphrase(18), typed, "key.age") == b"the key"
        return
    with pytest.raises(SysleadError) as refused:
        age.decrypt_with_passphrase(by_passphrase(18), typed, "key.age")
    assert refused.value.code == code


@pytest.mark.parametrize(("made", "typed"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_a_passphrase_opens_however_a_machine_puts_its_accents(
    made: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library, whose work takes seconds, is tried with accents in test_encryption_mishaps."""
    library, words = BusyMachine(0, 20), "vier für Größe später"
    monkeypatch.setattr(age, "_age", lambda: library)
    sealed = age.encrypt_with_passphrase(b"the key", normalize(made, words))
    assert age.decrypt_with_passphrase(sealed, normalize(typed, words), "it") == b"the key"
    library.words = normalize("NFD", words)  # as another program takes it
    assert age.decrypt_with_passphrase(sealed, normalize(typed, words), "it") == b"the key"


def test_the_library_still_says_what_is_too_much_as_we_expect_it() -> None:
    import pyrage

    with pytest.raises(pyrage.DecryptError, match=age._TOO_MUCH):
        pyrage.passphrase.decrypt(by_passphrase(60) + bytes(32), "x")


@pytest.mark.parametrize(
    ("works", "kept"),
    [((20,), 20), ((17, 20), 17), ((12, 18), 18), ((14, 15, 13), 15), ((16, 12, 12, 20), 16)],
)
def test_a_busy_machine_makes_no_weak_key(
    works: tuple[int, ...], kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = BusyMachine(0, *works)
    monkeypatch.setattr(age, "_age", lambda: busy)
    made = age.encrypt_with_passphrase(b"the key", "x")
    assert age.passphrase_work(made, "it") == kept


@pytest.mark.parametrize("work", [23, 30, 63, 999])
def test_absurd_work_is_refused_before_it_is_done(work: int) -> None:
    with pytest.raises(SysleadError) as refused:
        age.decrypt_with_passphrase(by_passphrase(work) + bytes(32), "x", "key.age")
    assert refused.value.code == "vault.work"


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_are_too_strange_for_the_header(data: bytes, magic: bool) -> None:
    with contextlib.suppress(SysleadError):
        age.passphrase_work((b"age-encryption.org/v1\n" if magic else b"") + data, "it")
    assert not age.is_age(b"-----BEGIN AGE ENCRYPTED FILE-----\n" + data) or data


def test_only_keys_are_keys() -> None:
    for wrong in (
        "",
        "age1",
        KEY.secret,
        KEY.public[:-1] + ("q" if KEY.public[-1] != "q" else "p"),
        "ssh-ed25519 AAAA",
    ):
        with pytest.raises(SysleadError) as refused:
            age.check_public_key(wrong)
        assert refused.value.code == "vault.bad_key"
        assert KEY.secret not in refused.value.message
    for wrong in ("", KEY.public, KEY.secret[:-1]):
        with pytest.raises(SysleadError):
            age.public_key_of(wrong)
    assert age.public_key_of(KEY.secret + "\n") == KEY.public


def test_a_fingerprint_is_short_and_says_which_key() -> None:
    assert age.fingerprint(KEY.public) == age.fingerprint(KEY.public + "\n")
    assert age.fingerprint(KEY.public) != age.fingerprint(OTHER.public)
    assert [len(group) for group in age.fingerprint(KEY.public).split()] == [4] * 5


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(SysleadError) as missing:
        age.new_key_pair()
    assert missing.value.code == "vault.missing"
    assert "pyrage>=" in missing.value.hint


@needs_age
@pytest.mark.parametrize("armoured", [False, True])
def test_the_age_command_opens_ours_and_we_open_its(tmp_path, armoured: bool) -> None:
    identity = tmp_path / "key.txt"
    identity.write_text(KEY.secret + "\n")
    sealed = age.encrypt(b"words", [KEY.public], armoured=armoured)
    command = ["age", "-d", "-i", str(identity)]
    assert subprocess.run(command, input=sealed, capture_output=True, check=True).stdout == b"words"
    command = ["age", *(["-a"] if armoured else []), "-r", KEY.public]
    made = subprocess.run(command, input=b"words", capture_output=True, check=True).stdout
    assert age.decrypt(made, [KEY.secret], "x") == b"words"


def test_of_several_stanzas_the_costliest_is_what_a_passphrase_would_cost() -> None:
    head, _, body = by_passphrase(60).partition(b"-> ")
    stanza, _, end = by_passphrase(1).partition(b"\n--- ")
    cheap = b"-> " + stanza.partition(b"-> ")[2]
    costly = b"-> " + body.partition(b"\n--- ")[0]
    for both in ((costly, cheap), (cheap, costly)):
        assert age.passphrase_work(head + b"\n".join(both) + b"\n--- " + end, "it") == 60


def test_a_key_file_begins_with_what_it_is() -> None:
    """Somebody who finds it among their files should know what it opens."""
    made = identity_file(KEY.secret, KEY.public, "syslead journal").decode().splitlines()
    assert made == ["# syslead journal", f"# public key: {KEY.public}", KEY.secret]
    plain = identity_file(KEY.secret, KEY.public).decode().splitlines()
    assert plain == [f"# public key: {KEY.public}", KEY.secret]
