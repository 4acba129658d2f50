"""Passphrases: asked for at a terminal, or read from a file; never an argument others can see."""

from __future__ import annotations

from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError

#: For ``--passphrase-file``.
HELP = "Its first line; - is standard input."
_TRIES = 5


def passphrase(context: Context, source: str, question: str) -> str:
    """An existing passphrase. Raises UsageError where nobody can be asked and no file is named."""
    if not _is_typed(context, source):
        return _from_file(context, source)
    _need_terminal(context)
    return context.hidden_line(f" {question} ")


def new_passphrase(context: Context, source: str, question: str) -> str:
    """One that is not too easily guessed; typed twice, so that what was not seen is what was meant.

    Raises UsageError, and says where it is rather short.
    """
    from syslead_cli.crypt.encrypting_render import SHORT_PASSPHRASE
    from syslead_cli.crypt.key_text import TOO_SHORT, weakness

    words = (
        _typed_twice(context, question)
        if _is_typed(context, source)
        else _from_file(context, source)
    )
    judged = weakness(words)
    if judged == "refused":
        raise UsageError(
            f"That passphrase is too easily guessed; at least {TOO_SHORT} varied characters.",
            "Four or five unrelated words are easy to keep in mind. Nothing was changed.",
        )
    if judged:
        context.screen.say(f" {SHORT_PASSPHRASE}")
    return words


def _typed_twice(context: Context, question: str) -> str:
    from syslead_cli.crypt.encrypting_render import EASY_PASSPHRASE
    from syslead_cli.crypt.key_text import weakness

    _need_terminal(context)
    for _ in range(_TRIES):
        first = context.hidden_line(f" {question} ")
        if not first.strip():
            context.screen.line(" It is empty.")
        elif weakness(first) == "refused":
            context.screen.line(f" {EASY_PASSPHRASE}")
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
