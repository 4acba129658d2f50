"""``export --per-day``: a Markdown file a day, kept up to date, a person's own left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conftest import Result, World


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def kept(world: World, vault: Path) -> World:
    """Three days with entries, exported once."""
    world.run("note", "-", stdin="Met @carers-forum. #budget\n\n# Not a heading of ours")
    world.run("note", "-", "--date", "yesterday 18:00", stdin="Said “no”. 🙂")
    world.run("note", "-", "--date", "wed", stdin="Quiet.")
    assert export(world, vault).code == 0
    return world


def export(world: World, vault: Path, *options: str) -> Result:
    return world.run("export", "--format", "md", "--per-day", str(vault), *options)


def state(vault: Path) -> dict[str, tuple[int, bytes]]:
    return {p.name: (p.lstat().st_mtime_ns, p.read_bytes()) for p in vault.iterdir()}


def test_a_file_a_day_with_front_matter(kept: World, vault: Path) -> None:
    assert sorted(p.name for p in vault.iterdir()) == [
        "2026-03-25.md", "2026-03-26.md", "2026-03-27.md",
    ]  # fmt: skip
    text = (vault / "2026-03-27.md").read_text()
    front, _, body = text.removeprefix("---\n").partition("\n---\n\n")
    assert yaml.safe_load(front) | {"syslead": ""} == {
        "date": kept.clock.now().local.date(), "entries": 1,
        "tags": ["budget"], "voices": ["carers-forum"], "syslead": "",
    }  # fmt: skip
    assert body.startswith("## Friday 27 March 2026\n\n### 18:04 · note\n\nMet @carers-forum.")
    assert "### 18:00 · note" in (vault / "2026-03-26.md").read_text()
    assert (vault / "2026-03-27.md").stat().st_mode & 0o777 == 0o600
    assert vault.stat().st_mode & 0o777 == 0o700


def test_what_did_not_change_is_not_written_again(kept: World, vault: Path) -> None:
    before = state(vault)
    kept.clock.move(days=400)  # nothing in a file depends on the day it is made
    assert "0 files written, 3 unchanged." in export(kept, vault).err
    assert state(vault) == before


def test_a_new_entry_writes_its_day_alone(kept: World, vault: Path) -> None:
    before = state(vault)
    kept.run("note", "-", "--date", "yesterday", stdin="Later.")
    assert "1 file written, 2 unchanged." in export(kept, vault).err
    changed = {name for name, now in state(vault).items() if before[name] != now}
    assert changed == {"2026-03-26.md"}


def test_a_person_s_files_are_never_touched(kept: World, vault: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("not to be written\n")
    (vault / "2026-03-25.md").unlink()
    (vault / "2026-03-25.md").symlink_to(elsewhere)
    with (vault / "2026-03-26.md").open("a") as file:
        file.write("\nWhat I think of it now.\n")
    (vault / "2026-03-27.md").write_text("Mine.\n")
    (vault / "2026-01-01.md").write_text("Mine as well.\n")
    (vault / "Ideas.md").write_text("Mine too.\n")
    (vault / "2026-99-99.md").mkdir()
    before = {p.name: p.read_bytes() for p in vault.iterdir() if p.is_file()}
    for day in ("wed", "thu", "fri"):
        kept.run("note", "-", "--date", day, stdin="More.")
    done = export(kept, vault)
    assert (done.code, "0 files written." in done.err) == (0, True)
    assert "Left alone" in done.err
    assert all(f"2026-03-{day}.md" in done.err for day in (25, 26, 27))
    assert {p.name: p.read_bytes() for p in vault.iterdir() if p.is_file()} == before
    assert elsewhere.read_text() == "not to be written\n"


def test_a_day_without_entries_any_more_goes_and_is_said(kept: World, vault: Path) -> None:
    ids = kept.run("list", "--json").out.split('"id": "')[1:]
    assert kept.run("delete", ids[-1].partition('"')[0], "--yes").code == 0
    done = export(kept, vault)
    assert "Removed, because the day has no entries any more: 2026-03-25.md." in done.err
    assert not (vault / "2026-03-25.md").exists()


def test_days_outside_a_span_stay(kept: World, vault: Path) -> None:
    kept.run("note", "-", stdin="More.")
    done = export(kept, vault, "--since", "2026-03-27")
    assert "1 file written." in done.err
    assert len(list(vault.iterdir())) == 3


def test_a_damaged_journal_takes_no_words_away(kept: World, vault: Path) -> None:
    before = state(vault)
    (path,) = (kept.home / "journal").rglob("*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0].replace(b"Met", b"Mat"), *lines[1:]]))
    kept.run("note", "-", "--date", "tue", stdin="New.")
    done = export(kept, vault)
    assert "part of the journal could not be read: 2026-03-27.md" in done.err
    now = state(vault)
    assert now.pop("2026-03-24.md")
    assert now == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "json", "--per-day", "{vault}"], "--format md"),
        (["--per-day", "{vault}", "-n", "3"], "cannot be combined with -o"),
        (["--per-day", "{vault}", "-o", "x.md"], "cannot be combined with -o"),
        (["--per-day", "{vault}/none/there"], "does not exist"),
        (["--per-day", "{home}/journal"], "inside the journal"),
        (["--per-day", "{home}/journal/new"], "inside the journal"),
        (["--per-day", "{vault}/2026-03-27.md"], "is not a folder"),
    ],
)
def test_what_is_refused(kept: World, vault: Path, options: list[str], said: str) -> None:
    before = state(vault)
    words = [word.format(vault=vault, home=kept.home) for word in options]
    done = kept.run("export", *words)
    assert done.code != 0
    assert said in done.err
    assert state(vault) == before


def test_they_are_not_imported_back(kept: World, vault: Path) -> None:
    done = kept.run("import", "markdown", str(vault))
    assert "written by syslead export" in done.err
    assert len(kept.journal_lines()) == 3
