"""Looking back: the journal in, the picture out. Reading only."""

from __future__ import annotations

from collections.abc import Callable

from syslead_cli.core.fold import Journal, Placed
from syslead_cli.core.framework import Framework
from syslead_cli.core.line import Reader
from syslead_cli.core.trends import Look, Trends, picture
from syslead_cli.core.values import dataclass
from syslead_cli.flows.ports import JournalPort


@dataclass(frozen=True, slots=True)
class Seen:
    """The picture and the journal it was drawn from."""

    trends: Trends
    journal: Journal


def look_back(
    journal: JournalPort,
    framework: Framework,
    look: Look,
    keeping: Callable[[Placed], bool] | None = None,
) -> Seen:
    """The picture of the whole journal; `keeping` leaves out what was not there yet."""
    whole = journal.read(None, keeping, _without_words)
    return Seen(picture(whole, framework, look), whole)


def _without_words() -> Reader:
    """A picture counts; it needs no answer's text."""
    from syslead_cli.core.glance import without_words

    return without_words()
