"""Sharing: what was chosen becomes a pack, and what went out is in the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.errors import UsageError
from syslead_cli.framework.model import Framework
from syslead_cli.journal.entries import ids_named, short_id
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Intention, Rating, Record, Share, Stamper
from syslead_cli.sharing.build import (
    Choice,
    build_pack,
    build_sponsor_pack,
    made_within,
    passages_of,
    with_checksum,
)
from syslead_cli.sharing.model import EXCERPTS, RATINGS, THEMES, AnyPack
from syslead_cli.sharing.recipients import same_name
from syslead_cli.sharing.redact import DROPPED, Doubt, disguised, doubts

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

COACH, SPONSOR = "coach", "sponsor"


def checked(journal: Journal, choice: Choice, audience: str) -> Choice:
    """The choice with whole ids. Raises UsageError for what cannot be shared like this."""
    if choice.first > choice.last:
        raise UsageError(f"The period ends ({choice.last}) before it begins ({choice.first}).")
    if choice.ticked and not choice.shows(EXCERPTS):
        raise UsageError("--excerpt goes with --tier excerpts.", "Nothing was written.")
    if choice.approved and audience == COACH and not choice.shows(THEMES):
        raise UsageError("--approve-intention goes with --tier themes or a higher one.")
    could_show, could_quote = plans(journal, choice), passages(journal, choice)
    return replace(
        choice,
        approved=tuple(_named(word, could_show, "intention") for word in choice.approved),
        ticked=tuple(_named(word, could_quote, "entry") for word in choice.ticked),
    )


def _named(word: str, records: Sequence[Record], what: str) -> str:
    found = ids_named(word, [record.id for record in records])
    if len(found) == 1:
        return found[0]
    said = "no" if not found else f"more than one ({', '.join(map(short_id, found))})"
    raise UsageError(
        f'"{word}" names {said} {what} of this period that could be shared.',
        "syslead list shows the ids at the right.",
    )


def plans(journal: Journal, choice: Choice) -> list[Intention]:
    """The intentions whose wording could be shown."""
    return [each.intention for each in made_within(journal, choice.first, choice.last)]


def passages(journal: Journal, choice: Choice) -> list[Record]:
    """The records with words of the leader's own that could be shown."""
    return [
        record
        for record in journal.records
        if choice.first <= record.day <= choice.last and passages_of(record)
        if not (isinstance(record, Rating) and RATINGS in choice.without)
    ]


def draw_up(journal: Journal, framework: Framework, choice: Choice, audience: str) -> AnyPack:
    """The pack as it would leave if every finding were kept."""
    if audience == SPONSOR:
        return build_sponsor_pack(journal, framework, choice)
    return build_pack(journal, framework, choice)


def last_share(journal: Journal, to: str) -> Share | None:
    """The newest one with that person; with anybody, where no name was said."""
    shares = shares_of(journal)
    return next((share for share in shares if not to or same_name(share.to, to)), None)


def shares_of(journal: Journal) -> list[Share]:
    """Everything that was shared, newest first."""
    return [record for record in reversed(journal.records) if isinstance(record, Share)]


class Settled(Struct, frozen=True):
    """A pack ready to leave. ``decided``: what now stands for each finding, None where it stays."""

    document: AnyPack
    decided: Mapping[str, str | None]

    @property
    def roles(self) -> dict[str, str]:
        """The replacements worth remembering."""
        return {words: role for words, role in self.decided.items() if role and role != DROPPED}


def settle(
    document: AnyPack,
    told: Mapping[str, str | None],
    *,
    drop_rest: bool,
    ask: Callable[[Doubt, str], str | None] | None = None,
) -> Settled:
    """Decide about every finding: what was told, else asked, else dropped where that is wished.

    ``ask`` gets a finding and which of how many it is. A role of None keeps the words, an empty
    one drops them. Raises UsageError naming findings nobody decided about.
    """
    open_: list[Doubt] = []
    decided: dict[str, str | None] = {}
    found = doubts(document)
    untold = [doubt for doubt in found if doubt.words not in told]
    for doubt in found:
        if doubt.words in told:
            role = told[doubt.words]
        elif drop_rest:
            # What the leader wants to be called is theirs to say; the coach files the pack by it.
            role = None if doubt.words == document.pseudonym else ""
        elif ask is not None:
            role = ask(doubt, f"{untold.index(doubt) + 1} of {len(untold)}")
        else:
            open_.append(doubt)
            continue
        stays = role is None or role == doubt.words
        decided[doubt.words] = None if stays else role or DROPPED
    if open_:
        raise _undecided(open_)
    instead = {words: role for words, role in decided.items() if role is not None}
    return Settled(with_checksum(disguised(document, instead)), decided)


def _undecided(open_: Sequence[Doubt]) -> UsageError:
    """Kinds and counts only: an error may end in a log, where no name belongs."""
    kinds = [doubt.kind.replace("_", " ") for doubt in open_]
    said = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in dict.fromkeys(kinds))
    return UsageError(
        f"Words that may say who is meant ({said}); nothing was written.",
        "syslead share preview lists them. --drop-identifiers drops them; "
        "--replacements FILE says what stands for each.",
    )


def record_of(content: bytes, to: str, choice: Choice, stamp: Stamper, file: str) -> Share:
    """What the journal keeps of a share: the file's name and SHA-256, never what was in it."""
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
