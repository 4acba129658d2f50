"""The questions of ``share write``: one at a time, and Enter always leaves something out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from syslead_cli.base.text import day_in_words, listed, one_line, visible
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.sharing.build import Choice, passages_of
from syslead_cli.sharing.choice import Address, Call, Way, address_of, first_day
from syslead_cli.sharing.model import EXCERPTS, THEMES
from syslead_cli.sharing.recipients import name_problem, tidy_name
from syslead_cli.sharing.redact import Doubt
from syslead_cli.sharing.share import SPONSOR, last_share, passages, plans

if TYPE_CHECKING:
    from syslead_cli.journal.merge import Journal


def ask_whom(context: Context, way: Way) -> Address:
    """Whom it is for, where the call did not say; again where the name looks like a slip."""
    if way.to:
        return address_of(context, way)
    known = [] if way.encrypt is False else [each.name for each in context.recipients.read()]
    aside = f" A file for {listed(known)} is encrypted." if known else ""
    while True:
        context.asker.say("")
        name = tidy_name(context.asker.free_text(f"Whom is it for?{aside}"))
        try:
            if name and (problem := name_problem(name)):
                raise UsageError(f"The name {problem}.")
            return address_of(context, replace(way, to=name))
        except UsageError as trouble:
            context.asker.say("\n".join(f" {line}" for line in (trouble.message, trouble.hint)))


def ask_period(context: Context, call: Call, journal: Journal, to: str) -> Call:
    """Which days, where the call did not say."""
    if call.from_:
        return call
    offered = {"13w": "the last thirteen weeks", "m": "four weeks"}
    before = last_share(journal, to)
    if before is not None:
        offered["s"] = f"since {day_in_words(before.until, context.today)}, the last time"
    context.asker.say("")
    key = context.asker.choose("Which days?", offered, "13w")
    if key == "s" and before:
        return replace(call, from_=before.until.isoformat())
    return replace(call, from_=first_day(context, call, 4).isoformat() if key == "m" else "")


def ask_purpose(context: Context, call: Call) -> Call:
    """What is wanted, where the call did not say."""
    if call.purpose:
        return call
    context.asker.say("")
    said = context.asker.free_text(
        "What do you want from this session? Your words go into the file."
    )
    return replace(call, purpose=said)


@contextmanager
def kept(context: Context, words: str) -> Iterator[None]:
    """Words that were typed are still there when the sharing stops half-way."""
    try:
        yield
    except BaseException:
        keep(context, words)
        raise


def keep(context: Context, words: str) -> None:
    """Put the words where they can be found again, if there are any."""
    if words.strip():
        path = context.editor.keep(words)
        context.asker.say(f" What you want from the session is kept in {path}")


def ask_what(context: Context, choice: Choice, journal: Journal, audience: str) -> Choice:
    """Wordings and passages (the newest first), one at a time; Enter leaves each out."""
    approved, ticked = choice.approved, choice.ticked
    if not approved and choice.tier != "all" and (choice.shows(THEMES) or audience == SPONSOR):
        wordings = [_Piece(plan.id, plan.day, "intention", (plan.text,))
                    for plan in plans(journal, choice)]  # fmt: skip
        approved = _picked(context, wordings, "Show this intention's wording?")
    if not ticked and choice.tier == EXCERPTS and audience != SPONSOR:
        found = [_Piece(record.id, record.day, record.kind, passages_of(record))
                 for record in reversed(passages(journal, choice))]  # fmt: skip
        ticked = _picked(context, found, "Show this passage?")
    return replace(choice, approved=approved, ticked=ticked)


class _Piece(NamedTuple):
    """Words that are asked about."""

    id: str
    day: date
    kind: str
    texts: tuple[str, ...]


def _picked(context: Context, pieces: Sequence[_Piece], question: str) -> tuple[str, ...]:
    picked = []
    choices = {"n": "leaves it out", "y": "shows it", "d": "leaves this and the rest out"}
    for at, piece in enumerate(pieces, start=1):
        what = "answer" if piece.kind == "ask" else piece.kind
        day = day_in_words(piece.day, context.today)
        _show(context, f"{day} · {what} · {at} of {len(pieces)}", piece.texts)
        key = context.asker.choose(question, choices, "n")
        if key == "y":
            picked.append(piece.id)
        elif key == "d":
            break
    return tuple(picked)


def _show(context: Context, heading: str, texts: Sequence[str]) -> None:
    from syslead_cli.base.terminal import page_text
    from syslead_cli.sharing.screen import passage_page

    page = passage_page(heading, [visible(text) for text in texts], context.screen.width)
    colored = context.screen.colored(context.stdout)
    context.screen.raw(page_text(page, colored=colored))


_WHAT_BECOMES = {
    "drop": "drops it", "r": "puts a role there", "k": "keeps it", "d": "drops the rest too",
}  # fmt: skip


def deciding(context: Context) -> Callable[[Doubt, str], str | None]:
    """Asks about one finding; a role is remembered as soon as it was typed."""
    drops_all = False

    def decide(doubt: Doubt, place: str) -> str | None:
        nonlocal drops_all
        if drops_all:
            return ""
        kind = doubt.kind.replace("_", " ")
        times = f", {doubt.times} times" if doubt.times > 1 else ""
        _show(context, f"may say who is meant: {kind}{times} · {place}", [doubt.around])
        key = context.asker.choose(f"“{one_line(doubt.words)}”", _WHAT_BECOMES, "drop")
        drops_all = key == "d"
        if key != "r":
            return None if key == "k" else ""
        role = tidy_name(
            context.asker.free_text('Which role? Such as "a ward manager"; Enter drops it.')
        )
        with suppress(SysleadError):  # said when the file is written
            context.aliases.remember({doubt.words: role} if role else {})
        return role

    return decide
