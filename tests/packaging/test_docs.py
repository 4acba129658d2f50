"""The documents say what is true: pictures, commands, links, names, samples and examples."""

from __future__ import annotations

import ast
import json
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import sample_packs

from briefs import put
from conftest import World
from syslead_cli import __version__
from syslead_cli.app import load_command
from syslead_cli.coach.publishing import TABLES
from syslead_cli.command_table import COMMANDS
from syslead_cli.sharing.model import checksum

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "DECISIONS.md",
    ROOT / "SECURITY.md",
    ROOT / "CHANGELOG.md",
    *(ROOT / "docs").glob("*.md"),
]
PROGRAMME = (ROOT / "docs" / "programme-scale.md").read_text(encoding="utf-8")
COACHING = (ROOT / "docs/coaching.md").read_text(encoding="utf-8").partition("## Many clients")[2]
SAMPLE = sample_packs.packs()


def shell_lines(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_the_pictures_are_what_the_program_shows() -> None:
    import picture

    drawn = picture.draw()
    assert set(drawn) == {"trends.svg", "evening.svg", "page.svg"}
    for name, text in drawn.items():
        stored = (picture.FOLDER / name).read_text(encoding="utf-8")
        assert text == stored, f"{name}: python docs/picture.py draws it anew"
        ElementTree.fromstring(text)
        assert not re.search(r"https?://(?!www\.w3\.org/(?:2000/svg|1999/xhtml))", text)
        assert len(text) < 64_000
        assert f"docs/{name}" in README


def anchors_of(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        if "://" not in target:
            page = path.parent / file if file else path
            assert page.exists(), target
            assert not anchor or anchor in anchors_of(page), target


PACKAGES = "base|crypt|journal|framework|reflect|insight|review|sharing|coach|remind|exchange|setup"
NAMED_PATH = re.compile(
    rf"`((?:{PACKAGES}|demo|data|tests|benchmarks|docs)/[\w/-]+(?:\.(?:py|sql|toml|md))?)`"
)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_module_and_file_named_exists(path: Path) -> None:
    for named in NAMED_PATH.findall(path.read_text(encoding="utf-8")):
        assert (ROOT / named).exists() or (ROOT / "src" / "syslead_cli" / named).exists(), named


def named_in(text: str) -> list[list[str]]:
    """The words of every command line in a text: examples, and what stands in backquotes."""
    lines = shell_lines(text) + re.findall(r"`(syslead [^`\n]+)`", text)
    found = [
        part
        for line in lines
        for part in re.split(r"&&|\|\||[|;]|\$\(", re.sub(r"\s#.*", "", line))
        if re.search(r"(?:^|[\s/])syslead [a-z]", part)
    ]
    return [re.split(r"(?:^|[\s/])syslead ", part, maxsplit=1)[1].split() for part in found]


def unknown_in(words: list[str]) -> list[str]:
    """What of a command line no command knows: a command below another, an option."""
    if words[0] not in COMMANDS:
        return words[:1]
    command: Any = load_command(words[0])
    at = 1
    while getattr(command, "commands", None) and at < len(words):
        if not re.fullmatch("[a-z]+", words[at]):
            break
        if words[at] not in command.commands:
            return [] if command.invoke_without_command or "|" in words[at] else [words[at]]
        command, at = command.commands[words[at]], at + 1
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    known |= {"--help", "-h", "--json", "--quiet", "--color", "--version"}
    typed = [re.split(r"[=\]…,.:)|]", word.strip("[("), maxsplit=1)[0] for word in words[at:]]
    return [word for word in typed if re.fullmatch("--[a-z-]+", word) and word not in known]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_command_and_option_named_exists(path: Path) -> None:
    named = named_in(path.read_text(encoding="utf-8"))
    wrong = {" ".join(words): unknown for words in named if (unknown := unknown_in(words))}
    assert wrong == {}


SOURCES = sorted((ROOT / "src").rglob("*.py"))
ADVICE = re.compile(r"\bsyslead ((?:(?![.,;:)]+(?:\s|$))[^\n`\"”])+)")


def advice_in(path: Path) -> list[list[str]]:
    """The command lines that hints, messages and help pages of a module tell a user to type."""
    texts = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [getattr(part, "value", "") for part in node.values]
            texts.append("".join(one if isinstance(one, str) else "VALUE" for one in parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    found = [words.split() for text in texts for words in ADVICE.findall(text)]
    return [words for words in found if words[0] in COMMANDS and "VALUE" not in words[1:2]]


def test_every_command_that_hints_and_help_name_exists() -> None:
    advice = [words for path in SOURCES for words in advice_in(path)]
    assert len(advice) > 100
    wrong = {" ".join(words): unknown for words in advice if (unknown := unknown_in(words))}
    assert wrong == {}


def test_an_option_that_is_not_there_is_seen() -> None:
    assert unknown_in(["forget", "--voice", "x", "--gently"]) == ["--gently"]
    assert unknown_in(["coach", "remember", "x"]) == ["remember"]
    assert named_in("Then `syslead forget --word x` and so on.") == [["forget", "--word", "x"]]


def plain_examples() -> list[str]:
    return [line for line in shell_lines(README) if line.startswith(("syslead ", "echo "))]


@pytest.mark.parametrize("line", plain_examples())
def test_examples_run(line: str, world: World) -> None:
    stdin = ""
    line = line.partition("  #")[0].strip()
    if line.startswith("echo "):
        said, _, line = line.partition("|")
        stdin = shlex.split(said)[1]
    words = shlex.split(line)[1:]
    if words[-1] == "-":
        stdin = stdin or "A small thing happened.\n"
    world.done(*words, stdin=stdin)


def test_the_answers_in_the_page_on_reviews_are_taken(world: World) -> None:
    page = (ROOT / "docs" / "reviews.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    planned = world.run("intend", "If it rains, then I will walk.", "--by", "today").out.strip()
    answers = example.replace("<id>", planned)
    done = world.run("review", "week", "--answers", "-", "--json", stdin=answers)
    assert (done.code, done.err) == (0, "")


INSTALLED = re.compile(r"(?:pip|pipx) install ([^`&|;#\n]+)")
#: What an install command may name: this checkout, a built wheel, a file of requirements.
LOCAL = re.compile(r"\.(?:\[[a-z,]+\])?|[\w*/-]+\.whl(?:\[[a-z,]+\])?|-.*|requirements-\w+\.txt")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_what_is_installed_is_this_checkout_or_a_wheel(path: Path) -> None:
    """Nothing names a release on a package index."""
    commands = INSTALLED.findall(path.read_text(encoding="utf-8"))
    named = [word for command in commands for word in shlex.split(command)]
    assert [word for word in named if not LOCAL.fullmatch(word)] == []


def test_the_readme_is_short_and_ends_with_its_tests() -> None:
    assert len(README.splitlines()) < 120
    (command,) = re.findall(r"<!-- tests: start -->\n```sh\n(.+)\n```\n<!-- tests: end -->", README)
    assert command.endswith(".venv/bin/pytest -n auto")


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == __version__


def test_the_picture_of_the_packages_is_what_lint_imports_checks() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## The packages")[2]
    drawn = [line.partition("  ")[0] for line in text.split("```")[1].splitlines()]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    assert [row for row in drawn if row] == [layer.replace(" | ", " · ") for layer in layers]


def test_decisions_have_one_form() -> None:
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    for entry in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        title, _, body = entry.partition("\n")
        body = body.partition("\n## ")[0]
        assert re.search(r" \(\d{4}-\d\d-\d\d.*\)$", title), title
        parts = re.findall(r"^- \*(\w+)\.\* ", body, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequence"], title
        assert len(body.split()) <= 110, title


def test_the_counts_in_the_readme_are_true(world: World) -> None:
    framework = tomllib.loads((ROOT / "frameworks/systems-leadership.toml").read_text())
    prompts = tomllib.loads((ROOT / "prompts/systems-leadership.toml").read_text())
    assert f"{len(framework['facets'])} facets" in README
    asked = [prompt for prompt in prompts["prompts"] if not prompt.get("retired")]
    assert f"{len(asked)} questions" in README


def test_the_brief_is_what_the_program_shows(world: World, tmp_path: Path) -> None:
    last = date.fromisoformat(SAMPLE[-1]["until"])
    world.clock.move(days=(last - world.context().today).days)
    for number, pack in enumerate(SAMPLE):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(pack), encoding="utf-8")
        assert world.run("coach", "add", str(path)).code == 0
    shown = world.done("coach", "brief", "Heron")
    page = (ROOT / "docs/coaching.md").read_text("utf-8")
    found = re.search(r"<!-- brief: start -->\n```text\n(.*?)\n```", page, re.DOTALL)
    assert found
    assert found[1].rstrip() == shown.rstrip(), "syslead coach brief Heron of docs/sample_packs"


def test_the_sample_is_two_sound_packs_of_one_leader() -> None:
    assert [pack["tier"] for pack in SAMPLE] == ["themes", "themes"]
    assert {pack["pseudonym"] for pack in SAMPLE} == {"Heron"}
    assert all(pack["sha256"] == checksum(pack) for pack in SAMPLE)
    assert [found["name"] for found in SAMPLE[1]["named"]] == ["Humility and magnanimity"]


def test_the_examples_run_in_their_order(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for at in range(12):
        put(tmp_path / "programme", f"{at}/2026-03.json", purpose=f"{at}")
    examples = shell_lines(PROGRAMME) + shell_lines(COACHING)
    assert len(examples) >= 7
    for line in examples:
        world.done(*shlex.split(line, comments=True)[1:])
    assert (tmp_path / "group.html").is_file()


def test_the_columns_are_those_of_the_tables() -> None:
    for table, columns in TABLES.items():
        row = next(line for line in PROGRAMME.splitlines() if line.startswith(f"| `{table}`"))
        named = re.findall(r"`([a-z_]+)`", row.rpartition("|")[0].rpartition("|")[2])
        assert [name for name in named if name in columns] == list(columns)
