"""What a restore does to each file, decided before any is touched.

Nothing newer is lost, and nothing in a backup gives orders: whoever made it may be a stranger.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.crypt.keys import IDENTITY, PUBLIC
from syslead_cli.journal.codec import Line, ReadableLine
from syslead_cli.journal.erase import without
from syslead_cli.journal.files import lines_of
from syslead_cli.journal.model import Remove

if TYPE_CHECKING:
    from syslead_cli.journal.merge import Journal
    from syslead_cli.journal.store import JournalFiles

SETTINGS = "config.toml"
IDENTITY_PATH, PUBLIC_PATH = f"keys/{IDENTITY}", f"keys/{PUBLIC}"
_DELETES = "{} of its lines would delete entries that are here"
#: Returns the settings in a file that run programs, and the file without them (None: unreadable).
ProgramsIn = Callable[[bytes], tuple[tuple[str, ...], bytes | None]]


class RestoreStep(Struct, frozen=True):
    """What happens to one file.

    ``action`` is ``new``, ``more`` (lines come back), ``same``, ``newer`` (than the backup),
    ``kept`` (settings that differ) or ``left`` (a key or settings nobody agreed to); ``content``
    is what the file would hold. ``left_out`` says what is not taken along: settings, lines.
    ``agreed`` is the content with the settings.
    """

    path: str
    action: str
    content: bytes
    lines: int = 0
    left_out: tuple[str, ...] = ()
    agreed: bytes = b""


def is_journal(path: str) -> bool:
    return path.startswith("journal/")


def plan_restore(
    backup: Mapping[str, tuple[bytes, int]],
    here: Mapping[str, bytes],
    removed: Collection[str],
) -> list[RestoreStep]:
    """Return what to do with each file of a backup, given with the lines refused in it.

    Nothing newer is overwritten: where a file here has a line that the backup has not, it is
    ``newer``. What was deleted since stays deleted. Settings that differ are ``kept``.
    """
    steps = []
    for path, (content, refused) in sorted(backup.items()):
        step = _restore_step(path, content, here.get(path), set(removed))
        steps.append(replace(step, left_out=(_DELETES.format(refused),)) if refused else step)
    return steps


def without_removals(
    files: Mapping[str, bytes], here: Mapping[str, bytes], journal: JournalFiles, whole: Journal
) -> dict[str, tuple[bytes, int]]:
    """Return each file without lines that would delete what is here, and how many those are.

    ``here`` are the files as they are here: their own lines are no news.
    """
    live = whole.places.keys() - whole.removed
    found = {}
    for path, content in files.items():
        kept, refused = content, 0
        if is_journal(path):
            known = set(lines_of(here.get(path, b"")))
            raws = content.split(b"\n")
            news = {raw for raw in raws if raw.strip() and not known.issuperset(lines_of(raw))}
            orders = {raw for raw in news if _removes(journal.lines_in(raw), live)}
            kept, refused = b"\n".join(raw for raw in raws if raw not in orders), len(orders)
        found[path] = (kept, refused)
    return found


def _removes(lines: Iterable[Line], live: set[str]) -> bool:
    records = (line.record for line in lines if isinstance(line, ReadableLine))
    return any(isinstance(record, Remove) and record.of in live for record in records)


def without_orders(
    steps: Iterable[RestoreStep], here: Mapping[str, bytes], programs_in: ProgramsIn
) -> list[RestoreStep]:
    """Return the steps without what would switch encryption on or run a program.

    Whoever made a backup could make this journal unreadable with a key, or run a program with
    settings. Keys come back only where the journal here is encrypted with that very key.
    """
    steps = list(steps)
    public = next((step.content.strip() for step in steps if step.path == PUBLIC_PATH), None)
    same_key = public is not None and public == here.get(PUBLIC_PATH, b"").strip()
    return [_without_orders(step, programs_in, same_key=same_key) for step in steps]


def _without_orders(step: RestoreStep, programs_in: ProgramsIn, *, same_key: bool) -> RestoreStep:
    if step.action != "new":
        return step
    if step.path in (IDENTITY_PATH, PUBLIC_PATH):
        return step if same_key else replace(step, action="left")
    if step.path != SETTINGS:
        return step
    named, rest = programs_in(step.content)
    action = "left" if rest is None else "new"
    return replace(step, action=action, content=rest or b"", left_out=named, agreed=step.content)


def key_to_confirm(steps: Sequence[RestoreStep]) -> str:
    """Return the public key that may be put back if the leader says so; empty where none may.

    Its secret half must come along or be here: else nobody could read what it encrypts.
    """
    by_path = {step.path: step for step in steps}
    public, identity = by_path.get(PUBLIC_PATH), by_path.get(IDENTITY_PATH)
    if not public or not identity or public.action != "left":
        return ""
    text = public.content.decode("ascii", "replace").strip()
    sound = text.startswith("age1") and text.isalnum() and text.isascii()
    return text if sound and identity.action in ("left", "same") else ""


def agreed(step: RestoreStep) -> RestoreStep:
    """Return the step as it is done where the leader has seen it and said yes."""
    return replace(step, action="new", content=step.agreed or step.content, left_out=())


def _restore_step(
    path: str, content: bytes, current: bytes | None, removed: set[str]
) -> RestoreStep:
    if not is_journal(path):
        action = "new" if current is None else "same" if current == content else "kept"
        return RestoreStep(path, action, content)
    if removed:
        content = without(content, removed)
    lines = lines_of(content)
    if current is None:
        return RestoreStep(path, "new", content, len(lines))
    here, there = set(lines_of(current)), set(lines)
    missing = len(there - here)
    if not missing:
        return RestoreStep(path, "same", current)
    if here <= there:
        return RestoreStep(path, "more", content, missing)
    start = current if current.endswith(b"\n") else current + b"\n"
    added = b"".join(raw + b"\n" for raw in dict.fromkeys(lines) if raw not in here)
    return RestoreStep(path, "newer", start + added, missing)
