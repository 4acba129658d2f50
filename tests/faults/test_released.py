"""Lines of every released version, and of one that is not there yet, through the commands.

The files in ``tests/data/journal-v*`` stay for ever. Whatever is done to other entries, they
keep their bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, World
from syslead_cli.journal import erase as erasing
from syslead_cli.journal.codec import ReadableLine, data_of, own_fields, read_line
from syslead_cli.journal.model import KINDS

DATA = ROOT / "tests" / "data"
GOLDEN = sorted((DATA / "journal-v1").glob("*.jsonl"))
V999 = DATA / "journal-v1" / "v999.jsonl"


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def test_every_field_of_every_kind_is_in_a_golden_file() -> None:
    """A field that is added later gets a golden line, so that it stays readable for ever."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for path in DATA.glob("journal-v*/*.jsonl"):
        for raw in lines(path):
            line = read_line(raw)
            if isinstance(line, ReadableLine):
                found[line.record.kind] |= set(data_of(line.record))
    missing = {
        f"{kind}.{one.key}"
        for kind in KINDS
        for one in own_fields(kind)
        if one.key not in found[kind]
    }
    assert missing == set()


@pytest.fixture
def kept(world: World) -> World:
    """This device's month with lines of its own, of version 1 and of v999 among them."""
    world.write("one", "two")
    path = world.month()
    own = lines(path)
    golden = [raw for each in GOLDEN for raw in lines(each)]
    path.write_bytes(b"\n".join([own[0], *golden, own[1], b""]))
    shutil.rmtree(world.home / "state" / "seen")
    return world


def newest_note(world: World) -> str:
    raw = world.month().read_bytes().splitlines()[0]
    return str(json.loads(raw)["id"])


def spoil(world: World) -> tuple[str, ...]:
    path = world.month()
    path.write_bytes(b"<<<<<<< HEAD\n" + path.read_bytes() + b"{torn")
    return ("repair", "--apply")


def lose_and_restore(world: World) -> tuple[str, ...]:
    place = world.run("backup", str(world.home.parent / "copies")).out.strip()
    shutil.rmtree(world.home / "journal")
    return ("restore", place)


def export_and_import(world: World) -> tuple[str, ...]:
    target = world.home.parent / "all.jsonl"
    assert world.run("export", "-o", str(target)).code == 0
    (name,) = (path.name for path in (world.home / "journal").iterdir())
    shutil.rmtree(world.home / "journal" / name)
    return ("import", "syslead", str(target))


DOING: dict[str, Callable[[World], tuple[str, ...]]] = {
    "verify": lambda world: ("verify",),
    "note": lambda world: ("note", "-"),
    "edit": lambda world: ("edit", newest_note(world), "--text", "edited"),
    "delete": lambda world: ("delete", newest_note(world), "--yes"),
    "forget": lambda world: ("forget", "--word", "one", "--yes"),
    "repair": spoil,
    "backup and restore": lose_and_restore,
    "export and import": export_and_import,
    "share": lambda world: (
        "share", "write", "--yes", "--drop-identifiers", "--output", str(world.home / "p.json"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("doing", DOING.values(), ids=DOING)
def test_what_a_newer_version_wrote_keeps_its_bytes(
    kept: World, doing: Callable[[World], tuple[str, ...]]
) -> None:
    arguments = doing(kept)
    kept.done(*arguments, stdin="more")
    found = [raw for path in sorted((kept.home / "journal").rglob("*.jsonl"))
             for raw in lines(path)]  # fmt: skip
    for raw in lines(V999):
        assert found.count(raw) == 1, raw
    verified = kept.document("verify")
    assert verified["newer"] == len(lines(V999))


def test_an_export_holds_the_lines_as_they_are(kept: World) -> None:
    """Whole, it has every line there is; of what was deleted nothing."""
    exported = kept.run("export").out.encode().splitlines()
    for raw in lines(V999):
        assert raw in exported
    assert len(exported) == len(set(exported))


def test_an_eraser_that_writes_lines_anew_is_caught(
    kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = erasing.without

    def tidying(content: bytes, *rest: object) -> bytes:
        found = real(content, *rest).splitlines()  # type: ignore[arg-type]
        return b"".join(json.dumps(json.loads(raw)).encode() + b"\n" for raw in found)

    from syslead_cli.journal import erase as erasure

    monkeypatch.setattr(erasure, "without", tidying)
    with pytest.raises(AssertionError):
        test_what_a_newer_version_wrote_keeps_its_bytes(kept, DOING["delete"])
