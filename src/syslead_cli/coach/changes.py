"""What things are called in a brief: by their names where the tier shows them, else by place."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from syslead_cli.base.text import one_line
from syslead_cli.sharing.model import THEMES, Pack, PackEnvironment, PackTension, PackUnit

LONGEST = 44
#: What stands for a name the leader dropped.
NAME_DROPPED = "…"

Labels = dict[tuple[str, int], str]


def short(text: str, most: int = LONGEST) -> str:
    """On one line, and cut where it is very long."""
    text = one_line(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def labels_of(pack: Pack) -> Labels:
    """Every dimension and facet by (unit, place)."""
    units = (("dimension", pack.dimensions), ("facet", pack.facets))
    return {
        (kind, unit.place): short(unit.name) or f"{kind.capitalize()} {unit.place}"
        for kind, those in units
        for unit in those
    }


def within(pack: Pack, labels: Labels, place: int) -> str:
    """The dimension a facet belongs to, as it is called; empty where that is not known."""
    home = next((facet.dimension for facet in pack.facets if facet.place == place), None)
    return labels[("dimension", home)] if home else ""


def item_label(item: PackEnvironment) -> str:
    """An item of the environment."""
    return short(item.name) or f"item {item.place}"


def poles(tension: PackTension) -> str:
    """``lead / follow``."""
    return " / ".join(short(pole, 30) for pole in tension.poles[:3]) or short(tension.id)


def said_name(name: str) -> str:
    """``carers-forum`` as one would say it."""
    if name == NAME_DROPPED:
        return "a name that was dropped"
    return short(name.replace("-", " "), 40)


# ── brief_change ──
# What changed between two packs of one client, as far as the two can be compared.


#: Names of voices a list has at most.
MOST_NAMES = 6


class Moved(NamedTuple):
    """Something with a value then and now: a dimension's level, an item's score."""

    name: str
    before: float
    after: float


class Change(NamedTuple):
    """``first`` to ``last``: the earlier pack's days; ``overlap``: days both packs look at."""

    first: date
    last: date
    tier: str
    wanted: str
    #: Why quiet facets and levels cannot be compared; empty where they can.
    unlike: str
    overlap: int
    answered: tuple[int, int]
    newly_quiet: tuple[str, ...]
    still_quiet: tuple[str, ...]
    no_longer_quiet: tuple[str, ...]
    #: Dimensions whose intervals no longer meet.
    moved: tuple[Moved, ...]
    #: None where one of the two keeps ratings back.
    environment: tuple[Moved, ...] | None
    #: None where one of the two has no names of voices.
    voices_new: tuple[str, ...] | None
    voices_gone: tuple[str, ...] | None

    @property
    def says_nothing(self) -> bool:
        """Whether nothing that can be compared is different."""
        lists = (self.newly_quiet, self.no_longer_quiet, self.moved, self.environment or ())
        return not any(lists) and not self.voices_new and not self.voices_gone


def change(earlier: Pack, newest: Pack) -> Change:
    """What is different in the newer one."""
    unlike = _unlike(earlier, newest)
    labels = labels_of(newest)
    then, now = (set() if unlike else _quiet(pack) for pack in (earlier, newest))
    new_voices, gone = _voices(earlier, newest)
    return Change(
        first=earlier.first,
        last=earlier.last,
        tier=earlier.tier,
        wanted=earlier.purpose,
        unlike=unlike,
        overlap=max(0, (earlier.last - newest.first).days + 1),
        answered=(earlier.counts.full, earlier.counts.asked),
        newly_quiet=_called(now - then, labels),
        still_quiet=_called(now & then, labels),
        no_longer_quiet=_called(then - now, labels),
        moved=() if unlike else _levels(earlier, newest, labels),
        environment=_environment(earlier, newest, unlike),
        voices_new=new_voices,
        voices_gone=gone,
    )


def _unlike(earlier: Pack, newest: Pack) -> str:
    """Places mean the same only within one framework."""
    if (len(earlier.dimensions), len(earlier.facets)) != (
        len(newest.dimensions),
        len(newest.facets),
    ):
        return "it has other dimensions or facets"
    if earlier.framework and newest.framework and earlier.framework.id != newest.framework.id:
        return "it is of another framework"
    return ""


def _quiet(pack: Pack) -> set[tuple[str, int]]:
    return {(found.unit, found.place) for found in pack.named}


def _called(units: set[tuple[str, int]], labels: Labels) -> tuple[str, ...]:
    return tuple(labels[unit] for unit in sorted(units))


def _levels(earlier: Pack, newest: Pack, labels: Labels) -> tuple[Moved, ...]:
    pairs = zip(earlier.dimensions, newest.dimensions, strict=True)
    return tuple(
        Moved(labels[("dimension", now.place)], then.level.mean, now.level.mean)
        for then, now in pairs
        if _apart(then, now)
    )


def _apart(then: PackUnit, now: PackUnit) -> bool:
    """Two levels that cannot well be one: their 80% intervals do not meet."""
    if not then.asked or not now.asked:
        return False
    return then.level.high < now.level.low or now.level.high < then.level.low


def _environment(earlier: Pack, newest: Pack, unlike: str) -> tuple[Moved, ...] | None:
    if unlike or earlier.environment is None or newest.environment is None:
        return None
    before = {item.place: item.score for item in earlier.environment}
    return tuple(
        Moved(item_label(item), before[item.place], item.score)
        for item in newest.environment
        if before.get(item.place, item.score) != item.score
    )


def _voices(earlier: Pack, newest: Pack) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Who is heard now and was not named then, and who was heard then and is missing now."""
    if not (earlier.voices and newest.voices and earlier.shows(THEMES) and newest.shows(THEMES)):
        return None, None
    heard, missed = (
        {v.name for v in those if v.name != NAME_DROPPED}
        for those in (earlier.voices.names_heard, earlier.voices.names_missing)
    )
    missing = {v.name for v in newest.voices.names_missing}
    new = [
        v.name
        for v in newest.voices.names_heard
        if v.name not in heard | missed | missing | {NAME_DROPPED}
    ]
    gone = [v.name for v in newest.voices.names_missing if v.name in heard - missed]
    return tuple(map(said_name, new[:MOST_NAMES])), tuple(map(said_name, gone[:MOST_NAMES]))
