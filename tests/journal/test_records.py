"""Records to JSON objects and back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import any_text, json_values, records, records_of
from syslead_cli.journal.codec import (
    InvalidRecord,
    data_of,
    decode_usual,
    encode_json,
    own_fields,
    record_from,
)
from syslead_cli.journal.model import KINDS, Ask, Record

NOTE = {
    "v": 1,
    "id": "a",
    "kind": "note",
    "ts": "2026-03-29T18:04:11.120+01:00",
    "tz": "Europe/London",
    "day": "2026-03-29",
    "text": "x",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_round_trip_of_every_kind(kind: str) -> None:
    @given(records_of(kind))
    def there_and_back(record: Record) -> None:
        assert record_from(json.loads(json.dumps(data_of(record)))) == record

    there_and_back()


@given(records)
def test_keys_stand_in_the_order_of_the_format(record: Record) -> None:
    keys = list(data_of(record))
    own = [one.key for one in own_fields(record.kind) if one.key in keys]
    assert keys == ["v", "id", "kind", "ts", "tz", "day", *own, *record.extra]


def _mutated(data: dict[str, Any], draw: st.DrawFn) -> dict[str, Any]:
    data = dict(data)
    for _ in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from(sorted(data)) | any_text | st.sampled_from(["extra", "crc"]))
        if draw(st.booleans()):
            data[key] = draw(json_values | st.floats(allow_nan=False) | st.just("2026-W13-5"))
        else:
            data.pop(key, None)
    return data


@given(records, st.data())
def test_quick_reading_accepts_nothing_that_careful_reading_would_not(
    record: Record, data: st.DataObject
) -> None:
    changed = {"v": 1, **_mutated(data_of(record), data.draw), "kind": record.kind}
    body = encode_json(changed)[:-1]
    quick = decode_usual(body)
    if quick is not None:
        assert quick == record_from(json.loads(body + b"}"))


@given(records_of("note", plain=True))
def test_what_we_write_is_read_quickly(record: Record) -> None:
    body = encode_json(data_of(record))[:-1]
    assert decode_usual(body) == (None if b"\\ud" in body else record)


def test_two_records_share_no_table() -> None:
    line = {**NOTE, "kind": "rating", "scores": {"doing": 3}}
    del line["text"]
    one, other = record_from(line), record_from(line)
    one.instances["doing"] = "x"  # type: ignore[attr-defined]
    one.extra["doing"] = "x"
    assert other.instances == {}  # type: ignore[attr-defined]
    assert other.extra == {}
    assert record_from(line).instances == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": ""}, 'key "id" must be'),
        ({"id": "a b"}, 'key "id" must be'),
        ({"id": "a\n"}, 'key "id" must be'),
        ({"id": "x" * 65}, 'key "id" must be'),
        ({"id": 7}, 'key "id" must be text'),
        ({"ts": "yesterday"}, 'key "ts" must be a moment'),
        ({"ts": None}, 'key "ts" must be a moment'),
        ({"day": "2026-02-30"}, 'key "day" must be a date'),
        ({"day": "2026-W13-5"}, 'key "day" must be a date'),
        ({"day": "20260329"}, 'key "day" must be a date'),
        ({"day": None}, 'key "day" must be a date'),
        ({"text": None}, 'key "text" must be text'),
        ({"text": ["x"]}, 'key "text" must be text'),
        ({"facets": "courage"}, 'key "facets" must be a list of strings'),
        ({"facets": ["courage", 1]}, 'key "facets" must be a list of strings'),
        ({"problem": "naughty"}, 'key "problem" must be one of critical, tame, wicked'),
        ({"problem": []}, 'key "problem" must be one of'),
    ],
)
def test_what_is_wrong_names_its_key(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        record_from({**NOTE, **change})
    assert words in str(caught.value)


@pytest.mark.parametrize("key", ["id", "ts", "day", "text"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(InvalidRecord, match=f'key "{key}" is missing'):
        record_from({k: value for k, value in NOTE.items() if k != key})


@pytest.mark.parametrize("score", [0, 6, True, 3.0, "3", None])
def test_scores_are_whole_numbers_from_one_to_five(score: Any) -> None:
    line = {**NOTE, "kind": "rating", "scores": {"doing": score}}
    with pytest.raises(InvalidRecord, match="from 1 to 5"):
        record_from(line)


def test_a_hand_written_line_may_leave_out_what_can_be_left_out() -> None:
    line = {k: NOTE[k] for k in ("v", "id", "kind", "ts", "day", "text")}
    assert record_from({**line, "facets": None, "tz": None}).tz == ""


def test_unknown_fields_are_kept_apart_and_written_again() -> None:
    record = record_from({**NOTE, "mood": ["calm"], "extra": {"extra": 1}})
    assert record.extra == {"mood": ["calm"], "extra": {"extra": 1}}
    assert data_of(record)["mood"] == ["calm"]


def test_the_number_of_words_is_always_written() -> None:
    ask = Ask(
        id="a", ts="2026-03-29T18:04:11Z", tz="", day=date(2026, 3, 29), sitting="s",
        prompt="p", facet="courage", reason="rotation", outcome="skip",
    )  # fmt: skip
    assert data_of(ask)["words"] == 0
