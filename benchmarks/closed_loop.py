"""A simulated leader's journal in closed loop: what is asked depends on what the filter thinks.

The filter, the rule of naming, the second look and the schedule are the product's own. ``BEFORE``
are the rules until 0.2: reviews told the filter nothing, what was named was not asked about again
until its turn came, and the threshold was .85 for any number of facets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import NamedTuple

from simulated_leaders import (
    BANK,
    COUNT,
    DAYS,
    DIMENSION_AT,
    DIMENSION_OF,
    FACETS,
    FALSE_POSITIVES,
    MEMBERS,
    NAMES,
    ONSET,
    Leader,
    Story,
    is_lapsed,
)

from syslead_cli.insight.findings import without_joint_declines
from syslead_cli.insight.lapse_filter import CEILING, FLOOR, AskEvent, LapseFilter
from syslead_cli.insight.neglect import (
    DIMENSION_THRESHOLD,
    FACET_THRESHOLD,
    FEW_FACETS,
    FEW_THRESHOLD,
    FindingCounts,
    Judgement,
    NamingRule,
    UnitJudgement,
    fall_start,
)
from syslead_cli.insight.ratings import Level
from syslead_cli.insight.self_report import LeaderKind, most_suspect
from syslead_cli.reflect.schedule import Asked, Rota


class Rules(NamedTuple):
    """What of the product is in force."""

    reviews: bool = True
    asks_again: bool = True
    few_threshold: float = FEW_THRESHOLD


NOW, BEFORE = Rules(), Rules(False, False, FACET_THRESHOLD)


class Oracle(LapseFilter):
    """The same filter told every true rate, weekly effect included; only the lapse is hidden."""

    def __init__(self, leader: Leader, story: Story) -> None:
        super().__init__(COUNT)
        self._leader, self._calm = leader, story._replace(neglected=frozenset())

    def weigh(self, answers: Sequence[tuple[int | None, bool]]) -> None:
        """Weigh each answer with the true chance of a full one in place of the estimate."""
        for unit, full in answers:
            assert unit is not None
            before = self.odds[unit]
            super().weigh([(unit, full)])
            m = self._leader.present(unit, self._day, self._calm)
            factor = 0.25 if full else (1.0 - 0.25 * m) / (1.0 - m)
            self.odds[unit] = min(CEILING, max(FLOOR, before * factor))

    def entry(self, mentioned: Collection[int]) -> None:
        """Weigh an entry with the true rates of mention."""
        for unit in range(COUNT):
            q = self._leader.found(unit, self._day, self._calm)
            lapsed = FALSE_POSITIVES + (q - FALSE_POSITIVES) * 0.25
            factor = lapsed / q if unit in mentioned else (1 - lapsed) / (1 - q)
            self._multiply(unit, factor)

    def review(self, attended: Mapping[int, bool], ticked: Collection[int]) -> None:
        """Weigh a review, knowing how often this leader says yes."""
        kind = LeaderKind(1.0, *self._calm.world.review)
        for unit, factor, _ in self.self_report.factors(kind, attended, ticked):
            self._multiply(unit, factor)
        self.self_report.count(self._day, attended, ticked)

    def _multiply(self, unit: int, factor: float) -> None:
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

    def is_new(self, unit: int) -> bool:
        return unit not in self._open

    def look(self, day: int, quiet: Collection[int], named: Sequence[int]) -> None:
        """Compare with the day before; `quiet` units may be unsaid (third in line)."""
        for unit in [u for u in self._open if u not in quiet]:
            at = self._open.pop(unit)
            self.alarms[at] = self.alarms[at]._replace(cleared=day)
        for unit in named:
            if unit not in self._open:
                self._open[unit] = len(self.alarms)
                self.alarms.append(Alarm(unit, day, None))


class Watch:
    """A filter with its rules of naming; the first is the product's, with the second look.

    Others, where a threshold is to be found, go by P alone. ``few``: few facets are in play.
    """

    def __init__(
        self,
        lapses: LapseFilter,
        rules: Sequence[NamingRule],
        most: int | None,
        units: Mapping[str, Collection[str]],
        *,
        few: bool = False,
    ) -> None:
        self.lapses, self.most, self.units, self.few = lapses, most, units, few
        self.ids = list(units)
        self.rules = [(rule, Said()) for rule in rules]
        self.asks: list[AskEvent] = []

    def begin(self, day: int) -> None:
        """Bring the filter to the morning of `day`."""
        if any(rule.since for rule, _ in self.rules) and day > 0:
            self.lapses.advance(day - 1)
            self.settle(day - 1)
        self.lapses.advance(day)

    def settle(self, day: int) -> None:
        """Apply the rules at the end of `day`."""
        for at, (rule, said) in enumerate(self.rules):
            rule.settle(day, self.lapses, few=self.few)
            named = rule.named(self.lapses, self.most)
            if at == 0 and any(said.is_new(unit) for unit in named):
                named = self._after_second_look(day, named)
            said.look(day, rule.since, named)

    def _after_second_look(self, day: int, named: Sequence[int]) -> list[int]:
        """Return what of it the product says where everything may have declined."""
        rule = self.rules[0][0]
        verdicts = tuple(self._verdict(unit, rule.since[unit]) for unit in named)
        judged = Judgement(day, verdicts, tuple(self.ids[unit] for unit in named))
        after = without_joint_declines(judged, self.units, self.asks)
        return [self.ids.index(unit) for unit in after.named]

    def _verdict(self, unit: int, since: int) -> UnitJudgement:
        """Return as much of a verdict as the second look reads."""
        asks = self.lapses.asks[unit]
        because = FindingCounts(0, 0, asks[fall_start(asks, since)].day, 0.0, 0, 0)
        p, shown = self.lapses.p(unit), Level(0.0, 0.0, 0.0)
        return UnitJudgement(self.ids[unit], "neglected", 0, 0, None, p, shown, since, because)


FACET_SWEEP = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96)


class Life:
    """Twenty-six weeks of one leader; each kind of chance has dice of its own."""

    def __init__(
        self,
        leader: Leader,
        story: Story,
        dice: str,
        rules: Rules = NOW,
        *,
        oracle: bool = False,
        sweep: Sequence[float] = (),
    ) -> None:
        self.leader, self.story, self.rules, self.dice = leader, story, rules, dice
        self.chance, self.reviewing = Random(f"answers/{dice}"), Random(f"reviews/{dice}")
        self.few = len(story.facets) <= FEW_FACETS or bool(story.focus)
        names: list[NamingRule] = [NamingRule(FACET_THRESHOLD, rules.few_threshold)]
        names += [NamingRule(threshold) for threshold in sweep]
        if sweep:  # the product's own threshold without the second look
            names.append(NamingRule(FACET_THRESHOLD, rules.few_threshold))
        mind = Oracle(leader, story) if oracle else LapseFilter(COUNT)
        units = {facet: (facet,) for facet in FACETS}
        self.facets = Watch(mind, names, 2, units, few=self.few)
        broad = LapseFilter(len(NAMES))
        wide = [NamingRule(DIMENSION_THRESHOLD), NamingRule(DIMENSION_THRESHOLD)]
        self.dimensions = Watch(broad, wide, None, MEMBERS)
        self.sweep = sweep
        self.history: list[Asked] = []
        self.last: dict[int, int] = {}

    def live(self, *, baselines: bool = False) -> Log:
        """Live day by day and return what was said when."""
        fewest, nothing = Said(), Said()
        calibration: list[tuple[float, bool]] = []
        for day in range(DAYS):
            is_review = self.rules.reviews and day % 7 == 6 and self.leader.reviews[day // 7]
            if self.leader.days[day] or is_review:
                self.facets.begin(day)
                self.dimensions.begin(day)
                if self.leader.days[day]:
                    self._sit(day)
                if is_review:
                    self._review(day)
                self.facets.settle(day)
                self.dimensions.settle(day)
            if baselines and self.leader.days[day]:
                _baselines(day, self.story, self.history, fewest, nothing)
            if day % 7 == 6 and day >= 42:
                self.facets.lapses.advance(day)
                p = self.facets.lapses.p
                calibration += [(p(f), is_lapsed(f, day, self.story)) for f in self.story.facets]
        return self._log(calibration, {"fewest": fewest.alarms, "nothing": nothing.alarms})

    def _log(self, calibration: list[tuple[float, bool]], more: dict[str, list[Alarm]]) -> Log:
        said = [said.alarms for _, said in self.facets.rules]
        broad = [said.alarms for _, said in self.dimensions.rules]
        alarms = {"facet": said[0], "dimension": broad[0], "dimension plain": broad[1], **more}
        if self.sweep:
            alarms |= {f"facet {t}": found for t, found in zip(self.sweep, said[1:-1], strict=True)}
            alarms["facet plain"] = said[-1]
        before = [ask for ask in self.history if ask.day < ONSET]
        full = sum(ask.outcome == "full" for ask in before)
        return Log(alarms, calibration, len(self.history) / 26, full / max(1, len(before)))

    def _sit(self, day: int) -> None:
        story, lapses = self.story, self.facets.lapses
        named = {FACETS[f] for f in self.facets.rules[0][0].named(lapses)}
        p = {FACETS[f]: lapses.p(f) for f in story.facets}
        if not self.rules.asks_again:  # a facet that is surely attended to is not probed
            p |= dict.fromkeys(named, 0.0)
            named = set()
        rota = Rota(
            day,
            [FACETS[f] for f in story.facets],
            BANK,
            self.history,
            p=p,
            named=named,
            focus={FACETS[f] for f in story.focus},
            salt=self.dice.rpartition("/")[2],
            dimensions=DIMENSION_OF,
        )
        for prompt in rota.picks(self.leader.prompts):
            facet = FACETS.index(prompt.facet)
            full, is_counted = self._answer(facet, day, prompt.id)
            outcome = "full" if full else "thin"
            self.history.append(
                Asked(day, prompt.facet, prompt.id, prompt.kind, prompt.reason, outcome, is_counted)
            )
            if not is_counted:
                continue
            for watch, unit in ((self.facets, facet), (self.dimensions, DIMENSION_AT[facet])):
                watch.asks.append(AskEvent(day, prompt.facet, full))
                watch.lapses.weigh([(unit, full)])
        found = [f for f in range(COUNT) if self._is_found(f, day)]
        if story.text or isinstance(lapses, Oracle):
            lapses.entry(set(found))
        if story.text:
            self.dimensions.lapses.entry({DIMENSION_AT[f] for f in found})

    def _answer(self, facet: int, day: int, prompt: str) -> tuple[bool, bool]:
        """Return whether an answer is graded full, and whether it is counted."""
        story, dice = self.story, self.chance
        is_no = story.is_no(facet, day, dice)
        since = day - self.last.get(facet, -99)
        self.last[facet] = day
        chance = self.leader.present(facet, day, story, prompt, since)
        full = dice.random() < chance * story.attention(facet, day) and not is_no
        if story.world.misgraded:
            full = full != (dice.random() < (0.05 if full else 0.14))
        return full, story.counts_noes or not is_no

    def _is_found(self, facet: int, day: int) -> bool:
        return self.story.text and self.chance.random() < self.leader.found(facet, day, self.story)

    def _review(self, day: int) -> None:
        """Answer yes or no about the facets most likely to have lapsed, then tick the list."""
        leader, story, dice, lapses = self.leader, self.story, self.reviewing, self.facets.lapses
        p = {FACETS[f]: lapses.p(f) for f in story.facets if lapses.asks[f]}
        said = {}
        for facet in map(FACETS.index, most_suspect(p)):
            yes = dice.random() < leader.says_yes(facet, day, story)
            if dice.random() < 0.9:
                said[facet] = yes
        ticked = {f for f in story.facets if dice.random() < leader.ticks(f, day, story)}
        lapses.review(said, ticked)


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
