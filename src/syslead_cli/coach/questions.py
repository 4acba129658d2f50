"""Four to six open questions a coach might ask, each with the figures it comes from.

A question says what was counted and asks; it presumes nothing, leaves a clean "no", and never
asks for what the leader kept back. The most telling come first, and one about one thing. The same
packs make the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias

from msgspec import Struct

from syslead_cli.base.text import counted, listed, times, usually, whole_day
from syslead_cli.coach.changes import (
    NAME_DROPPED,
    OUTCOMES,
    UnitNames,
    item_name,
    poles,
    short,
    voice_name,
)
from syslead_cli.coach.documents import CoachQuestion, PackChange, UnitPlace
from syslead_cli.insight.ratings import FALLING, RISING
from syslead_cli.journal.model import DUE, OPEN
from syslead_cli.sharing.model import THEMES, Pack, PackFinding, PackUnit

LEAST, MOST = 4, 6
#: A score this low is worth a question; so is a tension tagged this often.
_LOW_SCORE, _TAGGED = 2, 2
#: One voice this much of at least so many mentions.
_LOUD, _MENTIONS = 0.4, 10
_HIGH_RATING = 4
#: From so many days on there is something to compare.
_SEVERAL_DAYS = 4


class QuestionFacts(Struct, frozen=True):
    """What questions are made of; ``quiet`` are the findings of the first page."""

    pack: Pack
    names: UnitNames
    quiet: Sequence[PackFinding]
    change: PackChange | None

    @property
    def named(self) -> bool:
        return self.pack.shows(THEMES)

    def day(self, day: date) -> str:
        return whole_day(day, self.pack.last)

    def unit(self, about: UnitPlace) -> str:
        """Return ``“Courage”``, or what stands for a name that was kept back."""
        return f"“{self.names[about]}”" if self.named else f"one {about.unit}"

    def place(self, about: UnitPlace) -> str:
        """Return ``Facet 24. ``, where the coach has no name to find it by on the first page."""
        return "" if self.named else f"{self.names[about]}. "


Asked: TypeAlias = Iterator[CoachQuestion]


def questions_for(facts: QuestionFacts, *, early: bool) -> tuple[CoachQuestion, ...]:
    """Return the questions, most telling first; early on only what needs no pattern."""
    kept: list[CoachQuestion] = []
    for rule in _EARLY_RULES if early else _RULES:
        for question in rule(facts):
            if not question.about or question.about not in {each.about for each in kept}:
                kept.append(question)
    return tuple(kept[:MOST])


def why_fewer(pack: Pack, count: int, *, early: bool) -> str:
    """Say why there are only so many questions; empty where there are enough."""
    if count >= LEAST:
        return ""
    said = f"Only {counted(count, 'question')}: "
    if early:
        answers = (
            counted(pack.counts.full, "detailed answer")
            if pack.counts.full
            else "no detailed answer"
        )
        return f"{said}{answers} so far, and patterns need about six weeks."
    if kept := [*(() if pack.shows(THEMES) else ("names",)), *pack.withheld]:
        return f"{said}{listed(kept)} were left out, and questions come only from what is here."
    return f"{said}nothing else in these weeks stands out enough to ask about."


# ── the rules: when each kind of question is asked, and in which words ───────


def _purpose(facts: QuestionFacts) -> Asked:
    text = "What would make this session worth your time?"
    because = "The pack does not say what they want."
    if facts.pack.purpose.strip():
        text = "You wrote what you want from this session. "
        text += "How will you know afterwards that you got it?"
        because = f"They want: “{short(facts.pack.purpose, 90)}”"
    yield CoachQuestion(text, because, None)


def _gone_quiet(which: slice, facts: QuestionFacts) -> Asked:
    for found in facts.quiet[which]:
        about = UnitPlace(found.unit, found.place)  # type: ignore[arg-type]
        since = f"got {'few detailed' if found.full else 'short'} answers"
        since += f"{'' if found.full else ' or none'} since {facts.day(found.counted_from)}"
        text = f"Questions about one {found.unit} {since}. Without naming it, what"
        if facts.named:
            text = f"Questions about {facts.unit(about)} {since}. What"
        because = f"Detailed {found.full:,} of {found.asked:,}; elsewhere usually "
        because += usually(found.usual)
        if of := found.elsewhere_asked:
            because = f"Detailed {found.full:,} of {found.asked:,}; "
            because += f"elsewhere in those weeks {found.elsewhere_full:,} of {of:,}"
        if facts.change and facts.names[about] in facts.change.still_quiet:
            because += ", and it was quiet in the last pack too"
        text += " do you make of that?"
        yield CoachQuestion(text, f"{facts.place(about)}{because}.", about)


def _strength(facts: QuestionFacts) -> Asked:
    if best := facts.pack.strength:
        about = UnitPlace("facet", best.place)
        each = "each time" if best.full == best.asked else times(best.full)
        what = facts.unit(about)
        yield CoachQuestion(
            f"{what[:1].upper()}{what[1:]} came up {times(best.asked)} since "
            f"{facts.day(best.since)} and got a detailed answer {each}. What helps there?",
            f"{facts.place(about)}The strongest part in these figures.",
            about,
        )


def _missing_voice(facts: QuestionFacts) -> Asked:
    voices = facts.pack.voices
    if not voices or not voices.missing:
        return
    known = [voice for voice in voices.names_missing if voice.name != NAME_DROPPED]
    if known:
        voice = min(known, key=lambda v: (-v.times, v.last, v.name))
        yield CoachQuestion(
            f"You last mentioned “{voice_name(voice.name)}” on {facts.day(voice.last)}. How "
            "would you hear from them now, if that matters?",
            f"Mentioned {times(voice.times)} in all, and not in the last eight weeks.",
            None,
        )
    elif not voices.names_missing:
        have = "has" if voices.missing == 1 else "have"
        yield CoachQuestion(
            f"{counted(voices.missing, 'voice')} that you used to mention {have} not come "
            "up for eight weeks. Does that matter, and if so to whom?",
            f"{counted(voices.heard, 'voice')} named in these weeks; {voices.missing} not in the "
            "last eight.",
            None,
        )


def _intention(facts: QuestionFacts) -> Asked:
    """Ask about the intention due longest, else how many are open or were let go."""
    plans = facts.pack.intentions
    by_day = sorted(plans.wordings, key=lambda wording: (wording.due, wording.text))
    due = next((wording for wording in by_day if wording.state == DUE), None)
    shown = next((wording for wording in by_day if wording.state == OPEN), None)
    made = counted(plans.made, "intention")
    counts = ((getattr(plans, state), word) for state, word in OUTCOMES.items())
    said = [f"{plans.made} made", *(f"{count} {word}" for count, word in counts if count)]
    because = f"{', '.join(said)}."
    if due:
        text = f"You planned: “{short(due.text, 110)}” What became of it?"
        because = f"Due {facts.day(due.due)}, still open at the end of these weeks."
    elif shown:
        text = f"You plan: “{short(shown.text, 110)}” Does it still matter?"
        because = f"Due {facts.day(shown.due)}. {because}"
    elif plans.open == 1:
        text = f"1 of the {made} you made is open. Does it still matter?"
    elif plans.open:
        text = f"{plans.open} of the {made} you made are open. Which still matter, if any?"
    elif plans.dropped:
        them = "it" if plans.dropped == 1 else "them"
        text = f"You dropped {plans.dropped} of {made}. What led you to drop {them}?"
    else:
        return
    yield CoachQuestion(text, because, None)


def _low_item(nth: int, facts: QuestionFacts) -> Asked:
    items = sorted(facts.pack.environment or (), key=lambda item: (item.score, item.place))
    for item in items[nth : nth + 1]:
        if item.score > _LOW_SCORE:
            return
        what = f"one thing about your surroundings {item.score} of 5"
        if facts.named:
            what = f"your surroundings {item.score} of 5 for “{item_name(item)}”"
        first_sign = "What would be the first sign of a 2?"
        asks = "What makes it a 2 and not a 1?" if item.score > 1 else first_sign
        because = f"Among the lowest of {len(items)} ratings of their surroundings."
        if len(items) == 1:
            because = "Their only rating of their surroundings."
        about = UnitPlace("environment", item.place)
        yield CoachQuestion(f"You rated {what}. {asks}", because, about)


def _tension(facts: QuestionFacts) -> Asked:
    most = max(facts.pack.tensions, key=lambda tension: tension.times, default=None)
    if most and most.times >= _TAGGED:
        yield CoachQuestion(
            f"You tagged {counted(most.times, 'entry', 'entries')} “{poles(most)}”. Where do you "
            "notice that pull now, if at all?",
            "The tension tagged most often in these weeks.",
            None,
        )


def _no_longer_quiet(facts: QuestionFacts) -> Asked:
    no_longer = facts.change.no_longer_quiet if facts.change and facts.named else ()
    for about, name in facts.names.items():
        if name in no_longer:
            yield CoachQuestion(
                f"“{name}” had gone quiet in your last pack and has not in this one. What "
                "changed, if anything?",
                "Named then, not named now.",
                about,
            )


def _ratings(facts: QuestionFacts) -> Asked:
    """Ask about own ratings that move, or that say more than the answers do."""
    for unit in facts.pack.dimensions:
        rated, about = unit.ratings, UnitPlace("dimension", unit.place)
        if rated and rated.direction in (FALLING, RISING):
            yield CoachQuestion(
                f"Your own ratings of {facts.unit(about)} are {rated.direction}. What do you make "
                "of that?",
                f"{facts.place(about)}{counted(rated.n, 'rating')}, {rated.direction}.",
                about,
            )
        elif rated and rated.median and rated.median >= _HIGH_RATING and _is_low(facts, unit):
            yield CoachQuestion(
                f"You rate {facts.unit(about)} {rated.median:g} of 5, and its questions get fewer "
                "detailed answers than others. What might those questions miss, if anything?",
                f"{facts.place(about)}Median of {counted(rated.n, 'rating')}; {unit.full} of "
                f"{unit.asked} in detail.",
                about,
            )


def _low_from_the_start(facts: QuestionFacts) -> Asked:
    for unit in facts.pack.facets if facts.named else ():
        if unit.state == "never_took_root" and unit.asked:
            about = UnitPlace("facet", unit.place)
            yield CoachQuestion(
                f"{facts.unit(about)} has rarely had a detailed answer since you began. Is it part "
                "of your work just now?",
                f"{unit.full} of {unit.asked} in detail, low from the start.",
                about,
            )


def _one_voice(facts: QuestionFacts) -> Asked:
    voices = facts.pack.voices
    share = voices.largest_share or 0 if voices else 0
    if voices and voices.mentions >= _MENTIONS and share >= _LOUD:
        most = voices.names_heard[0].name if voices.names_heard else NAME_DROPPED
        who = "one voice" if most == NAME_DROPPED else f"“{voice_name(most)}”"
        of_it = round(share * voices.mentions)
        said = "All" if of_it == voices.mentions else f"{of_it} of the"
        text = f"{said} {voices.mentions} mentions are of {who}. Who might see things differently?"
        heard = counted(voices.heard, "voice")
        because = f"{heard} named; one has {share * 100:.0f}% of the mentions."
        if voices.heard <= 1:
            because = "No other voice is named in these weeks."
        yield CoachQuestion(text, because, None)


def _low_dimensions(facts: QuestionFacts) -> Asked:
    for unit in facts.pack.dimensions if facts.named else ():
        rated_high = unit.ratings and (unit.ratings.median or 0) >= _HIGH_RATING
        if _is_low(facts, unit) and not rated_high:
            about = UnitPlace("dimension", unit.place)
            yield CoachQuestion(
                f"Questions about {facts.unit(about)} got fewer detailed answers than the others. "
                "What do you notice about those questions?",
                f"{unit.full} of {unit.asked} in detail; all together {facts.pack.counts.full} of "
                f"{facts.pack.counts.asked}.",
                about,
            )


def _is_low(facts: QuestionFacts, unit: PackUnit) -> bool:
    return bool(unit.asked) and unit.level.high < facts.pack.counts.usual


def _writing(facts: QuestionFacts) -> Asked:
    counts = facts.pack.counts
    if counts.days:
        span = (facts.pack.last - facts.pack.first).days + 1
        kinds = ((counts.sittings, "reflection"), (counts.notes, "note"))
        wrote = [counted(count, kind) for count, kind in kinds if count]
        asks = "What would make it worth doing, if anything?"
        if counts.days >= _SEVERAL_DAYS:
            asks = "When was it worth doing, and when not?"
        yield CoachQuestion(
            f"You wrote on {counted(counts.days, 'day')} of {span:,}. {asks}",
            f"{', '.join(wrote) or 'Questions only'}.",
            None,
        )


#: The most telling first.
_RULES: tuple[Callable[[QuestionFacts], Asked], ...] = (
    _purpose,
    partial(_gone_quiet, slice(1)),
    _strength,
    _missing_voice,
    _intention,
    partial(_low_item, 0),
    partial(_gone_quiet, slice(1, None)),
    _tension,
    _no_longer_quiet,
    _ratings,
    _low_from_the_start,
    _one_voice,
    partial(_low_item, 1),
    _low_dimensions,
    _writing,
)
#: What needs no pattern.
_EARLY_RULES = (
    _purpose, _intention, partial(_low_item, 0), partial(_low_item, 1), _tension, _writing,
)  # fmt: skip
