"""``import`` and ``export`` as commands: what they say, what they write, what they refuse."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Terminal, World
from failing_calls import Calls, watched
from some_records import ask, intention, note, outcome, write_journal, write_line
from syslead_cli.base.documents import schema_of
from syslead_cli.exchange.screen import ImportDocument
from syslead_cli.framework.catalogue import Catalogue
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import Note, Remove, Revise

JRNL = {
    "tags": {"@forum": 1},
    "entries": [
        {"title": "A quiet start.", "body": "Met @forum.", "date": "2024-01-05", "time": "08:30",
         "tags": ["@forum"], "starred": True},
        {"title": "Twice.", "body": "", "date": "2024-10-27", "time": "01:30", "tags": [],
         "starred": False},
        {"title": "", "body": "", "date": "2024-10-28", "time": "01:30", "tags": []},
    ],
}  # fmt: skip


def jrnl_file(tmp_path: Path, data: Any = JRNL) -> str:
    path = tmp_path / "jrnl.json"
    path.write_text(json.dumps(data))
    return str(path)


def journal_bytes(world: World) -> dict[str, bytes]:
    files = sorted((world.home / "journal").rglob("*.jsonl"))
    return {str(path): path.read_bytes() for path in files}


def test_an_import_and_a_second_one(world: World, tmp_path: Path) -> None:
    first = world.run("import", "jrnl", jrnl_file(tmp_path), "--json")
    data = json.loads(first.out)
    Draft202012Validator(schema_of(ImportDocument)).validate(data)
    assert (data["imported"], data["present"], data["zone"]) == (2, 0, "Europe/London")
    records = [json.loads(line) for line in world.journal_lines()]
    assert records[0]["text"] == "A quiet start.\nMet @forum."
    assert records[0]["tags"] == ["forum", "starred"]
    assert records[0]["ts"] == "2024-01-05T08:30:00.000+00:00"
    assert records[1]["ts"] == "2024-10-27T01:30:00.000+01:00"
    assert records[1]["day"] == "2024-10-26"  # before four in the morning
    before = journal_bytes(world)
    again = world.run("import", "jrnl", jrnl_file(tmp_path), "--tz", "Asia/Kathmandu", "--json")
    assert json.loads(again.out)["present"] == 2
    assert journal_bytes(world) == before
    assert world.run("verify").code == 0


def test_an_entry_deleted_here_stays_deleted(world: World, tmp_path: Path) -> None:
    data = world.document("import", "jrnl", jrnl_file(tmp_path))
    world.run("delete", data["entries"][0]["id"], "--yes")
    again = world.document("import", "jrnl", jrnl_file(tmp_path))
    assert (again["imported"], again["present"]) == (0, 1)
    assert again["left_out"][-1]["reason"].startswith("deleted")


def test_facets_are_found_as_in_a_note(world: World, tmp_path: Path) -> None:
    entry = {"title": "I was curious and asked a question.", "body": "", "date": "2024-01-05",
             "time": "08:30"}  # fmt: skip
    world.run("import", "jrnl", jrnl_file(tmp_path, {"entries": [entry]}))
    imported = json.loads(world.journal_lines()[0])
    world.run("note", entry["title"])
    noted = json.loads(world.journal_lines()[1])
    assert imported.get("mentions") == noted.get("mentions")


def a_journal(world: World) -> None:
    plan = intention("If it stalls, then I will ask", 6, 2)
    records = [ask("Because @amira said =no", 9), plan, outcome(plan, "done", 1, "Asked."),
               note("Words\x1b[31m \u202eback <script>alert(1)</script>", 3, tags=("a",)),
               note("to be edited", 2, id_="edited-1")]  # fmt: skip
    write_journal(world.home, records)
    write_line(world.home, b'{"v":3,"id":"later-1","kind":"orb","day":"2026-03-20","x":[1, 2.50]}')
    world.run("edit", "edited-1", "--text", "edited now")
    world.run("note", "to go")
    gone = json.loads(world.journal_lines()[-1])["id"]
    world.run("delete", gone, "--yes")


def test_jsonl_to_an_empty_home_and_back(world: World, tmp_path: Path) -> None:
    a_journal(world)
    first = world.done("export")
    assert '"x":[1, 2.50]' in first
    path = tmp_path / "all.jsonl"
    path.write_text(first)
    other = World(tmp_path / "other")
    other.done("import", "syslead", str(path))
    assert other.run("export").out == first
    assert (
        other.run("list", "--limit", "0", "--json").out
        == world.run("list", "--limit", "0", "--json").out
    )
    before = journal_bytes(other)
    assert "Nothing new" in other.run("import", "syslead", str(path)).out
    assert journal_bytes(other) == before
    assert other.run("verify").code == 0


def test_csv_and_back(world: World, tmp_path: Path) -> None:
    a_journal(world)
    path = tmp_path / "all.csv"
    path.write_text(world.run("export", "--format", "csv").out, newline="")
    other = World(tmp_path / "other")
    assert "from a newer version" in other.done("import", "csv", str(path))
    mine = [
        e
        for e in json.loads(world.run("export", "--format", "json").out)["entries"]
        if "newer" not in e
    ]
    theirs = json.loads(other.run("export", "--format", "json").out)["entries"]
    assert theirs == [{k: v for k, v in e.items() if k != "edited"} for e in mine]
    assert "Nothing new" in world.run("import", "csv", str(path)).out


def test_a_rescue_file_comes_in(world: World) -> None:
    journal = world.home / "journal"
    journal.mkdir(parents=True)
    world.run("note", "first")
    device = next(p for p in journal.iterdir() if p.is_dir())
    month = next(device.iterdir())
    month.rename(month.with_suffix(".old"))
    month.mkdir()
    assert world.run("note", "words that must not be lost").code == 1
    month.rmdir()
    (rescue,) = (world.home / "state" / "rescue").iterdir()
    assert rescue.name.startswith("rescue-")
    assert world.run("import", "syslead", str(rescue)).code == 0
    assert "words that must not be lost" in world.run("list").out


def test_an_import_changes_and_deletes_nothing_that_is_here(world: World, tmp_path: Path) -> None:
    """Edits, edits of edits in any order, removals: other people's orders are counted."""
    mine = world.run("note", "-", stdin="my own words").out.split()[0]
    fields: dict[str, Any] = {
        "ts": "2026-03-28T19:00:00.000+00:00",
        "tz": "UTC",
        "day": date(2026, 3, 28),
    }
    lines = [
        Revise(id="e2", of="e1", set={"text": "theirs, twice"}, **fields),
        Revise(id="e1", of=mine, set={"text": "theirs"}, **fields),
        Remove(id="r1", of=mine, **fields),
        Revise(id="e3", of="n1", set={"text": "an edited entry of theirs"}, **fields),
        Note(id="n1", text="an entry of theirs", **fields),
    ]
    path = tmp_path / "theirs.jsonl"
    path.write_bytes(b"".join(encode_line(line) + b"\n" for line in lines))
    before = journal_bytes(world)
    data = world.document("import", "syslead", str(path))
    reasons = [one["reason"] for one in data["left_out"]]
    assert sum("would change an entry that is here" in reason for reason in reasons) == 2
    assert sum("would delete an entry that is here" in reason for reason in reasons) == 1
    assert before != journal_bytes(world)
    texts = {one["text"] for one in world.entries()}
    assert texts == {"my own words", "an edited entry of theirs"}


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_copy_for_reading_of_nothing_says_so_on_the_side(world: World, form: str) -> None:
    world.run("note", "Something")
    said = world.run("export", "zzz", "--format", form)
    assert (said.code, said.err) == (0, 'Nothing says "zzz".\n')
    assert "zzz" not in said.out
    tags = world.run("export", "--kind", "note", "--tag", "zzz", "--format", form)
    assert tags.err == "No notes where all of that is true.\n"
    assert world.run("export", "--format", form).err == ""


def test_for_reading_nothing_is_active(world: World) -> None:
    a_journal(world)
    for form in ("md", "html"):
        found = world.run("export", "--format", form).out
        assert not {"\x1b", "\u202e"} & set(found)
        assert "<script" not in found.replace("\\<script", "")
        assert "edited now" in found
        assert "⟨U+202E⟩" in found
        assert not re.search(r"<link|<img|<iframe|src=|href=|url\(|@import| style=| on\w+=", found)


def test_files_are_private_new_and_never_written_over_unasked(world: World, tmp_path: Path) -> None:
    a_journal(world)
    path = tmp_path / "out.csv"
    old = os.umask(0)
    try:
        assert world.run("export", "--format", "csv", "-o", str(path)).code == 0
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine")
    refused = world.run("export", "--format", "csv", "-o", str(path))
    assert (refused.code, path.read_text()) == (2, "mine")
    assert "--force" in refused.err
    assert world.run("export", "--format", "csv", "-o", str(path), "--force").code == 0
    assert path.read_text() != "mine"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "out.csv"]


def test_places_where_no_export_goes(world: World, tmp_path: Path) -> None:
    a_journal(world)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for place, said in (
        (tmp_path / "no" / "such" / "x.md", "does not exist"),
        (world.home / "journal" / "x.jsonl", "inside the journal"),
        (tmp_path / "pipe", "not an ordinary file"),
        (tmp_path / "link", "not an ordinary file"),
        (tmp_path, "not an ordinary file"),
    ):
        assert said in world.refused("export", "-o", str(place), "--force")
    assert not (tmp_path / "elsewhere").exists()


def test_a_page_is_for_a_file(world: World) -> None:
    assert "-o FILE" in world.refused("export", "--format", "html", stdout=Terminal(), code=2)


def test_bytes_are_written_whatever_the_encoding_of_the_screen(world: World) -> None:
    write_journal(world.home, [note("Grüße 🙂 \ud800")])
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    context = world.context(stdout=out)
    from syslead_cli.__main__ import main

    assert main(["export"], context) == 0
    assert raw.getvalue().rstrip(b"\n") in world.journal_lines()


def test_a_terminal_gets_no_control_characters(world: World) -> None:
    a_journal(world)
    for form in ("jsonl", "json", "csv"):
        shown = Terminal()
        assert world.run("export", "--format", form, stdout=shown).code == 0
        assert not {"\x1b", "\u202e", "\r"} & set(shown.getvalue())


def test_progress_is_for_a_terminal_only(world: World, tmp_path: Path) -> None:
    entries = [{"title": f"Entry {n}", "date": "2024-01-05", "time": "10:00"} for n in range(600)]
    path = jrnl_file(tmp_path, {"entries": entries})
    assert world.run("import", "jrnl", path, "--dry-run").err == ""
    assert (
        "500 of 600 entries"
        in world.run("import", "jrnl", path, "--dry-run", stderr=Terminal()).err
    )
    assert world.run("--quiet", "import", "jrnl", path, "--dry-run", stderr=Terminal()).err == ""


# ── what is broken or hostile ────────────────────────────────────────────────


def refused(world: World, *words: str) -> str:
    before = journal_bytes(world)
    said = world.refused(*words)
    assert "mistake of ours" not in said
    assert "Traceback" not in said

    assert journal_bytes(world) == before
    return said


def test_broken_files(world: World, tmp_path: Path) -> None:
    write_journal(world.home, [note("mine")])
    broken = tmp_path / "broken"
    for content in (b"", b"\0" * 9999, b"[" * 100_000, b'{"a":' * 50_000, b"PK\x03\x04half",
                    b'{"entries": [{"title": "x"', b'{"entries": [' + b"9" * 5000 + b"]}",
                    b'{"entries": [NaN]}',
                    b"\xff\xfe\xfa", b"caf\xe9", b'"', b"date,text\n\"open",
                    b"\xef\xbb\xbf"):  # fmt: skip
        broken.write_bytes(content)
        for form in ("jrnl", "dayone", "journal-cli", "csv"):
            said = refused(world, "import", form, str(broken))
            if content.startswith(b"{") and form != "csv":
                assert re.match(r"syslead: \S*broken: ", said), said
        if content.strip(b"\xef\xbb\xbf"):
            refused(world, "import", "syslead", str(broken))


def test_the_json_test_suite_as_a_journal(world: World, shared: Path) -> None:
    write_journal(world.home, [note("mine")])
    files = sorted((shared / "suites" / "jsontestsuite").glob("*.json"))
    assert files
    for path in files:
        before = journal_bytes(world)
        found = world.run("import", "syslead", str(path))
        assert found.code in (0, 1), path.name
        assert "mistake of ours" not in found.err, path.name
        assert journal_bytes(world) == before, path.name


def test_a_bad_line_costs_one_line(world: World, tmp_path: Path) -> None:
    a_journal(world)
    path = tmp_path / "all.jsonl"
    lines = world.run("export").out.encode().splitlines()
    path.write_bytes(b"\n".join([lines[0], b'{"v":1,"id":"torn', *lines[1:]]))
    other = World(tmp_path / "other")
    data = other.document("import", "syslead", str(path))
    assert data["imported"] == len(lines)
    assert [one["place"] for one in data["left_out"]] == ["line 2"]


@pytest.mark.parametrize("name", ["write", "fsync", "open", "fstat"])
def test_a_disk_that_fails_leaves_the_journal_as_it_was(
    world: World, tmp_path: Path, name: str
) -> None:
    world.run("note", "mine")
    entries = [
        {"title": f"Entry {n}", "date": f"2024-{n:02}-05", "time": "10:00"} for n in range(1, 7)
    ]
    entries.insert(0, {"title": "In a month that is there", "date": "2026-03-05", "time": "10:00"})
    path = jrnl_file(tmp_path, {"entries": entries})
    calls = Calls(world.home, for_good=False)
    trial = World(tmp_path / "trial")
    trial.run("note", "mine")
    counted = Calls(trial.home, for_good=False)
    with watched(counted):
        assert trial.run("import", "jrnl", path).code == 0
    places = [place for place, call in enumerate(counted.seen) if call == name]
    assert places
    before = journal_bytes(world)
    for place in places:
        calls = Calls(world.home, place, errno.EIO, for_good=False)
        with watched(calls):
            found = world.run("import", "jrnl", path)
        after = journal_bytes(world)
        if found.code == 0:
            assert len(world.journal_lines()) == 8
            for file in set(after) - set(before):
                Path(file).unlink()
            for file, content in before.items():
                Path(file).write_bytes(content)
        else:
            assert after == before, (place, found.err)
            assert "mistake of ours" not in found.err


@pytest.mark.parametrize("form", ["md", "html"])
def test_names_are_read_once_for_a_whole_export(
    world: World, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facet = world.context().framework.facets[0].id
    for text in ("one", "two", "three"):
        world.done("note", "-", "--facet", facet, stdin=text)
    times, names = [], Catalogue.names
    monkeypatch.setattr(Catalogue, "names", lambda *of: times.append(of) or names(*of))
    world.done("export", "--format", form)
    assert len(times) <= 1


@pytest.mark.parametrize(
    ("form", "made_by"),
    [("jrnl", "jrnl --format json"), ("dayone", "Export"), ("csv", "Save as")],
)
def test_a_wrong_file_is_told_how_the_right_one_is_made(
    world: World, tmp_path: Path, form: str, made_by: str
) -> None:
    path = tmp_path / "journal.txt"
    path.write_text("Dear diary, a quiet start.\n")
    said = world.refused("import", form, str(path))
    assert made_by in said.replace("\n ", "")


def test_options_of_another_format_are_refused(world: World) -> None:
    assert "--with is for Day One" in world.refused(
        "import", "jrnl", "x.json", "--with", "weather", code=2
    )
    assert world.run("import", "syslead", "x.jsonl", "--date-format", "%d").code == 2
    assert "day-first" in world.run("import", "csv", "x", "--date-format", "day-frist").err


@pytest.mark.parametrize(
    ("word", "said", "typed"),
    [
        ("e.jsonl", "FORMAT", "syslead import syslead e.jsonl"),
        ("a b.txt", "FORMAT", "syslead import FORMAT 'a b.txt'"),
        ("csv", "FILE|DIR", "syslead import csv FILE"),
    ],
)
def test_an_import_with_one_word_says_which_is_missing(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str, said: str, typed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    world.run("note", "-", stdin="Amira said it would not work.")
    Path("e.jsonl").write_text(world.run("export").out)
    refused = world.refused("import", word, code=2)
    assert f"import needs {said}" in refused
    assert typed in refused
