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


class Paths(Struct, frozen=True):
    """The folders and files of one leader. None is made before it is needed."""

    journal: Path
    config: Path
    frameworks: Path
    prompts: Path
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

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def device(self) -> Path:
        """This machine's name in the journal folder."""
        return self.state / "device"

    @property
    def keys(self) -> Path:
        """The key of an encrypted journal; beside the settings, never in the journal's folder."""
        return self.config.parent / "keys"

    @property
    def coach(self) -> Path:
        """What others sent to this person as their coach: beside the journal, never in it."""
        return self.journal.parent / "coach"

    @property
    def templates(self) -> Path:
        """The leader's own beginnings of notes, Markdown files beside the settings."""
        return self.config.parent / "templates"

    @property
    def rescue(self) -> Path:
        """Words that could not be saved."""
        return self.state / "rescue"

    @property
    def drafts(self) -> Path:
        return self.state / "drafts"

    @property
    def backups(self) -> Path:
        """The bytes from before a rewrite, unless the leader asked for erasure."""
        return self.state / "backups"

    @property
    def quarantine(self) -> Path:
        """Lines that could not be read, moved out of the journal by ``repair``."""
        return self.state / "quarantine"

    @property
    def seen(self) -> Path:
        """What this device last saw of every journal file."""
        return self.state / "seen"

    @property
    def days(self) -> Path:
        """The days of an encrypted journal, without a word, for reminders."""
        return self.state / "days"

    @property
    def quiet(self) -> Path:
        """What had gone quiet when it was last worked out: facets and counts."""
        return self.state / "cache" / "quiet.json"

    @property
    def reminder(self) -> Path:
        """What ``remind install`` installed, and when it last ran."""
        return self.state / "remind.json"

    @property
    def declined(self) -> Path:
        """Who is not offered as heard again: hashes, no names."""
        return self.state / "declined.json"

    @property
    def aliases(self) -> Path:
        """Names, and the roles that replace them in what is shared."""
        return self.state / "aliases.json"

    @property
    def erasing(self) -> Path:
        """The plan of an erasure that has begun and not ended."""
        return self.state / "erasing"


def under(home: Path, spare: tuple[Path, ...] = ()) -> Paths:
    return Paths(
        journal=home / "journal",
        config=home / "config.toml",
        frameworks=home / "frameworks",
        prompts=home / "prompts",
        state=home / "state",
        spare=spare,
    )


def _spare(environ: Mapping[str, str]) -> tuple[Path, ...]:
    temporary = environ.get("TMPDIR") or environ.get("TEMP") or "/tmp"
    return tuple(Path(folder) for folder in (environ.get("HOME", ""), temporary) if folder)


def find_paths(environ: Mapping[str, str]) -> Paths:
    """Return the folders below $SYSLEAD_HOME, else those of the platform."""
    if home := deciding(environ).get("SYSLEAD_HOME"):
        return under(Path(home), _spare(environ))
    from platformdirs import PlatformDirs

    folders = PlatformDirs("syslead", appauthor=False)
    config = Path(folders.user_config_dir)
    return Paths(
        journal=Path(folders.user_data_dir) / "journal",
        config=config / "config.toml",
        frameworks=config / "frameworks",
        prompts=config / "prompts",
        state=Path(folders.user_state_dir),
        spare=_spare(environ),
    )


def deciding(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that say where the folders are, their paths absolute.

    Blanks around a path are nobody's wish, and a relative one of XDG's does not count.
    """
    if home := environ.get("SYSLEAD_HOME", "").strip():
        return {"SYSLEAD_HOME": str(Path(home).expanduser().absolute())}
    found = {name: environ.get(name, "").strip() for name in _FOLDERS}
    return {name: value for name, value in found.items() if Path(value).is_absolute()}
