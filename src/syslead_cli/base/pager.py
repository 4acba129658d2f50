"""Show an answer that is longer than the window through the leader's pager, as git does."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from contextlib import suppress

from syslead_cli.base.editor import leaving_signals_to_the_program
from syslead_cli.base.files import reason
from syslead_cli.base.terminal import Screen, without

_DEFAULT = "less -FRX"
#: How a setting or $PAGER says that no pager is wanted; ``cat`` would show the same.
_NONE = ("", "none", "cat")


def show_held(screen: Screen, wish: str, environ: Mapping[str, str]) -> None:
    """Show what the screen held back: at once, or through a pager where it is long.

    ``wish`` is the setting; empty stands for $PAGER, and where that is not set for less. A pager
    that cannot be started costs a warning, and one that is left early is no error.
    """
    text = screen.held_for_pager()
    if not text:
        return
    is_chosen = bool(wish) or "PAGER" in environ
    command = wish or environ.get("PAGER", _DEFAULT)
    problem = "" if command.strip() in _NONE else _paged(screen, text, command, environ)
    if problem and is_chosen:
        screen.warn(f'The pager "{command}" could not be started: {problem}.')
    if problem or command.strip() in _NONE:
        screen.release(is_over=True)


def _paged(screen: Screen, text: str, command: str, environ: Mapping[str, str]) -> str:
    """Hand a text to a pager and wait until it is left. Return why that cannot be, if so."""
    from subprocess import PIPE, Popen

    screen.out.flush()
    content = without(text, screen.out.encoding or "utf-8").encode("utf-8", "replace")
    with leaving_signals_to_the_program() as programs:
        try:
            pager = Popen(
                shlex.split(command, posix=os.name != "nt"), stdin=PIPE, env=_environment(environ)
            )
        except (OSError, ValueError, IndexError) as problem:
            return reason(problem) if isinstance(problem, OSError) else str(problem)
        programs.append(pager)  # nothing is typed in it, so it stops where this program does
        with suppress(OSError):  # it was left before its end
            pager.communicate(content)
        pager.wait()
    return ""


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what a pager is told: less keeps colours, and no history of what was looked for."""
    wish = environ.get("LESS")
    less = "FRX" if wish is None else f"-R {wish}"
    return {"LV": "-c", **environ, "LESS": less, "LESSHISTFILE": "-"}
