"""The words that complete an option or an argument when a shell asks for them.

Typer finds out which parameter is to be completed; here stands which list it takes its words
from. A parameter without a list gets none, and the shell offers its own files. No word of an
entry is ever offered, and nothing of an encrypted journal: pressing Tab asks for no passphrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from syslead_cli.base.dates import DateProblem, read_days
from syslead_cli.base.options import NUMBERS
from syslead_cli.base.text import near_day
from syslead_cli.journal.entries import short_id
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import ENTRY_KINDS, Intention, Record, tracked_intentions
from syslead_cli.reflect.notes import note_templates
from syslead_cli.setup.settings import described

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.sharing.build import Choice

Words = dict[str, str]
Typed = dict[str, Any]
#: Returns the words of a list; some ask what was typed before on the line, by parameter.
Completer: TypeAlias = "Callable[[Context, Typed], Words]"

#: How many days back the journal is looked at, and how many of its newest entries are offered.
_DAYS_BACK = 400
_ENTRIES = 30
#: Voices and tags that every shell takes for one word; others are typed by hand.
_MARK = re.compile(r"[\w.+-]+")
#: zsh reads what it is given as code: no other signs for it.
_FOR_ZSH = re.compile(r"[\w.+@/:=, -]+")


def _names(what: str) -> Completer:
    return lambda context, _: {each.id: each.name for each in getattr(context.framework, what)}


def _prompts(context: Context, _: Typed) -> Words:
    return {prompt.id: "" for prompt in context.bank.prompts}


def _frameworks(context: Context, _: Typed) -> Words:
    entries = context.catalogue.entries()
    return {each.source.id: each.framework.name for each in entries if each.framework}


def _records(context: Context) -> list[Record]:
    if context.key.is_on:
        return []
    since = context.today - timedelta(days=_DAYS_BACK)
    return list(context.undecrypted_journal.read(since).records)


def _marks(what: str) -> Completer:
    def marks(context: Context, _: Typed) -> Words:
        known = context.settings.voices if what == "voices" else ()
        found = {mark for each in _records(context) for mark in getattr(each, what, ()) or ()}
        return dict.fromkeys(sorted(filter(_MARK.fullmatch, found.union(known))), "")

    return marks


def _dated(entries: Iterable[Record]) -> Words:
    return {short_id(each.id): f"{each.kind}, {each.day}" for each in entries}


def _due(context: Context, intentions: Iterable[Intention]) -> Words:
    return {short_id(one.id): f"due {near_day(one.due, context.today)}" for one in intentions}


def _entries(context: Context, _: Typed) -> Words:
    entries = [record for record in _records(context) if record.kind in ENTRY_KINDS]
    return _dated(reversed(entries[-_ENTRIES:]))


def _intentions(context: Context, _: Typed) -> Words:
    waiting = [each.intention for each in tracked_intentions(_records(context)) if each.is_open]
    return _due(context, sorted(waiting, key=lambda intention: intention.due))


def _chosen_days(context: Context, typed: Typed) -> tuple[Journal, Choice]:
    """Return the journal, and the days that the options before on the line choose."""
    from syslead_cli.sharing.commands import Details, HowMuch, choice_of

    since, until = (str(typed.get(name) or "") for name in ("from_", "until"))
    choice = choice_of(context, HowMuch("all", since, until), Details())
    is_locked = context.key.is_on
    return Journal() if is_locked else context.undecrypted_journal.read(choice.first), choice


def _shareable_intentions(context: Context, typed: Typed) -> Words:
    from syslead_cli.sharing.build import shareable_intentions

    made = shareable_intentions(*_chosen_days(context, typed))
    return _due(context, (each.intention for each in reversed(made)))


def _shareable_entries(context: Context, typed: Typed) -> Words:
    from syslead_cli.sharing.build import shareable_entries

    return _dated(reversed(shareable_entries(*_chosen_days(context, typed))))


def _clients(context: Context, _: Typed) -> Words:
    clients = sorted(context.clients.everyone(), key=lambda client: client.id)
    return {client.id: client.name for client in clients}


def _recipients(context: Context, _: Typed) -> Words:
    return {each.name: "" for each in context.recipients.read()}


def _constant(place: str) -> Completer:
    """Return the words of ``package.module:NAME``, a constant or what a function returns."""

    def words(*ignored: Any) -> Words:
        module, _, name = place.partition(":")
        value = getattr(import_module(f"syslead_cli.{module}"), name)
        return dict.fromkeys(value() if callable(value) else value, "")

    return words


_VOICES, _TAGS = _marks("voices"), _marks("tags")
_FACETS, _DIMENSIONS = _names("everything"), _names("dimensions")
_PROMPT_KINDS = _constant("framework.model:KIND_SHARES")

#: Lists by the option or argument that takes a word from them; where commands differ, with theirs.
COMPLETERS: dict[str, Completer] = {
    "--facet": _FACETS,
    "--dimension": _DIMENSIONS,
    "--prompt": _prompts,
    "--voice": _VOICES,
    "--tag": _TAGS,
    **{f"voices rename {which}": _VOICES for which in ("old", "new")},
    **{f"tags rename {which}": _TAGS for which in ("old", "new")},
    "--kind": _constant("journal.entries:KINDS"),
    "--problem": _constant("journal.model:PROBLEMS"),
    "--color": _constant("setup.settings:COLOURS"),
    "--via": _constant("remind.schedulers:VIAS"),
    "--template": lambda context, _: dict.fromkeys(note_templates(context), ""),
    "focus facets": _FACETS,
    "id_": _entries,
    "ids": _entries,
    "framework show word": lambda context, _: {
        **_frameworks(context, _),
        **_DIMENSIONS(context, _),
        **_FACETS(context, _),
    },
    "framework use id_": _frameworks,
    "prompts show word": lambda context, _: _prompts(context, _) | _FACETS(context, _),
    "prompts list --kind": _PROMPT_KINDS,
    "prompts add --kind": _PROMPT_KINDS,
    "config schema name": _constant("setup.schemas:schema_names"),
    "completion shell": _constant("setup.commands:SHELLS"),
    "import form": _constant("exchange.formats:FORMATS"),
    "export --format": _constant("exchange.commands:EXPORT_FORMATS"),
    "trends --format": _constant("insight.commands:FORMATS"),
    "trends --by": _constant("insight.commands:PERIODS"),
    "coach add --as": _clients,
    "client": _clients,
    "coach brief --format": _constant("coach.commands:FORMATS"),
    "coach cohort --format": _constant("coach.cohort_commands:FORMATS"),
    "coach cohort --engine": _constant("coach.cohort_commands:ENGINES"),
    "coach cohort --clients-by": _constant("coach.cohort:WAYS"),
    "--tier": _constant("journal.model:TIERS"),
    "--for": _constant("journal.model:AUDIENCES"),
    "--without": _constant("sharing.model:WITHOUT"),
    "--approve-intention": _shareable_intentions,
    "--excerpt": _shareable_entries,
    "share preview --format": _constant("sharing.pack_screen:FORMATS"),
    "share write --format": _constant("sharing.pack_screen:FORMATS"),
    "share write --to": _recipients,
    "share recipients add name": _recipients,
    "share recipients remove name": _recipients,
    "key": lambda *_: {key: setting.meaning for key, setting in described().items()},
    **{f"intentions {way} id_": _intentions for way in ("done", "partly", "drop", "later")},
}


#: Options that take a day or a stretch of days, the first one a command has being meant.
_DAYS = ("--date", "--since", "--as-of", "--by", "--before")
_SIGNS = {"@": "--voice", "#": "--tag"}


def option_for(command: Any, path: str, word: str, context: Context) -> str:
    """Return the option of a command whose value a word can be; empty where there is none."""
    options = [each for each in command.params if not each.hidden and each.opts[0][:1] == "-"]
    names = [each.opts[0] for each in options]
    if _SIGNS.get(word[:1]) in names:
        return _SIGNS[word[:1]]
    for each in options:
        if _is_one_of(_words_for(each, path), word, context):
            return str(each.opts[0])
    if word.isdecimal():
        return next((each.opts[0] for each in options if each.metavar in NUMBERS), "")
    with suppress(DateProblem):
        days = read_days(word, context.today)
        ways = _DAYS if days.first == days.last else ("--since",)
        return next((option for option in ways if option in names), "")
    return ""


def takes(command: Any, path: str, word: str, context: Context) -> bool:
    """Return whether the first argument of a command can be a word."""
    arguments = [each for each in command.params if each.opts[0][:1] != "-"]
    return bool(arguments) and _is_one_of(_words_for(arguments[0], path), word, context)


def _is_one_of(words: Completer | None, word: str, context: Context) -> bool:
    """Return whether a word is in a list, by itself or by what it is called."""
    if words is None:
        return False
    known = words(context, {})
    return word.casefold() in {each.casefold() for each in (*known, *known.values())} - {""}


def _words_for(parameter: Any, path: str) -> Completer | None:
    names = [parameter.name, *parameter.opts]
    keys = [*(f"{path} {name}".strip() for name in names), *parameter.opts]
    return next((COMPLETERS[key] for key in keys if key in COMPLETERS), None)


class Word(NamedTuple):
    """A word as Typer hands it to the shell, with a few words about it."""

    value: str
    help: str


def add_completers(command: Any, path: str) -> None:
    """Give the parameters of a command, and of those below it, their lists of words."""
    for parameter in command.params:
        if words := _words_for(parameter, path):
            parameter.shell_complete = partial(_matching, words)
    for name, below in getattr(command, "commands", {}).items():
        add_completers(below, f"{path} {name}".strip())


def _matching(words: Completer, ctx: Any, incomplete: str) -> list[Word]:
    """Return the words that begin as what is typed, whatever its case, quotes and strokes."""
    context: Context = ctx.obj
    lead = incomplete.lstrip("\"'").replace("\\", "").casefold()
    found = words(context, ctx.params)
    given = {str(word) for value in ctx.params.values() if isinstance(value, list | tuple)
             for word in value}  # fmt: skip
    shell = context.environ["_SYSLEAD_COMPLETE"].removeprefix("complete_")
    # zsh and fish complete the whole of a word such as --facet=cou.
    typed = context.environ.get("_TYPER_COMPLETE_ARGS", "").rpartition(" ")[2]
    option, sign, _ = typed.partition("=")
    option = f"{option}=" if sign and option.startswith("--") else ""
    return [
        Word(option + shown, " ".join(re.sub(r"[^\w.,–-]", " ", about).split()))
        for word, about in found.items()
        if word.casefold().startswith(lead) and word not in given
        if (shown := _as_one_word(word, shell))
    ]


def _as_one_word(word: str, shell: str) -> str:
    """Return the word as the shell takes it for one; empty where it would not."""
    if not word.isprintable() or (shell == "zsh" and not _FOR_ZSH.fullmatch(word)):
        return ""
    plain = [sign.isalnum() or sign in "-_.+=:/@," for sign in word]
    if all(plain) or shell in ("zsh", "fish"):
        return word
    if shell == "bash":
        return "".join(
            sign if safe else f"\\{sign}" for sign, safe in zip(word, plain, strict=True)
        )
    return "'{}'".format(word.replace("'", "''"))
