"""Choose which questions are asked next, and say why.

Pure and deterministic: the same day, journal and salt give the same picks, so a plan shows exactly
what will be asked. Jitter comes from CRC-32 over ids and days, never from a global random state.

Lanes. Of any five slots at least two are *rotation*: the facet least recently asked, so that
every facet is reached whatever else goes on. The other three may be a *probe* (ask again where
attention seems to have lapsed, or see whether what has gone quiet has come back) or, with a focus
set, go to *focus*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple
from zlib import crc32

from msgspec import Struct

from syslead_cli.framework.model import Framework, Prompt, PromptBank, facet_ids
from syslead_cli.insight.lapse_filter import evidence, others_rate
from syslead_cli.insight.neglect import judge_facets
from syslead_cli.journal.model import Ask, AskReason, Record
from syslead_cli.reflect.due import current_focus

PROBE_FLOOR = 0.05  # P(lapsed) from which a facet may be probed
PROBE_GAP = 3  # days between an ask and a probe of the same facet
WIDEST_GAP = 14
NAMED_GAP = 5  # days until a facet with a finding is asked about again, until it clears
LIKELY = 0.5  # below this P a probe rests a day longer: as much is learnt with fewer false alarms
RESERVE = 3  # unseen prompts a probe leaves to the rotation
FEW = 12  # up to so many facets each comes round soon anyway: probes need not hold back
WINDOW, OFF_ROTATION = 5, 3  # at most three of five slots off the rotation: 60 %
QUARTER = 91  # days in which a prompt is not seen twice


class Asked(NamedTuple):
    """One ask in the journal. `outcome`: full, thin, skip, later; `reason` as in `Pick`.

    `is_counted`: False for one that was put off, or answered with what is no evidence.
    """

    day: int
    facet: str
    prompt: str
    kind: str
    reason: str
    outcome: str
    is_counted: bool = True


class Pick(Struct, frozen=True):
    """A prompt to ask, whole, and the reason. Drafts keep it: the bank may change meanwhile."""

    id: str
    facet: str
    kind: str
    text: str
    reason: AskReason


def picked(prompt: Prompt, reason: AskReason) -> Pick:
    return Pick(prompt.id, prompt.facet, prompt.kind, prompt.text, reason)


class Rota:
    """The asks so far as the next pick needs them; ``picks`` adds its own to them.

    ``history`` holds the asks, in day order within each facet; those after ``day`` are ignored.
    ``p`` has the P(lapsed) of each facet, ``named`` those with a finding; ``dimensions`` maps
    facets to their dimensions, which vary within a sitting.
    """

    def __init__(
        self,
        day: int,
        facets: Iterable[str],
        prompts: Iterable[Prompt],
        history: Iterable[Asked],
        salt: str = "",
        *,
        p: Mapping[str, float] = {},
        named: Collection[str] = (),
        focus: Collection[str] = (),
        dimensions: Mapping[str, str] | None = None,
    ) -> None:
        self.day, self.salt, self.p, self.named = day, salt, p, named
        self.dimensions = dimensions or {}
        wanted = dict.fromkeys(facets)
        self.bank: dict[str, dict[str, Prompt]] = {}
        for prompt in prompts:
            if prompt.facet in wanted:
                self.bank.setdefault(prompt.facet, {})[prompt.id] = prompt
        self.facets = [facet for facet in wanted if facet in self.bank]
        self.focus = set(focus).intersection(self.facets)
        self.turn = 0
        self.asked: dict[str, tuple[int, int]] = {}  # facet -> turn and day of its last ask
        self.kind: dict[str, str] = {}  # facet -> kind last shown
        self.seen: dict[str, int] = {}  # prompt -> day last shown
        self.deferred: dict[str, tuple[int, int]] = {}  # facet -> laters running, day of the last
        self.lanes: list[str] = []
        self.sitting: list[str] = []  # facets picked in this sitting
        self.shown: set[str] = set()  # and the prompts
        past = sorted((ask for ask in history if ask.day <= day), key=lambda ask: ask.day)
        self.gap = reask_gap(past)
        for ask in past:
            self._add(ask)

    def picks(self, slots: int) -> list[Pick]:
        """Return up to ``slots`` picks for a sitting, no prompt twice, facets apart if possible."""
        picks: list[Pick] = []
        while len(picks) < slots:
            candidates = [facet for facet in self.facets if self._unshown(facet)]
            if not candidates:
                break
            facet, reason = self._lane(candidates)
            prompt = self.prompt_for(facet)
            self.sitting.append(facet)
            self.shown.add(prompt.id)
            self._add(Asked(self.day, facet, prompt.id, prompt.kind, reason, "shown"))
            picks.append(picked(prompt, reason))
        return picks

    def prompt_for(self, facet: str) -> Prompt:
        """Return the prompt used longest ago, of another kind than the last, unseen for a quarter.

        Among prompts never used the kind with most of them left goes first: spending the common
        kinds early is what keeps two of a kind from having to follow each other at the end.
        """
        prompts = self._unshown(facet) or list(self.bank[facet].values())
        left = Counter(prompt.kind for prompt in prompts if prompt.id not in self.seen)
        return min(
            prompts,
            key=lambda prompt: (
                prompt.kind == self.kind.get(facet),
                not self._is_fresh(prompt),
                self.seen.get(prompt.id, float("-inf")),
                -left[prompt.kind],
                self._jitter(prompt.id),
            ),
        )

    def _add(self, ask: Asked) -> None:
        """Take one ask into account; `later` is shown but not asked."""
        self.kind[ask.facet] = ask.kind
        self.seen[ask.prompt] = ask.day
        if ask.outcome == "later":
            self.deferred[ask.facet] = (self.deferred.get(ask.facet, (0, 0))[0] + 1, ask.day)
            return
        self.deferred.pop(ask.facet, None)
        self.asked[ask.facet] = (self.turn, ask.day)
        self.turn += 1
        if ask.reason != "chosen":
            self.lanes.append(ask.reason)

    def _lane(self, candidates: list[str]) -> tuple[str, AskReason]:
        fresh = [facet for facet in candidates if self._has_fresh(facet)]
        # A focus of six would use up its sixteen prompts in a quarter: then others step in.
        inside = [facet for facet in fresh or candidates if facet in self.focus]
        outside = [facet for facet in candidates if facet not in self.focus]
        if sum(lane != "rotation" for lane in self.lanes[-(WINDOW - 1) :]) < OFF_ROTATION:
            # What has a finding is asked about again, so that it clears where attention is back.
            rest = max(NAMED_GAP, self.gap)
            named = [f for f in candidates if f in self.named and self._is_rested(f, rest)]
            if named:
                return self._least_recent(named), "probe"
            # With a focus set probes and focus take turns, so a probe cannot crowd the focus out.
            last = next((lane for lane in reversed(self.lanes) if lane != "rotation"), None)
            rests = bool(self.focus) and last == "probe"
            ready = [f for f in (inside if self.focus else candidates) if self._may_probe(f)]
            if ready and not rests:
                return max(ready, key=lambda f: (self.p[f], -self.asked[f][0])), "probe"
            if inside:
                return self._least_recent(inside), "focus"
        return self._least_recent(outside or candidates), "rotation"

    def _may_probe(self, facet: str) -> bool:
        """Return True for a facet that may have lapsed and has rested; a finding is enough said."""
        p = self.p.get(facet, 0.0)
        if p <= PROBE_FLOOR or facet in self.named:
            return False
        return self._is_rested(facet, self.gap + (len(self.bank) > FEW and p < LIKELY))

    def _is_rested(self, facet: str, gap: int) -> bool:
        """Return True where it was asked ``gap`` days ago and has a prompt of another kind left."""
        if facet in self.sitting or facet not in self.asked or self._is_deferred(facet):
            return False
        if self.day - self.asked[facet][1] < gap:
            return False
        fresh = [prompt for prompt in self.bank[facet].values() if self._is_fresh(prompt)]
        another = any(prompt.kind != self.kind.get(facet) for prompt in fresh)
        reserve = RESERVE if len(self.bank) > FEW else 1
        return another and len(fresh) > min(reserve, len(self.bank[facet]) // 4)

    def _least_recent(self, candidates: list[str]) -> str:
        """Return the facet asked longest ago, give or take a few turns of jitter: the guarantee.

        The jitter is fixed by a facet's last ask, so a facet cannot be outdrawn for ever.
        """
        spread = max(1, len(self.facets) // 6)
        dimension = {facet: self.dimensions.get(facet, facet) for facet in self.facets}
        in_sitting = {dimension[facet] for facet in self.sitting}

        def due(facet: str) -> tuple[bool, bool, bool, float]:
            turn, day = self.asked.get(facet, (-spread, -1))
            # Without an unseen prompt it waits a round longer, but not for ever.
            stale = 0 if self._has_fresh(facet) else len(self.facets)
            return (
                facet in self.sitting,
                self._is_deferred(facet),
                dimension[facet] in in_sitting,
                turn + stale + spread * self._jitter(facet, day),
            )

        return min(candidates, key=due)

    def _is_deferred(self, facet: str) -> bool:
        """Return True for 2^(n-1) days after `later` was said n times running."""
        if facet not in self.deferred:
            return False
        times, day = self.deferred[facet]
        return self.day - day < 1 << min(times - 1, 6)

    def _has_fresh(self, facet: str) -> bool:
        prompts = self.bank[facet].values()
        kinds = {prompt.kind for prompt in prompts}
        last = self.kind.get(facet) if len(kinds) > 1 else None
        return any(prompt.kind != last and self._is_fresh(prompt) for prompt in prompts)

    def _is_fresh(self, prompt: Prompt) -> bool:
        return self.day - self.seen.get(prompt.id, self.day - QUARTER) >= QUARTER

    def _unshown(self, facet: str) -> list[Prompt]:
        return [prompt for prompt in self.bank[facet].values() if prompt.id not in self.shown]

    def _jitter(self, *parts: object) -> float:
        """Return a number in [0, 1) fixed by the salt and `parts`."""
        return crc32("|".join(map(str, (self.salt, *parts))).encode()) / 2**32


def reask_gap(history: Iterable[Asked]) -> int:
    """Return the days between an ask and a probe: 3, more when probes are answered worse.

    A probe goes where answers already fail, so it is compared with the same facet's other asks:
    with p_f = (s_f + 4p)/(n_f + 4), p the rate of all other asks, E = sum of p_f and V = sum of
    p_f(1 - p_f) over the probes.  Only the shortfall beyond chance counts (90 % one-sided),
    shrunk by ten asks: d = (E - S - 1.28 sqrt(V))/(E + 10); the gap is 3 + 30 d days, at most 14.
    """
    counted = [ask for ask in history if ask.is_counted and ask.outcome != "later"]
    probes = [ask for ask in counted if ask.reason == "probe"]
    others = [ask for ask in counted if ask.reason != "probe"]
    asked = Counter(ask.facet for ask in others)
    full = Counter(ask.facet for ask in others if ask.outcome == "full")
    rate = others_rate(full.total(), asked.total())
    chances = [(full[ask.facet] + 4.0 * rate) / (asked[ask.facet] + 4.0) for ask in probes]
    expected, spread = sum(chances), sqrt(sum(c * (1.0 - c) for c in chances))
    fared_well = sum(ask.outcome == "full" for ask in probes)
    shortfall = max(0.0, expected - fared_well - 1.28 * spread) / (expected + 10.0)
    return min(WIDEST_GAP, PROBE_GAP + round(30.0 * shortfall))


class Schedule(Struct, frozen=True):
    """What the questions of one day are drawn from. Records are oldest first.

    Leaders with another ``salt`` are asked other questions; it is the first record's id unless
    another is given.
    """

    records: Sequence[Record]
    framework: Framework
    bank: PromptBank
    day: date
    salt: str = ""

    @property
    def _salt(self) -> str:
        return self.salt or (self.records[0].id if self.records else "")

    @property
    def history(self) -> list[Asked]:
        kinds = {prompt.id: prompt.kind for prompt in self.bank.everything}
        return [
            Asked(
                ask.day.toordinal(),
                ask.facet,
                ask.prompt or "",
                kinds.get(ask.prompt or "", ""),
                ask.reason,
                ask.outcome,
                ask.is_counted,
            )
            for ask in self.records
            if isinstance(ask, Ask)
        ]

    def due(self, slots: int) -> list[Pick]:
        """Return the picks of the day: first those marked as first while nothing was ever asked."""
        facets, history = facet_ids(self.framework.facets), self.history
        marked = [prompt for prompt in self.bank.prompts if prompt.first and prompt.facet in facets]
        begun = [picked(prompt, "rotation") for prompt in marked[:slots] if not history]
        asked = {each.facet for each in begun}
        focus = current_focus(self.records, self.day)
        judged = judge_facets(evidence(self.records, self.day), facets, self.day.toordinal())
        rota = Rota(
            self.day.toordinal(),
            [facet for facet in facets if facet not in asked],
            self._not_asked_later(history),
            history,
            self._salt,
            p={unit.unit: unit.p for unit in judged.units},
            named=judged.named,
            focus=focus.facets if focus else (),
            dimensions={facet.id: facet.dimension for facet in self.framework.facets},
        )
        return [*begun, *rota.picks(slots - len(begun))]

    def _not_asked_later(self, history: Sequence[Asked]) -> Sequence[Prompt]:
        """Return the prompts without those of a quarter after the day, if others are there.

        Later days are recorded where an earlier one is caught up on.
        """
        later = {ask.prompt for ask in history if 0 < ask.day - self.day.toordinal() < QUARTER}
        return [p for p in self.bank.prompts if p.id not in later] or self.bank.prompts

    def chosen(self, facet: str, without: Iterable[str] = ()) -> Pick | None:
        """Return the question for a facet the leader chose; None where none is left."""
        used = set(without)
        prompts = [prompt for prompt in self.bank.prompts if prompt.id not in used]
        rota = Rota(self.day.toordinal(), [facet], prompts, self.history, self._salt)
        return picked(rota.prompt_for(facet), "chosen") if facet in rota.bank else None
