"""Read a received pack, or say in one line why the file is not one (docs/pack-format.md).

Nothing in a file from outside is used before its size, its checksum, every type, every limit and
its agreement with itself have been checked. Messages name the file and keys of the format, never a
word from the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from syslead_cli.base.files import data_tables
from syslead_cli.base.text import one_line
from syslead_cli.errors import SysleadError
from syslead_cli.sharing import model
from syslead_cli.sharing.model import Pack, PackLevel, PackPeriod

#: Ten years of daily entries shown whole come to about 9 MB.
SIZE_LIMIT = 16 * 1024 * 1024
_VERSION = re.compile(r"syslead/pack/([1-9]\d{0,5})")


class _Unsound(ValueError):
    """What is wrong with a pack, as the end of a sentence."""


def read_pack(content: bytes, file: str) -> Pack:
    """Return the pack in these bytes; ``file`` is what messages call it.

    Raises SysleadError: ``pack.too_large``, ``pack.foreign``, ``pack.newer``, ``pack.damaged``,
    ``pack.unsound``.
    """
    file = one_line(file)
    if len(content) > SIZE_LIMIT:
        raise SysleadError(
            f"{file} is too large to be a pack: the limit is {SIZE_LIMIT // 1024**2} MB.",
            "Nothing in it was used.",
            "pack.too_large",
        )
    document = _json_object(content, file)
    _check_version(document.get("schema"), file)
    try:
        is_whole = model.checksum(document) == document.get("sha256")
    except (RecursionError, ValueError):
        is_whole = False
    if not is_whole:
        raise _damaged(file, "damaged: its content does not match its checksum")
    try:
        pack = msgspec.convert(document, Pack)
        _check_values(pack)
        _check_consistency(pack)
    except (msgspec.ValidationError, _Unsound) as problem:
        reason = _in_words(problem) if isinstance(problem, msgspec.ValidationError) else problem
        raise SysleadError(
            f"{file} is not a valid pack: {reason}.",
            "Nothing in it was used. It was not made by syslead, or was changed on the way.",
            "pack.unsound",
        ) from None
    return pack


def _foreign(file: str, kind: str = "") -> SysleadError:
    return SysleadError(
        f"{file} is {kind or 'not a pack'}.",
        "A pack is the .json or .age file that the leader's syslead share write makes.",
        "pack.foreign",
    )


def _damaged(file: str, reason: str) -> SysleadError:
    again = "Nothing in it was used. Ask for the file again."
    return SysleadError(f"{file} is {reason}.", again, "pack.damaged")


def _json_object(content: bytes, file: str) -> dict[str, Any]:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    kinds = data_tables("share.toml")["beginnings"].items()
    kind = next((what for lead, what in kinds if start.startswith(lead.encode())), "")
    if kind:
        raise _foreign(file, kind)
    text = ""
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_number)
    except (_Unsound, UnicodeDecodeError, RecursionError):
        raise _foreign(file) from None
    except ValueError as problem:
        if not text.lstrip().startswith("{"):
            raise _foreign(file) from None
        at_end = getattr(problem, "pos", -1) >= len(text.rstrip())
        is_cut = at_end or "Unterminated string" in str(problem)
        reason = "cut short" if is_cut else "damaged: it is not complete JSON"
        raise _damaged(file, reason) from None
    if type(data) is not dict:
        raise _foreign(file)
    return data


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse two values for one key, and a key that ``_in_words`` could take for a path."""
    made = dict(pairs)
    if len(made) != len(pairs) or any("`" in key for key in made):
        raise _Unsound
    return made


def _no_number(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no numbers of JSON."""
    raise _Unsound


def _check_version(schema: object, file: str) -> None:
    if schema == Pack.__struct_config__.tag:
        return
    name = schema if isinstance(schema, str) else ""
    if found := _VERSION.fullmatch(name):
        raise SysleadError(
            f"{file} was made by a newer syslead: pack format {found[1]}, this one reads 1.",
            "Install a newer syslead. Nothing in the file was used.",
            "pack.newer",
        )
    kinds = data_tables("share.toml")["schemas"].items()
    raise _foreign(file, next((what for lead, what in kinds if name.startswith(lead)), ""))


def _in_words(problem: msgspec.ValidationError) -> str:
    """Return ``facets 3 level low: no number`` for what msgspec says; places count from 1."""
    message = str(problem)
    found = re.search(r" - at `\$([^`]*)`$", message)
    steps = re.findall(r"\w+", found[1]) if found else []
    key = next((step for step in reversed(steps) if not step.isdigit()), "")
    expected = re.sub(", got `.*", "", message)
    tables = data_tables("share.toml")
    sentences = tables["sentences"].items()
    words = next((ours for theirs, ours in sentences if re.search(theirs, expected)), "")
    return _at(steps, words or tables["whole_numbers"].get(key, "not a count"))


def _at(steps: list[str], words: str) -> str:
    where = " ".join(str(int(step) + 1) if step.isdigit() else step for step in steps)
    return f"{where}: {words}" if where else words


#: Values of which nothing more is to be said.
_PLAIN = (str, int, float, type(None))


def _check_values(node: object, *path: str) -> None:
    """Check what no type says: days from 1900 to 2199, counts and intervals the right way round."""
    parts: Iterable[tuple[str, object]] = ()
    if isinstance(node, Struct):
        keys = zip(node.__struct_encode_fields__, node.__struct_fields__, strict=True)
        parts = ((key, getattr(node, name)) for key, name in keys)
    elif isinstance(node, tuple) and not isinstance(node, PackPeriod):
        parts = ((str(place), each) for place, each in enumerate(node))
    for key, each in parts:
        is_plain = type(each) in _PLAIN or (type(each) is PackPeriod and each.full <= each.asked)
        if not is_plain:
            _check_values(each, *path, key)
    problem = ""
    if isinstance(node, date) and not 1900 <= node.year <= 2199:
        problem = "not a day such as 2026-03-29"
    elif getattr(node, "full", 0) > getattr(node, "asked", 0):
        problem = "more answered than asked"
    elif isinstance(node, PackLevel) and node.low > node.high:
        problem = "an interval the wrong way round"
    if problem:
        raise _Unsound(_at([*path], problem))


def _check_consistency(pack: Pack) -> None:
    """Raise _Unsound where parts do not fit each other, or do not fit the pack's tier."""
    places = [[unit.place for unit in units] for units in (pack.dimensions, pack.facets)]
    last = {"dimension": len(pack.dimensions), "facet": len(pack.facets)}
    strength = (pack.strength,) if pack.strength else ()
    named = [(found.unit, found.place) for found in pack.named]
    named += [("facet", best.place) for best in strength]
    themes, voices = pack.shows(model.THEMES), pack.voices
    parts = (*pack.dimensions, *pack.facets, *pack.named, *(pack.environment or ()), *strength)
    heard = voices and (voices.names_heard or voices.names_missing)
    texts = pack.tensions or pack.intentions.wordings or heard
    absent = [pack.environment is None, *(unit.ratings is None for unit in pack.dimensions)]
    agrees = all(is_absent == (model.RATINGS in pack.withheld) for is_absent in absent)
    agrees = agrees and (voices is None) == (model.VOICES in pack.withheld)
    allowed = (themes or not texts) and (pack.shows(model.EXCERPTS) or not pack.passages)
    are_counted = all(
        place == at for several in places for at, place in enumerate(several, start=1)
    )
    belong = all((facet.dimension or 0) <= last["dimension"] for facet in pack.facets)
    are_named = all(bool(part.id) == bool(part.name) == themes for part in parts)
    rules = {
        "it ends before it begins": pack.first <= pack.last,
        "places do not count from 1": are_counted,
        "a facet belongs to a dimension that does not exist": belong,
        "it refers to something that is not in it": all(at <= last[unit] for unit, at in named),
        "its framework does not fit its tier": (pack.framework is not None) == themes,
        "its names do not fit its tier": are_named,
        "it contains more than its tier allows": allowed,
        "it contains what it says was left out": agrees,
    }
    if broken := [says for says, is_sound in rules.items() if not is_sound]:
        raise _Unsound(broken[0])
