"""One line: bytes to record and back."""

from __future__ import annotations

import json
from datetime import date
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import any_text, json_values, records
from syslead_cli.journal.codec import (
    CorruptLine,
    ReadableLine,
    UnknownVersion,
    crc_state,
    encode_json,
    encode_line,
    read_line,
    records_within,
)
from syslead_cli.journal.model import Note, Record

NOTE = Note(
    id="0195e2a0-0000-7000-8000-000000000001",
    ts="2026-03-29T18:04:11.120+01:00",
    tz="Europe/London",
    day=date(2026, 3, 29),
    text="Met @carers-forum — they said “no” 🙂",
)
LINE = encode_line(NOTE)


@given(records)
def test_a_line_gives_the_record_back(record: Record) -> None:
    line = encode_line(record)
    assert b"\n" not in line
    assert read_line(line) == ReadableLine(record, True)
    assert read_line(line + b"\r") == ReadableLine(record, True)


def test_the_line_is_as_the_specification_says() -> None:
    body, _, crc = LINE.rpartition(b',"crc":"')
    assert LINE.startswith(
        b'{"v":1,"id":"0195e2a0-0000-7000-8000-000000000001","kind":"note",'
        b'"ts":"2026-03-29T18:04:11.120+01:00","tz":"Europe/London","day":"2026-03-29","text":'
    )
    assert crc == b'%08x"}' % crc32(body)
    assert list(json.loads(LINE))[-1] == "crc"


def test_text_is_utf_8_unless_that_cannot_be() -> None:
    assert "é🙂".encode() in encode_json({"text": "é🙂"})
    assert encode_json({"text": "\ud800é"}) == b'{"text":"\\ud800\\u00e9"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encode_json({"x": value})


@pytest.mark.parametrize("raw", [b"", b"  ", b"\r", b"\t\r"])
def test_blank_lines_hold_nothing(raw: bytes) -> None:
    assert read_line(raw) is None


def test_a_line_without_a_checksum_is_read_and_marked() -> None:
    raw = LINE[:-18] + b"}"
    assert crc_state(raw) is None
    assert read_line(raw) == ReadableLine(NOTE, False)
    spaced = json.dumps(json.loads(raw)).encode()
    assert read_line(b"  " + spaced + b" \r") == ReadableLine(NOTE, False)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (LINE.replace(b"no", b"No"), "checksum does not match"),
        (LINE[:-10] + LINE[-10:-2].upper() + b'"}', "checksum does not match"),
        (LINE[:-3] + b' "}', "checksum"),
        (LINE[:-1] + b',"more":1}', "checksum is wrong"),
        (LINE.replace(b'"crc"', b'"brc"'), "checksum is wrong"),
        (b"{", "not JSON (character"),
        (b"\xff{}", "not UTF-8 (byte 1)"),
        (b"[]", "a JSON object is needed"),
        (b"7", "a JSON object is needed"),
        (b"{}", 'key "v" must be a version number'),
        (b'{"v":true}', 'key "v" must be'),
        (b'{"v":0,"kind":"note","id":"a"}', 'key "v" must be'),
        (b'{"v":1}', 'keys "kind" and "id" are needed'),
        (b'{"v":1,"kind":"note","id":"a"}', 'key "ts" is missing'),
        (b'{"v":1,"x":NaN}', "not JSON"),
        (b'{"v":1,"x":1e999}', "not JSON this program can read"),
        (b'{"v":1,"x":' + b"9" * 5000 + b"}", "not JSON this program can read"),
        (b"[" * 100_000, "not JSON"),
        (b"\0" * 4096, "NUL bytes"),
    ],
)
def test_what_cannot_be_read_says_why_without_the_text(raw: bytes, words: str) -> None:
    line = read_line(raw)
    assert isinstance(line, CorruptLine)
    assert words in line.problem
    assert "carers" not in line.problem


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    read_line(raw)
    read_line(LINE[:40] + raw + LINE[40:])


@given(st.dictionaries(any_text, json_values, max_size=4), st.integers(2, 10**6))
def test_a_higher_version_is_kept_whatever_it_holds(data: dict[str, object], version: int) -> None:
    raw = encode_json({**data, "v": version})
    found = read_line(raw)
    if "crc" not in data:
        assert isinstance(found, UnknownVersion)
        assert found.data == {**data, "v": version}


def test_an_unknown_kind_is_from_a_newer_version() -> None:
    body = encode_json({"v": 1, "id": "a", "kind": "dream"})[:-1]
    found = read_line(b'%s,"crc":"%08x"}' % (body, crc32(body)))
    assert isinstance(found, UnknownVersion)
    assert (found.id, found.has_crc) == ("a", True)


def test_lines_run_together_are_found_by_their_crcs() -> None:
    other = encode_line(Note(id="b", ts=NOTE.ts, tz="", day=NOTE.day, text='{"v":1 in a text'))
    pieces = [piece for piece, _ in records_within(LINE + b"J" + other)]
    assert pieces == [LINE, other]
    torn = [piece for piece, _ in records_within(LINE[:50] + other)]
    assert torn == [other]
    assert list(records_within(LINE[:-1] + b'{"v":' * 50)) == []
