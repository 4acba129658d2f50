"""The key of an encrypted journal, applied to lines and files of lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from syslead_cli.crypt.journal_key import EncryptionKey
from syslead_cli.journal.encrypted import decrypt_line, encrypt_line, encrypt_lines

if TYPE_CHECKING:
    from syslead_cli.crypt.keys import KeyFolder
    from syslead_cli.journal.codec import Line, UnknownVersion
    from syslead_cli.journal.encrypted import Encrypt, LineDecrypter


class JournalKey(EncryptionKey):
    """One run's key of the journal."""

    @classmethod
    def of(cls, folder: KeyFolder, secret: str) -> JournalKey:
        """Return a key whose secret half is at hand."""
        key = cls(folder, lambda: secret)
        key.secret = secret
        return key

    def encrypt_line(self, raw: bytes) -> bytes:
        """Return the line as it goes to disk: encrypted, where the journal is."""
        encrypt = self.encryptor
        return raw if encrypt is None else encrypt_line(raw, encrypt)

    def encrypt_file(self, content: bytes) -> bytes:
        """Return a file of lines as it goes to disk: each line encrypted, or as it is."""
        encrypt = self.encryptor
        return content if encrypt is None else encrypt_lines(content, encrypt)

    def decrypt_line(self, line: UnknownVersion) -> Iterator[tuple[bytes, Line]]:
        """Yield the lines inside an encrypted one, with their bytes, or one that says why not."""
        return decrypt_line(line, self.decrypt)


def opener_of(key: JournalKey | None) -> LineDecrypter | None:
    """Return the function that decrypts lines; None leaves them encrypted."""
    return None if key is None else key.decrypt_line


def closer_of(key: JournalKey | None) -> Encrypt:
    """Return the function from a line to the line as it goes to disk."""
    return bytes if key is None else key.encrypt_line
