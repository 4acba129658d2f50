"""From a choice to a pack that may leave, and the record of what went out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.errors import UsageError
from syslead_cli.journal.entries import ids_named, short_id
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Share
from syslead_cli.sharing.build import (
    Choice,
    shareable_entries,
    shareable_intentions,
    with_checksum,
)
from syslead_cli.sharing.identifiers import DROPPED, IdentifierFinding
from syslead_cli.sharing.model import EXCERPTS, SPONSOR, THEMES, AnyPack
from syslead_cli.sharing.recipients import same_name

if TYPE_CHECKING:
    from syslead_cli.journal.model import Stamper
    from syslead_cli.journal.store import JournalFiles


def check_choice(journal: Journal, choice: Choice) -> Choice:
    """Return the choice with whole ids. Raises UsageError for what cannot be shared like this."""
    if choice.first > choice.last:
        raise UsageError(f"The period ends ({choice.last}) before it begins ({choice.first}).")
    if choice.ticked and not choice.shows(EXCERPTS):
        raise UsageError("--excerpt goes with --tier excerpts.", "Nothing was written.")
    if choice.approved and choice.audience != SPONSOR and not choice.shows(THEMES):
        raise UsageError("--approve-intention goes with --tier themes or a higher one.")
    intentions = [each.intention.id for each in shareable_intentions(journal, choice)]
    entries = [record.id for record in shareable_entries(journal, choice)]
    return replace(
        choice,
        approved=tuple(_whole_id(word, intentions, "intention") for word in choice.approved),
        ticked=tuple(_whole_id(word, entries, "entry") for word in choice.ticked),
    )


def _whole_id(word: str, ids: Sequence[str], what: str) -> str:
    found = ids_named(word, ids)
    if len(found) == 1:
        return found[0]
    said = "no" if not found else f"more than one ({', '.join(map(short_id, found))})"
    raise UsageError(
        f'"{word}" names {said} {what} of this period that could be shared.',
        "syslead list shows the ids at the right.",
    )


# ── decisions about findings ─────────────────────────────────────────────────


class SettledPack(Struct, frozen=True):
    """A pack ready to leave, and what now stands for each finding: None where it stays."""

    document: AnyPack
    decided: Mapping[str, str | None]

    @property
    def roles(self) -> dict[str, str]:
        """Return the replacements worth remembering."""
        return {words: role for words, role in self.decided.items() if role and role != DROPPED}


def settle(
    document: AnyPack,
    given: Mapping[str, str | None],
    *,
    drop_rest: bool,
    ask: Callable[[IdentifierFinding, str], str | None] | None = None,
) -> SettledPack:
    """Decide about every finding: as given, else asked, else dropped where that is wished.

    ``ask`` gets a finding and which of how many it is. A role of None keeps the words, an empty
    one drops them. Raises UsageError with the kinds of findings nobody decided about.
    """
    from syslead_cli.sharing.redact import find_identifiers, redact

    found = find_identifiers(document)
    decided: dict[str, str | None] = {each.words: given.get(each.words) for each in found}
    rest = [each for each in found if each.words not in given]
    if drop_rest:
        # What the leader wants to be called is theirs to say; the coach files the pack by it.
        decided |= {each.words: "" for each in rest if each.words != document.pseudonym}
    elif ask:
        for at, each in enumerate(rest, start=1):
            decided[each.words] = ask(each, f"{at} of {len(rest)}")
    elif rest:
        raise _undecided(rest)
    for words, role in decided.items():
        is_kept = role is None or role == words
        decided[words] = None if is_kept else role or DROPPED
    roles = {words: role for words, role in decided.items() if role is not None}
    return SettledPack(with_checksum(redact(document, roles)), decided)


def _undecided(findings: Sequence[IdentifierFinding]) -> UsageError:
    """Name kinds and counts only: an error may end in a log, where no name belongs."""
    kinds = [each.kind_words for each in findings]
    said = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in dict.fromkeys(kinds))
    return UsageError(
        f"Words that may say who is meant ({said}); nothing was written.",
        "syslead share preview lists them. --drop-identifiers drops them; "
        "--replacements FILE says what stands for each.",
    )


# ── what went out ────────────────────────────────────────────────────────────


def shares_of(journal: Journal) -> list[Share]:
    """Return everything that was shared, newest first."""
    return [record for record in reversed(journal.records) if isinstance(record, Share)]


def last_share(journal: Journal, to: str) -> Share | None:
    """Return the newest share with that person; with anybody, where no name is given."""
    shares = shares_of(journal)
    return next((share for share in shares if not to or same_name(share.to, to)), None)


def share_record(content: bytes, to: str, choice: Choice, stamp: Stamper, file: str) -> Share:
    """Return what the journal keeps: the file's name and SHA-256, never what was in it."""
    from hashlib import sha256

    return Share(
        **stamp(None)._asdict(),
        tier=choice.tier,
        to=to,
        from_=choice.first,
        until=choice.last,
        sha256=sha256(content).hexdigest(),
        file=file.encode("utf-8", "replace").decode(),
    )


def send(
    journal: JournalFiles, share: Share, write: Callable[[], None], undo: Callable[[], None]
) -> None:
    """Write the file, then the record; without the record the file goes again."""
    write()
    try:
        journal.append([share])
    except BaseException:
        undo()
        raise
