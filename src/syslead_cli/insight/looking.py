"""Looking back: the journal in, the picture out. Reading only."""

from __future__ import annotations

from collections.abc import Callable

from syslead_cli.base.ports import JournalPort
from syslead_cli.base.values import dataclass
from syslead_cli.framework.framework_core import Framework
from syslead_cli.insight.trends_core import Look, Trends, picture
from syslead_cli.journal.fold import Journal, Placed
from syslead_cli.journal.line import Reader


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
    from syslead_cli.journal.glance import without_words

    return without_words()
