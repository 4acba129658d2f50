"""Voices and tags inside written text."""

from __future__ import annotations

import pytest
from hypothesis import given

from strategies import any_text
from syslead_cli.base.text import clean_mark, joined, tags_in, voices_in


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        ("Heard @carers-forum and @Jo.", ("carers-forum", "jo")),
        ("(@a) @b, @c- “@d”", ("a", "b", "c", "d")),
        ("mail me@example.org or https://x.org/@jo or a@b", ()),
        ("@Jo and @jo", ("jo",)),
        ("@ nobody @@jo", ()),
        ("@Zoë @Łukasz @李", ("zoë", "łukasz", "李")),
        ("@Zoe\u0308 and @Zoë", ("zoë",)),
        (
            "@o'brien, @o’neill's view, @d'arcy and @anna's",
            ("o'brien", "o’neill", "d'arcy", "anna"),
        ),
        ("the @james' paper, @mary-ann’s, '@kim'", ("james", "mary-ann", "kim")),
        ("@नर्स and @พยาบาล, @می‌خواهم", ("नर्स", "พยาบาล", "می‌خواهم")),
        ("@the-board and @board", ("board",)),
    ],
)
def test_voices(text: str, voices: tuple[str, ...]) -> None:
    assert voices_in(text) == voices


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#budget, #Budget and #two-words", ("budget", "two-words")),
        ("issue #12, C# and a&#b; https://x.org/#top", ()),
        ("#a1 #é", ("a1", "é")),
    ],
)
def test_tags(text: str, tags: tuple[str, ...]) -> None:
    assert tags_in(text) == tags


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("@Carers  Forum ", "carers-forum"),
        ("#x", "x"),
        ("@", ""),
        (" ", ""),
        ("the Board", "board"),
        ("An O'Brien", "o'brien"),
        ("Theatre staff", "theatre-staff"),
        ("Zoe\u0308", "zoë"),
    ],
)
def test_marks_as_typed_in_an_option(typed: str, mark: str) -> None:
    assert clean_mark(typed) == mark


def test_said_comes_before_found_and_each_once() -> None:
    assert joined(["@B", "", "a"], ("a", "c")) == ("b", "a", "c")


@given(any_text)
def test_marks_found_are_clean_and_single(text: str) -> None:
    for found in (voices_in(text), tags_in(text)):
        assert len(set(found)) == len(found)
        assert all(mark and not mark.startswith(("@", "#")) and " " not in mark for mark in found)


@pytest.mark.parametrize(
    ("text", "voices", "tags"),
    [
        ("Saw @dr.smith, @j.p. and @jo.bloggs.", ("dr.smith", "j.p", "jo.bloggs"), ()),
        ("#project/part, #a/b/ and #c", (), ("project/part", "a/b", "c")),
        ("＠山田 と ＃予算", ("山田",), ("予算",)),
        ("@paral·lel... @end…", ("paral·lel", "end"), ()),
        ("call @phone,\r\n(@home?); @PC! #budget\r\n#end", ("phone", "home", "pc"),
         ("budget", "end")),
        ("@jo@example.org and @2025-06-23", ("jo", "2025-06-23"), ()),
    ],
)  # fmt: skip
def test_names_as_other_programs_write_them(
    text: str, voices: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    assert (voices_in(text), tags_in(text)) == (voices, tags)
