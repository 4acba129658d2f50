"""Documents people write: every error has a sentence of ours, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from syslead_cli.base.toml import ProblemList
from syslead_cli.base.validate import (
    JSON,
    OURS,
    TOML,
    Id,
    Text,
    Texts,
    Written,
    check_json,
    check_table,
    tables_of,
    word_of,
)

#: The modules that declare documents.
DECLARING = ("framework.check", "reflect.answers", "review.answers_document")
PLAIN: list[Any] = [
    None, True, 1, -1, 10**30, 1.5, float("nan"), "", " ", "x", "x" * 300_000, "\ud800", b"x",
    date(2026, 1, 1), (), object(),
]  # fmt: skip
#: What a validator raises that asks what the document may refer to, which is not given here.
WITHOUT_CONTEXT = "assertion_error"
ODD = [*PLAIN, *([each] for each in PLAIN), *({"k": each} for each in PLAIN), [], {}, [[]]]


def models() -> Iterator[type[Written]]:
    for name in DECLARING:
        import_module(f"syslead_cli.{name}")
    waiting = Written.__subclasses__()
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if model.__module__.startswith("syslead_cli"):
            yield model


def kinds(model: type[Written], document: Any) -> set[str]:
    try:
        model.model_validate(document)
    except ValidationError as error:
        return {each["type"] for each in error.errors()} - {WITHOUT_CONTEXT}
    except (AttributeError, TypeError, KeyError):
        pass
    return set()


def test_every_error_that_a_declared_document_can_have_has_a_sentence() -> None:
    found = set()
    for model in models():
        names = [field.alias or name for name, field in model.model_fields.items()]
        for value in ODD:
            found |= kinds(model, value)
            for name in names:
                found |= kinds(model, {name: value})
    assert {"missing", "extra_forbidden", "string_type", "list_type", OURS} <= found
    assert found - {OURS} <= set(TOML)
    assert set(TOML) == set(JSON)


class Row(Written):
    """A table in a list."""

    id: Id
    score: Annotated[int, Field(ge=1, le=5)] = 1
    notes: Texts = Field(default_factory=list)


class Whole(Written):
    """A document."""

    schema_: Annotated[str, word_of("x/1")]
    name: Text
    rows: tables_of(Row) = Field(default_factory=list)  # type: ignore[valid-type]


WRONG = {"schema": "x/2", "nmae": 1, "rows": [{"id": "a b", "score": 9, "notes": ["", 3]}, {}]}


def test_a_json_document_has_every_problem_with_its_path() -> None:
    assert check_json(WRONG, Whole) == (
        None,
        [
            'schema: must be "x/1", not "x/2"',
            "name: is missing",
            'rows[0].id: has "" in it: only letters, digits, _ and - are allowed',
            "rows[0].score: must be 5 or less",
            "rows[0].notes[0]: is empty",
            "rows[0].notes[1]: must be text",
            "rows[1].id: is missing",
            'nmae: is not a known key; did you mean "name"?',
        ],
    )
    assert check_json(3, Whole)[1] == ["the document: must be a table {…}"]
    sound = check_json({"schema": "x/1", "name": "n", "rows": [{"id": "a"}]}, Whole)[0]
    assert sound is not None
    assert sound.name == "n"


TEXT = """\
schema = "x/2"
nmae = 1

[[rows]]
id = "a b"
score = 9
notes = [
  "",
  3,
]

[[rows]]
"""


def test_a_toml_file_has_every_problem_with_its_line() -> None:
    problems = ProblemList("f.toml")
    check_table(problems, Whole, WRONG)
    assert [str(problem).removeprefix("f.toml, ") for problem in problems.with_lines(TEXT)] == [
        'line 1: key "name" is missing.',
        'line 1: key "schema" must be "x/1", not "x/2".',
        'line 2: unknown key "nmae". Did you mean "name"?',
        'line 5: key "id" has "" in it: only letters, digits, _ and - are allowed.',
        'line 6: key "score" must be 5 or less.',
        'line 8: key "notes" has an entry that is empty.',
        'line 9: key "notes" has an entry that must be text in quotation marks.',
        'line 12: key "id" is missing in [[rows]].',
    ]


@pytest.mark.parametrize("rows", [3, [3], {}, "x"])
def test_what_should_be_tables_is_told(rows: Any) -> None:
    problems = ProblemList("f.toml")
    check_table(problems, Whole, {"schema": "x/1", "name": "n", "rows": rows})
    (only,) = problems.with_lines("rows = 3\n")
    assert only.text == 'key "rows" must be written as [[…]] tables.'
