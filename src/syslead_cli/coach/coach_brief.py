"""``syslead coach brief``: two pages before a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import Json, one_of
from syslead_cli.base.page_cli import page_text, put_page
from syslead_cli.base.wording import counted
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from syslead_cli.coach.brief_core import Brief

FORMATS = ("html", "md", "json")
_SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}
_WIDTH = 80


def brief(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="As coach list shows it.")],
    *,
    form: Annotated[
        str, typer.Option("--format", help="html (a page to print), md or json.", metavar="FORMAT")
    ] = "",
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="A new file, for you alone (0600).", metavar="FILE"),
    ] = "",
    with_words: Annotated[
        bool, typer.Option("--words", help="With the passages they shared, after the two pages.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Two pages before a session: what matters, and what you might ask.

    From the client's newest pack, and the one before it for what changed. With -o the ending of
    the file says the format, unless --format does.
    """
    from syslead_cli.coach.briefing import briefed

    context: Context = ctx.obj
    form = _form(form, output, as_json=as_json)
    if form == "html" and not output and context.screen.is_terminal:
        raise UsageError("A page is for a file.", "syslead coach brief … -o FILE.html")
    made = briefed(context.clients, client, context.today)
    if output:
        _write(context, made.brief, form, output, with_words=with_words)
    else:
        _show(context, made.brief, form, with_words=with_words)
    if made.damaged:
        packs = counted(made.damaged, "pack")
        context.screen.warn(f"{packs} of theirs could not be read; syslead coach list says which.")
        return ExitCode.DAMAGED
    return ExitCode.DONE


def _form(form: str, output: str, *, as_json: bool) -> str:
    """The format meant; empty for the screen's own."""
    if as_json and form not in ("", "json"):
        raise UsageError(f"--json and --format {form} do not go together.", "One of them will do.")
    if as_json:
        return "json"
    if form:
        return one_of(form, FORMATS, "Format", "html, md or json is meant.")
    return _SUFFIXES.get(Path(output).suffix.casefold(), "") if output else ""


def _show(context: Context, made: Brief, form: str, *, with_words: bool) -> None:
    if form == "json":
        from syslead_cli.coach.brief_data import brief_data

        context.screen.document("brief", brief_data(made))
    elif form:
        context.screen.raw(_text(made, form, with_words=with_words))
    else:
        from syslead_cli.coach.brief_render import brief_page

        put_page(context.screen, brief_page(made, context.screen.width, with_words=with_words))


def _write(context: Context, made: Brief, form: str, output: str, *, with_words: bool) -> None:
    path = Path(output).expanduser().absolute()
    text = _text(made, form, with_words=with_words)
    context.new_file(path, text.encode("utf-8", "replace"))
    context.screen.say(f"Wrote {path}, readable by you alone.")


def _text(made: Brief, form: str, *, with_words: bool) -> str:
    if form == "html":
        from syslead_cli.coach.brief_render import brief_html

        return brief_html(made, with_words=with_words)
    if form == "md":
        from syslead_cli.coach.brief_render import brief_markdown

        return brief_markdown(made, with_words=with_words)
    if form == "json":
        import json

        from syslead_cli.coach.brief_data import brief_data

        return json.dumps({"schema": "syslead/brief/1", **brief_data(made)}, indent=2) + "\n"
    from syslead_cli.coach.brief_render import brief_page

    return page_text(brief_page(made, _WIDTH, with_words=with_words), colored=False)
