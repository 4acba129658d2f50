"""What an encrypted journal needs of its key: lines closed with the public half, and opened.

The public half is read when something is written, the secret one is asked for when the first
encrypted line is met, and never where there is none. The age library is loaded then, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from syslead_cli.crypt.key_folder import KeyFolder
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.journal.line import Line, Newer

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
        from syslead_cli.journal.closed_line import closed

        return closed(raw, close)

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
        from syslead_cli.journal.closed_line import all_closed

        return all_closed(content, close)

    @property
    def _close(self) -> Callable[[bytes], bytes] | None:
        """Bytes to an age file for the public half; None where nothing is to be encrypted.

        Asked at each use: the journal may be encrypted while somebody sits over a question.
        """
        public = self.public
        if not public:
            return None
        if self._closer[0] != public:
            from syslead_cli.crypt.vault import closer

            self._closer = (public, closer(public))
        return self._closer[1]

    # ── reading ──────────────────────────────────────────────────────────────

    def opened(self, line: Newer) -> Iterator[tuple[bytes, Line]]:
        """What an encrypted line holds, with its bytes; one that does not open says why."""
        from syslead_cli.journal.closed_line import opened

        return opened(line, self.open)

    def open_blob(self, content: bytes) -> bytes:
        """A whole file's content; what was never encrypted comes as it is.

        Raises Unopened where it does not open, SysleadError where the key is not had.
        """
        return self.open(content) if content.startswith(_MAGIC) else content

    @cached_property
    def open(self) -> Callable[[bytes], bytes]:
        """An age file to its bytes. Raises Unopened."""
        from syslead_cli.journal.closed_line import Unopened

        if not self.secret:

            def no_key(data: bytes) -> bytes:
                raise Unopened(_NO_KEY)

            return no_key
        from syslead_cli.crypt.vault import decrypt_error, opener

        decrypt: Any = opener(self.secret)
        failed = decrypt_error()

        def open_(data: bytes) -> bytes:
            try:
                return bytes(decrypt(data))
            except failed as problem:
                raise Unopened(_why(str(problem))) from None

        return open_


def _why(problem: str) -> str:
    if "No matching keys" in problem:
        return "encrypted to another key than this machine's"
    return "encrypted, and it does not open: it was changed or damaged"
