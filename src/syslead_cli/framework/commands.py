"""``syslead framework`` and ``syslead prompts``: what you can be asked about, and the questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import convert
from msgspec.structs import asdict

from syslead_cli.base.documents import Document
from syslead_cli.base.files import check_output, given_file
from syslead_cli.base.options import Json, argument, command_app, facet_id, facet_in, one_of, option
from syslead_cli.base.terminal import as_text
from syslead_cli.base.text import counted, did_you_mean, name_key, one_line
from syslead_cli.base.toml import refusal
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.framework import screen
from syslead_cli.framework.catalogue import Source
from syslead_cli.framework.model import KIND_SHARES, Framework, Prompt, facet_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.context import Context
    from syslead_cli.framework.check import CheckResult

framework_app = command_app()
prompts_app = command_app()
_ALL_PROMPTS = "syslead prompts list shows them all."
_KINDS = ", ".join(KIND_SHARES)


def _answer(context: Context, result: CheckResult, document: Document | None) -> None:
    """Say what a check found: problems by line, and exit code 1 where there are any."""
    problems = result.problems
    if document:
        context.screen.print_document(document)
        if problems:
            raise typer.Exit(ExitCode.FAILED)
        return
    for advice in result.advice:
        context.screen.say(str(advice))
    if problems:
        raise refusal(problems, f"{counted(len(problems), 'problem')}.")
    for file, contents in result.files.items():
        context.screen.line(f"{one_line(file)}: {one_line(contents)}, no problems.")


@framework_app.command("list")
def list_frameworks(context: Context, as_json: Json = False) -> None:
    """List all frameworks: the one that ships and your own."""
    entries, in_use = context.catalogue.entries(), context.settings.framework
    rows = tuple(map(screen.framework_row, entries))
    page = screen.page_of_frameworks(entries, in_use, context.screen.width)
    context.screen.show(screen.FrameworkListDocument(in_use, rows), page, as_json=as_json)


@framework_app.command()
def show(
    context: Context,
    word: Annotated[
        str,
        argument(
            "[ID|FACET]",
            "A framework, or a facet or dimension: its id, name or part of it."
            " Default: the framework in use.",
        ),
    ] = "",
    *,
    facet: Annotated[str, option("--facet", "Show this facet of the framework.", "FACET")] = "",
    profile: Annotated[str, option("--profile", "Show this profile instead.", "NAME")] = "",
    as_json: Json = False,
) -> None:
    """Show what a framework asks about."""
    framework, word = _framework_and_rest(context, word, facet, profile)
    dimension = framework.dimension_named(word)
    width = context.screen.width
    if dimension:
        values = {**asdict(dimension), "facets": framework.facets_of(dimension.id)}
        document: Document = convert(values, screen.DimensionDocument, from_attributes=True)
        page = screen.page_of_dimension(dimension, framework, width)
    elif word:
        found = facet_in(framework, word)
        document = convert(found, screen.FacetDocument, from_attributes=True)
        page = screen.page_of_facet(found, framework, width)
    else:
        document = convert(framework, screen.FrameworkDocument, from_attributes=True)
        page = screen.page_of_framework(framework, width)
    context.screen.show(document, page, as_json=as_json)


def _framework_and_rest(
    context: Context, word: str, facet: str, profile: str
) -> tuple[Framework, str]:
    """Return the framework a word names, or the one in use, and what of it is to be shown."""
    in_use, catalogue = context.settings.framework, context.catalogue
    names = {
        name_key(name): each.source.id
        for each in (catalogue.entries() if word else ())
        for name in (each.source.id, each.framework.name if each.framework else "")
    }
    id_ = names.get(name_key(word), word if facet else "")
    if id_:
        usual = context.settings.profile if id_ == in_use else ""
        return catalogue.framework(id_, profile or usual), facet
    framework = catalogue.framework(in_use, profile or context.settings.profile)
    if word and not (framework.facets_named(word) or framework.dimension_named(word)):
        ids = (*facet_ids(framework.everything), *(each.id for each in framework.dimensions))
        known = [*names.values(), *ids]
        raise UsageError(
            f'"{one_line(word)}" is neither a framework nor a facet of {framework.name}.',
            did_you_mean(word.casefold(), known, 0.5) or "syslead framework show lists the facets.",
        )
    return framework, word or facet


@framework_app.command()
def check(
    context: Context,
    target: Annotated[
        str, argument("[ID|FILE]", "A framework or a file. Default: all of them.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Check a framework file and list every mistake by line."""
    from syslead_cli.framework.check import check_frameworks

    result = check_frameworks(context.catalogue, target)
    document = screen.FrameworkCheckDocument(tuple(result.files), result.problems)
    _answer(context, result, document if as_json else None)


@framework_app.command()
def use(
    context: Context,
    id_: Annotated[str, argument("ID", "A framework listed by: syslead framework list.")],
) -> None:
    """Use another framework from now on; your entries stay as they are."""
    framework, profile = context.catalogue.framework(id_), context.settings.profile
    unknown = bool(profile) and profile not in framework.profiles
    changes: dict[str, str | None] = {"framework": id_}
    context.config.change(changes | {"profile": None} if unknown else changes)
    context.screen.say(f"Now using {framework.name}, {len(framework.facets)} facets.")
    if unknown:
        context.screen.say(f'It has no profile "{profile}", so that setting was removed.')


@framework_app.command()
def match(context: Context, as_json: Json = False) -> None:
    """Find which facets a text is about, and the words that show it.

    The text is read from standard input.
    """
    framework = context.framework
    find = context.catalogue.mention_finder(framework.id, framework.profile)
    found = find(context.read_stdin())
    if as_json:
        facets = tuple(screen.MatchedFacet(each.facet, each.because) for each in found)
        context.screen.print_document(screen.MatchDocument(facets))
        return
    for mention in found:
        context.screen.line(f"{framework.label(mention.facet)}: {', '.join(mention.because)}")
    if not found:
        context.screen.say("No facet was found in this text.")


@framework_app.command()
def train(
    context: Context,
    file: Annotated[
        str, argument("FILE", "Examples, one a line: a facet's id or none, a tab, a text.")
    ],
    framework: Annotated[str, option("--framework", "Look for the facets of this one.", "ID")] = "",
    output: Annotated[str, option("--output", "Write the table here instead.", "FILE")] = "",
) -> None:
    """Learn from examples how a framework's facets are found in notes."""
    from syslead_cli.framework.mentions import MENTIONS_ENDING
    from syslead_cli.framework.training import EXAMPLES_LIMIT, read_examples, train

    if output:
        check_output(Path(output).absolute(), context.paths.journal, may_replace=True)
    chosen = context.catalogue.framework(framework or context.settings.framework)
    content = given_file(Path(file), EXAMPLES_LIMIT)
    examples = read_examples(as_text(content, file), file, chosen)
    table, found = train(examples, chosen, content)
    usual = context.paths.frameworks / f"{chosen.id}{MENTIONS_ENDING}"
    path = output or str(usual)
    context.catalogue.write(Source(path, path, chosen.id), table)
    context.screen.line(path)
    context.screen.say(
        f"  Learned from {counted(len(examples), 'example')}. Tried on those left out, it finds the"
        f" facet of {found * 100:.0f} in 100, and a wrong one in 2 of 100 chances."
    )


@prompts_app.command("list")
def list_prompts(
    context: Context,
    facet: Annotated[
        list[str] | None, option("--facet", "Show only this facet; may be repeated.", "FACET")
    ] = None,
    kind: Annotated[
        list[str] | None, option("--kind", f"Show only this kind: {_KINDS}.", "KIND")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the questions for your framework and profile."""
    facets = [facet_id(context, word) for word in facet or ()]
    kinds = [one_of(word, KIND_SHARES, "Kind") for word in kind or ()]
    of_facets = context.bank.for_facets(facets or facet_ids(context.framework.facets))
    found = [prompt for prompt in of_facets if not kinds or prompt.kind in kinds]
    if found or as_json:
        _show_prompts(context, found, as_json=as_json)
    else:
        context.screen.say(f"No question matches. {_ALL_PROMPTS}")


def _show_prompts(context: Context, found: Sequence[Prompt], *, as_json: bool) -> None:
    document = convert({"prompts": found}, screen.PromptListDocument, from_attributes=True)
    page = screen.page_of_prompts(found, context.framework, context.screen.width)
    context.screen.show(document, page, as_json=as_json)


@prompts_app.command("show")
def show_prompts(
    context: Context,
    word: Annotated[str, argument("ID|FACET|WORDS", "An id, a facet, or words of the question.")],
    as_json: Json = False,
) -> None:
    """Show one question in full, or those that match a word."""
    found = _prompts_named(context, word)
    if len(found) > 1:
        _show_prompts(context, found, as_json=as_json)
        return
    document = convert(found[0], screen.PromptDocument, from_attributes=True)
    page = screen.page_of_prompt(found[0], context.framework, context.screen.width)
    context.screen.show(document, page, as_json=as_json)


def _prompts_named(context: Context, word: str) -> Sequence[Prompt]:
    """Return the question of that id, those of a facet or dimension, or those that say it.

    Raises UsageError where there is none.
    """
    bank, framework = context.bank, context.framework
    if prompt := bank.prompt(word):
        return [prompt]
    dimension = framework.dimension_named(word)
    within = framework.facets_of(dimension.id) if dimension else framework.facets_named(word)
    wanted = " ".join(word.casefold().split())
    matching = [
        one for one in bank.prompts if wanted and wanted in f"{one.id} {one.text}".casefold()
    ]
    if found := bank.for_facets([facet.id for facet in within]) or matching:
        return found
    known = [*(one.id for one in bank.prompts), *(one.id for one in framework.everything)]
    near = did_you_mean(word.casefold(), known, 0.5)
    raise UsageError(f'No question matches "{one_line(word)}".', near or _ALL_PROMPTS)


@prompts_app.command("check")
def check_prompts(
    context: Context,
    target: Annotated[
        str, argument("[FILE]", "A prompt file. Default: all questions you can be asked.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Check questions against the writing rules, line by line."""
    from syslead_cli.framework.check import check_prompts

    result = check_prompts(context.catalogue, context.settings.framework, target)
    files, problems = tuple(result.files), result.problems
    document = screen.PromptsCheckDocument(files, problems, result.advice)
    _answer(context, result, document if as_json else None)


@prompts_app.command()
def add(
    context: Context,
    text: Annotated[str, argument("TEXT|-", "The question, or - to read it from standard input.")],
    facet: Annotated[str, option("--facet", "File it under this facet.", "FACET")],
    kind: Annotated[str, option("--kind", f"Give it a kind: {_KINDS}.", "KIND")],
    as_json: Json = False,
) -> None:
    """Add a question of your own, after checking it against the rules."""
    from syslead_cli.framework.rules import add_prompt, in_english, question_advice

    context.typed.given(text)
    text = context.read_words() if text == "-" else text
    if not text.strip():
        raise UsageError("The question is empty; nothing was added.")
    chosen = facet_id(context, facet)
    kind = one_of(kind, KIND_SHARES, "Kind")
    prompt, source = add_prompt(context.catalogue, context.framework, chosen, kind, text)
    if as_json:
        document = convert(prompt, screen.PromptDocument, from_attributes=True)
        context.screen.print_document(document)
    else:
        context.screen.line(prompt.id)
    context.screen.say(f"  added to {source.path}")
    for fault, instead in question_advice(text) if in_english(context.framework) else ():
        context.screen.say(f"  It {fault} {instead}")
