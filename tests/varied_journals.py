"""Journals that differ in every way the format allows, written as raw lines by hand.

Nothing of the product's is used but the ids of a framework's facets: devices, conflict copies,
edits of edits, removals, backdating, time zones and clock changes, pauses that overlap, facets
of another framework, damaged lines and lines from newer versions.
"""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Data = dict[str, Any]

ZONES = ("Europe/London", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu", "UTC")
FOREIGN = ("zuhören", "säen", "retired_facet")
NAMES = ("carers-forum", "gps", "night-staff", "board", "Housing", "union", "größe", "młodzi")
WORDS = (
    "The nurse said at nine that nobody had asked her since March.",
    "Went well.",
    "No, because the director of housing was away.",
    "Nothing.",
)


def sealed(data: Data) -> bytes:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    return body + b',"crc":"%08x"}' % zlib.crc32(body)


class Varied:
    """One leader's journal up to ``today``; ``dimensions`` maps dimensions to facets."""

    def __init__(self, seed: int, today: date, dimensions: dict[str, list[str]]) -> None:
        self.dice = Random(seed)
        self.today = today
        self.dimensions = dimensions
        self.facets = [facet for inside in dimensions.values() for facet in inside]
        self.quiet = set(self.dice.sample(self.facets, 2)) if self.dice.random() < 0.7 else set()
        self.zone = ZoneInfo(self.dice.choice(ZONES))
        self.lines: list[tuple[str, date, bytes]] = []
        self.records: list[Data] = []
        self.count = 0

    def written(self, days: int) -> Varied:
        """So many days up to today, and then what may befall a journal."""
        dice = self.dice
        fall = self.today - timedelta(days=dice.randrange(20, 90))
        for back in range(days, -1, -1):
            day = self.today - timedelta(days=back)
            if dice.random() < 0.03:
                self.zone = ZoneInfo(dice.choice(ZONES))
            if dice.random() < 0.55:
                self._sitting(day, fall)
            self._now_and_then(day)
        for _ in range(dice.randrange(12)):
            self._mishap()
        return self

    def plant(self, journal: Path) -> None:
        """Everything into files, some of them twice, in any order."""
        dice = self.dice
        dice.shuffle(self.lines)
        for folder, day, line in self.lines:
            names = [f"{day:%Y-%m}.jsonl"]
            if dice.random() < 0.04:
                names.append(f"{day:%Y-%m} (conflicted copy).jsonl")
            for name in names:
                path = journal / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                end = b"\r\n" if dice.random() < 0.02 else b"\n"
                with path.open("ab") as file:
                    file.write(line + end)

    def _stamp(self, kind: str, day: date) -> Data:
        """Written on that day between 04:00 and 03:59, or later and backdated."""
        self.count += 1
        shift = 0 if self.dice.random() < 0.9 else self.dice.randrange(1, 20)
        shift = min(shift, (self.today - day).days)
        at = datetime(day.year, day.month, day.day, 4) + timedelta(
            days=shift, minutes=self.dice.choice((0, 1, 719, 1200, 1201, 1438, 1439))
        )
        ts = at.replace(tzinfo=self.zone, microsecond=1000 * (self.count % 1000))
        return {
            "v": 1,
            "id": f"{self.dice.randrange(16**8):08x}-{self.count:05}",
            "kind": kind,
            "ts": ts.isoformat(timespec="milliseconds"),
            "tz": str(self.zone),
            "day": day.isoformat(),
        }

    def put(self, kind: str, day: date, **fields: Any) -> Data:
        data = {**self._stamp(kind, day), **{k: v for k, v in fields.items() if v is not None}}
        bare = self.dice.random() < 0.03
        line = json.dumps(data, ensure_ascii=False).encode() if bare else sealed(data)
        self.lines.append((self.dice.choice(("ab12cd34", "ab12cd34", "ffee0011")), day, line))
        self.records.append(data)
        return data

    def _some_voices(self) -> list[str] | None:
        found = self.dice.sample(NAMES, self.dice.choice((0, 0, 1, 1, 2, 3)))
        return found or None

    def _sitting(self, day: date, fall: date) -> None:
        dice, sitting = self.dice, f"sitting-{self.count}"
        for _ in range(dice.choice((1, 2, 2, 3))):
            facet = dice.choice(FOREIGN if dice.random() < 0.08 else self.facets)
            if self.quiet and dice.random() < 0.25:
                facet = dice.choice(sorted(self.quiet))
            share = 0.05 if facet in self.quiet and day >= fall else 0.8
            outcome = "full" if dice.random() < share else dice.choice(("thin", "skip", "later"))
            text = dice.choice(WORDS) if outcome in ("full", "thin") else None
            self.put(
                "ask", day, sitting=sitting, prompt=f"{facet}-01", facet=facet,
                reason=dice.choice(("rotation", "probe", "focus", "chosen")), outcome=outcome,
                words=len(text.split()) if text else 0, text=text, graded_by="tool",
                voices=self._some_voices() if text else None,
            )  # fmt: skip

    def _now_and_then(self, day: date) -> None:
        dice = self.dice
        if dice.random() < 0.3:
            facets = dice.sample(self.facets, 1) if dice.random() < 0.3 else None
            tags = dice.choice((None, ["lead_follow"]))
            said = {"facets": facets, "voices": self._some_voices(), "tags": tags}
            self.put("note", day, text=dice.choice(WORDS), **said)
        if dice.random() < 0.12:
            ways = [*self.dimensions, "an_old_way"]
            rated = dice.sample(ways, dice.randrange(1, len(ways)))
            self.put("rating", day, scores={way: dice.randrange(1, 6) for way in rated})
        if dice.random() < 0.08:
            due = day + timedelta(days=dice.randrange(0, 15))
            made = self.put("intention", day, text="If it is quiet, then I will ask.",
                             due=due.isoformat())  # fmt: skip
            for _ in range(dice.choice((0, 1, 1, 2, 3))):
                later = min(self.today, day + timedelta(days=dice.randrange(0, 30)))
                status = dice.choice(("done", "partly", "not_yet", "dropped"))
                self.put("outcome", later, of=made["id"], status=status)
        if dice.random() < 0.02:
            until = day + timedelta(days=dice.randrange(0, 12))
            self.put("pause", day, **{"from": day.isoformat(), "until": until.isoformat()})

    def _mishap(self) -> None:
        """An edit, an edit of it, a removal, a second reading, a broken or a newer line."""
        dice, of = self.dice, self.dice.choice(self.records) if self.records else None
        if of is None:
            return
        day = date.fromisoformat(of["day"])
        now = min(self.today, day + timedelta(days=dice.randrange(0, 10)))
        what = dice.randrange(7)
        if what == 0:
            self.put("remove", now, of=of["id"])
        elif what <= 2:
            edit = self.put("revise", now, of=of["id"], set=self._change(of))
            if dice.random() < 0.4:
                again = self.put("revise", self.today, of=edit["id"], set=self._change(of))
                if dice.random() < 0.4:
                    self.put("remove", self.today, of=again["id"])
        elif what == 3:
            self.lines.append(("ffee0011", day, sealed(of)))
        elif what == 4:
            spoilt = sealed(of).replace(b'"v":1', b'"v":1 ', 1)
            self.lines.append(("ab12cd34", day, spoilt))
        elif what == 5:
            self.lines.append(("ab12cd34", day, sealed({**of, "id": "new", "v": 9})))
        else:
            self.lines.append(("ab12cd34", day, b"{torn"))

    def _change(self, of: Data) -> Data:
        dice = self.dice
        shift = (date.fromisoformat(of["day"]) - timedelta(days=dice.randrange(0, 40))).isoformat()
        if of["kind"] == "ask":
            other = {"outcome": dice.choice(("full", "thin")), "graded_by": "leader"}
            return dice.choice((other, {"day": shift}, {"facet": dice.choice(self.facets)}))
        if of["kind"] == "note":
            return dice.choice(({"voices": None}, {"voices": ["board"]}, {"day": shift}))
        if of["kind"] == "intention":
            return {"due": shift}
        return {"day": shift}
