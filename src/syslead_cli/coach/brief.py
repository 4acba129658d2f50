"""What a coach reads before a session: one client's packs become two pages as a value.

What a leader kept back is None, never nothing: a brief says "withheld" where it would otherwise
show a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.text import counted, first_few, listed, one_line, whole_day
from syslead_cli.coach import documents
from syslead_cli.coach.documents import copied
from syslead_cli.coach.questions import (
    NAME_DROPPED,
    UnitNames,
    item_name,
    names_of,
    questions_for,
    short,
    voice_name,
    why_fewer,
)
from syslead_cli.coach.store import Client, Clients, as_typed, newness
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.sharing.model import (
    EXCERPTS,
    THEMES,
    Pack,
    PackFinding,
    PackVoice,
    withheld_words,
)

#: Findings on the first page.
_MOST_QUIET = 2
#: From so few questions asked on, a picture is no pattern yet, whatever the states say.
_FEW_ASKED = 12
_STILL_QUIET = "Quiet then and now"
#: Names of voices a list has at most, and figures that moved.
_MOST_NAMES, _MOST_MOVED = 6, 5


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

    def day(self, day: date) -> str:
        return whole_day(day, self.pack.last)

    def unit(self, about: documents.UnitPlace) -> str:
        """Return ``“Courage”``, or what stands for a name that was kept back."""
        return f"“{self.names[about]}”" if self.named else f"one {about.unit}"

    def place(self, about: documents.UnitPlace) -> str:
        """Return ``Facet 24. ``, where the coach has no name to find it by on the first page."""
        return "" if self.named else f"{self.names[about]}. "


def sound_packs(clients: Clients, client: Client, place: int) -> list[Pack]:
    """Return the packs of a client that are as they came, ``place`` or more of them.

    Raises SysleadError (``coach.damaged``), UsageError where there is no pack of that number.
    """
    read = (clients.read_or_none(client, pack) for pack in client.packs)
    sound = [pack for pack in read if pack is not None]
    name = one_line(client.name)
    if not client.packs:
        hint = f"syslead coach note {as_typed(client.name)} --list shows them."
        raise SysleadError(f"No pack from {name} is here, only your notes.", hint, "coach.no_pack")
    if not sound:
        message, hint = f"No pack from {name} is intact.", "Ask for one again and add it: "
        hint += "syslead coach add FILE"
        raise SysleadError(message, hint, "coach.damaged", ExitCode.DAMAGED)
    if place > len(sound):
        message = f"{name} has {counted(len(sound), 'pack')} here, so pack {place} does not exist."
        raise UsageError(message, "1 is the newest; syslead coach list numbers them.")
    return sound


def brief(
    client: str,
    packs: Sequence[Pack],
    today: date,
    *,
    place: int = 1,
    since: date | None = None,
    notes: Sequence[documents.CoachNote] = (),
) -> Brief:
    """Return the brief of one of these packs.

    ``place``: 1 is the newest; ``since``: packs that end before it are not looked back at.
    """
    each_once = {pack.sha256: pack for pack in packs}.values()
    ordered = sorted(each_once, key=lambda pack: newness(pack, today), reverse=True)
    pack = ordered[place - 1]
    earlier = [each for each in ordered[place:] if not since or each.last >= since]
    names, quiet = names_of(pack), _quiet_shown(pack)
    changed = change(earlier[0], pack) if earlier else None
    judged = any(unit.has_level for unit in pack.dimensions)
    early = not judged or pack.counts.asked < _FEW_ASKED
    document = copied(
        documents.BriefDocument,
        pack,
        client=client,
        early=early,
        quiet=tuple(copied(documents.BriefFinding, found) for found in quiet),
        questions=(),
        fewer=None,
        change=changed,
        pack=place,
        packs=len(ordered),
        history=history(pack, earlier),
        last_time=last_time(notes, pack.made if place > 1 else today),
        expired=pack.has_expired(today),
        **_shown(pack),
    )
    questions = questions_for(Brief(document, pack, names, today))
    fewer = why_fewer(pack, len(questions), early=early) or None
    return Brief(replace(document, questions=questions, fewer=fewer), pack, names, today)


def _shown(pack: Pack) -> dict[str, Any]:
    """Return what a brief says of the pack, but for what it has under the same name."""
    named, items, best = pack.shows(THEMES), pack.environment, pack.strength
    wordings = {} if named else {"wordings": None}
    voices = {} if named else {"names_heard": None, "names_missing": None}
    tensions = tuple(sorted(pack.tensions, key=lambda tension: -tension.times))
    return {
        "left_out": tuple(withheld_words(pack)),
        "framework": pack.framework.name if pack.framework else None,
        "wanted": pack.purpose,
        "intentions": copied(documents.BriefIntentions, pack.intentions, **wordings),
        "dimensions": tuple(copied(documents.BriefDimension, unit) for unit in pack.dimensions),
        "facets": tuple(copied(documents.BriefFacet, unit) for unit in pack.facets),
        "holding": copied(documents.BriefStrength, best) if best else None,
        "voices": copied(documents.BriefVoices, pack.voices, **voices) if pack.voices else None,
        "tensions": tensions if named else None,
        "environment": tuple(copied(documents.BriefItem, item) for item in items)
        if items is not None and pack.has_details
        else None,
        "passages": pack.passages if pack.shows(EXCERPTS) else None,
    }


def _quiet_shown(pack: Pack) -> tuple[PackFinding, ...]:
    """Return at most two findings: dimensions first, and no facet whose dimension is said."""
    dimensions = {found.place for found in pack.named if found.unit == "dimension"}
    inside = {facet.place for facet in pack.facets if facet.dimension in dimensions}
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


def change(earlier: Pack, newest: Pack) -> documents.PackChange:
    unlike = _unlike(earlier, newest)
    names = names_of(newest)
    have_facets = earlier.facets and newest.facets
    voices_new, voices_gone = _voices(earlier, newest)

    def quiet(pack: Pack) -> set[tuple[str, int]]:
        found = () if unlike else pack.named
        return {
            (each.unit, each.place) for each in found if have_facets or each.unit == "dimension"
        }

    then, now = quiet(earlier), quiet(newest)

    def called(units: set[tuple[str, int]]) -> tuple[str, ...]:
        return tuple(names[documents.UnitPlace(*unit)] for unit in sorted(units))  # type: ignore[arg-type]

    return copied(
        documents.PackChange,
        earlier,
        wanted=earlier.purpose,
        unlike=unlike,
        overlap=max(0, (earlier.last - newest.first).days + 1),
        full=earlier.counts.full,
        asked=earlier.counts.asked,
        newly_quiet=called(now - then),
        still_quiet=called(now & then),
        no_longer_quiet=called(then - now),
        moved=() if unlike else _levels(earlier, newest, names),
        environment=None if unlike else _environment(earlier, newest),
        voices_new=voices_new,
        voices_gone=voices_gone,
    )


def history(newest: Pack, earlier: Sequence[Pack]) -> tuple[documents.HistoryPack, ...]:
    """Return all these packs, oldest first, in figures that can be compared."""
    made = []
    for pack in (*reversed(earlier), newest):
        is_alike = not _unlike(pack, newest)
        names = names_of(newest if is_alike and newest.shows(THEMES) else pack)
        quiet = [documents.UnitPlace(each.unit, each.place) for each in pack.named]
        units = pack.dimensions if is_alike else ()
        levels = [unit.level.mean if unit.has_level else None for unit in units]
        made.append(
            copied(
                documents.HistoryPack,
                pack,
                asked=pack.counts.asked,
                full=pack.counts.full,
                quiet=tuple(names[at] for at in quiet if at in names),
                levels=tuple(levels or [None] * len(newest.dimensions)),
            )
        )
    return tuple(made)


def _unlike(earlier: Pack, newest: Pack) -> str | None:
    """Say why quiet facets and levels of two packs cannot be compared; None where they can."""
    if differ_in_size(earlier, newest):
        return "it has other dimensions or facets"
    if are_of_two_frameworks(earlier, newest):
        return "it is of another framework"
    return None


def differ_in_size(one: Pack, other: Pack) -> bool:
    """Tell if they are of two frameworks or profiles; the lowest tier has no facets to count."""
    facets = [len(pack.facets) for pack in (one, other) if pack.facets]
    return len(one.dimensions) != len(other.dimensions) or len(set(facets)) > 1


def are_of_two_frameworks(one: Pack, other: Pack) -> bool:
    return bool(one.framework and other.framework and one.framework.id != other.framework.id)


def _levels(earlier: Pack, newest: Pack, names: UnitNames) -> tuple[documents.Moved, ...]:
    """Return the levels that cannot well be one: their 80% intervals do not meet."""
    return tuple(
        documents.Moved(
            names[documents.UnitPlace("dimension", now.place)], then.level.mean, now.level.mean
        )
        for then, now in zip(earlier.dimensions, newest.dimensions, strict=True)
        if then.asked and now.asked
        if then.level.high < now.level.low or now.level.high < then.level.low
    )


def _environment(earlier: Pack, newest: Pack) -> tuple[documents.Moved, ...] | None:
    both = earlier.has_details and newest.has_details
    if not both or earlier.environment is None or newest.environment is None:
        return None
    before = {item.place: item.score for item in earlier.environment}
    return tuple(
        documents.Moved(item_name(item), before[item.place], item.score)
        for item in newest.environment
        if before.get(item.place, item.score) != item.score
    )


def _voices(earlier: Pack, newest: Pack) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Return who is heard now and was not named then, and who was heard then and is missing now."""
    if not (earlier.voices and newest.voices and earlier.shows(THEMES) and newest.shows(THEMES)):
        return None, None

    def names(voices: Iterable[PackVoice]) -> dict[str, None]:
        return {voice.name: None for voice in voices if voice.name != NAME_DROPPED}

    heard, missed = names(earlier.voices.names_heard), names(earlier.voices.names_missing)
    missing = names(newest.voices.names_missing)
    known = {*heard, *missed, *missing}
    new = [name for name in names(newest.voices.names_heard) if name not in known]
    gone = [name for name in missing if name in heard and name not in missed]
    return tuple(map(voice_name, new[:_MOST_NAMES])), tuple(map(voice_name, gone[:_MOST_NAMES]))


def in_words(since: documents.PackChange | None, today: date) -> Iterator[str]:
    """Say what changed since the pack before; days of another year than ``today`` have theirs."""
    if since is None:
        yield "This is the first pack, so there is nothing to compare it with."
        return
    days = f"{whole_day(since.first, since.last)} to {whole_day(since.last, today)}"
    answered = "no questions asked"
    if since.asked:
        answered = f"{since.full:,} of {since.asked:,} in detail"
    text = f"The pack before: {days}, tier {since.tier}, {answered}."
    if since.overlap:
        text += f" The two share {counted(since.overlap, 'day')}, which count in both."
    if wanted := short(since.wanted, 120):
        text += f" Wanted then: “{wanted}”"
    yield text
    yield from _differences(since)


def _differences(since: documents.PackChange) -> Iterator[str]:
    if since.unlike:
        yield f"What went quiet and levels cannot be compared: {since.unlike}."
    moved = [f"{m.name} {m.before * 100:.0f} to {m.after * 100:.0f}%" for m in since.moved]
    scores = [f"{m.name.lower()} {m.before:g} to {m.after:g}" for m in since.environment or ()]
    found = {
        "Newly quiet": listed(since.newly_quiet),
        _STILL_QUIET: listed(since.still_quiet),
        "No longer quiet": listed(since.no_longer_quiet),
        "Levels that moved beyond their ranges": first_few(moved, _MOST_MOVED),
        "Surroundings": first_few(scores, _MOST_MOVED),
        "Named now, and not then": listed(since.voices_new or ()),
        "Named then, and not in the last eight weeks": listed(since.voices_gone or ()),
    }
    shown = [label for label, difference in found.items() if difference]
    yield from (f"{label}: {found[label]}." for label in shown)
    if not since.unlike and shown in ([], [_STILL_QUIET]):
        yield "Nothing else is clearly different."
