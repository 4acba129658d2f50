"""Keep what sharing knows on this machine: roles that stand for words, and recipients' keys.

Both files are 0600 and never synced. Keys themselves are judged by crypt.age; here are names as
people type them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syslead_cli.base.documents import Document, JsonFile, Part
from syslead_cli.base.files import reason
from syslead_cli.base.lock import locked
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock

_LONGEST_NAME = 64


class Aliases:
    """``state/aliases.json``: words and the role that stands for them."""

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        self._file = JsonFile(path, dict[str, str], dict, indent=1, sort_keys=True)
        self._lock, self._clock = lock, clock

    def read(self) -> dict[str, str]:
        """Return what is remembered; nothing where the file is absent or makes no sense."""
        return self._file.read()

    def remember(self, roles: Mapping[str, str]) -> None:
        if roles.items() <= self.read().items():
            return
        with locked(self._lock, self._clock):
            self._file.write({**self.read(), **roles})


# ── recipients ───────────────────────────────────────────────────────────────


class Recipient(Part, frozen=True):
    """A person's public key (``age1…``), and its fingerprint as it was compared."""

    name: str
    key: str
    fingerprint: str
    confirmed: date


class RecipientList(Document, frozen=True, tag="syslead/recipients/1"):
    """Everybody whose key is kept."""

    recipients: tuple[Recipient, ...]


class Recipients:
    """``state/recipients.json``: whose public key was confirmed on this machine.

    What is wrong with the file is said and never taken for "nobody": a key that is lost would
    send the next file out unencrypted.
    """

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        kind = dict[str, tuple[Recipient, ...]]
        self._file = JsonFile(path, kind, lambda: {"recipients": ()}, indent=2)
        self._lock, self._clock = lock, clock

    def read(self) -> list[Recipient]:
        """Return everybody in it; nobody where there is no file. Raises SysleadError."""
        try:
            found = self._file.load().get("recipients")
        except OSError as problem:
            raise self._damaged(f"could not be read: {reason(problem)}") from None
        except msgspec.ValidationError as problem:
            place = re.search(r"\[(\d+)\]", str(problem))
            entry = f"entry {int(place[1]) + 1} is not a recipient" if place else ""
            raise self._damaged(entry or 'has no list "recipients"') from None
        except (ValueError, RecursionError):
            raise self._damaged("is not JSON") from None
        if found is None:
            raise self._damaged('has no list "recipients"')
        for at, each in enumerate(found):
            if find_recipient(each.name, found[:at]):
                raise self._damaged(f'has "{each.name}" twice')
        return list(found)

    def remember(self, recipient: Recipient) -> None:
        """Add this one, in place of another of the name. Raises SysleadError."""
        self._replace(recipient.name, [recipient])

    def forget(self, name: str) -> None:
        self._replace(name, [])

    def _replace(self, name: str, new: Sequence[Recipient]) -> None:
        with locked(self._lock, self._clock):
            others = [each for each in self.read() if not same_name(each.name, name)]
            try:
                self._file.write({"recipients": by_name([*others, *new])})
            except SysleadError as problem:
                problem.hint = "syslead share recipients list shows the stored keys."
                raise

    def _damaged(self, words: str) -> SysleadError:
        return SysleadError(
            f"{self._file.path} {words}.",
            "Repair it, or move it elsewhere and add each coach's key again.",
            code="recipients.damaged",
        )


def tidy_name(name: str) -> str:
    """Return the name with single spaces, as it is stored."""
    return " ".join(name.split())


def checked_name(name: str) -> str:
    """Return the tidied name. Raises UsageError where it cannot be kept."""
    name = tidy_name(name)
    if not name:
        raise UsageError("The name is empty.")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(f"The name must be one line of at most {_LONGEST_NAME} characters.")
    return name


def same_name(one: str, other: str) -> bool:
    """Return whether two names mean one person: capitals and spaces do not count."""
    from unicodedata import normalize

    first, second = (normalize("NFKC", tidy_name(name)).casefold() for name in (one, other))
    return first == second


def find_recipient(name: str, recipients: Iterable[Recipient]) -> Recipient | None:
    """Return the recipient of that name, however it was capitalised."""
    return next((each for each in recipients if same_name(each.name, name)), None)


def by_name(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    return tuple(sorted(recipients, key=lambda each: each.name.casefold()))


def unknown_recipient(name: str, known: Iterable[Recipient]) -> UsageError:
    """Return the error where nobody of that name has a key here."""
    from shlex import quote

    names = ", ".join(each.name for each in known) or "nobody yet"
    return UsageError(
        f'No key for "{tidy_name(name)}" is stored (stored: {names}).',
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
    problem = "" if len(keys) == 1 else "must contain one public key on its own line"
    if "AGE-SECRET-KEY-" in text.upper():
        problem = "contains a secret key; use only the public one, age1…"
    if problem:
        raise SysleadError(
            f"{source} {problem}; nothing was stored.",
            "It looks like age1ql3z7hjy54…; the coach makes it with syslead coach keygen.",
        )
    return keys[0]
