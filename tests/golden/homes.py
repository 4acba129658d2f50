"""Build the homes of the golden transcripts, from raw files or through ``main`` itself.

Nothing here may call an inner function of the program: its modules move, these files must not.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from conftest import ROOT, World

GIVEN = Path(__file__).parent / "given"
#: When raw files were written last (26 March 2026): a rescue file's words get this day.
WRITTEN = 1774548000
FACETS = (
    "courage", "curiosity", "humility_magnanimity", "sense_making", "diverse_views", "influencing",
)  # fmt: skip
VOICES = ("carers-forum", "night-staff", "ward-clerk", "board", "Zoë")
SENTENCES = (
    "On Tuesday I asked the clerk what she had seen, and she told me about the rota.",
    "The board had not read it, so I said plainly what it would cost the ward.",
    "I let them chair and sat on my hands; it went better than I feared.",
    "Nothing today.",
    "They said “no” 🙂\nand they were right.",
)


def world_in(box: Path) -> World:
    """Give the world of one box: the leader's home is ``own``, what others gave lies in ``in``."""
    world = World(box / "own")
    world.environ["HOME"] = str(box)
    return world


def build(name: str, box: Path) -> None:
    """Make the home of that name in a new folder, with what every scenario may read."""
    os.umask(0o077)
    box.mkdir(parents=True)
    shutil.copytree(GIVEN, box / "in")
    shutil.copytree(ROOT / "tests" / "data" / "garten", box / "in" / "garten")
    with zipfile.ZipFile(box / "in" / "dayone.zip", "w") as archive:
        archive.writestr("Journal.json", (GIVEN / "dayone.json").read_text(encoding="utf-8"))
        archive.writestr("photos/ABC.jpeg", b"no picture")
    for folder in ("out", "tmp"):
        (box / folder).mkdir()
    HOMES[name](world_in(box))


def line(kind: str, number: int, day: str, **fields: Any) -> str:
    """Write one sealed line as docs/journal-format.md says."""
    record = {
        "v": 1, "id": f"01900000-0000-7000-8000-{number:012x}", "kind": kind,
        "ts": f"{day}T18:04:{number % 60:02}.000+00:00", "tz": "Europe/London", "day": day,
        **fields,
    }  # fmt: skip
    return seal(json.dumps(record, ensure_ascii=False, separators=(",", ":"))[:-1])


def seal(content: str) -> str:
    """End a line that is open at its right with its checksum."""
    return f'{content},"crc":"{zlib.crc32(content.encode()):08x}"}}'


def put(path: Path, *lines: str | bytes) -> None:
    """Write a file of these lines, each with its line feed, as on one fixed moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join((x.encode() if isinstance(x, str) else x) + b"\n" for x in lines))
    os.utime(path, (WRITTEN, WRITTEN))


def done(world: World, *words: str, stdin: str = "") -> str:
    """Run a command that has to succeed."""
    result = world.run(*words, stdin=stdin)
    assert result.code == 0, (words, result.err)
    return result.out


def _empty(world: World) -> None:
    """Leave it at that: nothing was ever written."""


def _demo(world: World) -> None:
    """Put the half year of ``syslead demo`` there, and a second framework to choose."""
    own, world.environ["SYSLEAD_HOME"] = str(world.home), str(world.home.parent / "tmp" / "none")
    done(world, "demo", "--home", own)
    for kind in ("frameworks", "prompts"):
        shutil.copytree(world.home.parent / "in" / "garten" / kind, world.home / kind)


def _ten_years(world: World) -> None:
    """Write some 3,000 records of every kind that is written often, day after day."""
    dice = random.Random(7)
    months: dict[str, list[str]] = defaultdict(list)
    number, day, plan = 0, date(2016, 3, 28), ""

    def add(kind: str, **fields: Any) -> None:
        nonlocal number
        number += 1
        months[day.isoformat()[:7]].append(line(kind, number, day.isoformat(), **fields))

    while day <= date(2026, 3, 26):
        if dice.random() < 0.35:
            for facet in dice.sample(FACETS[: 4 + day.year % 3], 2):
                text = dice.choice(SENTENCES)
                add(
                    "ask", sitting=f"sitting-{number:06}",
                    prompt=f"{facet}-{dice.randint(1, 9):02}", facet=facet, reason="rotation",
                    outcome="thin" if len(text) < 20 else "full",
                    words=len(text.split()), text=text, graded_by="tool",
                    voices=[dice.choice(VOICES)],
                )  # fmt: skip
        if dice.random() < 0.05:
            add("note", text=dice.choice(SENTENCES), tags=["rota"], voices=[dice.choice(VOICES)])
        if day.weekday() == 4 and dice.random() < 0.5:
            add("rating", scores={"feeling": dice.randint(2, 5), "being": dice.randint(1, 4)})
        if dice.random() < 0.02:
            due = (day + timedelta(days=7)).isoformat()
            add("intention", text=f"If {day}, then I will ask.", facet=dice.choice(FACETS), due=due)
            plan = f"01900000-0000-7000-8000-{number:012x}"
        elif plan and dice.random() < 0.1:
            add("outcome", of=plan, status=dice.choice(("done", "partly", "dropped")))
            plan = ""
        if (day.month, day.day) == (8, 1):
            add("pause", **{"from": day.isoformat(), "until": day.replace(day=14).isoformat()})
        day += timedelta(days=1)
    for month, lines in months.items():
        put(world.home / "journal" / "abcd1234" / f"{month}.jsonl", *lines)
    put(world.home / "state" / "device", "abcd1234")
    put(world.home / "config.toml", 'voices = ["carers-forum", "night-staff", "young people"]')


def _damaged(world: World) -> None:
    """Write every sort of damage and oddity there is a word for, among sound lines."""
    journal, day = world.home / "journal", "2026-03-20"
    sound = [line("note", n, day, text=f"Sound {n}. #rota") for n in range(1, 10)]
    newer = '{"v":999,"id":"from-the-future-1","kind":"note","text":"?"'
    double = '{"v":1,"v":1,"id":"double-key-1","kind":"note","ts":"2026-03-20T18:00:00Z"'
    put(
        journal / "abcd1234" / "2026-03.jsonl",
        sound[1], sound[2].replace("Sound", "Spoilt"), sound[3][:70], b"\xff\xfe not UTF-8",
        line("dream", 20, day, text="A kind nobody knows."), seal(newer),
        seal(f'{double},"day":"2026-03-20","text":"Twice the same key."'),
        '{"v":1,"id":"by-hand-1","kind":"note","ts":"2026-03-20","day":"2026-03-20","text":"Mine."}',
        sound[4] + sound[5], "[]", "", line("revise", 21, day, of="nobody", set={"text": "x"}),
        line("note", 22, "2026-02-30", text="A day that is none."),
    )  # fmt: skip
    put(
        journal / "abcd1234" / "2026-03 (conflicted copy).jsonl",
        sound[1], line("note", 6, day, text="One content."), line("note", 7, day, text="Other."),
    )  # fmt: skip
    (journal / "2026-03.sync-conflict-20260321.jsonl").write_text(
        line("note", 6, day, text="Another content under the same id.")
    )
    put(journal / "efgh5678" / "2026-03.jsonl", sound[7], sound[8][:90])
    put(world.home / "state" / "device", "abcd1234")
    put(world.home / "state" / "rescue" / "typed-1.txt", "Words that never reached the journal.")


def _two_devices(world: World) -> None:
    """Write what two machines make that edit and remove the same entries."""
    days = [f"2026-03-{n:02}" for n in range(10, 20)]
    ids = [f"01900000-0000-7000-8000-{n:012x}" for n in range(30)]
    here = [line("note", n, days[n], text=f"Here {n}. @board", voices=["board"]) for n in range(5)]
    there = [line("note", n, days[n], text=f"There {n}. #rota", tags=["rota"]) for n in range(5, 9)]
    put(
        world.home / "journal" / "abcd1234" / "2026-03.jsonl",
        *here, line("revise", 10, days[9], of=ids[5], set={"text": "Edited here."}),
        line("remove", 11, days[9], of=ids[6]), line("focus", 14, days[9], facets=["courage"]),
        line("intention", 15, days[9], text="If I can, then I will.", due="2026-03-25"),
    )  # fmt: skip
    put(
        world.home / "journal" / "efgh5678" / "2026-03.jsonl",
        *there, line("revise", 12, days[9], of=ids[5], set={"text": "Edited there."}),
        line("remove", 13, days[9], of=ids[1]), here[2],
        line("outcome", 16, days[9], of=ids[15], status="partly"),
    )  # fmt: skip
    put(world.home / "state" / "device", "abcd1234")


def _encrypted(world: World) -> None:
    """Write an encrypted journal, with a key that a command gives without a word."""
    from sealed_world import switch_on

    switch_on(world)
    for number, text in enumerate(SENTENCES):
        world.clock.move(minutes=1)
        done(world, "note", "-", "--date", f"2026-03-{20 + number}", stdin=text)
    done(world, "reflect", "--answers", str(world.home.parent / "in" / "answers.json"))


def _coach(world: World) -> None:
    """Add what twelve made-up leaders sent: so many that some figures are published."""
    box, tiers = world.home.parent, ("scores", "themes", "excerpts", "all")
    (box / "in" / "packs").mkdir()
    for seed in range(6):
        leader = World(box / f"leader-{seed}")
        done(world, "demo", "--seed", str(seed), "--home", str(leader.home))
        scores = {"tolerates_risk": 1 + seed % 2 * 3, "challenge_allowed": 1 + seed // 2}
        words = ("assess", "environment", "--date", "2025-12-01", "--answers", "-")
        done(leader, *words, stdin=json.dumps({"environment": scores}))
        for turn, until in enumerate(("2025-12-20", "2026-03-26")):
            target = box / "in" / "packs" / f"pack-{seed}-{turn}.json"
            done(
                leader, "share", "write", "--yes", "--drop-identifiers", "--no-encrypt", "--to",
                "Ruth", "--tier", tiers[(seed + turn) % 4], "--since", "2025-10-01", "--until",
                until, "--pseudonym", f"Leader {seed}{turn}", "--expires",
                f"2026-0{4 + turn}-0{1 + seed}", "--purpose", "To think about the merger.",
                "--output", str(target),
            )  # fmt: skip
            done(world, "coach", "add", str(target))
        if seed == 1:
            later = box / "in" / "packs" / "pack-1-2.json"
            done(
                leader, "share", "write", "--yes", "--drop-identifiers", "--tier", "themes",
                "--to", "Ruth", "--since", "2025-12-01", "--pseudonym", "Leader 10",
                "--output", str(later),
            )  # fmt: skip
            done(world, "coach", "add", str(later))
        shutil.rmtree(leader.home)


HOMES: dict[str, Callable[[World], None]] = {
    "empty": _empty,
    "demo": _demo,
    "ten-years": _ten_years,
    "damaged": _damaged,
    "two-devices": _two_devices,
    "encrypted": _encrypted,
    "coach": _coach,
}
