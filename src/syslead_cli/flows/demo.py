"""Building the made-up journal: invented records through the real journal."""

from __future__ import annotations

from syslead_cli.core.demo import Dice, Setting, invent
from syslead_cli.flows.ports import JournalPort


def build_demo(journal: JournalPort, setting: Setting, dice: Dice) -> int:
    """Put the invented journal on disk; how many records it has."""
    records = invent(setting, dice)
    journal.append(records)
    return len(records)
