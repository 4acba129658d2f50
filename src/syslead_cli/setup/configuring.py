"""Reading and changing the configuration, one setting at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from syslead_cli.base.values import dataclass
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.problems import Problem, did_you_mean, quoted, refusal
from syslead_cli.framework.toml_lines import scan
from syslead_cli.setup.config_edit import CannotEdit, with_value, without_value
from syslead_cli.setup.settings_core import (
    NotAllowed,
    Setting,
    described,
    read_settings_text,
    take,
    words_to_value,
)

BY_HAND = "syslead config edit opens the file."


class ConfigPort(Protocol):
    """The configuration file as flows use it."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def content(self) -> bytes:
        """Its bytes, none where there is no file."""

    def zone_known(self, name: str) -> bool:
        """Whether this machine has that time zone."""

    def as_toml(self, value: Any) -> str:
        """A value as it is written in the file."""

    def replace(self, content: bytes) -> None:
        """On return the new bytes are on disk."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A setting with the value it has now, and whether the file says so."""

    setting: Setting
    value: Any
    written: bool


def setting_named(key: str) -> Setting:
    """The setting of that key. Raises UsageError with the nearest one."""
    known = described()
    if key in known:
        return known[key]
    near = did_you_mean(key, known) or "syslead config get lists the keys."
    raise UsageError(f"There is no setting {quoted(key)}.", near)


def standing(config: ConfigPort) -> list[Standing]:
    """Every setting as it stands. Raises SysleadError where the file has mistakes."""
    settings, problems = read_settings_text(config.content(), config.name, config.zone_known)
    if settings is None:
        raise refusal(problems, BY_HAND)
    written = scan(_text(config))
    return [
        Standing(setting, getattr(settings, setting.attribute), setting.path in written)
        for setting in described().values()
    ]


def value_for(config: ConfigPort, key: str, words: str) -> Any:
    """What somebody typed, as a value the setting can have. Raises UsageError."""
    setting = setting_named(key)
    try:
        return take(setting, words_to_value(setting, words), config.zone_known)
    except NotAllowed as problem:
        said = str(problem)
        mark = "" if said.endswith(("?", ".")) else "."
        raise UsageError(f"{key} must be {said}{mark}", setting.meaning) from None


def change(config: ConfigPort, changes: Mapping[str, Any]) -> bool:
    """Set the keys to their values, take out those whose value is None; False: as it was.

    Everything else in the file stays as it was written, comments included. Raises SysleadError,
    with nothing written, where that cannot be done or the file would have mistakes.
    """
    old = text = _text(config)
    try:
        for key, value in changes.items():
            text = _changed(config, text, key, value)
    except CannotEdit:
        raise _refused(config, next(iter(changes))) from None
    content = text.encode("utf-8")
    problems = read_settings_text(content, config.name, config.zone_known).problems
    if problems:
        raise refusal(problems, BY_HAND)
    if text != old:
        config.replace(content)
    return text != old


def _changed(config: ConfigPort, text: str, key: str, value: Any) -> str:
    path = tuple(key.split("."))
    if value is not None:
        plain = list(value) if isinstance(value, tuple) else value
        return with_value(text, path, plain, _written(config, plain))
    return without_value(text, path) if path in scan(text) else text


def _written(config: ConfigPort, value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(config.as_toml, value))}]"
    return config.as_toml(value)


def _text(config: ConfigPort) -> str:
    try:
        return config.content().decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(config, "") from None


def _refused(config: ConfigPort, key: str) -> SysleadError:
    """The file's own mistakes where it has some, else that it is written too cleverly."""
    problems: list[Problem] = read_settings_text(
        config.content(), config.name, config.zone_known
    ).problems
    if problems:
        return refusal(problems, BY_HAND)
    return SysleadError(
        f"{config.name} is written in a way in which {key} cannot be changed without touching"
        " the rest; nothing was changed.",
        BY_HAND,
    )


def template(config: ConfigPort) -> str:
    """A file to start from: every setting as a comment, so that nothing is set by it."""
    lines = ["# Settings of syslead. Take away the # before a line to set it.", ""]
    table = ""
    for setting in described().values():
        *tables, name = setting.path
        if ".".join(tables) != table:
            table = ".".join(tables)
            lines += [f"# [{table}]", ""]
        plain = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        lines += [f"# {setting.meaning} ({setting.allowed})"]
        lines += [f"# {name} = {_written(config, plain)}", ""]
    return "\n".join(lines)


def text_to_edit(config: ConfigPort) -> str:
    """What the editor opens: the file, or a template where there is none."""
    content = config.content()
    return content.decode("utf-8", "replace") if content else template(config)


def checked_content(config: ConfigPort, text: str) -> list[Problem]:
    """Everything wrong with what came back from the editor."""
    return read_settings_text(text.encode("utf-8"), config.name, config.zone_known).problems
