"""The documents of ``share``, in the short words of ``render.plan_schema``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from syslead_cli.base.blocks import Heading, Items, Layout, to_screen
from syslead_cli.base.layout import (
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    labelled,
    paragraph,
)
from syslead_cli.base.text import counted, listed, one_line, short_day, whole_day
from syslead_cli.journal.model import TIERS, Share
from syslead_cli.sharing.identifiers import KINDS, Found
from syslead_cli.sharing.model import AnyPack, SponsorPack, withheld_words
from syslead_cli.sharing.pack_screen import pack_blocks
from syslead_cli.sharing.recipients import Recipient
from syslead_cli.sharing.redact import DROPPED, Doubt

SHARING: dict[str, Any] = {
    "check": {"spans": [{"start": "count", "end": "count", "kind": "|".join(KINDS)}]},
    "share-log": {
        "shares": [
            {
                "day": "day",
                "id": "text",
                "tier": "|".join(TIERS),
                "to": "text",
                "sha256": "text",
                "file": "text?",
                "from": "day",
                "until": "day",
            }
        ]
    },
    "recipients": {
        "recipients": [{"name": "text", "key": "text", "fingerprint": "text", "confirmed": "day"}]
    },
}


# ── recipients_render ──
# The screens of ``share recipients``.


#: Below this a name and its fingerprint stand on two lines.
_NARROW = 60


def recipients_page(known: Sequence[Recipient], width: int) -> Page:
    """Everybody, a line each: name, fingerprint, day."""
    if not known:
        return [
            [(PLAIN, " No keys yet, so nothing you share is encrypted.")],
            [(QUIET, " syslead share recipients add NAME KEY keeps a coach's public key.")],
        ]
    if width < _NARROW:
        return [line for each in known for line in _stacked(each, width)]
    widest = max(8, min(max(cells(each.name) for each in known), width - 44))
    page: Page = [[(QUIET, f" {'name':<{widest}}  {'fingerprint':<24}  confirmed")]]
    for each in sorted(known, key=lambda each: each.name.casefold()):
        name = cut(each.name, widest)
        pad = " " * (widest - cells(name))
        page.append(
            [
                (STRONG, f" {name}{pad}"),
                (PLAIN, f"  {each.fingerprint}  {short_day(each.confirmed, date.min)}"),
            ]
        )
    return page


def _stacked(each: Recipient, width: int) -> Page:
    said = f"{cut(each.name, max(8, width - 14))}"
    return [
        [(STRONG, f" {said}"), (QUIET, f"  {short_day(each.confirmed, date.min)}")],
        [(PLAIN, f"   {each.fingerprint}")],
    ]


def confirm_page(new: Recipient, before: Recipient | None, width: int) -> Page:
    """The fingerprint to compare, and the one from before where the key is another."""
    page: Page = [[]]
    if before and before.key != new.key:
        page += paragraph(
            f"This is not the key of {before.name} that you confirmed on "
            f"{whole_day(before.confirmed, new.confirmed)}. Coaches change keys, and so do people "
            "who would like to read along.",
            width,
        )
        page += [[], [(QUIET, "   before       "), (PLAIN, before.fingerprint)]]
    else:
        page += [[(STRONG, f" {cut(new.name, width - 1)}")], []]
    page += [[(QUIET, "   fingerprint  "), (STRONG, new.fingerprint)], []]
    page += paragraph(
        f"Ask {new.name} to read out the fingerprint of their key, by telephone or face to face: "
        "not from the message the key came in.",
        width,
    )
    return [*page, []]


# ── share_render ──
# The screens of ``share``: what the coach would see, what stays, and what was found.


_LAYOUT = Layout(spacing="even", heading=STRONG, quote="   | ", widest=1000)
WOULD_BE_SHARED = "What would be shared"
PLAIN_WORDS = "Not encrypted: whoever has the file can read it. Send it as you would a letter."


def preview_page(data: AnyPack, doubts: Sequence[Doubt], width: int) -> Page:
    """Every word that would leave, then what stays and what may say who is meant."""
    blocks = [
        *pack_blocks(data, WOULD_BE_SHARED),
        Heading("Stays with you"),
        Items(tuple(withheld_words(data)) or ("nothing of this period",)),
    ]
    page = to_screen(blocks, width, _LAYOUT)
    if doubts:
        page += [[], [(STRONG, " MAY SAY WHO IS MEANT")]]
        page += [[(PLAIN, f"   {cut(_doubt(doubt), width - 3)}")] for doubt in doubts]
    return [*page, []]


def _doubt(doubt: Doubt) -> str:
    times = f", {doubt.times} times" if doubt.times > 1 else ""
    return f"{one_line(doubt.words)}  ({doubt.kind.replace('_', ' ')}{times})"


def _line(row: Sequence[str], sizes: Sequence[int], *, head: bool, indent: str = "   ") -> Line:
    parts = []
    for text, size in zip(row, sizes, strict=True):
        short = cut(text, size)
        parts.append(short + " " * (size - cells(short)))
    return [(QUIET if head else PLAIN, indent + "  ".join(parts))]


def passage_page(heading: str, texts: Sequence[str], width: int) -> Page:
    """A text of the leader's own that is asked about, under what it is."""
    page: Page = [[], [(QUIET, f" {cut(heading, width - 1)}")]]
    for text in texts:
        page += paragraph(text, width)
    return page


def summary_page(
    data: AnyPack,
    decided: Mapping[str, str | None],
    to: str,
    recipient: Recipient | None,
    *,
    path: str,
    width: int,
) -> Page:
    """What is about to be written, for whom, and who could read it."""
    days = f"{whole_day(data.first, data.last)} to {whole_day(data.last, date.min)}"
    sponsor = isinstance(data, SponsorPack)
    what = "for a sponsor: attendance and goals" if sponsor else f"tier {data.tier}"
    said = [("for", to or "not said"), ("what", f"{what} · {days}")]
    if own := _own_words(data):
        said.append(("in words", own))
    if data.withheld:
        said.append(("held back", " and ".join(data.withheld)))
    if decided:
        said.append(("names", _decisions(decided)))
    said.append(("file", path))
    page: Page = [[(STRONG, " ABOUT TO BE WRITTEN")]]
    for label, words in said:
        page += labelled(label, paragraph(words, width - 14, indent=""), room=12)
    page.append([])
    if recipient:
        page += labelled("encrypted", paragraph(
            f"to {one_line(recipient.name)}, fingerprint {recipient.fingerprint}",
            width - 14, indent=""), room=12)  # fmt: skip
    else:
        page += paragraph(PLAIN_WORDS, width, indent=" ", style=STRONG)
    return [*page, []]


def _own_words(data: AnyPack) -> str:
    said = [f"your {key}" for key in ("purpose", "pseudonym") if getattr(data, key)]
    if isinstance(data, SponsorPack):
        counts = {"intention": len(data.goals)}
    else:
        voices = (*data.voices.names_heard, *data.voices.names_missing) if data.voices else ()
        counts = {
            "intention": len(data.intentions.wordings),
            "voice": len(voices),
            "passage": len(data.passages),
        }
    return listed([*said, *(counted(n, what) for what, n in counts.items() if n)])


def _decisions(decided: Mapping[str, str | None]) -> str:
    made = list(decided.values())
    dropped, stay = made.count(DROPPED), made.count(None)
    counts = {"replaced": len(made) - dropped - stay, "dropped": dropped, "kept as they are": stay}
    return " · ".join(f"{count} {what}" for what, count in counts.items() if count)


def not_encrypted(to: str) -> str:
    """That anybody can read it, and how that changes."""
    if not to:
        return PLAIN_WORDS
    return f"{PLAIN_WORDS}\n  No key of {to} is here: syslead share recipients add NAME KEY."


def sent_words(recipient: Recipient) -> str:
    """Who can open what was written."""
    name = one_line(recipient.name)
    return f"Encrypted: only {name}'s key opens it, not yours. Send the file to {name} as it is."


def check_page(text: str, found: Sequence[Found], width: int) -> Page:
    """What ``share check`` found, a line each."""
    if not found:
        return [[(PLAIN, " Nothing found. Read it once more: no check finds everything.")]]
    head = f" {counted(len(found), 'finding')}; no check finds everything."
    lines: Page = [[(PLAIN, head)]]
    for span in found:
        words = cut(text[span.start : span.end], max(8, width - 20))
        lines.append([(QUIET, f"   {span.kind.replace('_', ' '):<15}"), (PLAIN, words)])
    return lines


def log_page(shares: Sequence[Share], width: int) -> Page:
    """What went to whom, newest first; where there is no room the file has a line of its own."""
    if not shares:
        return [
            [(PLAIN, " Nothing has been shared.")],
            [(QUIET, " syslead share preview shows what would leave; it writes nothing.")],
        ]
    rows = [("on", "to", "tier", "days"), *map(_log_row, shares)]
    files = ["file", *map(_file, shares)]
    wide = [(*row, file) for row, file in zip(rows, files, strict=True)]
    fits = sum(_widest(wide)) + 2 * len(wide[0]) <= width
    rows = wide if fits else rows
    sizes = _widest(rows)
    sizes[1] = max(8, min(sizes[1], width - sum(sizes) + sizes[1] - 2 * len(sizes)))
    page: Page = []
    for at, (row, file) in enumerate(zip(rows, files, strict=True)):
        page.append(_line(row, sizes, head=at == 0, indent=" "))
        if at and not fits:
            indent = " " * (sizes[0] + 3)
            page += paragraph(file, width, indent=indent, style=QUIET)
    return page


def _log_row(share: Share) -> tuple[str, ...]:
    days = f"{short_day(share.from_, share.until)} to {_dated(share.until)}"
    return (_dated(share.day), one_line(share.to), share.tier, days)


def _dated(day: date) -> str:
    return short_day(day, date.min)


def _file(share: Share) -> str:
    """The file's name; of what was shared before names were kept, where its SHA-256 begins."""
    return one_line(share.file) if share.file else f"SHA-256 {share.sha256[:8]}…"


def _widest(rows: Sequence[Sequence[str]]) -> list[int]:
    """A column each."""
    return [max(cells(row[at]) for row in rows) for at in range(len(rows[0]))]


def log_data(shares: Sequence[Share]) -> dict[str, Any]:
    """``share log --json``, without its schema."""
    keys = ("id", "tier", "to", "sha256", "file")
    return {
        "shares": [
            {
                "day": share.day.isoformat(),
                **{key: getattr(share, key) for key in keys},
                "from": share.from_.isoformat(),
                "until": share.until.isoformat(),
            }
            for share in shares
        ]
    }
