"""The documents of ``coach add`` and ``coach list``, in the short words of ``plan_schema``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

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
from syslead_cli.coach.model import Added, Client, Seen

COACHING: dict[str, Any] = {
    "coach-add": {
        "files": [
            {
                "file": "text",
                "state": "added|moved|here|refused",
                "client": "text?",
                "sha256": "text?",
                "code": "text?",
                "problem": "text?",
            }
        ],
    },
    "coach-list": {
        "clients": [
            {
                "id": "text",
                "name": "text",
                "packs": [
                    {
                        "file": "text",
                        "received": "day",
                        "sound": "yes",
                        "tier": "text?",
                        "from": "day?",
                        "until": "day?",
                        "made": "day?",
                        "expires": "day?",
                        "expired": "yes",
                        "sha256": "text?",
                    }
                ],
            }
        ],
    },
}


# ── coach_render ──
# The coach's list: who sent what, for which days, and what has expired.


#: So many packs of a client are shown; ``--json`` has them all.
_SHOWN = 3
#: Of more clients than this only the newest pack is, and no blank line between them.
_FEW = 8


class Row(NamedTuple):
    """A client and their packs, the newest first."""

    client: Client
    packs: Sequence[Seen]


def list_page(rows: Sequence[Row], today: date, width: int) -> Page:
    """The clients, who wrote last first."""
    if not rows:
        return [
            *sentence("No packs are here yet.", width),
            *next_step("syslead coach add FILE", "takes in a pack a leader sent", width),
        ]
    shown = _SHOWN if len(rows) <= _FEW else 1
    page: Page = []
    for row in rows:
        count = counted(len(row.packs), "pack")
        head: Line = [(STRONG, f" {cut(row.client.name, max(12, width - len(count) - 4))}")]
        page += [[]] if page and shown > 1 else []
        page.append(with_right(head, [(QUIET, count)], width))
        page += [_pack_line(seen, today, width) for seen in row.packs[:shown]]
        if len(row.packs) > shown > 1:
            page.append([(QUIET, f"   and {len(row.packs) - shown} earlier")])
    hint = next_step("syslead coach brief CLIENT", "two pages before a session", width)
    return [*page, [], *hint, *_expiry(rows, today, width), *_damage(rows, width)]


def added_line(what: str, added: Added, today: date) -> str:
    """One line on a pack that came in."""
    client, pack = one_line(added.client), added.pack
    if not added.new:
        return f"{what}: here already, with {client}; nothing was changed."
    if added.before:
        said = f"{what}: moved from {one_line(added.before)} to {client}, "
        said += "the first pack." if added.packs == 1 else f"{added.packs} packs now."
        return said if added.left else f"{said} {one_line(added.before)} has none left here."
    packs = "the first pack" if added.packs == 1 else f"{added.packs} packs now"
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
    public: str, fingerprint: str, places: tuple[str, str], closed: bool, width: int
) -> Page:
    """A new key: what to send, what to read out, what to keep."""
    sent, kept = places
    page: Page = [[(STRONG, " Your public key, for the leaders you work with")]]
    page += [[(PLAIN, public)], [], [(QUIET, " to read out on the telephone")]]
    page += [[(PLAIN, f"   {fingerprint}")], []]
    page += paragraph(f"It is in {sent}: send them that file.", width, indent=" ")
    how = (
        "Without your passphrase nobody can open it, not even you: there is no way around."
        if closed
        else "It has no passphrase: whoever can read that file can open what is sent to you."
    )
    page += paragraph(f"The other half is in {kept} and stays there. {how}", width, indent=" ")
    return page


def _pack_line(seen: Seen, today: date, width: int) -> Line:
    gist = seen.gist
    if gist is None:
        return [(PLAIN, f"   cannot be read · came {seen.pack.received}")]
    said = f"   {gist.tier:<8} {gist.first} to {gist.last}"
    came = f" · came {seen.pack.received}"
    if gist.expires is None:
        return [(PLAIN, cut_keeping(said + came, width))]
    ended = gist.has_expired(today)
    until = f" · {'expired' if ended else 'keep until'} {gist.expires}"
    if len(said) + len(came) + len(until) <= width:
        said += came
    elif len(said) + len(until) > width:
        return [(PLAIN, cut_keeping(said, width))]
    return [(PLAIN, said), (ACCENT if ended else QUIET, until)]


def cut_keeping(text: str, width: int) -> str:
    """Cut to the width, the blanks at its beginning kept."""
    margin = len(text) - len(text.lstrip())
    kept = text[margin:]
    return text if len(text) <= width else " " * margin + cut(kept, width - margin)


def _expiry(rows: Sequence[Row], today: date, width: int) -> Page:
    ended = [
        row.client.name
        for row in rows
        if any(seen.gist and seen.gist.has_expired(today) for seen in row.packs)
    ]
    if not ended:
        return []
    whose = "A pack is" if len(ended) == 1 else f"Packs of {len(ended)} clients are"
    what = "it" if len(ended) == 1 else "them"
    page = sentence(f"{whose} past the day the leader asked to keep {what} until.", width)
    return [[], *page, *next_step("syslead coach forget --expired", f"deletes {what}", width)]


def _damage(rows: Sequence[Row], width: int) -> Page:
    lost = sum(seen.gist is None for row in rows for seen in row.packs)
    if not lost:
        return []
    said = f"{counted(lost, 'pack')} not as it came: ask for it again and add it."
    return [[], *paragraph(said, width, indent=" ")]


def list_data(rows: Sequence[Row], today: date) -> dict[str, Any]:
    """``coach list --json``, without its schema."""
    return {
        "clients": [
            {
                "id": row.client.id,
                "name": row.client.name,
                "packs": [_pack_data(seen, today) for seen in row.packs],
            }
            for row in rows
        ]
    }


def _pack_data(seen: Seen, today: date) -> dict[str, Any]:
    gist = seen.gist
    return {
        "file": seen.pack.file,
        "received": seen.pack.received.isoformat(),
        "sound": gist is not None,
        "tier": gist.tier if gist else None,
        "from": gist.first.isoformat() if gist else None,
        "until": gist.last.isoformat() if gist else None,
        "made": gist.made.isoformat() if gist else None,
        "expires": gist.expires.isoformat() if gist and gist.expires else None,
        "expired": bool(gist and gist.has_expired(today)),
        "sha256": gist.sha256 if gist else None,
    }
