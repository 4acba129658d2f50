"""``syslead demo``: a made-up journal to look around in, far from one's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

from msgspec.structs import replace

from syslead_cli.base.documents import Count, Document
from syslead_cli.base.files import refusing
from syslead_cli.base.options import Json, command_app, option
from syslead_cli.base.text import one_line
from syslead_cli.demo.generate import GROUPS, invent
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.insight.commands import screen_page

if TYPE_CHECKING:
    from syslead_cli.context import Context

app = command_app()

SEED = 23


class DemoDocument(Document, frozen=True, tag="syslead/demo/1"):
    """The made-up journal that was built."""

    home: str
    seed: Count
    records: Count


@app.command()
def demo(
    context: Context,
    *,
    seed: Annotated[
        int, option("--seed", "Make a different journal with a different number.", "N")
    ] = SEED,
    home: Annotated[str, option("--home", "Put it in this new or empty folder.", "DIR")] = "",
    as_json: Json = False,
) -> None:
    """Make six months of a made-up leader's journal, and show its trends.

    It goes into a new temporary folder (or the one you give); your own journal is not touched.
    """
    from random import Random
    from shlex import quote

    folder = _folder(context, home)
    made_up = replace(context, environ={**context.environ, "SYSLEAD_HOME": folder})
    voices = ", ".join(f'"{name}"' for name in GROUPS)
    made_up.config.replace(f"voices = [{voices}]\n".encode())
    dice = Random(seed)  # noqa: S311 - a story, no secret
    now = made_up.clock.now()
    records = invent(made_up.framework, made_up.bank, made_up.today, now, dice)
    made_up.journal.append(records)
    if as_json:
        context.screen.print_document(DemoDocument(folder, seed, len(records)))
        return
    context.screen.page(screen_page(made_up))
    command = f"SYSLEAD_HOME={quote(one_line(folder))} syslead"
    context.screen.line()
    context.screen.line(" A made-up leader. To look around:")
    context.screen.line(f"   {command} trends --facets")
    context.screen.line(f"   {command} list")


def _folder(context: Context, home: str) -> str:
    """Return a private folder with nothing in it, and not one your own journal is in, or would be.

    Raises SysleadError where none can be had.
    """
    hint = "syslead demo --home DIR builds it somewhere else."
    with refusing("No folder for the made-up journal", hint):
        if not home:
            from tempfile import mkdtemp

            return mkdtemp(prefix="syslead-demo-")
        folder = os.path.realpath(os.path.expanduser(home))
        outer = f"{folder}{os.sep}"
        for path in (context.paths.journal, context.paths.config, context.paths.state):
            inner = f"{os.path.realpath(path)}{os.sep}"
            if inner.startswith(outer) or outer.startswith(inner):
                raise UsageError(
                    f"{folder} is where your own journal is; a made-up one cannot go there.",
                    "Give a new folder, or leave out --home.",
                )
        if not os.path.isdir(folder):
            os.makedirs(folder, mode=0o700)
            os.chmod(folder, 0o700)  # whatever the umask
        content = os.listdir(folder)
    if content:
        raise SysleadError(
            f"{folder} is not empty; the made-up journal needs an empty folder.",
            "Give a new folder, or leave out --home.",
        )
    return folder
