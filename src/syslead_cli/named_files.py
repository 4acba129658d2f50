"""The part of the context that is about single files, outside the journal, and their keys."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syslead_cli.crypt.vault import Vault

#: A file that was named and is longer than this is not what was meant.
NAMED_LIMIT = 256 * 1024


class NamedFiles:
    """Files somebody named: read with care, made anew and never over another, sealed and opened."""

    def is_age(self, content: bytes) -> bool:
        """Whether it begins as an encrypted file does."""
        from syslead_cli.crypt.vault import is_age

        return is_age(content)

    def given_file(self, name: str, limit: int = NAMED_LIMIT) -> bytes:
        """A file that was named on the command line. Raises SysleadError where it is none."""
        from syslead_cli.base.named_file import given_file

        return given_file(Path(name), limit)

    def open_to_others(self, name: str) -> bool:
        """Whether somebody else on this machine may read a file that was named."""
        from syslead_cli.base.named_file import open_to_others

        return open_to_others(Path(name))

    @cached_property
    def vault(self) -> Vault:
        """What seals and opens."""
        from syslead_cli.crypt.vault import Vault

        return Vault()

    def fingerprint(self, public: str) -> str:
        """A public key's, to read out."""
        from syslead_cli.crypt.vault import fingerprint

        return fingerprint(public)

    def new_file(self, path: Path, content: bytes) -> None:
        """A new 0600 file of the leader's own. Raises SysleadError where one stands already."""
        from syslead_cli.base.named_file import write_new

        write_new(path, content)

    def check_new_file(self, path: Path) -> None:
        """Raise SysleadError where ``new_file`` could not put one."""
        from syslead_cli.base.named_file import check_new

        check_new(path)

    def take_away(self, path: Path) -> None:
        """Undo ``new_file``."""
        from syslead_cli.base.named_file import unwrite

        unwrite(path)
