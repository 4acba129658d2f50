"""Many packs are read: whatever lies in a folder is counted once, and nothing ends the reading."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from hypothesis import example, given
from hypothesis import strategies as st

from cohort_packs import TODAY, pack_document
from reviews import FRAMEWORK
from syslead_cli.coach.cohort import (
    AUTO,
    BY_FILE,
    BY_FOLDER,
    BY_PSEUDONYM,
    OwnFramework,
    PackRow,
    PackSource,
    PacksRead,
    place_of,
    read_packs,
)
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.reading import read_pack

OWN = OwnFramework(FRAMEWORK)


def read(files: dict[str, bytes | None], way: str, *keep: Callable[[PackRow], None]) -> PacksRead:
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
    read_packs(sources, OWN, TODAY, found, *keep)
    return found


def pack(**given_: object) -> bytes:
    return json.dumps(pack_document(**given_)).encode()


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
    kept: list[PackRow] = []
    made = read(files, way, kept.append)
    assert made.packs + made.copies + made.other + len(made.problems) == len(files)
    assert all(each.figures.known for each in kept)
    assert all("\n" not in problem.says for problem in made.problems)


def test_whose_a_pack_is() -> None:
    files: dict[str, bytes | None] = {
        "north/anna/1.json": pack(pseudonym="Heron"),
        "north/2.json": pack(pseudonym="Wren"),
        "3.json": pack(pseudonym=" WREN\u200b "),
        "4.json": pack(),
    }

    def clients(way: str) -> list[tuple[str, bool]]:
        return sorted((row.key, row.figures.known) for row in read(files, way).rows)

    assert ("north/anna", True) in clients(AUTO)
    assert read(files, AUTO).mixed == []
    assert ("4.json", False) in clients(AUTO)
    assert ("north", True) in clients(BY_FOLDER)
    assert [name for name, _ in clients(BY_FILE)] == ["3", "4", "north/2", "north/anna/1"]
    assert ("heron", True) in clients(BY_PSEUDONYM)
    assert [name for name, _ in clients(BY_PSEUDONYM)] == ["4.json", "heron", "wren"]
