"""A line that is typed and not shown: a passphrase. The only user of the terminal's echo."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TextIO

from syslead_cli.base.visible import visible
from syslead_cli.errors import UsageError


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
