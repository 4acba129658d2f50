"""Build a pack from a journal (docs/pack-format.md).

Built by an allow-list: every field is named here and taken from where it is named, so a field a
record gains later goes nowhere until somebody adds it here. At the lowest tier nothing but
numbers, days and words of fixed lists is taken, and nothing about a single facet or item of the
environment: their place alone would name them to whoever has the framework.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple, replace

from syslead_cli.base.text import one_line
from syslead_cli.framework.model import Framework
from syslead_cli.insight.findings import Finding, Strength, Voice, Voices
from syslead_cli.insight.trends import ANSWERED, Trends, TrendsQuery, Unit, compute_trends
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import (
    TIERS,
    Ask,
    Assessment,
    Note,
    Outcome,
    Rating,
    Record,
    Review,
    TrackedIntention,
    tracked_intentions,
)
from syslead_cli.sharing import model

_DIGITS = 6
#: A name in a pack is no longer.
_LONGEST_ABOUT = 4_000
_HANDLE = re.compile(r"(?<![\w@])@[\w'’-]+")


class Choice(Struct, frozen=True):
    """What the leader chose to show. ``approved`` and ``ticked`` are ids of records."""

    first: date
    last: date
    made: date
    tier: str = model.SCORES
    audience: str = model.COACH
    purpose: str = ""
    pseudonym: str = ""
    expires: date | None = None
    without: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    only_these_days: bool = False
    #: Groups on the leader's list, which are found in plain words.
    groups: tuple[str, ...] = ()

    @property
    def query(self) -> TrendsQuery:
        return TrendsQuery(self.last, self.first, self.last, groups=self.groups)

    def shows(self, tier: str) -> bool:
        return TIERS.index(self.tier) >= TIERS.index(tier)


#: Returns the words of a question by its id; empty where they are not known.
Questions: TypeAlias = Callable[[str], str]


def build(
    journal: Journal, framework: Framework, choice: Choice, question: Questions = lambda _: ""
) -> model.AnyPack:
    """Return what will leave; its checksum is made when it is written as JSON.

    A sponsor's pack has never a finding, a level or a rating.
    """
    if choice.audience != model.SPONSOR:
        return build_pack(journal, framework, choice, question)
    trends = compute_trends(journal, framework, choice.query)
    counts = _counts(trends, _within(journal, choice))
    return model.SponsorPack(
        **_header(choice),
        attendance=model.PackAttendance(counts.sittings, counts.days),
        goals=_wordings(journal, choice),
        sha256="",
    )


def build_pack(
    journal: Journal, framework: Framework, choice: Choice, question: Questions = lambda _: ""
) -> model.Pack:
    records, themes = _within(journal, choice), choice.shows(model.THEMES)
    if choice.only_these_days:
        journal = replace(journal, records=tuple(records))
    trends = compute_trends(journal, framework, choice.query)
    rated, best = model.RATINGS not in choice.without, trends.strength
    return model.Pack(
        **_header(choice),
        framework=model.PackFramework(framework.id, framework.name, framework.version)
        if themes
        else None,
        counts=_counts(trends, records),
        dimensions=tuple(
            model.PackDimension(
                **_unit(unit, at, themes), ratings=_ratings(unit) if rated else None
            )
            for at, unit in enumerate(trends.dimensions, start=1)
        ),
        facets=tuple(
            model.PackFacet(
                **_unit(unit, at, themes),
                dimension=_place_of(trends.dimensions, unit.dimension) or None,
            )
            for at, unit in enumerate(trends.facets if themes else (), start=1)
        ),
        named=tuple(
            _finding(finding, trends, themes)
            for finding in trends.named
            if themes or finding.unit == "dimension"
        ),
        strength=_strength(best, trends) if best and themes else None,
        environment=_environment(records if themes else (), framework) if rated else None,
        intentions=model.PackIntentions(
            **_fields(trends.intentions, "made", "kept", "partly", "dropped", "open"),
            wordings=_wordings(journal, choice) if themes else (),
        ),
        voices=_voices(trends.voices, themes) if model.VOICES not in choice.without else None,
        tensions=_tensions(records, framework) if themes else (),
        passages=_passages(journal, framework, choice, question),
        sha256="",
    )


def _header(choice: Choice) -> dict[str, Any]:
    return {
        **_fields(choice, "tier", "first", "last", "made", "expires", "purpose"),
        "pseudonym": one_line(choice.pseudonym),
        "withheld": tuple(sorted(choice.without)),
    }


def _fields(source: object, *names: str) -> dict[str, Any]:
    """Return the fields that are named here, and no others."""
    return {name: getattr(source, name) for name in names}


def _within(journal: Journal, choice: Choice) -> list[Record]:
    return [record for record in journal.records if choice.first <= record.day <= choice.last]


def _counts(trends: Trends, records: Sequence[Record]) -> model.PackCounts:
    notes = [record for record in records if isinstance(record, Note)]
    answers = [r for r in records if isinstance(r, Ask) and r.outcome in ANSWERED]
    return model.PackCounts(
        sittings=trends.sittings,
        days=len({record.day for record in (*notes, *answers)}),
        asked=trends.asked,
        full=trends.full,
        notes=len(notes),
        usual=round(trends.usual, _DIGITS),
    )


def _named(part: object, themes: bool) -> dict[str, Any]:
    return _fields(part, "id", "name") if themes else {}


def _unit(unit: Unit, place: int, themes: bool) -> dict[str, Any]:
    return {
        "place": place,
        **_named(unit, themes),
        **_fields(unit, "state", "asked", "full"),
        "p_neglected": round(unit.p, _DIGITS),
        "level": model.PackLevel(*(round(share, _DIGITS) for share in astuple(unit.level))),
        "strip": tuple(map(model.PackPeriod, unit.strip.asked, unit.strip.full)),
    }


def _ratings(unit: Unit) -> model.PackRatings:
    return model.PackRatings(**_fields(unit.ratings, "n", "range", "median", "direction"))


def _place_of(units: Sequence[Unit], id_: str) -> int:
    return next((at for at, unit in enumerate(units, start=1) if unit.id == id_), 0)


def _finding(finding: Finding, trends: Trends, themes: bool) -> model.PackFinding:
    units = trends.dimensions if finding.unit == "dimension" else trends.facets
    because = finding.because
    return model.PackFinding(
        unit=finding.unit,
        place=_place_of(units, finding.id),
        **_named(finding, themes),
        since=finding.since,
        counted_from=because.since,
        usual=round(because.usual, _DIGITS),
        **_fields(because, "asked", "full", "elsewhere_asked", "elsewhere_full"),
    )


def _strength(best: Strength, trends: Trends) -> model.PackStrength:
    place = _place_of(trends.facets, best.id)
    return model.PackStrength(place=place, **_fields(best, "id", "name", "asked", "full", "since"))


def _environment(
    records: Sequence[Record], framework: Framework
) -> tuple[model.PackEnvironment, ...]:
    scores: dict[str, int] = {}
    for record in records:
        if isinstance(record, Assessment):
            scores.update(record.environment)
    return tuple(
        model.PackEnvironment(place=at, **_fields(item, "id", "name"), score=scores[item.id])
        for at, item in enumerate(framework.environment, start=1)
        if item.id in scores
    )


def shareable_intentions(journal: Journal, choice: Choice) -> list[TrackedIntention]:
    """Return the intentions whose wording may be approved, oldest first, as of the last day."""
    known = [record for record in journal.records if record.day <= choice.last]
    return [each for each in tracked_intentions(known) if each.intention.day >= choice.first]


def _approved(journal: Journal, choice: Choice) -> list[TrackedIntention]:
    """Return those whose wording may leave: a sponsor sees none that was not chosen."""
    is_whole = choice.tier == model.ALL and choice.audience != model.SPONSOR
    several = shareable_intentions(journal, choice)
    return [each for each in several if is_whole or each.intention.id in choice.approved]


def _wordings(journal: Journal, choice: Choice) -> tuple[model.PackWording, ...]:
    return tuple(
        model.PackWording(each.intention.text, each.intention.due, each.state(choice.last))
        for each in _approved(journal, choice)
    )


def _voices(voices: Voices, themes: bool) -> model.PackVoices:
    def names(several: Sequence[Voice]) -> tuple[model.PackVoice, ...]:
        return tuple(model.PackVoice(one_line(v.name), v.count, v.last) for v in several)

    share, effective = voices.largest_share, voices.effective
    return model.PackVoices(
        heard=len(voices.heard),
        mentions=voices.mentions,
        missing=len(voices.missing),
        largest_share=None if share is None else round(share, _DIGITS),
        effective=None if effective is None else round(effective, _DIGITS),
        names_heard=names(voices.heard) if themes else (),
        names_missing=names(voices.missing) if themes else (),
    )


def _tensions(records: Sequence[Record], framework: Framework) -> tuple[model.PackTension, ...]:
    tagged = [set(record.tags) for record in records if isinstance(record, Ask | Note)]
    counts = Counter(tag for tags in tagged for tag in tags)
    return tuple(
        model.PackTension(tension.id, tuple(tension.poles), counts[tension.id])
        for tension in framework.tensions
        if tension.id in counts
    )


def passages_of(record: Record) -> dict[str, str]:
    """Return the leader's own words in a record, by the dimension each is about, if by any."""
    if isinstance(record, Ask | Note | Outcome | Review):
        return {"": record.text} if record.text else {}
    return record.instances if isinstance(record, Rating) else {}


def about(
    record: Record,
    dimension: str,
    framework: Framework,
    intentions: Mapping[str, str],
    question: Questions,
) -> str:
    """Return what a passage is about: facet and question, dimension, or intention."""
    if isinstance(record, Ask):
        facet = framework.facet(record.facet)
        asked = question(record.prompt) if record.prompt else ""
        name = facet.name if facet else record.facet
        said = f"{name}{model.BEFORE_QUESTION}{asked}" if asked else name
    elif isinstance(record, Outcome):
        said = intentions.get(record.of, "")
    else:
        found = framework.dimension(dimension)
        said = found.name if found else dimension
    return one_line(said)[:_LONGEST_ABOUT]


def shareable_entries(journal: Journal, choice: Choice) -> list[Record]:
    """Return the records with words of the leader's own that may be shown."""
    return [
        record
        for record in _within(journal, choice)
        if passages_of(record)
        if model.RATINGS not in choice.without or not isinstance(record, Rating)
    ]


def _passages(
    journal: Journal, framework: Framework, choice: Choice, question: Questions
) -> tuple[model.PackPassage, ...]:
    if not choice.shows(model.EXCERPTS):
        return ()

    def shown(text: str) -> str:
        return _HANDLE.sub("@…", text) if model.VOICES in choice.without else text

    approved = {each.intention.id: each.intention.text for each in _approved(journal, choice)}
    return tuple(
        model.PackPassage(
            day=record.day,
            kind=record.kind,
            facet=shown(about(record, dimension, framework, approved, question)) or None,
            text=shown(text),
        )
        for record in shareable_entries(journal, choice)
        if choice.tier == model.ALL or record.id in choice.ticked
        for dimension, text in passages_of(record).items()
    )
