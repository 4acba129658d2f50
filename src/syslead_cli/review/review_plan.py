"""What a review would ask, as a list."""

from __future__ import annotations

from syslead_cli.base.page_render import PLAIN, QUIET, Page, cells, paragraph, width_of, wrapped
from syslead_cli.base.visible import one_line
from syslead_cli.review.review_steps import (
    DUE,
    FACET,
    INSTANCE,
    LOOK,
    MEND,
    RATE,
    WHEN,
    Agenda,
    Step,
)


def plan_page(agenda: Agenda, width: int) -> Page:
    """The questions, numbered."""
    steps = [step for step in agenda.steps if step.kind not in (LOOK, INSTANCE, MEND, WHEN)]
    page: Page = []
    at = 1
    for alike in _groups(steps):
        to = at + len(alike) - 1
        lead = f" {f'{at}–{to}' if to > at else at:>5}  "
        text, more = _words(alike[0]) if to == at else _of_many(len(alike))
        first, *rest = wrapped(text, width - len(lead))
        page.append([(PLAIN, lead + first)])
        page += [[(PLAIN, " " * len(lead) + line)] for line in rest]
        if more and width_of(page[-1]) + cells(more) + 2 <= width:
            page[-1].append((QUIET, f"  {more}"))
        elif more:
            page += paragraph(more, width, indent=" " * len(lead), style=QUIET)
        at = to + 1
    return page


def _groups(steps: list[Step]) -> list[list[Step]]:
    """The questions, those for each facet as one."""
    groups: list[list[Step]] = []
    for step in steps:
        if groups and step.kind == FACET == groups[-1][0].kind:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _of_many(count: int) -> tuple[str, str]:
    return f"{count} facets", "how much each will matter, how much there was"


def _words(step: Step) -> tuple[str, str]:
    if step.kind == RATE:
        return step.label, "1 to 5, and a moment that shows it"
    if step.kind == FACET:
        return step.label, "how much it will matter, how much there was"
    if step.kind == DUE:
        return f"“{one_line(step.text)}”", "what became of it"
    return step.text, "1 to 5" if step.kind == "environment" else ""
