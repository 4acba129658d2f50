"""``syslead remind``: say what is due, and have this machine say it at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.terminal import put_page
from syslead_cli.context import Context
from syslead_cli.errors import UsageError
from syslead_cli.remind.jobs import VIAS, Job, NotASchedule, Piece, When, read_daily, read_weekly

app = typer.Typer(name="remind", add_completion=False, rich_markup_mode=None)

DEFAULT = "17:30"
Via = Annotated[
    str,
    typer.Option("--via", help=f"{', '.join(VIAS)}; found out if left out.", metavar="SCHEDULER"),
]


@app.callback(invoke_without_command=True)
def remind(
    ctx: typer.Context,
    as_json: Json = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 when something is due.")
    ] = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="Also as a notification of the desktop.")
    ] = False,
) -> None:
    """What is due, in a line or two; silent when nothing is. Made for cron."""
    if ctx.invoked_subcommand is not None:
        if as_json or exit_code or notify:
            raise UsageError(f"Options belong after {ctx.invoked_subcommand}.")
        return
    from syslead_cli.remind.screen import say_what_is_due

    code = say_what_is_due(ctx.obj, as_json=as_json, exit_code=exit_code, notify=notify)
    raise typer.Exit(code)


@app.command()
def install(
    ctx: typer.Context,
    *,
    weekly: Annotated[
        str,
        typer.Option(
            "--weekly", help='Days and a time: "mon 08:30", "mon,thu 08:30".', metavar="WHEN"
        ),
    ] = "",
    daily: Annotated[
        str, typer.Option("--daily", help=f"A time; {DEFAULT} if nothing is said.", metavar="TIME")
    ] = "",
    via: Via = "",
    output: Annotated[
        Path, typer.Option("--output", help="Where --via ics writes.", metavar="FILE")
    ] = Path("syslead-remind.ics"),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be written, and stop.")
    ] = False,
) -> None:
    """Have this machine look at a time of your choosing.

    It replaces an earlier reminder.
    """
    from syslead_cli.remind.schedulers import chosen, install, pieces_of

    context: Context = ctx.obj
    when = _when(weekly, daily)
    schedulers = context.schedulers(output)
    scheduler = chosen(schedulers, via)
    job = Job(context.own_command("remind", "--notify"), when, context.own_home)
    if dry_run:
        _show(context, pieces_of(scheduler, job))
        return
    install(schedulers, scheduler, job, context.remind_state)
    context.screen.say(f"Installed: {job.when.words}, by {scheduler.via}.")
    if scheduler.via == "ics":
        context.screen.line(scheduler.installed())
        context.screen.say("Open that file with your calendar.")


def _when(weekly: str, daily: str) -> When:
    if weekly and daily:
        raise UsageError("--weekly or --daily, not both.")
    try:
        return read_weekly(weekly) if weekly else read_daily(daily or DEFAULT)
    except NotASchedule as problem:
        raise UsageError(f"{'--weekly' if weekly else '--daily'}: {problem}.") from None


def _show(context: Context, pieces: list[Piece]) -> None:
    """What would be written to standard output, where to beside it."""
    for where, content in pieces:
        context.screen.say(f"{where}:")
        encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        context.screen.raw(content.decode(encoding))


@app.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """What is installed, when it ran, and why it is silent."""
    from syslead_cli.remind.due import look_for_due
    from syslead_cli.remind.schedulers import how_it_stands
    from syslead_cli.remind.screen import page_of_standing, standing_data

    context: Context = ctx.obj
    standing = how_it_stands(context.schedulers(), context.remind_state, context.machine_time)
    found = look_for_due(context)
    if as_json:
        context.screen.document("remind-status", standing_data(standing, found))
    else:
        put_page(context.screen, page_of_standing(standing, found, context.screen.width))


@app.command()
def uninstall(ctx: typer.Context) -> None:
    """Take the reminder away; everything else stays as it is."""
    from syslead_cli.remind.schedulers import uninstall

    context: Context = ctx.obj
    context.remind_state.check()
    state = context.remind_state.read()
    gone = uninstall(context.schedulers(), context.remind_state)
    if state.get("via") == "ics":
        context.screen.say("If your calendar took the reminder in, delete it there.")
    context.screen.say(f"Uninstalled: {', '.join(gone)}." if gone else "None was installed.")
