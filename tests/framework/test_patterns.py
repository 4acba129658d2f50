"""Texts made to keep a pattern busy: a long one is looked through, not worked at for hours.

Nothing is timed here. A pattern that goes back over what it has read would not come to its end.
"""

from __future__ import annotations

import pytest

from syslead_cli.base.text import tags_in, voices_in
from syslead_cli.journal.codec import read_line, records_within
from syslead_cli.journal.query import found_at
from syslead_cli.reflect.grading import follow_up, grade
from syslead_cli.reflect.lexicon import is_if_then
from syslead_cli.sharing.identifiers import identifier_spans

LONG = 1 << 16
#: Repeated, each of them almost becomes what some pattern looks for.
ALMOST = (
    "a", "1", " ", "\n", "-", "@", "a.", "A.", "1-", "1 ", "a@a.", "07", "+44 ", "O'", "Aa ",
    "www.", "http://", "12 High Street ", "Dr ", "QQ 12 34 56 ", "SW1A ", "1/1/", '{"a":', '\\"',
    "[[", "if ", "not ", "no. ", "é", "A-", "de la ", "St. ",
)  # fmt: skip


@pytest.mark.parametrize("almost", ALMOST)
def test_a_long_text_comes_to_its_end(almost: str) -> None:
    text = f"x {almost * (LONG // len(almost))}\x01!"
    identifier_spans(text)
    assert grade(text, "What happened?", "event").words >= 0
    assert len(follow_up(text, "event")) < 300
    is_if_then(text)
    tags_in(text)
    voices_in(text)
    found_at(["a", "1"], text)
    read_line(text.encode())
    list(records_within(text.encode()))
