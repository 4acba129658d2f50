"""Packs as JSON: one with everything in it, and a small one that can be anything."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from packs import with_checksum
from syslead_cli.coach.brief import Brief, brief
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.pack_reading import read_pack

TODAY = date(2026, 11, 23)
WAYS = ("Feeling", "Perceiving", "Thinking", "Relating", "Doing", "Being")
WEEKS = 13
_MISSING = ("night-staff", "board", "carers-forum")
_ITEMS = (
    "Room for risk and different routes", "Shared goals come first", "Influence beyond job title",
    "Local networks", "Character over checklists", "Challenge is allowed",
    "Unsettling the status quo is allowed", "Outcomes over compliance",
)  # fmt: skip
_POLES = (
    ("balcony", "dance floor"), ("lead", "follow"), ("our goals", "wider goals"),
    ("humility", "drive"), ("clarity", "ambiguity"), ("holding", "disturbing"),
    ("patience", "urgency"), ("why and what", "how"), ("gain", "give away"),
)  # fmt: skip


def full_document(tier: str = "themes", without: tuple[str, ...] = ()) -> dict[str, Any]:
    """A pack with as much in it as a busy quarter brings, as its tier shows it."""
    themes = tier != "scores"
    voices = {"heard": 9, "mentions": 24, "missing": 3, "largest_share": .5, "effective": 4.2,
              "names_heard": [_voice(f"voice-{at}", 9 - at) for at in range(9)],
              "names_missing": [_voice(n, 3) for n in _MISSING]}  # fmt: skip
    document: dict[str, Any] = {
        "schema": "syslead/pack/1",
        "tier": tier,
        "from": "2026-08-24",
        "until": "2026-11-22",
        "made": "2026-11-23",
        "expires": "2027-02-22",
        "pseudonym": "Heron",
        "purpose": "How to stay in the room with the trust without taking over. " * 3,
        "withheld": sorted(without),
        "framework": {"id": "systems-leadership", "name": "Systems leadership", "version": "1.0"}
        if themes
        else None,
        "counts": {"sittings": 53, "days": 54, "asked": 102, "full": 75, "notes": 12,
                   "usual": 0.74},
        "dimensions": [_dimension(at, name, themes, without) for at, name in enumerate(WAYS, 1)],
        "facets": [_facet(at, themes) for at in range(1, 25)],
        "named": [_finding("dimension", 6, "Being", themes),
                  *(_finding("facet", at, f"Facet name {at}", themes) for at in (9, 24))],
        "strength": {"place": 3, "asked": 8, "full": 8, "since": "2026-08-24",
                     **_named("f3", "Facet name 3", themes)},
        "environment": None if "ratings" in without else [
            {"place": at, "score": at % 5 + 1, **_named(f"e{at}", name, themes)}
            for at, name in enumerate(_ITEMS, start=1)
        ],
        "intentions": {"made": 9, "kept": 3, "partly": 2, "dropped": 2, "open": 2,
                       "wordings": [_wording(at) for at in range(7)] if themes else []},
        "voices": None if "voices" in without else voices,
        "tensions": [
            {"id": "_".join(poles), "poles": list(poles), "count": 9 - at}
            for at, poles in enumerate(_POLES)
        ] if themes else [],
        "passages": [] if tier not in ("excerpts", "all") else [
            {"day": "2026-09-08", "kind": "note", "facet": None, "text": "I sat down.\nTwice."},
            {"day": "2026-10-01", "kind": "ask", "facet": "Courage", "text": "She said no."},
        ],
    }  # fmt: skip
    if not themes and voices:
        voices["names_heard"], voices["names_missing"] = [], []
    return document


def scores_document() -> dict[str, Any]:
    """The same at the lowest tier, as it is made today: nothing about a single facet or item."""
    whole = full_document("scores")
    return {**whole, "facets": [], "named": whole["named"][:1], "strength": None, "environment": []}


def small_document(**given: Any) -> dict[str, Any]:
    """A pack with two dimensions and three facets; keywords replace what is in it."""
    tier, without = given.get("tier", "themes"), given.get("withheld", [])
    themes = tier != "scores"
    strip = [[1, 1], [3, 2], [0, 0], [0, 0]]
    none = {"n": 0, "range": None, "median": None, "direction": None}
    ratings = {} if "ratings" in without else {"ratings": none}
    names = (("grow", "Growing"), ("care", "Caring"))
    facets = (("humility", "Humility", 1), ("courage", "Courage", 1), ("water", "Water", 2))
    state = given.pop("state", "neglected")
    data: dict[str, Any] = {
        "schema": "syslead/pack/1", "tier": tier,
        "from": "2026-01-01", "until": "2026-03-22", "made": "2026-03-23", "expires": None,
        "pseudonym": "", "purpose": "", "withheld": [],
        "framework": {"id": "garden", "name": "A garden", "version": "1"} if themes else None,
        "counts": {"sittings": 4, "days": 4, "asked": 8, "full": 6, "notes": 1, "usual": 0.75},
        "dimensions": [
            _unit(at, id_, name, themes, strip=strip, **ratings)
            for at, (id_, name) in enumerate(names, start=1)
        ],
        "facets": [
            _unit(at, id_, name, themes, strip=strip, dimension=place,
                  state=state if at == 1 else "steady")
            for at, (id_, name, place) in enumerate(facets, start=1)
        ],
        "named": [], "strength": None,
        "environment": None if "ratings" in without else [
            {"place": 1, **_named("sun", "Sun", themes), "score": 2}
        ],
        "intentions": {"made": 2, "kept": 1, "partly": 0, "dropped": 0, "open": 1,
                       "wordings": []},
        "voices": {"heard": 0, "mentions": 0, "missing": 0, "largest_share": None,
                   "effective": None, "names_heard": [], "names_missing": []},
        "tensions": [], "passages": [],
    }  # fmt: skip
    return with_checksum({**data, **given})


def put(folder: Path, name: str, **given: Any) -> Path:
    """A pack as a file below a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(small_document(**given)))
    return path


def _named(id_: str, name: str, themes: bool) -> dict[str, str]:
    return {"id": id_, "name": name} if themes else {}


def _voice(name: str, count: int) -> dict[str, Any]:
    return {"name": name, "count": count, "last": "2026-09-21"}


def _wording(at: int) -> dict[str, Any]:
    words = (
        f"If the budget talk stalls in week {at}, then I will ask the team at the front desk first."
    )
    return {"text": words, "due": f"2026-10-{at + 10}", "state": "due" if at == 3 else "kept"}


def _unit(place: int, id_: str, name: str, themes: bool, **given: Any) -> dict[str, Any]:
    return {
        "place": place, **_named(id_, name, themes), "state": "steady", "asked": 4, "full": 3,
        "p_neglected": 0.1, "level": {"mean": 0.7, "low": 0.4, "high": 0.9},
        "strip": [[0, 0]] * WEEKS, **given,
    }  # fmt: skip


def _dimension(at: int, name: str, themes: bool, without: tuple[str, ...]) -> dict[str, Any]:
    ratings = {"n": 13, "range": [2, 4], "median": 3, "direction": "no clear direction"}
    return _unit(
        at, name.lower(), name, themes, state="neglected" if at == 6 else "steady",
        asked=17, full=12, level={"mean": 0.7, "low": 0.55, "high": 0.85},
        strip=[[3 if week % 2 else 0, 2 if week % 2 else 0] for week in range(WEEKS)],
        **({} if "ratings" in without else {"ratings": ratings}),
    )  # fmt: skip


def _facet(at: int, themes: bool) -> dict[str, Any]:
    state = "neglected" if at in (9, 24) else "steady"
    return _unit(at, f"f{at}", f"Facet name {at}", themes, state=state, dimension=(at + 3) // 4)


def _finding(unit: str, place: int, name: str, themes: bool) -> dict[str, Any]:
    return {
        "unit": unit, "place": place, **_named(f"{unit}{place}", name, themes),
        "since": "2026-09-22", "counted_from": "2026-08-31", "asked": 10, "full": 1,
        "usual": 0.76, "elsewhere_asked": 82, "elsewhere_full": 68,
    }  # fmt: skip


def changed(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with other values at its top, ``counts__asked`` for one below."""
    made = copy.deepcopy(document)
    for key, value in changes.items():
        *path, last = key.split("__")
        holder = made
        for word in path:
            holder = holder[word]
        holder[last] = value
    return made


def earlier_document(tier: str = "themes") -> dict[str, Any]:
    """The pack of the quarter before: something else was quiet then."""
    made = full_document(tier)
    made["named"] = [_finding("facet", 2, "Facet name 2", tier != "scores")]
    made["purpose"] = "To think about the merger."
    for unit in made["dimensions"][:1]:
        unit["level"] = {"mean": 0.2, "low": 0.1, "high": 0.3}
    return changed(made, **{"from": "2026-05-25", "until": "2026-08-23", "made": "2026-08-24"})


def quarter(back: int) -> dict[str, Any]:
    """The pack of so many quarters before the newest."""
    if back < 2:
        return earlier_document() if back else full_document()
    made = earlier_document()
    days = {key: date.fromisoformat(made[key]) for key in ("from", "until", "made")}
    moved = {key: (day - timedelta(days=91 * (back - 1))).isoformat() for key, day in days.items()}
    return changed(made, **moved)


def read(document: dict[str, Any]) -> Pack:
    """The pack as a coach's side knows it."""
    return read_pack(json.dumps(with_checksum(document)).encode(), "a test")


def brief_of(*documents: dict[str, Any], client: str = "Heron", **how: Any) -> Brief:
    return brief(client, [read(each) for each in documents], TODAY, **how)


def planted(value: Any, text: str) -> Any:
    """The document with ``text`` in every value that is a text of somebody's own."""
    fixed = {"schema", "tier", "withheld", "state", "kind", "unit", "direction", "from", "until",
             "made", "expires", "due", "last", "since", "counted_from", "day"}  # fmt: skip
    if isinstance(value, dict):
        return {k: v if k in fixed else planted(v, text) for k, v in value.items()}
    if isinstance(value, list):
        return [planted(each, text) for each in value]
    return f"{text}{value}"[:4000] if isinstance(value, str) else value
