"""``syslead config``: your settings."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.page_cli import put_page
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError

app = typer.Typer(
    name="config",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="Your settings.",
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="A setting, such as prompts.")]


@app.command()
def get(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="[KEY]", help="A setting; without it, all of them.")
    ] = "",
    as_json: Json = False,
) -> None:
    """What is set, and what each setting means."""
    from syslead_cli.setup.configuring import setting_named, standing
    from syslead_cli.setup.settings_render import page_of_settings, setting_data, spoken

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


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_(
    ctx: typer.Context,
    key: Key,
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="Its value; several with commas between.")
    ],
) -> None:
    """Change one setting; the rest of the file stays as you wrote it."""
    from syslead_cli.setup.configuring import change, value_for
    from syslead_cli.setup.settings_render import spoken

    context: Context = ctx.obj
    new = value_for(context.config, key, value)
    if key == "framework":
        context.catalog.framework(new)
    change(context.config, {key: new})
    context.screen.say(f"{key} = {spoken(new)}")


@app.command()
def unset(ctx: typer.Context, key: Key) -> None:
    """Take one setting out, so that its default holds."""
    from syslead_cli.setup.configuring import change, setting_named
    from syslead_cli.setup.settings_core import described
    from syslead_cli.setup.settings_render import spoken

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


@app.command()
def path(ctx: typer.Context) -> None:
    """Where your settings, your journal and all else of syslead are.

    Standard output has the settings file alone, whether or not it exists yet.
    """
    context: Context = ctx.obj
    context.screen.line(str(context.paths.config))
    context.screen.out.flush()
    for folder in ("journal", "frameworks", "prompts", "keys", "state", "coach"):
        context.screen.say(f"  {folder:<12}{getattr(context.paths, folder)}")


@app.command()
def schema(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="journal, trends, list, …; all names them.")
    ] = "journal",
) -> None:
    """The JSON Schema of what syslead writes, for other programs."""
    from syslead_cli.setup.schema import config_schema

    config_schema(ctx.obj, name)


@app.command()
def edit(ctx: typer.Context) -> None:
    """Open the file in your editor.

    It is only kept when there is no mistake in it.
    """
    from syslead_cli.framework.problems import refusal
    from syslead_cli.setup.configuring import checked_content, text_to_edit

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
    from syslead_cli.setup.settings_core import Settings

    try:
        _ = context.settings
    except SysleadError:
        context.settings = Settings()
