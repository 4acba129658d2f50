"""The configuration file: read, and changed one key at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from syslead_cli.base.clock import zone_named
from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.framework.problems import Problem, refusal
from syslead_cli.setup.settings_core import SETTINGS_LIMIT, Settings, read_settings_text

_MEND = "syslead config edit opens it; syslead config get says what each key may be."


def zone_known(name: str) -> bool:
    """Whether this machine has a time zone of that name."""
    return zone_named(name) is not None


def read_settings(path: Path) -> Settings:
    """The settings in the file, the defaults where there is none.

    Raises SysleadError naming every mistake in it: a setting half understood is worse than none.
    """
    content = ConfigFile(path).content()
    if not content.strip():
        return Settings()
    settings, problems = read_settings_text(content, path.name, zone_known)
    if settings is None:
        raise refusal(problems, _MEND)
    return settings


class ConfigFile:
    """The file behind ``syslead config``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def content(self) -> bytes:
        """Its bytes; none where there is no file. Raises SysleadError where it is unreadable."""
        try:
            return read_regular(self.path, SETTINGS_LIMIT)
        except FileNotFoundError:
            if self.path.is_symlink():
                raise SysleadError(f"{self.path} is a link to a file that is not there.") from None
            return b""
        except OSError as problem:
            raise SysleadError(f"{self.path} cannot be read: {reason(problem)}.") from None

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.path.name

    def problems(self) -> list[Problem]:
        """Everything wrong with the file as it is."""
        return read_settings_text(self.content(), self.path.name, zone_known).problems

    def zone_known(self, name: str) -> bool:
        """Whether this machine has a time zone of that name."""
        return zone_known(name)

    def as_toml(self, value: Any) -> str:
        """A value as it is written after ``key =``."""
        import tomli_w

        return tomli_w.dumps({"k": value}).removeprefix("k =").strip()

    def replace(self, content: bytes) -> None:
        """The new bytes in place of the old, at once; a link is written through to its target."""
        target = os.path.realpath(self.path)
        if os.path.exists(target) and not os.path.isfile(target):
            raise SysleadError(f"{self.path} is not an ordinary file.")
        try:
            replace_file(self.path, content)
        except OSError as problem:
            raise SysleadError(
                f"{self.path} cannot be written: {reason(problem)}; it is as it was."
            ) from None
