"""Reading never writes: bytes, times and modes are identical after every command that reads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import Terminal, World, state_of
from mutating import COMMANDS as MUTATING
from mutating import fresh, typed_in
from syslead_cli.__main__ import main
from syslead_cli.context import Context
from syslead_cli.journal import files as month_files
from tabs import press

#: Every command that reads, in the forms that read most; ``{id}`` is an entry, ``{plan}`` an
#: intention, ``{backup}`` a backup, ``{csv}`` a file of another journal, ``{new}`` a file that
#: is not there.
READS = [
    # today's page and help
    (), ("--json",), ("--help",), ("--version",), ("list", "--help"),
    # the journal
    ("list",), ("list", "--json"), ("list", "--as-of", "2026-03-20"), ("list", "--limit", "1"),
    ("show", "{id}"), ("show", "{id}", "--json", "--versions"), ("show", "nothing"),
    ("search", "budget"), ("search", "budget", "--json"), ("search", "--voice", "jo"),
    ("verify",), ("verify", "--json"), ("repair",), ("repair", "--json"), ("repair", "--all"),
    # looking back
    ("trends",), ("trends", "--json"), ("trends", "--facets"),
    ("trends", "--as-of", "2026-03-20", "--json"), ("neglected",), ("neglected", "--json"),
    ("intentions",), ("intentions", "--json"), ("intentions", "--all"),
    ("reflect", "--plan"), ("reflect", "--plan", "--json"),
    ("review", "week", "--plan"), ("review", "quarter", "--plan", "--json"),
    ("review", "week", "--md"), ("review", "quarter", "--md"),
    ("assess", "facets", "--plan"), ("assess", "environment", "--plan", "--json"),
    ("focus",), ("focus", "--json"), ("pause", "--show"), ("pause", "--show", "--json"),
    ("remind",), ("remind", "--json"), ("remind", "--exit-code"), ("remind", "status"),
    ("remind", "status", "--json"), ("remind", "install", "--via", "ics", "--dry-run"),
    # what would leave, and what would come
    ("share", "preview"), ("share", "preview", "--tier", "all"), ("share", "check"),
    ("share", "preview", "--format", "html", "--tier", "all"), ("share", "check", "--json"),
    ("share", "log"), ("share", "log", "--json"), ("share", "recipients"),
    ("export",), ("export", "--format", "json"), ("export", "--format", "csv"),
    ("export", "--format", "md"), ("export", "--format", "html"), ("export", "budget"),
    ("import", "csv", "{csv}", "--dry-run"), ("import", "csv", "{csv}", "--dry-run", "--json"),
    ("coach", "list"), ("coach", "list", "--json"), ("coach", "brief", "nobody"),
    ("coach", "cohort"),
    # frameworks, prompts, settings
    ("framework", "list"), ("framework", "show"), ("framework", "show", "--json"),
    ("framework", "check"), ("framework", "check", "systems-leadership", "--json"),
    ("framework", "match"), ("framework", "match", "--json"),
    ("prompts", "list"), ("prompts", "list", "--json"), ("prompts", "list", "--facet", "courage"),
    ("prompts", "show", "courage-01"), ("prompts", "check"), ("prompts", "check", "--json"),
    ("config", "get"), ("config", "get", "--json"), ("config", "get", "prompts"),
    ("config", "path"), ("config", "schema"), ("config", "schema", "trends"),
    ("completion", "bash"), ("completion", "zsh"),
    # commands that write, stopped before they do: nobody to ask, or nothing that may be done
    ("reflect",), ("review", "week"), ("assess", "facets"), ("share", "write"), ("note",),
    ("edit", "{id}"), ("delete", "{id}"), ("config", "edit"), ("intend",),
    ("edit", "{id}", "--text", "the budget @jo"),
    ("delete", "nothing", "--yes"), ("config", "set", "x", "1"),
    ("intentions", "done", "nothing"), ("pause", "--end"), ("focus", "courage"),
    ("restore", "{new}"), ("import", "csv", "{new}"), ("share", "write", "--yes", "--tier", "x"),
    ("demo", "--home", "{home}"), ("forget", "--word", "budget"), ("encrypt",), ("decrypt",),
]  # fmt: skip
#: What may be asked of any shell's Tab.
TABS = [("li",), ("show", ""), ("list", "--voice", ""), ("search", "--facet", "cou")]


def filled(world: World) -> str:
    """A journal with entries, an edit, a removal, another device's month and a bad line."""
    ids = world.write("the budget @jo", "two", "three")
    world.run("edit", ids[1], "--text", "two, better")
    world.run("delete", ids[2], "--yes")
    world.run("intend", "If it stalls, then I will ask Jo", "--by", "2026-03-28")
    (world.home / "config.toml").write_text("prompts = 2\n")
    theirs = world.home / "journal" / "ffff0000"
    shutil.copytree(next((world.home / "journal").iterdir()), theirs)
    with next(theirs.glob("*.jsonl")).open("ab") as stream:
        stream.write(b"<<<<<<< HEAD\n{torn")
    (theirs / "2026-03 (Jo's conflicted copy).jsonl").write_bytes(b"")
    (world.home / "state" / "rescue").mkdir(exist_ok=True)
    (world.home / "state" / "rescue" / "rescue-1.jsonl").write_bytes(b"{torn")
    (world.home / "other.csv").write_text("date,text\n2026-01-05,elsewhere\n")
    return ids[0]


def call(world: World, arguments: tuple[str, ...], id_: str) -> int:
    """Run it with the places filled in, to its exit code; text is there on standard input."""
    places = {
        "{id}": id_,
        "{csv}": str(world.home / "other.csv"),
        "{new}": str(world.home / "not-there"),
        "{home}": str(world.home),
    }
    words = [places.get(word, word) for word in arguments]
    result = world.run(*words, stdin="I spoke with Jo about the budget.")
    assert result.code != 70, result.err
    assert "Traceback" not in result.err
    return result.code


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The filled home, made once, and the id of an entry in it."""
    home = tmp_path_factory.mktemp("reading") / "home"
    return home, filled(World(home))


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_reading_changes_nothing(
    world: World, template: tuple[Path, str], arguments: tuple[str, ...]
) -> None:
    shutil.copytree(template[0], world.home)
    before = state_of(world.home)
    call(world, arguments, template[1])
    assert state_of(world.home) == before


#: Words typed for an entry that is not there are kept, so that is no reading.
READS_OF_NOTHING = [arguments for arguments in READS if "--text" not in arguments]


@pytest.mark.parametrize("arguments", READS_OF_NOTHING, ids=" ".join)
def test_reading_an_empty_home_makes_nothing(world: World, arguments: tuple[str, ...]) -> None:
    call(world, arguments, "nothing")
    assert not world.home.exists()


def test_looking_at_a_terminal_changes_nothing(world: World, template: tuple[Path, str]) -> None:
    shutil.copytree(template[0], world.home)
    before = state_of(world.home)
    for arguments in [(), ("list",), ("show", template[1]), ("trends",), ("remind",), ("verify",)]:
        context = Context(
            dict(world.environ), Terminal(), Terminal(), Terminal(), world.clock
        )  # fmt: skip
        assert main(list(arguments), context) in (0, 4)
    assert state_of(world.home) == before


def test_tab_writes_nothing(world: World, template: tuple[Path, str]) -> None:
    for words in TABS:
        assert press(world, *words).code == 0
    assert not world.home.exists()
    shutil.copytree(template[0], world.home)
    before = state_of(world.home)
    for words in TABS:
        assert press(world, *words).code == 0
    assert state_of(world.home) == before


def test_an_installed_reminder_notes_its_run_and_nothing_else(world: World) -> None:
    filled(world)
    output = str(world.home / "remind.ics")
    assert world.run("remind", "install", "--via", "ics", "--output", output).code == 0
    before = state_of(world.home)
    assert world.run("remind").code == 0
    changed = {Path(name).name for name, facts in state_of(world.home).items()
               if before.get(name) != facts}  # fmt: skip
    assert changed == {"remind.json", "state"}
    assert "ran" in json.loads((world.home / "state" / "remind.json").read_text())


def test_the_comparison_bites(world: World) -> None:
    filled(world)
    before = state_of(world.home)
    world.run("note", "-", stdin="x")
    assert state_of(world.home) != before
    before = state_of(world.home)
    os.utime(world.home / "state")
    assert state_of(world.home) != before


def test_a_reader_that_keeps_a_cache_beside_the_journal_is_caught(
    world: World, template: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = month_files.read_regular

    def cached(path: Path, limit: int) -> bytes:
        path.with_suffix(".cache").write_bytes(b"")
        return real(path, limit)

    monkeypatch.setattr(month_files, "read_regular", cached)
    with pytest.raises(AssertionError):
        test_reading_changes_nothing(world, template, ("list",))


# ── a medium that takes nothing ──────────────────────────────────────────────


def sealed(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


def test_a_read_only_medium_is_read(read_only: Path, tmp_path: Path) -> None:
    """The same exit codes as elsewhere, and an installed reminder stays silent about its run."""
    open_ = World(tmp_path / "open")
    id_ = filled(open_)
    world = World(read_only / "home")
    world.environ["HOME"] = str(tmp_path / "spare")
    shutil.copytree(open_.home, world.home)
    for home in (open_.home, world.home):
        (home / "state" / "remind.json").write_text('{"via": "ics", "when": "daily 17:30"}')
    sealed(read_only)
    before = state_of(world.home)
    for arguments in READS:
        assert call(world, arguments, id_) == call(open_, arguments, id_), arguments
    for words in TABS:
        result = press(world, *words)
        assert (result.code, result.err) == (0, "")
    assert state_of(world.home) == before


def test_a_read_only_medium_says_that_it_takes_nothing(read_only: Path, tmp_path: Path) -> None:
    """Every command that writes is refused, in words, and what was typed is kept elsewhere."""
    for number, command in enumerate(MUTATING):
        if command.name == "the first note":
            continue
        home = read_only / str(number)
        world = fresh(tmp_path / "template", home, command)
        arguments = command.arguments(world)
        world.environ["HOME"] = str(tmp_path / "spare" / str(number))
        sealed(read_only)
        before = state_of(world.home)
        try:
            result, read = typed_in(world, command, arguments)
            assert result.code in (1, 4), (command.name, result)
            answered = command.says in result.out if command.says else result.out != ""
            assert command.terminal or not answered or result.code == 4
            said = result.err.lower()
            assert "read-only" in said or "not a terminal" in said, (command.name, result.err)
            spare = tmp_path / "spare" / str(number)
            kept = b"".join(path.read_bytes() for path in spare.glob("*"))
            for words in command.typed:
                assert words not in read or words.encode() in kept, (command.name, result.err)
            assert state_of(world.home) == before
        finally:
            subprocess.run(["mount", "-o", "remount,rw", str(read_only)], check=True)
            shutil.rmtree(home)
