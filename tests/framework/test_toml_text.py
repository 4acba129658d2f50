"""What is refused before the standard reader sees it, with its line."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import keeps_step
from syslead_cli.framework.load import DEEPEST, LONGEST_LINE, read_toml

LIMIT = 1024 * 1024


def problem(content: bytes, limit: int = LIMIT) -> str:
    text = read_toml(content, "f.toml", limit)
    assert text.values is None
    (only,) = text.problems
    return str(only)


def test_a_sound_text_gives_its_values() -> None:
    read = read_toml(b"\xef\xbb\xbfa = 1\n", "f.toml", LIMIT)
    assert (read.values, read.problems) == ({"a": 1}, [])


def test_too_large() -> None:
    assert (
        problem(b"#" * 11, 10)
        == "f.toml, line 1: the file is too large: 11 bytes, the limit is 10."
    )


def test_a_long_line_is_named() -> None:
    content = b"a = 1\nb = '" + b"x" * LONGEST_LINE + b"'\n"
    assert problem(content).startswith("f.toml, line 2: the line has 4,006 characters")


def test_wrong_encoding_is_named_with_its_line() -> None:
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


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard reader must not be asked."""

    def loads(text: str) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(tomllib, "loads", loads)


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("opening", ["[", "{a=", "[[", "[{a=[", "[\n"])
def test_deep_nesting_is_refused_before_it_is_read(opening: str) -> None:
    assert "nested too deeply" in problem(("k = " + opening * 600).encode())


def test_the_level_that_is_too_deep_is_named_with_its_line() -> None:
    deep = "x = 1\nk = [\n" + "[" * DEEPEST + "]" * DEEPEST + "]\n"
    assert problem(deep.encode()) == (
        "f.toml, line 3: this is nested too deeply: 8 levels are the limit."
    )


@pytest.mark.usefixtures("unread")
def test_long_dotted_keys_are_refused_before_they_are_read() -> None:
    line = ".".join("a" * 1_500) + " = 1\n"
    assert "nested too deeply" in problem(("x = 1\n" + line * 200).encode())
    assert "line 2" in problem(("x = 1\n" + line * 200).encode())


@pytest.mark.parametrize(
    "text",
    [
        "a = '[[[[[[[[[[[['",
        'a = """\n[[[[[[[[[[[\n"""',
        "# [[[[[[[[[[[[[",
        "a = '''\n{{{{{{{{{{{{{'''",
        'a = "x\\"[[[[[[[[[[["',
        "a = 'a.a.a.a.a.a.a.a.a.a.a'",
        "a = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 1.5]",
        "a = " + "[" * DEEPEST + "]" * DEEPEST,
        'a = """x""""' + "\nb = '[[[[[[[[['",
    ],
)
def test_brackets_and_dots_that_nest_nothing_are_welcome(text: str) -> None:
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
