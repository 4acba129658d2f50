"""From the options of ``share`` to a choice, an addressee, a file and a pack that may leave."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, ValidationError, convert
from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem, read_days
from syslead_cli.base.documents import read_document
from syslead_cli.base.options import day_ahead, looking_back, one_of, span
from syslead_cli.base.text import counted, whole_day
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.entries import ids_named, short_id
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import AUDIENCES, TIERS, Share
from syslead_cli.sharing.build import Choice, shareable_entries, shareable_intentions, with_checksum
from syslead_cli.sharing.identifiers import DROPPED, IdentifierFinding, find_identifiers, redact
from syslead_cli.sharing.model import (
    COACH,
    EXCERPTS,
    SCORES,
    SPONSOR,
    THEMES,
    WITHOUT,
    AnyPack,
    Pack,
)
from syslead_cli.sharing.store import (
    Recipient,
    find_recipient,
    same_fingerprint,
    same_name,
    tidy_name,
    unknown_recipient,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.model import Stamper

_DAYS = "Try 13w, 3 March, 2026-03 or 2026-03-29."
#: How like a known name (by difflib) another is taken for a slip of it: Dnaa for Dana is .75.
_SLIP = 0.7
#: How many files of one day get a name of their own.
_NUMBERED = 99


class Delivery(Struct, frozen=True):
    """How it leaves. ``encrypt``: insisted on, refused, or left to whether there is a key."""

    to: str
    form: str
    output: str
    drop: bool
    yes: bool
    encrypt: bool | None = None
    armour: bool = False


def first_day(last: date, weeks: int) -> date:
    return date.fromordinal(max(1, last.toordinal() - 7 * weeks + 1))


def choice_of(
    context: Context,
    *,
    tier: str,
    from_: str,
    until: str,
    purpose: str = "",
    pseudonym: str = "",
    expires: str = "",
    without: str = "",
    only_these_days: bool = False,
    approve: Sequence[str] | None = None,
    excerpt: Sequence[str] | None = None,
    audience: str = COACH,
) -> Choice:
    """Return what the options choose, thirteen weeks where they do not say. Raises UsageError."""
    one_of(tier, TIERS, "Tier", "Choose scores, themes, excerpts or all.")
    one_of(audience, AUDIENCES, "--for", "Choose coach or sponsor.")
    if audience == SPONSOR and tier != SCORES:
        raise UsageError(
            "A sponsor gets attendance and the goals you choose; --tier is for a coach.",
            "--approve-intention ID shows a goal.",
        )
    withheld = [word.strip() for word in without.split(",") if word.strip()]
    asked = span(context, from_, until)
    last = asked.last or context.today
    return Choice(
        first=asked.first or first_day(last, 13),
        last=min(last, context.today),
        made=context.today,
        tier=tier,
        audience=audience,
        purpose=purpose.strip(),
        pseudonym=pseudonym.strip(),
        expires=day_ahead(context, expires, "--expires"),
        without=tuple(sorted({one_of(word, WITHOUT, "--without") for word in withheld})),
        approved=tuple(approve or ()),
        ticked=tuple(excerpt or ()),
        only_these_days=only_these_days,
        groups=context.settings.voices,
    )


def with_days(context: Context, choice: Choice, words: str) -> Choice:
    """Return the choice with the days that were typed; one day means since then.

    Raises UsageError.
    """
    try:
        found = read_days(words, context.today, looking_back(context))
    except DateProblem as problem:
        raise UsageError(f"{problem}.", _DAYS) from None
    last = choice.last if found.first == found.last else min(found.last or date.max, choice.last)
    if not found.first or found.first > last:
        raise UsageError(f'"{words}" has no day up to {choice.last}.', _DAYS)
    return replace(choice, first=found.first, last=last)


def check_choice(journal: Journal, choice: Choice) -> Choice:
    """Return the choice with whole ids. Raises UsageError for what cannot be shared like this."""
    if choice.first > choice.last:
        raise UsageError(f"The period ends ({choice.last}) before it begins ({choice.first}).")
    if choice.ticked and not choice.shows(EXCERPTS):
        raise UsageError("--excerpt needs --tier excerpts.", "Nothing was written.")
    if choice.approved and choice.audience != SPONSOR and not choice.shows(THEMES):
        raise UsageError("--approve-intention needs --tier themes or higher.")
    intentions = [each.intention.id for each in shareable_intentions(journal, choice)]
    entries = [record.id for record in shareable_entries(journal, choice)]
    return replace(
        choice,
        approved=tuple(_whole_id(word, intentions, "intention") for word in choice.approved),
        ticked=tuple(_whole_id(word, entries, "entry") for word in choice.ticked),
    )


def earlier_days(whole: AnyPack, only: AnyPack) -> list[str]:
    """Return in words what a pack holds that does not rest on its own days alone.

    ``only`` is the pack that was built from the records of these days.
    """
    if not (isinstance(whole, Pack) and isinstance(only, Pack)):
        return []
    said = []
    if (whole.named, whole.strength) != (only.named, only.strength):
        best = (whole.strength,) if whole.strength else ()
        days = [*(each.counted_from for each in whole.named), *(each.since for each in best)]
        since = f", counted since {whole_day(min(days), whole.last)}" if days else ""
        said.append(f"what has gone quiet and what is going strong{since}")
    if _judged(whole) != _judged(only):
        said.append(
            "levels, states and what is usual, which rest on everything you wrote before as well"
        )
    if whole.voices and only.voices and (more := whole.voices.missing - only.voices.missing) > 0:
        here = {each.last for each in only.voices.names_missing}
        names = [each.name for each in whole.voices.names_missing if each.last not in here]
        who = f": {', '.join(names)}" if names else ""
        said.append(f"{counted(len(names) or more, 'voice')} named before, and not recently{who}")
    return said


def _judged(pack: Pack) -> object:
    units = (*pack.dimensions, *pack.facets)
    return pack.counts.usual, [(unit.state, unit.p_neglected, unit.level) for unit in units]


def _whole_id(word: str, ids: Sequence[str], what: str) -> str:
    found = ids_named(word, ids)
    if len(found) == 1:
        return found[0]
    said = "no" if not found else f"more than one ({', '.join(map(short_id, found))})"
    raise UsageError(
        f'"{word}" names {said} {what} of this period that could be shared.',
        "syslead list shows the ids at the right.",
    )


# ── whom it is for ───────────────────────────────────────────────────────────


def addressee_of(context: Context, delivery: Delivery) -> tuple[str, Recipient | None]:
    """Return whom the options name, and whose key it is encrypted to, if any.

    Raises SysleadError where it could not be encrypted as was meant: before the first question
    rather than after the last.
    """
    to = tidy_name(delivery.to)
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
    _check_key(context, found)
    return found.name, found


def _check_unencrypted(to: str, known: Sequence[Recipient], delivery: Delivery) -> None:
    """Raise where encryption was asked for, or a slip in a name would send words out without."""
    from difflib import get_close_matches

    if delivery.encrypt:
        raise unknown_recipient(to, known) if to else UsageError("--encrypt needs --to NAME.")
    if delivery.armour:
        raise UsageError(
            "--armour needs an encrypted file, and this one is not encrypted.",
            "--to NAME of somebody in syslead share recipients list encrypts it.",
        )
    by_name = {each.name.casefold(): each.name for each in known}
    near = get_close_matches(to.casefold(), by_name, n=1, cutoff=_SLIP)
    if near and not same_name(near[0], to):
        raise UsageError(
            f'No key for "{to}" is stored. Did you mean "{by_name[near[0]]}"?',
            "--no-encrypt writes a file that is not encrypted.",
        )


def _check_key(context: Context, recipient: Recipient) -> None:
    try:
        age.check_public_key(recipient.key)
    except SysleadError as trouble:
        if trouble.code != "vault.missing":
            raise
        raise SysleadError(
            f"{recipient.name}'s key is stored, but the age library is not installed.",
            f"{trouble.hint} installs it; --no-encrypt writes a file anyone can read.",
            code=trouble.code,
        ) from None


def target_of(context: Context, choice: Choice, delivery: Delivery, *, is_encrypted: bool) -> Path:
    """Return the file to be made: the one named, else one with a name that is free here."""
    path = Path(delivery.output)
    if not delivery.output:
        ending = f".{delivery.form}.age" if is_encrypted else f".{delivery.form}"
        stem = f"syslead-{choice.audience}-{choice.last}"
        names = [f"{stem}{ending}", *(f"{stem}-{n}{ending}" for n in range(2, _NUMBERED))]
        path = Path(next((name for name in names if not os.path.lexists(name)), names[0]))
    context.check_new_file(path.absolute())
    return path.absolute()


# ── decisions about findings ─────────────────────────────────────────────────


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


def decide(
    document: AnyPack,
    given: Mapping[str, str | None],
    *,
    drop_rest: bool,
    ask: Callable[[IdentifierFinding, str], str | None] | None = None,
) -> tuple[AnyPack, dict[str, str | None]]:
    """Return the pack ready to leave, and what now stands for each finding: None where it stays.

    Decided is as given, else as ``ask`` says, else dropped where that is wished. ``ask`` gets a
    finding and which of how many it is; None keeps the words, an empty role drops them. Raises
    UsageError with the kinds of findings nobody decided about.
    """
    found = find_identifiers(document)
    decided: dict[str, str | None] = {each.words: given.get(each.words) for each in found}
    rest = [each for each in found if each.words not in given]
    if drop_rest:
        decided |= {each.words: "" for each in rest}
    elif ask:
        for at, each in enumerate(rest, start=1):
            decided[each.words] = ask(each, f"{at} of {len(rest)}")
    elif rest:  # kinds and counts only: an error may end in a log, where no name belongs
        kinds = [each.kind_words for each in rest]
        said = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in dict.fromkeys(kinds))
        raise UsageError(
            f"The text may identify people ({said}). Nothing was written.",
            "syslead share preview lists them. --drop-identifiers removes them; "
            "--replacements FILE replaces them.",
        )
    for words, role in decided.items():
        is_kept = role is None or role == words
        decided[words] = None if is_kept else role or DROPPED
    roles = {words: role for words, role in decided.items() if role is not None}
    return with_checksum(redact(document, roles)), decided


# ── what went out ────────────────────────────────────────────────────────────


def shares_of(journal: Journal) -> list[Share]:
    return [record for record in reversed(journal.records) if isinstance(record, Share)]


def last_share(journal: Journal, to: str) -> Share | None:
    """Return the newest share with that person; with anybody, where no name is given."""
    shares = shares_of(journal)
    return next((share for share in shares if not to or same_name(share.to, to)), None)


def share_record(
    content: bytes, delivery: Delivery, choice: Choice, stamp: Stamper, *, encrypted: bool
) -> Share:
    """Return what the journal keeps: the file's name and SHA-256, never what was in it."""
    from hashlib import sha256

    return Share(
        **stamp(None)._asdict(),
        tier=choice.tier,
        to=delivery.to or "not given",
        from_=choice.first,
        until=choice.last,
        sha256=sha256(content).hexdigest(),
        file=Path(delivery.output).name.encode("utf-8", "replace").decode(),
        audience=choice.audience,
        encrypted=encrypted,
    )
