"""Completion as shells ask for it, and as three real shells show it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from shutil import which

import pytest

from conftest import World
from some_records import ask, intention, note, outcome, write_journal
from syslead_cli.command_table import COMMANDS
from terminal import Seat

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Nobody may read this sentence"


@pytest.fixture
def known(world: World) -> World:
    """A leader with voices, tags, and intentions of both kinds."""
    kept = intention(SECRET, 9, 5)
    write_journal(
        world.home,
        [
            note(SECRET, 3, voices=("carers-forum", "night staff", "$(reboot)"), tags=("budget",)),
            ask(SECRET, 2, voices=("ward-clerk",)),
            intention(f"If {SECRET}, then I will ask.", 2, 7),
            kept,
            outcome(kept, "done", 1),
        ],
    )
    return world


def complete(world: World, *words: str, shell: str = "zsh") -> list[str]:
    world.environ["_SYSLEAD_COMPLETE"] = shell
    try:
        result = world.run(*words)
    finally:
        del world.environ["_SYSLEAD_COMPLETE"]
    assert (result.code, result.err) == (0, "")
    assert SECRET.split()[0] not in result.out
    return [line.partition("\t")[0] for line in result.out.splitlines()]


def test_who_a_share_can_go_to_and_no_word_of_what(known: World) -> None:
    people = [
        {"name": name, "key": "age1x", "fingerprint": "0", "confirmed": "2026-03-01"}
        for name in ("Ruth Adeyemi", "Zoë", "$(reboot) x")
    ]
    state = known.home / "state"
    state.mkdir(exist_ok=True)
    (state / "recipients.json").write_text(json.dumps({"recipients": people}), encoding="utf-8")
    assert complete(known, "share", "write", "--to", "") == ["Ruth Adeyemi", "Zoë", "$(reboot) x"]
    assert complete(known, "share", "write", "--to=zo") == ["--to=Zoë"]
    assert complete(known, "share", "recipients", "remove", "ru") == ["Ruth Adeyemi"]
    for typed in ("Ruth\\ A", '"Ruth A', "ruth a"):
        words = ("share", "write", "--to", typed)
        assert complete(known, *words, shell="bash") == ["Ruth\\ Adeyemi"]
    assert complete(known, "share", "write", "--to", "$", shell="bash") == [r"\$\(reboot\)\ x"]
    assert complete(known, "share", "write", "--to", "R", shell="powershell") == ["'Ruth Adeyemi'"]
    tiers = ["scores", "themes", "excerpts", "all"]
    assert complete(known, "share", "write", "--tier", "") == tiers
    assert "ratings" in complete(known, "share", "preview", "--without", "")
    cached = b"".join(path.read_bytes() for path in state.glob("*complet*"))
    assert cached
    assert b"Ruth" not in cached
    (state / "recipients.json").write_text("{")
    assert complete(known, "share", "write", "--to", "") == []


def test_commands_and_options(known: World) -> None:
    assert complete(known, "") == list(COMMANDS)
    assert complete(known, "re", shell="bash") == [
        name for name in COMMANDS if name.startswith("re")
    ]
    assert "--facet" in complete(known, "list", "--")
    assert complete(known, "trends", "--as") == ["--as-of"]
    assert complete(known, "config", "s") == ["set", "schema"]
    assert complete(known, "--version") == ["--version"]


def test_every_command_completes_its_options(known: World) -> None:
    for name in COMMANDS:
        assert "--help" in complete(known, name, "--h"), name


def test_words_of_the_framework_and_of_the_journal(known: World) -> None:
    assert complete(known, "list", "--facet", "humi") == ["humility_magnanimity"]
    assert complete(known, "list", "--dimension", "b") == ["being"]
    assert "courage-01" in complete(known, "reflect", "--prompt", "cour")
    assert complete(known, "list", "--voice", "") == ["carers-forum", "ward-clerk"]
    assert complete(known, "list", "--tag", "b") == ["budget"]
    assert complete(known, "list", "--kind", "n") == ["note", "newer"]
    assert complete(known, "prompts", "list", "--kind", "ev") == ["event", "evidence"]
    assert complete(known, "config", "set", "remind.d") == ["remind.days"]
    assert complete(known, "backup", "") == [":files"]
    (waiting,) = complete(known, "intentions", "done", "")
    assert known.run("intentions", "done", waiting).code == 0
    assert complete(known, "intentions", "done", "") == []


def test_what_is_new_is_offered_at_once(known: World) -> None:
    assert complete(known, "list", "--tag", "") == ["budget"]
    known.run("note", "A word. #winter", "--voice", "board")
    assert complete(known, "list", "--tag", "") == ["budget", "winter"]
    assert "board" in complete(known, "list", "--voice", "")
    known.run("config", "set", "voices", "night-staff")
    assert "night-staff" in complete(known, "list", "--voice", "")


def test_the_cache_can_be_deleted_spoilt_or_impossible(known: World) -> None:
    cache = known.home / "state" / "completion.json"
    first = complete(known, "list", "--voice", "")
    assert SECRET.split()[0] not in cache.read_text()
    assert cache.stat().st_mode & 0o777 == 0o600
    for content in (b"", b"[]", b'{"program": 3}', b'{"program": {"mark": 1}}', b"\xff"):
        cache.write_bytes(content)
        assert complete(known, "list", "--voice", "") in (first, [])
    cache.unlink()
    assert complete(known, "list", "--voice", "") == first
    cache.unlink()
    cache.mkdir()
    assert complete(known, "list", "--voice", "") == first


def test_a_spoilt_cache_does_not_stay_spoilt(known: World) -> None:
    cache = known.home / "state" / "completion.json"
    complete(known, "")
    for content in (b'{"program": 3}', b'{"program": {"mark": 1}, "names": []}'):
        cache.write_bytes(content)
        assert complete(known, "") == list(COMMANDS)


def test_a_mistake_in_the_settings_is_never_printed(known: World) -> None:
    (known.home / "config.toml").write_text("framework = [", encoding="utf-8")
    complete(known, "list", "--facet", "")
    complete(known, "")


def test_an_unknown_shell_name_prints_nothing(world: World) -> None:
    result = world.run("completion", "tcsh")
    assert (result.code, result.out) == (2, "")


def test_nothing_heavy_is_loaded(known: World) -> None:
    script = (
        "import json,sys\nfrom syslead_cli.__main__ import main\nmain(sys.argv[1:])\n"
        "json.dump(sorted(sys.modules), sys.stderr)"
    )
    environ = {**known.environ, "_SYSLEAD_COMPLETE": "bash", "PYTHONPATH": str(ROOT / "src")}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script, "list", "--facet", "cou"],
            capture_output=True, text=True, env=environ, check=True,
        )  # fmt: skip
    assert done.stdout == "courage\n"
    modules = set(json.loads(done.stderr))
    assert not modules & {"typer", "rich", "pydantic", "tomllib", "syslead_cli.journal.merge"}


# ── real shells ──────────────────────────────────────────────────────────────


@pytest.fixture
def shell_world(known: World, tmp_path: Path) -> World:
    """The same with a ``syslead`` on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "syslead"
    program.write_text(
        f"#!/bin/sh\nPYTHONPATH={quote(str(ROOT / 'src'))} "
        f'exec {quote(sys.executable)} -m syslead_cli "$@"\n'
    )
    program.chmod(0o755)
    known.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
    return known


def in_shell(world: World, *command: str, stdin: str = "") -> list[str]:
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, env=world.environ,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


BASH = """
eval "$(syslead completion bash)"
COMP_WORDS=({words}); COMP_CWORD={at}
_syslead_complete
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(not which("bash"), reason="bash is not here")
def test_bash(shell_world: World) -> None:
    def ask_bash(words: str, at: int) -> list[str]:
        return in_shell(shell_world, "bash", "--norc", "-c", BASH.format(words=words, at=at))

    assert ask_bash("syslead li", 1) == ["list"]
    assert ask_bash("syslead list --facet cou", 3) == ["courage"]
    assert ask_bash("syslead list --facet = cou", 4) == ["courage"]
    assert ask_bash("syslead list --voice ''", 3) == ["carers-forum", "ward-clerk"]
    assert ask_bash("syslead backup /et", 2) == ["/etc"]


@pytest.mark.skipif(not which("fish"), reason="fish is not here")
def test_fish(shell_world: World) -> None:
    def ask_fish(line: str) -> list[str]:
        script = f"syslead completion fish | source; complete -C '{line}'"
        return in_shell(shell_world, "fish", "--no-config", "-c", script)

    assert [line.split("\t")[0] for line in ask_fish("syslead li")] == ["list"]
    assert ask_fish("syslead list --facet cou") == ["courage\tCourage"]
    assert ask_fish("syslead list --voice ") == ["carers-forum", "ward-clerk"]
    assert "/etc/" in ask_fish("syslead backup /et")


ZSH = """
autoload -Uz compinit && compinit -D -u
eval "$(syslead completion zsh)"
compadd() {{ while [[ $1 == -* && $1 != -- ]]; do shift; [[ $1 == syslead ]] && shift; done
             [[ $1 == -- ]] && shift; print -l -- "$@" }}
_describe() {{ print -l -- ${{(P)3}} }}
_files() {{ print files }}
words=({words}); CURRENT={at}
_syslead
"""


@pytest.mark.skipif(not which("zsh"), reason="zsh is not here")
def test_zsh(shell_world: World) -> None:
    def ask_zsh(words: str, at: int) -> list[str]:
        return in_shell(shell_world, "zsh", "-f", "-c", ZSH.format(words=words, at=at))

    assert [line.split(":")[0] for line in ask_zsh("syslead li", 2)] == ["list"]
    assert ask_zsh("syslead list --facet cou", 4) == ["courage:Courage"]
    assert ask_zsh("syslead list --voice ''", 4) == ["carers-forum", "ward-clerk"]
    assert ask_zsh("syslead backup ''", 3) == ["files"]


@pytest.mark.skipif(not which("zsh"), reason="zsh is not here")
def test_zsh_at_a_terminal(shell_world: World, sit: Callable[..., Seat]) -> None:
    environ = {**shell_world.environ, "TERM": "dumb"}
    shell = sit((which("zsh") or "", "-f"), environ, columns=200)
    shell.send("PS1='> '; autoload -Uz compinit && compinit -D -u; echo re''ady\r")
    shell.sees("ready")
    shell.send('eval "$(syslead completion zsh)"; echo do""ne\r')
    shell.sees("done")
    shell.send("syslead list --facet cou\t")
    shell.sees("syslead list --facet courage")


@pytest.mark.skipif(not which("pwsh"), reason="PowerShell is not here")
def test_powershell(shell_world: World) -> None:
    script = (
        "syslead completion powershell | Out-String | Invoke-Expression; "
        "(TabExpansion2 'syslead list --facet cou' 24).CompletionMatches.CompletionText"
    )
    assert in_shell(shell_world, "pwsh", "-NoProfile", "-Command", script) == ["courage"]
