"""What can be wrong with a journal's files, judged from what was found in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from syslead_cli.base.values import dataclass
from syslead_cli.journal.closed_line import count_closed, is_closed
from syslead_cli.journal.fold import Journal
from syslead_cli.journal.line import Newer, Sound, Spoilt, read_line, sealed_within

#: The form of a folder whose files could not even be named.
UNLISTED = "folder that cannot be listed"
_BOM = b"\xef\xbb\xbf"
_MONTH_FILE = re.compile(r"\d{4}-\d{2}\.jsonl")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is not as it should be; ``line`` is 0 where it is about the whole file.

    ``kind`` is a word for programs. ``damage`` means that something cannot be read or is gone;
    the rest is odd, and costs nothing.
    """

    kind: str
    file: str
    problem: str
    line: int = 0
    damage: bool = False


class FileFacts(NamedTuple):
    """A file of the journal folder as it stands on the disk; ``content`` None: not readable."""

    name: str
    device: str
    month: str
    own: bool
    form: str
    mode: int
    content: bytes | None


class Count(NamedTuple):
    """How many lines a file was last seen with, by its device and name as in messages."""

    name: str
    own: bool
    most: int


def in_journal(journal: Journal) -> Iterator[Trouble]:
    """Lines that cannot be read, contents that differ, edits that lead nowhere."""
    for damage in journal.damage:
        kind = "line" if damage.place.line else "file"
        yield Trouble(kind, damage.place.file, damage.problem, damage.place.line, damage=True)
    for odd in journal.odd:
        kind, lost = _kind_of_oddity(odd.problem)
        yield Trouble(kind, odd.place.file, odd.problem, odd.place.line, damage=lost)


def _kind_of_oddity(problem: str) -> tuple[str, bool]:
    if "two contents" in problem:
        return "differing", True
    if "not in the journal" in problem:
        return "dangling", True
    if "cannot be applied" in problem:
        return "edit", True
    return "absent", False


def in_file(facts: FileFacts) -> Iterator[Trouble]:
    """Whatever is odd about one file, besides lines that cannot be read."""
    if facts.form == UNLISTED:
        yield Trouble("file", facts.name, "cannot be listed", damage=True)
    elif facts.form != "file":
        yield Trouble("form", facts.name, f"is a {facts.form}, where an ordinary file belongs")
    elif facts.mode & 0o177:
        said = f"others on this machine may open it (mode {facts.mode:04o}, 0600 is meant)"
        yield Trouble("mode", facts.name, said)
    base = facts.name.rpartition("/")[2]
    if facts.month and not _MONTH_FILE.fullmatch(base):
        said = "a copy that a sync tool made; its lines count, each once"
        yield Trouble("copy", facts.name, said)
    if facts.content is not None:
        yield from _in_lines(facts, facts.content)


def _in_lines(facts: FileFacts, content: bytes) -> Iterator[Trouble]:
    number = 0
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = read_line(raw)
        if not isinstance(line, Sound):
            continue
        if facts.month and line.record.day.isoformat()[:7] != facts.month:
            said = f"its day, {line.record.day.isoformat()}, is of another month than the file"
            yield Trouble("month", facts.name, said, number)
        if not line.sealed:
            yield Trouble("unsealed", facts.name, "a line without a checksum", number)
    tail = content.rpartition(b"\n")[2]
    if tail:
        torn = isinstance(read_line(tail), Spoilt)
        said = "torn: the last line was not written to its end" if torn else "no newline at its end"
        yield Trouble("torn" if torn else "tail", facts.name, said, number, damage=torn)


def in_the_clear(facts: FileFacts) -> Iterator[Trouble]:
    """Lines that anybody can read, in a file of an encrypted journal."""
    clear = _in_the_clear(facts.content) if facts.content is not None else 0
    if clear:
        lines = "1 line is" if clear == 1 else f"{clear:,} lines are"
        where = "syslead encrypt" if facts.own else "syslead encrypt on its own machine"
        yield Trouble("clear", facts.name, f"{lines} not encrypted ({where})")


def _in_the_clear(content: bytes) -> int:
    """How many lines hold words that can be read; what is damaged is said as that."""
    if not count_closed(content)[1]:
        return 0
    found = (read_line(raw) for raw in content.removeprefix(_BOM).split(b"\n"))
    return sum(isinstance(line, Sound | Newer) and not is_closed(line) for line in found)


def in_counts(
    counts: Iterable[Count], files: dict[str, FileFacts], removed: int
) -> Iterator[Trouble]:
    """Files that hold less than when this device last wrote.

    What another device erased on purpose is allowed for: ``removed`` lines are no loss there.
    """
    for name, own, most in counts:
        facts = files.get(name)
        if facts is None:
            if any(
                one.form == UNLISTED and name.startswith(one.name + "/") for one in files.values()
            ):
                continue
            if most and _MONTH_FILE.fullmatch(name.rpartition("/")[2]):
                yield Trouble("gone", name, f"had {_lines(most)}; the file is gone", damage=True)
        elif facts.content is not None:
            now = _records_in(facts.content, most)
            if most - now > (0 if own else removed):
                said = f"had {_lines(most)}, now {now:,}"
                yield Trouble("fewer", name, said, damage=True)


def _records_in(content: bytes, most: int) -> int:
    """How many lines there are; where they are too few, those that ran together are told apart."""
    there = [raw for raw in content.split(b"\n") if raw.strip()]
    if len(there) >= most:
        return len(there)
    return sum(max(1, sum(1 for _ in sealed_within(raw))) for raw in there)


def _lines(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def in_order_of_weight(troubles: Iterable[Trouble]) -> list[Trouble]:
    """Damage first, then by file and line, each once; what is in the cloud is not gone."""
    unique = dict.fromkeys(troubles)
    torn = {(t.file, t.line) for t in unique if t.kind == "torn"}
    kept = [t for t in unique if not (t.kind == "line" and (t.file, t.line) in torn)]
    elsewhere = {t.file for t in kept if t.kind == "absent"}
    kept = [t for t in kept if not (t.kind == "gone" and t.file in elsewhere)]
    return sorted(kept, key=lambda t: (not t.damage, t.file, t.line, t.kind))
