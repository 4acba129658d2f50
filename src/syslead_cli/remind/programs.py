"""Other programs of this machine: found on PATH, run with a time limit, never through a shell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from syslead_cli.errors import SysleadError

_SECONDS = 20


class Ran(NamedTuple):
    """What a program did."""

    code: int
    out: bytes
    said: str


class Programs:
    """The programs on the PATH of this run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def find(self, name: str) -> str:
        """Its path, empty where there is none."""
        from shutil import which

        return which(name, path=self._environ.get("PATH", "")) or ""

    def run(
        self,
        name: str,
        *arguments: str,
        stdin: bytes = b"",
        extra: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run it to its end. Raises SysleadError where it is not there or takes too long."""
        from subprocess import TimeoutExpired, run

        program = self.find(name)
        if not program:
            raise SysleadError(f"There is no {name} on this machine.")
        environ = {**self._environ, "LC_ALL": "C", **(extra or {})}
        try:
            done = run(
                [program, *arguments],
                input=stdin,
                capture_output=True,
                env=environ,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, TimeoutExpired) as problem:
            raise SysleadError(f"{name} did not answer: {type(problem).__name__}.") from problem
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())

    def must(self, name: str, *arguments: str, stdin: bytes = b"") -> Ran:
        """Run it; anything but success is a SysleadError with its own words."""
        ran = self.run(name, *arguments, stdin=stdin)
        if ran.code:
            said = ran.said or ran.out.decode("utf-8", "replace").strip()
            command = " ".join((name, *arguments[:3]))
            raise SysleadError(f"{command} answered {ran.code}: {said or 'nothing more'}")
        return ran
