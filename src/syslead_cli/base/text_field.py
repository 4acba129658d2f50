# ruff: noqa: TID253 - this module is itself loaded only when a question is put
"""A field for a text of several lines at a terminal, with the line of keys below it.

prompt_toolkit breaks lines between any two characters. Spaces are added on the screen only, so
that a word that would be cut begins on the next row. Direction marks show as a sign.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeAlias

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import is_done
from prompt_toolkit.formatted_text import ANSI, to_formatted_text
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.utils import get_cwidth

from syslead_cli.base.keys import CONTINUED, PROMPT, Footer
from syslead_cli.base.layout import ACCENT, QUIET, packed
from syslead_cli.base.text import visible

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples


def padding(characters: Sequence[str], width: int) -> list[int]:
    """Return how many columns to leave free before each character of a line.

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
    """Move whole words to the next row; ``margin`` columns are taken by the line prefix."""

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
        end = places[-1] + 1 if places else 0

        def shown_at(at: int) -> int:
            return places[at] if at < len(places) else end + at - len(places)

        def typed_at(at: int) -> int:
            found = bisect_left(places, at)
            return found if found < len(places) else len(places) + max(0, at - end)

        return Transformation(list(shown), shown_at, typed_at)


#: How a field was left: entered (False), stopped (True), or for the editor.
EDIT: Literal["edit"] = "edit"
Ending: TypeAlias = Any


class TextField:
    """A field for a text of several lines, with the line of keys below. Used once."""

    def __init__(
        self, footer: Footer, on_change: Callable[[str], None], codes: Mapping[str, str]
    ) -> None:
        self._footer = footer
        self._codes = codes
        self._buffer = Buffer(multiline=True)
        self._buffer.on_text_changed += lambda buffer: on_change(buffer.text)

    def run(self, stdin: TextIO, stdout: TextIO, typed: str) -> tuple[Ending, str]:
        """Let the leader type. Return how it ended, and the text."""
        from prompt_toolkit.document import Document

        self._buffer.set_document(Document(typed), bypass_readonly=True)
        output = create_output(stdout)
        with contextlib.suppress(AttributeError):  # not every terminal says where its cursor is
            output.enable_cpr = False  # type: ignore[attr-defined]
        app: Application[Any] = Application(
            layout=Layout(self._rows()),
            key_bindings=self._keys(),
            color_depth=None if self._codes else ColorDepth.DEPTH_1_BIT,
            input=create_input(stdin),
            output=output,
            enable_page_navigation_bindings=False,
        )
        try:
            ending: Ending = app.run()
        except (EOFError, OSError, KeyboardInterrupt):  # the terminal is gone, or this is to end
            ending = True
        return ending, self._buffer.text

    def _rows(self) -> HSplit:
        def prefix(line: int, row: int) -> StyleAndTextTuples:
            return self._styled(ACCENT, PROMPT if line == 0 and row == 0 else CONTINUED)

        text = Window(
            BufferControl(self._buffer, input_processors=[WordWrap(len(PROMPT))]),
            wrap_lines=True,
            dont_extend_height=True,
            get_line_prefix=prefix,
        )
        hint = Window(FormattedTextControl(self._hint), dont_extend_height=True, wrap_lines=False)
        return HSplit([text, ConditionalContainer(hint, filter=~is_done)])

    def _hint(self) -> StyleAndTextTuples:
        width = get_app().output.get_size().columns - len(CONTINUED) - 1
        words = packed(self._footer.parts(typed=bool(self._buffer.text)), width)
        return self._styled(QUIET, CONTINUED + words.replace("\n", f"\n{CONTINUED}"))

    def _styled(self, style: str, text: str) -> StyleAndTextTuples:
        code = self._codes.get(style)
        return to_formatted_text(ANSI(f"\x1b[{code}m{text}\x1b[0m")) if code else [("", text)]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter", eager=True)
        def enter(event: KeyPressEvent) -> None:
            if _more_is_waiting(event):  # pasted where the terminal does not mark pastes
                self._buffer.insert_text("\n")
            else:
                event.app.exit(result=False)

        @keys.add("c-j")
        @keys.add("escape", "enter")
        def new_line(event: KeyPressEvent) -> None:
            self._buffer.insert_text("\n")

        @keys.add("c-c")
        @keys.add("<sigint>")
        def stop(event: KeyPressEvent) -> None:
            event.app.exit(result=True)

        @keys.add("c-d")
        def end(event: KeyPressEvent) -> None:
            if self._buffer.text:
                self._buffer.delete()
            else:
                event.app.exit(result=True)

        @keys.add("c-z")
        def undo(event: KeyPressEvent) -> None:
            self._buffer.undo()

        @keys.add("c-e")
        def edit(event: KeyPressEvent) -> None:
            event.app.erase_when_done = True
            event.app.exit(result=EDIT)

        return keys


def _more_is_waiting(event: KeyPressEvent) -> bool:
    """Return whether more was typed than has been looked at: nobody types that fast."""
    from select import select

    if event.app.key_processor.input_queue:
        return True
    with contextlib.suppress(OSError, ValueError, NotImplementedError):
        return bool(select([event.app.input.fileno()], [], [], 0)[0])
    return False
