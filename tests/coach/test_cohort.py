"""The figures of a group for the coach's own eyes, and the rows they are made of."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from briefs import small_document
from cohort_rows import packs_read, row
from reviews import FRAMEWORK
from some_records import TODAY
from syslead_cli.coach.cohort import (
    AUTO,
    BY_FILE,
    BY_FOLDER,
    BY_PSEUDONYM,
    OwnFramework,
    PackRow,
    PackSource,
    PacksRead,
    cohort,
    place_of,
    read_packs,
    row_of,
)
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.pack_reading import read_pack

OWN = OwnFramework(FRAMEWORK)


def read(**changes: Any) -> PackRow:
    content = json.dumps(small_document(**changes)).encode()
    return row_of(read_pack(content, "x"), "x", 1, OWN)


def test_a_pack_becomes_a_row() -> None:
    made, figures = read(), read().figures
    assert (figures.framework, figures.tier, figures.days) == ("garden", "themes", 4)
    assert (figures.intentions.made, figures.intentions.kept, figures.intentions.open) == (2, 1, 1)
    assert [(each.unit, each.id) for each in figures.quiet] == [("facet", "humility")]
    assert [(each.id, each.score) for each in figures.rated_low] == [("sun", 2)]
    assert (figures.empty_at_the_end.periods, figures.empty_at_the_end.by) == (2, "week")
    assert read(state="steady").layout == made.layout
    assert read(withheld=["ratings"]).items == ""


def test_without_names_units_go_by_their_places() -> None:
    made = read(tier="scores")
    assert made.figures.framework.startswith("(unnamed ")
    assert (("facet", "place 1"), "neglected") in made.states
    assert made.layout != read().layout


def test_the_shape_of_ones_own_framework_gives_the_names_back() -> None:
    places = {each.id: at for at, each in enumerate(FRAMEWORK.dimensions, start=1)}
    named = small_document(tier="scores")
    unit = {k: v for k, v in named["facets"][0].items() if k != "place"}
    of = {k: v for k, v in named["dimensions"][0].items() if k != "place"}
    made = read(
        tier="scores",
        dimensions=[{"place": at, **of} for at in places.values()],
        facets=[
            {"place": at, **unit, "dimension": places[facet.dimension]}
            for at, facet in enumerate(FRAMEWORK.facets, start=1)
        ],
    )
    assert made.figures.framework == FRAMEWORK.id
    assert {id_ for (unit_, id_), _ in made.states if unit_ == "facet"} == {
        facet.id for facet in FRAMEWORK.facets
    }


def test_a_pack_without_facets_is_read_by_its_dimensions() -> None:
    unit = {k: v for k, v in small_document(tier="scores")["dimensions"][0].items() if k != "place"}
    dimensions = [{"place": at, **unit} for at in range(1, len(FRAMEWORK.dimensions) + 1)]
    made = read(tier="scores", facets=[], named=[], environment=[], dimensions=dimensions)
    assert made.figures.framework == FRAMEWORK.id
    assert [key for key, _ in made.states] == [
        ("dimension", each.id) for each in sorted(FRAMEWORK.dimensions, key=lambda d: d.id)
    ]
    assert made.items == ""
    other = read(tier="scores", facets=[], named=[], environment=[], dimensions=dimensions[:1])
    assert other.figures.framework.startswith("(unnamed ")


def test_an_id_that_stands_twice_counts_once() -> None:
    facets = small_document()["facets"]
    facets[1] = {**facets[1], "id": "humility", "state": "steady"}
    assert [s for (_, id_), s in read(facets=facets).states if id_ == "humility"] == ["neglected"]


def test_the_newest_pack_of_a_client_counts() -> None:
    old = row("a", made=TODAY - timedelta(days=9), order=3)
    late = row("a", last=TODAY - timedelta(days=3), order=1)
    found = packs_read([old, late, row("a", last=TODAY - timedelta(days=4), order=2)])
    assert (found.rows, found.packs) == ([late], 3)


def test_an_expired_pack_is_in_no_figure() -> None:
    rows = [
        row("a", expires=TODAY - timedelta(days=1)),
        row("b", expires=TODAY),
        row("c", made=TODAY - timedelta(days=5)),
        row("c", expires=TODAY - timedelta(days=1)),
    ]
    found = packs_read(rows)
    assert [each.key for each in found.rows] == ["b", "c"]
    assert found.only_expired == ["a"]


def test_figures_say_out_of_how_many() -> None:
    rows = [
        row("a", states={"x": "neglected", "y": "steady"}, scores={"i": 2}),
        row("b", states={"x": "too_early", "y": "never_took_root"}, days=0),
        row("c", states={"x": "steady"}, scores={"i": 3}, planned=(3, 1, 0, 1, 1)),
        row("d", states={"x": "neglected"}),
    ]
    made = cohort(packs_read(rows), OWN, TODAY)
    assert [(u.id, u.of, u.judged, u.quiet) for u in made.units] == [
        ("x", 4, 3, 2), ("y", 2, 2, 1),
    ]  # fmt: skip
    assert [(i.framework, i.id, i.of, i.low) for i in made.environment] == [("garden", "i", 2, 1)]
    planned = made.intentions
    assert (planned.of, planned.made_by, planned.made, planned.kept) == (4, 1, 3, 1)
    assert (made.writing.of, made.writing.wrote_nothing) == (4, 1)


def read_all(files: dict[str, bytes | None], way: str) -> PacksRead:
    """Read packs of a folder in memory."""

    def content_of(name: str) -> Pack:
        content = files[name]
        if content is None:
            raise SysleadError("It is not an ordinary file.", code="not_a_file")
        return read_pack(content, name)

    found = PacksRead(way)
    sources = [
        PackSource(name, place_of(name, way), partial(content_of, name)) for name in sorted(files)
    ]
    read_packs(sources, OWN, TODAY, found)
    return found


def pack(**given_: object) -> bytes:
    return json.dumps(small_document(**given_)).encode()


WHOLE = pack()


def changed(at: int, to: int) -> bytes:
    content = bytearray(WHOLE)
    content[at % len(content)] = to
    return bytes(content)


contents = st.one_of(
    st.none(),
    st.binary(max_size=200),
    st.builds(changed, st.integers(0, 10**6), st.integers(0, 255)),
    st.integers(0, len(WHOLE)).map(lambda at: WHOLE[:at]),
    st.text(max_size=12).map(lambda text: pack(pseudonym=text)),
    st.sampled_from([b"[" * 9000, b'{"schema": "syslead/pack/1"}', b'{"schema": 3}', b"\xff\xfe"]),
)
names = st.text("ab/", max_size=4).map(lambda inner: f"{inner.strip('/')}/x.json".lstrip("/"))


@given(st.dictionaries(names, contents, max_size=8), st.sampled_from([AUTO, BY_FILE]))
@example({"a.json": WHOLE, "b.json": WHOLE}, AUTO)
def test_everything_is_counted_once(files: dict[str, bytes | None], way: str) -> None:
    made = read_all(files, way)
    aside = made.aside["copies"] + made.aside["other"]
    assert made.packs + aside + len(made.problems) == len(files)
    assert all(each.figures.known for each in made.known)
    assert all("\n" not in problem.says for problem in made.problems)


def test_whose_a_pack_is() -> None:
    files: dict[str, bytes | None] = {
        "north/anna/1.json": pack(pseudonym="Heron"),
        "north/2.json": pack(pseudonym="Wren"),
        "3.json": pack(pseudonym=" WREN\u200b "),
        "4.json": pack(),
    }

    def clients(way: str) -> list[tuple[str, bool]]:
        return sorted((row.key, row.figures.known) for row in read_all(files, way).rows)

    assert ("north/anna", True) in clients(AUTO)
    assert read_all(files, AUTO).mixed == []
    assert ("4.json", False) in clients(AUTO)
    assert ("north", True) in clients(BY_FOLDER)
    assert [name for name, _ in clients(BY_FILE)] == ["3", "4", "north/2", "north/anna/1"]
    assert ("heron", True) in clients(BY_PSEUDONYM)
    assert [name for name, _ in clients(BY_PSEUDONYM)] == ["4.json", "heron", "wren"]
