"""Declare options that several commands share, and turn their words into values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial, wraps
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from syslead_cli.base.clock import read_moment_back
from syslead_cli.base.dates import (
    DateProblem,
    Leaning,
    Span,
    is_iso,
    is_range,
    read_day_ahead,
    read_day_back,
    read_days,
    read_edge,
)
from syslead_cli.base.text import day_in_words, did_you_mean, first_few, listed, nearest, quoted
from syslead_cli.errors import UsageError

if TYPE_CHECKING:
    from inspect import Parameter

    from syslead_cli.context import Context
    from syslead_cli.framework.model import Facet, Framework

Command = TypeVar("Command", bound=Callable[..., Any])


class _CommandApp(typer.Typer):
    """What takes commands.

    A command's ``context`` is that of the run, which Typer carries in its own. A parameter that is
    a NamedTuple is made of options, one for each of its fields.
    """

    def command(self, name: str | None = None, **more: Any) -> Callable[[Command], Command]:
        from inspect import signature

        register = super().command(name, **more)

        def decorate(command: Command) -> Command:
            own = signature(command, eval_str=True, locals={"Context": typer.Context})
            groups: dict[str, Any] = {}
            options: list[Parameter] = []
            for one in own.parameters.values():
                if hasattr(one.annotation, "_field_defaults"):
                    groups[one.name] = one.annotation
                    options += _options_of(one)
                else:
                    options.append(one)

            @wraps(command)
            def run(**given: Any) -> Any:
                for word, group in groups.items():
                    given[word] = group(**{field: given.pop(field) for field in group._fields})
                if "context" in given:
                    given["context"] = given["context"].obj
                return command(**given)

            run.__signature__ = own.replace(parameters=options)  # type: ignore[attr-defined]
            run.__annotations__ = {}
            register(run)
            return command

        return decorate


def _options_of(group: Parameter) -> list[Parameter]:
    types = get_type_hints(group.annotation, include_extras=True)
    return [
        group.replace(name=name, default=default, annotation=types[name])
        for name, default in group.annotation._field_defaults.items()
    ]


#: With plain help pages, and no options for completion of its own.
command_app = partial(_CommandApp, add_completion=False, rich_markup_mode=None)
#: What values that are whole numbers are called.
NUMBERS = ("N", "[YEAR]")


def option(flags: str, text: str, metavar: str | None = None, **more: Any) -> Any:
    """Declare an option: its flags, such as ``--output -o``, its help, and its value's name."""
    return typer.Option(*flags.split(), help=text, metavar=metavar, **more)


def argument(metavar: str, text: str) -> Any:
    """Declare an argument: the name of its value, and its help."""
    return typer.Argument(metavar=metavar, help=text)


Json = Annotated[bool, option("--json", "Print one JSON document on standard output.")]
PASSPHRASE_HELP = "Read the passphrase from the first line of FILE (- for standard input)."
PassphraseFile = Annotated[str, option("--passphrase-file", PASSPHRASE_HELP, "FILE|-")]
Yes = Annotated[bool, option("--yes -y", "Do not ask first.")]
DayBack = Annotated[
    str, option("--date", 'Date it to this day or time: fri, 2w, 3 March, "fri 18:00".', "DAY")
]
AsOf = Annotated[str, option("--as-of", "Show the journal as it was on this day.", "DAY")]
Since = Annotated[
    str, option("--since", "Start on this day: 2w, fri, 2026-03, 2026-01..2026-03.", "WHEN")
]
Until = Annotated[str, option("--until", "End on this day (included).", "WHEN")]

Output = Annotated[
    str, option("--output -o", "Write to this new file, readable by you alone.", "FILE")
]
OpenPage = Annotated[bool, option("--open", "Open the page in the browser.")]

Id = Annotated[str, argument("ID", "Its id, or the first or last characters (at least 4).")]


_PAST = "Try fri, yesterday, 2w, 3 March or 2026-03-29."
_MOMENTS = 'Try fri, yesterday, "fri 18:00", 3 March or 2026-03-29.'
_SPANS = "Try fri, 2w, 2026-03, 2026-01..2026-03 or 2026-03-29."
_AHEAD = "Try fri, tomorrow, 2w, 3 May or 2027-05-29."


@contextmanager
def understood(option: str, hint: str = "") -> Iterator[None]:
    """Raise UsageError that names the option where its day is not understood."""
    try:
        yield
    except DateProblem as problem:
        raise UsageError(f"{option}: {problem}.", hint) from None


def moment_back(context: Context, text: str) -> date | None:
    """Read the ``--date`` of an entry, perhaps with a time of day, which its record will have."""
    if not text:
        return None
    now = context.clock.now().local.astimezone(context.own_zone)
    with understood("--date", _MOMENTS):
        day, context.happened, words = read_moment_back(text, now, context.today, context.day_start)
    if words:
        context.screen.say(f" --date {text}: {words}")
    else:
        _say_back(context, "--date", text, day)
    return day


def day_back(context: Context, text: str, option: str) -> date | None:
    """Read the day of an option, today or before; None where it was not given."""
    read = partial(read_day_back, leaning=looking_back(context))
    return _day(context, option, text, read, _PAST)


def day_ahead(context: Context, text: str, option: str, since: date | None = None) -> date | None:
    """Read the day of an option, today or later, or from ``since`` on; None if not given."""
    return _day(context, option, text, lambda day, today: read_day_ahead(day, since or today))


def day_near(context: Context, text: str, option: str, *, is_end: bool = False) -> date | None:
    """Read the first or last day of something before or after today, such as a pause."""
    return _day(context, option, text, partial(read_edge, leaning="near", at_end=is_end))


def day_before(context: Context, text: str, option: str) -> date | None:
    """Read a day before which everything is meant; of a month or year, its first day."""
    read = partial(read_edge, leaning=looking_back(context))
    return _day(context, option, text, read, "Try 2025-01-01, 2025-03 or 1y.")


def looking_back(context: Context) -> Leaning:
    """Return which day a phrase without a year means where days that were are meant."""
    return "night" if context.clock.now().local.date() > context.today else "past"


def span(context: Context, since: str, until: str) -> Span:
    """Read the days two options name together; one range in ``--since`` names both ends."""

    def read(option: str, text: str) -> Span:
        with understood(option, _SPANS):
            return read_days(text, context.today, looking_back(context))

    first = last = None
    if since:
        whole = read("--since", since)
        first, last = whole.first, whole.last if is_range(since) else None
    if until:
        last = read("--until", until).last
    if first and last and first > last:
        message = f"--since {since} comes after --until {until}."
        raise UsageError(message, "Give the earlier day to --since.")
    if since:
        _say_back(context, "--since", since, first, last if is_range(since) else first)
    if until:
        _say_back(context, "--until", until, last)
    return Span(first, last)


def _day(
    context: Context, option: str, text: str, read: Callable[[str, date], date], hint: str = _AHEAD
) -> date | None:
    if not text:
        return None
    with understood(option, hint):
        day = read(text, context.today)
    _say_back(context, option, text, day)
    return day


def _say_back(context: Context, option: str, text: str, *days: date | None) -> None:
    """Say which days were understood, so that a misreading is seen at once; ISO has none."""
    if not is_iso(text):
        words = [day_in_words(day, context.today) for day in dict.fromkeys(days) if day]
        context.screen.say(f" {option} {text}: {' to '.join(words)}")


def one_of(word: str, allowed: Iterable[str], what: str, hint: str = "") -> str:
    """Return the word where it is allowed. Raise UsageError with the nearest one, or with all."""
    words = list(allowed)
    if word in words:
        return word
    hint = did_you_mean(word, words, 0.5) or hint or f"Choose {listed(words, 'or')}."
    raise UsageError(f"{what} {quoted(word)} is not known.", hint)


def no_format(word: str, formats: Iterable[str], command: str, else_: str) -> None:
    """Raise UsageError where a format was typed as the word that ``command`` takes."""
    if word in formats:
        message = f'"{word}" is a format, and would be {else_}.'
        hint = f"Did you mean: syslead {command} --format {word}"
        raise UsageError(message, hint)


def dimension_id(context: Context, word: str) -> str:
    """Return the id of a dimension given by id or name."""
    if found := context.framework.dimension_named(word):
        return found.id
    ids = [dimension.id for dimension in context.framework.dimensions]
    return one_of(word, ids, "Dimension", f"This framework has {', '.join(ids)}.")


def facet_id(context: Context, word: str) -> str:
    """Return the id of a facet given by id, name or a part of either."""
    return facet_in(context.framework, word).id


def facet_in(framework: Framework, word: str) -> Facet:
    """Return the one facet a word names. Raise UsageError where it is none, or several."""
    found = framework.facets_named(word)
    if len(found) == 1:
        return found[0]
    if found:
        named = first_few([facet.id for facet in found], 6)
        raise UsageError(f'"{word}" could be {len(found)} facets: {named}.', "Type more of it.")
    names = {one: facet.id for facet in framework.everything for one in (facet.id, facet.label)}
    near = nearest(word.casefold(), names, 0.5)
    hint = f'Did you mean "{names[near]}"?' if near else "syslead framework show lists them."
    raise UsageError(f"Facet {quoted(word)} is not known.", hint)
