"""Signs for streams that know few: what stands where an encoding lacks a character."""

from __future__ import annotations

_PLAINER = {
    "·": ".", "→": "->", "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "├": "|", "┤": "|", "─": "-", "●": "*", "∘": "o", "┊": ":", "×": "x",
    **dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True)),
}  # fmt: skip


def without(text: str, encoding: str) -> str:
    """The text as the encoding can write it; what has no plainer sign stands as its number."""
    return "".join(_written(character, encoding) for character in text)


def _written(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        number = character.encode("ascii", "backslashreplace").decode("ascii")
        return _PLAINER.get(character, number)
    return character
