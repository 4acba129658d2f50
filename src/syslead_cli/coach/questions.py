"""When each kind of question is asked, in which words, and the figures it comes from.

A question says what was counted and asks; it presumes nothing, leaves a clean "no", and never
asks for what the leader kept back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from syslead_cli.base.text import counted, listed, times, usually, whole_day
from syslead_cli.coach.changes import (
    NAME_DROPPED,
    Change,
    Labels,
    item_label,
    poles,
    said_name,
    short,
)
from syslead_cli.insight.ratings import FALLING, RISING
from syslead_cli.journal.intentions import DUE, OPEN
from syslead_cli.sharing.model import (
    THEMES,
    Pack,
    PackDimension,
    PackFinding,
    PackIntentions,
    PackUnit,
)

#: A score this low is worth a question; so is a tension tagged this often.
LOW_SCORE, TAGGED = 2, 2
#: One voice this much of at least so many mentions.
LOUD, MENTIONS = 0.4, 10
HIGH_RATING = 4
#: From so many days on there is something to compare.
SEVERAL_DAYS = 4

About = tuple[str, int]


class Question(NamedTuple):
    """``about``: the unit it is about, as (unit, place); ("", 0) for none."""

    text: str
    because: str
    about: About = ("", 0)


class Material(Struct, frozen=True):
    """What questions are made of."""

    pack: Pack
    labels: Labels
    quiet: Sequence[PackFinding]
    since: Change | None

    @property
    def named(self) -> bool:
        return self.pack.shows(THEMES)

    def day(self, day: date) -> str:
        return whole_day(day, self.pack.last)

    def unit(self, about: About) -> str:
        """``“Courage”``, or what stands for a name that was kept back."""
        return f"“{self.labels[about]}”" if self.named else f"one {about[0]}"

    def place(self, about: About) -> str:
        """``Facet 24. ``, where the coach has no name to find it by on the first page."""
        return "" if self.named else f"{self.labels[about]}. "


def wanted(have: Material) -> Question:
    """What they want from the session, or what would make it worth it."""
    if have.pack.purpose.strip():
        return Question(
            "You wrote what you want from this session. What would tell you afterwards that "
            "you had it?",
            f"They want: “{short(have.pack.purpose, 90)}”",
        )
    return Question(
        "What would make this session worth your time?", "The pack does not say what is wanted."
    )


def quiet(have: Material, found: PackFinding) -> Question:
    """A finding."""
    about = (found.unit, found.place)
    full = f"answered in full {times(found.full)}" if found.full else "never answered in full"
    since = have.day(found.counted_from)
    if have.named:
        said = f"You were asked about {have.unit(about)} {times(found.asked)} since {since} and "
        text = f"{said}{full}. What is that about, if anything?"
    else:
        said = f"One {found.unit} came up {times(found.asked)} since {since} and was {full}. "
        text = f"{said}Without naming it: what is that about, if anything?"
    because = (
        f"Elsewhere in those weeks {found.elsewhere_full:,} of {found.elsewhere_asked:,} were full"
        if found.elsewhere_asked
        else f"Elsewhere {usually(found.usual)} are usually full"
    )
    before = bool(have.since) and have.labels[about] in (
        have.since.still_quiet if have.since else ()
    )
    because = have.place(about) + because
    return Question(
        text, because + (", and it was quiet in the last pack too." if before else "."), about
    )


def strength(have: Material) -> Iterator[Question]:
    """What holds."""
    best = have.pack.strength
    if best:
        about = ("facet", best.place)
        each = "each time" if best.full == best.asked else times(best.full)
        what = have.unit(about)
        yield Question(
            f"{what[:1].upper()}{what[1:]} came up {times(best.asked)} since "
            f"{have.day(best.since)} and was answered in full {each}. What helps there?",
            f"{have.place(about)}The part that holds best in these figures.",
            about,
        )


def missing_voice(have: Material) -> Iterator[Question]:
    """Who is no longer heard."""
    voices = have.pack.voices
    if not voices or not voices.missing:
        return
    if not voices.names_missing:
        used = counted(voices.missing, "voice")
        yield Question(
            f"{used} that you used to mention {'has' if voices.missing == 1 else 'have'} not come "
            "up for eight weeks. Does that matter, and if so to whom?",
            f"{counted(voices.heard, 'voice')} heard in these weeks; {voices.missing} not in the "
            "last eight.",
        )
        return
    known = [voice for voice in voices.names_missing if voice.name != NAME_DROPPED]
    if not known:
        return
    voice = min(known, key=lambda v: (-v.times, v.last, v.name))
    yield Question(
        f"You last mentioned “{said_name(voice.name)}” on {have.day(voice.last)}. Where would you "
        "hear from them now, if that matters?",
        f"Mentioned {times(voice.times)} in all, and not in the last eight weeks.",
    )


def plan(have: Material) -> Iterator[Question]:
    """The intention due longest, else how many are open or were let go."""
    plans = have.pack.intentions
    due = [wording for wording in plans.wordings if wording.state == DUE]
    if due:
        first = min(due, key=lambda wording: (wording.due, wording.text))
        yield Question(
            f"You planned: “{short(first.text, 110)}” What became of it?",
            f"Due {have.day(first.due)}, still open at the end of these weeks.",
        )
    elif shown := [wording for wording in plans.wordings if wording.state == OPEN]:
        first = min(shown, key=lambda wording: (wording.due, wording.text))
        yield Question(
            f"You plan: “{short(first.text, 110)}” Does it still matter?",
            f"Due {have.day(first.due)}. {_plans(plans)}.",
        )
    elif plans.open:
        yield Question(
            f"{plans.open} of the {counted(plans.made, 'intention')} you made "
            + (
                "is open. Does it still matter?"
                if plans.open == 1
                else "are open. Which still matter, if any?"
            ),
            f"{_plans(plans)}.",
        )
    elif plans.dropped:
        yield Question(
            f"You let {plans.dropped} of {counted(plans.made, 'intention')} go. "
            "How did you come to that?",
            f"{_plans(plans)}.",
        )


def _plans(plans: PackIntentions) -> str:
    """``7 made, 3 kept, 1 open``: what there is none of is not said."""
    states = (
        (plans.kept, "kept"),
        (plans.partly, "in part"),
        (plans.dropped, "let go"),
        (plans.open, "open"),
    )
    return ", ".join([f"{plans.made} made", *(f"{n} {word}" for n, word in states if n)])


def surroundings(have: Material) -> Iterator[Question]:
    """The items of the environment rated lowest."""
    items = sorted(have.pack.environment or (), key=lambda item: (item.score, item.place))
    for item in [item for item in items if item.score <= LOW_SCORE][:2]:
        what = (
            f"your surroundings {item.score} of 5 for “{item_label(item)}”"
            if have.named
            else f"one thing about your surroundings {item.score} of 5"
        )
        asks = (
            "What makes it a 2 and not a 1?"
            if item.score > 1
            else "What would be the first sign of a 2?"
        )
        yield Question(
            f"You rated {what}. {asks}",
            f"Among the lowest of {len(items)} ratings of their surroundings."
            if len(items) > 1
            else "Their only rating of their surroundings.",
            ("environment", item.place),
        )


def tension(have: Material) -> Iterator[Question]:
    """The tension tagged most often."""
    tagged = [tension for tension in have.pack.tensions if tension.times >= TAGGED]
    if tagged:
        most = max(tagged, key=lambda tension: tension.times)
        yield Question(
            f"You tagged {counted(most.times, 'entry', 'entries')} “{poles(most)}”. Where do you "
            "notice that pull now, if at all?",
            "The tension tagged most often in these weeks.",
        )


def no_longer_quiet(have: Material) -> Iterator[Question]:
    """What was quiet in the last pack and is not now."""
    if not have.since or not have.named:
        return
    for about, label in have.labels.items():
        if label in have.since.no_longer_quiet:
            yield Question(
                f"“{label}” had gone quiet in your last pack and has not in this one. What "
                "changed, if anything?",
                "Named then, not named now.",
                about,
            )


def ratings(have: Material) -> Iterator[Question]:
    """Own ratings that move, or that say more than the answers do."""
    for unit in have.pack.dimensions:
        rated, about = unit.ratings, ("dimension", unit.place)
        if rated and rated.direction in (FALLING, RISING):
            yield Question(
                f"Your own ratings of {have.unit(about)} are {rated.direction}. What do you make "
                "of that?",
                f"{have.place(about)}{counted(rated.n, 'rating')}, {rated.direction}.",
                about,
            )
        elif rated and _is_rated_high(unit) and _is_low(have, unit):
            yield Question(
                f"You rate {have.unit(about)} {rated.median:g} of 5, and its questions get fewer "
                "full answers than others. What might those questions miss, if anything?",
                f"{have.place(about)}Median of {counted(rated.n, 'rating')}; {unit.full} of "
                f"{unit.asked} in full.",
                about,
            )


def never_took_root(have: Material) -> Iterator[Question]:
    """Facets that were low from the start."""
    for unit in have.pack.facets:
        if unit.state == "never_took_root" and unit.asked and have.named:
            about = ("facet", unit.place)
            yield Question(
                f"{have.unit(about)} has seldom had a full answer since you began. Is it part of "
                "your work just now?",
                f"{unit.full} of {unit.asked} in full, low from the start.",
                about,
            )


def one_voice(have: Material) -> Iterator[Question]:
    """One voice that has most of the mentions."""
    voices = have.pack.voices
    if voices and voices.mentions >= MENTIONS and (voices.largest_share or 0) >= LOUD:
        most = voices.names_heard[0].name if voices.names_heard else NAME_DROPPED
        who = "one voice" if most == NAME_DROPPED else f"“{said_name(most)}”"
        share = voices.largest_share or 0
        of_it = round(share * voices.mentions)
        said = "All" if of_it == voices.mentions else f"{of_it} of the"
        yield Question(
            f"{said} {voices.mentions} mentions are of {who}. Who might see things differently?",
            f"{counted(voices.heard, 'voice')} heard; one has {share * 100:.0f} % of the mentions."
            if voices.heard > 1
            else "No other voice is named in these weeks.",
        )


def unwritten(have: Material) -> Iterator[Question]:
    """What may have happened and was not written."""
    for found in have.quiet:
        if have.named:
            about = (found.unit, found.place)
            yield Question(
                f"Has anything happened lately that belongs to {have.unit(about)} and is not in "
                "the journal?",
                "Only what is in the journal is counted here.",
                about,
            )


def low(have: Material) -> Iterator[Question]:
    """Dimensions with fewer full answers than the others."""
    for unit in have.pack.dimensions:
        if have.named and _is_low(have, unit) and not _is_rated_high(unit):
            about = ("dimension", unit.place)
            yield Question(
                f"Questions about {have.unit(about)} got fewer full answers than the others. What "
                "do you notice about those questions?",
                f"{unit.full} of {unit.asked} in full; all together {have.pack.counts.full} of "
                f"{have.pack.counts.asked}.",
                about,
            )


def _is_rated_high(unit: PackDimension) -> bool:
    return unit.ratings is not None and (unit.ratings.median or 0) >= HIGH_RATING


def _is_low(have: Material, unit: PackUnit) -> bool:
    return bool(unit.asked) and unit.level.high < have.pack.counts.usual


def writing(have: Material) -> Iterator[Question]:
    """The writing itself."""
    counts = have.pack.counts
    if counts.days:
        span = (have.pack.last - have.pack.first).days + 1
        kinds = ((counts.sittings, "sitting"), (counts.notes, "note"))
        wrote = [counted(count, kind) for count, kind in kinds if count]
        asks = (
            "When was it worth doing, and when not?"
            if counts.days >= SEVERAL_DAYS
            else "What would make it worth doing, if anything?"
        )
        yield Question(
            f"You wrote on {counted(counts.days, 'day')} of {span:,}. {asks}",
            f"{', '.join(wrote) or 'Questions only'}.",
        )


# ── brief_questions ──
# Four to six open questions a coach might ask, each with the figures it comes from.
#
# The most telling first, at most two about one thing; core/brief_rules.py has the words. The same
# packs make the same questions.


LEAST, MOST, MOST_ON_ONE = 4, 6, 2


class Questions(NamedTuple):
    """``fewer``: why there are not four; empty where there are."""

    questions: tuple[Question, ...]
    fewer: str


def questions_for(
    pack: Pack,
    labels: Mapping[About, str],
    quiet: Sequence[PackFinding],
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
    asked = [quiet(have, found) for found in have.quiet]
    yield wanted(have)
    yield from asked[:1]
    yield from strength(have)
    yield from missing_voice(have)
    yield from plan(have)
    around = list(surroundings(have))
    yield from around[:1]
    yield from asked[1:]
    yield from tension(have)
    yield from no_longer_quiet(have)
    yield from ratings(have)
    yield from never_took_root(have)
    yield from one_voice(have)
    yield from unwritten(have)
    yield from around[1:]
    yield from low(have)
    yield from writing(have)


def _early(have: Material) -> Iterator[Question]:
    yield wanted(have)
    yield from plan(have)
    yield from surroundings(have)
    yield from tension(have)
    yield from writing(have)


def _fewer(pack: Pack, count: int, *, early: bool) -> str:
    said = f"Only {counted(count, 'question')}: "
    if early:
        answers = counted(pack.counts.full, "full answer") if pack.counts.full else "no full answer"
        return f"{said}{answers} so far, and patterns need about six weeks."
    if not pack.shows(THEMES) or pack.withheld:
        kept = [*(() if pack.shows(THEMES) else ("names",)), *pack.withheld]
        return f"{said}{listed(kept)} were kept back, and questions come from what is here."
    return f"{said}nothing else in these weeks stands out enough to ask about."
