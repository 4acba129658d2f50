"""What ``forget`` planned on the disk, carried out to its end by whoever writes next."""

from __future__ import annotations

from syslead_cli.base.files import read_regular
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.journal_key import JournalKey
from syslead_cli.journal.forgetting_core import without_all, without_spoilt
from syslead_cli.journal.leavings import Leavings
from syslead_cli.journal.mending import lines_of
from syslead_cli.journal.month_files import FILE_LIMIT, MonthFiles, month_of
from syslead_cli.journal.own_files import OwnFiles, Put, sight_after
from syslead_cli.journal.plan_file import Plan
from syslead_cli.journal.seen import Seen


class Finishing:
    """A plan of ``forget`` carried out, from wherever it stopped. The lock is held."""

    def __init__(
        self, paths: Paths, months: MonthFiles, device: str, put: Put, key: JournalKey | None
    ) -> None:
        self._paths = paths
        self._device = device
        self._key = key
        self._own = OwnFiles(paths, months, device)
        self._put = put

    def prepare(self, plan: Plan, left: list[str]) -> None:
        """Everything but the erasing of records by their ids."""
        self._append(plan)
        Leavings(self._paths, self._key).take_out(plan.order, plan.renamed, left)
        order, opener = plan.order, self._key.opened if self._key else None
        close = self._key.line if self._key else bytes
        for path, content in self._own.contents(self._own.of_the_journal(left), left):
            rest = without_spoilt(content, order, month_of(path.name), opener, close)
            self._own.rewrite(path, content, rest, left)
        for path, content in self._own.contents(self._own.private_copies(), left):
            rest = without_all(content, order, month_of(path.name), opener, close)
            self._own.rewrite(path, content, rest, left)

    def _append(self, plan: Plan) -> None:
        """The plan's lines that are not there yet."""
        months: dict[str, list[bytes]] = {}
        for month, line in plan.lines:
            months.setdefault(month, []).append(line)
        for month, lines in months.items():
            path = self._paths.journal / self._device / f"{month}.jsonl"
            have = set(lines_of(read_regular(path, FILE_LIMIT))) if path.exists() else set()
            if missing := [line for line in lines if line not in have]:
                before, added = self._put(path, missing)
                seen, changed = Seen(self._paths.seen), path.stat().st_mtime_ns
                known = seen.get(self._device, path.name)
                sight = sight_after(known, before, added, path, changed)
                seen.put(self._device, path.name, sight)
