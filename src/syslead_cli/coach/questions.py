"""Four to six open questions a coach might ask, each with the figures it comes from.

A question says what was counted and asks; it presumes nothing, leaves a clean "no", and never
asks for what the leader kept back. The most telling come first, and one about one thing. The same
packs make the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from syslead_cli.base.text import counted, listed, one_line, times
from syslead_cli.coach.documents import CoachQuestion, UnitPlace
from syslead_cli.insight.ratings import FALLING, RISING
from syslead_cli.insight.screen import outcomes
from syslead_cli.journal.model import DUE, OPEN
from syslead_cli.sharing.model import THEMES, Pack, PackEnvironment, PackTension, PackUnit
from syslead_cli.sharing.pack_screen import elsewhere_words

if TYPE_CHECKING:
    from syslead_cli.coach.brief import Brief

UnitNames: TypeAlias = dict[UnitPlace, str]
#: What stands for a name the leader dropped.
NAME_DROPPED = "…"
#: A text only so much too long is not cut; a word so long is cut inside.
_A_FEW_LETTERS, _LONG_WORD = 8, 24
LEAST, MOST = 4, 6
#: A score this low is worth a question; so is a tension tagged this often.
_LOW_SCORE, _TAGGED = 2, 2
#: One voice this much of at least so many mentions.
_LOUD, _MENTIONS = 0.4, 10
_HIGH_RATING = 4
#: From so many days on there is something to compare.
_SEVERAL_DAYS = 4


def short(text: str, most: int = 44) -> str:
    """Return one line, cut between words where it is longer than ``most`` and a few letters."""
    text = one_line(text)
    if len(text) <= most + _A_FEW_LETTERS:
        return text
    words, _, cut_word = text[:most].rpartition(" ")
    kept = words if words and len(cut_word) <= _LONG_WORD else text[: most - 1]
    return f"{kept.rstrip(' ,;:–-')}…"


def names_of(pack: Pack) -> UnitNames:
    units: list[tuple[UnitPlace, PackUnit]] = [
        *((UnitPlace("dimension", unit.place), unit) for unit in pack.dimensions),
        *((UnitPlace("facet", unit.place), unit) for unit in pack.facets),
    ]
    return {at: short(unit.name) or f"{at.unit.capitalize()} {at.place}" for at, unit in units}


def item_name(item: PackEnvironment) -> str:
    return short(item.name) or f"item {item.place}"


def poles(tension: PackTension) -> str:
    """Return ``lead / follow``."""
    return " / ".join(short(pole, 30) for pole in tension.poles[:3]) or short(tension.id)


def voice_name(name: str) -> str:
    """Return ``carers-forum`` as one would say it."""
    return "a name that was dropped" if name == NAME_DROPPED else short(name.replace("-", " "), 40)


Asked: TypeAlias = Iterator[CoachQuestion]


def questions_for(brief: Brief) -> tuple[CoachQuestion, ...]:
    """Return the questions, most telling first; early on only what needs no pattern."""
    kept: list[CoachQuestion] = []
    for rule in _EARLY_RULES if brief.document.early else _RULES:
        for question in rule(brief):
            if not question.about or question.about not in {each.about for each in kept}:
                kept.append(question)
    return tuple(kept[:MOST])


def why_fewer(pack: Pack, count: int, *, early: bool) -> str:
    """Say why there are only so many questions; empty where there are enough."""
    if count >= LEAST:
        return ""
    beginning = f"Only {counted(count, 'question')}: "
    if early:
        full = pack.counts.full
        answers = counted(full, "detailed answer") if full else "no detailed answer"
        return f"{beginning}{answers} so far, and patterns need about six weeks."
    if kept := [*(() if pack.shows(THEMES) else ("names",)), *pack.withheld]:
        return (
            f"{beginning}{listed(kept)} were left out, and questions come only from what is here."
        )
    return f"{beginning}nothing else in these weeks stands out enough to ask about."


def _purpose(brief: Brief) -> Asked:
    text = "What would make this session worth your time?"
    because = "The pack does not say what they want."
    if brief.pack.purpose.strip():
        text = "You wrote what you want from this session. "
        text += "How will you know afterwards that you got it?"
        because = f"They want: “{short(brief.pack.purpose, 90)}”"
    yield CoachQuestion(text, because, None)


def _gone_quiet(which: slice, brief: Brief) -> Asked:
    for found in brief.document.quiet[which]:
        about = UnitPlace(found.unit, found.place)
        since = f"got {'few detailed' if found.full else 'short'} answers"
        since += f"{'' if found.full else ' or none'} since {brief.day(found.counted_from)}"
        text = f"Questions about one {found.unit} {since}. Without naming it, what"
        if brief.named:
            text = f"Questions about {brief.unit(about)} {since}. What"
        because = f"Detailed {found.full:,} of {found.asked:,}; {elsewhere_words(found)}"
        if brief.document.change and brief.names[about] in brief.document.change.still_quiet:
            because += ", and it was quiet in the last pack too"
        text += " do you make of that?"
        yield CoachQuestion(text, f"{brief.place(about)}{because}.", about)


def _strength(brief: Brief) -> Asked:
    if best := brief.pack.strength:
        about = UnitPlace("facet", best.place)
        each = "each time" if best.full == best.asked else times(best.full)
        what = brief.unit(about)
        text = f"{what[:1].upper()}{what[1:]} came up {times(best.asked)} since "
        text += f"{brief.day(best.since)} and got a detailed answer {each}. What helps there?"
        because = f"{brief.place(about)}The strongest part in these figures."
        yield CoachQuestion(text, because, about)


def _missing_voice(brief: Brief) -> Asked:
    voices = brief.pack.voices
    if not voices or not voices.missing:
        return
    known = [voice for voice in voices.names_missing if voice.name != NAME_DROPPED]
    if known:
        voice = min(known, key=lambda v: (-v.times, v.last, v.name))
        text = f"You last mentioned “{voice_name(voice.name)}” on {brief.day(voice.last)}. How "
        text += "would you hear from them now, if that matters?"
        because = f"Mentioned {times(voice.times)} in all, and not in the last eight weeks."
        yield CoachQuestion(text, because, None)
    elif not voices.names_missing:
        have = "has" if voices.missing == 1 else "have"
        text = f"{counted(voices.missing, 'voice')} that you used to mention {have} not come "
        text += "up for eight weeks. Does that matter, and if so to whom?"
        because = f"{counted(voices.heard, 'voice')} named in these weeks; "
        yield CoachQuestion(text, f"{because}{voices.missing} not in the last eight.", None)


def _intention(brief: Brief) -> Asked:
    """Ask about the intention due longest, else how many are open or were let go."""
    plans = brief.pack.intentions
    by_day = sorted(plans.wordings, key=lambda wording: (wording.due, wording.text))
    due = next((wording for wording in by_day if wording.state == DUE), None)
    shown = next((wording for wording in by_day if wording.state == OPEN), None)
    made = counted(plans.made, "intention")
    because = f"{', '.join(outcomes(brief.document.intentions))}."
    if due:
        text = f"You planned: “{short(due.text, 110)}” What became of it?"
        because = f"Due {brief.day(due.due)}, still open at the end of these weeks."
    elif shown:
        text = f"You plan: “{short(shown.text, 110)}” Does it still matter?"
        because = f"Due {brief.day(shown.due)}. {because}"
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


def _low_item(nth: int, brief: Brief) -> Asked:
    items = sorted(brief.pack.environment or (), key=lambda item: (item.score, item.place))
    for item in items[nth : nth + 1]:
        if item.score > _LOW_SCORE:
            return
        what = f"one thing about your surroundings {item.score} of 5"
        if brief.named:
            what = f"your surroundings {item.score} of 5 for “{item_name(item)}”"
        first_sign = "What would be the first sign of a 2?"
        asks = "What makes it a 2 and not a 1?" if item.score > 1 else first_sign
        because = f"Among the lowest of {len(items)} ratings of their surroundings."
        if len(items) == 1:
            because = "Their only rating of their surroundings."
        about = UnitPlace("environment", item.place)
        yield CoachQuestion(f"You rated {what}. {asks}", because, about)


def _tension(brief: Brief) -> Asked:
    most = max(brief.pack.tensions, key=lambda tension: tension.times, default=None)
    if most and most.times >= _TAGGED:
        tagged = f"You tagged {counted(most.times, 'entry', 'entries')} “{poles(most)}”."
        text = f"{tagged} Where do you notice that pull now, if at all?"
        yield CoachQuestion(text, "The tension tagged most often in these weeks.", None)


def _no_longer_quiet(brief: Brief) -> Asked:
    change = brief.document.change if brief.named else None
    for about, name in brief.names.items():
        if change and name in change.no_longer_quiet:
            text = f"“{name}” had gone quiet in your last pack and has not in this one. "
            text += "What changed, if anything?"
            yield CoachQuestion(text, "Named then, not named now.", about)


def _ratings(brief: Brief) -> Asked:
    """Ask about own ratings that move, or that say more than the answers do."""
    for unit in brief.pack.dimensions:
        rated, about = unit.ratings, UnitPlace("dimension", unit.place)
        if rated and rated.direction in (FALLING, RISING):
            text = f"Your own ratings of {brief.unit(about)} are {rated.direction}. "
            because = f"{brief.place(about)}{counted(rated.n, 'rating')}, {rated.direction}."
            yield CoachQuestion(f"{text}What do you make of that?", because, about)
        elif rated and rated.median and rated.median >= _HIGH_RATING and _is_low(brief, unit):
            text = f"You rate {brief.unit(about)} {rated.median:g} of 5, and its questions get "
            text += "fewer detailed answers than others. "
            text += "What might those questions miss, if anything?"
            because = f"{brief.place(about)}Median of {counted(rated.n, 'rating')}; "
            yield CoachQuestion(text, f"{because}{unit.full} of {unit.asked} in detail.", about)


def _low_from_the_start(brief: Brief) -> Asked:
    for unit in brief.pack.facets if brief.named else ():
        if unit.state == "never_took_root" and unit.asked:
            about = UnitPlace("facet", unit.place)
            text = f"{brief.unit(about)} has rarely had a detailed answer since you began. "
            text += "Is it part of your work just now?"
            because = f"{unit.full} of {unit.asked} in detail, low from the start."
            yield CoachQuestion(text, because, about)


def _one_voice(brief: Brief) -> Asked:
    voices = brief.pack.voices
    share = voices.largest_share or 0 if voices else 0
    if voices and voices.mentions >= _MENTIONS and share >= _LOUD:
        most = voices.names_heard[0].name if voices.names_heard else NAME_DROPPED
        who = "one voice" if most == NAME_DROPPED else f"“{voice_name(most)}”"
        of_it = round(share * voices.mentions)
        part = "All" if of_it == voices.mentions else f"{of_it} of the"
        text = f"{part} {voices.mentions} mentions are of {who}. Who might see things differently?"
        heard = counted(voices.heard, "voice")
        because = f"{heard} named; one has {share * 100:.0f}% of the mentions."
        if voices.heard <= 1:
            because = "No other voice is named in these weeks."
        yield CoachQuestion(text, because, None)


def _low_dimensions(brief: Brief) -> Asked:
    for unit in brief.pack.dimensions if brief.named else ():
        rated_high = unit.ratings and (unit.ratings.median or 0) >= _HIGH_RATING
        if _is_low(brief, unit) and not rated_high:
            about = UnitPlace("dimension", unit.place)
            text = f"Questions about {brief.unit(about)} got fewer detailed answers than the "
            text += "others. What do you notice about those questions?"
            counts = brief.pack.counts
            because = f"{unit.full} of {unit.asked} in detail; all together "
            yield CoachQuestion(text, f"{because}{counts.full} of {counts.asked}.", about)


def _is_low(brief: Brief, unit: PackUnit) -> bool:
    return bool(unit.asked) and unit.level.high < brief.pack.counts.usual


def _writing(brief: Brief) -> Asked:
    counts = brief.pack.counts
    if counts.days:
        span = (brief.pack.last - brief.pack.first).days + 1
        kinds = ((counts.sittings, "reflection"), (counts.notes, "note"))
        wrote = [counted(count, kind) for count, kind in kinds if count]
        asks = "What would make it worth doing, if anything?"
        if counts.days >= _SEVERAL_DAYS:
            asks = "When was it worth doing, and when not?"
        text = f"You wrote on {counted(counts.days, 'day')} of {span:,}. {asks}"
        yield CoachQuestion(text, f"{', '.join(wrote) or 'Questions only'}.", None)


#: The most telling first.
_RULES: tuple[Callable[[Brief], Asked], ...] = (
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
