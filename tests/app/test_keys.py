"""Every key at every question of every dialogue, at a real terminal; what is typed outlives it.

Each dialogue is answered once to its end; before each answer every key is pressed that does not
lead elsewhere: none of them is ever stored. Then the journal and what was written are looked
through for a lone key."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from syslead_cli.__main__ import main
from syslead_cli.base.clock import SystemClock
from syslead_cli.base.keys import Key
from syslead_cli.context import Context
from terminal import SYSLEAD, Seat, environment, noon

FULL = "The ward clerk said “we moved the problem to Thursdays” and she was right."
LONE = re.compile(r"^\s*[?bslf>]\s*$", re.IGNORECASE)


class Step(NamedTuple):
    """A question by some of its words, what is typed at last, and the keys pressed before.

    ``line``: the terminal takes lines there. ``moves``: keys that leave the question.
    """

    sees: str
    types: str
    moves: str = "sl"
    line: bool = False


FIELD = "b back"
CHOICE = "> "
#: A first question has nothing to go back to, so ``b`` stays; ``s`` passes most questions.
DIALOGUES: dict[str, tuple[list[str], list[Step]]] = {
    "reflect": (
        ["reflect"],
        [
            Step("reminded again", "d she did", "bsl"),
            Step("1 of 2", FULL, "bsl"),
            Step("2 of 2", FULL, "bsl"),
            Step("Anything else on your mind?", "A windy day.", "bs"),
            Step("Who did you hear from", "night staff", "bs"),
            Step("What will you try next", "If it blows, then I will reef", "bs"),
            Step("When should I ask", "2w", "bs"),
        ],
    ),
    "week": (
        ["review", "week"],
        [
            Step("The week to", "", "s>"),
            *(
                Step(name, "4 the clerk went first", "bs>")
                for name in ("1 of", "2 of", "3 of", "4 of", "5 of", "6 of")
            ),
            Step("your real attention", "3 7", "bs>"),
            Step("hear from this week", "night staff", "bs>"),
            Step("Who was missing", "board", "bs>"),
            Step("reminded again", "d she did", "bs>"),
            Step("a question", FULL, "bs>"),
            Step("carry forward", "If it blows, then I will reef", "bs>"),
            Step("When should I ask", "2w", "bs>"),
        ],
    ),
    "quarter": (
        ["review", "quarter"],
        [
            Step("The quarter to", "", "s>"),
            Step("1 of", FULL, "bs>"),
            Step("matter most", "1 2 3 4 5 6", "bs>"),
            *(Step(f"{at} of", "4", "bs>") for at in range(3, 16)),
            Step("next quarter about", "y", "bs>"),
            Step("in three months", "Look up.", "bs>"),
        ],
    ),
    "assess": (
        ["assess", "environment"],
        [Step("1 of 8", "4", "s>"), *(Step(f"{at} of 8", "4", "bs>") for at in range(2, 9))],
    ),
    "note": (["note"], [Step("What is on your mind?", "A windy day.", "")]),
    "intend": (
        ["intend"],
        [Step("If …, then I will", "call Amira", ""), Step("When will that be", "it blows", "bs")],
    ),
    "share": (
        ["share", "write", "--tier", "excerpts", "--output", "pack.json"],
        [
            Step("Who is it for?", "Jo Marsh", "s"),
            Step("Which days?", "m", "bs", line=True),
            Step("What do you want", "More courage.", "bs"),
            Step("reminded again", "y", "bs", line=True),
            Step("is closing", "y", "bs", line=True),
            Step("“Priya Sharma”", "r", "bs", line=True),
            Step("Which role?", "a council officer", "bs"),
            Step("Write it?", "y", "b", line=True),
        ],
    ),
}


def quietly(home: Path, *arguments: str, stdin: str = "") -> str:
    out, typed = io.StringIO(), io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    environ = {"SYSLEAD_HOME": str(home), "HOME": str(home), "COLUMNS": "80"}
    context = Context(environ, typed, out, io.StringIO(), SystemClock(noon()))
    assert main(list(arguments), context) == 0
    return out.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A journal with a due intention and one entry that names somebody."""
    folder = tmp_path / "home"
    folder.mkdir()
    quietly(folder, "note", "-", "--date", "2d", stdin="Priya Sharma says the ward is closing.")
    plan = "If I am reminded again, then I will act."
    quietly(folder, "intend", plan, "--date", "9d", "--by", "2d")
    return folder


def texts(value: Any) -> Iterator[str]:
    """Every text in a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)


def stored(home: Path, folder: Path) -> list[str]:
    lines = [
        line
        for file in (home / "journal").rglob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    ]
    documents = [*lines, *(file.read_text("utf-8") for file in folder.glob("pack.json"))]
    return [text for document in documents for text in texts(json.loads(document))]


@pytest.fixture
def start(home: Path, tmp_path: Path, sit: Callable[..., Seat]) -> Callable[..., Seat]:
    def sat(*arguments: str, **more: str) -> Seat:
        environ = environment(home, NO_COLOR="1", **more)
        return sit((*SYSLEAD, *arguments), environ, folder=tmp_path, rows=60)

    return sat


def press(child: Seat, step: Step, typed: str, *, plain: bool) -> None:
    if step.line or plain:
        child.line(typed)
    else:
        child.keys(f"{typed}\r")


def ready(child: Seat, step: Step, *, plain: bool) -> None:
    """Wait until the question takes what is typed."""
    if step.line:
        child.asked(") " if step.sees == "Write it?" else CHOICE)
    elif plain:
        child.sees(FIELD)
        child.asked(CHOICE)
    else:
        child.sees(FIELD)


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
@pytest.mark.parametrize("name", DIALOGUES)
def test_no_key_is_ever_stored(
    start: Callable[..., Seat], home: Path, tmp_path: Path, name: str, term: str
) -> None:
    arguments, steps = DIALOGUES[name]
    plain = term == "dumb"
    child = start(*arguments, TERM=term)
    for step in steps:
        child.sees(step.sees)
        ready(child, step, plain=plain)
        for key in Key:
            if key.value in step.moves:
                continue
            press(child, step, key.value, plain=plain)
            ready(child, step, plain=plain)
        press(child, step, step.types, plain=plain)
    assert child.ends() == 0
    found = stored(home, tmp_path)
    assert [text for text in found if LONE.match(text)] == []
    wanted = [step.types for step in steps if len(step.types) > 12 and step.types[0] not in "4d"]
    assert all(any(text in one for one in found) for text in wanted)


@pytest.mark.parametrize("name", ["reflect", "quarter", "assess", "intend", "share"])
def test_b_goes_back_to_the_question_before_and_forth_again(
    start: Callable[..., Seat], home: Path, tmp_path: Path, name: str
) -> None:
    """From every question but the first: back, the answer stands there, and on again."""
    arguments, steps = DIALOGUES[name]
    child = start(*arguments)
    for before, step in zip([None, *steps], steps, strict=False):
        child.sees(step.sees)
        ready(child, step, plain=False)
        if before is not None:
            press(child, step, "b", plain=False)
            child.sees(before.sees)
            ready(child, before, plain=False)
            # In a field the earlier answer stands; a choice is made again.
            press(child, before, before.types if before.line else "", plain=False)
            child.sees(step.sees)
            ready(child, step, plain=False)
        press(child, step, step.types, plain=False)
    assert child.ends() == 0
    found = stored(home, tmp_path)
    assert [text for text in found if LONE.match(text)] == []


WORDS = "half a thought about the board"


@pytest.mark.parametrize("arguments", [("note",), ("intend",)], ids=["note", "intend"])
def test_words_outlive_the_window(
    tmp_path: Path, sit: Callable[..., Seat], arguments: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    seat = sit((*SYSLEAD, *arguments), environment(home, HOME=str(tmp_path)), folder=tmp_path)
    seat.sees("Ctrl-E editor")  # the hint below the field
    seat.keys(WORDS)
    seat.shows(WORDS)
    seat.hangs_up()
    assert kept(home), "the words are in no file"


def kept(home: Path) -> list[Path]:
    files = (path for path in (home / "state" / "rescue").glob("typed-*.txt"))
    return [path for path in files if WORDS in path.read_text()]


def test_a_paste_without_marks_is_one_text(tmp_path: Path, sit: Callable[..., Seat]) -> None:
    """GNU screen 4, serial lines and some terminals do not mark what is pasted."""
    home = tmp_path / "home"
    seat = sit((*SYSLEAD, "note"), environment(home, HOME=str(tmp_path)), folder=tmp_path)
    seat.sees("Ctrl-E editor")
    seat.keys("first line\rsecond line\rthird line\r")
    assert seat.ends() == 0
    (file,) = (home / "journal").rglob("*.jsonl")
    assert json.loads(file.read_text())["text"] == "first line\nsecond line\nthird line"
