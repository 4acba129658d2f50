"""``edit`` and ``delete`` through the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import Terminal, World
from some_records import ago, ask, intention, note, outcome, write_journal
from syslead_cli.__main__ import main


def entry(garden: World, id_: str) -> dict[str, Any]:
    result = garden.run("show", id_, "--json")
    assert result.code == 0, result.err
    found: dict[str, Any] = json.loads(result.out)["entry"]
    return found


def last_line(garden: World) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(garden.journal_lines()[-1])
    return line


def make(garden: World, text: str, *options: str) -> str:
    return garden.run("note", "-", *options, stdin=text).out.strip()


class Person:
    """Somebody at the terminal: what they answer, and what they were asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def confirm(self, question: str) -> bool:
        self.asked.append(question)
        return bool(self.answer)

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


def test_an_edit_holds_only_what_changed(garden: World) -> None:
    id_ = make(garden, "Met @board", "--tag", "rota")
    result = garden.run("edit", id_[-8:], "--text", "Met @carers")
    assert (result.code, result.out) == (0, f"Changed {id_[-8:]}; the earlier version is kept.\n")
    line = last_line(garden)
    assert (line["kind"], line["of"]) == ("revise", id_)
    assert line["set"] == {"text": "Met @carers", "voices": ["carers"]}
    assert entry(garden, id_)["text"] == "Met @carers"
    assert "Met @board" in garden.run("show", id_, "--versions").out


@pytest.mark.parametrize("text", ["漢字 👩‍👩‍👧‍👦", "a\x1b[31mb\u202ec\x00d", "  two\n\nlines\t."])
def test_edited_text_is_kept_byte_for_byte(garden: World, text: str) -> None:
    id_ = make(garden, "before")
    assert garden.run("edit", id_, "--text", "-", stdin=text.encode() + b"\n").code == 0
    assert entry(garden, id_)["text"] == text


def test_other_fields(garden: World) -> None:
    id_ = make(garden, "words", "--facet", "worms")
    assert garden.run(
        "edit", id_, "--facet", "shade", "--tag", "a", "--voice", "@B C", "--date", "yesterday"
    ).code == 0  # fmt: skip
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


def test_the_editor_gets_the_text_and_gives_it_back(garden: World) -> None:
    id_ = make(garden, "before")
    person = Person("after\n")
    assert at_terminal(garden, person, "edit", id_)[0] == 0
    assert person.asked == ["before"]
    assert entry(garden, id_)["text"] == "after"


def test_the_editor_shows_the_question_an_answer_belongs_to(garden: World) -> None:
    asked = json.loads(garden.run("prompts", "show", "worms", "--json").out)
    first = asked.get("prompts", [asked])[0]
    data = json.dumps({"answers": [{"prompt": first["id"], "text": "before"}]})
    assert garden.run("reflect", "--answers", "-", stdin=data).code == 0
    id_ = json.loads(garden.run("list", "--json").out)["entries"][0]["id"]
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
    result = garden.run("edit", id_, *options)
    assert result.code == 2
    assert said in result.err
    assert len(result.err.splitlines()) == 2
    assert garden.journal_lines() == before
    assert garden.rescued() == []


def test_a_wrong_edit_keeps_the_words_that_came_with_it(garden: World) -> None:
    id_ = make(garden, "words")
    before = garden.journal_lines()
    result = garden.run("edit", id_, "--facet", "nope", "--text", "x")
    assert result.code == 2
    assert "is not known" in result.err
    assert len(result.err.splitlines()) == 3
    assert garden.journal_lines() == before
    assert garden.rescued() == ["x\n"]


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


def test_delete_erases_the_text(garden: World) -> None:
    id_ = make(garden, "a secret that goes")
    kept = make(garden, "what stays")
    garden.run("edit", id_, "--text", "a secret that goes too")
    result = garden.run("delete", id_[-8:], "--yes")
    assert (result.code, result.out, result.err) == (0, "Erased 1 entry.\n", "")
    assert not [line for line in garden.journal_lines() if b"secret" in line]
    everything = [path.read_bytes() for path in garden.home.rglob("*") if path.is_file()]
    assert not [content for content in everything if b"secret" in content]
    assert entry(garden, kept)["text"] == "what stays"
    assert "was deleted" in garden.run("show", id_).err
    again = garden.run("delete", id_, "--yes")
    assert again.code == 1
    assert "was deleted" in again.err


def test_delete_asks_and_takes_no_for_an_answer(garden: World) -> None:
    id_ = make(garden, "words")
    before = garden.journal_lines()
    person = Person(False)
    code, out, _ = at_terminal(garden, person, "delete", id_)
    assert code == 0
    assert "words" in out
    assert out.endswith("Nothing was erased.\n")
    assert person.asked == ["Erase it for good?"]
    without = garden.run("delete", id_)
    assert without.code == 2
    assert "--yes" in without.err
    assert garden.journal_lines() == before
    assert at_terminal(garden, Person(True), "delete", id_)[1].endswith("Erased 1 entry.\n")


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
    assert json.loads(garden.run("list", "--json").out)["entries"] == []


def test_another_devices_text_is_hidden_and_named(garden: World) -> None:
    there = note("written there", 3)
    write_journal(garden.home, [there])
    result = garden.run("delete", there.id, there.id, "--yes")
    assert result.code == 0
    assert result.out == "Erased 1 entry.\n"
    assert "journal/elsewhere/2026-03.jsonl" in result.err
    assert json.loads(garden.run("list", "--json").out)["entries"] == []
