"""What ``encrypt`` and ``decrypt`` have to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from syslead_cli.base.wording import counted
from syslead_cli.crypt.key_text import ASKED_BACK, TOO_SHORT, grouped

BEFORE = (
    "Every entry on this machine is rewritten so that only a key opens it.",
    "Two things give you that key: a passphrase, and a recovery key on paper.",
    "Whoever loses both has lost the journal: nobody can open it then.",
)
BEFORE_DECRYPT = (
    "Every entry on this machine is put back as plain text.",
    "Whoever can open this machine's files can read it then.",
)
SHORT_PASSPHRASE = "That is short. Four or five unrelated words are harder to guess."
EASY_PASSPHRASE = f"That is too easily guessed: at least {TOO_SHORT} characters, not all alike."
NOTHING_YET = "Nothing was encrypted, and that recovery key opens nothing."
PROOF = f"Its last {ASKED_BACK} characters, from your paper:"
NOT_THE_END = "Those are not its last characters. Once more, from your paper:"


def recovery_lines(secret: str) -> list[str]:
    """The recovery key, to be written down."""
    lines = ["Your recovery key. Write it on paper, kept away from this machine:", ""]
    lines += [f"    {part}" for part in grouped(secret)]
    return [*lines, "", "0 is a zero: the letters O, I and B do not occur in it."]


def done_lines(lines: int, files: int, *, on: bool) -> list[str]:
    """What was done, in one line."""
    if not files:
        return ["Everything is encrypted." if on else "Nothing here was encrypted."]
    said = "Encrypted" if on else "Put back"
    where = counted(files, "file", "files")
    return [f"{said}: {counted(lines, 'line', 'lines')} in {where}."]


def not_reached(left: Sequence[str], others: Sequence[str], *, on: bool, anew: bool) -> list[str]:
    """What stays as it was; ``anew``: whether anything was in the clear until now."""
    lines = [f"not reached: {one}" for one in left]
    if others and on:
        lines.append(
            f"{counted(len(others), 'file', 'files')} of your other machines: "
            "run syslead encrypt --identity FILE there (docs/encryption.md)."
        )
    elif others:
        lines.append(
            f"{counted(len(others), 'file', 'files')} of your other machines: "
            "run syslead decrypt there."
        )
    if on and anew:
        lines += [
            "Backups, git history and a sync service's older versions keep what they had:",
            "delete them yourself, and make a new backup now.",
        ]
    return lines


def rewriting_data(
    lines: int, files: int, public: str, left: Sequence[str], others: Sequence[str]
) -> dict[str, Any]:
    """The document of ``encrypt --json`` and ``decrypt --json``."""
    return {
        "lines": lines,
        "files": files,
        "public_key": public or None,
        "not_reached": list(left),
        "other_devices": list(others),
    }
