"""``syslead intend``: an if–then plan that will be asked about."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Json, day_ahead, facet_id
from syslead_cli.context import Context
from syslead_cli.errors import UsageError
from syslead_cli.reflect.intending import Plan
from syslead_cli.reflect.intending import intend as put_intention
from syslead_cli.reflect.intentions_core import has_act, has_cue, is_if_then, mended

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def intend(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            help='"If … then I will …", or - to read it from standard input.', metavar="[TEXT|-]"
        ),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", help="When to ask: fri, 2w, 1 May, 2026-05-01.", metavar="DAY")
    ] = "",
    facet: Annotated[
        str, typer.Option("--facet", help="The facet it is about.", metavar="FACET")
    ] = "",
    as_json: Json = False,
) -> None:
    """Plan what you will do, and when: "If … then I will …".

    You are asked what became of it at the first sitting after its day; a week from now
    unless --by says another.
    """
    context: Context = ctx.obj
    due = day_ahead(context, by, "--by")
    about = facet_id(context, facet) if facet else None
    plan = Plan(_in_shape(context, _text(context, text)), due, about)
    intention = put_intention(plan, context.journal, context.stamp)
    if as_json:
        context.screen.document("intend", {"id": intention.id, "due": intention.due.isoformat()})
        return
    from syslead_cli.base.wording import near_day

    context.screen.line(intention.id)
    context.screen.say(f"  asked about: {near_day(intention.due, context.today)}")


def _text(context: Context, text: str) -> str:
    if text == "-" or (not text and not context.can_ask):
        if text != "-":
            raise UsageError(
                "There is no terminal to ask on, and no intention was given.",
                'Pipe it in: printf "If …, then I will …" | syslead intend -',
            )
        return context.read_words()
    return context.typed.heard(text or context.asker.free_text("If …, then I will …?"))


def _in_shape(context: Context, text: str) -> str:
    """A plan without its cue is kept as it is, or mended with one more line at a terminal."""
    if not text.strip() or is_if_then(text):
        return text
    lacks_cue = not has_cue(text)
    if not context.can_ask:
        half = "when that will be" if lacks_cue else "what you will do"
        context.screen.say(f"  It does not say {half}. “If …, then I will …” is easier to keep.")
        return text
    if lacks_cue:
        cue = context.asker.free_text("When will that be? If … (Enter leaves it as it is)")
        return mended(text, cue, "")
    act = "" if has_act(text) else context.asker.free_text("And then you will …? (Enter passes)")
    return mended(text, "", act)
