"""What the commands say, held against what ``naive_recount`` finds in the raw lines."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import ROOT, World
from naive_recount import (
    Data,
    Recount,
    counted,
    day_of,
    intentions,
    middle,
    period_starts,
    scores,
    voices,
)
from varied_journals import Varied

#: Ends of months and years, the days clocks change, and any other.
DAYS = ("2026-03-29", "2026-03-31", "2026-10-25", "2026-11-01", "2027-01-01", "2028-02-29",
        "2026-07-15", "2026-11-22")  # fmt: skip
LONG = (10, 40, 43, 100, 200, 300)
GROUPS = ["Board", "young people", "GPs"]


def dimensions(path: Path) -> dict[str, list[str]]:
    """A framework's dimensions with their facets, read as any TOML."""
    data = tomllib.loads(path.read_text("utf-8"))
    return {
        way["id"]: [f["id"] for f in data["facets"] if f["dimension"] == way["id"]]
        for way in data["dimensions"]
    }


WAYS = dimensions(ROOT / "frameworks/systems-leadership.toml")
ZONE = ZoneInfo("Europe/London")


def begin(world: World, seed: int) -> date:
    """A journal of its own for each seed; says which day it is."""
    dice = Random(seed)
    today = date.fromisoformat(dice.choice(DAYS))
    world.clock.local = datetime(today.year, today.month, today.day, 18, 4, tzinfo=ZONE)
    world.home.mkdir()
    groups = ", ".join(f'"{group}"' for group in GROUPS)
    (world.home / "config.toml").write_text(f"voices = [{groups}]\n", encoding="utf-8")
    Varied(seed, today, WAYS).written(dice.choice(LONG)).plant(world.home / "journal")
    return today


def shown(world: World, *arguments: str) -> Data:
    done = world.run(*arguments)
    assert done.code in (0, 4), (arguments, done)
    document: Data = json.loads(done.out)
    return document


class Held:
    """One `trends` document held against the raw lines."""

    def __init__(
        self, said: Data, book: Recount, ways: dict[str, list[str]] = WAYS, groups: Any = GROUPS
    ) -> None:
        self.said, self.book, self.ways, self.groups = said, book, ways, list(groups)
        self.as_of = date.fromisoformat(said["as_of"])
        self.first = date.fromisoformat(said["window"]["since"])
        self.last = date.fromisoformat(said["window"]["until"])

    def whole(self) -> None:
        self.window()
        self.units()
        self.named()
        self.strength()
        self.people()
        span = intentions(self.book, self.first, self.last, self.as_of)
        assert self.said["intentions"] == span
        assert self.said["damage"] == self.book.damage

    def window(self) -> None:
        said, window = self.said, self.said["window"]
        assert said["records"] == len([r for r in self.book.live if day_of(r) <= self.as_of])
        asks = self.book.asks(self.first, self.last)
        assert (window["asked"], window["full"]) == counted(asks)
        assert window["sittings"] == len({ask["sitting"] for ask in asks})
        starts = period_starts(self.first, self.last, window["by"])[-26:]
        assert window["periods"] == [start.isoformat() for start in starts]

    def units(self) -> None:
        for way in self.said["dimensions"]:
            self.unit(way, set(self.ways[way["id"]]))
            own = scores(self.book, way["id"], self.first, self.last)[-52:]
            assert way["ratings"]["n"] == len(own)
            assert way["ratings"]["median"] == (middle(own) if len(own) >= 8 else None)
        for facet in self.said["facets"]:
            self.unit(facet, {facet["id"]})

    def unit(self, said: Data, facets: set[str]) -> None:
        own = [ask for ask in self.book.asks(last=self.as_of) if ask["facet"] in facets]
        inside = [ask for ask in own if self.first <= day_of(ask) <= self.last]
        assert (said["asked"], said["full"]) == counted(inside), said["id"]
        fulls = [ask["day"] for ask in own if ask["outcome"] == "full"]
        assert said["last_full"] == max(fulls, default=None), said["id"]
        if "strip" in said:
            self.strip(said["strip"], inside)

    def strip(self, strip: dict[str, list[int]], asks: list[Data]) -> None:
        starts = [date.fromisoformat(start) for start in self.said["window"]["periods"]]
        for at, start in enumerate(starts):
            end = starts[at + 1] if at + 1 < len(starts) else date.max
            cell = counted([ask for ask in asks if start <= day_of(ask) < end])
            assert (strip["asked"][at], strip["full"][at]) == cell

    def named(self) -> None:
        for found in self.said["named"]:
            facets = set(self.ways[found["id"]]) if found["unit"] == "dimension" else {found["id"]}
            self.because(found["because"], facets)
            assert found["since"] >= found["because"]["since"]

    def because(self, because: Data, facets: set[str]) -> None:
        since = date.fromisoformat(because["since"])
        asks = self.book.asks(since, self.as_of)
        own = [ask for ask in asks if ask["facet"] in facets]
        others = [ask for ask in asks if ask["facet"] not in facets]
        assert (because["asked"], because["full"]) == counted(own)
        assert (because["elsewhere_asked"], because["elsewhere_full"]) == counted(others)
        assert because["since"] in {ask["day"] for ask in own}
        elsewhere = f"{because['elsewhere_full']} of {because['elsewhere_asked']}"
        if because["elsewhere_asked"] < 10:  # too few to be a rate: what is usual is said
            elsewhere = "you usually give a detailed answer to"
        assert elsewhere in because["text"]

    def strength(self) -> None:
        best = self.said["strength"]
        if best:
            since = max(date.fromisoformat(best["since"]), self.as_of - timedelta(days=111))
            asks = [a for a in self.book.asks(since, self.as_of) if a["facet"] == best["id"]]
            assert (best["asked"], best["full"]) == counted(asks)
            assert best["since"] == min(ask["day"] for ask in asks)

    def people(self) -> None:
        said = self.said["voices"]
        mine = voices(self.book, self.first, self.last, self.as_of, self.groups)
        assert said["mentions"] == mine["mentions"]
        assert _by_name(said["heard"]) == mine["heard"]
        assert _by_name(said["missing"]) == mine["missing"]
        assert sorted(said["never_heard"]) == mine["never"]
        shares = [count / mine["mentions"] for count, _ in mine["heard"].values()]
        if shares:
            assert said["largest_share"] == pytest.approx(max(shares), abs=1e-6)
        if mine["mentions"] >= 20:
            simpson = 1 / sum(share**2 for share in shares)
            assert said["effective"] == pytest.approx(simpson, abs=1e-6)


def _by_name(people: list[Data]) -> dict[str, tuple[int, date]]:
    return {each["name"]: (each["count"], date.fromisoformat(each["last"])) for each in people}


def recount_trends(world: World, today: date, dice: Random) -> None:
    journal = world.home / "journal"
    book = Recount(journal)
    Held(shown(world, "trends", "--json"), book).whole()
    back = today - timedelta(days=dice.randrange(1, 150))
    stood = Recount(journal, stood=back)
    Held(shown(world, "trends", "--json", "--as-of", back.isoformat()), stood).whole()
    first = today - timedelta(days=dice.randrange(0, 250))
    last = first + timedelta(days=dice.randrange(0, (today - first).days + 1))
    by = dice.choice(("week", "month"))
    cut = shown(world, "trends", "--json", "--since", first.isoformat(),
                "--until", last.isoformat(), "--by", by)  # fmt: skip
    Held(cut, book).whole()
    begun = book.begun(today)
    if begun and begun <= last:
        assert cut["window"]["since"] == max(first, begun).isoformat()
        assert cut["window"]["until"] == last.isoformat()


def recount_neglected(world: World, today: date) -> None:
    said = shown(world, "neglected", "--json")
    held = Held({**said, "window": {"since": "0001-01-01", "until": said["as_of"]}},
                Recount(world.home / "journal"))  # fmt: skip
    held.named()
    assert said["damage"] == held.book.damage


def recount_today(world: World, today: date) -> None:
    said, book = shown(world, "--json"), Recount(world.home / "journal")
    monday = today - timedelta(days=today.weekday())
    asks = book.asks(monday, today)
    assert said["week"] == {
        "sittings": len({ask["sitting"] for ask in asks}),
        "asked": counted(asks)[0],
        "full": counted(asks)[1],
        "notes": len(book.of_kind("note", monday, today)),
    }
    due = [
        made["id"]
        for made in book.of_kind("intention", last=today)
        if date.fromisoformat(made["due"]) <= today and _is_open(book, made, today)
    ]
    assert sorted(each["id"] for each in said["waiting"]) == sorted(due)
    answered = [a for a in book.asks(last=today) if a["outcome"] in ("full", "thin")]
    if answered:
        newest = max(ask["day"] for ask in answered)
        assert said["last"]["day"] == newest
        assert set(said["last"]["facets"]) == {a["facet"] for a in answered if a["day"] == newest}


def _is_open(book: Recount, made: Data, today: date) -> bool:
    said = [r for r in book.of_kind("outcome", last=today) if r["of"] == made["id"]]
    return not said or said[-1]["status"] == "not_yet"


def recount_review(world: World, today: date) -> None:
    """The numbers in the sentences of a week nobody has reviewed."""
    done = world.run("review", "week", "--md")
    assert done.code in (0, 4), done
    book, first = Recount(world.home / "journal"), today - timedelta(days=6)
    asks = book.asks(first, today)
    asked, full = counted(asks)
    sittings = len({ask["sitting"] for ask in asks})
    words = " ".join(done.out.split())
    if sittings:
        plural = "" if sittings == 1 else "s"
        assert f"{sittings} reflection{plural}, {full} of {asked} question" in words
    else:
        assert not re.search(r"\d sitting", words)
    for way, facets in WAYS.items():
        own = counted([ask for ask in asks if ask["facet"] in facets])
        found = re.search(rf"\b{way.capitalize()} (\d+) of (\d+)", words)
        assert (found is not None) == (own[0] > 0), (way, words)
        if found:
            assert (int(found[2]), int(found[1])) == own


def recount_brief(world: World, today: date, dice: Random) -> None:
    first = today - timedelta(days=dice.randrange(7, 200))
    pack = world.home / "pack.json"
    done = world.run("share", "write", "--yes", "--tier", "all", "--drop-identifiers",
                     "--from", first.isoformat(), "--until", today.isoformat(),
                     "--pseudonym", "Heron", "-o", str(pack))  # fmt: skip
    assert done.code in (0, 4), done
    assert world.run("coach", "add", str(pack)).code == 0
    said, book = shown(world, "coach", "brief", "Heron", "--json"), Recount(world.home / "journal")
    asks, notes = book.asks(first, today), book.of_kind("note", first, today)
    answers = [ask for ask in asks if ask["outcome"] in ("full", "thin")]
    counts = said["counts"]
    assert (counts["asked"], counts["full"]) == counted(asks)
    assert counts["sittings"] == len({ask["sitting"] for ask in asks})
    assert counts["notes"] == len(book.of_kind("note", first, today))
    assert counts["days"] == len({record["day"] for record in (*notes, *answers)})
    mine = intentions(book, first, today, today)
    for key in ("made", "kept", "partly", "dropped", "open"):
        assert said["intentions"][key] == mine[key]
    for way, unit in zip(WAYS, said["dimensions"], strict=True):
        own = [ask for ask in asks if ask["facet"] in WAYS[way]]
        assert (unit["asked"], unit["full"]) == counted(own)
        assert unit["ratings"]["n"] == len(scores(book, way, first, today)[-52:])
    people(said["voices"], voices(book, first, today, today, []))
    tagged = sum("lead_follow" in (note.get("tags") or []) for note in notes)
    assert [t["count"] for t in said["tensions"]] == ([tagged] if tagged else [])


def people(said: Data, mine: Data) -> None:
    assert said["mentions"] == mine["mentions"]
    assert said["heard"] == len(mine["heard"])
    assert said["missing"] == len(mine["missing"])
    # Some of the names may have been dropped as a person's; their counts stay.
    for key in ("heard", "missing"):
        shown = [(v["count"], date.fromisoformat(v["last"])) for v in said[f"names_{key}"]]
        assert sorted(shown) == sorted(mine[key].values())


def recount(world: World, seed: int) -> None:
    today, dice = begin(world, seed), Random(-seed)
    recount_trends(world, today, dice)
    recount_neglected(world, today)
    recount_today(world, today)
    recount_review(world, today)
    recount_brief(world, today, dice)
