"""A history of work together: the coach's notes, older packs, change over all packs."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from briefs import TODAY, brief_of, changed, full_document, quarter
from conftest import Terminal, World
from packs import file_of
from syslead_cli.base.terminal import page_text
from syslead_cli.base.text import short_day
from syslead_cli.coach.brief import Brief, last_time
from syslead_cli.coach.brief_screen import brief_html, brief_markdown, brief_page
from syslead_cli.coach.documents import CoachNote
from syslead_cli.setup.schemas import schema_named

SECRET = "the trust chairs October"


@pytest.fixture
def coach(world: World, tmp_path: Path) -> World:
    world.clock.move(days=(TODAY - world.clock.now().local.date()).days)
    for back in range(4):
        path = tmp_path / f"{back}.json"
        path.write_bytes(file_of(quarter(back)))
        assert world.run("coach", "add", str(path)).code == 0
    return world


def note(world: World, *arguments: str, stdin: str = "") -> Any:
    return world.run("coach", "note", "Heron", *arguments, stdin=stdin)


def notes_of(world: World, *arguments: str) -> list[dict[str, Any]]:
    data = json.loads(note(world, "--list", "--json", *arguments).out)
    validator = Draft202012Validator(schema_named("coach-notes"), format_checker=FormatChecker())
    validator.validate(data)
    found: list[dict[str, Any]] = data["notes"]
    return found


def expired(world: World) -> None:
    """A pack whose day has passed."""
    content = file_of(changed(full_document(), expires="2026-01-31"))
    assert world.run("coach", "add", "-", stdin=content).code == 0


def files_of_notes(world: World) -> list[Path]:
    return sorted(world.home.rglob("notes/*"))


def test_a_note_is_edited_and_removed_for_good(coach: World) -> None:
    note(coach, f"Try {SECRET}.", "--date", "2026-03-03")
    [kept] = notes_of(coach)
    assert note(coach, "--edit", kept["id"][:3], "-", stdin="Something else.").code == 0
    assert note(coach, "--edit", kept["id"], "--agreed", "--date", "2026-03-04").code == 0
    assert notes_of(coach) == [
        {"id": kept["id"], "day": "2026-03-04", "agreed": True, "text": "Something else."}
    ]
    assert len(files_of_notes(coach)) == 1
    assert note(coach, "--remove", kept["id"]).code == 0
    everything = b"".join(p.read_bytes() for p in coach.home.rglob("*") if p.is_file())
    assert b"Something else" not in everything
    assert SECRET.encode() not in everything
    assert notes_of(coach) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--edit", "zz", "x"), "No note begins with zz."),
        (("--remove", "zz"), "No note begins"),
        (("--edit", "a", "--remove", "b"), "Use only one of"),
        ((" ",), "The note is empty"),
        ((), "There is no terminal"),
        (("--date", "tomorrow", "x"), "--date"),
    ],
)
def test_a_wrong_call_of_note_writes_nothing(
    coach: World, arguments: tuple[str, ...], said: str
) -> None:
    result = note(coach, *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert files_of_notes(coach) == []
    assert coach.run("coach", "note", "Herons", "x").code == 1


@pytest.mark.usefixtures("cheap_passphrases")
def test_notes_are_encrypted_where_there_is_a_key(coach: World, tmp_path: Path) -> None:
    words = tmp_path / "passphrase"
    words.write_text("three small words")
    public = str(tmp_path / "key.txt")
    coach.done("coach", "keygen", "--passphrase-file", str(words), "-o", public)
    assert "encrypted" in note(coach, f"Try {SECRET}.", "--agreed").out
    [file] = files_of_notes(coach)
    assert file.suffix == ".age"
    assert SECRET not in file.read_text()
    assert notes_of(coach, "--passphrase-file", str(words))[0]["text"] == f"Try {SECRET}."
    assert notes_of(coach)[0]["text"] is None
    assert "encrypted and not opened" in coach.done("coach", "brief", "Heron")
    opened = coach.run("coach", "brief", "Heron", "--passphrase-file", str(words))
    assert f"agreed: Try {SECRET}." in opened.out
    (coach.home / "coach" / "key.pub").unlink()
    refused = note(coach, "In the clear?")
    assert (refused.code, len(files_of_notes(coach))) == (1, 1)
    assert "could not be encrypted" in refused.err


def test_notes_stay_when_the_last_pack_goes_and_go_with_forget(coach: World) -> None:
    note(coach, "Kept.")
    for path in coach.home.rglob("clients/*/*.json"):
        path.unlink()
    assert "1 note" in coach.run("coach", "list").out
    assert [n["text"] for n in notes_of(coach)] == ["Kept."]
    assert "only your notes" in coach.refused("coach", "brief", "Heron")
    gone = coach.run("coach", "forget", "Heron", "--yes")
    assert "0 packs and 1 note deleted" in gone.out
    assert files_of_notes(coach) == []


def test_expired_packs_go_and_notes_stay(world: World) -> None:
    expired(world)
    note(world, "Kept.")
    assert world.run("coach", "forget", "--expired", "--yes").code == 0
    assert [n["text"] for n in notes_of(world)] == ["Kept."]


def made_brief(*backs: int, **how: Any) -> Brief:
    return brief_of(*map(quarter, backs), **how)


def forms(made: Brief) -> list[str]:
    screen = page_text(brief_page(made, 80))
    flat = (screen, brief_markdown(made), brief_html(made))
    return [" ".join(text.replace("\\", "").split()) for text in flat]


def test_what_was_agreed_stands_at_the_head_of_the_next_brief() -> None:
    notes = (
        CoachNote("a", date(2026, 11, 2), False, "She was tired."),
        CoachNote("b", date(2026, 9, 3), True, f"Try {SECRET}."),
        CoachNote("c", date(2026, 6, 3), True, "Something before."),
    )
    for text in forms(made_brief(0, 1, notes=notes)):
        assert "3 September" in text
        assert text.index(SECRET) < text.lower().index("what they want from this session")
        assert "Something before" not in text
        assert "She was tired" not in text
    assert SECRET not in " ".join(forms(made_brief(0, 1, place=2, notes=notes[:2])))
    assert last_time(notes[:1], TODAY) == notes[:1]
    assert last_time(notes, date(2026, 7, 1)) == notes[2:]


def test_no_notes_leaves_them_out(coach: World) -> None:
    note(coach, f"Try {SECRET}.", "--agreed")
    assert SECRET in coach.run("coach", "brief", "Heron").out
    assert coach.document("coach", "brief", "Heron")["last_time"]
    for form in ((), ("--json",), ("--format", "html")):
        assert SECRET not in coach.run("coach", "brief", "Heron", "--no-notes", *form).out


def test_an_older_pack_is_briefed_by_its_number(coach: World) -> None:
    listed = " ".join(coach.run("coach", "list").out.split())
    for place, days in ((1, "2026-08-24"), (2, "2026-05-25"), (3, "2026-02-23")):
        first = short_day(date.fromisoformat(days), date(2026, 1, 1))
        assert f"{place} themes {first} to" in listed
        data = coach.document("coach", "brief", "Heron", "--pack", str(place))
        assert (data["from"], data["pack"], data["packs"]) == (days, place, 4)
    assert "2 of 4 here" in coach.run("coach", "brief", "Heron", "--pack", "2").out
    assert "so pack 5 does not exist" in coach.refused(
        "coach", "brief", "Heron", "--pack", "5", code=2
    )
    assert coach.run("coach", "brief", "Heron", "--pack", "0").code == 2


def test_change_is_said_over_all_packs(coach: World) -> None:
    for text in forms(made_brief(3, 0, 2, 1)):
        assert "over 4 packs" in text.lower()
        assert "Facet name 2 (in 3 packs)" in text
    data = coach.document("coach", "brief", "Heron")
    assert [pack["quiet"] for pack in data["history"]] == [
        *[["Facet name 2"]] * 3, ["Being", "Facet name 9", "Facet name 24"],
    ]  # fmt: skip
    assert [pack["levels"][0] for pack in data["history"]] == [0.2, 0.2, 0.2, 0.7]
    since = coach.document("coach", "brief", "Heron", "--since", "2026-06-01")
    assert [pack["until"] for pack in since["history"]] == ["2026-08-23", "2026-11-22"]
    assert "over 2 packs" not in forms(made_brief(0, 1))[0].lower()


def test_a_pack_of_another_framework_has_no_level_beside_the_others() -> None:
    other = quarter(2)
    other["framework"] = {"id": "garden", "name": "A garden", "version": "1"}
    made = brief_of(quarter(0), quarter(1), other)
    assert made.document.history[0].levels == (None,) * 6
    assert made.document.history[1].levels[0] == 0.2


def test_every_facet_is_in_the_table_and_what_is_steady_is_folded() -> None:
    document = full_document()
    document["facets"][9] |= {"asked": 0, "full": 0, "state": "not_asked"}
    made = brief_of(document, quarter(1))
    for text in forms(made):
        for place in range(1, 25):
            assert f"Facet name {place}" in text
        assert "Facet name 1 3/4 · Facet name 4 3/4" in text
        assert "not asked: Facet name 10" in text
        for said in ("gone quiet", "going strong", "quiet last time"):
            assert said in text, said


@pytest.mark.parametrize("name", ["b.html", "b.md", "b.json", "b.txt"])
def test_a_file_is_private_new_and_of_the_kind_its_ending_says(
    coach: World, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    result = coach.run("coach", "brief", "Heron", "-o", str(path))
    assert (result.code, result.out) == (0, ""), result.err
    start = {"b.html": "<!DOCTYPE", "b.md": "# Heron", "b.json": "{", "b.txt": " Heron"}[name]
    assert path.read_text(encoding="utf-8").startswith(start)
    before = path.read_bytes()
    again = coach.run("coach", "brief", "Heron", "-o", str(path), "--format", "md")
    assert (again.code, path.read_bytes()) == (1, before)
    assert "already exists" in again.err


def test_a_page_goes_to_a_pipe_and_not_to_a_terminal(coach: World) -> None:
    assert coach.run("coach", "brief", "Heron", "--format", "html").out.startswith("<!DOCTYPE")
    said = coach.refused("coach", "brief", "Heron", "--format", "html", stdout=Terminal(), code=2)
    assert "-o FILE.html" in said


def test_a_pack_that_is_damaged_is_left_out_and_said(coach: World) -> None:
    files = sorted(coach.home.rglob("clients/*/*.json"))
    assert len(files) == 4
    newest = next(file for file in files if b'"until": "2026-11-22"' in file.read_bytes())
    newest.write_bytes(newest.read_bytes().replace(b'"asked": 102', b'"asked": 103'))
    result = coach.run("coach", "brief", "Heron")
    assert result.code == 4
    assert "25 May to 23 August 2026" in result.out
    assert "1 pack of theirs could not be read" in result.err
    for file in files:
        file.write_bytes(b"{}")
    assert "No pack from Heron is intact" in coach.refused("coach", "brief", "Heron", code=4)


def test_a_pack_past_its_day_is_shown_and_said(world: World) -> None:
    expired(world)
    result = world.run("coach", "brief", "Heron")
    assert "was to be deleted after 31 January 2026: that day has passed" in result.out
    assert "syslead coach forget Heron" in result.out
    assert world.document("coach", "brief", "Heron")["expired"]


def test_a_note_is_dated_private_listed_and_leaves_the_packs_alone(coach: World) -> None:
    before = {path: path.read_bytes() for path in coach.home.rglob("clients/*/*.json")}
    result = note(coach, "--agreed", "--date", "2026-03-03", "-", stdin=f"Try {SECRET}.\n\nSoon.")
    assert (result.code, result.err) == (0, ""), result.err
    assert "saved · agreed · Tuesday 3 March" in result.out
    note(coach, "She was tired.")
    shown = note(coach, "--list").out
    assert shown.index("She was tired.") < shown.index(SECRET)
    assert [(n["day"], n["agreed"]) for n in notes_of(coach)] == [
        (coach.clock.now().local.date().isoformat(), False), ("2026-03-03", True),
    ]  # fmt: skip
    [file, _] = files_of_notes(coach)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {path: path.read_bytes() for path in before} == before
    assert "2 notes" in coach.run("coach", "list").out
    assert not (coach.home / "journal").exists()


def test_there_is_white_space_to_write_on() -> None:
    page = brief_html(made_brief(0, 1))
    assert '<div class="space">' in page
