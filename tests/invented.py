"""A leader to look at: a framework of six ways that no file can change, and journals for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

from some_records import stamped
from syslead_cli.base.clock import Now
from syslead_cli.demo.generate import demo_answers, invent
from syslead_cli.framework.model import Dimension, Facet, Framework, Prompt, PromptBank
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Ask, Rating, Record, in_order

SUNDAY = date(2026, 11, 22)

WAYS = {
    "feeling": ("values", "shared vision"),
    "perceiving": ("balcony", "the unseen", "hearing other voices", "others' stories"),
    "thinking": ("curiosity", "synthesis", "sense-making", "ambiguity"),
    "relating": ("empathy", "honesty", "self-awareness"),
    "doing": (
        "narrative", "enabling others", "repurposing", "influencing",
        "giving power away", "creative conflict", "risk",
    ),
    "being": ("courage", "patience", "energy", "humility"),
}  # fmt: skip
_KINDS = ("event", "evidence", "perspective", "voice", "strength")


def six_ways() -> Framework:
    """Twenty-four facets under the ids the demo's answers are for."""
    ids = iter(demo_answers())
    facets = [
        Facet(next(ids), dimension, label.capitalize(), "m", label)
        for dimension, labels in WAYS.items()
        for label in labels
    ]
    dimensions = tuple(Dimension(id_, id_.title(), "m") for id_ in WAYS)
    return Framework(
        "six-ways", "Six ways", "1", dimensions, tuple(facets), everything=tuple(facets)
    )


def of_size(count: int, names: Sequence[str] = (), per: int = 10) -> Framework:
    """A framework with so many facets, at most `per` in a dimension."""
    facets = tuple(
        Facet(f"f{at}", f"d{at // per}", names[at] if at < len(names) else f"Facet {at}", "m")
        for at in range(count)
    )
    ids = dict.fromkeys(facet.dimension for facet in facets)
    dimensions = tuple(Dimension(id_, f"Way {id_}", "m") for id_ in ids)
    return Framework("sized", "Sized", "1", dimensions, facets, everything=facets)


def bank_of(framework: Framework) -> PromptBank:
    """Twelve questions a facet."""
    prompts = [
        Prompt(f"{facet.id}-{at:02}", facet.id, _KINDS[at % 5], f"What happened ({at})?")
        for facet in framework.facets
        for at in range(12)
    ]
    return PromptBank(tuple(prompts))


@cache
def half_a_year(seed: int = 1, today: date = SUNDAY) -> tuple[Record, ...]:
    """The demo's leader, asked from this framework."""
    framework = six_ways()
    now = Now(datetime(2026, 11, 22, tzinfo=UTC), "UTC")
    return tuple(invent(framework, bank_of(framework), today, now, Random(seed)))


def journal_of(records: Iterable[Record]) -> Journal:
    """A journal of live records."""
    return Journal(records=tuple(sorted(records, key=in_order)))


def asked(
    facet: str, outcomes: str, last: date = SUNDAY, every: int = 7, **fields: object
) -> list[Record]:
    """Asks of a facet ending on a day: ``f`` full, ``t`` thin, ``s`` skip, ``l`` later."""
    words = {"f": "full", "t": "thin", "s": "skip", "l": "later"}
    start = last - timedelta(days=every * (len(outcomes) - 1))
    return [
        Ask(
            **stamped(start + timedelta(days=every * at)),
            sitting=f"{start + timedelta(days=every * at)}",
            facet=facet,
            reason="rotation",
            outcome=words[letter],
            **fields,  # type: ignore[arg-type]
        )
        for at, letter in enumerate(outcomes)
    ]


def rated(scores: dict[str, Sequence[int]], last: date = SUNDAY) -> list[Record]:
    """Weekly ratings ending on a day, of dimensions with equally many scores."""
    weeks = max(map(len, scores.values()))
    return [
        Rating(
            **stamped(last - timedelta(weeks=weeks - 1 - at)),
            scores={dimension: given[at] for dimension, given in scores.items()},
        )
        for at in range(weeks)
    ]
