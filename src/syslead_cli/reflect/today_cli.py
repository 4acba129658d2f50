"""``syslead`` alone: today's page."""

from __future__ import annotations

from pathlib import Path

from syslead_cli.base.page_cli import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError
from syslead_cli.journal.listing import names
from syslead_cli.reflect.today_core import Left
from syslead_cli.reflect.today_flows import look_at_today


def today_page(context: Context, *, as_json: bool = False) -> None:
    """What is due, what was last written, and the one next step."""
    from syslead_cli.reflect.today_render import page_of_today, today_data

    settings = context.settings
    drafts = context.paths.drafts
    left = Left(
        drafts=_files_in(drafts, "sitting-*.json"),
        reviews=_files_in(drafts, "review-*.json"),
        rescued=context.unsaved,
    )
    today, journal = look_at_today(context.journal, context.today, settings=settings, left=left)
    if as_json:
        context.screen.document("today", today_data(today, settings.framework))
    else:
        put_page(context.screen, page_of_today(today, names(context), _framework(context)))
    warn_of_damage(context.screen, journal)


def _framework(context: Context) -> str:
    """Its name; its id where the file cannot be read, which the next sitting will say."""
    try:
        return context.framework.name
    except SysleadError:
        return context.settings.framework


def _files_in(folder: Path, pattern: str) -> tuple[str, ...]:
    try:
        found = [path for path in sorted(folder.glob(pattern)) if not path.name.startswith(".")]
        return tuple(map(str, found))
    except OSError:
        return ()
