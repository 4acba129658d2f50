"""What verify, repair, backup and restore have to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syslead_cli.base.wording import counted

if TYPE_CHECKING:
    from syslead_cli.journal.backup import Restoring
    from syslead_cli.journal.trouble import Trouble

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
