"""Check documents that people write: every problem at once, with its place, in our words.

The only module that loads pydantic, so it is imported where a document is checked and never by
the commands of every day. A document is declared as subclasses of ``Written``; ``TOML`` and
``JSON`` hold the sentence for each kind of error the library can report for them. Problems of a
TOML file have file, line and key (``check_table``); those of a JSON document a path such as
``answers[0].text`` (``check_json``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import fields
from pydantic import (  # noqa: TID253 - no command of every day imports this module
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    create_model,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from syslead_cli.base.text import did_you_mean, id_problem, or_rather, quoted
from syslead_cli.base.toml import KeyPath, ProblemList, full_stop

LONGEST_TEXT = 4_000
Model = TypeVar("Model", bound="Written")

#: The sentence for each kind of error, as it goes on after the name of a key in a TOML file.
TOML = {
    "missing": "is missing",
    "extra_forbidden": "is unknown",
    "string_type": "must be text in quotation marks",
    "string_unicode": "must be text of complete characters",
    "bool_type": "must be true or false",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be %(ge)s or more",
    "less_than_equal": "must be %(le)s or less",
    "list_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "too_short": "must have at least %(min_length)s entries",
    "too_long": "must have at most %(max_length)s entries",
}
#: The same after a path in a JSON document, which has other signs for the same things.
JSON = TOML | {
    "extra_forbidden": "is not a known key",
    "string_type": "must be text",
    "list_type": "must be a list […]",
    "dict_type": "must be a table {…}",
    "model_type": "must be a table {…}",
}
#: The kind of the errors that our own validators raise; their message is the sentence.
OURS = "ours"
_EXTRA = "extra_forbidden"
#: Tags for a value that is a table or something else; no part of a place in the document.
TABLE, VALUE = "<table>", "<value>"
_NO_PLACE = (TABLE, VALUE, "[key]")


class Written(BaseModel):
    """A table in a document that people write: nothing is converted, no key is ignored.

    A key that would hide a name of pydantic's has a ``_`` after it here: ``schema_``.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=lambda name: name.removesuffix("_"),
    )


def wrong(sentence: str) -> PydanticCustomError:
    """Return the error for a validator to raise; the sentence goes on after the key."""
    return PydanticCustomError(OURS, "{sentence}", {"sentence": sentence})


def wrong_at(faults: Iterable[tuple[KeyPath, str]]) -> ValidationError:
    """Return the error for a validator that found several things, each at a path below it."""
    details = [
        InitErrorDetails(type=wrong(sentence), loc=path, input=None) for path, sentence in faults
    ]
    return ValidationError.from_exception_data("", details)


def text_of(longest: int) -> Callable[[str], str]:
    """Return a validator for texts with something in them, not longer than that."""

    def check(value: str) -> str:
        if not value.strip():
            raise wrong("is empty")
        if len(value) > longest:
            raise wrong(f"is longer than {longest:,} characters")
        return value

    return check


def required(sentence: str) -> BeforeValidator:
    """Return a validator that says what is missing; for a field that may be left out or null."""

    def check(value: Any) -> Any:
        if value is None:
            raise wrong(sentence)
        return value

    return BeforeValidator(check)


def word_of(*allowed: str) -> AfterValidator:
    """Return a validator for one of a few words."""

    def check(value: str) -> str:
        if value in allowed:
            return value
        if len(allowed) == 1:
            raise wrong(f"must be {quoted(allowed[0])}, not {quoted(value)}")
        near = did_you_mean(value, allowed)
        raise wrong(f"must be one of {', '.join(allowed)}, not {quoted(value)}. {near}".rstrip())

    return AfterValidator(check)


def _id(value: str) -> str:
    if bad := id_problem(value):
        raise wrong(bad)
    return value


def _tables(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    raise wrong("must be written as [[…]] tables")


Text = Annotated[str, AfterValidator(text_of(LONGEST_TEXT))]
TextOrEmpty = Annotated[str, AfterValidator(lambda text: text and text_of(LONGEST_TEXT)(text))]
Id = Annotated[Text, AfterValidator(_id)]
Texts = list[Text]


def tables_of(model: type[Written]) -> Any:
    """Return the kind of a list of tables in TOML: ``[[facets]]``."""
    return Annotated[list[model], BeforeValidator(_tables)]  # type: ignore[valid-type]


def table_like(struct: type[Struct], *without: str, **kinds: Any) -> type[Written]:
    """Return the model of a table that becomes a value of a msgspec struct.

    It has the struct's fields, but for those in ``without``. A field that is not in ``kinds`` is
    a text, a list of texts where the struct has a tuple; those with a default may be missing, and
    their text empty. Further ``kinds`` are keys of the table alone, given as (kind, default).
    """
    keys: dict[str, Any] = {}
    for each in fields(struct):
        if each.name not in without:
            usual = Texts if get_args(each.type) else Text if each.required else TextOrEmpty
            keys[each.name] = (kinds.pop(each.name, usual), ... if each.required else None)
    create: Any = create_model
    model: type[Written] = create(f"{struct.__name__}Table", __base__=Written, **keys, **kinds)
    return model


def _faults_in(
    error: ValidationError, model: type[Written], words: dict[str, str]
) -> Iterator[tuple[KeyPath, str, str, tuple[str, ...]]]:
    """Yield the library's errors: place, kind, sentence from the table, and keys known there."""
    for found in error.errors(include_url=False):
        path = tuple(part for part in found["loc"] if part not in _NO_PLACE)
        kind = found["type"]
        sentence = found["msg"] if kind == OURS else words[kind] % found.get("ctx", {})
        yield path, kind, sentence, (_keys_at(model, path[:-1]) if kind == _EXTRA else ())


def _keys_at(model: type[Written], path: KeyPath) -> tuple[str, ...]:
    """Return the keys of the table at a path: those of the model declared for it."""

    def fields_of() -> dict[str, Any]:
        return {field.alias or name: field for name, field in model.model_fields.items()}

    for part in path:
        if part in (known := fields_of()):  # and no id in a table by id, nor a place in a list
            model = next(_models_in(known[str(part)].annotation), model)
    return tuple(fields_of())


def _models_in(annotation: Any) -> Iterator[type[Written]]:
    if isinstance(annotation, type) and issubclass(annotation, Written):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def check_table(problems: ProblemList, model: type[Written], values: dict[str, Any]) -> None:
    """Add everything that is wrong with a TOML file's values to the problems."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        for path, kind, sentence, known in _faults_in(error, model, TOML):
            keys = [part for part in path if isinstance(part, str)]
            key = quoted(keys[-1]) if keys else ""
            if kind == _EXTRA:
                near = did_you_mean(keys[-1], known)
                problems.add(path, f"unknown key {key}.", near, keys[-1])
            elif kind == "missing":
                where = f" in [[{keys[-2]}]]" if len(keys) > 1 else ""
                problems.add(path[:-1], f"key {key} is missing{where}.", name=keys[-1])
            else:
                entry = "has an entry that " if isinstance(path[-1], int) else ""
                problems.add(path, full_stop(f"key {key} {entry}{sentence}"))


def check_json(
    document: Any, model: type[Model], context: Any = None
) -> tuple[Model | None, list[str]]:
    """Return a JSON document as its model, or None with every problem as ``path: sentence``.

    A path is as it is written: ``answers[0].text``. Validators find ``context`` as
    ``info.context``: what the document may refer to.
    """
    sentences: dict[str, None] = {}
    try:
        return model.model_validate(document, context=context), []
    except ValidationError as error:
        for path, _, sentence, known in _faults_in(error, model, JSON):
            parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
            where = "".join(parts).removeprefix(".") or "the document"
            near = or_rather(str(path[-1]), known) if known else ""
            sentences[f"{where}: {sentence}{near}"] = None
    return None, list(sentences)
