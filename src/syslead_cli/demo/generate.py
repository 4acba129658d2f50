"""The invented leader of `syslead demo`: six months of evenings, made up by throwing dice.

Only behaviour is invented: which evenings, what is written, and that from the fourteenth week on
one facet is hardly ever answered and one group no longer heard.  What is asked comes from the
real scheduler, whether an answer is full from the real grading, and what the journal shows from
the real estimator, which knows nothing of the story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct, field

from syslead_cli.base.ids import uuid7
from syslead_cli.base.text import tags_in, voices_in
from syslead_cli.demo import demo_answers
from syslead_cli.framework.model import Framework, Prompt, PromptBank
from syslead_cli.insight import neglect
from syslead_cli.journal.model import Ask, Focus, Intention, Note, Outcome, Pause, Rating, Record
from syslead_cli.reflect.grading import grade
from syslead_cli.reflect.schedule import Asked, pick

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

T = TypeVar("T")

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
GROUPS = ("carers' forum", "night staff", "young people")
#: Kinds of question that the collected answers do not fit.
_NOT_ASKED = frozenset({"intention", "counterfactual", "tension"})
_USUALLY, _WHEN_QUIET = 0.92, 0.06


class Dice(Protocol):
    """What is needed of `random.Random`, which is handed in."""

    def random(self) -> float: ...
    def randrange(self, start: int, stop: int, /) -> int: ...
    def randbytes(self, n: int, /) -> bytes: ...
    def sample(self, population: Sequence[T], k: int, /) -> list[T]: ...


class Setting(Struct, frozen=True):
    """What the story is told with: the files it is asked from, and when and where it ends."""

    framework: Framework
    bank: PromptBank
    today: date
    zone: tzinfo | None
    zone_name: str


def invent(setting: Setting, dice: Dice) -> list[Record]:
    """The journal up to yesterday, in the order it was written; the same dice, the same journal."""
    return _Leader(setting, dice).live()


def first_day(today: date) -> date:
    """The Monday it begins on."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS)


def evenings(today: date, dice: Dice) -> Iterator[tuple[int, date]]:
    """Three to five weekdays a week, the weeks away left out, none after yesterday."""
    start = first_day(today)
    for week in range(WEEKS + 1):
        days = sorted(dice.sample(range(5), dice.randrange(3, 6)))
        for weekday in days:
            day = start + timedelta(days=weekday, weeks=week)
            if day < today and not AWAY[0] <= week <= AWAY[1]:
                yield week, day


def blocks(text: str) -> dict[str, list[str]]:
    """Lines under the facet they belong to."""
    found: dict[str, list[str]] = {}
    lines = text.strip().splitlines()
    for line in lines:
        if " " not in line:
            found[line] = []
        else:
            found[next(reversed(found))].append(line)
    return found


class _Leader(Struct, dict=True):
    setting: Setting
    dice: Dice
    records: list[Record] = field(default_factory=list)
    history: list[Asked] = field(default_factory=list)
    events: list[neglect.Event] = field(default_factory=list)
    paused: list[tuple[int, int | None]] = field(default_factory=list)
    open: list[Intention] = field(default_factory=list)
    focus: tuple[str, ...] = ()
    week: int = -1

    def __post_init__(self) -> None:
        self.moment = self._evening(first_day(self.setting.today))
        self.answers = {
            facet: self._shuffled(lines) for facet, lines in blocks(demo_answers.ANSWERS).items()
        }
        self.notes = demo_answers.NOTES.strip().splitlines()
        self.plans = demo_answers.INTENTIONS.strip().splitlines()
        self.thin = self._shuffled(demo_answers.THIN.strip().splitlines())
        self.instances = demo_answers.INSTANCES.strip().splitlines()
        self.prompts = [p for p in self.setting.bank.prompts if p.kind not in _NOT_ASKED]
        self.moods = [3.4 + self.dice.random() for _ in self.setting.framework.dimensions]

    def live(self) -> list[Record]:
        """All evenings, one after the other."""
        for week, day in evenings(self.setting.today, self.dice):
            self.moment = self._evening(day)
            if week != self.week:
                self._open_week(week, day)
            self._sit(day)
        return self.records

    def _open_week(self, week: int, day: date) -> None:
        """What happens at the start of a week: last week's rating, a holiday over, a focus."""
        if self.week >= 0:
            self._rate(day)
        if self.week < AWAY[0] <= week:
            self._return()
        if self.week < FOCUS_WEEK <= week:
            known = {facet.id for facet in self.setting.framework.facets}
            self.focus = tuple(facet for facet in FOCUS if facet in known)
            self._write(Focus, day, facets=self.focus, until=day + timedelta(weeks=13))
        self.week = week
        if (week % 2 == 1 or week >= WEEKS - 1) and self.plans:
            self._plan(day)

    def _return(self) -> None:
        """The pause that lies behind, written down on the last evening before it."""
        start = first_day(self.setting.today)
        first = start + timedelta(weeks=AWAY[0])
        last = start + timedelta(weeks=AWAY[1], days=6)
        self.paused.append((first.toordinal(), last.toordinal()))
        now, self.moment = self.moment, self._evening(first - timedelta(days=3))
        self._write(Pause, first - timedelta(days=3), from_=first, until=last)
        self.moment = now

    def _sit(self, day: date) -> None:
        self._answer_for_plans(day)
        sitting = self._id()
        for choice in self._picks(day):
            self._ask(day, sitting, choice.prompt, choice.reason)
        if self.notes and self.dice.random() < 0.24:
            self._note(day, self.notes.pop(0))

    def _picks(self, day: date) -> Sequence[Any]:
        framework, today = self.setting.framework, day.toordinal()
        facets = [facet.id for facet in framework.facets]
        judged = neglect.judge_facets(self.events, facets, today, self.paused, use_mentions=False)
        return pick(
            today,
            2,
            facets,
            self.prompts,
            self.history,
            suspicion={verdict.unit: verdict.p for verdict in judged.units},
            named=judged.named,
            focus=self.focus,
            salt="demo",
            dimensions={facet.id: facet.dimension for facet in framework.facets},
        )

    def _ask(self, day: date, sitting: str, prompt: Prompt, reason: str) -> None:
        text, outcome = self._reply(prompt)
        words = len(text.split())
        self._write(
            Ask,
            day,
            sitting=sitting,
            prompt=prompt.id,
            facet=prompt.facet,
            reason=reason,
            outcome=outcome,
            words=words,
            text=text or None,
            graded_by="tool" if text else None,
            voices=voices_in(text),
            tags=tags_in(text),
        )
        today = day.toordinal()
        self.history.append(Asked(today, prompt.facet, prompt.id, prompt.kind, reason, outcome))
        if outcome != "later":
            self.events.append(neglect.AskEvent(today, prompt.facet, outcome == "full"))

    def _reply(self, prompt: Prompt) -> tuple[str, str]:
        """What is said to a question, and how it is graded."""
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
        return text, grade(text, prompt.text, prompt.kind).outcome

    def _next_answer(self, facet: str) -> str:
        """The next of the answers about it; who is no longer heard is in none of them."""
        waiting = self.answers[facet]
        for _ in waiting:
            text = _turned(waiting)
            if self.week < TURN or QUIET_VOICE not in voices_in(text):
                return text
        return text

    def _note(self, day: date, text: str) -> None:
        if self.week >= TURN and QUIET_VOICE in voices_in(text):
            return
        self._write(Note, day, text=text, voices=voices_in(text), tags=tags_in(text))

    def _rate(self, day: date) -> None:
        """A rating for the week that ended; moods drift, and one of them slowly downwards."""
        last = len(self.moods) - 1
        scores, instances = {}, {}
        for at, dimension in enumerate(self.setting.framework.dimensions):
            drift = -0.05 if at == last else 0.0
            self.moods[at] += drift + 0.5 * (self.dice.random() - 0.5)
            self.moods[at] = min(4.8, max(1.6, self.moods[at]))
            scores[dimension.id] = round(self.moods[at])
            if self.dice.random() < 0.15:
                instances[dimension.id] = self.instances[at % len(self.instances)]
        self._write(Rating, day, scores=scores, instances=instances)

    def _plan(self, day: date) -> None:
        due = day + timedelta(days=self.dice.randrange(4, 12))
        self._write(Intention, day, text=self.plans.pop(0), due=due)
        made = self.records[-1]
        assert isinstance(made, Intention)
        self.open.append(made)

    def _answer_for_plans(self, day: date) -> None:
        for plan in [plan for plan in self.open if plan.due <= day]:
            status = self._status()
            self._write(Outcome, day, of=plan.id, status=status)
            if status != "not_yet" or self.dice.random() < 0.7:
                self.open.remove(plan)

    def _status(self) -> str:
        luck = self.dice.random()
        return next(
            status
            for status, most in {"done": 0.6, "partly": 0.8, "not_yet": 0.9, "dropped": 1}.items()
            if luck < most
        )

    def _write(self, kind: type[Record], day: date, **fields: Any) -> None:
        self.moment += timedelta(seconds=self.dice.randrange(40, 200))
        stamp: Mapping[str, Any] = {
            "id": self._id(),
            "ts": self.moment.isoformat(timespec="milliseconds"),
            "tz": self.setting.zone_name,
            "day": day,
        }
        self.records.append(kind(**stamp, **fields))

    def _id(self) -> str:
        return uuid7(int(self.moment.timestamp() * 1000), self.dice.randbytes(10))

    def _evening(self, day: date) -> datetime:
        minute = self.dice.randrange(0, 240)
        clock = time(17 + minute // 60, minute % 60)
        return datetime.combine(day, clock, self.setting.zone)

    def _shuffled(self, lines: Sequence[str]) -> list[str]:
        return self.dice.sample(lines, len(lines))


def _turned(lines: list[str]) -> str:
    """The first line, which goes to the end: nothing is said twice before all has been said."""
    lines.append(lines.pop(0))
    return lines[-1]


# ── demo_flows ──
# Building the made-up journal: invented records through the real journal.


def build_demo(journal: JournalFiles, setting: Setting, dice: Dice) -> int:
    """Put the invented journal on disk; how many records it has."""
    records = invent(setting, dice)
    journal.append(records)
    return len(records)
