"""How soon neglect is found and how often it is cried wrongly: simulated leaders, closed loop.

    python benchmarks/detection.py [--leaders 500] [--seed 1] [--jobs 2] [--quick]

Progress goes to stderr, one table to stdout.  Standard library only.  Definitions:

- an *alarm* is a unit newly named by the product's own rule (at most two facets); it is *false*
  if the unit is not neglected on that day.  Rates are per leader-year, the silent weeks included;
- a neglected unit is *found within n weeks* if it is newly named between its onset (the first day
  of week 9) and n weeks later.  A unit wrongly named before its onset is not found by that;
- the *oracle* is the same filter and schedule told every true rate, weekly effect included.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from simulated_leaders import (
    COUNT,
    DAYS,
    DIMENSION_AT,
    DIMENSION_SWEEP,
    FACET_SWEEP,
    NAMES,
    ONSET,
    Alarm,
    Log,
    Story,
    draw_leader,
    live,
)

WEEKS = (4, 6, 8, 12)
HALF_YEAR = 0.5
RECOVERY = ONSET + 63  # neglect ends after nine weeks


class Lived(NamedTuple):
    """What was done to a leader and what the judges said."""

    story: Story
    log: Log


def draw_story(kind: str, chance: Random) -> Story:
    """The fate of one leader in a scenario."""
    everyone = range(COUNT)
    one_or_two = chance.choice((1, 2))
    if kind in ("facets", "oracle", "recovery", "asks only"):
        end = RECOVERY if kind == "recovery" else DAYS
        neglected = frozenset(chance.sample(everyone, one_or_two))
        return Story(neglected, end=end, text=kind != "asks only")
    if kind in ("eight", "oracle eight", "focus"):
        eight = tuple(sorted(chance.sample(everyone, 8)))
        story = Story(frozenset(chance.sample(eight, one_or_two)))
        if kind == "focus":
            return story._replace(focus=frozenset(eight))
        return story._replace(facets=eight)
    if kind == "dimension":
        at = chance.randrange(len(NAMES))
        return Story(frozenset(f for f in everyone if DIMENSION_AT[f] == at))
    if kind.startswith("noes"):
        chosen = chance.sample(everyone, one_or_two + 2)
        noes, counts = frozenset(chosen[:2]), kind == "noes counted"
        return Story(frozenset(chosen[2:]), noes=noes, counts_noes=counts)
    return Story(frozenset(everyone), factor=0.5) if kind == "slump" else Story()


def run(task: tuple[str, int, int]) -> Lived:
    """One leader's 26 weeks; the same number is the same leader in every scenario."""
    kind, seed, number = task
    leader = draw_leader(Random(f"leader/{seed}/{number}"))
    chance = Random(f"{kind}/{seed}/{number}")
    story = draw_story(kind, chance)
    return Lived(story, live(leader, story, chance, str(number), oracle="oracle" in kind))


def truth(lived: Lived, judge: str) -> Callable[[Alarm], bool]:
    """Whether an alarm is right. In a slump nothing is neglected; a dimension is not wrongly
    named while one of its facets is neglected."""
    story = lived.story
    units = story.neglected if story.factor == 0.25 else frozenset()
    if judge.startswith("dimension"):
        units = frozenset(DIMENSION_AT[f] for f in units)
    return lambda alarm: alarm.unit in units and ONSET <= alarm.day < story.end


def false_alarms(lives: Sequence[Lived], judge: str) -> float:
    """False alarms per leader-year."""
    wrong = sum(
        not right(alarm)
        for lived in lives
        for right in [truth(lived, judge)]
        for alarm in lived.log.alarms[judge]
    )
    return wrong / (HALF_YEAR * max(1, len(lives)))


def delays(lives: Sequence[Lived], judge: str) -> list[float]:
    """Days from onset to being named, one for each neglected unit; infinite if never."""
    found = []
    for lived in lives:
        units = set(lived.story.neglected)
        if judge.startswith("dimension"):
            units = {DIMENSION_AT[f] for f in units}
        right = truth(lived, judge)
        for unit in sorted(units):
            days = [a.day - ONSET for a in lived.log.alarms[judge] if a.unit == unit and right(a)]
            found.append(float(min(days, default=10**9)))
    return found


def shares(waits: Sequence[float]) -> list[float]:
    """Share found within 4, 6, 8 and 12 weeks, in per cent."""
    return [100 * mean([wait < 7 * weeks for wait in waits]) for weeks in WEEKS]


def row(label: str, lives: Sequence[Lived], judge: str, note: str = "") -> str:
    """One line of the table: false alarms and detection."""
    found = "".join(f"{share:7.0f}" for share in shares(delays(lives, judge)))
    return line(label, f"{false_alarms(lives, judge):7.2f}", found, note)


def line(label: str, alarms: str = "", found: str = "", note: str = "") -> str:
    """A line in the table's columns."""
    return f"{label:<47}{alarms:>7}{found:>28}  {note}".rstrip()


def matched(
    label: str, lives: Sequence[Lived], unit: str, sweep: Sequence[float], rate: float
) -> str:
    """The row at the threshold that comes nearest to `rate` false alarms without exceeding it."""
    at = min(t for t in sweep[1:] if false_alarms(lives, f"{unit} {t}") <= rate)
    return row(label, lives, f"{unit} {at}", f"P >= {at}, alarms <= {rate:.2f}")


def strata(lives: Sequence[Lived], key: Callable[[Lived], float], name: str) -> Iterable[str]:
    """Thirds of the leaders by volume or engagement."""
    ranked = sorted(lives, key=key)
    third = len(ranked) // 3
    for label, part in zip(
        ("low", "middle", "high"),
        (ranked[:third], ranked[third:-third], ranked[-third:]),
        strict=True,
    ):
        low, high = key(part[0]), key(part[-1])
        yield row(f"  {label} {name} ({low:.2g} to {high:.2g})", part, "facet")


def calibration(lives: Sequence[Lived]) -> Iterable[str]:
    """How often a facet really was lapsed, by the P given at a week's end."""
    bounds = (0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0)
    pairs = [pair for lived in lives for pair in lived.log.calibration]
    for low, high in pairwise(bounds):
        inside = [(p, lapsed) for p, lapsed in pairs if low <= p < high]
        if inside:
            said, was = mean(p for p, _ in inside), mean(lapsed for _, lapsed in inside)
            note = f"mean P {said:.2f}, lapsed {was:.2f} of {len(inside)} facet-weeks"
            yield f"  P {low:.2f} to {high:.2f}: {note}"


def recovery(lives: Sequence[Lived]) -> Iterable[str]:
    """How long a facet stays named after it is attended to again."""
    waits = []
    for lived in lives:
        for alarm in lived.log.alarms["facet"]:
            still = alarm.cleared is None or alarm.cleared >= RECOVERY
            if alarm.unit in lived.story.neglected and ONSET <= alarm.day < RECOVERY and still:
                waits.append(float("inf") if alarm.cleared is None else alarm.cleared - RECOVERY)
    if waits:
        within = "".join(f"{100 * mean([w < 7 * n for w in waits]):7.0f}" for n in WEEKS)
        yield line("recovery: % of named facets cleared", "", within, f"{len(waits)} facets")
        yield f"  median {median(waits):.0f} days after attention came back"


def table(lives: dict[str, list[Lived]]) -> Iterable[str]:
    """The report, line by line."""
    facets, none, slump = lives["facets"], lives["none"], lives["slump"]
    head = "".join(f"{f'{weeks} wk':>7}" for weeks in WEEKS)
    yield line("", "false", "% of neglected found within", "")
    yield line("", "a year", head, "")
    yield row("24 facets, one or two neglected", facets, "facet", "target 1.1, 15 and 30")
    yield row("  same, without the second look for slumps", facets, f"facet {FACET_SWEEP[0]}")
    yield matched("  same, threshold moved", facets, "facet", FACET_SWEEP, 1.1)
    yield matched("  oracle: knows every true rate", lives["oracle"], "facet", FACET_SWEEP, 1.1)
    yield row("  mentions left out of P", lives["asks only"], "facet")
    yield row("  fewest answers in 30 days", facets, "fewest", "alarms as they come")
    yield row("  nothing for 60 days", facets, "nothing", "alarms as they come")
    yield row("8 focus facets, the rest set aside", lives["eight"], "facet", "target 34 and 52")
    yield matched("  same, threshold moved", lives["eight"], "facet", FACET_SWEEP, 1.1)
    yield matched("  oracle", lives["oracle eight"], "facet", FACET_SWEEP, 1.1)
    yield row("8 focus facets of 24, 60 % of prompts", lives["focus"], "facet")
    yield row("a whole dimension", lives["dimension"], "dimension", "target .55, 55 and 73")
    yield row("  its facets, at most two named", lives["dimension"], "facet")
    yield row("plain noes, counted as brief (before 0.2)", lives["noes counted"], "facet")
    yield row("plain noes, no evidence (now)", lives["noes left out"], "facet")
    yield ""
    yield line("nobody neglects anything: facets", f"{false_alarms(none, 'facet'):.2f}")
    yield line("nobody neglects anything: dimensions", f"{false_alarms(none, 'dimension'):.2f}")
    yield line("  fewest answers in 30 days", f"{false_alarms(none, 'fewest'):.2f}")
    yield line("  nothing for 60 days", f"{false_alarms(none, 'nothing'):.2f}")
    yield line(
        "slump, all x .5 from week 9: facets", f"{false_alarms(slump, 'facet'):.2f}", "", "target 2"
    )
    yield line("slump: dimensions", f"{false_alarms(slump, 'dimension'):.2f}")
    plain = false_alarms(slump, f"facet {FACET_SWEEP[0]}")
    broad = false_alarms(slump, f"dimension {DIMENSION_SWEEP[0]}")
    yield line("  without the second look: facets", f"{plain:.2f}")
    yield line("  without the second look: dimensions", f"{broad:.2f}")
    yield ""
    yield "24 facets by volume (asks a week) and engagement (full answers an ask)"
    yield from strata(facets, lambda lived: lived.log.volume, "volume")
    yield from strata(facets, lambda lived: lived.log.engagement, "engagement")
    yield ""
    yield from recovery(lives["recovery"])
    yield "calibration of P, 24 facets, week ends from week 7"
    yield from calibration(facets)


SCENARIOS = (
    "facets", "none", "oracle", "eight", "oracle eight", "focus", "dimension", "slump", "recovery",
    "asks only", "noes counted", "noes left out",
)  # fmt: skip


def simulate(leaders: int, seed: int, jobs: int) -> dict[str, list[Lived]]:
    """All scenarios, in the order of the leaders' numbers whatever the number of jobs."""
    lives: dict[str, list[Lived]] = {}
    with Pool(jobs) as pool:
        for at, kind in enumerate(SCENARIOS, 1):
            lives[kind] = []
            for lived in pool.imap(run, [(kind, seed, n) for n in range(leaders)], chunksize=5):
                lives[kind].append(lived)
                done = len(lives[kind])
                if done % 25 == 0 or done == leaders:
                    text = f"\r{at}/{len(SCENARIOS)} {kind:<14}{done:>6}/{leaders}"
                    print(text, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return lives


def main() -> int:
    """Parse, simulate, print."""
    parser = argparse.ArgumentParser(description="Detection of neglect among simulated leaders.")
    parser.add_argument("--leaders", type=int, default=500, help="leaders in every scenario")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--quick", action="store_true", help="40 leaders: does it run at all?")
    options = parser.parse_args()
    leaders = 40 if options.quick else options.leaders
    if leaders < 3:
        parser.error("--leaders must be at least 3, for the three strata")
    lives = simulate(leaders, options.seed, options.jobs)
    print(f"{leaders} leaders a scenario, 26 weeks each, seed {options.seed}")
    print("\n".join(table(lives)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
