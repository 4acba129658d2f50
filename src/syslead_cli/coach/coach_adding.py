"""``coach add``: every file on its own, the sound ones kept, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from syslead_cli.base.values import dataclass
from syslead_cli.base.visible import one_line
from syslead_cli.coach.clients_core import Added, Client, Incoming, is_quotable
from syslead_cli.coach.coach_opening import opener_of
from syslead_cli.coach.coaching import add as add_pack
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.sharing.pack_reading import SIZE_LIMIT

#: Armour takes four bytes for three, and a header.
_SEALED_LIMIT = SIZE_LIMIT * 3 // 2


@dataclass(frozen=True, slots=True)
class Call:
    """The options of one ``coach add``."""

    name: str
    identity: str
    source: str


@dataclass(frozen=True, slots=True)
class _Result:
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
        from syslead_cli.coach.coach_render import added_line

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
