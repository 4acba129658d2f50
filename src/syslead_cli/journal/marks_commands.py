"""``voices`` and ``tags``: the names in the journal, and giving one another name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.layout import MARGIN, PLAIN, QUIET, Page, cells, fit
from syslead_cli.base.options import Json
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.base.text import (
    clean_mark,
    counted,
    did_you_mean,
    name_key,
    one_line,
    short_day,
    tags_in,
    voices_in,
)
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.edit import MARK_FIELDS, renaming
from syslead_cli.journal.hearing import not_named, with_heard
from syslead_cli.journal.model import Record, Revise
from syslead_cli.journal.query import plain

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal

voices_app = typer.Typer(name="voices", add_completion=False, rich_markup_mode=None)
tags_app = typer.Typer(name="tags", add_completion=False, rich_markup_mode=None)

_WIDEST = 40
Old = Annotated[str, typer.Argument(metavar="OLD", help="The present name.")]
New = Annotated[str, typer.Argument(metavar="NEW", help="The new name; it may be in use already.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]


class VoiceCount(Part, frozen=True):
    """A voice: how many answers, notes and reviews say it was heard, and the last day; null: none.

    One that is only listed, or was missed in a review, counts 0.
    """

    voice: str
    count: Count
    last: date | None


class TagCount(Part, frozen=True):
    """A tag: how many answers and notes have it, and the day of the last."""

    tag: str
    count: Count
    last: date | None


class VoicesDocument(Document, frozen=True, tag="syslead/voices/1"):
    """Whose voices the journal names, the most frequent first."""

    voices: tuple[VoiceCount, ...]


class HeardVoice(Part, frozen=True):
    """Somebody a text says was heard: the voice, and where it stands, in characters.

    ``sure``: it is counted without asking, as a voice with an @ is, and a listed group.
    """

    voice: str
    sure: bool
    start: Count
    end: Count


class VoicesMatchDocument(Document, frozen=True, tag="syslead/voices-match/1"):
    """Whom a text says was heard, in its order."""

    heard: tuple[HeardVoice, ...]


class TagsDocument(Document, frozen=True, tag="syslead/tags/1"):
    """The tags of the journal, the most frequent first."""

    tags: tuple[TagCount, ...]


def counted_marks(
    records: Iterable[Record], sign: str, listed: Iterable[str] = ()
) -> list[tuple[str, int, date | None]]:
    """Return each name with its count and last day, as trends counts: an entry counts once.

    Whom a review says was missing is not counted; a name that is nowhere else counts 0.
    """
    found: dict[str, tuple[int, date | None]] = {}
    for record in records:
        marks = {key: getattr(record, key, ()) for key in MARK_FIELDS[sign]}
        for name in marks.pop("missing", ()):
            found.setdefault(name, (0, None))
        for name in {name for names in marks.values() for name in names}:
            count, last = found.get(name, (0, None))
            found[name] = (count + 1, max(record.day, last or record.day))
    known = set(map(name_key, found))
    found.update((clean_mark(one), (0, None)) for one in listed if name_key(one) not in known)
    rows = [(name, count, last) for name, (count, last) in found.items()]
    return sorted(rows, key=lambda row: (-row[1], -(row[2] or date.min).toordinal(), row[0]))


@voices_app.callback(invoke_without_command=True)
def voices(ctx: typer.Context, as_json: Json = False) -> None:
    """List the people and groups you heard from: how often, and when last."""
    if ctx.invoked_subcommand is None:
        context: Context = ctx.obj
        journal = context.journal.read()
        listed = context.settings.voices
        journal = with_heard(journal, listed)
        rows = counted_marks(journal.records, "@", listed)
        document = VoicesDocument(tuple(VoiceCount(*row) for row in rows))
        unnamed = set(map(clean_mark, not_named(journal.records, listed)))
        _show(context, journal, "@", rows, document if as_json else None, unnamed=unnamed)


@voices_app.command("match")
def match_voices(ctx: typer.Context, as_json: Json = False) -> None:
    """Whom a text says was heard: counted, or worth asking about.

    The text is read from standard input.
    """
    from syslead_cli.journal.declined import DeclinedFile
    from syslead_cli.journal.hearing import heard_in

    context: Context = ctx.obj
    text = context.read_stdin()
    declined = DeclinedFile(context.paths, context.clock).read()
    found = heard_in(text, context.settings.voices)
    found = [each for each in found if each.sure or not declined.holds(each.voice)]
    if as_json:
        parts = (HeardVoice(each.voice, each.sure, each.start, each.end) for each in found)
        context.screen.print_document(VoicesMatchDocument(tuple(parts)))
        return
    for each in found:
        words, how = text[each.start : each.end], "counted" if each.sure else "asked about"
        context.screen.line(one_line(f"@{each.voice}: {how} ({words})"))
    if not found:
        context.screen.say("Nobody was found in this text.")


@tags_app.callback(invoke_without_command=True)
def tags(ctx: typer.Context, as_json: Json = False) -> None:
    """List the tags of your entries: how often, and when last."""
    if ctx.invoked_subcommand is None:
        context: Context = ctx.obj
        journal = context.journal.read()
        rows = counted_marks(journal.records, "#")
        document = TagsDocument(tuple(TagCount(*row) for row in rows))
        _show(context, journal, "#", rows, document if as_json else None)


def _show(
    context: Context,
    journal: Journal,
    sign: str,
    rows: list[tuple[str, int, date | None]],
    document: Document | None,
    *,
    unnamed: Collection[str] = (),
) -> None:
    what, option = ("voice", "--voice") if sign == "@" else ("tag", "--tag")
    if document:
        context.screen.print_document(document)
    elif rows:
        put_page(context.screen, _page(rows, sign, context.today, unnamed))
    else:
        example = f"{sign}name in an entry, or note {option} NAME, is one."
        context.screen.say(f"No {what} in the journal yet. {example}")
    warn_of_damage(context.screen, journal)


def _page(
    rows: list[tuple[str, int, date | None]], sign: str, today: date, unnamed: Collection[str]
) -> Page:
    names = [f"{sign}{one_line(name)}" for name, _, _ in rows]
    width = min(max(map(cells, names)), _WIDEST)
    digits = len(f"{rows[0][1]:,}")
    return [
        [
            (PLAIN, f"{MARGIN}{fit(shown, width)}  {count:>{digits},}"),
            (QUIET, f"  {short_day(last, today) if last else _without_day(name in unnamed)}"),
        ]
        for shown, (name, count, last) in zip(names, rows, strict=True)
    ]


def _without_day(is_unnamed: bool) -> str:
    return "not named yet" if is_unnamed else "named, and not heard from yet"


# ── another name ─────────────────────────────────────────────────────────────


@voices_app.command("rename")
def rename_voice(ctx: typer.Context, old: Old, new: New, yes: Yes = False) -> None:
    """Rename a voice everywhere.

    If the new name is in use, the two become one. Each entry keeps its earlier version. Your
    settings, and the roles used when sharing, change too.
    """
    context: Context = ctx.obj
    olds, name = _rename(context, "@", old, new, voices_in, yes=yes)
    if not olds:
        return
    groups = context.settings.voices
    keys = set(map(name_key, olds))
    renamed = [name if name_key(group) in keys else group for group in groups]
    if tuple(renamed) != groups:
        kept = {name_key(group): group for group in renamed}
        context.config.change({"voices": list(kept.values())})
        context.screen.say("  Your settings were changed too.")
    roles = context.aliases.read()
    if name not in roles:
        known = [roles[word] for one in olds for word in (one, f"@{one}") if word in roles]
        context.aliases.remember(dict.fromkeys([name][: len(known)], *known[:1]))


@tags_app.command("rename")
def rename_tag(ctx: typer.Context, old: Old, new: New, yes: Yes = False) -> None:
    """Rename a tag everywhere.

    If the new name is in use, the two become one. Each entry keeps its earlier version.
    """
    _rename(ctx.obj, "#", old, new, tags_in, yes=yes)


def _rename(
    context: Context,
    sign: str,
    old: str,
    new: str,
    names_in: Callable[[str], tuple[str, ...]],
    *,
    yes: bool,
) -> tuple[set[str], str]:
    """Append an edit for each entry that has the name; return what was renamed, and to what."""
    what = "voice" if sign == "@" else "tag"
    journal = context.journal.read()
    listed = context.settings.voices if sign == "@" else ()
    known = {name: count for name, count, _ in counted_marks(journal.records, sign, listed)}
    name = _new_name(sign, new, names_in)
    olds = _named(old, known) - {name}
    if not olds:
        is_same = name in _named(old, known)
        said = f"{sign}{name} already has that name." if is_same else f"No {what} is called {old}."
        raise SysleadError(
            one_line(said), "" if is_same else did_you_mean(clean_mark(old), known)
            or f"syslead {what}s lists them.", code="not_found",
        )  # fmt: skip
    edits = {r.id: set_ for r in journal.records if (set_ := renaming(r, sign, olds, name))}
    shown, entries = " and ".join(f"{sign}{one}" for one in sorted(olds)), len(edits)
    where = counted(entries, "entry", "entries")
    if known.get(name):
        used = counted(known[name], "entry", "entries")
        context.screen.say(f"{sign}{name} is in use, in {used}; the two become one.")
    if not yes and not _agreed(context, f"Rename {shown} to {sign}{name} in {where}?"):
        context.screen.line("Nothing was renamed.")
        return set(), name
    stamped = [Revise(**context.stamp(None)._asdict(), of=of, set=s) for of, s in edits.items()]
    if stamped:
        context.journal.append(stamped)
    context.screen.line(f"Renamed {shown} to {sign}{name} in {where}.")
    warn_of_damage(context.screen, journal)
    return olds, name


def _new_name(sign: str, new: str, names_in: Callable[[str], tuple[str, ...]]) -> str:
    """Return a name as entries have it. Raises UsageError for what no text could name."""
    written = clean_mark(new)
    found = names_in(f"{sign}{written}")
    if len(found) != 1 or len(found[0]) < len(written.removeprefix("the-")):
        raise UsageError(
            f'"{one_line(new)}" is not a name: use letters, digits, hyphens and apostrophes.',
            "Nothing was renamed.",
        )
    return found[0]


def _named(word: str, known: Iterable[str]) -> set[str]:
    """Return the names meant: that very one, else those alike but for accents and capitals."""
    exact = {word.lstrip("@#"), clean_mark(word)} & set(known)
    wanted = name_key(plain(word))
    return exact or {name for name in known if name_key(plain(name)) == wanted}


def _agreed(context: Context, question: str) -> bool:
    if not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was renamed.", "--yes renames without asking."
        )
    context.screen.out.flush()
    return context.asker.confirm(one_line(question))
