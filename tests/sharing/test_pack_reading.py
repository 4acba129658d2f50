"""Every pack that is made is read; every file that is anything else is refused in one line."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace

from conftest import ROOT
from packs import CHOICE, HERE, RECORDS, SECRET, document, file_of, with_checksum
from some_records import TODAY
from strategies import records_of
from syslead_cli.errors import SysleadError
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import KINDS, TIERS
from syslead_cli.sharing.build import build, build_pack
from syslead_cli.sharing.model import checksum
from syslead_cli.sharing.pack_reading import SIZE_LIMIT, read_pack
from syslead_cli.sharing.pack_screen import FORMATS


def refusal(content: bytes) -> SysleadError:
    with pytest.raises(SysleadError) as refused:
        read_pack(content, "maya.json")
    message = refused.value.message
    assert message.startswith("maya.json ")
    assert "\n" not in message + refused.value.hint
    assert refused.value.hint
    assert SECRET not in message + refused.value.hint
    return refused.value


# ── what is a pack ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("without", [(), ("ratings",), ("voices",), ("ratings", "voices")])
@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_is_read(tier: str, without: tuple[str, ...]) -> None:
    data = document(tier, without=without, expires=TODAY + timedelta(days=30))
    read = read_pack(file_of(data), "x")
    assert (read.tier, read.pseudonym, read.withheld) == (tier, "Maya", without)
    assert (read.first, read.last, read.made) == (CHOICE.first, TODAY, TODAY)
    assert [unit.asked for unit in read.facets] == [unit["asked"] for unit in data["facets"]]
    assert len(read.passages) == len(data["passages"])
    assert read.sha256 == checksum(data)
    assert json.loads(FORMATS["json"](read)) == with_checksum(data)
    assert [read.has_expired(TODAY + timedelta(days=n)) for n in (30, 31)] == [False, True]


@settings(max_examples=60, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(st.one_of([records_of(kind) for kind in sorted(KINDS)]), max_size=12),
    st.sampled_from(TIERS),
    st.sampled_from([(), ("ratings",), ("voices",)]),
)
def test_whatever_a_journal_holds_its_pack_is_read(
    records: list[Any], tier: str, without: tuple[str, ...]
) -> None:
    data = build_pack(Journal(tuple(records)), HERE, replace(CHOICE, tier=tier, without=without))
    read = read_pack(file_of(to_builtins(data)), "x")
    assert read.counts.asked == data.counts.asked


@pytest.mark.parametrize("change", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")),
    lambda text: json.dumps(json.loads(text), ensure_ascii=False),
])  # fmt: skip
def test_what_mail_does_to_a_file_is_no_damage(change: Any) -> None:
    content = file_of(document())
    assert read_pack(change(content.decode()).encode(), "x") == read_pack(content, "x")


@pytest.mark.parametrize("tier", ["scores", "excerpts", "all"])
def test_packs_of_the_first_version_are_read_as_before(tier: str) -> None:
    content = (ROOT / f"tests/data/packs/0.1-{tier}.json").read_bytes()
    read = read_pack(content, "x")
    assert read.tier == tier
    assert len(read.facets) == 9
    assert read.has_details
    assert json.loads(FORMATS["json"](read)) == json.loads(content)
    assert [each.question for each in read.passages] == [""] * len(read.passages)


# ── what is none ─────────────────────────────────────────────────────────────

SOUND = file_of(document())
READ = read_pack(SOUND, "x")


@settings(max_examples=300)
@given(st.data())
def test_one_byte_changed_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SOUND) - 1))
    byte = data.draw(st.integers(0, 255))
    _refused_or_equal(SOUND[:at] + bytes([byte]) + SOUND[at + 1 :])


@settings(max_examples=150)
@given(st.integers(0, len(SOUND)), st.integers(0, len(SOUND)), st.binary(max_size=40))
def test_parts_taken_out_and_put_in(one: int, other: int, put: bytes) -> None:
    first, last = sorted((one, other))
    _refused_or_equal(SOUND[:first] + put + SOUND[last:])


def test_cut_anywhere() -> None:
    for at in range(0, len(SOUND), 37):
        _refused_or_equal(SOUND[:at])
    assert refusal(SOUND[: len(SOUND) // 2]).code == "pack.damaged"
    assert "cut short" in refusal(SOUND[:-10]).message


@given(st.binary(max_size=400))
def test_noise(content: bytes) -> None:
    refusal(content)


def _refused_or_equal(content: bytes) -> None:
    said = ""
    try:
        read = read_pack(content, "x")
    except SysleadError as problem:
        said = problem.message + problem.hint
        read = READ
    assert read == READ
    assert SECRET not in said
    assert "\n" not in said


@pytest.mark.parametrize(("content", "code", "said"), [
    (b"", "pack.foreign", "not a pack"),
    (b"[]", "pack.foreign", "not a pack"),
    (b"null", "pack.foreign", "not a pack"),
    (b"\xff\xfe{\x00}\x00", "pack.foreign", "not a pack"),
    (b"{" * 100_000, "pack.damaged", "not complete JSON"),
    (b"[" * 200_000, "pack.foreign", "not a pack"),
    (b'{"a":' * 100_000, "pack.foreign", "not a pack"),
    (b'{"schema":"syslead/pack/1","tier":NaN}', "pack.foreign", "not a pack"),
    (b'{"schema":"syslead/pack/1","schema":"syslead/pack/1"}', "pack.foreign", "not a pack"),
    (b'{"schema":"syslead/pack/1"}', "pack.damaged", "checksum"),
    (b'{"schema":"syslead/pack/1","n":' + b"9" * 5000 + b"}", "pack.damaged", "damaged"),
    (b'{"schema":"syslead/pack/7","new":1}', "pack.newer", "pack format 7, this one reads 1"),
    (b'{"schema":"syslead/pack/0"}', "pack.foreign", "not a pack"),
    (b'{"schema":["syslead/pack/1"]}', "pack.foreign", "not a pack"),
    (b'{"schema":"syslead/trends/1"}', "pack.foreign", "another document"),
    (b'{"v":1,"id":"x"}', "pack.foreign", "a journal's own lines"),
    (b" " * (SIZE_LIMIT + 1), "pack.too_large", "16 MB"),
    (b"age-encryption.org/v1\n", "pack.foreign", "encrypted"),
    (b"PK\x03\x04rest", "pack.foreign", "zip"),
    (b"AGE-SECRET-KEY-1QQQ", "pack.foreign", "secret key"),
])  # fmt: skip
def test_what_is_no_pack(content: bytes, code: str, said: str) -> None:
    found = refusal(content)
    assert found.code == code
    assert said in found.message


@pytest.mark.parametrize(("form", "said"), [
    ("html", "the page for reading"), ("md", "Markdown"), ("csv", "spreadsheet"),
])  # fmt: skip
def test_other_forms_of_the_same_are_known(form: str, said: str) -> None:
    content = FORMATS[form](READ).encode()
    assert said in refusal(content).message
    assert "ask for the pack itself" in refusal(b"\xef\xbb\xbf\r\n" + content).message


def test_what_a_sponsor_gets_is_known() -> None:
    data = build(Journal(RECORDS), HERE, replace(CHOICE, audience="sponsor"))
    assert "sponsor" in refusal(file_of(to_builtins(data))).message


def _set(*path: Any) -> Any:
    *way, last, value = path

    def change(data: dict[str, Any]) -> None:
        node: Any = data
        for step in way:
            node = node[step]
        node[last] = value

    return change


@pytest.mark.parametrize(("change", "where"), [
    (_set("counts", "asked", True), "counts asked: not a count"),
    (_set("counts", "asked", -1), "counts asked: not a count"),
    (_set("counts", "asked", 10**9), "counts asked: not a count"),
    (_set("counts", "asked", 1.0), "counts asked: not a count"),
    (_set("counts", "asked", SECRET), "counts asked: not a count"),
    (_set("counts", "full", 10**8), "counts: more answered than asked"),
    (_set("counts", "usual", 1.5), "counts usual: not a share from 0 to 1"),
    (_set("counts", SECRET, 1), "counts: keys that the format does not have"),
    (_set(SECRET, 1), "valid pack: keys that the format does not have"),
    (_set("from", "2026-13-01"), "from: not a day"),
    (_set("from", "20260101"), "from: not a day"),
    (_set("from", "0001-01-01"), "from: not a day"),
    (_set("expires", "9999-12-31"), "expires: not a day"),
    (_set("from", "2026-12-31"), "it ends before it begins"),
    (_set("tier", SECRET), "tier: not one of the allowed words"),
    (_set("withheld", ["names"]), "withheld 1: not one of the allowed words"),
    (_set("pseudonym", "\x1b]0;" + SECRET), "pseudonym: a name with control characters"),
    (_set("pseudonym", "\x9b31m"), "pseudonym: a name with control characters"),
    (_set("pseudonym", "a\nb"), "pseudonym: a name with control characters"),
    (_set("pseudonym", "\ud800"), "pseudonym: a name with control characters"),
    (_set("pseudonym", "x" * 4001), "pseudonym: too long"),
    (_set("pseudonym", None), "pseudonym: not text"),
    (_set("purpose", "x" * 1_000_001), "purpose: too long"),
    (_set("facets", 0, "name", "\x1b[2J"), "facets 1 name: a name with control"),
    (_set("facets", 0, "strip", [[1, 2]]), "facets 1 strip 1: more answered than asked"),
    (_set("facets", 0, "place", 2), "places do not count from 1"),
    (_set("facets", 0, "dimension", 500), "a facet belongs to a dimension that does not"),
    (_set("facets", 0, "level", "low", 1e9), "facets 1 level low: not a share from 0 to 1"),
    (_set("facets", 0, "state", "fine"), "facets 1 state: not one of the allowed words"),
    (_set("dimensions", 0, "level", {"mean": 0.5, "low": 0.9, "high": 0.1}), "wrong way round"),
    (_set("dimensions", [{}] * 501), "dimensions: not a list of the right length"),
    (_set("environment", {}), "environment: not a list"),
    (_set("environment", [{"place": 1, "id": "i", "name": "n", "score": 6}]),
     "score: not a score from 1 to 5"),
    (_set("framework", None), "its framework does not fit its tier"),
    (_set("tier", "scores"), "tier"),
    (_set("tier", "themes"), "more than its tier allows"),
    (_set("withheld", ["ratings"]), "contains what it says was left out"),
    (_set("withheld", ["voices"]), "contains what it says was left out"),
    (_set("sha256", "A" * 64), ""),
])  # fmt: skip
def test_a_sound_checksum_is_not_enough(change: Any, where: str) -> None:
    """Anybody can compute one: what is inside is looked at all the same."""
    data = document("all")
    change(data)
    found = refusal(json.dumps({"sha256": checksum(data), **data}).encode())
    assert found.code in ("pack.unsound", "pack.foreign", "pack.damaged")
    assert where in found.message


def test_a_number_beyond_all_numbers() -> None:
    data = document("all")
    data["counts"]["usual"] = 7.25e99
    sound = json.dumps({"sha256": "0" * 64, **data})
    assert refusal(sound.replace("7.25e+99", "1e400").encode()).code == "pack.damaged"


def test_the_size_is_looked_at_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("parsed"))
    assert refusal(b"{" + b" " * SIZE_LIMIT + b"}").code == "pack.too_large"


def test_the_name_of_the_file_is_made_harmless() -> None:
    with pytest.raises(SysleadError) as refused:
        read_pack(b"{}", "a\x1b[2J\nb.json")
    assert refused.value.message.startswith("a␛[2J b.json is")
