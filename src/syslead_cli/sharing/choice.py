"""The words of a ``share`` call, and the choice they make."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from syslead_cli.base.dates import DateProblem, read_past
from syslead_cli.base.options import day_ahead, one_of
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.build import Choice
from syslead_cli.sharing.model import WITHOUT
from syslead_cli.sharing.recipient_commands import unknown
from syslead_cli.sharing.recipients import Recipient, named, same_fingerprint, same_name, tidy_name

#: A quarter, where no first day is said.
WEEKS = 13
AUDIENCES = ("coach", "sponsor")


class Call(Struct, frozen=True):
    """As it was typed."""

    tier: str
    from_: str = ""
    until: str = ""
    purpose: str = ""
    pseudonym: str = ""
    expires: str = ""
    without: str = ""
    approve: tuple[str, ...] = ()
    excerpt: tuple[str, ...] = ()
    audience: str = "coach"


class Way(Struct, frozen=True):
    """How it leaves. ``encrypt``: insisted on, refused, or left to whether there is a key."""

    to: str
    form: str
    output: str
    replacements: str
    drop: bool
    yes: bool
    encrypt: bool | None = None
    armour: bool = False


def one_tier(word: str) -> str:
    """A tier there is. Raises UsageError."""
    return one_of(word, TIERS, "Tier", "scores, themes, excerpts and all are there.")


def choice_of(context: Context, call: Call) -> Choice:
    """What the options choose, ids as they were typed. Raises UsageError."""
    one_of(call.audience, AUDIENCES, "--for", "coach or sponsor is meant.")
    without = [word.strip() for word in call.without.split(",") if word.strip()]
    first = _day(context, "--from", call.from_, last=False)
    return Choice(
        first=first or first_day(context, call, WEEKS),
        last=min(_last_day(context, call), context.today),
        made=context.today,
        tier=call.tier,
        purpose=call.purpose.strip(),
        pseudonym=call.pseudonym.strip(),
        expires=day_ahead(context, call.expires, "--expires"),
        without=tuple(sorted({one_of(word, WITHOUT, "--without") for word in without})),
        approved=call.approve,
        ticked=call.excerpt,
    )


def first_day(context: Context, call: Call, weeks: int) -> date:
    """The first of so many weeks that end with the call's last day."""
    last = _last_day(context, call)
    return date.fromordinal(max(1, last.toordinal() - 7 * weeks + 1))


def _last_day(context: Context, call: Call) -> date:
    return _day(context, "--until", call.until, last=True) or context.today


def _day(context: Context, option: str, word: str, *, last: bool) -> date | None:
    if not word:
        return None
    try:
        span = read_past(word, context.today)
    except DateProblem as problem:
        raise UsageError(
            f"{option}: {problem}.", "Try 13w, 3 March, 2026-03 or 2026-03-29."
        ) from None
    return span.last if last else span.first


# ── share_address ──
# Whom a share is for: a known key encrypts it, and without one that is said.


#: How like a known name (by difflib) another is taken for a slip of it: Dnaa for Dana is .75.
_SLIP = 0.7
#: How many files of one day get a name of their own.
_NUMBERED = 99


class Address(Struct, frozen=True):
    """Who, and whose key it is encrypted to, if any."""

    to: str
    recipient: Recipient | None = None
    armour: bool = False

    def sealed(self, context: Context, content: bytes) -> bytes:
        """The content as it leaves."""
        if self.recipient is None:
            return content
        return context.vault.seal(content, [self.recipient.key], armoured=self.armour)


def address_of(context: Context, way: Way) -> Address:
    """Whom the call names. Raises SysleadError where it could not be encrypted as was meant."""
    to = tidy_name(way.to)
    known = context.recipients.read() if to and way.encrypt is not False else []
    found = named(to, known) if to else None
    if found is None:
        if way.encrypt:
            raise unknown(to, known) if to else UsageError("--encrypt goes with --to NAME.")
        if way.armour:
            raise UsageError(
                "--armour is for an encrypted file, and this one is not.",
                "--to NAME of somebody in syslead share recipients list encrypts it.",
            )
        _no_slip(to, known)
        return Address(to)
    if not same_fingerprint(context.fingerprint(found.key), found.fingerprint):
        raise SysleadError(
            f"The key kept for {found.name} is not the one that was confirmed; "
            "nothing was written.",
            "syslead share recipients add confirms it again.",
            code="recipients.changed",
        )
    _check_key(context, found)
    return Address(found.name, found, way.armour)


def _no_slip(to: str, known: Sequence[Recipient]) -> None:
    """A letter wrong in a name, or two changed about, must not send words out unencrypted."""
    from difflib import get_close_matches

    by_name = {each.name.casefold(): each.name for each in known}
    near = get_close_matches(to.casefold(), by_name, n=1, cutoff=_SLIP)
    if near and not same_name(near[0], to):
        raise UsageError(
            f'There is no key of "{to}" here. Did you mean "{by_name[near[0]]}"?',
            "--no-encrypt writes a file that is not encrypted.",
        )


def _check_key(context: Context, recipient: Recipient) -> None:
    """Fail before the first question rather than after the last."""
    try:
        context.vault.check_public(recipient.key)
    except SysleadError as trouble:
        if trouble.code != "vault.missing":
            raise
        raise SysleadError(
            f"{recipient.name}'s key is here, but the age library that encrypts to it is not.",
            f"{trouble.hint} installs it; --no-encrypt writes a file anybody can read.",
            code=trouble.code,
        ) from None


def target_of(context: Context, call_name: str, way: Way, address: Address) -> Path:
    """The file to be made: as it was said, else a name that is free here. Raises SysleadError."""
    ending = f".{way.form}.age" if address.recipient else f".{way.form}"
    if way.output:
        path = Path(way.output).absolute()
        context.check_new_file(path)
        return path
    names = [f"{call_name}{ending}"]
    names += [f"{call_name}-{number}{ending}" for number in range(2, _NUMBERED)]
    path = next((Path(name) for name in names if not os.path.lexists(name)), Path(names[0]))
    context.check_new_file(path.absolute())
    return path.absolute()
