"""Files on disk: found, preferred, refused; what is cached helps and is never trusted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from unicodedata import normalize

import pytest

import tables
from conftest import ROOT, World
from syslead_cli.errors import SysleadError
from syslead_cli.framework import catalogue as module
from syslead_cli.framework.catalogue import Catalogue, shipped_folder

GARDEN = ROOT / "tests/data/garten"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    shutil.copytree(GARDEN, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def catalogue(own: Path) -> Catalogue:
    return Catalogue(own / "frameworks", own / "prompts", own / "state")


def test_an_own_file_takes_the_place_of_the_shipped_one(own: Path, catalogue: Catalogue) -> None:
    text = (own / "frameworks/garten.toml").read_text()
    path = own / "frameworks/systems-leadership.toml"
    path.write_text(text.replace('id = "garten"', 'id = "systems-leadership"'))
    assert catalogue.framework("systems-leadership").name == "Führen wie im Garten"
    hiding = [entry for entry in catalogue.entries() if entry.hides_shipped]
    assert [entry.source.id for entry in hiding] == ["systems-leadership"]


def test_the_bank_of_another_framework(catalogue: Catalogue) -> None:
    framework = catalogue.framework("garten", "kürzer")
    bank = catalogue.bank(framework)
    assert len(bank.prompts) == 15
    assert {q.use for q in bank.questions} == {"week", "environment"}
    assert len(bank.for_facets(facet.id for facet in framework.facets)) == 9


def test_a_framework_is_found_under_a_decomposed_file_name(own: Path) -> None:
    text = (own / "frameworks/garten.toml").read_text().replace('id = "garten"', 'id = "gärten"')
    (own / "frameworks" / normalize("NFD", "gärten.toml")).write_text(text)
    assert (
        Catalogue(own / "frameworks", own / "prompts", own / "state").framework("gärten").id
        == "gärten"
    )


@pytest.mark.parametrize("id_", ["../../etc/passwd", "", "a/b", "gartn", "x" * 100])
def test_an_unknown_or_impossible_id_is_one_clear_line(catalogue: Catalogue, id_: str) -> None:
    with pytest.raises(SysleadError) as problem:
        catalogue.framework(id_)
    assert "\n" not in problem.value.message
    assert problem.value.hint


def test_an_unknown_profile_names_those_there_are(catalogue: Catalogue) -> None:
    with pytest.raises(SysleadError, match="it has: ganz, kürzer"):
        catalogue.framework("garten", "kurz")


def test_a_name_that_does_not_fit_the_id_is_told(own: Path, catalogue: Catalogue) -> None:
    shutil.copy(own / "frameworks/garten.toml", own / "frameworks/copy.toml")
    with pytest.raises(SysleadError, match='line 1: the id "garten" does not'):
        catalogue.framework("copy")


@pytest.mark.skipif(os.name == "nt", reason="no FIFOs")
def test_pipes_devices_and_folders_are_refused_without_waiting(
    own: Path, catalogue: Catalogue
) -> None:
    folder = own / "frameworks"
    os.mkfifo(folder / "pipe.toml")
    (folder / "zero.toml").symlink_to("/dev/zero")
    (folder / "round.toml").symlink_to("round.toml")
    (folder / "sub.toml").mkdir()
    (folder / "gone.toml").symlink_to("nowhere.toml")
    for name in ("pipe", "zero", "round", "sub", "gone"):
        with pytest.raises(SysleadError):
            catalogue.framework(name)
    assert catalogue.framework("garten").id == "garten"
    assert len(catalogue.entries()) == 7


def test_a_link_to_an_ordinary_file_is_followed(
    own: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    (own / "frameworks/garten.toml").rename(tmp_path / "elsewhere.toml")
    (own / "frameworks/garten.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert catalogue.framework("garten").id == "garten"


def test_ten_gigabytes_are_refused_by_size(own: Path, catalogue: Catalogue) -> None:
    with (own / "frameworks/large.toml").open("wb") as file:
        file.truncate(10 * 1024**3)
    with pytest.raises(SysleadError, match="too large"):
        catalogue.framework("large")


def test_a_damaged_prompt_file_names_every_problem(own: Path, catalogue: Catalogue) -> None:
    (own / "prompts/a.toml").write_text('schema = "syslead/prompts/1"\nid = 1\nx = 2\n')
    (own / "prompts/b.toml").write_text("= 1\n")
    (own / "prompts/.hidden.toml").write_text("= 1\n")
    with pytest.raises(SysleadError) as problem:
        catalogue.bank(catalogue.framework("garten"))
    lines = problem.value.message.split("\n")
    assert [line.partition(":")[0] for line in lines] == [
        "prompts/a.toml, line 1", "prompts/a.toml, line 2", "prompts/a.toml, line 3",
        "prompts/b.toml, line 1",
    ]  # fmt: skip


def test_the_packaged_data_come_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shipped_folder("frameworks").is_dir()
    package = tmp_path / "syslead_cli"
    monkeypatch.setattr(module, "__file__", str(package / "framework/catalogue.py"))
    assert shipped_folder("prompts") == tmp_path.parent / "prompts"
    (package / "_data/prompts").mkdir(parents=True)
    assert shipped_folder("prompts") == package / "_data/prompts"


SAID = "We gave the decision away to the carers, and I owned up to my mistake."


def cache(world: World) -> Path:
    return world.home / "state" / "cache" / "names.json"


def found(world: World) -> object:
    return world.document("note", "-", stdin=SAID)["mentions"]


def test_a_second_note_needs_no_framework_and_finds_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(world)
    assert cache(world).stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr("syslead_cli.framework.catalogue.read_framework", None)
    assert found(world) == first != []


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b'{"asked":[],"names":{}}'])
def test_a_damaged_or_deleted_one_is_as_good_as_none(world: World, damage: bytes) -> None:
    first = found(world)
    cache(world).write_bytes(damage)
    assert found(world) == first
    cache(world).unlink()
    assert found(world) == first


def test_a_framework_of_ones_own_counts_at_once(world: World) -> None:
    assert found(world) != []
    shipped = ROOT / "frameworks" / "systems-leadership.toml"
    own = world.put(f"frameworks/{shipped.name}", "broken [")
    assert "Facets were not looked for" in world.run("note", "-", stdin=SAID).err
    own.write_text(shipped.read_text())
    tables.keep(world.home, "systems-leadership", {"courage": ["zebra"]})
    assert world.run("framework", "match", stdin="A zebra.").out.startswith("courage:")
    own.unlink()
    assert found(world) == []


def test_reading_commands_leave_it_alone(world: World) -> None:
    for words in (["list"], ["trends"], ["search", "a"], ["remind"]):
        world.run(*words)
    assert not cache(world).exists()


@pytest.mark.parametrize("kind", ["frameworks/garten.toml", "prompts/garten-fragen.toml"])
def test_an_own_file_is_checked_once_after_each_change(
    garden: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    listed = garden.run("prompts", "list")
    assert listed.code == 0, listed
    with monkeypatch.context() as patch:
        for name in ("framework_problems", "prompt_file_problems"):
            patch.setattr(f"syslead_cli.framework.check.{name}", None)
        assert garden.run("prompts", "list") == listed
    path = garden.home / kind
    path.write_text(path.read_text() + "x = 1\n")
    assert f"{kind}, line" in garden.run("prompts", "list").err
    assert 'unknown key "x"' in garden.run("prompts", "list").err


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'00000000\n{"files":[[]]}'])
def test_damage_to_what_was_checked_is_as_good_as_none(garden: World, damage: bytes) -> None:
    listed = garden.run("prompts", "list")
    kept = garden.home / "state" / "cache" / "checked.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(damage)
    assert garden.run("prompts", "list") == listed
