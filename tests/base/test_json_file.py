"""Small JSON files of this machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
import pytest

from syslead_cli.base.documents import JsonFile
from syslead_cli.errors import SysleadError


class Kept(msgspec.Struct, frozen=True):
    via: str = ""
    count: int = 0


def kept(folder: Path) -> JsonFile[Kept]:
    return JsonFile(folder / "state" / "kept.json", Kept, Kept, limit=200)


def test_a_value_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = kept(tmp_path)
    assert file.read() == file.load() == Kept()
    file.write(Kept("cron \ud800 ü", 3))
    assert file.load() == Kept("cron \ud800 ü", 3)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert os.listdir(file.path.parent) == ["kept.json"]
    file.remove()
    file.remove()
    assert file.read() == Kept()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"via":1}', b"\xff", b"[" * 150, b'{"via":"' + b"x" * 200 + b'"}'],
)
def test_a_file_that_makes_no_sense_is_as_good_as_none_or_an_error(
    tmp_path: Path, content: bytes
) -> None:
    file = kept(tmp_path)
    file.path.parent.mkdir()
    file.path.write_bytes(content)
    assert file.read() == Kept()
    with pytest.raises((ValueError, SysleadError, RecursionError)):
        file.load()


def test_a_folder_in_its_place_is_an_error_to_those_who_ask(tmp_path: Path) -> None:
    file = kept(tmp_path)
    file.path.mkdir(parents=True)
    assert file.read() == Kept()
    with pytest.raises((OSError, SysleadError)):
        file.load()
    with pytest.raises(SysleadError, match="could not be written"):
        file.write(Kept())
