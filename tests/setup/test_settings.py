"""Settings: each key read, refused and typed; and the file on disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.setup.settings import (
    ConfigFile,
    Settings,
    described,
    read_settings_text,
    typed_value,
)


def read(text: str) -> Settings:
    settings, problems, _ = read_settings_text(text.encode(), "config.toml")
    assert [str(problem) for problem in problems] == []
    assert settings is not None
    return settings


def said(text: str) -> list[str]:
    settings, problems, _ = read_settings_text(text.encode(), "config.toml")
    only_unknown = all("unknown key" in str(problem) for problem in problems)
    assert (settings is not None) == (bool(problems) and only_unknown)
    return [str(problem) for problem in problems]


def test_an_empty_file_is_the_defaults() -> None:
    assert read("") == Settings()
    assert Settings().framework == "systems-leadership"


def test_everything_that_can_be_set() -> None:
    settings = read(
        'framework = "garten"\nprofile = "kürzer"\nprompts = 3\nday_start = "5:30"\n'
        'time_zone = "Europe/London"\nfollow_up = false\nmentions = false\neditor = "nano"\n'
        'pager = "less -S"\n'
        'colour = "never"\ntheme = "dark"\nvoices = ["night staff", "board", "board "]\n'
        'unlock = "command"\nunlock_command = "pass show syslead"\n'
        '[remind]\ndays = 3\nweekdays = ["thu", "Monday"]\nweekly_review = "never"\n'
        "quarterly_review = false\n"
    )
    assert settings == Settings(
        "garten", "kürzer", 3, "05:30", "Europe/London", False, False, "nano", "less -S", "never",
        "dark",
        ("night staff", "board"), "command", "pass show syslead", 3,
        ("monday", "thursday"), "never", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nprompst = 2", 'config.toml, line 2: unknown key "prompst". Did you mean "prompts"?'),
        ("prompts = 7", "config.toml, line 1: prompts must be a whole number from 1 to 3."),
        ("prompts = true", "config.toml, line 1: prompts must be a whole number from 1 to 3."),
        ('day_start = "4am"',
         'config.toml, line 1: day_start must be a time of day such as "04:00".'),
        ('colour = "allways"', "config.toml, line 1: colour must be one of auto, always, never."
         ' Did you mean "always"?'),
        ('time_zone = "Mars/Base"', 'config.toml, line 1: time_zone must be a time zone such as'
         ' "Europe/London"; "Mars/Base" is not known here.'),
        ('time_zone = "../../etc/passwd"', "config.toml, line 1: time_zone must be a time zone"),
        ("[remind]\ndays = 0",
         "config.toml, line 2: remind.days must be a whole number from 1 to 60."),
        ("[remind]\ndyas = 1", 'config.toml, line 2: unknown key "remind.dyas". Did you mean'
         ' "remind.days"?'),
        ("remind = 3", 'config.toml, line 1: unknown key "remind".'),
        ("[prompts]\na = 1", "config.toml, line 1: prompts must be a whole number from 1 to 3."),
        ('framework = "../x"', 'config.toml, line 1: framework must be an id, but "../x" has "." in'
         " it: only letters, digits, _ and - are allowed."),
        ('editor = "a\\nb"', "config.toml, line 1: editor must be text on one line."),
        ("voices = [1]", "config.toml, line 1: voices must be a list of names such as"
         ' ["night staff", "carers\' forum"].'),
        ('[remind]\nweekdays = ["mondya"]',
         "config.toml, line 2: remind.weekdays must be a day of the"
         ' week such as monday. Did you mean "monday"?'),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_line_key_and_what_is_allowed(text: str, expected: str) -> None:
    (only,) = said(text)
    assert only.startswith(expected)


def test_every_mistake_is_told_at_once() -> None:
    assert len(said("prompts = 0\nx = 1\ncolour = 3\n")) == 3


def test_each_setting_says_what_it_is() -> None:
    assert list(described())[:3] == ["framework", "profile", "prompts"]
    assert "remind.weekly_review" in described()
    for setting in described().values():
        assert setting.meaning.endswith(".")
        assert setting.allowed
        plain = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        assert setting.check(plain) == setting.default


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("prompts", "3", 3), ("follow_up", "off", False), ("follow_up", "Yes", True),
        ("voices", "a, b,", ("a", "b")), ("voices", '["a, b"]', ("a, b",)), ("voices", "", ()),
        ("editor", "code --wait", "code --wait"), ("remind.weekdays", "fri, mon",
        ("monday", "friday")),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value(key: str, words: str, value: Any) -> None:
    assert typed_value(key, words) == value


@pytest.mark.parametrize(("key", "words"), [("prompts", "three"), ("voices", "["), ("unlock", "")])
def test_what_cannot_be_a_value_is_refused(key: str, words: str) -> None:
    with pytest.raises(UsageError, match=f"{key} must be"):
        typed_value(key, words)


@given(st.sampled_from(list(described())), st.text(max_size=30))
def test_whatever_is_typed_is_a_value_or_refused(key: str, words: str) -> None:
    with suppress(UsageError):
        Settings(**{described()[key].attribute: typed_value(key, words)})


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    assert ConfigFile(tmp_path / "config.toml").settings() == Settings()


@pytest.mark.skipif(os.name == "nt", reason="no FIFOs")
def test_anything_but_a_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "gone", "folder"):
        with pytest.raises(SysleadError):
            ConfigFile(tmp_path / name).settings()


def test_writing_is_private_whole_and_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles/config.toml"
    target.parent.mkdir()
    target.write_text("prompts = 1\n")
    link = tmp_path / "config.toml"
    link.symlink_to(target)
    ConfigFile(link).replace(b"prompts = 3\n")
    assert link.is_symlink()
    assert target.read_bytes() == b"prompts = 3\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["config.toml"]


#: Texts that name no program, each looked at.
_HARMLESS_TEXTS = {"time_zone"}


def test_every_setting_that_runs_a_program_is_marked() -> None:
    """A backup must not run anything: a new text is either marked or looked at here."""
    for key, setting in described().items():
        said = f"{key} {setting.meaning} {setting.allowed}".lower()
        if any(word in said for word in ("command", "editor", "program", "unlock")):
            assert setting.runs, key
        if setting.type == "text":
            assert setting.runs != (key in _HARMLESS_TEXTS), key
    assert {key for key, one in described().items() if one.runs} == {
        "editor", "pager", "unlock", "unlock_command",
    }  # fmt: skip
