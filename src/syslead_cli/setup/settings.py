"""The settings of a leader, and the file ``config.toml`` they are kept in.

Each setting is declared once, in ``Settings``: its default, what it means, what is allowed, and
the function that checks a value. Reading, ``config get``, the template, the documentation and the
suggestions for mistyped keys all come from there. The file is read by every command, so nothing
heavy is loaded for it; ``tomlkit`` is, where it is changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from msgspec import Struct
from msgspec.structs import fields, replace

from syslead_cli.base.clock import zone_named
from syslead_cli.base.dates import WEEKDAYS, DateProblem, place_of, read_clock
from syslead_cli.base.files import read_own, write_own
from syslead_cli.base.terminal import THEMES
from syslead_cli.base.text import did_you_mean, id_problem, quoted
from syslead_cli.base.toml import (
    CannotEdit,
    Problem,
    ProblemList,
    full_stop,
    read_toml,
    refusal,
    with_value,
)
from syslead_cli.errors import SysleadError, UsageError

_LIMIT = 64 * 1024
COLOURS = ("auto", "always", "never")
UNLOCKS = ("ask", "command", "keyring")
_MOST_VOICES = 100
_LONGEST_VOICE = 100
_BY_HAND = "syslead config edit opens the file."

#: Returns the value as it is kept; raises NotAllowed, whose words finish "must be …".
Check: TypeAlias = Callable[[Any], Any]


class NotAllowed(ValueError):
    """A value a setting cannot have; the message says what it must be."""


class Setting(Struct, frozen=True):
    """One setting as the documentation has it.

    ``key`` is what is typed: ``remind.days``, for the attribute ``remind_days``.
    """

    meaning: str
    type: str
    allowed: str
    check: Check
    key: str = ""
    attribute: str = ""
    default: Any = None
    #: It names a program that is run, or says that one is: never taken unseen from a backup.
    runs: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


def _switch(meaning: str) -> Setting:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise NotAllowed("true or false")
        return value

    return Setting(meaning, "yes or no", "true, false", check)


def _number(meaning: str, least: int, most: int) -> Setting:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise NotAllowed(f"a whole number from {least} to {most}")
        return value

    return Setting(meaning, "number", f"{least} to {most}", check)


def _word(meaning: str, words: tuple[str, ...], *, runs: bool = False) -> Setting:
    def check(value: Any) -> str:
        if value not in words:
            near = did_you_mean(value, words) if isinstance(value, str) else ""
            raise NotAllowed(f"one of {', '.join(words)}. {near}".rstrip())
        return str(value)

    return Setting(meaning, "word", ", ".join(words), check, runs=runs)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 1_000:
        raise NotAllowed("text on one line")
    return value


def _program(meaning: str, allowed: str) -> Setting:
    return Setting(meaning, "text", allowed, _text, runs=True)


def _id(value: Any) -> str:
    if not isinstance(value, str):
        raise NotAllowed("an id in quotation marks")
    if bad := id_problem(value):
        raise NotAllowed(f"an id, but {quoted(value)} {bad}")
    return value


def _clock(value: Any) -> str:
    try:
        minutes = read_clock(value if isinstance(value, str) else "")
    except DateProblem:
        raise NotAllowed('a time of day such as "04:00"') from None
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _zone(value: Any) -> str:
    name = _text(value)
    if name and zone_named(name) is None:
        raise NotAllowed(f'a time zone such as "Europe/London"; {quoted(name)} is not known here')
    return name


def _voices(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_VOICES:
        raise NotAllowed(f"a list of at most {_MOST_VOICES} names")
    for name in value:
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise NotAllowed('a list of names such as ["night staff", "carers\' forum"]')
        if len(name) > _LONGEST_VOICE:
            raise NotAllowed(f"a list of names of at most {_LONGEST_VOICE} characters")
    return tuple(dict.fromkeys(name.strip() for name in value))


def _weekday(value: Any, *others: str) -> str:
    word = value.strip().casefold() if isinstance(value, str) else ""
    place = place_of(word, WEEKDAYS)
    if place is not None or word in others:
        return word if place is None else WEEKDAYS[place]
    allowed = ", or ".join(["a day of the week such as monday", *others])
    raise NotAllowed(f"{allowed}. {did_you_mean(word, WEEKDAYS)}".rstrip())


def _weekday_or_never(value: Any) -> str:
    return _weekday(value, "never")


def _weekdays(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise NotAllowed('a list of days such as ["monday", "thursday"]')
    chosen = {_weekday(day) for day in value}
    return tuple(day for day in WEEKDAYS if day in chosen)


_FRAMEWORK = Setting(
    "The leadership framework in use.", "id", "an id from: syslead framework list", _id
)
_PROFILE = Setting(
    "Which set of facets to use (core or full). Empty: the framework's default.",
    "id",
    "a profile's name, or empty",
    lambda value: "" if value == "" else _id(value),
)
_DAY_START = Setting(
    "The hour a new day starts. Anything written earlier counts as the day before.",
    "time",
    "00:00 to 23:59",
    _clock,
)
_TIME_ZONE = Setting(
    "Your time zone. Empty: the one of this computer.", "text", 'such as "Europe/London"', _zone
)
_EDITOR = _program("The editor for longer texts. Empty: $VISUAL or $EDITOR.", "a command")
_NAMES = Setting(
    "People or groups you want to hear from; trends shows who has not come up.",
    "list of texts",
    'such as ["night staff", "board"]',
    _voices,
)
_PAGER = _program(
    "The pager for answers longer than the window. Empty: $PAGER, or less.", "a command, or none"
)
_UNLOCK_COMMAND = _program(
    "The command that prints the passphrase, if unlock is “command”.", 'such as "pass show syslead"'
)
_REMIND_WEEKDAYS = Setting(
    "Days on which you are reminded to reflect.", "list of days", ", ".join(WEEKDAYS), _weekdays
)
_WEEKLY_REVIEW = Setting(
    "The day from which the weekly review is due.",
    "day",
    "a day of the week, or never",
    _weekday_or_never,
)


class Settings(Struct, frozen=True):
    """A leader's configuration; as it stands here when there is no file."""

    framework: Annotated[str, _FRAMEWORK] = "systems-leadership"
    profile: Annotated[str, _PROFILE] = ""
    prompts: Annotated[int, _number("How many questions a reflection has.", 1, 3)] = 2
    day_start: Annotated[str, _DAY_START] = "04:00"
    time_zone: Annotated[str, _TIME_ZONE] = ""
    follow_up: Annotated[
        bool, _switch("Ask one follow-up question a day about what you wrote.")
    ] = True
    mentions: Annotated[bool, _switch("Look for facets in your notes.")] = True
    editor: Annotated[str, _EDITOR] = ""
    pager: Annotated[str, _PAGER] = ""
    colour: Annotated[str, _word("Colour on the screen.", COLOURS)] = "auto"
    theme: Annotated[
        str, _word("Colours that suit your background; none: bold and dim only.", tuple(THEMES))
    ] = "auto"
    voices: Annotated[tuple[str, ...], _NAMES] = ()
    unlock: Annotated[
        str, _word("Where to get the passphrase of an encrypted journal.", UNLOCKS, runs=True)
    ] = "ask"
    unlock_command: Annotated[str, _UNLOCK_COMMAND] = ""
    remind_days: Annotated[
        int, _number("Remind after this many days without a reflection.", 1, 60)
    ] = 2
    remind_weekdays: Annotated[tuple[str, ...], _REMIND_WEEKDAYS] = WEEKDAYS[:5]
    remind_weekly_review: Annotated[str, _WEEKLY_REVIEW] = "friday"
    remind_quarterly_review: Annotated[bool, _switch("Remind you of the quarterly review.")] = True


@cache
def described() -> dict[str, Setting]:
    """Return every setting by its key, in the order of ``Settings``."""
    found = {}
    for each in fields(Settings):
        key = each.name.replace("remind_", "remind.")
        setting = each.type.__metadata__[0]
        found[key] = replace(setting, key=key, attribute=each.name, default=each.default)
    return found


def setting_named(key: str) -> Setting:
    """Return the setting of that key. Raises UsageError with the nearest one."""
    known = described()
    if key in known:
        return known[key]
    near = did_you_mean(key, known) or "syslead config get lists the keys."
    raise UsageError(f"There is no setting {quoted(key)}.", near)


def read_settings_text(
    content: bytes, file: str
) -> tuple[Settings | None, list[Problem], frozenset[str]]:
    """Return the settings in a file, None where one is wrong, every problem, and the keys it sets.

    A key that is not known is a problem, but none that keeps the others from being read: a
    newer version on another device may have written it.
    """
    text, values, stopped = read_toml(content, file, _LIMIT)
    if values is None:
        return None, stopped, frozenset()
    found = ProblemList(file)
    known = described()
    sound: dict[str, Any] = {}
    wrong = False
    keys = []
    for path, value in _leaves(values):
        keys.append(key := ".".join(path))
        if key not in known:
            found.add(path, f"unknown key {quoted(key)}.", did_you_mean(key, known), key)
            continue
        try:
            sound[known[key].attribute] = known[key].check(value)
        except NotAllowed as problem:
            found.add(path, full_stop(f"{key} must be {problem}"), name=key)
            wrong = True
    return None if wrong else Settings(**sound), found.with_lines(text), frozenset(keys)


def _leaves(values: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield keys with their values; a table counts where a setting of that name should be."""
    tables = {setting.path[0] for setting in described().values() if len(setting.path) > 1}
    for key, value in values.items():
        if key in tables and isinstance(value, dict):
            yield from (((key, name), inner) for name, inner in value.items())
        else:
            yield (key,), value


def programs_in(content: bytes) -> tuple[tuple[str, ...], bytes | None]:
    """Return the settings that run programs, as ``key = value``, and the file without them.

    A key that is unknown here counts too: a later version may run what it names. None in place
    of the file where it cannot be read, or not be rid of them.
    """
    known = described()
    text, values, _ = read_toml(content, "", _LIMIT)
    if values is None:
        return (), None
    doubtful = {
        path: value
        for path, value in _leaves(values)
        if ".".join(path) not in known or known[".".join(path)].runs
    }
    named = tuple(f"{'.'.join(path)} = {value!r}" for path, value in doubtful.items())
    try:
        for path in doubtful:
            text = with_value(text, path, None)
    except CannotEdit:
        return named, None
    return named, text.encode("utf-8")


def typed_value(key: str, words: str) -> Any:
    """Return what somebody typed as a value the setting can have. Raises UsageError."""
    setting = setting_named(key)
    try:
        return setting.check(_as_toml(setting, words))
    except NotAllowed as problem:
        raise UsageError(full_stop(f"{key} must be {problem}"), setting.meaning) from None


_SPOKEN = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _as_toml(setting: Setting, words: str) -> Any:
    """Return the words as TOML would have them: a list as ``a, b`` or in brackets."""
    if isinstance(setting.default, bool):
        return _SPOKEN.get(words.strip().casefold(), words)
    if isinstance(setting.default, int):
        return int(words) if words.strip().isdecimal() and len(words) < 10 else words
    if not isinstance(setting.default, tuple):
        return words
    if not words.lstrip().startswith("["):
        return [part.strip() for part in words.split(",") if part.strip()]
    values = read_toml(f"k = {words}".encode("utf-8", "replace"), "", _LIMIT).values
    return words if values is None or set(values) != {"k"} else values["k"]


def as_toml_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class ConfigFile:
    """The file behind ``syslead config``: read, and changed one key at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name

    def content(self) -> bytes:
        """Return its bytes; none where there is no file. Raises SysleadError where unreadable."""
        content = read_own(self.path)
        if content is None and self.path.is_symlink():
            raise SysleadError(f"{self.path} is a link to a file that is not there.")
        return content or b""

    def settings(self, warn: Callable[[str], None] = lambda _: None) -> Settings:
        """Return the settings in the file. Raises SysleadError naming every mistake.

        ``warn`` is told of keys that are not known.
        """
        content = self.content()
        if not content.strip():
            return Settings()
        settings, problems, _ = read_settings_text(content, self.name)
        if settings is None:
            raise refusal(problems, _BY_HAND)
        for problem in problems:
            warn(f"{problem} It was ignored.")
        return settings

    def values(self) -> list[tuple[Setting, Any, bool]]:
        """Return every setting with its value and whether the file sets it. Raises SysleadError."""
        settings, problems, keys = read_settings_text(self.content(), self.name)
        if settings is None or problems:
            raise refusal(problems, _BY_HAND)
        return [
            (setting, getattr(settings, setting.attribute), key in keys)
            for key, setting in described().items()
        ]

    def change(self, changes: Mapping[str, Any]) -> bool:
        """Set the keys to their values, take out those whose value is None; False: as it was.

        The rest of the file stays as it was written. Raises SysleadError where that cannot be.
        """
        content = self.content()
        try:
            old = text = content.decode("utf-8")
            for key, value in changes.items():
                text = with_value(text, tuple(key.split(".")), as_toml_value(value))
        except (UnicodeDecodeError, CannotEdit):
            if problems := read_settings_text(content, self.name)[1]:
                raise refusal(problems, _BY_HAND) from None
            raise SysleadError(
                f"{self.name}: {next(iter(changes))} cannot be changed alone. Nothing was changed.",
                _BY_HAND,
            ) from None
        if problems := read_settings_text(text.encode("utf-8"), self.name)[1]:
            raise refusal(problems, _BY_HAND)
        if text != old:
            self.replace(text.encode("utf-8"))
        return text != old

    def replace(self, content: bytes) -> None:
        """Put the new bytes in place at once; a link is written through to its target."""
        target = os.path.realpath(self.path)
        if os.path.exists(target) and not os.path.isfile(target):
            raise SysleadError(f"{self.path} is not an ordinary file.")
        write_own(self.path, content, "Nothing was changed.")
