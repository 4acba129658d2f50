"""One run's world before anything is built in it: streams, environment, folders, settings, time."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.day import leaders_day, read_clock
from syslead_cli.base.paths import Paths, find_paths
from syslead_cli.base.screen import Screen
from syslead_cli.base.streams import WAITING, as_text, is_terminal, read_bytes
from syslead_cli.base.values import dataclass, field

if TYPE_CHECKING:
    from syslead_cli.setup.config_adapters import ConfigFile
    from syslead_cli.setup.settings_core import Settings

#: An entry longer than this is a file that went astray, not something written in an evening.
TEXT_LIMIT = 256 * 1024


@dataclass
class World:
    """Where a run takes place. Tests hand in their own streams, environment and clock."""

    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    fixed_clock: SystemClock | None = None

    @cached_property
    def screen(self) -> Screen:
        """Where answers and messages go."""
        return Screen(self.stdout, self.stderr, self.environ)

    @cached_property
    def paths(self) -> Paths:
        """Where this leader's things are."""
        return find_paths(self.environ)

    @cached_property
    def settings(self) -> Settings:
        """The leader's settings; a mistake in config.toml ends the run, naming its line."""
        from syslead_cli.setup.config_adapters import read_settings

        settings = read_settings(self.paths.config)
        self.screen.configure(color=settings.colour if settings.colour != "auto" else "")
        return settings

    @cached_property
    def config(self) -> ConfigFile:
        """The file behind the settings."""
        from syslead_cli.setup.config_adapters import ConfigFile

        return ConfigFile(self.paths.config)

    @cached_property
    def clock(self) -> SystemClock:
        """The time in the leader's zone."""
        return self.fixed_clock or SystemClock(self.settings.time_zone)

    def zone(self, name: str) -> tzinfo | None:
        """The time zone of that name, or None where this machine has none."""
        from syslead_cli.base.clock import zone_named

        return zone_named(name)

    @property
    def machine_time(self) -> datetime:
        """This moment in the machine's own zone: schedulers run by that, whatever is set."""
        from syslead_cli.base.clock import system_zone_name, zone_named

        local = self.clock.now().local
        return local if self.fixed_clock else local.astimezone(zone_named(system_zone_name()))

    def own_command(self, *words: str) -> tuple[str, ...]:
        """This program with an absolute path, as a scheduler has to run it."""
        return (os.path.abspath(sys.executable), "-m", "syslead_cli", *words)

    @property
    def own_home(self) -> str:
        """$SYSLEAD_HOME made absolute, for a scheduler to carry along; empty where not set."""
        home = self.environ.get("SYSLEAD_HOME", "")
        return str(Path(home).expanduser().absolute()) if home else ""

    @cached_property
    def day_start(self) -> int:
        """When the leader's day begins, in minutes after midnight."""
        return read_clock(self.settings.day_start)

    @cached_property
    def today(self) -> date:
        """The leader's day at the start of this run."""
        return leaders_day(self.clock.now().local, self.day_start)

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody to answer a question."""
        return is_terminal(self.stdin) and self.screen.is_terminal

    def hidden_line(self, question: str) -> str:
        """A line that is typed and not shown; only where ``can_ask`` says so."""
        from syslead_cli.base.hidden_line import hidden_line

        return hidden_line(question, self.stdin, self.stdout)

    def secret_line(self, question: str) -> str:
        """The same beside an answer that goes elsewhere (``syslead export > file``)."""
        from syslead_cli.base.hidden_line import hidden_line_aside

        return hidden_line_aside(question, self.stdin, self.stderr)

    def read_stdin_bytes(self, limit: int = TEXT_LIMIT) -> bytes:
        """All of standard input as it is. Raises UsageError where there is none."""
        if is_terminal(self.stdin):  # nothing would show that it waits
            self.screen.warn(WAITING)
        return read_bytes(self.stdin, limit)

    def read_stdin(self, limit: int = TEXT_LIMIT) -> str:
        """All of standard input as UTF-8 text. Raises UsageError where it is no such thing."""
        return as_text(self.read_stdin_bytes(limit))
