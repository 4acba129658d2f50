"""Build the Typer application; a command's module is loaded when the command runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from io import StringIO
from shlex import join
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command as build_command

from syslead_cli.base.options import NUMBERS
from syslead_cli.base.terminal import Screen
from syslead_cli.base.text import did_you_mean, listed, nearest
from syslead_cli.command_table import BRIEF, COMMANDS, SECTIONS
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError, without_module


class LazyGroup(TyperGroup):
    """The top-level group: names and help lines from the table, modules when needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command with its module loaded; name and help line alone for completion."""
        if cmd_name in COMMANDS and ctx.resilient_parsing:
            return TyperCommand(cmd_name, help=COMMANDS[cmd_name][1])
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command, with the nearest names offered for a wrong one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise UsageError(f'There is no command "{args[0]}".', _command_meant(*args))
        name, command, rest = super().resolve_command(ctx, args)
        if name and ctx.resilient_parsing:  # one of its words is to be completed
            from syslead_cli.setup.completers import add_completers

            command = load_command(name)
            add_completers(command, name)
        return name, command, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands under their headings without loading any of them."""
        for heading, commands in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, words) for name, (_, words) in commands.items()])


def load_command(name: str) -> Any:
    """Import the module of a command and build it: the app itself where it is a group.

    What may be said before the command may be said after it too.
    """
    place, help_line = COMMANDS[name]
    module = import_module(f"syslead_cli.{place}")
    command = build_command(getattr(module, f"{name}_app", None) or module.app)
    if isinstance(command, TyperGroup) and name in command.commands:
        command = command.commands[name]
    command.name = name
    command.help = command.help or help_line
    of_all: list[Any] = [option for option in build_command(app).params if option.callback]
    for option in of_all:
        option.hidden = True  # the help of syslead itself names it
    _take_options(command, of_all)
    return command


def _take_options(command: Any, options: Sequence[Any]) -> None:
    """Give a command, and those below it, these options besides its own."""
    command.params.extend(options)
    for below in getattr(command, "commands", {}).values():
        _take_options(below, options)


def _said(ctx: Any, param: Any, value: Any) -> None:
    """Take an option of all commands, before a command or after it."""
    if not value or ctx.resilient_parsing:
        return
    screen: Screen = ctx.obj.screen
    if "--quiet" in param.opts:
        screen.quiet = True
        return
    if param.is_flag:
        screen.hold_nothing()
        return
    from syslead_cli.setup.settings import COLOURS

    if value not in COLOURS:
        raise UsageError(f'--color must be auto, always or never, not "{value}".')
    screen.color = value


_everywhere = partial(typer.Option, expose_value=False, callback=_said)


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
    *,
    color: Annotated[
        str,
        _everywhere("--color", "--colour", help="Colour: auto, always or never.", metavar="WHEN"),
    ] = "",
    no_pager: Annotated[
        bool, _everywhere("--no-pager", help="Print long answers without a pager.")
    ] = False,
    quiet: Annotated[
        bool, _everywhere("--quiet", "-q", help="Print only results and errors.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print today's page as JSON.")] = False,
) -> None:
    """A reflective journal and coach for people who lead across organisations.

    Without a command it shows today's page: what is due, and the next step. --color, --no-pager
    and --quiet work before or after a command.
    """
    context: Context = ctx.obj
    if ctx.invoked_subcommand not in BRIEF:
        context.screen.hold()
    if version:
        from syslead_cli import __version__

        context.screen.line(f"syslead {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from syslead_cli.reflect.today import today_page

        today_page(context, as_json=as_json)
    elif as_json:
        message = "--json goes after the command."
        hint = f"syslead {ctx.invoked_subcommand} … --json"
        raise UsageError(message, hint)


def run(arguments: Sequence[str], context: Context) -> int:
    """Parse and run one command, with the parser's errors in our words."""
    command = build_command(app)
    if {"--help", "-h"}.intersection(arguments):
        context.screen.hold()
    answer: Any = context.screen
    try:
        with redirect_stdout(answer):  # help pages too are this run's answer
            status = command.main(
                args=list(arguments), prog_name="syslead", standalone_mode=False, obj=context
            )
    except typer.TyperException as problem:
        raise in_our_words(problem, command, arguments, context) from problem
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
    context.screen.quiet = True
    try:
        get_completion_inspect_parameters()  # tells Typer of the shells
        add_completers(root, "")
        if "COMP_WORDS" in os.environ:  # bash takes --facet=x apart at that sign
            words, at = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
            before = [word for word in words[:at] if word != "="]
            os.environ["COMP_WORDS"] = "\n".join([*before, *words[at:]])
            os.environ["COMP_CWORD"] = str(len(before))
        # Typer would import rich, to look for markup in what is said of a word.
        with redirect_stdout(context.stdout), without_module("rich"):
            root.main(args=[], prog_name="syslead", obj=context)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.DONE
    except (Exception, KeyboardInterrupt):
        pass
    return ExitCode.DONE


def in_our_words(
    problem: Any, command: Any, arguments: Sequence[str], context: Context
) -> SysleadError:
    """Return an error of the command line parser as one of ours, with the next step.

    Typer publishes no classes for these errors; they are told apart by name.
    """
    if not hasattr(problem, "ctx"):
        return SysleadError(problem.format_message())
    path, command = _command_of(problem, command, arguments)
    name = path.removeprefix("syslead ")
    how = f"{path} --help shows how to use it."
    if message := _about_parameter(problem, name):
        return _wrong_parameter(message, problem, command, path, context)
    if isinstance(command, TyperGroup) and problem.ctx is not None:
        return _wrong_subcommand(problem.message, path, command, context)
    if "unexpected" not in problem.message:
        return UsageError(problem.format_message(), how)
    arguments_of = [each for each in command.params if each.param_type_name == "argument"]
    if any((each.metavar or "").strip("[").startswith("TEXT") for each in arguments_of):
        return UsageError("Put quotes around several words.", f'{path} "several words"')
    return UsageError(
        f'There are too many words after "{name}".',
        _with_its_option(problem.message, command, name, arguments, context) or how,
    )


def _wrong_parameter(
    message: str, problem: Any, command: Any, path: str, context: Context
) -> UsageError:
    """Return what is wrong with an option or argument, and what was meant or how it is typed."""
    name = path.removeprefix("syslead ")
    is_missing = type(problem).__name__ == "MissingParameter"
    if is_missing and name == "import" and (given := problem.ctx.params.get("form")):
        from syslead_cli.exchange.commands import one_word_missing

        return one_word_missing(given)
    how = f"{path} --help shows how to use it."
    param: Any = getattr(problem, "param", None)
    if is_missing and param.param_type_name == "option":
        how = f"{param.opts[0]} {param.metavar}: {param.help}\n  {how}"
    word = getattr(problem, "option_name", "")
    near = did_you_mean(word, getattr(problem, "possibilities", None) or ())
    value = word.lstrip("-")  # it may have been typed as an option, such as --md
    option = _as_option(command, name, value, context) if len(value) > 1 else ()
    meant = f"Did you mean: {' '.join(option)}" if option else ""
    return UsageError(message, meant or near or how)


def _has_flag(command: Any, word: str) -> bool:
    options = [each for each in command.params if each.param_type_name == "option"]
    return any(f"--{word}" in each.opts and each.is_flag for each in options)


def _with_its_option(
    message: str, command: Any, name: str, arguments: Sequence[str], context: Context
) -> str:
    """Return the command line that was meant where a word too many is an option's value."""
    extra = message.replace("(s)", "").partition("(")[2]
    words = [word for word in arguments if word and extra.startswith(word)]
    if not words:
        return ""
    at = len(arguments) - 1 - list(reversed(arguments)).index(words[-1])
    option = _as_option(command, name, words[-1], context)
    meant = join(["syslead", *arguments[:at], *option, *arguments[at + 1 :]])
    return f"Did you mean: {meant}" if option else ""


def _as_option(command: Any, name: str, word: str, context: Context) -> tuple[str, ...]:
    """Return a word as the option it names, or with the option it is a value of; else nothing."""
    from syslead_cli.setup.completers import option_for

    if _has_flag(command, word):
        return (f"--{word}",)
    option = option_for(command, name, word, context)
    return (option, word) if option else ()


def _about_parameter(problem: Any, name: str) -> str:
    """Return what is wrong with an option or argument; empty where it is something else."""
    param = getattr(problem, "param", None)
    match type(problem).__name__:
        case "NoSuchOption":
            return f"There is no option {problem.option_name}."
        case "BadOptionUsage":
            return f"{problem.option_name} needs a value."
        case "MissingParameter" if param is not None:
            is_argument = param.param_type_name == "argument"
            return f"{name} needs {param.metavar if is_argument else param.opts[0]}."
        case "BadParameter" if param is not None:
            if param.metavar not in NUMBERS:
                return str(problem.format_message())
            kept = param if hasattr(param, "min") else param.type  # as Typer 0.29, and as 0.28
            least = getattr(kept, "min", None)
            at_least = "" if least is None else f", {least} or more"
            return f"{param.opts[0]} takes a whole number{at_least}."
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


def _wrong_subcommand(message: str, path: str, group: Any, context: Context) -> UsageError:
    """Return the commands of a group with their help, or the one that was meant."""
    name = path.removeprefix("syslead ")
    if not message.startswith("No such command"):
        room = max(map(len, group.commands)) + 2
        helps = {each: (it.help or "").partition("\n\n")[0] for each, it in group.commands.items()}
        rows = [f"  {each:<{room}}{' '.join(help_.split())}" for each, help_ in helps.items()]
        text = "\n".join([f"{name} needs a subcommand:", *rows])
        return UsageError(text, f"{path} COMMAND --help explains one of them.")
    word = message.split("'")[1] if message.count("'") > 1 else ""
    near = _value_meant(group, name, word, context)
    near = near or (f"Did you mean: {path} --{word}" if _has_flag(group, word) else "")
    near = near or did_you_mean(word, group.commands)
    every = f"Choose {listed(list(group.commands), 'or')}."
    return UsageError(f'There is no command "{name} {word}".', near or every)


def _value_meant(group: Any, name: str, word: str, context: Context) -> str:
    """Return the command of a group that shows a word, such as ``config get prompts``."""
    from syslead_cli.setup.completers import takes

    for way in ("show", "get", "brief"):
        below = group.commands.get(way)
        if below is not None and takes(below, f"{name} {way}", word, context):
            return f"Did you mean: {join(['syslead', *name.split(), way, word])}"
    return ""


#: What other programs call it.
_ELSEWHERE = {
    "add": "note", "new": "note", "write": "note", "ls": "list", "log": "list", "find": "search",
    "rm": "delete", "remove": "delete", "erase": "delete", "plan": "intend", "stats": "trends",
    "settings": "config", "questions": "prompts", "report": "trends", "today": "",
}  # fmt: skip


def _command_meant(word: str, *rest: str) -> str:
    """Return the command a mistyped word is near to, or the group that has one of that name."""
    if word in _ELSEWHERE:
        return f"Did you mean: {join(['syslead', *_ELSEWHERE[word].split(), *rest])}"
    if near := did_you_mean(word, COMMANDS):
        return near
    below = {
        each: name for name in COMMANDS for each in getattr(load_command(name), "commands", ())
    }
    if found := nearest(word, below):
        return f"Did you mean: {join(['syslead', below[found], found, *rest])}"
    return "syslead --help lists the commands."
