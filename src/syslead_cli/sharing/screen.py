"""The screens and documents of ``share``: what would leave, what was found, what went out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import field

from syslead_cli.base.blocks import BLANK, Block, Heading, Items, Named, Text, to_screen
from syslead_cli.base.documents import Document, Part
from syslead_cli.base.files import data_tables
from syslead_cli.base.layout import (
    PLAIN,
    QUIET,
    STRONG,
    Cell,
    Column,
    Line,
    Page,
    cut,
    grid,
    paragraph,
    sentence,
)
from syslead_cli.base.text import counted, listed, one_line, short_day, whole_day
from syslead_cli.journal.model import Share, ShareAudience, ShareTier
from syslead_cli.sharing import model
from syslead_cli.sharing.identifiers import IdentifierSpan
from syslead_cli.sharing.model import AnyPack, SponsorPack
from syslead_cli.sharing.pack_screen import days_of, pack_blocks
from syslead_cli.sharing.redact import DROPPED, find_identifiers
from syslead_cli.sharing.share import Recipient

_NOT_ENCRYPTED = (
    "Not encrypted: anyone who gets the file can read it. Send it only by a route you trust."
)
_FOR_A_SPONSOR = (
    "A sponsor gets how often you wrote and the goals you choose. Everything else stays with you."
)


class IdentifierCheck(Document, frozen=True, tag="syslead/check/1"):
    """What ``share check`` found in a text."""

    spans: tuple[IdentifierSpan, ...]


class LoggedShare(Part, frozen=True):
    """What went out; null where it was shared before that was kept. A sponsor has no tier."""

    day: date
    id: str
    audience: ShareAudience | None
    tier: ShareTier
    to: str
    encrypted: bool | None
    sha256: str
    file: str | None
    from_: date = field(name="from")
    until: date


class ShareLog(Document, frozen=True, tag="syslead/share-log/1"):
    """What was shared, newest first."""

    shares: tuple[LoggedShare, ...]


def preview_page(pack: AnyPack, earlier: Sequence[str], width: int) -> Page:
    """Show every word that would leave, then what stays and what may say who is meant.

    ``earlier``: what of it does not rest on the chosen days alone.
    """
    title, days, *rest = pack_blocks(pack, "What would be shared")
    shared = data_tables("share.toml")["tiers"][pack.tier]
    meaning = f"Tier {pack.tier} shares {shared}"
    blocks = [
        title,
        days,
        Text(_FOR_A_SPONSOR if isinstance(pack, SponsorPack) else meaning),
        *rest,
        Heading("Stays with you"),
        Items(tuple(model.withheld_words(pack)) or ("nothing of this period",)),
    ]
    if earlier:
        out = Text("--only-these-days leaves that out.", "quiet")
        blocks += [Heading("Rests on what you wrote before these days"), Items(tuple(earlier)), out]
    if found := tuple(f"{each.words} ({each.said})" for each in find_identifiers(pack)):
        blocks += [Heading("May identify someone"), Items(found, "lines")]
    return [*to_screen(blocks, width), []]


def summary_page(
    pack: AnyPack,
    decided: Mapping[str, str | None],
    to: str,
    recipient: Recipient | None,
    *,
    file: Path,
    width: int,
) -> Page:
    """Show what is about to be written, for whom, and who could read it."""
    what = f"tier {pack.tier}"
    if isinstance(pack, SponsorPack):
        what = "for a sponsor: attendance and goals"
    dropped, stay = (list(decided.values()).count(each) for each in (DROPPED, None))
    made = {"replaced": len(decided) - dropped - stay, "dropped": dropped, "left as they are": stay}
    facts = {
        "for": to or "not given",
        "what": f"{what} · {days_of(pack)}",
        "in words": _own_words(pack),
        "left out": " and ".join(pack.withheld),
        "names": " · ".join(f"{count} {what}" for what, count in made.items() if count),
        "file": str(file),
    }
    if recipient:
        facts["encrypted"] = f"to {recipient.name}, fingerprint {recipient.fingerprint}"
    shown = tuple(Named(label, words) for label, words in facts.items() if words)
    page = to_screen([Heading("About to be written"), Items(shown, "facts")], width)
    if not recipient:
        page += [[], *sentence(_NOT_ENCRYPTED, width, style=STRONG)]
    return [*page, []]


def _own_words(pack: AnyPack) -> str:
    parts = [f"your {key}" for key in ("purpose", "pseudonym") if getattr(pack, key)]
    if isinstance(pack, SponsorPack):
        counts = {"intention": len(pack.goals)}
    else:
        voices = (*pack.voices.names_heard, *pack.voices.names_missing) if pack.voices else ()
        counts = {
            "intention": len(pack.intentions.wordings),
            "voice": len(voices),
            "passage": len(pack.passages),
        }
    return listed([*parts, *(counted(count, what) for what, count in counts.items() if count)])


def sent_words(to: str, recipient: Recipient | None) -> str:
    """Return who can open what was written, and how that changes."""
    if recipient:
        name = one_line(recipient.name)
        return (
            f"Encrypted: only {name}'s key opens it, not yours. Send the file to {name} as it is."
        )
    if not to:
        return _NOT_ENCRYPTED
    return f"{_NOT_ENCRYPTED}\n  No key for {to} is stored: syslead share recipients add NAME KEY."


def check_page(text: str, spans: Sequence[IdentifierSpan], width: int) -> Page:
    """Show every stretch that ``share check`` found, whole, beside its kind."""
    if not spans:
        return [[(PLAIN, " Nothing found. Read it once more: no check finds everything.")]]
    found = [
        Named(span.kind.replace("_", " "), one_line(text[span.start : span.end])) for span in spans
    ]
    head = Text(f"{counted(len(spans), 'finding')}; no check finds everything.", "lead")
    return to_screen([head, Items(tuple(found), "column")], width)


def log_page(shares: Sequence[Share], width: int) -> Page:
    """Show what went to whom; days and file have a line of their own below.

    Without a file's name, the SHA-256 of the file is shown.
    """
    if not shares:
        return [
            [(PLAIN, " Nothing has been shared.")],
            [(QUIET, " syslead share preview shows what would leave; it writes nothing.")],
        ]
    rows: list[list[Cell]] = [[[(QUIET, word)] for word in ("on", "to", "what", "encrypted")]]
    for share in shares:
        what = model.SPONSOR if share.audience == model.SPONSOR else share.tier
        encrypted = {None: "–", True: "yes", False: "no"}[share.encrypted]
        to = cut(share.to, max(8, width - 37))
        rows.append([short_day(share.day, date.min), to, what, encrypted])
    head, *lines = grid(rows, [Column(), Column(least=8), Column(least=8), Column()], width)
    page = [head]
    for line, share in zip(lines, shares, strict=True):
        days = f"{short_day(share.from_, share.until)} to {short_day(share.until, date.min)}"
        file = one_line(share.file) if share.file else f"SHA-256 {share.sha256[:8]}…"
        page += [line, *paragraph(f"{days} · {file}", width, indent=" " * 4, style=QUIET)]
    return page


def recipients_page(known: Sequence[Recipient], width: int) -> Page:
    """Show everybody: name, fingerprint, which may take two lines, and day."""
    if not known:
        return [
            [(PLAIN, " No keys yet, so nothing you share is encrypted.")],
            [(QUIET, " syslead share recipients add NAME KEY stores a coach's public key.")],
        ]
    rows: list[list[Line]] = [[[(QUIET, word)] for word in ("name", "fingerprint", "confirmed")]]
    for each in known:
        day = short_day(each.confirmed, date.min)
        name = cut(each.name, max(8, width - 44))
        rows.append([[(STRONG, name)], [(PLAIN, each.fingerprint)], [(PLAIN, day)]])
    return grid(rows, [Column(least=8), Column(least=4, wraps=True), Column()], width)


def confirm_page(new: Recipient, before: Recipient | None, width: int) -> Page:
    """Show the fingerprint to compare, and the one from before where the key is another."""
    head: Block = Heading(new.name, level=1)
    facts = [Named("fingerprint", new.fingerprint)]
    if before and before.key != new.key:
        head = Text(
            f"This is not the key of {before.name} that you confirmed on "
            f"{whole_day(before.confirmed, new.confirmed)}. Coaches change keys, and so do people "
            "who would like to read along."
        )
        facts.insert(0, Named("before", before.fingerprint))
    ask = Text(
        f"Ask {new.name} to read out the fingerprint of their key, by telephone or face to face: "
        "not from the message the key came in."
    )
    blocks = [head, BLANK, Items(tuple(facts), "facts"), ask]
    return [[], *to_screen(blocks, width), []]
