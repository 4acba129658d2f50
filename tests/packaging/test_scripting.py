"""docs/scripting.md is run, and the promises it makes about streams are kept by every command."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from conftest import World, program_in
from syslead_cli.command_table import COMMANDS
from syslead_cli.errors import ExitCode

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"<!-- recipe(?:: (\w+))? -->\n```sh\n(.*?)```", GUIDE, re.DOTALL)
CALLS = [
    [], ["reflect", "--plan"], ["note", "A word."], ["intend", "If it rains, then I will stay."],
    ["intentions"], ["trends"], ["neglected"], ["review", "week", "--md"], ["focus"],
    ["pause", "--show"], ["list"], ["search", "the"], ["verify"], ["repair"], ["remind"],
    ["remind", "status"], ["framework", "show"], ["framework", "match"], ["prompts", "list"],
    ["config", "get"], ["export", "--format", "md"], ["completion", "bash"], ["--help"],
    ["--version"], ["show", "not-there"], ["no-such-command"],
]  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a made-up journal and a ``syslead`` on its PATH."""
    folder = tmp_path_factory.mktemp("scripting")
    program_in(folder / "bin")
    World(folder / "nobody").done("demo", "--home", str(folder / "home"), "--json")
    python = Path(sys.executable).parent
    return {
        "PATH": f"{folder / 'bin'}:{python}:{os.environ['PATH']}",
        "HOME": str(folder), "SYSLEAD_HOME": str(folder / "home"), "TMPDIR": str(folder),
        "TERM": "xterm-256color", "LANG": "C.UTF-8",
    }  # fmt: skip


def sh(environ: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], env=environ, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, check=False, timeout=120,
    )  # fmt: skip


def line_of(call: list[str]) -> str:
    return " ".join(["syslead", *(f"'{word}'" for word in call)])


def test_there_are_ten_recipes() -> None:
    assert len(RECIPES) == len(re.findall(r"^\*\*\d+\.", GUIDE, re.MULTILINE)) == 10


@pytest.mark.parametrize("number", range(10))
def test_every_recipe_runs(shell: dict[str, str], number: int) -> None:
    tool, script = RECIPES[number]
    if tool == "duckdb" and not importlib.util.find_spec("duckdb"):
        pytest.skip("duckdb is not here: pip install duckdb")
    if tool in ("jq", "git") and not which(tool):
        pytest.skip(f"{tool} is not here")
    done = sh(shell, script)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_recipes_say_what_they_promise(shell: dict[str, str]) -> None:
    sh(shell, RECIPES[0][1])
    if which("jq"):
        assert "The ward clerk saw it before I did" in sh(shell, RECIPES[1][1]).stdout
        assert json.loads(sh(shell, RECIPES[6][1]).stdout)["note"]
    for code, said in ((10, "A few minutes"), (0, ""), (1, ""), (4, "")):
        ending = f"syslead() {{ return {code}; }}\n{RECIPES[3][1]}"
        assert (said in (out := sh(shell, ending).stdout), bool(out)) == (True, code == 10)
    assert " 17 * * 1,4 SYSLEAD_HOME=" in sh(shell, RECIPES[4][1]).stdout


def test_every_exit_code_is_in_the_guide() -> None:
    named = {int(code) for code in re.findall(r"^\| (\d+) \|", GUIDE, re.MULTILINE)}
    assert named == {int(code) for code in ExitCode}


def test_every_setting_of_reminders_is_in_the_guide(world: World) -> None:
    keys = [one["key"] for one in world.document("config", "get")["settings"]]
    unnamed = [key for key in keys if key.startswith("remind.") and f"`{key}`" not in GUIDE]
    assert unnamed in ([], ["remind.quarterly_review"])


@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_disaster(shell: dict[str, str], streams: str) -> None:
    for call in CALLS:
        done = sh(shell, f"{line_of(call)} {streams}")
        assert "Traceback" not in done.stderr, (call, done.stderr)
        assert "mistake of ours" not in done.stderr, (call, done.stderr)
        assert done.returncode in (0, 1, 2), (call, done.returncode)


def test_a_reader_that_goes_away_is_no_error(shell: dict[str, str]) -> None:
    for call in CALLS[:-2]:
        done = sh(shell, f"{line_of(call)} | true")
        assert "Traceback" not in done.stderr + done.stdout, call
        assert "Exception ignored" not in done.stderr, call
        assert done.returncode in (0, 1), (call, done.stderr)
    whole = "syslead prompts list --json"
    for reader in ("true", "head -1 > /dev/null"):
        assert sh(shell, f"{whole} | {reader}").returncode == 0
    assert sh(shell, "syslead list --limit 0 --json | head -1").stdout == "{\n"


def test_a_full_disk_under_standard_output(shell: dict[str, str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    done = sh(shell, "syslead list > /dev/full")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_colour_has_the_last_word(shell: dict[str, str]) -> None:
    assert "\x1b" in sh(shell, "NO_COLOR=1 syslead --color always list").stdout
    assert "\x1b" not in sh(shell, "syslead --color always list --json").stdout
    assert sh(shell, "syslead --color mauve list").returncode == 2


def test_quiet_leaves_the_answer(world: World) -> None:
    world.run("note", "A word with #tag")
    for call in CALLS:
        if call and call[0] in COMMANDS and call[0] not in ("note", "intend"):
            loud, quiet = world.run(*call), world.run("--quiet", *call)
            assert quiet.out == loud.out, call
            assert quiet.code == loud.code, call
            if quiet.code == 0:
                assert quiet.err == "", call
    said = world.run("--quiet", "note", "Another word.")
    assert (said.err, len(said.out.split())) == ("", 1)
