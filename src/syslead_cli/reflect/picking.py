"""From a journal to today's questions: history and suspicion in, picks out.

The same day and journal give the same picks, so a plan shows exactly what will be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from syslead_cli.base.values import dataclass
from syslead_cli.framework.framework_core import Framework, facet_ids
from syslead_cli.framework.prompts_core import Prompt, PromptBank
from syslead_cli.insight.events import USE_MENTIONS, evidence
from syslead_cli.insight.neglect import judge_facets
from syslead_cli.journal.records import Ask, Record
from syslead_cli.reflect.scheduler import Asked, Pick, choose, pick
from syslead_cli.review.focus_core import current_focus


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the questions of one day are drawn from. Records are oldest first."""

    records: Sequence[Record]
    framework: Framework
    bank: PromptBank
    day: date

    @property
    def salt(self) -> str:
        """Leaders with other journals get other questions; an empty journal has no salt."""
        return self.records[0].id if self.records else ""

    @property
    def history(self) -> list[Asked]:
        """The asks so far, for the scheduler."""
        kinds = {prompt.id: prompt.kind for prompt in self.bank.prompts}
        return [
            Asked(
                record.day.toordinal(),
                record.facet,
                record.prompt or "",
                kinds.get(record.prompt or "", ""),
                record.reason,
                record.outcome,
            )
            for record in self.records
            if isinstance(record, Ask)
        ]

    def due(self, slots: int) -> list[Pick[Prompt]]:
        """The questions of the day."""
        facets = facet_ids(self.framework.facets)
        told = evidence(self.records, self.day)
        judged = judge_facets(
            told.events,
            facets,
            self.day.toordinal(),
            told.paused,
            use_mentions=USE_MENTIONS,
            first_day=told.first_day,
        )
        focus = current_focus(self.records, self.day)
        return pick(
            self.day.toordinal(),
            slots,
            facets,
            self.bank.prompts,
            self.history,
            suspicion={verdict.unit: verdict.p for verdict in judged.units},
            named=judged.named,
            focus=focus.facets if focus else (),
            salt=self.salt,
            dimensions={facet.id: facet.dimension for facet in self.framework.facets},
        )

    def of(self, facet: str, without: Iterable[str] = ()) -> Pick[Prompt] | None:
        """The question for a facet the leader chose; None where none is left."""
        used = set(without)
        prompts = [prompt for prompt in self.bank.prompts if prompt.id not in used]
        return choose(self.day.toordinal(), facet, prompts, self.history, self.salt)
