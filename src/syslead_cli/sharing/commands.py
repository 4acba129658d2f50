"""``syslead share``: what leaves, exactly, and only after it was looked at."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from msgspec import convert
from msgspec.structs import replace

from syslead_cli.base.files import given_file, write_new
from syslead_cli.base.options import Json, argument, command_app, day_ahead, one_of, option, span
from syslead_cli.base.output import chosen_form
from syslead_cli.crypt import age
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.commands import confirmed
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import AUDIENCES, TIERS, Share
from syslead_cli.sharing import dialogue, screen, share
from syslead_cli.sharing.build import Choice, build
from syslead_cli.sharing.identifiers import identifier_spans
from syslead_cli.sharing.model import SCORES, SPONSOR, WITHOUT, AnyPack
from syslead_cli.sharing.pack_screen import FORMATS
from syslead_cli.sharing.redact import DROPPED, decide, redact
from syslead_cli.sharing.share import Delivery, Format, Recipient

if TYPE_CHECKING:
    from syslead_cli.context import Context


share_app = command_app()
recipients_app = command_app(
    name="recipients", help="Store coaches' public keys, to encrypt what you send."
)
share_app.add_typer(recipients_app)

_KEY_LIMIT = 64 * 1024

Ids: TypeAlias = list[str] | None
Name = Annotated[str, argument("NAME", "Your name for the coach.")]


class HowMuch(NamedTuple):
    """The first options of ``preview`` and ``write``, as typed."""

    tier: Annotated[
        str,
        option("--tier", "How much to share: scores (the least), themes, excerpts or all.", "TIER"),
    ] = "scores"
    from_: Annotated[
        str, option("--since --from", "Share from this day: 13w, 2026-01-01.", "WHEN")
    ] = ""
    until: Annotated[str, option("--until", "Share up to this day (included).", "WHEN")] = ""
    purpose: Annotated[str, option("--purpose", "Say what you want from this session.", "TEXT")] = (
        ""
    )


class Details(NamedTuple):
    """The further options of ``preview`` and ``write``, as typed."""

    pseudonym: Annotated[
        str, option("--pseudonym", "Use this name for you in the file.", "NAME")
    ] = ""
    expires: Annotated[
        str, option("--expires", "Ask the coach to delete the file after this day.", "DAY")
    ] = ""
    without: Annotated[
        str, option("--without", "Leave out ratings, voices, or both (ratings,voices).", "WHAT")
    ] = ""
    only_these_days: Annotated[
        bool, option("--only-these-days", "Leave out everything that rests on earlier entries.")
    ] = False
    approve: Annotated[
        Ids, option("--approve-intention", "Include the wording of this intention.", "ID")
    ] = None
    excerpt: Annotated[Ids, option("--excerpt", "Include the words of this entry.", "ID")] = None
    audience: Annotated[
        str,
        option(
            "--for", "Write for a coach, or a sponsor (attendance and your own goals only).", "WHOM"
        ),
    ] = "coach"


def choice_of(context: Context, how_much: HowMuch, details: Details) -> Choice:
    """Return what the options choose, thirteen weeks where they do not say. Raises UsageError."""
    tier, audience = how_much.tier, details.audience
    one_of(tier, TIERS, "Tier")
    one_of(audience, AUDIENCES, "--for")
    if audience == SPONSOR and tier != SCORES:
        raise UsageError(
            "A sponsor gets attendance and the goals you choose; --tier is for a coach.",
            "--approve-intention ID shows a goal.",
        )
    withheld = [word.strip() for word in details.without.split(",") if word.strip()]
    asked = span(context, how_much.from_, how_much.until)
    last = asked.last or context.today
    return Choice(
        first=asked.first or share.first_day(last, 13),
        last=min(last, context.today),
        made=context.today,
        tier=tier,
        audience=audience,
        purpose=how_much.purpose.strip(),
        pseudonym=details.pseudonym.strip(),
        expires=day_ahead(context, details.expires, "--expires"),
        without=tuple(sorted({one_of(word, WITHOUT, "--without") for word in withheld})),
        approved=tuple(details.approve or ()),
        ticked=tuple(details.excerpt or ()),
        only_these_days=details.only_these_days,
        groups=context.settings.voices,
    )


@share_app.command()
def preview(
    context: Context,
    *,
    how_much: HowMuch,
    details: Details,
    form: Format = "",
    as_json: Json = False,
) -> None:
    """Show what the coach would see, word for word; write nothing.

    What stays with you is listed below it.
    """
    choice = choice_of(context, how_much, details)
    form = chosen_form(form, "", FORMATS, as_json=as_json)
    journal = context.journal.read()
    choice = share.check_choice(journal, choice)
    pack = build(journal, context.framework, choice, context.labels.question)
    pack = redact(pack, context.aliases.read())  # as it would leave
    if form:
        context.screen.raw(FORMATS[form](pack))
    else:
        _show_pack(context, journal, choice, pack)
    context.screen.warn_of_damage(journal)


def _show_pack(context: Context, journal: Journal, choice: Choice, pack: AnyPack) -> None:
    only = build(journal, context.framework, replace(choice, only_these_days=True))
    earlier, width = share.earlier_days(pack, only), context.screen.width
    context.screen.page(screen.preview_page(pack, earlier, width))


@share_app.command()
def write(
    context: Context,
    *,
    how_much: HowMuch,
    to: Annotated[
        str, option("--to", "Write it for them, encrypted if their key is stored.", "NAME")
    ] = "",
    details: Details,
    delivery: Delivery,
) -> int:
    """Write the file for a coach; you are asked about every name.

    The tier is how much is shared; without --tier it is the lowest. The file is encrypted if --to
    names somebody in syslead share recipients list. What you sent to whom is recorded in the
    journal; syslead share log shows it.
    """
    choice = choice_of(context, how_much, details)
    chosen_form(delivery.form, "", FORMATS)
    if delivery.output == "-":
        message = "A share goes to a file, so that it can be recorded."
        raise UsageError(message, "Give a name with -o FILE, or leave -o out.")
    if not delivery.yes and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was written.",
            "syslead share preview shows what would leave; share write … --yes writes it.",
        )
    journal = context.journal.read()
    context.screen.warn_of_damage(journal)
    if how_much.from_:  # before the first question, where the days are known
        share.check_choice(journal, choice)
    known = {**context.aliases.read(), **share.replacements_in(context, delivery.replacements)}
    given = (context, choice, to, delivery, journal)
    settle = partial(_settle, *given, known=known, asks_period=not how_much.from_)
    settled = settle() if delivery.yes else context.asker.in_order(settle)
    if settled is None:
        context.screen.line(" Nothing was written.")
        if kept := context.typed.kept():
            context.asker.say(f" {kept}")
    else:
        _write(context, delivery, settled)
    context.typed.ended()
    return ExitCode.FAILED if settled is None else ExitCode.DONE


#: A pack with every finding settled, what stands for each, for whom it is, and the file.
_Settled: TypeAlias = tuple[AnyPack, dict[str, str | None], Choice, str, Recipient | None, Path]


def _settle(
    context: Context,
    choice: Choice,
    to: str,
    delivery: Delivery,
    journal: Journal,
    *,
    known: dict[str, str | None],
    asks_period: bool,
) -> _Settled | None:
    """Ask what is open, and show what would leave; None where the leader does not want it."""
    asks, width = not delivery.yes, context.screen.width
    if asks and not to:
        to, recipient = dialogue.ask_addressee(context, delivery)
    else:
        to, recipient = share.addressee_of(context, to, delivery)
    path = share.target_of(context, choice, delivery, is_encrypted=recipient is not None)
    if asks and asks_period:
        choice = dialogue.ask_period(context, choice, journal, to)
    if asks and not choice.purpose:
        choice = replace(choice, purpose=dialogue.ask_purpose(context))
    choice = share.check_choice(journal, choice)
    if asks:
        choice = dialogue.ask_words(context, choice, journal)
    pack, decided = decide(
        build(journal, context.framework, choice, context.labels.question),
        known,
        drop_rest=delivery.drop,
        ask=dialogue.identifier_questions(context) if asks else None,
    )
    if asks:
        _show_pack(context, journal, choice, pack)
        page = screen.summary_page(pack, decided, to, recipient, file=path, width=width)
        context.screen.page(page)
        if not context.asker.confirm("Write it?"):
            return None
    return pack, decided, choice, to, recipient, path


def _write(context: Context, delivery: Delivery, settled: _Settled) -> None:
    """Write the file and then the record: its name and SHA-256, never what was in it."""
    from hashlib import sha256

    pack, decided, choice, to, recipient, path = settled
    content = FORMATS[delivery.form](pack).encode("utf-8", "replace")
    if recipient:
        content = age.encrypt(content, [recipient.key], armoured=delivery.armour)
    record = Share(
        **context.stamp()._asdict(),
        tier=choice.tier,
        to=to or "not given",
        from_=choice.first,
        until=choice.last,
        sha256=sha256(content).hexdigest(),
        file=path.name.encode("utf-8", "replace").decode(),
        audience=choice.audience,
        encrypted=recipient is not None,
    )
    write_new(path, content)
    try:
        context.journal.append([record])
    except BaseException:
        with suppress(OSError):  # nothing leaves without a record of it
            path.unlink()
        raise
    context.screen.line(f"{path}")
    try:  # what was shared is shared, whether the roles are kept for the next time or not
        roles = {words: role for words, role in decided.items() if role and role != DROPPED}
        context.aliases.remember(roles)
    except SysleadError as problem:
        context.screen.warn(f"{problem.message} Replacements are not remembered.")
    context.screen.say(screen.sent_words(to, recipient))


@share_app.command()
def check(context: Context, *, as_json: Json = False) -> None:
    """Check a text for names and other details that identify people.

    The text is read from standard input; nothing is written.
    """
    text = context.read_stdin()
    spans = identifier_spans(text)
    page = screen.check_page(text, spans, context.screen.width)
    context.screen.show(screen.IdentifierCheck(tuple(spans)), page, as_json=as_json)


@share_app.command()
def log(context: Context, *, as_json: Json = False) -> None:
    """List what you sent to whom, and when; newest first."""
    journal = context.journal.read()
    shares = share.shares_of(journal)
    page = screen.log_page(shares, context.screen.width)
    logged = convert(shares, tuple[screen.LoggedShare, ...], from_attributes=True)
    context.screen.show(screen.ShareLog(logged), page, as_json=as_json)
    context.screen.warn_of_damage(journal)


@recipients_app.command()
def add(
    context: Context,
    name: Name,
    source: Annotated[
        str, argument("KEY|FILE|-", "The key (age1…), a file with it, or - for standard input.")
    ],
    *,
    fingerprint: Annotated[
        str,
        option(
            "--fingerprint",
            "Confirm with this fingerprint, as the coach read it out, without asking.",
            "GROUPS",
        ),
    ] = "",
) -> int:
    """Store a coach's public key, after comparing its fingerprint with the coach.

    A different key for the same coach replaces it only after you confirm it again.
    """
    from shlex import quote

    name = share.checked_name(name)
    key = age.check_public_key(_key_from(context, source))
    new = Recipient(name, key, age.fingerprint(key), context.today)
    before = share.find_recipient(name, context.recipients.read())
    if before and before.key == key and not fingerprint:
        context.screen.line(f"{before.name} already has this key, confirmed {before.confirmed}.")
        return ExitCode.DONE
    if not _is_confirmed(context, new, before, fingerprint):
        context.screen.line(" Nothing was stored.")
        return ExitCode.FAILED
    context.recipients.put(name, new)
    context.screen.line(f"{name}  {new.fingerprint}")
    context.screen.say(f"syslead share write --to {quote(name)} encrypts to this key.")
    return ExitCode.DONE


@recipients_app.command(name="list")
def list_(context: Context, *, as_json: Json = False) -> None:
    """List the stored keys, with fingerprints and the day each was confirmed."""
    known = share.by_name(context.recipients.read())
    page = screen.recipients_page(known, context.screen.width)
    context.screen.show(share.RecipientList(tuple(known)), page, as_json=as_json)


@recipients_app.command()
def remove(context: Context, name: Name) -> None:
    """Remove a key. Its owner can still read what was encrypted to it."""
    known = context.recipients.read()
    found = share.find_recipient(name, known)
    if found is None:
        raise share.unknown_recipient(name, known)
    context.recipients.put(found.name)
    message = f"{found.name} was removed; files for {found.name} are no longer encrypted."
    context.screen.line(message)


def _key_from(context: Context, source: str) -> str:
    if source.strip().lower().startswith("age1"):
        return share.key_in(source, "The key")
    if source == "-":
        return share.key_in(context.read_stdin(_KEY_LIMIT), "Standard input")
    text = given_file(Path(source), _KEY_LIMIT).decode("utf-8", "replace")
    return share.key_in(text, source)


def _is_confirmed(
    context: Context, new: Recipient, before: Recipient | None, fingerprint: str
) -> bool:
    """By what was read out to the leader: given with the call, or asked for now."""
    if fingerprint and not share.same_fingerprint(fingerprint, new.fingerprint):
        raise UsageError(
            f"This key's fingerprint is {new.fingerprint}, not the one you gave; "
            "nothing was stored.",
            "Ask the coach to read the fingerprint out, and for the key again if they differ.",
        )
    if fingerprint:
        return True
    changed = ""
    if before and before.key != new.key:
        changed = f"this is not the key of {new.name} confirmed on {before.confirmed}; "
    return confirmed(
        context,
        f"Is it what {new.name} reads out?",
        f"; {changed}nothing was stored",
        '--fingerprint "…", as the coach reads it out, confirms it.',
        screen.confirm_page(new, before, context.screen.width),
    )
