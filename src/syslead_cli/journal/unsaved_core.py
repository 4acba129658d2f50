"""Words that were not saved, made into a note: the same words always make the same one."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime

from syslead_cli.base.day import leaders_day, month_start
from syslead_cli.base.ident import uuid7
from syslead_cli.journal.records import Note


def words_in(name: str, content: bytes) -> str:
    """The words of a file that waits; of a sitting that was broken off, what no record holds."""
    text = content.decode("utf-8", "surrogateescape")
    if name.startswith("sitting-"):
        from syslead_cli.reflect.draft import draft_from

        with suppress(ValueError, RecursionError):
            if (draft := draft_from(json.loads(text))) is not None:
                text = draft.words
    return text.rstrip("\n")


def note_of(text: str, written: datetime, zone: str, day_start: int) -> Note:
    """A note of the day the words were written."""
    from hashlib import sha256

    day = leaders_day(written, day_start)
    made = sha256(b"unsaved " + text.encode("utf-8", "surrogateescape")).digest()
    return Note(
        id=uuid7(int(month_start(day).timestamp() * 1000), made[:10]),
        ts=written.isoformat(timespec="milliseconds"),
        tz=zone,
        day=day,
        text=text,
    )
