"""What may be published of a group: the SQL is searched for leaks, and every engine agrees."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cohort_rows import packs_read, random_rows, row
from some_records import TODAY
from syslead_cli.coach.cohort import PackRow
from syslead_cli.coach.publishing import (
    LEAST,
    SQL,
    TABLES,
    CohortTables,
    PublishedFigures,
    figures_of,
    statements,
)
from syslead_cli.errors import SysleadError

TESTS = Path(__file__).resolve().parents[1]
#: An interpreter with PySpark, where it is not this one.
SPARK_PYTHON = os.environ.get("SYSLEAD_SPARK_PYTHON", sys.executable)
#: In the order of the row of a group.
CLIENTS, SILENT, MAKERS, MADE, KEPT, OPEN = range(6)
Planned = tuple[int, int, int, int, int]


def published(rows: Sequence[PackRow]) -> PublishedFigures:
    return figures_of(rows, TODAY)


def group_of(rows: Sequence[PackRow]) -> tuple[int | None, ...]:
    return published(rows).group[0]


def people(count: int, at: int = 0, **given: Any) -> list[PackRow]:
    return [row(f"{at} {number}", 100 * at + number, **given) for number in range(count)]


NOTHING = PublishedFigures([(None,) * 6], [], [])


def test_nothing_is_published_about_four() -> None:
    assert published(people(4)) == NOTHING
    assert published([]) == NOTHING
    assert group_of(people(5))[CLIENTS] == 5


def test_whoever_cannot_be_told_apart_is_not_published() -> None:
    assert published([*people(4), row("x", 9, known=False)]) == NOTHING


def test_a_client_in_a_folder_whose_name_is_no_utf_8_counts() -> None:
    odd = [row(f"{at}\udcff", at) for at in range(5)]
    assert group_of(odd)[CLIENTS] == 5


def test_a_rare_layout_is_left_out_and_does_not_show_by_subtraction() -> None:
    made = published([*people(7), *people(3, 1, states={"courage": "steady"})])
    assert made.group[0][CLIENTS] == 7
    assert [(unit[2], unit[3]) for unit in made.units] == [("humility", 7)]


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
    made = group_of([*people(6, planned=(3, 2, 0, 0, 1)), *people(5, 1)])
    assert made[MAKERS:] == (6, 18, 12, None)
    made = group_of([*people(5, planned=(2, 1, 0, 0, 1)), *people(5, 1)])
    assert made[MAKERS:] == (5, 10, None, None)
    made = group_of([*people(4, planned=(9, 9, 0, 0, 0)), *people(6, 1)])
    assert made[MAKERS:] == (None,) * 4
    made = group_of(people(6, planned=(2, 2, 0, 0, 0)))
    assert made[MADE:OPEN] == (12, None)  # nobody kept back: all or none tells of each
    assert group_of(people(5, planned=(2, 1, 0, 0, 1)))[MADE] is None


def test_a_sum_that_says_how_many_stand_behind_it_is_withheld() -> None:
    one = (1, 0, 0, 0, 1)
    assert group_of([*people(5, planned=one), *people(1, 1)])[MADE] is None
    two = people(1, 1, planned=(2, 0, 0, 0, 2))
    made = group_of([*people(4, planned=one), *two, *people(1, 2)])
    assert made[MAKERS : MADE + 1] == (None, 6)  # five or six of them
    assert group_of([*people(6, planned=one), *people(4, 1)])[MADE] is None  # six of ten
    assert group_of([*people(6, planned=one), *people(5, 1)])[MADE] == 6  # six is said


# ── every small group: knowing the rules helps nobody ────────────────────────

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


def groups_of(worlds: Sequence[Sequence[Planned]]) -> list[tuple[int | None, ...]]:
    """The row of the group for each of many worlds, by the package's SQL in one run.

    ``counted`` has one world after the other, and ``group_sums`` a row for each of them.
    """
    engine = sqlite3.connect(":memory:")
    engine.execute(
        "create table counted (world, days, intentions_made, intentions_kept, intentions_open)"
    )
    engine.executemany(
        "insert into counted values (?, 3, ?, ?, ?)",
        (
            (at, made, kept, open_)
            for at, world in enumerate(worlds)
            for made, kept, _, _, open_ in world
        ),
    )
    rule, _, _, sums, group, *_ = [
        text.replace("or replace temporary view", "table") for text in statements()
    ]
    for statement in (rule, f"{sums.rstrip()} group by world order by world", group):
        engine.execute(statement)
    return engine.execute("select * from published_group order by rowid").fetchall()


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
    worlds = [
        planned
        for mixture in mixtures(total, len(kinds))
        for planned in sums_of(mixture, kinds, most)
    ]
    groups = groups_of(worlds)
    for at in range(0, len(worlds), len(worlds) // 20):  # one run says what single ones say
        assert group_of(planners(worlds[at])) == groups[at]
    seen: dict[Any, list[set[int]]] = {}
    for planned, group in zip(worlds, groups, strict=True):
        if group[MADE] is not None:
            cells = seen.setdefault(group[MAKERS:], [set() for _ in range(7)])
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


def planners(world: Sequence[Planned]) -> list[PackRow]:
    return [row(f"{at}", at, planned=planned) for at, planned in enumerate(world)]


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
@example([(0, 0, 0), *[(1, 1, 1)] * 4, (2, 2, 2)])
def test_every_sum_and_difference_of_intentions_is_of_five_people(parts: list[Any]) -> None:
    planned = [(sum(each), each[0], 0, each[2], each[1]) for each in parts]
    group = group_of(planners(planned))
    columns = {MADE: 0, KEPT: 1, OPEN: 4}
    shown = [[each[at] for each in planned] for figure, at in columns.items()
             if group[figure] is not None]  # fmt: skip
    assert group[MADE] is not None or not shown
    for combination in product((1, 0, -1), repeat=len(shown)):
        if combination[:1] == (0,) and set(combination) == {0, 1, -1}:
            continue  # what was kept and what is open are no part of each other
        behind = [
            sum(sign * count for sign, count in zip(combination, each, strict=True))
            for each in zip(*shown, strict=True)
        ]
        assert sum(map(bool, behind)) >= LEAST or not any(combination), combination


def unit_world(quiet: int, steady: int, early: int) -> list[PackRow]:
    return [
        *people(quiet, 0, states={"x": "neglected"}),
        *people(steady, 1, states={"x": "steady"}),
        *people(early, 2, states={"x": "too_early"}),
    ]


def view_of(rows: Sequence[PackRow]) -> str:
    """Everything somebody sees who gets the figures."""
    return repr(published(rows))


def test_knowing_the_rules_nobody_can_work_out_a_small_group() -> None:
    """Every world of up to 16 people: where a cell is below five, another world looks the same."""
    for total in range(LEAST, 17):
        seen: dict[str, list[tuple[int, int, int]]] = {}
        for quiet, steady in product(range(total + 1), repeat=2):
            if quiet + steady <= total:
                world = (quiet, steady, total - quiet - steady)
                seen.setdefault(view_of(unit_world(*world)), []).append(world)
        for worlds in seen.values():
            quiet, steady, rest = ({world[at] for world in worlds} for at in range(3))
            for cell in (quiet, steady, {total - count for count in quiet}):
                assert len(cell) > 1 or min(cell) >= LEAST, (total, worlds)
            assert len(rest) > 1 or min(rest) == 0 or min(rest) >= LEAST, (total, worlds)


def test_nor_who_kept_their_ratings_back() -> None:
    for total in range(LEAST, 17):
        seen: dict[str, list[tuple[int, int]]] = {}
        for low, other in product(range(total + 1), repeat=2):
            if low + other <= total:
                rows = [*people(low, 0, scores={"i": 1}), *people(other, 1, scores={"i": 4}),
                        *people(total - low - other, 2)]  # fmt: skip
                seen.setdefault(view_of(rows), []).append((low, other))
        for worlds in seen.values():
            for cell in ({low for low, _ in worlds}, {other for _, other in worlds}):
                assert len(cell) > 1 or min(cell) >= LEAST, (total, worlds)
            shared = {low + other for low, other in worlds}
            assert len(shared) > 1 or total - min(shared) not in range(1, LEAST), (total, worlds)


#: What a person said of two items of the environment: a low score, a high one, none.
ANSWERS = tuple(product((1, 4, None), repeat=2))


def items_of(worlds: Sequence[tuple[int, ...]]) -> list[list[tuple[Any, ...]]]:
    """The rows of two items for each of many worlds, by the package's SQL in one run.

    A world is how many people gave each of ANSWERS; each is a framework of its own.
    """
    engine = sqlite3.connect(":memory:")
    engine.execute("create table counted (framework, layout, items, pack)")
    engine.execute("create table environment (pack, id, score)")
    pack = 0
    for at, world in enumerate(worlds):
        for scores, count in zip(ANSWERS, world, strict=True):
            given_ = [(id_, score) for id_, score in zip("ij", scores, strict=True) if score]
            packs = range(pack, pack := pack + count)
            items = "".join(id_ for id_, _ in given_)
            engine.executemany("insert into counted values (?, 'one', ?, ?)",
                               ((at, items, each) for each in packs))  # fmt: skip
            engine.executemany("insert into environment values (?, ?, ?)",
                               ((each, *said) for each in packs for said in given_))  # fmt: skip
    engine.execute("create index packs on environment (pack)")
    rule, *_, shown = [text.replace("or replace temporary view", "table") for text in statements()]
    for statement in (rule, shown):
        engine.execute(statement)
    found: list[list[tuple[Any, ...]]] = [[] for _ in worlds]
    for at, *figures in engine.execute("select * from published_items order by framework, id"):
        found[at].append(tuple(figures))
    return found


def cells_of_items(world: tuple[int, ...]) -> dict[str, int]:
    """How many are in each set of people that two items make; one in capitals may be empty."""
    count = dict(zip(ANSWERS, world, strict=True))
    whole = sum(world)
    found = {"KEPT BACK": count[None, None], "LOW BOTH": count[1, 1], "HIGH BOTH": count[4, 4]}
    for at in ("1", "2"):
        low, high = (sum(count[score, other] for other in (1, 4, None)) for score in (1, 4))
        found |= {
            f"low {at}": low, f"high {at}": high, f"rated {at}": low + high,
            f"NOT RATED {at}": whole - low - high, f"LOW BUT HIGH {at}": count[1, 4],
            f"SKIPPED {at}": count[None, 1] + count[None, 4],
            f"LOW ALONE {at}": count[1, None], f"HIGH ALONE {at}": count[4, None],
        }  # fmt: skip
        count = {(second, first): people_of for (first, second), people_of in count.items()}
    return found


@pytest.mark.parametrize("total", [5, 6, 9, 10, 11])
def test_nor_who_skipped_an_item(total: int) -> None:
    """Every way so many people can rate two items low, high or not: no set of one to four shows.

    Neither of those who rated one of the two and not the other, which two denominators would
    tell by subtraction.
    """
    worlds = list(mixtures(total, len(ANSWERS)))
    seen: dict[str, list[dict[str, int]]] = {}
    views = items_of(worlds)
    for at in range(0, len(worlds), 1 + len(worlds) // 20):  # one run says what single ones say
        assert published(raters(worlds[at])).items == [("garden", *each) for each in views[at]]
    for world, view in zip(worlds, views, strict=True):
        seen.setdefault(repr(view), []).append(cells_of_items(world))
    assert total < 2 * LEAST or len(seen) > 2
    for view, alike in seen.items():
        for name in alike[0]:
            values = {cells[name] for cells in alike}
            safe = len(values) > 1 or min(values) >= LEAST
            assert safe or (name.isupper() and values == {0}), (total, view, name, values)


def raters(world: tuple[int, ...]) -> list[PackRow]:
    return [
        each
        for at, (scores, count) in enumerate(zip(ANSWERS, world, strict=True))
        for each in people(
            count, at, scores={id_: score for id_, score in zip("ij", scores, strict=True) if score}
        )
    ]


def test_where_most_skip_an_item_or_two_the_counts_are_shown() -> None:
    """Thirty leaders, each of whom left out two of eight: every item has its figures.

    So it has where a few kept their ratings back; where five did, they are not counted.
    """
    rows = [
        row(f"{at}", at, scores={f"{i}": 1 + (at // 2) % 2 * 3 for i in range(8)
                                 if (i - at) % 8 > 1})
        for at in range(30)
    ]  # fmt: skip
    for kept_back, counted in ((0, 30), (3, 33), (5, 30)):
        items = published([*rows, *people(kept_back, 7)]).items
        assert len(items) == 8
        assert all(low is not None and shared == counted for _, _, shared, low in items)


# ── on random groups: nothing small, shown or by adding and taking away ─────


groups = st.tuples(st.integers(0, 2**32), st.integers(0, 40))


@given(groups)
def test_no_figure_is_about_fewer_than_five(group: tuple[int, int]) -> None:
    rows = random_rows(random.Random(group[0]), group[1])
    made = published(rows)
    assert made == published(packs_read(rows).rows)  # the SQL takes the newest too
    shown = [*made.group[0], *(f for u in made.units for f in u[3:]),
             *(f for i in made.items for f in i[2:])]  # fmt: skip
    assert all(figure is None or figure >= LEAST for figure in shown)


@given(groups)
def test_no_sum_or_difference_of_figures_is_about_one_to_four(group: tuple[int, int]) -> None:
    rows = packs_read(random_rows(random.Random(group[0]), group[1])).rows
    made = published(rows)
    if made.group[0][CLIENTS] is None:
        return
    sizes = {each.layout: sum(r.layout == each.layout for r in rows) for each in rows}
    counted = [r for r in rows if sizes[r.layout] >= LEAST]
    whole = frozenset(r.key for r in counted)
    assert len(whole) == made.group[0][CLIENTS]
    totals = {whole}
    for framework, _, id_, *figures in made.units:
        sets = unit_sets(counted, framework, id_)
        assert_hidden([whole, *(s for s, f in zip(sets, figures, strict=True) if f is not None)])
        totals |= {sets[0]} if figures[0] is not None else set()
    for framework, _, of, _ in made.items:
        totals |= {item_set(counted, framework)} if of is not None else set()
    assert_hidden(sorted(totals, key=sorted))


def unit_sets(rows: list[PackRow], framework: str, id_: str) -> list[frozenset[str]]:
    of = {r.key: dict(r.states)["facet", id_] for r in rows
          if r.figures.framework == framework and ("facet", id_) in dict(r.states)}  # fmt: skip
    quiet = {c for c, state in of.items() if state in ("neglected", "never_took_root")}
    judged = quiet | {c for c, state in of.items() if state == "steady"}
    return [frozenset(of), frozenset(judged), frozenset(quiet)]


def item_set(rows: list[PackRow], framework: str) -> frozenset[str]:
    """Whom the denominator is about: of each layout who shared any rating, or everybody."""
    counted: set[str] = set()
    for layout in {r.layout for r in rows if r.figures.framework == framework}:
        everybody = {r.key for r in rows if r.layout == layout}
        sharers = {r.key for r in rows if r.layout == layout and r.items}
        if len(sharers) >= LEAST:
            counted |= sharers if len(everybody - sharers) >= LEAST else everybody
    return frozenset(counted)


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


# ── every engine says the same ───────────────────────────────────────────────


def laid_out(folder: Path, rows: Sequence[PackRow]) -> CohortTables:
    tables = CohortTables(folder)
    tables.write(rows)
    return tables


@given(st.integers(0, 2**32), st.integers(0, 60))
@settings(max_examples=60)
def test_duckdb_says_what_sqlite_says(seed: int, size: int) -> None:
    rows = random_rows(random.Random(seed), size)
    with tempfile.TemporaryDirectory() as folder:
        tables = laid_out(Path(folder) / "tables", rows)
        assert tables.form == "jsonl"
        assert tables.figures(TODAY) == published(rows)
        if size % 5 == 0:
            tables.to_parquet()
            assert tables.form == "parquet"
            assert tables.figures(TODAY) == published(rows)


def test_a_unit_that_stands_twice_in_a_table_counts_once(tmp_path: Path) -> None:
    rows = [row(f"c{at}", order=at, states={"x": "neglected"}) for at in range(4)]
    rows += [row(f"d{at}", order=9 + at, states={"x": "steady"}) for at in range(9)]
    tables = laid_out(tmp_path / "tables", rows)
    file = tmp_path / "tables" / "units.jsonl"
    file.write_text(file.read_text() * 3)
    [unit] = tables.figures(TODAY).units
    assert unit[3:] == (13, 13, None)


def every_world() -> list[PackRow]:
    """Every way that so many people can be of four kinds, each a framework of its own."""
    kinds: tuple[tuple[str, dict[str, int]], ...] = (
        ("neglected", {"i": 1, "j": 4}), ("steady", {"i": 4}), ("too_early", {"j": 2}),
        ("steady", {}),
    )  # fmt: skip
    worlds = [world for total in (5, 6, 9, 10, 11, 14) for world in mixtures(total, len(kinds))]
    return [
        row(f"{at} {kind} {number}", 1_000 * at + 100 * kind + number, framework=f"{at:04}",
            states={"x": kinds[kind][0]}, scores=kinds[kind][1])
        for at, world in enumerate(worlds)
        for kind, count in enumerate(world)
        for number in range(count)
    ]  # fmt: skip


@cache
def no_spark() -> str:
    """Why Spark cannot be asked; empty where it can."""
    if shutil.which("java") is None:
        return "there is no java"
    found = subprocess.run([SPARK_PYTHON, "-c", "import pyspark"], capture_output=True, check=False)
    return "" if found.returncode == 0 else "there is no PySpark (SYSLEAD_SPARK_PYTHON names one)"


def test_spark_says_what_sqlite_and_duckdb_say(tmp_path: Path) -> None:
    if reason := no_spark():
        pytest.skip(reason)
    groups = [*(random_rows(random.Random(seed), 8 * seed) for seed in range(8)), every_world()]
    folders = [tmp_path / f"tables-{at}" for at in range(len(groups))]
    for folder, rows in zip(folders, groups, strict=True):
        laid_out(folder, rows)
    columns = {
        name: ", ".join(f"{column} {kind}" for column, kind in table.items())
        for name, table in TABLES.items()
    }
    done = subprocess.run(
        [SPARK_PYTHON, str(TESTS / "spark_figures.py"), str(SQL), TODAY.isoformat(),
         json.dumps(columns), *map(str, folders)],
        capture_output=True, text=True, timeout=900, check=False,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": SPARK_PYTHON},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(groups)
    shown = 0
    for found, folder, rows in zip(lines, folders, groups, strict=True):
        by_spark = PublishedFigures(
            **{name: [tuple(each) for each in answer] for name, answer in found.items()}
        )
        assert by_spark == published(rows)
        shown += len(by_spark.units) + len(by_spark.items)
        if find_spec("duckdb"):
            assert CohortTables(folder).figures(TODAY) == by_spark
    assert shown > 3_000


def test_the_sql_counts_exactly_and_knows_the_least() -> None:
    whole = "\n".join(statements())
    assert f"select {LEAST} as least" in whole
    for word in ("approx", "sample", "percentile", "::", "qualify"):
        assert word not in whole.lower()
    assert len(statements()) == 7
    for statement in statements():
        assert "create or replace temporary view" in statement


# ── tables on disk ───────────────────────────────────────────────────────────


def test_tables_are_private_and_new(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    laid_out(folder, [row()])
    assert sorted(path.name for path in folder.iterdir()) == [
        "environment.jsonl", "packs.jsonl", "units.jsonl",
    ]  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with pytest.raises(SysleadError, match="not empty"):
        laid_out(folder, [])


def test_nothing_is_left_of_tables_that_failed(tmp_path: Path) -> None:
    tables = CohortTables(tmp_path / "tables")
    with pytest.raises(AttributeError):
        tables.write([row(), None])  # type: ignore[list-item]
    assert list((tmp_path / "tables").iterdir()) == []
    assert tables.form == ""


def test_odd_tables_are_refused_without_their_words(tmp_path: Path) -> None:
    tables = laid_out(tmp_path / "tables", [row("Priya")])
    (tmp_path / "tables" / "packs.jsonl").write_text('{"pack":"Priya said no"}\n')
    with pytest.raises(SysleadError) as caught:
        tables.figures(TODAY)
    assert "Priya" not in caught.value.message
    assert caught.value.exit_code == 4


def test_a_path_that_is_a_pattern_is_refused(tmp_path: Path) -> None:
    tables = laid_out(tmp_path / "tab[l]es", [row()])
    with pytest.raises(SysleadError, match="pattern"):
        tables.figures(TODAY)


def test_lines_that_are_gone_when_they_become_parquet_are_said(tmp_path: Path) -> None:
    with pytest.raises(SysleadError, match="not valid"):
        CohortTables(tmp_path).to_parquet()
    assert list(tmp_path.iterdir()) == []
