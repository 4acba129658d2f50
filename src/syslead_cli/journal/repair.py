"""What can be mended in a journal's files, step by step, decided before anything is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syslead_cli.base.values import dataclass
from syslead_cli.base.wording import counted
from syslead_cli.journal.mending import ids_in, sorted_out
from syslead_cli.journal.trouble import FileFacts, Trouble


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to one file, in the order in which it is safe."""

    kind: str
    file: str
    says: str


@dataclass(frozen=True, slots=True)
class Rescued:
    """A rescue file and what is in it."""

    name: str
    content: bytes


def planned(
    files: Iterable[FileFacts],
    troubles: Iterable[Trouble],
    rescued: Iterable[Rescued],
    *,
    everything: bool,
) -> list[Step]:
    """The steps; files of other devices are left to them unless ``everything`` is asked for."""
    facts, found = list(files), list(troubles)
    known = set[str]().union(*(ids_in(one.content) for one in facts if one.content is not None))
    steps = [
        *_quarantines(facts, everything=everything),
        *_simple_steps(found),
        *_taking_in(rescued, known),
    ]
    return list({(step.kind, step.file): step for step in reversed(steps)}.values())[::-1]


def _quarantines(files: Iterable[FileFacts], *, everything: bool) -> Iterator[Step]:
    for facts in files:
        if facts.content is None and facts.form == "file":
            yield Step("left", facts.name, "cannot be read")
        spoilt = len(sorted_out(facts.content).spoilt) if facts.content is not None else 0
        if not spoilt:
            continue
        lines = (
            "1 line that cannot be read" if spoilt == 1 else f"{spoilt:,} lines that cannot be read"
        )
        if facts.form != "file":
            yield Step("left", facts.name, f"has {lines}, but is a {facts.form}")
        elif facts.own or everything:
            yield Step(
                "quarantine", facts.name, f"{lines}: to state/quarantine, the file to backups"
            )
        else:
            said = f"has {lines}; it belongs to another device (repair it there, or --all)"
            yield Step("left", facts.name, said)


_SIMPLE = {
    "mode": ("private", "for its owner alone"),
    "leftover": ("aside", "to state/quarantine"),
    "words": ("words", "taken in as a note"),
    "erasing": ("erasing", "the erasure is finished"),
    "fewer": ("accept", "taken as it is from now on"),
    "gone": ("accept", "taken as gone from now on"),
}


def _simple_steps(troubles: list[Trouble]) -> Iterator[Step]:
    for trouble in troubles:
        if trouble.kind == "file":
            yield Step(
                "left", trouble.file, f"{trouble.problem}; nothing can be done about it here"
            )
    steps = [(trouble, *_SIMPLE[trouble.kind]) for trouble in troubles if trouble.kind in _SIMPLE]
    for trouble, kind, says in steps:
        said = f"{trouble.problem}: {says}" if kind == "accept" else says
        yield Step(kind, trouble.file, said)


def _taking_in(rescued: Iterable[Rescued], known: set[str]) -> Iterator[Step]:
    for one in rescued:
        missing = len(ids_in(one.content) - known)
        said = f"{counted(missing, 'entry', 'entries')} not in the journal yet: taken in"
        yield Step(
            "rescue", one.name, said if missing else "all of it is in the journal: to backups"
        )
