"""Two pages of a pack: what is asked, what is compared, and what stays unsaid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from briefs import brief_of, changed, earlier_document, full_document, read
from syslead_cli.coach.documents import BriefDocument, UnitPlace
from syslead_cli.coach.packs import contradiction
from syslead_cli.coach.questions import LEAST, MOST, short
from syslead_cli.sharing.model import Pack


def of(*documents: dict[str, Any]) -> BriefDocument:
    return brief_of(*documents).document


def asked(made: BriefDocument) -> str:
    return "\n".join(question.text for question in made.questions)


def test_the_newest_pack_is_briefed_whatever_the_order() -> None:
    old, new = earlier_document(), full_document()
    one, other = of(old, new), of(new, old, new)
    assert one == other
    assert (one.last, one.change and one.change.last) == (date(2026, 11, 22), date(2026, 8, 23))


def test_a_dimension_is_said_first_and_its_facets_not_again() -> None:
    quiet = [(found.unit, found.place) for found in of(full_document()).quiet]
    assert quiet == [("dimension", 6), ("facet", 9)]
    three = full_document()
    three["named"] = [{**three["named"][1], "place": at, "id": f"f{at}"} for at in (1, 5, 9)]
    assert [found.place for found in of(three).quiet] == [1, 5]


@pytest.mark.parametrize("tier", ["scores", "themes", "excerpts", "all"])
@pytest.mark.parametrize("without", [(), ("ratings",), ("voices",), ("ratings", "voices")])
def test_a_full_pack_has_four_to_six_questions(tier: str, without: tuple[str, ...]) -> None:
    made = of(full_document(tier, without), earlier_document())
    assert LEAST <= len(made.questions) <= MOST
    assert made.fewer is None
    assert len({question.text for question in made.questions}) == len(made.questions)
    for question in made.questions:
        assert question.text.endswith("?"), question.text
        assert question.because.strip()


def test_each_kind_of_question_comes_from_its_figures() -> None:
    made = of(full_document())
    because = [question.because for question in made.questions]
    assert asked(made).startswith("You wrote what you want from this session.")
    assert "Questions about “Being” got few detailed answers since 31 August." in asked(made)
    assert "Detailed 1 of 10; elsewhere in those weeks 68 of 82." in because
    strong = "“Facet name 3” came up 8 times since 24 August and got a detailed answer each time"
    assert strong in asked(made)
    assert "You last mentioned “board” on 21 September." in asked(made)
    assert "You planned: “If the budget talk stalls in week 3" in asked(made)
    assert "You rated “Challenge is allowed” 2 of 5." not in asked(made)
    low = "You rated your surroundings 1 of 5 for “Character over checklists”."
    assert f"{low} What would be the first sign of a 2?" in asked(made)


def test_no_two_questions_are_about_one_thing() -> None:
    bare = changed(full_document(), strength=None, voices__missing=0, voices__names_missing=[],
                   environment=[], tensions=[], intentions__open=0, intentions__dropped=0,
                   intentions__wordings=[], voices__largest_share=0.1)  # fmt: skip
    bare["named"] = bare["named"][2:]
    facet = bare["facets"][23]
    facet["state"] = "never_took_root"
    before = changed(earlier_document(), named=full_document()["named"][2:])
    made = of(bare, before)
    on_it = [q for q in made.questions if q.about == UnitPlace("facet", 24)]
    assert len(on_it) == 1
    assert "quiet in the last pack too" in on_it[0].because


def test_without_purpose_the_first_question_asks_for_it() -> None:
    made = of(changed(full_document(), purpose="  "))
    assert made.questions[0].text == "What would make this session worth your time?"


def test_little_data_is_too_early_and_says_so() -> None:
    little = changed(
        full_document(), counts__asked=5, counts__full=3, counts__days=3, named=[], strength=None,
        environment=[], tensions=[], intentions__open=0, intentions__wordings=[],
        intentions__dropped=0, intentions__made=0,
    )  # fmt: skip
    for unit in little["dimensions"]:
        unit["state"] = "too_early"
    made = of(little)
    assert made.early
    assert len(made.questions) == 2
    few = "Only 2 questions: 3 detailed answers so far, and patterns need about six weeks."
    assert made.fewer == few
    assert "gone quiet" not in asked(made)


def test_names_that_were_kept_back_are_not_asked_for() -> None:
    made = of(full_document("scores"), earlier_document("scores"))
    assert "Without naming it" in asked(made)
    assert "3 voices that you used to mention have not come up" in asked(made)
    assert not any(word in asked(made) for word in ("Facet", "Being", "board", "“"))
    assert made.tensions is None
    assert made.passages is None


def test_what_changed_is_what_can_be_compared() -> None:
    since = of(full_document(), changed(earlier_document(), until="2026-08-30")).change
    assert since is not None
    assert since.newly_quiet == ("Being", "Facet name 9", "Facet name 24")
    assert since.no_longer_quiet == ("Facet name 2",)
    assert [moved.name for moved in since.moved] == ["Feeling"]
    assert (since.environment, since.voices_new, since.overlap) == ((), (), 7)
    assert since.wanted == "To think about the merger."
    assert of(full_document()).change is None


def test_a_voice_is_not_new_and_gone_at_once_nor_gone_where_nobody_heard_it() -> None:
    def voices(heard: list[str], missing: list[str]) -> dict[str, Any]:
        return {
            "voices__heard": len(heard),
            "voices__missing": len(missing),
            "voices__names_heard": [{"name": n, "count": 1, "last": "2026-07-01"} for n in heard],
            "voices__names_missing": [
                {"name": n, "count": 1, "last": "2026-05-01"} for n in missing
            ],
        }

    then = changed(earlier_document(), **voices(["board", "…"], ["police"]))
    now = changed(
        full_document(), **voices(["union", "gps", "…"], ["union", "board", "police", "…"])
    )
    made = of(then, now)
    assert made.change
    assert (made.change.voices_new, made.change.voices_gone) == (
        ("gps",),
        ("board",),
    )


def test_a_name_that_was_dropped_is_not_asked_for() -> None:
    nobody = [{"name": "…", "count": 9, "last": "2026-07-01"}]
    made = of(changed(full_document(), voices__missing=1, voices__names_missing=nobody))
    assert "You last mentioned" not in asked(made)
    assert "…" not in asked(made)


def test_packs_of_different_tiers_compare_no_names() -> None:
    since = of(full_document(), earlier_document("scores")).change
    assert since
    assert (since.voices_new, since.voices_gone) == (None, None)
    assert since.newly_quiet[0] == "Being"
    other = changed(earlier_document(), framework__id="garten")
    since = of(full_document(), other).change
    assert since
    assert since.unlike == "it is of another framework"
    assert (since.newly_quiet, since.moved, since.environment) == ((), (), None)


def plain() -> dict[str, Any]:
    """A pack in which nothing stands out."""
    made = changed(
        full_document(), named=[], strength=None, environment=[], tensions=[],
        intentions={"made": 3, "kept": 3, "partly": 0, "dropped": 0, "open": 0, "wordings": []},
        voices__missing=0, voices__names_missing=[], voices__largest_share=0.1, counts__days=0,
    )  # fmt: skip
    for unit in (*made["dimensions"], *made["facets"]):
        unit["state"] = "steady"
    return made


def _low(made: dict[str, Any], **ratings: Any) -> None:
    made["dimensions"][1]["level"] = {"mean": 0.4, "low": 0.3, "high": 0.5}
    made["dimensions"][1]["ratings"].update(ratings)


def test_where_nothing_stands_out_there_is_one_question_and_the_reason() -> None:
    made = of(plain())
    assert len(made.questions) == 1
    few = "Only 1 question: nothing else in these weeks stands out enough to ask about."
    assert made.fewer == few
    bare = changed(plain(), withheld=["ratings", "voices"], voices=None, environment=None)
    for unit in bare["dimensions"]:
        del unit["ratings"]
    kept = of(bare)
    assert kept.fewer.startswith("Only 1 question: ratings and voices were left out")


@pytest.mark.parametrize(
    ("change", "said", "because"),
    [
        (lambda d: d["dimensions"][0]["ratings"].update(direction="falling"),
         "Your own ratings of “Feeling” are falling.", "13 ratings, falling."),
        (lambda d: _low(d, median=4.5), "You rate “Perceiving” 4.5 of 5", "12 of 17 in detail"),
        (_low, "Questions about “Perceiving” got fewer detailed answers", "12 of 17 in detail"),
        (lambda d: d["facets"][4].update(state="never_took_root"),
         "“Facet name 5” has rarely had a detailed answer",
         "3 of 4 in detail, low from the start."),
        (lambda d: d["voices"].update(largest_share=0.5),
         "12 of the 24 mentions are of “voice 0”.",
         "9 voices named; one has 50% of the mentions."),
        (lambda d: d["voices"].update(largest_share=1.0, heard=1, names_heard=[
            {"name": "…", "count": 24, "last": "2026-11-01"}]),
         "All 24 mentions are of one voice. Who might", "No other voice is named"),
        (lambda d: d["intentions"].update(dropped=2, kept=1),
         "You dropped 2 of 3 intentions.", "3 made, 1 done, 2 dropped."),
        (lambda d: d["intentions"].update(open=1, kept=2, wordings=[
            {"text": "If a, then b.", "due": "2026-11-27", "state": "open"}]),
         "You plan: “If a, then b.” Does it still matter?",
         "Due 27 November. 3 made, 2 done, 1 open."),
        (lambda d: d["counts"].update(days=1, sittings=0, notes=1),
         "You wrote on 1 day of 91. What would make it worth doing", "1 note."),
        (lambda d: d["intentions"].update(open=1, kept=2),
         "1 of the 3 intentions you made is open. Does it still matter?",
         "3 made, 2 done, 1 open."),
        (lambda d: d.update(tensions=[{"id": "x", "poles": ["lead", "follow"], "count": 2}]),
         "You tagged 2 entries “lead / follow”.", "tagged most often"),
        (lambda d: d["counts"].update(days=9), "You wrote on 9 days of 91.", "53 reflections"),
        (lambda d: d.update(environment=[{"place": 1, "score": 2, "id": "a", "name": "Room"}]),
         "You rated your surroundings 2 of 5 for “Room”. What makes it a 2 and not a 1?",
         "only rating"),
    ],
)  # fmt: skip
def test_every_rule_asks_its_question(change: Any, said: str, because: str) -> None:
    document = plain()
    change(document)
    made = of(document)
    assert len(made.questions) == 2, asked(made)
    assert made.questions[1].text.startswith(said)
    assert because in made.questions[1].because


def test_what_is_no_longer_quiet_is_asked_about() -> None:
    made = of(plain(), earlier_document())
    assert "“Facet name 2” had gone quiet in your last pack" in asked(made)
    assert made.questions[-1].about == UnitPlace("facet", 2)


def weekly(asked: list[int], **changes: Any) -> Pack:
    """Thirteen weeks from a Monday to a Sunday, with so many questions a week in each dimension."""
    made = changed(full_document(), **{"from": "2026-08-24", "until": "2026-11-22", **changes})
    for unit in (*made["dimensions"], *made["facets"]):
        unit["strip"] = [[count, 0] for count in asked]
    return read(made)


USUAL, OTHER = [2, 3, 1, 2, 0, 2, 4, 2, 1, 2, 3, 2, 2], [1, 2, 2, 3, 2, 1, 3, 4, 2, 3, 1, 3, 1]
#: Two weeks were written up later, and one went on.
LATE = [2, 3, 1, 3, 0, 3, 4, 2, 1, 2, 3, 2, 5]


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [(USUAL, USUAL, True), (USUAL, LATE, True), ([0] * 13, [0] * 13, True),
     (USUAL, OTHER, False), (OTHER, USUAL, False)],
)  # fmt: skip
def test_most_weeks_are_the_same_where_two_packs_are_of_one_person(
    one: list[int], other: list[int], are_alike: bool
) -> None:
    why = contradiction(weekly(one), weekly(other, purpose="again"))
    assert why == ("" if are_alike else "the weeks they have in common are not the same")


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("Humility and magnanimity", 44, "Humility and magnanimity"),
        ("Humility and magnanimity", 20, "Humility and magnanimity"),  # four letters too long
        ("Humility and magnanimity in hard times", 24, "Humility and…"),
        ("If the budget talk stalls, then I will ask", 27, "If the budget talk stalls…"),
        ("x" * 60, 20, "x" * 19 + "…"),
    ],
)
def test_a_text_is_cut_between_words_and_not_for_a_few_letters(
    text: str, most: int, said: str
) -> None:
    assert short(text, most) == said
