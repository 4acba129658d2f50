"""Invent the leader of `syslead demo`: six months of evenings, made up by throwing dice.

Only behaviour is invented: which evenings, what is written (``data/demo.txt``), and that from the
fourteenth week on one facet is hardly ever answered and one group no longer heard. What is asked
comes from the real schedule, whether an answer is full from the real grading, and what the journal
shows from the real estimator, which knows nothing of the story.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from syslead_cli.base.clock import Now, uuid7
from syslead_cli.base.files import data_sections
from syslead_cli.base.text import tags_in, voices_in
from syslead_cli.framework.model import Framework, PromptBank
from syslead_cli.journal.model import Ask, Focus, Intention, Note, Outcome, Pause, Rating, Record
from syslead_cli.reflect.grading import grade
from syslead_cli.reflect.schedule import Pick, Schedule

if TYPE_CHECKING:
    from random import Random

WEEKS = 24
#: The story: what grows quiet, who is no longer heard, and from which week on.
QUIET_FACET, QUIET_VOICE, TURN = "humility_magnanimity", "night-staff", 13
AWAY = (9, 10)  # weeks on holiday, both included
FOCUS_WEEK = 12
FOCUS = (
    "diverse_views", "sense_making", "enabling_others", "ceding_power",
    "courage", "humility_magnanimity",
)  # fmt: skip
#: Groups the leader wants to hear; one of them never comes up.
GROUPS = ("carers' forum", "night staff", "kinship carers")
#: Kinds of question that the collected answers do not fit.
_NOT_ASKED = frozenset({"intention", "counterfactual", "tension"})
_USUALLY, _WHEN_QUIET = 0.92, 0.02


def invent(
    framework: Framework, bank: PromptBank, today: date, now: Now, dice: Random
) -> list[Record]:
    """Return the journal up to yesterday, as it was written; the same dice, the same journal.

    Of the moment ``now`` only the time zone counts.
    """
    return _Leader(framework, bank, today, now, dice).live()


def demo_texts() -> dict[str, list[str]]:
    """Return the texts by their heading: ``answers courage``, ``notes``, ``thin``, …"""
    sections = data_sections("demo.txt").items()
    return {heading: list(filter(None, lines.split("\n"))) for heading, lines in sections}


def demo_answers() -> dict[str, list[str]]:
    """Return the answers by facet."""
    texts = demo_texts()
    return {key.split()[1]: texts[key] for key in texts if key.startswith("answers ")}


def first_day(today: date) -> date:
    """Return the Monday it begins on."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS)


class _Leader:
    def __init__(
        self, framework: Framework, bank: PromptBank, today: date, now: Now, dice: Random
    ) -> None:
        self.framework, self.today, self.now, self.dice = framework, today, now, dice
        order = type(dice)(dice.random())  # of its own: more texts change nothing else
        self.records: list[Record] = []
        self.open: list[Intention] = []
        self.week = -1
        self.start = first_day(today)
        self.moment = self._evening(self.start)
        self.texts = demo_texts()
        answers = demo_answers().items()
        self.answers = {facet: order.sample(lines, len(lines)) for facet, lines in answers}
        self.notes, self.plans = self.texts["notes"], self.texts["intentions"]
        self.thin = order.sample(self.texts["thin"], len(self.texts["thin"]))
        asked = [prompt for prompt in bank.prompts if prompt.kind not in _NOT_ASKED]
        self.bank = PromptBank(tuple(replace(prompt, first=False) for prompt in asked))
        self.moods = [3.4 + dice.random() for _ in framework.dimensions]

    def live(self) -> list[Record]:
        """Return the records of three to five evenings a week, one after the other."""
        for week in range(WEEKS + 1):
            for weekday in sorted(self.dice.sample(range(5), self.dice.randrange(3, 6))):
                day = self.start + timedelta(days=weekday, weeks=week)
                if day >= self.today or AWAY[0] <= week <= AWAY[1]:
                    continue
                self.moment = self._evening(day)
                if week != self.week:
                    self._open_week(week, day)
                self._sit(day)
        return self.records

    def _open_week(self, week: int, day: date) -> None:
        """Write what belongs to the start of a week: a rating, the end of a holiday, a focus."""
        if self.week >= 0:
            self._rate(day)
        if self.week < AWAY[0] <= week:  # the pause is over, written as on the evening before it
            first = self.start + timedelta(weeks=AWAY[0])
            before, last = first - timedelta(days=3), self.start + timedelta(weeks=AWAY[1], days=6)
            now, self.moment = self.moment, self._evening(before)
            self._write(Pause, before, from_=first, until=last)
            self.moment = now
        if self.week < FOCUS_WEEK <= week:
            known = {facet.id for facet in self.framework.facets}
            focus = tuple(facet for facet in FOCUS if facet in known)
            self._write(Focus, day, facets=focus, until=day + timedelta(weeks=13))
        self.week = week
        if (week % 2 == 1 or week >= WEEKS - 1) and self.plans:
            self._plan(day)

    def _sit(self, day: date) -> None:
        for plan in [plan for plan in self.open if plan.due <= day]:
            self._answer_for(plan, day)
        sitting = self._id()
        schedule = Schedule(self.records, self.framework, self.bank, day, salt="demo")
        for choice in schedule.due(2):
            self._ask(day, sitting, choice)
        if self.notes and self.dice.random() < 0.24:
            text = self.notes.pop(0)
            if self.week < TURN or QUIET_VOICE not in voices_in(text):
                self._write(Note, day, text=text, voices=voices_in(text), tags=tags_in(text))

    def _ask(self, day: date, sitting: str, prompt: Pick) -> None:
        text, outcome = self._reply(prompt)
        given = grade(text, prompt.text, prompt.kind) if text else None
        self._write(
            Ask,
            day,
            sitting=sitting,
            prompt=prompt.id,
            facet=prompt.facet,
            reason=prompt.reason,
            outcome=given.outcome if given else outcome,
            words=len(text.split()),
            text=text or None,
            graded_by="tool" if text else None,
            voices=voices_in(text),
            tags=tags_in(text),
            no_evidence=given is not None and not given.counted,
        )

    def _reply(self, prompt: Pick) -> tuple[str, str]:
        """Return what is said to a question; without words, what becomes of it."""
        quiet = prompt.facet == QUIET_FACET and self.week >= TURN
        luck = self.dice.random()
        if luck < (_WHEN_QUIET if quiet else _USUALLY):
            text = self._next_answer(prompt.facet)
        elif luck > 0.98:
            return "", "later"
        elif luck > 0.95 or (quiet and luck > 0.6):
            return "", "skip"
        else:
            text = _turned(self.thin)
        return text, ""

    def _next_answer(self, facet: str) -> str:
        """Return the next answer about it; who is no longer heard is in none of them."""
        waiting = self.answers[facet]
        for _ in waiting:
            text = _turned(waiting)
            if self.week < TURN or QUIET_VOICE not in voices_in(text):
                return text
        return text

    def _rate(self, day: date) -> None:
        """Write a rating of the week that ended; moods drift, and one of them slowly downwards."""
        last = len(self.moods) - 1
        scores, given = {}, {}
        for at, dimension in enumerate(self.framework.dimensions):
            drift = -0.05 if at == last else 0.0
            self.moods[at] += drift + 0.5 * (self.dice.random() - 0.5)
            self.moods[at] = min(4.8, max(1.6, self.moods[at]))
            scores[dimension.id] = round(self.moods[at])
            moments = self.texts.get(f"instances {dimension.id}")
            if self.dice.random() < 0.15 and moments:
                given[dimension.id] = moments.pop(0)
        self._write(Rating, day, scores=scores, instances=given)

    def _plan(self, day: date) -> None:
        due = day + timedelta(days=self.dice.randrange(4, 12))
        made = self._write(Intention, day, text=self.plans.pop(0), due=due)
        assert isinstance(made, Intention)
        self.open.append(made)

    def _answer_for(self, plan: Intention, day: date) -> None:
        luck = self.dice.random()
        chances = {"done": 0.6, "partly": 0.8, "not_yet": 0.9, "dropped": 1}
        status = next(status for status, most in chances.items() if luck < most)
        self._write(Outcome, day, of=plan.id, status=status)
        if status != "not_yet" or self.dice.random() < 0.7:
            self.open.remove(plan)

    def _write(self, kind: type[Record], day: date, **fields: Any) -> Record:
        self.moment += timedelta(seconds=self.dice.randrange(40, 200))
        moment = self.moment.isoformat(timespec="milliseconds")
        record = kind(id=self._id(), ts=moment, tz=self.now.zone, day=day, **fields)
        self.records.append(record)
        return record

    def _id(self) -> str:
        return uuid7(int(self.moment.timestamp() * 1000), self.dice.randbytes(10))

    def _evening(self, day: date) -> datetime:
        minute = self.dice.randrange(0, 240)
        clock = time(17 + minute // 60, minute % 60)
        return datetime.combine(day, clock, self.now.local.tzinfo)


def _turned(lines: list[str]) -> str:
    """Return the first line and move it to the end: none is used twice before all are."""
    lines.append(lines.pop(0))
    return lines[-1]
