"""``syslead coach``: what leaders sent, kept apart from any journal of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from syslead_cli.base.files import check_output, write_new
from syslead_cli.base.options import (
    PASSPHRASE_HELP,
    Json,
    Output,
    PassphraseFile,
    argument,
    command_app,
    day_back,
    no_format,
    option,
)
from syslead_cli.base.output import Destination, chosen_form
from syslead_cli.base.terminal import page_text
from syslead_cli.base.text import counted, one_line
from syslead_cli.coach import brief as briefs
from syslead_cli.coach import note_commands
from syslead_cli.coach.documents import (
    AddedFile,
    AddedState,
    BriefDocument,
    CoachAdd,
    CoachList,
    CoachNote,
)
from syslead_cli.coach.packs import PackKey, PageForReading, add_file, file_name
from syslead_cli.coach.store import Client, plain_name
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import identity_file
from syslead_cli.errors import ExitCode, SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context

FORMATS = ("html", "md", "json")
#: Columns of a brief that goes to a text file.
_FILE_WIDTH = 80
_OUT_OF_REACH = (
    "Not deleted by this: the files as they were sent to you (email, downloads),\n"
    "pages made of them, and copies in backups."
)

coach_app = command_app()
coach_app.command("note")(note_commands.note)
coach_app.command("open")(note_commands.open_)


@coach_app.command()
def keygen(
    context: Context,
    *,
    output: Annotated[str, option("--output -o", "Write the public key here.", "FILE")] = "",
    name: Annotated[str, option("--name", "Write your name next to the key.", "NAME")] = "",
    source: PassphraseFile = "",
    unprotected: Annotated[
        bool, option("--no-passphrase", "Leave it open to anyone who has the file.")
    ] = False,
) -> None:
    """Make your key, with a public half for leaders to encrypt to.

    Read the fingerprint out to a leader on the telephone, so that they know the key is yours.
    """
    from syslead_cli.coach.screen import key_page
    from syslead_cli.crypt.passphrases import new_passphrase

    if source and unprotected:
        raise UsageError("Use --no-passphrase or --passphrase-file, not both.")
    if here := context.coach_key.file:
        public = context.coach_key.public()
        known = f"\nTo send: {public}\nTo read out: {age.fingerprint(public)}" if public else ""
        hint = "It was not changed. What was encrypted to it needs it, so never delete it."
        raise SysleadError(f"You have a key already: {here}.{known}", hint, "coach.has_key")
    target = Path(output or "syslead-coach-key.txt").absolute()
    check_output(target, context.paths.journal)
    pair = age.new_key_pair()
    content = identity_file(pair.secret, pair.public)
    if not unprotected:
        question = "Passphrase for your key (a few words, unseen):"
        words = new_passphrase(context, source, question, name)
        content = age.encrypt_with_passphrase(content, words, armoured=True)
    place = context.coach_key.keep(content, pair.public, encrypted=not unprotected)
    text = f"# {plain_name(name) or 'a coach'}, for syslead and age\n{pair.public}\n"
    try:
        write_new(target, text.encode("utf-8", "replace"))
    except (SysleadError, OSError) as problem:
        message = f"Your key was made and saved, but {target} was not written."
        raise SysleadError(message, f"The public half, to send: {pair.public}") from problem
    page = key_page(pair.public, str(target), str(place), not unprotected, context.screen.width)
    context.screen.page(page)


@coach_app.command()
def rekey(
    context: Context,
    *,
    source: PassphraseFile = "",
    new_source: Annotated[str, option("--new-passphrase-file", PASSPHRASE_HELP, "FILE|-")] = "",
) -> None:
    """Change the passphrase of your key; the key stays the same.

    Nothing changes for leaders. A key without a passphrase gets one.
    """
    from syslead_cli.crypt.passphrases import new_passphrase

    if source == new_source == "-":
        raise UsageError("Standard input can be read only once, and - is given twice.")
    here = context.coach_key.file
    if here is None:
        raise SysleadError("You have no key here.", "syslead coach keygen makes one.")
    content = PackKey(context, "", source).identity(here)
    words = new_passphrase(context, new_source, "The new passphrase (a few words, unseen):")
    locked = age.encrypt_with_passphrase(content, words, armoured=True)
    if age.decrypt_with_passphrase(locked, words, str(here)) != content:
        raise SysleadError("The key does not open with the new passphrase; nothing was changed.")
    place = context.coach_key.change(locked)
    context.screen.line(f" The passphrase of {place} is changed; the key is the same.")
    context.screen.say(" Copies you made of that file still open with the old one.")


@coach_app.command()
def add(
    context: Context,
    files: Annotated[list[str], argument("FILE…", "Pack files to add; - for standard input.")],
    *,
    name: Annotated[str, option("--as", "File them under this client name.", "NAME")] = "",
    identity: note_commands.KeyFile = "",
    source: PassphraseFile = "",
    as_json: Json = False,
) -> int:
    """Add packs that leaders sent you, encrypted to you or not.

    A file is checked completely before anything in it is saved. Without --as it is filed under the
    name in the pack.
    """
    from syslead_cli.coach.screen import added_line

    if files.count("-") + (source == "-") > 1:
        raise UsageError("Standard input can be read only once, and - is given twice.")
    key = PackKey(context, identity, source)
    results = []
    for file in files:
        what = file_name(file)
        try:
            added = add_file(context, file, name, key)
        except SysleadError as problem:
            page = problem if isinstance(problem, PageForReading) else None
            if page and not as_json and _opened(context, page, file):
                continue
            if not as_json:
                if len(files) == 1:
                    raise
                lead = "" if problem.message.startswith(what) else f"{what}: "
                context.screen.warn(f"{lead}{problem.message} {problem.hint}".rstrip())
            results.append(AddedFile(what, "refused", None, None, problem.code, problem.message))
            continue
        if not as_json:
            context.screen.line(added_line(what, added, context.today))
        state: AddedState = "moved" if added.before else "added" if added.new else "here"
        results.append(AddedFile(what, state, added.client, added.pack.sha256, None, None))
    failed = sum(result.state == "refused" for result in results)
    if as_json:
        context.screen.print_document(CoachAdd(tuple(results)))
    elif failed and len(files) > 1:
        rest = "none was added" if failed == len(files) else "the others are added"
        context.screen.warn(f"{failed} of {len(files)} not accepted; {rest}.")
    return ExitCode.FAILED if failed else ExitCode.DONE


def _opened(context: Context, page: PageForReading, file: str) -> bool:
    """Offer to open a page that came in place of a pack; return whether it was."""
    if not context.can_ask or file == "-":
        return False
    context.screen.warn(page.message)
    if not context.asker.confirm("Open it as a file you can read?"):
        return False
    note_commands.put_opened(context, file, "", page.content)
    return True


@coach_app.command("list")
def list_(context: Context, *, as_json: Json = False) -> int:
    """List your clients and their packs; who wrote last comes first."""
    from syslead_cli.coach.screen import list_page

    clients = tuple(context.clients.entries(context.today))
    page = list_page(clients, context.screen.width)
    context.screen.show(CoachList(clients), page, as_json=as_json)
    sound = all(pack.sound for client in clients for pack in client.packs)
    return ExitCode.DONE if sound else ExitCode.DAMAGED


@coach_app.command()
def brief(
    context: Context,
    client: note_commands.ClientName,
    *,
    form: Annotated[str, option("--format", "Write html (to print), md or json.", "FORMAT")] = "",
    output: Output = "",
    pack: Annotated[int, option("--pack", "Use an older pack; 1 is the newest.", "N", min=1)] = 1,
    since: Annotated[str, option("--since", "Look back from this day.", "DAY")] = "",
    with_words: Annotated[
        bool, option("--words", "Add the passages they shared, after the two pages.")
    ] = False,
    with_notes: Annotated[
        bool, option("--notes/--no-notes", "Begin with what you agreed last.")
    ] = True,
    source: PassphraseFile = "",
    as_json: Json = False,
) -> int:
    """Make two pages to read before a session.

    They rest on the client's newest pack, and on earlier ones for what changed. With -o the ending
    of the file decides the format, unless --format does.
    """
    from syslead_cli.coach.brief_screen import brief_page

    form = chosen_form(form, output, FORMATS, as_json=as_json)
    target = Destination(context, output, form, "syslead coach brief …")
    day = day_back(context, since, "--since")
    if not form and not context.clients.get(client):
        no_format(client, FORMATS, "coach brief CLIENT", "looked for as a client")
    found = context.clients.find(client)
    notes = _notes(context, found, source) if with_notes and found.has_notes else ()
    packs = briefs.sound_packs(context.clients, found, pack)
    made = briefs.brief(found.name, packs, context.today, place=pack, since=day, notes=notes)
    if form or output:
        target.put(_written(made, form, with_words=with_words))
    else:
        context.screen.page(brief_page(made, context.screen.width, with_words=with_words))
    if damaged := len(found.packs) - len(packs):
        lost = counted(damaged, "pack")
        context.screen.warn(f"{lost} of theirs could not be read; syslead coach list shows which.")
        return ExitCode.DAMAGED
    return ExitCode.DONE


def _notes(context: Context, client: Client, source: str) -> tuple[CoachNote, ...]:
    """Return the notes on a client; where they cannot be decrypted, warn and return none."""
    notes = note_commands.notes_on(context, client)
    try:
        return note_commands.notes_opened(context, client, notes, notes.all(), source)
    except SysleadError as problem:
        context.screen.warn(f"{problem.message} Your notes are not in the brief.")
        return tuple(notes.read(note, None) for note in notes.all())


def _written(made: briefs.Brief, form: str, *, with_words: bool) -> str | BriefDocument:
    """Return a brief as a document; without a form as its page, of a width for a file."""
    from syslead_cli.coach import brief_screen

    if form == "html":
        return brief_screen.brief_html(made, with_words=with_words)
    if form == "md":
        return brief_screen.brief_markdown(made, with_words=with_words)
    if form == "json":
        return made.document
    return page_text(brief_screen.brief_page(made, _FILE_WIDTH, with_words=with_words))


class CohortOptions(NamedTuple):
    """The words of ``coach cohort``; with a format it is for others, whether it says so or not."""

    folder: Annotated[str, argument("[FOLDER]", "Packs, or tables. Default: your own clients.")] = (
        ""
    )
    publish: Annotated[
        bool, option("--publish", "Show only figures about five or more people.")
    ] = False
    form: Annotated[str, option("--format", "Write csv or html, to pass on.", "FORMAT")] = ""
    output: Output = ""
    clients_by: Annotated[
        str, option("--clients-by", "Count by folder, pseudonym or file.", "WAY")
    ] = "auto"
    tables: Annotated[str, option("--tables", "Write tables to this new folder.", "FOLDER")] = ""
    engine: Annotated[str, option("--engine", "Use python, or duckdb.", "ENGINE")] = ""
    as_json: Json = False


@coach_app.command()
def cohort(context: Context, *, options: CohortOptions) -> int:
    """Show many clients at once: who is silent, what is quiet.

    The newest pack of each client counts. The screen and --json show each client; --publish and
    --format never show a figure about fewer than five people. FOLDER contains a folder for each
    client, or packs with a pseudonym in each.
    """
    from syslead_cli.coach.cohort_commands import show_cohort

    return show_cohort(context, options)


@coach_app.command()
def forget(
    context: Context,
    client: Annotated[str, argument("[CLIENT]", "A name from coach list.")] = "",
    *,
    expired: Annotated[
        bool, option("--expired", "Delete only packs past the day the leader asked for.")
    ] = False,
    yes: Annotated[bool, option("--yes", "Do not ask first.")] = False,
) -> int:
    """Delete every pack of a client, your notes on them, and their name.

    With --expired, only packs past the day on which the leader wanted them deleted.
    """
    if expired:
        return _forget_expired(context, client, yes=yes)
    if not client:
        raise UsageError("Which client? CLIENT is missing.", "Give a name, or use --expired.")
    found = context.clients.find(client)
    packs = counted(len(found.packs), "pack")
    if found.has_notes:
        packs += f" and {counted(len(context.clients.notes(found, '').all()), 'note')}"
    if not _agreed(context, f"{packs} of {found.name}", "forget …", yes=yes):
        return ExitCode.FAILED
    context.clients.forget(found)
    context.screen.line(f"{found.name}: {packs} deleted.")
    context.screen.say(_OUT_OF_REACH)
    return ExitCode.DONE


def _forget_expired(context: Context, client: str, *, yes: bool) -> int:
    clients = [context.clients.find(client)] if client else context.clients.everyone()
    found = context.clients.expired(clients, context.today)
    if not found:
        context.screen.line(" No pack is past its day; nothing was deleted.")
        return ExitCode.DONE
    whose = found[0][0].name if len(found) == 1 else f"{len(found)} clients"
    packs = counted(sum(len(packs) for _, packs in found), "expired pack")
    if not _agreed(context, f"{packs} of {whose}", "forget --expired", yes=yes):
        return ExitCode.FAILED
    for each, packs_of in found:
        left = context.clients.delete(each, packs_of)
        rest = f"{counted(left, 'pack')} left" if left else "nothing of theirs is left"
        context.screen.line(f"{each.name}: {counted(len(packs_of), 'pack')} deleted, {rest}.")
    context.screen.say(_OUT_OF_REACH)
    return ExitCode.DONE


def _agreed(context: Context, what: str, command: str, *, yes: bool) -> bool:
    """Ask before packs are deleted. Raises UsageError where nobody can be asked."""
    from syslead_cli.journal.commands import confirmed

    hint = f"syslead coach {command} --yes deletes {one_line(what)}."
    question = f"Delete {one_line(what)}, for good?"
    agreed = yes or confirmed(context, question, "; nothing was deleted", hint)
    if not agreed:
        context.screen.line(" Nothing was deleted.")
    return agreed
