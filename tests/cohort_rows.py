"""Rows of cohorts for tests: unremarkable, and odd where a test asks for it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from some_records import TODAY
from syslead_cli.coach.cohort import PackRow, PacksRead
from syslead_cli.coach.documents import ClientFigures, EmptyPeriods
from syslead_cli.insight.trends import IntentionSums

STATES = ("too_early", "not_asked", "steady", "neglected", "never_took_root", "paused")


def row(client: str = "a", order: int = 1, **given: Any) -> PackRow:
    """One client's row; what a test does not name is unremarkable."""
    states = given.pop("states", {"humility": "steady"})
    scores = given.pop("scores", {})
    framework = given.pop("framework", "garden")
    periods = given.pop("empty_periods", 0)
    values: dict[str, Any] = {
        "client": client, "known": True, "tier": "themes",
        "first": date(2026, 1, 1), "last": TODAY, "made": TODAY, "expires": None,
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


def packs_read(rows: Iterable[PackRow]) -> PacksRead:
    """What is known when these were read."""
    found = PacksRead()
    for each in rows:
        found.add(each, TODAY)
    return found


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
                    last=TODAY - timedelta(days=dice.randrange(3)),
                    expires=dice.choice((None, None, TODAY, TODAY - timedelta(days=1))),
                    framework=dice.choice(("garden", "garden", "garten")),
                    days=dice.choice((0, 3, 9)),
                    planned=(sum(made), *made),
                    states={id_: dice.choice(STATES) for id_ in used},
                    scores={id_: dice.randint(1, 5) for id_ in shared},
                )
            )
    return rows
