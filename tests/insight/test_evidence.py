"""From records to evidence: what counts as an ask, an entry, a day away."""

from __future__ import annotations

from some_records import ago, ask, intention, note, stamped
from syslead_cli.insight import neglect
from syslead_cli.insight.lapse_filter import USE_MENTIONS, evidence
from syslead_cli.journal.model import Pause

TODAY = ago(0)
ORDINAL = TODAY.toordinal()


def test_outcomes_become_ones_and_noughts_and_later_is_no_ask() -> None:
    records = [ask("a", outcome=outcome) for outcome in ("full", "thin", "skip", "later")]
    asks = evidence(records, TODAY).asks
    assert [event.full for event in asks] == [True, False, False]
    assert asks[0] == neglect.AskEvent(ORDINAL, "worms", True)


def test_mentions_stay_out_unless_asked_for() -> None:
    assert USE_MENTIONS is False
    assert evidence([note("t", mentions=("worms",))], TODAY).entries == []


def test_a_day_with_notes_is_one_entry_with_all_their_mentions() -> None:
    records = [
        note("a", days=1, mentions=("worms",)),
        note("b", days=1, facets=("shade",)),
        note("c"),
        ask("an answer is no free text"),
    ]
    entries = evidence(records, TODAY, mentions=True).entries
    assert entries == [
        neglect.EntryEvent(ORDINAL - 1, frozenset({"worms", "shade"})),
        neglect.EntryEvent(ORDINAL, frozenset()),
    ]


def test_the_journal_begins_with_its_first_record_of_any_kind() -> None:
    told = evidence([ask("a"), intention("If …", days=9)], TODAY)
    assert told.first_day == ORDINAL - 9
    assert evidence([], TODAY).first_day is None


def test_what_lies_after_the_day_is_not_looked_at() -> None:
    told = evidence([ask("a"), ask("b", days=2)], ago(1))
    assert [event.day for event in told.asks] == [ORDINAL - 2]


def test_pauses() -> None:
    open_ = Pause(**stamped(TODAY), from_=TODAY)
    closed = Pause(**stamped(TODAY), from_=ago(30), until=ago(20))
    assert evidence([closed, open_], TODAY).paused == (
        (ORDINAL - 30, ORDINAL - 20),
        (ORDINAL, None),
    )
