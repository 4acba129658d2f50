"""What could come next on a command line: pure tables in, words out.

A table of plain dictionaries, because it is kept as JSON between two presses of Tab.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

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
