"""``syslead import``: entries from another journal, or from another syslead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Annotated

import typer

from syslead_cli.base.options import Json, one_of
from syslead_cli.base.page_cli import put_page
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.exchange.arrival import SourceFile
from syslead_cli.exchange.importing_flows import (
    FORMATS,
    Import,
    Surroundings,
    carry_out,
    plan,
    read_file,
    read_source,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None)

#: Fewer entries than this are done before anybody wonders.
_WORTH_SAYING = 500


@app.command("import")
def import_(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"{', '.join(FORMATS)}.")],
    source: Annotated[
        str, typer.Argument(metavar="FILE|DIR", help="What to import; - reads standard input.")
    ],
    *,
    tz: Annotated[
        str,
        typer.Option("--tz", metavar="ZONE", help="The zone of times that name none; else yours."),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in, and import nothing.")
    ] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="WHAT",
            help="Day One: keep location, weather, device too (location,weather).",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring in entries of another journal; a second import adds nothing.

    Formats: jrnl (its JSON export), dayone (the exported zip), journal-cli, markdown (a folder
    of dated files), csv, and syslead (an export or a rescue file). All of it comes in or, where
    something fails, nothing.
    """
    context: Context = ctx.obj
    one_of(form, FORMATS, "Format", f"One of {', '.join(FORMATS)}.")
    besides = _besides(form, with_)
    around = _surroundings(context, tz)
    if source == "-" and form not in ("dayone", "markdown"):
        found = read_file(form, SourceFile("standard input", _stdin(context)))
    else:
        found = read_source(form, Path(source), context.sources, around.zones, besides)
    planned = plan(form, found, context.intake, around)
    _clear_progress(context, planned)
    if not dry_run:
        carry_out(planned, context.intake, context.today)
    command = f"syslead import {form} {source}" + (f" --tz {tz}" if tz else "")
    if as_json:
        _show_json(context, form, planned, around, dry=dry_run)
    else:
        remarks = _remarks(planned, around, given=bool(tz))
        _show(context, planned, remarks, command, dry=dry_run)


def _besides(form: str, words: Sequence[str] | None) -> list[str]:
    from syslead_cli.exchange.dayone import BESIDES

    found = [part.strip() for word in words or () for part in word.split(",") if part.strip()]
    for word in found:
        one_of(word, BESIDES, "--with", f"One or more of {', '.join(BESIDES)}.")
    if found and form != "dayone":
        raise UsageError("--with is for Day One; other formats carry nothing of the kind.")
    return found


def _stdin(context: Context) -> bytes:
    from syslead_cli.exchange.decoding import STDIN_LIMIT

    return context.read_stdin(STDIN_LIMIT).encode("utf-8")


def _surroundings(context: Context, tz: str) -> Surroundings:
    name, zone = _zone(context, tz)
    return Surroundings(
        zones=context.zone,
        zone_name=name,
        zone=zone,
        day_start=context.day_start,
        today=context.today,
        find=_finder(context),
        progress=_progress(context),
    )


def _zone(context: Context, tz: str) -> tuple[str, tzinfo]:
    if tz:
        zone = context.zone(tz)
        if zone is None:
            raise UsageError(f'--tz: there is no zone "{tz}".', "Try Europe/London, or UTC.")
        return tz, zone
    now = context.clock.now()
    zone = context.zone(now.zone) or now.local.tzinfo
    assert zone is not None
    return now.zone, zone


def _finder(context: Context) -> Callable[[str], Sequence[str]]:
    """Facets are looked for as in a note; the framework is read for the first text there is."""
    ready: list[Callable[[str], Sequence[str]]] = []

    def find(text: str) -> Sequence[str]:
        if not ready:
            ready.append(_signals(context))
        return ready[0](text)

    return find if context.settings.mentions else lambda text: ()


def _signals(context: Context) -> Callable[[str], Sequence[str]]:
    """A damaged framework does not stand in the way of an import."""
    from syslead_cli.framework.mentions import compile_signals

    try:
        facets = context.framework.facets
    except SysleadError as problem:
        said = problem.message.splitlines()[0]
        context.screen.warn(f"Facets were not looked for: {said}")
        return lambda text: ()
    signals = compile_signals({facet.id: facet.signals for facet in facets})
    return lambda text: [mention.facet for mention in signals.match(text)]


def _watched(context: Context) -> bool:
    try:
        return context.stderr.isatty() and not context.screen.quiet
    except (ValueError, AttributeError):
        return False


def _progress(context: Context) -> Callable[[int, int], None]:
    watched = _watched(context)

    def say(done: int, of: int) -> None:
        if watched and of >= _WORTH_SAYING and done % 250 == 0:
            context.stderr.write(f"\r{done:,} of {of:,} entries read")
            context.stderr.flush()

    return say


def _clear_progress(context: Context, planned: Import) -> None:
    if _watched(context) and len(planned.incoming) + planned.present >= _WORTH_SAYING:
        context.stderr.write("\r" + " " * 40 + "\r")
        context.stderr.flush()


def _show_json(
    context: Context, form: str, planned: Import, around: Surroundings, *, dry: bool
) -> None:
    from syslead_cli.exchange.importing_render import import_data

    zone = around.zone_name if planned.zoned else None
    coming = [(one.id, one.kind, one.day) for one in planned.incoming]
    data = import_data(form, coming, planned.present, planned.left_out, zone, dry=dry)
    context.screen.document("import", data)


def _remarks(planned: Import, around: Surroundings, *, given: bool) -> list[str]:
    from syslead_cli.exchange.importing_render import remarks_on

    return remarks_on(planned.zoned, around.zone_name, planned.decided, given=given)


def _show(
    context: Context, planned: Import, remarks: Sequence[str], command: str, *, dry: bool
) -> None:
    from syslead_cli.exchange.importing_render import import_page

    page = import_page(
        [(one.kind, one.day, one.text) for one in planned.incoming],
        planned.present,
        planned.left_out,
        remarks,
        dry=dry,
        today=context.today,
        width=context.screen.width,
        command=command,
    )
    put_page(context.screen, page)
