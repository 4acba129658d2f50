"""The command line itself: a Typer application whose commands are loaded when they are used."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module
from typing import Annotated, Any

import typer
from typer import _click
from typer._click import exceptions as click
from typer._click.exceptions import ClickException
from typer._click.exceptions import UsageError as ClickUsageError
from typer.core import TyperArgument, TyperCommand, TyperGroup
from typer.main import get_command as build_command

from syslead_cli.command_table import COMMANDS
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.framework.load import did_you_mean


class LazyGroup(TyperGroup):
    """The top-level group: names and help lines from the table, the rest when needed."""

    _listing = False

    def list_commands(self, ctx: _click.Context) -> list[str]:
        """Every command's name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: _click.Context, cmd_name: str) -> _click.Command | None:
        """The command, its module loaded now; only its name and help line while listing."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if ctx.resilient_parsing and self._listing:
            return TyperCommand(cmd_name, help=entry.help)
        return load_command(cmd_name)

    def resolve_command(
        self, ctx: _click.Context, args: list[str]
    ) -> tuple[str | None, _click.Command | None, list[str]]:
        """As click does, with the nearest names offered for a wrong one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from syslead_cli.framework.load import did_you_mean

            near = did_you_mean(args[0], COMMANDS)
            raise UsageError(
                f'There is no command "{args[0]}".', near or "syslead --help lists them."
            )
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: _click.Context, incomplete: str) -> list[Any]:
        """Complete command names from the table alone."""
        self._listing = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self._listing = False

    def format_commands(self, ctx: _click.Context, formatter: _click.HelpFormatter) -> None:
        """The commands under their section headings, without loading any of them."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in COMMANDS.items():
            sections.setdefault(entry.section, []).append((name, entry.help))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def load_command(name: str) -> _click.Command:
    """Import the module of a command and build it: the app itself where it is a group."""
    module, _, app_name = COMMANDS[name].module.partition(":")
    typer_app = getattr(import_module(f"syslead_cli.{module}"), app_name or "app")
    command = build_command(typer_app)
    if isinstance(command, TyperGroup) and name in command.commands and not typer_app.info.name:
        command = command.commands[name]
    command.name = name
    return command


app = typer.Typer(
    cls=LazyGroup,
    name="syslead",
    help="A reflective journal and coach for people who lead across organisations.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def top(
    ctx: typer.Context,
    color: Annotated[
        str, typer.Option("--color", "--colour", help="auto, always or never.", metavar="WHEN")
    ] = "",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but the answer and what went wrong.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", "-V", help="The version.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Today's page as one document.")] = False,
) -> None:
    """A reflective journal and coach for people who lead across organisations.

    On its own: today's page, with what is due and the one next step.
    """
    context: Context = ctx.obj
    if color not in ("", "auto", "always", "never"):
        raise UsageError(f'--color {color}: "auto", "always" or "never" is meant.')
    context.screen.configure(color=color, quiet=quiet)
    if version:
        from syslead_cli import __version__

        context.screen.line(f"syslead {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from syslead_cli.reflect.today_screen import today_page

        today_page(context, as_json=as_json)
    elif as_json:
        raise UsageError(
            "--json belongs after the command's name.",
            f"syslead {ctx.invoked_subcommand} … --json",
        )


def run(arguments: Sequence[str], context: Context) -> int:
    """Parse and run one command. Click's own complaints become ours."""
    command = build_command(app)
    try:
        with redirect_stdout(context.stdout):  # help pages too are this run's answer
            status = command.main(
                args=list(arguments), prog_name="syslead", standalone_mode=False, obj=context
            )
    except ClickUsageError as problem:
        raise in_our_words(problem, command, arguments) from problem
    except ClickException as problem:
        raise SysleadError(problem.format_message()) from problem
    except typer.Abort:
        raise KeyboardInterrupt from None
    if type(status) is int and status == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt  # click's own answer to Ctrl-C; a command's is an ExitCode
    return status if isinstance(status, int) else ExitCode.DONE


# ── usage_errors ──
# What the parser complains of, in our words: what is wrong, and what to write instead.


def in_our_words(
    problem: click.UsageError, command: _click.Command, arguments: Sequence[str]
) -> UsageError:
    """The complaint of the parser as one of ours, with the next step."""
    path, command = _met(problem, command, arguments)
    how = f"{path} --help shows how it is used."
    if isinstance(problem, click.NoSuchOption):
        near = did_you_mean(problem.option_name, problem.possibilities or ())
        return UsageError(f"There is no option {problem.option_name}.", near or how)
    if isinstance(problem, click.MissingParameter) and problem.param is not None:
        return UsageError(f"{_name(path)} needs {_shown(problem.param, problem.ctx)}.", how)
    if isinstance(problem, click.BadParameter) and problem.param is not None:
        return UsageError(_not_a_number(problem.param) or problem.format_message(), how)
    if isinstance(problem, click.BadOptionUsage):
        return UsageError(f"{problem.option_name} needs something after it.", how)
    if isinstance(command, TyperGroup) and problem.ctx is not None:
        return _of_a_group(problem.message, path, command, problem.ctx)
    return (
        _too_many(path, command, how) if "unexpected" in problem.message else _plain(problem, how)
    )


def _plain(problem: click.UsageError, how: str) -> UsageError:
    return UsageError(problem.format_message(), how)


def _name(path: str) -> str:
    """The command's name as a sentence says it."""
    return path.removeprefix("syslead ")


def _met(
    problem: click.UsageError, command: _click.Command, arguments: Sequence[str]
) -> tuple[str, _click.Command]:
    """The command that was meant, and how it is called."""
    if problem.ctx is not None:
        return problem.ctx.command_path, problem.ctx.command
    names = ["syslead"]  # click does not say it where an option's word is missing
    for word in arguments:
        ctx = _click.Context(command)
        below = command.get_command(ctx, word) if isinstance(command, TyperGroup) else None
        if below is None:
            break
        command = below
        names.append(word)
    return " ".join(names), command


def _shown(param: _click.Parameter, ctx: _click.Context | None) -> str:
    if isinstance(param, TyperArgument) and ctx is not None:
        return param.make_metavar(ctx)
    return param.opts[0]


def _not_a_number(param: _click.Parameter) -> str:
    """The sentence for an option that takes a whole number; empty for another."""
    if "int" not in param.type.name:
        return ""
    least = getattr(param.type, "min", None)
    return f"{param.opts[0]} takes a whole number{'' if least is None else f', {least} or more'}."


def _of_a_group(message: str, path: str, group: TyperGroup, ctx: _click.Context) -> UsageError:
    names = group.list_commands(ctx)
    how = f"{path} --help says what each does."
    if message.startswith("Missing"):
        return UsageError(f"{_name(path)} goes on with {_either(names)}.", how)
    word = message.split("'")[1] if message.count("'") > 1 else ""
    near = did_you_mean(word, names)
    return UsageError(
        f'There is no command "{_name(path)} {word}".', near or f"It is {_either(names)}."
    )


def _too_many(path: str, command: _click.Command, how: str) -> UsageError:
    takes_text = any(
        (param.metavar or "").strip("[").startswith("TEXT") for param in command.params
    )
    if takes_text:
        return UsageError("Several words need quotes around them.", f'{path} "several words"')
    return UsageError(f"{_name(path)} was given more words than it takes.", how)


def _either(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
