"""Lines that are only glanced at tell the same as lines read whole, in any journal there is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from strategies import any_text, crowded_records, records, records_of
from syslead_cli.journal import glance as glancing
from syslead_cli.journal.codec import (
    Glanced,
    ReadableLine,
    Reader,
    data_of,
    encode_json,
    encode_line,
    read_line,
    read_lines,
)
from syslead_cli.journal.entries import entries_in
from syslead_cli.journal.files import batch_of
from syslead_cli.journal.glance import at_once, passing_over, without_words
from syslead_cli.journal.merge import FileLines, Journal, merge_files
from syslead_cli.journal.model import Ask, Note, Record, Revise
from syslead_cli.journal.query import Query, words_of

#: Words that occur in one another, across escapes, in capitals, with accents and in other scripts.
_SAID = (
    "budget", "Budget", "nudge", "get", "a/b", "naïve", "NAIVE", "“quoted”", '"', "\\", "\n", "\t",
    "\u2028", "ﬁne", "K", "日本", "\ud800", "@board", "#ward", "board", "ward", "\x7f", "n",
    "u0041",
)  # fmt: skip
texts = st.lists(st.sampled_from(_SAID) | any_text, max_size=5).map(" ".join)
lists = st.lists(st.sampled_from(["board", "ward", "Bürger", 'a","b', ""]), max_size=2).map(tuple)


def sealed(body: bytes) -> bytes:
    """Any JSON object with a checksum that holds."""
    body = body.removesuffix(b"}")
    return b'%s,"crc":"%08x"}' % (body, crc32(body))


@st.composite
def plain_records(draw: st.DrawFn) -> Record:
    """What most lines are: answers and notes with few ids, said in few words."""
    kind = draw(st.sampled_from(["ask", "note"]))
    fixed: dict[str, Any] = {
        "id": draw(st.sampled_from(["one", "two", "three", "four"]) | st.uuids().map(str)),
        "ts": f"2026-03-0{draw(st.integers(1, 9))}T12:00:00.000+00:00",
        "day": date(2026, 3, draw(st.integers(1, 9))),
        "tz": "Europe/London",
        "text": draw(texts),
        "voices": draw(lists),
        "tags": draw(lists),
    }
    return draw(records_of(kind, plain=True, **fixed))


def _spoilt_value(draw: st.DrawFn, data: dict[str, Any]) -> bytes:
    key = draw(st.sampled_from(sorted(data)))
    wrong = st.sampled_from(
        [
            "",
            "yesterday",
            "2026-02-30",
            "a b",
            "x" * 65,
            -1,
            10**9,
            1.0,
            True,
            None,
            [],
            ["a", 1],
            {},
        ]
    )
    return sealed(encode_json({**data, key: draw(wrong)}))


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """One line, mostly as it is written, else in some other form or damaged."""
    record = draw(plain_records() | plain_records() | crowded_records() | records)
    data = data_of(record)
    form = draw(st.integers(0, 14))
    match form:
        case 0:
            return encode_json(data)
        case 1:
            return sealed(json.dumps(data, separators=(",", ":")).encode())
        case 2:
            return sealed(json.dumps(data).encode())
        case 3:
            return sealed(encode_json(dict(reversed(data.items()))))
        case 4:
            return _spoilt_value(draw, data)
        case 5:
            return sealed(encode_json({**data, "later": 1}))
        case 6:
            return sealed(encode_json(data)[:-1] + b',"id":"one"}')
        case 7:
            raw = bytearray(encode_line(record))
            raw[draw(st.integers(0, len(raw) - 1))] ^= 1 << draw(st.integers(0, 7))
            return bytes(raw).replace(b"\n", b" ")
        case 8:
            return (
                encode_line(record)[: draw(st.integers(0, 40))]
                + encode_line(record)
                + draw(st.binary(max_size=3))
            )
        case 9:
            return encode_line(record).replace(b"/", b"\\/")
        case 10:
            return sealed(
                encode_json(data)
                .replace(b"\\n", b"\n")
                .replace(b"a", b"\x01")
                .replace(b"\n", b"\t")
            )
        case _:
            return encode_line(record)


@st.composite
def journals(draw: st.DrawFn) -> list[tuple[str, str, bytes]]:
    """Files of one or two devices; a conflict copy holds some lines again."""
    made = [
        ("journal/aaaa/2026-03.jsonl", "aaaa", draw(st.lists(lines(), max_size=8))),
        ("journal/bbbb/2026-03.jsonl", "bbbb", draw(st.lists(lines(), max_size=4))),
    ]
    known = made[0][2] + made[1][2]
    if known:
        again = draw(st.lists(st.sampled_from(known), max_size=3))
        made.append(("journal/aaaa/2026-03 (1).jsonl", "aaaa", again))
    end = draw(st.sampled_from([b"\n", b"\r\n"]))
    return [(name, device, end.join(raws) + end) for name, device, raws in made]


def read(files: Iterable[tuple[str, str, bytes]], reader: Reader = read_lines) -> Journal:
    return merge_files(batch_of(content, name, device, reader) for name, device, content in files)


words = st.lists(
    st.sampled_from(_SAID) | st.text("bugetn @#/'é", min_size=1, max_size=6), min_size=1, max_size=2
)
_SAME = ("newer", "damage", "odd", "unsealed", "places", "disagreeing", "removed", "dangling")


@given(journals(), words)
@settings(max_examples=400)
def test_a_search_finds_the_same(files: list[tuple[str, str, bytes]], said: list[str]) -> None:
    query = Query(words=words_of(said))
    glance = passing_over(query.words)
    if glance is None:
        return
    whole, quick = read(files), read(files, glance)
    assert entries_in(quick, query) == entries_in(whole, query)
    for name in _SAME:
        assert getattr(quick, name) == getattr(whole, name), name
    for record in quick.records:
        assert quick.versions.get(record.id) == whole.versions.get(record.id)


def without_text(record: Record) -> Record:
    if isinstance(record, Ask):
        return replace(record, text=None)
    return replace(record, text="") if isinstance(record, Note) else record


@given(journals())
@settings(max_examples=300)
def test_a_count_sees_all_but_the_words(files: list[tuple[str, str, bytes]]) -> None:
    whole, quick = read(files), read(files, without_words())
    assert list(map(without_text, quick.records)) == list(map(without_text, whole.records))
    for field in fields(Journal):
        if field.name != "records":
            assert getattr(quick, field.name) == getattr(whole, field.name), field.name


def test_most_lines_are_only_glanced_at() -> None:
    note = Note(
        id="one", ts="2026-03-29T18:00:00.000+01:00", tz="", day=date(2026, 3, 29), text='a\n"b"'
    )
    ask = Ask(
        id="two", ts=note.ts, tz="", day=note.day, sitting="s", prompt="p-1", facet="courage",
        reason="probe", outcome="full", words=2, text="under way", graded_by="tool",
        voices=("board",),
    )  # fmt: skip
    content = encode_line(note) + b"\n" + encode_line(ask) + b"\n"
    slim = without_words()(content)
    assert [type(line) for line in slim] == [Glanced, Glanced]
    assert [line.record for line in slim] == [without_text(note), without_text(ask)]
    search = passing_over(["zebra"])
    assert search is not None
    assert [type(line) for line in search(content)] == [Glanced, Glanced]
    assert at_once()(content) == [ReadableLine(note, True), ReadableLine(ask, True)]
    accented = encode_line(replace(ask, text="ünder way")) + b"\n"
    assert [type(line) for line in search(accented)] == [ReadableLine]
    assert [type(line) for line in without_words()(accented)] == [Glanced]


@pytest.mark.parametrize("word", ['say "so"', "\\", "", "@", "\n", "\0"])
def test_a_word_that_could_hide_behind_an_escape_is_looked_for_in_every_line(word: str) -> None:
    assert passing_over([word]) is None


def test_what_an_edit_is_about_is_read_whole() -> None:
    note = Note(
        id="one", ts="2026-03-29T18:00:00.000+01:00", tz="", day=date(2026, 3, 29), text="a"
    )
    edit = Revise(id="two", ts=note.ts, tz="", day=note.day, of="one", set={"text": "zebra"})
    search = passing_over(["zebra"])
    assert search is not None
    lines = search(encode_line(note) + b"\n" + encode_line(edit) + b"\n")
    journal = merge_files([FileLines("f", "aaaa", lines, [])])
    assert [getattr(record, "text", "") for record in journal.records] == ["zebra"]
    assert journal.versions == {"one": (note,)}


PLAIN = (
    b'{"v":1,"id":"one","kind":"note","ts":"2026-03-29T18:00:00.000+01:00","tz":"",'
    b'"day":"2026-03-29","text":"a zoo"}'
)


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b"T18:00", b"T28:00"),
        (b'"2026-03-29","text"', b'"2026-02-30","text"'),
        (b"a zoo", b"\\u007aebra"),
        (b"a zoo", b"a\\/b"),
        (b"a zoo", b"a\tzoo"),
        (b"a zoo", b"a \\zoo"),
        (b"a zoo", b"a \xff"),
        (b'"one"', b'"o ne"'),
        (b'"one"', b'"%s"' % (b"x" * 65)),
        (b'"v":1', b'"v":2'),
        (b'"note"', b'"novel"'),
        (b'"text":"a zoo"', b'"words":"a zoo"'),
        (b'"a zoo"', b'"a zoo","problem":"none"'),
        (b'"a zoo"', b'"a zoo","id":"two"'),
        (b'"a zoo"', b'"a zoo","voices":["a",1]'),
        (b'"a zoo"', b'"a zoo","voices":["a\\"b"]'),
        (b'"a zoo"', b'"a zoo","voices":[]'),
    ],
)
def test_a_line_that_is_not_just_as_it_is_written_is_read(there: bytes, instead: bytes) -> None:
    search = passing_over(["zebra"])
    assert search is not None
    raw = sealed(PLAIN.replace(there, instead))
    for read_by in (search, without_words()):
        assert type(read_by(sealed(PLAIN) + b"\n")[0]) is Glanced
        assert read_by(raw + b"\n") == [read_line(raw)]


def test_what_is_no_line_is_read() -> None:
    search = passing_over(["zebra"])
    assert search is not None
    raws = [
        b"",
        b"{}",
        PLAIN,
        sealed(PLAIN)[:-1],
        sealed(PLAIN) + b"\r",
        sealed(PLAIN).replace(b"zoo", b"zo0"),
        sealed(PLAIN).replace(b"zoo", b"z\xff"),
        b"",
    ]
    content = b"\n".join(raws) + b"\n"
    assert search(content) == without_words()(content) == [read_line(raw) for raw in raws]


@given(journals())
def test_records_of_whole_lines_are_those_of_the_parser(
    files: list[tuple[str, str, bytes]],
) -> None:
    read = at_once()
    for _, _, content in files:
        assert read(content) == read_lines(content)
    assert read(b"") == []


@given(journals(), st.integers(0, 300))
def test_a_file_taken_in_pieces_has_the_same_lines(
    files: list[tuple[str, str, bytes]], size: int
) -> None:
    # A piece that is no UTF-8 is read line by line: the same records on another way.
    whole = [read_lines(content) for _, _, content in files]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glancing, "_PIECE", size)
        assert [at_once()(content) for _, _, content in files] == whole


def test_only_what_a_line_ends_is_glanced_at() -> None:
    """A line that is still being written has no end; it is read as always."""
    for read in (at_once(), without_words()):
        assert read(sealed(PLAIN)) == [read_line(sealed(PLAIN))]
        assert len(read(sealed(PLAIN) + b"\n" + PLAIN)) == 2
