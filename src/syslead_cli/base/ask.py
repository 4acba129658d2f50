# ruff: noqa: TID253 - this module is itself loaded only when a question is put
"""What is shown of a line being typed: words wrapped whole, nothing that turns text around.

prompt_toolkit breaks lines between any two characters. Spaces are added on the screen only, so
that a word that would be cut begins on the next row. Direction marks show as a sign.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TextIO, TypeAlias

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import is_done
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from syslead_cli.base.text import visible
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.output import Output

    from syslead_cli.base.editor import Editor


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


# ── text_field ──
# The field an answer is typed into: several lines, words wrapped, one quiet hint below.


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


# ── hidden_line ──
# A line that is typed and not shown: a passphrase. The only user of the terminal's echo.


def hidden_line(question: str, stdin: TextIO, stdout: TextIO) -> str:
    """What was typed before Enter. Raises KeyboardInterrupt on Ctrl-C and at the input's end."""
    if os.name == "nt":  # pragma: no cover
        from getpass import getpass

        return getpass(visible(question))
    with _unseen(stdin):
        stdout.write(visible(question))
        stdout.flush()
        try:
            line = stdin.readline()
        finally:
            stdout.write("\n")
            stdout.flush()
    if not line:
        raise KeyboardInterrupt
    return line.rstrip("\r\n")


def hidden_line_aside(question: str, stdin: TextIO, stderr: TextIO) -> str:
    """The same where standard output or input goes elsewhere; the terminal itself is asked.

    Raises UsageError where there is none: nobody can be asked.
    """
    if _is_terminal(stdin):
        return hidden_line(f"{question} ", stdin, stderr)
    if _is_terminal(stderr):
        with contextlib.suppress(OSError), open("/dev/tty", encoding="utf-8") as terminal:
            return hidden_line(f"{question} ", terminal, stderr)
    raise UsageError(
        "The journal is encrypted, and there is no terminal to ask for its passphrase on.",
        "syslead config set unlock command lets a password manager answer (docs/encryption.md).",
        "locked_journal",
    )


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except (ValueError, AttributeError):
        return False


@contextlib.contextmanager
def _unseen(stdin: TextIO) -> Iterator[None]:
    """The terminal repeats nothing until this is left, however it is left."""
    import termios

    try:
        handle = stdin.fileno()
        before = termios.tcgetattr(handle)
    except (OSError, ValueError, termios.error):
        yield  # no such terminal: there is nothing to switch off
        return
    after = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(handle, termios.TCSAFLUSH, after)
    try:
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSAFLUSH, before)


# ── asker ──
# Somebody at a terminal: texts with real line editing, and short choices.
#
# prompt_toolkit is loaded when the first question is put. On a terminal that cannot move its
# cursor (TERM=dumb) plain lines are read instead.


_PROMPT, _CONTINUED = " > ", "   "


#: The calm line below: while nothing is typed, and afterwards.
HINTS = ("Ctrl-J new line · Ctrl-E editor", "Enter done · Ctrl-J new line · Ctrl-E editor")


class Entry(NamedTuple):
    """What was entered. ``stopped``: Ctrl-C or the end of input, with the text so far."""

    text: str
    stopped: bool = False


def _unheard(text: str) -> None:
    """Nobody follows the typing."""


class TerminalAsker:
    """Asks on one terminal."""

    def __init__(
        self, stdin: TextIO, stdout: TextIO, editor: Editor, *, colored: bool, plain: bool = False
    ) -> None:
        self._stdin = stdin
        self._stdout = stdout
        self._editor = editor
        self._colored = colored
        self._plain = plain or not _can_move_cursor(stdin, stdout)

    # ── what commands use ────────────────────────────────────────────────────

    def free_text(self, question: str) -> str:
        """Some words on a question. Raises KeyboardInterrupt on Ctrl-C, the words kept."""
        self.say(f" {question}")
        entry = self.enter()
        if entry.stopped:
            if entry.text.strip():
                self.say(f" Kept in {self._editor.keep(entry.text)}")
            raise KeyboardInterrupt
        return entry.text

    def confirm(self, question: str) -> bool:
        """Yes or no; Enter means no. Raises KeyboardInterrupt on Ctrl-C."""
        while True:
            answer = self._line(f" {question} (y or n, Enter for no) ").strip().lower()
            if answer in ("y", "yes"):
                return True
            if answer in ("", "n", "no"):
                return False

    def choose(self, question: str, choices: Mapping[str, str], default: str = "") -> str:
        """One of a few keys, each with what it means; Enter takes the default."""
        if question:
            self.say(f" {question}")
        offered = " · ".join(
            f"{'Enter' if key == default else key} {meaning}" for key, meaning in choices.items()
        )
        while True:
            answer = self._line(f" {offered}\n{_PROMPT}").strip().lower() or default
            if answer in choices:
                return answer

    def say(self, text: str) -> None:
        """A line above the next question."""
        self._stdout.write(visible(text) + "\n")
        self._stdout.flush()

    def enter(
        self,
        hints: tuple[str, str] = HINTS,
        typed: str = "",
        on_change: Callable[[str], None] = _unheard,
    ) -> Entry:
        """A text of any number of lines, ``typed`` being there already."""
        if self._plain:
            return self._plain_entry(typed)

        problem = ""
        while True:
            field = TextField(hints, on_change, colored=self._colored, problem=problem)
            ending, typed = field.run(self._stdin, self._stdout, typed)
            if ending is not EDIT:
                return Entry(typed, stopped=ending)
            typed, problem = self._edited(typed)
            on_change(typed)

    def _edited(self, text: str) -> tuple[str, str]:
        try:
            after = self._editor.edit(text, ".md")
        except SysleadError as trouble:
            return text, " ".join(trouble.message.split())
        return (text if after is None else after), ""

    # ── plain lines ──────────────────────────────────────────────────────────

    def _line(self, prompt: str) -> str:
        line = ""
        try:
            self._stdout.write(visible(prompt))
            self._stdout.flush()
            line = self._stdin.readline()
        finally:
            if not line:  # Ctrl-C, or the end of input: what follows begins a line of its own
                self._stdout.write("\n")
                self._stdout.flush()
        if not line:
            raise KeyboardInterrupt
        return line.rstrip("\r\n")

    def _plain_entry(self, typed: str) -> Entry:
        """One line is an answer; a backslash at its end goes on to the next."""
        lines = [typed] if typed else []
        try:
            while True:
                line = self._line(_CONTINUED if lines else _PROMPT)
                if not line.endswith("\\"):
                    return Entry("\n".join([*lines, line]) if line else "\n".join(lines))
                lines.append(line[:-1])
        except KeyboardInterrupt:
            return Entry("\n".join(lines), stopped=True)


def _can_move_cursor(stdin: TextIO, stdout: TextIO) -> bool:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return bool(os.isatty(stdin.fileno()) and os.isatty(stdout.fileno()))
    return False
