"""Files that come in are decrypted and checked; packs are kept with the client whose they are.

``coach add`` asks whose a pack is where it has no name, and if two packs are of one person where
they contradict each other.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syslead_cli.base.files import given_file, open_to_others
from syslead_cli.base.text import one_line
from syslead_cli.coach.brief import are_of_two_frameworks, differ_in_size
from syslead_cli.coach.store import LONGEST_NAME, Client, is_quotable, plain_name
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import secret_keys
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.insight.trends import WEEK, window
from syslead_cli.sharing.model import Pack
from syslead_cli.sharing.pack_reading import SIZE_LIMIT, read_pack

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: Whole weeks in which two packs have to differ to be taken for two people's.
_SEVERAL_WEEKS = 3
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


class PageForReading(SysleadError):
    """A file that was decrypted and is no pack, but something to read: ``content``."""

    def __init__(self, content: bytes, problem: SysleadError) -> None:
        self.content = content
        hint = "syslead coach open FILE decrypts it into a file that you can read."
        super().__init__(problem.message, hint, problem.code)


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
            hint = "syslead coach keygen makes one; --identity FILE uses one you have elsewhere."
            message = f"{what} is encrypted, and you have no key here."
            raise SysleadError(message, hint, "coach.no_key")
        if self._problem:
            raise self._problem
        try:
            self._secrets = self._secrets or secret_keys(self.identity(place), str(place))
        except SysleadError as problem:
            self._problem = problem
            raise
        return age.decrypt(content, self._secrets, what)

    def identity(self, path: Path) -> bytes:
        """Return an identity file, decrypted where it has a passphrase. Raises SysleadError."""
        context = self._context
        content = context.coach_key.private(path)
        if age.is_age(content):
            content = self._unlock(content, path)
        elif open_to_others(path):
            text = f"{path} can be read by other users of this computer; chmod 600 stops that."
            context.screen.warn(text)
        secret_keys(content, str(path))
        return content

    def _unlock(self, content: bytes, path: Path) -> bytes:
        """Decrypt the identity; a passphrase typed wrongly is asked for again."""
        from syslead_cli.crypt.passphrases import passphrase

        tries = 1 if self._source else _TRIES
        while True:
            tries -= 1
            words = passphrase(self._context, self._source, f"Passphrase of {path.name}:")
            if not words.strip():
                tries = 0
            try:
                return age.decrypt_with_passphrase(content, words, str(path))
            except SysleadError as problem:
                if problem.code != "vault.wrong_passphrase" or not tries:
                    raise
                self._context.screen.line(" It does not open with that.")


#: How files for reading begin, and their endings.
_ENDINGS = ((b"<!doctype html", ".html"), (b"field,value", ".csv"), (b"{", ".json"), (b"# ", ".md"))


def ending_of(content: bytes) -> str:
    """Return the ending a file gets by what is in it."""
    start = content[:64].lstrip().lower()
    return next((ending for lead, ending in _ENDINGS if start.startswith(lead)), ".txt")


def opened_file(context: Context, file: str, key: PackKey) -> bytes:
    """Return what is in an encrypted file. Raises SysleadError, also where it is not encrypted."""
    content = _content(context, file)
    if not age.is_age(content):
        message = f"{file_name(file)} is not encrypted; open it as it is."
        raise SysleadError(message, "Add a pack with syslead coach add FILE.")
    return key.decrypt(content, file_name(file))


def _content(context: Context, file: str) -> bytes:
    if file == "-":
        return context.read_stdin_bytes(_ENCRYPTED_LIMIT)
    return given_file(Path(file), _ENCRYPTED_LIMIT)


def add_file(context: Context, file: str, name: str, key: PackKey) -> Added:
    """Read a file and keep its pack with ``name``, or with whom it names itself.

    Raises SysleadError, nothing written.
    """
    what, clients = file_name(file), context.clients
    content = _content(context, file)
    if is_encrypted := age.is_age(content):
        content = key.decrypt(content, what)
    try:
        pack = read_pack(content, what)
    except SysleadError as problem:
        if not is_encrypted or problem.code != "pack.foreign":
            raise
        raise PageForReading(content, problem) from None
    holder, kept = clients.holder_of(pack.sha256)
    if holder and kept and (not name or clients.get(name) == holder):
        is_damaged = clients.read_or_none(holder, kept) is None
        if is_damaged:
            clients.replace(holder, kept, content)
        return Added(holder.name, pack, is_damaged, len(holder.packs))
    wanted = _client_name(context, name or plain_name(pack.pseudonym), what)
    client = clients.get(wanted)
    if client and not name:
        _check_person(context, client, pack, what)
    wanted, earlier = (client.name, len(client.packs)) if client else (wanted, 0)
    clients.keep(wanted, content, pack.sha256, kept.day if kept else context.today)
    left = clients.delete(holder, [kept]) if holder and kept else 0
    return Added(wanted, pack, True, earlier + 1, holder.name if holder else "", left)


def file_name(file: str) -> str:
    return "standard input" if file == "-" else one_line(file)


def _client_name(context: Context, name: str, what: str) -> str:
    """Return the name on one line; ask for one where there is none. Raises UsageError."""
    if not name:
        if not context.can_ask:
            raise UsageError(f"{what} has no client name in it.", "--as NAME does.")
        name = context.asker.free_text(f"Whose is {what}? It has no name in it.")
    name = plain_name(name)
    if 0 < len(name) <= LONGEST_NAME and name.isprintable():
        return name
    must = f"must be one line of at most {LONGEST_NAME} characters" if name else "is empty"
    raise UsageError(f"{what}: the client's name {must}.", "Give the name with --as NAME.")


def _check_person(context: Context, client: Client, pack: Pack, what: str) -> None:
    """Ask about a pack that contradicts the newest one of this pseudonym. Raises SysleadError."""
    earlier = (context.clients.read_or_none(client, kept) for kept in client.packs)
    newest = next((read for read in earlier if read), None)
    why = contradiction(newest, pack) if newest else ""
    if not why:
        return
    if not context.can_ask:
        same = f'"{client.name}"' if is_quotable(client.name) else "that name"
        hint = f"Use --as {same} if it is the same person, or --as with another name if not."
        raise UsageError(f"It may be from a different {client.name}: {why}.", hint)
    context.asker.say(f"\n There is a {client.name} already, but {why}.")
    if not context.asker.confirm("Is it the same person?"):
        message = f"{what} was not added: it may be from a different {client.name}."
        hint = 'Use --as NAME to give them a different name, such as "Jo (North)".'
        raise SysleadError(message, hint, "coach.whose")


def contradiction(earlier: Pack, new: Pack) -> str:
    """Say why two packs cannot well be of one person; empty where they can.

    Nothing in a pack says who sent it, so only what contradicts is looked at.
    """
    if differ_in_size(earlier, new):
        return f"it has {len(new.facets)} facets, and the earlier one {len(earlier.facets)}"
    if are_of_two_frameworks(earlier, new):
        return "it is of another framework than the earlier one"
    if _have_other_weeks(earlier, new):
        return "the weeks they have in common are not the same"
    inner, outer = sorted((earlier, new), key=lambda pack: (pack.last - pack.first, pack.made))
    is_inside = outer.first <= inner.first and inner.last <= outer.last
    more, fewer = outer.counts, inner.counts
    if is_inside and (more.asked < fewer.asked or more.notes < fewer.notes):
        return "both cover the same days, and the longer one contains less"
    return ""


def _have_other_weeks(one: Pack, other: Pack) -> bool:
    """Tell if most of the whole weeks both look at hold other questions.

    A past week of one person stays as it is, but for what they delete or write later.
    """
    weeks, others = _weeks(one), _weeks(other)
    common = [day for day in weeks.keys() & others.keys() if any(weeks[day]) or any(others[day])]
    differ = sum(weeks[day] != others[day] for day in common)
    return differ >= _SEVERAL_WEEKS and 2 * differ > len(common)


def _weeks(pack: Pack) -> dict[date, tuple[int, ...]]:
    """Return how many questions of each dimension were asked, by whole week."""
    span = window(pack.first, pack.last)
    strips = [unit.strip for unit in pack.dimensions]
    if not strips or span.by != WEEK or any(len(strip) != len(span.starts) for strip in strips):
        return {}
    weeks = zip(span.starts, zip(*strips, strict=True), strict=True)
    asked = {start: tuple(count for count, _ in periods) for start, periods in weeks}
    return {start: asked[start] for start in span.starts[1:-1]}
