"""Completion as shells ask for it, and as real shells show it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from conftest import World, program_in, state_of
from some_records import ask, intention, note, outcome, write_journal
from syslead_cli.app import load_command
from syslead_cli.command_table import COMMANDS
from syslead_cli.setup.completers import COMPLETERS
from tabs import press, tab
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


def known_to_share(world: World, *names: str) -> None:
    """Keys of these people, as they are kept."""
    people = [
        {"name": name, "key": "age1x", "fingerprint": "0", "confirmed": "2026-03-01"}
        for name in names
    ]
    world.put("state/recipients.json", json.dumps({"recipients": people}))


def test_who_a_share_can_go_to_and_no_word_of_what(known: World) -> None:
    known_to_share(known, "Ruth Adeyemi", "Zoë", "$(reboot) x")
    assert tab(known, "share", "write", "--to", "") == ["Ruth Adeyemi", "Zoë", "$(reboot) x"]
    assert tab(known, "share", "write", "--to=zo") == ["--to=Zoë"]
    assert tab(known, "share", "recipients", "remove", "ru") == ["Ruth Adeyemi"]
    for typed in ("Ruth\\ A", '"Ruth A', "ruth a"):
        words = ("share", "write", "--to", typed)
        assert tab(known, *words, shell="bash") == ["Ruth\\ Adeyemi"]
    assert tab(known, "share", "write", "--to", "$", shell="bash") == [r"\$\(reboot\)\ x"]
    assert tab(known, "share", "write", "--to", "R", shell="powershell") == ["'Ruth Adeyemi'::: "]
    tiers = ["scores", "themes", "excerpts", "all"]
    assert tab(known, "share", "write", "--tier", "") == tiers
    assert "ratings" in tab(known, "share", "preview", "--without", "")
    assert tab(known, "share", "write", "--to", "", shell="zsh")[0].count("Ruth Adeyemi") == 1
    assert "reboot" not in press(known, "share", "write", "--to", "", shell="zsh").out
    (known.home / "state" / "recipients.json").write_text("{")
    assert tab(known, "share", "write", "--to", "") == []


def test_every_intention_of_the_days_is_offered_to_a_share(known: World) -> None:
    """Also those that were kept, and none of other days; the options before say which."""
    write = ("share", "write", "--approve-intention", "")
    assert len(tab(known, *write)) == 2
    assert len(tab(known, "share", "preview", "--since", "3d", *write[2:])) == 1
    assert len(tab(known, "share", "write", "--since", "4w", "--until", "4d", *write[2:])) == 1
    assert tab(known, "share", "write", "--since", "tomorrow-ish", *write[2:]) == []
    for id_ in tab(known, *write):
        path = str(known.home.parent / f"{id_}.json")
        call = ("--tier", "themes", "--yes", "--output", path, "--drop-identifiers")
        assert known.run(*write[:2], "--approve-intention", id_, *call).code == 0
    assert len(tab(known, "share", "write", "--excerpt", "")) == 2
    assert len(tab(known, "share", "write", "--since", "2d", "--excerpt", "")) == 1


def test_commands_and_options(known: World) -> None:
    assert tab(known, "") == list(COMMANDS)
    assert tab(known, "re", shell="bash") == [name for name in COMMANDS if name.startswith("re")]
    assert "--facet" in tab(known, "list", "--")
    assert tab(known, "trends", "--as") == ["--as-of"]
    assert tab(known, "config", "s") == ["set", "schema"]
    assert tab(known, "--version") == ["--version"]


def test_every_command_completes_its_options(known: World) -> None:
    for name in COMMANDS:
        assert "--help" in tab(known, name, "--h"), name


def test_words_of_the_framework_and_of_the_journal(known: World) -> None:
    assert tab(known, "list", "--facet", "humi") == ["humility_magnanimity"]
    assert tab(known, "list", "--dimension", "b") == ["being"]
    assert "courage-01" in tab(known, "reflect", "--prompt", "cour")
    assert tab(known, "list", "--voice", "") == ["carers-forum", "ward-clerk"]
    assert tab(known, "list", "--tag", "b") == ["budget"]
    assert tab(known, "voices", "rename", "w") == ["ward-clerk"]
    assert tab(known, "tags", "rename", "") == ["budget"]
    known.put("templates/standup.md", "# Stand-up")
    assert tab(known, "note", "--template", "s") == ["standup"]
    assert tab(known, "list", "--kind", "n") == ["note", "newer"]
    assert tab(known, "prompts", "list", "--kind", "ev") == ["event", "evidence"]
    assert tab(known, "config", "set", "remind.d") == ["remind.days"]
    assert tab(known, "backup", "") == [], "the shell has its own files"
    (waiting,) = tab(known, "intentions", "done", "")
    assert known.run("intentions", "done", waiting).code == 0
    assert tab(known, "intentions", "done", "") == []


def test_what_is_new_is_offered_at_once(known: World) -> None:
    assert tab(known, "list", "--tag", "") == ["budget"]
    known.run("note", "A word. #winter", "--voice", "board")
    assert tab(known, "list", "--tag", "") == ["budget", "winter"]
    assert "board" in tab(known, "list", "--voice", "")
    known.run("config", "set", "voices", "night-staff")
    assert "night-staff" in tab(known, "list", "--voice", "")


def test_a_mistake_in_the_settings_is_never_printed(known: World) -> None:
    (known.home / "config.toml").write_text("framework = [", encoding="utf-8")
    tab(known, "list", "--facet", "")
    tab(known, "")


def test_nothing_is_written(known: World) -> None:
    before = state_of(known.home)
    for words in (("",), ("list", "--facet", ""), ("show", ""), ("share", "write", "--to", "")):
        tab(known, *words)
    assert state_of(known.home) == before


def test_what_completes_a_parameter_names_one(world: World) -> None:
    """Every entry of the table is an option or an argument of a command."""
    known = set()

    def look(command: Any, path: str) -> None:
        for parameter in command.params:
            known.update(f"{path} {name}" for name in (parameter.name, *parameter.opts))
            known.update(parameter.opts)
        for name, below in getattr(command, "commands", {}).items():
            look(below, f"{path} {name}")

    for name in COMMANDS:
        look(load_command(name), name)
    assert set(COMPLETERS) - known - {"--color"} == set()
    empty = {name for name, words in COMPLETERS.items() if not words(world.context(), {})}
    of_a_journal = {"--voice", "--tag", "--template", "id_", "ids", "client"}
    assert empty <= of_a_journal | {"--approve-intention", "--excerpt"} | {
        name
        for name in COMPLETERS
        if name.split()[0] in ("intentions", "share", "coach", "voices", "tags")
    }


@pytest.fixture
def shell_world(known: World, tmp_path: Path) -> World:
    """The same with a ``syslead`` on the PATH."""
    folder = program_in(tmp_path / "bin")
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
_syslead_completion syslead
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
    assert ask_bash("syslead backup /et", 2) == [""], "then bash offers files"


@pytest.mark.skipif(not which("fish"), reason="fish is not here")
def test_fish(shell_world: World) -> None:
    def ask_fish(line: str) -> list[str]:
        script = f"syslead completion fish | source; complete -C '{line}'"
        return in_shell(shell_world, "fish", "--no-config", "-c", script)

    assert [line.split("\t")[0] for line in ask_fish("syslead li")] == ["list"]
    assert ask_fish("syslead list --facet cou") == ["courage\tCourage"]
    assert ask_fish("syslead list --facet=cou") == ["--facet=courage\tCourage"]
    assert ask_fish("syslead list --voice ") == ["carers-forum", "ward-clerk"]
    assert "/etc/" in ask_fish("syslead backup /et")


@pytest.mark.skipif(not which("zsh"), reason="zsh is not here")
def test_zsh_at_a_terminal(shell_world: World, sit: Callable[..., Seat]) -> None:
    known_to_share(shell_world, "Ruth Adeyemi", "Zoë")
    environ = {**shell_world.environ, "TERM": "dumb"}
    shell = sit((which("zsh") or "", "-f"), environ, columns=200)
    shell.send("PS1='> '; autoload -Uz compinit && compinit -D -u; echo re''ady\r")
    shell.sees("ready")
    shell.send('eval "$(syslead completion zsh)"; echo do""ne\r')
    shell.sees("done")
    shell.send("syslead list --facet cou\t")
    shell.sees("syslead list --facet courage")
    shell.keys("\x15")
    for typed in ("ru", "Ruth\\ a", "RUTH\\ A", '"ruth a'):
        shell.send(f"syslead share write --to {typed}\t")
        shell.sees("deyemi")
        shell.keys("\x15")


@pytest.mark.skipif(not which("pwsh"), reason="PowerShell is not here")
def test_powershell(shell_world: World) -> None:
    script = (
        "syslead completion powershell | Out-String | Invoke-Expression; "
        "(TabExpansion2 'syslead list --facet cou' 24).CompletionMatches.CompletionText"
    )
    assert in_shell(shell_world, "pwsh", "-NoProfile", "-Command", script) == ["courage"]


def test_no_wrong_option_is_a_mistake_of_ours(world: World) -> None:
    """The lists that look at the rest of the line are asked without one as well."""
    for words in (["share", "preview"], ["share", "write"], ["list"], ["voices", "rename"]):
        refused = world.run(*words, "--nonsense")
        assert (refused.code, "mistake of ours" in refused.err) == (2, False), words
