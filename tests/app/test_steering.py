"""A journal whose every text would steer a terminal, through every command that shows any.

Escape sequences (links, the clipboard, colours), 8-bit controls, direction overrides, NUL and tag
characters in every field of every kind, ids of facets, prompts and sittings included.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from conftest import Terminal, World
from varied_journals import Varied

EVIL = (
    "\x1b]8;;http://evil/\x1b\\x\x1b]52;c;aGk=\x07\x9b31m\u202eevil\u2066 <img src=x> \x00\x7f\x08"
    "\r\n# head\n- [ ] x\u2028y\ufeff\U000e0041 \x1b[2J\x1b]0;title\x07"
)
STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
COMMANDS = """
--json|trends|trends --facets|trends --format md|trends --format csv|trends --json|neglected
neglected --json|list --limit 0|list --json|search evil|search evil --json|intentions
intentions --all|intentions --json|review week --plan|review week --md|review week --plan --json
review quarter --md|review quarter --plan|focus|focus --json|pause --show|share log
share log --json|share preview --tier all|share preview --tier all --format md
share preview --tier all --format csv|export --format md|verify
verify --json|remind|remind --json|config get|reflect --plan|reflect --plan --json|repair
forget --word evil --dry-run|forget --word evil --dry-run --json|
"""


@pytest.fixture
def steered(world: World) -> World:
    """Weeks of nothing else."""
    day = world.clock.local.date()
    leader = Varied(1, day, {"feeling": ["courage", "curiosity"]})
    for back in (80, 70, 65, 50, 20, 3, 1, 0):
        on, facet = day - timedelta(days=back), "courage" if back % 2 else EVIL
        leader.put(
            "ask", on, sitting=f"{back}{EVIL}", prompt=EVIL, facet=facet, reason="rotation",
            outcome="full", words=5, text=EVIL, graded_by="tool", voices=[EVIL, "a"], tags=[EVIL],
        )  # fmt: skip
        leader.put(
            "note", on, text=EVIL, facets=[EVIL], mentions=[EVIL], voices=[EVIL], tags=[EVIL]
        )
        leader.put("rating", on, scores={"feeling": 3, EVIL: 2}, instances={"feeling": EVIL})
        made = leader.put("intention", on, text=EVIL, facet=EVIL, due=on.isoformat())
        leader.put("outcome", on, of=made["id"], status="not_yet", text=EVIL)
        week = {"period": "week", "from": (on - timedelta(days=6)).isoformat()}
        leader.put(
            "review", on, **week, to=on.isoformat(), attention=[EVIL], heard=[EVIL],
            missing=[EVIL], text=EVIL,
        )  # fmt: skip
    until = day.isoformat()
    leader.put("focus", day, facets=[EVIL], until=until)
    leader.put("assessment", day, environment={EVIL: 2}, practice={EVIL: 1})
    share = {"from": until, "until": until, "sha256": EVIL}
    leader.put("share", day, tier="all", to=EVIL, **share)
    leader.plant(world.home / "journal")
    return world


@pytest.mark.parametrize("command", [c.strip() for c in re.split(r"[|\n]", COMMANDS[1:-1])])
def test_nothing_steers_the_terminal(steered: World, command: str) -> None:
    plain = steered.run(*command.split())
    seen = steered.run(*command.split(), stdout=Terminal(), stderr=Terminal())
    for done in (plain, seen):
        assert done.code in (0, 4), done
        shown = re.sub(r"\x1b\[[0-9;]*m", "", done.out + done.err).replace("\r\n", "\n")
        found = STEERS.search(shown)
        assert found is None, repr(shown[max(0, found.start() - 60) : found.end() + 20])
    if command.endswith("--json"):
        json.loads(plain.out)
    assert "\x1b" not in plain.out


def test_one_entry_at_a_time(steered: World) -> None:
    for line in steered.journal_lines():
        if json.loads(line)["kind"] in ("focus", "pause", "share"):
            continue
        for more in ([], ["--json"]):
            done = steered.run("show", json.loads(line)["id"], *more)
            assert done.code == 0, done
            assert STEERS.search(done.out + done.err) is None
