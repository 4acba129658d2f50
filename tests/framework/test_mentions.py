"""The signals of a framework, and the words they find in what somebody wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from effort import keeps_step
from syslead_cli.framework.signals import Matcher, Mention, compile_signals
from syslead_cli.insight.screen import SUGGESTED

SHIPPED = Path(__file__).parents[2] / "frameworks" / "systems-leadership.toml"


def because(pattern: str | list[str], text: str) -> tuple[str, ...]:
    """Return the stretches of text found by the signals of a framework with one facet."""
    patterns = [pattern] if isinstance(pattern, str) else pattern
    found = compile_signals({"facet": patterns}).match(text)
    return found[0].because if found else ()


@pytest.fixture(scope="module")
def shipped() -> Matcher:
    facets = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["facets"]
    return compile_signals({facet["id"]: facet["signals"] for facet in facets})


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("story", "A STORY about us.", ("STORY",)),
        ("story", "Two stories about us.", ()),
        ("narrativ*", "Narratives differ.", ("Narratives",)),
        ("asked|ask", "I ask, they asked.", ("ask", "asked")),
        ("got it wrong", "I got it wrong.", ("got it wrong",)),
        ("got it wrong", "I got all of it wrong.", ()),
        ("credit .. to|for", "Credit to Ann.", ("Credit to",)),
        ("credit .. to", "credit a b c d to", ("credit a b c d to",)),
        ("credit .. to", "credit a b c d e to", ()),
        (
            "ask* .. what .. think|thought",
            "Asked her what she thought",
            ("Asked her what she thought",),
        ),
        ("side-effect|knock-on .. nobody", "A knock-on that nobody saw", ("knock-on that nobody",)),
        ("knock on", "the knock-on of it", ("knock-on",)),
    ],
)
def test_the_pattern_language(pattern: str, text: str, words: tuple[str, ...]) -> None:
    assert because(pattern, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I didn't know", ("didn't know",)),
        ("I didn’t know", ("didn’t know",)),
        ("I didnt know", ("didnt know",)),
        ("I did not know", ("did not know",)),
        ("I couldn't know", ("couldn't know",)),
        ("I know", ()),
    ],
)
def test_contractions_are_compared_as_spoken_and_quoted_as_written(
    text: str, words: tuple[str, ...]
) -> None:
    assert because("didn't|couldn't know", text) == words


@pytest.mark.parametrize("text", ["I had been wrong", "I'd been wrong", "I’d been wrong"])
def test_a_contracted_had_is_a_had(text: str) -> None:
    assert because("i had been wrong", text)[0].endswith("been wrong")


def test_cannot_is_cant() -> None:
    assert because("can't say", "I cannot say") == ("cannot say",)


def test_accents_match_however_they_were_typed() -> None:
    assert because("café", "the cafe\u0301 closed") == ("cafe\u0301",)


@pytest.mark.parametrize("end", [". ", "! ", "?\n", "… ", '." ', "\n\n", "\n- "])
def test_a_match_stays_within_its_sentence(end: str) -> None:
    assert because("sorry .. late", f"I was sorry{end}Late again") == ()


@pytest.mark.parametrize("middle", [", ", "; ", " 3.5 ", "\n"])
def test_other_marks_do_not_end_a_sentence(middle: str) -> None:
    assert because("sorry .. late", f"I was sorry{middle}late again") == (
        " ".join(f"sorry{middle}late".split()),
    )


def test_a_veto_takes_its_words_out_of_play() -> None:
    patterns = ["risk*", "!risk assessment form"]
    assert because(patterns, "Signed the risk assessment form.") == ()
    assert because(patterns, "Signed the risk assessment form, then risked it.") == ("risked",)


def test_a_veto_covers_the_words_in_its_gap() -> None:
    assert because(["power", "!cut .. supply"], "They cut the power supply") == ()


def test_a_veto_speaks_only_for_its_own_facet() -> None:
    matcher = compile_signals({"giving": ["power", "!power cut"], "news": ["power cut"]})
    assert [mention.facet for mention in matcher.match("A power cut")] == ["news"]


def test_only_the_words_of_complete_matches_are_quoted() -> None:
    assert because("went back again", "went home, went back again") == ("went back again",)


def test_words_are_in_order_of_appearance_and_counted_once() -> None:
    assert because(["b c", "a b"], "a b c") == ("a b c",)


def test_most_words_first_then_framework_order() -> None:
    matcher = compile_signals({"x": ["one"], "y": ["one"], "z": ["one two"]})
    assert matcher.match("one two") == [
        Mention("z", ("one two",)),
        Mention("x", ("one",)),
        Mention("y", ("one",)),
    ]


@pytest.mark.parametrize("text", ["", "   \n\n", "?!…", "nothing of the kind"])
def test_nothing_is_an_answer(text: str) -> None:
    assert compile_signals({"facet": ["story"]}).match(text) == []


def test_a_framework_without_signals_matches_nothing() -> None:
    assert compile_signals({}).match("anything") == []
    assert compile_signals({"facet": []}).match("anything") == []


@pytest.mark.parametrize(
    "pattern",
    ["", "  ", "!", "..", "a ..", ".. a", "a .. .. b", "a||b", "|a", "a|", "*", "a*", "nar*ative",
     "a,b", "(a)", "a|.. b", "!!a"],
)  # fmt: skip
def test_a_malformed_pattern_is_named(pattern: str) -> None:
    with pytest.raises(ValueError, match="signal") as caught:
        compile_signals({"facet": ["fine", pattern]})
    assert repr(pattern) in str(caught.value)


def test_a_pattern_with_too_many_combinations_is_refused() -> None:
    term = "a-a|b-b|c-c|d-d|e-e"
    with pytest.raises(ValueError, match="too many combinations"):
        compile_signals({"facet": [" ".join([term] * 4)]})


@pytest.mark.parametrize(
    "text",
    [
        "a " * 50_000,
        "i " * 50_000,
        "a. " * 33_000,
        "not know " * 11_000,
        "x" * 100_000,
        "\n " * 50_000,
        "'" * 100_000,
        " ".join(str(number) for number in range(17_000)),
    ],
    ids=["a", "i", "sentences", "half a match", "one word", "lines", "quotes", "all different"],
)
def test_hostile_text_costs_no_more_than_its_length(shipped: Matcher, text: str) -> None:
    assert keeps_step(shipped.match, text)


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
def test_the_shipped_signals_hear_what_leaders_say(shipped: Matcher, facet: str, text: str) -> None:
    assert shipped.match(text)[0].facet == facet


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
def test_the_shipped_signals_leave_logistics_alone(shipped: Matcher, text: str) -> None:
    assert shipped.match(text) == []


def test_what_is_said_of_guesses_is_what_is_measured() -> None:
    """Three guesses in ten are right, says `trends`; of the reflections held back so many are."""
    import importlib.util
    import sys

    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("mentions", root / "benchmarks/mentions.py")
    assert spec
    assert spec.loader
    mentions = importlib.util.module_from_spec(spec)
    sys.modules["mentions"] = mentions
    spec.loader.exec_module(mentions)
    matcher, facets = mentions.shipped()
    rates = mentions.measure(mentions.read("held"), matcher, facets)
    assert "of ten such guesses about three are right" in SUGGESTED
    assert 0.25 <= rates.right <= 0.35
    docs = (root / "docs/how-neglect-is-judged.md").read_text(encoding="utf-8")
    assert f"| of all facets found, right | {rates.right:.0%}".replace("%", " %") in docs
