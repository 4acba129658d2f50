"""The union of all lines, whatever their order."""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import crowded_records, records
from syslead_cli.journal.codec import (
    CorruptLine,
    InvalidRecord,
    ReadableLine,
    UnknownVersion,
    data_of,
)
from syslead_cli.journal.merge import Place, PlacedLine, as_it_stood, merge_lines, revise
from syslead_cli.journal.model import Note, Rating, Record, Remove, Revise, in_order, moment


def note(id_: str, text: str = "x", ts: str = "2026-03-29T18:00:00Z", **more: object) -> Note:
    day = more.pop("day", date.fromisoformat(ts[:10]))
    return Note(id=id_, ts=ts, tz="", day=day, text=text, **more)  # type: ignore[arg-type]


def edit(id_: str, of: str, ts: str = "2026-03-30T18:00:00Z", **changes: object) -> Revise:
    return Revise(id=id_, ts=ts, tz="", day=date.fromisoformat(ts[:10]), of=of, set=changes)


def removal(id_: str, of: str, ts: str = "2026-03-31T18:00:00Z") -> Remove:
    return Remove(id=id_, ts=ts, tz="", day=date.fromisoformat(ts[:10]), of=of)


def placed(*found: Record, device: str = "aaaa", has_crc: bool = True) -> list[PlacedLine]:
    return [
        PlacedLine(
            Place(f"journal/{device}/2026-03.jsonl", number, device), ReadableLine(record, has_crc)
        )
        for number, record in enumerate(found, 1)
    ]


def test_keys_in_another_order_are_no_other_content() -> None:
    scores = {"feeling": 3, "doing": 4}
    more = {"ts": "2026-03-29T18:00:00Z", "tz": "", "day": date(2026, 3, 29)}
    one = Rating(id="r1", scores=scores, **more)  # type: ignore[arg-type]
    other = Rating(id="r1", scores=dict(reversed(scores.items())), **more)  # type: ignore[arg-type]
    assert one == other
    merged = merge_lines([*placed(one), *placed(other, device="bbbb")])
    assert (len(merged.records), merged.odd, merged.damage) == (1, (), ())


@st.composite
def crowds(draw: st.DrawFn) -> list[PlacedLine]:
    lines = []
    for number in range(draw(st.integers(0, 12))):
        device = draw(st.sampled_from(["aaaa", "bbbb"]))
        place = Place(f"journal/{device}/2026-03.jsonl", number + 1, device)
        newer = UnknownVersion({"v": 2, "id": draw(st.sampled_from(["one", "x"]))}, True)
        lines.append(
            PlacedLine(
                place,
                draw(
                    st.builds(ReadableLine, crowded_records(), st.booleans())
                    | st.just(newer)
                    | st.just(CorruptLine("broken"))
                ),
            )
        )
    return lines


@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[PlacedLine], order: random.Random) -> None:
    shuffled = lines[:]
    order.shuffle(shuffled)
    assert merge_lines(shuffled) == merge_lines(lines)


@given(crowds())
def test_reading_the_same_lines_twice_changes_nothing(lines: list[PlacedLine]) -> None:
    once, twice = merge_lines(lines), merge_lines([*lines, *lines])
    assert once.records == twice.records
    assert once.versions == twice.versions
    assert once.newer == twice.newer
    assert once.odd == twice.odd
    assert once.places == twice.places


@given(st.lists(records, max_size=8, unique_by=lambda record: record.id))
def test_every_record_is_there_once(found: list[Record]) -> None:
    journal = merge_lines(placed(*found))
    expected = {r.id for r in found if not isinstance(r, Revise | Remove)} - journal.removed
    assert {record.id for record in journal.records} == expected
    assert list(journal.records) == sorted(journal.records, key=in_order)


def test_times_of_many_forms_are_sorted_as_moments() -> None:
    forms = [
        "2026-03-29T18:00:00.120+01:00", "2026-03-29T18:00:00", "2026-03-29T18:00:00,120+00:00",
        "2026-03-29 18:00:00.500+00:00", "2026-W13-7T18:00:00.700+00:00",
        "2026-03-29T18:00:00.950+00:00", "20260329T180001Z",
    ]  # fmt: skip
    for start in range(len(forms)):
        turned = forms[start:] + forms[:start]
        found = [note(str(n), ts=ts, day=date(2026, 3, 29)) for n, ts in enumerate(turned)]
        assert [record.ts for record in sorted(found, key=in_order)] == forms


def test_the_extremes_of_the_calendar_can_be_compared() -> None:
    low = note("a", ts="0001-01-01T00:00:00+14:00", day=date.min)
    high = note("b", ts="9999-12-31T23:59:59-14:00", day=date.min)
    assert moment(low) < moment(high)
    assert [record.id for record in merge_lines(placed(high, low)).records] == ["a", "b"]


def test_an_edit_shows_the_newest_and_keeps_what_was() -> None:
    first = note("a", "one", facets=("courage",))
    later = edit("r2", "a", "2026-03-31T18:00:00Z", text="three", facets=None)
    journal = merge_lines(placed(later, edit("r1", "a", text="two"), first))
    assert journal.records == (note("a", "three"),)
    assert [data_of(v)["text"] for v in journal.versions["a"]] == ["one", "two"]
    assert journal.find("a") == journal.records[0]
    assert journal.find("r1") is None


@pytest.mark.parametrize(
    ("lines", "text", "dangling"),
    [
        ([edit("r1", "a", text="y"), edit("r2", "r1", text="z")], "z", set()),
        ([edit("r1", "r2"), edit("r2", "r1")], "x", {"r1", "r2"}),
        ([edit("r1", "gone", text="y")], "x", {"r1"}),
        ([edit("r1", "a", text="y"), removal("d", "r1")], "x", set()),
    ],
    ids=["of an edit", "in a circle", "of nothing", "taken back"],
)
def test_edits_of_edits(lines: list[Record], text: str, dangling: set[str]) -> None:
    journal = merge_lines(placed(note("a"), *lines))
    assert journal.records == (note("a", text),)
    assert journal.dangling == dangling
    assert len(journal.odd) == len(dangling)
    assert all("not in the journal" in odd.problem for odd in journal.odd)


@pytest.mark.parametrize("changes", [{"text": None}, {"text": 7}, {"id": "b"}, {"day": "soon"}])
def test_an_edit_that_cannot_be_applied_is_said_and_skipped(changes: dict[str, object]) -> None:
    journal = merge_lines(placed(note("a"), edit("r1", "a", **changes)))
    assert journal.records == (note("a"),)
    assert "cannot be applied" in journal.odd[0].problem


@pytest.mark.parametrize("key", ["v", "id", "kind", "crc"])
def test_what_makes_a_record_itself_cannot_be_revised(key: str) -> None:
    with pytest.raises(InvalidRecord, match=key):
        revise(note("a"), {key: "x"})


def test_edits_of_two_devices_that_differ_are_two_versions() -> None:
    one = placed(note("a"), edit("r1", "a", text="here"))
    other = placed(edit("r2", "a", "2026-03-30T19:00:00Z", text="there"), device="bbbb")
    journal = merge_lines([*one, *other])
    assert journal.disagreeing == {"a"}
    assert journal.records == (note("a", "there"),)
    agreed = placed(edit("r2", "a", "2026-03-30T19:00:00Z", text="here"), device="bbbb")
    assert merge_lines([*one, *agreed]).disagreeing == frozenset()


def test_a_removal_hides_the_record_and_its_edits() -> None:
    lines = placed(note("a"), edit("r1", "a", text="y"), removal("d", "a"), note("b"))
    journal = merge_lines(lines)
    assert journal.records == (note("b"),)
    assert journal.removed >= {"a", "r1"}
    assert journal.odd == ()


def test_a_removed_line_of_a_newer_version_is_hidden() -> None:
    newer = PlacedLine(Place("f", 1, "d"), UnknownVersion({"v": 9, "id": "n"}, True))
    assert merge_lines([newer]).newer
    assert merge_lines([newer, *placed(removal("d", "n"))]).newer == ()


def test_two_contents_under_one_id_are_both_kept_and_said() -> None:
    older, newest = note("a", "one"), note("a", "two", "2026-03-29T19:00:00Z")
    journal = merge_lines([*placed(newest), *placed(older, device="bbbb")])
    assert journal.records == (newest,)
    assert journal.versions["a"] == (older,)
    assert "two contents" in journal.odd[0].problem
    assert "a" in journal.disagreeing


def test_a_content_with_crc_wins_over_a_later_one_without() -> None:
    ours, by_hand = note("a", "one"), note("a", "two", "2027-01-01T00:00:00Z")
    journal = merge_lines([*placed(by_hand, has_crc=False), *placed(ours, device="bbbb")])
    assert journal.records == (ours,)


def test_a_copy_with_crc_stands_for_one_without() -> None:
    lines = [*placed(note("a"), has_crc=False), *placed(note("a"), device="bbbb")]
    assert merge_lines(lines).places["a"].device == "bbbb"


FOUR = 4 * 60


def test_as_it_stood_goes_by_the_leaders_day() -> None:
    at_two = placed(note("a", ts="2026-03-30T02:00:00+01:00", day=date(2026, 3, 29)))
    assert as_it_stood(date(2026, 3, 29), FOUR)(at_two[0])
    assert not as_it_stood(date(2026, 3, 29), 0)(at_two[0])


def test_as_it_stood_keeps_what_cannot_be_read() -> None:
    kept = as_it_stood(date(2026, 3, 29), FOUR)
    place = Place("f", 1, "d")
    assert kept(PlacedLine(place, CorruptLine("broken")))
    assert kept(PlacedLine(place, UnknownVersion({"v": 2}, True)))
    assert kept(PlacedLine(place, UnknownVersion({"v": 2, "day": "2026-03-29"}, True)))
    assert not kept(PlacedLine(place, UnknownVersion({"v": 2, "day": "2026-03-30"}, True)))


@given(st.lists(crowded_records(), max_size=10), st.integers(1, 4))
def test_as_it_stood_is_the_journal_without_the_later_lines(
    found: list[Record], number: int
) -> None:
    as_of = date(2026, 3, number)
    kept = [
        line
        for line in placed(*found)
        if line.line.record.day <= as_of  # type: ignore[union-attr]
        and datetime.fromisoformat(line.line.record.ts).date() <= as_of  # type: ignore[union-attr]
    ]
    assert merge_lines(filter(as_it_stood(as_of, 0), placed(*found))) == merge_lines(kept)


def test_a_copy_without_crc_does_not_move_a_content_among_the_others() -> None:
    """Found by rolling the dice: read twice, the copy without CRC used to come first."""
    early, late, shown = (note("a", text=t, ts=f"2026-03-29T1{n}:00:00.000+00:00")
                          for n, t in enumerate(("early", "late", "shown")))  # fmt: skip
    lines = [
        PlacedLine(Place("f", number, "d"), ReadableLine(record, has_crc))
        for number, (record, has_crc) in enumerate(
            [(late, False), (late, True), (early, True), (shown, True)]
        )
    ]
    once, twice = merge_lines(lines), merge_lines([*lines, *lines])
    assert [record.text for record in once.versions["a"]] == ["early", "late"]
    assert once == twice
