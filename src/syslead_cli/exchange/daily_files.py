"""One Markdown file a day, for Obsidian and its like; a person's own files are never touched.

A file of ours ends its front matter with a checksum of the rest: one that somebody has changed
since is theirs. Links are not followed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.blocks import markdown_pieces
from syslead_cli.base.dates import Span
from syslead_cli.base.files import check_output_folder, read_regular, reason, write_output
from syslead_cli.base.folders import make_private_folder
from syslead_cli.errors import SysleadError
from syslead_cli.exchange.exporting import day_group
from syslead_cli.exchange.markdown import MARK
from syslead_cli.journal.entries import Entry, Labels

_FILE = re.compile(rb"---\n(.*?)syslead: ([0-9a-f]{16})\n---\n\n(.*)", re.DOTALL)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.md")
_LIMIT = 64 * 1024 * 1024


class DailyFiles(Struct):
    """What became of the files of a folder, by name."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    #: A person's own, or ours and changed since.
    kept: list[str] = field(default_factory=list)
    #: Ours, and different; but the journal could not be read whole.
    held_back: list[str] = field(default_factory=list)


def daily_files(
    entries: Iterable[Entry], labels: Labels, question: Callable[[str], str]
) -> dict[str, bytes]:
    """Return the content of each day's file by its name; entries are in the order of days."""
    with_years = replace(labels, today=date.min)  # the same content whenever it is made
    return {
        f"{day.isoformat()}.md": _content(day, list(group), with_years, question)
        for day, group in groupby(entries, key=lambda entry: entry.day)
        if day
    }


def _content(
    day: date, entries: Sequence[Entry], labels: Labels, question: Callable[[str], str]
) -> bytes:
    import yaml

    def marks(name: str) -> list[str]:
        return sorted({one for entry in entries for one in getattr(entry.record, name, ())})

    front: dict[str, object] = {"date": day, "entries": len(entries)}
    front |= {name: found for name in ("tags", "voices") if (found := marks(name))}
    head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True).encode()
    body = "".join(markdown_pieces([day_group(day, entries, labels, question)])).encode()
    return b"---\n%b%b: %b\n---\n\n%b" % (head, MARK.encode(), _checksum(head, body), body)


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
) -> DailyFiles:
    """Write what is new or different, and remove files of ours whose day has no entry any more.

    Where the journal was not read ``whole``, files that are there stay as they are. Days outside
    the span are left alone. Raises SysleadError where the disk refuses.
    """
    done = DailyFiles()
    check_output_folder(folder if os.path.lexists(folder) else folder.parent, folder, journal)
    try:
        make_private_folder(folder)
        there = set(os.listdir(folder))
        for name, content in files.items():
            path = folder / name
            if name not in there:
                write_output(path, content, over=False)
                done.written.append(name)
            elif not _is_ours(path):
                done.kept.append(name)
            elif path.read_bytes() == content:
                done.unchanged.append(name)
            elif not whole:
                done.held_back.append(name)
            else:
                write_output(path, content, over=True)
                done.written.append(name)
        for name in sorted(there - files.keys()):
            _remove_old(folder / name, span, done, whole=whole)
    except OSError as problem:
        raise SysleadError(
            f"{folder}: {reason(problem)}.", "Run the same command again to continue."
        ) from None
    return done


def _remove_old(path: Path, span: Span, done: DailyFiles, *, whole: bool) -> None:
    named = _NAME.fullmatch(path.name)
    try:
        is_wanted = named is not None and span.holds(date.fromisoformat(named[1]))
    except ValueError:
        return
    if is_wanted and _is_ours(path):
        if whole:
            path.unlink()
        (done.removed if whole else done.held_back).append(path.name)
