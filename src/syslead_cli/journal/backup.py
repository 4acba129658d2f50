"""What a backup lists, and what a restore would do to each file, decided before any is touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from syslead_cli.base.values import dataclass
from syslead_cli.journal.erasing import without
from syslead_cli.journal.mending import is_newer, lines_of

SCHEMA = "syslead/backup/1"
CONTENTS = "contents.json"


class NotABackup(ValueError):
    """The list of contents is no such list; the message says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a backup as its list of contents has it."""

    path: str
    size: int
    sha256: str


def contents_document(made: str, files: Iterable[Listed]) -> bytes:
    """The list of contents, as the bytes of its file."""
    listed = [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in files]
    whole = {"schema": SCHEMA, "made": made, "files": listed}
    return json.dumps(whole, indent=1).encode("ascii") + b"\n"


def read_contents(content: bytes) -> tuple[str, list[Listed]]:
    """When the backup was made, and what is in it. Raises NotABackup."""
    try:
        data = json.loads(content)
        if data["schema"] != SCHEMA:
            raise NotABackup(f"its {CONTENTS} is of another kind or version")
        files = [Listed(str(f["path"]), int(f["size"]), str(f["sha256"])) for f in data["files"]]
        made = str(data["made"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        if isinstance(problem, NotABackup):
            raise
        raise NotABackup(f"its {CONTENTS} cannot be read") from None
    for one in files:
        if not _is_ours(one.path):
            raise NotABackup(f"it lists {one.path!r}, which no backup holds")
    return made, files


def _is_ours(path: str) -> bool:
    """Only places a backup has, and none that leads out of them."""
    first, *rest = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in (first, *rest)):
        return False
    if first == "journal":
        return 1 <= len(rest) <= 2 and path.endswith(".jsonl")
    return path == "config.toml" or (first in ("frameworks", "prompts", "keys") and len(rest) == 1)


@dataclass(frozen=True, slots=True)
class Restoring:
    """What happens to one file.

    ``action`` is ``new``, ``more`` (lines come back), ``same``, ``newer`` (than the backup) or
    ``kept`` (settings that differ); ``content`` is what the file would hold.
    """

    path: str
    action: str
    content: bytes
    lines: int = 0


def restoring(
    backup: Mapping[str, bytes], here: Mapping[str, bytes], removed: set[str]
) -> list[Restoring]:
    """What to do with each file of a backup.

    Nothing newer is overwritten: where a file here has a line that the backup has not, it is
    ``newer``. What was deleted since stays deleted. Settings that differ are ``kept``.
    """
    return [
        _one(path, content, here.get(path), removed) for path, content in sorted(backup.items())
    ]


def _one(path: str, content: bytes, current: bytes | None, removed: set[str]) -> Restoring:
    if not path.startswith("journal/"):
        action = "new" if current is None else "same" if current == content else "kept"
        return Restoring(path, action, content)
    if removed:
        content = without(content, removed)
    if current is None:
        return Restoring(path, "new", content, len(lines_of(content)))
    missing = set(lines_of(content)) - set(lines_of(current))
    if not missing:
        return Restoring(path, "same", current)
    if is_newer(current, content):
        return Restoring(path, "newer", joined(current, content), len(missing))
    return Restoring(path, "more", content, len(missing))


def joined(current: bytes, backup: bytes) -> bytes:
    """The file here with the backup's missing lines behind it."""
    have = set(lines_of(current))
    missing = [raw for raw in dict.fromkeys(lines_of(backup)) if raw not in have]
    start = current if not current or current.endswith(b"\n") else current + b"\n"
    return start + b"".join(raw + b"\n" for raw in missing)
