"""What a coach reads before a session: one client's packs become two pages as a value.

What a leader kept back is None, never nothing: a brief says "withheld" where it would otherwise
show a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from syslead_cli.base.documents import Part
from syslead_cli.base.text import counted, one_line
from syslead_cli.coach import documents
from syslead_cli.coach.changes import UnitNames, change, history, names_of
from syslead_cli.coach.questions import QuestionFacts, questions_for, why_fewer
from syslead_cli.coach.store import Client, as_typed
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.model import EXCERPTS, THEMES, Pack, PackFinding, withheld_words

if TYPE_CHECKING:
    from syslead_cli.coach.store import Clients

#: Findings on the first page.
_MOST_QUIET = 2
#: From so few questions asked on, a picture is no pattern yet, whatever the states say.
_FEW_ASKED = 12
#: What a brief has as the pack has it.
_ALIKE = ("pseudonym", "first", "last", "made", "tier", "expires", "counts")


class Brief(Struct, frozen=True):
    """The document that ``--json`` prints, and the pack and its names to say it in words."""

    document: documents.BriefDocument
    pack: Pack
    names: UnitNames
    today: date

    @property
    def named(self) -> bool:
        """Tell if facets, voices and tensions have their names."""
        return self.pack.shows(THEMES)


def brief_of(
    clients: Clients,
    client: Client,
    today: date,
    *,
    place: int = 1,
    since: date | None = None,
    notes: Sequence[documents.CoachNote] = (),
) -> tuple[Brief, int]:
    """Return the brief of a client's pack, and how many of their packs are not as they came.

    Raises SysleadError (``coach.damaged``), UsageError where there is no pack of that number.
    """
    read = [clients.read_or_none(client, pack) for pack in client.packs]
    sound = [pack for pack in read if pack is not None]
    name = one_line(client.name)
    if not read:
        raise SysleadError(
            f"No pack from {name} is here, only your notes.",
            f"syslead coach note {as_typed(client.name)} --list shows them.",
            "coach.no_pack",
        )
    if not sound:
        raise SysleadError(
            f"No pack from {name} is intact.",
            "Ask for one again and add it: syslead coach add FILE",
            "coach.damaged",
            ExitCode.DAMAGED,
        )
    if place > len(sound):
        raise UsageError(
            f"{name} has {counted(len(sound), 'pack')} here, so pack {place} does not exist.",
            "1 is the newest; syslead coach list numbers them.",
        )
    made = brief(client.name, sound, today, place=place, since=since, notes=notes)
    return made, len(read) - len(sound)


def brief(
    client: str,
    packs: Sequence[Pack],
    today: date,
    *,
    place: int = 1,
    since: date | None = None,
    notes: Sequence[documents.CoachNote] = (),
) -> Brief:
    """Return the brief of one of these packs. Raises ValueError where there are none.

    ``place``: 1 is the newest; ``since``: packs that end before it are not looked back at.
    """
    ordered = _newest_first(packs, today)
    pack = ordered[place - 1]
    earlier = [each for each in ordered[place:] if not since or each.last >= since]
    names, quiet = names_of(pack), _quiet_shown(pack)
    changed = change(earlier[0], pack) if earlier else None
    judged = any(unit.state not in ("too_early", "not_asked") for unit in pack.dimensions)
    early = not judged or pack.counts.asked < _FEW_ASKED
    questions = questions_for(QuestionFacts(pack, names, quiet, changed), early=early)
    document = documents.BriefDocument(
        client=client,
        early=early,
        quiet=tuple(_copied(documents.BriefFinding, found) for found in quiet),
        questions=questions,
        fewer=why_fewer(pack, len(questions), early=early) or None,
        change=changed,
        pack=place,
        packs=len(ordered),
        history=history(pack, earlier),
        last_time=last_time(notes, pack.made if place > 1 else today),
        expired=pack.has_expired(today),
        **_shown(pack),
    )
    return Brief(document, pack, names, today)


def _shown(pack: Pack) -> dict[str, Any]:
    """Return what a brief says of the pack as it is."""
    named, items, best = pack.shows(THEMES), pack.environment, pack.strength
    wordings = {} if named else {"wordings": None}
    voices = {} if named else {"names_heard": None, "names_missing": None}
    tensions = tuple(sorted(pack.tensions, key=lambda tension: -tension.times))
    return {
        **{key: getattr(pack, key) for key in _ALIKE},
        "left_out": tuple(withheld_words(pack)),
        "framework": pack.framework.name if pack.framework else None,
        "wanted": pack.purpose,
        "intentions": _copied(documents.BriefIntentions, pack.intentions, **wordings),
        "dimensions": tuple(_copied(documents.BriefDimension, unit) for unit in pack.dimensions),
        "facets": tuple(_copied(documents.BriefFacet, unit) for unit in pack.facets),
        "holding": _copied(documents.BriefStrength, best) if best else None,
        "voices": _copied(documents.BriefVoices, pack.voices, **voices) if pack.voices else None,
        "tensions": tensions if named else None,
        "environment": tuple(_copied(documents.BriefItem, item) for item in items)
        if items is not None and pack.has_details
        else None,
        "passages": pack.passages if pack.shows(EXCERPTS) else None,
    }


def _newest_first(packs: Sequence[Pack], today: date) -> list[Pack]:
    """Sort the packs, each checksum once. Raises ValueError where there are none.

    What is dated in days to come stands last: it would hide every honest pack till then. Of two
    made on one day the fuller one counts.
    """
    if not packs:
        raise ValueError("no pack, no brief")

    def newness(pack: Pack) -> tuple[bool, date, date, int, str]:
        tier = TIERS.index(pack.tier)
        return not pack.is_ahead_of(today), pack.last, pack.made, tier, pack.sha256

    return sorted({pack.sha256: pack for pack in packs}.values(), key=newness, reverse=True)


def _quiet_shown(pack: Pack) -> tuple[PackFinding, ...]:
    """Return at most two findings: dimensions first, and no facet whose dimension is said."""
    said = {found.place for found in pack.named if found.unit == "dimension"}
    inside = {facet.place for facet in pack.facets if facet.dimension in said}
    kept = [found for found in pack.named if found.unit == "dimension" or found.place not in inside]
    return tuple(kept[:_MOST_QUIET])


def last_time(notes: Iterable[documents.CoachNote], until: date) -> tuple[documents.CoachNote, ...]:
    """Return what was agreed on the last day something was, else the latest note.

    Notes of days after ``until`` are left out; of several of one day those that are not
    decrypted come too.
    """
    past = sorted((note for note in notes if note.day <= until), key=lambda note: note.day)
    agreed = [note for note in past if note.agreed]
    if not agreed:
        return tuple(past[-1:])
    return tuple(note for note in agreed if note.day == agreed[-1].day)


_P = TypeVar("_P", bound=Part)


def _copied(kind: type[_P], part: Part, **changed: Any) -> _P:
    """Return the same fields of a pack's part as a part of the document, no name as null."""
    values = {key: getattr(part, key) for key in kind.__struct_fields__}
    if values.get("name") == "":
        values["name"] = None
    return kind(**values | changed)
