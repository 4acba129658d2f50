"""``syslead note``: what goes in comes back byte for byte; a mistake writes nothing."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import harbour
import tables
from conftest import World
from syslead_cli.__main__ import main
from syslead_cli.journal.codec import ReadableLine, read_line
from syslead_cli.journal.model import Note


def notes(world: World) -> list[Note]:
    read = [read_line(line) for line in world.journal_lines()]
    return [r.record for r in read if isinstance(r, ReadableLine) and isinstance(r.record, Note)]


def test_what_was_found_is_shown_with_its_words(world: World) -> None:
    text = "I got it wrong and said sorry to the head of year, and gave her the credit for it."
    data = world.document("note", text)
    assert data["schema"] == "syslead/note/1"
    assert all(found["because"] for found in data["mentions"])
    world.run("config", "set", "mentions", "false")
    assert world.document("note", text)["mentions"] == []


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (["note", "x", "--date", "2026-02-30"], "", 2, "no day"),
        (["note", "-"], b"\xff\xfe", 1, "not UTF-8"),
        (["note", "-"], "x" * 300_000, 1, "longer than"),
    ],
)
def test_a_mistake_is_one_clear_line_and_writes_nothing(
    world: World, arguments: list[str], stdin: str | bytes, code: int, said: str
) -> None:
    result = world.run(*arguments, stdin=stdin)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert "Traceback" not in result.err
    assert world.journal_lines() == []


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_comes_back(world: World, text: str) -> None:
    said = world.done("note", "-", stdin=text)
    kept = next(note for note in notes(world) if note.id == said.strip())
    assert kept.text == text.rstrip("\n")
    assert world.document("show", kept.id)["entry"]["text"] == kept.text


def test_a_damaged_framework_does_not_stand_in_the_way(world: World) -> None:
    world.put("frameworks/systems-leadership.toml", "schema = ")
    result = world.run("note", "-", stdin="Still written down.")
    assert result.code == 0
    assert "Facets were not looked for" in result.err
    assert notes(world)[0].text == "Still written down."


@pytest.mark.parametrize(
    "words",
    ["note -", "note - --date yesterday", "intend -", "review week --answers -"],
)
@pytest.mark.parametrize("settings", ["prompts = 9", "[", 'time_zone = "Mars"'])
def test_piped_words_outlive_a_mistake_in_the_settings(
    world: World, words: str, settings: str
) -> None:
    world.put("config.toml", f"{settings}\n")
    result = world.run(*words.split(), stdin="words out of a pipe")
    assert (result.code, world.journal_lines()) == (1, [])
    assert "config.toml, line 1" in result.err
    (kept,) = (world.home / "state" / "rescue").iterdir()
    assert kept.read_text() == "words out of a pipe\n"


def test_a_key_of_a_newer_version_is_only_warned_of(world: World) -> None:
    world.put("config.toml", "mentions = false\nfrom_the_next_version = true\n")
    result = world.run("note", "-", stdin="words out of a pipe")
    assert result.code == 0
    assert 'config.toml, line 2: unknown key "from_the_next_version"' in result.err
    assert [note.text for note in notes(world)] == ["words out of a pipe"]
    assert world.run("config", "set", "prompts", "3").code == 1
    assert world.run("config", "get").code == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("caf\u00e9 with Priya".encode("latin-1"), "not UTF-8"),
        (b"word " * 60_000, "longer than"),
    ],
    ids=["latin-1", "too long"],
)
def test_what_is_pasted_at_a_terminal_is_kept_byte_for_byte(
    world: World, typed: bytes, said: str
) -> None:
    """What came through a pipe stands elsewhere; what was pasted does not."""

    class Pasted(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    context = world.context()
    context.stdin = Pasted(io.BytesIO(typed), encoding="utf-8")
    assert main(["note", "-"], context) == 1
    err = context.stderr.getvalue()  # type: ignore[union-attr]
    assert said in err
    kept = re.search(r"What you wrote is in (.+)", err)
    assert kept, err
    assert Path(kept[1]).read_bytes().rstrip(b"\n") == typed.rstrip(b"\n")


LATIN = "caf\udce9"


@pytest.mark.parametrize(
    "words",
    [["note", LATIN], ["note", "x", "--tag", LATIN], ["note", "x", "--voice", LATIN],
     ["intend", f"If {LATIN}, then I will x"], ["edit", "x", "--text", LATIN]],
)  # fmt: skip
def test_arguments_that_are_no_utf_8_are_refused(world: World, words: list[str]) -> None:
    assert "not UTF-8" in world.refused(*words)
    assert not (world.home / "journal").exists()


@pytest.mark.parametrize(("words", "what"), [("note", "note"), ("intend", "intention")])
def test_somebody_at_a_terminal_is_told_what_was_saved(world: World, words: str, what: str) -> None:
    text = "If the call runs over, then I will ring on Monday."
    first = world.answering("", words, text).out.splitlines()[0]
    entry = world.entries()[0]
    assert first == f" saved · {what} · Friday 27 March · {entry['id'][-8:]}"
    assert world.run(words, text).out.splitlines()[0].count("-") == 4


@pytest.mark.parametrize("looked_for", [True, False])
def test_an_edit_finds_facets_anew_where_they_are_looked_for(
    world: World, looked_for: bool
) -> None:
    text = "I got it wrong and said sorry to the head of year, and gave her the credit for it."
    id_ = world.run("note", "-", stdin="A day.").out.split()[0]
    if not looked_for:
        world.run("config", "set", "mentions", "false")
    assert world.run("edit", id_, "--text", "-", stdin=text).code == 0
    (entry,) = world.entries()
    assert bool(entry.get("mentions")) == looked_for


TENANT = "The foster carers said it is late. A tenant in Marlowe House told me the same."


def voices_of_all(world: World) -> list[list[str]]:
    return [each.get("voices") or [] for each in world.entries()]


def test_whom_a_note_tells_of_is_asked_about_once(world: World) -> None:
    world.run("config", "set", "voices", "foster carers")
    done = world.answering("?\nb\ny\n", "note", TENANT)
    assert "counted as heard: foster-carers" in done.out
    assert done.out.count("Heard from: a tenant?  y · n · or type who") == 3
    assert voices_of_all(world) == [["tenant", "foster-carers"]]


@pytest.mark.parametrize("text", ["A tenant told me her son died.", "My PA said: I was attacked."])
def test_after_grave_matters_nothing_is_asked(world: World, text: str) -> None:
    done = world.answering("", "note", text)
    assert "You can leave it there." in done.out
    assert "Heard from" not in done.out
    assert "Is this about" not in done.out


def test_a_no_is_asked_no_second_time(world: World) -> None:
    world.answering("n\n", "note", "My PA said I was late.")
    assert "Heard" not in world.answering("", "note", "My PA said it again.").out
    assert "the porter" in world.answering("\n", "note", "The porter told me.").out
    assert (
        "the porter" in world.answering("the PA, night staff\n", "note", "The porter told me.").out
    )
    assert "my PA" in world.answering("s\n", "note", "My PA said it again.").out
    assert sorted(voices_of_all(world)) == [[], [], [], [], ["pa", "night-staff"]]


def test_a_script_is_asked_nothing(world: World) -> None:
    assert "Heard" not in world.answering("", "note", "A quiet day.").out
    assert "Heard" not in world.answering("", "note", "My PA said so.", "--json").out
    assert "Heard" not in world.run("note", "-", stdin="My PA said so.").err


SAID = "A storm, and we waited."
LONG = " ".join(f"{at * 7919}" for at in range(60))


@pytest.fixture
def harboured(world: World) -> World:
    harbour.settle(world.home)
    tables.keep(world.home, "harbour", {"weather": ["storm"], "crew": ["waited"]})
    return world


@pytest.mark.parametrize(
    ("answers", "facets", "mentions", "said"),
    [
        ("y\n", ["weather"], ["crew"], "y · n · or another facet"),
        ("n\n", None, ["crew"], ""),
        ("crow\ncre\n", ["crew"], None, 'Facet "crow" is not known. Did you mean "crew"?'),
        ("\n", None, ["weather", "crew"], ""),
        ("s\n", None, ["weather", "crew"], ""),
        ("?\n\n", None, ["weather", "crew"], ""),
        ("maybe\n\n", None, ["weather", "crew"], ""),
    ],
)
def test_one_question_makes_a_guess_the_leaders_own_word_or_not(
    harboured: World, answers: str, facets: list[str], mentions: list[str], said: str
) -> None:
    done = harboured.answering(answers, "note", SAID)
    assert 'Is this about Weather ("storm")?' in done.out
    assert said in done.out
    (entry,) = harboured.entries()
    assert (entry.get("facets"), entry.get("mentions")) == (facets, mentions)
    assert len(harboured.journal_lines()) == (1 if mentions == ["weather", "crew"] else 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["note", SAID, "--facet", "course"],
        ["note", SAID, "--json"],
        ["note", f"We waited: {LONG}"],
        ["note", f"{SAID} One of the crew drowned."],
    ],
    ids=["said already", "for a program", "not plain", "grave"],
)
def test_nothing_is_asked(harboured: World, arguments: list[str]) -> None:
    done = harboured.answering("", *arguments)
    assert "Is this about" not in done.out
    assert len(harboured.journal_lines()) == 1


def test_a_pipe_is_asked_nothing(harboured: World) -> None:
    piped = harboured.run("note", "-", stdin=SAID)
    assert (piped.out, piped.err) == (f"{harboured.entries()[0]['id']}\n", "")


def test_a_sitting_s_note_is_asked_about_too(harboured: World) -> None:
    done = harboured.answering(f"s\ns\n{SAID}\ny\n\n\n", "reflect")
    assert 'Is this about Weather ("storm")?' in done.out
    saved, revised = map(json.loads, harboured.journal_lines()[-2:])
    assert saved["text"] == SAID
    assert revised["set"] == {"facets": ["weather"], "mentions": ["crew"]}


@pytest.fixture
def templates(world: World) -> Path:
    """Two templates, and files that are none."""
    world.put("templates/standup.md", "# Stand-up\n\n- whom I heard:\n")
    world.put("templates/board meeting.md", "# Board\n")
    world.put("templates/.hidden.md", "x")
    folder = world.put("templates/notes.txt", "x").parent
    (folder / "folder.md").mkdir()
    return folder


@pytest.fixture
def editing(world: World) -> Callable[[str], None]:
    """Sets an editor that carries out a line of Python on the file's ``text``."""

    def choose(line: str) -> None:
        script = world.put(
            "editor.py",
            f"#!{sys.executable}\nimport sys\npath = sys.argv[1]\ntext = open(path).read()\n"
            f"{line}\nopen(path, 'w').write(text)\n",
        )
        script.chmod(0o700)
        world.environ["EDITOR"] = str(script)

    return choose


def test_they_are_listed_with_their_folder(world: World, templates: Path) -> None:
    listed = world.run("note", "--templates")
    assert listed.out == "board meeting\nstandup\n"
    assert str(templates) in listed.err
    assert world.document("note", "--templates")["templates"] == ["board meeting", "standup"]


@pytest.mark.parametrize(
    "name", ["standpu", "../config", ".hidden", "folder", "notes.txt", "/etc/x"]
)
def test_another_name_is_no_template(world: World, templates: Path, name: str) -> None:
    refused = world.answering("", "note", "--template", name)
    assert refused.code == 2
    assert f'There is no template "{name}"' in refused.err
    if name == "standpu":
        assert 'Did you mean "standup"?' in refused.err


def test_a_note_begins_with_it(
    world: World, templates: Path, editing: Callable[[str], None]
) -> None:
    editing("text += 'the @night-staff\\n'")
    done = world.answering("", "note", "--template", "standup", "--tag", "daily")
    assert done.code == 0, done.err
    (entry,) = world.entries()
    assert entry["text"] == "# Stand-up\n\n- whom I heard:\nthe @night-staff"
    assert (entry["voices"], entry["tags"]) == (["night-staff"], ["daily"])
    assert (templates / "standup.md").read_text().endswith("heard:\n")


def test_one_that_is_left_as_it_is_makes_no_entry(
    world: World, templates: Path, editing: Callable[[str], None]
) -> None:
    editing("pass")
    done = world.answering("\n", "note", "--template", "standup")
    assert done.code == 2
    assert "The template was not changed; nothing was saved." in done.err
    assert world.journal_lines() == []


def test_what_does_not_go_with_it(world: World, templates: Path) -> None:
    assert world.run("note", "x", "--template", "standup").code == 2
    assert "no terminal" in world.run("note", "--template", "standup").err
    (templates / "latin.md").write_bytes("caf\u00e9".encode("latin-1"))
    assert "latin.md is not UTF-8" in world.answering("", "note", "--template", "latin").err
