"""Each foreign format: what comes in, with which time, tags and stars, and what is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.formats import front_matter, parse_sources
from syslead_cli.exchange.importing import (
    SKIPPED,
    TWICE,
    ImportSettings,
    entry_id,
    local_time,
    note_of,
)
from syslead_cli.exchange.model import ForeignEntry, Parsed, ParseOptions, SourceFile
from syslead_cli.exchange.times import read_time
from syslead_cli.journal.model import Note


def source(value: Any, name: str = "x.json") -> SourceFile:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return SourceFile(name, content)


def parse(
    form: str, *sources: SourceFile, extras: Sequence[str] = (), date_format: str = ""
) -> Parsed:
    return parse_sources(form, sources, ParseOptions(extras, date_format))


def settings(name: str = "Europe/London", day_start: int = 240) -> ImportSettings:
    return ImportSettings(name, ZoneInfo(name), day_start, lambda text: (), iter)


def noted(entry: ForeignEntry) -> Note:
    return note_of("id", entry, settings())[0]


def reasons(found: Parsed) -> list[tuple[str, str]]:
    return [(one.place, one.reason) for one in found.left_out]


def jrnl_entry(**changes: Any) -> dict[str, Any]:
    return {
        "title": "A quiet start.", "body": "Met @forum, talked #budget.", "date": "2024-01-05",
        "time": "08:30", "tags": ["@forum", "#budget"], "starred": False, **changes,
    }  # fmt: skip


def test_jrnl() -> None:
    entries = [
        jrnl_entry(),
        jrnl_entry(starred=True, title="Starred", body=""),
        jrnl_entry(date="soon"),
        jrnl_entry(title="", body="  \n"),
        jrnl_entry(),
        "no entry",
    ]
    found = parse("jrnl", source({"tags": {}, "entries": entries}))
    first, second = found.entries
    assert first.text == "A quiet start.\nMet @forum, talked #budget."
    assert first.when == datetime(2024, 1, 5, 8, 30)
    assert noted(first).tags == ("budget", "forum")
    assert noted(second).tags == ("budget", "forum", "starred")
    assert reasons(found) == [
        ("entry 3", "no date and time that can be read"),
        ("entry 4", "no text"),
        ("entry 5", "the same entry as entry 1"),
        ("entry 6", "not an entry"),
    ]


def test_an_address_is_no_tag_and_a_voice_is_not_made() -> None:
    one = ForeignEntry("k", datetime(2024, 1, 5), "Mail a@example.org about #Budget-2.")
    assert (noted(one).text, noted(one).tags, noted(one).voices) == (one.text, ("budget-2",), ())


@pytest.mark.parametrize("value", [[], {"entries": {}}, "x", 7, None, {"tags": {}}])
def test_what_is_no_jrnl_export(value: Any) -> None:
    with pytest.raises(SysleadError, match=r"not a jrnl export|no line of it"):
        parse("jrnl", source(value))


def dayone_entry(**changes: Any) -> dict[str, Any]:
    return {
        "uuid": "5F0E8A31B7C04D2E9A6B", "creationDate": "2024-07-05T20:30:12Z",
        "timeZone": "Asia/Kathmandu", "text": "Said \\\"no\\\" \\- twice\\.", "tags": ["team day"],
        "starred": True, "location": {"placeName": "Pokhara"}, "weather": {"temperatureCelsius": 9},
        "creationDevice": "phone", "richText": "{}", "isPinned": False, **changes,
    }  # fmt: skip


def test_dayone_keeps_the_zone_and_drops_place_and_weather() -> None:
    data = {"metadata": {"version": "1.0"}, "entries": [dayone_entry()]}
    found = parse("dayone", source(data))
    (one,) = found.entries
    assert one.when.isoformat() == "2024-07-06T02:15:12+05:45"
    assert (one.zone, one.text) == ("Asia/Kathmandu", 'Said "no" - twice.')
    assert noted(one).tags == ("team-day", "starred")
    assert one.extra == {}
    assert (noted(one).tz, noted(one).day.isoformat()) == ("Asia/Kathmandu", "2024-07-05")


def test_dayone_leaves_out_pictures_and_knows_entries_by_their_uuid() -> None:
    entries = [
        dayone_entry(text="![](dayone-moment://ABC)\n\nWords [here](dayone-moment:/x)"),
        dayone_entry(uuid="B", text=None),
        dayone_entry(uuid="C", text="![](dayone-moment://ABC)"),
        dayone_entry(uuid="D", creationDate="yesterday"),
        dayone_entry(uuid="E", timeZone="Mars/Crater"),
        dayone_entry(uuid="F", text=7),
    ]
    found = parse("dayone", source({"entries": entries}))
    assert [one.text for one in found.entries] == ["Words here", 'Said "no" - twice.']
    assert found.entries[1].when.tzinfo == UTC
    assert [one.reason for one in found.left_out] == [
        "no text", "no text, only pictures or other media", "no creationDate that can be read",
        "its text is not a text",
    ]  # fmt: skip
    edited = parse("dayone", source({"entries": [dayone_entry(text="Other words")]}))
    assert entry_id("dayone", edited.entries[0]) == entry_id("dayone", found.entries[0])


def test_markdown_signs_come_back() -> None:
    text = "1\\. \\#x \\_y\\_ \\\\ a\\b"
    (one,) = parse("dayone", source({"entries": [dayone_entry(text=text)]})).entries
    assert one.text == "1. #x _y_ \\ a\\b"


def test_journal_cli() -> None:
    data = [
        {"date": "2024-01-05", "data": {"Morning": {"mood": "calm", "glad of": ["sleep", "tea"],
                                                    "walked": True, "left": None},
                                        "Empty": {"q": ""}, "One line": "yes"}},
        {"date": "2024-01-06T21:10:00", "data": {"Evening": {"hours": 7.5}}},
        {"date": 7, "data": {}}, {"date": "2024-01-07"}, {"date": "2024-01-08", "data": {}}, 5,
    ]  # fmt: skip
    found = parse("journal-cli", source(data))
    assert found.entries[0].text == (
        "Morning\nmood: calm\nglad of: sleep, tea\nwalked: yes\n\nOne line: yes"
    )
    assert found.entries[0].day_only
    assert found.entries[1].when == datetime(2024, 1, 6, 21, 10)
    assert len(found.left_out) == 4


def test_markdown_folder() -> None:
    front = (
        b"---\r\ntitle: A walk\r\ndate: 2024-07-05 08:30\r\ntags: [team, 'big one']\r\n"
        b"starred: true\r\ntimezone: Asia/Kathmandu\r\n---\r\n\r\nWe walked.\r\n"
    )
    files = [
        SourceFile("walk.md", front),
        SourceFile("2024/01/05.md", b"Only words"),
        SourceFile("2024-01-06 18-20 Tea.md", b"---\ntags:\n  - a\n  - b\n---\nTea"),
        SourceFile("20240107.md", b"\xef\xbb\xbfWith a mark"),
        SourceFile("note.md", b"No date"),
        SourceFile("2024-13-45.md", b"No such day"),
        SourceFile("2024-01-08.md", b"\xff\xfe\xfa"),
        SourceFile("2024-01-09.md", b"caf\xe9"),
        SourceFile("bad.md", b"---\ndate: soon\n---\nx"),
    ]
    found = parse("markdown", *files)
    walk, words, tea, mark = found.entries
    assert (walk.text, walk.tags) == ("A walk\n\nWe walked.", ("team", "big one"))
    assert walk.starred
    assert local_time(walk, settings())[0].isoformat() == "2024-07-05T08:30:00+05:45"
    assert (words.when.isoformat(), words.day_only) == ("2024-01-05T12:00:00", True)
    assert (tea.when.isoformat(), tea.tags) == ("2024-01-06T18:20:00", ("a", "b"))
    assert mark.text == "With a mark"
    assert [one.place for one in found.left_out] == [
        "note.md", "2024-13-45.md", "2024-01-08.md", "2024-01-09.md", "bad.md"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["---\nnever closed", "---\nwords between rules\n---\nmore"])
def test_text_that_only_looks_like_front_matter_stays(text: str) -> None:
    assert front_matter(text) == ({}, text)


def test_front_matter_is_read_as_it_is_written() -> None:
    text = "---\nTime Zone: no\ndate: 2024-01-05\ntags: a, b  # two\nx: {y: 1}\nz:\n---\n"
    front = {"time_zone": "no", "date": "2024-01-05", "tags": "a, b", "x": {"y": "1"}, "z": ""}
    assert front_matter(text) == (front, "")


@pytest.mark.parametrize("front", ["a: b: c", "a: [", "\ta: b", "x: " + "[" * 5000, "&a [*a, *b]"])
def test_front_matter_that_is_no_yaml_leaves_the_file_out(front: str) -> None:
    file = SourceFile("2024-01-05.md", f"---\n{front}\n---\nWords".encode())
    ((_, reason),) = reasons(parse("markdown", file))
    assert reason.startswith("its front matter is not YAML (line ")


def test_somebody_elses_table() -> None:
    table = (
        b'Date;Time;Title;Text;Tags;Starred\r\n2024-01-05;08:30;A;"two\r\nlines";"x, y";yes\r\n'
        b"2024-01-06;;;'=1+1 stays;;\r\n;;;nothing;;\r\n"
    )
    found = parse("csv", source(table, "x.csv"))
    first, second = found.entries
    assert (first.text, first.tags, first.starred) == ("A\n\ntwo\r\nlines", ("x", "y"), True)
    assert (second.text, second.day_only) == ("'=1+1 stays", True)
    assert found.left_out[0].place == "line 5"


@pytest.mark.parametrize("table", [b"", b"a,b\n1,2\n", b"date,colour\n2024-01-05,red\n"])
def test_a_table_without_dates_and_texts(table: bytes) -> None:
    with pytest.raises(SysleadError, match="a column of dates"):
        parse("csv", source(table))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-01-05", "2024-01-05T12:00:00"),
        ("2024-01-05 8:30", "2024-01-05T08:30:00"),
        ("2024-01-05T08:30:09.250Z", "2024-01-05T08:30:09+00:00"),
        ("2024-01-05 12:05 am", "2024-01-05T00:05:00"),
        ("2024-01-05 12:05 PM +0130", "2024-01-05T12:05:00+01:30"),
        ("[[2024-01-05]]", "2024-01-05T12:00:00"),
        ("January 5, 2024 at 8:30 am", "2024-01-05T08:30:00"),
        ("05.01.2024 08:30", "2024-01-05T08:30:00"),
        ("Fri, 05 Jan 2024 08:30:00 +0000", "2024-01-05T08:30:00+00:00"),
        ("13/1/2024", "2024-01-13T12:00:00"),
        ("2024/1/5", "2024-01-05T12:00:00"),
        ("2024-W01-5", "2024-01-05T12:00:00"),
    ],
)
def test_times(text: str, iso: str) -> None:
    told = read_time(text)
    assert told
    assert told.when.isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "", "5 Jan", "2024-02-30", "2024-01-05 25:00", "2024-01-05 13:00 pm", "yesterday",
        "2 weeks ago", "2024 days ago", "January 2024", "2024", "03/04/2024", "5/1/24",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    ],
)  # fmt: skip
def test_no_times(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize("text", ["2024-01-05 00:00:00", "2024-01-05T00:00:00.000Z"])
def test_exactly_midnight_is_a_day_without_a_time(text: str) -> None:
    found = read_time(text)
    assert found
    assert (found.day_only, found.when.replace(tzinfo=None)) == (True, datetime(2024, 1, 5))


def test_midnight_is_that_day_in_every_format() -> None:
    files = {
        "jrnl": source({"entries": [jrnl_entry(time="00:00")]}),
        "dayone": source({"entries": [dayone_entry(creationDate="2024-01-04T18:15:00Z")]}),
        "journal-cli": source([{"date": "2024-01-05T00:00:00", "data": {"a": {"b": "c"}}}]),
        "markdown": source(
            b"---\ndate: 2024-01-05T00:00:00Z\ntimezone: Asia/Kathmandu\n---\nx", "x.md"
        ),
        "csv": source(b"date,text\n2024-01-05 00:00:00,x\n"),
    }
    for form, file in files.items():
        (entry,) = parse(form, file).entries
        assert (form, noted(entry).day) == (form, date(2024, 1, 5))


def markdown(front: str, name: str = "2024-03-01.md", date_format: str = "") -> ForeignEntry:
    file = SourceFile(name, f"---\n{front}\n---\nbody\n".encode())
    (entry,) = parse("markdown", file, date_format=date_format).entries
    return entry


@pytest.mark.parametrize(
    ("front", "tags"),
    [
        ("tags: [[misc, work]]", ("misc", "work")),
        ('tags: ["a, b", c]', ("a, b", "c")),
        ("tags: [work] # mine", ("work",)),
        ("tags: '[[Anna]]'", ("[[Anna]]",)),
    ],
)
def test_tags_in_front_matter(front: str, tags: tuple[str, ...]) -> None:
    assert markdown(front).tags == tags


def test_keys_without_a_place_are_lines_of_the_entry() -> None:
    front = "title: >\n  A folded\n  title\ndate: soon\nmood: 4\npeople: ['[[Anna]]', Bo]\nz:"
    entry = markdown(front)
    assert entry.text == ("A folded title\n\nbody\n\ndate: soon\nmood: 4\npeople: [[Anna]], Bo")
    assert entry.when.date() == date(2024, 3, 1)
    assert entry_id("markdown", entry) == entry_id(
        "markdown", markdown("title: A folded title\nz: 1")
    )


@pytest.mark.parametrize(
    "name",
    [
        "2024-03-01 (Anna's conflicted copy 2024-05-09).md",
        "2024-03-01.sync-conflict-20240509-101010-ABCDEFG.md",
        "2024-03-01 (conflicted copy 2024-05-09 101010).md",
    ],
)
def test_a_conflict_copy_has_the_day_of_the_note(name: str) -> None:
    assert markdown("x: 1", name).when.date() == date(2024, 3, 1)


def test_file_names_in_a_form_of_their_own() -> None:
    entry = markdown("x: 1", "diary/01-03-24.md", "%d-%m-%y")
    assert (entry.when, entry.day_only) == (datetime(2024, 3, 1, 12), True)
    assert markdown("x: 1", "a/2024/March/01.md", "%Y/%B/%d").when.date() == date(2024, 3, 1)


@pytest.mark.parametrize(
    "table",
    [
        "\ufeffDate;Text;Mood\r\n29.03.2026;x;3,5\r\n",
        "Date,Text,Mood\r\n29/03/2026,x,3\r\n",
        "Date,Text,Mood\r\n3/29/2026 12:00:00 AM,x,3\r\n",
        "sep=;\r\nDate;Text;Mood\r\n2026/03/29;x;3\r\n",
        "Date\tText\tMood\r2026-03-29\tx\t3\r",
    ],
)
def test_tables_of_several_countries(table: str) -> None:
    (entry,) = parse("csv", source(table.encode())).entries
    assert entry.when.date() == date(2026, 3, 29)
    assert entry.text.startswith("x\n\nmood: 3")


def test_a_column_tells_the_order_of_day_and_month() -> None:
    table = b"date,text\n03/04/2026,a\n29/03/2026,b\n"
    assert parse("csv", source(table)).entries[0].when.date() == date(2026, 4, 3)
    table = b"date,text\n03/04/2026,a\n2026-01-01,b\n"
    ((place, reason),) = reasons(parse("csv", source(table)))
    assert (place, "3 April 2026 or 4 March 2026" in reason) == ("line 2", True)
    found = parse("csv", source(table), date_format="month-first")
    assert found.entries[0].when.date() == date(2026, 3, 4)
    found = parse("csv", source(b"date,text\n3.4.26,a\n"), date_format="%d.%m.%y")
    assert found.entries[0].when.date() == date(2026, 4, 3)


def test_nothing_of_a_row_is_dropped() -> None:
    table = b"date,text,,text\n2026-03-29,a,b,c\n2026-03-30,some words, and more,x,y\n"
    found = parse("csv", source(table))
    assert found.entries[0].text == "a\n\ncolumn 3: b\ntext (4): c"
    assert found.left_out[0].reason.startswith("more cells than headings")


def at(text: str) -> ForeignEntry:
    return ForeignEntry("k", datetime.fromisoformat(text), "x")


def test_of_a_time_shown_twice_the_first_is_meant_and_one_skipped_moves_on() -> None:
    local, _, remark = local_time(at("2024-10-27T01:30"), settings())
    assert (local.isoformat(), remark) == ("2024-10-27T01:30:00+01:00", TWICE)
    local, _, remark = local_time(at("2024-03-31T01:30"), settings())
    assert (local.isoformat(), remark) == ("2024-03-31T02:30:00+01:00", SKIPPED)


@pytest.mark.parametrize(
    "name", ["Europe/London", "Australia/Lord_Howe", "America/Nuuk", "Africa/Casablanca"]
)
def test_every_settled_time_is_one_the_clock_showed(name: str) -> None:
    zone = ZoneInfo(name)
    for month in range(1, 13):
        for day in range(1, 29):
            for half in range(12):
                wall = f"2024-{month:02}-{day:02}T{half // 2:02}:{30 * (half % 2):02}"
                local, _, _ = local_time(at(wall), settings(name))
                again = local.astimezone(UTC).astimezone(zone)
                assert again.replace(fold=0) == local.replace(fold=0)
                assert again.utcoffset() == local.utcoffset()


def test_ids_do_not_hang_on_the_zone() -> None:
    one = at("2024-01-05T08:30")
    assert entry_id("jrnl", one) == entry_id("jrnl", one) != entry_id("csv", one)
    assert entry_id("jrnl", one)[14] == "7"
    assert entry_id("jrnl", at("1875-01-05T08:30"))[14] == "7"


def test_utf_16_as_windows_writes_it() -> None:
    text = json.dumps({"entries": [jrnl_entry()]})
    assert parse("jrnl", source(text.encode("utf-16"))).entries
