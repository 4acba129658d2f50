# ruff: noqa: TID253 - this module is itself loaded only when a question is put
"""The field an answer is typed into: several lines, words wrapped, one quiet hint below."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeAlias

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import is_done
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.styles import Style

from syslead_cli.base.word_wrap import WordWrap

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.output import Output

PROMPT, CONTINUED = " > ", "   "

#: How a field was left: entered (False), stopped (True), or for the editor.
EDIT: Literal["edit"] = "edit"
Ending: TypeAlias = Any


class TextField:
    """One use of the field."""

    def __init__(
        self,
        hints: tuple[str, str],
        on_change: Callable[[str], None],
        *,
        colored: bool,
        problem: str = "",
    ) -> None:
        self._hints = hints
        self._problem = problem
        self._colored = colored
        self._buffer = Buffer(multiline=True)
        self._buffer.on_text_changed += lambda buffer: on_change(buffer.text)

    def run(self, stdin: TextIO, stdout: TextIO, typed: str) -> tuple[Ending, str]:
        """Let the leader type; how it ended, and the text."""
        from prompt_toolkit.document import Document

        self._buffer.set_document(Document(typed), bypass_readonly=True)
        app = self._application(stdin, stdout)
        try:
            ending: Ending = app.run(pre_run=lambda: _stop_when_told(app))
        except (EOFError, OSError):  # the terminal is gone; what was typed is not
            ending = True
        return ending, self._buffer.text

    def _application(self, stdin: TextIO, stdout: TextIO) -> Application[Any]:
        return Application(
            layout=Layout(self._rows()),
            key_bindings=self._keys(),
            style=Style([("hint", "fg:ansibrightblack"), ("mark", "fg:ansicyan")])
            if self._colored
            else Style([]),
            color_depth=None if self._colored else ColorDepth.DEPTH_1_BIT,
            input=create_input(stdin),
            output=_output(stdout),
            enable_page_navigation_bindings=False,
        )

    def _rows(self) -> HSplit:
        text = Window(
            BufferControl(self._buffer, input_processors=[WordWrap(len(PROMPT))]),
            wrap_lines=True,
            dont_extend_height=True,
            get_line_prefix=_prefix,
        )
        hint = Window(
            FormattedTextControl(self._hint), height=1, dont_extend_height=True, wrap_lines=False
        )
        return HSplit([text, ConditionalContainer(hint, filter=~is_done)])

    def _hint(self) -> StyleAndTextTuples:
        words = self._hints[1 if self._buffer.text else 0]
        return [("class:hint", f"   {self._problem or words}")]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter", eager=True)
        def enter(event: KeyPressEvent) -> None:
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


def _prefix(line: int, row: int) -> StyleAndTextTuples:
    return [("class:mark", PROMPT if line == 0 and row == 0 else CONTINUED)]


def _output(stdout: TextIO) -> Output:
    """The terminal, without asking it where its cursor is: not every one answers."""
    output = create_output(stdout)
    with contextlib.suppress(AttributeError):
        output.enable_cpr = False  # type: ignore[attr-defined]
    return output


def _stop_when_told(app: Application[Any]) -> None:
    """SIGTERM ends the field as Ctrl-C does, and so does SIGHUP: a window that is closed."""
    import asyncio
    import signal

    def stop() -> None:
        if app.is_running and not app.is_done:
            app.exit(result=True)

    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stop)
