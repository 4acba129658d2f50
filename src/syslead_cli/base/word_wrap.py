# ruff: noqa: TID253 - this module is itself loaded only when a question is put
"""What is shown of a line being typed: words wrapped whole, nothing that turns text around.

prompt_toolkit breaks lines between any two characters. Spaces are added on the screen only, so
that a word that would be cut begins on the next row. Direction marks show as a sign.
"""

from __future__ import annotations

from collections.abc import Sequence

from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.utils import get_cwidth

from syslead_cli.base.visible import visible


def padding(characters: Sequence[str], width: int) -> list[int]:
    """How many columns to leave free before each character of a line.

    A word ends before the last column, which is for the space after it.
    """
    free = [0] * len(characters)
    column, at = 0, 0
    while at < len(characters):
        end = at
        while end < len(characters) and characters[end] != " ":
            end += 1
        size = sum(get_cwidth(character) for character in characters[at:end])
        if column and size < width <= column + size:
            free[at] = width - column
            column = 0
        for character in characters[at : end + 1]:
            cells = get_cwidth(character)
            column = cells if column + cells > width else column + cells
        at = end + 1
    return free


class WordWrap(Processor):
    """Moves whole words to the next row; ``margin`` columns are taken by the line prefix."""

    def __init__(self, margin: int) -> None:
        self._margin = margin

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Pad one line of the buffer."""
        styled = [
            (style, character if visible(character) == character else "\ufffd")
            for style, text, *_ in transformation_input.fragments
            for character in text
        ]
        width = max(1, transformation_input.width - self._margin)
        free = padding([character for _, character in styled], width)
        shown: list[tuple[str, str]] = []
        places: list[int] = []
        for (style, character), columns in zip(styled, free, strict=True):
            if columns:
                shown.append(("", " " * columns))
            places.append((places[-1] + 1 if places else 0) + columns)
            shown.append((style, character))
        return Transformation(
            list(shown), lambda at: _shown_at(places, at), lambda at: _typed_at(places, at)
        )


def _shown_at(places: Sequence[int], at: int) -> int:
    if at < len(places):
        return places[at]
    return (places[-1] + 1 if places else 0) + at - len(places)


def _typed_at(places: Sequence[int], at: int) -> int:
    from bisect import bisect_left

    found = bisect_left(places, at)
    return (
        found if found < len(places) else len(places) + max(0, at - _shown_at(places, len(places)))
    )
