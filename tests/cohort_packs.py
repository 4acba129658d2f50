"""Packs and rows of cohorts for tests: small, sound, and odd where a test asks for it."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from packs import with_checksum
from syslead_cli.coach.cohort import PackRow
from syslead_cli.coach.documents import ClientFigures, EmptyPeriods
from syslead_cli.insight.trends import IntentionSums

TODAY = date(2026, 3, 27)
STATES = ("too_early", "not_asked", "steady", "neglected", "never_took_root", "paused")
FRAMEWORK = {"id": "garden", "name": "A garden", "version": "1"}
Document = dict[str, Any]


def row(client: str = "a", order: int = 1, **given: Any) -> PackRow:
    """One client's row; what a test does not name is unremarkable."""
    states = given.pop("states", {"humility": "steady"})
    scores = given.pop("scores", {})
    framework = given.pop("framework", "garden")
    periods = given.pop("empty_periods", 0)
    values: dict[str, Any] = {
        "client": client, "known": True, "tier": "themes",
        "from_": date(2026, 1, 1), "until": TODAY, "made": TODAY, "expires": None,
        "framework": framework, "withheld": (),
        "sittings": 3, "days": 3, "asked": 6, "full": 5, "notes": 1,
        "empty_at_the_end": EmptyPeriods(periods, "week"),
        "intentions": IntentionSums(*given.pop("planned", (0, 0, 0, 0, 0))),
        "quiet": (), "rated_low": (),
    }  # fmt: skip
    return PackRow(
        client,
        order,
        f"{framework} {' '.join(sorted(states))}",
        " ".join(sorted(scores)),
        tuple(sorted((("facet", id_), state) for id_, state in states.items())),
        tuple(sorted(scores.items())),
        ClientFigures(**{**values, **given}),
    )


def random_rows(dice: random.Random, people: int) -> list[PackRow]:
    """A group with several layouts, partly shared ratings, old, late and expired packs."""
    layouts = [("x", "y"), ("x", "y", "z"), ("x",), ("w", "y")]
    ratings: list[tuple[str, ...]] = [(), ("i",), ("i", "j"), ("j", "k")]
    rows: list[PackRow] = []
    for client in range(people):
        used = layouts[min(dice.randrange(len(layouts)), dice.randrange(len(layouts)))]
        shared = ratings[dice.randrange(len(ratings))]
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            made = [dice.randrange(3) for _ in range(4)]
            rows.append(
                row(
                    f"client {client}",
                    order=len(rows) + 1,
                    made=TODAY - timedelta(days=dice.randrange(3)),
                    until=TODAY - timedelta(days=dice.randrange(3)),
                    expires=dice.choice((None, None, TODAY, TODAY - timedelta(days=1))),
                    framework=dice.choice(("garden", "garden", "garten")),
                    days=dice.choice((0, 3, 9)),
                    planned=(sum(made), *made),
                    states={id_: dice.choice(STATES) for id_ in used},
                    scores={id_: dice.randint(1, 5) for id_ in shared},
                )
            )
    return rows


def pack_document(**given: Any) -> Document:
    """A pack with two dimensions and three facets; keywords replace what is in it."""
    tier = given.get("tier", "themes")
    names = (("grow", "Growing"), ("care", "Caring"))
    facets = (("humility", "Humility", 1), ("courage", "Courage", 1), ("water", "Water", 2))
    state = given.pop("state", "neglected")
    data: Document = {
        "schema": "syslead/pack/1", "tier": tier,
        "from": "2026-01-01", "until": "2026-03-22", "made": "2026-03-23", "expires": None,
        "pseudonym": "", "purpose": "", "withheld": [],
        "framework": FRAMEWORK if tier != "scores" else None,
        "counts": {"sittings": 4, "days": 4, "asked": 8, "full": 6, "notes": 1, "usual": 0.75},
        "dimensions": [
            {**_unit(at, id_, name, tier, "steady"),
             "ratings": {"n": 0, "range": None, "median": None, "direction": None}}
            for at, (id_, name) in enumerate(names, start=1)
        ],
        "facets": [
            {**_unit(at, id_, name, tier, state if at == 1 else "steady"), "dimension": place}
            for at, (id_, name, place) in enumerate(facets, start=1)
        ],
        "named": [], "strength": None,
        "environment": [{"place": 1, **_named("sun", "Sun", tier), "score": 2}],
        "intentions": {"made": 2, "kept": 1, "partly": 0, "dropped": 0, "open": 1,
                       "wordings": []},
        "voices": {"heard": 0, "mentions": 0, "missing": 0, "largest_share": None,
                   "effective": None, "names_heard": [], "names_missing": []},
        "tensions": [], "passages": [],
    }  # fmt: skip
    if "ratings" in given.get("withheld", []):
        data["environment"] = None
        for unit in data["dimensions"]:
            del unit["ratings"]
    return with_checksum({**data, **given})


def _named(id_: str, name: str, tier: str) -> Document:
    return {"id": id_, "name": name} if tier != "scores" else {}


def _unit(place: int, id_: str, name: str, tier: str, state: str) -> Document:
    return {
        "place": place, **_named(id_, name, tier), "state": state, "asked": 4, "full": 3,
        "p_neglected": 0.1, "level": {"mean": 0.5, "low": 0.4, "high": 0.6},
        "strip": [[1, 1], [3, 2], *[[0, 0]] * 2],
    }  # fmt: skip


def put(folder: Path, name: str, **given: Any) -> Path:
    """A pack as a file below a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(pack_document(**given)))
    return path
