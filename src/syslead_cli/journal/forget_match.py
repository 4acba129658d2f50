"""What ``forget`` looks for: records and bytes that contain it, and texts without the name.

A word is matched as ``search`` matches it; a voice's name as a word of its own, with hyphen,
underscore and space alike. Ids of prompts and facets are not the leader's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date
from functools import cache, cached_property
from typing import Any

from msgspec import Struct, field

from syslead_cli.journal.codec import (
    CorruptLine,
    InvalidRecord,
    ReadableLine,
    UnknownVersion,
    data_of,
    own_fields,
    read_day,
    read_line,
    record_from,
)
from syslead_cli.journal.encrypted import Encrypt, LineDecrypter, is_encrypted
from syslead_cli.journal.erase import AS_IT_STOOD, RecordFilter, filtered
from syslead_cli.journal.model import KINDS, Record
from syslead_cli.journal.query import plain

#: Keys whose values are ids, days and choices, and never the leader's own words.
_ENVELOPE = frozenset({"v", "id", "kind", "ts", "tz", "day", "crc"})
_NO_WORDS = _ENVELOPE | {
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
        words = [_word_pattern(plain(word), whole=self.whole) for word in self.words]
        return re.compile("|".join(names + words)) if names or words else None

    def is_in(self, text: str) -> bool:
        """Return whether a text contains it."""
        return bool(self.pattern and self.pattern.search(plain(text)))

    def is_in_any(self, texts: Iterable[str]) -> bool:
        """Return whether one of the texts contains it."""
        return any(map(self.is_in, texts))


def _name_pattern(name: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[-_\s]+", name) if part]
    return _bounded(r"[-_\s]+".join(parts), name)


def _word_pattern(word: str, *, whole: bool) -> str:
    wanted = r"\s+".join(map(re.escape, word.split()))
    return _bounded(wanted, word) if whole else wanted


def _bounded(pattern: str, text: str) -> str:
    """Match not inside another word, where the script has words."""
    if any(character >= _NO_SPACES for character in text):
        return pattern
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


# ── matching ─────────────────────────────────────────────────────────────────


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
    return _ENVELOPE | ({each.key for each in own_fields(kind)} - words)


def is_requested(request: ForgetRequest, line: object) -> bool:
    """Return whether a line's record is to be forgotten; an encrypted line tells nothing."""
    if isinstance(line, ReadableLine):
        return concerns(request, data_of(line.record))
    return (
        isinstance(line, UnknownVersion) and not is_encrypted(line) and concerns(request, line.data)
    )


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


# ── files of lines ───────────────────────────────────────────────────────────


def without_corrupt(
    content: bytes,
    request: ForgetRequest,
    month: str,
    opener: LineDecrypter | None = None,
    close: Encrypt = bytes,
) -> bytes:
    """Return a journal file without its requested corrupt bytes; whole records stay."""
    found = _corrupt_filtered(content, request, month, opener, close)
    return b"\n".join(one for _, left in found for one in left)


def count_corrupt(
    content: bytes, request: ForgetRequest, month: str, opener: LineDecrypter | None
) -> int:
    """Return of how many lines ``without_corrupt`` would take something."""
    found = _corrupt_filtered(content, request, month, opener, bytes)
    return sum(left != [raw] for raw, left in found)


def _corrupt_filtered(
    content: bytes, request: ForgetRequest, month: str, opener: LineDecrypter | None, close: Encrypt
) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield every line, and what stays of it."""
    chosen = _filter(request, month, lambda line: False, opener, close)
    for raw in content.split(b"\n"):
        odd = AS_IT_STOOD in raw or isinstance(read_line(raw), CorruptLine)
        yield raw, filtered(raw, chosen) if odd else [raw]


def without_requested(
    content: bytes,
    request: ForgetRequest,
    month: str,
    opener: LineDecrypter | None = None,
    close: Encrypt = bytes,
) -> bytes:
    """Return a copy of a journal file without any requested record or corrupt bytes."""
    chosen = _filter(request, month, lambda line: is_requested(request, line), opener, close)
    return b"\n".join(one for raw in content.split(b"\n") for one in filtered(raw, chosen))


def _filter(
    request: ForgetRequest,
    month: str,
    drops: Callable[[object], bool],
    opener: LineDecrypter | None,
    close: Encrypt,
) -> RecordFilter:
    def drops_rest(rest: bytes) -> bool:
        return bool(rest.strip()) and concerns_bytes(request, rest, month)

    return RecordFilter(drops, drops_rest, opener, close)


# ── redacting ────────────────────────────────────────────────────────────────


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
    request: ForgetRequest,
    value: Any,
    skipped: AbstractSet[str] = frozenset(),
    new_ids: Mapping[str, str] | None = None,
) -> Any:
    """Return a JSON value in which the leader's own words name nobody of the request.

    ``new_ids`` maps ids that changed, wherever they stand.
    """
    new_ids = new_ids or {}
    if isinstance(value, str):
        text = redacted(request, value)
        return new_ids.get(text, text)
    if isinstance(value, list):
        return [redacted_value(request, inner, skipped, new_ids) for inner in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, inner in value.items():
        if key in _NAMES and isinstance(inner, list):
            found[key] = [n for n in inner if not (isinstance(n, str) and request.is_in(n))]
        elif key in skipped:
            found[key] = _renamed(inner, new_ids)
        else:
            found[key] = redacted_value(request, inner, skipped, new_ids)
    return found


def _renamed(value: Any, new_ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return new_ids.get(value, value)
    if isinstance(value, list):
        return [_renamed(inner, new_ids) for inner in value]
    if isinstance(value, dict):
        return {key: _renamed(inner, new_ids) for key, inner in value.items()}
    return value


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
