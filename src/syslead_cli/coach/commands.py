"""The coach's key: made by ``coach keygen``, and used once for all the files of a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct

from syslead_cli.base.options import Json, one_of
from syslead_cli.base.terminal import page_text, put_page
from syslead_cli.base.text import counted, one_line
from syslead_cli.coach.model import Added, Client, Incoming, is_quotable, plain_name
from syslead_cli.coach.store import add as add_pack
from syslead_cli.context import Context
from syslead_cli.crypt.commands import HELP as PASSPHRASE_HELP
from syslead_cli.crypt.commands import new_passphrase, passphrase
from syslead_cli.crypt.keys import NoSecretKey, identity_file, secret_keys
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.sharing.reading import SIZE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.coach.brief import Brief
    from syslead_cli.coach.model import Client, KeptPack


_OUTPUT = "syslead-coach-key.txt"
_TRIES = 3


def make_key(context: Context, name: str, output: str, source: str, *, protect: bool) -> int:
    """A new key: the private half into the store, the public one to a file that can be sent."""
    from syslead_cli.coach.screen import key_page

    name = plain_name(name)
    if source and not protect:
        raise UsageError("--no-passphrase and --passphrase-file contradict each other.")
    _none_yet(context)
    target = Path(output or _OUTPUT).absolute()
    context.check_new_file(target)
    pair = context.vault.new_key()
    content = identity_file(pair.secret, pair.public)
    if protect:
        words = new_passphrase(context, source, "Passphrase for your key (a few words, unseen):")
        content = context.vault.seal_with_passphrase(content, words, armoured=True)
    place = context.coach_key.keep(content, pair.public, closed=protect)
    text = f"# {name or 'a coach'}, for syslead and age\n{pair.public}\n"
    print_of = context.fingerprint(pair.public)
    try:
        context.new_file(target, text.encode("utf-8", "replace"))
    except (SysleadError, OSError) as problem:
        raise SysleadError(
            f"Your key is made and kept, but {target} was not written.",
            f"The public half, to send: {pair.public}",
        ) from problem
    page = key_page(pair.public, print_of, (str(target), str(place)), protect, context.screen.width)
    put_page(context.screen, page)
    return ExitCode.DONE


def _none_yet(context: Context) -> None:
    here = context.coach_key.file
    if here is None:
        return
    public = context.coach_key.public()
    known = f"\nTo send: {public}\nTo read out: {context.fingerprint(public)}" if public else ""
    raise SysleadError(
        f"You have a key already: {here}.{known}",
        "It stays. Only move it away if you need another: what was encrypted to it needs it.",
        "coach.has_key",
    )


def opener_of(context: Context, identity: str, source: str) -> Callable[[bytes, str], bytes]:
    """A function that opens an age file; it reads the key, and asks, when first used."""
    held: list[list[str] | SysleadError] = []

    def opened(content: bytes, what: str) -> bytes:
        place = Path(identity) if identity else context.coach_key.file
        if place is None:
            raise SysleadError(
                f"{what} is encrypted, and you have no key here.",
                "syslead coach keygen makes one; --identity FILE names one you have elsewhere.",
                "coach.no_key",
            )
        if not held:
            try:
                held.append(_secrets(context, place, source))
            except SysleadError as problem:
                held.append(problem)
        if isinstance(held[0], SysleadError):
            raise held[0]
        return context.vault.open(content, held[0], what)

    return opened


def _secrets(context: Context, path: Path, source: str) -> list[str]:
    content = context.coach_key.private(path)
    if context.is_age(content):
        content = _unlocked(context, content, path, source)
    elif context.open_to_others(str(path)):
        context.screen.warn(f"{path} can be read by others on this machine: chmod 600 closes it.")
    try:
        return secret_keys(content)
    except NoSecretKey as problem:
        raise SysleadError(f"{path} {problem}.", code="vault.bad_key") from None


def _unlocked(context: Context, content: bytes, path: Path, source: str) -> bytes:
    """The identity behind a passphrase; typed wrongly, it is asked for again."""
    tries = 1 if source else _TRIES
    while True:
        tries -= 1
        words = passphrase(context, source, f"Passphrase of {path.name}:")
        try:
            return context.vault.open_with_passphrase(content, words, str(path))
        except SysleadError as problem:
            if problem.code != "vault.wrong_passphrase" or not tries:
                raise
            context.screen.line(" It does not open with that.")


# ── coach_adding ──
# ``coach add``: every file on its own, the sound ones kept, each with its line.


#: Armour takes four bytes for three, and a header.
_SEALED_LIMIT = SIZE_LIMIT * 3 // 2


class Call(Struct, frozen=True):
    """The options of one ``coach add``."""

    name: str
    identity: str
    source: str


class _Result(Struct, frozen=True):
    """What became of one file."""

    what: str
    added: Added | None = None
    problem: SysleadError | None = None


class _Asking:
    """Asks the coach; without a terminal, says which option answers."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def whose(self, what: str) -> str:
        """The client's name."""
        if not self._context.can_ask:
            raise UsageError(f"{what} does not say whose it is.", "--as NAME does.")
        return self._context.asker.free_text(f"Whose is {what}? It has no name in it.")

    def is_same(self, client: Client, why: str) -> bool:
        """Whether two packs are of one person."""
        if not self._context.can_ask:
            same = f'"{client.name}"' if is_quotable(client.name) else "that name"
            raise UsageError(
                f"It may be of somebody else than the {client.name} who is here: {why}.",
                f"--as {same} if it is the same person, --as another name if not.",
            )
        self._context.asker.say(f"\n There is a {client.name} already, but {why}.")
        return self._context.asker.confirm("Is it the same person?")


def add_files(context: Context, files: Sequence[str], call: Call, *, as_json: bool) -> int:
    """One file's refusal is the command's; of several, the others are added all the same."""
    if files.count("-") + (call.source == "-") > 1:
        raise UsageError("Standard input can be read once: - stands there twice.")
    opened = opener_of(context, call.identity, call.source)
    results = []
    for file in files:
        result = _one(context, file, call, opened)
        if not as_json:
            _say(context, result, alone=len(files) == 1)
        results.append(result)
    failed = sum(result.problem is not None for result in results)
    if as_json:
        context.screen.document("coach-add", {"files": [_data(result) for result in results]})
    elif failed:
        _say_how_many(context, failed, len(files))
    return ExitCode.FAILED if failed else ExitCode.DONE


def _say_how_many(context: Context, failed: int, of: int) -> None:
    if of > 1:
        rest = "none was added" if failed == of else "the others are added"
        context.screen.warn(f"{failed} of {of} refused; {rest}.")


def _one(context: Context, file: str, call: Call, opened: Callable[[bytes, str], bytes]) -> _Result:
    what = "standard input" if file == "-" else one_line(file)
    try:
        content = (
            context.read_stdin_bytes(_SEALED_LIMIT)
            if file == "-"
            else context.given_file(file, _SEALED_LIMIT)
        )
        if context.is_age(content):
            content = opened(content, what)
        came = Incoming(content, what, call.name)
        added = add_pack(context.clients, came, context.today, _Asking(context))
    except SysleadError as problem:
        return _Result(what, problem=problem)
    return _Result(what, added)


def _say(context: Context, result: _Result, *, alone: bool) -> None:
    if result.problem:
        if alone:
            raise result.problem
        said, hint = result.problem.message, result.problem.hint
        lead = "" if said.startswith(result.what) else f"{result.what}: "
        context.screen.warn(f"{lead}{said} {hint}".rstrip())
    elif result.added:
        from syslead_cli.coach.screen import added_line

        context.screen.line(added_line(result.what, result.added, context.today))


def _state(added: Added | None) -> str:
    if added is None:
        return "refused"
    return "moved" if added.before else "added" if added.new else "here"


def _data(result: _Result) -> dict[str, Any]:
    added, problem = result.added, result.problem
    return {
        "file": result.what,
        "state": _state(added),
        "client": added.client if added else None,
        "sha256": added.pack.sha256 if added else None,
        "code": problem.code if problem else None,
        "problem": problem.message if problem else None,
    }


# ── coach_brief ──
# ``syslead coach brief``: two pages before a session.


FORMATS = ("html", "md", "json")
_SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}
_WIDTH = 80


def brief(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="As coach list shows it.")],
    *,
    form: Annotated[
        str, typer.Option("--format", help="html (a page to print), md or json.", metavar="FORMAT")
    ] = "",
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="A new file, for you alone (0600).", metavar="FILE"),
    ] = "",
    with_words: Annotated[
        bool, typer.Option("--words", help="With the passages they shared, after the two pages.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Two pages before a session: what matters, and what you might ask.

    From the client's newest pack, and the one before it for what changed. With -o the ending of
    the file says the format, unless --format does.
    """
    from syslead_cli.coach.brief import briefed

    context: Context = ctx.obj
    form = _form(form, output, as_json=as_json)
    if form == "html" and not output and context.screen.is_terminal:
        raise UsageError("A page is for a file.", "syslead coach brief … -o FILE.html")
    made = briefed(context.clients, client, context.today)
    if output:
        _write(context, made.brief, form, output, with_words=with_words)
    else:
        _show(context, made.brief, form, with_words=with_words)
    if made.damaged:
        packs = counted(made.damaged, "pack")
        context.screen.warn(f"{packs} of theirs could not be read; syslead coach list says which.")
        return ExitCode.DAMAGED
    return ExitCode.DONE


def _form(form: str, output: str, *, as_json: bool) -> str:
    """The format meant; empty for the screen's own."""
    if as_json and form not in ("", "json"):
        raise UsageError(f"--json and --format {form} do not go together.", "One of them will do.")
    if as_json:
        return "json"
    if form:
        return one_of(form, FORMATS, "Format", "html, md or json is meant.")
    return _SUFFIXES.get(Path(output).suffix.casefold(), "") if output else ""


def _show(context: Context, made: Brief, form: str, *, with_words: bool) -> None:
    if form == "json":
        from syslead_cli.coach.brief_document import brief_data

        context.screen.document("brief", brief_data(made))
    elif form:
        context.screen.raw(_text(made, form, with_words=with_words))
    else:
        from syslead_cli.coach.brief_screen import brief_page

        put_page(context.screen, brief_page(made, context.screen.width, with_words=with_words))


def _write(context: Context, made: Brief, form: str, output: str, *, with_words: bool) -> None:
    path = Path(output).expanduser().absolute()
    text = _text(made, form, with_words=with_words)
    context.new_file(path, text.encode("utf-8", "replace"))
    context.screen.say(f"Wrote {path}, readable by you alone.")


def _text(made: Brief, form: str, *, with_words: bool) -> str:
    if form == "html":
        from syslead_cli.coach.brief_screen import brief_html

        return brief_html(made, with_words=with_words)
    if form == "md":
        from syslead_cli.coach.brief_screen import brief_markdown

        return brief_markdown(made, with_words=with_words)
    if form == "json":
        import json

        from syslead_cli.coach.brief_document import brief_data

        return json.dumps({"schema": "syslead/brief/1", **brief_data(made)}, indent=2) + "\n"
    from syslead_cli.coach.brief_screen import brief_page

    return page_text(brief_page(made, _WIDTH, with_words=with_words), colored=False)


# ── coach_forget ──
# ``syslead coach forget``: a client and all of theirs, or the packs whose day has passed.


_OUT_OF_REACH = (
    "Out of reach of this: the files as they were sent to you (mail, downloads),\n"
    "pages made of them, and copies in backups."
)


def forget(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(metavar="[CLIENT]", help="As coach list shows it.")] = "",
    *,
    expired: Annotated[
        bool, typer.Option("--expired", help="Only packs past the day they asked for.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> int:
    """Delete every pack of a client, and their name.

    With --expired only what a leader wanted deleted by now: of that client, or of everybody.
    """
    context: Context = ctx.obj
    if expired:
        return _expired(context, client, yes=yes)
    if not client:
        raise UsageError("Whom? CLIENT is missing.", "--expired is for packs past their day.")
    found = context.clients.named(client)
    packs = counted(len(found.packs), "pack")
    if not _agreed(context, f"{packs} of {found.name}", "forget …", yes=yes):
        return ExitCode.FAILED
    context.clients.forget(found)
    context.screen.line(f"{found.name}: {packs} deleted.")
    context.screen.say(_OUT_OF_REACH)
    return ExitCode.DONE


def _expired(context: Context, client: str, *, yes: bool) -> int:
    from syslead_cli.coach.store import expired_packs

    of = [context.clients.named(client)] if client else context.clients.everyone()
    found = expired_packs(context.clients, of, context.today)
    if not found:
        context.screen.line(" No pack is past its day; nothing was deleted.")
        return ExitCode.DONE
    if not _agreed(context, _whose(found), "forget --expired", yes=yes):
        return ExitCode.FAILED
    for whose, packs in found:
        left = context.clients.take_out(whose, packs)
        rest = f"{counted(left, 'pack')} left" if left else "nothing of theirs is left"
        context.screen.line(f"{whose.name}: {counted(len(packs), 'pack')} deleted, {rest}.")
    context.screen.say(_OUT_OF_REACH)
    return ExitCode.DONE


def _whose(found: Sequence[tuple[Client, tuple[KeptPack, ...]]]) -> str:
    packs = counted(sum(len(packs) for _, packs in found), "expired pack")
    return f"{packs} of {found[0][0].name if len(found) == 1 else f'{len(found)} clients'}"


def _agreed(context: Context, what: str, command: str, *, yes: bool) -> bool:
    """Whether it is to be done. Raises UsageError where nobody can be asked."""
    what = one_line(what)
    if yes:
        return True
    if not context.can_ask:
        raise UsageError(
            f"This would delete {what}, and there is no terminal to ask on.",
            f"syslead coach {command} --yes deletes them; nothing was changed.",
        )
    agreed = context.asker.confirm(f"Delete {what}, for good?")
    if not agreed:
        context.screen.line(" Nothing was deleted.")
    return agreed


# ── coach_cli ──
# ``syslead coach``: what leaders sent, kept apart from any journal of one's own.


coach_app = typer.Typer(
    name="coach",
    help="What leaders sent you, and what to ask them.",
    add_completion=False,
    rich_markup_mode=None,
)

PassphraseFile = Annotated[
    str, typer.Option("--passphrase-file", help=PASSPHRASE_HELP, metavar="FILE|-")
]


@coach_app.callback()
def coach() -> None:
    """What leaders sent you, and what to ask them."""


@coach_app.command()
def keygen(
    ctx: typer.Context,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="The public half, to send.", metavar="FILE")
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help="Yours, written beside the key.", metavar="NAME")
    ] = "",
    source: PassphraseFile = "",
    unprotected: Annotated[
        bool,
        typer.Option("--no-passphrase", help="Whoever can read the file can open the packs."),
    ] = False,
) -> int:
    """Make your key: leaders encrypt to one half, the other stays here.

    Read the fingerprint out to a leader on the telephone, so that both know it is yours.
    """

    return make_key(ctx.obj, name, output, source, protect=not unprotected)


@coach_app.command()
def add(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="As they came; - is standard input.")
    ],
    *,
    name: Annotated[
        str, typer.Option("--as", help="Whose they are, in your words.", metavar="NAME")
    ] = "",
    identity: Annotated[
        str, typer.Option("--identity", "-i", help="Another key than yours here.", metavar="FILE")
    ] = "",
    source: PassphraseFile = "",
    as_json: Json = False,
) -> int:
    """Take in what leaders sent: packs, encrypted to you or not.

    A file is checked whole before anything of it is kept. Without --as it goes to the client it
    names itself.
    """

    return add_files(ctx.obj, files, Call(name, identity, source), as_json=as_json)


@coach_app.command("list")
def list_(ctx: typer.Context, *, as_json: Json = False) -> int:
    """Your clients and their packs; who wrote last comes first."""
    from syslead_cli.coach.screen import Row, list_data, list_page
    from syslead_cli.coach.store import looked_at

    context: Context = ctx.obj
    rows = [Row(client, packs) for client, packs in looked_at(context.clients)]
    if as_json:
        context.screen.document("coach-list", list_data(rows, context.today))
    else:
        put_page(context.screen, list_page(rows, context.today, context.screen.width))
    sound = all(seen.gist for row in rows for seen in row.packs)
    return ExitCode.DONE if sound else ExitCode.DAMAGED


coach_app.command()(brief)


@coach_app.command()
def cohort(
    ctx: typer.Context,
    folder: Annotated[
        str,
        typer.Argument(help="Packs, or tables of them; else your own clients.", metavar="[FOLDER]"),
    ] = "",
    *,
    publish: Annotated[
        bool, typer.Option("--publish", help="Only figures about five people and more.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help="csv or html, always for others.", metavar="FORMAT")
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", help="A new file (0600).", metavar="FILE")
    ] = "",
    clients_by: Annotated[
        str, typer.Option("--clients-by", help="folder, pseudonym or file; auto looks itself.",
                          metavar="WAY"),
    ] = "auto",
    tables: Annotated[
        str, typer.Option("--tables", help="Lay the packs out as tables.", metavar="FOLDER")
    ] = "",
    engine: Annotated[
        str, typer.Option("--engine", help="python, or duckdb for figures by SQL.",
                          metavar="ENGINE"),
    ] = "",
    as_json: Json = False,
) -> int:  # fmt: skip
    """Many clients at once: who has not written, what is quiet or low.

    The newest pack of each client counts. The screen and --json show each client; --publish and
    --format hold no figure about fewer than five people. FOLDER holds a folder for
    each client, or packs side by side with a pseudonym in each.
    """
    from syslead_cli.coach.cohort_commands import JSON, CohortOptions, show_cohort

    if as_json and form:
        raise UsageError("--json and --format exclude each other.")
    chosen = JSON if as_json else form
    options = CohortOptions(
        folder, chosen, publish or bool(form), output, clients_by, tables, engine
    )
    return show_cohort(ctx.obj, options)


coach_app.command()(forget)
