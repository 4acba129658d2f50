"""Who can be written to in private: a name, a public key, and the day it was confirmed.

Keys themselves are judged by the vault; here is what a person types, pastes and compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

_LONGEST_NAME = 64
_SECRET = "AGE-SECRET-KEY-"


class NotAKey(ValueError):
    """The text holds no public key, or more than that; the message says in a few words why."""


class NotRecipients(ValueError):
    """The file of recipients makes no sense; the message says where."""


class Recipient(NamedTuple):
    """``key``: ``age1…``; ``fingerprint``: what was compared on the day ``confirmed``."""

    name: str
    key: str
    fingerprint: str
    confirmed: date


def tidy_name(name: str) -> str:
    """The name with single spaces, as it is stored."""
    return " ".join(name.split())


def name_problem(name: str) -> str:
    """What is wrong with a name, in words; empty where it will do."""
    if not name:
        return "is empty"
    if len(name) > _LONGEST_NAME or not name.isprintable():
        return f"must be one line of at most {_LONGEST_NAME} characters"
    return ""


def same_name(one: str, other: str) -> bool:
    """Whether two names mean one person: capitals and spaces do not count."""
    from unicodedata import normalize

    first, second = (normalize("NFKC", tidy_name(name)).casefold() for name in (one, other))
    return first == second


def named(name: str, recipients: Iterable[Recipient]) -> Recipient | None:
    """The recipient of that name, however it was capitalised."""
    return next((each for each in recipients if same_name(each.name, name)), None)


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints agree; spaces, hyphens and capitals do not count."""
    first, second = (
        "".join(filter(str.isalnum, fingerprint)).lower() for fingerprint in (one, other)
    )
    return bool(first) and first == second


def key_in(text: str) -> str:
    """The one public key in a text: a line of its own, ``#`` begins a comment. Raises NotAKey."""
    if _SECRET in text.upper():
        raise NotAKey("holds a secret key; only the public one, age1…, may be handed on")
    lines = [line.partition("#")[0].strip() for line in text.lstrip("\ufeff").splitlines()]
    keys = [line for line in lines if line]
    if len(keys) != 1:
        raise NotAKey("must hold one public key on a line of its own")
    return keys[0]


def recipients_from(data: Any) -> list[Recipient]:
    """What the stored document says, by name. Raises NotRecipients: a key that is lost would
    send the next file out unencrypted.
    """
    entries = data.get("recipients") if type(data) is dict else None
    if type(entries) is not list:
        raise NotRecipients('has no list "recipients"')
    found: list[Recipient] = []
    for place, entry in enumerate(entries, start=1):
        try:
            name, key, fingerprint = (_text(entry[part]) for part in Recipient._fields[:3])
            confirmed = date.fromisoformat(_text(entry["confirmed"]))
        except (KeyError, TypeError, ValueError):
            raise NotRecipients(f"entry {place} is not a recipient") from None
        if named(name, found):
            raise NotRecipients(f'has "{name}" twice')
        found.append(Recipient(name, key, fingerprint, confirmed))
    return found


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def recipients_data(recipients: Iterable[Recipient]) -> dict[str, Any]:
    """The same as it is stored and printed, by name."""
    return {
        "recipients": [
            {**each._asdict(), "confirmed": each.confirmed.isoformat()}
            for each in sorted(recipients, key=lambda each: each.name.casefold())
        ]
    }
