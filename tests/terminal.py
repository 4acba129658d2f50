"""Somebody at a terminal: the one driver behind every test that types at a program.

Words are looked for with codes, blanks and line breaks taken out, so it never matters where a
screen or a long path breaks a line. What is waited for is a state, never a time; the patience
is long because a machine may be slow, and costs nothing where it is not.
"""

from __future__ import annotations

import codecs
import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

SRC = Path(__file__).resolve().parent.parent / "src"
SYSLEAD = (sys.executable, "-m", "syslead_cli")
#: Seconds until something that does not come has not come.
PATIENCE = 60
#: What steers a terminal: CSI and OSC sequences, and the short ones.
_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


def noon() -> str:
    """A time zone in which it is about noon, so that the machine's clock brings no midnight."""
    ahead = 12 - time.gmtime().tm_hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def environment(home: Path, **more: str) -> dict[str, str]:
    """All that a program at a terminal knows of this machine."""
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), "SYSLEAD_HOME": str(home),
        "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": noon(), **more,
    }  # fmt: skip


def legible(text: str) -> list[tuple[int, str]]:
    """The characters somebody sees, without codes and blanks, each with its place in the text."""
    bare = _CODES.sub(lambda code: "\0" * len(code[0]), text)
    return [(at, one) for at, one in enumerate(bare) if one.isprintable() and one != " "]


def joined(text: str) -> str:
    """The same as one run of characters."""
    return "".join(one for _, one in legible(text))


class Seat:
    """A program on a terminal of its own, and what it printed there."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        folder: Path | None = None,
        rows: int = 40,
        columns: int = 80,
    ) -> None:
        pexpect = pytest.importorskip("pexpect")
        pyte = pytest.importorskip("pyte")
        self.printed = ""
        self.display = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.display)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._seen = 0
        self._nothing, self._over = pexpect.TIMEOUT, pexpect.EOF
        self.gone = False
        self.child: Any = pexpect.spawn(
            command[0], list(command[1:]), env=dict(environ), cwd=folder and str(folder),
            dimensions=(rows, columns), timeout=PATIENCE,
        )  # fmt: skip
        self.child.delaybeforesend = None

    # ── what is there ────────────────────────────────────────────────────────

    @property
    def text(self) -> str:
        """The screen as it looks now."""
        return "\n".join(line.rstrip() for line in self.display.display).rstrip()

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return self._mode(termios.ECHO)

    def until(self, held: Callable[[], bool], what: str) -> None:
        """Read on until it holds."""
        deadline = time.monotonic() + PATIENCE
        while not held():
            late = self.gone or time.monotonic() > deadline
            assert not late, f"{what!r} never came; the screen:\n{self.text}\n{self.printed!r}"
            self._read()

    def _read(self) -> None:
        try:
            came = self.child.read_nonblocking(65536, 0.2)
        except self._nothing:
            return
        except self._over:
            self.gone = True
            return
        self.printed += self._decoder.decode(came)
        self._stream.feed(came)

    def sees(self, *words: str) -> str:
        """Wait for the words, one after the other; what was printed before the last of them."""
        before = ""
        for each in words:
            self.until(lambda each=each: self._place(each) is not None, each)  # type: ignore[misc]
            start, end = self._place(each) or (0, 0)
            before, self._seen = self.printed[self._seen : start], end
        return before

    def _place(self, words: str) -> tuple[int, int] | None:
        """Where the words begin and end in what came since the last that were seen."""
        there, wanted = legible(self.printed[self._seen :]), joined(words)
        at = "".join(one for _, one in there).find(wanted)
        if at < 0:
            return None
        return self._seen + there[at][0], self._seen + there[at + len(wanted) - 1][0] + 1

    def asked(self, prompt: str) -> None:
        """Wait until nothing follows the prompt: somebody is waited for."""
        self.until(lambda: _CODES.sub("", self.printed[self._seen :]).endswith(prompt), prompt)
        self._seen = len(self.printed)

    def shows(self, words: str, count: int = 1) -> str:
        """Wait until the screen shows the words so many times; the screen."""
        self.until(lambda: joined(self.text).count(joined(words)) >= count, words)
        return self.text

    # ── what somebody does ───────────────────────────────────────────────────

    def keys(self, *keys: str) -> None:
        """Press keys in a field, once it takes them one by one: before, Enter would be another."""
        self.until(lambda: not self._takes_lines(), "a field")
        self.send(*keys)

    def line(self, words: str) -> None:
        """A line and Enter where lines are taken: a choice, a question unseen."""
        self.until(self._takes_lines, "a question")
        self.send(f"{words}\r")

    def send(self, *keys: str) -> None:
        """Press keys, whoever takes them."""
        for key in keys:
            self.child.send(key)

    def interrupts(self) -> None:
        """Ctrl-C, once the program rests: it does not hear one that comes just before it waits."""
        self.until(self._rests, "a program that waits")
        self.send("\x03")

    def _rests(self) -> bool:
        try:
            facts = Path(f"/proc/{self.child.pid}/stat").read_text()
        except OSError:  # a system that does not tell
            return True
        return facts.rpartition(")")[2].split()[0] == "S"

    def _takes_lines(self) -> bool:
        return self._mode(termios.ICANON)

    def _mode(self, flag: int) -> bool:
        return bool(termios.tcgetattr(self.child.child_fd)[3] & flag)

    def kill(self, how: int) -> None:
        """Send it a signal."""
        self.child.kill(how)

    def ends(self) -> int:
        """Read to the end; the exit code, or the signal that ended it, negative."""
        self.until(lambda: self.gone, "the end")
        self._stand_up()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def hangs_up(self) -> None:
        """The terminal closes; the program must end by itself."""
        self.child.ptyproc.fileobj.close()
        self._stand_up()

    def leaves(self) -> None:
        """Whatever is going on ends."""
        if not self.child.closed:
            self.child.kill(signal.SIGKILL)
            self.hangs_up()

    def _stand_up(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.child.isalive():
            assert time.monotonic() < deadline, f"it does not end:\n{self.text}"
            time.sleep(0.005)
        self.child.ptyproc.delayafterclose = 0
        self.child.close()
