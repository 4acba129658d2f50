"""The words of a ``share`` call, and the choice they make."""

from __future__ import annotations

from datetime import date

from syslead_cli.base.day import DateProblem, read_past
from syslead_cli.base.options import day_ahead, one_of
from syslead_cli.base.values import dataclass
from syslead_cli.context import Context
from syslead_cli.errors import UsageError
from syslead_cli.journal.records import TIERS
from syslead_cli.sharing.pack import WITHOUT, Choice

#: A quarter, where no first day is said.
WEEKS = 13
AUDIENCES = ("coach", "sponsor")


@dataclass(frozen=True, slots=True)
class Call:
    """As it was typed."""

    tier: str
    from_: str = ""
    until: str = ""
    purpose: str = ""
    pseudonym: str = ""
    expires: str = ""
    without: str = ""
    approve: tuple[str, ...] = ()
    excerpt: tuple[str, ...] = ()
    audience: str = "coach"


@dataclass(frozen=True, slots=True)
class Way:
    """How it leaves. ``encrypt``: insisted on, refused, or left to whether there is a key."""

    to: str
    form: str
    output: str
    replacements: str
    drop: bool
    yes: bool
    encrypt: bool | None = None
    armour: bool = False


def one_tier(word: str) -> str:
    """A tier there is. Raises UsageError."""
    return one_of(word, TIERS, "Tier", "scores, themes, excerpts and all are there.")


def choice_of(context: Context, call: Call) -> Choice:
    """What the options choose, ids as they were typed. Raises UsageError."""
    one_of(call.audience, AUDIENCES, "--for", "coach or sponsor is meant.")
    without = [word.strip() for word in call.without.split(",") if word.strip()]
    first = _day(context, "--from", call.from_, last=False)
    return Choice(
        first=first or first_day(context, call, WEEKS),
        last=min(_last_day(context, call), context.today),
        made=context.today,
        tier=call.tier,
        purpose=call.purpose.strip(),
        pseudonym=call.pseudonym.strip(),
        expires=day_ahead(context, call.expires, "--expires"),
        without=tuple(sorted({one_of(word, WITHOUT, "--without") for word in without})),
        approved=call.approve,
        ticked=call.excerpt,
    )


def first_day(context: Context, call: Call, weeks: int) -> date:
    """The first of so many weeks that end with the call's last day."""
    last = _last_day(context, call)
    return date.fromordinal(max(1, last.toordinal() - 7 * weeks + 1))


def _last_day(context: Context, call: Call) -> date:
    return _day(context, "--until", call.until, last=True) or context.today


def _day(context: Context, option: str, word: str, *, last: bool) -> date | None:
    if not word:
        return None
    try:
        span = read_past(word, context.today)
    except DateProblem as problem:
        raise UsageError(
            f"{option}: {problem}.", "Try 13w, 3 March, 2026-03 or 2026-03-29."
        ) from None
    return span.last if last else span.first
