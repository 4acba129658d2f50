"""The published schema says what the records say, and the specification's examples are real."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from strategies import records_of
from syslead_cli.journal.codec import ReadableLine, data_of, encode_line, own_fields, read_line
from syslead_cli.journal.encrypted import decrypt_lines
from syslead_cli.journal.model import KINDS, Record
from syslead_cli.setup.schemas import journal_schema, schema_named, schema_names

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = (ROOT / "docs" / "journal-format.md").read_text("utf-8")
EXAMPLES = re.findall(r'```json\n(\{"v":1.*\})\n```', SPECIFICATION)
VALIDATOR = Draft202012Validator(journal_schema(), format_checker=FormatChecker())


def test_the_committed_schemas_are_current() -> None:
    committed = {path.stem for path in (ROOT / "docs" / "schema").iterdir()}
    assert committed == set(schema_names())
    for name in schema_names():
        text = (ROOT / "docs" / "schema" / f"{name}.json").read_text("utf-8")
        assert text == json.dumps(schema_named(name), indent=2, ensure_ascii=False) + "\n", (
            f"syslead config schema {name} > docs/schema/{name}.json"
        )


@pytest.mark.parametrize("name", sorted(schema_names()))
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema_named(name))


def test_there_is_an_example_for_every_kind() -> None:
    assert [json.loads(line)["kind"] for line in EXAMPLES] == [*KINDS, "note"]


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_is_a_line_as_it_should_be(line: str) -> None:
    found = read_line(line.encode())
    assert isinstance(found, ReadableLine)
    VALIDATOR.validate(json.loads(line))
    if found.has_crc:
        assert encode_line(found.record) == line.encode()
    else:
        assert "by hand" in SPECIFICATION[: SPECIFICATION.index(line)].rpartition("## ")[2]


def test_the_encrypted_example_opens_with_the_key_that_stands_below_it() -> None:
    from syslead_cli.crypt import age

    (line,) = re.findall(r'```json\n(\{"v":2.*\})\n```', SPECIFICATION)
    (secret,) = re.findall("AGE-SECRET-KEY-1[0-9A-Z]{58}", SPECIFICATION)
    (inside,) = re.findall(r"```text\n(\{.*\})\n```", SPECIFICATION)
    assert VALIDATOR.is_valid(json.loads(line))
    assert decrypt_lines(line.encode(), age.decryptor(secret)) == inside.encode()
    assert inside in EXAMPLES


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_record_fits(kind: str) -> None:
    @settings(max_examples=15)
    @given(records_of(kind, plain=True, id="a", ts="2026-03-29T18:04:11.120+01:00"))
    def fits(record: Record) -> None:
        VALIDATOR.validate(json.loads(encode_line(record)))

    fits()


def example(kind: str) -> dict[str, Any]:
    return next(data for line in EXAMPLES if (data := json.loads(line))["kind"] == kind)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_required_keys_are_required(kind: str) -> None:
    for key in ("v", "id", "ts", "day", *(one.key for one in own_fields(kind) if one.required)):
        assert not VALIDATOR.is_valid({k: v for k, v in example(kind).items() if k != key}), key


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("note", {"v": 2}),
        ("note", {"kind": "dream"}),
        ("note", {"text": 7}),
        ("note", {"problem": "naughty"}),
        ("note", {"day": "2026-02-30"}),
        ("note", {"crc": "ABCDEF01"}),
        ("rating", {"scores": {"doing": 6}}),
        ("ask", {"outcome": "perhaps"}),
        ("ask", {"words": -1}),
        ("review", {"from": "then"}),
    ],
)
def test_what_is_wrong_does_not_fit(kind: str, change: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(example(kind))
    assert not VALIDATOR.is_valid({**example(kind), **change})


def test_unknown_fields_fit() -> None:
    assert VALIDATOR.is_valid({**example("note"), "mood": {"calm": 3}})


def test_the_data_of_examples_comes_back() -> None:
    for line in EXAMPLES[:-1]:
        found = read_line(line.encode())
        assert isinstance(found, ReadableLine)
        assert {**data_of(found.record), "crc": json.loads(line)["crc"]} == json.loads(line)
