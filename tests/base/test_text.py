"""Text made safe for a screen, names and tags in it, ids, and days and counts in words."""

from __future__ import annotations

import json
import unicodedata
from datetime import date, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import any_text
from syslead_cli.base.text import (
    LONGEST_ID,
    clean_mark,
    counted,
    day_in_words,
    escaped,
    id_problem,
    joined,
    listed,
    names_listed,
    near_day,
    one_line,
    short_day,
    tags_in,
    visible,
    voices_in,
)

#: The flag of Wales: a black flag, the tags g b w l s, and the tag that ends them.
WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


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
        (f"a{WALES}b {WALES}", f"a{WALES}b {WALES}"),
        (f"{WALES}\U000e007f", f"{WALES}⟨U+E007F⟩"),
        (f"🏳{WALES[1:3]}", "🏳⟨U+E0067⟩⟨U+E0062⟩"),
        (WALES[:3], "🏴⟨U+E0067⟩⟨U+E0062⟩"),
        ("🏴\U000e007f", "🏴⟨U+E007F⟩"),
        (f"🏴{WALES[1] * 7}\U000e007f", f"🏴{'⟨U+E0067⟩' * 7}⟨U+E007F⟩"),
        ("🏴\U000e0067\U000e0020\U000e0067\U000e007f", "🏴⟨U+E0067⟩⟨U+E0020⟩⟨U+E0067⟩⟨U+E007F⟩"),
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


@pytest.mark.parametrize(
    ("text", "voices", "tags"),
    [
        ("Heard @carers-forum and @Jo.", "carers-forum jo", ""),
        ("(@a) @b, @c- “@d”", "a b c d", ""),
        ("mail me@example.org or https://x.org/@jo or a@b", "", ""),
        ("@Jo and @jo", "jo", ""),
        ("@ nobody @@jo", "", ""),
        ("@Zoë @Łukasz @李", "zoë łukasz 李", ""),
        ("@Zoe\u0308 and @Zoë", "zoë", ""),
        ("@o'brien, @o’neill's view, @d'arcy and @anna's", "o'brien o’neill d'arcy anna", ""),
        ("the @james' paper, @mary-ann’s, '@kim'", "james mary-ann kim", ""),
        ("@नर्स and @พยาบาล, @می‌خواهم", "नर्स พยาบาล می‌خواهم", ""),
        ("@the-board and @board", "board", ""),
        ("#budget, #Budget and #two-words", "", "budget two-words"),
        ("issue #12, C# and a&#b; https://x.org/#top", "", ""),
        ("#a1 #é", "", "a1 é"),
        # As other programs write them.
        ("Saw @dr.smith, @j.p. and @jo.bloggs.", "dr.smith j.p jo.bloggs", ""),
        ("#project/part, #a/b/ and #c", "", "project/part a/b c"),
        ("＠山田 と ＃予算", "山田", "予算"),
        ("@paral·lel... @end…", "paral·lel end", ""),
        ("call @phone,\r\n(@home?); @PC! #budget\r\n#end", "phone home pc", "budget end"),
        ("@jo@example.org and @2025-06-23", "jo 2025-06-23", ""),
    ],
)
def test_voices_and_tags(text: str, voices: str, tags: str) -> None:
    assert (voices_in(text), tags_in(text)) == (tuple(voices.split()), tuple(tags.split()))


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


@given(any_text | st.text("@＠;, \n#.aé&and"))
def test_a_voice_in_a_list_holds_no_sign_of_another(text: str) -> None:
    for name in names_listed(text):
        assert name
        assert not set(name) & set("@＠;,\n ")


@given(any_text)
def test_marks_found_are_clean_and_single(text: str) -> None:
    for found in (voices_in(text), tags_in(text)):
        assert len(set(found)) == len(found)
        assert all(mark and not mark.startswith(("@", "#")) and " " not in mark for mark in found)


@pytest.mark.parametrize(
    "good",
    ["courage", "a", "_x", "mine-01", "zuhören", "größe", "聞く", "слушать", "सुनना", "9", "x" * 64],
)
def test_letters_of_any_script_are_good(good: str) -> None:
    assert id_problem(good) == ""


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("", "is empty"),
        ("x" * (LONGEST_ID + 1), "65 characters"),
        ("-rf", "starts with a hyphen"),
        ("../etc", '"." in it'),
        ("a/b", '"/" in it'),
        ("a\\b", "in it"),
        ("a b", "in it"),
        ("a.b", "in it"),
        ("a\x1b[2J", "in it"),
        ("a\u202eb", "in it"),
        ("a\u200bb", "in it"),
        ("CON", "Windows"),
        ("lpt1", "Windows"),
        (normalize("NFD", "zuhören"), "NFC"),
        ("🙂", "in it"),
    ],
)
def test_what_could_leave_a_folder_or_hide_is_not(bad: str, said: str) -> None:
    assert said in id_problem(bad)


@given(st.text(max_size=70))
def test_a_good_id_is_a_file_name_of_its_own_anywhere(text: str) -> None:
    if not id_problem(text):
        assert text.isprintable()
        assert not set(text) & set('/\\:*?"<>|. \t\n')
        assert normalize("NFC", text) == text


FRIDAY = date(2026, 3, 27)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (1, "tomorrow"),
        (-6, "Saturday"),
        (6, "Thursday"),
        (-7, "Friday 20 March"),
        (7, "Friday 3 April"),
        (-365, "Thursday 27 March 2025"),
    ],
)
def test_near_days(days: int, words: str) -> None:
    assert near_day(FRIDAY + timedelta(days=days), FRIDAY) == words


def test_other_words() -> None:
    assert day_in_words(FRIDAY, FRIDAY) == "Friday 27 March"
    assert short_day(date(2025, 9, 1), FRIDAY) == "1 Sep 2025"
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(1200, "line") == "1,200 lines"
    assert [listed(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
