"""Check framework and prompt files that people write: every problem, with its line.

The tables have the fields of the values they become; what they refer to is looked up in the file
as it stands, so that one run tells everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Struct
from pydantic import AfterValidator, Field  # noqa: TID253 - imported where a file is checked

from syslead_cli.base.text import counted, id_problem, quoted
from syslead_cli.base.toml import KeyPath, Problem, ProblemList
from syslead_cli.base.validate import Id, Texts, check_table, table_like, tables_of, word_of, wrong
from syslead_cli.errors import SysleadError
from syslead_cli.framework import model
from syslead_cli.framework.catalogue import Catalogue
from syslead_cli.framework.rules import rule_problems, style_advice

FRAMEWORK_SCHEMA = "syslead/framework/1"
#: Comparing every prompt with every other stays a matter of a second.
MOST_PROMPTS = 2_000


def _pair(texts: list[str]) -> list[str]:
    if len(texts) != 2:
        raise wrong("must have exactly two entries")
    return texts


_ITEM = table_like(model.Item, id=Id)
_ITEMS = tables_of(_ITEM)
#: ``signals`` are of frameworks for 0.1, and count for nothing.
_FACET = table_like(model.Facet, id=Id, dimension=Id, signals=(Texts, None))
_TENSION = table_like(model.Tension, id=Id, poles=Annotated[Texts, AfterValidator(_pair)])
_FRAMEWORK = table_like(
    model.Framework,
    "profile",
    "everything",
    schema_=(Annotated[str, word_of(FRAMEWORK_SCHEMA)], ...),
    id=Id,
    default_profile=(Id, None),
    profiles=dict[str, list[Id]],
    dimensions=_ITEMS,
    facets=tables_of(_FACET),
    practice=_ITEMS,
    environment=_ITEMS,
    tensions=tables_of(_TENSION),
    problems=_ITEMS,
)
_PROMPT = table_like(
    model.Prompt,
    id=Id,
    facet=Id,
    kind=Annotated[str, word_of(*model.KIND_SHARES)],
    also=list[Id],
    tension=Id,
    first=bool,
    retired=bool,
)
_AIM = table_like(model.Aim, least=Annotated[float, Field(ge=0, le=1)])
_QUESTION = table_like(model.Question, id=Id, use=Annotated[str, word_of(*model.USES)], item=Id)
_PROMPT_FILE = table_like(
    model.PromptFile,
    "file",
    "text",
    schema_=(Annotated[str, word_of(model.PROMPTS_SCHEMA)], ...),
    id=Id,
    framework=Id,
    mode=Annotated[str, word_of("add", "replace")],
    prompts=tables_of(_PROMPT),
    questions=tables_of(_QUESTION),
    aims=dict[str, _AIM],  # type: ignore[valid-type]
)


def framework_problems(values: dict[str, Any], text: str, file: str) -> list[Problem]:
    problems = ProblemList(file)
    check_table(problems, _FRAMEWORK, values)
    _check_dimensions(problems, values)
    _check_profiles(problems, values)
    for key in ("dimensions", "facets", "practice", "environment", "tensions", "problems"):
        _check_ids(problems, values, key)
    return problems.with_lines(text)


def _rows(values: Mapping[str, Any], key: str) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Yield the tables under a key with their places, whatever else stands there."""
    rows = values.get(key)
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (key, number), row


def _ids(values: Mapping[str, Any], key: str) -> set[str]:
    """Return every id under a key, those of unsound tables included: a mistake is told once."""
    return {row["id"] for _, row in _rows(values, key) if isinstance(row.get("id"), str)}


def _check_ids(problems: ProblemList, values: Mapping[str, Any], key: str) -> None:
    """Find ids used twice; capital letters make no difference."""
    seen: set[str] = set()
    for path, row in _rows(values, key):
        id_ = row.get("id")
        if isinstance(id_, str):
            if id_.casefold() in seen:
                message = f"the id {quoted(id_)} is used for two {key}."
                problems.add((*path, "id"), message, name=id_)
            seen.add(id_.casefold())


def _check_dimensions(problems: ProblemList, values: Mapping[str, Any]) -> None:
    for key, one in (("dimensions", "dimension"), ("facets", "facet")):
        if values.get(key) == []:
            problems.add((key,), f"there must be at least one {one}.")
    known = _ids(values, "dimensions")
    filled = [row.get("dimension") for _, row in _rows(values, "facets")]
    for path, row in _rows(values, "facets"):
        dimension, name = row.get("dimension"), str(row.get("id", ""))
        if isinstance(dimension, str) and dimension:
            place = (*path, "dimension")
            model.look_up(problems, place, "dimension", dimension, known, name=name)
    for path, row in _rows(values, "dimensions"):
        id_ = row.get("id")
        if filled and isinstance(id_, str) and id_ not in filled:
            message = f"dimension {quoted(id_)} has no facets."
            problems.add((*path, "id"), message, "Give it at least one, or remove it.", id_)


def _check_profiles(problems: ProblemList, values: Mapping[str, Any]) -> None:
    profiles = values.get("profiles", {})
    if not isinstance(profiles, dict):
        return
    known = _ids(values, "facets")
    for name, ids in profiles.items():
        path = ("profiles", name)
        if bad := id_problem(name):
            problems.add(path, f"the profile's name {quoted(name)} {bad}.")
        if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
            continue
        if not ids:
            problems.add(path, f"profile {quoted(name)} has no facets.")
        for number, id_ in enumerate(ids):
            model.look_up(problems, (*path, number), "facet", id_, known)
            if id_ in known and id_ in ids[:number]:
                message = f"facet {quoted(id_)} is in profile {quoted(name)} twice."
                problems.add((*path, number), message, name=id_)
    default = values.get("default_profile")
    names = profiles or {"all": []}
    if isinstance(default, str):
        model.look_up(problems, ("default_profile",), "profile", default, names, name="")


def prompt_file_problems(values: dict[str, Any], text: str, file: str) -> list[Problem]:
    """Return everything wrong with the values of a prompt file; facets are not looked up."""
    problems = ProblemList(file)
    prompts = values.get("prompts", ())
    if isinstance(prompts, list) and len(prompts) > MOST_PROMPTS:
        problems.add(("prompts", MOST_PROMPTS), f"the limit is {MOST_PROMPTS:,} prompts.")
    else:
        check_table(problems, _PROMPT_FILE, values)
        _check_ids(problems, values, "prompts")
        _check_ids(problems, values, "questions")
    return problems.with_lines(text)


class CheckResult(Struct, frozen=True):
    """The sound files looked at, with how much is in each, every problem, and advice."""

    files: dict[str, str]
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...] = ()


def check_frameworks(catalogue: Catalogue, target: str) -> CheckResult:
    """Check one framework by path or id; with neither, all there are. Raises SysleadError."""
    if target:
        sources = [catalogue.at(target) or catalogue.framework_source(target)]
    else:
        sources = [entry.source for entry in catalogue.entries()]
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for source in sources:
        framework, found = catalogue.framework_in(source)
        problems += found
        if framework is not None:
            dimensions, facets = len(framework.dimensions), len(framework.everything)
            files[source.label] = f"{framework.name}: {dimensions} dimensions, {facets} facets"
    return CheckResult(files, tuple(problems))


def check_prompts(catalogue: Catalogue, in_use: str, target: str) -> CheckResult:
    """Check one prompt file by path or id, in the bank it is part of; with neither, all in use."""
    if not target:
        base, own = catalogue.prompt_files(in_use)
        files = model.files_in_use(base, own)
        return _judged(files, files, catalogue.framework(in_use))
    named = (source for source in catalogue.sources("prompts") if source.id == target)
    source = catalogue.at(target) or next(named, None)
    if source is None:
        hint = "Give a path, or the name of one of your own prompt files."
        raise SysleadError(f"There is no prompt file {quoted(target)}.", hint)
    prompts, problems = catalogue.prompts_in(source)
    if prompts is None:
        return CheckResult({}, tuple(problems))
    framework = catalogue.framework(prompts.framework)
    base, own = catalogue.prompt_files(prompts.framework)
    if base is not None and base.text == prompts.text:
        return _judged([prompts], [prompts], framework)
    others = [file for file in own if file.text != prompts.text]
    return _judged([prompts], model.files_in_use(base, [*others, prompts]), framework)


def _judged(
    judged: Sequence[model.PromptFile],
    files: Sequence[model.PromptFile],
    framework: model.Framework,
) -> CheckResult:
    """Hold some files against the framework and the rules, in the bank that ``files`` make."""
    names = {file.file for file in judged}
    problems = [each for each in model.bank_problems(files, framework) if each.file in names]
    problems += rule_problems(files, framework, names)
    sizes = {file.file: _size(file) for file in judged}
    advice = style_advice(files, framework, names)
    return CheckResult(sizes, tuple(dict.fromkeys(problems)), tuple(advice))


def _size(file: model.PromptFile) -> str:
    asked = sum(not prompt.retired for prompt in file.prompts)
    retired = len(file.prompts) - asked
    return counted(asked, "prompt") + (f" and {retired} no longer asked" if retired else "")
