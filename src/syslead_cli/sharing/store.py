"""What sharing leaves on this disk: who is called what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.base.lock import locked
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.recipients import (
    NotRecipients,
    Recipient,
    recipients_data,
    recipients_from,
    same_name,
)

_LIMIT = 1024 * 1024


class Aliases:
    """``state/aliases.json``: words and the role that stands for them. 0600, never synced."""

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        self._path = path
        self._lock = lock
        self._clock = clock

    def read(self) -> dict[str, str]:
        """What is remembered; nothing where the file is not there or makes no sense."""
        try:
            data: Any = json.loads(read_regular(self._path, _LIMIT))
        except (OSError, SysleadError, ValueError):
            return {}
        return {k: v for k, v in data.items() if isinstance(v, str)} if type(data) is dict else {}

    def remember(self, roles: Mapping[str, str]) -> None:
        """Add these to what is remembered."""
        known = self.read()
        if not roles or {**known, **roles} == known:
            return
        with locked(self._lock, self._clock):
            content = json.dumps({**self.read(), **roles}, indent=1, sort_keys=True)
            try:
                replace_file(self._path, content.encode() + b"\n")
            except OSError as problem:
                raise SysleadError(f"{self._path} cannot be written: {reason(problem)}.") from None


# ── recipients_adapters ──
# ``state/recipients.json``: whose public key was confirmed on this machine. 0600, never synced.


_LIMIT_RECIPIENTS = 1024 * 1024


class Recipients:
    """The file as values; whatever is wrong with it is said, never taken for "nobody"."""

    def __init__(self, path: Path, lock: Path, clock: SystemClock) -> None:
        self._path = path
        self._lock = lock
        self._clock = clock

    def read(self) -> list[Recipient]:
        """Everybody in it; nobody where there is no file. Raises SysleadError."""
        try:
            content = read_regular(self._path, _LIMIT_RECIPIENTS)
        except FileNotFoundError:
            return []
        except OSError as problem:
            raise self._trouble(f"cannot be read: {reason(problem)}") from None
        try:
            return recipients_from(json.loads(content))
        except NotRecipients as problem:
            raise self._trouble(str(problem)) from None
        except (ValueError, RecursionError):
            raise self._trouble("is not JSON") from None

    def remember(self, recipient: Recipient) -> None:
        """Add this one, in place of another of the name. Raises SysleadError."""
        self._change(lambda known: [*_without(known, recipient.name), recipient])

    def forget(self, name: str) -> None:
        """Take that one out. Raises SysleadError."""
        self._change(lambda known: _without(known, name))

    def _change(self, change: Callable[[list[Recipient]], list[Recipient]]) -> None:
        with locked(self._lock, self._clock):
            data = recipients_data(change(self.read()))
            content = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
            try:
                replace_file(self._path, content.encode("utf-8", "replace"))
            except OSError as problem:
                raise SysleadError(
                    f"{self._path} cannot be written: {reason(problem)}.",
                    "syslead share recipients list shows whose keys are kept.",
                ) from None

    def _trouble(self, words: str) -> SysleadError:
        return SysleadError(
            f"{self._path} {words}.",
            "Mend it, or move it away and add each coach's key again.",
            code="recipients.damaged",
        )


def _without(known: list[Recipient], name: str) -> list[Recipient]:
    return [each for each in known if not same_name(each.name, name)]
