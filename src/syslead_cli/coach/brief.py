"""What a coach reads before a session: one client's packs become two pages as a value.

Pure: the packs and today go in. What a leader kept back is None, never nothing: a brief says
"withheld" where it would otherwise show a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from syslead_cli.base.text import one_line
from syslead_cli.coach.changes import Change, change, labels_of
from syslead_cli.coach.questions import Question, questions_for
from syslead_cli.coach.store import ClientsPort, read_or_none
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.build import withheld_words
from syslead_cli.sharing.model import (
    EXCERPTS,
    THEMES,
    Pack,
    PackFinding,
    PackPassage,
    PackStrength,
    PackTension,
)

#: Findings on the first page.
MOST_QUIET = 2
#: From so few questions asked on, a picture is no pattern yet, whatever the states say.
FEW_ASKED = 12


class Brief(Struct, frozen=True):
    """Everything the two pages say of the newest pack, and what changed since the one before."""

    client: str
    pack: Pack
    today: date
    left_out: tuple[str, ...]
    #: What units are called: by (unit, place).
    labels: dict[tuple[str, int], str]
    quiet: tuple[PackFinding, ...]
    holding: PackStrength | None
    #: Most often tagged first; None where the tier does not show them.
    tensions: tuple[PackTension, ...] | None
    passages: tuple[PackPassage, ...] | None
    questions: tuple[Question, ...]
    #: Why there are fewer than four questions; empty where there are enough.
    fewer: str
    change: Change | None

    @property
    def is_early(self) -> bool:
        """Whether there is too little to speak of patterns."""
        return too_early(self.pack)

    @property
    def expired(self) -> bool:
        """Whether the leader asked for the pack to be deleted before today."""
        return self.pack.has_expired(self.today)

    @property
    def named(self) -> bool:
        """Whether facets, voices and tensions have their names."""
        return self.pack.shows(THEMES)


def brief(client: str, packs: Sequence[Pack], today: date) -> Brief:
    """The brief of the newest of these packs; raises ValueError where there are none."""
    newest, *earlier = in_order(packs, today)
    labels = labels_of(newest)
    since = change(earlier[0], newest) if earlier else None
    quiet = quiet_first(newest)
    asked = questions_for(newest, labels, quiet, since, early=too_early(newest))
    return Brief(
        client=client,
        pack=newest,
        today=today,
        left_out=tuple(withheld_words(newest)),
        labels=labels,
        quiet=quiet,
        holding=newest.strength,
        tensions=_tensions(newest),
        passages=newest.passages if newest.shows(EXCERPTS) else None,
        questions=asked.questions,
        fewer=asked.fewer,
        change=since,
    )


def in_order(packs: Sequence[Pack], today: date) -> list[Pack]:
    """The newest first, each seal once. Raises ValueError where there are none.

    What is dated in days to come stands last: it would hide every honest pack till then. Of two
    made on one day the fuller one counts.
    """
    found = {pack.sha256: pack for pack in packs}
    if not found:
        raise ValueError("no pack, no brief")
    return sorted(
        found.values(),
        key=lambda pack: (
            not pack.is_ahead_of(today),
            pack.last,
            pack.made,
            TIERS.index(pack.tier),
            pack.sha256,
        ),
        reverse=True,
    )


def too_early(pack: Pack) -> bool:
    """Whether nothing can be called a pattern yet."""
    judged = [unit for unit in pack.dimensions if unit.state not in ("too_early", "not_asked")]
    return not judged or pack.counts.asked < FEW_ASKED


def quiet_first(pack: Pack) -> tuple[PackFinding, ...]:
    """At most two findings: dimensions first, and no facet whose dimension is already said."""
    said = {found.place for found in pack.named if found.unit == "dimension"}
    inside = {facet.place for facet in pack.facets if facet.dimension in said}
    kept = [found for found in pack.named if found.unit == "dimension" or found.place not in inside]
    return tuple(kept[:MOST_QUIET])


def _tensions(pack: Pack) -> tuple[PackTension, ...] | None:
    if not pack.shows(THEMES):
        return None
    return tuple(sorted(pack.tensions, key=lambda tension: -tension.times))


# ── briefing ──
# Before a session: a client's packs are read and become a brief.


class Briefed(NamedTuple):
    """The brief, and how many of the client's packs are not as they came."""

    brief: Brief
    damaged: int


def briefed(clients: ClientsPort, word: str, today: date) -> Briefed:
    """The brief of that client. Raises SysleadError (``coach.nobody``, ``coach.damaged``)."""
    client = clients.named(word)
    read = [read_or_none(clients, client, pack) for pack in client.packs]
    sound = [pack for pack in read if pack is not None]
    if not sound:
        raise SysleadError(
            f"No pack of {one_line(client.name)} is as it came.",
            "Ask for one again and add it: syslead coach add FILE",
            "coach.damaged",
            ExitCode.DAMAGED,
        )
    return Briefed(brief(client.name, sound, today), len(read) - len(sound))
