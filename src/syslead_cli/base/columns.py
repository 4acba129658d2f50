"""Names in columns: cut and padded by the cells they take, in any script."""

from __future__ import annotations

from syslead_cli.base.page_render import cells, cut

#: A blank cell that counts as written from left to right. Behind a right-to-left name it keeps a
#: terminal that reorders text from dragging the bars and numbers after it into the name's order.
_TURN_BACK = "\u2800"


def fit(text: str, width: int) -> str:
    """The text in exactly so many columns."""
    name = cut(text, width)
    if name.isascii() or not _is_right_to_left(name):
        return name + " " * (width - cells(name))
    name = cut(name, width - 1)
    return name + _TURN_BACK + " " * (width - 1 - cells(name))


def _is_right_to_left(text: str) -> bool:
    from unicodedata import bidirectional

    return any(bidirectional(character) in ("R", "AL") for character in text)
