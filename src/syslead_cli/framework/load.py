"""What is wrong with a file, said so that it can be put right: file, line, name, message, hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct, field

from syslead_cli.base.text import nearest, one_line
from syslead_cli.errors import SysleadError
from syslead_cli.framework.model import (
    KIND_SHARES,
    USES,
    Dimension,
    Facet,
    Framework,
    Item,
    Prompt,
    PromptBank,
    Question,
    Tension,
)
from syslead_cli.framework.toml_lines import TomlPath, line_in_error, line_of, nearest_line, scan

_LONGEST_QUOTE = 60
#: A file with everything wrong still gives a page somebody can read.
MOST_SAID = 50


class Problem(Struct, frozen=True, order=True):
    """One thing to mend. ``name`` is the key or id it is about."""

    file: str
    line: int
    name: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{one_line(self.file)}, line {self.line}: {self.said}"

    @property
    def said(self) -> str:
        """The message with its hint, as one sentence or two."""
        return f"{self.message} {self.hint}".rstrip()


Found: TypeAlias = tuple[TomlPath, str, str, str]


class Findings(Struct):
    """Problems by where in the document they are.

    Lines are looked up once, at the end, and only when something was found: a sound file is
    never scanned.
    """

    file: str
    found: list[Found] = field(default_factory=list)

    def add(self, path: TomlPath, message: str, hint: str = "", name: str = "") -> None:
        """Something is wrong at ``path``."""
        name = name or next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        self.found.append((path, name, message, hint))

    def __bool__(self) -> bool:
        return bool(self.found)

    def placed(self, text: str) -> list[Problem]:
        """The problems in the order of their lines."""
        if not self.found:
            return []
        places = scan(text)
        return sorted(
            Problem(self.file, nearest_line(text, places, path), name, message, hint)
            for path, name, message, hint in self.found
        )


def quoted(value: object) -> str:
    """A value from a file, fit for a message: on one line, made visible, not too long."""
    text = one_line(value) if isinstance(value, str) else one_line(repr(value))
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{text}"'


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean "humility"?`` where something known is near, else an empty text."""
    near = nearest(word, known)
    return f"Did you mean {quoted(near)}?" if near else ""


def refusal(problems: Sequence[Problem], hint: str = "") -> SysleadError:
    """All problems as the one error a command ends with."""
    lines = [str(problem) for problem in problems[:MOST_SAID]]
    if len(problems) > MOST_SAID:
        lines.append(f"… and {len(problems) - MOST_SAID} more.")
    return SysleadError("\n".join(lines), hint=hint, code="bad_file")


# ── names ──
# Ids in files people write: which names are allowed, before any of them becomes a path.


LONGEST_ID = 64

#: What most ids are made of; anything else is looked at letter by letter.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")

#: Names Windows keeps for itself, with any ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)


def id_problem(value: str) -> str:
    """What is wrong with an id, as the rest of a sentence; empty for a good one.

    Letters and digits of any script, ``_`` and ``-``: nothing that could leave a folder, hide
    in a list or look like an option.
    """
    if not value:
        return "is empty"
    if len(value) > LONGEST_ID:
        return f"has {len(value)} characters, {LONGEST_ID} are the limit"
    if value.startswith("-"):
        return "starts with a hyphen"
    if value.casefold() in _DEVICES:
        return "is a name Windows keeps for itself"
    return "" if _PLAIN.fullmatch(value) else _spelling_problem(value)


def _spelling_problem(value: str) -> str:
    from unicodedata import is_normalized

    for character in value:
        if not _allowed(character):
            return f"has {quoted(character)} in it: only letters, digits, _ and - are allowed"
    if not is_normalized("NFC", value):
        return "is written with combining marks where single letters exist (it must be NFC)"
    return ""


def _allowed(character: str) -> bool:
    """Combining marks count as letters: some scripts cannot be written without them."""
    from unicodedata import category

    return character in "_-" or category(character) in _LETTERS


_LETTERS = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"])


# ── toml_text ──
# From the bytes of somebody's TOML file to values, without trusting the file.
#
# Everything that could make the standard reader slow or deep is refused before it sees the text:
# size, length of a line, nesting, long dotted keys.


LONGEST_LINE = 4_000
DEEPEST = 8

#: Strings and comments, each to its end or the text's, so that matching them all is one pass.
_SILENT = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"{3,5}|\Z|\\\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
)
_BRACKETS = re.compile(r"[\[\]{}]")
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*\.[ \t]*){{{DEEPEST}}}")
_MARK = "\ufeff"


class TomlText(NamedTuple):
    """A text that was read. ``values`` is None where there are problems."""

    text: str
    values: dict[str, Any] | None
    problems: list[Problem]


def read_toml(content: bytes, file: str, limit: int) -> TomlText:
    """The values in a file of at most ``limit`` bytes, or the problem that stops it."""
    if len(content) > limit:
        message = f"the file is too large: {len(content):,} bytes, the limit is {limit:,}."
        return TomlText("", None, [Problem(file, 1, "", message)])
    try:
        text = content.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "Save it as UTF-8."
        return TomlText("", None, [Problem(file, line, "", "this is not UTF-8 text.", hint)])
    stop = _too_much(text, file) or _parsed(text, file)
    if isinstance(stop, Problem):
        return TomlText(text, None, [stop])
    return TomlText(text, stop, [])


def _parsed(text: str, file: str) -> dict[str, Any] | Problem:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        line = line_in_error(error, text)
        said = str(error).partition(" (at ")[0].rstrip(".")
        return Problem(file, line, "", f"this is not TOML: {said}.", "toml.io explains the format.")
    except RecursionError:
        return Problem(file, 1, "", "the file is nested too deeply.")


def _too_much(text: str, file: str) -> Problem | None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            message = f"the line has {len(line):,} characters, the limit is {LONGEST_LINE:,}."
            return Problem(file, number, "", message)
    at = _too_deep(text)
    if at is None:
        return None
    message = f"this is nested too deeply: {DEEPEST} levels are the limit."
    return Problem(file, line_of(text, at), "", message)


def _too_deep(text: str) -> int | None:
    """Where nesting goes too far; strings and comments do not count, offsets are kept."""
    bare = _SILENT.sub(_blanked, text)
    if bare.count(".") >= DEEPEST and (match := _LONG_KEY.search(bare)):
        return match.start()
    depth = 0
    for bracket in _BRACKETS.finditer(bare):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > DEEPEST:
            return bracket.start()
    return None


def _blanked(match: re.Match[str]) -> str:
    """As long as what it stands for, a word where that could be part of a key."""
    raw = match[0]
    if raw.startswith("#"):
        return " " * len(raw)
    return "_" * len(raw) if "\n" not in raw else " " * len(raw)


# ── toml_fields ──
# The keys of a table held against what is expected: unknown, missing and ill-typed ones.
#
# A specification maps each key to a ``Field``; reading returns the sound values and leaves every
# problem in the findings, so that one run tells everything that is wrong.


#: Says what is wrong as the rest of a sentence ("must be a text"), or nothing.
Check: TypeAlias = Callable[[Any], str]

_LONGEST_TEXT = 4_000


class Field(NamedTuple):
    """One key of a table."""

    check: Check
    required: bool = False


def text(value: Any) -> str:
    """A text with something in it."""
    if not isinstance(value, str):
        return "must be a text in quotation marks"
    if not value.strip():
        return "is empty"
    return f"is longer than {_LONGEST_TEXT:,} characters" if len(value) > _LONGEST_TEXT else ""


def text_or_nothing(value: Any) -> str:
    """A text, perhaps an empty one."""
    return text(value) if value != "" else ""


def texts(value: Any) -> str:
    """A list of texts."""
    if not isinstance(value, list):
        return "must be a list of texts in square brackets"
    return next((f"has an entry that {bad}" for bad in map(text, value) if bad), "")


def identifier(value: Any) -> str:
    """An id."""
    return text(value) or id_problem(value)


def identifiers(value: Any) -> str:
    """A list of ids."""
    if not isinstance(value, list):
        return "must be a list of ids in square brackets"
    return next((f"has an entry that {bad}" for bad in map(identifier, value) if bad), "")


def two_texts(value: Any) -> str:
    """Exactly two texts."""
    bad = texts(value)
    return bad or ("" if len(value) == 2 else "must have exactly two entries")


def table(value: Any) -> str:
    """A table."""
    return "" if isinstance(value, dict) else "must be a table"


def tables(value: Any) -> str:
    """An array of tables."""
    sound = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return "" if sound else "must be written as [[…]] tables"


def exactly(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any) -> str:
        if value in allowed:
            return ""
        if len(allowed) == 1:
            return f"must be {quoted(allowed[0])}, not {quoted(value)}"
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        return f"must be one of {', '.join(allowed)}, not {quoted(value)}. {near}".rstrip()

    return check


def read_fields(
    findings: Findings, values: Mapping[str, Any], path: TomlPath, fields: Mapping[str, Field]
) -> dict[str, Any]:
    """The sound values; everything else is in ``findings``."""
    sound: dict[str, Any] = {}
    for key, value in values.items():
        if key not in fields:
            near = did_you_mean(key, fields)
            findings.add((*path, key), f"unknown key {quoted(key)}.", near, key)
        elif bad := fields[key].check(value):
            findings.add((*path, key), ended(f"key {quoted(key)} {bad}"), name=key)
        else:
            sound[key] = value
    for key, known in fields.items():
        if known.required and key not in values:
            findings.add(path, f"key {quoted(key)} is missing{_where(path)}.", name=key)
    return sound


def _where(path: TomlPath) -> str:
    named = [part for part in path if isinstance(part, str)]
    return f" in [[{named[-1]}]]" if named else ""


def ended(sentence: str) -> str:
    """The sentence with its full stop, unless it ends in one or asks something."""
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def doubles(findings: Findings, ids: Iterable[tuple[TomlPath, str]], what: str) -> None:
    """Finds ids used twice for the same sort of thing; capital letters make no difference."""
    seen: set[str] = set()
    for path, id_ in ids:
        if id_.casefold() in seen:
            findings.add((*path, "id"), f"the id {quoted(id_)} is used for two {what}.", name=id_)
        seen.add(id_.casefold())


# ── framework_file ──
# A framework file (``syslead/framework/1``): text to a framework, or all that is wrong with it.
#
# No dimension and no facet is known here: whatever the file names is the framework.


FRAMEWORK_SCHEMA = "syslead/framework/1"
FRAMEWORK_LIMIT = 64 * 1024

#: The one profile of a framework whose file names none.
WHOLE = "all"

_TOP = {
    "schema": Field(exactly(FRAMEWORK_SCHEMA), required=True),
    "id": Field(identifier, required=True),
    "name": Field(text, required=True),
    "version": Field(text, required=True),
    "language": Field(text_or_nothing),
    "about": Field(text_or_nothing),
    "source": Field(text_or_nothing),
    "differences": Field(text_or_nothing),
    "default_profile": Field(identifier),
    "profiles": Field(table),
    "dimensions": Field(tables, required=True),
    "facets": Field(tables, required=True),
    "practice": Field(tables),
    "environment": Field(tables),
    "tensions": Field(tables),
    "problems": Field(tables),
}
_ITEM = {
    "id": Field(identifier, required=True),
    "name": Field(text, required=True),
    "meaning": Field(text, required=True),
}
_FACET = {
    **_ITEM,
    "dimension": Field(identifier, required=True),
    "short": Field(text_or_nothing),
    "looks_like": Field(texts),
    "shadow": Field(text_or_nothing),
    "source": Field(text_or_nothing),
    "signals": Field(texts),
}
_TENSION = {
    "id": Field(identifier, required=True),
    "poles": Field(two_texts, required=True),
    "meaning": Field(text_or_nothing),
}


class FrameworkText(NamedTuple):
    """What became of a framework file; ``framework`` is None where there are problems."""

    framework: Framework | None
    problems: list[Problem]


def read_framework(content: bytes, file: str) -> FrameworkText:
    """The framework in a file, in its default profile, or every problem with its line."""
    document = read_toml(content, file, FRAMEWORK_LIMIT)
    if document.values is None:
        return FrameworkText(None, document.problems)
    findings = Findings(file)
    framework = _framework(findings, document.values)
    problems = findings.placed(document.text)
    return FrameworkText(None if problems else framework, problems)


def _framework(findings: Findings, values: dict[str, Any]) -> Framework | None:
    top = read_fields(findings, values, (), _TOP)
    dimensions = _dimensions(findings, top)
    facets = _facets(findings, top, dimensions)
    _check_dimensions_filled(findings, top, facets)
    profiles = _profiles(findings, top, facets)
    layers = {layer: _items(findings, top, layer) for layer in ("practice", "environment")}
    problems = _items(findings, top, "problems")
    tensions = _tensions(findings, top)
    if findings:
        return None
    whole = Framework(
        id=top["id"],
        name=top["name"],
        version=top["version"],
        dimensions=dimensions,
        facets=facets,
        profiles=profiles,
        everything=facets,
        practice=layers["practice"],
        environment=layers["environment"],
        tensions=tensions,
        problems=problems,
        **{key: top.get(key, "").strip() for key in ("language", "about", "source", "differences")},
    )
    return whole.in_profile(top.get("default_profile", next(iter(profiles))))


def _rows(
    findings: Findings, top: dict[str, Any], key: str, fields: dict[str, Field]
) -> Iterator[dict[str, Any]]:
    """The tables under a key that are sound as far as they go; ids used twice are found."""
    ids = []
    for number, values in enumerate(top.get(key, ())):
        path = (key, number)
        row = read_fields(findings, values, path, fields)
        if "id" in row:
            ids.append((path, row["id"]))
        yield row
    doubles(findings, ids, key)


def _whole(row: dict[str, Any], fields: dict[str, Field]) -> bool:
    return all(key in row for key, field in fields.items() if field.required)


def _dimensions(findings: Findings, top: dict[str, Any]) -> tuple[Dimension, ...]:
    if top.get("dimensions") == []:
        findings.add(("dimensions",), "there must be at least one dimension.")
    rows = list(_rows(findings, top, "dimensions", _ITEM))
    return tuple(Dimension(**row) for row in rows if _whole(row, _ITEM))


def _items(findings: Findings, top: dict[str, Any], key: str) -> tuple[Item, ...]:
    rows = list(_rows(findings, top, key, _ITEM))
    return tuple(Item(**row) for row in rows if _whole(row, _ITEM))


def _tensions(findings: Findings, top: dict[str, Any]) -> tuple[Tension, ...]:
    rows = list(_rows(findings, top, "tensions", _TENSION))
    return tuple(
        Tension(row["id"], (row["poles"][0], row["poles"][1]), row.get("meaning", ""))
        for row in rows
        if _whole(row, _TENSION)
    )


def _facets(
    findings: Findings, top: dict[str, Any], dimensions: tuple[Dimension, ...]
) -> tuple[Facet, ...]:
    if top.get("facets") == []:
        findings.add(("facets",), "there must be at least one facet.")
    known = _ids_of(top, "dimensions") | {dimension.id for dimension in dimensions}
    facets = []
    for number, row in enumerate(_rows(findings, top, "facets", _FACET)):
        dimension = row.get("dimension", "")
        if dimension and dimension not in known:
            findings.add(
                ("facets", number, "dimension"),
                f"dimension {quoted(dimension)} is not in this framework.",
                did_you_mean(dimension, known),
                row.get("id", ""),
            )
        if _whole(row, _FACET):
            facets.append(_facet(row))
    return tuple(facets)


def _facet(row: dict[str, Any]) -> Facet:
    lists = {key: tuple(row.get(key, ())) for key in ("looks_like", "signals")}
    return Facet(**{**row, **lists})


def _ids_of(top: dict[str, Any], key: str) -> set[str]:
    """Every id under a key, those of unsound tables included: one mistake is told once."""
    return {row["id"] for row in top.get(key, ()) if isinstance(row.get("id"), str)}


def _check_dimensions_filled(
    findings: Findings, top: dict[str, Any], facets: tuple[Facet, ...]
) -> None:
    filled = [facet.get("dimension") for facet in top.get("facets", ())]
    for number, row in enumerate(top.get("dimensions", ())):
        id_ = row.get("id")
        if facets and isinstance(id_, str) and id_ not in filled:
            findings.add(
                ("dimensions", number, "id"),
                f"dimension {quoted(id_)} has no facets.",
                "Give it at least one, or take it out.",
                id_,
            )


def _profiles(
    findings: Findings, top: dict[str, Any], facets: tuple[Facet, ...]
) -> dict[str, tuple[str, ...]]:
    profiles = top.get("profiles", {})
    if not profiles:
        profiles = {WHOLE: [facet.id for facet in facets]}
    known = _ids_of(top, "facets")
    for name, ids in profiles.items():
        _check_profile(findings, name, ids, known)
    default = top.get("default_profile")
    if default is not None and default not in profiles:
        near = did_you_mean(default, profiles)
        findings.add(
            ("default_profile",), f"profile {quoted(default)} is not in this framework.", near
        )
    return {name: tuple(ids) for name, ids in profiles.items() if isinstance(ids, list)}


def _check_profile(findings: Findings, name: str, ids: Any, known: set[str]) -> None:
    path = ("profiles", name)
    if bad := identifier(name):
        findings.add(path, f"the profile's name {quoted(name)} {bad}.")
    if bad := identifiers(ids):
        findings.add(path, f"profile {quoted(name)} {bad}.")
        return
    if not ids:
        findings.add(path, f"profile {quoted(name)} has no facets.")
    for number, id_ in enumerate(ids):
        if id_ not in known:
            near = did_you_mean(id_, known)
            findings.add(
                (*path, number), f"facet {quoted(id_)} is not in this framework.", near, id_
            )
        elif id_ in ids[:number]:
            findings.add(
                (*path, number), f"facet {quoted(id_)} is in profile {quoted(name)} twice.", "", id_
            )


def signal_problems(framework: Framework, file: str, text: str) -> list[Problem]:
    """Signals that cannot be searched for, each with its line."""
    from syslead_cli.framework.signals import compile_signals

    every = framework.everything or framework.facets
    try:
        compile_signals({facet.id: facet.signals for facet in every})
        return []
    except ValueError:
        findings = Findings(file)
    for number, facet in enumerate(every):
        for place, signal in enumerate(facet.signals):
            try:
                compile_signals({facet.id: [signal]})
            except ValueError as problem:
                path = ("facets", number, "signals", place)
                findings.add(path, ended(one_line(str(problem))), name=facet.id)
    return findings.placed(text)


# ── prompt_file ──
# A prompt file (``syslead/prompts/1``): text to prompts, and several files to one bank.
#
# A leader's own file adds to the bank that ships or replaces it. Whether the questions are good
# ones is for prompt_rules; here a file is only held to what the program needs.


PROMPTS_SCHEMA = "syslead/prompts/1"
PROMPTS_LIMIT = 1024 * 1024
#: Comparing every prompt with every other stays a matter of a second.
MOST_PROMPTS = 2_000

_TOP_PROMPT_FILE = {
    "schema": Field(exactly(PROMPTS_SCHEMA), required=True),
    "id": Field(identifier, required=True),
    "framework": Field(identifier, required=True),
    "name": Field(text_or_nothing),
    "version": Field(text_or_nothing),
    "mode": Field(exactly("add", "replace")),
    "prompts": Field(tables),
    "questions": Field(tables),
}
_PROMPT = {
    "id": Field(identifier, required=True),
    "facet": Field(identifier, required=True),
    "also": Field(identifiers),
    "kind": Field(exactly(*KIND_SHARES), required=True),
    "tension": Field(identifier),
    "text": Field(text, required=True),
}
_QUESTION = {
    "id": Field(identifier, required=True),
    "use": Field(exactly(*USES), required=True),
    "item": Field(identifier),
    "text": Field(text, required=True),
}


class PromptFile(Struct, frozen=True):
    """What one file holds. ``file`` is its name in messages, ``text`` serves to find lines."""

    file: str
    id: str
    framework: str
    name: str = ""
    version: str = ""
    mode: str = "add"
    prompts: tuple[Prompt, ...] = ()
    questions: tuple[Question, ...] = ()
    text: str = ""

    def rows(self) -> Iterator[tuple[TomlPath, Prompt | Question]]:
        """Everything that asks something, with its place in the file."""
        for number, prompt in enumerate(self.prompts):
            yield ("prompts", number), prompt
        for number, question in enumerate(self.questions):
            yield ("questions", number), question


class PromptsText(NamedTuple):
    """What became of a prompt file; ``prompts`` is None where there are problems."""

    prompts: PromptFile | None
    problems: list[Problem]


def read_prompts(content: bytes, file: str) -> PromptsText:
    """The prompts in a file, or every problem with its line. Facets are not looked up here."""
    document = read_toml(content, file, PROMPTS_LIMIT)
    if document.values is None:
        return PromptsText(None, document.problems)
    findings = Findings(file)
    found = _prompt_file(findings, document.values, document.text)
    return PromptsText(found, findings.placed(document.text))


def _prompt_file(findings: Findings, values: dict[str, Any], text: str) -> PromptFile | None:
    top = read_fields(findings, values, (), _TOP_PROMPT_FILE)
    if len(top.get("prompts", ())) > MOST_PROMPTS:
        findings.add(("prompts", MOST_PROMPTS), f"{MOST_PROMPTS:,} prompts are the limit.")
        return None
    prompts = _rows_prompt_file(findings, top, "prompts", _PROMPT)
    questions = _rows_prompt_file(findings, top, "questions", _QUESTION)
    if findings:
        return None
    return PromptFile(
        file=findings.file,
        id=top["id"],
        framework=top["framework"],
        name=top.get("name", ""),
        version=top.get("version", ""),
        mode=top.get("mode", "add"),
        prompts=tuple(Prompt(**{**row, "also": tuple(row.get("also", ()))}) for row in prompts),
        questions=tuple(Question(**row) for row in questions),
        text=text,
    )


def _rows_prompt_file(
    findings: Findings, top: dict[str, Any], key: str, fields: dict[str, Field]
) -> list[dict[str, Any]]:
    rows = [
        read_fields(findings, values, (key, number), fields)
        for number, values in enumerate(top.get(key, ()))
    ]
    doubles(findings, (((key, n), row["id"]) for n, row in enumerate(rows) if "id" in row), key)
    return rows


def reference_problems(prompts: PromptFile, framework: Framework) -> list[Problem]:
    """Facets, tensions and items a file names that the framework does not have."""
    findings = Findings(prompts.file)
    facets = {facet.id for facet in framework.everything or framework.facets}
    tensions = {tension.id for tension in framework.tensions}
    items = {item.id for item in (*framework.environment, *framework.practice)}
    for number, prompt in enumerate(prompts.prompts):
        path = ("prompts", number)
        _look_up(findings, (*path, "facet"), "facet", prompt.facet, facets)
        for place, id_ in enumerate(prompt.also):
            _look_up(findings, (*path, "also", place), "facet", id_, facets)
        if prompt.tension is not None:
            _look_up(findings, (*path, "tension"), "tension", prompt.tension, tensions)
    for number, question in enumerate(prompts.questions):
        if question.item is not None:
            _look_up(findings, ("questions", number, "item"), "item", question.item, items)
    return findings.placed(prompts.text)


def _look_up(
    findings: Findings, path: tuple[str | int, ...], what: str, id_: str, known: set[str]
) -> None:
    if id_ not in known:
        message = f"{what} {quoted(id_)} is not in this framework."
        findings.add(path, message, did_you_mean(id_, known), id_)


def chosen(base: PromptFile | None, own: Sequence[PromptFile]) -> list[PromptFile]:
    """The files that make the bank, in order: without the base where an own one replaces it."""
    replaced = any(file.mode == "replace" for file in own)
    return [*([base] if base and not replaced else []), *own]


def clashes(files: Sequence[PromptFile]) -> list[Problem]:
    """Ids that two files both use, reported in the later one."""
    owner: dict[str, str] = {}
    problems = []
    for file in files:
        findings = Findings(file.file)
        for path, row in file.rows():
            first = owner.setdefault(row.id.casefold(), file.file)
            if first != file.file:
                message = f"the id {quoted(row.id)} is already in {first}."
                findings.add((*path, "id"), message, "Give yours another.", row.id)
        problems.extend(findings.placed(file.text))
    return problems


def bank_of(framework: str, base: PromptFile | None, own: Sequence[PromptFile]) -> PromptBank:
    """One bank. The base's review questions stay until a file brings its own."""
    files = chosen(base, own)
    questions = _joined_questions(files)
    if base and base not in files and not questions:
        questions = base.questions
    prompts = tuple(prompt for file in files for prompt in file.prompts)
    return PromptBank(files[0].id if files else framework, framework, prompts, questions)


def _joined_questions(files: Iterable[PromptFile]) -> tuple[Question, ...]:
    return tuple(question for file in files for question in file.questions)
