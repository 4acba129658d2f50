"""Every side effect behind one object: the only place where adapters are built.

What a run is given (streams, folders, settings, time) is in ``cli/world.py``; single files that
somebody named are in ``cli/named_files.py``. Everything here is made when it is first needed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.day import leaders_day, month_start
from syslead_cli.base.ident import uuid7
from syslead_cli.base.streams import as_text, check_length, is_terminal
from syslead_cli.environment import TEXT_LIMIT, World
from syslead_cli.named_files import NamedFiles

if TYPE_CHECKING:
    from syslead_cli.base.asker import TerminalAsker
    from syslead_cli.base.editor import Editor
    from syslead_cli.base.ports import Stamp
    from syslead_cli.coach.clients_adapters import Clients
    from syslead_cli.coach.cohort_tables_adapters import CohortFiles
    from syslead_cli.crypt.coach_key import CoachKey
    from syslead_cli.crypt.safe import Safe
    from syslead_cli.exchange.export_file import ExportFile
    from syslead_cli.exchange.sources import Sources
    from syslead_cli.framework.catalog import Catalog
    from syslead_cli.framework.framework_core import Framework
    from syslead_cli.framework.prompts_core import PromptBank
    from syslead_cli.framework.signal_cache import SignalCache
    from syslead_cli.journal.backups import Backups
    from syslead_cli.journal.forgetting_adapters import Forgetting
    from syslead_cli.journal.intake import Intake
    from syslead_cli.journal.journal import JournalFiles
    from syslead_cli.journal.rescue import Typed
    from syslead_cli.journal.survey import Survey
    from syslead_cli.journal.workshop import Workshop
    from syslead_cli.reflect.drafts import DraftFolder
    from syslead_cli.remind.notifier import Notifier
    from syslead_cli.remind.remind_state import RemindState
    from syslead_cli.remind.scheduling import Schedulers
    from syslead_cli.review.review_drafts import ReviewDrafts
    from syslead_cli.setup.completion_cache import CompletionCache
    from syslead_cli.sharing.aliases import Aliases
    from syslead_cli.sharing.recipients_adapters import Recipients

#: What is pasted at a terminal stands nowhere else: so much of it is read to be kept.
_PASTED = 16 * 1024 * 1024


class Context(World, NamedFiles):
    """One run's world with all that is built in it."""

    @cached_property
    def journal(self) -> JournalFiles:
        """The journal's files."""
        from syslead_cli.journal.journal import JournalFiles

        home = self.environ.get("HOME", "")
        return JournalFiles(self.paths, self.clock, home, self.safe.key)

    @cached_property
    def safe(self) -> Safe:
        """What an encrypted journal needs: its key, and how that is had."""
        from syslead_cli.crypt.safe import Safe

        return Safe(self.paths, self.clock, self.environ, lambda: self.settings, self.secret_line)

    @cached_property
    def intake(self) -> Intake:
        """The journal with the bytes of its lines, for copies out and in."""
        from syslead_cli.journal.intake import Intake

        return Intake(self.paths, self.clock, self.environ.get("HOME", ""), self.safe.key)

    @cached_property
    def forgetting(self) -> Forgetting:
        """The journal and all that lies beside it, for taking something out for good."""
        from syslead_cli.journal.forgetting_adapters import Forgetting

        return Forgetting(self.paths, self.clock, self.environ.get("HOME", ""), self.safe.key)

    @cached_property
    def sources(self) -> Sources:
        """Files of other journals."""
        from syslead_cli.exchange.sources import Sources

        return Sources()

    def export_file(self, path: Path) -> ExportFile:
        """A file an export goes to."""
        from syslead_cli.exchange.export_file import ExportFile

        return ExportFile(path, self.paths.journal)

    @property
    def survey(self) -> Survey:
        """A fresh look at everything on the disk."""
        from syslead_cli.journal.survey import Survey

        return Survey(self.paths, self.environ.get("HOME", ""))

    @cached_property
    def workshop(self) -> Workshop:
        """Where files are mended."""
        from syslead_cli.journal.workshop import Workshop

        return Workshop(self.paths, self.clock, self.journal, self.safe.key, self.day_start)

    @cached_property
    def backups(self) -> Backups:
        """Copies, made and put back."""
        from syslead_cli.journal.backups import Backups

        return Backups(self.paths, self.clock)

    @cached_property
    def catalog(self) -> Catalog:
        """Frameworks and prompts, shipped and the leader's own."""
        from syslead_cli.framework.catalog import Catalog

        return Catalog(self.paths.frameworks, self.paths.prompts)

    @cached_property
    def framework(self) -> Framework:
        """The framework and profile in use."""
        return self.catalog.framework(self.settings.framework, self.settings.profile)

    @cached_property
    def signal_cache(self) -> SignalCache:
        """What finding facets in a note needs, where it was worked out before."""
        from syslead_cli.framework.signal_cache import SignalCache

        settings, paths = self.settings, self.paths
        return SignalCache(paths.state, paths.frameworks, settings.framework, settings.profile)

    @cached_property
    def bank(self) -> PromptBank:
        """The prompts of the framework in use."""
        return self.catalog.bank(self.framework)

    @cached_property
    def editor(self) -> Editor:
        """The leader's own editor, its files kept in a private folder."""
        from syslead_cli.base.editor import Editor

        closed = self.safe.key.blob_if_it_can
        return Editor(self.paths.rescue, self.environ, self.settings.editor, closed)

    @cached_property
    def drafts(self) -> DraftFolder:
        """Sittings that were interrupted."""
        from syslead_cli.reflect.drafts import DraftFolder

        return DraftFolder(self.paths.drafts, self._rescue_folders, self.safe.key)

    @cached_property
    def review_drafts(self) -> ReviewDrafts:
        """Reviews that have not ended."""
        from syslead_cli.review.review_drafts import ReviewDrafts

        return ReviewDrafts(self.paths.drafts, self._rescue_folders, self.safe.key)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Files with words that the journal could not take."""
        from syslead_cli.journal.unsaved_adapters import waiting_files

        with suppress(OSError):  # an offer; what cannot be looked at is said by verify
            return tuple(map(str, waiting_files(self.paths.rescue, self.environ.get("HOME", ""))))
        return ()

    @cached_property
    def typed(self) -> Typed:
        """What the leader typed in this run."""
        from syslead_cli.journal.rescue import Typed

        return Typed(lambda: self._rescue_folders, self.safe.key.blob_if_it_can)

    def read_words(self, limit: int = TEXT_LIMIT) -> str:
        """Standard input as what the leader typed: kept where it is too long or no UTF-8, too."""
        content = self.read_stdin_bytes(_PASTED if is_terminal(self.stdin) else limit)
        self.typed.heard(content.decode("utf-8", "surrogateescape"))
        check_length(content, limit)
        return as_text(content)

    @property
    def _rescue_folders(self) -> list[Path]:
        from syslead_cli.journal.rescue import rescue_folders

        return rescue_folders(self.paths.rescue, self.environ.get("HOME", ""))

    @cached_property
    def asker(self) -> TerminalAsker:
        """Somebody at a terminal; only where ``can_ask`` says so."""
        from syslead_cli.base.asker import TerminalAsker

        return TerminalAsker(
            self.stdin,
            self.stdout,
            self.editor,
            colored=self.screen.colored(self.stdout),
            plain=self.environ.get("TERM") == "dumb",
        )

    @cached_property
    def clients(self) -> Clients:
        """What leaders sent to this person as their coach."""
        from syslead_cli.coach.clients_adapters import Clients

        return Clients(self.paths.coach)

    @cached_property
    def cohort_files(self) -> CohortFiles:
        """Folders of packs, and the tables of a programme."""
        from syslead_cli.coach.cohort_tables_adapters import CohortFiles

        return CohortFiles()

    @cached_property
    def coach_key(self) -> CoachKey:
        """The key that opens what leaders encrypted to this coach."""
        from syslead_cli.crypt.coach_key import CoachKey

        return CoachKey(self.paths.coach)

    @cached_property
    def completion_cache(self) -> CompletionCache:
        """What completion knows, between two presses of Tab."""
        from syslead_cli.setup.completion_cache import CompletionCache

        return CompletionCache(self.paths)

    @cached_property
    def notifier(self) -> Notifier:
        """The desktop's notifications, where there is a desktop."""
        from syslead_cli.remind.notifier import Notifier
        from syslead_cli.remind.programs import Programs

        return Notifier(Programs(self.environ), self.environ)

    @cached_property
    def remind_state(self) -> RemindState:
        """What is installed, and when it ran."""
        from syslead_cli.remind.remind_state import RemindState

        return RemindState(self.paths.state / "remind.json")

    @cached_property
    def aliases(self) -> Aliases:
        """Which role stands for whom in what is shared."""
        from syslead_cli.sharing.aliases import Aliases

        return Aliases(self.paths.aliases, self.paths.lock, self.clock)

    @cached_property
    def recipients(self) -> Recipients:
        """Whose public key was confirmed here."""
        from syslead_cli.sharing.recipients_adapters import Recipients

        file = self.paths.state / "recipients.json"
        return Recipients(file, self.paths.lock, self.clock)

    def schedulers(self, output: Path | None = None) -> Schedulers:
        """Every way a reminder can be installed; ``output`` is for the calendar's file."""
        from syslead_cli.remind.schedulers import every_scheduler

        known = self.remind_state.read().get("path", "")
        file = output or Path(known or "syslead-remind.ics")
        return every_scheduler(self.environ, self.paths.state, file, self.machine_time)

    def stamp(self, day: date | None = None) -> Stamp:
        """A fresh id and this moment, for a new record."""
        from syslead_cli.base.ports import Stamp

        now = self.clock.now()
        known = month_start(day or now.local) if self.safe.key.is_on else now.local
        return Stamp(
            id=uuid7(int(known.timestamp() * 1000), self.clock.random_bytes(10)),
            ts=now.local.isoformat(timespec="milliseconds"),
            tz=now.zone,
            day=day or leaders_day(now.local, self.day_start),
        )
