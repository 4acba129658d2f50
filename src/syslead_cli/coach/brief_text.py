"""What a brief says, on the screen, on paper and in Markdown: its head, findings and changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from syslead_cli.base.blocks import Named
from syslead_cli.base.text import (
    counted,
    first_few,
    listed,
    short_day,
    times,
    usually,
    whole_day,
)
from syslead_cli.coach.brief import Brief
from syslead_cli.coach.changes import (
    OUTCOMES,
    PackChange,
    UnitPlace,
    item_name,
    poles,
    short,
    voice_name,
)
from syslead_cli.insight.trends import WEEK, window
from syslead_cli.journal.model import DUE, OPEN
from syslead_cli.sharing.model import (
    RATINGS,
    PackFacet,
    PackFinding,
    PackRatings,
    PackUnit,
    PackWording,
)

WITHHELD = "Withheld"
METHOD = (
    "These pages count what was written in a journal, not what was done: absence of words is not "
    "absence of practice. An answer is detailed if it says who, when, or what was said or done, or "
    "gives a reason for a no. “Gone quiet” means that detailed answers have fallen below what is "
    "usual for this person; expect about one false alarm per leader per year. A level is the share "
    "answered in detail, newer answers counting more; it lies within its range four times in five. "
    "What is quiet or going strong rests on the whole journal, unless the leader shared only these "
    "weeks; there is no norm to compare with. Ratings are the person's own. Ask; the answer is "
    "theirs."
)
#: What the two pages have room for; ``--json`` has all of it.
MOST_WAYS = 12
_MOST_WORDINGS, _MOST_VOICES, _MOST_ITEMS, _MOST_TENSIONS, _MOST_MOVED = 6, 8, 8, 6, 5
_LONGEST_PURPOSE, _LONGEST_NOTE = 320, 240
#: Weeks after which a brief says how long ago its days ended.
_OLD = 6
GONE_QUIET = "gone quiet"
_WORDING_STATES = {**OUTCOMES, "due": "open, due", "open": "open, due"}
_STATES = {
    "too_early": "too early to say", "not_asked": "not asked", "neglected": GONE_QUIET,
    "never_took_root": "low from the start", "paused": "away",
}  # fmt: skip
_TIERS = {
    "scores": "figures only", "themes": "figures and names",
    "excerpts": "with passages they chose", "all": "with everything they wrote",
}  # fmt: skip

# ── the head: who it is about, which days, how much there is to go on ────────


def title(brief: Brief) -> str:
    """Return the coach's name for the client, and the pseudonym where it differs."""
    pseudonym = short(brief.pack.pseudonym, 40)
    name = short(brief.client, 60)
    return f"{name} (“{pseudonym}”)" if pseudonym and pseudonym != name else name


def period(brief: Brief) -> str:
    """Return ``24 August to 22 November 2026``."""
    first, last = brief.pack.first, brief.pack.last
    end = whole_day(last, date.min)
    if first == last:
        return end
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day if same_month else whole_day(first, last)} to {end}"


def age(brief: Brief) -> str:
    """Say how long ago the pack's days ended, or that they have not; empty where it was lately."""
    if brief.pack.is_ahead_of(brief.today):
        return "its dates are in the future: is the date of this computer right?"
    weeks = (brief.today - brief.pack.last).days // 7
    return f"these days ended {weeks} weeks ago; much may have changed" if weeks >= _OLD else ""


def which(brief: Brief) -> str:
    """Say which of several packs it is, where it is not the newest."""
    if brief.place == 1:
        return ""
    return f"{brief.place} of {brief.count} here, counted from the newest"


def last_time(brief: Brief) -> list[Named]:
    """Return what the coach wrote was agreed, or wrote last, with its day."""
    shown = []
    for note in brief.last_time:
        day = whole_day(note.day, brief.today)
        if note.text is None:
            text = "your note, encrypted and not opened"
        else:
            text = f"agreed: {short(note.text, _LONGEST_NOTE)}" if note.agreed else ""
            text = text or short(note.text, _LONGEST_NOTE)
        shown.append(Named(day, text))
    return shown


def framework(brief: Brief) -> str:
    return short(brief.pack.framework.name) if brief.pack.framework else ""


def left_out(brief: Brief) -> str:
    return ", ".join(brief.left_out) or "nothing of this period"


def tier(brief: Brief) -> str:
    """Return ``themes (figures and names)``."""
    return f"{brief.pack.tier} ({_TIERS[brief.pack.tier]})"


def expiry(brief: Brief) -> str:
    """Say when the leader wants the pack gone; empty where that was not said."""
    if not brief.pack.expires:
        return ""
    day = whole_day(brief.pack.expires, date.min)
    if brief.expired:
        return f"was to be deleted after {day}: that day has passed"
    return f"please delete after {day}"


def purpose(brief: Brief) -> str:
    said = brief.pack.purpose.strip()
    return said if len(said) <= _LONGEST_PURPOSE else short(said, _LONGEST_PURPOSE)


def counts(brief: Brief) -> str:
    said = brief.pack.counts
    if not said.days and not said.asked:
        return "Nothing was written in these days."
    full = f"{said.full:,} of {counted(said.asked, 'question')} in detail"
    kinds = ((said.sittings, "reflection"), (said.notes, "note"))
    wrote = ", ".join(counted(count, kind) for count, kind in kinds if count)
    days = f"Written on {counted(said.days, 'day')}"
    parts = (days, wrote, full if said.asked else "no questions asked")
    return " · ".join(part for part in parts if part)


# ── dimensions: levels and own ratings ───────────────────────────────────────


def periods(brief: Brief) -> str:
    return "Weeks" if window(brief.pack.first, brief.pack.last).by == WEEK else "Months"


def dimension_name(brief: Brief, unit: PackUnit) -> str:
    return brief.names[UnitPlace("dimension", unit.place)]


def most_asked(units: Sequence[PackUnit]) -> int:
    return max((asked for unit in units for asked, _ in unit.strip), default=1) or 1


def nothing_asked(brief: Brief) -> str:
    units = brief.pack.dimensions
    if any(unit.asked or (unit.ratings and unit.ratings.n) for unit in units):
        return ""
    return "No questions were asked in these days."


def has_level(unit: PackUnit) -> bool:
    return unit.asked > 0 and unit.state not in ("too_early", "not_asked")


def interval(unit: PackUnit) -> str:
    """Return ``74–100%``."""
    return f"{unit.level.low * 100:.0f}–{unit.level.high * 100:.0f}%" if has_level(unit) else "–"


def facets_of(brief: Brief, dimension: PackUnit) -> tuple[list[PackFacet], list[str]]:
    """Return the facets of a dimension that something happened to, and the rest in words.

    Something happened where attention fell, was low throughout, or is no longer named as quiet,
    and to the facet that holds best.
    """
    pack, change = brief.pack, brief.change
    best = pack.strength.place if pack.strength else 0
    named = {found.place for found in pack.named if found.unit == "facet"}
    again = change.no_longer_quiet if change else ()
    eventful, counts, unasked = [], [], []
    for facet in pack.facets:
        if facet.dimension != dimension.place:
            continue
        name = facet_name(brief, facet)
        happened = facet.place in {best, *named} or facet.state in ("neglected", "never_took_root")
        if happened or name in again:
            eventful.append(facet)
        elif facet.asked:
            counts.append(f"{name} {facet.full}/{facet.asked}")
        else:
            unasked.append(name)
    folded = [" · ".join(counts)] if counts else []
    folded += [f"not asked: {', '.join(unasked)}"] if unasked else []
    return eventful, folded


def facet_name(brief: Brief, facet: PackFacet) -> str:
    return brief.names[UnitPlace("facet", facet.place)]


def facet_state(brief: Brief, facet: PackFacet) -> str:
    """Return ``gone quiet``, ``holds best``, ``quiet last time``."""
    if brief.pack.strength and brief.pack.strength.place == facet.place:
        return "going strong"
    if any(found.unit == "facet" and found.place == facet.place for found in brief.pack.named):
        return GONE_QUIET
    return state(facet) or "quiet last time"


def has_fallen(unit: PackUnit) -> bool:
    return state(unit) == GONE_QUIET


def state(unit: PackUnit) -> str:
    return _STATES.get(unit.state, "")


def rating_parts(rated: PackRatings | None) -> list[str]:
    """Return ``median 4`` and ``13 ratings, rising``: where they lie, how many and which way."""
    if rated is None or rated.median is None:
        return [rating(rated)]
    said = counted(rated.n, "rating")
    return [f"median {rated.median:g}", f"{said}, {rated.direction}" if rated.direction else said]


def rating(rated: PackRatings | None) -> str:
    """Return ``13 ratings, median 4, rising``."""
    if rated is None:
        return "withheld"
    if not rated.n:
        return "none"
    said = counted(rated.n, "rating")
    if where := _where(rated):
        said += f", median {where}" if rated.median is not None else f", {where}"
    return f"{said}, {rated.direction}" if rated.direction else said


def ratings_in_groups(brief: Brief) -> list[str]:
    """Return ``13 ratings each, 1 to 5, rising. Median: Doing 4, Being 3.``, a line a direction."""
    if RATINGS in brief.pack.withheld:
        return [f"{WITHHELD} by the leader."]
    groups: dict[tuple[int, str, bool], list[str]] = {}
    for unit in brief.pack.dimensions[:MOST_WAYS]:
        if (rated := unit.ratings) and rated.n:
            alike = (rated.n, rated.direction or "", rated.median is not None)
            name = dimension_name(brief, unit)
            where = f": {at}" if (at := _where(rated)) else ""
            groups.setdefault(alike, []).append(f"{name}{where}")
    lines = []
    for (n, direction, has_median), those in groups.items():
        said = f"{counted(n, 'rating')}{' each' if len(those) > 1 else ''}, 1 to 5"
        said += f", {direction}. " if direction else ". "
        lines.append(f"{said}{'Median of ' if has_median else ''}{'; '.join(those)}.")
    return lines or ["None in these weeks."]


def _where(rated: PackRatings) -> str:
    """Return ``4``, ``3 to 5``, ``all 4``; nothing where there are too few to say it."""
    if rated.median is not None:
        return f"{rated.median:g}"
    if not rated.range:
        return ""
    low, high = rated.range[0], rated.range[-1]
    return f"{low} to {high}" if low != high else f"all {low}"


# ── intentions, what has gone quiet, what holds ──────────────────────────────


def intentions(brief: Brief) -> str:
    """Return ``7 made · 4 done · 1 partly · 2 open``."""
    plans = brief.pack.intentions
    if not plans.made:
        return "None made in these weeks."
    said = [f"{count} {word}" for key, word in OUTCOMES.items() if (count := getattr(plans, key))]
    return " · ".join([f"{plans.made} made", *said])


def wordings(brief: Brief) -> list[Named]:
    """Return those the leader shows: the open ones, longest due first, then the latest others."""
    last = brief.pack.last

    def order(wording: PackWording) -> tuple[bool, int]:
        is_closed, day = wording.state not in (DUE, OPEN), wording.due.toordinal()
        return is_closed, -day if is_closed else day

    shown = []
    for wording in sorted(brief.pack.intentions.wordings, key=order)[:_MOST_WORDINGS]:
        word = _WORDING_STATES.get(wording.state, wording.state)
        name = f"{word} {short_day(wording.due, last)}" if word.endswith("due") else word
        shown.append(Named(name, short(wording.text, 130)))
    return shown


def wordings_kept_back(brief: Brief) -> str:
    plans = brief.pack.intentions
    if not brief.named:
        return f"{WITHHELD} at this tier: their wording." if plans.made else ""
    hidden = plans.made - len(plans.wordings)
    said = (
        [f"The leader kept the wording of {'all ' if hidden == plans.made else ''}{hidden}."]
        if hidden > 0
        else []
    )
    if (more := len(plans.wordings) - _MOST_WORDINGS) > 0:
        said.append(f"{more} more {'is' if more == 1 else 'are'} in the pack.")
    return " ".join(said)


def quiet(brief: Brief) -> list[Named]:
    dimensions = {facet.place: facet.dimension for facet in brief.pack.facets[::-1]}
    shown = []
    for found in brief.quiet:
        name = brief.names[UnitPlace(found.unit, found.place)]  # type: ignore[arg-type]
        if found.unit == "facet" and (inside := dimensions.get(found.place)):
            name += f" ({brief.names[UnitPlace('dimension', inside)].lower()})"
        shown.append(Named(name, _quiet_counts(brief, found)))
    return shown


def _quiet_counts(brief: Brief, found: PackFinding) -> str:
    full = f"answered in detail {times(found.full)}" if found.full else "never answered in detail"
    elsewhere = f"elsewhere usually {usually(found.usual)}"
    if found.elsewhere_asked:
        elsewhere = f"elsewhere {found.elsewhere_full:,} of {found.elsewhere_asked:,}"
    since = whole_day(found.counted_from, brief.pack.last)
    return f"Asked {times(found.asked)} since {since}, {full}; {elsewhere}."


def holding(brief: Brief) -> list[Named]:
    best = brief.pack.strength
    if best is None:
        return []
    all_times = best.full == best.asked
    share = f"all {times(best.asked)}" if all_times else f"{best.full} of {best.asked} times"
    since = whole_day(best.since, brief.pack.last)
    name = brief.names[UnitPlace("facet", best.place)]
    return [Named(name, f"A detailed answer {share} since {since}.")]


def voices(brief: Brief) -> list[str]:
    heard, last = brief.pack.voices, brief.pack.last
    if heard is None:
        return [f"{WITHHELD} by the leader."]
    if not heard.heard and not heard.missing:
        return ["No one has been named, in these weeks or before."]
    heard_names = [f"{voice_name(voice.name)} {voice.times}" for voice in heard.names_heard]
    names = first_few(heard_names, _MOST_VOICES)
    who = counted(heard.heard, "person or group", "people and groups")
    said = f"{who}, named {times(heard.mentions)}"
    said += f": {names}." if names else "."
    if not names and heard.effective and round(heard.effective) < heard.heard:
        said += f" A few are named most: about as varied as {heard.effective:.0f} equal voices."
    gone = [f"{voice_name(v.name)} (last {short_day(v.last, last)})" for v in heard.names_missing]
    missing = first_few(gone, _MOST_VOICES) or heard.missing or "nobody"
    sentences = [said, f"Not named in the last eight weeks: {missing}."]
    return sentences if brief.named else [*sentences, f"{WITHHELD} at this tier: their names."]


def tensions(brief: Brief) -> list[Named]:
    return [
        Named(poles(each), counted(each.times, "entry", "entries"))
        for each in (brief.tensions or ())[:_MOST_TENSIONS]
    ]


def environment(brief: Brief) -> list[tuple[str, int]]:
    items = sorted(brief.pack.environment or (), key=lambda item: (item.score, item.place))
    return [(item_name(item), item.score) for item in items[:_MOST_ITEMS]]


def changes(brief: Brief) -> list[str]:
    if brief.change is None:
        return ["This is the first pack, so there is nothing to compare it with."]
    since, today = brief.change, brief.pack.last
    days = f"{whole_day(since.first, since.last)} to {whole_day(since.last, today)}"
    answered = (
        f"{since.full:,} of {since.asked:,} in detail" if since.asked else "no questions asked"
    )
    said = f"The pack before: {days}, tier {since.tier}, {answered}."
    if since.overlap:
        said += f" The two share {counted(since.overlap, 'day')}, which count in both."
    if wanted := short(since.wanted, 120):
        said += f" Wanted then: “{wanted}”"
    return [said, *_differences(since)]


def _differences(since: PackChange) -> Iterator[str]:
    if since.unlike:
        yield f"What went quiet and levels cannot be compared: {since.unlike}."
    moved = [f"{m.name} {m.before * 100:.0f} to {m.after * 100:.0f}%" for m in since.moved]
    scores = [f"{m.name.lower()} {m.before:g} to {m.after:g}" for m in since.environment or ()]
    found = {
        "Newly quiet": listed(since.newly_quiet),
        "Quiet then and now": listed(since.still_quiet),
        "No longer quiet": listed(since.no_longer_quiet),
        "Levels that moved beyond their ranges": first_few(moved, _MOST_MOVED),
        "Surroundings": first_few(scores, _MOST_MOVED),
        "Named now, and not then": listed(since.voices_new or ()),
        "Named then, and not in the last eight weeks": listed(since.voices_gone or ()),
    }
    yield from (f"{label}: {said}." for label, said in found.items() if said)
    if since.says_nothing and not since.unlike:
        yield "Nothing else is clearly different."
