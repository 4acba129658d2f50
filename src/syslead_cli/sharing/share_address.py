"""Whom a share is for: a known key encrypts it, and without one that is said."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from syslead_cli.base.values import dataclass
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.sharing.recipients_cli import unknown
from syslead_cli.sharing.recipients_core import (
    Recipient,
    named,
    same_fingerprint,
    same_name,
    tidy_name,
)
from syslead_cli.sharing.share_choice import Way

#: How like a known name (by difflib) another is taken for a slip of it: Dnaa for Dana is .75.
_SLIP = 0.7
#: How many files of one day get a name of their own.
_NUMBERED = 99


@dataclass(frozen=True, slots=True)
class Address:
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
