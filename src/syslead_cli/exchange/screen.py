"""What an import did, or would do: for a person and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.layout import PLAIN, QUIET, Page, cut, next_step, sentence
from syslead_cli.base.text import counted, first_few, listed, one_line, short_day
from syslead_cli.exchange.importing import ImportPlan, NewLine
from syslead_cli.exchange.model import LeftOut

#: Entries shown as examples, and things left out that are named one by one.
_EXAMPLES = 5
_NAMED = 20
#: What is said of daily files, by what became of them.
_FATES = {
    "removed": "Removed, because the day has no entries any more",
    "kept": "Left alone, because not written by syslead or changed since",
    "held back": "Left as before, because part of the journal could not be read",
}


def import_page(
    planned: ImportPlan, zone: str, command: str, *, dry_run: bool, today: date, width: int
) -> Page:
    """Return the screen. ``zone`` is the one times were read as; ``command`` is how to import."""
    new, left_out = planned.new, planned.left_out
    present = counted(planned.present, "entry", "entries")
    if new:
        page = sentence(_summary(new, dry_run=dry_run, today=today), width)
        page += _examples(new, today, width) if dry_run else []
        page += sentence(f"{present} here already.", width) if planned.present else []
    elif planned.present:
        page = sentence(f"Nothing new: {present} here already.", width)
    else:
        page = sentence("Nothing in it to import.", width)
    page += sentence(f"Left out: {len(left_out):,}", width) if left_out else []
    for one in left_out[:_NAMED]:
        page.append([(PLAIN, f"   {cut(f'{one.place}: {one.reason}', width - 3)}")])
    page += _more(len(left_out) - _NAMED, "; --json lists them all")
    if planned.zoned:
        text = f"Times without a time zone were read as {zone}."
        page += sentence(text, width, style=QUIET)
    if planned.not_kept:
        names = listed([f"{name} ({count:,})" for name, count in planned.not_kept.items()])
        page += sentence(f"Not imported: {one_line(names)}.", width, style=QUIET)
    for odd, count in planned.decided.items():
        text = f"{counted(count, 'entry', 'entries')} at {odd}."
        page += sentence(text, width, style=QUIET)
    return page + ([[], *next_step(command, width=width)] if dry_run and new else [])


def _summary(new: Sequence[NewLine], *, dry_run: bool, today: date) -> str:
    days = [one.day for one in new if one.day]
    span = ""
    if days:
        first, last = short_day(min(days), today), short_day(max(days), today)
        span = f", {first}" if first == last else f", {first} to {last}"
    kinds = Counter(one.kind for one in new)
    what = counted(len(new), "entry", "entries")
    of = "" if set(kinds) == {"note"} else f" ({listed([f'{n:,} {k}' for k, n in kinds.items()])})"
    return f"{what} would be imported{of}{span}." if dry_run else f"Imported {what}{of}{span}."


def _examples(new: Sequence[NewLine], today: date, width: int) -> Page:
    page: Page = []
    for one in new[:_EXAMPLES]:
        lead = f"   {short_day(one.day, today) if one.day else 'no day':<12}"
        shown = cut(one.text or one_line(one.kind), width - len(lead))
        page.append([(QUIET, lead), (PLAIN, shown)])
    return page + _more(len(new) - _EXAMPLES)


def _more(count: int, how: str = "") -> Page:
    return [[(QUIET, f"   … and {count:,} more{how}")]] if count > 0 else []


def daily_sentences(done: Mapping[str, Sequence[str]], folder: Path) -> Iterator[str]:
    """Say what became of the files of a folder."""
    unchanged = len(done["unchanged"])
    parts = [f"{counted(len(done['written']), 'file')} written"]
    parts += [f"{unchanged:,} unchanged"] if unchanged else []
    yield f"{folder}: {', '.join(parts)}."
    for fate, why in _FATES.items():
        if names := done[fate]:
            yield f"{why}: {first_few(names, 5)}."


class ImportedEntry(Part, frozen=True):
    """An entry that came in, or would."""

    id: str
    kind: str
    day: date | None


class ImportDocument(Document, frozen=True, tag="syslead/import/1"):
    """What an import did, or with --dry-run would do."""

    format: str
    dry_run: bool
    imported: Count
    present: Count
    zone: str | None
    entries: tuple[ImportedEntry, ...]
    left_out: tuple[LeftOut, ...]
    not_kept: dict[str, Count]


def import_document(form: str, planned: ImportPlan, zone: str, *, dry_run: bool) -> ImportDocument:
    """Fill the document of ``import --json``."""
    return ImportDocument(
        format=form,
        dry_run=dry_run,
        imported=0 if dry_run else len(planned.new),
        present=planned.present,
        zone=zone if planned.zoned else None,
        entries=tuple(ImportedEntry(one.id, one.kind, one.day) for one in planned.new),
        left_out=tuple(planned.left_out),
        not_kept=dict(planned.not_kept),
    )
