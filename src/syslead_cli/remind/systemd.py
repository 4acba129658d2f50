"""systemd's timers of this user: two unit files, switched on and off with ``systemctl --user``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from syslead_cli.base.own_file import read_own, take_away, write_own
from syslead_cli.errors import SysleadError
from syslead_cli.remind.programs import Programs
from syslead_cli.remind.schedules import UNIT, Job, Piece, systemd_service, systemd_timer

_TIMER = f"{UNIT}.timer"


class Systemd:
    """Reminders by a systemd timer."""

    via = "systemd"

    def __init__(self, programs: Programs, environ: Mapping[str, str]) -> None:
        home = Path(environ.get("HOME", "~")).expanduser()
        base = environ.get("XDG_CONFIG_HOME", "") or home / ".config"
        self._folder = Path(base) / "systemd" / "user"
        self._programs = programs

    @property
    def _files(self) -> tuple[Path, Path]:
        return (self._folder / f"{UNIT}.service", self._folder / _TIMER)

    def is_here(self) -> bool:
        """Whether systemd looks after this user's session."""
        if not self._programs.find("systemctl"):
            return False
        try:
            return self._programs.run("systemctl", "--user", "show-environment").code == 0
        except SysleadError:
            return False

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""
        contents = (systemd_service(job), systemd_timer(job))
        return [Piece(str(path), text) for path, text in zip(self._files, contents, strict=True)]

    def install(self, job: Job) -> None:
        """Write both units and start the timer."""
        for where, content in self.pieces(job):
            write_own(Path(where), content)
        self._programs.must("systemctl", "--user", "daemon-reload")
        self._programs.must("systemctl", "--user", "enable", "--now", _TIMER)
        self._programs.must("systemctl", "--user", "restart", _TIMER)

    def installed(self) -> str:
        """The timer's own line, empty where there is no timer of ours."""
        text = read_own(self._files[1]).decode("utf-8", "replace")
        return next((line for line in text.splitlines() if line.startswith("OnCalendar=")), "")

    def uninstall(self) -> bool:
        """Stop the timer and take both units away; whether there were any."""
        if not any(path.exists() for path in self._files):
            return False
        there = self.is_here()
        if there:
            self._programs.run("systemctl", "--user", "disable", "--now", _TIMER)
        gone = [take_away(path) for path in self._files]
        if there:
            self._programs.run("systemctl", "--user", "daemon-reload")
        return any(gone)
