"""The narrow path: what is typed most, in its plainest shape, without a command line's machinery.

Whatever is not in this table goes the long way. Both ways call the same functions; a test holds
their answers against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syslead_cli.context import Context


def _today(context: Context, *, as_json: bool) -> None:
    from syslead_cli.reflect.today import today_page

    context.screen.hold()
    today_page(context, as_json=as_json)


def _note(context: Context, *, as_json: bool) -> None:
    from syslead_cli.reflect.notes import take_note

    take_note(context, "-", as_json=as_json)


def _list(context: Context, *, as_json: bool) -> None:
    from syslead_cli.journal.screen import print_newest

    context.screen.hold()
    print_newest(context, as_json=as_json)


#: The words that may be said, with ``--json`` behind them or without.
SHAPES: dict[tuple[str, ...], Callable[..., None]] = {
    (): _today,
    ("note", "-"): _note,
    ("list",): _list,
}


def narrow(arguments: Sequence[str], context: Context) -> int | None:
    """The exit code of a command in a plain shape; None for all others."""
    if arguments[:1] == ["remind"]:
        from syslead_cli.remind.screen import plain_remind

        return plain_remind(arguments[1:], context)
    as_json = arguments[-1:] == ["--json"]
    command = SHAPES.get(tuple(arguments[:-1] if as_json else arguments))
    if command is None:
        return None
    command(context, as_json=as_json)
    return 0
