"""What a run is given: streams, environment, folders, settings, time, and what is built of them.

Everything is made when it is first needed; packages take the context as an argument.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

from msgspec import Struct, field

from syslead_cli.base.clock import SystemClock, month_start, system_zone_name, uuid7, zone_named
from syslead_cli.base.dates import leaders_day, read_clock
from syslead_cli.base.paths import Paths, find_paths
from syslead_cli.base.terminal import TEXT_LIMIT, Screen, as_text, check_length, is_terminal
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.base.ask import TerminalAsker
    from syslead_cli.base.editor import Editor
    from syslead_cli.coach.store import Clients
    from syslead_cli.crypt.keys import CoachKey
    from syslead_cli.framework.catalogue import Catalogue, Names
    from syslead_cli.framework.mentions import Mention
    from syslead_cli.framework.model import Framework, PromptBank
    from syslead_cli.journal.backup import Backups
    from syslead_cli.journal.encrypted import JournalKey
    from syslead_cli.journal.entries import Labels
    from syslead_cli.journal.model import Ask, Record, Stamp
    from syslead_cli.journal.rescue import DraftFiles, TypedWords
    from syslead_cli.journal.store import JournalFiles
    from syslead_cli.remind.due_days import DueDays
    from syslead_cli.setup.settings import ConfigFile, Settings
    from syslead_cli.sharing.share import Aliases, Recipients

#: So much of what is too long for an entry is read to be kept.
_KEPT = 16 * 1024 * 1024


class Context(Struct, dict=True):
    """One run. Tests hand in their own streams, environment and clock."""

    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    fixed_clock: SystemClock | None = None

    @cached_property
    def screen(self) -> Screen:
        return Screen(self.stdout, self.stderr, self.environ)

    @cached_property
    def paths(self) -> Paths:
        return find_paths(self.environ)

    @cached_property
    def settings(self) -> Settings:
        """The leader's settings; a mistake in config.toml ends the run, naming its line.

        A key that is not known is only warned of.
        """
        settings = self.config.settings(self.screen.warn)
        self.screen.usual_color, self.screen.theme = settings.colour, settings.theme
        return settings

    @cached_property
    def config(self) -> ConfigFile:
        from syslead_cli.setup.settings import ConfigFile

        return ConfigFile(self.paths.config)

    @cached_property
    def clock(self) -> SystemClock:
        return self.fixed_clock or SystemClock(self.settings.time_zone)

    @property
    def machine_time(self) -> datetime:
        """This moment in the machine's own zone: schedulers run by that, whatever is set."""
        local = self.clock.now().local
        return local if self.fixed_clock else local.astimezone(zone_named(system_zone_name()))

    @cached_property
    def day_start(self) -> int:
        return read_clock(self.settings.day_start)

    @cached_property
    def today(self) -> date:
        return leaders_day(self.clock.now().local, self.day_start)

    @property
    def can_ask(self) -> bool:
        return is_terminal(self.stdin) and self.screen.is_terminal

    def read_stdin_bytes(self, limit: int = TEXT_LIMIT) -> bytes:
        """Return all of standard input. Raise UsageError where there is none."""
        content = b"".join(self._stdin(limit))
        check_length(content, limit)
        return content

    def _stdin(self, limit: int) -> Iterator[bytes]:
        """Yield standard input as it comes, one byte above the limit at most.

        Raise UsageError without any.
        """
        if not self.stdin or self.stdin.closed:
            raise UsageError("Standard input is closed; no text to read.")
        if is_terminal(self.stdin):  # nothing would show that it waits
            self.screen.release(is_over=True)
            self.screen.warn(" Type or paste it here; Ctrl-D on its own line ends it.")
        binary = getattr(self.stdin, "buffer", None)
        if not binary:
            yield self.stdin.read(limit + 1).encode()
            return
        left = limit + 1
        while part := binary.read1(min(left, TEXT_LIMIT)):
            left -= len(part)
            yield part

    def read_stdin(self, limit: int = TEXT_LIMIT) -> str:
        """Return all of standard input as text. Raise UsageError where it is no UTF-8."""
        return as_text(self.read_stdin_bytes(limit))

    @cached_property
    def journal(self) -> JournalFiles:
        from syslead_cli.journal.store import JournalFiles

        return JournalFiles(self.paths, self.clock, self.key, self._saved)

    def _saved(self, records: Sequence[Record]) -> None:
        """Note that records are on disk: what was typed for them needs no rescue file any more."""
        from syslead_cli.journal.rescue import drop_saved

        self.typed.saved()
        with suppress(OSError, SysleadError):
            if self.typed.has_words:  # at a second try, maybe
                drop_saved(self.paths, records)
        with suppress(OSError):
            self.paths.quiet.unlink(missing_ok=True)
        if self.key.is_on:
            read_all = self.journal.read if self.key.is_unlocked else None
            self.due_days.add(records, read_all)

    @cached_property
    def due_days(self) -> DueDays:
        """What reminders know of an encrypted journal: days, and not a word."""
        from syslead_cli.remind.due_days import DueDays

        return DueDays(self.paths.days)

    @cached_property
    def key(self) -> JournalKey:
        """The key of an encrypted journal; its secret half is asked for when it is needed."""
        from syslead_cli.crypt.keys import KeyFolder
        from syslead_cli.journal.encrypted import JournalKey

        return JournalKey(KeyFolder(self.paths.keys), self._unlock)

    def _unlock(self) -> str:
        from syslead_cli.crypt.passphrases import secret_key

        return secret_key(self)

    @property
    def undecrypted_journal(self) -> JournalFiles:
        """The journal with its encrypted lines left as they are: nobody is asked for a key."""
        from syslead_cli.journal.store import JournalFiles

        return JournalFiles(self.paths, self.clock, self.key, decrypting=False)

    @cached_property
    def backups(self) -> Backups:
        from syslead_cli.journal.backup import Backups
        from syslead_cli.setup.settings import programs_in

        return Backups(self.paths, self.clock, programs_in)

    @cached_property
    def labels(self) -> Labels:
        from syslead_cli.journal.entries import Labels

        return Labels(self, self.today, self.screen.width)

    @cached_property
    def names(self) -> Names:
        """The names of today's framework, read when the first one is needed."""
        from syslead_cli.framework.catalogue import Names

        try:
            return self.catalogue.names(self.settings.framework)
        except SysleadError:  # no reason to keep the entries back
            return Names()

    @cached_property
    def catalogue(self) -> Catalogue:
        from syslead_cli.framework.catalogue import Catalogue

        return Catalogue(self.paths.frameworks, self.paths.prompts, self.paths.state)

    @cached_property
    def framework(self) -> Framework:
        return self.catalogue.framework(self.settings.framework, self.settings.profile)

    def find_mentions(self, text: str) -> list[Mention]:
        """Return the facets in a text, for commands that write: no damaged file is in its way.

        Nothing is found where that is switched off.
        """
        return self._mention_finder(text) if self.settings.mentions else []

    @cached_property
    def _mention_finder(self) -> Callable[[str], list[Mention]]:
        try:
            return self.catalogue.mention_finder(self.settings.framework, self.settings.profile)
        except SysleadError as problem:
            self.screen.warn(f"Facets were not looked for: {problem.message.splitlines()[0]}")
            return lambda text: []

    @cached_property
    def bank(self) -> PromptBank:
        return self.catalogue.bank(self.framework)

    @cached_property
    def editor(self) -> Editor:
        self.screen.release(is_over=True)
        from syslead_cli.base.editor import Editor

        return Editor(self)

    @cached_property
    def drafts(self) -> DraftFiles:
        from syslead_cli.journal.rescue import DraftFiles

        return DraftFiles(self.paths, self.key)

    def grade_answer(self, ask: Ask, text: str) -> dict[str, Any]:
        """Return the fields of a grade for an ask's new text: the journal must not know reflect."""
        from syslead_cli.reflect.grading import grade

        prompt = self.bank.prompt(ask.prompt or "")
        asked = (prompt.text, prompt.kind) if prompt else ("", "event")
        return grade(text, *asked, self.framework.language).fields

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The files of words that the journal could not take."""
        from syslead_cli.journal.rescue import waiting_files

        with suppress(OSError):  # an offer; what cannot be looked at is said by verify
            return tuple(map(str, waiting_files(self.paths)))
        return ()

    @cached_property
    def typed(self) -> TypedWords:
        from syslead_cli.journal.rescue import TypedWords

        return TypedWords(self.paths, self.key.encrypt_if_possible)

    def read_words(self, limit: int = TEXT_LIMIT) -> str:
        """Read standard input as what the leader typed.

        It is kept where it is too long or no UTF-8, and as far as it came where the run is stopped.
        """
        content = bytearray()
        try:
            for part in self._stdin(_KEPT):
                content += part
        finally:
            self.typed.heard(content.decode("utf-8", "surrogateescape"))
        if len(content) > _KEPT:
            self.screen.warn(f" It is long: only the first {_KEPT:,} bytes are saved.")
        words = bytes(content)
        check_length(words, limit)
        return as_text(words)

    def heard(self, words: str) -> str:
        """Remember what was typed, and return it. Raise SysleadError where it is no UTF-8."""
        return as_text(self.typed.heard(words).encode("utf-8", "surrogateescape"))

    def asked(self, question: str, **options: Any) -> str:
        """Ask for the words of an entry: kept while they are typed, and after a failure."""
        return self.asker.free_text(question, self.typed.typing, self.heard, **options)

    @cached_property
    def asker(self) -> TerminalAsker:
        self.screen.release(is_over=True)
        from syslead_cli.base.ask import TerminalAsker

        if isinstance(self.stdin, TextIOWrapper):  # a terminal may send Latin-1: that is said
            with suppress(OSError):  # not once something was read, such as a passphrase
                self.stdin.reconfigure(errors="surrogateescape")
        return TerminalAsker(self)

    @cached_property
    def clients(self) -> Clients:
        from syslead_cli.coach.store import Clients

        return Clients(self.paths.coach)

    @cached_property
    def coach_key(self) -> CoachKey:
        from syslead_cli.crypt.keys import CoachKey

        return CoachKey(self.paths.coach)

    @cached_property
    def aliases(self) -> Aliases:
        from syslead_cli.sharing.share import Aliases

        return Aliases(self.paths.aliases, self.paths.lock, self.clock)

    @cached_property
    def recipients(self) -> Recipients:
        from syslead_cli.sharing.share import Recipients

        file = self.paths.state / "recipients.json"
        return Recipients(file, self.paths.lock, self.clock)

    @property
    def own_zone(self) -> tzinfo:
        """The leader's zone, with its changes of clocks where its name is known."""
        now = self.clock.now()
        return zone_named(now.zone) or now.local.tzinfo or UTC

    #: When the entries of this run happened, where --date said a time of day.
    happened: datetime | None = None

    def stamp(self, day: date | None = None) -> Stamp:
        """Return a new id and this moment, for a new record."""
        from syslead_cli.journal.model import Stamp

        now, happened = self.clock.now(), None
        if day and self.happened:
            happened = self.happened.isoformat(timespec="milliseconds")
            self.happened += timedelta(milliseconds=1)  # they stay in the order they were written
        known = month_start(day or now.local) if self.key.is_on else now.local
        return Stamp(
            id=uuid7(int(known.timestamp() * 1000), self.clock.random_bytes(10)),
            ts=now.local.isoformat(timespec="milliseconds"),
            tz=now.zone,
            day=day or leaders_day(now.local, self.day_start),
            happened=happened,
        )
