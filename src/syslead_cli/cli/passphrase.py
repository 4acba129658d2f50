"""Passphrases: asked for at a terminal, or read from a file; never an argument others can see."""

from __future__ import annotations

from collections.abc import Callable

from syslead_cli.cli.context import Context
from syslead_cli.errors import SysleadError, UsageError

#: For ``--passphrase-file``.
HELP = "Its first line; - is standard input."
_TRIES = 5


def _nothing(_: str) -> str:
    """Any will do."""
    return ""


def passphrase(context: Context, source: str, question: str) -> str:
    """An existing passphrase. Raises UsageError where nobody can be asked and no file is named."""
    if not _is_typed(context, source):
        return _from_file(context, source)
    _need_terminal(context)
    return context.hidden_line(f" {question} ")


def new_passphrase(
    context: Context, source: str, question: str, against: Callable[[str], str] = _nothing
) -> str:
    """One that is typed twice, so that what was not seen is what was meant.

    ``against`` says what is wrong with one, so that another can be typed at once.
    """
    if not _is_typed(context, source):
        return _from_file(context, source)
    _need_terminal(context)
    for _ in range(_TRIES):
        first = context.hidden_line(f" {question} ")
        if not first.strip():
            context.screen.line(" It is empty.")
        elif objection := against(first):
            context.screen.line(f" {objection}")
        elif context.hidden_line(" Once more: ") == first:
            return first
        else:
            context.screen.line(" The two differ.")
    raise SysleadError("No passphrase was chosen; nothing was written.")


def _is_typed(context: Context, source: str) -> bool:
    """Whether somebody types it: also where standard input is named and is a terminal, which
    would show each letter.
    """
    return not source or (source == "-" and context.can_ask)


def _need_terminal(context: Context) -> None:
    if not context.can_ask:
        raise UsageError(
            "A passphrase is needed, and there is no terminal to ask on.",
            "--passphrase-file FILE reads it from a file, - from standard input.",
        )


def _from_file(context: Context, source: str) -> str:
    content = context.read_stdin_bytes() if source == "-" else context.given_file(source)
    try:
        line = content.decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise UsageError("The passphrase file is not UTF-8 text.") from None
    if not line.strip():
        raise UsageError("The passphrase file begins with an empty line.")
    return line
