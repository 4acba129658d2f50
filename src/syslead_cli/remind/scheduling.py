"""Installing reminders, taking them away, and saying how they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.remind.schedules import (
    VIAS,
    CannotCarry,
    Installed,
    Job,
    NotASchedule,
    Piece,
    Standing,
    When,
    next_run,
    read_when,
)


class Scheduler(Protocol):
    """One way this machine, or a calendar, has of running something at a time."""

    via: str

    def is_here(self) -> bool:
        """Whether this machine has it."""

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""

    def install(self, job: Job) -> None:
        """Write it, in place of what was ours before."""

    def installed(self) -> str:
        """Our part as it stands, empty where there is none."""

    def uninstall(self) -> bool:
        """Take our part away; whether there was one."""


class StatePort(Protocol):
    """The small file that says what is installed."""

    def read(self) -> dict[str, str]:
        """What it says."""

    def write(self, state: dict[str, str]) -> None:
        """Say it."""

    def forget(self) -> None:
        """Say nothing any more."""


Schedulers = Mapping[str, Scheduler]


def chosen(schedulers: Schedulers, via: str) -> Scheduler:
    """The one asked for, else the first this machine has. Raises where there is none."""
    if via and via not in VIAS:
        raise UsageError(f"--via {via}: one of {', '.join(VIAS)} is meant.")
    if via:
        return schedulers[via]
    for name in VIAS:
        if name != "ics" and schedulers[name].is_here():
            return schedulers[name]
    raise SysleadError(
        "No scheduler was found on this machine.",
        "syslead remind install --via ics writes a reminder your calendar can open.",
        code="no_scheduler",
    )


def pieces_of(scheduler: Scheduler, job: Job) -> list[Piece]:
    """What would be written. Raises SysleadError where this scheduler cannot hold it."""
    try:
        return scheduler.pieces(job)
    except CannotCarry as problem:
        raise SysleadError(f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None


def install(schedulers: Schedulers, scheduler: Scheduler, job: Job, state: StatePort) -> None:
    """One reminder, in place of any other of ours on this machine."""
    pieces = pieces_of(scheduler, job)
    if not scheduler.is_here():
        raise SysleadError(
            f"{scheduler.via} is not on this machine, or not running for you.",
            "Leave --via out to have one found; --via ics always works.",
            code="no_scheduler",
        )
    scheduler.install(job)
    for other in _those_there(schedulers):
        if other.via != scheduler.via:
            other.uninstall()
    said = {"via": scheduler.via, "when": job.when.words}
    state.write({**said, "path": pieces[0].where} if scheduler.via == "ics" else said)


def uninstall(schedulers: Schedulers, state: StatePort) -> list[str]:
    """Take away all that is ours; the names of the schedulers that had something.

    Raises SysleadError where it cannot be told whether what was installed is still there.
    """
    via = state.read().get("via", "")
    there = schedulers[via].installed() if via in schedulers else ""
    gone = [scheduler.via for scheduler in _those_there(schedulers) if scheduler.uninstall()]
    if there and via not in gone:
        raise SysleadError(f"The reminder is still there: {there} could not be read or changed.")
    state.forget()
    return gone


def _those_there(schedulers: Schedulers) -> Sequence[Scheduler]:
    return [schedulers[found.via] for found in _found(schedulers)]


def _found(schedulers: Schedulers) -> list[Installed]:
    found = []
    for name in VIAS:
        with suppress(SysleadError):  # a scheduler that will not answer has nothing of ours
            if where := schedulers[name].installed():
                found.append(Installed(name, where))
    return found


def how_it_stands(schedulers: Schedulers, state: StatePort, now: datetime) -> Standing:
    """What is installed, when it ran last and when it will run next."""
    said = state.read()
    found = _found(schedulers)
    when = _when(said.get("when", "")) if found else None
    return Standing(
        installed=tuple(found),
        when=when.words if when else "",
        last_run=_moment(said.get("ran", "")) if found else None,
        next_run=next_run(when, now) if when else None,
    )


def _when(words: str) -> When | None:
    try:
        return read_when(words)
    except NotASchedule:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
