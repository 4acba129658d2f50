"""``syslead config``: your settings; ``syslead completion``: what teaches a shell to complete."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syslead_cli.base.documents import Document
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
from syslead_cli.base.options import Json, argument, command_app, one_of
from syslead_cli.base.text import one_line
from syslead_cli.base.toml import refusal
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.setup.settings import (
    Setting,
    Settings,
    as_toml_value,
    described,
    read_settings_text,
    setting_named,
    typed_value,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context

config_app = command_app()
completion_app = command_app()
SHELLS = ("bash", "zsh", "fish", "powershell")


class SettingDocument(Document, frozen=True, tag="syslead/setting/1"):
    """A setting with its value and what it means; ``set`` where the file has it."""

    key: str
    value: Any
    default: Any
    set: bool
    type: str
    allowed: str
    meaning: str


class SettingPart(SettingDocument, frozen=True, tag=False):
    """A setting with its value and what it means; ``set`` where the file has it."""


class ConfigDocument(Document, frozen=True, tag="syslead/config/1"):
    """Every setting."""

    file: str
    settings: tuple[SettingPart, ...]


class PathsDocument(Document, frozen=True, tag="syslead/config-path/1"):
    """Where everything of syslead is, whether or not it exists yet."""

    settings: str
    journal: str
    frameworks: str
    prompts: str
    templates: str
    keys: str
    state: str
    coach: str


#: The folders, as the document and the screen name them.
_FOLDERS = PathsDocument.__struct_fields__[1:]


def _typed(value: Any) -> str:
    """Return a value as it is typed after ``config set KEY``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _page(rows: list[tuple[Setting, Any, bool]], width: int) -> Page:
    """Return every setting with its value, whether that is its default, and what it means."""
    page: Page = []
    room = max(cells(setting.key) for setting, _, _ in rows)
    for setting, value, written in rows:
        shown = one_line(_typed(value)) or "(empty)"
        line: Line = [(STRONG, f"{MARGIN}{setting.key:<{room}}  ")]
        said: Line = [(PLAIN, shown), (QUIET, "" if written else "  default")]
        if width_of(line) + width_of(said) <= width:
            page.append([*line, *said])
        else:
            page += [line, *paragraph(shown, width)]
            page[-1].append(said[-1])
        page += paragraph(f"{setting.meaning} ({setting.allowed})", width, style=QUIET)
    return page


def _content(setting: Setting, value: Any, written: bool) -> tuple[Any, ...]:
    about = (setting.type, setting.allowed, setting.meaning)
    return setting.key, value, setting.default, written, *about


Key = Annotated[str, argument("KEY", "A setting, such as prompts.")]


@config_app.command()
def get(
    context: Context,
    key: Annotated[str, argument("[KEY]", "A setting. Default: all of them.")] = "",
    as_json: Json = False,
) -> None:
    """Show your settings, and what each one means."""
    wanted = setting_named(key).key if key else ""
    rows = [row for row in context.config.values() if wanted in ("", row[0].key)]
    if as_json and wanted:
        context.screen.print_document(SettingDocument(*_content(*rows[0])))
    elif as_json:
        parts = tuple(SettingPart(*_content(*row)) for row in rows)
        context.screen.print_document(ConfigDocument(str(context.paths.config), parts))
    elif wanted:
        context.screen.line(_typed(rows[0][1]))
    else:
        context.screen.page(_page(rows, context.screen.width))


@config_app.command("set", context_settings={"ignore_unknown_options": True})
def set_(
    context: Context,
    key: Key,
    value: Annotated[str, argument("VALUE", "The new value; separate several with commas.")],
) -> None:
    """Change one setting; the rest of the file stays as it is."""
    new = typed_value(key, value)
    if key == "framework":
        context.catalogue.framework(new)
    context.config.change({key: new})
    context.screen.say(f"{key} = {_typed(new)}")


@config_app.command()
def unset(context: Context, key: Key) -> None:
    """Remove one setting, so that its default applies."""
    changed = context.config.change({key: None})
    if not changed:
        setting_named(key)
    setting = described().get(key)
    if setting is None:
        context.screen.say(f"{key} was removed from {context.config.name}.")
    else:
        before = "" if changed else "was not set; it "
        context.screen.say(
            f"{key} {before}is now {_typed(setting.default) or 'empty'}, the default."
        )


@config_app.command()
def path(context: Context, as_json: Json = False) -> None:
    """Show where your settings, journal and other files are.

    Standard output has only the settings file, whether or not it exists yet; --json has all.
    """
    settings = str(context.paths.config)
    folders = {name: str(getattr(context.paths, name)) for name in _FOLDERS}
    if as_json:
        context.screen.print_document(PathsDocument(settings, **folders))
        return
    context.screen.line(settings)
    context.screen.out.flush()
    for name, folder in folders.items():
        context.screen.say(f"  {name:<12}{folder}")


@config_app.command()
def schema(
    context: Context,
    name: Annotated[
        str, argument("NAME", "journal, trends, list, …; “all” lists the names.")
    ] = "journal",
) -> None:
    """Print the JSON Schema of what syslead writes, for other programs."""
    from syslead_cli.setup.schemas import schema_named, schema_names

    if name == "all":
        for known in sorted(schema_names()):
            context.screen.line(known)
        return
    one_of(name, schema_names(), "Schema", "syslead config schema all lists the names.")
    context.screen.raw(json.dumps(schema_named(name), indent=2, ensure_ascii=False) + "\n")


def _template() -> str:
    """Return a file to start from: every setting as a comment, so that nothing is set by it."""
    from tomlkit import item

    lines = ["# Settings of syslead. Remove the # before a line to set it.", ""]
    table = ""
    for setting in described().values():
        *tables, name = setting.path
        if ".".join(tables) != table:
            table = ".".join(tables)
            lines += [f"# [{table}]", ""]
        value = item(as_toml_value(setting.default)).as_string()
        lines += [f"# {setting.meaning} ({setting.allowed})", f"# {name} = {value}", ""]
    return "\n".join(lines)


@config_app.command()
def edit(context: Context) -> None:
    """Open the settings file in your editor.

    It is saved only if it has no mistakes.
    """
    if not context.can_ask:
        raise UsageError(
            "There is no terminal to open an editor on.", "syslead config set KEY VALUE"
        )
    try:
        _ = context.settings
    except SysleadError:  # a file with mistakes must not keep the editor from opening it
        context.settings = Settings()
    old = context.config.content().decode("utf-8", "replace") or _template()
    new = context.editor.edit(old, ".toml")
    while new is not None:
        problems = read_settings_text(new.encode("utf-8"), context.config.name)[1]
        if not problems:
            context.config.replace(new.encode("utf-8"))
            context.screen.say("Saved.")
            return
        for problem in problems:
            context.screen.warn(str(problem))
        context.screen.warn("Enter opens the editor again, n leaves the file unchanged.")
        if context.stdin.readline().strip() or not context.can_ask:
            raise refusal(problems, "Nothing was changed.")
        new = context.editor.edit(new, ".toml")
    context.screen.say("Nothing was changed.")


#: zsh compares capitals otherwise, whatever is offered; names of people have them.
_ANY_CASE = (
    "zstyle ':completion:*:*:syslead:*' matcher 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'\n"
)


@completion_app.command()
def completion(
    ctx: typer.Context,
    shell: Annotated[str, argument("SHELL", "bash, zsh, fish or powershell.")],
) -> None:
    """Print the script that lets your shell complete commands, facets, voices and more."""
    from typer.completion import show_callback

    one_of(shell, SHELLS, "Shell")
    nobody: Any = None
    with suppress(SystemExit):
        show_callback(ctx, nobody, shell)
    if shell == "zsh":
        context: Context = ctx.obj
        context.screen.raw(_ANY_CASE)


help_app = command_app()


@help_app.command("help")
def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, argument("[COMMAND…]", "A command. Default: all of them.")
    ] = None,
) -> None:
    """Show how to use a command: syslead help share write."""
    here = ctx.find_root()
    for word in words or ():
        resolve = getattr(here.command, "resolve_command", None)
        if resolve is None:
            raise UsageError(f"{here.command_path} has no command below it.")
        _, command, _ = resolve(here, [word])
        here = typer.Context(command, info_name=word, parent=here)
    ctx.obj.screen.line(here.get_help())
