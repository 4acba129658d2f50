"""``edit`` and ``delete`` through the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import Terminal, World
from some_records import ago, ask, intention, outcome, write_journal
from syslead_cli.__main__ import main


def entry(garden: World, id_: str) -> Any:
    return garden.document("show", id_)["entry"]


def make(garden: World, text: str, *options: str) -> str:
    return garden.run("note", "-", *options, stdin=text).out.strip()


class Person:
    """Somebody at the terminal: what they answer, and what they were asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def edit(self, text: str, suffix: str, *, question: str = "") -> str | None:
        self.asked += [question, text] if question else [text]
        answer: str | None = self.answer
        return answer


def at_terminal(garden: World, person: Person, *arguments: str) -> tuple[int, str, str]:
    context = garden.context(stdin="", stdout=Terminal())
    context.stdin.isatty = lambda: True  # type: ignore[method-assign]
    context.__dict__["asker"] = context.__dict__["editor"] = person
    code = main(list(arguments), context)
    return code, context.stdout.getvalue(), context.stderr.getvalue()  # type: ignore[attr-defined]


def test_other_fields(garden: World) -> None:
    id_ = make(garden, "words", "--facet", "worms")
    garden.done(
        "edit", id_, "--facet", "shade", "--tag", "a", "--voice", "@B C", "--date", "yesterday"
    )  # fmt: skip
    found = entry(garden, id_)
    assert (found["facets"], found["tags"], found["voices"]) == (["shade"], ["a"], ["b-c"])
    assert found["day"] == ago(1).isoformat()
    assert garden.run("edit", id_, "--facet", "", "--tag", "").code == 0
    assert not {"facets", "tags"} & set(entry(garden, id_))


def test_nothing_changed_writes_nothing(garden: World) -> None:
    id_ = make(garden, "same words", "--tag", "a")
    before = garden.journal_lines()
    for options in (["--text", "same words"], ["--tag", "A"], ["--date", "today"]):
        result = garden.run("edit", id_, *options)
        assert (result.code, result.out) == (0, "Nothing changed.\n")
    for same in ("same words", "same words\n", None):
        assert at_terminal(garden, Person(same), "edit", id_)[1] == "Nothing changed.\n"
    assert garden.journal_lines() == before


def test_the_editor_shows_the_question_an_answer_belongs_to(garden: World) -> None:
    asked = garden.document("prompts", "show", "worms")
    first = asked.get("prompts", [asked])[0]
    data = json.dumps({"answers": [{"prompt": first["id"], "text": "before"}]})
    assert garden.run("reflect", "--answers", "-", stdin=data).code == 0
    id_ = garden.entries()[0]["id"]
    person = Person("after\n")
    assert at_terminal(garden, person, "edit", id_)[0] == 0
    assert person.asked == [first["text"], "before"]
    assert entry(garden, id_)["text"] == "after"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text", " \n"], "needs some text"),
        (["--date", "tomorrow"], "in the future"),
        (["--date", "2026-02-31"], "no day"),
        ([], "no terminal"),
        (["--facet", "a", "--facet", "b"], "is not known"),
    ],
)
def test_a_wrong_edit_writes_nothing(garden: World, options: list[str], said: str) -> None:
    id_ = make(garden, "words")
    before = garden.journal_lines()
    told = garden.refused("edit", id_, *options, code=2)
    assert said in told
    assert len(told.splitlines()) == 2
    assert garden.journal_lines() == before
    assert garden.rescued() == []


def test_fields_a_kind_does_not_have(garden: World) -> None:
    plan = intention("If a, then I will b", 2)
    passed = ask(None, 1)
    write_journal(garden.home, [plan, passed])
    assert "has no tags" in garden.run("edit", plan.id, "--tag", "x").err
    result = at_terminal(garden, Person("x"), "edit", passed.id)
    assert result[0] == 2
    assert "no text to change" in result[2]


def test_an_edited_answer_is_judged_again(garden: World) -> None:
    answer = ask("Something happened with somebody about something in general, as it does.", 1)
    write_journal(garden.home, [answer])
    result = garden.run("edit", answer.id, "--text", "nothing")
    assert result.code == 0, result.err
    assert entry(garden, answer.id)["outcome"] == "thin"
    assert entry(garden, answer.id)["words"] == 1
    assert "Now counted as brief." in result.err


def test_an_answer_edited_to_a_plain_no_counts_neither_way(world: World) -> None:
    yes_or_no = {"facet": "diverse_views", "prompt": "diverse_views-09"}
    answer = ask("A clerk told me twice that the rota was wrong.", 1, **yes_or_no)
    write_journal(world.home, [answer])
    assert world.run("edit", answer.id, "--text", "No").err == "  Now counted as no evidence.\n"


def test_one_wrong_id_erases_nothing(garden: World) -> None:
    id_ = make(garden, "words")
    before = garden.journal_lines()
    assert garden.run("delete", id_, "nowhere", "--yes").code == 1
    assert garden.journal_lines() == before


def test_with_an_intention_goes_what_was_said_of_it(garden: World) -> None:
    plan = intention("If a, then I will b", 5)
    write_journal(garden.home, [plan, outcome(plan, "done", 1, "It went well")])
    result = garden.run("delete", plan.id, "--yes")
    assert result.out == "Erased 2 entries.\n"
    assert garden.entries() == []
