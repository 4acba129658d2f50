"""Passphrases: asked for at a terminal, or read from a file; never an argument others can see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.crypt.keys import TOO_SHORT, weakness
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: The help of ``--passphrase-file``.
PASSPHRASE_HELP = "Read the passphrase from the first line of FILE (- for standard input)."
_TRIES, _LIMIT = 5, 64 * 1024
_SHORT = "That is short. Four or five unrelated words are harder to guess."
_EASY = (
    f"That is too easily guessed: at least {TOO_SHORT} characters, and more than a common word, a "
    "name, a year or a row of keys."
)


def passphrase(context: Context, source: str, question: str) -> str:
    """Return an existing passphrase, read from the file ``source`` or asked for.

    Raises UsageError where nobody can be asked and no file is named.
    """
    # Typed also where - is named and standard input is a terminal, which would show each letter.
    if source and not (source == "-" and context.can_ask):
        return _from_file(context, source)
    _need_terminal(context)
    return context.hidden_line(f" {question} ")


def new_passphrase(context: Context, source: str, question: str, name: str = "") -> str:
    """Return a new passphrase that is not too easily guessed; one that is typed is typed twice.

    Its owner's ``name`` is easily guessed. Raises UsageError, and says where it is rather short.
    """
    if source and not (source == "-" and context.can_ask):
        words = _from_file(context, source)
    else:
        words = _typed_twice(context, question, name)
    judged = weakness(words, name)
    if judged == "refused":
        raise UsageError(
            _EASY,
            "Four or five unrelated words are easy to remember. Nothing was changed.",
        )
    if judged:
        context.screen.say(f" {_SHORT}")
    return words


def _typed_twice(context: Context, question: str, name: str) -> str:
    from syslead_cli.base.ask import unechoed

    _need_terminal(context)
    with unechoed(context.stdin):
        return _chosen(context, question, name)


def _chosen(context: Context, question: str, name: str) -> str:
    for _ in range(_TRIES):
        first = context.hidden_line(f" {question} ")
        if not first.strip():
            context.screen.line(" It is empty.")
        elif weakness(first, name) == "refused":
            context.screen.line(f" {_EASY}")
        elif context.hidden_line(" Once more: ") == first:
            return first
        else:
            context.screen.line(" The two differ.")
    raise SysleadError("No passphrase was chosen; nothing was saved.")


def _need_terminal(context: Context) -> None:
    if not context.can_ask:
        raise UsageError(
            "A passphrase is needed, and there is no terminal to ask on.",
            "--passphrase-file FILE reads it from a file, - from standard input.",
        )


def _from_file(context: Context, source: str) -> str:
    from syslead_cli.base.files import given_stream

    content = context.read_stdin_bytes() if source == "-" else given_stream(Path(source), _LIMIT)
    try:
        line = content.decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise UsageError("The passphrase file is not UTF-8 text.") from None
    if not line.strip():
        raise UsageError("The passphrase file begins with an empty line.")
    return line
