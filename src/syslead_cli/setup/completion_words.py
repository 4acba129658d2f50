"""The tables behind completion, made from the commands, the framework and the journal.

This is the slow part: it runs when something has changed since the last press of Tab.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from syslead_cli.context import Context
from syslead_cli.errors import SysleadError
from syslead_cli.reflect.today_core import DAYS_BACK
from syslead_cli.setup.completion_core import FILES, argument_source, option_source

#: Words a shell takes as they are. A tag with a blank or a $ in it is typed by hand.
_SAFE = re.compile(r"[\w.+-]+")
_ENTRIES = 30


def program_part(_: Context) -> dict[str, Any]:
    """Every command with its options and arguments, and the words that never change."""
    from typer.main import get_command as build_command

    from syslead_cli.app import app

    root = build_command(app)
    table: dict[str, Any] = {}
    _enter(root, root.make_context("syslead", [], resilient_parsing=True), "", table)
    return {"table": table, "lists": _fixed_lists()}


def _enter(command: Any, ctx: Any, path: str, table: dict[str, Any]) -> None:
    commands = _subcommands(command, ctx)
    options, arguments = {}, []
    for parameter in command.get_params(ctx):
        if parameter.param_type_name == "argument":
            arguments.append([argument_source(path, parameter.name), parameter.nargs == -1])
            continue
        takes = not parameter.is_flag and parameter.name != "help"
        for name in parameter.opts:
            source = option_source(path, name) or (FILES if parameter.metavar == "FILE" else "")
            options[name] = [takes, source, _first_line(parameter.help)]
    helps = {name: _first_line(sub.help) for name, sub in commands.items()}
    table[path] = {"commands": helps, "options": options, "arguments": arguments}
    for name, sub in commands.items():
        _enter(sub, ctx, f"{path} {name}".strip(), table)


def _subcommands(command: Any, ctx: Any) -> dict[str, Any]:
    found = {}
    for name in command.list_commands(ctx) if hasattr(command, "list_commands") else ():
        try:
            found[name] = command.get_command(ctx, name)
        except ImportError:  # half an upgrade is no reason for no completion
            continue
    return found


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


def _fixed_lists() -> dict[str, dict[str, str]]:
    from syslead_cli.coach.coach_brief import FORMATS as BRIEF_FORMATS
    from syslead_cli.exchange.exporting_cli import FORMATS as EXPORT_FORMATS
    from syslead_cli.exchange.importing_flows import FORMATS as IMPORT_FORMATS
    from syslead_cli.framework.prompts_core import KIND_SHARES as PROMPT_KINDS
    from syslead_cli.insight.trends_cli import FORMATS as TREND_FORMATS
    from syslead_cli.journal.listing import KINDS
    from syslead_cli.journal.records import PROBLEMS, TIERS
    from syslead_cli.remind.schedules import VIAS
    from syslead_cli.setup.completing import SCRIPTS
    from syslead_cli.setup.schemas import NAMES
    from syslead_cli.setup.settings_core import COLOURS, described
    from syslead_cli.sharing.pack import WITHOUT
    from syslead_cli.sharing.pack_texts import FORMATS as PACK_FORMATS
    from syslead_cli.sharing.share_choice import AUDIENCES

    lists: dict[str, Iterable[str]] = {
        "kinds": KINDS,
        "prompt_kinds": PROMPT_KINDS,
        "problems": PROBLEMS,
        "vias": VIAS,
        "colours": COLOURS,
        "schemas": sorted(NAMES),
        "shells": SCRIPTS,
        "trend_formats": TREND_FORMATS,
        "tiers": TIERS,
        "audiences": AUDIENCES,
        "withheld": WITHOUT,
        "pack_formats": PACK_FORMATS,
        "brief_formats": BRIEF_FORMATS,
        "cohort_formats": ("csv", "html"),
        "periods": ("week", "month"),
        "engines": ("python", "duckdb"),
        "client_ways": ("folder", "pseudonym", "file", "auto"),
        "export_formats": EXPORT_FORMATS,
        "import_formats": IMPORT_FORMATS,
    }
    meanings = {key: setting.meaning for key, setting in described().items()}
    return {
        **{name: dict.fromkeys(words, "") for name, words in lists.items()},
        "settings": meanings,
    }


def names_part(context: Context) -> dict[str, Any]:
    """Facets, dimensions, prompts and frameworks by id, and the voices that were configured."""
    try:
        framework, bank = context.framework, context.bank
    except SysleadError:
        return {"lists": {}, "voices": {}}
    every = framework.everything or framework.facets
    lists = {
        "facets": {facet.id: facet.name for facet in every},
        "dimensions": {dimension.id: dimension.name for dimension in framework.dimensions},
        "prompts": {prompt.id: "" for prompt in bank.prompts},
        "frameworks": {
            shelf.source.id: shelf.framework.name
            for shelf in context.catalog.shelves()
            if shelf.framework
        },
    }
    return {"lists": lists, "voices": _safe(context.settings.voices)}


def journal_part(context: Context) -> dict[str, Any]:
    """Voices, tags and the ends of ids from the last year or so; never a word of an entry.

    Nothing of an encrypted journal: pressing Tab asks for no passphrase.
    """
    if context.safe.key.is_on:
        return {"lists": {}}
    from syslead_cli.journal.records import ENTRY_KINDS

    since = context.today - timedelta(days=DAYS_BACK)
    records = context.safe.unopened.read(since).records
    entries = [record for record in records if record.kind in ENTRY_KINDS][-_ENTRIES:]
    return {
        "lists": {
            "voices": _marks(records, "voices"),
            "tags": _marks(records, "tags"),
            "intentions": _intentions(context, records),
            "entries": _ids((e.id, f"{e.kind}, {e.day}") for e in reversed(entries)),
        }
    }


def _marks(records: Iterable[Any], field: str) -> dict[str, str]:
    return _safe(mark for record in records for mark in getattr(record, field, ()) or ())


def _safe(words: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(sorted({word for word in words if _SAFE.fullmatch(word)}), "")


def _intentions(context: Context, records: Iterable[Any]) -> dict[str, str]:
    from syslead_cli.base.wording import near_day
    from syslead_cli.reflect.intentions_core import standings

    waiting = [standing.intention for standing in standings(records) if standing.is_open]
    waiting.sort(key=lambda intention: intention.due)
    return _ids((one.id, f"due {near_day(one.due, context.today)}") for one in waiting)


def _ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    from syslead_cli.journal.entry import short_id

    shorts = {short_id(id_): said for id_, said in pairs}
    return {id_: said for id_, said in shorts.items() if _SAFE.fullmatch(id_)}


MAKERS: dict[str, Callable[[Context], dict[str, Any]]] = {
    "program": program_part,
    "names": names_part,
    "journal": journal_part,
}
