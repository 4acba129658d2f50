"""``syslead demo``: a made-up journal to look around in, far from one's own."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import one_line
from syslead_cli.context import Context
from syslead_cli.demo.generate import GROUPS, Setting, build_demo
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.insight.commands import screen_page

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SEED = 1


@app.command()
def demo(
    ctx: typer.Context,
    *,
    seed: Annotated[
        int, typer.Option("--seed", help="Another number, another half year.", metavar="N")
    ] = SEED,
    home: Annotated[
        str,
        typer.Option("--home", help="A new or empty folder for it.", metavar="DIR"),
    ] = "",
    as_json: Json = False,
) -> None:
    """Six months of a made-up leader's journal, and what trends says of it.

    It is built in a new temporary folder (or the one given) and never touches your own journal.
    """
    context: Context = ctx.obj
    folder = _folder(context, home)
    world = _world_in(folder, context)
    records = _build(world, seed)
    if as_json:
        context.screen.document("demo", {"home": folder, "seed": seed, "records": records})
        return
    put_page(context.screen, screen_page(world))
    context.screen.line()
    context.screen.line(" A made-up leader. To look around:")
    context.screen.line(f"   {_command(folder)} trends --facets")
    context.screen.line(f"   {_command(folder)} list")


def _folder(context: Context, home: str) -> str:
    """A private folder with nothing in it. Raises SysleadError where there is none to be had."""
    try:
        if not home:
            from tempfile import mkdtemp

            return mkdtemp(prefix="syslead-demo-")
        folder = os.path.realpath(os.path.expanduser(home))
        _not_ones_own(context, folder)
        if not os.path.isdir(folder):
            os.makedirs(folder, mode=0o700)
            os.chmod(folder, 0o700)  # whatever the umask
        taken = os.listdir(folder)
    except OSError as problem:
        raise SysleadError(
            f"No folder for the made-up journal: {problem.strerror or problem}.",
            "syslead demo --home DIR builds it somewhere else.",
        ) from problem
    if taken:
        raise SysleadError(
            f"{folder} is not empty; the made-up journal wants a folder of its own.",
            "Name a new one, or leave --home out.",
        )
    return folder


def _not_ones_own(context: Context, folder: str) -> None:
    """Raises UsageError for a folder your own journal lives in, or would, and for one within it."""
    for path in (context.paths.journal, context.paths.config, context.paths.state):
        own = os.path.realpath(path)
        if _holds(folder, own) or _holds(own, folder):
            raise UsageError(
                f"{folder} is where your own journal lives; a made-up one has no place there.",
                "Name a new folder, or leave --home out.",
            )


def _holds(outer: str, inner: str) -> bool:
    return f"{inner}{os.sep}".startswith(f"{outer}{os.sep}")


def _world_in(folder: str, context: Context) -> Context:
    """The same terminal and clock with another home; its settings are its own."""
    return Context(
        environ={**context.environ, "SYSLEAD_HOME": folder},
        stdin=context.stdin,
        stdout=context.stdout,
        stderr=context.stderr,
        fixed_clock=context.fixed_clock,
    )


def _build(world: Context, seed: int) -> int:
    from random import Random

    _write_settings(world)
    now = world.clock.now()
    setting = Setting(world.framework, world.bank, world.today, now.local.tzinfo, now.zone)
    return build_demo(world.journal, setting, Random(seed))  # noqa: S311 - a story, no secret


def _write_settings(world: Context) -> None:
    voices = ", ".join(f'"{name}"' for name in GROUPS)
    world.config.replace(f"voices = [{voices}]\n".encode())


def _command(folder: str) -> str:
    from shlex import quote

    return f"SYSLEAD_HOME={quote(one_line(folder))} syslead"
