"""One key of a configuration file set or taken out, everything else left as it was written.

The new text is read again and compared: where anything but that key would change, the edit is
refused rather than made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from syslead_cli.base.clock import zone_named
from syslead_cli.base.dates import WEEKDAYS, DateProblem, read_clock
from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.base.values import MISSING, Field, dataclass, field, fields
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.load import (
    Findings,
    Problem,
    did_you_mean,
    ended,
    id_problem,
    quoted,
    read_toml,
    refusal,
)
from syslead_cli.framework.toml_lines import Place, TomlPath, scan

_LIMIT = 64 * 1024


class CannotEdit(ValueError):
    """The file is written in a way this editing does not understand."""


def with_value(text: str, path: tuple[str, ...], value: Any, written: str) -> str:
    """The text with the key at ``path`` set, ``written`` as TOML. Raises CannotEdit."""
    places = scan(text)
    place = places.get(path)
    if place is not None:
        edited = text[: place.start] + written + text[place.end :]
    else:
        edited = _inserted(text, places, path, written)
    wanted = _values(text)
    _put(wanted, path, value)
    return _verified(edited, wanted)


def without_value(text: str, path: tuple[str, ...]) -> str:
    """The text without the key's lines. Raises CannotEdit; KeyError where it is not there."""
    place = scan(text)[path]
    start = text.rfind("\n", 0, place.at) + 1
    if text[start : place.at].strip():
        raise CannotEdit
    end = text.find("\n", place.end)
    edited = text[:start] + (text[end + 1 :] if end >= 0 else "")
    wanted = _values(text)
    _drop(wanted, path)
    return _verified(edited, wanted)


def _values(text: str) -> dict[str, Any]:
    values = read_toml(text.encode(), "", _LIMIT).values
    if values is None:
        raise CannotEdit
    return values


def _verified(edited: str, wanted: dict[str, Any]) -> str:
    if _pruned(_values(edited)) != _pruned(wanted):
        raise CannotEdit
    return edited


def _put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    table = values
    for name in path[:-1]:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise CannotEdit
    table[path[-1]] = value


def _drop(values: dict[str, Any], path: tuple[str, ...]) -> None:
    table = values
    for name in path[:-1]:
        table = table[name]
    del table[path[-1]]


def _pruned(values: dict[str, Any]) -> dict[str, Any]:
    """Without empty tables, which mean nothing here, and with types that compare strictly."""
    kept = {}
    for key, value in values.items():
        inner = _pruned(value) if isinstance(value, dict) else value
        if inner != {}:
            kept[key] = (type(value).__name__, inner)
    return kept


def _inserted(text: str, places: dict[TomlPath, Place], path: tuple[str, ...], written: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    table = path[:-1]
    header = places.get(table) if table else None
    if table and header is None:
        line = f"[{'.'.join(table)}]{newline}{path[-1]} = {written}"
        return _appended(text, line, newline)
    if header is not None and not text.startswith("[", header.at):
        return _line_after(text, _last_of(places, table), f"{'.'.join(path)} = {written}", newline)
    last = _last_of(places, table)
    line = f"{path[-1]} = {written}"
    if last is not None or header is not None:
        return _line_after(text, last or header, line, newline)
    return _before_tables(text, places, line, newline)


def _last_of(places: dict[TomlPath, Place], table: tuple[str, ...]) -> Place | None:
    """The last key standing directly in a table."""
    found = None
    for path, place in places.items():
        if len(path) == len(table) + 1 and path[:-1] == table and place.start > place.at:
            found = place
    return found


def _line_after(text: str, place: Place | None, line: str, newline: str) -> str:
    if place is None:
        raise CannotEdit
    end = text.find("\n", place.end)
    if end < 0:
        return _appended(text, line, newline)
    return f"{text[: end + 1]}{line}{newline}{text[end + 1 :]}"


def _appended(text: str, line: str, newline: str) -> str:
    if text and not text.endswith("\n"):
        text += newline
    gap = newline if line.startswith("[") and text.strip() else ""
    return f"{text}{gap}{line}{newline}"


def _before_tables(text: str, places: dict[TomlPath, Place], line: str, newline: str) -> str:
    """A first top-level key: before the first table and the comment lines that belong to it."""
    headers = [place.at for place in places.values() if text.startswith("[", place.at)]
    if not headers:
        return _appended(text, line, newline)
    at = min(headers)
    while at and text[text.rfind("\n", 0, at - 1) + 1 : at].lstrip().startswith("#"):
        at = text.rfind("\n", 0, at - 1) + 1
    return f"{text[:at]}{line}{newline}{newline}{text[at:]}"


# ── settings_core ──
# Everything a leader can configure, each setting written down once: in ``Settings``.
#
# Reading, ``config get``, the documentation and the suggestions for mistyped keys all come from
# its fields.


SETTINGS_LIMIT = 64 * 1024
COLOURS = ("auto", "always", "never")
_MOST_VOICES = 100
_LONGEST_VOICE = 100

#: The value as it is kept; raises NotAllowed, whose words finish "must be …".
Taken: TypeAlias = Callable[[Any], Any]
#: Whether this machine knows a time zone of that name.
ZoneKnown: TypeAlias = Callable[[str], bool]


class NotAllowed(ValueError):
    """A value a setting cannot have; the message says what it must be."""


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotAllowed("true or false")
    return value


def _whole(least: int, most: int) -> Taken:
    def take(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise NotAllowed(f"a whole number from {least} to {most}")
        return value

    return take


def _one_of(*words: str) -> Taken:
    def take(value: Any) -> str:
        if value not in words:
            near = did_you_mean(value, words) if isinstance(value, str) else ""
            raise NotAllowed(f"one of {', '.join(words)}. {near}".rstrip())
        return str(value)

    return take


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 1_000:
        raise NotAllowed("a text on one line")
    return value


def _id(value: Any) -> str:
    if not isinstance(value, str):
        raise NotAllowed("an id in quotation marks")
    if bad := id_problem(value):
        raise NotAllowed(f"an id, but {quoted(value)} {bad}")
    return value


def _id_or_nothing(value: Any) -> str:
    return "" if value == "" else _id(value)


def _clock(value: Any) -> str:
    try:
        minutes = read_clock(value) if isinstance(value, str) else -1
    except DateProblem:
        minutes = -1
    if minutes < 0:
        raise NotAllowed('a time of day such as "04:00"')
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _voices(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_VOICES:
        raise NotAllowed(f"a list of at most {_MOST_VOICES} names")
    for name in value:
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise NotAllowed('a list of names such as ["night staff", "carers\' forum"]')
        if len(name) > _LONGEST_VOICE:
            raise NotAllowed(f"a list of names of at most {_LONGEST_VOICE} characters")
    return tuple(dict.fromkeys(name.strip() for name in value))


def _weekday(value: Any) -> str:
    word = value.strip().casefold() if isinstance(value, str) else ""
    for day in WEEKDAYS:
        if len(word) >= 3 and day.startswith(word):
            return day
    near = did_you_mean(word, WEEKDAYS)
    raise NotAllowed(f"a day of the week such as monday. {near}".rstrip())


def _weekday_or_never(value: Any) -> str:
    if value == "never":
        return "never"
    try:
        return _weekday(value)
    except NotAllowed:
        raise NotAllowed("a day of the week such as friday, or never") from None


def _weekdays(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise NotAllowed('a list of days such as ["monday", "thursday"]')
    chosen = {_weekday(day) for day in value}
    return tuple(day for day in WEEKDAYS if day in chosen)


def _setting(
    default: Any, take: Taken, meaning: str, type_: str, allowed: str, *, key: str = ""
) -> Any:
    about = {"take": take, "meaning": meaning, "type": type_, "allowed": allowed, "key": key}
    return field(default=default, metadata=about)


@dataclass(frozen=True, slots=True)
class Settings:
    """A leader's configuration; as it stands here when there is no file."""

    framework: str = _setting(
        "systems-leadership", _id, "The leadership framework in use.", "id",
        "an id from: syslead framework list",
    )  # fmt: skip
    profile: str = _setting(
        "", _id_or_nothing, "Which part of the framework; empty: the one its file proposes.", "id",
        "a profile's name, or empty",
    )  # fmt: skip
    prompts: int = _setting(2, _whole(1, 3), "Questions in a sitting.", "number", "1 to 3")
    day_start: str = _setting(
        "04:00", _clock, "When your day begins: what you write before belongs to the evening.",
        "time", "00:00 to 23:59",
    )  # fmt: skip
    time_zone: str = _setting(
        "", _text, "Your time zone; empty: this machine's.", "text", 'such as "Europe/London"'
    )
    follow_up: bool = _setting(
        True, _yes_or_no, "Ask back about your own words, at most once a day.", "yes or no",
        "true, false",
    )  # fmt: skip
    mentions: bool = _setting(
        True, _yes_or_no, "Look for facets in what you write freely.", "yes or no", "true, false"
    )
    editor: str = _setting(
        "", _text, "The editor for longer texts; empty: $VISUAL or $EDITOR.", "text", "a command"
    )
    colour: str = _setting(
        "auto", _one_of(*COLOURS), "Colour on the screen.", "word", ", ".join(COLOURS)
    )
    voices: tuple[str, ...] = _setting(
        (), _voices, "People or groups you want to hear from; trends says who has not come up.",
        "list of texts", 'such as ["night staff", "board"]',
    )  # fmt: skip
    unlock: str = _setting(
        "ask", _one_of("ask", "command", "keyring"),
        "Where the passphrase of an encrypted journal comes from.", "word", "ask, command, keyring",
    )  # fmt: skip
    unlock_command: str = _setting(
        "", _text, "The command that prints it, where unlock is command.", "text",
        'such as "pass show syslead"',
    )  # fmt: skip
    remind_days: int = _setting(
        2, _whole(1, 60), "A reminder is due after so many days without a sitting.", "number",
        "1 to 60", key="remind.days",
    )  # fmt: skip
    remind_weekdays: tuple[str, ...] = _setting(
        WEEKDAYS[:5], _weekdays, "The days on which a missing sitting is reminded of.",
        "list of days", ", ".join(WEEKDAYS), key="remind.weekdays",
    )  # fmt: skip
    remind_weekly_review: str = _setting(
        "friday", _weekday_or_never, "The day from which the weekly review is due.", "day",
        "a day of the week, or never", key="remind.weekly_review",
    )  # fmt: skip
    remind_quarterly_review: bool = _setting(
        True, _yes_or_no, "Remind of the quarterly review.", "yes or no", "true, false",
        key="remind.quarterly_review",
    )  # fmt: skip


class Setting(NamedTuple):
    """One setting as the documentation has it. ``key`` is what is typed: ``remind.days``."""

    key: str
    attribute: str
    type: str
    default: Any
    meaning: str
    allowed: str
    take: Taken

    @property
    def path(self) -> tuple[str, ...]:
        """Its tables and key in the file."""
        return tuple(self.key.split("."))


def _described(spec: Field[Any]) -> Setting:
    about = spec.metadata
    assert spec.default is not MISSING
    return Setting(
        key=about["key"] or spec.name,
        attribute=spec.name,
        type=about["type"],
        default=spec.default,
        meaning=about["meaning"],
        allowed=about["allowed"],
        take=about["take"],
    )


@cache
def described() -> dict[str, Setting]:
    """Every setting by its key, in the order of ``Settings``."""
    return {setting.key: setting for setting in map(_described, fields(Settings))}


class SettingsText(NamedTuple):
    """What became of a configuration file; ``settings`` is None where there are problems."""

    settings: Settings | None
    problems: list[Problem]


def read_settings_text(content: bytes, file: str, zone_known: ZoneKnown) -> SettingsText:
    """The settings in a file, or every problem with its line."""
    document = read_toml(content, file, SETTINGS_LIMIT)
    if document.values is None:
        return SettingsText(None, document.problems)
    findings = Findings(file)
    known = described()
    sound: dict[str, Any] = {}
    for path, value in _leaves(document.values, ()):
        key = ".".join(path)
        if key not in known:
            findings.add(path, f"unknown key {quoted(key)}.", did_you_mean(key, known), key)
            continue
        try:
            sound[known[key].attribute] = take(known[key], value, zone_known)
        except NotAllowed as problem:
            findings.add(path, ended(f"{key} must be {problem}"), name=key)
    problems = findings.placed(document.text)
    return SettingsText(None if problems else Settings(**sound), problems)


def take(setting: Setting, value: Any, zone_known: ZoneKnown) -> Any:
    """The value as Settings keeps it. Raises NotAllowed."""
    taken = setting.take(value)
    if setting.attribute == "time_zone" and taken and not zone_known(taken):
        raise NotAllowed(f'a time zone such as "Europe/London"; {quoted(taken)} is not known here')
    return taken


def words_to_value(setting: Setting, words: str) -> Any:
    """What somebody typed after ``config set KEY``, as TOML would have it."""
    if isinstance(setting.default, bool):
        return _SPOKEN.get(words.strip().casefold(), words)
    if isinstance(setting.default, int):
        return int(words) if words.strip().isdecimal() and len(words) < 10 else words
    if isinstance(setting.default, tuple):
        return _listed(words)
    return words


_SPOKEN = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _listed(words: str) -> Any:
    """``a, b`` or a list as TOML writes it."""
    if not words.lstrip().startswith("["):
        return [part.strip() for part in words.split(",") if part.strip()]
    values = read_toml(f"k = {words}".encode("utf-8", "replace"), "", SETTINGS_LIMIT).values
    return words if values is None or set(values) != {"k"} else values["k"]


def _leaves(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Keys with their values; a table counts where a setting of that name should be."""
    prefixes = {setting.path[: len(path) + 1] for setting in described().values()}
    for key, value in table.items():
        here = (*path, key)
        inside = here in prefixes and ".".join(here) not in described()
        if inside and isinstance(value, dict):
            yield from _leaves(value, here)
        else:
            yield here, value


# ── config_adapters ──
# The configuration file: read, and changed one key at a time.


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


# ── configuring ──
# Reading and changing the configuration, one setting at a time.


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
    written = scan(_text_configuring(config))
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
    old = text = _text_configuring(config)
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


def _text_configuring(config: ConfigPort) -> str:
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
