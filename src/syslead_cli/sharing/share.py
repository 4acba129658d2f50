"""What ``share`` is told and knows: what is chosen, where it goes, and whose keys are kept.

Roles that stand for words and recipients' keys are kept on this machine, in files with mode 0600
that are never synced. Keys themselves are judged by crypt.age; here are names as people type them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import ValidationError, convert
from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem, is_range, read_days
from syslead_cli.base.documents import Document, JsonFile, Part, read_document
from syslead_cli.base.files import check_output, reason
from syslead_cli.base.lock import locked
from syslead_cli.base.options import Yes, looking_back, option
from syslead_cli.base.text import counted, nearest, same_name, whole_day
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.entries import ids_named, short_id
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Share
from syslead_cli.sharing import model
from syslead_cli.sharing.build import Choice, shareable_entries, shareable_intentions

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock
    from syslead_cli.context import Context

_DAYS = "Try 13w, 3 March, 2026-03 or 2026-03-29."
#: How like a known name (by difflib) another is taken for a slip of it: Dnaa for Dana is .75.
_SLIP = 0.7
#: How many files of one day get a name of their own.
_NUMBERED = 99
_LONGEST_NAME = 64


Format = Annotated[str, option("--format", "Write json (the pack), html, md or csv.", "FORMAT")]


class Delivery(NamedTuple):
    """How it leaves: the last options of ``write``.

    ``encrypt``: insisted on, refused, or left to whether there is a key.
    """

    form: Format = "json"
    output: Annotated[str, option("--output -o", "Write to this new file (0600).", "FILE")] = ""
    replacements: Annotated[
        str,
        option(
            "--replacements",
            'Replace as in JSON: {"words": "a role"}; "" removes, null keeps.',
            "FILE|-",
        ),
    ] = ""
    drop: Annotated[bool, option("--drop-identifiers", "Remove what may identify people.")] = False
    encrypt: Annotated[
        bool | None, option("--encrypt/--no-encrypt", "Require encryption, or turn it off.")
    ] = None
    armour: Annotated[bool, option("--armour", "Write encrypted text, to paste into an email.")] = (
        False
    )
    yes: Yes = False


def first_day(last: date, weeks: int) -> date:
    return date.fromordinal(max(1, last.toordinal() - 7 * weeks + 1))


def with_days(context: Context, choice: Choice, words: str) -> Choice:
    """Return the choice with the days that were typed; one day and "since" mean from then on.

    Raises UsageError.
    """
    try:
        found = read_days(words, context.today, looking_back(context))
    except DateProblem as problem:
        raise UsageError(f"{problem}.", _DAYS) from None
    is_open = words.lower().strip().startswith("since ") and not is_range(words)
    end = choice.last if is_open or found.first == found.last else found.last
    last = min(end or choice.last, choice.last)
    if not found.first or found.first > last:
        raise UsageError(f'"{words}" has no day up to {choice.last}.', _DAYS)
    return replace(choice, first=found.first, last=last)


def check_choice(journal: Journal, choice: Choice) -> Choice:
    """Return the choice with whole ids. Raises UsageError for what cannot be shared like this."""
    if choice.first > choice.last:
        raise UsageError(f"The period ends ({choice.last}) before it begins ({choice.first}).")
    if choice.ticked and not choice.shows(model.EXCERPTS):
        raise UsageError("--excerpt needs --tier excerpts.", "Nothing was written.")
    if choice.approved and choice.audience != model.SPONSOR and not choice.shows(model.THEMES):
        raise UsageError("--approve-intention needs --tier themes or higher.")
    intentions = [each.intention.id for each in shareable_intentions(journal, choice)]
    entries = [record.id for record in shareable_entries(journal, choice)]
    return replace(
        choice,
        approved=tuple(_whole_id(word, intentions, "intention") for word in choice.approved),
        ticked=tuple(_whole_id(word, entries, "entry") for word in choice.ticked),
    )


def earlier_days(whole: model.AnyPack, only: model.AnyPack) -> list[str]:
    """Return in words what a pack holds that does not rest on its own days alone.

    ``only`` is the pack that was built from the records of these days.
    """
    if not (isinstance(whole, model.Pack) and isinstance(only, model.Pack)):
        return []
    parts = []
    if (whole.named, whole.strength) != (only.named, only.strength):
        best = (whole.strength,) if whole.strength else ()
        days = [*(each.counted_from for each in whole.named), *(each.since for each in best)]
        since = f", counted since {whole_day(min(days), whole.last)}" if days else ""
        parts.append(f"what has gone quiet and what is going strong{since}")
    if _judged(whole) != _judged(only):
        parts.append(
            "levels, states and what is usual, which rest on everything you wrote before as well"
        )
    if whole.voices and only.voices and (more := whole.voices.missing - only.voices.missing) > 0:
        here = {each.last for each in only.voices.names_missing}
        names = [each.name for each in whole.voices.names_missing if each.last not in here]
        who = f": {', '.join(names)}" if names else ""
        parts.append(f"{counted(len(names) or more, 'voice')} named before, and not recently{who}")
    return parts


def _judged(pack: model.Pack) -> object:
    units = (*pack.dimensions, *pack.facets)
    return pack.counts.usual, [(unit.state, unit.p_neglected, unit.level) for unit in units]


def _whole_id(word: str, ids: Sequence[str], what: str) -> str:
    found = ids_named(word, ids)
    if len(found) == 1:
        return found[0]
    count = "no" if not found else f"more than one ({', '.join(map(short_id, found))})"
    raise UsageError(
        f'"{word}" names {count} {what} of this period that could be shared.',
        "syslead list shows the ids at the right.",
    )


def target_of(context: Context, choice: Choice, delivery: Delivery, *, is_encrypted: bool) -> Path:
    """Return the file to be made: the one named, else one with a name that is free here."""
    path = Path(delivery.output)
    if not delivery.output:
        ending = f".{delivery.form}.age" if is_encrypted else f".{delivery.form}"
        stem = f"syslead-{choice.audience}-{choice.last}"
        names = [f"{stem}{ending}", *(f"{stem}-{n}{ending}" for n in range(2, _NUMBERED))]
        path = Path(next((name for name in names if not os.path.lexists(name)), names[0]))
    check_output(path.absolute(), context.paths.journal)
    return path.absolute()


def shares_of(journal: Journal) -> list[Share]:
    return [record for record in reversed(journal.records) if isinstance(record, Share)]


def replacements_in(context: Context, source: str) -> dict[str, str | None]:
    """Return the words and roles in a JSON file, in standard input for ``-``; none without one."""
    if not source:
        return {}
    try:
        return convert(read_document(context, source), dict[str, str | None])
    except ValidationError:
        raise UsageError(
            f"{source} must be a JSON object of words and their replacements.",
            '{"Priya Sharma": "a council officer", "Tom": ""}',
        ) from None


def addressee_of(context: Context, to: str, delivery: Delivery) -> tuple[str, Recipient | None]:
    """Return whom the options name, and whose key it is encrypted to, if any.

    Raises SysleadError where it could not be encrypted as was meant: before the first question
    rather than after the last.
    """
    to = tidy_name(to)
    known = context.recipients.read() if to and delivery.encrypt is not False else []
    found = find_recipient(to, known) if to else None
    if found is None:
        _check_unencrypted(to, known, delivery)
        return to, None
    if not same_fingerprint(age.fingerprint(found.key), found.fingerprint):
        raise SysleadError(
            f"The key stored for {found.name} is not the one you confirmed; nothing was written.",
            "syslead share recipients add confirms it again.",
            code="recipients.changed",
        )
    try:
        age.check_public_key(found.key)
    except SysleadError as trouble:
        if trouble.code != "vault.missing":
            raise
        raise SysleadError(
            f"{found.name}'s key is stored, but the age library is not installed.",
            f"{trouble.hint} installs it; --no-encrypt writes a file anyone can read.",
            code=trouble.code,
        ) from None
    return found.name, found


def _check_unencrypted(to: str, known: Sequence[Recipient], delivery: Delivery) -> None:
    """Raise where encryption was asked for, or a slip in a name would send words out without."""
    if delivery.encrypt:
        raise unknown_recipient(to, known) if to else UsageError("--encrypt needs --to NAME.")
    if delivery.armour:
        raise UsageError(
            "--armour needs an encrypted file, and this one is not encrypted.",
            "--to NAME of somebody in syslead share recipients list encrypts it.",
        )
    names = {each.name.casefold(): each.name for each in known}
    near = nearest(to.casefold(), names, _SLIP)
    if near and same_name(near) != same_name(to):
        raise UsageError(
            f'No key for "{to}" is stored. Did you mean "{names[near]}"?',
            "--no-encrypt writes a file that is not encrypted.",
        )


class Aliases(JsonFile[dict[str, str]]):
    """``state/aliases.json``: words and the role that stands for them."""

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        super().__init__(path, dict[str, str], dict, indent=1, sort_keys=True)
        self._lock, self._clock = lock, clock

    def remember(self, roles: Mapping[str, str]) -> None:
        if roles.items() <= self.read().items():
            return
        with locked(self._lock, self._clock):
            self.write({**self.read(), **roles})


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
        kind = dict[str, list[Recipient]]
        self._file = JsonFile(path, kind, lambda: {"recipients": []}, indent=2)
        self._lock, self._clock = lock, clock

    def read(self) -> list[Recipient]:
        """Return everybody in it; nobody where there is no file. Raises SysleadError."""
        try:
            found = self._file.load().get("recipients")
        except OSError as problem:
            raise self._damaged(f"could not be read: {reason(problem)}") from None
        except ValidationError as problem:
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
        return found

    def put(self, name: str, *new: Recipient) -> None:
        """Keep these in place of whoever has that name. Raises SysleadError."""
        with locked(self._lock, self._clock):
            others = [each for each in self.read() if same_name(each.name) != same_name(name)]
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


def find_recipient(name: str, recipients: Iterable[Recipient]) -> Recipient | None:
    """Return the recipient of that name, however it was capitalised."""
    return next((each for each in recipients if same_name(each.name) == same_name(name)), None)


def by_name(recipients: Iterable[Recipient]) -> list[Recipient]:
    return sorted(recipients, key=lambda each: each.name.casefold())


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
    first, second = ("".join(filter(str.isalnum, each)).lower() for each in (one, other))
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
