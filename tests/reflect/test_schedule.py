"""The scheduler: coverage, rest between repeats, reasons, and the gap before a re-ask."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syslead_cli.framework.model import Dimension, Facet, Framework, Prompt, PromptBank
from syslead_cli.journal.model import Ask
from syslead_cli.reflect.schedule import (
    PROBE_GAP,
    WIDEST_GAP,
    Asked,
    Pick,
    Rota,
    Schedule,
    reask_gap,
)

KINDS = (
    ["event"] * 5
    + ["evidence"] * 2
    + ["perspective"] * 2
    + ["voice"] * 2
    + ["counterfactual"] * 2
    + ["intention", "strength", "tension"]
)


def pick(
    day: int, slots: int, names: list[str], cards: list[Prompt], past: list[Asked], **more: Any
) -> list[Pick]:
    return Rota(day, names, cards, past, **more).picks(slots)


def first(day: int, facets: int, past: list[Asked], each: int = 16, **more: Any) -> Pick:
    return pick(day, 1, *bank(facets, each), past, **more)[0]


def bank(facets: int, each: int = 16) -> tuple[list[str], list[Prompt]]:
    names = [f"facet{n}" for n in range(facets)]
    return names, [Prompt(f"{f}.{n}", f, KINDS[n % 16], "") for f in names for n in range(each)]


def once(names: list[str], apart: int = 0) -> list[Asked]:
    """Return a first ask of each facet, so many days apart."""
    return [
        Asked(at * apart, name, f"{name}.0", "event", "rotation", "full")
        for at, name in enumerate(names)
    ]


def log(day: int, picks: list[Pick], outcome: str = "full") -> list[Asked]:
    return [Asked(day, p.facet, p.id, p.kind, p.reason, outcome) for p in picks]


def keep(
    sittings: int,
    slots: int,
    facets: int = 24,
    *,
    each: int = 16,
    salt: str = "",
    suspect: str = "wandering",
    focus: tuple[str, ...] = (),
) -> list[list[Asked]]:
    """A journal of one sitting a day, as the asks of each."""
    names, cards = bank(facets, each)
    chance = random.Random(salt)
    history: list[list[Asked]] = []
    for day in range(sittings):
        suspicion = dict.fromkeys(names, 0.0)
        if suspect == "wandering":
            suspicion = {name: chance.random() for name in names}
        elif suspect == "stubborn":
            suspicion = {name: 0.8 if name == names[0] else 0.06 for name in names}
        past = [ask for sitting in history for ask in sitting]
        picks = pick(day, slots, names, cards, past, p=suspicion, focus=focus, salt=salt)
        history.append(log(day, picks))
    return history


@given(st.integers(1, 3), st.sampled_from(["none", "wandering", "stubborn"]), st.text(max_size=4))
@settings(max_examples=20)
def test_every_facet_is_reached(slots: int, suspect: str, salt: str) -> None:
    """In any run of sittings long enough for 24 rotation slots and the jitter of four."""
    journal = keep(100, slots, suspect=suspect, salt=salt)
    enough = ceil(24 / (0.4 * slots)) + ceil(6 / (0.4 * slots))
    for start in range(0, 100 - enough, 7):
        reached = {ask.facet for sitting in journal[start : start + enough] for ask in sitting}
        assert len(reached) == 24


@given(st.sampled_from(["none", "wandering", "stubborn"]), st.text(max_size=4))
@settings(max_examples=10)
def test_no_prompt_twice_in_a_quarter_nor_a_kind_twice_running(suspect: str, salt: str) -> None:
    journal = keep(230, 2, suspect=suspect, salt=salt)
    seen: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for day, sitting in enumerate(journal):
        assert len({ask.facet for ask in sitting}) == 2
        for ask in sitting:
            assert day - seen.get(ask.prompt, -91) >= 91
            assert kinds.get(ask.facet) != ask.kind
            seen[ask.prompt] = day
            kinds[ask.facet] = ask.kind


@pytest.mark.parametrize("count", [6, 8])
def test_the_quarter_is_kept_with_a_focus_too(count: int) -> None:
    seen: dict[str, int] = {}
    for sitting in keep(200, 2, focus=tuple(f"facet{n}" for n in range(count))):
        for ask in sitting:
            assert ask.day - seen.get(ask.prompt, -91) >= 91
            seen[ask.prompt] = ask.day


def test_at_most_three_of_five_slots_leave_the_rotation() -> None:
    asks = [ask for sitting in keep(80, 2) for ask in sitting]
    for at in range(len(asks) - 4):
        assert sum(ask.reason != "rotation" for ask in asks[at : at + 5]) <= 3
    assert Counter(ask.reason for ask in asks)["probe"] > 0.5 * len(asks)


def test_a_focus_gets_about_six_in_ten() -> None:
    focus = tuple(f"facet{n}" for n in range(0, 24, 3))
    asks = [ask for sitting in keep(90, 2, focus=focus, suspect="none") for ask in sitting]
    share = sum(ask.facet in focus for ask in asks) / len(asks)
    assert 0.55 <= share <= 0.65
    assert {ask.reason for ask in asks} == {"rotation", "focus"}
    suspected = [ask for sitting in keep(90, 2, focus=focus) for ask in sitting]
    assert {ask.reason for ask in suspected} == {"rotation", "focus", "probe"}
    assert len({ask.facet for ask in suspected}) == 24


def test_a_probe_takes_the_likeliest_rested_and_unnamed_facet() -> None:
    names, _ = bank(8)
    suspicion = dict(zip(names, (0.04, 0.3, 0.6, 0.9, 0.2, 0.1, 0.95, 0.97), strict=True))

    def probe(named: Collection[str] = ()) -> Pick:
        return first(9, 8, once(names, apart=1), p=suspicion, named=named)

    # facet7 was asked two days ago; facet6 three.
    assert (probe().facet, probe().reason) == ("facet6", "probe")
    assert probe().kind != "event"
    assert probe(named={"facet6"}).facet == "facet3"
    assert (probe(named=names[5:]).facet, probe(named=names[5:]).reason) == ("facet3", "probe")


def test_what_is_named_is_asked_about_again_after_five_days_until_it_clears() -> None:
    """It comes before what is only suspected, in another kind of prompt, outside a focus too."""
    names, _ = bank(24)
    suspicion = {"facet3": 0.9, "facet4": 0.95, "facet9": 0.97}

    def on(day: int, named: Collection[str] = ("facet3",), focus: Collection[str] = ()) -> Pick:
        return first(day, 24, once(names), p=suspicion, named=named, focus=focus)

    assert (on(4).facet, on(4).reason) == ("facet9", "probe")
    assert (on(5).facet, on(5).reason) == ("facet3", "probe")
    assert on(5).kind != "event"
    assert on(5, focus=names[10:16]).facet == "facet3"
    assert on(5, named=()).facet == "facet9"


def test_two_named_facets_take_turns_and_leave_two_slots_in_five_to_the_rotation() -> None:
    names, cards = bank(24)
    history: list[Asked] = []
    for day in range(50):
        picks = pick(day, 2, names, cards, history, named=("facet3", "facet4"), salt="x")
        history += log(day, picks)
    again = [ask for ask in history if ask.reason == "probe"]
    assert {ask.facet for ask in again} == {"facet3", "facet4"}
    asked = [ask.day for ask in history if ask.facet == "facet3"]
    assert all(5 <= later - day <= 8 for day, later in pairwise(asked[2:]))
    kinds = [ask.kind for ask in history if ask.facet == "facet3"]
    assert all(kind != before for before, kind in pairwise(kinds))
    assert {ask.facet for ask in history[-60:]} == set(names)


@pytest.mark.parametrize(
    ("facets", "p", "rest"), [(13, 0.49, 4), (13, 0.5, 3), (12, 0.49, 3), (12, 0.9, 3)]
)
def test_of_many_facets_an_unlikely_one_rests_a_day_longer(
    facets: int, p: float, rest: int
) -> None:
    past = once(bank(facets)[0])
    reasons = [first(day, facets, past, p={"facet5": p}).reason for day in range(1, 6)]
    assert reasons.index("probe") + 1 == rest


def test_a_facet_never_asked_is_not_probed() -> None:
    assert first(0, 3, [], p=dict.fromkeys(bank(3)[0], 0.5)).reason == "rotation"


@pytest.mark.parametrize(("facets", "day"), [(13, 93), (2, 92)])
def test_a_probe_waits_until_prompts_are_unseen_for_a_quarter(facets: int, day: int) -> None:
    past = [Asked(n, "facet0", f"facet0.{n}", KINDS[n], "rotation", "thin") for n in range(8)]
    past += [ask._replace(day=8) for ask in once(bank(facets)[0])[1:]]
    # A quarter of the eight, two, are left to the rotation: three must have rested 91 days. With
    # few facets one is left, and two must have.
    found = [first(on, facets, past, 8, p={"facet0": 0.9}) for on in (day - 1, day)]
    assert [pick.reason for pick in found] == ["rotation", "probe"]


def test_later_is_no_ask_and_brings_the_facet_back_sooner() -> None:
    names, cards = bank(6)
    past: list[Asked] = []
    for day in range(12):
        past += log(day, pick(day, 1, names, cards, past))
    put_off = pick(12, 1, names, cards, past)
    past += log(12, put_off, "later")
    facet = put_off[0].facet
    again = pick(12, 1, names, cards, past)
    assert again[0].facet != facet, "not at once"
    tomorrow = pick(13, 1, names, cards, past)
    assert tomorrow[0].facet == facet, "but the next day"
    assert tomorrow[0].id != put_off[0].id


def test_a_facet_put_off_for_ever_does_not_hold_up_the_others() -> None:
    names, cards = bank(6)
    past: list[Asked] = []
    for day in range(60):
        picks = pick(day, 1, names, cards, past)
        past += log(day, picks, "later" if picks[0].facet == "facet0" else "full")
    assert sum(ask.facet != "facet0" for ask in past) >= 50


@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4))
def test_any_size_of_framework(facets: int, each: int, slots: int) -> None:
    for sitting in keep(30, slots, facets, each=each):
        assert len(sitting) == min(slots, facets * each)
        assert len({ask.prompt for ask in sitting}) == len(sitting)
        assert len({ask.facet for ask in sitting}) == min(slots, facets)


def test_nothing_to_ask() -> None:
    assert pick(3, 2, [], [], []) == []
    assert pick(3, 2, ["a"], [Prompt("b.1", "b", "event", "")], []) == []


def test_a_sitting_varies_the_dimension() -> None:
    names, cards = bank(12)
    dimensions = {name: f"d{n // 4}" for n, name in enumerate(names)}
    past: list[Asked] = []
    for day in range(40):
        picks = pick(day, 3, names, cards, past, dimensions=dimensions)
        assert len({dimensions[p.facet] for p in picks}) == 3
        past += log(day, picks)


def test_the_same_day_and_journal_give_the_same_picks() -> None:
    assert keep(40, 2, salt="x") == keep(40, 2, salt="x")
    assert keep(1, 6, salt="x") != keep(1, 6, salt="y")


def test_asks_after_the_day_are_not_known_yet() -> None:
    names, cards = bank(5)
    past = log(0, pick(0, 2, names, cards, []))
    future = past + log(9, pick(9, 2, names, cards, past))
    assert pick(5, 2, names, cards, future) == pick(5, 2, names, cards, past)


def test_choose_rotates_prompts_within_the_facet() -> None:
    _, cards = bank(2)
    asked: list[Ask] = []
    for day in range(16):
        now = date(2026, 3, 1 + day)
        chosen = Schedule(asked, framework("facet1"), bank_of(cards), now).chosen("facet1")
        assert chosen is not None
        assert chosen.reason == "chosen"
        made = {"facet": chosen.facet, "prompt": chosen.id, "reason": "chosen", "outcome": "full"}
        asked.append(Ask(id=str(day), ts="", day=now, sitting=str(day), **made))
    kinds = {card.id: card.kind for card in cards}
    assert len({ask.prompt for ask in asked}) == 16
    assert all(kinds[one.prompt or ""] != kinds[two.prompt or ""] for one, two in pairwise(asked))
    last = Schedule(asked, framework("facet1"), bank_of(cards), date(2026, 4, 1))
    assert last.chosen("nowhere") is None


def test_the_gap_widens_when_probes_fare_worse() -> None:
    rotation = [
        Asked(n, f"facet{n % 6}", "x", "event", "rotation", "thin" if n % 5 == 0 else "full")
        for n in range(60)
    ]

    def gap(full: int, probes: int = 30) -> int:
        outcomes = ["full"] * full + ["skip"] * (probes - full)
        return reask_gap(
            rotation
            + [
                Asked(60 + n, f"facet{n % 6}", "x", "event", "probe", outcome)
                for n, outcome in enumerate(outcomes)
            ]
        )

    assert reask_gap([]) == PROBE_GAP
    assert gap(24) == PROBE_GAP
    assert gap(22) == PROBE_GAP, "within chance"
    assert PROBE_GAP < gap(15) < gap(5) <= WIDEST_GAP
    assert gap(0, probes=2) < gap(0), "two probes prove little"


def test_probes_of_a_facet_that_fails_anyway_do_not_widen_the_gap() -> None:
    rotation = [Asked(n, "a", "x", "event", "rotation", "skip") for n in range(20)]
    rotation += [Asked(n, "b", "x", "event", "rotation", "full") for n in range(20)]
    probes = [Asked(n, "a", "x", "voice", "probe", "skip") for n in range(20, 30)]
    assert reask_gap(rotation + probes) == PROBE_GAP


def framework(*facets: str) -> Framework:
    made = tuple(Facet(id_, "d", id_, "") for id_ in facets)
    return Framework("f", "F", "1", (Dimension("d", "D", ""),), made)


def bank_of(prompts: Iterable[Prompt]) -> PromptBank:
    return PromptBank(tuple(prompts))


def test_catching_up_does_not_ask_what_a_later_day_was_asked() -> None:
    prompts = bank_of(Prompt(f"a{at}", "a", "event", "?") for at in range(3))
    asked: list[Ask] = []
    for back in range(4):
        day = date(2026, 3, 27 - back)
        (due,) = Schedule(asked, framework("a"), prompts, day).due(1)
        ask = {"facet": "a", "prompt": due.id, "reason": "rotation", "outcome": "skip"}
        asked.insert(0, Ask(id="1", ts="", day=day, sitting="1", **ask))
    assert len({ask.prompt for ask in asked[1:]}) == 3


def test_a_newcomer_is_asked_what_the_file_marks_and_nobody_else() -> None:
    marked = {("c", 2), ("a", 1)}
    prompts = bank_of(
        Prompt(f"{facet}{at}", facet, "event", "?", first=(facet, at) in marked)
        for facet in "abc"
        for at in range(4)
    )
    day = date(2026, 3, 27)
    first = Schedule((), framework(*"abc"), prompts, day).due(3)
    assert [pick.id for pick in first[:2]] == ["a1", "c2"]
    assert first[2].facet == "b"
    asked = Ask(id="1", ts="", day=day, sitting="1", facet="b", reason="rotation", outcome="skip")
    later = Schedule((asked,), framework(*"abc"), prompts, day).due(2)
    assert [pick.id for pick in later] != ["a1", "c2"]
