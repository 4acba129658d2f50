"""Hold what every command says and writes against recorded transcripts.

``SYSLEAD_GOLDEN=1 pytest tests/golden`` records them anew. Each scenario starts from a fresh copy
of its home, at one fixed moment and with predictable ids. In what is recorded, the places of this
machine have names (``$HOME``, ``$ROOT``, ``$PYTHON``), what no fixed clock can foresee is masked
(``MASKS``), and control characters are shown as signs.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import pytest

from conftest import ROOT, Terminal, World
from golden.homes import HOMES, build, world_in
from golden.scenarios import COMMANDS, SCENARIOS, Call, Scenario
from syslead_cli.__main__ import main

HERE = Path(__file__).parent
#: Longer changes of a file are recorded by size and checksum; of a longer answer the middle is.
LONGEST, LONGEST_ANSWER = 6000, 30_000
KNOWN_KEY = re.findall("age1[0-9a-z]+", (ROOT / "tests/data/journal-v2/key.txt").read_text())[0]
#: What differs from run to run, and what stands for it.
MASKS = (
    (r"\b1[6-9]\d{17}\b", "$MTIME"),  # in state/seen: when a file was changed, in nanoseconds
    (r"syslead-demo-\w{8}\b", "syslead-demo-$RANDOM"),  # a temporary folder
    (r"\b(typed|answers)-\d{3,}", r"\1-$PROCESS"),  # a rescue file
    (r"(?<=remind[- .])[0-9a-f]{8}\b", "$JOURNAL"),  # a reminder's name, by the journal's place
    (r'(?<="tag": ")[0-9a-f]{8}\b', "$JOURNAL"),
    (r'"age":"[^"]*","crc":"\w+"', '"age":"$AGE","crc":"$CRC"'),  # an encrypted line
    (r"(?s)-----BEGIN AGE.*?END AGE ENCRYPTED FILE-----", "$AGE"),
)
#: The same, only where a scenario makes keys or encrypts.
SECRET_MASKS = (
    (r"AGE-SECRET-KEY-1[0-9A-Z]{58}", "$SECRET_KEY"),
    (rf"(?!{KNOWN_KEY})\bage1[0-9a-z]{{58}}", "$PUBLIC_KEY"),
    (r"(?<![0-9a-f])(?:[0-9a-f]{4} ){4}[0-9a-f]{4}\b", "$FINGERPRINT"),
    (r"\b[0-9a-f]{64}\b", "$SHA256"),
    (r'"crc":"\w{8}"', '"crc":"$CRC"'),
    (r'\[\d+,\$MTIME|"size": \d+|\b[\d,]+ bytes', "$SIZE"),  # age files vary in length
)
#: Help pages are recorded with the Typer that is pinned; a newer one draws them otherwise.
HELP_PAGES = re.compile(r"(?m)(^\$ .*--help\n)(?:(?!\$ ).*\n)*")
HAS_NEWER_TYPER = tuple(map(int, version("typer").split(".")[:2])) > (0, 28)
SIGNS = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {127: 0x2421}


class Box:
    """One scenario's folder, with the world in it and what was seen there last."""

    def __init__(self, box: Path, scenario: Scenario) -> None:
        self.box, self.world = box, world_in(box)
        self.masks = MASKS + (SECRET_MASKS if scenario.secret else ())
        self.files = self.snapshot()
        self.ids: list[str] = []

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        """Read every file, with its mode."""
        return {
            path.relative_to(self.box).as_posix(): (path.read_bytes(), path.stat().st_mode & 0o777)
            for path in sorted(self.box.rglob("*"))
            if path.is_file()
        }

    def masked(self, text: str) -> str:
        """Name this machine's places, mask what is random, and show control characters."""
        for place, name in (
            (str(self.box), "$HOME"), (sys.executable, "$PYTHON"), (str(ROOT), "$ROOT"),
        ):  # fmt: skip
            text = text.replace(place, name)
        for pattern, instead in self.masks:
            text = re.sub(pattern, instead, text)
        return text.encode("utf-8", "backslashreplace").decode().translate(SIGNS)

    def run(self, call: Call) -> str:
        """Run one command and write down everything about it."""
        argv = [self.filled(word) for word in call.argv]
        said = self.carried_out(call, argv)
        shown = [f"$ {call.shown}", *(["  " + repr(argv)] if "{id" in call.shown else []), said]
        before, self.files = self.files, self.snapshot()
        for name in sorted(before.keys() | self.files.keys()):
            if before.get(name) != self.files.get(name):
                shown.append(self.change(name, before.get(name), self.files.get(name)))
        return self.masked("\n".join(shown)) + "\n"

    def filled(self, word: str) -> str:
        """Put the ids of the last answer that had any, this box's folder and so on into a word."""
        for number, id_ in enumerate(self.ids):
            word = word.replace(f"{{id{number or ''}}}", id_)
        digits = hashlib.sha256(KNOWN_KEY.encode()).hexdigest()
        spoken = " ".join(digits[at : at + 4] for at in range(0, 20, 4))
        word = word.replace("{key}", KNOWN_KEY).replace("{fingerprint}", spoken)
        return word.replace("{home}", str(self.box))

    def carried_out(self, call: Call, argv: list[str]) -> str:
        """Run ``main`` and give the exit code and both streams as text."""
        world = self.world
        world.clock.move(days=call.days)
        given = {key: self.filled(value) for key, value in call.environ.items()}
        before = dict(world.environ)
        world.environ.update(given)
        streams = {"stdout": Terminal(), "stderr": Terminal()} if call.terminal else {}
        context = world.context(call.stdin, **streams)
        if call.typed is not None:
            context.stdin = Terminal(call.typed)
        with patch.dict(os.environ, given):  # Typer looks there when a shell completes a word
            code = main(argv, context)
        world.environ = before
        out, err = (
            stream.getvalue() if isinstance(stream, io.StringIO) else ""
            for stream in (context.stdout, context.stderr)
        )
        self.ids = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", out) or self.ids
        parts = [f"exit {int(code)}"]
        for name, text in (("stdout", out), ("stderr", err)):
            if text:
                parts.append(f"--- {name}\n{shortened(self.masked(text))}")
        return "\n".join(parts)

    def change(
        self, name: str, old: tuple[bytes, int] | None, new: tuple[bytes, int] | None
    ) -> str:
        """Say what became of one file: its lines that came and went, or its size and checksum."""
        if new is None:
            return f"--- removed {name}"
        head = f"--- {'wrote' if old is None else 'changed'} {name} {new[1]:04o}"
        if "/state/cache/" in name:
            return f"{head} (derived)"
        if new[0].startswith(b"age-encryption.org/"):
            return f"{head} (an age file)"
        try:
            texts = [self.masked(each[0].decode()) if each else "" for each in (old, new)]
        except UnicodeDecodeError:
            return f"{head} {len(new[0])} bytes {hashlib.sha256(new[0]).hexdigest()}"
        rows = difflib.unified_diff(*(text.splitlines() for text in texts), n=0, lineterm="")
        said = "\n".join(row for row in list(rows)[2:] if not row.startswith("@@"))
        if len(said) > LONGEST:
            whole = texts[1].encode()
            said = f" {len(whole)} bytes {hashlib.sha256(whole).hexdigest()}"
        return f"{head}\n{said}" if said else head


def shortened(text: str) -> str:
    """Give a stream as it is recorded: whole, or its ends with size and checksum."""
    ending = "" if text.endswith("\n") else "⏎ missing"
    rows = text.removesuffix("\n").split("\n")
    if len(text) > LONGEST_ANSWER:
        sum_ = hashlib.sha256(text.encode()).hexdigest()
        rows = [*rows[:120], f"… {len(rows)} lines, {len(text)} characters, {sum_} …", *rows[-40:]]
        rows = [row if len(row) < 400 else f"{row[:400]}…" for row in rows]
    return "\n".join(rows) + ending


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a new folder whose path is short and of one length: where lines break depends on it."""
    folder = Path(tempfile.mkdtemp(prefix="g", dir=Path("/tmp").resolve()))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def run_scenario(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: Path, cheap_passphrases: None
) -> Callable[[str, Scenario], str]:
    """Give a function that plays one scenario in a fresh copy of its home."""
    template, box = tmp_path / "template", place / "box"
    for name in ("COLORTERM", "FORCE_COLOR", "LINES", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def play(home: str, scenario: Scenario) -> str:
        monkeypatch.chdir(tmp_path)
        if not template.exists():
            build(home, box)
            shutil.move(box, template)
        shutil.copytree(template, box)
        monkeypatch.chdir(box)
        monkeypatch.setattr(tempfile, "tempdir", str(box / "tmp"))
        played = Box(box, scenario)
        text = "\n".join(played.run(call) for call in scenario.calls)
        monkeypatch.chdir(tmp_path)
        shutil.rmtree(box)
        return text

    return play


@pytest.mark.parametrize("home", HOMES)
def test_transcripts(home: str, run_scenario: Callable[[str, Scenario], str]) -> None:
    """Play every scenario of one home and compare, or record."""
    folder, record = HERE / home, "SYSLEAD_GOLDEN" in os.environ
    wanted, differences = set(), []
    for scenario in SCENARIOS[home]:
        path = folder / f"{scenario.name}.txt"
        wanted.add(path)
        text = run_scenario(home, scenario)
        if record:
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        name = f"{home}/{path.name}"
        if HAS_NEWER_TYPER:
            kept, text = (HELP_PAGES.sub(r"\1", each) for each in (kept, text))
        rows = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), f"recorded {name}", f"now {name}", lineterm=""
        )
        differences += rows
    stale = set(folder.glob("*.txt")) - wanted
    if record:
        for path in stale:
            path.unlink()
    elif stale:
        differences += [f"no scenario for {path.name}" for path in sorted(stale)]
    if differences:
        pytest.fail("\n".join(differences), pytrace=False)


def test_every_command_is_played(tmp_path: Path) -> None:
    """Walk the help pages: they list what ``[commands]`` lists, and each does something."""
    world, found = World(tmp_path / "home"), set()

    def walk(command: tuple[str, ...]) -> None:
        page = world.run(*command, "--help").out
        listing = page if not command else page.partition("\nCommands:\n")[2]
        names = re.findall(r"^  ([a-z][a-z-]*)  +\S", listing, re.MULTILINE)
        if command:
            found.add(command)
        for name in names:
            walk((*command, name))

    walk(())
    assert found == set(COMMANDS)
    calls = [call for some in SCENARIOS.values() for each in some for call in each.calls]
    done = {call.argv[:size] for call in calls for size in (1, 2, 3) if len(call.argv) > size}
    assert found - done - {("config", "edit"), ("config", "path")} == set()
