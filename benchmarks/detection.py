"""How soon neglect is found and how often it is cried wrongly: simulated leaders, closed loop.

    python benchmarks/detection.py [--leaders 400] [--seed 2] [--jobs 2] [--before] [--only PART]

Progress goes to stderr, tables to stdout.  Standard library only.  ``--before`` runs the rules
until 0.2 in the same worlds with the same leaders (``closed_loop.BEFORE``); ``--only`` one table
of main, reviews, worlds, other.  Definitions:

- an *alarm* is a unit newly named by the product's own rule (at most two facets); it is *false*
  if the unit is not neglected on that day.  Rates are per leader-year, once with the six silent
  weeks and once of the 20 weeks after them alone;
- a neglected unit is *found within n weeks* if it is newly named between its onset (the first day
  of week 9) and n weeks later.  A unit wrongly named before its onset is not found by that;
- ± is the standard error of what stands before it;
- the *oracle* is the same filter and schedule told every true rate, weekly effect included.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import sqrt
from multiprocessing import Pool
from pathlib import Path
from random import Random
from statistics import mean, median, stdev
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from closed_loop import BEFORE, FACET_SWEEP, NOW, Alarm, Life, Log
from simulated_leaders import COUNT, DAYS, DIMENSION_AT, NAMES, ONSET, Story, World, draw_leader

WEEKS = (4, 6, 8, 12)
HALF_YEAR, AFTER = 0.5, 26 / 20  # weeks in which something may be named: 20 of 26
RECOVERY = ONSET + 63  # neglect ends after nine weeks
WATCHED = DAYS - ONSET  # a false name of an earlier day can be watched for eight weeks

#: Worlds in which something is less kind than in the one the filter assumes.
WORLDS = {
    "facets that wobble on their own": World(wobble=0.7),
    "a facet never liked": World(dislike=3.5),
    "busy weeks": World(busy=0.25),
    "holidays": World(holidays=True),
    "prompts of different difficulty": World(difficulty=0.8),
    "irritated by being asked again": World(irritation=0.8),
    "a grader that errs": World(misgraded=True),
    "tiring": World(tiring=1.2),
    "a slide of eight weeks": World(slide=8),
}
#: How leaders see themselves in reviews.
SEEING = {
    "yes .80, lapsed .32": World(),
    "  a review every week": World(reviewed=1.0),
    "  no reviews": World(reviewed=0.0),
    "yes .95, lapsed .80": World(review=(0.95, 0.80)),
    "yes .50, lapsed .20": World(review=(0.50, 0.20)),
    "blind: .70 either way": World(review=(0.70, 0.70)),
    "blind, and of fixed beliefs": World(review=(0.70, 0.70), beliefs=0.8),
}
TABLES = ("main", "reviews", "worlds", "other")
KINDS = {
    "main": ("facets", "none", "eight", "no eight", "focus", "no focus", "recovery"),
    "reviews": (),
    "worlds": (),
    "other": (
        "oracle", "oracle eight", "mentions", "dimension", "slump", "noes counted", "noes left out",
    ),
}  # fmt: skip

SWEPT = ("facets", "eight", "oracle", "oracle eight")  # lives with a choice of thresholds


class Task(NamedTuple):
    """One leader's life to be simulated."""

    kind: str
    world: World
    seed: int
    number: int
    before: bool


class Lived(NamedTuple):
    """What was done to a leader and what the judges said."""

    story: Story
    log: Log


def draw_story(kind: str, world: World, chance: Random) -> Story:
    """Draw the fate of one leader."""
    everyone, one_or_two = range(COUNT), chance.choice((1, 2))
    story = Story(world=world)
    if kind in ("facets", "oracle", "recovery", "mentions"):
        end = RECOVERY if kind == "recovery" else DAYS
        neglected = frozenset(chance.sample(everyone, one_or_two))
        return story._replace(neglected=neglected, end=end, text=kind == "mentions")
    if kind.endswith(("eight", "focus")):
        eight = tuple(sorted(chance.sample(everyone, 8)))
        neglected = frozenset(() if kind.startswith("no ") else chance.sample(eight, one_or_two))
        if kind.endswith("focus"):
            return story._replace(neglected=neglected, focus=frozenset(eight))
        return story._replace(neglected=neglected, facets=eight)
    if kind == "dimension":
        at = chance.randrange(len(NAMES))
        return story._replace(neglected=frozenset(f for f in everyone if DIMENSION_AT[f] == at))
    if kind.startswith("noes"):
        chosen = chance.sample(everyone, one_or_two + 2)
        noes, counts = frozenset(chosen[:2]), kind == "noes counted"
        return story._replace(neglected=frozenset(chosen[2:]), noes=noes, counts_noes=counts)
    if kind == "slump":
        return story._replace(neglected=frozenset(everyone), factor=0.5)
    return story


def run(task: Task) -> Lived:
    """Live one leader's 26 weeks; the same number is the same leader in every world."""
    dice = f"{task.kind}/{task.seed}/{task.number}"
    leader = draw_leader(f"{task.seed}/{task.number}", task.world)
    story = draw_story(task.kind, task.world, Random(f"story/{dice}"))
    is_compared = task.world == World()  # with other thresholds and rules
    life = Life(
        leader,
        story,
        dice,
        BEFORE if task.before else NOW,
        oracle="oracle" in task.kind,
        sweep=FACET_SWEEP if is_compared and task.kind in SWEPT else (),
    )
    return Lived(story, life.live(baselines=is_compared and task.kind in ("facets", "none")))


# ── figures ──────────────────────────────────────────────────────────────────


def is_right(lived: Lived, judge: str) -> Callable[[Alarm], bool]:
    """Return whether an alarm is right. In a slump nothing is neglected; a dimension is not
    wrongly named while one of its facets is neglected."""
    story = lived.story
    units = story.neglected if story.factor == 0.25 else frozenset()
    if judge.startswith("dimension"):
        units = frozenset(DIMENSION_AT[f] for f in units)
    return lambda alarm: alarm.unit in units and ONSET <= alarm.day < story.end


def false_alarms(lives: Sequence[Lived], judge: str) -> tuple[float, float]:
    """Return false alarms per leader-year, and their standard error."""
    wrong = []
    for lived in lives:
        right = is_right(lived, judge)
        wrong.append(sum(not right(a) for a in lived.log.alarms[judge]) / HALF_YEAR)
    return mean(wrong), stdev(wrong) / sqrt(len(wrong))


def delays(lives: Sequence[Lived], judge: str) -> list[float]:
    """Return days from onset to being named, one for each neglected unit; infinite if never."""
    found = []
    for lived in lives:
        units = set(lived.story.neglected)
        if judge.startswith("dimension"):
            units = {DIMENSION_AT[f] for f in units}
        right = is_right(lived, judge)
        for unit in sorted(units):
            days = [a.day - ONSET for a in lived.log.alarms[judge] if a.unit == unit and right(a)]
            found.append(float(min(days, default=10**9)))
    return found


def standing(lives: Sequence[Lived]) -> list[float]:
    """Return the days a false name stood, of those that could be watched for eight weeks."""
    waits = []
    for lived in lives:
        right = is_right(lived, "facet")
        for alarm in lived.log.alarms["facet"]:
            if not right(alarm) and alarm.day < WATCHED:
                waits.append(alarm.cleared - alarm.day if alarm.cleared else float("inf"))
    return waits


def recovered(lives: Sequence[Lived]) -> list[float]:
    """Return the days a facet stays named after it is attended to again."""
    waits = []
    for lived in lives:
        for alarm in lived.log.alarms["facet"]:
            still = alarm.cleared is None or alarm.cleared >= RECOVERY
            if alarm.unit in lived.story.neglected and ONSET <= alarm.day < RECOVERY and still:
                waits.append(float("inf") if alarm.cleared is None else alarm.cleared - RECOVERY)
    return waits


def share(waits: Sequence[float], weeks: int) -> float:
    """Return the share that is over within some weeks, in per cent."""
    return 100 * mean([wait < 7 * weeks for wait in waits])


# ── lines ────────────────────────────────────────────────────────────────────


def line(label: str, alarms: str = "", found: str = "", note: str = "") -> str:
    """Return a line in the table's columns."""
    return f"{label:<42}{alarms:>18}{found:>26}  {note}".rstrip()


HEADS = (
    line("", "false names", "% of neglected found"),
    line("", "a year   after   ±", " 4 wk  6 wk   ±  8 wk 12 wk"),
)


def quiet(lives: Sequence[Lived], judge: str) -> str:
    """Return the columns of false alarms."""
    rate, error = false_alarms(lives, judge)
    return f"{rate:6.2f}  {rate * AFTER:6.2f} {error:4.2f}"


def weeks(waits: Sequence[float]) -> str:
    """Return the columns of what is found, or cleared, within some weeks."""
    at = [share(waits, n) for n in WEEKS]
    error = sqrt(max(1.0, at[1] * (100 - at[1])) / len(waits))
    return f"{at[0]:5.0f} {at[1]:5.0f} {error:4.1f} {at[2]:5.0f} {at[3]:5.0f}"


def row(label: str, lives: Sequence[Lived], judge: str = "facet", note: str = "") -> str:
    """Return one line of a table: false alarms, and detection where something is neglected."""
    waits = delays(lives, judge) if lives[0].story.factor == 0.25 else []
    return line(label, quiet(lives, judge), weeks(waits) if waits else "", note)


def matched(label: str, lives: Sequence[Lived], rate: float) -> str:
    """Return the row of the lowest threshold whose false alarms do not exceed ``rate``."""
    fit = (t for t in FACET_SWEEP if false_alarms(lives, f"facet {t}")[0] <= rate)
    at = next(fit, FACET_SWEEP[-1])
    return row(label, lives, f"facet {at}", f"P >= {at}")


# ── tables ───────────────────────────────────────────────────────────────────

Lives = dict[tuple[str, World], list[Lived]]


def main_table(lives: Lives) -> Iterable[str]:
    """Yield what a leader gets: as shipped, mentions left out of P."""
    kind = {kind: found for (kind, world), found in lives.items() if world == World()}
    yield from HEADS
    yield row("24 facets, one or two neglected", kind["facets"])
    yield row("  without the second look", kind["facets"], "facet plain")
    yield row("  fewest answers in 30 days", kind["facets"], "fewest")
    yield row("  nothing for 60 days", kind["facets"], "nothing")
    yield row("24 facets, none neglected", kind["none"])
    yield row("  fewest answers in 30 days", kind["none"], "fewest")
    yield row("  nothing for 60 days", kind["none"], "nothing")
    yield row("8 facets, one or two neglected", kind["eight"])
    yield row("8 facets, none neglected", kind["no eight"])
    yield row("24, a focus of 8, one or two neglected", kind["focus"])
    yield row("24, a focus of 8, none neglected", kind["no focus"])
    yield row("dimensions, none neglected", kind["none"], "dimension")
    yield ""
    cleared = recovered(kind["recovery"])
    yield line("% of names cleared after attention is back", "", weeks(cleared), f"{len(cleared)}")
    stood = standing(kind["none"])
    yield f"a false name stands {median(stood):.0f} days (median of {len(stood)})"
    yield ""
    yield "24 facets by asks a week and by full answers an ask"
    yield from strata(kind["facets"], lambda lived: lived.log.volume, "volume")
    yield from strata(kind["facets"], lambda lived: lived.log.engagement, "engagement")
    yield ""
    yield "P at week ends from week 7, 24 facets, one or two neglected"
    yield from calibration(kind["facets"])


def strata(lives: Sequence[Lived], key: Callable[[Lived], float], name: str) -> Iterable[str]:
    """Yield thirds of the leaders by volume or engagement."""
    ranked = sorted(lives, key=key)
    third = len(ranked) // 3
    for label, part in zip(
        ("low", "middle", "high"),
        (ranked[:third], ranked[third:-third], ranked[-third:]),
        strict=True,
    ):
        low, high = key(part[0]), key(part[-1])
        yield row(f"  {label} {name} ({low:.2g} to {high:.2g})", part)


def calibration(lives: Sequence[Lived]) -> Iterable[str]:
    """Yield how often a facet really was lapsed, by the P given at a week's end."""
    bounds = (0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0)
    pairs = [pair for lived in lives for pair in lived.log.calibration]
    for low, high in pairwise(bounds):
        inside = [(p, lapsed) for p, lapsed in pairs if low <= p < high]
        if inside:
            said, was = mean(p for p, _ in inside), mean(lapsed for _, lapsed in inside)
            note = f"mean P {said:.2f}, lapsed {was:.2f} of {len(inside)} facet-weeks"
            yield f"  P {low:.2f} to {high:.2f}: {note}"


def worlds_table(lives: Lives, worlds: dict[str, World]) -> Iterable[str]:
    """Yield two rows a world: something is neglected, and nothing is."""
    yield from HEADS
    for label, world in worlds.items():
        yield row(label, lives["facets", world])
        if not world.dislike:  # without neglect nothing is disliked
            yield row("  none neglected", lives["none", world])


def other_table(lives: Lives) -> Iterable[str]:
    """Yield what is compared with: the oracle, free text in P, dimensions, slumps, noes."""
    kind = {kind: found for (kind, world), found in lives.items() if world == World()}
    yield from HEADS
    for kinds, label in (("facets", "24 facets"), ("eight", "8 facets")):
        oracle = kind["oracle" if kinds == "facets" else "oracle eight"]
        rate = false_alarms(oracle, "facet plain")[0]
        yield row(f"{label}: oracle, knows every true rate", oracle, "facet plain")
        yield matched("  the filter, as many false names", kind[kinds], rate)
    yield row("mentions counted in P, as assumed", kind["mentions"])
    yield row("a whole dimension neglected", kind["dimension"], "dimension")
    yield row("  its facets, at most two named", kind["dimension"])
    yield row("slump, all x .5 from week 9: facets", kind["slump"])
    yield row("slump: dimensions", kind["slump"], "dimension")
    yield row("  without the second look", kind["slump"], "dimension plain")
    yield row("plain noes, counted as brief (until 0.2)", kind["noes counted"])
    yield row("plain noes, no evidence", kind["noes left out"])


# ── running ──────────────────────────────────────────────────────────────────


def wanted(tables: Sequence[str]) -> list[tuple[str, World]]:
    """Return the kinds of life and the worlds that the tables need, each once."""
    found = [(kind, World()) for table in tables for kind in KINDS[table]]
    if "other" in tables:
        found += [("facets", World()), ("eight", World())]
    for table, worlds in (("reviews", SEEING), ("worlds", WORLDS)):
        if table in tables:
            found += [(kind, world) for world in worlds.values() for kind in ("facets", "none")]
    return list(dict.fromkeys(found))


def simulate(tables: Sequence[str], options: argparse.Namespace) -> Lives:
    """Live all lives, in the order of the leaders' numbers whatever the number of jobs."""
    lives: Lives = {}
    cases = wanted(tables)
    with Pool(options.jobs) as pool:
        for at, (kind, world) in enumerate(cases, 1):
            tasks = [
                Task(kind, world, options.seed, number, options.before)
                for number in range(options.leaders)
            ]
            lives[kind, world] = pool.map(run, tasks, chunksize=5)
            print(f"\r{at}/{len(cases)} {kind:<14}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return lives


def main() -> int:
    """Parse, simulate, print."""
    parser = argparse.ArgumentParser(description="Detection of neglect among simulated leaders.")
    parser.add_argument("--leaders", type=int, default=400, help="leaders in every scenario")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--before", action="store_true", help="the rules until 0.2")
    parser.add_argument("--only", choices=TABLES, help="one table")
    options = parser.parse_args()
    if options.leaders < 6:
        parser.error("--leaders must be at least 6, for the three strata")
    tables = [options.only] if options.only else list(TABLES)
    lives = simulate(tables, options)
    rules = "the rules until 0.2" if options.before else "as shipped"
    print(f"{options.leaders} leaders a scenario, 26 weeks each, seed {options.seed}, {rules}")
    printed = {
        "main": lambda: main_table(lives),
        "reviews": lambda: worlds_table(lives, SEEING),
        "worlds": lambda: worlds_table(lives, WORLDS),
        "other": lambda: other_table(lives),
    }
    for table in tables:
        print(f"\n== {table} ==")
        print("\n".join(printed[table]()))
    return 0


if __name__ == "__main__":
    os.nice(5)
    sys.exit(main())
