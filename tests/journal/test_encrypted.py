"""Encrypted lines come back byte for byte, whatever they were, and tell little from outside."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from some_records import note
from strategies import records
from syslead_cli.crypt.keys import DecryptionError
from syslead_cli.journal.codec import (
    CorruptLine,
    ReadableLine,
    UnknownVersion,
    encode_line,
    read_line,
)
from syslead_cli.journal.encrypted import (
    STEP,
    JournalKey,
    count_encrypted,
    decrypt_line,
    decrypt_lines,
    decrypted_bytes,
    encrypt_line,
    encrypt_lines,
    is_encrypted,
)
from syslead_cli.journal.model import Record

KEY = 0x5A


def close(data: bytes) -> bytes:
    """Stands for the cryptography: turned bits, and a mark that says whether it is whole."""
    return b"box" + bytes(byte ^ KEY for byte in data)


def open_(data: bytes) -> bytes:
    if not data.startswith(b"box"):
        raise DecryptionError("not a box")
    return bytes(byte ^ KEY for byte in data[3:])


def box_of(raw: bytes) -> UnknownVersion:
    line = read_line(encrypt_line(raw, close))
    assert isinstance(line, UnknownVersion)
    assert is_encrypted(line)
    assert line.has_crc
    return line


def test_each_line_is_encrypted_to_the_key_of_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal may get another key while somebody sits over a question."""
    from syslead_cli.crypt import age

    class Folder:
        now = ""

        def public(self) -> str:
            return self.now

    folder = Folder()
    key = JournalKey(folder, lambda: "")  # type: ignore[arg-type]
    monkeypatch.setattr(age, "encryptor", lambda public: lambda data: public.encode() + data)
    for folder.now in ("age1m", "age1z", "age1a", "age1a", ""):
        assert key.encrypt_blob(b"!") == f"{folder.now}!".encode()


@given(records)
def test_a_record_comes_back_and_only_id_and_kind_stand_outside(record: Record) -> None:
    raw = encode_line(record)
    line = box_of(raw)
    assert set(line.data) - {"crc"} == {"v", "id", "kind", "age"}
    assert (line.id, line.data["kind"]) == (record.id, record.kind)
    assert list(decrypt_line(line, open_)) == [(raw, ReadableLine(record, True))]


@given(st.binary(max_size=700).filter(lambda raw: b"\n" not in raw))
def test_any_bytes_come_back(raw: bytes) -> None:
    line = read_line(encrypt_line(raw, close))
    assert isinstance(line, UnknownVersion)
    assert decrypted_bytes(line, open_) == raw


@given(st.lists(st.binary(max_size=80).map(lambda raw: raw.replace(b"\n", b""))), st.booleans())
def test_any_file_comes_back(lines: list[bytes], mark: bool) -> None:
    content = b"\xef\xbb\xbf" * mark + b"\n".join(lines)
    after = encrypt_lines(content, close)
    assert decrypt_lines(after, open_) == content
    assert encrypt_lines(after, close) == after, "a second time changes nothing"
    shut, clear = count_encrypted(after)
    assert clear == 0
    said = [raw for raw in content.removeprefix(b"\xef\xbb\xbf").split(b"\n") if raw.strip()]
    assert shut == len(said)


def test_lengths_are_steps() -> None:
    sizes = set[int]()

    def measured(data: bytes) -> bytes:
        sizes.add(len(data))
        return data

    for size in range(0, 3 * STEP):
        encrypt_line(b"x" * size, measured)
    assert sizes == {STEP, 2 * STEP, 3 * STEP}
    assert len(encrypt_line(encode_line(note("a")), close)) == len(
        encrypt_line(encode_line(note("a" * 40)), close)
    )


def test_a_line_under_another_ones_id_is_not_shown() -> None:
    """Whoever can write to the folder could else put old words under a new id."""
    line = box_of(encode_line(note("my words")))
    swapped = UnknownVersion({**line.data, "id": "another"}, True)
    ((_, found),) = decrypt_line(swapped, open_)
    assert isinstance(found, CorruptLine)
    assert "my words" not in found.problem


@pytest.mark.parametrize("box", ["", "!!!", "Zm9v", "AAAA=A", "é"])
def test_what_does_not_open_is_damage(box: str) -> None:
    ((raw, found),) = decrypt_line(
        UnknownVersion({"v": 2, "id": "x", "kind": "note", "age": box}, True), open_
    )
    assert isinstance(found, CorruptLine)
    assert raw == b""


def test_a_damaged_line_stays_a_damaged_line_with_its_whole_records() -> None:
    two = encode_line(note("one")) + encode_line(note("two"))
    found = [line for _, line in decrypt_line(box_of(two), open_)]
    assert isinstance(found[0], CorruptLine)
    assert [line.record.text for line in found[1:]] == ["one", "two"]  # type: ignore[union-attr]


@pytest.mark.parametrize("field", [{"v": 3}, {"v": 1}, {"age": 5}, {"age": None}])
def test_other_lines_of_newer_versions_are_left_alone(field: dict[str, object]) -> None:
    data = {"v": 2, "id": "x", "kind": "note", "age": "Ym94", **field}
    line = read_line(json.dumps(data).encode())
    assert not is_encrypted(line)
