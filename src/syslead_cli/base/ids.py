"""Record ids, and the spelling of ids in files people write.

A record's id is a UUID version 7 (RFC 9562, section 5.7), from a moment and random bytes.
"""

from __future__ import annotations

import re

from syslead_cli.base.text import quoted


def uuid7(milliseconds: int, random: bytes) -> str:
    """``milliseconds`` since 1970 (UTC) and ten random bytes make an id that sorts by time."""
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


# ── names that people choose ─────────────────────────────────────────────────

LONGEST_ID = 64

#: What most ids are made of; anything else is looked at letter by letter.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
#: Combining marks count as letters: some scripts cannot be written without them.
_LETTERS = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"])
#: Names Windows keeps for itself, with any ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)


def id_problem(value: str) -> str:
    """Return what is wrong with an id, as the rest of a sentence; empty for a good one.

    Letters and digits of any script, ``_`` and ``-``: nothing that could leave a folder, hide
    in a list or look like an option.
    """
    if not value:
        return "is empty"
    if len(value) > LONGEST_ID:
        return f"has {len(value)} characters, {LONGEST_ID} are the limit"
    if value.startswith("-"):
        return "starts with a hyphen"
    if value.casefold() in _DEVICES:
        return "is a name Windows keeps for itself"
    return "" if _PLAIN.fullmatch(value) else _spelling_problem(value)


def _spelling_problem(value: str) -> str:
    from unicodedata import category, is_normalized

    for character in value:
        if character not in "_-" and category(character) not in _LETTERS:
            return f"has {quoted(character)} in it: only letters, digits, _ and - are allowed"
    if not is_normalized("NFC", value):
        return "is written with combining marks where single letters exist (it must be NFC)"
    return ""
