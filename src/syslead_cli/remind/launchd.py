"""launchd's agents of this user: one plist, loaded and unloaded with ``launchctl``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from syslead_cli.base.own_file import read_own, take_away, write_own
from syslead_cli.remind.programs import Programs
from syslead_cli.remind.schedules import LABEL, Job, Piece, launchd_plist


class Launchd:
    """Reminders by a launch agent."""

    via = "launchd"

    def __init__(self, programs: Programs, environ: Mapping[str, str]) -> None:
        home = Path(environ.get("HOME", "~")).expanduser()
        self._path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._programs = programs

    @property
    def _domain(self) -> str:
        return f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"

    def is_here(self) -> bool:
        """Whether this is a machine with launchd."""
        return bool(self._programs.find("launchctl"))

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""
        return [Piece(str(self._path), launchd_plist(job))]

    def install(self, job: Job) -> None:
        """Write the agent and load it in place of an earlier one."""
        write_own(self._path, launchd_plist(job))
        self._programs.run("launchctl", "bootout", f"{self._domain}/{LABEL}")
        self._programs.must("launchctl", "bootstrap", self._domain, str(self._path))

    def installed(self) -> str:
        """The agent's file, empty where there is none."""
        return str(self._path) if read_own(self._path) else ""

    def uninstall(self) -> bool:
        """Unload the agent and take its file away; whether there was one."""
        if not self._path.exists():
            return False
        if self.is_here():
            self._programs.run("launchctl", "bootout", f"{self._domain}/{LABEL}")
        return take_away(self._path)
