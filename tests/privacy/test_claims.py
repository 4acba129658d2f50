"""Files are where they are said to be and overwrite none; every row of SECURITY.md is held."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from conftest import ROOT, World
from every_call import CALLS, Caller


@pytest.mark.usefixtures("cheap_passphrases")
def test_all_of_it_is_where_config_path_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call there is, in a home as the platform has it; then all that lies about in it."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SYSLEAD_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert Path.home() == home
    caller = Caller(home)
    world = caller.world
    del world.environ["SYSLEAD_HOME"]
    for call in CALLS:
        caller.run(call)
    done = world.run("config", "path")
    folders = dict(line.split(maxsplit=1) for line in done.err.splitlines())
    own = {"journal", "frameworks", "prompts", "templates", "keys", "state", "coach"}
    assert set(folders) == own
    told = [Path(done.out.strip()), *map(Path, folders.values())]
    made = [path for path in home.rglob("*") if not path.is_dir()]
    assert len(made) > 10
    assert [path for path in made if not any(path.is_relative_to(each) for each in told)] == []


def test_nothing_is_encrypted_unasked(world: World) -> None:
    assert world.run("note", "-", stdin="A plain sentence.").code == 0
    assert any(b"A plain sentence." in line for line in world.journal_lines())
    assert not (world.home / "keys").exists()


WRITES = (
    "export --format json -o {}", "export --format html -o {}", "share write --yes -o {}",
    "share write --yes --format html -o {}", "coach brief Heron -o {}.html",
    "coach brief Heron -o {}.md",
    "coach cohort --format csv -o {}", "coach cohort --format html -o {}",
    "coach keygen --no-passphrase --name R --output {}", "backup {}", "demo --home {}",
)  # fmt: skip


@pytest.mark.parametrize("words", WRITES)
def test_no_file_takes_the_place_of_what_stands_there(
    world: World, tmp_path: Path, words: str
) -> None:
    """A file, one under two names, a link to one, a link to nothing, a pipe, a device."""
    out, ending = tmp_path / "out", Path(words.replace("{}", "x").split()[-1]).suffix
    out.mkdir()
    assert world.run("note", "-", stdin="Here we are.").code == 0
    pack = str(tmp_path / "p.json")
    assert world.run("share", "write", "--yes", "--pseudonym", "Heron", "-o", pack).code == 0
    assert world.run("coach", "add", pack).code == 0
    kept = out / "kept"
    kept.write_text("kept")
    places = {name: out / f"{name}{ending}" for name in ("file", "linked", "link", "none", "pipe")}
    places["file"].write_text("kept")
    places["linked"].hardlink_to(kept)
    places["link"].symlink_to(kept)
    if not words.startswith("demo"):  # a folder may be a link to where it will be
        places["none"].symlink_to(out / "nowhere")
    else:
        places["none"].write_text("kept")
    os.mkfifo(places["pipe"])
    before = {path.name: path.lstat() for path in out.iterdir()}
    for name in places:
        done = world.run(*words.format(out / name).split())
        assert done.code not in (0, 70), (name, done)
    after = {path.name: path.lstat() for path in out.iterdir()}
    assert {name: (s.st_ino, s.st_mtime_ns) for name, s in after.items()} == {
        name: (s.st_ino, s.st_mtime_ns) for name, s in before.items()
    }
    assert kept.read_text() == "kept"


_ROW = re.compile(r"^\|(?! *(?:Who|-))(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
_HELD = re.compile(r"`(tests/[\w/]+\.py)`: ((?:`test_\w+`(?:, )?)+)")
ROWS = _ROW.findall((ROOT / "SECURITY.md").read_text("utf-8"))


def test_who_could_try_what_has_everybody_in_it() -> None:
    who = " ".join(row[0] for row in ROWS)
    for one in ("user", "sync service", "backup", "import", "pack", "framework", "thief"):
        assert one in who, one


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][:40])
def test_every_row_of_who_could_try_what_names_its_tests(row: tuple[str, str, str]) -> None:
    found = _HELD.findall(row[2])
    assert found, row
    for file, names in found:
        text = (ROOT / file).read_text("utf-8")
        for name in re.findall(r"test_\w+", names):
            assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{file}: {name}"
