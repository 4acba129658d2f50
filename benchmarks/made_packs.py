"""Packs of leaders who do not exist, the same for the same number and seed.

Some hold everything the format allows, some withhold ratings, a few are of a shorter framework
or wrote nothing. Made directly, without a journal: what matters here is that they are sound.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.framework.model import Framework, read_framework  # noqa: E402
from syslead_cli.sharing.model import checksum  # noqa: E402

Document = dict[str, Any]
WEEKS = 13
LAST = date(2026, 11, 22)
STATES = ("steady", "steady", "steady", "neglected", "never_took_root", "too_early", "not_asked")
TIERS = ("scores", "themes", "themes", "themes", "excerpts")
PASSAGE = "We asked the carers before the board met, and wrote down what they said. " * 3


def shipped() -> Framework:
    """The framework that ships."""
    path = ROOT / "frameworks" / "systems-leadership.toml"
    framework, _ = read_framework(path.read_bytes(), path.name)
    assert framework is not None
    return framework


def made_pack(number: int, framework: Framework, seed: int = 1) -> Document:
    """The pack of leader ``number``, sealed."""
    dice = random.Random(f"{seed}:{number}")
    used = framework.in_profile("core") if number % 9 == 0 else framework
    tier = dice.choice(TIERS)
    themes = tier != "scores"
    silent = dice.random() < 0.06
    withheld = ["ratings"] if dice.random() < 0.15 else []
    last = LAST - timedelta(days=dice.randrange(20))
    data: Document = {
        "schema": "syslead/pack/1",
        "tier": tier,
        "from": (last - timedelta(weeks=WEEKS)).isoformat(),
        "until": last.isoformat(),
        "made": (last + timedelta(days=dice.randrange(5))).isoformat(),
        "expires": "2027-06-30" if dice.random() < 0.5 else None,
        "pseudonym": f"Leader {number}",
        "purpose": "How to stay in the room without taking over.",
        "withheld": withheld,
        "framework": _framework(framework) if themes else None,
    }
    dimensions = [_unit(at, each, themes, silent, dice) for at, each in _placed(used.dimensions)]
    if not withheld:
        for unit in dimensions:
            unit["ratings"] = {"n": 9, "range": [2, 5], "median": 3.5, "direction": None}
    places = {each.id: at for at, each in _placed(used.dimensions)}
    facets = [
        {**_unit(at, each, themes, silent, dice), "dimension": places[each.dimension]}
        for at, each in _placed(used.facets)
    ]
    asked = sum(unit["asked"] for unit in facets)
    data |= {
        "counts": {
            "sittings": asked // 2, "days": min(91, (asked + 1) // 2), "asked": asked,
            "full": sum(unit["full"] for unit in facets), "notes": 0 if silent else 12,
            "usual": 0.8,
        },
        "dimensions": dimensions,
        "facets": facets,
        "named": [],
        "strength": None,
        "environment": None if withheld else _environment(framework, themes, dice),
        "intentions": _intentions(dice, silent=silent),
        "voices": _voices(themes),
        "tensions": [],
        "passages": _passages(dice) if tier == "excerpts" else [],
    }  # fmt: skip
    return {**data, "sha256": checksum(data)}


def _placed(units: Sequence[Any]) -> list[tuple[int, Any]]:
    return list(enumerate(units, start=1))


def _framework(framework: Framework) -> Document:
    return {"id": framework.id, "name": framework.name, "version": framework.version}


def _unit(place: int, of: Any, themes: bool, silent: bool, dice: random.Random) -> Document:
    cells = [[0, 0] if silent else _cell(dice) for _ in range(WEEKS)]
    mean = round(dice.uniform(0.3, 0.9), 6)
    return {
        "place": place,
        **({"id": of.id, "name": of.name} if themes else {}),
        "state": "not_asked" if silent else dice.choice(STATES),
        "asked": sum(cell[0] for cell in cells),
        "full": sum(cell[1] for cell in cells),
        "p_neglected": round(dice.random(), 6),
        "level": {"mean": mean, "low": round(mean - 0.1, 6), "high": round(mean + 0.1, 6)},
        "strip": cells,
    }


def _cell(dice: random.Random) -> list[int]:
    asked = dice.randrange(3)
    return [asked, dice.randint(0, asked)]


def _environment(framework: Framework, themes: bool, dice: random.Random) -> list[Document]:
    return [
        {
            "place": at,
            **({"id": item.id, "name": item.name} if themes else {}),
            "score": dice.choice((1, 2, 3, 3, 4, 4, 5)),
        }
        for at, item in _placed(framework.environment)
    ]


def _intentions(dice: random.Random, *, silent: bool) -> Document:
    parts = [0] * 4 if silent else [dice.randrange(4) for _ in range(4)]
    kept, partly, dropped, open_ = parts
    return {
        "made": sum(parts), "kept": kept, "partly": partly, "dropped": dropped, "open": open_,
        "wordings": [],
    }  # fmt: skip


def _voices(themes: bool) -> Document:
    heard = [{"name": f"voice-{at}", "count": 3, "last": "2026-11-01"} for at in range(8)]
    return {
        "heard": 8, "mentions": 24, "missing": 0, "largest_share": 0.3, "effective": 5.0,
        "names_heard": heard if themes else [], "names_missing": [],
    }  # fmt: skip


def _passages(dice: random.Random) -> list[Document]:
    return [
        {"day": "2026-11-01", "kind": "note", "facet": None, "text": PASSAGE}
        for _ in range(dice.randrange(1, 12))
    ]
