"""Bytes a coach was sent become a pack, or are refused with one line (docs/pack-format.md).

A file from outside is not believed: its size, its shape, every type, every count and every name
are looked at, then its checksum, before anything of it is used. Messages name the file and keys
of our own format, never a word that stands in the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from syslead_cli.base.visible import one_line
from syslead_cli.coach.pack_kinds import other_kind
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.pack import EXCERPTS, RATINGS, SCHEMA, THEMES, VOICES, digest
from syslead_cli.sharing.pack_fields import PACK, Unsound
from syslead_cli.sharing.pack_read import PackRead

#: Ten years of daily entries shown whole come to about 9 MB.
SIZE_LIMIT = 16 * 1024 * 1024
_NEWER = re.compile(r"syslead/pack/([1-9]\d{0,5})")
_AGAIN = "Nothing of it was used. Ask for the file again."


def read_pack(content: bytes, what: str) -> PackRead:
    """The pack in these bytes; ``what`` names the file in messages.

    Raises SysleadError: ``pack.too_large``, ``pack.foreign``, ``pack.newer``, ``pack.damaged``,
    ``pack.unsound``.
    """
    what = one_line(what)
    if len(content) > SIZE_LIMIT:
        raise SysleadError(
            f"{what} is too large to be a pack: the limit is {SIZE_LIMIT // 1024**2} MB.",
            "Nothing of it was used.",
            "pack.too_large",
        )
    document = _document(content, what)
    try:
        whole = digest(document) == document.get("sha256")
    except (RecursionError, ValueError):
        whole = False
    if not whole:
        raise SysleadError(
            f"{what} is damaged: its content does not match its checksum.", _AGAIN, "pack.damaged"
        )
    try:
        return _consistent(PackRead(**PACK(document), document=document))
    except Unsound as problem:
        raise SysleadError(
            f"{what} is not as a pack has to be: {problem.where()}{problem.says}.",
            "Nothing of it was used. It was not made by syslead, or was changed on its way.",
            "pack.unsound",
        ) from None


# ── is it one at all ─────────────────────────────────────────────────────────


def _document(content: bytes, what: str) -> dict[str, Any]:
    """The JSON object with our schema. Raises SysleadError."""
    if said := other_kind(content):
        raise _foreign(what, said)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _foreign(what) from None
    try:
        data = json.loads(text, object_pairs_hook=_table, parse_constant=_no_number)
    except (Unsound, RecursionError):
        raise _foreign(what) from None
    except ValueError as problem:
        if not text.lstrip().startswith("{"):
            raise _foreign(what) from None
        raise _broken(what, problem, text) from None
    if type(data) is not dict:
        raise _foreign(what)
    return _of_our_schema(data, what)


def _of_our_schema(data: dict[str, Any], what: str) -> dict[str, Any]:
    schema = data.get("schema")
    if schema == SCHEMA:
        return data
    found = _NEWER.fullmatch(schema) if isinstance(schema, str) else None
    if found:
        raise SysleadError(
            f"{what} was made by a newer syslead: pack format {found[1]}, this one reads 1.",
            "python -m pip install --upgrade syslead; nothing of the file was used.",
            "pack.newer",
        )
    raise _foreign(what, other_kind(b"", schema))


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; two values for one key would be read differently by different programs."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unsound("a key stands twice")
    return made


def _no_number(_: str) -> NoReturn:
    raise Unsound("NaN and Infinity are no numbers")


def _foreign(what: str, said: str = "") -> SysleadError:
    return SysleadError(
        f"{what} is {said or 'not a pack'}.",
        "A pack is the .json or .age file that the leader's syslead share write makes.",
        "pack.foreign",
    )


def _broken(what: str, problem: ValueError, text: str) -> SysleadError:
    at_end = isinstance(problem, json.JSONDecodeError) and problem.pos >= len(text.rstrip())
    unended = "Unterminated string" in str(problem)
    said = "cut short" if at_end or unended else "damaged: it is not JSON to its end"
    return SysleadError(f"{what} is {said}.", _AGAIN, "pack.damaged")


# ── does it agree with itself ────────────────────────────────────────────────


def _consistent(pack: PackRead) -> PackRead:
    """The pack, when its parts fit each other and its tier. Raises Unsound."""
    _require(pack.first <= pack.last, "it ends before it begins")
    for units in (pack.dimensions, pack.facets):
        places = [unit.place for unit in units]
        _require(places == list(range(1, len(units) + 1)), "places do not count from 1")
    _require(
        all(f.dimension is None or f.dimension <= len(pack.dimensions) for f in pack.facets),
        "a facet is of no dimension there is",
    )
    for finding in pack.named:
        units = pack.dimensions if finding.unit == "dimension" else pack.facets
        _require(finding.place <= len(units), "it names what is not there")
    if pack.strength:
        _require(pack.strength.place <= len(pack.facets), "it names what is not there")
    _fits_its_tier(pack)
    return pack


def _fits_its_tier(pack: PackRead) -> None:
    """What the leader kept back must not be there, and what tells units apart must."""
    themes = pack.shows(THEMES)
    _require((pack.framework is not None) == themes, "its framework does not fit its tier")
    named: Iterable[tuple[str, str]] = (
        (each.id, each.name)
        for each in (
            *pack.dimensions, *pack.facets, *pack.named, *(pack.environment or ()),
            *((pack.strength,) if pack.strength else ()),
        )
    )  # fmt: skip
    _require(
        all(bool(id_) == bool(name) == themes for id_, name in named),
        "its names do not fit its tier",
    )
    voices = pack.voices
    texts = pack.tensions or pack.intentions.wordings
    heard = voices and (voices.names_heard or voices.names_missing)
    _require(themes or not (texts or heard), "it holds more than its tier allows")
    _require(pack.shows(EXCERPTS) or not pack.passages, "it holds more than its tier allows")
    kept = RATINGS in pack.withheld
    _require((pack.environment is None) == kept, "it holds what it says was kept back")
    _require(
        all((unit.ratings is None) == kept for unit in pack.dimensions),
        "it holds what it says was kept back",
    )
    _require((voices is None) == (VOICES in pack.withheld), "it holds what it says was kept back")


def _require(sound: bool, says: str) -> None:
    if not sound:
        raise Unsound(says)
