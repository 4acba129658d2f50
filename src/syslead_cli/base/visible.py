"""Text made safe to put on a screen: controls and direction overrides become visible.

Entries, framework files and file names may hold anything; the terminal gets none of it raw,
and the store keeps it unchanged.
"""

from __future__ import annotations

#: Bidirectional marks, embeddings, overrides and isolates, and line separators.
_HIDDEN = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟨U+{code:04X}⟩"


def _is_hidden(character: str) -> bool:
    code = ord(character)
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or character in _HIDDEN
        or 0xD800 <= code < 0xE000
        or 0xE0000 <= code < 0xE0080
        or (code & 0xFFFE) == 0xFFFE
    )


_KEPT = frozenset("\n\t")


def visible(text: str) -> str:
    """The text with every control or direction character shown as a sign, newlines and tabs kept.

    A carriage return before a newline is dropped, as every terminal would.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join(
        _shown(character) if character not in _KEPT and _is_hidden(character) else character
        for character in text
    )


def escaped(document: str) -> str:
    """JSON with those characters as ``\\u`` escapes: the same document, which no screen obeys."""
    if document.isascii() and "\x7f" not in document:  # nothing else is left of ASCII's controls
        return document
    if document.replace("\n", " ").isprintable():
        return document
    import re

    # A control below the space is escaped in JSON already; a line break is its own.
    return re.sub(
        r"[^\n -~]", lambda found: _escape(found[0]) if _is_hidden(found[0]) else found[0], document
    )


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def one_line(text: str) -> str:
    """The same on a single line, runs of white space as one space."""
    return " ".join(visible(text).split())
