"""Windows' Task Scheduler: one task, made and taken away with ``schtasks``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from syslead_cli.base.own_file import take_away, write_own
from syslead_cli.remind.programs import Programs
from syslead_cli.remind.schedules import TASK, Job, Piece, task_xml


class TaskScheduler:
    """Reminders by a scheduled task; ``today`` is its first day."""

    via = "taskscheduler"

    def __init__(self, programs: Programs, state: Path, today: date) -> None:
        self._programs = programs
        self._file = state / "remind-task.xml"
        self._today = today

    def is_here(self) -> bool:
        """Whether this is Windows."""
        return bool(self._programs.find("schtasks"))

    def pieces(self, job: Job) -> list[Piece]:
        """The task as the scheduler takes it in."""
        return [Piece(f"the task {TASK}", task_xml(job, self._today))]

    def install(self, job: Job) -> None:
        """Make the task, or replace it."""
        write_own(self._file, task_xml(job, self._today))
        try:
            self._programs.must("schtasks", "/Create", "/TN", TASK, "/XML", str(self._file), "/F")
        finally:
            take_away(self._file)

    def installed(self) -> str:
        """The task's name, empty where there is none."""
        if not self.is_here():
            return ""
        return TASK if self._programs.run("schtasks", "/Query", "/TN", TASK).code == 0 else ""

    def uninstall(self) -> bool:
        """Take the task away; whether there was one."""
        if not self.installed():
            return False
        self._programs.must("schtasks", "/Delete", "/TN", TASK, "/F")
        return True
