"""Exporting: which entries or lines of a journal, oldest first, and in which form.

With ``--per-day`` that is one Markdown file a day, for Obsidian and its like. A file of ours ends
its front matter with a checksum of the rest: one that somebody has changed since is theirs, and is
never touched. Links are not followed.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, json, to_builtins
from msgspec.structs import replace

from syslead_cli.base import blocks
from syslead_cli.base.blocks import Block, Each, Group, Heading, Items, Quote, Text
from syslead_cli.base.dates import Span
from syslead_cli.base.documents import Document, csv_text
from syslead_cli.base.files import check_output_folder, read_regular, refusing, write_new
from syslead_cli.base.folders import make_private_folder
from syslead_cli.base.text import counted, day_in_words, escaped
from syslead_cli.exchange.csv_rows import rows_to_export
from syslead_cli.exchange.model import MARK
from syslead_cli.journal.codec import CorruptLine, encode_json, escaped_line
from syslead_cli.journal.entries import Entry, Labels, entries_in, entry_data
from syslead_cli.journal.merge import Journal, PlacedLine
from syslead_cli.journal.model import Ask, Rating, Review
from syslead_cli.journal.query import Query
from syslead_cli.journal.raw_lines import with_edits
from syslead_cli.journal.screen import facts, title_parts

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

TITLE = "Journal"
_FILE = re.compile(rb"---\n(.*?)syslead: ([0-9a-f]{16})\n---\n\n(.*)", re.DOTALL)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.md")
_LIMIT = 64 * 1024 * 1024


class Selection(Struct, frozen=True):
    """What is wanted: a query, whether it is simply everything, and how many at most."""

    query: Query
    everything: bool
    limit: int | None = None
    keeping: Callable[[PlacedLine], bool] | None = None


def select_entries(journal: JournalFiles, selection: Selection) -> tuple[list[Entry], Journal]:
    """Return the wanted entries, and the journal they are from."""
    whole = journal.read(selection.query.span.first, selection.keeping)
    entries, _ = entries_in(whole, selection.query, selection.limit)
    return entries[::-1], whole


def select_lines(intake: JournalFiles, selection: Selection) -> tuple[Iterator[bytes], Journal]:
    """Return the same as lines; everything means removals and what no entry is as well."""
    whole = intake.read_raw(selection.keeping)
    if selection.everything:
        return lines_to_export(whole, None), whole
    entries, _ = entries_in(whole, selection.query, selection.limit)
    return lines_to_export(whole, {one.id for one in entries if one.id}), whole


def lines_to_export(whole: Journal, chosen: Collection[str] | None) -> Iterator[bytes]:
    """Yield the lines of the entries with the ids ``chosen``, of everything where it is None.

    Everything: every line but those of removed records and removals without effect, so that a
    journal built from it merges to the same. Chosen entries: their lines and the lines of their
    edits. Of two lines that say the same one is taken, the one with a CRC. A line of an unknown
    version that has no id is in an export of everything only.
    """
    removed = whole.removed
    if chosen is None:
        # Of lines that remove, those that took effect: one that lost to another content under its
        # id would win once that content is left out.
        kept = [
            one
            for one in whole.lines
            if (one.of in removed if one.removes else one.id not in removed)
        ]
    else:
        wanted = with_edits(chosen, whole.lines)
        kept = [one for one in whole.lines if one.id in wanted and one.id not in removed]
    overruled = whole.overruled  # in plaintext, and about what is encrypted
    kept = [one for one in kept if one.was_encrypted or one.id not in overruled]
    readable = [one for one in kept if not isinstance(one.line, CorruptLine)]
    for one in sorted(_each_once(readable), key=_order):
        yield escaped_line(one.raw, has_crc=one.line.has_crc) + b"\n"


def _each_once(lines: Sequence[PlacedLine]) -> Iterator[PlacedLine]:
    count = Counter(one.id for one in lines)
    best: dict[tuple[str, str], PlacedLine] = {}
    for one in lines:
        if count[one.id] == 1:
            yield one
            continue
        known = best.setdefault((one.id, one.content()), one)
        if (not one.line.has_crc, one.raw) < (not known.line.has_crc, known.raw):
            best[one.id, one.content()] = one
    yield from best.values()


def _order(one: PlacedLine) -> tuple[str, str, str, bytes]:
    """Sort by day, then by the time as it is written: the same whatever files the lines are in."""
    ts = one.line.data.get("ts")
    return (str(one.line.day or ""), ts if isinstance(ts, str) else "", one.id, one.raw)


class ExportedEntry(Struct, frozen=True):
    """An entry with the fields of its kind."""

    id: str
    kind: str
    day: date | None
    text: str


class ExportDocument(Document, frozen=True, tag="syslead/export/1"):
    """Entries of a journal, oldest first."""

    entries: tuple[ExportedEntry, ...]


def export_json(entries: Sequence[Entry]) -> bytes:
    """Return an ``ExportDocument``, an entry a line."""
    try:
        lines = json.Encoder().encode_lines(map(entry_data, entries))
    except UnicodeEncodeError:  # a lone surrogate
        lines = b"".join(encode_json(to_builtins(entry_data(each))) + b"\n" for each in entries)
    lines = lines.replace(b"\n", b",\n", len(entries) - 1)
    document = b'{"schema":"syslead/export/1","entries":[\n%b]}\n' % lines
    if document.isascii() and b"\x7f" not in document:  # a long one is not copied twice more
        return document
    return escaped(document.decode()).encode()


def export_csv(entries: Iterable[Entry]) -> str:
    """Return the table, headings first, every cell in quotation marks."""
    return csv_text(rows_to_export(entries), quote_all=True)


def reading_blocks(entries: Sequence[Entry], labels: Labels) -> Iterator[Block]:
    """Yield a title with how many there are and from when, and a group a day, in the order given.

    ``94 entries, Friday 5 January 2024 to Sunday 22 November 2026``
    """
    days = [entry.day for entry in entries if entry.day]
    parts = [counted(len(entries), "entry", "entries")]
    if days:
        ends = dict.fromkeys(day_in_words(day, date.min) for day in (min(days), max(days)))
        parts.append(" to ".join(ends))
    yield Heading(TITLE, level=1)
    yield Each(html=(Text(", ".join(parts), "note"),))
    for day, group in groupby(entries, key=lambda entry: entry.day):
        yield _day_group(day, group, labels)


def _day_group(day: date | None, entries: Iterable[Entry], labels: Labels) -> Group:
    title = day_in_words(day, date.min) if day else "No day"
    articles = (Group(_article(entry, labels), "article") for entry in entries)
    return Group((Heading(title), *articles))


def _article(entry: Entry, labels: Labels) -> tuple[Block, ...]:
    record = entry.record
    if isinstance(record, Review):
        days = [day_in_words(day, date.min) for day in (record.from_, record.to)]
        title = [f"{record.period} in review", " to ".join(days)]
    elif isinstance(record, Rating):
        title = ["rating"]
    else:
        kind, *rest = title_parts(entry, replace(labels, today=date.min))  # days with their year
        title = [kind or "entry", *rest]
    title += ["edited" if entry.edited else "", "2 versions" if entry.disagrees else ""]
    asked = labels.question(record.prompt) if isinstance(record, Ask) and record.prompt else ""
    marks = [f"@{voice}" for voice in getattr(record, "voices", ())]
    marks += [f"#{tag}" for tag in getattr(record, "tags", ())]
    time_of_day = (record.happened or record.ts)[11:16] if record else ""
    return (
        Heading(" · ".join(filter(None, title)), level=3, aside=time_of_day),
        Text(asked or entry.about, "question"),
        Quote(entry.text.strip("\r\n"), is_own=True),
        Items(tuple(facts(record, labels))),
        Text(" ".join(marks), "marks"),
    )


def daily_files(entries: Iterable[Entry], labels: Labels) -> dict[str, bytes]:
    """Return the content of each day's file by its name; entries are in the order of days."""
    import yaml

    labels = replace(labels, today=date.min)  # the same content whenever it is made
    files = {}
    for day, group in groupby(entries, key=lambda entry: entry.day):
        if day is None:
            continue
        several = list(group)
        front: dict[str, object] = {"date": day, "entries": len(several)}
        for name in ("tags", "voices"):
            if marks := {one for entry in several for one in getattr(entry.record, name, ())}:
                front[name] = sorted(marks)
        head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True).encode()
        body = blocks.to_markdown([_day_group(day, several, labels)]).encode()
        parts = (head, MARK.encode(), _checksum(head, body), body)
        files[f"{day.isoformat()}.md"] = b"---\n%b%b: %b\n---\n\n%b" % parts
    return files


def _checksum(head: bytes, body: bytes) -> bytes:
    from hashlib import sha256

    return sha256(head + b"\0" + body).hexdigest()[:16].encode()


def _is_ours(path: Path) -> bool:
    """Return whether a file is ours and as it was written; a link or a folder never is."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return False
    match = _FILE.fullmatch(read_regular(path, _LIMIT))
    return match is not None and match[2] == _checksum(match[1], match[3])


def write_daily_files(
    folder: Path, files: Mapping[str, bytes], span: Span, journal: Path, *, whole: bool
) -> dict[str, list[str]]:
    """Write what is new or different, and remove files of ours whose day has no entry any more.

    Returns names of files by what became of them: ``written``, ``unchanged``, ``removed``, ``kept``
    (a person's own, or ours and changed since) and ``held back``: ours and different, where the
    journal was not read ``whole``. Days outside the span are left alone. Raises SysleadError where
    the disk refuses.
    """
    done: dict[str, list[str]] = defaultdict(list)
    check_output_folder(folder if os.path.lexists(folder) else folder.parent, folder, journal)
    with refusing(f"{folder}", "Run the same command again to continue."):
        make_private_folder(folder)
        there = set(os.listdir(folder))
        for name, content in files.items():
            path, is_there = folder / name, name in there
            fate = "written"
            if is_there and not _is_ours(path):
                fate = "kept"
            elif is_there and path.read_bytes() == content:
                fate = "unchanged"
            elif is_there and not whole:
                fate = "held back"
            else:
                write_new(path, content, over=is_there)
            done[fate].append(name)
        for name in sorted(there - files.keys()):
            if _is_of_span(name, span) and _is_ours(folder / name):
                if whole:
                    (folder / name).unlink()
                done["removed" if whole else "held back"].append(name)
    return done


def _is_of_span(name: str, span: Span) -> bool:
    named = _NAME.fullmatch(name)
    with suppress(ValueError):
        return named is not None and span.holds(date.fromisoformat(named[1]))
    return False
