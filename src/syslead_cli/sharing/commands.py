"""``syslead share``: what leaves, exactly, and only after it was looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from msgspec.structs import replace

from syslead_cli.base.options import Json, one_of
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.crypt import age
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.entries import labels
from syslead_cli.journal.merge import Journal
from syslead_cli.sharing.build import Choice, build, with_checksum
from syslead_cli.sharing.dialogue import (
    ask_addressee,
    ask_period,
    ask_purpose,
    ask_words,
    identifier_questions,
)
from syslead_cli.sharing.identifiers import DROPPED, find_identifiers, identifier_spans, redact
from syslead_cli.sharing.model import AnyPack, Pack, SponsorPack
from syslead_cli.sharing.pack_screen import FORMATS
from syslead_cli.sharing.recipient_commands import app as recipients_app
from syslead_cli.sharing.screen import (
    IdentifierCheck,
    ShareLog,
    check_page,
    log_page,
    logged,
    preview_page,
    sent_words,
    summary_page,
)
from syslead_cli.sharing.share import (
    Delivery,
    addressee_of,
    check_choice,
    choice_of,
    decide,
    earlier_days,
    share_record,
    shares_of,
    target_of,
)
from syslead_cli.sharing.store import Recipient

if TYPE_CHECKING:
    from syslead_cli.context import Context

share_app = typer.Typer(
    name="share",
    help="Give a coach exactly what you choose.",
    add_completion=False,
    rich_markup_mode=None,
)
share_app.add_typer(recipients_app)

Tier = Annotated[
    str,
    typer.Option(
        "--tier",
        help="How much to share: scores (the least), themes, excerpts or all.",
        metavar="TIER",
    ),
]
From = Annotated[
    str,
    typer.Option("--since", "--from", help="Share from this day: 13w, 2026-01-01.", metavar="WHEN"),
]
Until = Annotated[
    str, typer.Option("--until", help="Share up to this day (included).", metavar="WHEN")
]
Purpose = Annotated[
    str, typer.Option("--purpose", help="Say what you want from this session.", metavar="TEXT")
]
Pseudonym = Annotated[
    str, typer.Option("--pseudonym", help="Use this name for you in the file.", metavar="NAME")
]
Expires = Annotated[
    str,
    typer.Option(
        "--expires", help="Ask the coach to delete the file after this day.", metavar="DAY"
    ),
]
OnlyTheseDays = Annotated[
    bool,
    typer.Option("--only-these-days", help="Leave out everything that rests on earlier entries."),
]
Without = Annotated[
    str,
    typer.Option(
        "--without", help="Leave out ratings, voices, or both (ratings,voices).", metavar="WHAT"
    ),
]
Approve = Annotated[
    list[str] | None,
    typer.Option(
        "--approve-intention", help="Include the wording of this intention.", metavar="ID"
    ),
]
Excerpt = Annotated[
    list[str] | None,
    typer.Option("--excerpt", help="Include the words of this entry.", metavar="ID"),
]
For = Annotated[
    str,
    typer.Option(
        "--for",
        help="Write for a coach, or a sponsor (attendance and your own goals only).",
        metavar="WHOM",
    ),
]
Format = Annotated[
    str, typer.Option("--format", help="Write json (the pack), html, md or csv.", metavar="FORMAT")
]


@share_app.command()
def preview(
    ctx: typer.Context,
    *,
    tier: Tier = "scores",
    from_: From = "",
    until: Until = "",
    purpose: Purpose = "",
    pseudonym: Pseudonym = "",
    expires: Expires = "",
    without: Without = "",
    only_these_days: OnlyTheseDays = False,
    approve: Approve = None,
    excerpt: Excerpt = None,
    audience: For = "coach",
    form: Format = "",
    as_json: Json = False,
) -> int:
    """Show what the coach would see, word for word; write nothing.

    What stays with you is listed below it.
    """
    context: Context = ctx.obj
    choice = choice_of(
        context, tier=tier, since=from_, until=until, purpose=purpose.strip(),
        pseudonym=pseudonym.strip(), expires=expires, without=without, audience=audience,
        approved=tuple(approve or ()), ticked=tuple(excerpt or ()),
        only_these_days=only_these_days,
    )  # fmt: skip
    form = "json" if as_json else form and _format(form)
    journal = context.journal.read()
    choice = check_choice(journal, choice)
    pack = build(journal, context.framework, choice, labels(context).question)
    pack = redact(pack, context.aliases.read())  # as it would leave
    if form:
        context.screen.raw(FORMATS[form](with_checksum(pack)))
    else:
        earlier = _earlier_days(context, journal, choice, pack)
        page = preview_page(pack, find_identifiers(pack), earlier, context.screen.width)
        put_page(context.screen, page)
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE


def _earlier_days(context: Context, journal: Journal, choice: Choice, pack: AnyPack) -> list[str]:
    only = replace(choice, only_these_days=True)
    return earlier_days(pack, build(journal, context.framework, only))


def _format(word: str) -> str:
    return one_of(word, FORMATS, "Format", "Choose json, html, md or csv.")


@share_app.command()
def write(
    ctx: typer.Context,
    *,
    tier: Tier = "scores",
    from_: From = "",
    until: Until = "",
    purpose: Purpose = "",
    to: Annotated[
        str,
        typer.Option(
            "--to", help="Write it for them, encrypted if their key is stored.", metavar="NAME"
        ),
    ] = "",
    pseudonym: Pseudonym = "",
    expires: Expires = "",
    without: Without = "",
    only_these_days: OnlyTheseDays = False,
    approve: Approve = None,
    excerpt: Excerpt = None,
    audience: For = "coach",
    form: Format = "json",
    output: Annotated[
        str, typer.Option("--output", "-o", help="Write to this new file (0600).", metavar="FILE")
    ] = "",
    replacements: Annotated[
        str,
        typer.Option(
            "--replacements",
            help='Replace as in JSON: {"words": "a role"}; "" removes, null keeps.',
            metavar="FILE|-",
        ),
    ] = "",
    drop: Annotated[
        bool, typer.Option("--drop-identifiers", help="Remove what may identify people.")
    ] = False,
    encrypt: Annotated[
        bool | None,
        typer.Option("--encrypt/--no-encrypt", help="Require encryption, or turn it off."),
    ] = None,
    armour: Annotated[
        bool, typer.Option("--armour", help="Write encrypted text, to paste into an email.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> int:
    """Write the file for a coach; you are asked about every name.

    The tier is how much is shared; without --tier it is the lowest. The file is encrypted if --to
    names somebody in syslead share recipients list. What you sent to whom is recorded in the
    journal; syslead share log shows it.
    """
    context: Context = ctx.obj
    choice = choice_of(
        context, tier=tier, since=from_, until=until, purpose=purpose.strip(),
        pseudonym=pseudonym.strip(), expires=expires, without=without, audience=audience,
        approved=tuple(approve or ()), ticked=tuple(excerpt or ()),
        only_these_days=only_these_days,
    )  # fmt: skip
    delivery = Delivery(to, _format(form), output, replacements, drop, yes, encrypt, armour)
    return _share(context, choice, delivery, asks_period=not from_)


def _share(context: Context, choice: Choice, delivery: Delivery, *, asks_period: bool) -> int:
    """Ask what is open, show what would leave, and write it when the leader says so."""
    asks = not delivery.yes
    if asks and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was written.",
            "syslead share preview shows what would leave; share write … --yes writes it.",
        )
    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    if not asks_period:  # before the first question, where the days are known
        check_choice(journal, choice)
    known = {**context.aliases.read(), **_replacements(context, delivery.replacements)}

    def settled() -> _Settled | None:
        """Ask what is open; None where the leader does not want the file."""
        to, recipient = (ask_addressee if asks else addressee_of)(context, delivery)
        chosen = choice
        path = target_of(context, chosen, delivery, is_encrypted=recipient is not None)
        if asks and asks_period:
            chosen = ask_period(context, chosen, journal, to)
        if asks and not chosen.purpose:
            chosen = replace(chosen, purpose=ask_purpose(context).strip())
        whither = replace(delivery, to=to, output=str(path))
        return _settle(context, chosen, whither, journal, recipient, known=known)

    share = context.asker.in_order(settled) if asks else settled()
    if share is None:
        context.screen.line(" Nothing was written.")
        if kept := context.typed.kept():
            context.asker.say(f" {kept}")
        code = ExitCode.FAILED
    else:
        code = _write(context, share)
    context.typed.ended()
    return code


class _Settled(NamedTuple):
    """A pack with every finding settled, and where it goes."""

    pack: Pack | SponsorPack
    decided: dict[str, str | None]
    choice: Choice
    delivery: Delivery
    recipient: Recipient | None


def _settle(
    context: Context,
    choice: Choice,
    delivery: Delivery,
    journal: Journal,
    recipient: Recipient | None,
    *,
    known: dict[str, str | None],
) -> _Settled | None:
    """Settle every finding and confirm; None where it is not to be written."""
    asks, width = not delivery.yes, context.screen.width
    choice = check_choice(journal, choice)
    if asks:
        choice = ask_words(context, choice, journal)
    pack, decided = decide(
        build(journal, context.framework, choice, labels(context).question),
        known,
        drop_rest=delivery.drop,
        ask=identifier_questions(context) if asks else None,
    )
    if asks:
        earlier = _earlier_days(context, journal, choice, pack)
        put_page(context.screen, preview_page(pack, find_identifiers(pack), earlier, width))
        put_page(context.screen, summary_page(pack, decided, delivery, recipient, width))
        if not context.asker.confirm("Write it?"):
            return None
    return _Settled(pack, decided, choice, delivery, recipient)


def _write(context: Context, share: _Settled) -> ExitCode:
    """Write the file and then the record."""
    pack, decided, choice, delivery, recipient = share
    path = Path(delivery.output)
    content = FORMATS[delivery.form](pack).encode("utf-8", "replace")
    if recipient:
        content = age.encrypt(content, [recipient.key], armoured=delivery.armour)
    encrypted = recipient is not None
    record = share_record(content, delivery, choice, context.stamp, encrypted=encrypted)
    context.new_file(path, content)
    try:
        context.journal.append([record])
    except BaseException:
        context.take_away(path)  # nothing leaves without a record of it
        raise
    context.screen.line(f"{path}")
    try:  # what was shared is shared, whether the roles are kept for the next time or not
        roles = {words: role for words, role in decided.items() if role and role != DROPPED}
        context.aliases.remember(roles)
    except SysleadError as problem:
        context.screen.warn(f"{problem.message} Replacements are not remembered.")
    context.screen.say(sent_words(delivery.to, recipient))
    return ExitCode.DONE


def _replacements(context: Context, source: str) -> dict[str, str | None]:
    if not source:
        return {}
    from msgspec import ValidationError, convert

    from syslead_cli.base.json_file import read_document

    try:
        return convert(read_document(context, source), dict[str, str | None])
    except ValidationError:
        raise UsageError(
            f"{source} must be a JSON object of words and their replacements.",
            '{"Priya Sharma": "a council officer", "Tom": ""}',
        ) from None


@share_app.command()
def check(ctx: typer.Context, *, as_json: Json = False) -> int:
    """Check a text for names and other details that identify people.

    The text is read from standard input; nothing is written.
    """
    context: Context = ctx.obj
    text = context.read_stdin()
    spans = identifier_spans(text)
    if as_json:
        context.screen.print_document(IdentifierCheck(tuple(spans)))
    else:
        put_page(context.screen, check_page(text, spans, context.screen.width))
    return ExitCode.DONE


@share_app.command()
def log(ctx: typer.Context, *, as_json: Json = False) -> int:
    """List what you sent to whom, and when; newest first."""
    context: Context = ctx.obj
    journal = context.journal.read()
    shares = shares_of(journal)
    if as_json:
        context.screen.print_document(ShareLog(tuple(map(logged, shares))))
    else:
        put_page(context.screen, log_page(shares, context.screen.width))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE
