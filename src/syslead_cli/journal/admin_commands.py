"""``syslead verify``, ``repair``, ``backup`` and ``restore``: keeping the journal whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.terminal import put_page
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.journal.forget import Order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syslead_cli.journal.forget import Found


keep_app = typer.Typer(rich_markup_mode=None)


@keep_app.command()
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
    from syslead_cli.journal.admin_screen import oddities, said_of, summary, verify_data
    from syslead_cli.journal.check import verify as look

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


@keep_app.command()
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
    from syslead_cli.journal.admin_screen import step_data
    from syslead_cli.journal.repair import plan
    from syslead_cli.journal.repair import repair as carry_out

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


@keep_app.command()
def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where backups go.")],
    as_json: Json = False,
) -> None:
    """Copy the journal, the settings and your own frameworks and prompts, and read it all back."""
    from syslead_cli.base.text import counted

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


@keep_app.command()
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
    from syslead_cli.journal.admin_screen import restored_lines
    from syslead_cli.journal.backup import restore as put_back

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


# ── forget ──
# ``syslead forget``: everything about a voice, a word, or from before a day, erased for good.


forget_app = typer.Typer(add_completion=False, rich_markup_mode=None)

#: What stands for a forgotten name where entries are kept.
SOMEONE = "someone"
#: Entries shown in full before the question.
_SHOWN = 5


@forget_app.command()
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
    from syslead_cli.journal.forget import forget as take_out
    from syslead_cli.journal.forget import look

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
    from syslead_cli.base.dates import DateProblem, read_past

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
    from syslead_cli.base.text import counted
    from syslead_cli.journal.admin_screen import not_looked_into, nothing_in_words, page_of_found
    from syslead_cli.journal.entries import entry_of
    from syslead_cli.journal.listing import names
    from syslead_cli.journal.query import plain
    from syslead_cli.journal.screen import page_of_entries

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
    from syslead_cli.journal.admin_screen import forget_data, page_of_unreached
    from syslead_cli.journal.forget import out_of_reach

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
