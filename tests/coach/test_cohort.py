"""The figures of a group, and which of them may be published."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort_packs import TODAY, pack_document, random_rows, row
from reviews import FRAMEWORK
from syslead_cli.coach.cohort import Newest, Row, Whose, cohort, known_shapes, row_of
from syslead_cli.coach.suppression import LEAST, Published, intention_sums, published
from syslead_cli.sharing.model import read_pack

WHOSE = Whose("a", "a", sure=True, order=1)


def read(**changes: Any) -> Row:
    return row_of(read_pack(json.dumps(pack_document(**changes)).encode(), "x"), WHOSE, {})


def test_a_pack_becomes_a_row() -> None:
    made = read()
    assert (made.framework, made.tier, made.days, made.planned) == ("garden", "themes", 4,
                                                                    (2, 1, 0, 0, 1))  # fmt: skip
    assert made.quiet == (("facet", "humility"),)
    assert made.low == (("sun", 2),)
    assert (made.empty_periods, made.by) == (2, "week")
    assert read(state="steady").layout == made.layout
    assert read(withheld=["ratings"]).items == ""


def test_without_names_units_go_by_their_places() -> None:
    made = read(tier="scores")
    assert made.framework.startswith("(unnamed ")
    assert (("facet", "place 1"), "neglected") in made.states
    assert made.layout != read().layout


def test_the_shape_of_ones_own_framework_gives_the_names_back() -> None:
    places = {each.id: at for at, each in enumerate(FRAMEWORK.dimensions, start=1)}
    named = pack_document(tier="scores")
    unit = {k: v for k, v in named["facets"][0].items() if k != "place"}
    of = {k: v for k, v in named["dimensions"][0].items() if k != "place"}
    changes = {
        "dimensions": [{"place": at, **of} for at in places.values()],
        "facets": [
            {"place": at, **unit, "dimension": places[facet.dimension]}
            for at, facet in enumerate(FRAMEWORK.facets, start=1)
        ],
    }
    content = json.dumps(pack_document(tier="scores", **changes)).encode()
    made = row_of(read_pack(content, "x"), WHOSE, known_shapes(FRAMEWORK))
    assert made.framework == FRAMEWORK.id
    assert {id_ for (unit_, id_), _ in made.states if unit_ == "facet"} == {
        facet.id for facet in FRAMEWORK.facets
    }
    assert not made.named


def test_an_id_that_stands_twice_counts_once() -> None:
    facets = pack_document()["facets"]
    facets[1] = {**facets[1], "id": "humility", "state": "steady"}
    assert [s for (_, id_), s in read(facets=facets).states if id_ == "humility"] == ["neglected"]


def test_the_newest_pack_of_a_client_counts() -> None:
    newest = Newest(TODAY)
    old = row("a", made=TODAY - timedelta(days=9), order=3)
    late = row("a", made=TODAY, until=TODAY - timedelta(days=3), order=1)
    for each in (old, late, row("a", made=TODAY, until=TODAY - timedelta(days=4), order=2)):
        newest.add(each)
    assert newest.rows == (late,)
    assert newest.packs == 3


def test_an_expired_pack_is_in_no_figure() -> None:
    newest = Newest(TODAY)
    newest.add(row("a", expires=TODAY - timedelta(days=1)))
    newest.add(row("b", expires=TODAY))
    newest.add(row("c", made=TODAY - timedelta(days=5)))
    newest.add(row("c", expires=TODAY - timedelta(days=1)))
    assert [each.client for each in newest.rows] == ["b", "c"]
    assert newest.only_expired == ("a",)


def test_figures_say_out_of_how_many() -> None:
    rows = [
        row("a", states={"x": "neglected", "y": "steady"}, scores={"i": 2}),
        row("b", states={"x": "too_early", "y": "never_took_root"}, days=0),
        row("c", states={"x": "steady"}, scores={"i": 3}, planned=(3, 1, 0, 1, 1)),
        row("d", states={"x": "neglected"}, empty_periods=5),
    ]
    made = cohort(rows)
    assert [each[2:] for each in made.units] == [("x", 4, 3, 2), ("y", 2, 2, 1)]
    assert made.items == (("garden", "i", 2, 1),)
    assert made.planned == (1, 3, 1, 0, 1, 1)
    assert [each.client for each in made.silent] == ["b"]
    assert [each.client for each in made.fading] == ["d"]
    assert made.rated == 2


# ── publishing ───────────────────────────────────────────────────────────────


def people(count: int, at: int = 0, **given: Any) -> list[Row]:
    return [row(f"{at} {number}", **given) for number in range(count)]


def test_nothing_is_published_about_four() -> None:
    assert published(people(4)) == Published((None,) * 6, (), ())
    assert published([]) == Published((None,) * 6, (), ())
    assert published(people(5)).group.clients == 5


def test_whoever_cannot_be_told_apart_is_not_published() -> None:
    rows = [*people(4), row("x", sure=False)]
    assert published(rows).group.clients is None


def test_a_rare_layout_is_left_out_and_does_not_show_by_subtraction() -> None:
    rows = [*people(7), *people(3, 1, states={"courage": "steady"})]
    made = published(rows)
    assert made.group.clients == 7
    assert [(each.id, each.of) for each in made.units] == [("humility", 7)]


@pytest.mark.parametrize(
    ("quiet", "steady", "early", "shown"),
    [
        (5, 5, 0, (10, 10, 5)),
        (4, 6, 0, (10, 10, None)),
        (6, 4, 0, (10, 10, None)),
        (5, 5, 5, (15, 15 - 5, 5)),
        (5, 5, 4, (14, None, 5)),
        (5, 4, 6, (15, None, 5)),
        (0, 9, 0, (9, 9, None)),
    ],
)
def test_a_count_is_withheld_with_what_would_give_it_away(
    quiet: int, steady: int, early: int, shown: tuple[int | None, ...]
) -> None:
    assert published(unit_world(quiet, steady, early)).units[0][3:] == shown


def test_sums_of_intentions_need_five_who_made_them() -> None:
    made = published([*people(6, planned=(3, 2, 0, 0, 1)), *people(5, 1)]).group
    assert (made.planners, made.made, made.kept, made.open) == (6, 18, 12, None)
    made = published([*people(5, planned=(2, 1, 0, 0, 1)), *people(5, 1)]).group
    assert (made.planners, made.made, made.kept, made.open) == (5, 10, None, None)
    made = published([*people(4, planned=(9, 9, 0, 0, 0)), *people(6, 1)]).group
    assert (made.planners, made.made, made.kept, made.open) == (None,) * 4
    made = published(people(6, planned=(2, 2, 0, 0, 0))).group
    assert (made.made, made.kept) == (12, None)  # nobody kept back: all or none tells of each
    assert published(people(5, planned=(2, 1, 0, 0, 1))).group.made is None


def test_a_sum_that_says_how_many_stand_behind_it_is_withheld() -> None:
    one = (1, 0, 0, 0, 1)
    assert published([*people(5, planned=one), *people(1, 1)]).group.made is None
    made = published([*people(4, planned=one), *people(1, 1, planned=(2, 0, 0, 0, 2)),
                      *people(1, 2)]).group  # fmt: skip
    assert (made.planners, made.made) == (None, 6)  # five or six of them
    assert published([*people(6, planned=one), *people(4, 1)]).group.made is None  # six of ten
    assert published([*people(6, planned=one), *people(5, 1)]).group.made == 6  # six is said


#: Who kept some, has some open, has others: every mixture of the three in one person.
MIXTURES = tuple(product((0, 1), repeat=3))


def mixtures(count: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """Every way to have so many people of these kinds."""
    if kinds == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in mixtures(count - first, kinds - 1):
            yield (first, *rest)


def sums_of(people_of: tuple[int, ...], kinds: tuple[Any, ...], most: int) -> Iterator[list[Any]]:
    """The people, with every sum of kept, open and other intentions up to a bound."""
    everybody = [kind for kind, count in zip(kinds, people_of, strict=True) for _ in range(count)]
    ranges = []
    for part in range(3):
        size = sum(kind[part] for kind in everybody)
        ranges.append(range(size, most + 1) if size else (0,))
    for totals in product(*ranges):
        made = [list(kind) for kind in everybody]
        for part, total in enumerate(totals):
            first = next((each for each in made if each[part]), None)
            if first:
                first[part] += total - sum(each[part] for each in made)
        yield [(sum(each), each[0], 0, each[2], each[1]) for each in made]


@pytest.mark.parametrize(
    ("total", "open_too", "most"), [(6, False, 10), (7, False, 10), (9, False, 10),
                                    (10, False, 11), (11, False, 12), (6, True, 7)],
)  # fmt: skip
def test_knowing_the_rules_no_sum_of_intentions_tells_of_a_few(
    total: int, open_too: bool, most: int
) -> None:
    """In every world that looks alike, how many made, kept or left any is not one small number.

    Nor how many did not. An intention is kept, open or neither, so three numbers a person are
    all there is; the sums go up to a bound beyond which they say less, not more.
    """
    kinds = MIXTURES if open_too else tuple(kind for kind in MIXTURES if not kind[1])
    seen: dict[Any, list[set[int]]] = {}
    for mixture in mixtures(total, len(kinds)):
        for planned in sums_of(mixture, kinds, most):
            makers = sum(each[0] > 0 for each in planned)
            shown = makers if LEAST <= makers <= total - LEAST else None
            made, kept, open_ = intention_sums(planned)
            if made is not None:
                view = (shown, made, kept, open_)
                cells = seen.setdefault(view, [set() for _ in range(7)])
                for cell, count in zip(cells, cells_of(planned), strict=True):
                    cell.add(count)
    assert seen
    for (shown, made, kept, open_), cells in seen.items():
        told = [cells[0]]
        told += [cells[1], cells[2]] if kept is not None else []
        told += [cells[3], cells[4]] if open_ is not None else []
        told += [cells[5]] if kept is not None and open_ is not None else []
        for cell in told if made <= most else ():
            assert len(cell) > 1 or LEAST <= min(cell) <= total - LEAST, (shown, made, kept, open_)
        if shown is not None and kept is not None and made <= most:
            assert len(cells[6]) > 1 or min(cells[6]) >= LEAST, (shown, made, kept)


def cells_of(planned: list[Any]) -> tuple[int, ...]:
    """How many made any; kept any, and not all; have any open, and not all; neither; kept none."""
    made = sum(each[0] > 0 for each in planned)
    kept = sum(each[1] > 0 for each in planned)
    return (
        made, kept, sum(each[0] > each[1] for each in planned),
        sum(each[4] > 0 for each in planned), sum(each[0] > each[4] for each in planned),
        sum(each[3] > 0 for each in planned), made - kept,
    )  # fmt: skip


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=40))
def test_every_sum_and_difference_of_intentions_is_of_five_people(parts: list[Any]) -> None:
    planned = [(sum(each), each[0], 0, each[2], each[1]) for each in parts]
    made, kept, open_ = intention_sums(planned)
    columns = {
        "made": ([each[0] for each in planned], made),
        "kept": ([each[1] for each in planned], kept),
        "open": ([each[4] for each in planned], open_),
    }
    shown = {name: column for name, (column, figure) in columns.items() if figure is not None}
    assert made is not None or not shown
    signs = product((1, 0, -1), repeat=len(shown))
    for combination in signs:
        behind = [
            sum(sign * count for sign, count in zip(combination, each, strict=True))
            for each in zip(*shown.values(), strict=True)
        ]
        assert sum(map(bool, behind)) >= LEAST or not any(combination), combination


def unit_world(quiet: int, steady: int, early: int) -> list[Row]:
    return [
        *people(quiet, 0, states={"x": "neglected"}),
        *people(steady, 1, states={"x": "steady"}),
        *people(early, 2, states={"x": "too_early"}),
    ]


def test_knowing_the_rules_nobody_can_work_out_a_small_group() -> None:
    """Every world of up to 16 people: where a cell is below five, another world looks the same."""
    for total in range(LEAST, 17):
        seen: dict[Any, list[tuple[int, int, int]]] = {}
        for quiet, steady in product(range(total + 1), repeat=2):
            if quiet + steady <= total:
                world = (quiet, steady, total - quiet - steady)
                seen.setdefault(published(unit_world(*world)), []).append(world)
        for worlds in seen.values():
            quiet, steady, rest = ({world[at] for world in worlds} for at in range(3))
            for cell in (quiet, steady, {total - count for count in quiet}):
                assert len(cell) > 1 or min(cell) >= LEAST, (total, worlds)
            assert len(rest) > 1 or min(rest) == 0 or min(rest) >= LEAST, (total, worlds)


def test_nor_who_kept_their_ratings_back() -> None:
    for total in range(LEAST, 17):
        seen: dict[Any, list[tuple[int, int]]] = {}
        for low, other in product(range(total + 1), repeat=2):
            if low + other <= total:
                rows = [*people(low, 0, scores={"i": 1}), *people(other, 1, scores={"i": 4}),
                        *people(total - low - other, 2)]  # fmt: skip
                seen.setdefault(published(rows), []).append((low, other))
        for worlds in seen.values():
            for cell in ({low for low, _ in worlds}, {other for _, other in worlds}):
                assert len(cell) > 1 or min(cell) >= LEAST, (total, worlds)
            shared = {low + other for low, other in worlds}
            assert len(shared) > 1 or total - min(shared) not in range(1, LEAST), (total, worlds)


# ── on random groups: nothing small, shown or by adding and taking away ─────


groups = st.tuples(st.integers(0, 2**32), st.integers(0, 40))


def newest_of(seed: int, size: int) -> tuple[Row, ...]:
    newest = Newest(TODAY)
    for each in random_rows(random.Random(seed), size):
        newest.add(each)
    return newest.rows


def shown_figures(made: Published) -> Iterator[int | None]:
    yield from made.group
    for unit in made.units:
        yield from unit[3:]
    for item in made.items:
        yield from item[2:]


@given(groups)
def test_no_figure_is_about_fewer_than_five(group: tuple[int, int]) -> None:
    assert all(figure is None or figure >= LEAST for figure in shown_figures(
        published(newest_of(*group))
    ))  # fmt: skip


@given(groups)
def test_no_sum_or_difference_of_figures_is_about_one_to_four(group: tuple[int, int]) -> None:
    rows = newest_of(*group)
    made = published(rows)
    if made.group.clients is None:
        return
    sizes = {each.layout: sum(r.layout == each.layout for r in rows) for each in rows}
    whole = frozenset(r.client for r in rows if sizes[r.layout] >= LEAST)
    assert len(whole) == made.group.clients
    counted = [r for r in rows if r.client in whole]
    totals = {whole}
    for unit in made.units:
        sets = unit_sets(counted, unit.framework, unit.id)
        assert_hidden([whole, *(s for s, f in zip(sets, unit[3:], strict=True) if f is not None)])
        totals |= {sets[0]} if unit.of is not None else set()
    for item in made.items:
        rated = item_set(counted, item.framework, item.id)
        totals |= {rated} if item.of is not None else set()
    assert_hidden(sorted(totals, key=sorted))


def unit_sets(rows: list[Row], framework: str, id_: str) -> list[frozenset[str]]:
    of = {r.client: dict(r.states)["facet", id_] for r in rows
          if r.framework == framework and ("facet", id_) in dict(r.states)}  # fmt: skip
    quiet = {c for c, state in of.items() if state in ("neglected", "never_took_root")}
    judged = quiet | {c for c, state in of.items() if state == "steady"}
    return [frozenset(of), frozenset(judged), frozenset(quiet)]


def item_set(rows: list[Row], framework: str, id_: str) -> frozenset[str]:
    """Whom the denominator is about: those in a group of five with the same items."""
    groups = [(r.layout, r.items) for r in rows]
    return frozenset(
        r.client for r in rows
        if r.framework == framework and id_ in dict(r.scores)
        and groups.count((r.layout, r.items)) >= LEAST
    )  # fmt: skip


def assert_hidden(shown: list[frozenset[str]]) -> None:
    """No sum and difference of up to three of these counts is that of one to four people."""
    for size in (1, 2, 3):
        for chosen in combinations(shown, size):
            for signs in product((1, -1), repeat=size):
                tally: dict[str, int] = {}
                for sign, members in zip(signs, chosen, strict=True):
                    for member in members:
                        tally[member] = tally.get(member, 0) + sign
                values = [value for value in tally.values() if value]
                if values and set(values) == {1}:
                    assert len(values) >= LEAST, (signs, [len(c) for c in chosen])
