"""Time stamps and days at the ends of the calendar end no command."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conftest import World
from syslead_cli.journal.codec import with_crc

FIRST, LAST = "0001-01-01", "9999-12-31"
#: Moments that are outside the calendar in another zone, or on the leader's day.
MOMENTS = (
    f"{FIRST}T00:00:00.000+00:00", f"{FIRST}T00:00:00.000+14:00", FIRST,
    f"{LAST}T23:59:59.999+00:00", f"{LAST}T23:59:59.999-12:00",
)  # fmt: skip
DAYS = (FIRST, "2026-03-01", LAST)
COMMANDS = """
|list --limit 0|list --as-of 2026-03-05|list --as-of 0001-01-01|list --since 0001-01-01
list --until 9999-12-31|search hello --as-of yesterday|search nothing --since 9999-12-31
search nothing --until 0001-01-01|trends --as-of 0001-01-01|trends --since 0001-01-01
neglected --json|intentions --all|remind --json|export --format json --as-of 2026-03-05
export --format csv|export --format md|export --format html|export --format jsonl
review week --plan --json|review quarter --plan --json|reflect --plan --json
forget --voice kim --keep-entries --dry-run|forget --before 2026-01-01 --dry-run|verify
focus
"""


def kinds(day: str) -> list[dict[str, Any]]:
    span = {"from": day, "to": day}
    return [
        {"kind": "note", "text": "hello @kim"},
        {"kind": "rating", "scores": {"sensing": 3}},
        {"kind": "intention", "text": "if a then b", "due": day},
        {"kind": "review", "period": "week", **span},
        {"kind": "review", "period": "quarter", **span},
        {"kind": "focus", "facets": ["map-the-system"], "until": day},
        {"kind": "pause", "from": day, "until": day},
        {"kind": "assessment", "practice": {"map-the-system": 2}},
        {"kind": "ask", "sitting": f"s{day}", "facet": "map-the-system", "reason": "rotation",
         "outcome": "full", "words": 3, "text": "one two three"},
    ]  # fmt: skip


@pytest.fixture
def old_and_far(world: World) -> World:
    lines = []
    for ts in MOMENTS:
        for day in DAYS:
            for fields in kinds(day):
                head = {"v": 1, "id": f"made-{len(lines):04}", "ts": ts, "tz": "", "day": day}
                lines.append(with_crc({**head, **fields}))
    folder = world.home / "journal" / "ab12cd34"
    folder.mkdir(parents=True)
    (folder / "2026-03.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return world


@pytest.mark.parametrize("command", re.split(r"[|\n]", COMMANDS[1:-1]))
def test_no_command_ends_on_them(command: str, old_and_far: World) -> None:
    result = old_and_far.run(*command.split())
    assert result.code in (0, 2, 4), (result.code, result.err)
    assert "OverflowError" not in result.err


def test_a_bad_moment_costs_itself_only(old_and_far: World) -> None:
    assert "hello @kim" in old_and_far.done("list", "--as-of", "2026-03-05", "--limit", "0")
