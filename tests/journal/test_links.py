"""Nothing is written, rewritten or copied behind a link below the journal and the state."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import World
from some_records import note
from syslead_cli.journal.codec import encode_line

TORN = b'{"v":1,"id":"x","kind":"no\n'


def line(id_: str, text: str) -> bytes:
    return encode_line(note(text, 54, id_)) + b"\n"


def facts(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mode) for path in sorted(folder.iterdir())}


FOREIGN = line("f1", "theirs") + TORN


def own_folder(world: World) -> Path:
    (found,) = (p for p in (world.home / "journal").iterdir() if p.name != "linked")
    return found


def outside(tmp_path: Path) -> Path:
    """A file of somebody else, with a leftover beside it, in a folder others may enter."""
    place = tmp_path / "elsewhere"
    place.mkdir(mode=0o755)
    file = place / "2026-02.jsonl"
    file.write_bytes(FOREIGN)
    file.chmod(0o644)
    (place / ".2026-02.jsonl.99999999.tmp").write_bytes(b"half")
    return file


def symbolic(world: World, file: Path) -> str:
    (own_folder(world) / "2026-02.jsonl").symlink_to(file)
    return f"journal/{own_folder(world).name}/2026-02.jsonl"


def hard(world: World, file: Path) -> str:
    os.link(file, own_folder(world) / "2026-02.jsonl")
    return f"journal/{own_folder(world).name}/2026-02.jsonl"


def folder_of_nobody(world: World, file: Path) -> str:
    (world.home / "journal" / "linked folder").symlink_to(file.parent)
    return "journal/linked folder"


def own_folder_linked(world: World, file: Path) -> str:
    device = own_folder(world)
    for path in device.iterdir():
        path.rename(file.parent / path.name)
    device.rmdir()
    device.symlink_to(file.parent)
    return f"journal/{device.name}"


def rescue(world: World, file: Path) -> str:
    folder = world.home / "state" / "rescue"
    folder.mkdir(mode=0o700)
    (folder / "typed-1.txt").symlink_to(file)
    return "state/rescue/typed-1.txt"


def hard_rescue(world: World, file: Path) -> str:
    folder = world.home / "state" / "rescue"
    folder.mkdir(mode=0o700)
    os.link(file, folder / "rescue-1.jsonl")
    return "state/rescue/rescue-1.jsonl"


def linked_backups(world: World, file: Path) -> str:
    (world.home / "state" / "backups").symlink_to(file.parent)
    return "state/backups"


LINKS = [symbolic, hard, folder_of_nobody, own_folder_linked, rescue, hard_rescue, linked_backups]


@pytest.mark.parametrize("link", LINKS)
def test_nothing_behind_a_link_is_touched(
    world: World, tmp_path: Path, link: Callable[[World, Path], str]
) -> None:
    mine = world.run("note", "-", stdin="my own words").out.split()[0]
    file = outside(tmp_path)
    name = link(world, file)
    before = facts(file.parent)
    place = tmp_path / "more.jsonl"
    place.write_bytes(line("f2", "more"))

    said = json.loads(world.run("verify", "--json").out)
    assert name in {
        one["file"] for one in (*said["damage"], *said["odd"]) if "link" in one["problem"]
    }
    copied = world.run("backup", str(tmp_path / "copies"))
    world.run("repair", "--apply", "--all")
    world.run("import", "syslead", str(place))
    world.run("restore", str(place))
    world.run("note", "-", stdin="later")
    world.run("delete", mine, "--yes")
    world.run("delete", "f1", "--yes")
    world.run("forget", "--word", "theirs", "--yes")
    world.run("forget", "--word", "half", "--yes")
    assert facts(file.parent) == before
    copies = [p.read_bytes() for p in (tmp_path / "copies").rglob("*.jsonl")]
    assert not any(b"theirs" in content for content in copies), copied
    months = (world.home / "journal").rglob("2026-03.jsonl")
    assert not any(b"theirs" in path.read_bytes() for path in months)


@pytest.mark.parametrize("link", LINKS)
def test_encrypting_rewrites_nothing_behind_a_link(
    world: World, tmp_path: Path, link: Callable[[World, Path], str]
) -> None:
    from sealed_world import switch_on
    from syslead_cli.journal.reencrypt import encrypt_all

    world.run("note", "-", stdin="my own words")
    file = outside(tmp_path)
    drafts = world.home / "state" / "drafts"
    drafts.mkdir(mode=0o700, exist_ok=True)
    (tmp_path / "draft").write_bytes(b"{}")
    (drafts / "sitting-1.json").symlink_to(tmp_path / "draft")
    link(world, file)
    before = facts(file.parent)
    switch_on(world)
    context = world.context()
    found = encrypt_all(context.paths, context.clock, context.key.folder)
    assert any("link" in one for one in found.not_reached)
    assert facts(file.parent) == before
    assert (tmp_path / "draft").read_bytes() == b"{}"


def test_a_backup_is_not_read_through_a_link(world: World, tmp_path: Path) -> None:
    world.run("note", "-", stdin="my own words")
    place = Path(world.run("backup", str(tmp_path / "copies")).out.strip())
    (file,) = (place / "journal").rglob("*.jsonl")
    file.rename(tmp_path / "elsewhere.jsonl")
    file.symlink_to(tmp_path / "elsewhere.jsonl")
    assert "behind a symbolic link" in world.refused("restore", str(place))


def test_a_refused_import_does_not_cut_a_linked_file(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else appends to the file behind the link while an import is refused."""
    world.run("note", "-", stdin="my own words")
    file = outside(tmp_path)
    symbolic(world, file)
    from syslead_cli.journal import store

    def grows(path: Path, lines: object) -> None:
        file.write_bytes(file.read_bytes() + b"more")
        raise OSError(40, "a link")

    monkeypatch.setattr(store, "append_lines", grows)
    place = tmp_path / "more.jsonl"
    place.write_bytes(line("f2", "more"))
    assert world.run("import", "syslead", str(place)).code == 1
    assert file.read_bytes() == FOREIGN + b"more"


def test_the_journal_folder_itself_may_be_a_link(world: World, tmp_path: Path) -> None:
    (tmp_path / "synced").mkdir()
    world.home.mkdir()
    (world.home / "journal").symlink_to(tmp_path / "synced")
    mine = world.run("note", "-", stdin="my own words").out.split()[0]
    assert world.run("edit", mine, "--text", "-", stdin="other words").code == 0
    assert world.document("verify")["odd"] == []
    assert world.run("backup", str(tmp_path / "copies")).code == 0
    assert world.run("delete", mine, "--yes").code == 0
    assert not any(b"words" in p.read_bytes() for p in (tmp_path / "synced").rglob("*.jsonl"))


@pytest.mark.parametrize(
    "name", ["drafts", "rescue", "seen", "cache", "backups", "quarantine", "seen/ab12cd34"]
)
def test_no_new_file_is_made_behind_a_link(world: World, tmp_path: Path, name: str) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir(mode=0o700)
    state = world.put("state/device", "ab12cd34\n").parent
    (state / name).parent.mkdir(exist_ok=True, mode=0o700)
    (state / name).symlink_to(place)
    world.environ.update(HOME=str(tmp_path), EDITOR="true")
    for told in ("one", "two"):
        assert world.run("note", "-", stdin=told).code == 0
    assert "What you wrote is in" in world.run("note", "-", "--facet", "x", stdin="kept").err
    id_ = world.entries()[0]["id"]
    world.answering("half a thought\n", "note")
    world.answering("half a thought\n", "reflect", "--facet", "courage")
    world.answering("\n3 half a thought\n", "review", "week")
    world.answering("", "edit", id_)
    world.run("trends")
    world.run()
    month = own_folder(world) / "2026-03.jsonl"
    month.write_bytes(month.read_bytes() + TORN)
    world.run("repair", "--apply")
    world.run("delete", id_, "--yes")
    world.run("forget", "--word", "one", "--yes")
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["loop", "some folder", "loop.jsonl"])
@pytest.mark.parametrize("target", ["itself", "nowhere", "closed"])
def test_a_link_that_leads_nowhere_hides_nothing(
    world: World, tmp_path: Path, name: str, target: str
) -> None:
    world.run("note", "-", stdin="my own words")
    link = world.home / "journal" / name
    (tmp_path / "closed").mkdir(mode=0)
    places = {"itself": link, "nowhere": tmp_path / "nowhere", "closed": tmp_path / "closed" / "x"}
    link.symlink_to(places[target])
    assert "my own words" in world.run("list").out
    assert world.run("note", "-", stdin="and more").code == 0
    assert len(world.entries()) == 2
    assert f"journal/{name}: is a symbolic link" in world.run("verify").out


def test_what_cannot_be_mended_costs_no_other_step(world: World) -> None:
    gone = world.run("note", "-", stdin="to be deleted").out.split()[0]
    world.run("note", "-", "--facet", "nope", stdin="kept words")
    (world.home / "journal" / "loop.jsonl").symlink_to("loop.jsonl")
    assert world.run("delete", gone, "--yes").code == 1  # what is behind the link cannot be told
    mended = world.run("repair", "--apply")
    assert mended.code == 1
    assert "may still be in journal/loop.jsonl" in mended.err
    assert "typed-" in mended.out  # and that was done
    assert list((world.home / "state" / "rescue").iterdir()) == []
    assert "kept words" in world.run("list").out


def test_a_journal_on_a_stick_that_is_not_there_is_said_so(world: World, tmp_path: Path) -> None:
    world.home.mkdir()
    (world.home / "journal").symlink_to(tmp_path / "stick")
    failed = world.refused("note", "-", stdin="my own words")
    assert "there is no such file or folder" in failed
    (tmp_path / "stick").mkdir()
    assert world.run("repair", "--apply").code == 0
    assert "my own words" in world.run("list").out
