"""The leader's own editor: what it may do, and what it may not leave behind."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from syslead_cli.base.editor import Editor, discreet, private_places
from syslead_cli.errors import SysleadError


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], Editor]:
    """An editor that is a shell script; $1 is the file."""

    def make(script: str, *, options: str = "") -> Editor:
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        environ = {"PATH": os.environ["PATH"], "EDITOR": f"'{path}' {options}"}
        return Editor(tmp_path / "state", environ)

    return make


def left(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "state").iterdir())


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
    path = tmp_path / "state" / kept
    assert "ended with an error (3)" in caught.value.message
    assert str(path) in caught.value.message
    assert path.read_text() == "long thought\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_text_that_is_not_utf8_is_kept_and_refused(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    with pytest.raises(SysleadError, match="not UTF-8"):
        editor("printf 'caf\\351' > \"$1\"").edit("x")
    assert (tmp_path / "state" / left(tmp_path)[0]).read_bytes() == b"caf\xe9"


def test_no_editor_says_how_to_set_one(tmp_path: Path) -> None:
    with pytest.raises(SysleadError) as caught:
        Editor(tmp_path, {"PATH": str(tmp_path)}).edit("")
    assert "editor" in caught.value.hint
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SysleadError, match="could not be started"):
        Editor(tmp_path, {"PATH": "/bin", "EDITOR": "/not/here"}).edit("words")


def test_the_setting_comes_before_visual_and_that_before_editor(tmp_path: Path) -> None:
    environ = {"VISUAL": "a -w", "EDITOR": "b"}
    assert Editor(tmp_path, environ, "c").command() == ["c"]
    assert Editor(tmp_path, environ).command() == ["a", "-w"]
    assert Editor(tmp_path, {"EDITOR": "b"}).command() == ["b"]
    assert Editor(tmp_path, {}, "c 'd e'").command() == ["c", "d e"]
    with pytest.raises(SysleadError, match="could not be read"):
        Editor(tmp_path, {"EDITOR": "a 'b"}).command()


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
    assert Editor(tmp_path, {"EDITOR": str(program)}).command() == [str(program)]


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
    assert [path.read_text() for path in tmp_path.glob("edited-*.toml")] == ["prompts = 1\n"]


def test_the_marks_of_other_systems_are_no_change_of_the_text(
    editor: Callable[..., Editor],
) -> None:
    script = r"""printf '\357\273\277one\r\ntwo\r\n' > "$1" """
    assert editor(script).edit("one") == "one\ntwo"


def test_an_editor_that_comes_back_at_once_is_waited_for(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    windowed = editor(":")
    windowed._wait = lambda: bool(
        [path.write_text("typed in the window") for path in tmp_path.rglob("entry.md")]
    )
    assert windowed.edit("before") == "typed in the window"


def test_where_nobody_can_be_waited_for_the_file_stays_and_is_named(
    editor: Callable[..., Editor], tmp_path: Path
) -> None:
    windowed = editor(":")
    windowed._wait = lambda: False
    with pytest.raises(SysleadError) as caught:
        windowed.edit("before")
    (path,) = tmp_path.rglob("entry.md")
    assert str(path) in caught.value.message


def test_an_editor_that_took_its_time_is_believed(editor: Callable[..., Editor]) -> None:
    patient = editor(":")
    patient._wait, patient._monotonic = pytest.fail, iter((0.0, 5.0)).__next__
    assert patient.edit("before") is None
