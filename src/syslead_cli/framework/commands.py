"""``syslead framework`` and ``syslead prompts``: what you can be asked about, and the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import convert

from syslead_cli.base.documents import Document
from syslead_cli.base.layout import Page
from syslead_cli.base.options import Json, facet_id, one_of
from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import counted, one_line
from syslead_cli.base.toml import refusal
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.framework import screen
from syslead_cli.framework.model import KIND_SHARES

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.framework.check import CheckResult

framework_app = typer.Typer(
    name="framework",
    rich_markup_mode=None,
    add_completion=False,
    help="The leadership frameworks you can use.",
)
prompts_app = typer.Typer(
    name="prompts",
    rich_markup_mode=None,
    add_completion=False,
    help="The questions you can be asked.",
)
_KINDS = ", ".join(KIND_SHARES)


def _answer(
    context: Context,
    result: CheckResult,
    document: type[screen.FrameworkCheckDocument],
    *,
    as_json: bool,
) -> None:
    """Say what a check found: problems by line, and exit code 1 where there are any."""
    problems = result.problems
    if as_json:
        files = tuple(file for file, _ in result.files)
        context.screen.print_document(document(files, screen.problem_parts(problems)))
        if problems:
            raise typer.Exit(ExitCode.FAILED)
    elif problems:
        raise refusal(problems, f"{counted(len(problems), 'problem')}.")
    else:
        for file, said in result.files:
            context.screen.line(f"{one_line(file)}: {one_line(said)}, no problems.")


def _show(context: Context, document: Document, page: Page, *, as_json: bool) -> None:
    if as_json:
        context.screen.print_document(document)
    else:
        put_page(context.screen, page)


@framework_app.command("list")
def list_frameworks(ctx: typer.Context, as_json: Json = False) -> None:
    """Every framework there is: the one that ships and your own."""
    context: Context = ctx.obj
    entries, in_use = context.catalogue.entries(), context.settings.framework
    rows = tuple(map(screen.framework_row, entries))
    page = screen.page_of_frameworks(entries, in_use, context.screen.width)
    _show(context, screen.FrameworkListDocument(in_use, rows), page, as_json=as_json)


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
    context: Context = ctx.obj
    in_use = context.settings.framework
    usual = context.settings.profile if id_ in ("", in_use) else ""
    framework = context.catalogue.framework(id_ or in_use, profile or usual)
    width = context.screen.width
    if facet:
        facet = one_of(facet, [each.id for each in framework.everything], "Facet")
        found = framework.facet(facet)
        assert found is not None
        document: Document = convert(found, screen.FacetDocument, from_attributes=True)
        page = screen.page_of_facet(found, framework, width)
    else:
        document = convert(framework, screen.FrameworkDocument, from_attributes=True)
        page = screen.page_of_framework(framework, width)
    _show(context, document, page, as_json=as_json)


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
    from syslead_cli.framework.check import check_frameworks

    context: Context = ctx.obj
    result = check_frameworks(context.catalogue, target)
    _answer(context, result, screen.FrameworkCheckDocument, as_json=as_json)


@framework_app.command()
def use(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="A framework from: framework list.")],
) -> None:
    """Use another framework from now on; what is written stays as it is."""
    context: Context = ctx.obj
    framework, profile = context.catalogue.framework(id_), context.settings.profile
    unknown = bool(profile) and profile not in framework.profiles
    changes: dict[str, str | None] = {"framework": id_}
    context.config.change(changes | {"profile": None} if unknown else changes)
    context.screen.say(f"{framework.name} is in use, {len(framework.facets)} facets.")
    if unknown:
        context.screen.say(f'It has no profile "{profile}", so that setting was taken out.')


@framework_app.command()
def match(ctx: typer.Context, as_json: Json = False) -> None:
    """Which facets a text is about, and the words that say so.

    The text is read from standard input.
    """
    from syslead_cli.framework.signals import compile_signals

    context: Context = ctx.obj
    framework = context.framework
    matcher = compile_signals({facet.id: facet.signals for facet in framework.facets})
    found = matcher.match(context.read_stdin())
    if as_json:
        facets = tuple(screen.MatchedFacet(each.facet, each.because) for each in found)
        context.screen.print_document(screen.MatchDocument(facets))
        return
    for mention in found:
        context.screen.line(f"{framework.label(mention.facet)}: {', '.join(mention.because)}")
    if not found:
        context.screen.say("No facet was found in this text.")


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
        parts = convert(found, tuple[screen.PromptPart, ...], from_attributes=True)
        context.screen.print_document(screen.PromptListDocument(parts))
    elif found:
        page = screen.page_of_prompts(found, context.framework, context.screen.width)
        put_page(context.screen, page)
    else:
        context.screen.say("There is no such question. syslead prompts list shows all.")


@prompts_app.command("show")
def show_prompts(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="An id from: prompts list.")],
    as_json: Json = False,
) -> None:
    """One question with everything there is to it."""
    context: Context = ctx.obj
    one_of(id_, [each.id for each in context.bank.prompts], "Prompt", "syslead prompts list")
    prompt = context.bank.prompt(id_)
    assert prompt is not None
    document = convert(prompt, screen.PromptDocument, from_attributes=True)
    page = screen.page_of_prompt(prompt, context.framework, context.screen.width)
    _show(context, document, page, as_json=as_json)


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
    from syslead_cli.framework.check import check_prompts

    context: Context = ctx.obj
    result = check_prompts(context.catalogue, context.settings.framework, target)
    _answer(context, result, screen.PromptsCheckDocument, as_json=as_json)


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
    from syslead_cli.framework.rules import add_prompt

    context: Context = ctx.obj
    text = context.read_words() if text == "-" else context.typed.heard(text)
    if not text.strip():
        raise UsageError("There is no question to add.")
    chosen = facet_id(context, facet)
    kind = one_of(kind, KIND_SHARES, "Kind", f"Kinds: {_KINDS}.")
    prompt, source = add_prompt(context.catalogue, context.framework, chosen, kind, text)
    if as_json:
        document = convert(prompt, screen.PromptDocument, from_attributes=True)
        context.screen.print_document(document)
    else:
        context.screen.line(prompt.id)
    context.screen.say(f"  added to {source.path}")
