"""Four to six open questions a coach might ask, each with the figures it comes from.

The most telling first, at most two about one thing; core/brief_rules.py has the words. The same
packs make the same questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from syslead_cli.base.wording import counted, listed
from syslead_cli.coach import brief_rules as rules
from syslead_cli.coach.brief_change import Change
from syslead_cli.coach.brief_rules import About, Material, Question
from syslead_cli.sharing.pack import THEMES
from syslead_cli.sharing.pack_read import FindingRead, PackRead

LEAST, MOST, MOST_ON_ONE = 4, 6, 2


class Questions(NamedTuple):
    """``fewer``: why there are not four; empty where there are."""

    questions: tuple[Question, ...]
    fewer: str


def questions_for(
    pack: PackRead,
    labels: Mapping[About, str],
    quiet: Sequence[FindingRead],
    since: Change | None,
    *,
    early: bool,
) -> Questions:
    """The questions, most telling first; early on only what needs no pattern."""
    material = Material(pack, dict(labels), quiet, since)
    found = _chosen(_early(material) if early else _candidates(material))
    return Questions(found, "" if len(found) >= LEAST else _fewer(pack, len(found), early=early))


def _chosen(candidates: Iterator[Question]) -> tuple[Question, ...]:
    kept: list[Question] = []
    for each in candidates:
        on_it = sum(each.about[1] > 0 and known.about == each.about for known in kept)
        if on_it < MOST_ON_ONE:
            kept.append(each)
        if len(kept) == MOST:
            break
    return tuple(kept)


def _candidates(have: Material) -> Iterator[Question]:
    quiet = [rules.quiet(have, found) for found in have.quiet]
    yield rules.wanted(have)
    yield from quiet[:1]
    yield from rules.strength(have)
    yield from rules.missing_voice(have)
    yield from rules.plan(have)
    surroundings = list(rules.surroundings(have))
    yield from surroundings[:1]
    yield from quiet[1:]
    yield from rules.tension(have)
    yield from rules.no_longer_quiet(have)
    yield from rules.ratings(have)
    yield from rules.never_took_root(have)
    yield from rules.one_voice(have)
    yield from rules.unwritten(have)
    yield from surroundings[1:]
    yield from rules.low(have)
    yield from rules.writing(have)


def _early(have: Material) -> Iterator[Question]:
    yield rules.wanted(have)
    yield from rules.plan(have)
    yield from rules.surroundings(have)
    yield from rules.tension(have)
    yield from rules.writing(have)


def _fewer(pack: PackRead, count: int, *, early: bool) -> str:
    said = f"Only {counted(count, 'question')}: "
    if early:
        answers = counted(pack.counts.full, "full answer") if pack.counts.full else "no full answer"
        return f"{said}{answers} so far, and patterns need about six weeks."
    if not pack.shows(THEMES) or pack.withheld:
        kept = [*(() if pack.shows(THEMES) else ("names",)), *pack.withheld]
        return f"{said}{listed(kept)} were kept back, and questions come from what is here."
    return f"{said}nothing else in these weeks stands out enough to ask about."
