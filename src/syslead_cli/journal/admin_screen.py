"""What verify, repair, backup and restore have to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from syslead_cli.base.layout import MARGIN, PLAIN, QUIET, STRONG, Page, paragraph, sentence
from syslead_cli.base.text import counted, listed, short_day
from syslead_cli.journal.forget import Found, Order, Unreached
from syslead_cli.journal.model import Record, Share

if TYPE_CHECKING:
    from syslead_cli.journal.backup import Restoring
    from syslead_cli.journal.check import Trouble


#: Oddities of one kind beyond this many are counted, not listed.
_LISTED = 20


def place_of(trouble: Trouble) -> str:
    """``journal/ab12cd34/2026-03.jsonl:17``."""
    return f"{trouble.file}:{trouble.line}" if trouble.line else trouble.file


def said_of(trouble: Trouble) -> str:
    """One line about one trouble."""
    return f"{place_of(trouble)}: {trouble.problem}"


def oddities(troubles: tuple[Trouble, ...]) -> list[str]:
    """Lines about everything that is no damage; many of one kind become a count."""
    lines: list[str] = []
    seen: dict[str, int] = {}
    for trouble in troubles:
        if trouble.damage:
            continue
        seen[trouble.kind] = seen.get(trouble.kind, 0) + 1
        if seen[trouble.kind] <= _LISTED:
            lines.append(said_of(trouble))
    for kind, count in seen.items():
        if count > _LISTED:
            lines.append(f"… and {count - _LISTED:,} more like that ({kind})")
    return lines


def summary(
    files: int, records: int, newer: int, troubles: tuple[Trouble, ...], closed: int = 0
) -> str:
    """The answer in one line."""
    damage = sum(trouble.damage for trouble in troubles)
    odd = len(troubles) - damage
    said = counted(files, "file")
    if records or not closed:
        said += f", {counted(records, 'record')}"
    if closed:
        said += f", {counted(closed, 'encrypted line')} left closed (--open opens them)"
    if newer:
        said += f", {counted(newer, 'line')} from a newer version"
    if damage:
        return f"{said}; {counted(damage, 'thing')} damaged or gone (syslead repair)."
    if odd:
        return f"{said}; nothing lost, {counted(odd, 'oddity', 'oddities')}."
    return f"{said}; all sound."


def trouble_data(trouble: Trouble) -> dict[str, Any]:
    """For programs."""
    return {
        "kind": trouble.kind,
        "file": trouble.file,
        "line": trouble.line or None,
        "problem": trouble.problem,
    }


def verify_data(
    files: int, records: int, newer: int, troubles: tuple[Trouble, ...], closed: int = 0
) -> dict[str, Any]:
    """The document of ``verify --json``."""
    return {
        "sound": not any(trouble.damage for trouble in troubles),
        "files": files,
        "records": records,
        "newer": newer,
        "closed": closed,
        "unsealed": sum(trouble.kind == "unsealed" for trouble in troubles),
        "damage": [trouble_data(trouble) for trouble in troubles if trouble.damage],
        "odd": [trouble_data(trouble) for trouble in troubles if not trouble.damage],
    }


def step_data(kind: str, file: str, says: str) -> dict[str, Any]:
    """One step of a repair, for programs."""
    return {"kind": kind, "file": file, "says": says}


def restored_lines(found: list[Restoring]) -> list[str]:
    """What became of each file of a backup; files that were the same are counted."""
    said = {
        "new": "put back",
        "more": "lines put back: {:,}",
        "newer": "lines added: {:,}",
        "kept": "differs and was left as it is",
    }
    lines = [
        f"{one.path}: {said[one.action].format(one.lines)}" for one in found if one.action in said
    ]
    same = sum(one.action == "same" for one in found)
    if same:
        lines.append(f"{counted(same, 'file')} had nothing to put back")
    return lines


# ── forgetting_render ──
# What ``forget`` says: what goes, and what it cannot reach.


_KINDS = {
    "ask": ("answer", "answers"),
    "note": ("note", "notes"),
    "rating": ("rating", "ratings"),
    "assessment": ("assessment", "assessments"),
    "intention": ("intention", "intentions"),
    "outcome": ("outcome of an intention", "outcomes of intentions"),
    "review": ("review", "reviews"),
    "focus": ("focus", "choices of focus"),
    "pause": ("pause", "pauses"),
    "share": ("line of the share log", "lines of the share log"),
}
_BESIDE = {
    "draft": "a sitting or review you broke off",
    "words": "words that were not saved",
    "roles": "names and the roles that stand for them",
    "spoilt": "lines that cannot be read",
    "copy": "lines set aside by a repair or rescue",
}


#: What the document of ``forget --json`` holds, as render/plan_schema.py writes it.
FORGET: dict[str, Any] = {
    "forgotten": "yes",
    "records": "count",
    "erased": {"*": "count"},
    "reworded": {"*": "count"},
    "newer": "count",
    "days": "count",
    "first": "day?",
    "last": "day?",
    "beside": [{"file": "text", "kind": "draft|words|roles|spoilt|copy", "lines": "count"}],
    "settings": "count",
    "shared": [{"to": "text", "day": "day", "tier": "text", "from": "day", "until": "day"}],
    "elsewhere": ["text"],
    "devices": ["text"],
    "still_in": ["text"],
    "repository": "text?",
    "out_of_reach": ["text"],
}


def order_in_words(order: Order, today: date) -> str:
    """``@priya``, ``"merger"``, ``everything before 1 Jan``."""
    if order.before is not None:
        return f"everything before {short_day(order.before, today)}"
    said = [f"@{voice}" for voice in order.voices] + [f"“{word}”" for word in order.words]
    return listed(said)


def nothing_in_words(order: Order, today: date) -> str:
    """After “Nothing here …”: ``holds @priya``, ``is from before 1 Jan``."""
    if order.before is not None:
        return f"is from before {short_day(order.before, today)}"
    return f"holds {order_in_words(order, today)}"


def page_of_found(found: Found, today: date, width: int) -> Page:
    """What would go, in counts."""
    page: Page = [[(STRONG, f"{MARGIN}To forget: {order_in_words(found.order, today)}")], []]
    for text in _what_goes(found, today):
        page += sentence(text, width)
    for one in found.beside:
        lines = f" ({counted(one.lines, 'line')})" if one.lines else ""
        page += paragraph(f"{one.file}: {_BESIDE[one.kind]}{lines}", width, style=QUIET)
    for voice in found.listed:
        page += paragraph(f"“{voice}” among the voices in your settings", width, style=QUIET)
    return page


def _what_goes(found: Found, today: date) -> Iterator[str]:
    chosen, instead = found.chosen, found.order.instead
    if chosen.erased:
        yield f"To be erased for good: {_kinds(chosen.erased)}, {_days(chosen.erased, today)}."
    if chosen.newer:
        yield f"To be erased for good: {counted(len(chosen.newer), 'line')} from a newer version."
    if chosen.instead:
        said = _kinds(chosen.instead)
        yield f"To be kept with “{instead}” in place of the name: {said}. Earlier versions go."
    if not chosen.ids and not found.is_nothing:
        yield "No entry, but beside the journal:"
    elif found.beside or found.listed:
        yield "And beside them:"


def _kinds(records: Sequence[Record]) -> str:
    counts = Counter(record.kind for record in records)
    return listed([counted(counts[kind], *_KINDS[kind]) for kind in _KINDS if kind in counts])


def _days(records: Sequence[Record], today: date) -> str:
    days = sorted({record.day for record in records})
    if len(days) == 1:
        return f"of {short_day(days[0], today)}"
    first, last = short_day(days[0], today), short_day(days[-1], today)
    return f"of {len(days):,} days, {first} to {last}"


# ── out of reach ─────────────────────────────────────────────────────────────


def page_of_unreached(
    found: Found, unreached: Unreached, today: date, width: int, *, typed: bool
) -> Page:
    """What may hold it all the same, one paragraph each."""
    page: Page = [[], [(STRONG, f"{MARGIN}What this does not reach")]]
    for text in out_of_reach(found, unreached, today, typed=typed):
        first, *rest = paragraph(text, width)
        page += [[(PLAIN, f"{MARGIN}· "), (PLAIN, first[0][1].strip())], *rest]
    return page


def not_looked_into(count: int) -> str:
    """Encrypted lines without their key."""
    return (
        f"{counted(count, 'encrypted line')} that no key here opens: what is in it cannot be told. "
        "syslead encrypt --identity FILE brings a key; then do this again."
    )


def out_of_reach(found: Found, unreached: Unreached, today: date, *, typed: bool) -> Iterator[str]:
    """Each as a sentence, the most definite first."""
    if found.unopened:
        yield not_looked_into(found.unopened)
    for share in found.chosen.shares:
        yield (
            f"What you gave to {share.to} on {short_day(share.day, today)} "
            f"({share.tier}, {short_day(share.from_, today)} to {short_day(share.until, today)}): "
            "ask for it to be deleted."
        )
    for file in found.chosen.elsewhere:
        yield f"{file}: hidden here; its own device erases it when it next writes."
    if unreached.devices:
        yield (
            f"Your other devices ({listed(unreached.devices)}): run the same there, for drafts and "
            "unsaved words that only they hold."
        )
    for file in unreached.still_in:
        yield f"{file} says it too, and is yours to edit."
    if unreached.repository:
        yield f"The history of the git repository in {unreached.repository}."
    synced = f"{unreached.synced_by} keeps" if unreached.synced_by else "a sync service keeps"
    yield (
        f"Backups and exports you made, snapshots of the disk, and earlier versions that {synced}."
    )
    if typed:
        yield "This command, in the history of your shell (next time: - in place of the word)."


# ── for programs ─────────────────────────────────────────────────────────────


def forget_data(
    found: Found, unreached: Unreached, today: date, *, done: bool, typed: bool
) -> dict[str, Any]:
    """The document of ``forget --json``; it never repeats the word or the name."""
    chosen = found.chosen
    return {
        "forgotten": done,
        "records": len(chosen.ids),
        "erased": dict(sorted(Counter(record.kind for record in chosen.erased).items())),
        "reworded": dict(sorted(Counter(record.kind for record in chosen.instead).items())),
        "newer": len(chosen.newer),
        "days": len(chosen.days),
        "first": chosen.days[0].isoformat() if chosen.days else None,
        "last": chosen.days[-1].isoformat() if chosen.days else None,
        "beside": [{"file": b.file, "kind": b.kind, "lines": b.lines} for b in found.beside],
        "settings": len(found.listed),
        "shared": [_share_data(share) for share in chosen.shares],
        "elsewhere": list(chosen.elsewhere),
        "devices": list(unreached.devices),
        "still_in": list(unreached.still_in),
        "repository": unreached.repository or None,
        "out_of_reach": list(out_of_reach(found, unreached, today, typed=typed)),
    }


def _share_data(share: Share) -> dict[str, Any]:
    return {
        "to": share.to,
        "day": share.day.isoformat(),
        "tier": share.tier,
        "from": share.from_.isoformat(),
        "until": share.until.isoformat(),
    }
