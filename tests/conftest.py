"""Shared fixtures: a world of one's own for every test, and a guard around the real one."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from syslead_cli.__main__ import main
from syslead_cli.base.clock import Now, SystemClock
from syslead_cli.context import Context

# The same examples every time, so that a red test is about the change and not about the dice;
# SYSLEAD_DICE=1 rolls them. Time on a shared machine is noise: no deadline, and slow is no fault.
# A fixture that lives through all examples is meant wherever there is one.
hypothesis.settings.register_profile(
    "syslead",
    deadline=None,
    database=None,
    derandomize="SYSLEAD_DICE" not in os.environ,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.load_profile("syslead")

# A shell that starts the tests in the background, or `nohup`, has them born deaf to these; what the
# tests start would inherit that, and no Ctrl-C at a pseudo-terminal would arrive.
for _deaf in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
    if signal.getsignal(_deaf) == signal.SIG_IGN:
        signal.signal(
            _deaf, signal.default_int_handler if _deaf == signal.SIGINT else signal.SIG_DFL
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """``-n auto``: no more than the processors that are ours, and no more than help."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        ours = max(2, int(quota) // int(period))
    except (OSError, ValueError):  # none, or "max": all of them
        ours = MOST_WORKERS
    return min(ours, os.cpu_count() or 1, MOST_WORKERS)


#: Each holds some hundred megabytes; beyond these the longest tests decide.
MOST_WORKERS = 8


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``-m``, leave out all that is slow in tests/faults, and long forms anywhere."""
    if config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")
            and ("faults" in item.path.parts or hasattr(item, "callspec"))]  # fmt: skip
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Keep DuckDB's list of its own leaked objects from following pytest's closing line."""
    if "duckdb" in sys.modules:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


ROOT = Path(__file__).resolve().parent.parent


class FixedClock(SystemClock):
    """A clock that stands still until it is moved, with predictable ids."""

    def __init__(self, local: datetime) -> None:
        super().__init__(local.tzinfo.key if isinstance(local.tzinfo, ZoneInfo) else "UTC")
        self.local = local
        self.count = 0
        self.waited = 0.0

    def now(self) -> Now:
        return Now(self.local, self._zone)

    def random_bytes(self, count: int) -> bytes:
        self.count += 1
        return self.count.to_bytes(count, "big")

    def sleep(self, seconds: float) -> None:
        self.waited += seconds

    def monotonic(self) -> float:
        return self.waited

    def move(self, **kwargs: float) -> None:
        """Time passes: ``move(days=1)``."""
        self.local += timedelta(**kwargs)


@dataclass
class Result:
    """What one command did."""

    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


class World:
    """One leader's folders with a clock; ``run`` is a command line."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = FixedClock(datetime(2026, 3, 27, 18, 4, tzinfo=ZoneInfo("Europe/London")))
        self.environ = {
            "SYSLEAD_HOME": str(home),
            "HOME": str(home),
            "COLUMNS": "80",
            "TERM": "xterm",
        }

    def context(self, stdin: str | bytes = "", **kwargs: object) -> Context:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        streams = {
            "stdin": io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"),
            "stdout": io.StringIO(),
            "stderr": io.StringIO(),
            **kwargs,
        }
        return Context(environ=dict(self.environ), fixed_clock=self.clock, **streams)  # type: ignore[arg-type]

    def run(self, *arguments: str, stdin: str | bytes = "", **kwargs: object) -> Result:
        context = self.context(stdin, **kwargs)
        code = main(list(arguments), context)
        return Result(int(code), context.stdout.getvalue(), context.stderr.getvalue())  # type: ignore[attr-defined]

    def done(self, *arguments: str, code: int = 0, **kwargs: Any) -> str:
        """Run a command that has to end with that code, and return what it prints."""
        result = self.run(*arguments, **kwargs)
        assert result.code == code, (arguments, result)
        return result.out

    def document(self, *arguments: str, **kwargs: Any) -> Any:
        """What such a command gives to programs."""
        return json.loads(self.done(*arguments, "--json", **kwargs))

    def refused(self, *arguments: str, code: int = 1, **kwargs: Any) -> str:
        """Run a command that has to end with that code and no answer; return what it says."""
        result = self.run(*arguments, **kwargs)
        assert (result.code, result.out) == (code, ""), (arguments, result)
        assert "Traceback" not in result.err
        return result.err

    def answering(self, answers: str, *arguments: str) -> Result:
        """Run a command whose questions somebody answers at a terminal; ``out`` is its screen."""
        screen = Terminal()
        context = self.context(stdout=screen, stderr=screen)
        context.stdin = Terminal(answers)
        code = main(list(arguments), context)
        return Result(int(code), screen.getvalue(), screen.getvalue())

    def put(self, name: str, content: str | bytes) -> Path:
        """A private file below the home, whoever wrote it."""
        path = self.home / name
        for folder in reversed(path.relative_to(self.home).parents):
            (self.home / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o600)
        return path

    def journal_lines(self) -> list[bytes]:
        """Every line of every journal file, in file order."""
        files = sorted((self.home / "journal").rglob("*.jsonl"))
        return [line for path in files for line in path.read_bytes().splitlines()]

    def write(self, *texts: str) -> list[str]:
        """Write notes a minute apart, and return their ids."""
        ids = []
        for text in texts:
            self.clock.move(minutes=1)
            ids.append(self.done("note", "-", stdin=text).split()[0])
        return ids

    def entries(self, *options: str) -> Any:
        """Every entry as ``list`` gives it to programs, the newest first."""
        return self.document("list", "--limit", "0", *options)["entries"]

    def texts(self) -> list[str]:
        """The words of every entry, the newest first."""
        return [entry["text"] for entry in self.entries()]

    def month(self, name: str = "2026-03") -> Path:
        """The one journal file of that month."""
        (path,) = (self.home / "journal").rglob(f"{name}.jsonl")
        return path

    def rescued(self) -> list[str]:
        """The words of every rescue file."""
        files = sorted((self.home / "state" / "rescue").glob("*"))
        return [path.read_bytes().decode("utf-8", "surrogateescape") for path in files]


def program_in(folder: Path) -> Path:
    """Put a ``syslead`` of this checkout into a new folder, for a shell to find."""
    folder.mkdir()
    path, python = shlex.quote(str(ROOT / "src")), shlex.quote(sys.executable)
    program = folder / "syslead"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={path} exec {python} -m syslead_cli "$@"\n')
    program.chmod(0o755)
    return folder


def state_of(folder: Path) -> dict[str, object]:
    """The bytes, times, modes and numbers of a folder and of all that is in it."""
    found: dict[str, object] = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        found[str(path)] = (content, status.st_mtime_ns, status.st_mode, status.st_ino)
    return found


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty home of its own."""
    return World(tmp_path / "home")


@pytest.fixture
def garden(world: World) -> World:
    """A leader whose framework is a small one of its own."""
    from some_records import plant

    plant(world.home)
    return world


@pytest.fixture
def run(world: World) -> Callable[..., Result]:
    """The command line in that home."""
    return world.run


@pytest.fixture
def sit() -> Iterator[Callable[..., Any]]:
    """Sits somebody down at a terminal (tests/terminal.py); they leave when the test ends."""
    from terminal import Seat

    taken: list[Seat] = []

    def down(*arguments: Any, **options: Any) -> Seat:
        taken.append(Seat(*arguments, **options))
        return taken[-1]

    yield down
    for one in taken:
        one.leaves()


@pytest.fixture
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of a passphrase takes seconds, on purpose; for tests that look at other things."""
    from sealed_world import PUBLIC, SECRET
    from syslead_cli.crypt import age
    from syslead_cli.errors import SysleadError

    def encrypt(data: bytes, passphrase: str, *, armoured: bool = False) -> bytes:
        return age.encrypt(passphrase.encode() + b"\n" + data, [PUBLIC])

    def decrypt(data: bytes, passphrase: str, what: str) -> bytes:
        words, _, content = age.decrypt(data, [SECRET], what).partition(b"\n")
        if words != passphrase.encode():
            raise SysleadError("wrong", code="vault.wrong_passphrase")
        return content

    monkeypatch.setattr(age, "encrypt_with_passphrase", encrypt)
    monkeypatch.setattr(age, "decrypt_with_passphrase", decrypt)


@pytest.fixture
def running() -> Iterator[int]:
    """The number of a process that runs as long as the test."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as one:
        yield one.pid
        one.communicate(b"\n")


REAL_HOME = Path(os.path.expanduser("~"))


@pytest.fixture(autouse=True)
def no_real_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Fails any test that makes or changes syslead's folders in the real home."""
    watched = [REAL_HOME / part / "syslead" for part in (".local/share", ".config", ".local/state")]
    before = [_fingerprint(folder) for folder in watched]
    monkeypatch.setenv("SYSLEAD_HOME", str(tmp_path / "stray-home"))
    for name in ("NO_COLOR", "COLUMNS", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert [_fingerprint(folder) for folder in watched] == before, "a test touched the real home"


def _fingerprint(folder: Path) -> object:
    if not folder.exists():
        return None
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))


@pytest.fixture
def shared() -> Path:
    """The folder of test data nobody here wrote; its tests skip where it is absent."""
    folder = Path(os.environ.get("SYSLEAD_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the shared test data is not here")
    return folder
