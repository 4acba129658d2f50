"""Orders to forget, on values: what says it, and what it says without the name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.journal.codec import own_fields
from syslead_cli.journal.forget import ErasurePlan, read_plan, write_plan
from syslead_cli.journal.forget_match import (
    ForgetRequest,
    concerns,
    concerns_bytes,
    redacted,
    redacted_value,
    texts_in,
    without_requested,
)
from syslead_cli.journal.model import KINDS

NAME = st.text(alphabet="abcdezé-_ ", min_size=1).filter(lambda t: any(map(str.isalnum, t)))
TEXT = st.text(alphabet="abcdezé-_ .@#\u0301ßİ田中\n", max_size=60)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("priya", "Priya's idea", True), ("priya", "@priya", True), ("Priya", "PRIYA!", True),
        ("priya", "priyanka", False), ("ann", "planning", False), ("ann", "Ann-Marie", True),
        ("night-staff", "the night staff said", True), ("night_staff", "Night-Staff", True),
        ("zoë", "Zoe came", True), ("zoe", "Zoe\u0308 came", True), ("田中", "田中さんは", True),
        ("jo", "no", False), ("a+b", "a+b and", True), ("a.b", "axb", False),
    ],
)  # fmt: skip
def test_a_name_is_a_word_of_its_own(name: str, text: str, said: bool) -> None:
    assert ForgetRequest(voices=(name,)).is_in(text) == said


@pytest.mark.parametrize(
    ("word", "whole", "text", "said"),
    [
        ("ann", False, "planning", True), ("ann", True, "planning", False),
        ("two words", False, "two  \n words", True), ("Größe", False, "GROSSE", True),
        ("größe", False, "GRÖSSE", True), ("l’été", False, "l'ete dernier", True),
    ],
)  # fmt: skip
def test_a_word_is_what_search_finds(word: str, whole: bool, text: str, said: bool) -> None:
    assert ForgetRequest(words=(word,), whole=whole).is_in(text) == said


@given(NAME, TEXT)
def test_reworded_text_names_nobody_or_is_not_kept(name: str, text: str) -> None:
    request = ForgetRequest(voices=(name,), substitute="someone")
    changed = redacted(request, text)
    if not request.is_in(text):
        assert changed == text
    elif request.is_in(changed):  # such a record is erased instead (redacted_record)
        assert concerns(request, {"kind": "note", "text": changed})
    else:
        assert "someone" in changed


@given(NAME, st.text(alphabet="xy .", max_size=20), st.text(alphabet="xy .", max_size=20))
def test_what_stands_around_a_name_stays(name: str, before: str, after: str) -> None:
    request = ForgetRequest(voices=(name.strip("-_ "),), substitute="…")
    assert redacted(request, f"{before} @{name.strip('-_ ')} {after}") == f"{before} … {after}"


def test_lists_lose_the_name_and_ids_stay() -> None:
    request = ForgetRequest(voices=("courage",), substitute="someone")
    data = {"facet": "courage", "voices": ["courage", "jo"], "text": "Courage!", "n": 3}
    changed = redacted_value(request, data, frozenset({"facet"}), {})
    assert changed == {"facet": "courage", "voices": ["jo"], "text": "someone!", "n": 3}


@given(
    st.lists(st.text(min_size=1)), st.lists(st.text(min_size=1)),
    st.none() | st.dates(), st.booleans(), st.text(), st.text(),
)  # fmt: skip
def test_a_plan_survives_the_disk(
    tmp_path_factory: pytest.TempPathFactory,
    voices: list[str], words: list[str], before: date | None, whole: bool, substitute: str,
    line: str,
) -> None:  # fmt: skip
    request = ForgetRequest(tuple(voices), tuple(words), before, whole, substitute)
    plan = ErasurePlan(1, request, ("a", "b"), (("2026-03", line),), {"a": "c"})
    path = tmp_path_factory.mktemp("plan") / "erasing"
    write_plan(path, plan)
    assert read_plan(path) == plan


def test_a_plan_of_another_version_or_shape_is_none(tmp_path: Path) -> None:
    path = tmp_path / "erasing"
    for content in (b"", b"{}", b"[]", b"\xff", b'{"v":2}', b"[" * 100_000):
        path.write_bytes(content)
        assert read_plan(path) is None


def test_a_plan_of_an_earlier_syslead_is_carried_out(tmp_path: Path) -> None:
    """Its names on the disk stay: an erasure may be cut short by an update."""
    order = {"voices": ["Jo"], "words": [], "before": None, "whole": False, "instead": "someone"}
    data = {"v": 1, "order": order, "ids": ["a"], "lines": [["2026-03", "{}"]], "renamed": {}}
    (tmp_path / "erasing").write_text(json.dumps(data))
    request = ForgetRequest(("Jo",), substitute="someone")
    expected = ErasurePlan(1, request, ("a",), (("2026-03", "{}"),), {})
    assert read_plan(tmp_path / "erasing") == expected
    write_plan(tmp_path / "erasing", expected)
    assert json.loads((tmp_path / "erasing").read_text()) == data


#: Texts that are ids, or words of ours; whoever adds a field says here that it is one of them.
IDS_AND_OUR_WORDS = {
    "sitting", "prompt", "facet", "facets", "mentions", "attention", "matters", "of", "sha256",
    "problem", "attended",
}  # fmt: skip
MERGER = {
    "text": "the merger",
    tuple[str, ...]: ["the merger"],
    dict[str, str]: {"perceiving": "the merger"},
    dict[str, Any]: {"text": "the merger"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_may_hold_the_leaders_words_is_reached(kind: str) -> None:
    request = ForgetRequest(words=("merger",))
    for one in own_fields(kind):
        said = concerns(request, {"kind": kind, one.key: MERGER.get(one.type, 1)})
        assert said == (one.type in MERGER and one.key not in IDS_AND_OUR_WORDS), one.key


def test_a_day_is_the_records_own() -> None:
    request = ForgetRequest(before=date(2026, 3, 1))
    assert concerns(request, {"kind": "note", "day": "2026-02-28"})
    assert not concerns(request, {"kind": "note", "day": "2026-03-01"})
    assert not concerns(request, {"kind": "remove", "day": "2025-01-01", "of": "x"})
    assert not concerns(request, {"kind": "note"})


def test_a_spoilt_line_goes_by_its_words_its_day_or_its_file() -> None:
    word, day = ForgetRequest(words=("café",)), ForgetRequest(before=date(2026, 3, 1))
    assert concerns_bytes(word, '{"text":"the café'.encode())
    assert concerns_bytes(word, rb'{"text":"the caf\u00e9')
    assert not concerns_bytes(word, b'{"text":"the bar')
    assert concerns_bytes(day, b'{"day":"2026-02-01","te', "2026-04")
    assert not concerns_bytes(day, b'{"day":"2026-03-01","te', "2026-01")
    assert concerns_bytes(day, b"torn", "2026-02")
    assert not concerns_bytes(day, b"torn", "2026-03")
    assert not concerns_bytes(day, b"torn", "")


@given(st.lists(st.binary(max_size=30)))
def test_other_lines_keep_their_bytes(lines: list[bytes]) -> None:
    content = b"\n".join(lines)
    request = ForgetRequest(words=("not among these bytes, surely",))
    for is_copy in (False, True):
        assert without_requested(content, request, "", None, is_copy=is_copy) == (content, 0)


@given(
    st.recursive(st.text() | st.integers(), lambda s: st.lists(s) | st.dictionaries(st.text(), s))
)
def test_every_text_is_found(value: object) -> None:
    texts = list(texts_in(value))
    assert all(isinstance(text, str) for text in texts)
    if isinstance(value, str):
        assert texts == [value]
