"""What ``coach list``, ``coach add`` and ``coach keygen`` print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.layout import (
    ACCENT,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cut,
    next_step,
    paragraph,
    sentence,
    with_right,
)
from syslead_cli.base.text import counted, one_line
from syslead_cli.coach.adding import Added
from syslead_cli.coach.model import ClientEntry, PackEntry

#: So many packs of a client are shown; ``--json`` has them all.
_SHOWN = 3
#: Of more clients than this only the newest pack is, and no blank line between them.
_FEW = 8


def list_page(clients: Sequence[ClientEntry], width: int) -> Page:
    """Draw the clients, who wrote last first."""
    if not clients:
        return [
            *sentence("No packs are here yet.", width),
            *next_step("syslead coach add FILE", "takes in a pack a leader sent", width),
        ]
    shown = _SHOWN if len(clients) <= _FEW else 1
    page: Page = []
    for client in clients:
        count = counted(len(client.packs), "pack")
        head: Line = [(STRONG, f" {cut(client.name, max(12, width - len(count) - 4))}")]
        page += [[]] if page and shown > 1 else []
        page.append(with_right(head, [(QUIET, count)], width))
        page += [_pack_line(pack, width) for pack in client.packs[:shown]]
        if len(client.packs) > shown > 1:
            page.append([(QUIET, f"   and {len(client.packs) - shown} earlier")])
    hint = next_step("syslead coach brief CLIENT", "two pages before a session", width)
    return [*page, [], *hint, *_expiry(clients, width), *_damage(clients, width)]


def _pack_line(pack: PackEntry, width: int) -> Line:
    if not pack.sound:
        return [(PLAIN, f"   cannot be read · came {pack.received}")]
    said = f"   {pack.tier:<8} {pack.from_} to {pack.until}"
    came = f" · came {pack.received}"
    if pack.expires is None:
        return [(PLAIN, _cut_keeping_margin(said + came, width))]
    until = f" · {'expired' if pack.expired else 'keep until'} {pack.expires}"
    if len(said) + len(came) + len(until) <= width:
        said += came
    elif len(said) + len(until) > width:
        return [(PLAIN, _cut_keeping_margin(said, width))]
    return [(PLAIN, said), (ACCENT if pack.expired else QUIET, until)]


def _cut_keeping_margin(text: str, width: int) -> str:
    return text if len(text) <= width else f"   {cut(text[3:], width - 3)}"


def _expiry(clients: Sequence[ClientEntry], width: int) -> Page:
    ended = sum(any(pack.expired for pack in client.packs) for client in clients)
    if not ended:
        return []
    whose, what = ("A pack is", "it") if ended == 1 else (f"Packs of {ended} clients are", "them")
    page = sentence(f"{whose} past the day the leader asked to keep {what} until.", width)
    return [[], *page, *next_step("syslead coach forget --expired", f"deletes {what}", width)]


def _damage(clients: Sequence[ClientEntry], width: int) -> Page:
    lost = sum(not pack.sound for client in clients for pack in client.packs)
    if not lost:
        return []
    said = f"{counted(lost, 'pack')} not as it came: ask for it again and add it."
    return [[], *paragraph(said, width, indent=" ")]


def added_line(what: str, added: Added, today: date) -> str:
    """Say in one line what became of a pack that came in."""
    client, pack = one_line(added.client), added.pack
    if not added.new:
        return f"{what}: here already, with {client}; nothing was changed."
    packs = "the first pack" if added.packs == 1 else f"{added.packs} packs now"
    if added.before:
        before = one_line(added.before)
        said = f"{what}: moved from {before} to {client}, {packs}."
        return said if added.left else f"{said} {before} has none left here."
    said = f"{what}: added to {client}, {packs}."
    if pack.is_ahead_of(today):
        ahead = max(pack.made, pack.last)
        said += f" It is dated {ahead}, which is yet to come: is the date of this machine right?"
    if pack.has_expired(today):
        said += f" The leader asked for it to be deleted after {pack.expires}, which has passed."
    elif pack.expires:
        said += f" To be deleted after {pack.expires}."
    return said


def key_page(
    public: str, fingerprint: str, sent: str, kept: str, *, protected: bool, width: int
) -> Page:
    """Draw a new key: what to send, what to read out, what to keep."""
    how = (
        "Without your passphrase nobody can open it, not even you: there is no way around."
        if protected
        else "It has no passphrase: whoever can read that file can open what is sent to you."
    )
    return [
        [(STRONG, " Your public key, for the leaders you work with")],
        [(PLAIN, public)],
        [],
        [(QUIET, " to read out on the telephone")],
        [(PLAIN, f"   {fingerprint}")],
        [],
        *sentence(f"It is in {sent}: send them that file.", width),
        *sentence(f"The other half is in {kept} and stays there. {how}", width),
    ]
