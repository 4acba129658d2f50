"""``syslead browse``: the journal full screen, with the extra ``browse`` (textual)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer
from msgspec.structs import replace

from syslead_cli.base.layout import Page
from syslead_cli.base.terminal import warn_of_damage
from syslead_cli.browse.model import Asked, BrowseState, Choice, Wish
from syslead_cli.errors import ExitCode, SysleadError, UsageError, how_to_install
from syslead_cli.journal.entries import KINDS_SHOWN, Entry, entries_in, labels
from syslead_cli.journal.hearing import with_heard
from syslead_cli.journal.query import Query, plain, words_of
from syslead_cli.journal.screen import page_of_one, title_parts

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class JournalView:
    """What the browser shows, read once; it knows no screen."""

    def __init__(self, context: Context, journal: Journal) -> None:
        self._context = context
        self._journal = journal
        self.is_light = context.settings.theme == "light"

    def entries(self, asked: Asked, most: int) -> tuple[list[Entry], int]:
        """Return the newest entries that fit, and how many there are."""
        query = Query(
            words=words_of(asked.words.split()),
            kinds=frozenset(KINDS_SHOWN),
            facets=frozenset(filter(None, [asked.facet])),
            voices=frozenset(map(plain, filter(None, [asked.voice]))),
            tags=frozenset(map(plain, filter(None, [asked.tag]))),
        )
        return entries_in(self._journal, query, most)

    def page(self, entry: Entry, width: int) -> Page:
        """Return an entry whole, as ``show`` prints it."""
        known = replace(labels(self._context), width=width)
        return page_of_one(entry, known, self._journal)

    def title(self, entry: Entry) -> str:
        """Return what an entry is, in a few words."""
        return " · ".join(filter(None, title_parts(entry, labels(self._context))))

    def choices(self, what: str) -> list[Choice]:
        """Return the facets, voices or tags there are to choose from, with their counts."""
        from syslead_cli.journal.overview_commands import counted_marks

        if what == "facet":
            return [Choice(facet.id, facet.name) for facet in self._context.framework.facets]
        sign = "@" if what == "voice" else "#"
        rows = counted_marks(self._journal.records, sign)
        return [Choice(name, f"{sign}{name}", count) for name, count, _ in rows]

    def trends(self, width: int) -> Page:
        """Return the screen of ``trends``."""
        from syslead_cli.insight.commands import screen_page

        return screen_page(self._context, width)


@app.command()
def browse(ctx: typer.Context) -> int:
    """Browse your journal, full screen.

    The days are on the left, the entry on the right. / searches while you type; f, v and t show
    one facet, voice or tag; p shows trends; e edits, d deletes; q leaves. Reading changes nothing.
    """
    context: Context = ctx.obj
    run = _browser()
    if not context.can_ask:
        raise UsageError(
            "browse needs a terminal.", "syslead list and syslead search work without one."
        )
    context.key.unlock()
    state = BrowseState()
    while True:
        journal = with_heard(context.journal.read(), context.settings.voices)
        wish = run(JournalView(context, journal), state)
        if wish is None:
            warn_of_damage(context.screen, journal)
            return ExitCode.DONE
        state = wish.state
        _fulfil(ctx, wish)


def _browser() -> Callable[[JournalView, BrowseState], Wish | None]:
    from importlib.util import find_spec

    from syslead_cli.browse.browser import run

    if find_spec("textual") is None:
        message = "browse needs the package textual, which is not installed."
        raise SysleadError(message, how_to_install("browse"))
    return run


def _fulfil(ctx: typer.Context, wish: Wish) -> None:
    """Edit or delete as the commands of that name do, and wait until what they said was read."""
    from syslead_cli.journal.commands import delete, edit

    context: Context = ctx.obj
    try:
        if wish.what == "edit":
            edit(ctx, wish.id)
        else:
            delete(ctx, [wish.id])
    except SysleadError as problem:
        context.screen.warn(f"{problem}\n  {problem.hint}".rstrip())
    context.screen.say(" Enter goes back to the journal.")
    context.stdin.readline()
