"""Simulated leaders who keep a journal in closed loop with the scheduler and the estimator.

The world is that of issue 3: 26 weeks, 3-7 entries a week, 1-3 prompts an entry, 4 % of weeks
away; a full answer has probability logistic(N(1.2, .6) leader + N(0, .5) facet + weekly AR(1),
.7, sd .35); a facet is mentioned with probability min(.5, .08 e^N(0, .5)) an entry and found with
sensitivity .6 and .02 false positives.  Neglect multiplies both by .25 from week 9.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import exp, sqrt
from random import Random
from typing import NamedTuple

from syslead_cli.framework.model import Prompt
from syslead_cli.insight.filter import CEILING, FLOOR, AskEvent, LapseFilter
from syslead_cli.insight.neglect import (
    DIMENSION_THRESHOLD,
    FACET_THRESHOLD,
    FindingCounts,
    Judgement,
    NamingRule,
    UnitJudgement,
    fall_start,
    without_joint_declines,
)
from syslead_cli.insight.ratings import Level
from syslead_cli.reflect.schedule import Asked, Lapses, pick

DAYS, ONSET = 182, 56
SIZES = {"feeling": 2, "perceiving": 4, "thinking": 4, "relating": 3, "doing": 7, "being": 4}
DIMENSIONS = [name for name, size in SIZES.items() for _ in range(size)]  # by facet
NAMES = list(SIZES)
FACETS = [f"{name}.{n}" for name, size in SIZES.items() for n in range(size)]
COUNT = len(FACETS)
DIMENSION_OF = dict(zip(FACETS, DIMENSIONS, strict=True))
MEMBERS: dict[str, Collection[str]] = {
    name: [f for f in FACETS if DIMENSION_OF[f] == name] for name in NAMES
}
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
    text: bool = True  # whether mentions count in P
    noes: frozenset[int] = frozenset()
    counts_noes: bool = False

    def is_no(self, facet: int, day: int, chance: Random) -> bool:
        """Whether an answer is a plain no; nothing is drawn in a world without them."""
        if not self.noes:
            return False
        return chance.random() < (0.5 if facet in self.noes and day >= ONSET else 0.1)


class Leader(NamedTuple):
    """A leader's fixed traits."""

    days: tuple[bool, ...]  # whether there is an entry
    prompts: int
    answer: tuple[float, ...]  # logit of a full answer, by facet
    weekly: tuple[float, ...]  # added to it, by week
    mention: tuple[float, ...]

    def full(self, facet: int, day: int, story: Story) -> float:
        """Chance of a full answer."""
        chance = 1 / (1 + exp(-(self.answer[facet] + self.weekly[day // 7])))
        return chance * (story.factor if is_lapsed(facet, day, story) else 1.0)

    def found(self, facet: int, day: int, story: Story) -> float:
        """Chance that a facet is found in an entry, rightly or wrongly."""
        chance = self.mention[facet] * (story.factor if is_lapsed(facet, day, story) else 1.0)
        return FALSE_POSITIVES + SENSITIVITY * chance


def is_lapsed(facet: int, day: int, story: Story) -> bool:
    """Whether the facet is neglected on that day."""
    return facet in story.neglected and ONSET <= day < story.end


def draw_leader(chance: Random) -> Leader:
    """One leader of the population of issue 3."""
    base = chance.gauss(1.2, 0.6)
    often = chance.randint(3, 7) / 7
    away = [chance.random() < 0.04 for _ in range(DAYS // 7)]
    week, weekly = chance.gauss(0, 0.35), []
    for _ in away:
        weekly.append(week)
        week = 0.7 * week + chance.gauss(0, 0.35 * sqrt(1 - 0.49))
    return Leader(
        tuple(not away[day // 7] and chance.random() < often for day in range(DAYS)),
        chance.choice((1, 2, 2, 3)),
        tuple(base + chance.gauss(0, 0.5) for _ in range(COUNT)),
        tuple(weekly),
        tuple(min(0.5, 0.08 * exp(chance.gauss(0, 0.5))) for _ in range(COUNT)),
    )


class Oracle(LapseFilter):
    """The same filter told every true rate, weekly effect included; only the lapse is hidden."""

    def __init__(self, leader: Leader, story: Story) -> None:
        super().__init__(COUNT)
        self._leader, self._calm = leader, story._replace(neglected=frozenset())

    def present(self, unit: int) -> float:
        """The true chance of a full answer without a lapse."""
        return self._leader.full(unit, self._day, self._calm)

    def entry(self, mentioned: object) -> None:
        """Weigh an entry with the true rates of mention."""
        assert isinstance(mentioned, set)
        for unit in range(COUNT):
            q = self._leader.found(unit, self._day, self._calm)
            lapsed = FALSE_POSITIVES + (q - FALSE_POSITIVES) * 0.25
            factor = lapsed / q if unit in mentioned else (1 - lapsed) / (1 - q)
            self.odds[unit] = min(CEILING, max(FLOOR, self.odds[unit] * factor))


class Alarm(NamedTuple):
    """A unit named: the day it was first said and, if it was, the day it was cleared."""

    unit: int
    day: int
    cleared: int | None


class Log(NamedTuple):
    """One leader's 26 weeks as the judges saw them."""

    alarms: dict[str, list[Alarm]]  # judge -> alarms
    calibration: list[tuple[float, bool]]  # weekly (P, truly lapsed) per facet
    volume: float  # asks a week
    engagement: float  # full answers per ask before the onset


class Said:
    """Keeps the alarms of one rule: what is newly named and what is cleared."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []
        self._open: dict[int, int] = {}

    def look(self, day: int, quiet: Sequence[int] | set[int], named: Sequence[int]) -> None:
        """Compare with the day before; `quiet` units may be unsaid (third in line)."""
        for unit in [u for u in self._open if u not in quiet]:
            at = self._open.pop(unit)
            self.alarms[at] = self.alarms[at]._replace(cleared=day)
        for unit in named:
            if unit not in self._open:
                self._open[unit] = len(self.alarms)
                self.alarms.append(Alarm(unit, day, None))


class Watch:
    """A filter with its rules of naming at several thresholds.

    The first is the product's, second look for slumps included; the others go by P alone.
    """

    def __init__(
        self,
        suspicion: LapseFilter,
        thresholds: Sequence[float],
        most: int | None,
        units: dict[str, Collection[str]],
    ) -> None:
        self.suspicion, self.most, self.units = suspicion, most, units
        self.ids = list(units)
        self.rules = [(NamingRule(threshold), Said()) for threshold in thresholds]
        self.asks: list[AskEvent] = []

    def begin(self, day: int) -> None:
        """Bring the filter to the morning of `day`."""
        if any(rule.since for rule, _ in self.rules) and day > 0:
            self.suspicion.advance(day - 1)
            self.settle(day - 1)
        self.suspicion.advance(day)

    def settle(self, day: int) -> None:
        """Apply the rules at the end of `day`."""
        for at, (rule, said) in enumerate(self.rules):
            rule.settle(day, self.suspicion)
            named = self.named(day) if at == 0 else rule.named(self.suspicion, self.most)
            said.look(day, set(rule.since), named)

    def named(self, day: int) -> list[int]:
        """What the product says on `day`: its rule of naming, then the second look."""
        rule = self.rules[0][0]
        named = rule.named(self.suspicion, self.most)
        if not named:
            return named
        verdicts = tuple(self._verdict(unit, rule.since[unit]) for unit in named)
        judged = Judgement(day, verdicts, tuple(self.ids[unit] for unit in named))
        return [
            self.ids.index(unit)
            for unit in without_joint_declines(judged, self.units, self.asks).named
        ]

    def _verdict(self, unit: int, since: int) -> UnitJudgement:
        """As much of a verdict as the second look reads."""
        asks = self.suspicion.asks[unit]
        because = FindingCounts(0, 0, asks[fall_start(asks, since)].day, 0.0, 0, 0)
        p, shown = self.suspicion.p(unit), Level(0.0, 0.0, 0.0)
        return UnitJudgement(self.ids[unit], "neglected", 0, 0, None, p, shown, since, because)


FACET_SWEEP = (FACET_THRESHOLD, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94)
DIMENSION_SWEEP = (DIMENSION_THRESHOLD, 0.5, 0.6, 0.7, 0.75, 0.82, 0.9, 0.95)


def live(leader: Leader, story: Story, chance: Random, salt: str, *, oracle: bool = False) -> Log:
    """Twenty-six weeks of asks and entries, scheduled by what the filter thinks."""
    mind = Oracle(leader, story) if oracle else LapseFilter(COUNT, use_mentions=story.text)
    facets = Watch(mind, FACET_SWEEP, 2, {facet: (facet,) for facet in FACETS})
    broad = LapseFilter(len(NAMES), use_mentions=story.text)
    dimensions = Watch(broad, DIMENSION_SWEEP, None, MEMBERS)
    fewest, nothing = Said(), Said()
    history: list[Asked] = []
    calibration: list[tuple[float, bool]] = []
    for day in range(DAYS):
        if leader.days[day]:
            facets.begin(day)
            dimensions.begin(day)
            _ask(leader, story, chance, salt, day, facets, dimensions, history)
            _write(leader, story, chance, day, facets, dimensions)
            facets.settle(day)
            dimensions.settle(day)
            _baselines(day, story, history, fewest, nothing)
        if day % 7 == 6 and day >= 42:
            facets.suspicion.advance(day)
            calibration += [(facets.suspicion.p(f), is_lapsed(f, day, story)) for f in story.facets]
    before = [ask for ask in history if ask.day < ONSET]
    full = sum(ask.outcome == "full" for ask in before)
    narrow = zip(FACET_SWEEP[1:], facets.rules[1:], strict=True)
    alarms = {f"facet {t}": said.alarms for t, (_, said) in narrow}
    wide = zip(DIMENSION_SWEEP[1:], dimensions.rules[1:], strict=True)
    alarms |= {f"dimension {t}": said.alarms for t, (_, said) in wide}
    alarms |= {"facet": facets.rules[0][1].alarms, "dimension": dimensions.rules[0][1].alarms}
    alarms |= {"fewest": fewest.alarms, "nothing": nothing.alarms}
    return Log(alarms, calibration, len(history) / 26, full / max(1, len(before)))


def _ask(
    leader: Leader,
    story: Story,
    chance: Random,
    salt: str,
    day: int,
    facets: Watch,
    dimensions: Watch,
    history: list[Asked],
) -> None:
    named = {FACETS[f] for f in facets.named(day)}
    picks = pick(
        day,
        leader.prompts,
        [FACETS[f] for f in story.facets],
        BANK,
        history,
        lapses=Lapses({FACETS[f]: facets.suspicion.p(f) for f in story.facets}, named),
        focus={FACETS[f] for f in story.focus},
        salt=salt,
        dimensions=DIMENSION_OF,
    )
    for prompt in picks:
        facet = FACETS.index(prompt.facet)
        is_no = story.is_no(facet, day, chance)
        full = chance.random() < leader.full(facet, day, story) and not is_no
        outcome, is_counted = "full" if full else "thin", story.counts_noes or not is_no
        history.append(
            Asked(day, prompt.facet, prompt.id, prompt.kind, prompt.reason, outcome, is_counted)
        )
        if not is_counted:
            continue
        facets.asks.append(AskEvent(day, prompt.facet, full))
        dimensions.asks.append(AskEvent(day, prompt.facet, full))
        facets.suspicion.weigh([(facet, full)])
        dimensions.suspicion.weigh([(DIMENSION_AT[facet], full)])


def _write(
    leader: Leader, story: Story, chance: Random, day: int, facets: Watch, dimensions: Watch
) -> None:
    found = {f for f in range(COUNT) if chance.random() < leader.found(f, day, story)}
    facets.suspicion.entry(found)
    dimensions.suspicion.entry({DIMENSION_AT[f] for f in found})


def _baselines(
    day: int, story: Story, history: Sequence[Asked], fewest: Said, nothing: Said
) -> None:
    """Two rules a spreadsheet could have; both silent for six weeks like the product.

    Fewest answers in 30 days: the facet with the fewest full answers is named (of equals the one
    longest without).  Nothing for 60 days: every facet asked once or more and not fully answered.
    """
    if day < 42:
        return
    recent, last, asked = [0] * COUNT, [-1] * COUNT, [False] * COUNT
    for ask in history:
        facet = FACETS.index(ask.facet)
        asked[facet] = True
        if ask.outcome == "full":
            last[facet] = ask.day
            recent[facet] += day - ask.day < 30
    worst = min(story.facets, key=lambda f: (recent[f], last[f], f))
    fewest.look(day, {worst}, [worst])
    silent = [f for f in story.facets if asked[f] and day - last[f] >= 60]
    nothing.look(day, set(silent), silent)
