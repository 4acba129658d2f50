"""``syslead coach forget``: a client and all of theirs, or the packs whose day has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.coach.clients_core import Client, KeptPack

_OUT_OF_REACH = (
    "Out of reach of this: the files as they were sent to you (mail, downloads),\n"
    "pages made of them, and copies in backups."
)


def forget(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(metavar="[CLIENT]", help="As coach list shows it.")] = "",
    *,
    expired: Annotated[
        bool, typer.Option("--expired", help="Only packs past the day they asked for.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> int:
    """Delete every pack of a client, and their name.

    With --expired only what a leader wanted deleted by now: of that client, or of everybody.
    """
    context: Context = ctx.obj
    if expired:
        return _expired(context, client, yes=yes)
    if not client:
        raise UsageError("Whom? CLIENT is missing.", "--expired is for packs past their day.")
    found = context.clients.named(client)
    packs = counted(len(found.packs), "pack")
    if not _agreed(context, f"{packs} of {found.name}", "forget …", yes=yes):
        return ExitCode.FAILED
    context.clients.forget(found)
    context.screen.line(f"{found.name}: {packs} deleted.")
    context.screen.say(_OUT_OF_REACH)
    return ExitCode.DONE


def _expired(context: Context, client: str, *, yes: bool) -> int:
    from syslead_cli.coach.coaching import expired_packs

    of = [context.clients.named(client)] if client else context.clients.everyone()
    found = expired_packs(context.clients, of, context.today)
    if not found:
        context.screen.line(" No pack is past its day; nothing was deleted.")
        return ExitCode.DONE
    if not _agreed(context, _whose(found), "forget --expired", yes=yes):
        return ExitCode.FAILED
    for whose, packs in found:
        left = context.clients.take_out(whose, packs)
        rest = f"{counted(left, 'pack')} left" if left else "nothing of theirs is left"
        context.screen.line(f"{whose.name}: {counted(len(packs), 'pack')} deleted, {rest}.")
    context.screen.say(_OUT_OF_REACH)
    return ExitCode.DONE


def _whose(found: Sequence[tuple[Client, tuple[KeptPack, ...]]]) -> str:
    packs = counted(sum(len(packs) for _, packs in found), "expired pack")
    return f"{packs} of {found[0][0].name if len(found) == 1 else f'{len(found)} clients'}"


def _agreed(context: Context, what: str, command: str, *, yes: bool) -> bool:
    """Whether it is to be done. Raises UsageError where nobody can be asked."""
    what = one_line(what)
    if yes:
        return True
    if not context.can_ask:
        raise UsageError(
            f"This would delete {what}, and there is no terminal to ask on.",
            f"syslead coach {command} --yes deletes them; nothing was changed.",
        )
    agreed = context.asker.confirm(f"Delete {what}, for good?")
    if not agreed:
        context.screen.line(" Nothing was deleted.")
    return agreed
