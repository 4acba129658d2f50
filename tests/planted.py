"""A secret word planted wherever syslead keeps a leader's words: what finds it, finds all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from conftest import World
from syslead_cli.base.clock import uuid7
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import (
    Ask,
    Focus,
    Intention,
    Note,
    Outcome,
    Pause,
    Rating,
    Record,
    Review,
    Revise,
    Share,
)

DAY = date(2026, 2, 10)
OWN, OTHER = "ab12cd34", "ffff0000"


class Planting:
    """A home in which every kind of record, and every file beside them, says the word."""

    def __init__(self, world: World, word: str) -> None:
        self.world, self.word = world, word
        self._count = 0
        self.state = world.put("state/device", OWN + "\n").parent

    def head(self, day: date = DAY) -> dict[str, object]:
        self._count += 1
        milliseconds = 1_770_000_000_000 + self._count * 1000
        return {
            "id": uuid7(milliseconds, self._count.to_bytes(10, "big")),
            "ts": f"2026-02-10T10:00:{self._count % 60:02}.000+00:00",
            "tz": "Europe/London",
            "day": day,
        }

    def records(self) -> list[Record]:
        """One of every kind that can hold words, and an edit that alone says it."""
        w, head = self.word, self.head
        plan = Intention(**head(), text=f"If {w} comes, then I will ask.", due=date(2026, 3, 1))
        plain = Note(**head(), text="Harmless at first.")
        edited = Note(**head(), text=f"It was {w} who said no.")
        return [
            Ask(**head(), sitting="s1", prompt="courage-01", facet="courage", reason="rotation",
                outcome="full", words=3, text=f"Because {w}, I waited.", voices=(w, "union")),
            Note(**head(), text=f"The {w} file.", voices=(w,), tags=(w, "budget")),
            Note(**head(), text="Among the fields.", extra={"mood": {"of": [f"as {w} saw"]}}),
            Rating(**head(), scores={"feeling": 3}, instances={"feeling": f"With {w} in it."}),
            plan, plain, edited,
            Outcome(**head(), of=plan.id, status="partly", text="Asked once."),
            Review(**head(), period="week", from_=date(2026, 2, 2), to=date(2026, 2, 8),
                   heard=(w, "board"), missing=(w,), text=f"A week of {w}."),
            Revise(**head(), of=plain.id, set={"text": f"Harmful: {w}.", "tags": [w]}),
            Revise(**head(), of=edited.id, set={"text": "It was somebody else."}),
            Note(**head(), text="This one stays.", voices=("union",)),
            Focus(**head(), facets=("courage",), until=date(2026, 6, 30)),
            Pause(**head(), from_=date(2026, 2, 20), until=date(2026, 2, 21)),
            Share(**head(), tier="themes", to="Dana", from_=date(2026, 1, 1),
                  until=date(2026, 2, 28), sha256="9f" * 32, file=f"for-{w}.json"),
        ]  # fmt: skip

    def plant(self) -> None:
        """In the journal and in everything beside it that this device may write."""
        w, put = self.word, self.world.put
        records = self.records()
        lines = [encode_line(record) for record in records]
        newer = {"v": 2, "id": "newer-1", "kind": "dream", "day": "2026-02-11", "text": f"Of {w}."}
        lines.append(json.dumps(newer).encode())
        torn = lines[1][:-40]
        put(f"journal/{OWN}/2026-02.jsonl", b"\n".join([*lines, torn]) + b"\n")
        put(f"journal/{OWN}/2026-02 (conflicted copy).jsonl", lines[0] + b"\n" + lines[1])
        put("journal/by-hand.jsonl", self.by_hand())
        put(
            "state/rescue/rescue-x.jsonl",
            encode_line(Note(**self.head(), text=f"Late {w}")) + b"\n",
        )
        put("state/rescue/edited-ab.md", f"Half a thought about {w}\n".encode())
        put("state/rescue/.edit-cd/entry.md", f"An editor was killed: {w}\n".encode())
        put("state/quarantine/2026-02-01T100000/ab12cd34/2026-02.jsonl", torn + b"\n")
        put("state/quarantine/2026-02-01T100000/ab12cd34/2026-02.jsonl.77.tmp", lines[0])
        put("state/backups/2026-02-01T100000/ab12cd34/2026-02.jsonl", b"\n".join(lines))
        put("state/drafts/sitting-1.json", self.sitting())
        put("state/drafts/review-week-2026-02-10.json", json.dumps(
            {"v": 1, "answers": {"heard": w}, "agenda": {"day": "2026-02-10", "heard": [w]}}
        ).encode())  # fmt: skip
        put("state/aliases.json", json.dumps({w: "a ward manager", "Jo": "a nurse"}).encode())
        put("config.toml", f'# mine\nvoices = ["board", "{w}"]\n'.encode())
        assert len(self.holding()) >= 13

    def by_hand(self) -> bytes:
        return json.dumps(
            {"v": 1, "id": "hand-1", "kind": "note", "ts": "2026-02-10T10:00Z",
             "day": "2026-02-10", "text": f"Typed: {self.word}"}
        ).encode() + b"\n"  # fmt: skip

    def sitting(self) -> bytes:
        step = {"name": "free", "at": 0, "held": f"and {self.word}", "asked": ""}
        return json.dumps(
            {"v": 1, "sitting": "s-1", "day": "2026-02-10", "text": f"then {self.word} came",
             "step": step, "picks": [], "due": [], "asks": {}, "anchor": "", "graded": None,
             "followed": False, "brief": False}
        ).encode()  # fmt: skip

    def holding(self) -> list[str]:
        """The files below the home that say it."""
        return holding(self.world.home, self.word)


def holding(home: Path, word: str) -> list[str]:
    """Every file below a folder with the word in its bytes, whatever the case."""
    wanted = word.lower().encode()
    return sorted(
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and wanted in path.read_bytes().lower()
    )
