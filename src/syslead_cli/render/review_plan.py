"""What a review would ask, as a list."""

from __future__ import annotations

from syslead_cli.core.review_steps import DUE, INSTANCE, LOOK, MEND, RATE, WHEN, Agenda, Step
from syslead_cli.core.visible import one_line
from syslead_cli.render.page import PLAIN, QUIET, Page, cells, cut


def plan_page(agenda: Agenda, width: int) -> Page:
    """A line for each question, numbered."""
    steps = [step for step in agenda.steps if step.kind not in (LOOK, INSTANCE, MEND, WHEN)]
    page: Page = []
    for at, step in enumerate(steps, start=1):
        lead = f"{at:>4}  "
        text, more = _words(step)
        text = cut(text, width - len(lead))
        room = width - len(lead) - cells(text) - 2
        page.append([(PLAIN, lead + text), (QUIET, f"  {cut(more, room)}" if room > 12 else "")])
    return page


def _words(step: Step) -> tuple[str, str]:
    if step.kind == RATE:
        return step.label, "1 to 5, and a moment that shows it"
    if step.kind == "facet":
        return step.label, "how much it will matter, how much there was"
    if step.kind == DUE:
        return f"“{one_line(step.text)}”", "what became of it"
    return step.text, "1 to 5" if step.kind == "environment" else ""
