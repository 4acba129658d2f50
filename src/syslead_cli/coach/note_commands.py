"""``syslead coach note`` and ``coach open``: what a coach writes, and pages that came encrypted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from syslead_cli.base.options import Json, PassphraseFile, argument, day_back, option
from syslead_cli.base.output import Destination
from syslead_cli.base.text import day_in_words, one_line, whole_day
from syslead_cli.coach.documents import CoachNote, CoachNotes
from syslead_cli.coach.packs import PackKey, ending_of, opened_file
from syslead_cli.coach.store import Client, ClientNotes, KeptFile, as_typed
from syslead_cli.crypt import age
from syslead_cli.errors import ExitCode, SysleadError, UsageError

if TYPE_CHECKING:
    from datetime import date as Day

    from syslead_cli.context import Context

ClientName = Annotated[str, argument("CLIENT", "A name from coach list.")]
KeyFile = Annotated[
    str, option("--identity -i", "Use this age key file instead of your own.", "FILE")
]


def note(
    context: Context,
    client: ClientName,
    text: Annotated[
        str, argument("[TEXT|-]", "The note; - for standard input. Default: you are asked.")
    ] = "",
    *,
    agreed: Annotated[
        bool | None,
        option(
            "--agreed/--not-agreed", "Mark it as what you agreed; the next brief begins with it."
        ),
    ] = None,
    date: Annotated[str, option("--date", "Date it to the session: fri, 2w, 3 March.", "DAY")] = "",
    listed: Annotated[bool, option("--list", "Show your notes on this client.")] = False,
    edit: Annotated[str, option("--edit", "Change this note.", "ID")] = "",
    remove: Annotated[str, option("--remove", "Delete this note.", "ID")] = "",
    source: PassphraseFile = "",
    as_json: Json = False,
) -> int:
    """Write a note on a client for yourself, or what you agreed.

    Notes stay on this computer. They are in no pack, cohort or page for others, and are encrypted
    if you have a key. The brief begins with what you agreed last, or else with your last note.
    """
    found = context.clients.find(client)
    if sum(map(bool, (listed or as_json, edit, remove))) > 1:
        raise UsageError("Use only one of --list, --edit and --remove.")
    if listed or as_json:
        return _show(context, found, source, as_json=as_json)
    if remove:
        kept = notes_on(context, found).remove(remove)
        context.screen.line(f"Note {kept.id} of {whole_day(kept.day, context.today)} deleted.")
        return ExitCode.DONE
    context.typed.given(text)
    day = day_back(context, date, "--date")
    if edit:
        return _edit(context, found, edit, source, text=text, agreed=agreed, day=day)
    id_, words = context.clock.random_bytes(3).hex(), _text(context, found, text)
    made = CoachNote(id_, day or context.today, bool(agreed), words)
    _write(context, notes_on(context, found), made, None)
    return ExitCode.DONE


def _edit(
    context: Context,
    client: Client,
    id_: str,
    source: str,
    *,
    text: str,
    agreed: bool | None,
    day: Day | None,
) -> int:
    """Change a note; what is empty or None stays as it is."""
    notes = notes_on(context, client)
    kept = notes.find(id_)
    before = notes_opened(context, client, notes, [kept], source)[0]
    if before.text is None:
        message = "That note is encrypted, and there is no terminal to ask for your passphrase."
        raise UsageError(message, "--passphrase-file FILE reads it from a file.")
    words = before.text
    if text:
        words = _text(context, client, text)
    elif agreed is None and day is None:
        if not context.can_ask:
            raise UsageError("There is no terminal to ask on.", "--edit ID - reads the new text.")
        entry = context.asker.enter(text=before.text, on_change=context.typed.typing)
        words = context.heard(entry.text)
        if entry.stopped or not words.strip():
            context.typed.saved()
            context.typed.ended()
            context.screen.line(" The note was not changed.")
            return ExitCode.DONE
    marked = before.agreed if agreed is None else agreed
    made = CoachNote(kept.id, day or kept.day, marked, words)
    _write(context, notes, made, kept)
    return ExitCode.DONE


def _text(context: Context, client: Client, text: str) -> str:
    from syslead_cli.reflect.notes import given_text

    name = as_typed(client.name)
    words = given_text(
        context,
        text,
        question=f"Your note on {one_line(client.name)}:",
        missing="no text was given",
        example=f"'…' | syslead coach note {name} -",
        how="What you will want to know next time: what was said, what they will try.",
    ).strip()
    if not words:
        raise UsageError("The note is empty; nothing was saved.")
    return words


def _write(context: Context, notes: ClientNotes, made: CoachNote, before: KeptFile | None) -> None:
    notes.write(made, before)
    context.typed.saved()
    context.typed.ended()
    what = "agreed" if made.agreed else "note"
    day = day_in_words(made.day, context.today)
    how = " · encrypted" if notes.public else ""
    context.screen.line(f" saved · {what} · {day} · {made.id}{how}")


def _show(context: Context, client: Client, source: str, *, as_json: bool) -> int:
    from syslead_cli.coach.screen import notes_page

    notes = notes_on(context, client)
    opened = notes_opened(context, client, notes, notes.all(), source)
    unopened = sum(each.text is None for each in opened)
    page = notes_page(client.name, opened, context.screen.width)
    context.screen.show(CoachNotes(client.name, unopened, opened), page, as_json=as_json)
    return ExitCode.DONE


def notes_on(context: Context, client: Client) -> ClientNotes:
    """Return the notes on a client. Raises SysleadError where they could not be encrypted."""
    public = context.coach_key.public() if context.coach_key.file else ""
    if context.coach_key.file and not public:
        message = "Your public key is missing, so notes could not be encrypted: coach/key.pub."
        raise SysleadError(
            message, "Put back the line beginning with age1 that you sent to leaders."
        )
    return context.clients.notes(client, public)


def notes_opened(
    context: Context, client: Client, notes: ClientNotes, kept: Sequence[KeptFile], source: str
) -> tuple[CoachNote, ...]:
    """Return these notes; without text where they are encrypted and nobody can be asked."""
    decrypt: Callable[[bytes, str], bytes] | None = PackKey(context, "", source).decrypt
    if any(each.is_encrypted for each in kept) and not (source or context.can_ask):
        place = context.coach_key.file
        if place is None or age.is_age(context.coach_key.private(place)):
            decrypt = None
    elif context.can_ask and any(each.is_encrypted for each in kept):
        context.screen.say(f" Your notes on {one_line(client.name)} are encrypted.")
    return tuple(notes.read(note, decrypt) for note in kept)


def open_(
    context: Context,
    file: Annotated[str, argument("FILE", "The file you received; - for standard input.")],
    *,
    output: Annotated[
        str, option("--output -o", "Write to this new file, or - for standard output.", "FILE|-")
    ] = "",
    identity: KeyFile = "",
    source: PassphraseFile = "",
) -> None:
    """Decrypt a page or text that a leader sent you.

    It becomes a new file next to the one you received, readable by you alone. For a pack, use
    syslead coach add.
    """
    content = opened_file(context, file, PackKey(context, identity, source))
    put_opened(context, file, output, content)


def put_opened(context: Context, file: str, output: str, content: bytes) -> None:
    """Write what was decrypted to the file named, or to one beside that which came."""
    if output == "-":
        context.screen.raw(content.decode("utf-8", "replace"))
        return
    if file == "-" and not output:
        raise UsageError("Standard input has no file name to use.", "Give a name with -o FILE.")
    path = Path(output or file).expanduser().absolute()
    if not output:
        path = path.with_suffix("") if path.suffix in (".age", ".asc", ".txt", ".eml") else path
        if path.suffix != ending_of(content):
            path = path.with_name(f"{path.name}{ending_of(content)}")
    Destination(context, str(path), "", "syslead coach open").put(content)
    if b'"syslead/pack/' in content[:200]:
        context.screen.say(f"It is a pack; add it with syslead coach add {one_line(file)}.")
