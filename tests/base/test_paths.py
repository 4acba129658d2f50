"""Which variables say where the journal is: for the command and for its reminder alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from syslead_cli.base.paths import deciding, find_paths


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"SYSLEAD_HOME": " /tmp/a "}, {"SYSLEAD_HOME": "/tmp/a"}),
        ({"SYSLEAD_HOME": "  ", "XDG_DATA_HOME": "/tmp/b"}, {"XDG_DATA_HOME": "/tmp/b"}),
        ({"XDG_DATA_HOME": "relative", "XDG_STATE_HOME": "~/x", "XDG_CONFIG_HOME": ""}, {}),
    ],
)
def test_what_decides_where_the_journal_is(environ: dict[str, str], found: dict[str, str]) -> None:
    """A reminder carries what the command itself goes by, and nothing it passes over."""
    assert deciding(environ) == found
    if home := found.get("SYSLEAD_HOME"):
        assert find_paths(environ).journal == Path(home) / "journal"
