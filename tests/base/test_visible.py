"""Text made safe for a screen."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given

from strategies import any_text
from syslead_cli.base.text import escaped, one_line, visible


@given(any_text)
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    for character in visible(text):
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
        assert unicodedata.bidirectional(character) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        )  # fmt: skip


@given(any_text)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    if text.isprintable():
        assert visible(text) is text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x07\x00\x7f", "␇␀␡"),
        ("\x9b2J", "⟨U+009B⟩2J"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("one\r\ntwo", "one\ntwo"),
        ("one\rtwo", "one␍two"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\u2028", "⟨U+2028⟩"),
        ("é👩‍👩‍👧 שלום مرحبا", "é👩‍👩‍👧 שלום مرحبا"),
    ],
)
def test_signs_stand_for_what_is_hidden(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line() -> None:
    assert one_line(" a\n\tb \x1b ") == "a b ␛"


@given(any_text)
def test_json_says_the_same_and_steers_nothing(text: str) -> None:
    document = json.dumps({"text": [text, {text: 1}]}, indent=2, ensure_ascii=False)
    assert json.loads(escaped(document)) == json.loads(document)
    shown = escaped(document).replace("\n", "")
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x9b2J", r"a\u009b2J"),
        ("\x7f", r"\u007f"),
        ("a\u202eb", r"a\u202eb"),
        ("\U000e0041", r"\udb40\udc41"),
        ("größe 🙂\xa0", "größe 🙂\xa0"),
    ],
)
def test_hidden_characters_in_json(text: str, shown: str) -> None:
    assert escaped(f'"{text}"') == f'"{shown}"'
