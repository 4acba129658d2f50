"""The facets that are found in what somebody wrote, and the table they are found by."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import mentions
import pytest

from conftest import ROOT, World
from effort import keeps_step
from syslead_cli.errors import SysleadError
from syslead_cli.framework.mentions import Mention, MentionTable, read_table, words_in
from syslead_cli.insight.screen import SUGGESTED
from tables import hand_made, keep

SHIPPED = ROOT / "frameworks" / "systems-leadership.mentions"
EXAMPLES = ROOT / "frameworks" / "systems-leadership.examples.tsv"
WEATHER = {"weather": ["storm", "rain"], "cargo": ["crane"], "crew": ["mate"]}


@pytest.fixture
def made(tmp_path: Path) -> MentionTable:
    path = tmp_path / "x.mentions"
    path.write_bytes(hand_made(WEATHER))
    return read_table(path)


@pytest.fixture(scope="module")
def shipped() -> MentionTable:
    return read_table(SHIPPED)


def found(table: MentionTable, text: str) -> list[str]:
    return [mention.facet for mention in table.match(text, table.header.facets)]


def test_the_most_likely_facet_comes_first(made: MentionTable) -> None:
    assert found(made, "rain on the crane") == ["cargo", "weather"]
    assert found(made, "storm, and rain, on the crane") == ["weather", "cargo"]


def test_only_facets_in_use_are_found(made: MentionTable) -> None:
    assert made.match("rain on the crane", ["crew", "cargo"])[0].facet == "cargo"
    assert made.match("rain on the crane", ["crew"]) == []


def test_a_plain_case_is_sure(made: MentionTable) -> None:
    assert made.match("storm", ["weather"]) == [Mention("weather", ("storm",), sure=True)]
    long = "the crane stood still for most of that whole long afternoon and nobody could say why"
    (mention,) = made.match(f"{long} or when anybody would look at it", ["cargo"])
    assert not mention.sure


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A STORM.", "STORM"),
        ("_storm_", "storm"),
        ("We had a storm\nand  rain.", "storm and rain"),
        ("Quiet. A storm! Rain? No.", "storm"),
        ("storm a b c d e f g rain", "storm"),
        ("storm a b c d e f rain", "storm a b c d e f rain"),
    ],
)
def test_the_evidence_is_one_stretch_of_a_sentence(
    made: MentionTable, text: str, words: str
) -> None:
    assert made.match(text, ["weather"])[0].because == (words,)


@pytest.mark.parametrize("text", ["", "  \n\n", "?!…", "nothing of the kind"])
def test_nothing_is_an_answer(made: MentionTable, text: str) -> None:
    assert found(made, text) == []


def test_words_are_the_same_however_they_were_typed() -> None:
    assert words_in("Didn’t the CAFE\u0301 close?") == [
        ("didn't", (0, 6)), ("the", (7, 10)), ("café", (11, 16)), ("close", (17, 22)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["a " * 50_000, "a. " * 33_000, "x" * 100_000, "\n " * 50_000, "'" * 100_000, "_" * 100_000,
     " ".join(map(str, range(17_000)))],
    ids=["a", "sentences", "one word", "lines", "quotes", "underscores", "all different"],
)  # fmt: skip
def test_hostile_text_costs_no_more_than_its_length(shipped: MentionTable, text: str) -> None:
    assert keeps_step(lambda said: found(shipped, said), text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}\n",
        b"\xff\xfe\n",
        hand_made(WEATHER)[:-1],
        hand_made(WEATHER) + b"x",
        hand_made(WEATHER).replace(b"mentions/1", b"mentions/2"),
        hand_made(WEATHER).replace(b'"crew"]', b'"crew","x"]'),
        hand_made(WEATHER).replace(b'"bits":12', b'"bits":99'),
    ],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mentions"
    path.write_bytes(content)
    with pytest.raises(SysleadError, match=r"x\.mentions is no table of mentions") as caught:
        read_table(path)
    assert caught.value.hint == "syslead framework train FILE makes one."


def test_a_note_in_a_damaged_table_s_way_is_kept(world: World) -> None:
    path = keep(world.home, "systems-leadership", {"courage": ["zebra"]})
    assert matched(world, "A zebra.") == ["courage"]
    path.write_bytes(b"broken")
    note = world.run("note", "-", stdin="A zebra.")
    assert note.code == 0
    assert "Facets were not looked for" in note.err
    assert world.run("framework", "match", stdin="A zebra.").code == 1


def test_a_framework_without_a_table_shares_the_one_that_ships(world: World) -> None:
    text = (ROOT / "frameworks/systems-leadership.toml").read_text("utf-8")
    mine = text.replace('id = "systems-leadership"', 'id = "mine"')
    world.put("frameworks/mine.toml", mine.replace("ceding_power", "giving"))
    said = "Handed over the chair to the charity. She ran it, and I stayed out of her way."
    assert "ceding_power" in matched(world, said)
    world.run("config", "set", "framework", "mine")
    assert "enabling_others" in matched(world, said)
    assert not {"ceding_power", "giving"} & set(matched(world, said))
    keep(world.home, "mine", {"giving": ["chair"]})
    assert matched(world, said) == ["giving"]


def test_a_profile_narrows_what_is_found(world: World) -> None:
    said = "Handed over the chair to the charity. She ran it, and I stayed out of her way."
    world.run("config", "set", "profile", "core")
    assert "ceding_power" not in matched(world, said)
    assert "enabling_others" in matched(world, said)


def matched(world: World, text: str) -> list[str]:
    """The facets a command finds; a note finds the same."""
    document = world.document("framework", "match", stdin=text)
    assert document["schema"] == "syslead/match/1"
    assert world.document("note", "-", stdin=text)["mentions"] == [
        {"id": each["id"], "because": each["because"]} for each in document["facets"]
    ]
    return [each["id"] for each in document["facets"]]


def examples() -> list[list[str]]:
    return [line.split("\t") for line in EXAMPLES.read_text("utf-8").splitlines()]


def test_the_table_that_ships_was_learned_from_the_examples_that_ship(
    shipped: MentionTable,
) -> None:
    assert shipped.header.sha256 == sha256(EXAMPLES.read_bytes()).hexdigest()
    assert shipped.header.examples == len(examples())
    assert SHIPPED.stat().st_size < 820 * 1024


def test_there_are_examples_enough_and_none_twice() -> None:
    counts = Counter(facet for facet, _ in examples())
    assert counts.pop("none") >= 400
    assert len(counts) == 24
    assert min(counts.values()) >= 100
    assert len({" ".join(text.casefold().split()) for _, text in examples()}) == len(examples())


def test_what_mentions_are_measured_by_is_not_what_they_are_learned_from() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = [word for word, _ in words_in(text)]
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    lines = (ROOT / "tests/data/reflections.jsonl").read_text("utf-8").splitlines()
    measured = set().union(*(runs(json.loads(line)["text"]) for line in lines))
    assert [text for _, text in examples() if runs(text) & measured] == []


@pytest.mark.parametrize(
    ("facet", "text"),
    [
        ("enabling_others", "Let the head teacher chair it. She did it better than I would."),
        ("humility_magnanimity", "Said sorry to the ward manager. I'd got it wrong."),
        ("resilience_patience", "They said no. We went back again, same table, same biscuits."),
        ("unseen_unpredicted", "We hadn't realised that the last bus leaves at six."),
        ("ceding_power", "Handed over the chair to the voluntary sector."),
        ("courage", "Nobody else was going to say it, so I did."),
        ("narrative_communication", "No slides; I told them the story of one family."),
    ],
)
def test_the_shipped_table_hears_what_leaders_say(
    shipped: MentionTable, facet: str, text: str
) -> None:
    assert facet in found(shipped, text)


@pytest.mark.parametrize(
    "text",
    [
        "Risk assessment form signed and returned to estates.",
        "There was a power cut on the third floor.",
        "The hotel room had a balcony over the car park.",
        "Booked rooms for the next three steering groups.",
        "The energy bill for the centre has gone up by a third.",
        "Said sorry I was late and joined the call from the car.",
        "Conflict in the diary between the audit and the training day.",
    ],
)
def test_the_shipped_table_leaves_logistics_alone(shipped: MentionTable, text: str) -> None:
    assert not any(mention.sure for mention in shipped.match(text, shipped.header.facets))


def test_what_is_said_of_guesses_is_what_is_measured() -> None:
    find, facets = mentions.shipped()
    rates = mentions.measure(mentions.read("held"), find, facets)
    assert rates.found >= 0.42
    assert rates.false <= 0.02
    assert "five\nin ten are right" in (ROOT / "docs/how-neglect-is-judged.md").read_text("utf-8")
    assert "of ten such guesses about five are right" in SUGGESTED
    assert 0.45 <= rates.right < 0.55
    docs = (ROOT / "docs/how-neglect-is-judged.md").read_text(encoding="utf-8")
    for words, rate in (
        ("the main facet is among those found", f"{rates.found:.0%}"),
        ("a wrong facet found, per facet and text", f"{rates.false:.1%}"),
        ("of all facets found, right", f"{rates.right:.0%}"),
        (f"of the {rates.asked} facets a leader is asked about, right", f"{rates.asked_right:.0%}"),
    ):
        assert f"| {words} | {rate.replace('%', ' %')}" in docs
