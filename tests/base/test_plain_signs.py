"""What a stream without UTF-8 is given."""

from __future__ import annotations

import pytest

from syslead_cli.base.terminal import without


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("→ “two”·", "ascii", '-> "two".'),
        ("▁█ ├─●─┤", "ascii", "18 |-*-|"),
        ("→ “two”·", "cp1252", "-> “two”·"),
        ("naïve 雨", "latin-1", "naïve \\u96e8"),
    ],
)
def test_plainer_signs_stand_where_there_are_some(text: str, encoding: str, written: str) -> None:
    assert without(text, encoding) == written
    without(text, encoding).encode(encoding)
