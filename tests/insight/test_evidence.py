"""From records to evidence: what counts as an ask, an entry, a day away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from invented import asked, journal_of, of_size
from some_records import ago, ask, intention, note, stamped
from syslead_cli.insight import neglect
from syslead_cli.insight.filter import USE_MENTIONS, evidence
from syslead_cli.insight.trends import TrendsQuery, compute_trends
from syslead_cli.journal.codec import Line, encode_line, read_line
from syslead_cli.journal.merge import Place, PlacedLine, merge_lines
from syslead_cli.journal.model import Pause, Record, Remove, Revise

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


def placed(records: list[Record], device: str = "here") -> list[PlacedLine]:
    lines: list[Line | None] = [read_line(encode_line(record)) for record in records]
    return [PlacedLine(Place("f", at, device), line) for at, line in enumerate(lines) if line]


def test_edits_removals_and_several_devices_through_the_union() -> None:
    kept, moved, gone = ask("a"), ask("b"), ask("c")
    journal = merge_lines(
        [
            *placed([kept, moved, gone]),
            *placed([kept], device="there"),
            *placed([Revise(**stamped(TODAY), of=moved.id, set={"facet": "shade"})], "there"),
            *placed([Revise(**stamped(TODAY), of=kept.id, set={"outcome": "thin"})]),
            *placed([Remove(**stamped(TODAY), of=gone.id)]),
        ]
    )
    told = evidence(journal.records, TODAY)
    assert sorted((event.facet, event.full) for event in told.asks) == [
        ("shade", True),
        ("worms", False),
    ]


def test_a_retired_facet_is_not_judged_but_counted() -> None:
    framework = of_size(3)
    records = [*asked("f0", "ffff", TODAY), *asked("long_gone", "fftt", TODAY)]
    trends = compute_trends(journal_of(records), framework, TrendsQuery(TODAY))
    assert [unit.id for unit in trends.facets] == ["f0", "f1", "f2"]
    assert (trends.asked, trends.full) == (8, 6)
    assert sum(unit.asked for unit in trends.facets) == 4


@given(st.permutations(range(12)))
def test_a_backdated_record_counts_where_it_belongs(order: list[int]) -> None:
    records = asked("f0", "ffftttssfftt", TODAY)
    framework = of_size(2)
    written = [records[at] for at in order]
    shuffled = compute_trends(journal_of(written), framework, TrendsQuery(TODAY))
    assert (
        shuffled.facets == compute_trends(journal_of(records), framework, TrendsQuery(TODAY)).facets
    )
