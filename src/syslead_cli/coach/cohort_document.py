"""``coach cohort --json``: the coach's own document, and the one that may be published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from syslead_cli.coach.cohort import Cohort, Row
from syslead_cli.coach.cohort_screen import Desk, Names
from syslead_cli.coach.suppression import LEAST, Published

Data = dict[str, Any]

_PLANNED = ("made", "kept", "partly", "dropped", "open")
_FIGURE_NAMES = {"framework": "text", "id": "text", "name": "text"}
#: In the short words of ``render.plan_schema``.
PLANS: dict[str, Any] = {
    "cohort": {
        "as_of": "day",
        "packs": {
            "sound": "count",
            "copies": "count",
            "encrypted": "count",
            "links": "count",
            "other": "count",
            "problems": [{"file": "text", "code": "text", "says": "text"}],
        },
        "expired": ["text"],
        "clients": [
            {
                "client": "text",
                "known": "yes",
                "tier": "text",
                "framework": "text",
                "from": "day",
                "until": "day",
                "made": "day",
                "expires": "day?",
                "withheld": ["text"],
                "sittings": "count",
                "days": "count",
                "asked": "count",
                "full": "count",
                "notes": "count",
                "empty_at_the_end": {"periods": "count", "by": "week|month"},
                "intentions": dict.fromkeys(_PLANNED, "count"),
                "quiet": [{"unit": "dimension|facet", "id": "text", "name": "text"}],
                "rated_low": [{"id": "text", "name": "text", "score": "count"}],
            }
        ],
        "writing": {"of": "count", "wrote_nothing": "count"},
        "units": [
            {
                **_FIGURE_NAMES,
                "unit": "dimension|facet",
                "of": "count",
                "judged": "count",
                "quiet": "count",
            }
        ],
        "environment": [{**_FIGURE_NAMES, "of": "count", "low": "count"}],
        "intentions": dict.fromkeys(("of", "made_by", *_PLANNED), "count"),
    },
    "cohort-published": {
        "as_of": "day",
        "least": "count",
        "writing": {"of": "count?", "wrote_nothing": "count?"},
        "units": [
            {
                **_FIGURE_NAMES,
                "unit": "dimension|facet",
                "of": "count?",
                "judged": "count?",
                "quiet": "count?",
            }
        ],
        "environment": [{**_FIGURE_NAMES, "of": "count?", "low": "count?"}],
        "intentions": {
            "of": "count?",
            "made_by": "count?",
            "made": "count?",
            "kept": "count?",
            "open": "count?",
        },
    },
}


def cohort_data(desk: Desk) -> Data:
    """Everything, client by client."""
    group, names = desk.cohort, desk.names
    return {
        "as_of": desk.today.isoformat(),
        "packs": {
            "sound": desk.packs,
            "copies": desk.copies,
            "encrypted": desk.locked,
            "links": desk.links,
            "other": desk.other,
            "problems": [
                {"file": file, "code": code, "says": says} for file, code, says in desk.problems
            ],
        },
        "expired": list(desk.expired),
        "clients": [_client(row, names) for row in group.rows],
        "writing": {"of": len(group.rows), "wrote_nothing": len(group.silent)},
        **_figures(group, names),
    }


def _client(row: Row, names: Names) -> Data:
    return {
        "client": row.name,
        "known": row.sure,
        "tier": row.tier,
        "framework": row.framework,
        "from": row.first.isoformat(),
        "until": row.until.isoformat(),
        "made": row.made.isoformat(),
        "expires": row.expires.isoformat() if row.expires else None,
        "withheld": list(row.withheld),
        **{key: getattr(row, key) for key in ("sittings", "days", "asked", "full", "notes")},
        "empty_at_the_end": {"periods": row.empty_periods, "by": row.by},
        "intentions": dict(zip(_PLANNED, row.planned, strict=True)),
        "quiet": [
            {"unit": unit, "id": id_, "name": names.of(row.framework, unit, id_)}
            for unit, id_ in row.quiet
        ],
        "rated_low": [
            {"id": id_, "name": names.item(row.framework, id_), "score": score}
            for id_, score in row.low
        ],
    }


def _figures(group: Cohort, names: Names) -> Data:
    return {
        "units": [
            _named(each, names.of(each.framework, each.unit, each.id)) for each in group.units
        ],
        "environment": [_named(each, names.item(each.framework, each.id)) for each in group.items],
        "intentions": {
            "of": len(group.rows),
            **{("made_by" if k == "by" else k): v for k, v in group.planned._asdict().items()},
        },
    }


def _named(figure: Any, name: str) -> Data:
    values: Mapping[str, Any] = figure._asdict()
    return {**{key: values[key] for key in ("framework", "id")}, "name": name, **values}


def published_data(published: Published, names: Names, today: date) -> Data:
    """What may leave; null stands for a figure that is withheld."""
    group = published.group
    return {
        "as_of": today.isoformat(),
        "least": LEAST,
        "writing": {"of": group.clients, "wrote_nothing": group.silent},
        "units": [
            _named(each, names.of(each.framework, each.unit, each.id)) for each in published.units
        ],
        "environment": [
            _named(each, names.item(each.framework, each.id)) for each in published.items
        ],
        "intentions": {
            "of": group.clients,
            "made_by": group.planners,
            "made": group.made,
            "kept": group.kept,
            "open": group.open,
        },
    }
