"""What ``forget`` looks for in records, in bytes and in files; and texts without the name.

A word is matched as ``search`` matches it; a voice's name as a word of its own, with hyphen,
underscore and space alike. Ids of prompts and facets are not the leader's words.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from syslead_cli.base.files import read_regular, reason, replace_file, take_out
from syslead_cli.crypt.keys import DecryptionError
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import (
    ENVELOPE,
    CorruptLine,
    InvalidRecord,
    Line,
    data_of,
    keys_of,
    read_day,
    read_line,
    record_from,
)
from syslead_cli.journal.encrypted import is_encrypted
from syslead_cli.journal.erase import AS_IT_STOOD, RecordFilter, rewritten
from syslead_cli.journal.model import KINDS, Record
from syslead_cli.journal.query import plain
from syslead_cli.journal.rescue import files_beside

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey

#: Keys whose values are ids, days and choices, and never the leader's own words.
_NO_WORDS = frozenset(ENVELOPE) | {
    "sitting", "prompt", "facet", "facets", "mentions", "reason", "outcome", "graded_by",
    "problem", "scores", "practice", "importance", "environment", "achieved", "matters",
    "attended", "due", "of", "status", "period", "from", "until", "attention", "tier", "sha256",
}  # fmt: skip
#: The same in a sitting or a review that was broken off; its questions are not the leader's.
NO_WORDS_IN_DRAFTS = _NO_WORDS | {
    "picks", "steps", "choices", "name", "asked", "known", "quiet", "asks", "anchor", "first",
    "last", "today",
}  # fmt: skip
_WORDS = frozenset({"text", "instances", "voices", "heard", "missing", "tags", "set"})
#: Lists of names: a forgotten one leaves them, nothing takes its place.
_NAMES = frozenset({"voices", "heard", "missing", "unheard"})
_DAY_KEY = re.compile(rb'"day"\s*:\s*"(\d{4}-\d\d-\d\d)"')
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
#: From here on scripts may have no spaces between words, so a name stands anywhere.
_NO_SPACES = "\u0e00"
_LIMIT = 16 * 1024 * 1024
#: A shorter text is too common to say which entry a file is a copy of.
_TELLING = 12


class ForgetRequest(Struct, frozen=True, dict=True):
    """Exactly one of voices, words and a day.

    ``whole``: words are not matched inside longer ones. With a ``substitute`` entries stay,
    with that in the name's place.
    """

    voices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    before: date | None = None
    whole: bool = False
    substitute: str = field(default="", name="instead")

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The pattern for texts that ``plain`` made; None where only a day counts."""
        names = [_name_pattern(plain(voice)) for voice in self.voices]
        words = [_word_pattern(plain(word), is_whole=self.whole) for word in self.words]
        return re.compile("|".join(names + words)) if names or words else None

    def is_in(self, text: str) -> bool:
        return bool(self.pattern and self.pattern.search(plain(text)))

    def is_in_any(self, texts: Iterable[str]) -> bool:
        return any(map(self.is_in, texts))


def _name_pattern(name: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[-_\s]+", name) if part]
    return _bounded(r"[-_\s]+".join(parts), name)


def _word_pattern(word: str, *, is_whole: bool) -> str:
    wanted = r"\s+".join(map(re.escape, word.split()))
    return _bounded(wanted, word) if is_whole else wanted


def _bounded(pattern: str, text: str) -> str:
    """Match not inside another word, where the script has words."""
    if any(character >= _NO_SPACES for character in text):
        return pattern
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


def texts_in(value: Any, skipped: AbstractSet[str] = frozenset()) -> Iterator[str]:
    """Yield every text in a JSON value, but for those under the keys that are skipped."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in skipped:
                yield from texts_in(inner, _NO_WORDS if key == "set" else skipped)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner, skipped)


@cache
def _keys_without_words(kind: str) -> frozenset[str]:
    """Return the keys of a kind that hold no words; unknown fields may hold some."""
    if kind not in KINDS:
        return _NO_WORDS
    words = _WORDS | {"to", "file"} if kind == "share" else _WORDS
    return frozenset(keys_of(kind) - words)


def is_requested(request: ForgetRequest, line: Line) -> bool:
    """Return whether a line's record is to be forgotten; an encrypted line tells nothing."""
    return not is_encrypted(line) and concerns(request, line.data)


def concerns(request: ForgetRequest, data: Mapping[str, Any]) -> bool:
    """Return whether a record, as its JSON object, is to be forgotten."""
    if data.get("kind") == "remove":
        return False
    if request.before is not None:
        try:
            return read_day(data.get("day")) < request.before
        except InvalidRecord:
            return False
    return request.is_in_any(texts_in(data, _keys_without_words(str(data.get("kind")))))


def concerns_bytes(request: ForgetRequest, raw: bytes, month: str = "") -> bool:
    """Return whether corrupt bytes are to be erased: by their words, or by a day in them.

    ``month`` is the one in the file's name, for a line that shows no day.
    """
    if request.before is None:
        text = raw.decode("utf-8", "replace")
        unescaped = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        return request.is_in(text) or request.is_in(unescaped)
    found = _DAY_KEY.search(raw)
    if found:
        return found[1].decode() < request.before.isoformat()
    return bool(month) and month < request.before.isoformat()[:7]


def day_of_draft(data: object) -> date | None:
    """Return the day that a sitting or a review that was broken off is about."""
    for table in (data, data.get("agenda") if isinstance(data, Mapping) else None):
        if isinstance(table, Mapping):
            with suppress(InvalidRecord):
                return read_day(table.get("day"))
    return None


def without_requested(
    content: bytes, request: ForgetRequest, month: str, key: JournalKey | None, *, is_copy: bool
) -> tuple[bytes, int]:
    """Return what stays of a file, and how many of its lines changed.

    Requested corrupt bytes go; requested records only from a copy: from the journal they go by
    their ids.
    """

    def drops_rest(rest: bytes) -> bool:
        return bool(rest.strip()) and concerns_bytes(request, rest, month)

    def looks(raw: bytes) -> bool:
        return is_copy or AS_IT_STOOD in raw or isinstance(read_line(raw), CorruptLine)

    chosen = RecordFilter(lambda line: is_copy and is_requested(request, line), drops_rest, key)
    return rewritten(content, chosen, looks)


def redacted(request: ForgetRequest, text: str) -> str:
    """Return the text with the substitute in place of each name, an @ before it included."""
    if request.pattern is None:
        return text
    folded = [plain(character) for character in text]
    origin = [place for place, piece in enumerate(folded) for _ in piece]
    parts, done = [], 0
    for found in request.pattern.finditer("".join(folded)):
        start, end = origin[found.start()], origin[found.end() - 1] + 1
        while end < len(text) and not folded[end]:  # marks that belong to the last letter
            end += 1
        if start and text[start - 1] in "@#":
            start -= 1
        parts += [text[done:start], request.substitute]
        done = end
    return "".join([*parts, text[done:]])


def redacted_value(
    request: ForgetRequest | None, value: Any, skipped: AbstractSet[str], new_ids: Mapping[str, str]
) -> Any:
    """Return a JSON value in which the leader's own words name nobody of the request.

    ``new_ids`` maps ids that changed, wherever they stand; without a request nothing else does.
    """
    if isinstance(value, str):
        text = redacted(request, value) if request else value
        return new_ids.get(text, text)
    if isinstance(value, list):
        return [redacted_value(request, inner, skipped, new_ids) for inner in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, inner in value.items():
        if request and key in _NAMES and isinstance(inner, list):
            found[key] = [n for n in inner if not (isinstance(n, str) and request.is_in(n))]
        else:
            within = None if key in skipped else request
            found[key] = redacted_value(within, inner, skipped, new_ids)
    return found


def redacted_record(
    request: ForgetRequest, record: Record, new_ids: Mapping[str, str]
) -> Record | None:
    """Return the record under its new id, naming nobody; None where that cannot be.

    ``new_ids`` has the new ids of everything that is redacted, this record's included.
    """
    skipped = _keys_without_words(record.kind)
    data = redacted_value(request, data_of(record), skipped, new_ids)
    try:
        made = record_from(data)
    except InvalidRecord:
        return None
    return None if concerns(request, data_of(made)) else made


SidecarKind = Literal["draft", "words", "roles"]


class Sidecars:
    """Files beside the journal that are no lines of one: drafts, rescue files, names and roles.

    To change anything, the caller must hold the lock.
    """

    def __init__(self, paths: Paths, key: JournalKey) -> None:
        self._paths = paths
        self._key = key

    def matching(self, request: ForgetRequest) -> list[tuple[Path, SidecarKind]]:
        """Return the files that hold what is to be forgotten."""
        folder, found = self._paths.drafts, list[tuple[Path, SidecarKind]]()
        for path in [] if folder.is_symlink() else sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and self._in_draft(request, path):
                found.append((path, "draft"))
        found += [(path, "words") for path in self._texts() if self._in_text(request, path)]
        if any(request.is_in_any(pair) for pair in self._roles().items()):
            found.append((self._paths.aliases, "roles"))
        return found

    def erase(self, request: ForgetRequest, renamed: Mapping[str, str], left: list[str]) -> None:
        """Erase them, or put the substitute in the name's place; ``left``: what refused."""
        for path, kind in self.matching(request):
            try:
                if kind == "roles":
                    pairs = self._roles().items()
                    kept = dict(pair for pair in pairs if not request.is_in_any(pair))
                    content = json.dumps(kept, indent=1, sort_keys=True).encode() + b"\n"
                    replace_file(path, content)
                elif not request.substitute:
                    take_out(path, self._paths.root_of(path))
                elif kind == "draft":
                    data = redacted_value(request, self._json(path), NO_WORDS_IN_DRAFTS, renamed)
                    self._write(path, json.dumps(data, indent=1).encode("ascii") + b"\n")
                else:
                    text = self._read(path).decode("utf-8", "surrogateescape")
                    changed = redacted(request, text)
                    self._write(path, changed.encode("utf-8", "surrogateescape"))
            except (OSError, SysleadError) as problem:
                left.append(f"{path} ({reason(problem)})")

    def drop_copies_of(self, texts: Iterable[str]) -> None:
        """Erase half-edited copies of entries that are erased."""
        telling = [text.strip() for text in texts if len(text.strip()) >= _TELLING]
        for path in self._texts() if telling else ():
            with suppress(OSError, SysleadError):
                held = self._read(path).decode("utf-8", "replace")
                if any(text in held for text in telling):
                    take_out(path, self._paths.root_of(path))

    def _read(self, path: Path) -> bytes:
        """Return the content. Raises SysleadError where it does not decrypt."""
        content = read_regular(path, _LIMIT)
        try:
            return self._key.decrypt_blob(content)
        except DecryptionError as problem:
            raise SysleadError(str(problem)) from None

    def _write(self, path: Path, content: bytes) -> None:
        encrypted = self._key.encrypt_blob(content)
        replace_file(path, encrypted, root=self._paths.root_of(path))

    def _json(self, path: Path) -> Any:
        with suppress(OSError, SysleadError, ValueError, RecursionError):
            return json.loads(self._read(path))
        return None

    def _in_draft(self, request: ForgetRequest, path: Path) -> bool:
        data = self._json(path)
        if request.before is not None:
            return (day_of_draft(data) or _day_changed(path)) < request.before
        return request.is_in_any(texts_in(data, NO_WORDS_IN_DRAFTS))

    def _texts(self) -> Iterator[Path]:
        """Yield the files of what was typed in an editor or a field, but for journal lines."""
        for path in files_beside(self._paths):
            if ".jsonl" not in path.name and path.is_file() and not path.is_symlink():
                yield path

    def _in_text(self, request: ForgetRequest, path: Path) -> bool:
        if request.before is not None:
            return _day_changed(path) < request.before
        with suppress(OSError, SysleadError):
            return request.is_in(self._read(path).decode("utf-8", "replace"))
        return False

    def _roles(self) -> dict[str, str]:
        data = self._json(self._paths.aliases)
        found = data.items() if isinstance(data, dict) else ()
        return {name: role for name, role in found if isinstance(role, str)}


def _day_changed(path: Path) -> date:
    try:
        return datetime.fromtimestamp(os.stat(path).st_mtime, tz=UTC).astimezone().date()
    except OSError:
        return date.max
