"""``syslead framework``: which leadership frameworks there are, and the one in use."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Json, one_of
from syslead_cli.base.page_cli import put_page
from syslead_cli.context import Context
from syslead_cli.framework import catalogue_flows as catalogue
from syslead_cli.framework.checking import answer_check

app = typer.Typer(
    name="framework",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="The leadership frameworks you can use.",
)


@app.command("list")
def list_frameworks(ctx: typer.Context, as_json: Json = False) -> None:
    """Every framework there is: the one that ships and your own."""
    from syslead_cli.framework.catalogue_render import data_of_frameworks, page_of_frameworks

    context: Context = ctx.obj
    shelves, in_use = context.catalog.shelves(), context.settings.framework
    if as_json:
        context.screen.document("frameworks", data_of_frameworks(shelves, in_use))
    else:
        put_page(context.screen, page_of_frameworks(shelves, in_use, context.screen.width))


@app.command()
def show(
    ctx: typer.Context,
    id_: Annotated[
        str, typer.Argument(metavar="[ID]", help="A framework; without it, the one in use.")
    ] = "",
    facet: Annotated[
        str, typer.Option("--facet", help="One facet with all its file says.", metavar="FACET")
    ] = "",
    profile: Annotated[
        str, typer.Option("--profile", help="Another of its profiles.", metavar="NAME")
    ] = "",
    as_json: Json = False,
) -> None:
    """What a framework asks about."""
    from syslead_cli.framework import catalogue_render as render

    context: Context = ctx.obj
    chosen = id_ or context.settings.framework
    same = chosen == context.settings.framework
    wish = profile or (context.settings.profile if same else "")
    framework = context.catalog.framework(chosen, wish)
    if facet:
        facet = one_of(facet, [each.id for each in framework.everything], "Facet")
        found = framework.facet(facet)
        assert found is not None
        if as_json:
            context.screen.document("facet", render.facet_data(found))
        else:
            put_page(context.screen, render.page_of_facet(found, framework, context.screen.width))
    elif as_json:
        context.screen.document("framework", render.data_of_framework(framework))
    else:
        put_page(context.screen, render.page_of_framework(framework, context.screen.width))


@app.command()
def check(
    ctx: typer.Context,
    target: Annotated[
        str,
        typer.Argument(metavar="[ID|FILE]", help="A framework or a file; without it, all of them."),
    ] = "",
    as_json: Json = False,
) -> None:
    """Everything that is wrong with a framework file, line by line."""
    context: Context = ctx.obj
    checked = catalogue.check_frameworks(context.catalog, target)
    answer_check(context, "framework-check", checked, as_json=as_json)


@app.command()
def use(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="A framework from: framework list.")],
) -> None:
    """Use another framework from now on; what is written stays as it is."""
    context: Context = ctx.obj
    framework, dropped = catalogue.use_framework(
        context.catalog, context.config, context.settings, id_
    )
    context.screen.say(f"{framework.name} is in use, {len(framework.facets)} facets.")
    if dropped:
        context.screen.say(
            f'It has no profile "{context.settings.profile}", so that setting was taken out.'
        )


@app.command()
def match(ctx: typer.Context, as_json: Json = False) -> None:
    """Which facets a text is about, and the words that say so.

    The text is read from standard input.
    """
    from syslead_cli.framework.mentions import compile_signals

    context: Context = ctx.obj
    framework = context.framework
    found = compile_signals(catalogue.signals_of(framework)).match(context.read_stdin())
    if as_json:
        facets = [{"id": mention.facet, "because": list(mention.because)} for mention in found]
        context.screen.document("match", {"facets": facets})
        return
    for mention in found:
        context.screen.line(f"{framework.label(mention.facet)}: {', '.join(mention.because)}")
    if not found:
        context.screen.say("No facet was found in this text.")
