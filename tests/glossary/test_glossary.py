"""One name for one thing: ``terms.tsv`` over every text a user can read.

A text of the program is a string of several words, or the docstring of a command. Names of fields,
values in records and words in ``code`` keep their form.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "syslead_cli"
DOCS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
BANKS = [*sorted((ROOT / "frameworks").glob("*.toml")), *sorted((ROOT / "prompts").glob("*.toml"))]
TEMPLATES = sorted((SRC / "data" / "templates").glob("*.j2"))
#: A regular expression, or a text of SQL, is no text for a reader.
PATTERN = re.compile(r"\(\?|\\[bZw]|\bselect\b.*\bfrom\b|^\|")
#: What the rule says that forbids it.
EXEMPT = {'says "whom"'}


class Term(NamedTuple):
    write: str
    never: re.Pattern[str]
    where: str


def terms() -> list[Term]:
    lines = (Path(__file__).parent / "terms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Term(write, re.compile(never), where) for write, never, where in rows]


def texts_of(source: str, *, is_command: bool) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of every string a user may read."""
    tree = ast.parse(source)
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            body = node.body[0] if node.body else None
            if isinstance(body, ast.Expr) and isinstance(body.value, ast.Constant):
                inside.add(id(body.value))
                if is_command and isinstance(node, ast.FunctionDef) and node.decorator_list:
                    yield node.lineno, str(body.value.value)
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, ast.unparse(node)[2:-1]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def of_the_program() -> Iterator[tuple[str, str]]:
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        is_command = name.endswith("commands.py") or name == "app.py"
        for line, text in texts_of(path.read_text(encoding="utf-8"), is_command=is_command):
            if " " in text and text not in EXEMPT and not PATTERN.search(text):
                yield f"{name}:{line}", text
    for path in (*TEMPLATES, *BANKS):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.lstrip().startswith(("#", "{#", "any =", "signals")):
                yield f"{path.name}:{number}", re.sub(r"\{%.*?%\}", "", line)


def of_the_docs() -> Iterator[tuple[str, str]]:
    for path in DOCS:
        text = re.sub(r"```.*?```", blank, path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path.name}:{number}", re.sub(r"`[^`]*`|“[^”]*”|\"[^\"]*\"", "…", line)


def blank(block: re.Match[str]) -> str:
    return "\n" * block[0].count("\n")


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.write)
def test_one_name_for_one_thing(term: Term) -> None:
    texts = [*of_the_program(), *(of_the_docs() if term.where == "all" else ())]
    found = [f"{place}: {text[:120]!r}" for place, text in texts if term.never.search(text)]
    assert not found, f"write {term.write!r}:\n" + "\n".join(found)


def test_it_sees_messages_help_and_docs() -> None:
    source = '@app.command()\ndef mend():\n    """Mend it."""\n    raise E(f"{x} mends it")\n'
    said = [text for _, text in texts_of(source, is_command=True)]
    assert said == ["Mend it.", "{x} mends it"]
    assert len(list(of_the_program())) > 2000
    assert len(list(of_the_docs())) > 1000


#: What begins an option's help: a verb, so that it says what the option does.
NO_VERB = re.compile(r"^(?:The|A|An|Its?|Their|Whose|What|One|Only|Your|You|Beside|Another)\b")


def test_an_option_says_what_it_does() -> None:
    found = []
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("option", "typer.Option"):
                for text in [*node.args[1:2], *(each.value for each in node.keywords)]:
                    said = ast.unparse(text).lstrip("f")[1:-1]
                    is_text = " " in said and isinstance(text, ast.Constant | ast.JoinedStr)
                    if is_text and (NO_VERB.match(said) or not said[0].isupper()):
                        found.append(f"{path.name}:{node.lineno}: {said}")
    assert not found
