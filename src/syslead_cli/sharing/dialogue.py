"""The questions of ``share write``: one at a time, and Enter always leaves something out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.base.files import data_tables
from syslead_cli.base.keys import Footer
from syslead_cli.base.layout import QUIET, Page, cut, paragraph
from syslead_cli.base.terminal import page_text
from syslead_cli.base.text import day_in_words, listed, one_line, same_name
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import Intention, Record
from syslead_cli.sharing import build, model, share
from syslead_cli.sharing.redact import IdentifierFinding

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal


_LINE = Footer("leaves it open", is_text=False)
_ROLE = Footer("removes it", is_text=False)
#: What ? says at a question.
_HOW: Mapping[str, str] = data_tables("share.toml")["how"]


def ask_addressee(context: Context, delivery: share.Delivery) -> tuple[str, share.Recipient | None]:
    """Ask whom it is for; again where the name looks like a slip."""
    is_plain = delivery.encrypt is False
    known = [] if is_plain else [each.name for each in context.recipients.read()]
    aside = f" A file for {listed(known)} is encrypted." if known else ""
    while True:
        context.asker.say("")
        question = f"Who is it for?{aside}"
        name = context.asker.free_text(question, how=_HOW["addressee"], footer=_LINE).strip()
        try:
            to = share.checked_name(name) if name else ""
            return share.addressee_of(context, to, delivery)
        except UsageError as trouble:
            context.asker.say(f" {trouble.message}\n{trouble.hint}")


def ask_purpose(context: Context) -> str:
    context.asker.say("")
    question = "What do you want from this session? Your words go into the file."
    return context.asked(question, how=_HOW["purpose"]).strip()


def ask_period(context: Context, choice: build.Choice, journal: Journal, to: str) -> build.Choice:
    """Ask which days; dates are taken as well as the keys."""
    offered = {"13w": "the last thirteen weeks", "m": "four weeks"}
    first = {"13w": choice.first, "m": share.first_day(choice.last, 4)}
    shares = share.shares_of(journal)
    to_them = (each for each in shares if not to or same_name(each.to) == same_name(to))
    if before := next(to_them, None):
        offered["p"] = f"since {day_in_words(before.until, context.today)}, the previous time"
        first["p"] = before.until

    def problem(words: str) -> str:
        try:
            share.with_days(context, choice, words)
        except UsageError as trouble:
            return f"{trouble.message} {trouble.hint}"
        return ""

    context.asker.say("")
    question = 'Which days? A key, or dates: "1 September", "October", "6w..4w".'
    key = context.asker.choose(question, offered, "13w", problem, _HOW["days"])
    if key in first:
        return replace(choice, first=first[key])
    return share.with_days(context, choice, key)


def ask_words(context: Context, choice: build.Choice, journal: Journal) -> build.Choice:
    """Ask about wordings and passages (newest first), one at a time; Enter leaves each out."""
    approved, ticked, is_sponsor = choice.approved, choice.ticked, choice.audience == model.SPONSOR
    plans = build.shareable_intentions(journal, choice)
    if not approved and choice.tier != model.ALL and (choice.shows(model.THEMES) or is_sponsor):
        made = [each.intention for each in plans]
        approved = _picked(context, made, "Show this intention's wording?", {})
    if not ticked and choice.tier == model.EXCERPTS and not is_sponsor:
        entries = build.shareable_entries(journal, choice)[::-1]
        wordings = {each.intention.id: each.intention.text for each in plans}
        ticked = _picked(context, entries, "Show this passage?", wordings)
    return replace(choice, approved=approved, ticked=ticked)


def _picked(
    context: Context, offered: Sequence[Record], question: str, wordings: Mapping[str, str]
) -> tuple[str, ...]:
    """Ask about each record; ``wordings`` of intentions by their ids stand over their outcomes."""
    picked = []
    choices = {"n": "leaves it out", "y": "shows it", "d": "leaves this and the rest out"}
    asked = context.labels.question
    for at, record in enumerate(offered, start=1):
        kind = model.KIND_WORDS.get(record.kind, record.kind)
        day = day_in_words(record.day, context.today)
        texts = [("", record.text)] if isinstance(record, Intention) else []
        for dimension, text in build.passages_of(record).items():
            texts.append((build.about(record, dimension, context.framework, wordings, asked), text))
        _show(context, f"{day} · {kind} · {at} of {len(offered)}", texts)
        key = context.asker.choose(question, choices, "n", how=_HOW["words"])
        if key == "y":
            picked.append(record.id)
        elif key == "d":
            break
    return tuple(picked)


def _show(context: Context, heading: str, texts: Sequence[tuple[str, str]]) -> None:
    """Show texts of the leader's own that are asked about, each under what it is about."""
    width = context.screen.width
    page: Page = [[], [(QUIET, f" {cut(heading, width - 1)}")]]
    for about, text in texts:
        for part in filter(None, about.split(model.BEFORE_QUESTION, 1)):
            page += paragraph(part, width, indent=" ", style=QUIET)
        page += paragraph(text, width)
    context.asker.show(page_text(page, context.screen.codes(context.stdout)))


_DECISIONS = {
    "drop": "removes it",
    "r": "puts a role in its place",
    "k": "keeps it",
    "d": "removes the rest",
}


def identifier_questions(context: Context) -> Callable[[IdentifierFinding, str], str | None]:
    """Return what asks about one finding; a role is remembered as soon as it was typed."""
    drops_all = False

    def decide(finding: IdentifierFinding, place: str) -> str | None:
        nonlocal drops_all
        if drops_all:
            return ""
        heading = f"This may identify someone: {finding.said} · {place}"
        _show(context, heading, [("", finding.around)])
        key = context.asker.choose(
            f"“{one_line(finding.words)}”", _DECISIONS, "drop", how=_HOW["names"]
        )
        drops_all = key == "d"
        if key != "r":
            return None if key == "k" else ""
        question = 'Which role? For example "a ward manager"; Enter removes it.'
        role = share.tidy_name(context.asked(question, how=_HOW["role"], footer=_ROLE))
        with suppress(SysleadError):  # said when the file is written
            context.aliases.remember({finding.words: role} if role else {})
        return role

    return decide
