"""The invalid files of toml-test as framework, prompts and configuration; nothing is written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import World
from framework.conftest import files
from syslead_cli.framework.model import read_framework, read_prompts
from syslead_cli.setup.settings import read_settings_text

DATA = Path(__file__).resolve().parents[1] / "data/garten"


@pytest.fixture
def suite(shared: Path) -> list[Path]:
    found = sorted((shared / "suites/toml-test/invalid").rglob("*.toml"))
    if not found:
        pytest.skip("toml-test is not here")
    return found


def test_every_invalid_file_is_one_problem_with_its_line(suite: list[Path]) -> None:
    for path in suite:
        content = path.read_bytes()
        for problems in (
            read_framework(content, "f")[1],
            read_prompts(content, "f")[1],
            read_settings_text(content, "f")[1],
        ):
            assert len(problems) == 1, path
            assert 1 <= problems[0].line <= content.count(b"\n") + 1, path
            assert str(problems[0]).isprintable(), path


def judge(world: World, file: str, *arguments: str, told: str) -> str:
    """Empty where the command ends as it should: one line with file and line, exit code 1."""
    before = files(world.home)
    result = world.run(*arguments)
    after = files(world.home)
    first, *rest = result.err.rstrip("\n").split("\n")
    if result.code != 1 or result.out or before != after or len(rest) > 1:
        return f"{file}: {result}"
    if not re.match(rf"syslead: {re.escape(told)}, line \d+: ", first):
        return f"{file}: {first}"
    return "" if "Traceback" not in result.err and first.isprintable() else f"{file}: {first!r}"


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_commands_given_an_invalid_file(world: World, suite: list[Path], step: int) -> None:
    wrong = []
    shutil.copytree(DATA, world.home)
    config, bank = world.home / "config.toml", world.home / "prompts/x.toml"
    framework = world.home / "frameworks/x.toml"
    for path in suite[::step]:
        name = path.name
        shutil.copyfile(path, config)
        wrong.append(judge(world, name, "config", "get", told="config.toml"))
        wrong.append(judge(world, name, "config", "set", "prompts", "1", told="config.toml"))
        config.write_text('framework = "garten"\n')
        shutil.copyfile(path, bank)
        wrong.append(judge(world, name, "prompts", "list", told="prompts/x.toml"))
        wrong.append(judge(world, name, "prompts", "check", str(bank), told=str(bank)))
        bank.unlink()
        shutil.copyfile(path, framework)
        wrong.append(judge(world, name, "framework", "check", "x", told="frameworks/x.toml"))
        wrong.append(judge(world, name, "framework", "use", "x", told="frameworks/x.toml"))
        framework.unlink()
    assert [line for line in wrong if line] == []
