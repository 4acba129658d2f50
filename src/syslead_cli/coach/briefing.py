"""Before a session: a client's packs are read and become a brief."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from syslead_cli.base.visible import one_line
from syslead_cli.coach.brief_core import Brief, brief
from syslead_cli.coach.coaching import ClientsPort, read_or_none
from syslead_cli.errors import ExitCode, SysleadError


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
