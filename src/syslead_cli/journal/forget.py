"""``syslead forget``: everything about a voice, a word, or from before a day, erased for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.page_cli import put_page
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.journal.forgetting_core import Order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syslead_cli.journal.forgotten import Found

app = typer.Typer(add_completion=False, rich_markup_mode=None)

#: What stands for a forgotten name where entries are kept.
SOMEONE = "someone"
#: Entries shown in full before the question.
_SHOWN = 5


@app.command()
def forget(
    ctx: typer.Context,
    *,
    voice: Annotated[
        list[str] | None,
        typer.Option(
            "--voice", help="A voice, wherever it is named; - to be asked.", metavar="NAME"
        ),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option("--word", help="Whatever search finds by it; - to be asked.", metavar="WORD"),
    ] = None,
    before: Annotated[
        str, typer.Option("--before", help="Everything before that day.", metavar="DAY")
    ] = "",
    keep_entries: Annotated[
        bool,
        typer.Option("--keep-entries", help=f"With --voice: entries stay, saying “{SOMEONE}”."),
    ] = False,
    whole_word: Annotated[
        bool, typer.Option("--whole-word", help="With --word: not inside longer words.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase everything about a voice, with a word in it, or from before a day.

    All versions go, with drafts, rescue files and copies beside the journal. Shows first what
    would go, then asks. Says what it cannot reach.
    """
    from syslead_cli.journal.forgetting_flows import forget as take_out
    from syslead_cli.journal.forgetting_flows import look

    context: Context = ctx.obj
    asked = {"--voice": bool(voice), "--word": bool(word), "--before": bool(before)}
    _check(asked, keep_entries=keep_entries, whole_word=whole_word)
    sure = yes or dry_run
    if as_json and not sure:
        raise UsageError("--json does not ask.", "Add --dry-run to look, or --yes to erase.")
    order = Order(
        voices=_names(context, voice or [], "Whom?", strip="@"),
        words=_names(context, word or [], "Which word?"),
        before=_day(context, before),
        whole=whole_word,
        instead=SOMEONE if keep_entries else "",
    )
    voices = context.settings.voices
    found = look(context.forgetting, order, voices)
    typed = "-" not in [*(voice or []), *(word or [])] and not before
    if not as_json:
        _show(context, found)
    done = not dry_run and not found.is_nothing and (yes or _agreed(context, found))
    if done:
        take_out(context.forgetting, found, context.config, voices, context.stamp)
    _close(context, found, done=done, dry_run=dry_run, as_json=as_json, typed=typed)
    if found.unopened:
        raise typer.Exit(ExitCode.FAILED)


def _check(asked: dict[str, bool], *, keep_entries: bool, whole_word: bool) -> None:
    if sum(asked.values()) != 1:
        raise UsageError(
            "Forget what? One of --voice NAME, --word WORD and --before DATE at a time.",
            "What is erased cannot come back, so each is looked at on its own.",
        )
    if keep_entries and not asked["--voice"]:
        raise UsageError("--keep-entries goes with --voice.")
    if whole_word and not asked["--word"]:
        raise UsageError("--whole-word goes with --word.")


def _names(context: Context, typed: list[str], question: str, strip: str = "") -> tuple[str, ...]:
    """What was typed, or asked for where it was ``-``, so that no other user sees it."""
    from syslead_cli.journal.query import plain

    found: list[str] = []
    for one in typed:
        if one == "-":
            text = context.asker.free_text(question) if context.can_ask else context.read_stdin()
            found += text.splitlines()
        else:
            found.append(one)
    names = [" ".join(name.split()).lstrip(strip) for name in found]
    names = [name for name in names if any(map(str.isalnum, plain(name)))]
    if typed and not names:
        raise UsageError("There is no word in that.", "Nothing was erased.")
    return tuple(dict.fromkeys(names))


def _day(context: Context, text: str) -> date | None:
    from syslead_cli.base.day import DateProblem, read_past

    if not text:
        return None
    try:
        day = read_past(text, context.today).first
    except DateProblem as problem:
        raise UsageError(f"--before: {problem}.", "Try 2025-01-01, 2025-03 or 1y.") from None
    if day is None:
        raise UsageError("--before wants one day.", "Try 2025-01-01, 2025-03 or 1y.")
    return day


def _suggest(context: Context, voices: Sequence[str]) -> None:
    """A name that was mistyped is not one that nobody wrote."""
    from difflib import get_close_matches

    from syslead_cli.journal.query import voices_in

    known = {voice for record in context.journal.read().records for voice in voices_in(record)}
    for voice in voices:
        for near in get_close_matches(voice.casefold().replace(" ", "-"), known, n=1, cutoff=0.75):
            context.screen.say(f"  Did you mean @{near}?")


def _show(context: Context, found: Found) -> None:
    from syslead_cli.base.wording import counted
    from syslead_cli.journal.entries_render import page_of_entries
    from syslead_cli.journal.entry import entry_of
    from syslead_cli.journal.forgetting_render import (
        not_looked_into,
        nothing_in_words,
        page_of_found,
    )
    from syslead_cli.journal.listing import names
    from syslead_cli.journal.query import plain

    if found.unopened:
        context.screen.warn(not_looked_into(found.unopened))
    if found.is_nothing:
        also = "else " if found.unopened else ""
        context.screen.say(f"Nothing {also}here {nothing_in_words(found.order, context.today)}.")
        _suggest(context, found.order.voices)
        return
    put_page(context.screen, page_of_found(found, context.today, context.screen.width))
    newest = found.chosen.records[::-1][:_SHOWN]
    if newest:
        journal = context.journal.read()
        context.screen.line()
        words = [plain(said) for said in found.order.words]
        shown = [entry_of(record, journal) for record in newest]
        put_page(context.screen, page_of_entries(shown, names(context), words))
        more = len(found.chosen.records) - len(newest)
        if more:
            context.screen.line(f"   … and {counted(more, 'more entry', 'more entries')}")


def _agreed(context: Context, found: Found) -> bool:
    if not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was erased.",
            "--yes erases without asking, --dry-run only looks.",
        )
    context.screen.line()
    context.screen.out.flush()
    what = "Take the name out" if found.order.instead else "Erase this"
    return context.asker.confirm(f"{what} for good?")


def _close(
    context: Context, found: Found, *, done: bool, dry_run: bool, as_json: bool, typed: bool
) -> None:
    from syslead_cli.journal.forgetting_flows import out_of_reach
    from syslead_cli.journal.forgetting_render import forget_data, page_of_unreached

    today = context.today
    unreached = out_of_reach(context.forgetting, found, done=done)
    if as_json:
        data = forget_data(found, unreached, today, done=done, typed=typed)
        context.screen.document("forget", data)
        return
    if not found.is_nothing:
        said = "Erased." if done else "Nothing was erased."
        context.screen.line(f"\n {said}")
    if done or dry_run:
        page = page_of_unreached(found, unreached, today, context.screen.width, typed=typed)
        put_page(context.screen, page)
