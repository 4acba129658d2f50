"""Who can be written to in private: a name, a public key, and the day it was confirmed.

Keys themselves are judged by crypt.age; here is what a person types, pastes and compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from syslead_cli.base.documents import Document, Part
from syslead_cli.errors import SysleadError, UsageError

_LONGEST_NAME = 64
_SECRET = "AGE-SECRET-KEY-"


class Recipient(Part, frozen=True):
    """A person's public key (``age1…``), and its fingerprint as it was compared."""

    name: str
    key: str
    fingerprint: str
    confirmed: date


class RecipientList(Document, frozen=True, tag="syslead/recipients/1"):
    """Everybody whose key is kept."""

    recipients: tuple[Recipient, ...]


def tidy_name(name: str) -> str:
    """Return the name with single spaces, as it is stored."""
    return " ".join(name.split())


def name_problem(name: str) -> str:
    """Return in words what is wrong with a name; empty where it will do."""
    if not name:
        return "is empty"
    if len(name) > _LONGEST_NAME or not name.isprintable():
        return f"must be one line of at most {_LONGEST_NAME} characters"
    return ""


def same_name(one: str, other: str) -> bool:
    """Return whether two names mean one person: capitals and spaces do not count."""
    from unicodedata import normalize

    first, second = (normalize("NFKC", tidy_name(name)).casefold() for name in (one, other))
    return first == second


def named(name: str, recipients: Iterable[Recipient]) -> Recipient | None:
    """Return the recipient of that name, however it was capitalised."""
    return next((each for each in recipients if same_name(each.name, name)), None)


def by_name(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    return tuple(sorted(recipients, key=lambda each: each.name.casefold()))


def unknown(name: str, known: Iterable[Recipient]) -> UsageError:
    """Return the error where nobody of that name has a key here."""
    from shlex import quote

    names = ", ".join(each.name for each in known) or "nobody yet"
    return UsageError(
        f'There is no key of "{tidy_name(name)}" here (known: {names}).',
        f"syslead share recipients add {quote(tidy_name(name))} KEY adds it.",
    )


def same_fingerprint(one: str, other: str) -> bool:
    """Return whether two fingerprints agree; spaces, hyphens and capitals do not count."""
    first, second = (
        "".join(filter(str.isalnum, fingerprint)).lower() for fingerprint in (one, other)
    )
    return bool(first) and first == second


def key_in(text: str, source: str) -> str:
    """Return the one public key in a text, on a line of its own; ``#`` begins a comment.

    Raises SysleadError, naming the source and never the text.
    """
    lines = [line.partition("#")[0].strip() for line in text.lstrip("\ufeff").splitlines()]
    keys = [line for line in lines if line]
    problem = "" if len(keys) == 1 else "must hold one public key on a line of its own"
    if _SECRET in text.upper():
        problem = "holds a secret key; only the public one, age1…, may be handed on"
    if problem:
        raise SysleadError(
            f"{source} {problem}; nothing was kept.",
            "It looks like age1ql3z7hjy54… and the coach gets it with syslead coach keygen.",
        )
    return keys[0]
