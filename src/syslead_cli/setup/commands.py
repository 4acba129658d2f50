"""Settings on the screen and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from syslead_cli.base.layout import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    paragraph,
    width_of,
)
from syslead_cli.base.options import Json, one_of
from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import one_line
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.setup.settings import Setting


def spoken(value: Any) -> str:
    """A value as it is typed after ``config set KEY``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def page_of_settings(rows: Sequence[tuple[Setting, Any, bool]], width: int) -> Page:
    """Every setting with its value, whose default it is, and what it means."""
    page: Page = []
    room = max(cells(setting.key) for setting, _, _ in rows)
    for setting, value, written in rows:
        shown = one_line(spoken(value)) or "(empty)"
        line: Line = [(STRONG, f"{MARGIN}{setting.key:<{room}}  ")]
        said: Line = [(PLAIN, shown), (QUIET, "" if written else "  default")]
        if width_of(line) + width_of(said) <= width:
            page.append([*line, *said])
        else:
            page += [line, *paragraph(shown, width)]
            page[-1].append(said[-1])
        page += paragraph(f"{setting.meaning} ({setting.allowed})", width, style=QUIET)
    return page


def setting_data(setting: Setting, value: Any, *, written: bool) -> dict[str, Any]:
    """One setting as JSON."""
    return {
        "key": setting.key,
        "value": _plain(value),
        "default": _plain(setting.default),
        "set": written,
        "type": setting.type,
        "allowed": setting.allowed,
        "meaning": setting.meaning,
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# ── schema ──
# ``syslead config schema NAME``: the JSON Schemas, printed.


def config_schema(context: Context, name: str) -> None:
    """Print the schema of that name, or for ``all`` every name. Raises UsageError."""
    from syslead_cli.setup.schemas import NAMES

    if name == "all":
        for known in sorted(NAMES):
            context.screen.line(known)
        return
    schema = NAMES[one_of(name, NAMES, "Schema", "syslead config schema all names them.")]()
    context.screen.raw(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")


# ── config_cli ──
# ``syslead config``: your settings.


config_app = typer.Typer(
    name="config",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="Your settings.",
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="A setting, such as prompts.")]


@config_app.command()
def get(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="[KEY]", help="A setting; without it, all of them.")
    ] = "",
    as_json: Json = False,
) -> None:
    """What is set, and what each setting means."""
    from syslead_cli.setup.settings import setting_named, standing

    context: Context = ctx.obj
    wanted = setting_named(key).key if key else ""
    rows = [row for row in standing(context.config) if wanted in ("", row.setting.key)]
    if as_json and wanted:
        (row,) = rows
        data = setting_data(row.setting, row.value, written=row.written)
        context.screen.document("setting", data)
    elif as_json:
        settings = [setting_data(row.setting, row.value, written=row.written) for row in rows]
        data = {"file": str(context.paths.config), "settings": settings}
        context.screen.document("config", data)
    elif wanted:
        context.screen.line(spoken(rows[0].value))
    else:
        table = [(row.setting, row.value, row.written) for row in rows]
        put_page(context.screen, page_of_settings(table, context.screen.width))


@config_app.command("set", context_settings={"ignore_unknown_options": True})
def set_(
    ctx: typer.Context,
    key: Key,
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="Its value; several with commas between.")
    ],
) -> None:
    """Change one setting; the rest of the file stays as you wrote it."""
    from syslead_cli.setup.settings import change, value_for

    context: Context = ctx.obj
    new = value_for(context.config, key, value)
    if key == "framework":
        context.catalog.framework(new)
    change(context.config, {key: new})
    context.screen.say(f"{key} = {spoken(new)}")


@config_app.command()
def unset(ctx: typer.Context, key: Key) -> None:
    """Take one setting out, so that its default holds."""
    from syslead_cli.setup.settings import change, described, setting_named

    context: Context = ctx.obj
    changed = change(context.config, {key: None})
    if not changed:
        setting_named(key)
    setting = described().get(key)
    if setting is None:
        context.screen.say(f"{key} is gone from {context.config.name}.")
    else:
        said = "" if changed else "was not set: it "
        context.screen.say(f"{key} {said}is {spoken(setting.default) or 'empty'}, its default.")


@config_app.command()
def path(ctx: typer.Context) -> None:
    """Where your settings, your journal and all else of syslead are.

    Standard output has the settings file alone, whether or not it exists yet.
    """
    context: Context = ctx.obj
    context.screen.line(str(context.paths.config))
    context.screen.out.flush()
    for folder in ("journal", "frameworks", "prompts", "keys", "state", "coach"):
        context.screen.say(f"  {folder:<12}{getattr(context.paths, folder)}")


@config_app.command()
def schema(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="journal, trends, list, …; all names them.")
    ] = "journal",
) -> None:
    """The JSON Schema of what syslead writes, for other programs."""

    config_schema(ctx.obj, name)


@config_app.command()
def edit(ctx: typer.Context) -> None:
    """Open the file in your editor.

    It is only kept when there is no mistake in it.
    """
    from syslead_cli.framework.load import refusal
    from syslead_cli.setup.settings import checked_content, text_to_edit

    context: Context = ctx.obj
    if not context.can_ask:
        raise UsageError(
            "There is no terminal to open an editor on.", "syslead config set KEY VALUE"
        )
    _settle(context)
    new = context.editor.edit(text_to_edit(context.config), ".toml")
    while new is not None:
        problems = checked_content(context.config, new)
        if not problems:
            context.config.replace(new.encode("utf-8"))
            context.screen.say("Saved.")
            return
        for problem in problems:
            context.screen.warn(str(problem))
        context.screen.warn("Enter opens the editor again, n leaves the file as it was.")
        if context.stdin.readline().strip() or not context.can_ask:
            raise refusal(problems, "Nothing was changed.")
        new = context.editor.edit(new, ".toml")
    context.screen.say("Nothing was changed.")


def _settle(context: Context) -> None:
    """A file with mistakes must not keep the editor from opening it: then defaults do."""
    from syslead_cli.setup.settings import Settings

    try:
        _ = context.settings
    except SysleadError:
        context.settings = Settings()
