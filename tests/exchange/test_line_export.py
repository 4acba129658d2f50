"""Lines out and in again: byte for byte, whatever is in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from conftest import World
from strategies import crowded_records, records
from syslead_cli.exchange.exporting import lines_to_export
from syslead_cli.exchange.formats import parse_sources
from syslead_cli.exchange.importing import ImportPlan, compare_lines
from syslead_cli.exchange.model import ParseOptions, SourceFile
from syslead_cli.journal.codec import encode_line, with_crc
from syslead_cli.journal.merge import Journal, merge_lines
from syslead_cli.journal.model import Revise
from syslead_cli.journal.raw_lines import raw_lines

#: Records of every kind are slow to invent.
FEW = settings(max_examples=40)

NEWER = [
    b'{"v":2,"id":"later","kind":"note","day":"2026-03-02","text":"x"}',
    b'{"v":1,"id":"dream-1","kind":"dream","ts":"2026-03-02T10:00:00Z","day":"2026-03-02"}',
    b'{"v":9,"anything":[1,2.50,{"b":null}]}',
    b'{ "v":1, "id":"hand", "kind":"note", "ts":"2026-03-02T10:00Z", "day":"2026-03-02",'
    b' "text":"h" }',
]
lines = st.lists(
    (crowded_records() | records).map(encode_line) | st.sampled_from(NEWER), max_size=12
)  # fmt: skip


def journal_of(content: bytes) -> Journal:
    found = list(raw_lines(content, None, "f", "d"))
    return replace(merge_lines(found), lines=found)


def exported(content: bytes) -> bytes:
    return b"".join(lines_to_export(journal_of(content), None))


def imported(content: bytes, here: bytes = b"") -> bytes:
    return here + b"".join(one.line + b"\n" for one in compared(content, here).new)


def compared(content: bytes, here: bytes) -> ImportPlan:
    parsed = parse_sources("syslead", [SourceFile("f", content)], ParseOptions())
    return compare_lines(parsed, journal_of(here))


@FEW
@given(lines)
def test_an_export_of_an_import_of_an_export_is_the_export(found: list[bytes]) -> None:
    first = exported(b"\n".join(found) + b"\n")
    assert exported(imported(first)) == first
    before, after = journal_of(b"\n".join(found)), journal_of(first)
    assert after.records == before.records
    assert after.removed <= before.removed
    gone = before.removed - after.removed  # edits of what is removed are not exported
    assert gone <= {one.id for one in before.lines if type(one.record) is Revise}


@FEW
@given(lines)
def test_a_second_import_adds_nothing(found: list[bytes]) -> None:
    content = b"\n".join(found) + b"\n"
    once = imported(content)
    assert imported(content, once) == once


@FEW
@given(lines, lines)
def test_nothing_that_is_here_is_changed_or_hidden(here: list[bytes], coming: list[bytes]) -> None:
    mine = b"".join(line + b"\n" for line in here)
    before, after = journal_of(mine), journal_of(imported(b"\n".join(coming), mine))
    assert after.lines[: len(before.lines)] == before.lines
    assert {one.id for one in before.records} <= {one.id for one in after.records}


@FEW
@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(found: list[bytes], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert exported(b"\n".join(found)) == exported(b"\n".join(shuffled))


def note(id_: str, text: str = "x", **more: object) -> bytes:
    head = {"v": 1, "id": id_, "kind": "note", "ts": "2026-03-02T10:00Z", "day": "2026-03-02"}
    return json.dumps({**head, "text": text, **more}).encode()


def remove(id_: str, of: str) -> bytes:
    head = {"v": 1, "id": id_, "kind": "remove", "ts": "2026-03-03T10:00Z", "day": "2026-03-03"}
    return json.dumps({**head, "of": of}).encode()


def test_a_removed_entry_is_not_exported_but_its_removal_is() -> None:
    found = exported(
        b"\n".join([note("secret-1", "secret words"), note("kept"), remove("r", "secret-1")])
    )
    assert b"secret words" not in found
    assert [json.loads(line)["id"] for line in found.splitlines()] == ["kept", "r"]


def test_an_import_deletes_nothing_and_brings_nothing_deleted_back() -> None:
    here = b"\n".join([note("mine"), remove("r1", "gone")])
    coming = b"\n".join(
        [remove("r2", "mine"), note("gone"), note("mine", "changed"), remove("r3", "else")]
    )
    found = compared(coming, here)
    assert [one.id for one in found.new] == ["r3"]
    assert [one.reason.split(";")[0].split(":")[0] for one in found.left_out] == [
        "would delete an entry that is here",
        "deleted here, so not added again",
        "different content under an id that is here",
    ]


def test_chosen_entries_bring_their_edits() -> None:
    edit = {"v": 1, "id": "e", "kind": "revise", "ts": "2026-03-03T10:00Z", "day": "2026-03-03",
            "of": "a", "set": {"text": "new"}}  # fmt: skip
    again = {**edit, "id": "e2", "of": "e"}
    content = b"\n".join(
        [note("a"), note("b"), json.dumps(edit).encode(), json.dumps(again).encode()]
    )
    found = b"".join(lines_to_export(journal_of(content), ["a"]))
    assert [json.loads(line)["id"] for line in found.splitlines()] == ["a", "e", "e2"]


def test_a_whole_record_inside_a_torn_line_is_exported_and_imported() -> None:
    from some_records import note as a_note

    whole = encode_line(a_note("the whole one"))
    torn = b'{"v":1,"id":"torn","kind":"no' + whole
    assert exported(torn + b"\n") == whole + b"\n"
    assert imported(torn + b"\n") == whole + b"\n"


HOSTILE = "DEL \x7f, C1 \x9b31m, back \u202e words, iso \u2066 and é"


@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_no_export_carries_what_a_terminal_obeys(world: World, tmp_path: Path, form: str) -> None:
    world.run("note", "-", stdin=HOSTILE)
    newer = {"v": 3, "id": "later", "kind": "orb", "day": "2026-03-20", "x": "\u202e"}
    path = world.home / "journal" / "by-hand.jsonl"
    path.write_bytes(with_crc(newer) + b"\n" + json.dumps({**newer, "id": "x"}).encode() + b"\n")
    found = world.run("export", "--format", form).out
    assert not set("\x7f\x9b\u202e\u2066") & set(found)
    assert "é" in found
    if form == "csv":
        return
    (tmp_path / "all").write_text(found)
    if form == "json":
        assert HOSTILE in [entry["text"] for entry in json.loads(found)["entries"]]
        return
    other = World(tmp_path / "other")
    assert other.run("import", "syslead", str(tmp_path / "all")).code == 0
    assert other.run("verify").code == 0
    assert HOSTILE in [e["text"] for e in other.entries()]
    again = world.run("import", "syslead", str(tmp_path / "all"), "--json")
    assert json.loads(again.out)["imported"] == 0, again.out
    assert other.run("export").out == found


def test_nor_does_one_that_is_ascii(world: World) -> None:
    world.run("note", "-", stdin="DEL \x7f")
    found = world.run("export", "--format", "json").out
    assert "\x7f" not in found
    assert json.loads(found)["entries"][0]["text"] == "DEL \x7f"
