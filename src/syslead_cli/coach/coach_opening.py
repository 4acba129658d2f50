"""The coach's key: made by ``coach keygen``, and used once for all the files of a call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from syslead_cli.base.page_cli import put_page
from syslead_cli.coach.clients_core import plain_name
from syslead_cli.context import Context
from syslead_cli.crypt.passphrase import new_passphrase, passphrase
from syslead_cli.crypt.secret_keys import NoSecretKey, identity_file, secret_keys
from syslead_cli.errors import ExitCode, SysleadError, UsageError

_OUTPUT = "syslead-coach-key.txt"
_TRIES = 3


def make_key(context: Context, name: str, output: str, source: str, *, protect: bool) -> int:
    """A new key: the private half into the store, the public one to a file that can be sent."""
    from syslead_cli.coach.coach_render import key_page

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
