"""Under the table: what could not be judged and why, voices, and what became of plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.day import MONTHS
from syslead_cli.base.page_render import Page, labelled, wrapped
from syslead_cli.base.values import replace
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted, listed
from syslead_cli.insight.trends_core import Trends, Unit
from syslead_cli.insight.voices import Voice, Voices

ROOM = 15
#: Names a line lists before it counts the rest.
MOST_NAMES = 6


def asides(trends: Trends, width: int) -> Page:
    """All of them that have something to say."""
    remarks = [
        *_unjudged(trends),
        ("voices", voices_sentence(_to_say(trends), trends.as_of)),
        ("intentions", intentions_sentence(trends.intentions)),
        ("unreadable", _damage(trends.damage)),
    ]
    page: Page = []
    for label, said in remarks:
        if said:
            lines = wrapped(said, width - ROOM - 1)
            page += labelled(label, ([("", line)] for line in lines), room=ROOM)
    return [[], *page] if page else []


def _unjudged(trends: Trends) -> list[tuple[str, str]]:
    """Gaps of the tool's, not of the leader's."""
    if trends.paused:
        return []
    never = [unit for unit in trends.facets if not unit.ever]
    if trends.is_early:
        if not never or not trends.ever:
            return []
        return [("not yet asked", f"{len(never)} of {len(trends.facets)} facets")]
    lately = [unit for unit in trends.facets if unit.state == "not_asked" and unit.ever]
    early = [unit for unit in trends.facets if unit.state == "too_early"]
    return [
        ("not yet asked", names(never)),
        ("not lately", f"{names(lately)} (not asked for eight weeks)" if lately else ""),
        ("too early", f"{names(early)} (asked fewer than three times)" if early else ""),
    ]


def names(units: Sequence[Unit]) -> str:
    """Their names, the first few of them."""
    labels = [one_line(unit.label) for unit in units]
    return _first(labels)


def _first(labels: Sequence[str]) -> str:
    if len(labels) <= MOST_NAMES:
        return listed(labels)
    return f"{', '.join(labels[: MOST_NAMES - 1])} and {len(labels) - MOST_NAMES + 1} more"


def voice_name(name: str) -> str:
    """``carers-forum`` as one would say it."""
    return one_line(name.replace("-", " "))


def _to_say(trends: Trends) -> Voices:
    """In the first weeks nobody has had time to be missing."""
    return replace(trends.voices, never=()) if trends.is_early else trends.voices


def voices_sentence(voices: Voices, today: date) -> str:
    """Who was heard, how concentrated, and who no longer or never."""
    said = []
    if voices.heard:
        said.append(_heard(voices))
    if voices.missing:
        said.append(f"Not heard since {_since(voices.missing, today)}.")
    if voices.never:
        said.append(f"Listed, never heard: {_first([voice_name(name) for name in voices.never])}.")
    return " ".join(said)


def _heard(voices: Voices) -> str:
    total, first = voices.mentions, voices.heard[0]
    said = f"{len(voices.heard)} heard in {counted(total, 'mention')}"
    if voices.effective is not None:
        said += f", as if {voices.effective:.0f} were heard equally often"
    if len(voices.heard) > 1 and first.count > 1:
        said += f"; {voice_name(first.name)} most, {first.count} of {total}"
    return said + "."


def _since(missing: Sequence[Voice], today: date) -> str:
    """``August: carers forum, night staff; September: unions``."""
    months: dict[str, list[str]] = {}
    for voice in missing[:MOST_NAMES]:
        month = MONTHS[voice.last.month - 1].title()
        month = month if (today - voice.last).days < 330 else f"{month} {voice.last.year}"
        months.setdefault(month, []).append(voice_name(voice.name))
    said = "; ".join(f"{month}: {', '.join(group)}" for month, group in months.items())
    more = len(missing) - MOST_NAMES
    return f"{said}; and {more} more" if more > 0 else said


def intentions_sentence(counts: dict[str, int]) -> str:
    """``7 made · 4 kept · 1 in part · 2 open, 1 of them due``."""
    if not counts["made"]:
        return ""
    words = {"kept": "kept", "partly": "in part", "dropped": "let go", "open": "open"}
    said = [f"{counts['made']} made"]
    said += [f"{counts[key]} {word}" for key, word in words.items() if counts[key]]
    if not counts["due"]:
        return " · ".join(said)
    due = "due" if counts["due"] == counts["open"] else f"{counts['due']} of them due"
    return f"{' · '.join(said)}, {due}"


def _damage(lines: int) -> str:
    return f"{counted(lines, 'line')}; syslead verify says which" if lines else ""
