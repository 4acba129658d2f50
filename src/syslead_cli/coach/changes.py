"""Two packs of one client: what changed between them, and what speaks against one person.

Units are called by their names where the tier shows them, else by their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from syslead_cli.base.text import counted, first_few, listed, one_line, whole_day
from syslead_cli.coach.documents import HistoryPack, Moved, PackChange, UnitPlace
from syslead_cli.insight.trends import WEEK, window
from syslead_cli.sharing.model import (
    THEMES,
    Pack,
    PackEnvironment,
    PackTension,
    PackUnit,
    PackVoice,
)

#: What can become of an intention, and the word for it.
OUTCOMES = {"kept": "done", "partly": "partly", "dropped": "dropped", "open": "open"}
#: What stands for a name the leader dropped.
NAME_DROPPED = "…"
#: A text only so much too long is not cut; a word so long is cut inside.
_A_FEW_LETTERS, _LONG_WORD = 8, 24
#: States in which a level says nothing.
_NO_LEVEL = ("too_early", "not_asked")
#: Names of voices a list has at most, and figures that moved.
_MOST_NAMES, _MOST_MOVED = 6, 5
#: Whole weeks in which two packs have to differ to be taken for two people's.
_SEVERAL_WEEKS = 3


UnitNames: TypeAlias = dict[UnitPlace, str]


def short(text: str, most: int = 44) -> str:
    """Return one line, cut between words where it is longer than ``most`` and a few letters."""
    text = one_line(text)
    if len(text) <= most + _A_FEW_LETTERS:
        return text
    words, _, cut_word = text[:most].rpartition(" ")
    kept = words if words and len(cut_word) <= _LONG_WORD else text[: most - 1]
    return f"{kept.rstrip(' ,;:–-')}…"


def names_of(pack: Pack) -> UnitNames:
    units: list[tuple[UnitPlace, PackUnit]] = [
        *((UnitPlace("dimension", unit.place), unit) for unit in pack.dimensions),
        *((UnitPlace("facet", unit.place), unit) for unit in pack.facets),
    ]
    return {at: short(unit.name) or f"{at.unit.capitalize()} {at.place}" for at, unit in units}


def item_name(item: PackEnvironment) -> str:
    return short(item.name) or f"item {item.place}"


def poles(tension: PackTension) -> str:
    """Return ``lead / follow``."""
    return " / ".join(short(pole, 30) for pole in tension.poles[:3]) or short(tension.id)


def voice_name(name: str) -> str:
    """Return ``carers-forum`` as one would say it."""
    return "a name that was dropped" if name == NAME_DROPPED else short(name.replace("-", " "), 40)


def change(earlier: Pack, newest: Pack) -> PackChange:
    unlike = _unlike(earlier, newest)
    names = names_of(newest)
    both = all(pack.facets for pack in (earlier, newest))
    then, now = (
        {
            (found.unit, found.place)
            for found in pack.named
            if not unlike and (both or found.unit == "dimension")
        }
        for pack in (earlier, newest)
    )
    voices_new, voices_gone = _voices(earlier, newest)

    def called(units: set[tuple[str, int]]) -> tuple[str, ...]:
        return tuple(names[UnitPlace(*unit)] for unit in sorted(units))  # type: ignore[arg-type]

    return PackChange(
        earlier.first,
        earlier.last,
        earlier.tier,
        earlier.purpose,
        unlike,
        max(0, (earlier.last - newest.first).days + 1),
        earlier.counts.full,
        earlier.counts.asked,
        newly_quiet=called(now - then),
        still_quiet=called(now & then),
        no_longer_quiet=called(then - now),
        moved=() if unlike else _levels(earlier, newest, names),
        environment=None if unlike else _environment(earlier, newest),
        voices_new=voices_new,
        voices_gone=voices_gone,
    )


def _differ_in_size(one: Pack, other: Pack) -> bool:
    """Tell if they are of two frameworks or profiles; the lowest tier has no facets to count."""
    facets = [len(pack.facets) for pack in (one, other) if pack.facets]
    return len(one.dimensions) != len(other.dimensions) or len(set(facets)) > 1


def history(newest: Pack, earlier: Sequence[Pack]) -> tuple[HistoryPack, ...]:
    """Return all these packs, oldest first, in figures that can be compared."""
    made = []
    for pack in (*reversed(earlier), newest):
        is_alike = not _unlike(pack, newest)
        units = pack.dimensions if is_alike else ()
        names = names_of(newest if is_alike and newest.shows(THEMES) else pack)
        quiet = [UnitPlace(each.unit, each.place) for each in pack.named]  # type: ignore[arg-type]
        made.append(
            HistoryPack(
                pack.first,
                pack.last,
                pack.tier,
                pack.counts.asked,
                pack.counts.full,
                tuple(names[at] for at in quiet if at in names),
                tuple(
                    unit.level.mean if unit.asked and unit.state not in _NO_LEVEL else None
                    for unit in units
                )
                or (None,) * len(newest.dimensions),
            )
        )
    return tuple(made)


def _unlike(earlier: Pack, newest: Pack) -> str | None:
    """Say why quiet facets and levels of two packs cannot be compared; None where they can."""
    if _differ_in_size(earlier, newest):
        return "it has other dimensions or facets"
    if _are_of_two_frameworks(earlier, newest):
        return "it is of another framework"
    return None


def _are_of_two_frameworks(one: Pack, other: Pack) -> bool:
    return bool(one.framework and other.framework and one.framework.id != other.framework.id)


def _levels(earlier: Pack, newest: Pack, names: UnitNames) -> tuple[Moved, ...]:
    """Return the levels that cannot well be one: their 80% intervals do not meet."""
    return tuple(
        Moved(names[UnitPlace("dimension", now.place)], then.level.mean, now.level.mean)
        for then, now in zip(earlier.dimensions, newest.dimensions, strict=True)
        if then.asked and now.asked
        if then.level.high < now.level.low or now.level.high < then.level.low
    )


def _environment(earlier: Pack, newest: Pack) -> tuple[Moved, ...] | None:
    both = earlier.has_details and newest.has_details
    if not both or earlier.environment is None or newest.environment is None:
        return None
    before = {item.place: item.score for item in earlier.environment}
    return tuple(
        Moved(item_name(item), before[item.place], item.score)
        for item in newest.environment
        if before.get(item.place, item.score) != item.score
    )


def _voices(earlier: Pack, newest: Pack) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Return who is heard now and was not named then, and who was heard then and is missing now."""
    if not (earlier.voices and newest.voices and earlier.shows(THEMES) and newest.shows(THEMES)):
        return None, None

    def names(voices: Iterable[PackVoice]) -> dict[str, None]:
        return {voice.name: None for voice in voices if voice.name != NAME_DROPPED}

    heard, missed = names(earlier.voices.names_heard), names(earlier.voices.names_missing)
    missing = names(newest.voices.names_missing)
    known = {*heard, *missed, *missing}
    new = [name for name in names(newest.voices.names_heard) if name not in known]
    gone = [name for name in missing if name in heard and name not in missed]
    return tuple(map(voice_name, new[:_MOST_NAMES])), tuple(map(voice_name, gone[:_MOST_NAMES]))


def contradiction(earlier: Pack, new: Pack) -> str:
    """Say why two packs cannot well be of one person; empty where they can.

    Nothing in a pack says who sent it, so only what contradicts is looked at.
    """
    if _differ_in_size(earlier, new):
        return f"it has {len(new.facets)} facets, and the earlier one {len(earlier.facets)}"
    if _are_of_two_frameworks(earlier, new):
        return "it is of another framework than the earlier one"
    if _have_other_weeks(earlier, new):
        return "the weeks they have in common are not the same"
    inner, outer = sorted((earlier, new), key=lambda pack: (pack.last - pack.first, pack.made))
    is_inside = outer.first <= inner.first and inner.last <= outer.last
    if is_inside and (
        outer.counts.asked < inner.counts.asked or outer.counts.notes < inner.counts.notes
    ):
        return "both cover the same days, and the longer one contains less"
    return ""


def _have_other_weeks(one: Pack, other: Pack) -> bool:
    """Tell if most of the whole weeks both look at hold other questions.

    A past week of one person stays as it is, but for what they delete or write later.
    """
    weeks, others = _weeks(one), _weeks(other)
    common = [day for day in weeks.keys() & others.keys() if any(weeks[day]) or any(others[day])]
    differ = sum(weeks[day] != others[day] for day in common)
    return differ >= _SEVERAL_WEEKS and 2 * differ > len(common)


def _weeks(pack: Pack) -> dict[date, tuple[int, ...]]:
    """Return how many questions of each dimension were asked, by whole week."""
    span = window(pack.first, pack.last)
    strips = [unit.strip for unit in pack.dimensions]
    if not strips or span.by != WEEK or any(len(strip) != len(span.starts) for strip in strips):
        return {}
    weeks = zip(span.starts, zip(*strips, strict=True), strict=True)
    asked = {start: tuple(count for count, _ in periods) for start, periods in weeks}
    return {start: asked[start] for start in span.starts[1:-1]}


# ── in words ─────────────────────────────────────────────────────────────────


def in_words(since: PackChange | None, today: date) -> Iterator[str]:
    """Say what changed since the pack before; days of another year than ``today`` have theirs."""
    if since is None:
        yield "This is the first pack, so there is nothing to compare it with."
        return
    days = f"{whole_day(since.first, since.last)} to {whole_day(since.last, today)}"
    answered = "no questions asked"
    if since.asked:
        answered = f"{since.full:,} of {since.asked:,} in detail"
    said = f"The pack before: {days}, tier {since.tier}, {answered}."
    if since.overlap:
        said += f" The two share {counted(since.overlap, 'day')}, which count in both."
    if wanted := short(since.wanted, 120):
        said += f" Wanted then: “{wanted}”"
    yield said
    yield from _differences(since)


def _differences(since: PackChange) -> Iterator[str]:
    if since.unlike:
        yield f"What went quiet and levels cannot be compared: {since.unlike}."
    moved = [f"{m.name} {m.before * 100:.0f} to {m.after * 100:.0f}%" for m in since.moved]
    scores = [f"{m.name.lower()} {m.before:g} to {m.after:g}" for m in since.environment or ()]
    found = {
        "Newly quiet": listed(since.newly_quiet),
        "Quiet then and now": listed(since.still_quiet),
        "No longer quiet": listed(since.no_longer_quiet),
        "Levels that moved beyond their ranges": first_few(moved, _MOST_MOVED),
        "Surroundings": first_few(scores, _MOST_MOVED),
        "Named now, and not then": listed(since.voices_new or ()),
        "Named then, and not in the last eight weeks": listed(since.voices_gone or ()),
    }
    yield from (f"{label}: {said}." for label, said in found.items() if said)
    if since.says_nothing and not since.unlike:
        yield "Nothing else is clearly different."
