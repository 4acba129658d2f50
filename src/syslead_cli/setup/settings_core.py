"""Everything a leader can configure, each setting written down once: in ``Settings``.

Reading, ``config get``, the documentation and the suggestions for mistyped keys all come from
its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.base.day import WEEKDAYS, DateProblem, read_clock
from syslead_cli.base.values import MISSING, Field, dataclass, field, fields
from syslead_cli.framework.names import id_problem
from syslead_cli.framework.problems import Findings, Problem, did_you_mean, quoted
from syslead_cli.framework.toml_fields import ended
from syslead_cli.framework.toml_text import read_toml

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
