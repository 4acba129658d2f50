"""``trends --format html`` and ``review quarter --format html``: the numbers of ``--json``."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conftest import Terminal, World
from leader_pages import BAD, JOURNALS, WINDOWS
from some_records import TODAY, note, stamped, write_journal
from syslead_cli.base.html import policy
from syslead_cli.journal.model import Assessment

Element = ElementTree.Element
ROOT = Path(__file__).resolve().parents[2]


class Tags(HTMLParser):
    """The names of the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def page_of(world: World, *arguments: str) -> str:
    done = world.run("trends", "--format", "html", *arguments)
    assert (done.code, done.err) == (0, "")
    return done.out


@pytest.fixture(params=JOURNALS)
def seen(request: pytest.FixtureRequest, world: World) -> tuple[str, Any]:
    """A journal's page, and what ``--json`` prints of the same window."""
    JOURNALS[request.param](world)
    window = WINDOWS.get(request.param, ("--since", "2025-09-29"))
    return page_of(world, *window), world.document("trends", *window)


def parts(page: str, element: str, kind: str = "") -> list[Element]:
    found = re.findall(rf"<{element}[ >].*?</{element}>", page, re.DOTALL)
    read = [ElementTree.fromstring(text) for text in found]
    return [each for each in read if not kind or each.get("class") == kind]


def rows(table: Element) -> list[list[str]]:
    return [
        ["".join(cell.itertext()).strip() for cell in row] for row in table.iterfind("tbody/tr")
    ]


def in_order(data: Any) -> list[Any]:
    return [
        each
        for unit in data["dimensions"]
        for each in (unit, *(f for f in data["facets"] if f["dimension"] == unit["id"]))
    ]


def percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def test_the_table_of_numbers(seen: tuple[str, Any]) -> None:
    page, data = seen
    tables = parts(page, "table", "all")
    assert bool(tables) == bool(data["window"]["asked"])
    for cells, unit in zip(rows(tables[0]) if tables else (), in_order(data), strict=bool(tables)):
        level = unit["level"]
        assert cells[1:3] == [str(unit["full"]), str(unit["asked"])]
        if unit["state"] in ("too_early", "not_asked"):
            assert cells[3:5] == ["–", "–"]
        else:
            assert cells[3] == percent(level["mean"])
            assert cells[4] == f"{percent(level['low'])} – {percent(level['high'])}"
        assert (cells[5] == "–") == (unit["last_full"] is None)
    assert f"your usual is {percent(data['usual'])}" in page or not tables


def test_each_period_in_numbers_and_as_columns(seen: tuple[str, Any]) -> None:
    page, data = seen
    drawn = parts(page, "svg", "strip")
    tables = parts(page, "table", "periods")
    assert len(tables) == (len(data["dimensions"]) if data["window"]["asked"] else 0)
    at = 0
    for unit, table in zip(data["dimensions"], tables, strict=bool(tables)):
        members = [unit, *(f for f in data["facets"] if f["dimension"] == unit["id"])]
        periods = zip(*(zip(m["strip"]["full"], m["strip"]["asked"], strict=True) for m in members),
                      strict=True)  # fmt: skip
        told = [[f"{full} of {asked}" if asked else "–" for full, asked in row] for row in periods]
        assert [row[1:] for row in rows(table)] == told
        for member in members:
            columns = [each.get("class") for each in drawn[at].iterfind("rect")]
            strip = member["strip"]
            assert columns.count("asked") == sum(map(bool, strip["asked"]))
            assert columns.count("full") == sum(map(bool, strip["full"]))
            pairs = zip(strip["full"], strip["asked"], strict=True)
            said = ", ".join(f"{full} of {asked}" for full, asked in pairs if asked)
            assert drawn[at].get("aria-label", "").endswith(f"periods: {said}")
            at += 1
    assert f"{data['window']['full']:,} of {data['window']['asked']:,} answered" in page or (
        data["window"]["asked"] == 0
    )


def test_the_days(seen: tuple[str, Any]) -> None:
    page, data = seen
    days = data["days"]
    assert f"Written on {len(days['written']):,} of {days['of']:,} day" in page
    (table,) = parts(page, "table", "months")
    told = [cell for row in rows(table) for cell in row if "/" in cell]
    assert told == [f"{each['written']}/{each['of']}" for each in days["months"]]
    for calendar in parts(page, "svg", "calendar"):
        kinds = [each.get("class") for each in calendar]
        assert kinds.count("full") == len(days["written"])
        assert kinds.count("hollow") == len(days["brief"])
        assert kinds.count("usual") == len(days["away"])


def test_the_ratings(seen: tuple[str, Any]) -> None:
    page, data = seen
    rated = [unit["ratings"] for unit in data["dimensions"] if unit["ratings"]["n"]]
    drawn = parts(page, "svg", "over-time")
    assert len(drawn) == len(rated)
    for picture, ratings in zip(drawn, rated, strict=True):
        dots = [each for each in picture if each.tag == "circle"]
        assert [(60 - int(dot.get("cy", ""))) // 11 for dot in dots] == ratings["scores"]
        assert f"{ratings['n']} rating" in picture.get("aria-label", "")
    if rated:
        (table,) = parts(page, "table", "rated")
        columns = list(zip(*rows(table), strict=True))[1:]
        given = [unit["ratings"]["scores"] for unit in data["dimensions"]]
        assert [[int(score) for score in column if score != "–"] for column in columns] == given


def test_what_was_rated_beside_the_facets(world: World) -> None:
    JOURNALS["half-year"](world)
    with (ROOT / "frameworks/systems-leadership.toml").open("rb") as file:
        framework = tomllib.load(file)
    items = [item["id"] for layer in ("practice", "environment") for item in framework[layer]]
    rated = {item: 1 + at % 5 for at, item in enumerate(items)}
    write_journal(world.home, [Assessment(**stamped(TODAY), achieved=rated, environment=rated)])
    page, data = page_of(world), world.document("trends")
    tables = parts(page, "table", "layer")
    assert (len(data["practice"]), len(data["environment"])) == (5, 8)
    for table, items in zip(tables, (data["practice"], data["environment"]), strict=True):
        assert rows(table) == [
            [i["name"], f"{', '.join(map(str, i['scores']))} of 5", f"{i['rated']} of {i['of']}",
             "27 Mar"]
            for i in items
        ]  # fmt: skip


def test_people_and_intentions(seen: tuple[str, Any]) -> None:
    page, data = seen
    heard = data["heard"]["voices"]
    if heard:
        (table,) = parts(page, "table", "people")
        told = rows(table)
        assert len(told) == min(12, len(heard))
        for cells, voice in zip(told, heard, strict=False):
            assert [int(cell or 0) for cell in cells[1:-1]] == voice["counts"]
            assert int(cells[-1]) == sum(voice["counts"])
        counted = {each["name"]: each["count"] for each in data["voices"]["heard"]}
        assert counted == {each["name"]: sum(each["counts"]) for each in heard}
        total = data["voices"]["mentions"]
        assert f"{len(counted)} named, {total} time{'s' if total > 1 else ''} in all" in page
    made = data["intentions"]
    if made["made"]:
        (table,) = parts(page, "table", "plans-made")
        states = (made["kept"], made["partly"], made["dropped"], made["open"])
        assert [row[-1] for row in rows(table)] == [f"{n} of {made['made']}" for n in states]


def test_what_notes_touch_on(seen: tuple[str, Any]) -> None:
    page, data = seen
    touched = parts(page, "table", "touched")
    assert bool(touched) == any(
        unit["notes"]["said"] + unit["notes"]["suggested"] for unit in data["dimensions"]
    )
    for table in touched:
        of = data["window"]["notes"]
        for cells, unit in zip(rows(table), data["dimensions"], strict=True):
            notes = unit["notes"]
            assert cells[2:4] == [f"{notes['said']} of {of}", f"{notes['suggested']} of {of}"]
            assert sum(notes["strip"]) == notes["said"] + notes["suggested"]
        assert "of ten such guesses about five are right" in page


def test_one_page_that_asks_for_nothing_and_says_no_words_of_the_journal(
    seen: tuple[str, Any],
) -> None:
    page, _ = seen
    style = page.split("<style>")[1].split("</style>")[0]
    assert policy(style).replace("'", "&#39;") in page or policy(style) in page
    reader = Tags()
    reader.feed(page)
    assert not reader.tags & {"script", "link", "img", "a", "form", "iframe", "object"}
    assert not reader.attributes & {"src", "href", "style", "onerror", "onclick"}
    assert not re.search(r"@import|url\(", style)
    assert page.count("<h1") == 1
    said = "They changed their mind|An answer of theirs|Met the forum|If it stalls"
    assert not re.search(said, page)


def test_hostile_names_are_text(world: World) -> None:
    JOURNALS["hostile"](world)
    page = page_of(world)
    assert BAD not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
    assert "&lt;b&gt;never&lt;/b&gt;" in page


def test_a_review_shows_the_same_picture(world: World) -> None:
    JOURNALS["half-year"](world)
    data = world.document("review", "quarter", "--plan")["data"]
    done = world.run("review", "quarter", "--format", "html")
    assert (done.code, done.err) == (0, "")
    (table,) = parts(done.out, "table", "all")
    told = [row[1:3] for row in rows(table)]
    assert told == [[str(unit["full"]), str(unit["asked"])] for unit in in_order(data)]
    assert "The quarter to Friday 27 March" in done.out
    answers = json.dumps({"text": "The rota <b>first</b>."})
    world.done("review", "quarter", "--answers", "-", stdin=answers)
    page = world.run("review", "quarter", "--format", "html").out
    assert "The rota &lt;b&gt;first&lt;/b&gt;." in page
    assert page.count("<h1") == 1
    assert world.run("review", "quarter", "--format", "md").out == world.run(
        "review", "quarter", "--md").out  # fmt: skip


def test_no_page_goes_into_the_journal(world: World) -> None:
    write_journal(world.home, [note("t")])
    inside = world.home / "journal" / "page.html"
    assert world.run("trends", "--format", "html", "-o", str(inside)).code == 1
    assert not inside.exists()


@pytest.mark.parametrize(
    "words",
    ["--output x", "--open", "--format md --open", "--json --open", "--format html --json",
     "--format html --output - --open", "--format pdf"],
)  # fmt: skip
def test_options_that_disagree(world: World, words: str) -> None:
    write_journal(world.home, [note("t")])
    world.refused("trends", *words.split(), code=2)


def test_a_page_is_not_poured_over_a_terminal(world: World) -> None:
    write_journal(world.home, [note("t")])
    assert "--open" in world.refused("trends", "--format", "html", stdout=Terminal(), code=2)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="their own openers")
def test_open_hands_the_page_to_the_browser(world: World, tmp_path: Path) -> None:
    write_journal(world.home, [note("t")])
    programs = tmp_path / "bin"
    programs.mkdir()
    told = tmp_path / "told"
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}.new\nmv {told}.new {told}\n')
    opener.chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-m", "syslead_cli", "trends", "--format", "html", "--open"],
        env={**world.environ, "PATH": f"{programs}:/usr/bin:/bin", "TMPDIR": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    place = Path(re.search(r"Wrote (\S+),", done.stderr)[1])  # type: ignore[index]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert "Delete it" in done.stderr
    nobody = subprocess.run(
        [sys.executable, "-m", "syslead_cli", "trends", "--format", "html", "--open"],
        env={**world.environ, "PATH": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert nobody.returncode == 1
    assert "No browser was found to open the page." in nobody.stderr


def test_a_window_before_the_journal_began(world: World) -> None:
    write_journal(world.home, [note("t", days=0)])
    page = page_of(world, "--until", "2020-01-01")
    assert "Written on 0 of 178 days" in page
    assert "What got your attention" not in page
    (calendar,) = parts(page, "svg", "calendar")
    assert len([each for each in calendar if each.get("class") == "none"]) == 178
