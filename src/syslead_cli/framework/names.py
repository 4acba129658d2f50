"""Ids in files people write: which names are allowed, before any of them becomes a path."""

from __future__ import annotations

import re

from syslead_cli.framework.problems import quoted

LONGEST_ID = 64

#: What most ids are made of; anything else is looked at letter by letter.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")

#: Names Windows keeps for itself, with any ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)


def id_problem(value: str) -> str:
    """What is wrong with an id, as the rest of a sentence; empty for a good one.

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
    from unicodedata import is_normalized

    for character in value:
        if not _allowed(character):
            return f"has {quoted(character)} in it: only letters, digits, _ and - are allowed"
    if not is_normalized("NFC", value):
        return "is written with combining marks where single letters exist (it must be NFC)"
    return ""


def _allowed(character: str) -> bool:
    """Combining marks count as letters: some scripts cannot be written without them."""
    from unicodedata import category

    return character in "_-" or category(character) in _LETTERS


_LETTERS = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"])
