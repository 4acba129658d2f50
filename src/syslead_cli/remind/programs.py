"""Other programs of this machine: found on PATH, run with a time limit, never through a shell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from syslead_cli.errors import SysleadError

_SECONDS = 20


class Ran(NamedTuple):
    """The exit code of a program, its standard output, and its standard error as text."""

    code: int
    out: bytes
    said: str


class Programs:
    """The programs on the PATH of this run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def find(self, name: str) -> str:
        """Return its path, empty where there is none."""
        from shutil import which

        return which(name, path=self.environ.get("PATH", "")) or ""

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
            raise SysleadError(f"{name} is not installed on this computer.")
        environ = {**self.environ, "LC_ALL": "C", **(extra or {})}
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

    def must(self, name: str, *arguments: str, stdin: bytes = b"") -> None:
        """Run it; anything but success is a SysleadError with its own words."""
        ran = self.run(name, *arguments, stdin=stdin)
        if ran.code:
            said = ran.said or ran.out.decode("utf-8", "replace").strip()
            command = " ".join((name, *arguments[:3]))
            raise SysleadError(f"{command} failed ({ran.code}): {said or 'no message'}")


def notify(environ: Mapping[str, str], text: str) -> None:
    """Show a notification where there is a desktop. Never fails: a reminder is no reason to.

    The text is handed over as data, never as part of a script.
    """
    from contextlib import suppress
    from importlib.resources import files

    programs = Programs(environ)
    extra = {"SYSLEAD_SAID": text}
    title = 'display notification (item 1 of argv) with title "syslead"'
    script = [part for line in ("on run argv", title, "end run") for part in ("-e", line)]
    with suppress(SysleadError):
        if programs.find("notify-send"):
            words = ("--app-name=syslead", "syslead", text)
            programs.run("notify-send", *words, extra=_bus(environ))
        elif programs.find("osascript"):
            programs.run("osascript", *script, text)
        elif programs.find("powershell"):
            toast = (files("syslead_cli.data") / "templates" / "remind-toast.ps1").read_text(
                "utf-8"
            )
            programs.run("powershell", "-NoProfile", "-Command", toast, extra=extra)


def _bus(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the desktop's bus, which cron does not tell its jobs."""
    if "DBUS_SESSION_BUS_ADDRESS" in environ or not hasattr(os, "getuid"):
        return {}
    bus = f"/run/user/{os.getuid()}/bus"
    return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"} if os.path.exists(bus) else {}
