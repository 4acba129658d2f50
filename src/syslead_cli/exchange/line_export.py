"""Which lines of a journal an export in its own format has, and in which order.

Everything: every line but those of removed records, edits and removals included, so that a
journal built from it folds to the same. Chosen entries: their lines and the lines of their
edits. Of two lines that say the same one is taken, the sealed one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from syslead_cli.journal.line import Newer, Sound, Spoilt
from syslead_cli.journal.raw_lines import RawJournal, RawLine
from syslead_cli.journal.records import Revise


def lines_to_export(whole: RawJournal, chosen: Collection[str] | None) -> Iterator[bytes]:
    """The lines of the entries with the ids ``chosen``, of everything where it is None.

    A line from a newer version that has no id is in an export of everything only.
    """
    removed = whole.journal.removed
    if chosen is None:
        kept = [one for one in whole.lines if one.removes or one.id not in removed]
    else:
        kept = [one for one in _with_edits(whole.lines, set(chosen)) if one.id not in removed]
    sound = [one for one in kept if not isinstance(one.line, Spoilt)]
    for one in sorted(_each_once(sound), key=_order):
        yield one.raw + b"\n"


def _with_edits(lines: Iterable[RawLine], wanted: set[str]) -> Iterator[RawLine]:
    """Lines with a wanted id, and edits of those, edits of edits included."""
    edits = [one for one in lines if isinstance(one.line, Sound) and type(one.line[0]) is Revise]
    count = -1
    while count != len(wanted):
        count = len(wanted)
        wanted.update(edit.id for edit in edits if edit.of in wanted)
    return (one for one in lines if one.id in wanted)


def _each_once(lines: Iterable[RawLine]) -> Iterator[RawLine]:
    lines = list(lines)
    count = Counter(one.id for one in lines)
    best: dict[tuple[str, str], RawLine] = {}
    for one in lines:
        if count[one.id] == 1:
            yield one
            continue
        known = best.setdefault((one.id, one.says()), one)
        if (not one.sealed, one.raw) < (not known.sealed, known.raw):
            best[one.id, one.says()] = one
    yield from best.values()


def _order(one: RawLine) -> tuple[str, str, str, bytes]:
    """By day, then by the time as it is written: the same whatever files the lines are in."""
    if isinstance(one.line, Sound):
        return (one.day, one.line.record.ts, one.id, one.raw)
    ts = one.line.data.get("ts") if isinstance(one.line, Newer) else None
    return (one.day, ts if isinstance(ts, str) else "", one.id, one.raw)
