"""What somebody may have meant by a word that is not known here."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 64  # a pasted page is compared by its beginning


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like it; empty where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word[:_LONGEST], [name for name in known if name], n=1)
    return near[0] if near else ""


def or_rather(word: str, known: Iterable[str]) -> str:
    """``; did you mean "humility"?`` for the end of a message; empty where none is near."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""
