"""Build the Typer application; a command's module is loaded when the command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command as build_command

from syslead_cli.base.text import did_you_mean
from syslead_cli.command_table import COMMANDS
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError


class LazyGroup(TyperGroup):
    """The top-level group: names and help lines from the table, modules when needed."""

    _listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command with its module loaded; name and help line alone while listing."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if ctx.resilient_parsing and self._listing:
            return TyperCommand(cmd_name, help=entry.help)
        command = load_command(cmd_name)
        if ctx.resilient_parsing:
            from syslead_cli.setup.completers import add_completers

            add_completers(command, cmd_name)
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command, with the nearest names offered for a wrong one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = did_you_mean(args[0], COMMANDS)
            raise UsageError(
                f'There is no command "{args[0]}".', near or "syslead --help lists them."
            )
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete command names from the table alone."""
        self._listing = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self._listing = False

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands under their headings without loading any of them."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in COMMANDS.items():
            sections.setdefault(entry.section, []).append((name, entry.help))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def load_command(name: str) -> Any:
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
        from syslead_cli.reflect.today import today_page

        today_page(context, as_json=as_json)
    elif as_json:
        raise UsageError(
            "--json belongs after the command's name.",
            f"syslead {ctx.invoked_subcommand} … --json",
        )


def run(arguments: Sequence[str], context: Context) -> int:
    """Parse and run one command, with the parser's errors in our words."""
    command = build_command(app)
    try:
        with redirect_stdout(context.stdout):  # help pages too are this run's answer
            status = command.main(
                args=list(arguments), prog_name="syslead", standalone_mode=False, obj=context
            )
    except typer.TyperException as problem:
        raise in_our_words(problem, command, arguments) from problem
    except typer.Abort:
        raise KeyboardInterrupt from None
    if type(status) is int and status == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt  # click's own answer to Ctrl-C; a command's is an ExitCode
    return status if isinstance(status, int) else ExitCode.DONE


def complete(context: Context) -> int:
    """Print what the last word may become, as a shell asked Typer; never an error."""
    from typer.completion import get_completion_inspect_parameters

    from syslead_cli.setup.completers import add_completers

    root = build_command(app)
    context.stderr = StringIO()  # a warning would stand in the middle of the command line
    try:
        get_completion_inspect_parameters()  # tells Typer of the shells
        add_completers(root, "")
        if "COMP_WORDS" in os.environ:
            _join_options()
        with redirect_stdout(context.stdout), _without_rich():
            root.main(args=[], prog_name="syslead", obj=context)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.DONE
    except (Exception, KeyboardInterrupt):
        pass
    return ExitCode.DONE


@contextmanager
def _without_rich() -> Iterator[None]:
    """Keep Typer from importing rich to look for markup in what is said of a word."""
    if "rich" in sys.modules:
        yield
        return
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["rich"]


def _join_options() -> None:
    """Leave out the sign at which bash takes ``--facet=x`` apart."""
    words, at = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    before = [word for word in words[:at] if word != "="]
    os.environ["COMP_WORDS"] = "\n".join([*before, *words[at:]])
    os.environ["COMP_CWORD"] = str(len(before))


def in_our_words(problem: Any, command: Any, arguments: Sequence[str]) -> SysleadError:
    """Return an error of the command line parser as one of ours, with the next step.

    Typer publishes no classes for these errors; they are told apart by name.
    """
    if not hasattr(problem, "ctx"):
        return SysleadError(problem.format_message())
    path, command = _command_of(problem, command, arguments)
    name = path.removeprefix("syslead ")
    how = f"{path} --help shows how it is used."
    if message := _about_parameter(problem, name):
        near = did_you_mean(
            getattr(problem, "option_name", ""), getattr(problem, "possibilities", None) or ()
        )
        return UsageError(message, near or how)
    if isinstance(command, TyperGroup) and problem.ctx is not None:
        return _wrong_subcommand(problem.message, path, command.list_commands(problem.ctx))
    if "unexpected" not in problem.message:
        return UsageError(problem.format_message(), how)
    if any((each.metavar or "").strip("[").startswith("TEXT") for each in command.params):
        return UsageError("Several words need quotes around them.", f'{path} "several words"')
    return UsageError(f"{name} was given more words than it takes.", how)


def _about_parameter(problem: Any, name: str) -> str:
    """Return what is wrong with an option or argument; empty where it is something else."""
    param = getattr(problem, "param", None)
    match type(problem).__name__:
        case "NoSuchOption":
            return f"There is no option {problem.option_name}."
        case "BadOptionUsage":
            return f"{problem.option_name} needs something after it."
        case "MissingParameter" if param is not None:
            is_argument = param.param_type_name == "argument" and problem.ctx is not None
            shown = param.make_metavar(problem.ctx) if is_argument else param.opts[0]
            return f"{name} needs {shown}."
        case "BadParameter" if param is not None:
            return _whole_number(param) or str(problem.format_message())
    return ""


def _command_of(problem: Any, command: Any, arguments: Sequence[str]) -> tuple[str, Any]:
    """Return how the command that was meant is called, and the command."""
    if problem.ctx is not None:
        return problem.ctx.command_path, problem.ctx.command
    names = ["syslead"]  # the parser does not say it where an option's value is missing
    for word in arguments:
        ctx = typer.Context(command)
        below = command.get_command(ctx, word) if isinstance(command, TyperGroup) else None
        if below is None:
            break
        command = below
        names.append(word)
    return " ".join(names), command


def _whole_number(param: Any) -> str:
    """Return the sentence for an option that takes a whole number; empty for another."""
    if "int" not in param.type.name:
        return ""
    least = getattr(param.type, "min", None)
    return f"{param.opts[0]} takes a whole number{'' if least is None else f', {least} or more'}."


def _wrong_subcommand(message: str, path: str, names: Sequence[str]) -> UsageError:
    name = path.removeprefix("syslead ")
    either = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if message.startswith("Missing"):
        return UsageError(f"{name} goes on with {either}.", f"{path} --help says what each does.")
    word = message.split("'")[1] if message.count("'") > 1 else ""
    near = did_you_mean(word, names)
    return UsageError(f'There is no command "{name} {word}".', near or f"It is {either}.")
