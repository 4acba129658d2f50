"""Somebody at a terminal: texts with real line editing, and short choices.

prompt_toolkit is loaded when the first question is put. On a terminal that cannot move its
cursor (TERM=dumb) plain lines are read instead.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TextIO

from syslead_cli.base.visible import visible
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.base.editor import Editor

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
        from syslead_cli.base.text_field import EDIT, TextField

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
