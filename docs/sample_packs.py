"""Two packs of the demo's made-up leader, for the pages of docs/coaching.md and for tests.

``python docs/sample_packs.py FOLDER`` writes them. Everything comes out of the real commands on
one fixed evening, so the same packs are made every time.
"""

from __future__ import annotations

import json
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from picture import Evening

from syslead_cli.__main__ import main
from syslead_cli.base.clock import SystemClock
from syslead_cli.context import Context

#: (until, what is wanted): the second is thirteen weeks after the first.
SESSIONS = (
    ("2026-08-23", "To think about the merger of the two boards."),
    ("2026-11-22", "How to stay in the room with the trust without taking over."),
)
PSEUDONYM, EXPIRES = "Heron", "2027-02-22"
_ROLES = {"Holm Street": "the tenants"}
_SURROUNDINGS = (
    ("2026-08-20", (3, 3, 4, 4, 3, 3, 2, 3)),
    ("2026-11-19", (3, 2, 4, 4, 3, 2, 3, 3)),
)
_TAGGED = (
    ("2026-09-08", "I let the trust chair the meeting and sat on my hands. #lead_follow"),
    ("2026-10-06", "I spoke first again, and the room went with me. #lead_follow"),
    ("2026-10-20", "They asked for a date and I had none to give. #clarity_ambiguity"),
    ("2026-11-10", "Somebody else could have opened it. Nobody did. #lead_follow"),
)


def packs(tier: str = "themes", *extra: str) -> list[dict[str, Any]]:
    """The packs, oldest first, as JSON documents."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Evening()
        _run(folder, clock, "demo", "--home", f"{folder}/demo", own=f"{folder}/own")
        _lived(folder, clock)
        return [_shared(folder, clock, tier, until, wanted, *extra) for until, wanted in SESSIONS]


def _run(folder: str, clock: SystemClock, *words: str, stdin: str = "", own: str = "") -> str:
    environ = {"SYSLEAD_HOME": own or f"{folder}/demo", "COLUMNS": "80", "HOME": folder}
    out, err = StringIO(), StringIO()
    status = main(list(words), Context(environ, StringIO(stdin), out, err, clock))
    if status:
        raise RuntimeError(f"{words}: {err.getvalue()}")
    return out.getvalue()


def _lived(folder: str, clock: SystemClock) -> None:
    """What the demo's leader does not do: rate the surroundings, and tag tensions."""
    for day, scores in _SURROUNDINGS:
        plan = json.loads(_run(folder, clock, "assess", "environment", "--plan", "--json"))
        items = [step["id"] for step in plan["steps"]]
        answers = {"environment": dict(zip(items, scores, strict=True))}
        words = ("assess", "environment", "--date", day, "--answers", "-")
        _run(folder, clock, *words, stdin=json.dumps(answers))
    for day, text in _TAGGED:
        _run(folder, clock, "note", "--date", day, "-", stdin=text)


def _shared(
    folder: str, clock: SystemClock, tier: str, until: str, wanted: str, *extra: str
) -> dict[str, Any]:
    intentions = json.loads(_run(folder, clock, "intentions", "--all", "--json"))["intentions"]
    approved = [
        word
        for each in intentions
        if tier != "scores" and _weeks_before(until) <= each["day"] <= until
        for word in ("--approve-intention", each["id"])
    ]
    target = f"{folder}/{until}.json"
    _run(
        folder, clock, "share", "write", "--yes", "--to", "Jo", "--tier", tier,
        "--from", _weeks_before(until), "--until", until, "--purpose", wanted,
        "--pseudonym", PSEUDONYM, "--expires", EXPIRES, "--output", target,
        "--drop-identifiers", "--replacements", "-", *approved[-8:], *extra,
        stdin=json.dumps(_ROLES),
    )  # fmt: skip
    found: dict[str, Any] = json.loads(Path(target).read_text(encoding="utf-8"))
    return found


def _weeks_before(until: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(until) - timedelta(days=90)).isoformat()


if __name__ == "__main__":
    for number, pack in enumerate(packs(*sys.argv[2:3]), start=1):
        file = Path(sys.argv[1]) / f"pack-{number}.json"
        file.write_text(json.dumps(pack, indent=2) + "\n", encoding="utf-8")
        sys.stdout.write(f"{file}\n")
