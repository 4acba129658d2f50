"""The narrow path: what is typed most, in its plainest shape, without a command line's machinery.

Whatever is not here goes the long way. Both ways call the same functions; a test holds their
answers against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syslead_cli.context import Context


def narrow(arguments: Sequence[str], context: Context) -> int | None:
    """The exit code of a command in a plain shape, with ``--json`` or not; None for all others."""
    as_json = arguments[-1:] == ["--json"]
    match arguments[:-1] if as_json else arguments:
        case ["remind", *_]:
            from syslead_cli.remind.screen import plain_remind

            return plain_remind(arguments[1:], context)
        case []:
            from syslead_cli.reflect.today import today_page

            context.screen.hold()
            today_page(context, as_json=as_json)
        case ["note", "-"]:
            from syslead_cli.reflect.notes import take_note

            take_note(context, "-", as_json=as_json)
        case ["list"]:
            from syslead_cli.journal.screen import print_newest

            context.screen.hold()
            print_newest(context, as_json=as_json)
        case _:
            return None
    return 0
