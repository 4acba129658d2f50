"""``reflect``, ``note``, ``intend`` and ``intentions``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem
from syslead_cli.base.options import (
    DayBack,
    Id,
    Json,
    argument,
    command_app,
    day_ahead,
    facet_id,
    moment_back,
    one_of,
    option,
)
from syslead_cli.base.text import day_in_words, names_listed, near_day, one_line
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.journal.entries import ids_named, resolve
from syslead_cli.journal.model import (
    PROBLEMS,
    Intention,
    Outcome,
    Record,
    Revise,
    TrackedIntention,
    tracked_intentions,
)
from syslead_cli.reflect.documents import (
    IntendDocument,
    TemplatesDocument,
    intentions_document,
    plan_document,
)
from syslead_cli.reflect.due import DAYS_AHEAD, TRY_A_DAY, due_day, names_a_day
from syslead_cli.reflect.lexicon import completed_plan, dated_plan, has_cue, is_if_then, step_words
from syslead_cli.reflect.notes import given_text, note_from, note_templates, print_saved, take_note

if TYPE_CHECKING:
    from datetime import date

    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal
    from syslead_cli.reflect.dialogue import SittingOptions

Words = list[str] | None
app = command_app()
intentions_app = command_app()


@app.command()
def reflect(
    context: Context,
    *,
    facet: Annotated[
        Words, option("--facet", "Ask about this facet; may be repeated.", "FACET")
    ] = None,
    prompt: Annotated[Words, option("--prompt", "Ask this prompt; may be repeated.", "ID")] = None,
    quick: Annotated[bool, option("--quick", "Ask one question only.")] = False,
    plan: Annotated[bool, option("--plan", "Show what would be asked; record nothing.")] = False,
    answers: Annotated[
        str, option("--answers", "Read answers from JSON, - for standard input.", "FILE|-")
    ] = "",
    date: DayBack = "",
    as_json: Json = False,
) -> int:
    """Answer two good questions about your day.

    Each answer is saved before the next question. Enter on an empty line, or s, skips a question,
    l puts it off, ? explains it, b goes back, f changes how an answer is counted. Ctrl-C stops
    and keeps what you were writing.
    """
    if plan and answers:
        raise UsageError("Use --plan or --answers, not both.")
    if as_json and not plan and not answers:
        raise UsageError("--json needs --plan or --answers.")
    if answers and (facet or prompt):
        raise UsageError(
            "--facet and --prompt cannot be combined with --answers.",
            'Name the question of each answer in the document: "facet" or "prompt".',
        )
    if not plan and not answers and not context.can_ask:
        raise UsageError(
            "reflect asks questions, and there is no terminal to ask them on.",
            "syslead reflect --plan --json shows the questions, --answers FILE answers them.",
        )
    from syslead_cli.reflect.dialogue import SittingOptions, reflect_at_terminal

    options = SittingOptions(
        day=moment_back(context, date) or context.today,
        facets=tuple(facet_id(context, word) for word in facet or ()),
        prompts=tuple(prompt or ()),
        brief=quick,
    )
    if plan:
        _show_plan(context, options, as_json=as_json)
    elif answers:
        from syslead_cli.reflect.answers import answer_document

        answer_document(context, options.day, answers, as_json=as_json)
    else:
        return reflect_at_terminal(context, options)
    return ExitCode.DONE


def _show_plan(context: Context, options: SittingOptions, *, as_json: bool) -> None:
    from syslead_cli.reflect.dialogue import gather, interrupted_sitting
    from syslead_cli.reflect.screen import plan_page

    journal = context.journal.read()
    context.screen.warn_of_damage(journal)
    agenda = gather(context, journal, options)
    if as_json:
        waits = interrupted_sitting(context.drafts) is not None
        context.screen.print_document(plan_document(agenda, context.framework, interrupted=waits))
    else:
        context.screen.page(plan_page(agenda, context.framework, context.screen.width))


@app.command()
def note(
    context: Context,
    text: Annotated[
        str, argument("[TEXT|-]", "The text, or - to read it from standard input.")
    ] = "",
    *,
    facet: Annotated[
        Words, option("--facet", "File it under this facet; may be repeated.", "FACET")
    ] = None,
    voice: Annotated[
        Words, option("--voice", "Add somebody you heard from; repeatable.", "NAME")
    ] = None,
    tag: Annotated[Words, option("--tag", "Add a tag; may be repeated.", "TAG")] = None,
    problem: Annotated[str, option("--problem", "Mark it critical, tame or wicked.", "KIND")] = "",
    template: Annotated[
        str, option("--template", "Start from this template in the editor.", "NAME")
    ] = "",
    templates: Annotated[bool, option("--templates", "List your templates.")] = False,
    date: DayBack = "",
    as_json: Json = False,
) -> None:
    """Write down what is on your mind.

    Without TEXT you are asked for it. Other users of this computer can see what is typed on the
    command line: use standard input (syslead note -) for anything private.

    A template is a Markdown file in your folder “templates”, next to your settings. A problem is
    critical (an emergency), tame (solved before) or wicked (nobody's alone to solve).
    """
    if templates:
        _list_templates(context, as_json=as_json)
        return
    if template and text:
        raise UsageError("--template opens the editor, so it takes no text.")
    context.typed.given(text)
    facets = [facet_id(context, word) for word in facet or ()]
    if problem:
        one_of(problem, PROBLEMS, "Kind of problem")
    day = moment_back(context, date)
    take_note(
        context,
        note_from(context, template) if template else text,
        facets=facets,
        voices=names_listed("\n".join(voice or ())),
        tags=tag or (),
        problem=problem or None,
        day=day,
        as_json=as_json,
    )


def _list_templates(context: Context, *, as_json: bool) -> None:
    names, folder = tuple(note_templates(context)), context.paths.templates
    if as_json:
        context.screen.print_document(TemplatesDocument(str(folder), names))
        return
    for name in names:
        context.screen.line(one_line(name))
    none = f"No templates yet. To make one, create {folder}/NAME.md."
    context.screen.say(f"They are in {folder}." if names else none)


@app.command()
def intend(
    context: Context,
    text: Annotated[
        str, argument("[TEXT|-]", '"If …, then I will …", or - to read it from standard input.')
    ] = "",
    *,
    by: Annotated[
        str, option("--by", "Ask how it went after this day: fri, 2w, 1 May, 2026-05-01.", "DAY")
    ] = "",
    facet: Annotated[str, option("--facet", "File it under this facet.", "FACET")] = "",
    date: DayBack = "",
    as_json: Json = False,
) -> None:
    """Plan what you will do, and when: "If …, then I will …".

    You are asked how it went at the first reflection after its day. The day is a week from now
    unless you give another with --by.
    """
    context.typed.given(text)
    made = moment_back(context, date)
    due = day_ahead(context, by, "--by", made)
    about = facet_id(context, facet) if facet else None
    if text or not context.can_ask:
        given, day = _plan(context, text, made)
    else:
        given, day = context.asker.in_order(lambda: _plan(context, "", made))
    if day and due:  # asked about on another day than it is for
        given = dated_plan(given, day_in_words(day, context.today))
    due, given = due or day, given.strip("\n")
    if not given.strip():
        raise UsageError("The intention is empty; nothing was saved.", 'syslead intend "If …"')
    stamp = context.stamp(made)
    due = due or stamp.day + timedelta(days=DAYS_AHEAD)
    intention = Intention(**stamp._asdict(), text=given, facet=about, due=due)
    context.journal.append([intention])
    context.typed.ended()
    if as_json:
        context.screen.print_document(IntendDocument(intention.id, intention.due))
        return
    print_saved(context, intention, "intention")
    context.screen.say(f"  You will be asked about it: {near_day(intention.due, context.today)}")


_CUE = "When will that be? If … (Enter keeps it as it is)"
_ACT = "And then you will …? (Enter passes)"


def _plan(context: Context, text: str, made: date | None) -> tuple[str, date | None]:
    """Return a plan as given, piped in or asked for, with the half it lacks asked for.

    Where the half is no more than a day, the plan stays as it is and the day is returned too.
    """
    text = given_text(
        context,
        text,
        question="If …, then I will …?",
        missing="no intention was given",
        example='"If …, then I will …" | syslead intend -',
        how=step_words("sitting", "plan").how,
    )
    if not text.strip() or is_if_then(text):
        return text, None
    lacks_cue = not has_cue(text)
    if not context.can_ask:
        half = "when that will be" if lacks_cue else "what you will do"
        context.screen.say(f"  It does not say {half}. “If …, then I will …” is easier to do.")
        return text, None
    while True:
        half = context.asked(_CUE if lacks_cue else _ACT, how=step_words("sitting", "plan").how)
        if not (lacks_cue and names_a_day(half, context.today)):
            return completed_plan(text, half), None
        try:
            return text, due_day(half, made or context.today, context.today)
        except DateProblem as problem:
            context.asker.say(f"   {problem}. {TRY_A_DAY}")


Line = Annotated[
    str, option("--text", "Add a line about it, or - to read it from standard input.", "TEXT")
]


@intentions_app.callback(invoke_without_command=True)
def intentions(
    ctx: typer.Context,
    closed: Annotated[bool, option("--all", "Show finished ones too.")] = False,
    as_json: Json = False,
) -> None:
    """Show your intentions: due, open, and how the others went."""
    if ctx.invoked_subcommand is not None:
        return
    from syslead_cli.reflect.screen import intentions_page

    context: Context = ctx.obj
    journal = context.journal.read()
    all_ = tracked_intentions(journal.records)
    if as_json:
        context.screen.print_document(intentions_document(all_, context.today, closed=closed))
    elif page := intentions_page(all_, context.labels, closed=closed):
        context.screen.page(page)
    else:
        context.screen.say('No open intentions. syslead intend "If …, then I will …" makes one.')
    context.screen.warn_of_damage(journal)


def _closing(name: str, status: str, help_: str) -> None:
    def command(context: Context, id_: Id, text: Line = "") -> None:
        _add_outcome(context, id_, status, text, said=status.title())

    intentions_app.command(name, help=help_)(command)


_closing("done", "done", "Record that you did it.")
_closing("partly", "partly", "Record that you did part of it.")
_closing("drop", "dropped", "Drop it; that is an answer too.")


@intentions_app.command()
def later(
    context: Context,
    id_: Id,
    when: Annotated[
        str, typer.Argument(help="When to ask again: fri, 2w, 1 May. Default: in a week.")
    ] = "",
    text: Line = "",
) -> None:
    """Ask again on another day."""
    due = day_ahead(context, when or f"{DAYS_AHEAD}d", "WHEN")
    assert due is not None
    message = f"You will be asked again: {near_day(due, context.today)}"
    _add_outcome(context, id_, "not_yet", text, said=message, due=due)


def _add_outcome(
    context: Context, id_: str, status: str, text: str, *, said: str, due: date | None = None
) -> None:
    context.typed.given(text)
    # A wrong id is said before anything is typed.
    intention = _find_intention(context.journal.read(), id_).intention
    if text == "-":
        text = context.read_words()
    stamp, text = context.stamp(None)._asdict(), text.rstrip("\n")
    records: list[Record] = [Outcome(**stamp, of=intention.id, status=status, text=text or None)]
    if due and due != intention.due:
        moved = {"due": due.isoformat()}
        records.append(Revise(**context.stamp(None)._asdict(), of=intention.id, set=moved))
    context.journal.append(records)
    context.screen.line(f"{said}: “{one_line(intention.text)}”")


def _find_intention(journal: Journal, word: str) -> TrackedIntention:
    """Return the intention an id names, looked for among intentions first. Raises UsageError."""
    all_ = {each.intention.id: each for each in tracked_intentions(journal.records)}
    if ids_named(word, list(all_)):
        intentions = tuple(each.intention for each in all_.values())
        journal = replace(journal, records=intentions, newer=())
    entry = resolve(journal, word)
    if entry.id not in all_:
        raise UsageError(
            f"{entry.short} is not an intention; it is of kind {entry.kind}.",
            "syslead intentions --all lists them with their ids.",
        )
    return all_[entry.id]
