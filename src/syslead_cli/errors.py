"""Exit codes, and the one exception that users see.

Every message says what happened and where (file, line, key); the hint says what to do next.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command (docs/scripting.md)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    DAMAGED = 4
    LOCKED = 5
    #: What ``--exit-code`` asks about is so: something is due, or has gone quiet.
    DUE = 10
    BUG = 70
    INTERRUPTED = 130


class SysleadError(Exception):
    """A failure the user can act on. ``message`` may run over several lines."""

    #: Whether what was typed is in a rescue file that the message names.
    words_kept = False

    def __init__(
        self,
        message: str,
        hint: str = "",
        code: str = "failed",
        exit_code: ExitCode = ExitCode.FAILED,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.exit_code = exit_code


class UsageError(SysleadError):
    """A mistake in the command line: exit code 2, nothing written."""

    def __init__(self, message: str, hint: str = "", code: str = "usage") -> None:
        super().__init__(message, hint, code, ExitCode.USAGE)


@contextmanager
def without_module(name: str) -> Iterator[None]:
    """Keep a module from being imported meanwhile, unless it has been before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def how_to_install(extra: str) -> str:
    """Return the command that installs the packages of an extra for the Python in use.

    They are named, and syslead is not: it came from a checkout or a wheel, and a package index
    may have another program of that name.
    """
    from importlib.metadata import PackageNotFoundError, requires

    try:
        declared = requires("syslead") or []
    except PackageNotFoundError:
        declared = []
    marked = (line.replace("'", '"').partition("; ") for line in declared)
    packages = [name for name, _, marker in marked if marker == f'extra == "{extra}"']
    python = sys.executable or "python"
    python = f'"{python}"' if " " in python else python
    wanted = " ".join(f'"{name}"' for name in packages or [f".[{extra}]"])
    return f"{python} -m pip install {wanted}"
