"""A pack holds what was chosen and nothing else, in every form it can leave in."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace

from conftest import ROOT
from packs import HERE, SECRET
from some_records import TODAY
from strategies import choices_of, records_of
from syslead_cli.base.documents import schema_of
from syslead_cli.journal.codec import UnknownVersion, own_fields
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import (
    KINDS,
    TIERS,
    Ask,
    Assessment,
    Intention,
    Note,
    Outcome,
    Rating,
    Record,
    Score,
)
from syslead_cli.sharing.build import Choice, build, build_pack
from syslead_cli.sharing.identifiers import identifier_spans
from syslead_cli.sharing.model import (
    AnyPack,
    Pack,
    PackAttendance,
    PackTension,
    checksum,
    withheld_words,
)
from syslead_cli.sharing.pack_screen import FORMATS
from syslead_cli.sharing.redact import find_identifiers, map_texts, redact
from syslead_cli.sharing.screen import preview_page
from syslead_cli.sharing.share import earlier_days

#: A leak is plain to see as it was found; looking for the smallest one takes minutes.
NO_SHRINKING = (Phase.explicit, Phase.generate)
VALIDATOR = Draft202012Validator(schema_of(Pack), format_checker=FormatChecker())
#: The schema of 0.1 allows no key that it does not know.
OLDER = Draft202012Validator(
    json.loads((ROOT / "tests/data/packs/0.1-schema.json").read_text("utf-8")),
    format_checker=FormatChecker(),
)
CHOICE = Choice(date(2026, 1, 1), TODAY, TODAY)


def planted(value: Any) -> Any:
    """The value with the secret in every text."""
    if isinstance(value, str):
        return SECRET
    if isinstance(value, dict):
        return {SECRET + str(key): planted(inner) for key, inner in value.items()} | {
            SECRET: SECRET
        }
    if isinstance(value, list | tuple):
        return type(value)([SECRET, *map(planted, value)])
    return value


def with_secret(record: Record) -> Record:
    """The record with the secret in all its own fields and in some nobody knows."""
    changes: dict[str, Any] = {"extra": {"newer": SECRET, SECRET: [SECRET]}, "tz": SECRET}
    for plan in own_fields(record.kind):
        if choices_of(plan):
            continue
        value = getattr(record, plan.name)
        if plan.type == dict[str, Score]:
            changes[plan.name] = {SECRET: 3, **dict.fromkeys(("see", "do", "f1", "risk"), 3)}
        elif plan.type == dict[str, str]:
            changes[plan.name] = {"see": SECRET, SECRET: SECRET}
        elif value is None and plan.type is str:
            changes[plan.name] = SECRET
        else:
            changes[plan.name] = planted(value)
    if record.day.day % 2:  # half of them about a facet there is, so that they are counted
        known = {"facet": "f1", "facets": ("f1",), "attention": ("f1",), "mentions": ("f1",)}
        changes |= {key: value for key, value in known.items() if key in changes}
    changes["id"] = f"{SECRET}-{record.id}"
    return replace(record, **changes)


def every_form(data: AnyPack) -> list[str]:
    lines = preview_page(data, [], 200)
    page = "\n".join("".join(text for _, text in line) for line in lines)
    return [*(make(data) for make in FORMATS.values()), page]


def journal_with(records: list[Record]) -> Journal:
    newer = UnknownVersion({"kind": "dream", "text": SECRET, "day": TODAY.isoformat()}, True)
    return Journal(records=tuple(sorted(records, key=lambda r: r.day)), newer=(newer,))


days = st.dates(date(2026, 1, 1), TODAY)
some = st.lists(
    st.sampled_from(sorted(KINDS)).flatmap(
        lambda kind: days.flatmap(lambda day: records_of(kind, day=day))
    ),
    min_size=1, max_size=12, unique_by=lambda record: record.id,
)  # fmt: skip


@settings(max_examples=40, phases=NO_SHRINKING)
@given(some)
def test_themes_without_voices_and_approvals_hold_no_text_either(records: list[Record]) -> None:
    journal = journal_with([with_secret(record) for record in records])
    for tier in ("themes", "excerpts"):
        choice = replace(CHOICE, tier=tier, without=("voices",))
        for text in every_form(build_pack(journal, HERE, choice)):
            assert SECRET not in text


def test_names_of_the_framework_are_text_too() -> None:
    dimensions = tuple(replace(d, name=SECRET) for d in HERE.dimensions)
    facets = tuple(replace(f, name=SECRET, short=SECRET) for f in HERE.facets)
    own = replace(
        HERE, id=SECRET, name=SECRET, version=SECRET, dimensions=dimensions, facets=facets
    )
    for text in every_form(build_pack(journal_with(SOME), own, CHOICE)):
        assert SECRET not in text


def made(cls: type[Any], id_: str, **own: Any) -> Any:
    shared = {"ts": "2026-03-20T12:00:00Z", "tz": "", "day": date(2026, 3, 20)}
    return cls(id=id_, **{**shared, **own})


def shipped() -> tuple[list[str], list[str]]:
    """The words of every shipped question, and the names that may stand before one."""
    bank = tomllib.loads((ROOT / "prompts/systems-leadership.toml").read_text("utf-8"))
    framework = tomllib.loads((ROOT / "frameworks/systems-leadership.toml").read_text("utf-8"))
    names = [each["name"] for key in ("facets", "dimensions") for each in framework[key]]
    return [each["text"] for each in bank["prompts"]], names


SOME: list[Record] = [
    made(Ask, "ask1", sitting="s", facet="f1", prompt="p1", reason="rotation", outcome="full",
         words=9, text="Asked @amira twice.", voices=("amira",),
         tags=("lead-follow", "secret-tag")),
    made(Note, "note1", text="Priya Sharma said no.", voices=("night-staff",)),
    made(Rating, "rate1", scores={"see": 4}, instances={"see": "A rated thing."}),
    made(Assessment, "assess1", environment={"risk": 2}),
    made(Intention, "plan1", text="If it stalls, then I ask Tom.", due=date(2026, 4, 1)),
    made(Intention, "plan2", text="If not approved, then nobody sees.", due=date(2026, 4, 1)),
]  # fmt: skip


@pytest.mark.parametrize("without", [(), ("ratings",), ("voices",), ("ratings", "voices")])
@pytest.mark.parametrize("tier", TIERS)
def test_every_pack_fits_the_schema(tier: str, without: tuple[str, ...]) -> None:
    choice = replace(CHOICE, tier=tier, without=without)
    data = build_pack(journal_with(SOME), HERE, choice, lambda _: "Who?")
    content = json.loads(FORMATS["json"](data))
    VALIDATOR.validate(content)
    OLDER.validate(content)
    assert content["sha256"] == checksum(content)
    again = build_pack(journal_with(SOME), HERE, choice, lambda _: "Who?")
    assert data == again


def test_each_tier_adds_what_it_says() -> None:
    journal = journal_with(SOME)
    themes = build_pack(journal, HERE, replace(CHOICE, tier="themes", approved=("plan1",)))
    assert [each.text for each in themes.intentions.wordings] == [SOME[4].text]  # type: ignore[attr-defined]
    assert themes.tensions == (PackTension("lead-follow", ("lead", "follow"), 1),)
    assert "secret-tag" not in FORMATS["json"](themes)
    assert themes.passages == ()
    excerpts = build_pack(journal, HERE, replace(CHOICE, tier="excerpts", ticked=("note1",)))
    assert [each.text for each in excerpts.passages] == ["Priya Sharma said no."]
    whole = build_pack(journal, HERE, replace(CHOICE, tier="all"))
    assert len(whole.passages) == 3
    assert len(whole.intentions.wordings) == 2


@pytest.mark.parametrize("tier", ["themes", "all"])
@pytest.mark.parametrize("approved", [(), ("plan1",), ("plan1", "plan2")])
def test_plans_that_were_kept_back_are_said_to_be(tier: str, approved: tuple[str, ...]) -> None:
    pack = build_pack(journal_with(SOME), HERE, replace(CHOICE, tier=tier, approved=approved))
    assert isinstance(pack, Pack)
    is_whole = tier == "all" or len(approved) == 2
    assert ("intentions that were not approved" in withheld_words(pack)) is not is_whole


def test_what_of_the_entries_was_kept_back_is_said() -> None:
    ticked = "entries that were not ticked"
    cases = {"scores": "every entry", "themes": "every entry", "excerpts": ticked, "all": ""}
    for tier, said in cases.items():
        pack = build_pack(journal_with(SOME), HERE, replace(CHOICE, tier=tier))
        about_entries = [each for each in withheld_words(pack) if "entr" in each]
        assert about_entries == ([said] if said else []), tier


def test_what_is_withheld_is_in_no_text() -> None:
    choice = replace(CHOICE, tier="all", without=("ratings", "voices"))
    for text in every_form(build_pack(journal_with(SOME), HERE, choice)):
        assert "amira" not in text
        assert "night-staff" not in text
        assert "A rated thing" not in text
    data = build_pack(journal_with(SOME), HERE, choice)
    assert (data.voices, data.environment) == (None, None)


def test_a_sponsor_sees_attendance_and_goals() -> None:
    choice = replace(CHOICE, audience="sponsor", approved=("plan1",))
    data: Any = build(journal_with(SOME), HERE, choice)
    assert data.attendance == PackAttendance(1, 1)
    assert [goal.text for goal in data.goals] == ["If it stalls, then I ask Tom."]
    unchosen = replace(CHOICE, tier="all", audience="sponsor")
    none_chosen: Any = build(journal_with(SOME), HERE, unchosen)
    assert none_chosen.goals == ()
    shown = json.loads(FORMATS["json"](data))
    assert not {"named", "dimensions", "facets", "voices", "strength"} & set(shown)


def test_findings_in_every_text_are_seen_and_replaced() -> None:
    choice = replace(CHOICE, tier="all", purpose="Ask Priya Sharma", pseudonym="Siân")
    data = build_pack(journal_with(SOME), HERE, choice)
    words = {each.words for each in find_identifiers(data)}
    assert {"Priya Sharma", "Tom", "amira"} <= words
    assert "night-staff" not in words
    redacted = redact(data, dict.fromkeys(words, "a role"))
    assert not any(word in str(redacted) for word in words)
    assert redacted.pseudonym == "Siân"


def test_no_text_of_the_leaders_escapes_the_check() -> None:
    own = [replace(r, text=SECRET) if hasattr(r, "text") else r for r in SOME]  # type: ignore[call-arg]
    choice = replace(CHOICE, tier="all", purpose=SECRET)
    data = build_pack(journal_with(own), HERE, choice, lambda _: SECRET)
    assert str(data).count(SECRET) > 4
    assert SECRET not in str(map_texts(data, lambda _: "", lambda _: ""))


@settings(max_examples=60, phases=NO_SHRINKING)
@given(some)
def test_scores_hold_no_text_and_no_figure_of_a_facet_or_item(records: list[Record]) -> None:
    """The place of a facet alone would name it to whoever has the framework."""
    journal = journal_with([with_secret(record) for record in records])
    data = build_pack(journal, HERE, CHOICE)
    assert (data.facets, data.strength, data.environment) == ((), None, ())
    assert {each.unit for each in data.named} <= {"dimension"}
    assert build_pack(journal, HERE, replace(CHOICE, tier="themes")).facets
    forms = every_form(data)
    assert not [text for text in forms if SECRET in text]
    page = " ".join(forms[-1].split())
    assert "anyone with the same framework can see which is which" in page


def test_passages_carry_what_was_asked_and_what_they_are_about() -> None:
    plan = SOME[4]
    assert isinstance(plan, Intention)
    told = made(Outcome, "out1", of=plan.id, status="done", text="It went well.")
    asked = {"p1": "Who was missing,\n @amira or the board?"}.get
    whole = build_pack(
        journal_with([*SOME, told]), HERE, replace(CHOICE, tier="all"), lambda id_: asked(id_, "")
    )
    answer, _, rating, outcome = whole.passages
    assert (answer.about, answer.question) == ("Facet 1", "Who was missing, @amira or the board?")
    assert answer.text == "Asked @amira twice."
    assert (rating.about, outcome.about, outcome.question) == ("Seeing", plan.text, "")
    for text in every_form(whole)[1:]:
        assert "Who was missing" in text
    # not approved: the wording of the intention stays
    ticked = replace(CHOICE, tier="excerpts", ticked=("out1", "ask1"), without=("voices",))
    excerpts = build_pack(journal_with([*SOME, told]), HERE, ticked, lambda id_: asked(id_, ""))
    assert [each.facet for each in excerpts.passages] == [
        "Facet 1 · Who was missing, @… or the board?", None,
    ]  # fmt: skip


@pytest.mark.parametrize("tier", TIERS)
def test_the_table_has_a_row_a_unit_and_every_figure_of_the_pack(tier: str) -> None:
    journal = journal_with([*long_ago(), *SOME])
    data = build_pack(
        journal,
        HERE,
        replace(CHOICE, tier=tier, approved=("plan1",), purpose="=1+1"),
        lambda _: "Who?",
    )
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](data))))
    of = {kind: [row for row in rows if row["kind"] == kind] for kind in {r["kind"] for r in rows}}
    assert {row["until"] for row in rows} == {TODAY.isoformat()}
    for kind, units in (("dimension", data.dimensions), ("facet", data.facets)):
        assert [(row["place"], row["name"], row["asked"], row["full"], row["state"])
                for row in of.get(kind, ())] == [
            (str(u.place), u.name, str(u.asked), str(u.full), u.state) for u in units
        ]  # fmt: skip
    means = [float(row["level"]) for row in of["dimension"]]
    assert means == [unit.level.mean for unit in data.dimensions]
    assert data.voices
    named = len(data.voices.names_heard) + len(data.voices.names_missing)
    assert len(of.get("voice", ())) == named
    assert [row["text"] for row in of.get("intention", ())] == [
        each.text for each in data.intentions.wordings
    ]
    told = [row for row in rows if row["text"] and row["kind"] not in ("purpose", "intention")]
    assert [row["text"] for row in told] == [each.text for each in data.passages]
    assert {row["question"] for row in of.get("answer", ())} <= {"Who?", ""}
    assert of["purpose"][0]["text"] == "'=1+1"
    assert (of.get("facet", [{}])[0].get("dimension") == "Seeing") is (tier != "scores")


def test_a_question_of_ours_never_looks_like_somebody() -> None:
    bank, names = shipped()
    assert [text for text in (*bank, *names) if identifier_spans(text)] == []


@pytest.mark.parametrize("tier", TIERS)
def test_a_period_bounds_everything_where_that_is_wanted(tier: str) -> None:
    """Two days in which nothing was written say nothing, whatever was before."""
    days = replace(CHOICE, first=TODAY, tier=tier, only_these_days=True)
    only, empty = (build_pack(journal_with(r), HERE, days) for r in (long_ago(), []))
    assert only == empty
    whole = build_pack(journal_with(long_ago()), HERE, replace(days, only_these_days=False))
    said = " ".join(earlier_days(whole, only))
    assert "levels, states and what is usual" in said
    assert "1 voice named before, and not recently" in said
    assert ("night-staff" in said) is (tier != "scores")
    judged = "what has gone quiet and what is going strong, counted since"
    assert (judged in said) is (tier != "scores")
    assert earlier_days(only, only) == []
    page = preview_page(whole, earlier_days(whole, only), 80)
    flat = "\n".join("".join(text for _, text in line) for line in page)
    assert "RESTS ON WHAT YOU WROTE BEFORE THESE DAYS" in flat
    assert "--only-these-days leaves that out." in flat


def long_ago() -> list[Record]:
    """A quarter in which one facet went quiet and a voice fell silent, and then nothing."""
    records: list[Record] = []
    for week in range(30):
        day = TODAY - timedelta(days=7 * (30 - week) + 2)
        for number in range(1, 10):
            full = number != 9 or week < 14
            text = {"text": "Asked the ward clerk on Monday.", "words": 6} if full else {}
            facet, result = f"f{number}", "full" if full else "skip"
            records.append(made(Ask, f"a{week}-{number}", day=day, sitting=f"s{week}", facet=facet,
                                reason="rotation", outcome=result, **text))  # fmt: skip
    heard = [
        made(Note, f"n{at}", day=TODAY - timedelta(90 + at), text="N.", voices=("night-staff",))
        for at in range(4)
    ]
    return [*records, *heard]


def test_nothing_that_was_written_on_other_days_is_counted() -> None:
    """The same days with and without a year before them."""
    plan = made(Intention, "old", day=TODAY - timedelta(60), text="Old.", due=TODAY)
    before = [*long_ago(), plan, made(Rating, "r", day=TODAY - timedelta(60), scores={"see": 1},
                                      instances={"see": "Old."})]  # fmt: skip
    choice = replace(CHOICE, first=date(2026, 3, 20), tier="all")
    alone, whole = (build_pack(journal_with(r), HERE, choice) for r in (SOME, [*before, *SOME]))
    assert alone.voices
    assert whole.voices
    assert whole.voices.names_heard == alone.voices.names_heard
    assert (whole.passages, whole.intentions, whole.environment, whole.tensions) == (
        alone.passages, alone.intentions, alone.environment, alone.tensions,
    )  # fmt: skip
    counts = [replace(each.counts, usual=0) for each in (alone, whole)]
    ratings = [[unit.ratings for unit in each.dimensions] for each in (alone, whole)]
    sponsor = replace(choice, audience="sponsor")
    sponsors = [build(journal_with(r), HERE, sponsor) for r in (SOME, [*before, *SOME])]
    assert (counts[0], ratings[0], sponsors[0]) == (counts[1], ratings[1], sponsors[1])
