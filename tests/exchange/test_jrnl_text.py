"""jrnl's own file: both of its forms, its folders, and what is no such file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import World

VERSION_2 = """[2024-01-05 08:30] A quiet start. *
Met @forum/north and @Anna's team about #budget.

  indented
[12:55] a line of a chat
[1] a list

[2024-03-31 01:30] A time the clock skipped. Said “no”.

[2024-07 14:23] No such day.
Its words.

[2020-08-31 02:32:07 PM] An afternoon.
"""
VERSION_1 = """2013-06-10 15:40 He said "[this]".*
Lorem.
2013-06-11 is a day in the middle.
11.06.2013 15:00 is written otherwise.

[2019-08-03 12:55] Part of a chat.

2013-06-12 09:00 Short.
"""


def imported(world: World, content: str | bytes, *options: str) -> tuple[dict[str, Any], Any]:
    """Import a file; return the answer, and what is in the journal then, oldest first."""
    path = world.home.parent / "journal.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    done = world.document("import", "jrnl", str(path), *options)
    entries = world.entries()
    return done, entries[::-1]


def test_the_form_of_today(world: World) -> None:
    answer, (afternoon, quiet, skipped) = imported(world, VERSION_2)
    assert answer["imported"] == 3
    assert answer["left_out"] == [
        {"place": "line 10", "reason": "no date that can be read (2024-01-05, perhaps with 08:30)"}
    ]
    assert quiet["text"] == (
        "A quiet start.\nMet @forum/north and @Anna's team about #budget.\n\n"
        "  indented\n[12:55] a line of a chat\n[1] a list"
    )
    assert quiet["ts"] == "2024-01-05T08:30:00.000+00:00"
    assert {"starred", "forum/north", "anna", "budget"} <= set(quiet["tags"])
    assert skipped["ts"] == "2024-03-31T02:30:00.000+01:00"
    assert afternoon["ts"] == "2020-08-31T14:32:00.000+01:00"
    again, _ = imported(world, VERSION_2)
    assert (again["imported"], again["present"]) == (0, 3)


def test_the_form_of_version_1(world: World) -> None:
    answer, (first, second) = imported(world, VERSION_1.replace("\n", "\r\n"))
    assert (answer["imported"], answer["left_out"]) == (2, [])
    assert first["text"].splitlines()[0] == 'He said "[this]".'
    assert first["text"].endswith("[2019-08-03 12:55] Part of a chat.")
    assert "starred" in first["tags"]
    assert second["text"] == "Short."


def test_its_json_afterwards_adds_nothing(world: World) -> None:
    imported(world, VERSION_2)
    entry = {
        "title": "A quiet start.", "date": "2024-01-05", "time": "08:30", "starred": True,
        "body": "Met @forum/north and @Anna's team about #budget.\n\n"
        "  indented\n[12:55] a line of a chat\n[1] a list",
    }  # fmt: skip
    answer, _ = imported(world, json.dumps({"tags": {}, "entries": [entry]}))
    assert (answer["imported"], answer["present"]) == (0, 1)


@pytest.mark.parametrize(
    ("content", "options", "day"),
    [
        ("[05.01.2024 08:30] x\n", (), "2024-01-05"),
        ("[03/04/2024 08:30] x\n[30/04/2024 08:30] y\n", (), "2024-04-03"),
        ("[03/04/2024 08:30] x\n", ("--date-format", "month-first"), "2024-03-04"),
        ("[24_01_05 08h30] x\n", ("--date-format", "%y_%m_%d %Hh%M"), "2024-01-05"),
        ("05.01.2024 08:30 x\n", (), "2024-01-05"),
        ("\ufeff[2024-01-05 08:30] x\n", (), "2024-01-05"),
        ("[Friday 5 January 2024, 8:30 am] x\n", (), "2024-01-05"),
    ],
)
def test_dates_as_jrnl_may_be_told_to_write_them(
    world: World, content: str, options: tuple[str, ...], day: str
) -> None:
    answer, entries = imported(world, content, *options)
    assert (entries[0]["day"], answer["left_out"]) == (day, [])


def test_a_folder_of_jrnl_is_read_day_by_day(world: World, tmp_path: Path) -> None:
    for name, text in (("2020/08/31", VERSION_2), ("2020/09/24", "[2020-09-24 09:14] Two.\n")):
        path = tmp_path / "folder" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "folder" / "notes.txt").write_text("Nothing of jrnl's.\n")
    found = world.document("import", "jrnl", str(tmp_path / "folder"))
    assert found["imported"] == 4
    assert [one["place"] for one in found["left_out"]] == ["2020/08/31.txt, line 10", "notes.txt"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"gAAAAABfb4gQBMqqGn_W8v_s7qCi14bX7inuCOKb", "jrnl has encrypted it"),
        (b"\x8a\xff\x00abc", "If jrnl has encrypted it: jrnl --decrypt"),
        (b"Dear diary.\n", "jrnl --list shows where"),
        (b"date,text\n2024-01-01,hi\n", "syslead import csv"),
        (b"---\ndate: 2024-01-01\n---\nx\n", "syslead import markdown"),
        (b'{"v":1,"id":"x","kind":"note"}\n{"v":1}\n', "syslead import syslead"),
        (b"PK\x03\x04zip", "syslead import dayone"),
    ],
)
def test_another_file_is_told_its_command(world: World, content: bytes, said: str) -> None:
    path = world.home.parent / "a file.txt"
    path.write_bytes(content)
    found = world.run("import", "jrnl", str(path))
    assert (found.code, said in found.err) == (1, True), found.err
    if "syslead import" in found.err:
        assert f"'{path}'" in found.err, "a path with a blank is quoted"


@pytest.mark.parametrize("form", ["csv", "dayone", "journal-cli", "markdown"])
def test_other_commands_name_this_one(world: World, form: str) -> None:
    path = world.home.parent / "journal.md"
    path.write_text(VERSION_2)
    assert "syslead import jrnl" in world.run("import", form, str(path)).err


# ── front matter in TOML, and date formats inside JSON ───────────────────────

TOML = """+++
title = "A forum"
date = 2024-01-05T08:30:00+01:00
draft = false
weight = 3
[taxonomies]
tags = ["Budget", "forum"]
[extra]
mood = "calm"
+++
We met.
"""


def test_front_matter_in_toml(world: World, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.md").write_text(TOML)
    (tmp_path / "notes" / "two.md").write_text("+++\ndate = 2024-02-01\n+++\nA day.\n")
    (tmp_path / "notes" / "bad.md").write_text("+++\ndate = \n+++\nBad.\n")
    (tmp_path / "notes" / "2024-03-01.md").write_text("+++ is how I begin\n\nText.\n")
    found = world.document("import", "markdown", str(tmp_path / "notes"))
    assert found["left_out"] == [
        {"place": "bad.md", "reason": "its front matter is not TOML (line 2)"}
    ]
    plain, day, met = world.entries()
    assert met["text"] == "A forum\n\nWe met.\n\ndraft: false\nweight: 3\nextra: mood: calm"
    assert (met["ts"], met["tags"]) == ("2024-01-05T08:30:00.000+01:00", ["budget", "forum"])
    assert (day["day"], day["text"]) == ("2024-02-01", "A day.")
    assert plain["text"].startswith("+++ is how")


@pytest.mark.parametrize(
    ("form", "document"),
    [
        ("jrnl", {"entries": [{"date": "03/04/2024", "time": "9:15 pm", "title": "x"}]}),
        ("journal-cli", [{"date": "03/04/2024", "data": {"Day": {"Good": "yes"}}}]),
    ],
)
def test_a_date_format_holds_inside_json(world: World, form: str, document: object) -> None:
    path = world.home.parent / "journal.json"
    path.write_text(json.dumps(document))
    assert world.run("import", form, str(path)).code == 1
    done = world.run("import", form, str(path), "--date-format", "day-first", "--json")
    assert json.loads(done.out)["entries"][0]["day"] == "2024-04-03"


# ── as people report it of journals and task lists ───────────────────────────


def test_journals_put_behind_each_other_come_in_once(world: World) -> None:
    once = "[2024-01-05 08:30] One.\nBody\n[^1] a footnote\n[1]: http://x\n[x] done 2024\n"
    answer, (one, two) = imported(world, once + once + "[2024-01-06 09:00] Two.")
    assert one["text"].count("\n") == 4
    assert two["text"] == "Two."
    assert answer["left_out"] == [{"place": "line 6", "reason": "the same entry as line 1"}]


def test_what_jrnl_shows_on_its_screen_comes_in_without_its_marks(world: World) -> None:
    _, (one, two) = imported(world, "2024-02-05 08:30 One\n| a\n|\n| b\n\n2024-02-06 08:30 Two\n")
    assert (one["text"], two["text"]) == ("One\na\n\nb", "Two")


def test_a_date_without_its_year_is_no_guess(world: World) -> None:
    path = world.home.parent / "journal.txt"
    path.write_text("[Thursday, September 15 09:00] One.\n")
    assert world.run("import", "jrnl", str(path)).code == 1


def test_names_of_files_as_several_programs_write_them(world: World, tmp_path: Path) -> None:
    names = {
        "January 5th, 2024.md": "2024-01-05", "6 January 2024.md": "2024-01-06",
        "2024_01_07.md": "2024-01-07", "20240108T0830.md": "2024-01-08",
        "2024-01-09 Tuesday.md": "2024-01-09", "2024/01/10.md": "2024-01-10",
        "22-01-2024.md": "2024-01-22", "05-02-2024.md": "", "2024-W03.md": "", "Ideas.md": "",
    }  # fmt: skip
    for name in names:
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"In {name}")
    found = world.document("import", "markdown", str(tmp_path / "notes"))
    assert {one["day"] for one in found["entries"]} == set(filter(None, names.values()))
    reasons = {one["place"]: one["reason"] for one in found["left_out"]}
    assert reasons.keys() == {name for name, day in names.items() if not day}
    assert "may be 5 February 2024 or 2 May 2024" in reasons["05-02-2024.md"]
    told = world.run("import", "markdown", str(tmp_path / "notes"), "--date-format", "day-first")
    assert "Imported 1 entry, 5 Feb 2024." in told.out


def test_times_in_a_column_of_their_own(world: World) -> None:
    path = world.home.parent / "table.csv"
    path.write_text("Date,Time,Text\n2024-01-05,7pm,x\n2024-01-06,19.30,y\n2024-01-07,19:30:05,z\n")
    assert world.run("import", "csv", str(path)).code == 0
    entries = world.entries()
    assert [one["ts"][11:19] for one in entries[::-1]] == ["19:00:00", "19:30:00", "19:30:05"]


# ── the real jrnl, from the package registry ─────────────────────────────────

CONFIG = """
journals: {{default: {{journal: {journal}}}}}
editor: ''
encrypt: false
template: false
default_hour: 9
default_minute: 0
timeformat: '%F %R'
tagsymbols: '#@'
highlight: true
linewrap: 79
indent_character: '|'
colors: {{body: none, date: none, tags: none, title: none}}
version: v4.0
"""
ENTRIES = [
    "2024-01-05 08:30: A quiet start. Met @forum and talked about #budget.",
    "2024-03-31 01:30: *A time the clock skipped. Said “no” 🙂.",
    "2024-10-27 01:30: A time it showed twice.",
]


@pytest.fixture
def jrnl(tmp_path: Path, request: pytest.FixtureRequest) -> list[str]:
    """jrnl in an environment of its own; only when the slow tests are asked for."""
    if "slow" not in request.config.getoption("markexpr"):
        pytest.skip("needs the package registry: pytest -m slow")
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    got = subprocess.run(
        [place / "bin" / "pip", "install", "-q", "jrnl"], capture_output=True, text=True
    )
    if got.returncode:
        pytest.skip(f"jrnl cannot be installed here: {got.stderr.strip()[-200:]}")
    config = tmp_path / "jrnl.yaml"
    config.write_text(CONFIG.format(journal=tmp_path / "journal.txt"))
    return [str(place / "bin" / "jrnl"), "--config-file", str(config)]


@pytest.mark.slow
def test_its_export_comes_in(world: World, jrnl: list[str], tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for entry in ENTRIES:
        subprocess.run([*jrnl, entry], check=True, env=environ, stdin=subprocess.DEVNULL)
    done = subprocess.run(
        [*jrnl, "--format", "json"], check=True, env=environ,
        stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    path = tmp_path / "export.json"
    path.write_bytes(done.stdout)
    first = world.document("import", "jrnl", str(path))
    assert (first["imported"], first["left_out"]) == (3, [])
    records = [json.loads(line) for line in world.journal_lines()]
    assert [record["ts"] for record in records] == [
        "2024-01-05T08:30:00.000+00:00",
        "2024-03-31T02:30:00.000+01:00",
        "2024-10-27T01:30:00.000+01:00",
    ]
    assert [record.get("tags", []) for record in records] == [["budget", "forum"], ["starred"], []]
    assert "Said “no” 🙂" in records[1]["text"]
    again = world.document("import", "jrnl", str(path))
    assert (again["imported"], again["present"]) == (0, 3)
