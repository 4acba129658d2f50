# ruff: noqa: TID253 - this module is itself loaded only when a question is put
"""Ask a person at a terminal: texts with line editing, short choices, passphrases.

prompt_toolkit breaks lines between any two characters. Spaces are added on the screen only, so
that a word that would be cut begins on the next row. Direction marks show as a sign.
"""

from __future__ import annotations

import contextlib
import os
import signal
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

from syslead_cli.base.terminal import is_terminal
from syslead_cli.base.text import visible
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.output import Output

    from syslead_cli.base.editor import Editor


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


#: What tells a field to end: SIGHUP is a closed window.
_TOLD = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

PROMPT, CONTINUED = " > ", "   "

#: How a field was left: entered (False), stopped (True), or for the editor.
EDIT: Literal["edit"] = "edit"
Ending: TypeAlias = Any


class TextField:
    """A field for a text of several lines, with one quiet hint below. Used once."""

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
        """Let the leader type. Return how it ended, and the text."""
        from prompt_toolkit.document import Document

        self._buffer.set_document(Document(typed), bypass_readonly=True)
        app = self._application(stdin, stdout)
        with _as_before(*_TOLD):
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


def _prefix(line: int, row: int) -> StyleAndTextTuples:
    return [("class:mark", PROMPT if line == 0 and row == 0 else CONTINUED)]


def _output(stdout: TextIO) -> Output:
    """Open the terminal without asking where its cursor is: not every terminal answers."""
    output = create_output(stdout)
    with contextlib.suppress(AttributeError):
        output.enable_cpr = False  # type: ignore[attr-defined]
    return output


def _stop_when_told(app: Application[Any]) -> None:
    """End the field on SIGTERM and SIGHUP (a closed window) as on Ctrl-C."""
    import asyncio

    def stop() -> None:
        if app.is_running and not app.is_done:
            app.exit(result=True)

    for number in _TOLD:
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(number, stop)


@contextlib.contextmanager
def _as_before(*numbers: int) -> Iterator[None]:
    """Put the handling of signals back that a field changes."""
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            with contextlib.suppress(ValueError, TypeError):  # not the main thread; not Python's
                signal.signal(number, handler)


def hidden_line(question: str, stdin: TextIO, stdout: TextIO) -> str:
    """Read a passphrase without echo. Raise KeyboardInterrupt on Ctrl-C and at the input's end."""
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
    """Read a passphrase from the terminal although output or input goes elsewhere.

    Raises UsageError where there is none: nobody can be asked.
    """
    if is_terminal(stdin):
        return hidden_line(f"{question} ", stdin, stderr)
    if is_terminal(stderr):
        with contextlib.suppress(OSError), open("/dev/tty", encoding="utf-8") as terminal:
            return hidden_line(f"{question} ", terminal, stderr)
    raise UsageError(
        "The journal is encrypted, and there is no terminal to ask for its passphrase on.",
        "syslead config set unlock command lets a password manager answer (docs/encryption.md).",
        "locked_journal",
    )


@contextlib.contextmanager
def unechoed(stdin: TextIO) -> Iterator[None]:
    """Show nothing of what is typed, also between passphrases: while one is being checked."""
    with contextlib.ExitStack() as stack:
        terminal: TextIO | None = stdin if is_terminal(stdin) else None
        if terminal is None and os.name != "nt":
            with contextlib.suppress(OSError):
                terminal = stack.enter_context(open("/dev/tty", encoding="utf-8"))
        if terminal is not None and os.name != "nt":
            stack.enter_context(_unseen(terminal))
        yield


@contextlib.contextmanager
def _unseen(stdin: TextIO) -> Iterator[None]:
    """Switch the terminal's echo off, and back on however this is left."""
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


#: The calm line below: while nothing is typed, and afterwards.
HINTS = ("Ctrl-J new line · Ctrl-E editor", "Enter done · Ctrl-J new line · Ctrl-E editor")


class Entry(NamedTuple):
    """A text that was entered; ``stopped`` after Ctrl-C or the end of input."""

    text: str
    stopped: bool = False


def _unheard(text: str) -> None:
    pass


class TerminalAsker:
    """Ask questions at one terminal."""

    def __init__(
        self, stdin: TextIO, stdout: TextIO, editor: Editor, *, colored: bool, plain: bool = False
    ) -> None:
        self._stdin = stdin
        self._stdout = stdout
        self._editor = editor
        self._colored = colored
        self._plain = plain or not _can_move_cursor(stdin, stdout)

    def free_text(
        self,
        question: str,
        on_change: Callable[[str], None] = _unheard,
        heard: Callable[[str], object] = _unheard,
    ) -> str:
        """Ask for a text, of which ``heard`` is told. Raise KeyboardInterrupt on Ctrl-C."""
        self.say(f" {question}")
        entry = self.enter(on_change=on_change)
        heard(entry.text)
        if entry.stopped:
            raise KeyboardInterrupt
        return entry.text

    def confirm(self, question: str) -> bool:
        """Ask for yes or no; Enter means no. Raise KeyboardInterrupt on Ctrl-C."""
        while True:
            answer = self._line(f" {question} (y or n, Enter for no) ").strip().lower()
            if answer in ("y", "yes"):
                return True
            if answer in ("", "n", "no"):
                return False

    def choose(self, question: str, choices: Mapping[str, str], default: str = "") -> str:
        """Ask for one of a few keys, each with its meaning; Enter takes the default."""
        if question:
            self.say(f" {question}")
        offered = " · ".join(
            f"{'Enter' if key == default else key} {meaning}" for key, meaning in choices.items()
        )
        while True:
            answer = self._line(f" {offered}\n{PROMPT}").strip().lower() or default
            if answer in choices:
                return answer

    def say(self, text: str) -> None:
        self._stdout.write(visible(text) + "\n")
        self._stdout.flush()

    def enter(
        self,
        hints: tuple[str, str] = HINTS,
        typed: str = "",
        on_change: Callable[[str], None] = _unheard,
    ) -> Entry:
        """Read a text of any number of lines that begins as ``typed``."""
        if self._plain:
            return self._plain_entry(typed, on_change)

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

    def _plain_entry(self, typed: str, on_change: Callable[[str], None]) -> Entry:
        """Read one line as the answer; a backslash at its end continues it."""
        lines = [typed] if typed else []
        try:
            while True:
                line = self._line(CONTINUED if lines else PROMPT)
                if not line.endswith("\\"):
                    return Entry("\n".join([*lines, line]) if line else "\n".join(lines))
                lines.append(line[:-1])
                on_change("\n".join(lines))
        except KeyboardInterrupt:
            return Entry("\n".join(lines), stopped=True)


def _can_move_cursor(stdin: TextIO, stdout: TextIO) -> bool:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return bool(os.isatty(stdin.fileno()) and os.isatty(stdout.fileno()))
    return False
