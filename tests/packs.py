"""Packs as leaders send them, to test the coach's side with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from reviews import FRAMEWORK
from some_records import TODAY, ask, intention, note, outcome
from syslead_cli.framework.model import Tension
from syslead_cli.journal.merge import Journal
from syslead_cli.sharing.build import Choice, build_pack
from syslead_cli.sharing.model import checksum
from syslead_cli.sharing.pack_screen import FORMATS

#: In every text of a leader's: it may be in a store, and in no message.
SECRET = "zqxsecretqxz"
HERE = replace(FRAMEWORK, tensions=(Tension("lead-follow", ("lead", "follow"), "Both."),))
CHOICE = Choice(date(2026, 1, 1), TODAY, TODAY, pseudonym="Maya", purpose=SECRET)
PLAN = intention(f"If {SECRET}, then I will ask.", 4, 7)
RECORDS = (
    note(f"{SECRET} said the nurse.", 3, voices=("carers-forum",), tags=("lead-follow",)),
    ask(SECRET, 2, voices=("ward-clerk",)),
    PLAN,
    outcome(PLAN, "done", 1),
)


def document(tier: str = "all", records: tuple[Any, ...] = RECORDS, **choice: Any) -> Any:
    """A pack of that tier as JSON, without its checksum; ``choice``: fields of ``Choice``."""
    pack = build_pack(Journal(records), HERE, replace(CHOICE, tier=tier, **choice))
    return {key: each for key, each in json.loads(FORMATS["json"](pack)).items() if key != "sha256"}


def with_checksum(data: dict[str, Any]) -> dict[str, Any]:
    """The document with the checksum its content has."""
    return {**data, "sha256": checksum(data)}


def file_of(data: dict[str, Any]) -> bytes:
    """The bytes of the pack file."""
    return (json.dumps(with_checksum(data), indent=2) + "\n").encode()


def sent(folder: Path, name: str = "maya.json", tier: str = "all", **choice: Any) -> Path:
    """A pack file in a folder."""
    path = folder / name
    path.write_bytes(file_of(document(tier, **choice)))
    return path
