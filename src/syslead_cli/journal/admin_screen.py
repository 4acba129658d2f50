"""Screens and JSON documents of verify, repair, backup, restore and forget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import field

from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.layout import MARGIN, PLAIN, QUIET, STRONG, Page, paragraph, sentence
from syslead_cli.base.text import counted, listed, one_line, short_day
from syslead_cli.journal.backup import RestoreStep
from syslead_cli.journal.check import VerifyDocument
from syslead_cli.journal.forget import ForgetPreview, OutOfReach, SidecarMatch
from syslead_cli.journal.forget_match import ForgetRequest
from syslead_cli.journal.merge import CheckFinding
from syslead_cli.journal.model import Record
from syslead_cli.journal.repair import RepairStep

#: Oddities of one kind beyond this many are counted, not listed.
_LISTED = 20


def finding_line(finding: CheckFinding) -> str:
    """Return one line: ``journal/ab12cd34/2026-03.jsonl:17: what is wrong``."""
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    return f"{place}: {finding.problem}"


def oddity_lines(found: VerifyDocument) -> Iterator[str]:
    """Yield a line for each finding that is no damage; many of one kind become a count."""
    kinds = Counter[str]()
    for finding in found.odd:
        kinds[finding.kind] += 1
        if kinds[finding.kind] <= _LISTED:
            yield finding_line(finding)
    for kind, count in kinds.items():
        if count > _LISTED:
            yield f"… and {count - _LISTED:,} more like that ({kind})"


def verify_summary(found: VerifyDocument) -> str:
    """Return the answer in one line."""
    text = counted(found.files, "file")
    if found.records or not found.closed:
        text += f", {counted(found.records, 'record')}"
    if found.closed:
        text += f", {counted(found.closed, 'encrypted line')} not opened (--open opens them)"
    if found.newer:
        text += f", {counted(found.newer, 'line')} from a newer version"
    if damage := len(found.damage):
        return f"{text}; {counted(damage, 'problem')}: damaged or missing. Run syslead repair."
    if odd := len(found.odd):
        return f"{text}; nothing lost, {counted(odd, 'minor oddity', 'minor oddities')}."
    return f"{text}; no problems."


class RepairDocument(Document, frozen=True, tag="syslead/repair/1"):
    """The steps of a repair, and whether they were carried out."""

    applied: bool
    steps: tuple[RepairStep, ...]


class RestoredFile(Part, frozen=True):
    """A file of a backup: new, more (lines came back), same, newer (lines added), kept or left.

    ``left_out`` says what was not taken along: settings that run programs, lines that delete.
    """

    path: str
    action: str
    lines: Count
    left_out: tuple[str, ...]


class RestoreDocument(Document, frozen=True, tag="syslead/restore/1"):
    """What was done with each file of a backup."""

    files: tuple[RestoredFile, ...]


def restore_lines(found: Sequence[RestoreStep]) -> list[str]:
    """Return a line for each file of a backup; files that were the same are counted."""
    wording = {
        "new": "restored",
        "more": "lines restored: {:,}",
        "newer": "lines added: {:,}",
        "kept": "differs; left as it is",
    }
    lines = [
        f"{one.path}: {wording[one.action].format(one.lines)}"
        for one in found
        if one.action in wording
    ]
    same = sum(one.action == "same" for one in found)
    return [*lines, f"{counted(same, 'file')} needed no change"] if same else lines


def left_out_lines(found: Sequence[RestoreStep], place: Path) -> Iterator[str]:
    """Yield a line for everything in a backup that came back only in part, or not at all."""
    for one in found:
        if one.left_out and not one.agreed:
            yield f"{one.path}: left out: {one.left_out[0]} (syslead delete does that)"
        elif one.left_out:
            named = ", ".join(map(one_line, one.left_out))
            yield f"{one.path}: left out, because it runs programs: {named}"
        elif one.action == "left" and one.path.startswith("keys/"):
            yield f"{one.path}: not restored; the journal here is not encrypted with that key"
        elif one.action == "left":
            yield f"{one.path}: not restored; it cannot be read"
    if any(one.left_out and one.agreed for one in found):
        yield "syslead config edit sets it by hand."
    if any(one.action == "left" and one.path.startswith("keys/") for one in found):
        yield "If the key is yours, restore again at a terminal, or use"
        yield f"syslead encrypt --identity {place / 'keys' / 'identity.age'}"


def page_of_key(key: str, width: int) -> Page:
    """Say what it would mean to put a key back."""
    return [
        *sentence("This backup has a key, and your journal here is not encrypted with it:", width),
        *paragraph(key, width, style=STRONG),
        *sentence(
            "If you restore it, every entry here and all you write later is encrypted. Only someone"
            " with its passphrase or recovery key can read them then.",
            width,
        ),
    ]


def page_of_programs(step: RestoreStep, width: int) -> Page:
    """Show the settings of a backup that run programs."""
    text = f"{step.path} in this backup has settings that run programs on this computer:"
    page = sentence(text, width)
    for setting in step.left_out:
        page += paragraph(one_line(setting), width, style=STRONG)
    return page


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
_SIDECARS = {
    "draft": "an unfinished reflection or review",
    "words": "words that were not saved",
    "roles": "names and the roles that replace them",
    "spoilt": "lines that cannot be read",
    "copy": "lines set aside by a repair or rescue",
    "removed": "lines of deleted entries that a copy brought back",
    "overruled": "plaintext lines that do not count, under the names of encrypted ones",
}


def in_words(request: ForgetRequest, today: date) -> str:
    """Return ``@priya``, ``"merger"`` or ``everything before 1 Jan``."""
    if request.before is not None:
        return f"everything before {short_day(request.before, today)}"
    return listed([*(f"@{v}" for v in request.voices), *(f"“{word}”" for word in request.words)])


def nothing_in_words(request: ForgetRequest, today: date) -> str:
    """Return what follows “Nothing here …”: ``holds @priya``, ``is from before 1 Jan``."""
    if request.before is not None:
        return f"is from before {short_day(request.before, today)}"
    return f"contains {in_words(request, today)}"


def page_of_preview(found: ForgetPreview, today: date, width: int) -> Page:
    """Render what would go, in counts."""
    page: Page = [[(STRONG, f"{MARGIN}To erase: {in_words(found.request, today)}")], []]
    selection, substitute = found.selection, found.request.substitute
    if erased := selection.erased:
        what = f"{_kinds(erased)}, {_days(erased, today)}"
        page += sentence(f"To be erased for good: {what}.", width)
    if newer := len(selection.unknown_version):
        what = f"{counted(newer, 'line')} from a newer version"
        page += sentence(f"To be erased for good: {what}.", width)
    if selection.redacted:
        kept = f"with “{substitute}” in place of the name: {_kinds(selection.redacted.values())}"
        page += sentence(f"To be kept {kept}. Earlier versions will be erased.", width)
    if not selection.ids and not found.is_nothing:
        page += sentence("No entry, but next to the journal:", width)
    elif found.sidecars or found.voices:
        page += sentence("And next to the journal:", width)
    for one in found.sidecars:
        lines = f" ({counted(one.lines, 'line')})" if one.lines else ""
        page += paragraph(f"{one.file}: {_SIDECARS[one.kind]}{lines}", width, style=QUIET)
    for voice in found.voices:
        page += paragraph(f"“{voice}” among the voices in your settings", width, style=QUIET)
    return page


def page_of_offer(keeping: ForgetPreview, erasing: ForgetPreview, today: date, width: int) -> Page:
    """Say how many entries name a voice, and how many of them could stay without the name."""
    gone, lost = erasing.selection.erased, len(keeping.selection.erased)
    named = f"{in_words(erasing.request, today)} is in {_kinds(gone)}, {_days(gone, today)}."
    instead = f"with “{keeping.request.substitute}” in place of the name"
    stays = f"They can be kept, {instead} (--keep-entries)"
    but = f"; {counted(lost, 'of them is', 'of them are')} erased all the same" if lost else ""
    return [*sentence(named, width), *sentence(f"{stays}{but}.", width)]


def _kinds(records: Iterable[Record]) -> str:
    counts = Counter(record.kind for record in records)
    return listed([counted(counts[kind], *_KINDS[kind]) for kind in _KINDS if kind in counts])


def _days(records: Sequence[Record], today: date) -> str:
    days = sorted({record.day for record in records})
    first, last = short_day(days[0], today), short_day(days[-1], today)
    return f"of {first}" if len(days) == 1 else f"of {len(days):,} days, {first} to {last}"


def page_out_of_reach(found: ForgetPreview, unreached: OutOfReach, today: date, width: int) -> Page:
    """Render where the words may be all the same, one paragraph each."""
    page: Page = [[], [(STRONG, f"{MARGIN}What this cannot erase")]]
    for text in _out_of_reach(found, unreached, today):
        first, *rest = paragraph(text, width)
        page += [[(PLAIN, f"{MARGIN}· "), (PLAIN, first[0][1].strip())], *rest]
    return page


def no_key_for(count: int) -> str:
    """Return a sentence about encrypted lines that no key here decrypts."""
    return (
        f"{counted(count, 'encrypted line')} that no key here opens, so their content is unknown. "
        "Add a key with syslead encrypt --identity FILE, then run this again."
    )


def _out_of_reach(found: ForgetPreview, unreached: OutOfReach, today: date) -> Iterator[str]:
    """Yield each as a sentence, the most definite first."""
    if found.undecrypted:
        yield no_key_for(found.undecrypted)
    for share in found.selection.shares:
        yield (
            f"What you gave to {share.to} on {short_day(share.day, today)} "
            f"({share.tier}, {short_day(share.from_, today)} to {short_day(share.until, today)}): "
            "ask for it to be deleted."
        )
    for file in found.selection.elsewhere:
        yield f"{file}: hidden here; its own device will erase it when it next writes."
    if unreached.devices:
        yield (
            f"Your other devices ({listed(unreached.devices)}): run this there too, for drafts and "
            "unsaved words on them."
        )
    for file in unreached.still_in:
        yield f"{file} contains it too; edit it yourself."
    if unreached.repository:
        yield f"The history of the git repository in {unreached.repository}."
    synced = f"{unreached.synced_by} keeps" if unreached.synced_by else "a sync service keeps"
    yield (
        f"Backups and exports you made, snapshots of the disk, and earlier versions that {synced}."
    )
    if unreached.is_typed:
        yield "This command, in the history of your shell (next time: - in place of the word)."


class SharedPack(Part, frozen=True):
    """A pack that may hold some of it."""

    to: str
    day: date
    tier: str
    from_: date = field(name="from")
    until: date


class ForgetDocument(Document, frozen=True, tag="syslead/forget/1"):
    """What goes or went, in counts by kind, and what is out of reach; never the word or name."""

    forgotten: bool
    records: Count
    erased: dict[str, Count]
    reworded: dict[str, Count]
    newer: Count
    days: Count
    first: date | None
    last: date | None
    beside: tuple[SidecarMatch, ...]
    settings: Count
    shared: tuple[SharedPack, ...]
    elsewhere: tuple[str, ...]
    devices: tuple[str, ...]
    still_in: tuple[str, ...]
    repository: str | None
    out_of_reach: tuple[str, ...]


def forget_document(
    found: ForgetPreview, unreached: OutOfReach, today: date, *, done: bool
) -> ForgetDocument:
    """Return the document of ``forget --json``."""
    selection = found.selection
    days = sorted({record.day for record in selection.records})
    return ForgetDocument(
        forgotten=done,
        records=len(selection.ids),
        erased=_counts(selection.erased),
        reworded=_counts(selection.redacted.values()),
        newer=len(selection.unknown_version),
        days=len(days),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        beside=found.sidecars,
        settings=len(found.voices),
        shared=tuple(SharedPack(s.to, s.day, s.tier, s.from_, s.until) for s in selection.shares),
        elsewhere=selection.elsewhere,
        devices=unreached.devices,
        still_in=unreached.still_in,
        repository=unreached.repository or None,
        out_of_reach=tuple(_out_of_reach(found, unreached, today)),
    )


def _counts(records: Iterable[Record]) -> dict[str, int]:
    return dict(sorted(Counter(record.kind for record in records).items()))
