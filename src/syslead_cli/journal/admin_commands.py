"""``syslead verify``, ``repair``, ``backup`` and ``restore``: keeping the journal whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import convert
from msgspec.structs import replace

from syslead_cli.base.options import Json, argument, command_app, day_before, option
from syslead_cli.base.text import counted, nearest
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal import admin_screen as screens
from syslead_cli.journal.commands import confirmed
from syslead_cli.journal.forget import ForgetPreview, Forgetting
from syslead_cli.journal.forget_match import ForgetRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.context import Context
    from syslead_cli.journal.backup import RestoreStep

app = command_app()


@app.command()
def verify(
    context: Context,
    open_: Annotated[
        bool, option("--open", "Open and check every encrypted line too; asks for the passphrase.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check every line and file of the journal; change nothing.

    Exit code 4 if something is unreadable or missing. Minor oddities are only listed.
    """
    from syslead_cli.journal.check import FilesOnDisk
    from syslead_cli.journal.check import verify as check

    journal = context.journal if open_ else context.undecrypted_journal
    found = check(journal, FilesOnDisk(context.paths), encrypted=context.key.is_on)
    if not found.sound:  # or half of what somebody is writing was seen
        with journal.at_rest():
            found = check(journal, FilesOnDisk(context.paths), encrypted=context.key.is_on)
    if as_json:
        context.screen.print_document(found)
    else:
        for finding in found.damage:
            context.screen.warn(screens.finding_line(finding))
        for line in [*screens.oddity_lines(found), screens.verify_summary(found)]:
            context.screen.line(line)
    if not found.sound:
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def repair(
    context: Context,
    apply: Annotated[bool, option("--apply", "Make the repairs. Default: only list them.")] = False,
    everything: Annotated[
        bool,
        option("--all", "Repair the files of other devices too; their copies may then differ."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what can be repaired; with --apply, repair it.

    Unreadable lines are moved to state/quarantine, and the files as they were are copied to
    state/backups; nothing is deleted. Rescue files are added to the journal. Exit code 4 if some
    damage remains.
    """
    from syslead_cli.journal.check import FilesOnDisk
    from syslead_cli.journal.repair import Repairer, plan_repair

    disk, journal = FilesOnDisk(context.paths), context.undecrypted_journal
    repairer = Repairer(context.journal, context.clock, context.day_start)
    be = "" if apply else "would be "
    steps = plan_repair(journal, disk, repairer, everything=everything, be=be)
    doing = [step for step in steps if step.kind != "left"]
    refused = repairer.carry_out(doing) if apply else {}
    if as_json:
        done = tuple(step for step in steps if step not in refused)
        context.screen.print_document(screens.RepairDocument(apply, done))
    else:
        for step in steps:
            if step not in refused:
                context.screen.line(f"{step.file}: {step.says}")
        message = (
            "Done." if apply else "Nothing was changed. syslead repair --apply makes the repairs."
        )
        if not refused:
            context.screen.say(message if doing else "Nothing to repair.")
    if refused:
        first, *_ = refused.values()
        messages = "\n".join(str(problem.message) for problem in refused.values())
        raise SysleadError(messages, first.hint, first.code, first.exit_code)
    if len(doing) < len(steps):
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def backup(
    context: Context,
    folder: Annotated[Path, argument("DIR", "Put the backup in this folder.")],
    as_json: Json = False,
) -> None:
    """Copy the journal, settings, and your own frameworks and prompts, and check the copy."""
    made, size = context.backups.make(folder.absolute())
    for one in made.skipped:
        context.screen.warn(f"not copied: {one}")
    if context.backups.is_on_same_disk(folder):
        context.screen.say("It is on the same disk as the journal: keep a copy elsewhere too.")
    if os.path.isdir(context.paths.coach):  # which fails at nothing: the backup is made
        context.screen.say(
            "It does not include what leaders sent you (coach/), so that a client can be forgotten."
        )
    if as_json:
        context.screen.print_document(made)
    else:
        context.screen.line(made.path)
        how = (
            "read back, but part of the journal is missing"
            if made.skipped
            else "read back and complete"
        )
        context.screen.say(f"{counted(made.files, 'file')}, {size:,} bytes, {how}.")
    if made.skipped:
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def restore(
    context: Context,
    place: Annotated[Path, argument("DIR|FILE", "A backup, or one .jsonl file.")],
    add: Annotated[
        bool, option("--add", "Add missing entries even if entries here are newer.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Restore a backup. Nothing newer is overwritten, and what you deleted stays deleted.

    A key, or settings that run programs, are restored only if you confirm it at a terminal.
    """
    steps = context.backups.plan(context.journal, place.absolute(), add=add)
    if context.can_ask and not as_json:
        steps = _confirmed(context, steps)
    context.backups.carry_out(steps)
    if context.key.is_on:  # a backup from before the encryption has plaintext lines
        from syslead_cli.journal.reencrypt import encrypt_all

        encrypt_all(context.paths, context.clock, context.key.folder)
    if as_json:
        files = convert(steps, tuple[screens.RestoredFile, ...], from_attributes=True)
        context.screen.print_document(screens.RestoreDocument(files))
    else:
        for line in screens.restore_lines(steps):
            context.screen.line(line)
    for line in screens.left_out_lines(steps, place):
        context.screen.warn(line)


def _confirmed(context: Context, steps: list[RestoreStep]) -> list[RestoreStep]:
    """Show what a backup would switch on or run; return the steps with what was agreed to."""
    from syslead_cli.journal.backup import key_to_confirm

    yes: set[str] = set()
    if key := key_to_confirm(steps):
        context.screen.page(screens.page_of_key(key, context.screen.width))
        if context.asker.confirm("Is this key yours, and should the journal be encrypted with it?"):
            yes |= {step.path for step in steps if step.path.startswith("keys/")}
    for step in steps:
        if step.left_out and step.agreed:
            context.screen.page(screens.page_of_programs(step, context.screen.width))
            if context.asker.confirm("Restore these settings?"):
                yes.add(step.path)
    return [
        replace(step, action="new", content=step.agreed or step.content, left_out=())
        if step.path in yes and (step.agreed or step.action == "left")
        else step
        for step in steps
    ]


forget_app = command_app()

#: What stands for a forgotten name where entries are kept.
SOMEONE = "someone"
#: Entries shown in full before the question.
_SHOWN = 5
#: Lines around the entries shown: how many more there are, the question, and what parts them.
_BELOW = 5


@forget_app.command()
def forget(
    context: Context,
    *,
    voice: Annotated[
        list[str] | None, option("--voice", "Erase this person or group; - asks.", "NAME")
    ] = None,
    word: Annotated[
        list[str] | None, option("--word", "Erase what search finds by it; - asks.", "WORD")
    ] = None,
    before: Annotated[str, option("--before", "Erase everything before this day.", "DAY")] = "",
    keep_entries: Annotated[
        bool, option("--keep-entries", f"Keep entries, saying “{SOMEONE}”.")
    ] = False,
    whole_word: Annotated[
        bool, option("--whole-word", "With --word: match whole words only.")
    ] = False,
    dry_run: Annotated[
        bool, option("--dry-run", "Show what would be erased; erase nothing.")
    ] = False,
    yes: Annotated[bool, option("--yes -y", "Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase everything about a person or group, with a word in it, or from before a day.

    All versions are erased, with drafts, rescue files and copies next to the journal. You see
    first what would be erased, and are asked. What it cannot erase is listed.
    """
    asked = {"--voice": bool(voice), "--word": bool(word), "--before": bool(before)}
    asks = not (yes or dry_run)
    _check(asked, keep_entries=keep_entries, whole_word=whole_word, asks_in_json=asks and as_json)
    request = ForgetRequest(
        voices=_names(context, voice or [], "Whom?", strip="@"),
        words=_names(context, word or [], "Which word?"),
        before=day_before(context, before, "--before"),
        whole=whole_word,
        substitute=SOMEONE if keep_entries else "",
    )
    forgetting = Forgetting(context.journal)
    found = forgetting.preview(request, context.settings.voices)
    if not as_json:
        found = found if yes else _offered(context, found, asks=asks)
        _show(context, found, asks=asks)
    done = not dry_run and not found.is_nothing and (yes or _agreed(context, found))
    if done:
        if found.voices:  # first: the plan that finishes what was cut short knows of no settings
            kept = [one for one in context.settings.voices if one not in found.voices]
            context.config.change({"voices": kept or None})
        forgetting.forget(found, context.stamp)
    typed = "-" not in [*(voice or []), *(word or [])] and not before
    out = forgetting.out_of_reach(found, done=done, typed=typed)
    if as_json:
        context.screen.print_document(screens.forget_document(found, out, context.today, done=done))
    elif not found.is_nothing:
        context.screen.line("\n Erased." if done else "\n Nothing was erased.")
    if not as_json and (done or dry_run):
        page = screens.page_out_of_reach(found, out, context.today, context.screen.width)
        context.screen.page(page)
    if found.undecrypted:
        raise typer.Exit(ExitCode.FAILED)


def _check(
    asked: dict[str, bool], *, keep_entries: bool, whole_word: bool, asks_in_json: bool
) -> None:
    if sum(asked.values()) != 1:
        raise UsageError(
            "Give exactly one of --voice NAME, --word WORD or --before DATE.",
            "Erasing cannot be undone, so only one kind is handled at a time.",
        )
    if keep_entries and not asked["--voice"]:
        raise UsageError("--keep-entries needs --voice.")
    if whole_word and not asked["--word"]:
        raise UsageError("--whole-word needs --word.")
    if asks_in_json:
        raise UsageError(
            "--json cannot ask you.",
            "Add --dry-run to see what would be erased, or --yes to erase it.",
        )


def _names(context: Context, typed: list[str], question: str, strip: str = "") -> tuple[str, ...]:
    """Return what was typed; ``-`` asks, so that no other user sees it."""
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
        raise UsageError("That is not a word.", "Nothing was erased.")
    return tuple(dict.fromkeys(names))


def _suggest(context: Context, voices: Sequence[str]) -> None:
    """Suggest known names for those that may be mistyped."""
    from syslead_cli.journal.query import voices_in

    known = {voice for record in context.journal.read().records for voice in voices_in(record)}
    for voice in voices:
        if near := nearest(voice.casefold().replace(" ", "-"), known, 0.75):
            context.screen.say(f"  Did you mean @{near}?")


def _offered(context: Context, erasing: ForgetPreview, *, asks: bool) -> ForgetPreview:
    """Offer to keep the entries of a voice without the name; return what was chosen.

    Leaves with exit code 0 where it is neither.
    """
    request = erasing.request
    if not request.voices or request.substitute or not erasing.selection.erased:
        return erasing
    kept = replace(request, substitute=SOMEONE)
    keeping = Forgetting(context.journal).preview(kept, context.settings.voices)
    page = screens.page_of_offer(keeping, erasing, context.today, context.screen.width)
    context.screen.page(page)
    context.screen.line()
    if not asks or not context.can_ask:
        return erasing
    choices = {"k": "keep the entries without it", "e": "erase them", "n": "neither"}
    choice = context.asker.choose("", choices, "n")
    if choice == "n":
        context.screen.line(" Nothing was erased.")
        raise typer.Exit
    return keeping if choice == "k" else erasing


def _show(context: Context, found: ForgetPreview, *, asks: bool) -> None:
    from syslead_cli.journal.entries import entry_of
    from syslead_cli.journal.query import plain
    from syslead_cli.journal.screen import page_of_entries

    if found.undecrypted:
        context.screen.warn(screens.no_key_for(found.undecrypted))
    if found.is_nothing:
        also = "else " if found.undecrypted else ""
        text = screens.nothing_in_words(found.request, context.today)
        context.screen.say(f"Nothing {also}here {text}.")
        _suggest(context, found.request.voices)
        return
    counts = screens.page_of_preview(found, context.today, context.screen.width)
    context.screen.page(counts)
    records = found.selection.records
    newest = records[::-1][:_SHOWN]
    if newest:
        journal = context.journal.read()
        context.screen.line()
        words = [plain(word) for word in found.request.words]
        shown = [entry_of(record, journal) for record in newest]
        page = page_of_entries(shown, context.labels, words)
        room = context.screen.rows - len(counts) - _BELOW
        while asks and context.screen.rows and room < len(page) and len(shown) > 1:
            page = page_of_entries(shown := shown[:-1], context.labels, words)
        context.screen.page(page)
        if more := len(records) - len(shown):
            context.screen.line(f"   … and {counted(more, 'more entry', 'more entries')}")


def _agreed(context: Context, found: ForgetPreview) -> bool:
    what = "Take the name out" if found.request.substitute else "Erase this"
    hint = "--keep-entries removes only the name; --yes does not ask, --dry-run only shows."
    return confirmed(context, f"{what} for good?", "; nothing was erased", hint, above=[[]])
