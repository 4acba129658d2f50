"""What a brief says of findings, voices and plans, on the screen, on paper and in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted, short_day, times, usually, whole_day
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_figures import WITHHELD
from syslead_cli.coach.brief_names import item_label, poles, said_name, short, within
from syslead_cli.reflect.intentions_core import DUE, OPEN
from syslead_cli.sharing.pack_blocks import KIND_WORDS
from syslead_cli.sharing.pack_read import FindingRead, VoiceRead

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


def _quiet_name(brief: Brief, found: FindingRead) -> str:
    name = brief.labels[(found.unit, found.place)]
    home = within(brief.pack, brief.labels, found.place) if found.unit == "facet" else ""
    return f"{name} ({home.lower()})" if home else name


def _quiet_said(brief: Brief, found: FindingRead) -> str:
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


def _heard(names: Sequence[VoiceRead]) -> str:
    return first_few([f"{said_name(voice.name)} {voice.times}" for voice in names])


def _missing(names: Sequence[VoiceRead], last: date) -> str:
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
