"""Tables in, words out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.setup.completion import offer

TABLE = {
    "": {
        "commands": {"list": "The newest.", "focus": "", "config": ""},
        "options": {"--color": [True, "colours", ""], "--quiet": [False, "", "Less."]},
        "arguments": [],
    },
    "list": {
        "commands": {},
        "options": {"--facet": [True, "facets", ""], "--json": [False, "", ""]},
        "arguments": [],
    },
    "focus": {"commands": {}, "options": {}, "arguments": [["facets", True]]},
    "config": {"commands": {"get": ""}, "options": {}, "arguments": []},
    "config get": {"commands": {}, "options": {}, "arguments": [["keys", False]]},
    "backup": {"commands": {}, "options": {}, "arguments": [["files", False]]},
}
LISTS = {
    "facets": {"courage": "Courage", "curiosity": "Curiosity"},
    "colours": {"auto": "", "never": ""},
    "keys": {"prompts": ""},
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([""], ["list", "focus", "config"]),
        (["l"], ["list"]),
        (["L"], ["list"]),
        (["--"], ["--color", "--quiet"]),
        (["--color", ""], ["auto", "never"]),
        (["--color=n"], ["--color=never"]),
        (["--color", "=", "n"], ["--color=never"]),
        (["--color", "auto", "list", "--facet", "c"], ["courage", "curiosity"]),
        (["list", "--facet", "cou"], ["courage"]),
        (["list", "--facet", "courage", "--j"], ["--json"]),
        (["list", "x"], []),
        (["focus", "courage", "c"], ["curiosity"]),
        (["config", ""], ["get"]),
        (["config", "get", ""], ["prompts"]),
        (["config", "get", "prompts", ""], []),
        (["list", "--", "--f"], []),
        (["nothing", "at", "all", ""], []),
        ([], ["list", "focus", "config"]),
    ],
)
def test_what_comes_next(words: list[str], found: list[str]) -> None:
    assert list(offer(TABLE, LISTS, words).words) == found


def test_files_are_left_to_the_shell() -> None:
    table = {**TABLE, "": {**TABLE[""], "commands": {"backup": ""}}}
    assert offer(table, LISTS, ["backup", ""]).files


@given(st.lists(st.sampled_from(["list", "focus", "--facet", "=", "", "--", "-", "c", "\x00é"])))
def test_any_words_at_all(words: list[str]) -> None:
    offered = offer(TABLE, LISTS, words).words
    assert isinstance(offered, dict)
    assert offer({}, {}, words).words == {}
