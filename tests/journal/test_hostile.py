"""Lines made to be slow: reading and erasing cost no more, for their length, than a quarter."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from zlib import crc32

import pytest

from effort import keeps_step
from syslead_cli.journal import codec
from syslead_cli.journal.codec import CorruptLine, encode_line, read_line, records_within
from syslead_cli.journal.erase import edits_of, texts_of, without
from syslead_cli.journal.merge import Journal, merge_lines
from syslead_cli.journal.model import Note, Record, Revise
from syslead_cli.journal.raw_lines import raw_lines

DAY = date(2026, 3, 29)
STAMP = {"ts": "2026-03-29T18:00:00.000+02:00", "tz": "Europe/Berlin", "day": DAY}


def note(id_: str, text: str = "x", tags: tuple[str, ...] = ()) -> Note:
    return Note(id=id_, text=text, tags=tags, **STAMP)  # type: ignore[arg-type]


def edit(id_: str, of: str, text: str = "y") -> Revise:
    return Revise(id=id_, of=of, set={"text": text}, **STAMP)  # type: ignore[arg-type]


def lines_of(*records: Record) -> bytes:
    return b"".join(encode_line(record) + b"\n" for record in records)


def false_crcs(beginnings: int, crcs: int) -> bytes:
    return b'{"v":' * beginnings + b',"crc":"00000000"}' * crcs


def met_crcs(count: int) -> bytes:
    """Return bytes each of whose prefixes ends with its own CRC, and is no record."""
    pieces, crc = [b'{"v":1,"x'], crc32(b'{"v":1,"x')
    for _ in range(count):
        pieces.append(b',"crc":"%08x"}' % crc)
        crc = crc32(pieces[-1], crc)
    return b"".join(pieces)


CHAIN = lines_of(note("a"), *(edit(f"r{n + 1}", f"r{n}" if n else "a") for n in range(10_000)))
BACKWARDS = lines_of(*(edit(f"r{n:05}", f"r{n + 1:05}") for n in range(10_000)), note("r10000"))
CONTENTS = lines_of(*(note("a", f"text {n}") for n in range(4_000)))
LONG_ONE = lines_of(note("a", "x" * 400_000), *(note("a", f"text {n}") for n in range(2_000)))
TAGGED = lines_of(
    note("a", tags=tuple(f"t{n}" for n in range(20_000))),
    *(edit(f"r{n}", "a") for n in range(2_000)),
)


def merged(content: bytes) -> Journal:
    return merge_lines(raw_lines(content, None, "f", "aaaa"))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(false_crcs(1, 40_000), id="false CRCs"),
        pytest.param(false_crcs(20_000, 40_000), id="beginnings, then false CRCs"),
        pytest.param((b'{"v":' * 5 + b"x" * 500 + b',"crc":"00000000"}') * 4_000, id="mixed"),
        pytest.param(b',"crc":"00000000"}' * 40_000, id="CRCs without a beginning"),
        pytest.param(met_crcs(20_000), id="CRCs that are right"),
        pytest.param(encode_line(note("a")) * 8_000, id="records run together"),
    ],
)
@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda raw: list(records_within(raw)), id="read"),
        pytest.param(merged, id="merge"),
        pytest.param(lambda raw: without(raw, {"a", "b"}), id="erase"),
    ],
)
def test_a_line_costs_what_its_length_costs(line: bytes, work: Callable[[bytes], object]) -> None:
    assert keeps_step(work, line)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CHAIN, id="a chain of edits"),
        pytest.param(BACKWARDS, id="a chain backwards"),
        pytest.param(CONTENTS, id="contents under one id"),
    ],
)
def test_merging_costs_what_the_bytes_cost(content: bytes) -> None:
    assert keeps_step(merged, content)


@pytest.mark.parametrize("content", [TAGGED, LONG_ONE], ids=["edits", "contents"])
def test_lines_after_a_long_one_cost_what_they_hold(content: bytes) -> None:
    head, _, short = content.partition(b"\n")
    assert keeps_step(lambda some: merged(head + b"\n" + some), short)


def test_an_edit_leaves_the_rest_as_it_was() -> None:
    head = TAGGED.partition(b"\n")[0]
    first, more = merged(head + b"\n"), merged(TAGGED)
    assert more.records[0].tags == first.records[0].tags  # type: ignore[attr-defined]


@pytest.mark.parametrize("content", [CHAIN, BACKWARDS], ids=["forwards", "backwards"])
def test_erasing_a_chain_costs_what_the_bytes_cost(content: bytes) -> None:
    def erased(some: bytes) -> None:
        gone = {"a", "r10000"} | {one.id for one in raw_lines(some)} - {""}
        edits_of({"a", "r10000"}, [some])
        texts_of(gone, [some])
        without(some, gone)

    assert keeps_step(erased, content)


def test_a_chain_is_followed_to_its_end_and_erased_whole() -> None:
    assert [record.id for record in merged(BACKWARDS).records] == ["r10000"]
    assert merged(CHAIN).records[0].text == "y"  # type: ignore[attr-defined]
    gone = edits_of({"a"}, [CHAIN])
    assert len(gone) == 10_001
    assert without(CHAIN, gone) == b""


def test_a_line_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    line = encode_line(note("a", "x" * 2_000_000))
    monkeypatch.setattr(codec, "LINE_LIMIT", len(line))
    assert not isinstance(read_line(line), CorruptLine)
    monkeypatch.setattr(codec, "LINE_LIMIT", len(line) - 1)
    said = read_line(line)
    assert isinstance(said, CorruptLine)
    assert said.problem == "longer than a line may be (1 MB)"


def test_a_chain_is_deeper_than_the_stack() -> None:
    assert sys.getrecursionlimit() < 10_000
    assert merged(CHAIN).dangling == frozenset()
