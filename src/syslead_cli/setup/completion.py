"""What could come next on a command line: pure tables in, words out.

A table of plain dictionaries, because it is kept as JSON between two presses of Tab.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from syslead_cli.base.files import give, make_private_folder, owner_of
from syslead_cli.base.paths import Paths
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.context import Context


Words = Mapping[str, Mapping[str, str]]
Table = Mapping[str, Mapping[str, Any]]

#: What an option or an argument takes, by its name: a list of words, or files.
FILES = "files"
#: Clients of a coach, and whose keys are kept: looked up at each press of Tab, and in no cache.
CLIENTS, RECIPIENTS = "clients", "recipients"
_OPTIONS = {
    "--facet": "facets",
    "--dimension": "dimensions",
    "--prompt": "prompts",
    "--voice": "voices",
    "--tag": "tags",
    "--kind": "kinds",
    "--problem": "problems",
    "--color": "colours",
    "--via": "vias",
    "--answers": FILES,
    "--output": FILES,
    "--home": FILES,
    "--identity": FILES,
    "--passphrase-file": FILES,
}
_ARGUMENTS = {
    ("focus", "facets"): "facets",
    ("intentions done", "id_"): "intentions",
    ("intentions partly", "id_"): "intentions",
    ("intentions drop", "id_"): "intentions",
    ("intentions later", "id_"): "intentions",
    ("show", "id_"): "entries",
    ("edit", "id_"): "entries",
    ("delete", "ids"): "entries",
    ("framework show", "id_"): "frameworks",
    ("framework use", "id_"): "frameworks",
    ("framework check", "target"): FILES,
    ("prompts show", "id_"): "prompts",
    ("prompts check", "target"): FILES,
    ("config get", "key"): "settings",
    ("config set", "key"): "settings",
    ("config unset", "key"): "settings",
    ("config schema", "name"): "schemas",
    ("completion", "shell"): "shells",
    ("import", "form"): "import_formats",
    ("import", "source"): FILES,
    ("backup", "folder"): FILES,
    ("coach add", "files"): FILES,
    ("coach forget", "client"): CLIENTS,
    ("coach brief", "client"): CLIENTS,
    ("share recipients add", "name"): RECIPIENTS,
    ("share recipients add", "source"): FILES,
    ("share recipients remove", "name"): RECIPIENTS,
    ("restore", "place"): FILES,
}
#: Words that mean another list in one command.
_ELSEWHERE = {
    ("prompts list", "kinds"): "prompt_kinds",
    ("prompts add", "kinds"): "prompt_kinds",
    ("export", "--format"): "export_formats",
    ("trends", "--format"): "trend_formats",
    ("trends", "--by"): "periods",
    ("coach add", "--as"): CLIENTS,
    ("coach brief", "--format"): "brief_formats",
    ("coach cohort", "--format"): "cohort_formats",
    ("coach cohort", "--engine"): "engines",
    ("coach cohort", "--clients-by"): "client_ways",
    ("share write", "--to"): RECIPIENTS,
    **{
        (command, option): source
        for command in ("share preview", "share write")
        for option, source in {
            "--tier": "tiers",
            "--for": "audiences",
            "--without": "withheld",
            "--format": "pack_formats",
            "--approve-intention": "intentions",
            "--excerpt": "entries",
        }.items()
    },
}


class Offer(NamedTuple):
    """What to offer: words with a few words about each, or the files the shell knows."""

    words: dict[str, str]
    files: bool = False


NOTHING = Offer({})


def option_source(path: str, name: str) -> str:
    """The list an option's value comes from, empty where anything goes."""
    source = _ELSEWHERE.get((path, name)) or _OPTIONS.get(name, "")
    return _ELSEWHERE.get((path, source), source)


def argument_source(path: str, name: str) -> str:
    """The list an argument comes from, empty where anything goes."""
    return _ARGUMENTS.get((path, name), "")


def offer(table: Table, lists: Words, words: Sequence[str]) -> Offer:
    """What the last of ``words`` may become; the others are what is typed already."""
    *before, last = _whole(words) or [""]
    path, given, waiting = _walked(table, before)
    node = table.get(path, {})
    options: Mapping[str, Any] = node.get("options", {})
    if "--" not in before:
        name, equals, value = last.partition("=")
        if equals and name in options:
            found = _from(lists, options[name][1], value)
            return Offer({f"{name}={word}": said for word, said in found.words.items()})
        if waiting:
            return _from(lists, options[waiting][1], last)
        if last.startswith("-"):
            return Offer(_beginning(last, {o: said for o, (_, _, said) in options.items()}))
    if node.get("commands") and not given:
        return Offer(_beginning(last, node["commands"]))
    return _from(lists, _argument(node.get("arguments", []), given), last, set(before))


def _whole(words: Sequence[str]) -> list[str]:
    """bash takes ``--facet=x`` apart at the sign; it is one word here again."""
    whole: list[str] = []
    for word in words:
        option = whole[-1] if whole and whole[-1].startswith("--") else ""
        if option and (option.endswith("=") or word == "="):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def _walked(table: Table, words: Iterable[str]) -> tuple[str, int, str]:
    """Where the words lead: the command, how many arguments it has, the option that waits."""
    path, given, waiting, plain = "", 0, "", False
    for word in words:
        node = table.get(path, {})
        if waiting:
            waiting = ""
        elif word == "--":
            plain = True
        elif word.startswith("-") and len(word) > 1 and not plain:
            takes = node.get("options", {}).get(word, (False,))[0]
            waiting = word if takes else ""
        elif word in node.get("commands", {}) and not given:
            path = f"{path} {word}".strip()
        else:
            given += 1
    return path, given, waiting


def _argument(arguments: Sequence[Sequence[Any]], given: int) -> str:
    """The list of the argument that comes next; the last may take many."""
    if given < len(arguments):
        return str(arguments[given][0])
    return str(arguments[-1][0]) if arguments and arguments[-1][1] else ""


def _from(lists: Words, source: str, beginning: str, taken: Iterable[str] = ()) -> Offer:
    if source == FILES:
        return Offer({}, files=True)
    words = {word: said for word, said in lists.get(source, {}).items() if word not in taken}
    return Offer(_beginning(beginning, words))


def _as_meant(typed: str) -> str:
    """What is typed of a word, without the quotes and strokes that keep a shell from cutting it."""
    return typed.lstrip("\"'").replace("\\", "")


def _beginning(lead: str, words: Mapping[str, str]) -> dict[str, str]:
    folded = _as_meant(lead).casefold()
    return {word: said for word, said in words.items() if word.casefold().startswith(folded)}


# ── completion_cache ──
# What completion knows, kept between two presses of Tab; it can be deleted at any time.
#
# It holds the names of commands, options, facets, voices and tags, and the ends of ids. It never
# holds anything else a leader wrote.


PACKAGE = Path(__file__).parent.parent


class CompletionCache:
    """The file, and the marks by which its parts are known to be stale."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._file = paths.completion

    def read(self) -> dict[str, Any]:
        """Its parts, each with its mark; nothing where it makes no sense."""
        try:
            data: Any = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return data if type(data) is dict else {}

    def write(self, parts: dict[str, Any]) -> None:
        """Put it in place at once. Not worth waiting for the disk, nor an error."""
        with contextlib.suppress(OSError):
            make_private_folder(self._file.parent)
            new = self._file.with_name(f".completion.{os.getpid()}.tmp")
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                give(file.fileno(), owner_of(new.parent))
                json.dump(parts, file, separators=(",", ":"))
            new.replace(self._file)

    def mark_of_program(self, version: str) -> str:
        """Changes when the program does."""
        return f"{version} {_mark([PACKAGE / 'cli'])}"

    def mark_of_names(self) -> str:
        """Changes when a framework, a prompt file or a setting does."""
        paths = self._paths
        homes = (PACKAGE / "_data", PACKAGE.parents[1])  # packaged, or a checkout
        shipped = [home / kind for home in homes for kind in ("frameworks", "prompts")]
        return _mark([paths.config, paths.frameworks, paths.prompts, *shipped])

    def mark_of_journal(self) -> str:
        """Changes when the journal does."""
        folder = self._paths.journal
        try:
            with os.scandir(folder) as found:
                devices = [Path(entry.path) for entry in found if entry.is_dir()]
        except OSError:
            devices = []
        return _mark([folder, *devices])


def _mark(places: Iterable[Path]) -> str:
    """The number, sizes and newest time of the files at these places."""
    count = size = newest = 0
    for place in places:
        for status in _statuses(place):
            count, size = count + 1, size + status.st_size
            newest = max(newest, status.st_mtime_ns)
    return f"{count} {size} {newest}"


def _statuses(place: Path) -> list[os.stat_result]:
    with contextlib.suppress(OSError), os.scandir(place) as found:
        return [entry.stat() for entry in found if entry.is_file()]
    with contextlib.suppress(OSError):
        return [place.stat()]
    return []


# ── completion_words ──
# The tables behind completion, made from the commands, the framework and the journal.
#
# This is the slow part: it runs when something has changed since the last press of Tab.


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
    from syslead_cli.coach.commands import FORMATS as BRIEF_FORMATS
    from syslead_cli.exchange.commands import FORMATS_EXPORTING as EXPORT_FORMATS
    from syslead_cli.exchange.importing import FORMATS as IMPORT_FORMATS
    from syslead_cli.framework.model import KIND_SHARES as PROMPT_KINDS
    from syslead_cli.insight.commands import FORMATS as TREND_FORMATS
    from syslead_cli.journal.listing import KINDS
    from syslead_cli.journal.model import PROBLEMS, TIERS
    from syslead_cli.remind.schedulers import VIAS
    from syslead_cli.setup.completing import SCRIPTS
    from syslead_cli.setup.schemas import NAMES
    from syslead_cli.setup.settings import COLOURS, described
    from syslead_cli.sharing.choice import AUDIENCES
    from syslead_cli.sharing.model import WITHOUT
    from syslead_cli.sharing.pack_screen import FORMATS as PACK_FORMATS

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
            entry.source.id: entry.framework.name
            for entry in context.catalogue.entries()
            if entry.framework
        },
    }
    return {"lists": lists, "voices": _safe(context.settings.voices)}


def journal_part(context: Context) -> dict[str, Any]:
    """Voices, tags and the ends of ids from the last year or so; never a word of an entry.

    Nothing of an encrypted journal: pressing Tab asks for no passphrase.
    """
    if context.safe.key.is_on:
        return {"lists": {}}
    from syslead_cli.journal.model import ENTRY_KINDS
    from syslead_cli.reflect.due import DAYS_BACK

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
    from syslead_cli.base.text import near_day
    from syslead_cli.journal.intentions import tracked_intentions

    waiting = [standing.intention for standing in tracked_intentions(records) if standing.is_open]
    waiting.sort(key=lambda intention: intention.due)
    return _ids((one.id, f"due {near_day(one.due, context.today)}") for one in waiting)


def _ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    from syslead_cli.journal.entries import short_id

    shorts = {short_id(id_): said for id_, said in pairs}
    return {id_: said for id_, said in shorts.items() if _SAFE.fullmatch(id_)}


MAKERS: dict[str, Callable[[Context], dict[str, Any]]] = {
    "program": program_part,
    "names": names_part,
    "journal": journal_part,
}


# ── completion_cli ──
# Completion as the shells ask for it: a cache is read, and as good as nothing is imported.
#
# The shell's script sets ``_SYSLEAD_COMPLETE`` to its own name and hands over the words so far.
# Whatever goes wrong, the answer is no words: Tab must never print an error.


#: The first line where the shell is to offer its own files.
FILES_MARK = ":files"
_WITH_WORDS_ABOUT = ("zsh", "fish", "powershell")


def complete(words: Sequence[str], context: Context, shell: str) -> int:
    """Print what the last word may become, one to a line; the exit code is always 0."""
    try:
        table, lists = tables(context)
        if list(words[:1]) == ["coach"]:
            lists[CLIENTS] = _clients(context)
        if list(words[:1]) == ["share"]:
            lists[RECIPIENTS] = {each.name: "" for each in context.recipients.read()}
        text = _lines(offer(table, lists, words), shell)
        context.stdout.write(text)
        context.stdout.flush()
    except (Exception, KeyboardInterrupt):
        return 0
    return 0


def _clients(context: Context) -> dict[str, str]:
    """The coach's clients by id, which every shell takes as it is."""
    return {
        client.id: client.name if client.name.casefold() != client.id else ""
        for client in sorted(context.clients.everyone(), key=lambda client: client.id)
    }


def _lines(found: Offer, shell: str) -> str:
    if found.files:
        return f"{FILES_MARK}\n"
    about = shell in _WITH_WORDS_ABOUT
    words = {_one_word(word, shell): said for word, said in found.words.items()}
    return "".join(
        f"{word}\t{said}\n" if about and said else f"{word}\n" for word, said in words.items()
    )


def _one_word(word: str, shell: str) -> str:
    """As the shell takes it for one word; zsh and fish see to that themselves."""
    if shell not in ("bash", "powershell"):
        return word
    plain = [sign.isalnum() or sign in "-_.+=:/@," for sign in word]
    if all(plain):
        return word
    if shell == "powershell":
        return "'{}'".format(word.replace("'", "''"))
    return "".join(sign if safe else f"\\{sign}" for sign, safe in zip(word, plain, strict=True))


def tables(context: Context) -> tuple[dict[str, Any], dict[str, Any]]:
    """The commands and the lists of words; what is stale is made anew and kept."""
    from syslead_cli import __version__

    cache = context.completion_cache
    parts = {name: part for name, part in cache.read().items() if type(part) is dict}
    marks = {
        "program": cache.mark_of_program(__version__),
        "names": cache.mark_of_names(),
        "journal": f"{cache.mark_of_journal()} {context.today}",
    }
    stale = [part for part, mark in marks.items() if parts.get(part, {}).get("mark") != mark]
    if stale:
        for part in stale:
            parts[part] = {"mark": marks[part], **MAKERS[part](context)}
        cache.write(parts)
    lists = {**parts["program"]["lists"], **parts["names"]["lists"]}
    voices = {**parts["names"]["voices"], **parts["journal"]["lists"]["voices"]}
    return parts["program"]["table"], {**lists, **parts["journal"]["lists"], "voices": voices}
