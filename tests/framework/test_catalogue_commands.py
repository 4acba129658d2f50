"""``framework`` and ``prompts``, with a framework that shares nothing with the shipped one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import Result, World
from framework.conftest import files


def document(result: Result) -> Any:
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


def test_a_framework_is_shown(garden: World) -> None:
    data = document(garden.run("framework", "show", "--profile", "kürzer", "--json"))
    assert (data["schema"], data["profile"]) == ("syslead/framework/1", "kürzer")
    assert [facet["id"] for facet in data["facets"]] == ["zuhören", "jäten", "säen"]
    assert "Der Leiseste" in garden.run("framework", "show", "--facet", "zuhören").out


def test_a_framework_is_put_to_use_and_the_file_keeps_its_comment(garden: World) -> None:
    config = garden.home / "config.toml"
    config.write_text('framework = "garten"  # mine\nprofile = "kürzer"\n')
    garden.refused("framework", "use", "gartn")
    assert "# mine" in config.read_text()
    config.write_text('prompts = 1 # one\nprofile = "kürzer"\n')
    shipped = garden.home / "frameworks/other.toml"
    text = (garden.home / "frameworks/garten.toml").read_text()
    shipped.write_text(text.replace('id = "garten"', 'id = "other"').replace('"kürzer"', '"short"'))
    result = garden.run("framework", "use", "other")
    assert result.code == 0
    assert config.read_text() == 'prompts = 1 # one\nframework = "other"\n'
    assert 'no profile "kürzer"' in result.err


def test_a_mistake_is_named_with_file_line_and_suggestion(garden: World) -> None:
    path = garden.home / "frameworks/garten.toml"
    text = path.read_text()
    path.write_text(text.replace('"zuhören", "jäten"', '"zuhöeren", "jäten"'))
    line = text[: text.index('"kürzer" =')].count("\n") + 1
    said = f'frameworks/garten.toml, line {line}: facet "zuhöeren" is not in this framework.'
    said += ' Did you mean "zuhören"?'
    for arguments in (["prompts", "list"], ["framework", "show"], ["framework", "check", "garten"]):
        assert said in garden.refused(*arguments)
    checked = garden.document("framework", "check", "garten", code=1)
    assert checked["problems"][0]["line"] == line


def test_signals_of_an_older_framework_are_read_and_count_for_nothing(garden: World) -> None:
    path = garden.home / "frameworks/garten.toml"
    older = path.read_text().replace("[[facets]]", '[[facets]]\nsignals = ["gewartet", "!a*"]')
    path.write_text(older)
    assert garden.run("framework", "check", "garten").code == 0
    shown = garden.document("framework", "show")
    assert all(facet["signals"] == [] for facet in shown["facets"])


def test_the_profile_decides_what_is_listed(garden: World) -> None:
    (garden.home / "config.toml").write_text('framework = "garten"\nprofile = "kürzer"\n')
    rows = document(garden.run("prompts", "list", "--json"))["prompts"]
    assert {row["facet"] for row in rows} == {"zuhören", "jäten", "säen"}


def test_check_tells_everything_about_a_file_of_ones_own(garden: World) -> None:
    path = garden.home / "prompts/meine.toml"
    path.write_text(
        'schema = "syslead/prompts/1"\nid = "meine"\nframework = "garten"\n'
        '[[prompts]]\nid = "m1"\nfacet = "säen"\nkind = "event"\ntext = "Warum säen?"\n'
        '[[prompts]]\nid = "m2"\nfacet = "säen"\nkind = "event"\ntext = "Was war?Wer?"\n'
    )
    told = garden.refused("prompts", "check", str(path))
    for said in (
        f'{path}, line 8: prompt "m1" begins with why.',
        f'{path}, line 8: prompt "m1" names its facet ("säen").',
        f'{path}, line 12: prompt "m2" has the same kind ("event")',
        f'{path}, line 13: prompt "m2" has 2 question marks.',
    ):
        assert said in told
    assert "prompts/garten-fragen.toml" not in told
    by_name = garden.refused("prompts", "check", "meine")
    assert 'prompts/meine.toml, line 8: prompt "m1" begins with why.' in by_name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sag etwas.", "has no question mark"),
        (" ".join(["wort"] * 26) + "?", "has 26 words"),
        ("Welches Treffen hättest du heute nicht gebraucht?", "is word for word"),
        ("Warum?", "begins with why"),
        ("Wer \x1b[2J war da?", "cannot be shown"),
        ("Wer \udcff war da?", "not UTF-8"),
    ],
)
def test_a_question_that_breaks_a_rule_is_not_added(garden: World, text: str, said: str) -> None:
    before = files(garden.home)
    code = 1 if said == "not UTF-8" else 2
    adding = ("prompts", "add", "--facet", "größe", "--kind", "event", text)
    assert said in garden.refused(*adding, code=code)
    assert files(garden.home) == before
    assert garden.rescued() == [f"{text}\n"]


def test_an_own_file_for_another_framework_is_left_alone(garden: World) -> None:
    mine = garden.home / "prompts/mine.toml"
    mine.write_text('schema = "syslead/prompts/1"\nid = "mine"\nframework = "other"\n')
    garden.done("prompts", "add", "--facet", "säen", "--kind", "event", "Was war neu?")
    assert (garden.home / "prompts/mine-garten.toml").exists()
    assert mine.read_text().endswith('"other"\n')


def test_hostile_names_never_reach_the_terminal_raw(garden: World) -> None:
    path = garden.home / "frameworks/garten.toml"
    text = path.read_text().replace('"Führen wie im Garten"', '"Gar\\u001b[31mten\\u202e"')
    path.write_text(text.replace('name = "Zuhören"', 'name = "Zu\\u0007hören"'))
    for arguments in (["framework", "list"], ["framework", "show"], ["framework", "check"],
                      ["prompts", "list"], ["prompts", "show", "säen-01"]):  # fmt: skip
        result = garden.run(*arguments)
        assert result.code == 0, result
        assert not set(result.out + result.err) & set("\x1b\u202e\x07")


@pytest.mark.parametrize(
    ("word", "id_"),
    [("courage", "courage"), ("COURAGE", "courage"), ("Humility", "humility_magnanimity"),
     ("hearing other voices", "diverse_views"), ("hearing", "diverse_views"),
     ("diverse-views", "diverse_views"), ("humil", "humility_magnanimity")],
)  # fmt: skip
def test_a_facet_is_found_by_what_a_person_types(world: World, word: str, id_: str) -> None:
    shown = world.document("framework", "show", word)
    assert (shown["schema"], shown["id"]) == ("syslead/facet/1", id_)
    option = world.run("framework", "show", "systems-leadership", "--facet", word, "--json").out
    assert json.loads(option) == shown
    asked = world.document("prompts", "show", word)["prompts"]
    assert {each["facet"] for each in asked} == {id_}
    listed = world.document("prompts", "list", "--facet", word)["prompts"]
    assert listed == asked


@pytest.mark.parametrize("word", ["being", "Being"])
def test_a_dimension_is_shown_with_its_facets(world: World, word: str) -> None:
    shown = world.document("framework", "show", word)
    assert shown["schema"] == "syslead/dimension/1"
    assert {"courage", "humility_magnanimity"} <= {facet["id"] for facet in shown["facets"]}
    page = world.run("framework", "show", word).out
    assert "Courage  courage" in page
    assert "Curiosity" not in page


@pytest.mark.parametrize(
    ("command", "said", "hint"),
    [("framework show corage", "is neither a framework nor a facet of Systems leadership.",
      'Did you mean "courage"?'),
     ("framework show zzz", "is neither a framework nor", "framework show lists the facets."),
     ("framework show com", "could be ", "Type more of it."),
     ("framework show ma", "is neither a framework nor a facet", ""),
     ("prompts show corage", 'No question matches "corage".', '"courage"?'),
     ("prompts show zzz", "No question matches", "syslead prompts list shows them all."),
     ("list --facet Humilty", "is not known.", 'Did you mean "humility_magnanimity"?')],
)  # fmt: skip
def test_a_miss_suggests_what_may_be_meant(
    world: World, command: str, said: str, hint: str
) -> None:
    told = world.refused(*command.split(), code=2)
    assert said in told
    assert hint in told


def test_a_question_is_found_by_its_words(world: World) -> None:
    prompt = world.document("prompts", "list")["prompts"][0]
    found = world.document("prompts", "show", prompt["text"][:30].upper())
    assert found["id"] == prompt["id"]


def test_a_missing_kind_is_told_with_the_kinds(world: World) -> None:
    refused = world.refused(
        "prompts", "add", "Who disagreed today?", "--facet", "curiosity", code=2
    )
    assert "needs --kind" in refused
    assert "event, evidence, perspective" in refused
