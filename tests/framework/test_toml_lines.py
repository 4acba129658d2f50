"""The scanner's lines held against a writer that knows them, and its keys against tomllib."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syslead_cli.framework.toml_lines import line_in_error, line_of, nearest_line, scan

KEYS = st.text("abcXYZ09_-", min_size=1, max_size=6) | st.sampled_from(
    ["ü b", "a.b", 'q"q', "#", "[x]", "é", "tab\t", "=", "'"]
)
GAPS = st.sampled_from(["", "\n", "# note [x]\n", "\n\n", "  \n", '\t# \'q" """\n'])
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def key_text(key: str, draw: Any) -> str:
    if (
        key.replace("-", "").replace("_", "").isascii()
        and key.replace("-", "a").replace("_", "a").isalnum()
        and draw(st.booleans())
    ):
        return key
    if "'" not in key and draw(st.booleans()):
        return f"'{key}'"
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


class Writer:
    """Writes a random document and notes where everything stands."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.text, self.lines = draw, "", {}

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def put(self, text: str) -> None:
        self.text += text

    def value(self, path: tuple[Any, ...], depth: int = 0, *, inline: bool = False) -> None:
        kinds = ["string", "literal", "number", "date", "multi", "multi_literal"]
        kinds += [] if depth > 2 else ["array", "inline"]
        getattr(self, self.draw(st.sampled_from(kinds)))(path, depth, inline)

    def string(self, path: Any, depth: int, inline: bool) -> None:
        word = self.draw(WORDS).replace("\\", "\\\\").replace('"', '\\"')
        self.put(f'"{word}"')

    def literal(self, path: Any, depth: int, inline: bool) -> None:
        self.put("'" + self.draw(WORDS).replace("'", "") + "'")

    def number(self, path: Any, depth: int, inline: bool) -> None:
        self.put(self.draw(st.sampled_from(["1", "-7", "1.5", "true", "0xff", "inf", "1e9"])))

    def date(self, path: Any, depth: int, inline: bool) -> None:
        dates = ["1979-05-27 07:32:00", "1979-05-27T07:32:00Z", "1979-05-27", "07:32:00"]
        self.put(self.draw(st.sampled_from(dates)))

    def multi(self, path: Any, depth: int, inline: bool) -> None:
        bodies = ["a\nb", 'x""y', '\\"""', "\\\\", "one \\\n   two", '""', "[a]\nb = 1\n# c", ""]
        self.put('"""' + self.draw(st.sampled_from(bodies)) + '"""')

    def multi_literal(self, path: Any, depth: int, inline: bool) -> None:
        bodies = ["a\nb", "x''y", "\\", "k = 1\n[[z]]", "''", ""]
        self.put("'''" + self.draw(st.sampled_from(bodies)) + "'''")

    def array(self, path: Any, depth: int, inline: bool) -> None:
        self.put("[")
        for number in range(self.draw(st.integers(0, 3))):
            self.put(self.draw(GAPS))
            self.lines[(*path, number)] = self.line
            self.value((*path, number), depth + 1)
            self.put(self.draw(GAPS) + ",")
        self.put(self.draw(GAPS) + "]")

    def inline(self, path: Any, depth: int, inline: bool) -> None:
        self.put("{ ")
        for number, key in enumerate(self.draw(st.lists(KEYS, max_size=2, unique=True))):
            self.put(", " if number else "")
            self.lines[(*path, key)] = self.line
            self.put(f"{key_text(key, self.draw)} = ")
            self.value((*path, key), depth + 1, inline=True)
        self.put(" }")

    def pairs(self, table: tuple[Any, ...]) -> None:
        for key in self.draw(st.lists(KEYS, max_size=3, unique=True)):
            self.put(self.draw(GAPS))
            dotted = self.draw(st.booleans())
            path = (*table, key, "in ner") if dotted else (*table, key)
            self.lines[path] = self.line
            if dotted:
                self.lines[(*table, key)] = self.line
            self.put(key_text(key, self.draw) + (' . "in ner"' if dotted else "") + " = ")
            self.value(path)
            self.put(self.draw(st.sampled_from(["\n", " # end\n", "\r\n"])))


@st.composite
def documents(draw: Any) -> tuple[str, dict[tuple[Any, ...], int]]:
    writer = Writer(draw)
    writer.pairs(())
    for number in range(draw(st.integers(0, 3))):
        name = f"T{number}"
        if draw(st.booleans()):
            writer.lines[(name,)] = writer.line + 0
            header = f"[{name}]" if draw(st.booleans()) else f'[ "{name}" ]'
            writer.put(f"{header}\n")
            writer.pairs((name,))
            continue
        for element in range(draw(st.integers(1, 3))):
            writer.put(draw(GAPS))
            writer.lines.setdefault((name,), writer.line)
            writer.lines[(name, element)] = writer.line
            writer.put(f"[[{name}]] # {{\n")
            writer.pairs((name, element))
            if draw(st.booleans()):
                writer.lines[(name, element, "S")] = writer.line
                writer.put(f"[{name}.S]\n")
                writer.pairs((name, element, "S"))
    return writer.text, writer.lines


def walk(value: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    found = {path} if path else set()
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            found |= walk(inner, (*path, key))
    return found


@given(documents())
@settings(max_examples=150)
def test_every_key_is_found_where_it_was_written(document: Any) -> None:
    text, lines = document
    assert set(lines) == walk(tomllib.loads(text))
    places = scan(text)
    assert {path: line_of(text, place.at) for path, place in places.items()} == lines


@given(documents())
@settings(max_examples=60)
def test_the_extent_of_a_value_is_its_own_text(document: Any) -> None:
    text, _ = document
    values = tomllib.loads(text)
    for path, place in scan(text).items():
        value = values
        for part in path:
            value = value[part]
        if place.start == place.at and not (isinstance(path[-1], int) and text[place.at] != "["):
            continue  # a table's header, or an array in an array
        again = tomllib.loads(f"k = {text[place.start : place.end]}")["k"]
        assert repr(again) == repr(value)


@given(st.text(st.sampled_from("[]{}\"'=.,#\\\n\r\t ab1-:")) | st.text())
@settings(max_examples=300)
def test_any_text_at_all_is_scanned_without_complaint(text: str) -> None:
    places = scan(text)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = error
    else:
        assert set(places) == walk(values)
        return
    assert 1 <= line_in_error(problem, text) <= text.count("\n") + 1


def test_a_key_without_a_place_has_the_line_of_what_is_around_it() -> None:
    text = "\n[[facets]]\nid = 'x'\n"
    places = scan(text)
    assert nearest_line(text, places, ("facets", 0, "name")) == 2
    assert nearest_line(text, places, ("facets", 0, "id")) == 3
    assert nearest_line(text, places, ("nowhere", 7)) == 1


@pytest.mark.parametrize("opening", ["[", "{a=", '[["', "'''", '"""', "a."])
def test_hostile_nesting_ends_quickly(opening: str) -> None:
    scan("k = " + opening * 50_000)
    scan(opening * 50_000)
