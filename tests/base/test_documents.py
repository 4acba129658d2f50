"""JSON documents and small JSON files: the bytes of the standard library, and schemas that hold."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import UNSET, UnsetType, field
from msgspec.structs import replace

from strategies import any_text, json_values
from syslead_cli.base.documents import (
    Count,
    Document,
    JsonFile,
    Part,
    Share,
    schema_of,
    to_json,
)
from syslead_cli.base.text import escaped
from syslead_cli.errors import SysleadError

TODAY = date(2026, 11, 22)


class Text(Part, frozen=True, tag_field="kind", tag="text"):
    text: str


class Score(Part, frozen=True, tag_field="kind", tag="score"):
    score: Count


class Every(Document, frozen=True, tag="syslead/every/1"):
    """One key of each sort."""

    from_: date = field(name="from")
    share: Share | None
    by_id: dict[str, Count]
    strip: tuple[tuple[Count, Count], ...]
    either: tuple[Text | Score, ...]
    best: Score | None
    anything: Any
    problem: str | UnsetType = UNSET


EVERY = Every(TODAY, None, {"a": 1}, ((1, 2),), (Text("t"), Score(1)), None, {"x": [None]})


def problems(schema: dict[str, Any], data: Any) -> list[str]:
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("text", ["If “é”\n\x7f\u2028", "a lone \ud800", '\x1b </b> \\ "', ""])
def test_a_document_has_the_bytes_of_the_standard_library(text: str) -> None:
    document = replace(EVERY, either=(Text(text),), problem=text)
    data = {"schema": "syslead/every/1", **msgspec.to_builtins(document)}
    in_ascii = "\ud800" in text
    assert to_json(document) == escaped(json.dumps(data, indent=2, ensure_ascii=in_ascii))


def test_every_sort_of_key_is_held_to_the_schema() -> None:
    schema, data = schema_of(Every), json.loads(to_json(EVERY))
    assert next(iter(data)) == "schema"
    assert schema["description"] == "One key of each sort."
    assert "$ref" not in json.dumps(schema)
    assert "$defs" not in json.dumps(schema)
    assert not problems(schema, data)
    assert not problems(schema, {**data, "problem": "p", "share": 0.5, "best": data["either"][1]})
    for key in data:
        assert problems(schema, {name: data[name] for name in data if name != key}), key
    wrong = {"schema": "syslead/every/2", "more": 1, "share": 1.5, "by_id": {"a": -1},
             "strip": [[1]], "either": [{"kind": "text", "score": 1}], "problem": None}  # fmt: skip
    for key, value in wrong.items():
        assert problems(schema, {**data, key: value}), key


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70)
values = st.dictionaries(any_text, any_text | numbers | st.booleans() | st.none())
documents = st.dictionaries(any_text, json_values | values | st.lists(values | json_values))


@given(documents)
def test_every_way_of_writing_it_is_the_same_document(document: dict[str, Any]) -> None:
    text = to_json(document)
    assert json.loads(text) == document
    in_ascii = escaped(text, in_ascii=True)
    assert in_ascii.isascii()
    assert json.loads(in_ascii) == document


class Kept(msgspec.Struct, frozen=True):
    via: str = ""
    count: int = 0


def kept(folder: Path) -> JsonFile[Kept]:
    return JsonFile(folder / "state" / "kept.json", Kept, Kept, limit=200)


def test_a_value_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = kept(tmp_path)
    assert file.read() == file.load() == Kept()
    file.write(Kept("cron \ud800 ü", 3))
    assert file.load() == Kept("cron \ud800 ü", 3)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert os.listdir(file.path.parent) == ["kept.json"]
    file.remove()
    file.remove()
    assert file.read() == Kept()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"via":1}', b"\xff", b"[" * 150, b'{"via":"' + b"x" * 200 + b'"}'],
)
def test_a_file_that_makes_no_sense_is_as_good_as_none_or_an_error(
    tmp_path: Path, content: bytes
) -> None:
    file = kept(tmp_path)
    file.path.parent.mkdir()
    file.path.write_bytes(content)
    assert file.read() == Kept()
    with pytest.raises((ValueError, SysleadError, RecursionError)):
        file.load()


def test_a_folder_in_its_place_is_an_error_to_those_who_ask(tmp_path: Path) -> None:
    file = kept(tmp_path)
    file.path.mkdir(parents=True)
    assert file.read() == Kept()
    with pytest.raises((OSError, SysleadError)):
        file.load()
    with pytest.raises(SysleadError, match="could not be written"):
        file.write(Kept())
