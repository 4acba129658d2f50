"""What ``coach list``, ``coach add``, ``coach keygen`` and ``coach cohort`` print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from syslead_cli.base.layout import (
    ACCENT,
    PLAIN,
    QUIET,
    STRONG,
    Column,
    Line,
    Page,
    cut,
    grid,
    next_step,
    paragraph,
    sentence,
    width_of,
    with_right,
)
from syslead_cli.base.text import counted, one_line, short_day, whole_day
from syslead_cli.coach.documents import ClientEntry, CoachNote
from syslead_cli.coach.packs import Added
from syslead_cli.coach.store import as_typed
from syslead_cli.crypt.age import fingerprint

#: So many packs of a client are shown; ``--json`` has them all.
_SHOWN = 3
#: Of more clients than this only the newest pack is, and no blank line between them.
_FEW = 8
#: A pack's number and its tier.
_TIER = 11


def list_page(clients: Sequence[ClientEntry], width: int) -> Page:
    if not clients:
        return [
            *sentence("No packs are here yet.", width),
            *next_step("syslead coach add FILE", "add a pack a leader sent", width),
        ]
    shown = _SHOWN if len(clients) <= _FEW else 1
    rows = [list(_pack_rows(client, shown)) for client in clients]
    lines = iter(_pack_table([row for packs in rows for row in packs], width))
    page: Page = []
    for client, packs in zip(clients, rows, strict=True):
        count = counted(len(client.packs), "pack")
        count += f" · {counted(client.notes, 'note')}" if client.notes else ""
        head: Line = [(STRONG, f" {cut(client.name, max(12, width - len(count) - 4))}")]
        page += [[]] if page and shown > 1 else []
        page.append(with_right(head, [(QUIET, count)], width))
        page += islice(lines, len(packs))
        if len(client.packs) > shown > 1:
            page.append([(QUIET, f"   and {len(client.packs) - shown} earlier")])
    page += [[], *next_step("syslead coach brief CLIENT", "two pages before a session", width)]
    if ended := sum(any(pack.expired for pack in client.packs) for client in clients):
        whose = counted(ended, "client has", "clients have")
        text = f"{whose} packs past the day the leader asked to keep them until."
        page += [[], *sentence(text, width)]
        page += next_step("syslead coach forget --expired", "deletes them", width)
    if lost := sum(not pack.sound for client in clients for pack in client.packs):
        text = f"{counted(lost, 'pack')} damaged: ask for it again and add it."
        page += [[], *sentence(text, width)]
    return page


def _pack_table(rows: Sequence[tuple[Line, ...]], width: int) -> Page:
    """Draw the packs of all clients, a line each.

    Where the window is narrow, the day until which to keep a pack matters more than the day it
    came.
    """
    rest = zip(*(row[1:] for row in rows), strict=True)
    needed = _TIER + sum(2 + max(map(width_of, column)) for column in rest)
    if needed > width and any(until for *_, until in rows):
        rows = [(tier, days, [], until) for tier, days, _, until in rows]
    return grid(rows, [Column(least=_TIER), Column(), Column(), Column()], width, indent="")


def _pack_rows(client: ClientEntry, shown: int) -> Iterator[tuple[Line, ...]]:
    """Yield the newest packs; a number is what ``coach brief --pack`` knows a pack by."""
    sound = 0
    for pack in client.packs[:shown]:
        sound += pack.sound
        is_numbered = pack.sound and len(client.packs) > 1 and shown > 1
        number: Line = [(QUIET, f"{sound:>2} " if is_numbered else "   ")]
        days, last = "cannot be read", pack.last
        if pack.sound and pack.first and last:
            days = f"{short_day(pack.first, last)} to {short_day(last, date.min)}"
        until: Line = []
        if pack.expires:
            words, style = ("expired", ACCENT) if pack.expired else ("keep until", QUIET)
            until = [(style, f"{words} {short_day(pack.expires, date.min)}")]
        came = f"came {short_day(pack.received, date.min)}"
        yield [*number, (PLAIN, pack.tier or "")], [(PLAIN, days)], [(PLAIN, came)], until


def notes_page(client: str, notes: Sequence[CoachNote], width: int) -> Page:
    """List the notes on a client, the newest day first."""
    if not notes:
        name = as_typed(client)
        return [
            *sentence(f"No notes on {one_line(client)} are here yet.", width),
            *next_step(f"syslead coach note {name}", "writes one", width),
        ]
    page: Page = []
    for note in notes:
        kind = "agreed" if note.agreed else "note"
        head: Line = [(STRONG, f" {short_day(note.day, date.min)}"), (QUIET, f"  {kind}")]
        page += [[]] if page else []
        page.append(with_right(head, [(QUIET, note.id)], width))
        unopened = "Encrypted, and not opened: --passphrase-file FILE opens it."
        page += paragraph(note.text or unopened, width, style=PLAIN if note.text else QUIET)
    return page


def added_line(what: str, added: Added, today: date) -> str:
    client, pack = one_line(added.client), added.pack
    if not added.new:
        return f"{what}: here already, with {client}; nothing was changed."
    packs = "the first pack" if added.packs == 1 else f"{added.packs} packs now"
    if added.before:
        before = one_line(added.before)
        text = f"{what}: moved from {before} to {client}, {packs}."
        return text if added.left else f"{text} {before} has no packs left."
    text = f"{what}: added to {client}, {packs}."
    if pack.is_ahead_of(today):
        ahead = whole_day(max(pack.made, pack.last), date.min)
        text += f" It is dated {ahead}, in the future: is the date of this computer right?"
    expires = whole_day(pack.expires, date.min) if pack.expires else ""
    if pack.has_expired(today):
        text += f" The leader asked for it to be deleted after {expires}, which has passed."
    elif expires:
        text += f" To be deleted after {expires}."
    return text


def key_page(public: str, sent: str, kept: str, protected: bool, width: int) -> Page:
    how = (
        "Without your passphrase nobody can open it, not even you."
        if protected
        else "It has no passphrase: anyone who can read that file can open what is sent to you."
    )
    return [
        [(STRONG, " Your public key, for the leaders you work with")],
        [(PLAIN, public)],
        [],
        [(QUIET, " to read out on the telephone")],
        [(PLAIN, f"   {fingerprint(public)}")],
        [],
        *sentence(f"It is in {sent}: send them that file.", width),
        *sentence(f"The private key is in {kept} and stays there. {how}", width),
    ]
