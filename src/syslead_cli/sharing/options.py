"""What the options of ``share`` mean: the choice, whom it is for, and the file to write."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syslead_cli.base.options import day_ahead, days, one_of
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.build import Choice
from syslead_cli.sharing.model import AUDIENCES, WITHOUT
from syslead_cli.sharing.recipients import (
    Recipient,
    named,
    same_fingerprint,
    same_name,
    tidy_name,
    unknown,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context

_PAST = "Try 13w, 3 March, 2026-03 or 2026-03-29."
#: How like a known name (by difflib) another is taken for a slip of it: Dnaa for Dana is .75.
_SLIP = 0.7
#: How many files of one day get a name of their own.
_NUMBERED = 99


class Delivery(Struct, frozen=True):
    """How it leaves. ``encrypt``: insisted on, refused, or left to whether there is a key."""

    to: str
    form: str
    output: str
    replacements: str
    drop: bool
    yes: bool
    encrypt: bool | None = None
    armour: bool = False


def first_day(last: date, weeks: int) -> date:
    """Return the first day of so many weeks that end with the last day."""
    return date.fromordinal(max(1, last.toordinal() - 7 * weeks + 1))


def choice_of(
    context: Context,
    *,
    tier: str,
    since: str,
    until: str,
    expires: str,
    without: str,
    audience: str,
    **chosen: Any,
) -> Choice:
    """Return what the options choose, thirteen weeks where they do not say.

    ``chosen`` are further fields of the choice, ids as they were typed. Raises UsageError.
    """
    one_of(tier, TIERS, "Tier", "scores, themes, excerpts and all are there.")
    one_of(audience, AUDIENCES, "--for", "coach or sponsor is meant.")
    withheld = [word.strip() for word in without.split(",") if word.strip()]
    last = (days(context, "--until", until, _PAST).last if until else None) or context.today
    first = days(context, "--from", since, _PAST).first if since else None
    return Choice(
        first=first or first_day(last, 13),
        last=min(last, context.today),
        made=context.today,
        tier=tier,
        audience=audience,
        expires=day_ahead(context, expires, "--expires"),
        without=tuple(sorted({one_of(word, WITHOUT, "--without") for word in withheld})),
        **chosen,
    )


# ── whom it is for ───────────────────────────────────────────────────────────


class Addressee(Struct, frozen=True):
    """Who gets it, and whose key it is encrypted to, if any."""

    to: str
    recipient: Recipient | None = None
    armour: bool = False

    def encrypt(self, context: Context, content: bytes) -> bytes:
        """Return the content as it leaves."""
        if self.recipient is None:
            return content
        return age.encrypt(content, [self.recipient.key], armoured=self.armour)


def addressee_of(context: Context, delivery: Delivery) -> Addressee:
    """Return whom the options name.

    Raises SysleadError where it could not be encrypted as was meant: before the first question
    rather than after the last.
    """
    to = tidy_name(delivery.to)
    known = context.recipients.read() if to and delivery.encrypt is not False else []
    found = named(to, known) if to else None
    if found is None:
        _check_unencrypted(to, known, delivery)
        return Addressee(to)
    if not same_fingerprint(age.fingerprint(found.key), found.fingerprint):
        raise SysleadError(
            f"The key kept for {found.name} is not the one that was confirmed; "
            "nothing was written.",
            "syslead share recipients add confirms it again.",
            code="recipients.changed",
        )
    _check_key(context, found)
    return Addressee(found.name, found, delivery.armour)


def _check_unencrypted(to: str, known: Sequence[Recipient], delivery: Delivery) -> None:
    """Raise where encryption was asked for, or a slip in a name would send words out without."""
    from difflib import get_close_matches

    if delivery.encrypt:
        raise unknown(to, known) if to else UsageError("--encrypt goes with --to NAME.")
    if delivery.armour:
        raise UsageError(
            "--armour is for an encrypted file, and this one is not.",
            "--to NAME of somebody in syslead share recipients list encrypts it.",
        )
    by_name = {each.name.casefold(): each.name for each in known}
    near = get_close_matches(to.casefold(), by_name, n=1, cutoff=_SLIP)
    if near and not same_name(near[0], to):
        raise UsageError(
            f'There is no key of "{to}" here. Did you mean "{by_name[near[0]]}"?',
            "--no-encrypt writes a file that is not encrypted.",
        )


def _check_key(context: Context, recipient: Recipient) -> None:
    try:
        age.check_public_key(recipient.key)
    except SysleadError as trouble:
        if trouble.code != "vault.missing":
            raise
        raise SysleadError(
            f"{recipient.name}'s key is here, but the age library that encrypts to it is not.",
            f"{trouble.hint} installs it; --no-encrypt writes a file anybody can read.",
            code=trouble.code,
        ) from None


def target_of(context: Context, stem: str, delivery: Delivery, addressee: Addressee) -> Path:
    """Return the file to be made: the one named, else one with a name that is free here.

    Raises SysleadError where it cannot be made.
    """
    path = Path(delivery.output)
    if not delivery.output:
        ending = f".{delivery.form}.age" if addressee.recipient else f".{delivery.form}"
        names = [f"{stem}{ending}", *(f"{stem}-{n}{ending}" for n in range(2, _NUMBERED))]
        path = Path(next((name for name in names if not os.path.lexists(name)), names[0]))
    context.check_new_file(path.absolute())
    return path.absolute()
