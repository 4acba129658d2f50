"""Say where syslead keeps things: under $SYSLEAD_HOME, else in the platform's own folders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

#: A folder an editor works in: this, and the number of the process it is for.
EDITING_PREFIX = ".edit-"
#: The text in it as it was before the editor.
ORIGINAL = ".original"

#: What platformdirs looks at where SYSLEAD_HOME is not set.
_FOLDERS = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"]


class _In:
    """A file or folder by its name: in the state, or ``beside`` another one."""

    def __init__(self, name: str, beside: str = "") -> None:
        self.name, self.beside = name, beside

    def __get__(self, paths: Paths, owner: type) -> Path:
        place: Path = getattr(paths, self.beside).parent if self.beside else paths.state
        return place / self.name


class Paths(Struct, frozen=True):
    """The folders and files of one leader. None is made before it is needed."""

    journal: Path
    config: Path
    state: Path
    #: Folders for words that the state cannot take: the home folder, the temporary one.
    spare: tuple[Path, ...] = ()

    def link_to(self, path: Path) -> str:
        """Return which link leads to a file of the journal or the state; empty where none does."""
        from syslead_cli.base.folders import link_below

        return link_below(self.journal, path) or link_below(self.state, path)

    def root_of(self, path: Path) -> Path | None:
        """Return the folder, journal or state, below which no link is followed to that file."""
        roots = (self.journal, self.state)
        return next((root for root in roots if path.is_relative_to(root)), None)

    #: This machine's name in the journal folder.
    device = _In("device")
    lock = _In("lock")
    #: Words that could not be saved.
    rescue = _In("rescue")
    drafts = _In("drafts")
    #: The bytes from before a rewrite, unless the leader asked for erasure.
    backups = _In("backups")
    #: Lines that could not be read, moved out of the journal by ``repair``.
    quarantine = _In("quarantine")
    #: What this device last saw of every journal file.
    seen = _In("seen")
    #: The days of an encrypted journal, without a word, for reminders.
    days = _In("days")
    #: What had gone quiet when it was last worked out: facets and counts.
    quiet = _In("cache/quiet.json")
    #: What ``remind install`` installed, and when it last ran.
    reminder = _In("remind.json")
    #: Who is not offered as heard again: hashes, no names.
    declined = _In("declined.json")
    last_follow_up = _In("last-follow-up")
    #: Names, and the roles that replace them in what is shared.
    aliases = _In("aliases.json")
    #: The plan of an erasure that has begun and not ended.
    erasing = _In("erasing")
    #: The leader's own frameworks and questions.
    frameworks = _In("frameworks", beside="config")
    prompts = _In("prompts", beside="config")
    #: The key of an encrypted journal: beside the settings, never in the journal's folder.
    keys = _In("keys", beside="config")
    #: The leader's own beginnings of notes, Markdown files.
    templates = _In("templates", beside="config")
    #: What others sent to this person as their coach: beside the journal, never in it.
    coach = _In("coach", beside="journal")


def under(home: Path, spare: tuple[Path, ...] = ()) -> Paths:
    return Paths(home / "journal", home / "config.toml", home / "state", spare)


def find_paths(environ: Mapping[str, str]) -> Paths:
    """Return the folders below $SYSLEAD_HOME, else those of the platform."""
    temporary = environ.get("TMPDIR") or environ.get("TEMP") or "/tmp"
    spare = tuple(map(Path, filter(None, (environ.get("HOME"), temporary))))
    if home := deciding(environ).get("SYSLEAD_HOME"):
        return under(Path(home), spare)
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("syslead", appauthor=False)
    config = dirs.user_config_path / "config.toml"
    return Paths(dirs.user_data_path / "journal", config, dirs.user_state_path, spare)


def deciding(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that say where the folders are, their paths absolute.

    Blanks around a path are nobody's wish, and a relative one of XDG's does not count.
    """
    if home := environ.get("SYSLEAD_HOME", "").strip():
        return {"SYSLEAD_HOME": str(Path(home).expanduser().absolute())}
    found = {name: environ.get(name, "").strip() for name in _FOLDERS}
    return {name: value for name, value in found.items() if Path(value).is_absolute()}
