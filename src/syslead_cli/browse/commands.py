"""``syslead browse``: the journal full screen, with the extra ``browse`` (textual)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from syslead_cli.base.options import command_app
from syslead_cli.errors import ExitCode, SysleadError, UsageError, how_to_install
from syslead_cli.journal.hearing import with_heard

if TYPE_CHECKING:
    from syslead_cli.browse.browser import Wish
    from syslead_cli.context import Context

app = command_app()


@app.command()
def browse(context: Context) -> int:
    """Browse your journal, full screen.

    The days are on the left, the entry on the right. / searches while you type; f, v and t show
    one facet, voice or tag; p shows trends; e edits, d deletes; q leaves. Reading changes nothing.
    """
    if find_spec("textual") is None:
        message = "browse needs the package textual, which is not installed."
        raise SysleadError(message, how_to_install("browse"))
    if not context.can_ask:
        raise UsageError(
            "browse needs a terminal.", "syslead list and syslead search work without one."
        )
    from syslead_cli.browse.browser import Browser

    context.key.unlock()
    wish: Wish | None = None
    while True:
        journal = with_heard(context.journal.read(), context.settings.voices)
        wish = Browser(context, journal, wish).run()
        if wish is None:
            context.screen.warn_of_damage(journal)
            return ExitCode.DONE
        _fulfil(context, wish)


def _fulfil(context: Context, wish: Wish) -> None:
    """Edit or delete as the commands of that name do, and wait until what they said was read."""
    from syslead_cli.journal.commands import delete, edit

    try:
        if wish.what == "edit":
            edit(context, wish.id)
        else:
            delete(context, [wish.id])
    except SysleadError as problem:
        context.screen.warn(f"{problem}\n  {problem.hint}".rstrip())
    context.screen.say(" Enter goes back to the journal.")
    context.stdin.readline()
