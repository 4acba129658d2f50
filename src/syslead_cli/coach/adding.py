"""``coach add``: packs are decrypted, checked, and kept with their client.

The coach is asked whose a pack is where it has no name, and if two packs are of one person where
they contradict each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syslead_cli.base.text import one_line
from syslead_cli.coach.changes import contradiction
from syslead_cli.coach.model import LONGEST_NAME, Client, KeptPack, is_quotable, plain_name
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import NoSecretKey, secret_keys
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.reading import SIZE_LIMIT, read_pack

if TYPE_CHECKING:
    from syslead_cli.context import Context

_TRIES = 3
#: Armour takes four bytes for three, and a header.
_ENCRYPTED_LIMIT = SIZE_LIMIT * 3 // 2


class Added(NamedTuple):
    """What became of a pack: ``new`` is false where it was here; ``packs``: of that client now.

    ``before``: whose it was until now, where the coach gave it to somebody else; ``left``: how
    many packs they still have.
    """

    client: str
    pack: Pack
    new: bool
    packs: int
    before: str = ""
    left: int = 0


# ── the coach's key ──────────────────────────────────────────────────────────


class PackKey:
    """The key that opens packs. It is read, and its passphrase asked for, when first needed."""

    def __init__(self, context: Context, identity: str, source: str) -> None:
        self._context = context
        self._identity = identity
        self._source = source
        self._secrets: list[str] = []
        self._problem: SysleadError | None = None

    def decrypt(self, content: bytes, what: str) -> bytes:
        """Decrypt an age file. Raises SysleadError, for every file where the key is unusable."""
        place = Path(self._identity) if self._identity else self._context.coach_key.file
        if place is None:
            raise SysleadError(
                f"{what} is encrypted, and you have no key here.",
                "syslead coach keygen makes one; --identity FILE names one you have elsewhere.",
                "coach.no_key",
            )
        if self._problem:
            raise self._problem
        try:
            self._secrets = self._secrets or self._read(place)
        except SysleadError as problem:
            self._problem = problem
            raise
        return age.decrypt(content, self._secrets, what)

    def _read(self, path: Path) -> list[str]:
        context = self._context
        content = context.coach_key.private(path)
        if age.is_age(content):
            content = self._unlock(content, path)
        elif context.open_to_others(str(path)):
            context.screen.warn(
                f"{path} can be read by others on this machine: chmod 600 closes it."
            )
        try:
            return secret_keys(content)
        except NoSecretKey as problem:
            raise SysleadError(f"{path} {problem}.", code="vault.bad_key") from None

    def _unlock(self, content: bytes, path: Path) -> bytes:
        """Decrypt the identity; a passphrase typed wrongly is asked for again."""
        from syslead_cli.crypt.dialogue import passphrase

        tries = 1 if self._source else _TRIES
        while True:
            tries -= 1
            words = passphrase(self._context, self._source, f"Passphrase of {path.name}:")
            try:
                return age.decrypt_with_passphrase(content, words, str(path))
            except SysleadError as problem:
                if problem.code != "vault.wrong_passphrase" or not tries:
                    raise
                self._context.screen.line(" It does not open with that.")


# ── one pack ─────────────────────────────────────────────────────────────────


def add_file(context: Context, file: str, name: str, key: PackKey) -> Added:
    """Read a file and keep its pack with ``name``, or with whom it names itself.

    Raises SysleadError, nothing written.
    """
    what = file_name(file)
    content = (
        context.read_stdin_bytes(_ENCRYPTED_LIMIT)
        if file == "-"
        else context.given_file(file, _ENCRYPTED_LIMIT)
    )
    if age.is_age(content):
        content = key.decrypt(content, what)
    return _add(context, content, what, name)


def file_name(file: str) -> str:
    """Return what a file is called in messages."""
    return "standard input" if file == "-" else one_line(file)


def _add(context: Context, content: bytes, what: str, name: str) -> Added:
    clients = context.clients
    pack = read_pack(content, what)
    holder = clients.holding(pack.sha256)
    if holder and (not name or clients.called(name) == holder):
        return _here_already(context, holder, pack, content)
    wanted = _checked_name(name or plain_name(pack.pseudonym) or _ask_whose(context, what), what)
    client = clients.called(wanted)
    if client and not name:
        _check_person(context, client, pack, what)
    wanted, earlier = (client.name, len(client.packs)) if client else (wanted, 0)
    kept = _kept(holder, pack) if holder else None
    clients.keep(wanted, content, pack.sha256, kept.received if kept else context.today)
    left = clients.take_out(holder, [kept]) if holder and kept else 0
    return Added(wanted, pack, True, earlier + 1, holder.name if holder else "", left)


def _kept(holder: Client, pack: Pack) -> KeptPack:
    return next(kept for kept in holder.packs if pack.sha256.startswith(kept.digest))


def _here_already(context: Context, holder: Client, pack: Pack, content: bytes) -> Added:
    """Change nothing, unless the copy that is here was damaged: then it is whole again."""
    kept = _kept(holder, pack)
    is_damaged = context.clients.read_or_none(holder, kept) is None
    if is_damaged:
        context.clients.mend(holder, kept, content)
    return Added(holder.name, pack, is_damaged, len(holder.packs))


def _checked_name(name: str, what: str) -> str:
    name = plain_name(name)
    problem = ""
    if not name:
        problem = "is empty"
    elif len(name) > LONGEST_NAME or not name.isprintable():
        problem = f"must be one line of at most {LONGEST_NAME} characters"
    if problem:
        raise UsageError(f"{what}: the client's name {problem}.", "--as NAME says whose it is.")
    return name


def _ask_whose(context: Context, what: str) -> str:
    if not context.can_ask:
        raise UsageError(f"{what} does not say whose it is.", "--as NAME does.")
    return context.asker.free_text(f"Whose is {what}? It has no name in it.")


def _check_person(context: Context, client: Client, pack: Pack, what: str) -> None:
    """Ask about a pack that contradicts the newest one of this pseudonym. Raises SysleadError."""
    earlier = (context.clients.read_or_none(client, kept) for kept in client.packs)
    newest = next((read for read in earlier if read), None)
    why = contradiction(newest, pack) if newest else ""
    if not why:
        return
    if not context.can_ask:
        same = f'"{client.name}"' if is_quotable(client.name) else "that name"
        raise UsageError(
            f"It may be of somebody else than the {client.name} who is here: {why}.",
            f"--as {same} if it is the same person, --as another name if not.",
        )
    context.asker.say(f"\n There is a {client.name} already, but {why}.")
    if not context.asker.confirm("Is it the same person?"):
        raise SysleadError(
            f"{what} was not added: it may be of somebody else who is called {client.name}.",
            '--as NAME gives them a name of their own, such as "Jo (North)".',
            "coach.whose",
        )
