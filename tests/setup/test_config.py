"""The configuration file on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syslead_cli.errors import SysleadError
from syslead_cli.setup.settings import ConfigFile, Settings


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    assert ConfigFile(tmp_path / "config.toml").settings() == Settings()


def test_a_mistake_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("prompts = 9\nx = 1\n")
    with pytest.raises(SysleadError) as problem:
        ConfigFile(path).settings()
    assert problem.value.message.split("\n") == [
        "config.toml, line 1: prompts must be a whole number from 1 to 3.",
        'config.toml, line 2: unknown key "x".',
    ]
    assert "config edit" in problem.value.hint


def test_a_time_zone_is_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('time_zone = "Pacific/Kiritimati"\n')
    assert ConfigFile(path).settings().time_zone == "Pacific/Kiritimati"
    for bad in ("../../etc/passwd", "Mars/Base"):
        path.write_text(f'time_zone = "{bad}"\n')
        with pytest.raises(SysleadError, match="line 1: time_zone must be a time zone"):
            ConfigFile(path).settings()


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
