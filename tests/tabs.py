"""What a shell is told when somebody presses Tab."""

from __future__ import annotations

import os
from shlex import quote
from unittest.mock import patch

from conftest import Result, World


def asked(words: tuple[str, ...], shell: str) -> dict[str, str]:
    """The environment in which a shell asks; the last word is the one to complete."""
    typed = " ".join(["syslead", *map(quote, words[:-1]), words[-1]])
    return {
        "_SYSLEAD_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "\n".join(["syslead", *words]),
        "COMP_CWORD": str(len(words)),
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
    }


def press(world: World, *words: str, shell: str = "fish") -> Result:
    """Press Tab after the words."""
    environ = asked(words, shell)
    with patch.dict(os.environ, environ), patch.dict(world.environ, environ):
        return world.run()


def tab(world: World, *words: str, shell: str = "fish") -> list[str]:
    """The words that are offered, without what is said about them."""
    result = press(world, *words, shell=shell)
    assert (result.code, result.err) == (0, "")
    return [line.partition("\t")[0] for line in result.out.splitlines() if line]
