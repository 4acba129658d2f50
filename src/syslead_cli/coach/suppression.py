"""What may leave a coach's desk about a group: never a figure about fewer than five people.

Four rules, the same in ``sql/*.sql`` (docs/programme-scale.md says why each is needed):

1. Whoever shares a framework's units (its layout) with fewer than four others is in no published
   figure, so every denominator is made of whole groups of five or more.
2. A count is withheld where it, or what is left of its total without it, is below five: neither
   can then be had by subtraction. Nobody and everybody count as fewer than five too.
3. A denominator is withheld where what it leaves of the people it is part of is one to four.
4. A sum of intentions, and each difference of two that are shown, is made up by five people or
   more, and is so much larger than five that it does not say how many they are.

A figure that is withheld is None, whichever rule withheld it; what has no figure at all left is
not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from syslead_cli.coach.cohort import ItemFigure, Row, UnitFigure, item_figures, unit_figures

#: The fewest people a published figure may be about; written out in sql/rule.sql as well.
LEAST = 5

Withheld = int | None


class PublishedGroup(NamedTuple):
    """The whole group. ``silent``: who wrote nothing; ``planners``: who made an intention."""

    clients: Withheld
    silent: Withheld
    planners: Withheld
    made: Withheld
    kept: Withheld
    open: Withheld


class PublishedUnit(NamedTuple):
    """A dimension or a facet, as in ``core.cohort.UnitFigure``."""

    framework: str
    unit: str
    id: str
    of: Withheld
    judged: Withheld
    quiet: Withheld


class PublishedItem(NamedTuple):
    """An item of the environment, as in ``core.cohort.ItemFigure``."""

    framework: str
    id: str
    of: Withheld
    low: Withheld


class Published(NamedTuple):
    """Everything that may leave, each list in the order of its keys."""

    group: PublishedGroup
    units: tuple[PublishedUnit, ...]
    items: tuple[PublishedItem, ...]


def published(rows: Iterable[Row]) -> Published:
    """What may be published of these clients: one row each, the newest."""
    people = _in_large_groups([row for row in rows if row.sure])
    return Published(_group(people), _units(people), _items(people))


def _in_large_groups(rows: Sequence[Row]) -> list[Row]:
    """Rule 1."""
    sizes = Counter(row.layout for row in rows)
    return [row for row in rows if sizes[row.layout] >= LEAST]


def count_within(count: int, total: int) -> Withheld:
    """Rule 2: a count, where neither it nor the rest of its total is about fewer than five."""
    return count if count >= LEAST and total - count >= LEAST else None


def part_of(part: int, whole: int) -> Withheld:
    """Rule 3: the size of a part, where what it leaves is nobody, or five and more."""
    return part if part >= LEAST and (part == whole or whole - part >= LEAST) else None


def _group(people: Sequence[Row]) -> PublishedGroup:
    total = len(people)
    made, kept, open_ = intention_sums([row.planned for row in people])
    return PublishedGroup(
        clients=total if total >= LEAST else None,
        silent=count_within(sum(not row.days for row in people), total),
        planners=count_within(sum(row.planned[0] > 0 for row in people), total),
        made=made,
        kept=kept,
        open=open_,
    )


def intention_sums(planned: Sequence[tuple[int, int, int, int, int]]) -> list[Withheld]:
    """Rule 4: sums of intentions made, kept and open, and each difference of two shown ones.

    A sum of five would say that five people made one each, and one that hardly exceeds how many
    must have made any would say how many did: either tells how many did not.
    """
    parts = [(made, kept, open_) for made, kept, _, _, open_ in planned]
    total, makers = len(parts), sum(made > 0 for made, _, _ in parts)
    counted = count_within(makers, total) is not None
    made, kept, open_ = (
        (list(column) for column in zip(*parts, strict=True)) if parts else ([],) * 3
    )
    at_least = LEAST if counted else max(LEAST, total - LEAST + 1)
    made_shown = total > LEAST and _by_many(made) and sum(made) > at_least
    among_many = made_shown and (makers > LEAST or not counted)
    kept_shown = among_many and _by_many(kept) and _by_many(_less(made, kept))
    open_shown = among_many and _by_many(open_) and _by_many(_less(made, open_))
    if kept_shown and open_shown:
        open_shown = _by_many(_less(_less(made, kept), open_))
    sums = (sum(made), sum(kept), sum(open_))
    shown = (made_shown, kept_shown, open_shown)
    return [count if show else None for count, show in zip(sums, shown, strict=True)]


def _by_many(counts: Sequence[int]) -> bool:
    """Made up by five or more, and more than one by somebody, whoever that is."""
    return sum(count > 0 for count in counts) >= LEAST and sum(counts) > LEAST


def _less(whole: Sequence[int], part: Sequence[int]) -> list[int]:
    return [one - other for one, other in zip(whole, part, strict=True)]


def _units(people: Sequence[Row]) -> tuple[PublishedUnit, ...]:
    return tuple(_unit(each, len(people)) for each in unit_figures(people) if each.of >= LEAST)


def _unit(figure: UnitFigure, total: int) -> PublishedUnit:
    of = part_of(figure.of, total)
    quiet = count_within(figure.quiet, figure.of)
    judged = part_of(figure.judged, figure.of) if of is not None else None
    if quiet is not None and figure.judged - quiet < LEAST:
        judged = None
    return PublishedUnit(figure.framework, figure.unit, figure.id, of, judged, quiet)


def _items(people: Sequence[Row]) -> tuple[PublishedItem, ...]:
    """Of the environment: those only who share the same items with four others of their layout.

    Where those left over in a layout are one to four, no denominator of that framework is shown.
    """
    sizes = Counter((row.layout, row.items) for row in people if row.items)
    rated = [row for row in people if sizes[row.layout, row.items] >= LEAST]
    rest = Counter(row.layout for row in people) - Counter(row.layout for row in rated)
    closed = {row.framework for row in people if 0 < rest[row.layout] < LEAST}
    frameworks = Counter(row.framework for row in people)
    return tuple(
        shown
        for each in item_figures(rated)
        if (
            shown := _closed_item(each, frameworks[each.framework])
            if each.framework in closed
            else _item(each, len(people))
        )
    )


def _item(figure: ItemFigure, total: int) -> PublishedItem | None:
    of = part_of(figure.of, total)
    low = count_within(figure.low, figure.of)
    return _unless_empty(PublishedItem(figure.framework, figure.id, of, low))


def _closed_item(figure: ItemFigure, people: int) -> PublishedItem | None:
    """Without its denominator; and its count only where that narrows the denominator to no one
    number: the rule for the rest must hold even for the smallest it may be."""
    low = count_within(figure.low, figure.of)
    if low is not None and people - (LEAST - 1) - low < LEAST:
        low = None
    return _unless_empty(PublishedItem(figure.framework, figure.id, None, low))


def _unless_empty(item: PublishedItem) -> PublishedItem | None:
    """None where nothing may be shown: in a small group its being there would say how many."""
    return None if item.of is None and item.low is None else item
