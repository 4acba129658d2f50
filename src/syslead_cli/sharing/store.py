"""Keep what sharing knows on this machine: roles that stand for words, and recipients' keys.

Both files are 0600 and never synced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syslead_cli.base.files import reason
from syslead_cli.base.json_file import JsonFile
from syslead_cli.base.lock import locked
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.recipients import Recipient, by_name, named, same_name

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock


class Aliases:
    """``state/aliases.json``: words and the role that stands for them."""

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        self._file = JsonFile(path, dict[str, str], dict, indent=1, sort_keys=True)
        self._lock, self._clock = lock, clock

    def read(self) -> dict[str, str]:
        """Return what is remembered; nothing where the file is absent or makes no sense."""
        return self._file.read()

    def remember(self, roles: Mapping[str, str]) -> None:
        """Add these to what is remembered."""
        if roles.items() <= self.read().items():
            return
        with locked(self._lock, self._clock):
            self._file.write({**self.read(), **roles})


_Stored = dict[str, tuple[Recipient, ...]]


class Recipients:
    """``state/recipients.json``: whose public key was confirmed on this machine.

    What is wrong with the file is said and never taken for "nobody": a key that is lost would
    send the next file out unencrypted.
    """

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        self._file = JsonFile(path, _Stored, lambda: {"recipients": ()}, indent=2)
        self._lock, self._clock = lock, clock

    def read(self) -> list[Recipient]:
        """Return everybody in it; nobody where there is no file. Raises SysleadError."""
        try:
            found = self._file.load().get("recipients")
        except OSError as problem:
            raise self._trouble(f"cannot be read: {reason(problem)}") from None
        except msgspec.ValidationError as problem:
            place = re.search(r"\[(\d+)\]", str(problem))
            entry = f"entry {int(place[1]) + 1} is not a recipient" if place else ""
            raise self._trouble(entry or 'has no list "recipients"') from None
        except (ValueError, RecursionError):
            raise self._trouble("is not JSON") from None
        if found is None:
            raise self._trouble('has no list "recipients"')
        for at, each in enumerate(found):
            if named(each.name, found[:at]):
                raise self._trouble(f'has "{each.name}" twice')
        return list(found)

    def remember(self, recipient: Recipient) -> None:
        """Add this one, in place of another of the name. Raises SysleadError."""
        self._change(lambda known: [*_without(known, recipient.name), recipient])

    def forget(self, name: str) -> None:
        """Take that one out. Raises SysleadError."""
        self._change(lambda known: _without(known, name))

    def _change(self, change: Callable[[list[Recipient]], Iterable[Recipient]]) -> None:
        with locked(self._lock, self._clock):
            known = {"recipients": by_name(change(self.read()))}
            try:
                self._file.write(known)
            except SysleadError as problem:
                problem.hint = "syslead share recipients list shows whose keys are kept."
                raise

    def _trouble(self, words: str) -> SysleadError:
        return SysleadError(
            f"{self._file.path} {words}.",
            "Mend it, or move it away and add each coach's key again.",
            code="recipients.damaged",
        )


def _without(known: list[Recipient], name: str) -> list[Recipient]:
    return [each for each in known if not same_name(each.name, name)]
