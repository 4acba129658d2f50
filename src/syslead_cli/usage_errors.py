"""What the parser complains of, in our words: what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from typer import _click
from typer._click import exceptions as click
from typer.core import TyperArgument, TyperGroup

from syslead_cli.errors import UsageError
from syslead_cli.framework.problems import did_you_mean


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
