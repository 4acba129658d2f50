"""How ``framework check`` and ``prompts check`` answer: problems by line, exit code 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import Json, facet_id, one_of
from syslead_cli.base.terminal import put_page
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.framework import catalogue
from syslead_cli.framework.model import KIND_SHARES

if TYPE_CHECKING:
    from syslead_cli.framework.catalogue import Checked


def answer_check(context: Context, name: str, checked: Checked, *, as_json: bool) -> None:
    """Say what was found. Raises SysleadError, or ends with exit code 1 after JSON."""
    from syslead_cli.base.text import counted
    from syslead_cli.framework.load import refusal
    from syslead_cli.framework.screen import data_of_checked, page_of_checked

    problems = checked.problems
    if as_json:
        context.screen.document(name, data_of_checked(checked.files, problems))
        if problems:
            raise typer.Exit(ExitCode.FAILED)
    elif problems:
        raise refusal(problems, f"{counted(len(problems), 'problem')}.")
    else:
        put_page(context.screen, page_of_checked(checked.files))


# ── framework_cli ──
# ``syslead framework``: which leadership frameworks there are, and the one in use.


framework_app = typer.Typer(
    name="framework",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="The leadership frameworks you can use.",
)


@framework_app.command("list")
def list_frameworks(ctx: typer.Context, as_json: Json = False) -> None:
    """Every framework there is: the one that ships and your own."""
    from syslead_cli.framework.screen import data_of_frameworks, page_of_frameworks

    context: Context = ctx.obj
    shelves, in_use = context.catalog.shelves(), context.settings.framework
    if as_json:
        context.screen.document("frameworks", data_of_frameworks(shelves, in_use))
    else:
        put_page(context.screen, page_of_frameworks(shelves, in_use, context.screen.width))


@framework_app.command()
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
    from syslead_cli.framework import screen as render

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


@framework_app.command()
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


@framework_app.command()
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


@framework_app.command()
def match(ctx: typer.Context, as_json: Json = False) -> None:
    """Which facets a text is about, and the words that say so.

    The text is read from standard input.
    """
    from syslead_cli.framework.signals import compile_signals

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


# ── prompts_cli ──
# ``syslead prompts``: the questions you can be asked, and your own.


prompts_app = typer.Typer(
    name="prompts",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="The questions you can be asked.",
)

_KINDS = ", ".join(KIND_SHARES)


@prompts_app.command("list")
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
    from syslead_cli.framework.screen import page_of_prompts, prompt_data

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


@prompts_app.command("show")
def show_prompts(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="An id from: prompts list.")],
    as_json: Json = False,
) -> None:
    """One question with everything there is to it."""
    from syslead_cli.framework.screen import page_of_prompt, prompt_data

    context: Context = ctx.obj
    one_of(id_, [each.id for each in context.bank.prompts], "Prompt", "syslead prompts list")
    prompt = context.bank.prompt(id_)
    assert prompt is not None
    if as_json:
        context.screen.document("prompt", prompt_data(prompt))
    else:
        put_page(context.screen, page_of_prompt(prompt, context.framework, context.screen.width))


@prompts_app.command("check")
def check_prompts(
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
    from syslead_cli.framework.catalogue import check_prompts

    context: Context = ctx.obj
    checked = check_prompts(context.catalog, context.settings, target)
    answer_check(context, "prompts-check", checked, as_json=as_json)


@prompts_app.command()
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
    from syslead_cli.framework.catalogue import add_prompt
    from syslead_cli.framework.screen import prompt_data

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
