"""The answer of ``syslead remind``, without the machinery of a command line.

cron may run it every minute, so that ``__main__`` comes straight here where the words are plain.
"""

from __future__ import annotations

from collections.abc import Sequence

from syslead_cli.context import Context
from syslead_cli.errors import ExitCode
from syslead_cli.remind.reminders_render import lines_of, reminder_data
from syslead_cli.remind.reminding import DuePort, look_for_due

#: The words ``plain_remind`` understands; any other goes the long way.
PLAIN = frozenset({"--exit-code", "--json", "--notify"})


def plain_remind(arguments: Sequence[str], context: Context) -> int | None:
    """The exit code of ``remind`` with only the plain options; None where there is more."""
    if not PLAIN.issuperset(arguments):
        return None
    return say_what_is_due(
        context,
        as_json="--json" in arguments,
        exit_code="--exit-code" in arguments,
        notify="--notify" in arguments,
    )


def due_journal(context: Context) -> DuePort:
    """The journal as far as reminders need it: nobody is asked for a passphrase under cron."""
    return context.safe.due_journal if context.safe.key.is_on else context.safe.unopened


def say_what_is_due(context: Context, *, as_json: bool, exit_code: bool, notify: bool) -> int:
    """Silence where nothing is due, else a line or two; the exit code."""
    found = look_for_due(due_journal(context), context.settings, context.today)
    lines = lines_of(found.due)
    if as_json:
        context.screen.document("remind", reminder_data(found))
    else:
        for line in lines:
            context.screen.line(line)
    if notify and lines:
        context.notifier.show(" ".join(line.strip() for line in lines))
    if not context.screen.is_terminal:
        context.remind_state.ran(context.clock.now().local.isoformat(timespec="seconds"))
    return ExitCode.FAILED if exit_code and found.due else ExitCode.DONE
