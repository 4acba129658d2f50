"""Repairing: decide, show, and only when asked do it."""

from __future__ import annotations

from typing import Protocol

from syslead_cli.base.ports import JournalPort
from syslead_cli.journal.repair import Rescued, Step, planned
from syslead_cli.journal.trouble import Trouble
from syslead_cli.journal.verifying import SurveyPort, verify


class WorkshopPort(Protocol):
    """What repairing needs done to files."""

    def rescued(self, troubles: list[Trouble]) -> list[Rescued]:
        """The rescue files among the troubles, with what is in them."""

    def carry_out(self, step: Step) -> None:
        """Do one step."""


def plan(
    journal: JournalPort, survey: SurveyPort, workshop: WorkshopPort, *, everything: bool
) -> list[Step]:
    """What would be done."""
    troubles = list(verify(journal, survey).troubles)
    rescued = workshop.rescued(troubles)
    return planned(survey.files(), troubles, rescued, everything=everything)


def repair(workshop: WorkshopPort, steps: list[Step]) -> None:
    """Do all of it, in order. Raises SysleadError at the first step that fails."""
    for step in steps:
        workshop.carry_out(step)
