"""The key of an encrypted journal on disk: never in the synced folder, never in the clear.

``keys/identity.age`` is the secret half behind a passphrase, an ordinary age file.
``keys/journal.pub`` is the public half; while it stands there, new lines are encrypted to it.
"""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

from syslead_cli.base.files import create_file, read_regular, reason, replace_file, sync_folder
from syslead_cli.errors import SysleadError

_LIMIT = 64 * 1024
IDENTITY, PUBLIC = "identity.age", "journal.pub"


class KeyFolder:
    """The two files, read and put in place."""

    def __init__(self, folder: Path) -> None:
        self.identity_file = folder / IDENTITY
        self._public_file = folder / PUBLIC
        self._known: tuple[object, str] = (None, "")

    def public(self) -> str:
        """The public half; empty where the journal is not encrypted.

        Looked at anew each time: another run may switch it on or off while this one waits.
        """
        try:
            status = os.stat(self._public_file)
        except FileNotFoundError as problem:
            if any(map(os.path.islink, (self._public_file, self._public_file.parent))):
                raise _not_read(self._public_file, problem) from problem  # a stick is not in
            return ""
        except OSError as problem:
            raise _not_read(self._public_file, problem) from problem
        sight = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._known[0] != sight:
            self._known = (sight, self._read_public())
        return self._known[1]

    def _read_public(self) -> str:
        content = self._read(self._public_file)
        if content is None:
            return ""
        public = content.decode("ascii", "replace").strip()
        if not public.startswith("age1"):
            raise SysleadError(
                f"{self._public_file} holds no age public key, so nothing can be encrypted.",
                hint="syslead encrypt --identity FILE makes it anew from your key.",
                code="vault.bad_key",
            )
        return public

    def identity(self) -> bytes | None:
        """The secret half, still behind its passphrase; None where there is none."""
        return self._read(self.identity_file)

    def keep_identity(self, content: bytes) -> None:
        """Put it there; on return it is on disk."""
        self._write(self.identity_file, content)

    def set_aside(self) -> str:
        """Keep the secret half that stands there: backups may need it. Where it is; or empty."""
        content = self.identity()
        if content is None:
            return ""
        for number in count(1):
            path = self.identity_file.with_name(f"identity-before-{number}.age")
            try:
                create_file(path, content)
            except FileExistsError:
                continue
            except OSError as problem:
                raise _not_written(path, problem) from problem
            return str(path)
        raise AssertionError  # numbers do not end

    def switch_on(self, public: str) -> None:
        """From now on lines are encrypted to this key."""
        self._write(self._public_file, public.encode("ascii") + b"\n")

    def switch_off(self) -> None:
        """From now on lines are written in the clear. The identity stays: others may need it."""
        try:
            with contextlib.suppress(FileNotFoundError):
                self._public_file.unlink()
                sync_folder(self._public_file.parent)
        except OSError as problem:
            raise SysleadError(
                f"{self._public_file} cannot be taken away: {reason(problem)}.",
                hint="No entry was changed.",
            ) from problem

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return read_regular(path, _LIMIT)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise _not_read(path, problem) from problem

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        try:
            replace_file(path, content)
        except OSError as problem:
            raise _not_written(path, problem) from problem


def _not_read(path: Path, problem: OSError) -> SysleadError:
    return SysleadError(f"{path} cannot be read: {reason(problem)}.")


def _not_written(path: Path, problem: OSError) -> SysleadError:
    return SysleadError(
        f"{path} could not be written: {reason(problem)}.",
        hint="Nothing was encrypted. Make room or mend the folder, then try again.",
    )
