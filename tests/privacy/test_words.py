"""Entry text stays in the answer that was asked for: not in completion, logs, mail, errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from conftest import Result, Terminal, World
from every_call import CALLS, Caller
from planted import Planting
from syslead_cli.__main__ import main
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Rating, Record, Review
from syslead_cli.journal.store import JournalFiles
from tabs import press

SECRET = "zanzibar"
#: Ends lines of colour and weight; anything else that begins with escape steers the terminal.
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def spoken(planting: Planting) -> list[Record]:
    """Records that hold the secret in the leader's own sentences; names and tags are offered."""
    head, day = planting.head, date(2026, 3, 26)
    plan = Intention(**head(), text=f"If {SECRET} calls, then I will ask.", due=date(2026, 3, 27))
    return [
        Ask(**head(day), sitting="s", prompt="courage-01", facet="courage", reason="rotation",
            outcome="full", words=2, text=f"{SECRET} spoke.", voices=("union",), tags=("budget",)),
        Note(**head(day), text=f"{SECRET} again.", voices=("union",)),
        Rating(**head(day), scores={"feeling": 3}, instances={"feeling": f"{SECRET} was there."}),
        plan,
        Outcome(**head(day), of=plan.id, status="not_yet", text=f"{SECRET} was away."),
        Review(**head(), period="week", from_=date(2026, 2, 2), to=date(2026, 2, 8),
               text=f"A week of {SECRET}."),
    ]  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture
def told(world: World) -> Planting:
    """A journal full of the secret, a torn line and a draft with it, and a reminder installed."""
    planting = Planting(world, SECRET)
    records = spoken(planting)
    torn = f'{{"v":1,"id":"x","kind":"note","text":"{SECRET} torn'.encode()
    lines = b"\n".join([*map(encode_line, records), torn, b""])
    planting.world.put("journal/ab12cd34/2026-03.jsonl", lines)
    planting.world.put("state/drafts/sitting-1.json", planting.sitting())
    planting.world.put("state/rescue/edited-x.md", f"{SECRET} half".encode())
    planting.world.put("config.toml", b'remind.weekly_review = "fri"\n')
    return planting


def silent(result: Result) -> str:
    return result.out + result.err


def test_the_secret_is_there_to_be_found(told: Planting) -> None:
    """The control: asked for, it is shown."""
    for words in (("list",), ("search", SECRET), ("export", "--format", "json"), ("intentions",)):
        assert SECRET in told.world.run(*words).out, words


@pytest.mark.parametrize(
    "words",
    [
        ("remind",), ("remind", "--json"), ("remind", "status"), ("remind", "status", "--json"),
        ("verify",), ("verify", "--json"), ("repair",), ("repair", "--json"),
        ("review", "week", "--md"), ("trends",), ("trends", "--json"), ("trends", "--format", "md"),
        ("neglected",), ("share", "log"), ("share", "preview"), ("config", "get"),
        ("forget", "--before", "2026-01", "--dry-run"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cron_mails_and_logs_hold_no_words(told: Planting, words: tuple[str, ...]) -> None:
    assert SECRET not in silent(told.world.run(*words))


def test_completion_offers_no_words(told: Planting) -> None:
    world, offered = told.world, ""
    lines = ("show ", "edit ", "delete ", "search ", "list --voice ", "list --tag ", "note ", "",
             "intentions done ", "forget --word ", "forget --voice ",
             "share write --to ")  # fmt: skip
    for line in lines:
        for shell in ("bash", "zsh", "fish", "powershell"):
            offered += silent(press(world, *line.split(" "), shell=shell))
    assert "union" in offered
    assert SECRET not in offered


@pytest.mark.parametrize(
    "words",
    [(), ("list",), ("search", "x"), ("note", "-"), ("trends",), ("remind",), ("verify",),
     ("export", "--format", "md"), ("review", "week", "--md"), ("forget", "--word", "x")],
    ids=lambda words: " ".join(words) or "alone",
)  # fmt: skip
def test_a_bug_is_logged_without_words(
    told: Planting, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def broken(self: JournalFiles, *args: object, **kwargs: object) -> Iterator[None]:
        text = f"{SECRET} in a variable"
        try:
            raise ValueError(text)
        except ValueError as cause:
            raise RuntimeError(f"while reading {text}") from cause

    for name in ("read", "read_newest", "append", "read_raw"):
        if hasattr(JournalFiles, name):
            monkeypatch.setattr(JournalFiles, name, broken)
    result = told.world.run(*words, stdin="something harmless")
    log = told.state / "bug.log"
    if result.code != 70:  # this command reads by another way
        assert words in ((), ("remind",))
        return
    assert SECRET not in silent(result)
    assert log.exists()
    assert SECRET not in log.read_text()
    assert "RuntimeError" in log.read_text()


def test_errors_name_no_words(told: Planting) -> None:
    world = told.world
    month = str(world.home / "journal/ab12cd34/2026-03.jsonl")
    calls = (("show", "nothing"), ("list", "--since", "soonish"), ("list",), ("trends",),
             ("edit", "nothing"), ("intentions", "done", "nothing"), ("nonsense",),
             ("import", "jsonl", month), ("import", "csv", month))  # fmt: skip
    for words in calls:
        assert SECRET not in world.run(*words).err, words


# ── the terminal ─────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("cheap_passphrases")
def test_nothing_steers_the_terminal(tmp_path: Path) -> None:
    """No window title, no bell, no clipboard: colour and weight and nothing else."""
    caller = Caller(tmp_path / "home", word="zan\x1b]0;zibar\x07\x1b]52;c;eA==\x07")
    caller.world.environ["TERM"] = "xterm-256color"
    styled = 0
    for call in CALLS:
        if "{word}" in call.words:
            continue  # a name of a file or a client: the shell's business
        words = [caller._filled(word) for word in call.words.split()]
        out, err = Terminal(), Terminal()
        context = caller.world.context(call.stdin.replace("{word}", caller.word),
                                       stdout=out, stderr=err)  # fmt: skip
        caller.world.clock.move(seconds=5)
        main(words, context)
        said = out.getvalue() + err.getvalue()
        if words[:1] != ["export"]:  # what is written for another program stays as it was
            styled += bool(_STYLE.search(said))
            rest = _STYLE.sub("", said)
            assert "\x1b" not in rest, (words, rest[:500])
            assert "\x07" not in rest, words
    assert styled > 5
