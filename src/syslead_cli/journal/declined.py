"""Remember who was not heard, by the leader's own no, so that nobody is offered twice.

``state/declined.json`` holds hashes with a salt of this machine, and no names: nobody reads there
whom a leader wrote about. Whoever has the file can still try names out on it, so it is 0600 and
never synced, like the rest of the state. It may be deleted; then everybody is offered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.text import name_key
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock
    from syslead_cli.base.paths import Paths

_SALT_BYTES, _HASH_BYTES = 10, 8


class DeclinedVoices(Struct, frozen=True):
    """Voices that are not offered as heard: their hashes."""

    salt: str = ""
    hashes: frozenset[str] = frozenset()

    def holds(self, voice: str) -> bool:
        return bool(self.hashes) and self._hash(voice) in self.hashes

    def with_answer(self, voices: Iterable[str], *, is_no: bool) -> DeclinedVoices:
        """Return them with some more, or without those that were heard after all."""
        hashes = set(map(self._hash, voices))
        return replace(self, hashes=self.hashes | hashes if is_no else self.hashes - hashes)

    def _hash(self, voice: str) -> str:
        from hashlib import blake2b

        key = self.salt.encode()
        return blake2b(name_key(voice).encode(), digest_size=_HASH_BYTES, key=key).hexdigest()


class DeclinedFile:
    """``state/declined.json``."""

    def __init__(self, paths: Paths, clock: SystemClock) -> None:
        self._paths, self._clock = paths, clock

    def read(self) -> DeclinedVoices:
        """Return who was declined; nobody where the file is absent or makes no sense."""
        from syslead_cli.base.json_file import JsonFile

        return JsonFile(self._paths.declined, DeclinedVoices, DeclinedVoices).read()

    def answer(self, voices: Sequence[str], *, is_no: bool) -> None:
        """Keep a no to these voices, or that they were heard; a full disk costs one question."""
        from syslead_cli.base.json_file import JsonFile

        old = self.read()
        if not is_no and not any(map(old.holds, voices)):
            return
        if not old.salt:
            old = DeclinedVoices(self._clock.random_bytes(_SALT_BYTES).hex())
        file = JsonFile(self._paths.declined, DeclinedVoices, DeclinedVoices)
        with suppress(SysleadError):
            file.write(old.with_answer(voices, is_no=is_no))
