"""Ask a person at a terminal: texts with line editing, short choices, passphrases."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeVar

from syslead_cli.base.keys import (
    CONTINUED,
    PROMPT,
    REFUSED,
    Footer,
    Key,
    key_in,
    read_entry,
)
from syslead_cli.base.layout import packed, wrapped
from syslead_cli.base.terminal import is_terminal
from syslead_cli.base.text import visible
from syslead_cli.errors import ExitCode, SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context

Answer = TypeVar("Answer")


def hidden_line(context: Context, question: str) -> str:
    """Read a passphrase from the terminal, although output or input may go elsewhere.

    Raises KeyboardInterrupt on Ctrl-C and at the input's end, UsageError where there is none:
    nobody can be asked.
    """
    context.screen.release()
    shown = context.stdout if context.can_ask else context.stderr
    if is_terminal(context.stdin):
        return _hidden_line(f"{question} ", context.stdin, shown)
    if is_terminal(shown):
        with contextlib.suppress(OSError), open("/dev/tty", encoding="utf-8") as terminal:
            return _hidden_line(f"{question} ", terminal, shown)
    message = "The journal is encrypted, and there is no terminal to ask for the passphrase."
    hint = "syslead config set unlock command lets a password manager answer (docs/encryption.md)."
    raise UsageError(message, hint, "locked_journal")


def _hidden_line(question: str, stdin: TextIO, stdout: TextIO) -> str:
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


#: The line of keys below a text that may be left empty.
USUAL_FOOTER = Footer()


class Entered(NamedTuple):
    """A text that was entered; ``stopped`` after Ctrl-C or the end of input."""

    text: str
    stopped: bool = False


def _unheard(text: str) -> None:
    pass


class TerminalAsker:
    """Ask questions at one terminal."""

    def __init__(self, context: Context) -> None:
        self._context, self._screen = context, context.screen
        self._stdin, self._stdout = context.stdin, context.stdout
        is_dumb = context.environ.get("TERM") == "dumb"
        self._plain = is_dumb or not _can_move_cursor(context.stdin, context.stdout)
        #: Answers of a flow that may begin again, and how many of them it has been given.
        self._given: list[str] | None = None
        self._replayed = 0
        self._prefilled = ""

    def in_order(self, flow: Callable[[], Answer]) -> Answer:
        """Run questions that follow each other, so that ``b`` takes the leader back one.

        The flow begins again and is given the answers so far, up to the question gone back to; so
        it must ask the same after the same answers, and do nothing that cannot be done twice.
        """
        self._given = []
        try:
            while True:
                self._replayed = 0
                try:
                    return flow()
                except _Back:
                    self._prefilled = self._given.pop()
        finally:
            self._given = None

    def _answered(self, ask: Callable[[str], str]) -> str:
        """Return the answer given before, in a flow that began again, or the one to ``ask``."""
        if self._given is None:
            return ask("")
        if not self._is_replaying:
            prefilled, self._prefilled = self._prefilled, ""
            self._given.append(ask(prefilled))
        self._replayed += 1
        return self._given[self._replayed - 1]

    @property
    def _is_replaying(self) -> bool:
        return self._given is not None and self._replayed < len(self._given)

    def _press(self, key: Key | None, how: str) -> None:
        """Do what a key does at every question: explain, go back, or say why it does nothing.

        Something else that was typed at a choice is explained as well.
        """
        if key is Key.BACK and self._given:
            raise _Back
        self.say(f"   {REFUSED.get(key, how) if key else how}")

    def free_text(
        self,
        question: str,
        on_change: Callable[[str], None] = _unheard,
        heard: Callable[[str], object] = _unheard,
        *,
        how: str = "In your own words.",
        footer: Footer = USUAL_FOOTER,
        may_pass: bool = True,
    ) -> str:
        """Ask for a text, and pass it to ``heard``. Raise KeyboardInterrupt on Ctrl-C."""

        def ask(prefilled: str) -> str:
            self.say(f" {question}")
            while True:
                entry = self.enter(footer, prefilled, on_change, question=question)
                typed = read_entry(entry.text, prefilled)
                if entry.stopped or typed.key is None:
                    heard(entry.text)
                if entry.stopped:
                    raise KeyboardInterrupt
                if typed.key is None:
                    return typed.text
                if typed.key is Key.SKIP and (may_pass or typed.behind):
                    return prefilled if typed.behind else ""
                on_change("")
                self._press(typed.key, how)

        return self._answered(ask)

    def confirm(self, question: str) -> bool:
        """Ask for yes or no; Enter means no. Raise KeyboardInterrupt on Ctrl-C."""
        shown = f" {question} (y or n, Enter for no)"

        def ask(prefilled: str) -> str:
            while True:
                typed = self._line(f"{self._wrapped(shown)} ").strip().lower()
                if typed in ("y", "yes", "", "n", "no"):
                    return typed[:1]
                self._press(key_in(typed), "y means yes, n or Enter means no.")

        return self._answered(ask) == "y"

    def offer(self, question: str, how: str, other: str = "") -> str:
        """Ask about a guess, once: return ``y``, ``n``, nothing where it is passed, or the words.

        Words are taken where ``other`` says what they may be; one letter is none. ``how`` is said
        for ``?`` and after anything else. Raise KeyboardInterrupt on Ctrl-C.
        """
        keys = " · ".join(filter(None, ["y", "n", other]))

        def ask(prefilled: str) -> str:
            while True:
                self.say(f" {question}  {keys}")
                typed = self._line().strip()
                word = typed.lower()
                if word in ("y", "yes", "n", "no"):
                    return word[:1]
                if word in ("", Key.SKIP):
                    return ""
                if other and len(typed) > 1:
                    return typed
                self._press(key_in(word), how)

        return self._answered(ask)

    def choose(
        self,
        question: str,
        choices: Mapping[str, str],
        default: str = "",
        problem: Callable[[str], str] | None = None,
        how: str = "",
    ) -> str:
        """Ask for one of a few keys, each with its meaning; Enter takes the default.

        ``problem`` says what is wrong with another answer; where it says nothing, that is taken.
        Enter keeps such an answer that was given before. ``how`` explains the question.
        """

        def ask(prefilled: str) -> str:
            usual = (prefilled if problem else "") or default
            offered = dict(choices)
            if usual not in offered and usual:
                offered = {usual: f"keeps {usual}", **choices}
            line = " · ".join(
                f"{'Enter' if key == usual else key} {meaning}" for key, meaning in offered.items()
            )
            keys = ["Enter" if key == usual else key for key in offered]
            press = f"Press {', '.join(keys[:-1])} or {keys[-1]}."
            if question:
                self.say(f" {question}")
            while True:
                self.say(f" {line}")
                answer = self._line().strip().lower() or usual
                if answer in offered:
                    return answer
                if answer == Key.SKIP and usual:
                    return usual
                key = key_in(answer)
                remark = how if how and key is Key.EXPLAIN else press
                if problem and not key and not (remark := problem(answer)):
                    return answer
                self._press(key, remark)

        return self._answered(ask)

    def say(self, text: str) -> None:
        """Write a line; silent in a flow that is given the answers before."""
        self.show(self._wrapped(text) + "\n")

    def show(self, text: str) -> None:
        """Write a text as it is; silent in a flow that is given the answers before."""
        if not self._is_replaying:
            self._stdout.write(text)
            self._stdout.flush()

    def enter(
        self,
        footer: Footer = USUAL_FOOTER,
        text: str = "",
        on_change: Callable[[str], None] = _unheard,
        *,
        question: str = "",
        replaces: bool = True,
    ) -> Entered:
        """Read a text of any number of lines that begins as ``text``.

        Where lines cannot be edited a new one ``replaces`` that, or goes on after it.
        """
        self._stdout.flush()  # a page above the field
        if self._plain:
            return self._plain_entry(footer, text, on_change, replaces=replaces)
        from syslead_cli.base.text_field import EDIT, TextField

        while True:
            field = TextField(footer, on_change, self._screen.codes(self._stdout))
            ending, text = field.run(self._stdin, self._stdout, text)
            if ending is not EDIT:
                return Entered(text, stopped=ending)
            try:
                text = self._context.editor.edit(text, ".md", question=question) or text
            except SysleadError as trouble:
                if trouble.exit_code == ExitCode.INTERRUPTED:
                    raise
                self.say(f"   {' '.join(trouble.message.split())}")
            on_change(text)

    def _wrapped(self, text: str) -> str:
        """Break a line between words; what goes on is below its indent."""
        words = text.lstrip(" ")
        indent = text[: len(text) - len(words)]
        lines = wrapped(words, self._screen.width - len(indent))
        return "\n".join(f"{indent}{line}" for line in lines)

    def _line(self, prompt: str = PROMPT) -> str:
        line = ""
        self._stdout.write(prompt)
        self._stdout.flush()
        try:
            line = self._stdin.readline()
        finally:
            if not line:  # Ctrl-C, or the end of input: what follows begins a line of its own
                self._stdout.write("\n")
                self._stdout.flush()
        if not line:
            raise KeyboardInterrupt
        return line.rstrip("\r\n")

    def _plain_entry(
        self, footer: Footer, text: str, on_change: Callable[[str], None], *, replaces: bool
    ) -> Entered:
        """Read one line as the answer; a backslash at its end continues it."""
        keys = packed(footer.parts(typed=False, plain=True), self._screen.width - 4)
        for line in [*keys.split("\n"), *text.splitlines()]:
            self.say(f"{CONTINUED}{line}")
        lines = [text] if text and not replaces else []
        begun = len(lines)
        try:
            while True:
                line = self._line(CONTINUED if lines else PROMPT)
                if not line.endswith("\\"):
                    whole = "\n".join([*lines, line])
                    return Entered(whole if line or len(lines) > begun else text)
                lines.append(line[:-1])
                on_change("\n".join(lines))
        except KeyboardInterrupt:
            return Entered("\n".join(lines) or text, stopped=True)


class _Back(Exception):
    """The leader wants the question before this one."""


def _can_move_cursor(stdin: TextIO, stdout: TextIO) -> bool:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return bool(os.isatty(stdin.fileno()) and os.isatty(stdout.fileno()))
    return False
