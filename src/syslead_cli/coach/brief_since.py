"""What changed since the last pack, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from syslead_cli.base.wording import counted, listed, whole_day
from syslead_cli.coach.brief_change import Change, Moved
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_names import short
from syslead_cli.coach.brief_words import MOST_MOVED, first_few


def changes(brief: Brief) -> list[str]:
    """What is different from the pack before, a line each."""
    since = brief.change
    if since is None:
        return ["This is the first pack here; there is nothing to compare it with."]
    return [_before(brief, since), *_differences(since)]


def _before(brief: Brief, since: Change) -> str:
    days = f"{whole_day(since.first, since.last)} to {whole_day(since.last, brief.pack.last)}"
    full, asked = since.answered
    answered = f"{full:,} of {asked:,} in full" if asked else "no question asked"
    said = f"The pack before: {days}, tier {since.tier}, {answered}."
    if since.overlap:
        said += f" The two share {counted(since.overlap, 'day')}, which count in both."
    wanted = short(since.wanted, 120)
    return f"{said} Wanted then: “{wanted}”" if wanted else said


def _differences(since: Change) -> Iterator[str]:
    if since.unlike:
        yield f"What went quiet and levels cannot be compared: {since.unlike}."
    if since.newly_quiet:
        yield f"Newly quiet: {listed(since.newly_quiet)}."
    if since.still_quiet:
        yield f"Quiet then and now: {listed(since.still_quiet)}."
    if since.no_longer_quiet:
        yield f"No longer quiet: {listed(since.no_longer_quiet)}."
    if since.moved:
        moved = [f"{m.name} {m.before * 100:.0f} to {m.after * 100:.0f}%" for m in since.moved]
        yield f"Levels that moved beyond their intervals: {first_few(moved, MOST_MOVED)}."
    if since.environment:
        yield f"Surroundings: {first_few(list(map(_score, since.environment)), MOST_MOVED)}."
    if since.voices_new:
        yield f"Heard now, and not named then: {listed(since.voices_new)}."
    if since.voices_gone:
        yield f"Heard then, and not in the last eight weeks: {listed(since.voices_gone)}."
    if since.says_nothing and not since.unlike:
        yield "Nothing else is clearly different."


def _score(moved: Moved) -> str:
    return f"{moved.name.lower()} {moved.before:g} to {moved.after:g}"
