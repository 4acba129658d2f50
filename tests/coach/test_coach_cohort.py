"""``coach cohort`` through the command line: folders good and hostile, screens, documents."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from briefs import put, small_document
from conftest import Terminal, World
from syslead_cli.setup.schemas import schema_named
from syslead_cli.sharing.pack_reading import SIZE_LIMIT


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Twelve clients: seven quiet on humility, one silent, two without ratings."""
    folder = tmp_path / "packs"
    silent = {"sittings": 0, "days": 0, "asked": 0, "full": 0, "notes": 0, "usual": 0.5}
    for at in range(12):
        given: dict[str, Any] = {"state": "neglected" if at < 7 else "steady"}
        given["purpose"] = f"What became of plan {at}?"
        if at == 3:
            given["counts"] = silent
        if at in (4, 5):
            given["withheld"] = ["ratings"]
        put(folder, f"client-{at:02}/2026-03.json", **given)
    return folder


def cohort(world: World, *arguments: str) -> Any:
    return world.run("coach", "cohort", *arguments)


def document(world: World, *arguments: str) -> dict[str, Any]:
    result = cohort(world, *arguments, "--json")
    data: dict[str, Any] = json.loads(result.out)
    name = data["schema"].split("/")[1]
    Draft202012Validator(schema_named(name), format_checker=FormatChecker()).validate(data)
    return data


# ── the coach's own ──────────────────────────────────────────────────────────


def test_the_screen_says_who_and_what_out_of_how_many(world: World, packs: Path) -> None:
    result = cohort(world, str(packs))
    assert result.code == 0, result.err
    for said in ("12 clients", "surroundings from 10", "1 of 12 wrote nothing", "client-03",
                 "24 made by 12 of 12", "For you only"):  # fmt: skip
        assert said in result.out, said
    assert re.search("quiet +could be judged +shared it\n +humility +7 +12 +12\n", result.out)
    assert re.search("1 or 2 of 5 +rated it\n.* 10 +10\n", result.out)
    assert max(map(len, result.out.splitlines())) <= 80
    assert "\x1b" not in result.out
    assert result.err == ""


def test_one_quiet_client_is_no_group(world: World, tmp_path: Path) -> None:
    put(tmp_path / "packs", "anna/1.json", state="neglected")
    put(tmp_path / "packs", "ben/1.json", state="steady")
    result = cohort(world, str(tmp_path / "packs"))
    assert "Nothing is quiet for two or more." in result.out
    assert "1 of 2" not in result.out.partition("SURROUNDINGS")[0]


def test_the_document_shows_each(world: World, packs: Path) -> None:
    data = document(world, str(packs))
    assert [c["client"] for c in data["clients"]][:2] == ["client-00", "client-01"]
    assert data["clients"][0]["quiet"] == [{"unit": "facet", "id": "humility", "name": "humility"}]
    assert data["writing"] == {"of": 12, "wrote_nothing": 1}
    assert data["environment"][0] == {
        "framework": "garden", "id": "sun", "name": "sun", "of": 10, "low": 10,
    }  # fmt: skip


def test_two_people_of_one_pseudonym_are_not_merged_unsaid(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    put(folder, "1.json", pseudonym="Heron", made="2026-02-01")
    put(folder, "2.json", pseudonym="Heron", made="2026-03-01")
    put(folder, "3.json", pseudonym="Wren")
    said = "1 pseudonym on different packs of the same days"
    shown = cohort(world, str(folder)).out
    assert said in " ".join(shown.split())
    assert "2 clients" in shown
    shown = cohort(world, str(folder), "--clients-by", "file").out
    assert "3 clients" in shown
    assert "same days" not in shown


def test_different_pseudonyms_of_one_folder_are_never_one_client_unsaid(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "packs"
    for at in range(10):
        put(folder, f"north/{at}.json", pseudonym=f"Leader {at}", purpose=f"Plan {at}")
    put(folder, "south/1.json", pseudonym="Leader 3", made="2026-02-01")
    put(folder, "anna/1.json", pseudonym="Anna", made="2026-02-01")
    put(folder, "anna/2.json", made="2026-03-01")
    shown = " ".join(cohort(world, str(folder)).out.split())
    assert "11 clients" in shown
    assert "1 folder holds packs of several pseudonyms: north (10). Each pseudonym" in shown
    assert "2 older packs of the same clients" in shown  # Leader 3 of south, and Anna
    for arguments in (["--publish"], ["--format", "csv"], ["--tables", str(tmp_path / "t")]):
        assert "several pseudonyms: north (10)" in cohort(world, str(folder), *arguments).err
    assert document(world, str(folder), "--publish")["writing"]["of"] == 11
    together = document(world, str(folder), "--clients-by", "folder")
    assert [c["client"] for c in together["clients"]] == ["anna", "north", "south"]
    assert together["packs"]["mixed"] == [{"folder": "north", "pseudonyms": 10, "apart": False}]
    shown = " ".join(cohort(world, str(folder), "--clients-by", "folder").out.split())
    assert "north (10). Each folder counts as one person, because of --clients-by folder." in shown


def test_what_is_in_no_figure_is_counted_with_its_reason(world: World, packs: Path) -> None:
    put(packs, "client-00/2025.json", made="2025-12-01")
    put(packs, "client-01/old.json", expires="2026-03-01")
    put(packs, "gone/1.json", expires="2026-03-01", purpose="gone")
    (packs / "again.json").write_text((packs / "client-02" / "2026-03.json").read_text())
    (packs / "later.age").write_text("age-encryption.org/v1\n")
    (packs / ".hidden").write_text("")
    (packs / "notes.txt").write_text("hello")
    (packs / "list.json").write_text("[]")
    (packs / "cut.json").write_text('{"schema": "syslead/pack/1"')
    (packs / "link.json").symlink_to(packs / "list.json")
    result = cohort(world, str(packs))
    assert (
        "In no figure: 1 older pack of the same clients, 2 packs past the day their leader asked "
        "to keep them until (1 client without another), 1 that cannot be read (see standard "
        "error), 1 copy, 1 encrypted (syslead coach add opens those), 1 link, 1 hidden file and "
        "2 files that are not a pack."
    ) in " ".join(result.out.split())
    found = document(world, str(packs))["packs"]
    aside = {key: found[key] for key in ("older", "expired", "copies", "hidden", "other")}
    assert aside == {"older": 1, "expired": 2, "copies": 1, "hidden": 1, "other": 2}


def test_the_quiet_column_has_names_and_clients_stand_as_people_count(
    world: World, tmp_path: Path
) -> None:
    for at in (27, 7, 100):
        put(tmp_path / "packs", f"leader {at}/1.json", purpose=str(at))
    for width in (80, 120):
        world.environ["COLUMNS"] = str(width)
        table = cohort(world, str(tmp_path / "packs")).out.partition("CLIENTS")[2]
        lines = [line.split()[:2] for line in table.splitlines() if line.startswith("   leader")]
        assert lines == [["leader", "7"], ["leader", "27"], ["leader", "100"]]
        assert table.count("humility") == 3
        assert max(map(len, table.splitlines())) <= width
    clients = document(world, str(tmp_path / "packs"))["clients"]
    assert [client["client"] for client in clients] == ["leader 7", "leader 27", "leader 100"]


def test_two_who_wrote_nothing_are_two(world: World, tmp_path: Path) -> None:
    nothing = {"sittings": 0, "days": 0, "asked": 0, "full": 0, "notes": 0, "usual": 0.5}
    for client in ("anna", "ben"):
        put(tmp_path / "packs", f"{client}/1.json", tier="scores", counts=nothing)
        put(tmp_path / "packs", f"{client}/again.json", tier="scores", counts=nothing)
    data = document(world, str(tmp_path / "packs"))
    assert data["writing"] == {"of": 2, "wrote_nothing": 2}
    assert data["packs"]["copies"] == 2


def test_an_expired_pack_is_said_and_not_counted(world: World, tmp_path: Path) -> None:
    put(tmp_path / "packs", "anna/1.json", expires="2026-03-01")
    assert document(world, str(tmp_path / "packs"))["expired"] == ["anna"]
    assert "past their day of deletion" in cohort(world, str(tmp_path / "packs")).out


# ── for others ───────────────────────────────────────────────────────────────


def test_what_is_published_names_nobody_and_counts_five(world: World, packs: Path) -> None:
    for arguments in (["--publish"], ["--publish", "--json"], ["--format", "csv"],
                      ["--format", "html"]):  # fmt: skip
        result = cohort(world, str(packs), *arguments)
        assert result.code == 0, result.err
        assert "client-0" not in result.out
    data = document(world, str(packs), "--publish")
    assert data["writing"] == {"of": 12, "wrote_nothing": None}
    humility = next(unit for unit in data["units"] if unit["id"] == "humility")
    assert (humility["of"], humility["judged"], humility["quiet"]) == (12, 12, 7)
    assert data["environment"] == [
        {"framework": "garden", "id": "sun", "name": "sun", "of": 12, "low": None},
    ]
    shown = cohort(world, str(packs), "--publish").out
    assert "withheld" not in shown.partition("SURROUNDINGS")[2].partition("INTENTIONS")[0]
    assert "12 counted. None of these counts may be shown" in shown


def test_the_table_for_programs(world: World, packs: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(cohort(world, str(packs), "--format", "csv").out)))
    figures = {(r["part"], r["id"], r["figure"]): r["value"] for r in rows}
    assert figures["units", "humility", "quiet"] == "7"
    assert figures["writing", "", "wrote_nothing"] == "withheld"
    assert all(r["value"] == "withheld" or int(r["value"]) >= 5 for r in rows)


def test_a_name_no_spreadsheet_runs_and_no_page_obeys(world: World, tmp_path: Path) -> None:
    facets = small_document()["facets"]
    odd = "=<script>alert(1)</script>"
    facets[0] = {**facets[0], "id": odd}
    for at in range(10):
        facets[0] = {**facets[0], "state": "neglected" if at < 5 else "steady"}
        put(tmp_path / "packs", f"{at}/a.json", facets=facets, purpose=str(at))
    assert "'=<script>" in cohort(world, str(tmp_path / "packs"), "--format", "csv").out
    page = cohort(world, str(tmp_path / "packs"), "--format", "html").out
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_a_bar_on_the_page_has_the_length_its_number_says(world: World, tmp_path: Path) -> None:
    for at in range(20):
        state = "neglected" if at < 6 else "steady" if at < 13 else "too_early"
        put(tmp_path / "packs", f"{at}/a.json", state=state, purpose=str(at))
    page = cohort(world, str(tmp_path / "packs"), "--format", "html").out
    [row] = re.findall("<tr><th[^>]*>humility.*?</tr>", page, re.DOTALL)
    assert re.findall('class="full" width="([^"]*)"', row) == [f"{120 * 6 / 13:.1f}"]
    assert re.findall("<td>([^<]*)<", row) == ["6", "13", "20"]
    assert ">counted</th>" in page
    assert re.search("Quiet dimensions</h2>\n<p[^>]*>20 counted. None of these counts may", page)


def test_fewer_than_five_publish_nothing(world: World, packs: Path) -> None:
    for name in [f"client-{at:02}" for at in range(8)]:
        (packs / name / "2026-03.json").unlink()
    assert "everything is withheld" in cohort(world, str(packs), "--publish").out
    assert "everything is withheld" in cohort(world, str(packs), "--format", "html").out
    data = document(world, str(packs), "--publish")
    figures = [v for unit in data["units"] for v in (unit["of"], unit["judged"], unit["quiet"])]
    assert figures
    assert not any(figures)


def test_a_file_is_private_and_never_overwritten(world: World, packs: Path, tmp_path: Path) -> None:
    target = tmp_path / "group.html"
    result = cohort(world, str(packs), "--format", "html", "-o", str(target))
    assert result.code == 0, result.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert result.out == ""
    again = cohort(world, str(packs), "--format", "html", "-o", str(target))
    assert (again.code, "already exists" in again.err) == (2, True)


# ── tables and SQL ───────────────────────────────────────────────────────────


def test_by_sql_it_is_the_same(world: World, packs: Path, tmp_path: Path) -> None:
    plain = document(world, str(packs), "--publish")
    assert document(world, str(packs), "--engine", "duckdb") == plain
    for at, engine in enumerate(((), ("--engine", "duckdb"))):
        tables = str(tmp_path / f"tables{at}")
        made = cohort(world, str(packs), "--tables", tables, *engine)
        assert (made.code, made.out) == (0, ""), made.err
        assert "12 packs" in made.err
        assert document(world, tables) == plain
    refused = cohort(world, tables, "--engine", "python")
    assert (refused.code, "--engine duckdb" in refused.err) == (2, True)


def test_without_the_extra_it_says_so(
    world: World, packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    for more in ([], ["--tables", str(tmp_path / "t")]):
        result = cohort(world, str(packs), "--engine", "duckdb", *more)
        assert (result.code, "duckdb>=" in result.err) == (1, True)
    assert not (tmp_path / "t").exists()
    assert cohort(world, str(packs), "--tables", str(tmp_path / "t")).code == 0


@pytest.mark.parametrize("arguments", [
    ["--format", "pdf"], ["--engine", "sqlite"], ["--clients-by", "age"], 
    ["--json", "--format", "csv"], ["--output", "x"], ["--tables", "t", "--publish"],
])  # fmt: skip
def test_a_wrong_call_is_refused(world: World, packs: Path, arguments: list[str]) -> None:
    result = cohort(world, str(packs), *arguments)
    assert (result.code, result.out) == (2, "")


# ── a hostile folder ─────────────────────────────────────────────────────────


def test_damaged_packs_are_named_and_the_rest_counts(world: World, packs: Path) -> None:
    whole = (packs / "client-00" / "2026-03.json").read_text()
    (packs / "cut.json").write_text(whole[:300])
    (packs / "changed.json").write_text(whole.replace('"days": 4', '"days": 5'))
    (packs / "newer.json").write_text(whole.replace("pack/1", "pack/2"))
    (packs / "unsound.json").write_text(json.dumps(small_document(counts={})))
    result = cohort(world, str(packs))
    assert result.code == 4
    assert "12 clients" in result.out
    for name in ("cut", "changed", "newer", "unsound", "4 packs are in no figure"):
        assert name in result.err
    problems = document(world, str(packs))["packs"]["problems"]
    assert sorted(problem["code"] for problem in problems) == [
        "pack.damaged", "pack.damaged", "pack.newer", "pack.unsound",
    ]  # fmt: skip
    assert "4" not in json.dumps(document(world, str(packs), "--publish")["writing"])


def test_many_problems_do_not_fill_the_screen(world: World, tmp_path: Path) -> None:
    for at in range(30):
        (tmp_path / f"{at}.json").write_text('{"schema": "syslead/pack/1"}')
    result = cohort(world, str(tmp_path))
    assert len(result.err.splitlines()) == 7
    assert "and 25 more" in result.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_what_else_lies_about_is_left_alone(world: World, packs: Path, tmp_path: Path) -> None:
    before = document(world, str(packs))
    put(tmp_path / "elsewhere", "z.json", purpose="not in the folder")
    (packs / "link.json").symlink_to(tmp_path / "elsewhere" / "z.json")
    (packs / "loop").symlink_to(packs)
    os.mkfifo(packs / "pipe.json")
    (packs / "folder.json").mkdir()
    (packs / ".hidden.json").write_text("{}")
    (packs / "notes.txt").write_text("hello")
    (packs / "package.json").write_text('{"name": "left-pad"}')
    (packs / "list.json").write_text("[" * 100_000)
    (packs / "bytes.json").write_bytes(bytes(range(256)))
    (packs / "empty.json").write_text("")
    (packs / "later.age").write_text("age-encryption.org/v1\n")
    (packs / "odd\x1b[31m\n.json").write_text("[]")
    with (packs / "huge.json").open("wb") as huge:
        huge.truncate(SIZE_LIMIT * 100)
    deep = packs
    for _ in range(20):
        deep = deep / "d"
        deep.mkdir()
    put(deep, "deep.json", purpose="too deep")
    result = cohort(world, str(packs))
    assert result.code == 4  # the folder too deep, and the file too large
    assert "\x1b" not in result.out + result.err
    after = document(world, str(packs))
    assert after["clients"] == before["clients"]
    assert (after["packs"]["links"], after["packs"]["encrypted"]) == (2, 1)
    assert (after["packs"]["other"], after["packs"]["hidden"]) == (7, 1)
    assert sorted(problem["code"] for problem in after["packs"]["problems"]) == [
        "folder.closed", "too_large",
    ]  # fmt: skip


def test_reading_writes_nothing(world: World, packs: Path) -> None:
    before = sorted((str(p), p.stat().st_mtime_ns) for p in packs.rglob("*"))
    for arguments in ([], ["--publish"], ["--format", "csv"], ["--engine", "duckdb"]):
        cohort(world, str(packs), *arguments)
    assert sorted((str(p), p.stat().st_mtime_ns) for p in packs.rglob("*")) == before
    assert not (world.home / "journal").exists()


# ── the screen ───────────────────────────────────────────────────────────────


def test_progress_is_for_a_terminal_and_only_there(
    world: World, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syslead_cli.base.terminal.SAID_EVERY", 2)
    assert cohort(world, str(packs)).err == ""
    seen = world.run("coach", "cohort", str(packs), stderr=Terminal())
    assert "packs read" in seen.err
    assert "packs read" not in seen.out
    assert world.run("--quiet", "coach", "cohort", str(packs), stderr=Terminal()).err == ""


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_and_holds_long_names(world: World, tmp_path: Path, columns: int) -> None:
    for at in range(6):
        put(tmp_path / "packs", f"{'長い名前' * 9} {at}/1.json", purpose=str(at), tier="scores")
    world.environ["COLUMNS"] = str(columns)
    result = cohort(world, str(tmp_path / "packs"))
    assert result.code == 0
    assert re.search(r"6 packs? at the tier scores", " ".join(result.out.split()))
