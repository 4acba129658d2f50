"""The figures of a brief in words: levels and own ratings, one dimension at a time."""

from __future__ import annotations

from collections.abc import Sequence

from syslead_cli.base.wording import counted
from syslead_cli.coach.brief_core import Brief
from syslead_cli.insight.strips import WEEK, window
from syslead_cli.insight.trends_render import number
from syslead_cli.sharing.pack import RATINGS
from syslead_cli.sharing.pack_read import RatingsRead, UnitRead

WITHHELD = "Withheld"
#: What the table has room for; ``--json`` has all of it.
MOST_WAYS = 12
_STATES = {
    "too_early": "too early to say", "not_asked": "not asked", "neglected": "gone quiet",
    "never_took_root": "low throughout", "paused": "away",
}  # fmt: skip


def ways_title(brief: Brief) -> str:
    """``Six ways of leading``."""
    return f"{number(len(brief.pack.dimensions))} ways of leading"


def periods(brief: Brief) -> str:
    """What each column of a strip stands for."""
    by = window(brief.pack.first, brief.pack.last).by
    return "Weeks" if by == WEEK else "Months"


def percent(share: float) -> str:
    """``74 %``."""
    return f"{share * 100:.0f}%"


def has_level(unit: UnitRead) -> bool:
    """Whether there is enough to speak of a level."""
    return unit.asked > 0 and unit.state not in ("too_early", "not_asked")


def names_note(brief: Brief) -> str:
    """Where names are kept back: what the places are."""
    if brief.named:
        return ""
    return f"{WITHHELD} at this tier: names. Places count in the order of the framework."


def interval(unit: UnitRead) -> str:
    """``74–100 %``."""
    return f"{unit.level.low * 100:.0f}–{unit.level.high * 100:.0f}%" if has_level(unit) else "–"


def state(unit: UnitRead) -> str:
    """What is to be said of it beyond the figures; mostly nothing."""
    return _STATES.get(unit.state, "")


def rating(rated: RatingsRead | None) -> str:
    """``13 ratings, median 4, rising``."""
    if rated is None:
        return "withheld"
    if not rated.n:
        return "none"
    said = counted(rated.n, "rating")
    if where := _where(rated):
        said += f", median {where}" if rated.median is not None else f", {where}"
    return f"{said}, {rated.direction}" if rated.direction else said


def ratings_kept_back(brief: Brief) -> bool:
    """Whether the leader kept ratings back, and with them the environment."""
    return RATINGS in brief.pack.withheld


def rating_parts(rated: RatingsRead | None) -> list[str]:
    """The same in two parts: where they lie, then how many and which way."""
    if rated is None or rated.median is None:
        return [rating(rated)]
    said = counted(rated.n, "rating")
    return [f"median {rated.median:g}", f"{said}, {rated.direction}" if rated.direction else said]


def ratings_in_groups(brief: Brief) -> list[str]:
    """``13 ratings each, 1 to 5, rising. Median: Doing 4, Being 3.``, a line a direction."""
    if ratings_kept_back(brief):
        return [f"{WITHHELD} by the leader."]
    groups: dict[tuple[int, str, bool], list[tuple[str, str]]] = {}
    for unit in brief.pack.dimensions[:MOST_WAYS]:
        rated = unit.ratings
        if rated and rated.n:
            name = brief.labels[("dimension", unit.place)]
            alike = (rated.n, rated.direction or "", rated.median is not None)
            groups.setdefault(alike, []).append((name, _where(rated)))
    return [_group(*alike, those) for alike, those in groups.items()] or ["None in these weeks."]


def _group(n: int, direction: str, has_median: bool, those: list[tuple[str, str]]) -> str:
    said = f"{counted(n, 'rating')}{' each' if len(those) > 1 else ''}, 1 to 5"
    said += f", {direction}. " if direction else ". "
    if not any(where for _, where in those):
        return f"{said}{', '.join(name for name, _ in those)}."
    return f"{said}{'Median: ' if has_median else ''}{', '.join(map(' '.join, those))}."


def _where(rated: RatingsRead) -> str:
    """``4``, ``3 to 5``, ``all 4``; nothing where there are too few to say it."""
    if rated.median is not None:
        return f"{rated.median:g}"
    if not rated.range:
        return ""
    low, high = rated.range[0], rated.range[-1]
    return f"{low} to {high}" if low != high else f"all {low}"


def nothing_asked(brief: Brief) -> str:
    """What stands for the whole table where it would be empty; else empty."""
    units = brief.pack.dimensions
    if any(unit.asked or (unit.ratings and unit.ratings.n) for unit in units):
        return ""
    return "No question was asked in these days."


def most_asked(units: Sequence[UnitRead]) -> int:
    """The most questions of one period, for the scale of the strips."""
    return max((asked for unit in units for asked, _ in unit.strip), default=1) or 1
