"""``syslead remind``: say what is due, and have this machine say it at a time."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.files import check_output
from syslead_cli.base.options import Json, command_app, option, understood
from syslead_cli.base.paths import deciding
from syslead_cli.errors import UsageError
from syslead_cli.remind.due_days import look_for_due
from syslead_cli.remind.job_files import Job, When, read_when
from syslead_cli.remind.schedulers import VIAS, Reminders
from syslead_cli.remind.screen import say_what_is_due, status_page

if TYPE_CHECKING:
    from syslead_cli.context import Context

remind_app = command_app()

DEFAULT = "17:30"
Via = Annotated[
    str, option("--via", f"Use {', '.join(VIAS)}. Default: detected automatically.", "SCHEDULER")
]


@remind_app.callback(invoke_without_command=True)
def remind(
    ctx: typer.Context,
    as_json: Json = False,
    exit_code: Annotated[bool, option("--exit-code", "Exit with 10 if something is due.")] = False,
    notify: Annotated[bool, option("--notify", "Show a desktop notification too.")] = False,
) -> None:
    """Show what is due in a line or two; print nothing if nothing is. Made for cron."""
    if ctx.invoked_subcommand is not None:
        if as_json or exit_code or notify:
            raise UsageError(f"Options go after {ctx.invoked_subcommand}.")
        return
    code = say_what_is_due(ctx.obj, as_json=as_json, exit_code=exit_code, with_notice=notify)
    raise typer.Exit(code)


@remind_app.command()
def install(
    context: Context,
    *,
    weekly: Annotated[
        str,
        option(
            "--weekly", 'Check on these days at this time: "mon 08:30", "mon-fri 17:30".', "WHEN"
        ),
    ] = "",
    daily: Annotated[
        str, option("--daily", f"Check every day at this time. Default: {DEFAULT}.", "TIME")
    ] = "",
    via: Via = "",
    output: Annotated[
        Path, option("--output", "Write the calendar file here (--via ics).", "FILE")
    ] = Path("syslead-remind.ics"),
    dry_run: Annotated[
        bool, option("--dry-run", "Print what would be written; install nothing.")
    ] = False,
) -> None:
    """Schedule a check for what is due on this computer.

    It replaces an earlier reminder.
    """
    when = _when(weekly, daily)
    reminders = Reminders(context, output)
    scheduler = reminders.choose(via)
    command = (os.path.abspath(sys.executable), "-m", "syslead_cli", "remind", "--notify")
    job = Job(command, when, deciding(context.environ))
    if dry_run:
        for where, content in scheduler.contents(job).items():
            context.screen.say(f"{where}:")
            is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
            context.screen.raw(content.decode("utf-16" if is_utf16 else "utf-8"))
        return
    if scheduler.via == "ics":
        check_output(output.expanduser().absolute(), context.paths.journal, may_replace=True)
    replaced = reminders.install(scheduler, job)
    context.screen.say(f"Installed: {job.when.words}, by {scheduler.via}.")
    if replaced:
        text = f"An older version had one there for {replaced}"
        context.screen.say(f"{text}; run syslead remind install again for that journal.")
    if scheduler.via == "ics":
        context.screen.line(scheduler.installed())
        context.screen.say("Open that file with your calendar.")


def _when(weekly: str, daily: str) -> When:
    if weekly and daily:
        raise UsageError("Use --weekly or --daily, not both.")
    kind = "weekly" if weekly else "daily"
    with understood(f"--{kind}"):
        return read_when(f"{kind} {weekly or daily or DEFAULT}")


@remind_app.command()
def status(context: Context, as_json: Json = False) -> None:
    """Show what is installed, when it ran, and why it is silent."""
    found, facts = look_for_due(context)
    status = Reminders(context).status(found)
    page = status_page(status, facts, context.screen.width)
    context.screen.show(status, page, as_json=as_json)


@remind_app.command()
def uninstall(context: Context) -> None:
    """Remove the reminder; everything else stays as it is."""
    screen = context.screen
    known, gone = Reminders(context).uninstall()
    if known.via == "ics":
        screen.say("If you added the reminder to your calendar, delete it there.")
    screen.say(f"Uninstalled: {', '.join(gone)}." if gone else "None was installed.")
