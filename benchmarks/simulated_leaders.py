"""Simulated leaders: how they answer, write and review, in worlds that are kind to us and not.

A leader keeps a journal for 26 weeks: 3-7 entries a week, 1-3 prompts an entry, 4 % of weeks away.
A full answer has probability logistic(N(1.2, .6) leader + N(0, .5) facet + weekly AR(1), .7,
sd .35); neglect multiplies it by .25 from week 9. A facet is mentioned with probability
min(.5, .08 e^N(0, .5)) an entry and found with sensitivity .6 and .02 false positives.

Four weeks in five end in a review. A suspect is answered nine times in ten, with a yes in .80 of
cases where it is attended to and in .32 where it has lapsed; a facet is ticked with probability
min(.8, .2 e^N(0, .6)), four tenths of it where it has lapsed. A ``World`` changes one of these.
"""

from __future__ import annotations

from math import exp, log, sqrt
from random import Random
from typing import NamedTuple
from zlib import crc32

from syslead_cli.framework.model import Prompt

DAYS, ONSET = 182, 56
SIZES = {"feeling": 2, "perceiving": 4, "thinking": 4, "relating": 3, "doing": 7, "being": 4}
DIMENSIONS = [name for name, size in SIZES.items() for _ in range(size)]  # by facet
NAMES = list(SIZES)
FACETS = [f"{name}.{n}" for name, size in SIZES.items() for n in range(size)]
COUNT = len(FACETS)
DIMENSION_OF = dict(zip(FACETS, DIMENSIONS, strict=True))
MEMBERS = {name: [f for f in FACETS if DIMENSION_OF[f] == name] for name in NAMES}
DIMENSION_AT = [NAMES.index(name) for name in DIMENSIONS]
KINDS = (
    ("event",) * 5
    + ("evidence",) * 2
    + ("perspective",) * 2
    + ("voice",) * 2
    + ("counterfactual", "counterfactual", "intention", "strength", "tension")
)
SENSITIVITY, FALSE_POSITIVES = 0.6, 0.02
BANK = [Prompt(f"{f}.{n}", f, kind, "") for f in FACETS for n, kind in enumerate(KINDS)]


class World(NamedTuple):
    """In what way a world differs from the one in the heading; 0 and False: not at all."""

    wobble: float = 0.0  # sd of each facet's own weekly AR(1), .7
    dislike: float = 0.0  # taken from the logit of the facets that will be neglected
    busy: float = 0.0  # share of weeks with a third of the entries and a logit lower by .7
    holidays: bool = False  # three weeks away from week 7 and from week 14
    difficulty: float = 0.0  # sd of each prompt's logit
    irritation: float = 0.0  # taken from the logit when a facet is asked twice within a week
    misgraded: bool = False  # .14 of thin answers are called full, .05 of full ones thin
    tiring: float = 0.0  # taken from the logit by the end
    slide: int = 0  # weeks over which neglect sets in
    reviewed: float = 0.8  # share of weeks that end in a review
    review: tuple[float, float] = (0.80, 0.32)  # rate of yes: attended, lapsed
    beliefs: float = 0.0  # sd of each facet's own logit of yes, which never changes


class Story(NamedTuple):
    """What befalls a leader: the facets neglected from `onset` to `end` and by which factor.

    `facets` are all that can be asked; `focus` those the leader chose. With `noes` one question
    in ten is answered with a plain, truthful no, and from the onset on half of those about the
    facets in it; `counts_noes` says whether a no counts as brief, as it did before 0.2.
    """

    neglected: frozenset[int] = frozenset()
    factor: float = 0.25
    end: int = DAYS
    facets: tuple[int, ...] = tuple(range(COUNT))
    focus: frozenset[int] = frozenset()
    text: bool = False  # whether mentions count in P; as shipped they do not
    noes: frozenset[int] = frozenset()
    counts_noes: bool = False
    world: World = World()

    def is_no(self, facet: int, day: int, chance: Random) -> bool:
        """Tell whether an answer is a plain no; nothing is drawn in a world without them."""
        if not self.noes:
            return False
        return chance.random() < (0.5 if facet in self.noes and day >= ONSET else 0.1)

    def attention(self, facet: int, day: int) -> float:
        """Return what is left of the usual attention to a facet, 1 where it is all there."""
        if not is_lapsed(facet, day, self):
            return 1.0
        slide = 7 * self.world.slide
        gone = min(1.0, (day - ONSET + 1) / slide) if slide else 1.0
        return 1.0 - (1.0 - self.factor) * gone


class Leader(NamedTuple):
    """A leader's fixed traits."""

    days: tuple[bool, ...]  # whether there is an entry
    reviews: tuple[bool, ...]  # whether a week ends in a review
    prompts: int
    answer: tuple[float, ...]  # logit of a full answer, by facet
    weekly: tuple[float, ...]  # added to it, by week
    own: tuple[tuple[float, ...], ...]  # the same, by facet and week: wobbling
    mention: tuple[float, ...]
    tick: tuple[float, ...]
    belief: tuple[float, ...]  # added to the logit of a yes in a review

    def present(
        self, facet: int, day: int, story: Story, prompt: str = "", since: int = 99
    ) -> float:
        """Return the chance of a full answer where nothing has lapsed.

        ``since``: days since the facet was last asked about.
        """
        world, week = story.world, day // 7
        logit = self.answer[facet] + self.weekly[week] - world.tiring * day / DAYS
        if world.wobble:
            logit += world.wobble * self.own[facet][week]
        if world.dislike and facet in story.neglected:
            logit -= world.dislike
        if world.difficulty and prompt:
            logit += world.difficulty * (crc32(prompt.encode()) % 1000 / 1000 - 0.5) * sqrt(12)
        if since < 7:
            logit -= world.irritation
        return logistic(logit)

    def found(self, facet: int, day: int, story: Story) -> float:
        """Return the chance that a facet is found in an entry, rightly or wrongly."""
        chance = self.mention[facet] * story.attention(facet, day)
        return FALSE_POSITIVES + SENSITIVITY * chance

    def says_yes(self, facet: int, day: int, story: Story) -> float:
        """Return the chance that a review says the facet had attention in the week."""
        attended, lapsed = story.world.review
        gone = (1.0 - story.attention(facet, day)) / 0.75
        chance = min(0.98, attended + (lapsed - attended) * gone)
        return logistic(log(chance / (1 - chance)) + story.world.beliefs * self.belief[facet])

    def ticks(self, facet: int, day: int, story: Story) -> float:
        """Return the chance that the facet is ticked in a review's list."""
        attended, lapsed = story.world.review
        gone = (1.0 - story.attention(facet, day)) / 0.75
        own = exp(0.5 * story.world.beliefs * self.belief[facet])
        return min(0.8, self.tick[facet] * own) * (1.0 - (1.0 - lapsed / attended) * gone)


def logistic(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def is_lapsed(facet: int, day: int, story: Story) -> bool:
    """Tell whether the facet is neglected on that day."""
    return facet in story.neglected and ONSET <= day < story.end


def draw_leader(number: str, world: World) -> Leader:
    """Draw one leader; the same number is the same leader in every world."""
    chance, more = Random(f"leader/{number}"), Random(f"more/{number}")
    base = chance.gauss(1.2, 0.6)
    often = chance.randint(3, 7) / 7
    weeks = DAYS // 7
    away = [chance.random() < 0.04 for _ in range(weeks)]
    weekly = _autoregressive(chance, weeks, 0.35)
    days = [not away[day // 7] and chance.random() < often for day in range(DAYS)]
    prompts = chance.choice((1, 2, 2, 3))
    answer = tuple(base + chance.gauss(0, 0.5) for _ in range(COUNT))
    mention = tuple(min(0.5, 0.08 * exp(chance.gauss(0, 0.5))) for _ in range(COUNT))
    if world.holidays:
        away = [gone or week in (6, 7, 8, 13, 14, 15) for week, gone in enumerate(away)]
    busy = [more.random() < world.busy for _ in range(weeks)]
    weekly = [each - 0.7 * full for each, full in zip(weekly, busy, strict=True)]
    written = [
        is_on and not away[day // 7] and (not busy[day // 7] or more.random() < 1 / 3)
        for day, is_on in enumerate(days)
    ]
    return Leader(
        days=tuple(written),
        reviews=tuple(more.random() < world.reviewed and not gone for gone in away),
        prompts=prompts,
        answer=answer,
        weekly=tuple(weekly),
        own=tuple(tuple(_autoregressive(more, weeks, 1.0)) for _ in range(COUNT)),
        mention=mention,
        tick=tuple(0.2 * exp(more.gauss(0, 0.6)) for _ in range(COUNT)),
        belief=tuple(more.gauss(0, 1) for _ in range(COUNT)),
    )


def _autoregressive(chance: Random, weeks: int, sd: float) -> list[float]:
    """Return a stationary AR(1) with coefficient .7."""
    value, values = chance.gauss(0, sd), []
    for _ in range(weeks):
        values.append(value)
        value = 0.7 * value + chance.gauss(0, sd * sqrt(1 - 0.49))
    return values
