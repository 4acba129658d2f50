"""What an encrypted journal needs of its key: lines closed with the public half, and opened.

The public half is read when something is written, the secret one is asked for when the first
encrypted line is met, and never where there is none. The age library is loaded then, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.crypt.age import Vault
    from syslead_cli.crypt.rewrite import Rewritten
    from syslead_cli.crypt.unlock import Unlocking
    from syslead_cli.journal.codec import Line, UnknownVersion
    from syslead_cli.journal.model import Record
    from syslead_cli.journal.store import JournalFiles
    from syslead_cli.setup.settings import Settings


_MAGIC = b"age-encryption.org/v1\n"
_NO_KEY = (
    "encrypted, and this machine has no key for it (syslead encrypt --identity FILE brings one)"
)


class JournalKey:
    """One run's key. ``unlock`` gives the secret half, or raises SysleadError."""

    def __init__(self, folder: KeyFolder, unlock: Callable[[], str]) -> None:
        self._folder = folder
        self._unlock = unlock
        self._closer: tuple[str, Callable[[bytes], bytes]] = ("", bytes)

    @property
    def public(self) -> str:
        """The public half; empty where the journal is not encrypted."""
        return self._folder.public()

    @property
    def is_on(self) -> bool:
        """Whether what is written is to be encrypted."""
        return bool(self.public)

    @property
    def is_open(self) -> bool:
        """Whether the secret half was had in this run, so that opening asks nobody."""
        return "secret" in self.__dict__

    def unlock(self) -> None:
        """Have the secret half at hand, where the journal is encrypted."""
        if self.is_on:
            _ = self.secret

    @cached_property
    def secret(self) -> str:
        """The secret half; asked for once. Empty where this machine has none."""
        return self._unlock() if self._folder.identity() is not None else ""

    # ── writing: no secret is needed ─────────────────────────────────────────

    def line(self, raw: bytes) -> bytes:
        """The line as it goes to disk: encrypted, where the journal is."""
        close = self._close
        if close is None:
            return raw
        from syslead_cli.journal.encrypted import encrypt_line

        return encrypt_line(raw, close)

    def blob(self, content: bytes) -> bytes:
        """A whole file as it goes to disk: encrypted, where the journal is."""
        close = self._close
        return content if close is None else close(content)

    def blob_if_it_can(self, content: bytes) -> bytes:
        """The same for words that would else be lost: rather in the clear than nowhere."""
        try:
            return self.blob(content)
        except SysleadError:
            return content

    def file(self, content: bytes) -> bytes:
        """The content of a file of lines as it goes to disk: each encrypted, or as it is."""
        close = self._close
        if close is None:
            return content
        from syslead_cli.journal.encrypted import encrypt_lines

        return encrypt_lines(content, close)

    @property
    def _close(self) -> Callable[[bytes], bytes] | None:
        """Bytes to an age file for the public half; None where nothing is to be encrypted.

        Asked at each use: the journal may be encrypted while somebody sits over a question.
        """
        public = self.public
        if not public:
            return None
        if self._closer[0] != public:
            from syslead_cli.crypt.age import closer

            self._closer = (public, closer(public))
        return self._closer[1]

    # ── reading ──────────────────────────────────────────────────────────────

    def opened(self, line: UnknownVersion) -> Iterator[tuple[bytes, Line]]:
        """What an encrypted line holds, with its bytes; one that does not open says why."""
        from syslead_cli.journal.encrypted import decrypt_line

        return decrypt_line(line, self.open)

    def open_blob(self, content: bytes) -> bytes:
        """A whole file's content; what was never encrypted comes as it is.

        Raises DecryptionError where it does not open, SysleadError where the key is not had.
        """
        return self.open(content) if content.startswith(_MAGIC) else content

    @cached_property
    def open(self) -> Callable[[bytes], bytes]:
        """An age file to its bytes. Raises DecryptionError."""
        from syslead_cli.journal.encrypted import DecryptionError

        if not self.secret:

            def no_key(data: bytes) -> bytes:
                raise DecryptionError(_NO_KEY)

            return no_key
        from syslead_cli.crypt.age import decrypt_error, opener

        decrypt: Any = opener(self.secret)
        failed = decrypt_error()

        def open_(data: bytes) -> bytes:
            try:
                return bytes(decrypt(data))
            except failed as problem:
                raise DecryptionError(_why(str(problem))) from None

        return open_


def _why(problem: str) -> str:
    if "No matching keys" in problem:
        return "encrypted to another key than this machine's"
    return "encrypted, and it does not open: it was changed or damaged"


# ── safe ──
# All that belongs to an encrypted journal, made when it is needed: most journals never need it.


class Safe:
    """The key of one leader's journal, and what is done with it.

    ``ask`` puts a question whose answer is not shown, or raises where nobody can be asked.
    """

    def __init__(
        self,
        paths: Paths,
        clock: SystemClock,
        environ: Mapping[str, str],
        settings: Callable[[], Settings],
        ask: Callable[[str], str],
    ) -> None:
        self._paths = paths
        self._clock = clock
        self._environ = environ
        self._settings = settings
        self._ask = ask
        self.keys = KeyFolder(paths.keys)

    @cached_property
    def key(self) -> JournalKey:
        """What is written is closed with it, and what is read opened."""
        return JournalKey(self.keys, self.unlock)

    def unlock(self) -> str:
        """The secret key. Raises SysleadError where it cannot be had."""
        return self.unlocking()

    @cached_property
    def vault(self) -> Vault:
        """The age library."""
        from syslead_cli.crypt.age import Vault

        return Vault()

    @cached_property
    def unlocking(self) -> Unlocking:
        """Where the passphrase comes from."""
        from syslead_cli.crypt.unlock import Unlocking

        return Unlocking(self.keys, self._environ, self._settings, self._ask)

    def close_all(self, secret: str = "") -> Rewritten:
        """Encrypt what this machine has written; with the secret, proved file by file."""
        from syslead_cli.crypt.age import closer
        from syslead_cli.crypt.rewrite import Rewriting

        open_ = self._with(secret).open if secret else None
        return Rewriting(self._paths, self._clock).close_all(closer(self.keys.public()), open_)

    def open_all(self, secret: str) -> Rewritten:
        """Put it back as it was."""
        from syslead_cli.crypt.rewrite import Rewriting

        return Rewriting(self._paths, self._clock).open_all(self._with(secret).open)

    def opens_any(self, secret: str, lines: Sequence[UnknownVersion]) -> bool:
        """Whether the key opens one of these encrypted lines."""
        opened = self._with(secret).opened
        return any(raw for line in lines for raw, _ in opened(line))

    def records_opened_by(self, secret: str) -> Sequence[Record]:
        """The whole journal, whether its lines are encrypted yet or not."""
        from syslead_cli.journal.store import JournalFiles

        return JournalFiles(self._paths, self._clock, "", self._with(secret)).read().records

    def _with(self, secret: str) -> JournalKey:
        key = JournalKey(self.keys, lambda: secret)
        key.secret = secret
        return key

    @property
    def unopened(self) -> JournalFiles:
        """The journal with its encrypted lines left closed: nobody is asked for a passphrase."""
        from syslead_cli.journal.store import JournalFiles

        return JournalFiles(self._paths, self._clock)
