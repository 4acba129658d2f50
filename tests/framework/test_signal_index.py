"""The index leaves out only what could not match: same answer as the whole matcher."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from syslead_cli.framework.load import read_framework
from syslead_cli.framework.signals import compile_signals, index_of, match

FILE = Path(__file__).resolve().parents[2] / "frameworks" / "systems-leadership.toml"
FRAMEWORK = read_framework(FILE.read_bytes(), FILE.name).framework
assert FRAMEWORK is not None
SIGNALS = {facet.id: facet.signals for facet in FRAMEWORK.facets}
WHOLE = compile_signals(SIGNALS)
INDEX = json.loads(json.dumps(index_of(SIGNALS)))
WORDS = sorted(
    {
        word.strip("!*-")
        for signals in SIGNALS.values()
        for signal in signals
        for word in signal.replace("|", " ").replace("..", " ").split()
    }
)


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*WORDS, ".", "I'd", "didnt", "the", "café"]), max_size=30))
def test_the_index_finds_what_the_whole_matcher_finds(words: list[str]) -> None:
    text = " ".join(words)
    assert match(INDEX, text) == WHOLE.match(text)
