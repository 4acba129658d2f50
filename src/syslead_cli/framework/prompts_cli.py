"""``syslead prompts``: the questions you can be asked, and your own."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Json, facet_id, one_of
from syslead_cli.base.page_cli import put_page
from syslead_cli.context import Context
from syslead_cli.errors import UsageError
from syslead_cli.framework.checking import answer_check
from syslead_cli.framework.prompts_core import KIND_SHARES

app = typer.Typer(
    name="prompts",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="The questions you can be asked.",
)

_KINDS = ", ".join(KIND_SHARES)


@app.command("list")
def list_prompts(
    ctx: typer.Context,
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", help="Only this facet; may be repeated.", metavar="FACET"),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"Only this kind: {_KINDS}.", metavar="KIND")
    ] = None,
    as_json: Json = False,
) -> None:
    """The questions for your framework and profile."""
    from syslead_cli.framework.catalogue_render import page_of_prompts, prompt_data

    context: Context = ctx.obj
    facets = [facet_id(context, word) for word in facet or ()]
    kinds = [one_of(word, KIND_SHARES, "Kind", f"Kinds: {_KINDS}.") for word in kind or ()]
    profile = [each.id for each in context.framework.facets]
    found = [
        prompt
        for prompt in context.bank.for_facets(facets or profile)
        if not kinds or prompt.kind in kinds
    ]
    if as_json:
        prompts = [prompt_data(prompt) for prompt in found]
        context.screen.document("prompts", {"prompts": prompts})
    elif found:
        put_page(context.screen, page_of_prompts(found, context.framework, context.screen.width))
    else:
        context.screen.say("There is no such question. syslead prompts list shows all.")


@app.command()
def show(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="An id from: prompts list.")],
    as_json: Json = False,
) -> None:
    """One question with everything there is to it."""
    from syslead_cli.framework.catalogue_render import page_of_prompt, prompt_data

    context: Context = ctx.obj
    one_of(id_, [each.id for each in context.bank.prompts], "Prompt", "syslead prompts list")
    prompt = context.bank.prompt(id_)
    assert prompt is not None
    if as_json:
        context.screen.document("prompt", prompt_data(prompt))
    else:
        put_page(context.screen, page_of_prompt(prompt, context.framework, context.screen.width))


@app.command()
def check(
    ctx: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="[FILE]", help="A prompt file; without it, all questions you can be asked."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Hold questions against the rules of a good one, line by line."""
    from syslead_cli.framework.catalogue_flows import check_prompts

    context: Context = ctx.obj
    checked = check_prompts(context.catalog, context.settings, target)
    answer_check(context, "prompts-check", checked, as_json=as_json)


@app.command()
def add(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT|-", help="The question, or - to read it from standard input."),
    ],
    facet: Annotated[
        str, typer.Option("--facet", help="The facet it asks about.", metavar="FACET")
    ],
    kind: Annotated[str, typer.Option("--kind", help=f"{_KINDS}.", metavar="KIND")],
    as_json: Json = False,
) -> None:
    """Add a question of your own; it is held against the rules first."""
    from syslead_cli.framework.catalogue_flows import add_prompt
    from syslead_cli.framework.catalogue_render import prompt_data

    context: Context = ctx.obj
    text = context.read_words() if text == "-" else context.typed.heard(text)
    if not text.strip():
        raise UsageError("There is no question to add.")
    chosen = facet_id(context, facet)
    kind = one_of(kind, KIND_SHARES, "Kind", f"Kinds: {_KINDS}.")
    prompt, source = add_prompt(context.catalog, context.framework, chosen, kind, text)
    if as_json:
        context.screen.document("prompt", prompt_data(prompt))
    else:
        context.screen.line(prompt.id)
    context.screen.say(f"  added to {source.path}")
