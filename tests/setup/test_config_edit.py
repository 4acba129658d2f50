"""One key changed, every other byte as it was."""

from __future__ import annotations

import tomllib

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from syslead_cli.setup.settings import CannotEdit, with_value, without_value

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
    assert with_value(TEXT, path, value, written) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("", "prompts = 3\n"),
        ("# only a note", "# only a note\nprompts = 3\n"),
        ("# top\n\n# of remind\n[remind]\ndays = 1\n",
         "# top\n\nprompts = 3\n\n# of remind\n[remind]\ndays = 1\n"),
        ("# of remind\n[remind]\n", "prompts = 3\n\n# of remind\n[remind]\n"),
        ("a = 1", "a = 1\nprompts = 3\n"),
        ("a = 1\r\n[b]\r\n", "a = 1\r\nprompts = 3\r\n[b]\r\n"),
        ('"prompts" = 1 # x', '"prompts" = 3 # x'),
    ],
)  # fmt: skip
def test_a_top_level_key_goes_where_it_belongs(text: str, new: str) -> None:
    assert with_value(text, ("prompts",), 3, "3") == new


def test_a_dotted_neighbour_shows_the_way() -> None:
    assert with_value(
        "remind.days = 1\nx = 2\n", ("remind", "weekly_review"), "never", '"never"'
    ) == ('remind.days = 1\nremind.weekly_review = "never"\nx = 2\n')


def test_a_key_inside_an_inline_table_is_set_in_place_and_not_added() -> None:
    text = "remind = { days = 1 }\n"
    assert with_value(text, ("remind", "days"), 4, "4") == "remind = { days = 4 }\n"
    with pytest.raises(CannotEdit):
        with_value(text, ("remind", "weekly_review"), "never", '"never"')
    with pytest.raises(CannotEdit):
        without_value(text, ("remind", "days"))


def test_what_is_no_toml_is_left_alone() -> None:
    with pytest.raises(CannotEdit):
        with_value("a = = 1\n", ("prompts",), 3, "3")


def test_a_key_is_taken_out_with_its_line() -> None:
    assert "prompts" not in without_value(TEXT, ("prompts",))
    assert without_value(TEXT, ("voices",)) == TEXT.replace(
        'voices = [ # many\n  "a", # first\n  "b",\n]\n', ""
    )
    assert without_value("a = 1", ("a",)) == ""
    with pytest.raises(KeyError):
        without_value(TEXT, ("nothing",))


KEYS = st.sampled_from(["a", "b", "t.a", "t.b", "u.c"])
VALUES = st.sampled_from([1, True, "x", "ü\n\t\"'", [], ["p", "q"], -5, 1.5])


@given(st.dictionaries(KEYS, VALUES), KEYS, VALUES, st.sampled_from(["", "# c\n", "\n"]))
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
    text = gap + tomli_w.dumps(nested).replace("\n[", f"\n{gap}[")
    path = tuple(key.split("."))
    written = tomli_w.dumps({"k": value}).removeprefix("k =").strip()
    edited = with_value(text, path, value, written)
    flat = tomllib.loads(edited)
    for part in path:
        flat = flat[part]
    assert flat == value
    assert gap in edited
    again = without_value(edited, path)
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
