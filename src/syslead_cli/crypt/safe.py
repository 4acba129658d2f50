"""All that belongs to an encrypted journal, made when it is needed: most journals never need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.journal_key import JournalKey
from syslead_cli.crypt.key_folder import KeyFolder

if TYPE_CHECKING:
    from syslead_cli.crypt.rewriting import Rewritten
    from syslead_cli.crypt.unlocking import Unlocking
    from syslead_cli.crypt.vault import Vault
    from syslead_cli.journal.journal import JournalFiles
    from syslead_cli.journal.line import Newer
    from syslead_cli.journal.records import Record
    from syslead_cli.remind.day_marks_adapters import DayMarks, DueJournal
    from syslead_cli.setup.settings_core import Settings


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
        from syslead_cli.crypt.vault import Vault

        return Vault()

    @cached_property
    def unlocking(self) -> Unlocking:
        """Where the passphrase comes from."""
        from syslead_cli.crypt.unlocking import Unlocking

        return Unlocking(self.keys, self._environ, self._settings, self._ask)

    def close_all(self, secret: str = "") -> Rewritten:
        """Encrypt what this machine has written; with the secret, proved file by file."""
        from syslead_cli.crypt.rewriting import Rewriting
        from syslead_cli.crypt.vault import closer

        open_ = self._with(secret).open if secret else None
        return Rewriting(self._paths, self._clock).close_all(closer(self.keys.public()), open_)

    def open_all(self, secret: str) -> Rewritten:
        """Put it back as it was."""
        from syslead_cli.crypt.rewriting import Rewriting

        return Rewriting(self._paths, self._clock).open_all(self._with(secret).open)

    def opens_any(self, secret: str, lines: Sequence[Newer]) -> bool:
        """Whether the key opens one of these encrypted lines."""
        opened = self._with(secret).opened
        return any(raw for line in lines for raw, _ in opened(line))

    def records_opened_by(self, secret: str) -> Sequence[Record]:
        """The whole journal, whether its lines are encrypted yet or not."""
        from syslead_cli.journal.journal import JournalFiles

        return JournalFiles(self._paths, self._clock, "", self._with(secret)).read().records

    def _with(self, secret: str) -> JournalKey:
        key = JournalKey(self.keys, lambda: secret)
        key.secret = secret
        return key

    @cached_property
    def marks(self) -> DayMarks:
        """The days of an encrypted journal."""
        from syslead_cli.remind.day_marks_adapters import DayMarks

        return DayMarks(self._paths.days)

    @property
    def unopened(self) -> JournalFiles:
        """The journal with its encrypted lines left closed: nobody is asked for a passphrase."""
        from syslead_cli.journal.journal import JournalFiles

        return JournalFiles(self._paths, self._clock)

    @property
    def due_journal(self) -> DueJournal:
        """What reminders may know of an encrypted journal."""
        from syslead_cli.remind.day_marks_adapters import DueJournal

        zone = self._clock.now().local.tzinfo
        return DueJournal(self._paths, self.marks, self.unopened, zone)
