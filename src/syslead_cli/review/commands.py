"""``review`` and ``assess``: a plan, a document of answers, or a dialogue; ``focus``, ``pause``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from msgspec import field

from syslead_cli.base.blocks import to_markdown
from syslead_cli.base.documents import Document, read_document
from syslead_cli.base.html import to_html
from syslead_cli.base.layout import paragraph, sentence
from syslead_cli.base.options import (
    DayBack,
    Json,
    OpenPage,
    Output,
    argument,
    command_app,
    day_ahead,
    day_near,
    facet_id,
    moment_back,
    option,
)
from syslead_cli.base.output import Destination, chosen_form
from syslead_cli.base.text import whole_day
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.framework.model import facet_ids
from syslead_cli.insight.page import STYLES
from syslead_cli.journal.model import Focus, Intention, Pause, Remove, Revise
from syslead_cli.reflect.due import QUARTER, current_focus, current_pause, focus_problem
from syslead_cli.review.dialogue import (
    finish,
    interrupted_review,
    show_saved,
    talk,
)
from syslead_cli.review.model import ReviewName, questions_of
from syslead_cli.review.records import ReviewRequest, newest_review, prepare, records_of
from syslead_cli.review.screen import plan_page
from syslead_cli.review.summary import (
    ReviewDocument,
    blocks,
    page_blocks,
    plan_document,
    saved_blocks,
    summary_of,
    title,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal


app = command_app()
review_app = command_app()
assess_app = command_app()

_FILE = "Read the answers from a JSON file, or - for standard input."
Plan = Annotated[bool, option("--plan", "Show what would be asked; record nothing.")]
Answers = Annotated[str, option("--answers", _FILE, "FILE|-")]
Markdown = Annotated[bool, option("--md", "Print the summary as Markdown; ask and record nothing.")]
#: Of the summary: ``md`` is what ``--md`` prints, ``html`` has the picture of ``trends`` above it.
FORMATS = ("html", "md")
_FORM = "Write the summary as md, or html (a page with pictures)."
Form = Annotated[str, option("--format", _FORM, "FORMAT")]
Afresh = Annotated[bool, option("--new", "Start a separate review of the same days.")]


class ReviewWish(NamedTuple):
    """What is wanted of a review or assessment."""

    date: DayBack = ""
    plan: Plan = False
    answers: Answers = ""
    new: Afresh = False
    as_json: Json = False
    markdown: Markdown = False


def conduct(
    context: Context,
    name: ReviewName,
    wish: ReviewWish,
    *,
    form: str = "",
    target: Destination | None = None,
    full: bool = False,
) -> int:
    """Show a plan or a summary, take a document of answers, or hold a dialogue."""
    if wish.plan and (wish.answers or wish.markdown):
        raise UsageError("--plan cannot be combined with --answers or --md.")
    if wish.as_json and not wish.plan and not wish.answers:
        raise UsageError("--json needs --plan or --answers.")
    if wish.as_json and wish.markdown:
        raise UsageError("Use --json or --md, not both.")
    day = moment_back(context, wish.date) or context.today
    # A document may hold all of a review, whichever form it was made from.
    request = ReviewRequest(name, day, wish.new, full or bool(wish.answers))
    if target:
        _put_summary(context, request, form, target)
    elif wish.plan:
        _print_plan(context, request, as_json=wish.as_json)
    elif wish.answers:
        _answer(context, request, wish)
    elif wish.markdown:
        _put_summary(context, request, "md", Destination(context, "", "md", request.command))
    elif context.can_ask:
        return talk(context, request)
    else:
        how = f"{request.command} --plan --json shows the questions, --answers FILE answers them."
        raise UsageError("A review asks questions, and there is no terminal to ask them on.", how)
    return ExitCode.DONE


def _put_summary(context: Context, request: ReviewRequest, form: str, target: Destination) -> None:
    """Write the review of these days, or their data; nothing is asked and nothing recorded."""
    journal = context.journal.read()
    review = newest_review(journal.records, request.name, request.day)
    found = records_of(review, journal.records) if review else {}
    summary = summary_of(context, request, found)
    if form == "md":
        target.put(to_markdown(blocks(summary)))
    else:
        target.put(to_html(page_blocks(summary), *STYLES, title=title(summary)))
    context.screen.warn_of_damage(journal)


def _print_plan(context: Context, request: ReviewRequest, *, as_json: bool) -> None:
    state, material = prepare(context, request)
    if as_json:
        waiting = interrupted_review(context.drafts, request.name) is not None
        trends = material.trends if state.agenda.is_review else None
        context.screen.print_document(plan_document(state, trends, waiting=waiting))
    else:
        context.screen.page(plan_page(state.agenda, context.screen.width))


def _answer(context: Context, request: ReviewRequest, wish: ReviewWish) -> None:
    """Take a document of answers, whole or not at all."""
    from syslead_cli.review.answers_document import read_answers

    given = read_document(context, wish.answers)
    begun, material = prepare(context, request)
    intentions = [record for record in material.records if isinstance(record, Intention)]
    state, problems = read_answers(given, begun, questions_of(context.bank), intentions)
    if problems:
        raise UsageError(
            "\n".join(["The answers were not accepted; nothing was saved.", *problems]),
            f"{request.command} --plan --json shows what the document may contain.",
        )
    saved = finish(context, state, drafted=False)
    if not wish.as_json:
        show_saved(context, request, saved, as_markdown=wish.markdown)
        return
    agenda = begun.agenda
    document = ReviewDocument(
        name=agenda.name,
        from_=agenda.first,
        to=agenda.last,
        review=saved.review,
        changed=bool(agenda.earlier),
        ids=tuple(saved.ids),
        summary=to_markdown(saved_blocks(context, request, saved)),
    )
    context.screen.print_document(document)


def _review(name: ReviewName, what: str, days: str, without: str) -> None:
    is_hidden = name == "week"
    explanation = "Rate every facet as well (half an hour)."
    full_form = typer.Option(False, "--full", help=explanation, hidden=is_hidden)

    def command(
        context: Context,
        *,
        wish: ReviewWish,
        form: Form = "",
        output: Output = "",
        open_: OpenPage = False,
        full: bool = full_form,
    ) -> int:
        command = f"syslead review {name}"
        if full and name == "week":
            raise UsageError("--full is for the quarterly review.", "syslead review quarter --full")
        form = chosen_form(form, output, FORMATS)
        target = Destination(context, output, form, command, is_opened=open_, formats=FORMATS)
        if form and (wish.plan or wish.answers or wish.as_json):
            raise UsageError("--format cannot be combined with --plan, --answers or --json.")
        return conduct(context, name, wish, form=form, target=target if form else None, full=full)

    help_text = f"""{what}

    Looks back from today, or from --date. Enter or s passes a question, b goes back, > goes to the
    next part, ? explains. Ctrl-C stops and keeps your answers. Everything is saved together at the
    end. A second review within {days} changes the first. --md alone prints the review of these
    days, or only their figures if there is none{without}.
    """
    review_app.command(name, help=help_text)(command)


_review(
    "week",
    "Look back at the last seven days (about ten minutes).",
    "three days",
    ", for a cron job to mail",
)
_review("quarter", "Look back at the last thirteen weeks, and choose a focus.", "six weeks", "")


def _assess(name: ReviewName, help_text: str) -> None:

    def command(
        context: Context,
        *,
        date: DayBack = "",
        plan: Plan = False,
        answers: Answers = "",
        as_json: Json = False,
    ) -> int:
        return conduct(context, name, ReviewWish(date, plan, answers, as_json=as_json))

    assess_app.command(name, help=help_text)(command)


_assess("facets", "Rate how much each facet will matter, and how much there was.")
_assess("environment", "Rate how far your surroundings support your leadership.")


class FocusDocument(Document, frozen=True, tag="syslead/focus/1"):
    """The focus that holds, if there is one."""

    facets: tuple[str, ...]
    until: date | None


class PauseDocument(Document, frozen=True, tag="syslead/pause/1"):
    """The pause that holds or comes next, if there is one."""

    from_: date | None = field(name="from")
    until: date | None


_FACETS = "Six to eight facets; syslead framework show lists them."
_KEEP = "Keep the focus until this day. Default: a quarter from now."


@app.command()
def focus(
    context: Context,
    facets: Annotated[list[str] | None, argument("FACET…", _FACETS)] = None,
    until: Annotated[str, option("--until", _KEEP, "DAY")] = "",
    clear: Annotated[bool, option("--clear", "End the focus.")] = False,
    as_json: Json = False,
) -> None:
    """Choose six to eight facets that most questions are about for a quarter.

    A facet is one of the parts of leadership you are asked about. Without FACET, show the focus.
    """
    if clear and (facets or until):
        raise UsageError("--clear cannot be combined with facets or --until.")
    if until and not facets:
        raise UsageError("--until needs facets: syslead focus FACET … --until DAY.")
    context.key.unlock()  # it is shown afterwards: asked before anything is written
    if facets:
        _set_focus(context, facets, until)
    journal = context.journal.read()
    held = current_focus(journal.records, context.today)
    if clear:
        _check_known(held, journal, "a focus")
        if held is not None:
            stamp = context.stamp()
            context.journal.append([Focus(**stamp._asdict(), facets=(), until=stamp.day)])
            held = None
    if as_json:
        document = FocusDocument(held.facets, held.until) if held else FocusDocument((), None)
        context.screen.print_document(document)
    elif held is None:
        context.screen.line("No focus: you are asked about every facet in turn.")
        context.screen.line("A focus is six to eight facets, parts of leadership, that most")
        context.screen.line("questions are about for a quarter; syslead framework show lists them.")
        context.screen.line("→ syslead focus FACET …")
    else:
        width = context.screen.width
        page = sentence(f"Until {whole_day(held.until, date.min)} most questions are about", width)
        for id_ in held.facets:
            facet = context.framework.facet(id_)
            page += paragraph(facet.name if facet else id_, width)
        context.screen.page(page)


def _set_focus(context: Context, words: Sequence[str], until: str) -> None:
    """Choose facets for a quarter, or until a day. Raises UsageError where they make no focus."""
    chosen = tuple(dict.fromkeys(facet_id(context, word) for word in words))
    last = day_ahead(context, until, "--until")
    asked, hint = facet_ids(context.framework.facets), "syslead framework show lists the facets."
    if others := [facet for facet in chosen if facet not in asked]:
        message = f'"{others[0]}" is not in the profile "{context.framework.profile}".'
        raise UsageError(message, hint)
    if problem := focus_problem(len(chosen), len(asked)):
        raise UsageError(f"{problem.capitalize()}.", hint)
    stamp = context.stamp()
    until_day = last or stamp.day + QUARTER
    context.journal.append([Focus(**stamp._asdict(), facets=chosen, until=until_day)])


def _check_known(held: Focus | Pause | None, journal: Journal, what: str) -> None:
    """Raise SysleadError where none was found, but perhaps in what could not be read."""
    if held is None and journal.damage:
        raise SysleadError(
            f"Cannot tell whether there is {what}: part of the journal could not be read. "
            "Nothing was changed.",
            "syslead verify lists the damage.",
            code="damaged",
        )


@app.command()
def pause(
    context: Context,
    *,
    start: Annotated[str, option("--from", "Pause from this day. Default: today.", "DAY")] = "",
    until: Annotated[str, option("--until", "Pause until this day, if you know it.", "DAY")] = "",
    end: Annotated[bool, option("--end", "End the pause now.")] = False,
    show: Annotated[bool, option("--show", "Show whether you are paused.")] = False,
    as_json: Json = False,
) -> None:
    """Pause while you are away: no reminders, and nothing counts as gone quiet."""
    if (end or show) and (start or until or (end and show)):
        raise UsageError("--end and --show cannot be combined with other options.")
    if end:
        _end_pause(context)
    elif not show:
        first = day_near(context, start, "--from") or context.today
        last = day_near(context, until, "--until", is_end=True)
        if last is not None and last < first:
            raise UsageError("--until is before the first day of the pause.")
        held = current_pause(context.journal.read().records, context.today)
        if held is not None and (held.until is None or held.until >= first):
            message = f"There is already a pause from {whole_day(held.from_, date.min)}."
            raise UsageError(message, "syslead pause --end ends it.")
        context.journal.append([Pause(**context.stamp()._asdict(), from_=first, until=last)])
    held = current_pause(context.journal.read().records, context.today)
    if as_json:
        document = PauseDocument(held.from_, held.until) if held else PauseDocument(None, None)
        context.screen.print_document(document)
    elif held is None:
        context.screen.line("The pause is over." if end else "No pause.")
    else:
        last_day = f"until {whole_day(held.until, date.min)}" if held.until else "until you say so"
        context.screen.line(f"Paused from {whole_day(held.from_, date.min)} {last_day}.")
        context.screen.line("→ syslead pause --end   ends it when you are back")


def _end_pause(context: Context) -> None:
    """End the pause: yesterday was its last day, and one that had none is taken back.

    Raises UsageError where there is none.
    """
    journal = context.journal.read()
    held = current_pause(journal.records, context.today)
    _check_known(held, journal, "a pause")
    if held is None:
        raise UsageError("There is no pause, so nothing was ended.")
    stamp = context.stamp()._asdict()
    if held.from_ >= context.today:
        context.journal.append([Remove(**stamp, of=held.id)])
        context.journal.erase([held.id])
    else:
        last = context.today - timedelta(days=1)
        context.journal.append([Revise(**stamp, of=held.id, set={"until": last.isoformat()})])
