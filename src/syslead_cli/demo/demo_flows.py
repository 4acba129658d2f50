"""Building the made-up journal: invented records through the real journal."""

from __future__ import annotations

from syslead_cli.base.ports import JournalPort
from syslead_cli.demo.demo_core import Dice, Setting, invent


def build_demo(journal: JournalPort, setting: Setting, dice: Dice) -> int:
    """Put the invented journal on disk; how many records it has."""
    records = invent(setting, dice)
    journal.append(records)
    return len(records)
