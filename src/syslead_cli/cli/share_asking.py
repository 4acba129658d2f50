"""The questions of ``share write``: one at a time, and Enter always leaves something out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from syslead_cli.cli.context import Context
from syslead_cli.cli.share_choice import Call, Way
from syslead_cli.core.disguise import Doubt
from syslead_cli.core.pack import EXCERPTS, THEMES, Choice, passages_of
from syslead_cli.core.recipients import name_problem, tidy_name
from syslead_cli.core.visible import one_line, visible
from syslead_cli.core.wording import listed
from syslead_cli.flows.sharing import SPONSOR, last_share, passages, plans

if TYPE_CHECKING:
    from syslead_cli.core.fold import Journal


def ask_whom(context: Context, way: Way) -> Way:
    """Whom it is for, where the call did not say."""
    if way.to:
        return way
    names = [each.name for each in context.recipients.read()]
    if way.encrypt is False or not names:
        known = "Enter leaves it open."
    else:
        known = f"For {listed(names)} it is encrypted; Enter leaves it open."
    while True:
        name = tidy_name(context.asker.free_text(f"Whom is it for? {known}"))
        problem = name_problem(name) if name else ""
        if not problem:
            return replace(way, to=name)
        context.asker.say(f" The name {problem}.")


def ask_period(context: Context, call: Call, journal: Journal, to: str) -> Call:
    """Which days, where the call did not say."""
    if call.from_:
        return call
    offered = {"13w": "the last thirteen weeks", "m": "four weeks"}
    before = last_share(journal, to)
    if before is not None:
        offered["s"] = f"since {before.until}, the last time"
    key = context.asker.choose("Which days?", offered, "13w")
    first = before.until.isoformat() if key == "s" and before else {"m": "4w"}.get(key, "13w")
    return replace(call, from_=first)


def ask_purpose(context: Context, call: Call) -> Call:
    """What is wanted, where the call did not say."""
    if call.purpose:
        return call
    said = context.asker.free_text(
        "What do you want from this session? Your words are in the file; Enter leaves it open."
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
    """Wordings and passages, one at a time; Enter leaves each out."""
    approved, ticked = list(choice.approved), list(choice.ticked)
    if not approved and choice.tier != "all" and (choice.shows(THEMES) or audience == SPONSOR):
        every = plans(journal, choice)
        for at, plan in enumerate(every, start=1):
            _show(context, f"{plan.day} · intention {at} of {len(every)}", [plan.text])
            if context.asker.confirm("Show this intention's wording?"):
                approved.append(plan.id)
    if not ticked and choice.tier == EXCERPTS and audience != SPONSOR:
        found = passages(journal, choice)
        for at, record in enumerate(found, start=1):
            heading = f"{record.day} · {record.kind} · {at} of {len(found)}"
            _show(context, heading, passages_of(record))
            if context.asker.confirm("Show this passage?"):
                ticked.append(record.id)
    return replace(choice, approved=tuple(approved), ticked=tuple(ticked))


def _show(context: Context, heading: str, texts: list[str] | tuple[str, ...]) -> None:
    from syslead_cli.cli.page import page_text
    from syslead_cli.render.share import passage_page

    page = passage_page(heading, [visible(text) for text in texts], context.screen.width)
    colored = context.screen.colored(context.stdout)
    context.screen.raw(page_text(page, colored=colored))


def deciding(context: Context) -> Callable[[Doubt], str | None]:
    """Asks about one finding; a role is remembered as soon as it was typed."""

    def decide(doubt: Doubt) -> str | None:
        kind = doubt.kind.replace("_", " ")
        times = f", {doubt.times} times" if doubt.times > 1 else ""
        _show(context, f"may say who is meant: {kind}{times}", [doubt.around])
        choices = {"drop": "drops it", "r": "puts a role in its place", "k": "keeps it"}
        key = context.asker.choose(f"“{one_line(doubt.words)}”", choices, "drop")
        if key != "r":
            return None if key == "k" else ""
        role = tidy_name(
            context.asker.free_text('Which role? Such as "a ward manager"; Enter drops it.')
        )
        if role:
            context.aliases.remember({doubt.words: role})
        return role

    return decide
