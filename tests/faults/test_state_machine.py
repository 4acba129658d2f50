"""Any order of commands, copies and accidents against a model in memory.

Nothing that was acknowledged is lost, nothing that was forgotten comes back, and what ``list``
shows is what the model holds. Two machines share one journal folder.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from conftest import Result, World
from sealed_world import SECRET, switch_on, unlock
from syslead_cli.crypt import age
from syslead_cli.journal import erase as erasure
from syslead_cli.journal.encrypted import count_encrypted, decrypt_lines

#: Words that somebody may want forgotten, one a note at most; and words that stay.
NAMES = ("zanzibar", "quetzal", "obelisk")
WORDS = st.sampled_from(["the board met", "rain", "a long day", "Ünï 🙂", "two\nlines", "budget"])
DEVICES = ("aaaa1111", "bbbb2222")
DECRYPT = age.decryptor(SECRET)
LIMITS: dict[str, Any] = {
    "stateful_step_count": 25,
    "suppress_health_check": list(HealthCheck),
    "deadline": None,
}


@dataclass
class Model:
    """Every version of what ought to be there, by id; and what must never be seen again."""

    notes: dict[str, list[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def lose(self, id_: str) -> None:
        self.gone |= set(self.notes.pop(id_))

    def shown(self) -> list[str]:
        return sorted(versions[-1] for versions in self.notes.values())


class Machine(RuleBasedStateMachine):
    """The commands, as rules. ``ids`` are of notes that may be there still or not."""

    ids = Bundle("ids")
    copies = Bundle("copies")
    months = Bundle("months")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="syslead-machine-"))
        self.world = World(self.folder / "home")
        self.model, self.number, self.device = Model(), 0, DEVICES[0]
        self.set_up(self.device)
        unlock(self.world)

    def set_up(self, device: str) -> None:
        state = self.world.home / "state"
        state.mkdir(mode=0o700, parents=True)
        (state / "device").write_text(f"{device}\n")

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def run(self, *words: str, stdin: str = "", codes: tuple[int, ...] = (0,)) -> Result:
        self.world.clock.move(seconds=61)
        result = self.world.run(*words, stdin=stdin)
        assert result.code in codes, (words, result)
        return result

    def listed(self) -> dict[str, str]:
        entries = json.loads(self.run("list", "--json", "--limit", "0").out)["entries"]
        return {entry["id"]: entry["text"] for entry in entries}

    # ── what a leader does ───────────────────────────────────────────────────

    @rule(target=ids, words=WORDS, name=st.sampled_from(["", *NAMES]), back=st.integers(0, 70))
    def note(self, words: str, name: str, back: int) -> str:
        self.number += 1
        text = f"{words} {self.number}" + (f" @{name}" if name else "")
        day = (self.world.clock.local - timedelta(days=back)).date().isoformat()
        id_ = self.run("note", "--date", day, "-", stdin=text).out.strip()
        self.model.notes[id_] = [text]
        return id_

    @rule(id_=ids, words=WORDS)
    def edit(self, id_: str, words: str) -> None:
        self.number += 1
        text, there = f"{words} anew {self.number}", id_ in self.model.notes
        self.run("edit", id_, "--text", "-", stdin=text, codes=(0,) if there else (1,))
        if there:
            self.model.notes[id_].append(text)
        for path in (self.world.home / "state" / "rescue").glob("typed-*"):
            path.unlink()  # the words of an edit that was refused, which a repair would take in

    @rule(id_=ids)
    def delete(self, id_: str) -> None:
        there = id_ in self.model.notes
        self.run("delete", id_, "--yes", codes=(0,) if there else (1,))
        if there:
            self.model.lose(id_)
            assert not self.in_reach(self.model.gone)

    @rule(name=st.sampled_from(NAMES), keep=st.booleans())
    def forget(self, name: str, keep: bool) -> None:
        before = self.listed()
        self.run("forget", "--voice", name, *(["--keep-entries"] if keep else []), "--yes")
        named = [i for i, said in self.model.notes.items() if any(f"@{name}" in t for t in said)]
        after = self.listed()
        for id_ in named:
            text = self.model.notes[id_][-1]
            self.model.lose(id_)
            self.model.gone -= {text} if f"@{name}" not in text else set()
            anew = text.replace(f"@{name}", "someone")
            for new in [new for new in after if new not in before and after[new] == anew]:
                self.model.notes.setdefault(new, [anew])
        if keep:
            assert len(after) == len(before)
        assert not self.in_reach({f"@{name}"})

    def in_reach(self, words: Iterable[str]) -> list[str]:
        """Which of these stand in a file of this machine's, however it is encrypted."""
        said = [json.dumps(text, ensure_ascii=False).encode()[1:-1] for text in words]
        content = b"\n".join(decrypt_lines(path.read_bytes(), DECRYPT) for path in self.files())
        return [text.decode() for text in said if text + b'"' in content or b"@" in text in content]

    def files(self) -> Iterator[Path]:
        """The files that this machine may rewrite."""
        for path in sorted(self.world.home.rglob("*.jsonl*")):
            if self.device in path.parts or "state" in path.parts:
                yield path

    # ── what is done with the journal ────────────────────────────────────────

    @rule()
    def encrypt(self) -> None:
        switch_on(self.world, unlocked=False)
        self.run("encrypt")
        assert not any(count_encrypted(path.read_bytes())[1] for path in self.files())

    @rule()
    def decrypt(self) -> None:
        on = (self.world.home / "keys" / "identity.age").exists()
        self.run("decrypt", "--yes", codes=(0,) if on else (1,))

    @rule(target=copies)
    def backup(self) -> str:
        return self.run("backup", str(self.folder / "copies"), codes=(0, 4)).out.strip()

    @rule(copy=copies, add=st.booleans())
    def restore(self, copy: str, add: bool) -> None:
        self.run("restore", copy, *(["--add"] if add else []), codes=(0, 1, 4))

    @rule()
    def there_and_back(self) -> None:
        """What was exported comes in again: nothing is doubled, nothing deleted comes back."""
        file = self.folder / f"all-{self.number}-{self.world.clock.count}.jsonl"
        self.run("export", "--format", "jsonl", "-o", str(file), "--force")
        self.run("import", "syslead", str(file))

    @rule()
    def repair(self) -> None:
        self.run("repair", "--apply", codes=(0, 4))

    # ── what happens to it ───────────────────────────────────────────────────

    @rule(device=st.sampled_from(DEVICES))
    def sit_at(self, device: str) -> None:
        """Another machine with the same folder, and with the key."""
        aside = self.folder / f"state-of-{self.device}"
        state, other = self.world.home / "state", self.folder / f"state-of-{device}"
        if device == self.device:
            return
        if state.exists():
            shutil.move(state, aside)
        if other.exists():
            shutil.move(other, state)
        else:
            self.set_up(device)
        self.device = device

    @rule(target=months)
    def a_month_is_copied(self) -> tuple[str, bytes]:
        """What a sync tool may bring back some day."""
        paths = sorted(self.world.home.glob("journal/*/*.jsonl"))
        if not paths:
            return "", b""
        path = paths[self.number % len(paths)]
        return str(path), path.read_bytes()

    @rule(month=months, number=st.integers(0, 3))
    def a_conflict_copy_appears(self, month: tuple[str, bytes], number: int) -> None:
        if month[0]:
            path = Path(month[0])
            path.with_name(f"{path.name[:7]} (conflicted copy {number}).jsonl").write_bytes(
                month[1]
            )

    @rule()
    def a_line_is_torn(self) -> None:
        for path in sorted(self.world.home.glob(f"journal/{self.device}/*.jsonl"))[-1:]:
            with path.open("ab") as file:
                file.write(b'{"v":1,"id":"torn-off","kind":"no')

    @invariant()
    def list_is_the_model(self) -> None:
        if hasattr(self, "world"):
            found = self.listed()
            assert sorted(found.values()) == self.model.shown()
            assert not self.model.gone & set(found.values())


def test_any_order_of_commands() -> None:
    run_state_machine_as_test(Machine, settings=settings(max_examples=15, **LIMITS))


@pytest.mark.slow
def test_any_order_of_commands_for_long() -> None:
    run_state_machine_as_test(Machine, settings=settings(max_examples=400, **LIMITS))


def test_a_delete_that_only_says_so_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(erasure, "without", lambda content, *_: content)
    quick = settings(max_examples=15, phases=[Phase.generate], **LIMITS)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Machine, settings=quick)
