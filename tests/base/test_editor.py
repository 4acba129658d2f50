"""The leader's own editor and pager: what they may do, and what they may not leave behind."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, Terminal, World
from syslead_cli.base.clock import SystemClock
from syslead_cli.base.editor import Editor, discreet, private_places
from syslead_cli.base.terminal import rows_taken
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.setup.settings import Settings
from terminal import SYSLEAD, environment


def editor_in(home: Path, environ: dict[str, str], configured: str = "", **given: Any) -> Editor:
    """An editor; ``given`` are streams and a clock for a person who can be asked."""
    context = Context(environ={"SYSLEAD_HOME": str(home), **environ}, **given)
    context.settings = Settings(editor=configured)
    return Editor(context)


class Window(Terminal):
    """A terminal at which Enter is pressed once the window of an editor is closed."""

    def __init__(self, press: Callable[[], str]) -> None:
        super().__init__()
        self.press = press

    def readline(self, size: int | None = -1, /) -> str:
        return self.press()


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], Editor]:
    """An editor that is a shell script; $1 is the file."""

    def make(script: str, *, options: str = "", **given: Any) -> Editor:
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        environ = {"PATH": os.environ["PATH"], "EDITOR": f"'{path}' {options}"}
        return editor_in(tmp_path, environ, **given)

    return make


def left(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "state/rescue").iterdir())


def test_the_text_comes_back_as_it_was_left(editor: Callable[..., Editor], tmp_path: Path) -> None:
    assert editor('printf "zwei\\n\\n🙂\\n" >> "$1"').edit("eins") == "eins\nzwei\n\n🙂"
    assert left(tmp_path) == []


@pytest.mark.parametrize("script", [":", ': > "$1"', 'printf "  \\n" > "$1"'])
def test_unchanged_or_empty_is_nothing(
    editor: Callable[..., Editor], tmp_path: Path, script: str
) -> None:
    assert editor(script).edit("eins") is None
    assert left(tmp_path) == []


def test_the_file_and_its_folder_are_private(editor: Callable[..., Editor], tmp_path: Path) -> None:
    shown = tmp_path / "modes"
    script = f'stat -c %a "$1" "$(dirname "$1")" > "{shown}"; echo x >> "$1"'
    assert editor(script).edit("", ".md") == "x"
    assert shown.read_text().split() == ["600", "700"]


def test_leftovers_beside_the_file_go_with_it(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    assert editor('cp "$1" "$1~"; cp "$1" "$(dirname "$1")/.entry.md.swp"; echo y >> "$1"').edit(
        "x"
    )
    assert left(tmp_path) == []


def test_options_of_the_command_are_split(editor: Callable[..., Editor]) -> None:
    assert (
        editor('echo "$1 $2" >> "$3"', options="--mode 'two words'").edit("") == "--mode two words"
    )


def test_a_failing_editor_leaves_the_words_in_a_named_file(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    with pytest.raises(SysleadError) as caught:
        editor('echo "long thought" >> "$1"; exit 3').edit("")
    (kept,) = left(tmp_path)
    path = tmp_path / "state/rescue" / kept
    assert "ended with an error (3)" in caught.value.message
    assert str(path) in caught.value.message
    assert path.read_text() == "long thought\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_text_that_is_not_utf8_is_kept_and_refused(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    with pytest.raises(SysleadError, match="not UTF-8"):
        editor("printf 'caf\\351' > \"$1\"").edit("x")
    assert (tmp_path / "state/rescue" / left(tmp_path)[0]).read_bytes() == b"caf\xe9"


def test_no_editor_says_how_to_set_one(tmp_path: Path) -> None:
    with pytest.raises(SysleadError) as caught:
        editor_in(tmp_path, {"PATH": str(tmp_path)}).edit("")
    assert "editor" in caught.value.hint
    assert left(tmp_path) == []
    with pytest.raises(SysleadError, match="could not be started"):
        editor_in(tmp_path, {"PATH": "/bin", "EDITOR": "/not/here"}).edit("words")


def test_the_setting_comes_before_visual_and_that_before_editor(tmp_path: Path) -> None:
    environ = {"VISUAL": "a -w", "EDITOR": "b"}
    assert editor_in(tmp_path, environ, "c").command() == ["c"]
    assert editor_in(tmp_path, environ).command() == ["a", "-w"]
    assert editor_in(tmp_path, {"EDITOR": "b"}).command() == ["b"]
    assert editor_in(tmp_path, {}, "c 'd e'").command() == ["c", "d e"]
    with pytest.raises(SysleadError, match="could not be read"):
        editor_in(tmp_path, {"EDITOR": "a 'b"}).command()


SET = "set noswapfile noundofile nobackup nowritebackup nomodeline viminfo="
VIM = ["-n", "-i", "NONE", "--cmd", SET, "-c", SET]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["vim"], ["vim", *VIM]),
        (["/usr/bin/nvim", "-R"], ["/usr/bin/nvim", *VIM, "-R"]),
        (["nano"], ["nano", "-C", "/private"]),
        (["code"], ["code", "--wait"]),
        (["code", "--wait"], ["code", "--wait"]),
        (["emacsclient", "-t"], ["emacsclient", "-t"]),
        (["hx"], ["hx"]),
    ],
)  # fmt: skip
def test_known_editors_are_told_to_be_discreet(command: list[str], expected: list[str]) -> None:
    assert discreet(command, Path("/private"), "") == expected


def test_an_editor_in_the_terminal_works_where_the_text_is(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    shown = tmp_path / "places"
    editor(f'pwd > "{shown}"; echo "$TMPDIR" >> "{shown}"; dirname "$1" >> "{shown}"').edit("x")
    assert len(set(shown.read_text().split("\n")[:3])) == 1
    assert private_places("code", tmp_path) == private_places("emacsclient", tmp_path) == {}
    assert private_places("nano", tmp_path)["XDG_DATA_HOME"] == str(tmp_path)
    short, long = Path("/r/.edit-1"), Path("/r" * 40)
    assert private_places("vim", long) == {"TMPDIR": str(long)}
    assert private_places("nvim", short) == {"TMPDIR": str(short)}
    assert private_places("nvim", long) == {}  # its socket's name would be cut short


def test_a_path_with_blanks_needs_no_quotes(tmp_path: Path) -> None:
    program = tmp_path / "My Editor"
    program.write_text("")
    assert editor_in(tmp_path, {"EDITOR": str(program)}).command() == [str(program)]


def test_an_editor_that_fails_keeps_nothing_that_was_not_changed(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    with pytest.raises(SysleadError) as caught:
        editor("exit 3").edit("an entry as it was")
    assert "What you wrote" not in caught.value.message
    assert left(tmp_path) == []


def test_settings_that_an_editor_left_are_kept_apart_from_words(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    with pytest.raises(SysleadError, match="What you wrote is in"):
        editor('echo "prompts = 1" > "$1"; exit 3').edit("prompts = 2", ".toml")
    assert left(tmp_path) == []
    assert [path.read_text() for path in (tmp_path / "state").glob("edited-*.toml")] == [
        "prompts = 1\n"
    ]


def test_the_marks_of_other_systems_are_no_change_of_the_text(
    editor: Callable[..., Editor],
) -> None:
    script = r"""printf '\357\273\277one\r\ntwo\r\n' > "$1" """
    assert editor(script).edit("one") == "one\ntwo"


def test_an_editor_that_comes_back_at_once_is_waited_for(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    def close() -> str:
        for path in tmp_path.rglob("entry.md"):
            path.write_text("typed in the window")
        return "\n"

    windowed = editor(":", stdin=Window(close), stdout=Terminal(), stderr=Terminal())
    assert windowed.edit("before") == "typed in the window"


def test_where_nobody_can_be_waited_for_the_file_stays_and_is_named(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    windowed = editor(":", stdin=Window(str), stdout=Terminal(), stderr=Terminal())
    with pytest.raises(SysleadError) as caught:
        windowed.edit("before")
    (path,) = tmp_path.rglob("entry.md")
    assert str(path) in caught.value.message


def test_an_editor_that_took_its_time_is_believed(editor: Callable[..., Editor]) -> None:
    clock = SystemClock()
    clock.monotonic = iter((0.0, 5.0)).__next__  # type: ignore[method-assign]
    patient = editor(":", stdin=Window(pytest.fail), stdout=Terminal(), fixed_clock=clock)
    assert patient.edit("before") is None


@pytest.fixture
def lists(world: World, tmp_path: Path) -> World:
    """A journal whose list takes more than ten rows, and a pager."""
    world.write(*(f"Note number {number}." for number in range(12)))
    world.environ |= {"LINES": "10", "PAGER": pager(tmp_path / "paged")}
    return world


def pager(path: Path, status: int = 0) -> str:
    """A pager that keeps what it is given, with its environment, and shows nothing."""
    code = (
        "import os, sys; given = sys.stdin.read(); "
        f"open({str(path)!r}, 'w').write(os.environ['LESS'] + chr(10) + given); sys.exit({status})"
    )
    return shlex.join([sys.executable, "-c", code])


def at_terminal(world: World, *arguments: str) -> Result:
    screen = Terminal()
    return world.run(*arguments, stdout=screen, stderr=screen)


def test_a_long_answer_goes_through_the_pager_with_its_colours(
    lists: World, tmp_path: Path
) -> None:
    result = at_terminal(lists, "list")
    flags, _, paged = (tmp_path / "paged").read_text().partition("\n")
    assert (result.code, result.out, flags) == (0, "", "FRX")
    assert "Note number 11." in paged
    assert "\x1b[1m" in paged


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["search", "Note"], ["framework", "show"], ["prompts", "list"], ["config", "get"],
     ["help"], ["list", "--help"], ["trends"], ["export"], ["list", "--json"],
     ["calendar"], ["voices", "--json"], ["on-this-day", "--json"],
     ["intentions", "--json"], ["coach", "list", "--json"], ["verify", "--json"],
     ["completion", "bash"], ["forget", "--word", "Note", "--dry-run"], []],
    ids=lambda words: " ".join(words) or "alone",
)  # fmt: skip
def test_whatever_can_be_long_is_paged(lists: World, tmp_path: Path, arguments: list[str]) -> None:
    lists.environ["LINES"] = "4"
    result = at_terminal(lists, *arguments)
    assert (result.code, result.out) == (0, "")
    shown = (tmp_path / "paged").read_text().partition("\n")[2]
    assert shown == at_terminal(lists, "--no-pager", *arguments).out


@pytest.mark.parametrize(
    ("environ", "arguments"),
    [({}, ["list", "--limit", "3"]), ({}, ["--no-pager", "list"]), ({"TERM": "dumb"}, ["list"]),
     ({"PAGER": ""}, ["list"]), ({"PAGER": "cat"}, ["list"])],
    ids=["it fits", "said", "dumb", "none", "cat"],
)  # fmt: skip
def test_what_fits_and_who_wants_none_gets_no_pager(
    lists: World, tmp_path: Path, environ: dict[str, str], arguments: list[str]
) -> None:
    lists.environ |= environ
    assert "Note number 11." in at_terminal(lists, *arguments).out
    assert "Note number 11." in lists.run("list").out, "through a pipe"
    assert not (tmp_path / "paged").exists()


def test_the_setting_goes_before_the_environment(lists: World, tmp_path: Path) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "environment")
    lists.run("config", "set", "pager", pager(tmp_path / "setting"))
    at_terminal(lists, "list")
    assert (tmp_path / "setting").exists()
    assert not (tmp_path / "environment").exists()
    lists.run("config", "set", "pager", "none")
    assert "Note number 11." in at_terminal(lists, "list").out


def test_a_pager_that_ends_in_an_error_is_no_error(lists: World, tmp_path: Path) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "paged", status=3)
    assert at_terminal(lists, "list").code == 0


def test_a_pager_that_is_not_there_is_named_and_the_answer_shown(lists: World) -> None:
    lists.environ["PAGER"] = "no-such-pager --fast"
    result = at_terminal(lists, "list")
    assert result.code == 0
    assert "Note number 11." in result.out
    assert "no-such-pager --fast" in result.out


def test_own_flags_of_less_stay_and_colours_with_them(lists: World, tmp_path: Path) -> None:
    lists.environ["LESS"] = "-i"
    at_terminal(lists, "list")
    assert (tmp_path / "paged").read_text().startswith("-R -i\n")


def test_a_command_that_fails_says_so_after_what_it_had_shown(lists: World) -> None:
    result = at_terminal(lists, "list", "--since", "nonsense")
    assert result.code == 2
    assert "nonsense" in result.out


@pytest.mark.parametrize(("text", "rows"), [("", 1), ("a\n", 1), ("a\nb\n", 2), ("x" * 41, 3)])
def test_rows_are_counted_as_a_window_breaks_them(text: str, rows: int) -> None:
    assert rows_taken(text, 20) == rows
    assert rows_taken(text.replace("a", "\x1b[1ma\x1b[0m"), 20) == rows


def test_somebody_reads_on_and_leaves_less(world: World, tmp_path: Path, sit: object) -> None:
    if not any((Path(each) / "less").exists() for each in ("/usr/bin", "/bin", "/usr/local/bin")):
        pytest.skip("less is not installed")
    world.write(*(f"Note number {number}." for number in range(12)))
    seat = sit([*SYSLEAD, "list"], environment(world.home), rows=10)  # type: ignore[operator]
    seat.shows("Note number 11.")
    assert "Note number 2." not in seat.text
    seat.send("G")
    seat.shows("Note number 2.")
    seat.send("q")
    assert seat.ends() == 0


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["forget", "--before", "2027-01-01"], "13 notes"),
        (["delete", *"123456"], "Erase 6 entries"),
        (["undo"], "To be erased for good"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_a_question_is_about_stays_in_one_window_with_it(
    lists: World, arguments: list[str], count: str
) -> None:
    lists.environ["LINES"] = "14"
    lists.run("note", "\n".join(f"Line {number} of a long one." for number in range(30)))
    ids = [entry["id"] for entry in lists.entries()]
    words = [ids[int(word)] if word.isdecimal() else word for word in arguments]
    page = lists.answering("n\n", *words).out
    assert count in page
    assert "(y or n, Enter for no)" in page
    assert rows_taken(page.partition("(y or n")[0], 80) <= 14


SIGNALS = [signal.SIGTERM, signal.SIGHUP]


class Program:
    """An editor or pager that says when it is there, and goes on when it is told to."""

    def __init__(self, folder: Path, then: str) -> None:
        self._here, self._go = folder / "here", folder / "go"
        self.script = folder / "program"
        os.mkfifo(self._go)
        wait = f"echo $$ > {self._here}; read x < {self._go}"
        self.script.write_text(f"#!/bin/sh\n{then.format(wait=wait)}\n")
        self.script.chmod(0o700)

    def comes(self, seat: Any) -> int:
        """Wait for it; its number."""
        seat.until(lambda: self._here.exists() and self._here.read_text().strip(), "the program")
        return int(self._here.read_text())

    def goes_on(self, seat: Any) -> None:
        seat.until(self._told, "a program that waits")

    def _told(self) -> bool:
        try:
            handle = os.open(self._go, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # it does not wait yet
            return False
        os.write(handle, b"go\n")
        os.close(handle)
        return True


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("told", SIGNALS)
@pytest.mark.parametrize("command", ["edit", "template"])
def test_what_is_typed_in_an_editor_afterwards_is_kept(
    world: World, tmp_path: Path, sit: Callable[..., Any], told: int, command: str, *,
    encrypted: bool,
) -> None:  # fmt: skip
    id_ = world.run("note", "-", stdin="Words before.").out.split()[0]
    templates = world.home / "templates"
    templates.mkdir()
    (templates / "day.md").write_text("What was good?\n")
    if encrypted and command == "edit":
        pytest.skip("asks for a passphrase first")
    if encrypted:
        from sealed_world import switch_on

        switch_on(world)
    editor = Program(tmp_path, '{wait}; echo "typed zymurgy afterwards" >> "$1"')
    words = {"edit": ("edit", id_), "template": ("note", "--template", "day")}[command]
    seat = sit([*SYSLEAD, *words], environment(world.home, EDITOR=str(editor.script)))
    editor.comes(seat)
    seat.kill(told)
    editor.goes_on(seat)
    seat.sees("Stopped.", "What you wrote is in")
    assert seat.ends() == ExitCode.INTERRUPTED
    (kept,) = (world.home / "state" / "rescue").iterdir()
    assert (b"zymurgy" in kept.read_bytes()) is not encrypted
    assert kept.suffix == (".age" if encrypted else ".md")


def test_so_is_what_is_typed_in_an_editor_that_a_question_opened(
    world: World, tmp_path: Path, sit: Callable[..., Any]
) -> None:
    editor = Program(tmp_path, '{wait}; echo " and on" >> "$1"')
    seat = sit([*SYSLEAD, "note"], environment(world.home, EDITOR=str(editor.script)))
    seat.keys("half a thought", "\x05")
    editor.comes(seat)
    seat.kill(signal.SIGTERM)
    editor.goes_on(seat)
    seat.sees("Stopped.", "What you wrote is in")
    assert seat.ends() == ExitCode.INTERRUPTED
    (kept,) = (world.home / "state" / "rescue").iterdir()
    assert kept.read_text().endswith("half a thought\n and on\n")


@pytest.mark.parametrize("told", SIGNALS)
def test_an_editor_in_which_nothing_was_typed_leaves_nothing(
    world: World, tmp_path: Path, sit: Callable[..., Any], told: int
) -> None:
    id_ = world.run("note", "-", stdin="Words before.").out.split()[0]
    editor = Program(tmp_path, "{wait}")
    seat = sit([*SYSLEAD, "edit", id_], environment(world.home, EDITOR=str(editor.script)))
    editor.comes(seat)
    seat.kill(told)
    editor.goes_on(seat)
    assert seat.ends() == ExitCode.INTERRUPTED
    assert list((world.home / "state" / "rescue").iterdir()) == []


@pytest.mark.parametrize("told", SIGNALS)
def test_a_pager_does_not_outlive_the_program(
    world: World, tmp_path: Path, sit: Callable[..., Any], told: int
) -> None:
    world.write(*(f"Note number {number}." for number in range(12)))
    pager = Program(tmp_path, "cat > /dev/null; {wait}")
    seat = sit([*SYSLEAD, "list"], environment(world.home, PAGER=str(pager.script)), rows=10)
    number = pager.comes(seat)
    seat.kill(told)
    assert seat.ends() == ExitCode.INTERRUPTED
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
