"""``list``, ``show``, ``search``, ``edit``, ``delete``: what is in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

from msgspec.structs import replace

from syslead_cli.base.layout import Page, sentence, shortened
from syslead_cli.base.options import (
    AsOf,
    DayBack,
    Id,
    Json,
    Since,
    Until,
    Yes,
    argument,
    command_app,
    dimension_id,
    facet_id,
    moment_back,
    one_of,
    option,
    span,
)
from syslead_cli.base.text import clean_mark, counted, names_listed
from syslead_cli.errors import UsageError
from syslead_cli.journal.codec import data_of
from syslead_cli.journal.edit import (
    EditRequest,
    delete_entries,
    edit_entry,
    has_text,
    plan_undo,
    to_change,
    to_delete,
)
from syslead_cli.journal.entries import (
    KINDS,
    KINDS_SHOWN,
    Entry,
    entry_data,
    entry_of,
    resolve,
)
from syslead_cli.journal.model import Record, Revise
from syslead_cli.journal.query import Query, facets_in, plain, words_of
from syslead_cli.journal.screen import (
    NEWEST,
    grade_words,
    page_of_entries,
    page_of_one,
    print_entries,
    what_was_asked,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context

app = command_app()

#: Found entries shown unless another number is said.
_ON_A_SCREEN = 20


Words: TypeAlias = list[str] | None


def _only(what: str, metavar: str) -> Any:
    return option(f"--{what}", f"Show only this {what}; may be repeated.", metavar)


class Filters(NamedTuple):
    """The words of the options that choose entries, as typed."""

    since: Since = ""
    until: Until = ""
    as_of: AsOf = ""
    facet: Annotated[Words, _only("facet", "FACET")] = None
    dimension: Annotated[Words, _only("dimension", "DIMENSION")] = None
    kind: Annotated[
        Words, option("--kind", f"Show {', '.join(KINDS)}; may be repeated.", "KIND")
    ] = None
    voice: Annotated[Words, _only("voice", "NAME")] = None
    tag: Annotated[Words, _only("tag", "TAG")] = None
    prompt: Annotated[Words, _only("prompt", "ID")] = None


def query_of(context: Context, filters: Filters) -> Query:
    """Return the query of the options. A word that names nothing is a UsageError."""
    dimensions = [
        _named(context, dimension_id, word, lambda record: getattr(record, "scores", ()))
        for word in filters.dimension or ()
    ]
    facets = [_named(context, facet_id, word, facets_in) for word in filters.facet or ()]
    everything = context.framework.everything if dimensions else ()
    within = [each.id for each in everything if each.dimension in dimensions]
    kinds = [one_of(word, KINDS, "Kind") for word in filters.kind or ()]
    return Query(
        kinds=tuple(kinds) or KINDS_SHOWN,
        facets=frozenset(facets),
        dimensions=frozenset(dimensions),
        within=frozenset(within),
        voices=_marks(filters.voice, "--voice"),
        listed=context.settings.voices if filters.voice else (),
        tags=_marks(filters.tag, "--tag"),
        prompts=frozenset(filters.prompt or ()),
        span=span(context, filters.since, filters.until),
    )


def _marks(words: Iterable[str] | None, option: str) -> frozenset[str]:
    marks = {word: plain(clean_mark(word)) for word in words or ()}
    for word, mark in marks.items():
        if not mark:
            raise UsageError(f'{option} "{word}": a name is needed.', f"{option} board")
    return frozenset(marks.values())


def _named(
    context: Context,
    read: Callable[[Context, str], str],
    word: str,
    ids_in: Callable[[Record], Iterable[str]],
) -> str:
    """Return the id of a part of the framework, or one that only the journal knows any more."""
    try:
        return read(context, word)
    except UsageError:
        if any(word in ids_in(record) for record in context.journal.read().records):
            return word
        raise


@app.command("list")
def list_entries(
    context: Context,
    *,
    limit: Annotated[
        int | None, option("--limit -n", "Show at most N; 0 for all.", "N", min=0)
    ] = None,
    random: Annotated[
        bool, option("--random", "Show one of them at random, or -n of them.")
    ] = False,
    filters: Filters,
    as_json: Json = False,
) -> None:
    """List your entries, the newest first."""
    query = query_of(context, filters)
    chance = context.clock.random_bytes(8) if random else b""
    most = (1 if random else NEWEST) if limit is None else limit
    print_entries(context, query, most, as_of=filters.as_of, as_json=as_json, chance=chance)


@app.command()
def search(
    context: Context,
    words: Annotated[
        list[str] | None,
        argument("WORDS…", 'Words that must all occur; "a phrase" must occur as it is.'),
    ] = None,
    *,
    limit: Annotated[
        int | None,
        option(
            "--limit -n",
            "Show at most N entries; 0 for all. Default: 20; all with --json.",
            "N",
            min=0,
        ),
    ] = None,
    filters: Filters,
    as_json: Json = False,
) -> None:
    """Find entries by word, facet, voice, tag or date; case and accents do not matter."""
    wanted = words_of(words or ())
    if not wanted and filters == Filters():
        raise UsageError(
            "Nothing to search for.", "Give a word or an option: syslead search --tag budget"
        )
    query = replace(query_of(context, filters), words=wanted)
    most = (0 if as_json else _ON_A_SCREEN) if limit is None else limit
    print_entries(context, query, most, as_of=filters.as_of, as_json=as_json)


@app.command()
def show(
    context: Context,
    id_: Id,
    versions: Annotated[bool, option("--versions", "Show every earlier version too.")] = False,
    as_json: Json = False,
) -> None:
    """One entry, whole."""
    journal = context.journal.read()
    entry = resolve(journal, id_)
    if as_json:
        data: dict[str, object] = {"entry": entry_data(entry)}
        if versions:
            data["versions"] = [data_of(version) for version in entry.versions]
        context.screen.document("show", data)
    else:
        page = page_of_one(entry, context.labels, journal, with_versions=versions)
        context.screen.page(page)
    context.screen.warn_of_damage(journal)


@app.command()
def edit(
    context: Context,
    id_: Id,
    *,
    text: Annotated[
        str | None, option("--text", "Replace its text (- reads it from standard input).", "TEXT")
    ] = None,
    facet: Annotated[Words, option("--facet", 'Replace its facet; "" removes it.', "FACET")] = None,
    voice: Annotated[
        Words, option("--voice", 'Replace its voices ("" removes them).', "NAME")
    ] = None,
    tag: Annotated[Words, option("--tag", 'Replace its tags ("" removes them).', "TAG")] = None,
    date: DayBack = "",
) -> None:
    """Change an entry; the earlier version is kept.

    Without options, its text opens in your editor.
    """
    context.typed.given(text or "")
    request = EditRequest(
        facets=None if facet is None else [facet_id(context, word) for word in facet if word],
        voices=None if voice is None else names_listed("\n".join(voice)),
        tags=None if tag is None else [word for word in tag if word],
        day=moment_back(context, date),
        happened=context.happened,
    )
    entry = resolve(context.journal.read(), id_)
    request = replace(
        request,
        text=_new_text(context, entry, text, request),
        find_mentions=context.find_mentions if context.settings.mentions else None,
        grade=context.grade_answer,
    )
    changed = edit_entry(entry, request, context.journal, context.stamp)
    if changed is None:
        context.screen.line("Nothing changed.")
        return
    context.screen.line(f"Changed {entry.short}; the earlier version is kept.")
    if (after := grade_words(changed)) != grade_words(entry.record):
        context.screen.say(f"  Now counted as {after}.")


def _new_text(context: Context, entry: Entry, text: str | None, request: EditRequest) -> str | None:
    record = to_change(entry)
    if text is not None:
        return (context.read_words() if text == "-" else text).rstrip("\n")
    if request != EditRequest():
        return None
    if not has_text(record):
        raise UsageError(
            f"{entry.short} has no text to change.",
            "syslead edit --help lists what else can change.",
        )
    if not context.can_ask:
        raise UsageError(
            "There is no terminal to open an editor on.",
            f'Pipe the text in: printf "…" | syslead edit {entry.short} --text -',
        )
    question = what_was_asked(entry, context.labels, context.journal.read())
    new = context.editor.edit(entry.text, ".md", question=question)
    return None if new is None else context.typed.heard(new).rstrip("\n")


@app.command()
def delete(
    context: Context,
    ids: Annotated[list[str], argument("ID…", "Ids, or at least 4 characters of each.")],
    yes: Yes = False,
) -> None:
    """Erase entries for good: their text is removed from the files."""
    entries = to_delete(context.journal.read(), ids)
    if not yes:
        what = counted(len(entries), "entry", "entries")
        undone = f" whether to erase {what}; nothing was erased"
        question = f"Erase {'it' if len(entries) == 1 else what} for good?"
        page = [*page_of_entries(entries, context.labels), []]
        if not confirmed(context, question, undone, "--yes erases without asking.", page):
            context.screen.line("Nothing was erased.")
            return
    elsewhere = delete_entries(entries, context.journal, context.stamp)
    context.screen.line(f"Erased {counted(len(entries), 'entry', 'entries')}.")
    for file in elsewhere:
        context.screen.say(
            f"  Hidden here; its own device will erase it from {file} when it next writes."
        )


@app.command()
def undo(context: Context, yes: Yes = False) -> None:
    """Take back the last thing you wrote today on this computer, after showing it.

    A new entry is erased for good; an edited one goes back to how it was. Nothing from another
    device is changed.
    """
    from syslead_cli.journal.merge import Journal

    journal = context.journal
    here = journal.read_raw()
    new, edited = plan_undo(here, journal.device, context.today, context.day_start)
    added = [entry_of(record, here) for record in new]
    before = [entry_of(one.before, Journal()) for one in edited]
    if not yes:
        page: Page = []
        for heading, entries in (("To be erased for good:", added), ("To be restored:", before)):
            if entries:
                page += sentence(heading, context.screen.width)
                page += [*page_of_entries(entries, context.labels), []]
        _put_above_question(context, page)
        undone, hint = "; nothing was taken back", "--yes does not ask."
        if not confirmed(context, "Take this back?", undone, hint):
            context.screen.line("Nothing was taken back.")
            return
    journal.append(
        [Revise(**context.stamp(None)._asdict(), of=o.before.id, set=o.set) for o in edited]
    )
    if added:
        delete_entries(added, journal, context.stamp)
    for count, done in ((len(added), "erased"), (len(before), "as before")):
        if count:
            context.screen.line(f"Taken back: {counted(count, 'entry', 'entries')} {done}.")


def _put_above_question(context: Context, page: Page) -> None:
    """Show what a question is about, which ends with an empty line, above it in one window."""
    rows = context.screen.rows
    context.screen.page([*shortened(page[:-1], rows - 3), []] if rows else page)
    context.screen.out.flush()


def confirmed(
    context: Context, question: str, undone: str, hint: str, above: Page | None = None
) -> bool:
    """Ask; raise UsageError, saying what was not done, where there is nobody to ask."""
    context.screen.out.flush()
    if not context.can_ask:
        raise UsageError(f"There is no terminal to ask on{undone}.", hint)
    if above:
        _put_above_question(context, above)
    return context.asker.confirm(question)
