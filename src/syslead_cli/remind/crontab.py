"""The user's crontab: our marked block through ``crontab -l`` and ``crontab -``, nothing else."""

from __future__ import annotations

from syslead_cli.errors import SysleadError
from syslead_cli.remind.programs import Programs
from syslead_cli.remind.schedules import (
    CannotCarry,
    Job,
    Piece,
    block_in,
    cron_block,
    with_block,
    without_block,
)


class Crontab:
    """Reminders by cron."""

    via = "cron"

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    def is_here(self) -> bool:
        """Whether this machine has cron's own editor."""
        return bool(self._programs.find("crontab"))

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""
        return [Piece("your crontab", cron_block(job))]

    def install(self, job: Job) -> None:
        """Put our block in, in its old place if it had one."""
        self._write(with_block(self._read(), cron_block(job)))

    def installed(self) -> str:
        """Our lines in the crontab, empty where there are none."""
        return block_in(self._read()) if self.is_here() else ""

    def uninstall(self) -> bool:
        """Take our block out; whether there was one."""
        if not self.is_here():
            return False
        before = self._read()
        after = without_block(before)
        if after != before:
            self._write(after)
        return after != before

    def _read(self) -> bytes:
        """All of it. Anything but "there is none" stops us: what is not read is not replaced."""
        ran = self._programs.run("crontab", "-l")
        if ran.code == 0:
            return self._sound(ran.out)
        if "no crontab" in ran.said.lower():
            return b""
        raise SysleadError(f"crontab -l answered {ran.code}: {ran.said or 'nothing more'}")

    def _sound(self, content: bytes) -> bytes:
        try:
            block_in(content)
        except CannotCarry as problem:
            raise SysleadError(
                f"{str(problem)[:1].upper()}{str(problem)[1:]}; nothing was changed.",
                "crontab -e: take out what is left of the syslead block.",
            ) from None
        return content

    def _write(self, content: bytes) -> None:
        self._programs.must("crontab", "-", stdin=content)
