"""What a coach reads before a session: one client's packs become two pages as a value.

What a leader kept back is None, never nothing: a brief says "withheld" where it would otherwise
show a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec import Struct, field

from syslead_cli.base.documents import Count, Document, Part, Share
from syslead_cli.base.text import counted, one_line
from syslead_cli.coach.changes import (
    HistoryPack,
    PackChange,
    UnitNames,
    change,
    history,
    names_of,
)
from syslead_cli.coach.model import Client, as_typed
from syslead_cli.coach.notes import CoachNote, last_time
from syslead_cli.coach.questions import CoachQuestion, QuestionFacts, questions_for, why_fewer
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.model import (
    EXCERPTS,
    THEMES,
    Pack,
    PackCounts,
    PackFinding,
    PackLevel,
    PackPassage,
    PackPeriod,
    PackRatings,
    PackTension,
    PackVoice,
    PackWording,
    withheld_words,
)

if TYPE_CHECKING:
    from syslead_cli.coach.store import Clients

#: Findings on the first page.
_MOST_QUIET = 2
#: From so few questions asked on, a picture is no pattern yet, whatever the states say.
_FEW_ASKED = 12


class Brief(Struct, frozen=True):
    """Everything the two pages say of a pack, and what changed since those before it.

    ``place``: which of all packs it is, 1 is the newest; ``history``: it and those before it,
    oldest first; ``last_time``: the coach's notes of the last day something was agreed.
    ``tensions``: most often tagged first. ``tensions`` and ``passages`` are None where the tier
    does not show them. ``fewer``: why there are fewer than four questions. ``is_early``: there is
    too little to speak of patterns.
    """

    client: str
    pack: Pack
    today: date
    left_out: tuple[str, ...]
    names: UnitNames
    quiet: tuple[PackFinding, ...]
    tensions: tuple[PackTension, ...] | None
    passages: tuple[PackPassage, ...] | None
    questions: tuple[CoachQuestion, ...]
    fewer: str
    change: PackChange | None
    is_early: bool
    place: int
    count: int
    history: tuple[HistoryPack, ...]
    last_time: tuple[CoachNote, ...]

    @property
    def expired(self) -> bool:
        return self.pack.has_expired(self.today)

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
    notes: Sequence[CoachNote] = (),
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
    notes: Sequence[CoachNote] = (),
) -> Brief:
    """Return the brief of one of these packs. Raises ValueError where there are none.

    ``place``: 1 is the newest; ``since``: packs that end before it are not looked back at.
    """
    ordered = _newest_first(packs, today)
    newest = ordered[place - 1]
    earlier = [pack for pack in ordered[place:] if not since or pack.last >= since]
    names, quiet = names_of(newest), _quiet_shown(newest)
    changed = change(earlier[0], newest) if earlier else None
    judged = any(unit.state not in ("too_early", "not_asked") for unit in newest.dimensions)
    early = not judged or newest.counts.asked < _FEW_ASKED
    questions = questions_for(QuestionFacts(newest, names, quiet, changed), early=early)
    tensions = sorted(newest.tensions, key=lambda tension: -tension.times)
    return Brief(
        client,
        newest,
        today,
        tuple(withheld_words(newest)),
        names,
        quiet,
        tuple(tensions) if newest.shows(THEMES) else None,
        newest.passages if newest.shows(EXCERPTS) else None,
        questions,
        why_fewer(newest, len(questions), early=early),
        changed,
        early,
        place,
        len(ordered),
        history(newest, earlier),
        last_time(notes, newest.made if place > 1 else today),
    )


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


class BriefDimension(Part, frozen=True):
    """A dimension; its name is null where the tier does not show it."""

    place: Count
    name: str | None
    state: str
    asked: Count
    full: Count
    level: PackLevel
    strip: tuple[PackPeriod, ...]
    ratings: PackRatings | None


class BriefFacet(Part, frozen=True):
    """A facet; its name is null where the tier does not show it."""

    place: Count
    dimension: Count | None
    name: str | None
    state: str
    asked: Count
    full: Count


class BriefFinding(Part, frozen=True):
    """What has gone quiet, and the counts behind it."""

    unit: Literal["facet", "dimension"]
    place: Count
    name: str | None
    since: date
    counted_from: date
    asked: Count
    full: Count
    usual: Share
    elsewhere_asked: Count
    elsewhere_full: Count


class BriefStrength(Part, frozen=True):
    """The facet answered best."""

    place: Count
    name: str | None
    asked: Count
    full: Count
    since: date


class BriefItem(Part, frozen=True):
    """An item of the environment and its score."""

    place: Count
    name: str | None
    score: Count


class BriefIntentions(Part, frozen=True):
    """How many intentions were made, and what became of them."""

    made: Count
    kept: Count
    partly: Count
    dropped: Count
    open: Count
    wordings: tuple[PackWording, ...] | None


class BriefVoices(Part, frozen=True):
    """Who was heard."""

    heard: Count
    mentions: Count
    missing: Count
    largest_share: Share | None
    effective: float | None
    names_heard: tuple[PackVoice, ...] | None
    names_missing: tuple[PackVoice, ...] | None


class BriefDocument(Document, frozen=True, kw_only=True, tag="syslead/brief/1"):
    """What the two pages say; what a leader kept back is null."""

    client: str
    pseudonym: str
    first: date = field(name="from")
    last: date = field(name="until")
    made: date
    tier: str
    left_out: tuple[str, ...]
    expires: date | None
    expired: bool
    framework: str | None
    wanted: str
    counts: PackCounts
    early: bool
    intentions: BriefIntentions
    dimensions: tuple[BriefDimension, ...]
    facets: tuple[BriefFacet, ...]
    quiet: tuple[BriefFinding, ...]
    holding: BriefStrength | None
    voices: BriefVoices | None
    tensions: tuple[PackTension, ...] | None
    environment: tuple[BriefItem, ...] | None
    questions: tuple[CoachQuestion, ...]
    fewer: str | None
    change: PackChange | None
    pack: Count
    packs: Count
    history: tuple[HistoryPack, ...]
    last_time: tuple[CoachNote, ...]
    passages: tuple[PackPassage, ...] | None


def brief_document(made: Brief) -> BriefDocument:
    pack = made.pack
    items, best, voices = pack.environment, pack.strength, pack.voices
    hidden = {} if made.named else {"names_heard": None, "names_missing": None}
    wordings = {} if made.named else {"wordings": None}
    return BriefDocument(
        client=made.client,
        pseudonym=pack.pseudonym,
        first=pack.first,
        last=pack.last,
        made=pack.made,
        tier=pack.tier,
        left_out=made.left_out,
        expires=pack.expires,
        expired=made.expired,
        framework=pack.framework.name if pack.framework else None,
        wanted=pack.purpose,
        counts=pack.counts,
        early=made.is_early,
        intentions=_copied(BriefIntentions, pack.intentions, **wordings),
        dimensions=tuple(_copied(BriefDimension, unit) for unit in pack.dimensions),
        facets=tuple(_copied(BriefFacet, unit) for unit in pack.facets),
        quiet=tuple(_copied(BriefFinding, found) for found in made.quiet),
        holding=_copied(BriefStrength, best) if best else None,
        voices=_copied(BriefVoices, voices, **hidden) if voices else None,
        tensions=made.tensions,
        environment=tuple(_copied(BriefItem, item) for item in items)
        if items is not None and pack.has_details
        else None,
        questions=made.questions,
        fewer=made.fewer or None,
        change=made.change,
        pack=made.place,
        packs=made.count,
        history=made.history,
        last_time=made.last_time,
        passages=made.passages,
    )


_P = TypeVar("_P", bound=Part)


def _copied(kind: type[_P], part: Part, **changed: Any) -> _P:
    """Return the same fields of a pack's part as a part of the document, no name as null."""
    values = {key: getattr(part, key) for key in kind.__struct_fields__}
    if values.get("name") == "":
        values["name"] = None
    return kind(**values | changed)
