"""The figures of a brief in words: levels and own ratings, one dimension at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.base.text import counted, listed, one_line, short_day, times, usually, whole_day
from syslead_cli.coach.brief import Brief
from syslead_cli.coach.changes import Change, Moved, item_label, poles, said_name, short, within
from syslead_cli.insight.screen import number
from syslead_cli.insight.window import WEEK, window
from syslead_cli.journal.intentions import DUE, OPEN
from syslead_cli.sharing.model import RATINGS, PackFinding, PackRatings, PackUnit, PackVoice
from syslead_cli.sharing.pack_screen import KIND_WORDS

WITHHELD = "Withheld"
#: What the table has room for; ``--json`` has all of it.
MOST_WAYS = 12
_STATES = {
    "too_early": "too early to say", "not_asked": "not asked", "neglected": "gone quiet",
    "never_took_root": "low throughout", "paused": "away",
}  # fmt: skip


def ways_title(brief: Brief) -> str:
    """``Six ways of leading``."""
    return f"{number(len(brief.pack.dimensions))} ways of leading"


def periods(brief: Brief) -> str:
    """What each column of a strip stands for."""
    by = window(brief.pack.first, brief.pack.last).by
    return "Weeks" if by == WEEK else "Months"


def percent(share: float) -> str:
    """``74 %``."""
    return f"{share * 100:.0f}%"


def has_level(unit: PackUnit) -> bool:
    """Whether there is enough to speak of a level."""
    return unit.asked > 0 and unit.state not in ("too_early", "not_asked")


def names_note(brief: Brief) -> str:
    """Where names are kept back: what the places are."""
    if brief.named:
        return ""
    return f"{WITHHELD} at this tier: names. Places count in the order of the framework."


def interval(unit: PackUnit) -> str:
    """``74–100 %``."""
    return f"{unit.level.low * 100:.0f}–{unit.level.high * 100:.0f}%" if has_level(unit) else "–"


def state(unit: PackUnit) -> str:
    """What is to be said of it beyond the figures; mostly nothing."""
    return _STATES.get(unit.state, "")


def rating(rated: PackRatings | None) -> str:
    """``13 ratings, median 4, rising``."""
    if rated is None:
        return "withheld"
    if not rated.n:
        return "none"
    said = counted(rated.n, "rating")
    if where := _where(rated):
        said += f", median {where}" if rated.median is not None else f", {where}"
    return f"{said}, {rated.direction}" if rated.direction else said


def ratings_kept_back(brief: Brief) -> bool:
    """Whether the leader kept ratings back, and with them the environment."""
    return RATINGS in brief.pack.withheld


def rating_parts(rated: PackRatings | None) -> list[str]:
    """The same in two parts: where they lie, then how many and which way."""
    if rated is None or rated.median is None:
        return [rating(rated)]
    said = counted(rated.n, "rating")
    return [f"median {rated.median:g}", f"{said}, {rated.direction}" if rated.direction else said]


def ratings_in_groups(brief: Brief) -> list[str]:
    """``13 ratings each, 1 to 5, rising. Median: Doing 4, Being 3.``, a line a direction."""
    if ratings_kept_back(brief):
        return [f"{WITHHELD} by the leader."]
    groups: dict[tuple[int, str, bool], list[tuple[str, str]]] = {}
    for unit in brief.pack.dimensions[:MOST_WAYS]:
        rated = unit.ratings
        if rated and rated.n:
            name = brief.labels[("dimension", unit.place)]
            alike = (rated.n, rated.direction or "", rated.median is not None)
            groups.setdefault(alike, []).append((name, _where(rated)))
    return [_group(*alike, those) for alike, those in groups.items()] or ["None in these weeks."]


def _group(n: int, direction: str, has_median: bool, those: list[tuple[str, str]]) -> str:
    said = f"{counted(n, 'rating')}{' each' if len(those) > 1 else ''}, 1 to 5"
    said += f", {direction}. " if direction else ". "
    if not any(where for _, where in those):
        return f"{said}{', '.join(name for name, _ in those)}."
    return f"{said}{'Median: ' if has_median else ''}{', '.join(map(' '.join, those))}."


def _where(rated: PackRatings) -> str:
    """``4``, ``3 to 5``, ``all 4``; nothing where there are too few to say it."""
    if rated.median is not None:
        return f"{rated.median:g}"
    if not rated.range:
        return ""
    low, high = rated.range[0], rated.range[-1]
    return f"{low} to {high}" if low != high else f"all {low}"


def nothing_asked(brief: Brief) -> str:
    """What stands for the whole table where it would be empty; else empty."""
    units = brief.pack.dimensions
    if any(unit.asked or (unit.ratings and unit.ratings.n) for unit in units):
        return ""
    return "No question was asked in these days."


def most_asked(units: Sequence[PackUnit]) -> int:
    """The most questions of one period, for the scale of the strips."""
    return max((asked for unit in units for asked, _ in unit.strip), default=1) or 1


# ── brief_words ──
# What a brief says of findings, voices and plans, on the screen, on paper and in Markdown.


METHOD = (
    "These pages count what was written in a journal, not what was done: absence of words is not "
    "absence of practice. An answer is full where it holds something particular (who, when, what "
    "was said or done) or a reasoned no. “Gone quiet”: full answers have fallen below what is "
    "usual for this person; about once in a leader's year that is said wrongly. A level is the "
    "share answered in full, newer answers counting more; four times in five it lies within its "
    "interval. These, and what holds, rest on the whole journal up to the last day, not on these "
    "weeks alone; there is no norm to hold them against. Ratings are the person's own. Ask; the "
    "answer is theirs."
)
NOT_LATELY = "Not heard in the last eight weeks"
#: What the two pages have room for; ``--json`` has all of it.
MOST_WORDINGS, MOST_VOICES, MOST_ITEMS = 6, 8, 8
MOST_TENSIONS, MOST_MOVED = 6, 5
_PLANS = {"kept": "kept", "partly": "in part", "dropped": "let go", "open": "open"}
_WORDING_STATES = {**_PLANS, "due": "open, due", "open": "open, due"}


class Told(NamedTuple):
    """Something with its name, and what was counted."""

    name: str
    said: str


# ── intentions ───────────────────────────────────────────────────────────────


def intentions(brief: Brief) -> str:
    """``7 made · 4 kept · 1 in part · 2 open``."""
    plans = brief.pack.intentions
    if not plans.made:
        return "None made in these weeks."
    said = [f"{plans.made} made"]
    said += [f"{count} {word}" for key, word in _PLANS.items() if (count := getattr(plans, key))]
    return " · ".join(said)


def wordings(brief: Brief) -> list[Told]:
    """Those the leader shows: the open ones, longest due first, then the others, latest first."""
    every = brief.pack.intentions.wordings
    days = ((w.due.toordinal() * (1 if w.state in (DUE, OPEN) else -1), w) for w in every)
    shown = [w for day, w in sorted(days, key=lambda each: (each[0] < 0, each[0]))]
    return [Told(_state(w.state, w.due, brief), short(w.text, 130)) for w in shown[:MOST_WORDINGS]]


def _state(state: str, due: date, brief: Brief) -> str:
    word = _WORDING_STATES.get(state, state)
    return f"{word} {short_day(due, brief.pack.last)}" if word.endswith("due") else word


def wordings_kept_back(brief: Brief) -> str:
    """What is not said of the intentions' words."""
    plans = brief.pack.intentions
    shown = min(len(plans.wordings), MOST_WORDINGS)
    if not brief.named:
        return f"{WITHHELD} at this tier: their wording." if plans.made else ""
    hidden = plans.made - len(plans.wordings)
    said = [f"The wording of {hidden} is withheld."] if hidden > 0 else []
    if len(plans.wordings) > shown:
        more = len(plans.wordings) - shown
        said.append(f"{more} more {'is' if more == 1 else 'are'} in the pack.")
    return " ".join(said)


# ── what has gone quiet, and what holds ──────────────────────────────────────


def quiet(brief: Brief) -> list[Told]:
    """The findings, each with its counts."""
    return [Told(_quiet_name(brief, each), _quiet_said(brief, each)) for each in brief.quiet]


def _quiet_name(brief: Brief, found: PackFinding) -> str:
    name = brief.labels[(found.unit, found.place)]
    home = within(brief.pack, brief.labels, found.place) if found.unit == "facet" else ""
    return f"{name} ({home.lower()})" if home else name


def _quiet_said(brief: Brief, found: PackFinding) -> str:
    full = f"answered in full {times(found.full)}" if found.full else "never answered in full"
    said = f"Asked {times(found.asked)} since {whole_day(found.counted_from, brief.pack.last)}, "
    elsewhere = (
        f"elsewhere {found.elsewhere_full:,} of {found.elsewhere_asked:,}"
        if found.elsewhere_asked
        else f"elsewhere usually {usually(found.usual)}"
    )
    return f"{said}{full}; {elsewhere}."


def nothing_quiet(brief: Brief) -> str:
    """What stands there where nothing is named."""
    if brief.is_early:
        return "Too early to say: patterns need about six weeks of answers."
    return "Nothing has fallen clearly below what is usual for them."


def holding(brief: Brief) -> Told | None:
    """The one strength, with its counts."""
    best = brief.holding
    if best is None:
        return None
    share = (
        f"all {times(best.asked)}"
        if best.full == best.asked
        else f"{best.full} of {best.asked} times"
    )
    since = whole_day(best.since, brief.pack.last)
    name = brief.labels[("facet", best.place)]
    return Told(name, f"Answered in full {share} since {since}.")


def nothing_holding(brief: Brief) -> str:
    """What stands there where no strength is named."""
    if brief.is_early:
        return "Too early to say."
    return "No one part came up often enough, and was there nearly every time, to be named."


# ── voices ───────────────────────────────────────────────────────────────────


def voices(brief: Brief) -> list[str]:
    """Who was heard and who no longer, in a sentence each."""
    heard = brief.pack.voices
    if heard is None:
        return [f"{WITHHELD} by the leader."]
    if not heard.heard and not heard.missing:
        return ["Nobody is named in these weeks, nor was before."]
    said = f"{heard.heard} heard in {counted(heard.mentions, 'mention')}"
    said += f": {_heard(heard.names_heard)}." if heard.names_heard else "."
    if not heard.names_heard and heard.effective and round(heard.effective) < heard.heard:
        said += f" Unevenly: about as varied as {heard.effective:.0f} heard equally often."
    missing = f"{NOT_LATELY}: {heard.missing or 'nobody'}"
    if heard.names_missing:
        missing = f"{NOT_LATELY}: {_missing(heard.names_missing, brief.pack.last)}"
    sentences = [said, f"{missing}."]
    return [*sentences, f"{WITHHELD} at this tier: their names."] if not brief.named else sentences


def _heard(names: Sequence[PackVoice]) -> str:
    return first_few([f"{said_name(voice.name)} {voice.times}" for voice in names])


def _missing(names: Sequence[PackVoice], last: date) -> str:
    return first_few([f"{said_name(v.name)} (last {short_day(v.last, last)})" for v in names])


def first_few(words: Sequence[str], most: int = MOST_VOICES) -> str:
    """The first of them, and how many more."""
    more = len(words) - most
    shown = ", ".join(words[:most])
    return f"{shown} and {more} more" if more > 0 else shown


# ── the second page ──────────────────────────────────────────────────────────


def tensions(brief: Brief) -> list[Told]:
    """Those that were tagged, the most often first."""
    return [
        Told(poles(each), counted(each.times, "entry", "entries"))
        for each in (brief.tensions or ())[:MOST_TENSIONS]
    ]


def no_tensions(brief: Brief) -> str:
    """What stands there where none is listed; empty where some are."""
    if brief.tensions is None:
        return f"{WITHHELD} at this tier."
    return "" if brief.tensions else "None was tagged in these weeks."


def no_environment(brief: Brief) -> str:
    """The same for the surroundings."""
    items = brief.pack.environment
    if items is None:
        return f"{WITHHELD} by the leader, with the ratings."
    return "" if items else "Not rated in these weeks."


def environment(brief: Brief) -> list[tuple[str, int]]:
    """Items and their scores, the lowest first."""
    items = sorted(brief.pack.environment or (), key=lambda item: (item.score, item.place))
    return [(item_label(item), item.score) for item in items[:MOST_ITEMS]]


def words_note(brief: Brief) -> str:
    """Where the leader's own passages are; empty where there are none."""
    if not brief.passages:
        return ""
    count = len(brief.passages)
    return (
        f"{counted(count, 'passage')} of their own words {'was' if count == 1 else 'were'} shared."
    )


def passages(brief: Brief) -> list[Told]:
    """The leader's own words, oldest first."""
    last = brief.pack.last
    return [
        Told(
            " · ".join(
                [
                    whole_day(p.day, last),
                    KIND_WORDS.get(p.kind, p.kind),
                    *([one_line(p.facet)] if p.facet else []),
                ]
            ),
            p.text,
        )
        for p in brief.passages or ()
    ]


# ── brief_since ──
# What changed since the last pack, in sentences.


def changes(brief: Brief) -> list[str]:
    """What is different from the pack before, a line each."""
    since = brief.change
    if since is None:
        return ["This is the first pack here; there is nothing to compare it with."]
    return [_before(brief, since), *_differences(since)]


def _before(brief: Brief, since: Change) -> str:
    days = f"{whole_day(since.first, since.last)} to {whole_day(since.last, brief.pack.last)}"
    full, asked = since.answered
    answered = f"{full:,} of {asked:,} in full" if asked else "no question asked"
    said = f"The pack before: {days}, tier {since.tier}, {answered}."
    if since.overlap:
        said += f" The two share {counted(since.overlap, 'day')}, which count in both."
    wanted = short(since.wanted, 120)
    return f"{said} Wanted then: “{wanted}”" if wanted else said


def _differences(since: Change) -> Iterator[str]:
    if since.unlike:
        yield f"What went quiet and levels cannot be compared: {since.unlike}."
    if since.newly_quiet:
        yield f"Newly quiet: {listed(since.newly_quiet)}."
    if since.still_quiet:
        yield f"Quiet then and now: {listed(since.still_quiet)}."
    if since.no_longer_quiet:
        yield f"No longer quiet: {listed(since.no_longer_quiet)}."
    if since.moved:
        moved = [f"{m.name} {m.before * 100:.0f} to {m.after * 100:.0f}%" for m in since.moved]
        yield f"Levels that moved beyond their intervals: {first_few(moved, MOST_MOVED)}."
    if since.environment:
        yield f"Surroundings: {first_few(list(map(_score, since.environment)), MOST_MOVED)}."
    if since.voices_new:
        yield f"Heard now, and not named then: {listed(since.voices_new)}."
    if since.voices_gone:
        yield f"Heard then, and not in the last eight weeks: {listed(since.voices_gone)}."
    if since.says_nothing and not since.unlike:
        yield "Nothing else is clearly different."


def _score(moved: Moved) -> str:
    return f"{moved.name.lower()} {moved.before:g} to {moved.after:g}"


# ── brief_head ──
# The head of a brief: who it is about, which days, how much there is to go on.


#: The first page has room for no longer a wish; ``--json`` has all of it.
LONGEST_WISH = 320
OLD = 6  # weeks after which a brief says how long ago its days ended
_TIERS = {
    "scores": "figures only", "themes": "figures and names",
    "excerpts": "with passages they chose", "all": "with everything they wrote",
}  # fmt: skip


def period(brief: Brief) -> str:
    """``24 August to 22 November 2026``."""
    first, last = brief.pack.first, brief.pack.last
    end = whole_day(last, date.min)
    if first == last:
        return end
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day if same_month else whole_day(first, last)} to {end}"


def age(brief: Brief) -> str:
    """How long ago the pack's days ended, or that they have not; empty where that was lately."""
    if brief.pack.is_ahead_of(brief.today):
        return "its dates are yet to come: is the date of this machine right?"
    weeks = (brief.today - brief.pack.last).days // 7
    return f"these days ended {weeks} weeks ago; much may have changed" if weeks >= OLD else ""


def title(brief: Brief) -> str:
    """Who it is about: the coach's name for the client, and the pseudonym where it differs."""
    pseudonym = short(brief.pack.pseudonym, 40)
    name = short(brief.client, 60)
    return f"{name} (“{pseudonym}”)" if pseudonym and pseudonym != name else name


def framework(brief: Brief) -> str:
    """The leader's framework; empty where the tier does not show it."""
    return short(brief.pack.framework.name) if brief.pack.framework else ""


def left_out(brief: Brief) -> str:
    """What the leader kept back."""
    return ", ".join(brief.left_out) or "nothing of this period"


def tier(brief: Brief) -> str:
    """``themes (figures and names)``."""
    return f"{brief.pack.tier} ({_TIERS[brief.pack.tier]})"


def expiry(brief: Brief) -> str:
    """When the leader wants the pack gone; empty where that was not said."""
    expires = brief.pack.expires
    if not expires:
        return ""
    day = whole_day(expires, date.min)
    if brief.expired:
        return f"was to be deleted after {day}: that day has passed"
    return f"please delete after {day}"


def wish(brief: Brief) -> str:
    """What the leader wants from the session."""
    said = brief.pack.purpose.strip()
    return said if len(said) <= LONGEST_WISH else f"{said[: LONGEST_WISH - 1].rstrip()}…"


def counts(brief: Brief) -> str:
    """How much there is to go on."""
    said = brief.pack.counts
    if not said.days and not said.asked:
        return "Nothing was written in these days."
    full = f"{said.full:,} of {counted(said.asked, 'question')} in full"
    kinds = ((said.sittings, "sitting"), (said.notes, "note"))
    wrote = ", ".join(counted(count, kind) for count, kind in kinds if count)
    parts = (
        f"Written on {counted(said.days, 'day')}",
        wrote,
        full if said.asked else "no question asked",
    )
    return " · ".join(part for part in parts if part)
