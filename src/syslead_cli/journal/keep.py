"""``syslead verify``, ``repair``, ``backup`` and ``restore``: keeping the journal whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode

app = typer.Typer(rich_markup_mode=None)


@app.command()
def verify(
    ctx: typer.Context,
    open_: Annotated[
        bool, typer.Option("--open", help="Open every encrypted line too; asks for the passphrase.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Look at every line and file of the journal, changing nothing.

    Exit code 4 when something cannot be read or is gone; what is merely odd is said.
    """
    from syslead_cli.journal.keeping import oddities, said_of, summary, verify_data
    from syslead_cli.journal.verifying import verify as look

    context: Context = ctx.obj
    journal = context.journal if open_ else context.safe.unopened
    found = look(journal, context.survey, encrypted=context.safe.key.is_on)
    facts = (found.files, found.records, found.newer, found.troubles, found.closed)
    if as_json:
        context.screen.document("verify", verify_data(*facts))
    else:
        for trouble in found.troubles:
            if trouble.damage:
                context.screen.warn(said_of(trouble))
        for line in [*oddities(found.troubles), summary(*facts)]:
            context.screen.line(line)
    if found.damaged:
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def repair(
    ctx: typer.Context,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without this, only say.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Files of other devices too: they may come to differ.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what can be mended, and with --apply mend it.

    Lines that cannot be read go to state/quarantine, the files as they were to state/backups;
    nothing is deleted. Rescue files are taken in. Exit code 4 when something stays damaged.
    """
    from syslead_cli.journal.keeping import step_data
    from syslead_cli.journal.repairing import plan
    from syslead_cli.journal.repairing import repair as carry_out

    context: Context = ctx.obj
    steps = plan(context.safe.unopened, context.survey, context.workshop, everything=everything)
    doing = [step for step in steps if step.kind != "left"]
    if apply:
        carry_out(context.workshop, doing)
    if as_json:
        listed = [step_data(step.kind, step.file, step.says) for step in steps]
        context.screen.document("repair", {"applied": apply, "steps": listed})
    else:
        for step in steps:
            context.screen.line(f"{step.file}: {step.says}")
        context.screen.say(_outcome(len(doing), apply=apply))
    if len(doing) < len(steps):
        raise typer.Exit(ExitCode.DAMAGED)


def _outcome(count: int, *, apply: bool) -> str:
    if not count:
        return "There is nothing to mend."
    return "Done." if apply else "Nothing was changed: syslead repair --apply does it."


@app.command()
def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where backups go.")],
    as_json: Json = False,
) -> None:
    """Copy the journal, the settings and your own frameworks and prompts, and read it all back."""
    from syslead_cli.base.wording import counted

    context: Context = ctx.obj
    target, listed, skipped = context.backups.make(folder.absolute())
    for one in skipped:
        context.screen.warn(f"not copied: {one}")
    if context.backups.on_one_disk(folder):
        context.screen.say("It is on the same disk as the journal: keep a copy elsewhere too.")
    if os.path.isdir(context.paths.coach):  # which fails at nothing: the backup is made
        context.screen.say(
            "What leaders sent you (coach/) is not in it, so that forgetting one works."
        )
    if as_json:
        facts = {"path": str(target), "files": len(listed), "skipped": skipped}
        context.screen.document("backup", facts)
    else:
        context.screen.line(str(target))
        size = sum(one.size for one in listed)
        context.screen.say(f"{counted(len(listed), 'file')}, {size:,} bytes, read back whole.")
    if skipped:
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def restore(
    ctx: typer.Context,
    place: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="A backup, or one .jsonl file.")
    ],
    add: Annotated[
        bool, typer.Option("--add", help="Where entries here are newer, add what is missing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back. Nothing newer is overwritten, and what you deleted stays deleted."""
    from syslead_cli.journal.backing_up import restore as put_back
    from syslead_cli.journal.keeping import restored_lines

    context: Context = ctx.obj
    found = put_back(context.journal, context.backups, place.absolute(), add=add)
    if context.safe.keys.public():  # a backup from before the encryption has clear lines
        context.safe.close_all()
    if as_json:
        files = [{"path": one.path, "action": one.action, "lines": one.lines} for one in found]
        context.screen.document("restore", {"files": files})
        return
    for line in restored_lines(found):
        context.screen.line(line)
