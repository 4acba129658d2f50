"""Every command there is, called with what people call it with, one after the other.

For what must hold of all of them: no network, nothing open to others, no words where they do
not belong. A new command gets a line here; tests/privacy/test_network.py says which are missing.

    python tests/every_call.py FOLDER      calls them all; prints one line a call, as JSON
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from conftest import Result, World
from mutating import COMMANDS as MUTATING
from mutating import CSV, FACETS, QUARTER, SITTING, WEEK, fresh, typed_in
from syslead_cli.app import load_command
from syslead_cli.command_table import COMMANDS

#: What is planted in every entry, and the passphrase that is typed.
WORD, PHRASE = "zanzibar", "correct horse battery staple"


class Call(NamedTuple):
    """A command line; ``{…}`` are filled in when it is its turn. ``codes``: what it may answer."""

    words: str
    stdin: str = ""
    codes: tuple[int, ...] = (0,)


_DOCUMENT = {name: json.dumps(data) for name, data in
             {"sitting": SITTING, "week": WEEK, "quarter": QUARTER}.items()}  # fmt: skip
CALLS = [
    Call("--version"), Call("--help"), Call(""), Call("--json"),
    Call("note -", "{word} said no. @{word} #{word}"), Call("note - --json", "{word} again."),
    Call("reflect --plan"), Call("reflect --plan --json"),
    Call("reflect --answers - --json", _DOCUMENT["sitting"]),
    Call("intend - --by 2w --json", "If {word} stalls, then I will ask"),
    Call("intentions"), Call("intentions --all --json"),
    Call("intentions partly {intention} --text -", "{word} was away"),
    Call("intend -", "If {word} waits, then I will go"),
    Call("intentions later {intention} 2w"), Call("intentions done {intention} --text -", "{word}"),
    Call("intend -", "If {word} leaves, then I will stay"), Call("intentions drop {intention}"),
    Call("trends"), Call("trends --json"),
    Call("trends --format html -o {out}/trends.html"), Call("review quarter --format html"),
    Call("browse", codes=(1, 2)), Call("neglected"), Call("neglected --json"),
    Call("review week --plan"), Call("review week --plan --json"),
    Call("review week --answers -", _DOCUMENT["week"]), Call("review week --md"),
    Call("review quarter --answers - --json", _DOCUMENT["quarter"]),
    Call("assess facets --answers -", '{"facets": {"courage": {"importance": 5, "practice": 2}}}'),
    Call("assess environment --answers -", '{"environment": {"tolerates_risk": 2}}'),
    Call("focus " + " ".join(FACETS)), Call("focus --json"), Call("pause --until 2026-04-09"),
    Call("pause --end"),
    Call("share preview --tier all"), Call("share check", "Priya Sharma of {word}"),
    Call("share write --to Jo --tier all --yes --drop-identifiers -o {out}/pack.json"),
    Call("share write --to Jo --yes --format html -o {out}/pack.html"),
    Call("share log"), Call("share log --json"),
    Call("list"), Call("list --json"), Call("list --voice {word}"), Call("search {word}"),
    Call("search {word} --json"), Call("show {id}"), Call("show {id} --versions --json"),
    Call("edit {id} --text -", "{word}, better put"), Call("edit {id} --voice {word}"),
    Call("voices"), Call("voices --json"), Call("voices match", "{word} told me."),
    Call("voices match --json", "The {word} team said no. @{word}"),
    Call("voices rename {word} {word}-team --yes"),
    Call("voices rename {word}-team {word} --yes"), Call("tags"), Call("tags --json"),
    Call("note -", "A tag: #{word}"), Call("tags rename {word} {word}x --yes"),
    Call("tags rename {word}x {word} --yes"),
    Call("calendar"), Call("calendar --json"), Call("on-this-day"), Call("on-this-day --json"),
    Call("note -", "To be taken back."), Call("undo --yes"), Call("help share write"),
    Call("verify"), Call("verify --json"), Call("repair"), Call("repair --apply --json"),
    Call("backup {out}/copies"), Call("restore {backup} --json"),
    Call("import csv {out}/in.csv --tz UTC"), Call("import csv {out}/in.csv --dry-run --json"),
    Call("export --format md -o {out}/all.md"), Call("export --format html -o {out}/all.html"),
    Call("export --format csv"), Call("export --format json"), Call("export --format jsonl"),
    Call("remind"), Call("remind --json"),
    Call("remind install --daily 17:30 --dry-run", codes=(0, 1)),
    Call("remind install --daily 17:30 --via ics --output {out}/remind.ics"),
    Call("remind status --json"), Call("remind uninstall", codes=(0, 1)),
    Call("completion bash"), Call("completion zsh"), Call("completion fish"),
    Call("completion powershell"),
    Call("framework list"), Call("framework show --json"), Call("framework check"),
    Call("framework use systems-leadership"), Call("framework match --json", "{word} disagreed"),
    Call("framework train {out}/none.tsv", codes=(1,)),
    Call("prompts list --json"), Call("prompts show courage-01"), Call("prompts check"),
    Call("prompts add - --facet curiosity --kind event",
         "What happened in the first hour of your last hard meeting?"),
    Call("config get --json"), Call("config set prompts 3"), Call("config unset prompts"),
    Call("config path"), Call("config path --json"), Call("config schema journal"),
    Call("config edit", codes=(2,)),
    Call("demo --home {out}/demo"),
    Call("coach keygen --no-passphrase -o {out}/coach.pub"), Call("coach list"),
    Call("coach rekey --passphrase-file - --new-passphrase-file -", codes=(2,)),
    Call("share recipients list"), Call("share recipients add Dana {out}/coach.pub", codes=(2,)),
    Call("share recipients add Dana {out}/coach.pub --fingerprint {fingerprint}"),
    Call("share write --to Dana --yes -o {out}/dana.age"),
    Call("coach add {out}/dana.age --as Dana"), Call("share recipients remove Dana"),
    Call("coach add {out}/pack.json --as {word}"), Call("coach list --json"),
    Call("coach brief {word}"), Call("coach brief {word} --format html -o {out}/brief.html"),
    Call("coach note {word} - --agreed", "We agreed on {word}"), Call("coach note {word} --list"),
    Call("coach open {out}/dana.age"),
    Call("coach cohort --json"), Call("coach forget {word} --yes"),
    Call("encrypt --yes --passphrase-file {out}/phrase --recovery-file {out}/recovery"),
    Call("note -", "{word}, sealed"), Call("remind"),
    Call("decrypt --yes --passphrase-file {out}/phrase"),
    Call("forget --word {word} --dry-run --json"),
    Call("delete {id} --yes"), Call("forget --voice {word} --keep-entries --yes"),
    Call("forget --before 2026-03 --yes --json"), Call("forget --word {word} --yes"),
    # what goes wrong says so, and says no more
    Call("show nothing-like-it", codes=(1,)), Call("nonsense", codes=(2,)),
    Call("coach brief nobody", codes=(1, 2)), Call("share write --to Jo", codes=(2,)),
]  # fmt: skip


class Caller:
    """One leader's world, in which the calls follow one another."""

    def __init__(self, home: Path, word: str = WORD) -> None:
        self.world = World(home)
        self.word = word
        self.out = home.parent / "out"
        self.out.mkdir(exist_ok=True)
        (self.out / "in.csv").write_text(CSV)
        (self.out / "phrase").write_text(f"{PHRASE}\n")

    def run(self, call: Call) -> tuple[list[str], Result]:
        """Fill it in and run it."""
        self.world.clock.move(seconds=7)
        words = [self._filled(word) for word in call.words.split()]
        result = self.world.run(*words, stdin=call.stdin.replace("{word}", self.word))
        return words, result

    def _filled(self, word: str) -> str:
        if "{" not in word:
            return word
        facts = {"word": self.word, "out": str(self.out)}
        for name in ("id", "intention", "backup", "fingerprint"):
            if f"{{{name}}}" in word:
                facts[name] = str(getattr(self, f"_{name}")())
        return word.format_map(facts)

    def _id(self) -> str:
        notes = [r for r in self.world.context().journal.read().records if r.kind == "note"]
        return notes[0].id

    def _intention(self) -> str:
        records = self.world.context().journal.read().records
        return [r for r in records if r.kind == "intention"][-1].id

    def _backup(self) -> Path:
        return next((self.out / "copies").iterdir())

    def _fingerprint(self) -> str:
        from syslead_cli.crypt import age

        words = (self.out / "coach.pub").read_text().split()
        return age.fingerprint(next(word for word in words if word.startswith("age1")))


def all_calls(folder: Path, word: str = WORD) -> Iterator[tuple[list[str], Result, bool]]:
    """Every call, with whether it answered as it may; then every command that writes."""
    caller = Caller(folder / "home", word)
    for call in CALLS:
        words, result = caller.run(call)
        yield words, result, result.code in call.codes
    for command in MUTATING:
        world = fresh(folder / "template", folder / "case", command)
        words = list(command.arguments(world))
        result, _ = typed_in(world, command, tuple(words))
        yield words, result, result.code == 0


def leaves() -> set[str]:
    """Every command that runs by itself, as words."""
    found: set[str] = set()
    for name in COMMANDS:
        found |= set(_below(load_command(name), name))
    return found


def _below(command: Any, path: str) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if not inner or command.invoke_without_command:
        yield path
    for name, one in (inner or {}).items():
        yield from _below(one, f"{path} {name}")


#: Events of another program being started: what it is told, others on the machine may see.
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.putenv")
#: Which of Python's own events mean that something speaks to another machine.
_EVENTS = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "nntplib.")


def _watch() -> None:
    """From now on every such event is printed, whoever causes it."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_EVENTS):
            print(json.dumps({"event": event, "of": repr(arguments)[:200]}), flush=True)
        if event in _PROGRAMS and any(word in repr(arguments) for word in (WORD, PHRASE)):
            print(json.dumps({"told": event, "of": repr(arguments)[:200]}), flush=True)

    sys.addaudithook(hook)


def _call_them_all(folder: Path) -> None:
    _watch()
    if os.environ.get("CALL_OUT"):  # the control: a call that must be seen
        import socket

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.connect(("127.0.0.1", 9))
        subprocess.run(["true", WORD], check=True)
        return
    for words, result, right in all_calls(folder):
        said = {"words": words, "code": result.code, "right": right, "err": result.err}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    _call_them_all(Path(sys.argv[1]))
