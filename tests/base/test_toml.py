"""TOML that people write: what is refused, where keys stand, and one key changed."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import keeps_step
from syslead_cli.base.toml import (
    LONGEST_LINE,
    CannotEdit,
    find_lines,
    nearest_line,
    read_toml,
    with_value,
)

LIMIT = 1024 * 1024


def problem(content: bytes, limit: int = LIMIT) -> str:
    text = read_toml(content, "f.toml", limit)
    assert text.values is None
    (only,) = text.problems
    return str(only)


def test_a_sound_text_gives_its_values() -> None:
    read = read_toml(b"\xef\xbb\xbfa = 1\n", "f.toml", LIMIT)
    assert (read.values, read.problems) == ({"a": 1}, [])


def test_what_stops_the_reading_is_named_with_its_line() -> None:
    assert problem(b"#" * 11, 10) == (
        "f.toml, line 1: the file is too large: 11 bytes, the limit is 10."
    )
    long = b"a = 1\nb = '" + b"x" * LONGEST_LINE + b"'\n"
    assert problem(long).startswith("f.toml, line 2: the line has 4,006 characters")
    assert problem("a = 1\nb = 'ü'\n".encode("latin-1")) == (
        "f.toml, line 2: this is not UTF-8 text. Save it as UTF-8."
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb =\n", 2),
        ("a = 1\na = 2\n", 2),
        ('a = """\n\n', 1),
        ("[a]\n[a]\n", 2),
        ("a = [1,\n2\n", 2),
        ("a = 2021-13-01\n", 1),
    ],
)
def test_what_tomllib_refuses_is_named_with_its_line(text: str, line: int) -> None:
    assert f"f.toml, line {line}: this is not TOML" in problem(text.encode())


def test_the_readers_reason_is_said_without_its_place() -> None:
    said = problem(b"a = 1\na = 2\n")
    assert "this is not TOML: Cannot overwrite a value." in said
    assert "(at" not in said


@pytest.mark.parametrize("opening", ["[", "{a=", "[{a=[", "[\n"])
def test_deep_nesting_is_one_problem(opening: str) -> None:
    assert "nested too deeply" in problem(("k = " + opening * 600).encode())


def test_a_long_dotted_key_is_refused_before_it_is_read() -> None:
    line = ".".join("a" * 1_500) + " = 1\n"
    assert "f.toml, line 2: this is nested too deeply" in problem(("x = 1\n" + line * 200).encode())


@pytest.mark.parametrize(
    "text",
    [
        "a = '[[[[[[[[[[[['",
        "# " + "." * 200,
        "a = 'a.a.a.a.a.a.a.a.a.a.a'",
        "a = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 1.5]",
        "a = " + "[" * 20 + "]" * 20,
        'a = """x""""' + "\nb = '[[[[[[[['",
    ],
)
def test_brackets_and_dots_that_nest_little_are_welcome(text: str) -> None:
    assert read_toml(text.encode(), "f", LIMIT).values == tomllib.loads(text)


@pytest.mark.parametrize(
    "content",
    [
        b'"""\\' * 260_000,
        b'\\"""' * 260_000,
        b"'''" * 340_000,
        (b"a" * 3_999 + b"\n") * 262,
        (b"a " * 1_999 + b"\n") * 262,
        (b" " * 3_999 + b"\n") * 262,
        b"[a]\n" * 260_000,
        b"\x00" * 1_000_000,
        (b'"' * 3_999 + b"\n") * 262,
        (b"a.b." * 999 + b"\n") * 262,
    ],
    ids=range(10),
)
def test_a_hostile_megabyte_costs_no_more_than_its_length(content: bytes) -> None:
    assert keeps_step(lambda part: read_toml(part, "f.toml", LIMIT), content)


@given(
    st.binary(max_size=200) | st.text(st.sampled_from("[]{}\"'=.,#\\\n\r\t ab1-")).map(str.encode)
)
def test_anything_gives_values_or_one_problem_with_a_line_in_the_file(content: bytes) -> None:
    read = read_toml(content, "f", LIMIT)
    if read.values is None:
        (only,) = read.problems
        assert 1 <= only.line <= content.count(b"\n") + 1


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
    assert find_lines(text) == lines


@given(st.text(st.sampled_from("[]{}\"'=.,#\\\n\r\t ab1-:")) | st.text())
@settings(max_examples=300)
def test_any_text_at_all_is_scanned_without_complaint(text: str) -> None:
    lines = find_lines(text)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(lines) == walk(values)


def test_tables_of_an_array_may_lie_apart_and_brackets_within_values() -> None:
    text = "[[a]]\nx = 1\n[b]\ny = [\n[1],\n[2]\n]\n[[a]]\nx = '''\n[c]\n'''\nz = 1\n"
    lines = find_lines(text)
    assert [lines["a", 1], lines["a", 1, "x"], lines["a", 1, "z"]] == [8, 9, 12]
    assert lines["b", "y", 1, 0] == 6
    assert ("c",) not in lines


def test_a_key_without_a_line_has_that_of_what_is_around_it() -> None:
    lines = find_lines("\n[[facets]]\nid = 'x'\n")
    assert nearest_line(lines, ("facets", 0, "name")) == 2
    assert nearest_line(lines, ("facets", 0, "id")) == 3
    assert nearest_line(lines, ("nowhere", 7)) == 1


@pytest.mark.parametrize("opening", ["[", "{a=", '[["', "'''", '"""', "a."])
def test_hostile_nesting_ends_quickly(opening: str) -> None:
    find_lines("k = " + opening * 50_000)
    find_lines(opening * 50_000)


TEXT = """\
# my settings
prompts = 2  # two is enough
voices = [ # many
  "a", # first
  "b",
]

# about reminders
[remind]
days = 2 # not more
"""


@pytest.mark.parametrize(
    ("path", "written", "old", "new"),
    [
        (("prompts",), "3", "prompts = 2  #", "prompts = 3  #"),
        (("remind", "days"), "5", "days = 2 #", "days = 5 #"),
        (("voices",), '["c"]', '[ # many\n  "a", # first\n  "b",\n]', '["c"]'),
        (("editor",), '"nano"', '  "b",\n]\n', '  "b",\n]\neditor = "nano"\n'),
        (("remind", "weekly_review"), '"never"', "more\n", 'more\nweekly_review = "never"\n'),
        (("other", "key"), "1", "more\n", "more\n\n[other]\nkey = 1\n"),
    ],
)
def test_one_key_is_set_and_comments_stay(
    path: tuple[str, ...], written: str, old: str, new: str
) -> None:
    value = tomllib.loads(f"k = {written}")["k"]
    assert with_value(TEXT, path, value) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("", "prompts = 3\n"),
        ("# only a note", "# only a note\nprompts = 3\n"),
        ("# top\n\n# of remind\n[remind]\ndays = 1\n",
         "# top\nprompts = 3\n\n# of remind\n[remind]\ndays = 1\n"),
        ("# of remind\n[remind]\n", "prompts = 3\n\n# of remind\n[remind]\n"),
        ("a = 1", "a = 1\nprompts = 3\n"),
        ("a = 1\r\n[b]\r\n", "a = 1\r\nprompts = 3\r\n\r\n[b]\r\n"),
        ('"prompts" = 1 # x', '"prompts" = 3 # x'),
    ],
)  # fmt: skip
def test_a_top_level_key_goes_where_it_belongs(text: str, new: str) -> None:
    assert with_value(text, ("prompts",), 3) == new


@pytest.mark.parametrize(
    ("text", "key", "value", "new"),
    [
        ("remind.days = 1\nx = 2\n", "weekly_review", "never",
         'remind.days = 1\nremind.weekly_review = "never"\nx = 2\n'),
        ("remind = { days = 1 } # all\n", "days", 4, "remind = { days = 4 } # all\n"),
        ("remind = { days = 1 } # all\n", "weekly_review", "never",
         'remind = { days = 1, weekly_review = "never"} # all\n'),
    ],
)  # fmt: skip
def test_a_key_joins_its_table_however_that_is_written(
    text: str, key: str, value: object, new: str
) -> None:
    assert with_value(text, ("remind", key), value) == new


@pytest.mark.parametrize("text", ["remind = 1\n", "a = = 1\n"])
def test_what_is_no_table_or_no_toml_is_left_alone(text: str) -> None:
    with pytest.raises(CannotEdit):
        with_value(text, ("remind", "days"), 4)


def test_a_key_is_taken_out_with_its_line() -> None:
    assert "prompts" not in with_value(TEXT, ("prompts",), None)
    assert with_value(TEXT, ("voices",), None) == TEXT.replace(
        'voices = [ # many\n  "a", # first\n  "b",\n]\n', ""
    )
    assert with_value("a = 1", ("a",), None) == ""
    assert with_value(TEXT, ("nothing",), None) == TEXT
    assert with_value(TEXT, ("remind", "nothing"), None) == TEXT
    assert with_value(TEXT, ("nothing", "at all"), None) == TEXT


EDITED = st.sampled_from(["a", "b", "t.a", "t.b", "u.c"])
VALUES = st.sampled_from([1, True, "x", "ü\n\t\"'", [], ["p", "q"], -5, 1.5])


@given(st.dictionaries(EDITED, VALUES), EDITED, VALUES, st.sampled_from(["", "# c\n", "\n"]))
@settings(max_examples=200)
def test_setting_and_taking_out_change_that_key_alone(
    start: dict[str, object], key: str, value: object, gap: str
) -> None:
    nested: dict[str, object] = {}
    for name, each in start.items():
        table, dot, inner = name.partition(".")
        if dot:
            nested.setdefault(table, {})[inner] = each  # type: ignore[index]
        else:
            nested[name] = each
    text = gap + tomlkit.dumps(nested).replace("\n[", f"\n{gap}[")
    path = tuple(key.split("."))
    edited = with_value(text, path, value)
    flat = tomllib.loads(edited)
    for part in path:
        flat = flat[part]
    assert flat == value
    assert gap in edited
    again = with_value(edited, path, None)
    left = {name: each for name, each in start.items() if name != key}
    assert _flat(tomllib.loads(again)) == left


def _flat(values: dict[str, object], before: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{key}.")
        else:
            found[before + key] = value
    return found
