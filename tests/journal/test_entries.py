"""``list``, ``show`` and ``search`` through the command line."""

from __future__ import annotations

import io
import json

import pytest

from conftest import World
from some_records import (
    TODAY,
    ago,
    ask,
    intention,
    note,
    stamped,
    write_journal,
)
from syslead_cli.__main__ import main
from syslead_cli.journal.entries import short_id
from syslead_cli.journal.model import Assessment, Focus, Rating, Record, Review

#: Text that has gone wrong somewhere before: scripts, emoji, controls, direction overrides.
AWKWARD = [
    "Ünïcode, naïve café",
    "e\u0301 decomposed stays decomposed",
    "今日は看護師さんと話しました。",
    "שלום عليكم नमस्ते ไทย",
    "👩‍👩‍👧‍👦 👍🏽 🇬🇧 ❤️",
    "bell \x07 escape \x1b[31mred\x1b[0m \x1b]0;title\x07 null \x00 delete \x7f",
    "override \u202eevil\u202c isolate \u2066x\u2069 separator \u2028 feed \u0085",
    "tabs\tand\r\nlines\n\n  indented",
    "private \ue000 \U0010fffd tag \U000e0041 half \ufffe",
    '"quoted" \\ back / slash <b>&amp;</b> [bold]rich[/bold] {braces} %s',
]


@pytest.mark.parametrize("text", AWKWARD)
def test_text_comes_back_byte_for_byte_and_never_raw_to_the_screen(
    garden: World, text: str
) -> None:
    id_ = garden.done("note", "-", stdin=text.encode()).strip()
    assert garden.entries()[0]["text"] == text
    assert garden.document("show", id_)["entry"]["text"] == text
    for arguments in (["list"], ["show", short_id(id_)], ["search", text.split()[0]]):
        for colour in ("always", "never"):
            shown = garden.done("--color", colour, *arguments)
            bare = shown.replace("\x1b[0m", "")
            for code in ("1", "2", "36"):
                bare = bare.replace(f"\x1b[{code}m", "")
            assert not [c for c in bare if c < " " and c != "\n"], bare
            assert not set(bare) & set("\x7f\x85\u202e\u202c\u2066\u2069\u2028\ufffe")
            assert colour == "always" or "\x1b" not in shown
    assert [json.loads(line)["text"] for line in garden.journal_lines()] == [text]


def test_a_long_answer_is_cut_and_an_unknown_question_is_said(garden: World) -> None:
    answer = ask("The ward clerk said we moved the problem to Thursdays. " * 9, 7, outcome="thin")
    passed = ask(None, 8, facet="gone_facet", prompt="gone-1")
    write_journal(garden.home, [answer, passed])
    lines = garden.run("list").out.splitlines()
    assert lines[5].endswith("…")
    assert lines[7].startswith(" Thursday 19 March · – gone_facet · skipped ")
    whole = garden.run("show", answer.id).out
    assert " ".join(whole.split()).count("to Thursdays.") == 9
    assert "not in the bank today: gone-1" in garden.run("show", passed.id).out


def test_other_kinds_are_shown_in_words(garden: World) -> None:
    write_journal(
        garden.home,
        [
            Rating(**stamped(TODAY), scores={"soil": 3, "old": 2}, instances={"soil": "Mud"}),
            Assessment(**stamped(TODAY), practice={"worms": 2}, importance={"worms": 5}),
            Review(
                **stamped(TODAY),
                period="week",
                from_=ago(7),
                to=TODAY,
                attention=("shade",),
                heard=("board",),
                text="Quiet.",
            ),
            Focus(**stamped(TODAY), facets=("shade", "worms"), until=ago(-60)),
        ],
    )
    out = garden.run("list").out
    assert "of 5: Soil 3 · old 2" in out
    assert "Soil: Mud" in out
    assert "practice: work unseen 2" in out
    assert "week in review · 20 Mar to 27 Mar" in out
    assert "attention: making shade" in out
    assert "focus" not in out
    assert "making shade, work unseen, until" in garden.run("list", "--kind", "focus").out


def test_filters_reach_the_journal(garden: World) -> None:
    write_journal(
        garden.home,
        [
            note("one", 40, voices=("board",)),
            note("two", 20, facets=("shade",), tags=("rota",)),
            ask("three", 10),
            ask("four", 5, facet="vanished"),
        ],
    )

    def texts(*arguments: str) -> list[str]:
        return [entry["text"] for entry in garden.entries(*arguments)]

    assert texts("--facet", "making shade") == ["two"]
    assert texts("--facet", "vanished") == ["four"]
    assert texts("--voice", "@Board") == ["one"]
    assert texts("--tag", "#rota") == ["two"]
    assert texts("--prompt", "worms-1", "--facet", "worms") == ["three"]
    assert texts("--facet", "shade", "--facet", "worms") == ["three", "two"]
    assert texts("--facet", "shade", "--kind", "ask") == []


def test_search_shows_the_part_that_was_found(garden: World) -> None:
    write_journal(garden.home, [note("\n".join(f"line {n}" for n in range(30)) + "\nneedle here")])
    lines = garden.run("search", "needle").out.splitlines()
    assert len(lines) == 5
    assert lines[-1] == "   needle here"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("list --since 2026-03 --until 2026-03", "written in March. Try --since 2026-02."),
        ("list --since 2026-03-20", "written since Friday 20 March. Try --since 2026-02."),
        ("list --until 2025", "written up to Wednesday 31 December 2025. Try --until 2026-02-28."),
        (
            "list --since 2025-11 --until 2026-01",
            "written from November 2025 to January. Try --until 2026-02-28.",
        ),
        ("list --since 2025 --until 2025", "written in 2025. Try --until 2026-02-28."),
        ("search rain", 'says "rain".'),
        ("list --voice x", "names @x."),
    ],
)
def test_nothing_found_says_where_something_is(garden: World, arguments: str, said: str) -> None:
    write_journal(garden.home, [note("one", 40)])
    result = garden.run(*arguments.split())
    assert (result.code, result.out) == (0, "")
    assert result.err == f"Nothing {said}\n"
    assert garden.run("list", "--kind", "review").err == "No reviews.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--until", "2026-02-30"], "there is no day"),
        (["list", "--since", "2026-03", "--until", "2026-01"], "comes after"),
        (["list", "--as-of", "tomorrow"], "in the future"),
        (["list", "--facet", "shaed"], 'Did you mean "shade"?'),
        (["list", "--dimension", "lihgt"], 'Did you mean "light"?'),
        (["list", "--tag", "#"], "a name is needed"),
        (["search", "  "], "Nothing to search for"),
        (["show", "abc"], "too short"),
        (["show", "\x1b[31m-evil"], "begins or ends"),
    ],
)
def test_a_wrong_word_gives_one_line_and_a_hint(
    garden: World, arguments: list[str], said: str
) -> None:
    write_journal(garden.home, [note("one", 40)])
    before = garden.journal_lines()
    result = garden.run(*arguments)
    assert result.code in (1, 2)
    assert result.out == ""
    assert said in result.err
    assert "\x1b" not in result.err
    assert result.err.startswith("syslead: ")
    assert len(result.err.splitlines()) == 2
    assert garden.journal_lines() == before
    kept = {path.name for path in (garden.home / "state").rglob("*.*")}
    assert kept <= {"checked.json"}  # that the framework file was looked at


def test_an_ambiguous_id_lists_the_candidates(garden: World) -> None:
    twins = [note("one", 1, "aaaa-1111-same"), note("two", 2, "bbbb-2222-same")]
    write_journal(garden.home, twins)
    said = garden.refused("show", "same", code=2)
    assert said.splitlines() == [
        'syslead: "same" could be 2 entries:',
        "  222-same  2026-03-25  note",
        "  111-same  2026-03-26  note",
        "  Type more of the id.",
    ]
    assert garden.run("show", "aaaa").code == 0
    assert garden.run("show", "BBBB-2222-same").code == 0


def test_reading_writes_nothing_and_a_broken_framework_hides_nothing(garden: World) -> None:
    write_journal(garden.home, [ask("kept", 1)])
    (garden.home / "frameworks" / "garden.toml").write_text("not toml [")
    files = sorted(garden.home.rglob("*"))
    out = garden.run("list").out
    assert " · ● worms " in out
    for words in ("list", "search kept", "search kept --json", "export", "export --format json"):
        assert "kept" in garden.run(*words.split()).out
    assert sorted(garden.home.rglob("*")) == files


def test_a_narrow_list_loses_no_state(garden: World) -> None:
    write_journal(garden.home, [ask(None, 1, outcome="later")])
    garden.environ["COLUMNS"] = "40"
    shown = garden.run("list").out.splitlines()
    assert len(shown) == 4
    assert shown[1].endswith("left for later")
    assert shown[2:] == [" Who did something yesterday that nobody", " saw?"]
    assert all(len(line) <= 40 for line in shown)


@pytest.mark.parametrize("ts", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize(
    "words",
    ["list --as-of today", "list --json", "search typed", "trends", "neglected", "export", "verify",
     "export --format md", "remind", "review week --plan", "show by-hand", ""],
)  # fmt: skip
def test_a_moment_at_the_edge_of_the_calendar(world: World, ts: str, words: str) -> None:
    line = {"v": 1, "id": "by-hand", "kind": "note", "ts": ts, "day": "2026-01-01"}
    world.put("journal/hand.jsonl", json.dumps({**line, "text": "typed by hand"}) + "\n")
    assert world.run(*words.split()).code in (0, 1, 3)


def test_names_are_read_once_until_a_file_changes(garden: World) -> None:
    write_journal(garden.home, [ask("a", 1)])
    before = garden.run("list", "--kind", "ask").out
    kept = garden.home / "state" / "cache" / "names.json"
    assert not kept.exists()  # reading writes nothing
    assert garden.run("note", "-", stdin="The first one.").code == 0
    stamp = kept.stat().st_mtime_ns
    assert garden.run("list", "--kind", "ask").out == before
    assert kept.stat().st_mtime_ns == stamp
    prompts = garden.home / "prompts" / "garden.toml"
    prompts.write_text(prompts.read_text("utf-8").replace("nobody saw?", "no one saw?"), "utf-8")
    assert "no one saw?" in garden.run("list").out


@pytest.mark.parametrize(
    ("record", "sign", "state", "code"),
    [(ask("a"), "●", "detailed", "32"), (ask("a", outcome="thin"), "○", "brief", "1;35"),
     (ask(None), "–", "skipped", "2"), (ask(None, outcome="later"), "…", "left for later", "2"),
     (note("n"), "▪", "note", ""), (intention("If a, then b", 9, -1), "◆", "due", "36"),
     (intention("If a, then b", 0, 3), "◇", "due", "2")],
)  # fmt: skip
def test_kinds_and_states_differ_by_sign_and_colour(
    garden: World, record: Record, sign: str, state: str, code: str
) -> None:
    write_journal(garden.home, [record])
    plain = garden.run("list").out.splitlines()[0]
    colored = garden.run("list", "--color", "always").out.splitlines()[0]
    assert f" · {sign} " in plain
    assert state in plain
    assert (f"\x1b[{code}m{sign}\x1b[0m" if code else sign) in colored


def test_a_terminal_without_unicode_gets_plainer_signs(garden: World) -> None:
    write_journal(garden.home, [ask("a", 1, outcome="thin")])
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    main(["list"], garden.context(stdout=out))
    out.flush()
    assert b" . o work unseen . brief" in out.buffer.getvalue()  # type: ignore[attr-defined]
