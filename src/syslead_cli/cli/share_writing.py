"""``share preview`` and ``share write``: the questions, the summary, the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.cli.context import Context
from syslead_cli.cli.options import one_of
from syslead_cli.cli.page import put_page, warn_of_damage
from syslead_cli.cli.share_choice import Call, choice_of
from syslead_cli.core.disguise import Doubt, disguised, doubts
from syslead_cli.core.pack import EXCERPTS, THEMES, Choice, Document, passages_of, sealed
from syslead_cli.core.visible import one_line
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.flows.sharing import (
    SPONSOR,
    Settled,
    checked,
    draw_up,
    last_share,
    passages,
    plans,
    record_of,
    send,
    settle,
)

if TYPE_CHECKING:
    from syslead_cli.core.fold import Journal


@dataclass(frozen=True, slots=True)
class Way:
    """How it leaves."""

    to: str
    form: str
    output: str
    replacements: str
    drop: bool
    yes: bool


def show(context: Context, call: Call, form: str) -> int:
    """The preview; names that were replaced before are shown as they would leave."""
    from syslead_cli.render.pack_texts import FORMATS
    from syslead_cli.render.share import preview_page

    if form:
        one_of(form, FORMATS, "Format", "json, html, md or csv is meant.")
    journal = context.journal.read()
    choice = checked(journal, choice_of(context, call), call.audience)
    drawn = draw_up(journal, context.framework, choice, call.audience)
    document = disguised(drawn, context.aliases.read())
    if form:
        context.screen.raw(FORMATS[form](sealed(document)))
    else:
        put_page(context.screen, preview_page(document, doubts(document), context.screen.width))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE


def write_pack(context: Context, call: Call, way: Way) -> int:
    """Ask what is open, show what would leave, and write it when the leader says so."""
    from syslead_cli.render.pack_texts import FORMATS

    one_of(way.form, FORMATS, "Format", "json, html, md or csv is meant.")
    asks = not way.yes
    if asks and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was written.",
            "syslead share preview shows what would leave; share write … --yes writes it.",
        )
    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    if asks:
        call = _asked(context, call, journal, way)
    choice = checked(journal, choice_of(context, call), call.audience)
    if asks:
        choice = _chosen(context, choice, journal, call.audience)
    document = draw_up(journal, context.framework, choice, call.audience)
    settled = settle(
        document,
        {**context.aliases.read(), **_replacements(context, way)},
        drop_rest=way.drop,
        ask=_deciding(context) if asks else None,
    )
    path = Path(way.output or f"syslead-{call.audience}-{choice.last}.{way.form}").absolute()
    if asks and not _confirmed(context, settled, path):
        context.screen.line(" Nothing was written.")
        return ExitCode.FAILED
    return _send(context, settled, choice, way, path)


def _asked(context: Context, call: Call, journal: Journal, way: Way) -> Call:
    """Period and purpose, where the call did not say them."""
    if not call.from_:
        offered = {"13w": "the last thirteen weeks", "m": "four weeks"}
        before = last_share(journal, way.to)
        if before is not None:
            offered["s"] = f"since {before.until}, the last time"
        key = context.asker.choose("Which days?", offered, "13w")
        first = before.until.isoformat() if key == "s" and before else {"m": "4w"}.get(key, "13w")
        call = replace(call, from_=first)
    if not call.purpose:
        said = context.asker.free_text("What do you want from this session? It is in the file.")
        call = replace(call, purpose=said)
    return call


def _chosen(context: Context, choice: Choice, journal: Journal, audience: str) -> Choice:
    """Wordings and passages, one at a time; Enter leaves each out."""
    approved, ticked = list(choice.approved), list(choice.ticked)
    if not approved and (choice.shows(THEMES) or audience == SPONSOR):
        for plan in plans(journal, choice):
            context.asker.say(f"\n “{one_line(plan.text)}”")
            if context.asker.confirm("Show this intention's wording?"):
                approved.append(plan.id)
    if not ticked and choice.tier == EXCERPTS and audience != SPONSOR:
        for record in passages(journal, choice):
            context.asker.say(f"\n {record.day}  " + "\n ".join(passages_of(record)))
            if context.asker.confirm("Show this passage?"):
                ticked.append(record.id)
    return replace(choice, approved=tuple(approved), ticked=tuple(ticked))


def _deciding(context: Context) -> Callable[[Doubt], str | None]:
    """Asks about one finding."""

    def decide(doubt: Doubt) -> str | None:
        kind = doubt.kind.replace("_", " ")
        choices = {"drop": "drops it", "r": "puts a role in its place", "k": "keeps it"}
        key = context.asker.choose(f'\n "{one_line(doubt.words)}" ({kind})', choices, "drop")
        if key == "r":
            return context.asker.free_text('Which role? Such as "a ward manager".').strip()
        return None if key == "k" else ""

    return decide


def _replacements(context: Context, way: Way) -> dict[str, str | None]:
    if not way.replacements:
        return {}
    from syslead_cli.cli.answers_file import read_document

    data = read_document(context, way.replacements)
    if not isinstance(data, dict) or not all(
        v is None or isinstance(v, str) for v in data.values()
    ):
        raise UsageError(
            f"{way.replacements} must be a JSON object of words and what stands for them.",
            '{"Priya Sharma": "a council officer", "Tom": ""}',
        )
    return data


def _confirmed(context: Context, settled: Settled, path: Path) -> bool:
    from syslead_cli.render.share import PLAIN_WORDS, preview_page

    document = settled.document
    page = preview_page(document, doubts(document), context.screen.width)
    put_page(context.screen, page)
    context.screen.line(f" {PLAIN_WORDS}")
    return context.asker.confirm(f"Write {path}?")


def _send(context: Context, settled: Settled, choice: Choice, way: Way, path: Path) -> int:
    from syslead_cli.render.pack_texts import FORMATS
    from syslead_cli.render.share import PLAIN_WORDS

    document: Document = settled.document
    content = FORMATS[way.form](document).encode("utf-8", "replace")
    share = record_of(document, way.to or "not said", choice, context.stamp)
    send(
        context.journal,
        share,
        lambda: context.new_file(path, content),
        lambda: context.take_away(path),
    )
    context.aliases.remember(settled.roles)
    context.screen.line(f"{path}")
    context.screen.say(PLAIN_WORDS)
    return ExitCode.DONE
