"""The head of a brief: who it is about, which days, how much there is to go on."""

from __future__ import annotations

from datetime import date

from syslead_cli.base.wording import counted, whole_day
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_names import short

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
