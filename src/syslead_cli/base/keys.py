"""The keys of every question: a letter or sign alone before Enter, never stored.

This is their one declaration; docs/dialogue.md says what each does where. Two characters or
Ctrl-J (a line break) make a text of a letter. Behind an answer already in the field a key
counts as well, so that one can go back several questions.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

#: What stands before the first line of a field, and before the others.
PROMPT, CONTINUED = " > ", "   "


class Key(StrEnum):
    """What may stand alone before Enter."""

    EXPLAIN = "?"
    BACK = "b"
    SKIP = "s"
    LATER = "l"
    GRADE = "f"
    ONWARD = ">"


_KEYS = {key.value: key for key in Key}
#: Why a key does nothing at a question; every question explains itself.
REFUSED = {
    Key.BACK: "This is the first question; you cannot go back.",
    Key.SKIP: "This question needs an answer. Ctrl-C stops.",
    Key.LATER: "This question cannot be put off.",
    Key.GRADE: "There is no grade to change here.",
    Key.ONWARD: "There is no next part to go to.",
}
#: Said where a key follows words that are no answer yet.
UNFINISHED = "These words are not saved yet. Enter saves them; keys work on an empty line."


class Typed(NamedTuple):
    """What was entered: a key, or a text. ``behind``: the key followed what stood in the field."""

    key: Key | None
    text: str
    behind: bool = False


def read_entry(text: str, before: str = "") -> Typed:
    """Tell a key from a text; ``before`` stood in the field when it opened."""
    if key := key_in(text):
        return Typed(key, "")
    if before and text.startswith(before) and (key := key_in(text.removeprefix(before))):
        return Typed(key, "", behind=True)
    return Typed(None, text)


def key_in(text: str) -> Key | None:
    return _KEYS.get(text.strip(" \t").lower())


class Footer(Struct, frozen=True, forbid_unknown_fields=True):
    """The line with the keys below a field, which never goes away.

    ``on_nothing`` is what Enter does while nothing is typed, ``also`` other keys and forms of an
    answer. ``is_text``: an answer may have several lines.
    """

    on_nothing: str = "passes"
    also: tuple[str, ...] = ()
    explains: str = "how"
    is_text: bool = True

    def parts(self, *, typed: bool, plain: bool = False) -> list[str]:
        """Return the line in parts; ``plain`` for a terminal that cannot move its cursor."""
        first = "Enter done" if typed else f"Enter {self.on_nothing}"
        parts = [first, *self.also, f"{Key.EXPLAIN} {self.explains}", f"{Key.BACK} back"]
        if self.is_text and plain:
            return [*parts, "\\ at the end of a line continues it"]
        return [*parts, "Ctrl-J new line", "Ctrl-E editor"] if self.is_text else parts
