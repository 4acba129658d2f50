"""Records to test with, and journals made of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from harbour import framework_file, prompts_file
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Record

TODAY = date(2026, 3, 27)  # a Friday, the day of the fixed clock
_NUMBERS = count(1)

GARDEN = framework_file(
    "garden", "Garden leadership",
    {"soil": ("Soil", "What feeds the work."), "light": ("Light", "What is seen.")},
    {"worms": {"dimension": "soil", "name": "Working unseen", "short": "work unseen",
               "meaning": "Work that nobody sees."},
     "shade": {"dimension": "light", "name": "Making shade", "short": "making shade",
               "meaning": "Room for others."}},
    version="1.0", language="en-GB",
)  # fmt: skip
GARDEN_PROMPTS = prompts_file(
    "garden",
    {"worms-1": ("worms", "event", "Who did something yesterday that nobody saw?"),
     "shade-1": ("shade", "event", "Whom did you make room for this week?")},
)  # fmt: skip


def plant(home: Path) -> None:
    """A small framework of its own in a home, so that the shipped one may change."""
    for folder, text in (("frameworks", GARDEN), ("prompts", GARDEN_PROMPTS)):
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / "garden.toml").write_text(text, encoding="utf-8")
    (home / "config.toml").write_text('framework = "garden"\n', encoding="utf-8")


def stamped(day: date, id_: str = "") -> dict[str, Any]:
    """The fields every record starts with."""
    number = next(_NUMBERS)
    return {
        "id": id_ or f"019d0000-0000-7000-8000-{number:012x}",
        "ts": f"{day.isoformat()}T12:00:00.{number % 1000:03}+00:00",
        "tz": "Europe/London",
        "day": day,
    }


def ago(days: int) -> date:
    """So many days before the fixed clock's day."""
    return TODAY - timedelta(days=days)


def note(text: str, days: int = 0, id_: str = "", **fields: Any) -> Note:
    """A note of so many days ago."""
    return Note(**stamped(ago(days), id_), text=text, **fields)


def ask(text: str | None, days: int = 0, **fields: Any) -> Ask:
    """An answer of so many days ago; None for a question passed over."""
    values = {
        "sitting": f"sitting-{days}",
        "prompt": "worms-1",
        "facet": "worms",
        "reason": "rotation",
        "outcome": "full" if text else "skip",
        "words": len((text or "").split()),
        "graded_by": "tool" if text else None,
    }
    return Ask(**stamped(ago(days)), text=text, **{**values, **fields})


def intention(text: str, days: int = 0, due: int = 0, **fields: Any) -> Intention:
    """An intention of so many days ago, due so many days from today."""
    return Intention(**stamped(ago(days)), text=text, due=ago(-due), **fields)


def outcome(of: Intention, status: str, days: int = 0, text: str | None = None) -> Outcome:
    """What was said about an intention so many days ago."""
    return Outcome(**stamped(ago(days)), of=of.id, status=status, text=text)


def write_journal(home: Path, records: Iterable[Record], device: str = "elsewhere") -> None:
    """Lines as a device would have written them."""
    for record in records:
        write_line(home, encode_line(record), record.day, device)


def write_line(home: Path, line: bytes, day: date = TODAY, device: str = "elsewhere") -> None:
    """One line of a device's file, whatever it holds."""
    folder = home / "journal" / device
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{day.isoformat()[:7]}.jsonl").open("ab") as file:
        file.write(line + b"\n")
