"""Completion as the shells ask for it: a cache is read, and as good as nothing is imported.

The shell's script sets ``_SYSLEAD_COMPLETE`` to its own name and hands over the words so far.
Whatever goes wrong, the answer is no words: Tab must never print an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from syslead_cli.setup.completion_core import CLIENTS, RECIPIENTS, Offer, offer

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: The first line where the shell is to offer its own files.
FILES_MARK = ":files"
_WITH_WORDS_ABOUT = ("zsh", "fish", "powershell")


def complete(words: Sequence[str], context: Context, shell: str) -> int:
    """Print what the last word may become, one to a line; the exit code is always 0."""
    try:
        table, lists = tables(context)
        if list(words[:1]) == ["coach"]:
            lists[CLIENTS] = _clients(context)
        if list(words[:1]) == ["share"]:
            lists[RECIPIENTS] = {each.name: "" for each in context.recipients.read()}
        text = _lines(offer(table, lists, words), shell)
        context.stdout.write(text)
        context.stdout.flush()
    except (Exception, KeyboardInterrupt):
        return 0
    return 0


def _clients(context: Context) -> dict[str, str]:
    """The coach's clients by id, which every shell takes as it is."""
    return {
        client.id: client.name if client.name.casefold() != client.id else ""
        for client in sorted(context.clients.everyone(), key=lambda client: client.id)
    }


def _lines(found: Offer, shell: str) -> str:
    if found.files:
        return f"{FILES_MARK}\n"
    about = shell in _WITH_WORDS_ABOUT
    words = {_one_word(word, shell): said for word, said in found.words.items()}
    return "".join(
        f"{word}\t{said}\n" if about and said else f"{word}\n" for word, said in words.items()
    )


def _one_word(word: str, shell: str) -> str:
    """As the shell takes it for one word; zsh and fish see to that themselves."""
    if shell not in ("bash", "powershell"):
        return word
    plain = [sign.isalnum() or sign in "-_.+=:/@," for sign in word]
    if all(plain):
        return word
    if shell == "powershell":
        return "'{}'".format(word.replace("'", "''"))
    return "".join(sign if safe else f"\\{sign}" for sign, safe in zip(word, plain, strict=True))


def tables(context: Context) -> tuple[dict[str, Any], dict[str, Any]]:
    """The commands and the lists of words; what is stale is made anew and kept."""
    from syslead_cli import __version__

    cache = context.completion_cache
    parts = {name: part for name, part in cache.read().items() if type(part) is dict}
    marks = {
        "program": cache.mark_of_program(__version__),
        "names": cache.mark_of_names(),
        "journal": f"{cache.mark_of_journal()} {context.today}",
    }
    stale = [part for part, mark in marks.items() if parts.get(part, {}).get("mark") != mark]
    if stale:
        from syslead_cli.setup.completion_words import MAKERS

        for part in stale:
            parts[part] = {"mark": marks[part], **MAKERS[part](context)}
        cache.write(parts)
    lists = {**parts["program"]["lists"], **parts["names"]["lists"]}
    voices = {**parts["names"]["voices"], **parts["journal"]["lists"]["voices"]}
    return parts["program"]["table"], {**lists, **parts["journal"]["lists"], "voices": voices}
