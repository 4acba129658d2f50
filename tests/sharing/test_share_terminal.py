"""Sharing at a real terminal: every question, every way out, and the file at the end."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from syslead_cli.__main__ import main
from syslead_cli.base.clock import SystemClock
from syslead_cli.context import Context
from syslead_cli.crypt import age
from syslead_cli.sharing.pack_screen import days_of
from terminal import SYSLEAD, Seat, environment, noon

Start = Callable[..., Seat]
JO, OTHER = age.new_key_pair(), age.new_key_pair()


def quietly(home: Path, *arguments: str, stdin: str = "") -> str:
    """A command without a terminal, at the time of the machine."""
    out, typed = io.StringIO(), io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    environ = {"SYSLEAD_HOME": str(home), "HOME": str(home), "COLUMNS": "80"}
    clock = SystemClock(noon())
    code = main(list(arguments), Context(environ, typed, out, io.StringIO(), clock))
    assert code == 0
    return out.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    quietly(folder, "note", "-", stdin="Priya Sharma told me that the ward is closing.")
    quietly(folder, "note", "-", stdin="A quiet day.")
    quietly(folder, "intend", "If the budget stalls, then I will ask Tom", "--by", "2w")
    quietly(folder, "intend", "If it rains, then I will walk", "--by", "2w")
    quietly(folder, "share", "recipients", "add", "Jo Marsh", JO.public,
            "--fingerprint", age.fingerprint(JO.public))  # fmt: skip
    return folder


@pytest.fixture
def syslead(home: Path, tmp_path: Path, sit: Callable[..., Seat]) -> Start:
    """Starts the program on a terminal of its own, in a folder of its own."""

    def start(*arguments: str) -> Seat:
        environ = environment(home, NO_COLOR="1")
        return sit((*SYSLEAD, *arguments), environ, folder=tmp_path, rows=60)

    return start


def typed(child: Seat, after: str, text: str) -> None:
    """A text, once the question is there and the field below it takes keys."""
    child.sees(after, "b back")
    child.keys(text + "\r")


def chosen(child: Seat, after: str, key: str, ready: str = "> ") -> None:
    """A key, once its question is there."""
    child.sees(after)
    child.asked(ready)
    child.line(key)


#: Every question of a share, in order: what it says, what is answered, and how.
DIALOGUE: list[tuple[Callable[..., None], str, str]] = [
    (typed, "Who is it for?", "jo marsh"),
    (chosen, "Which days?", "m"),
    (typed, "What do you want from this session?", "More courage."),
    (chosen, "the budget stalls", "y"),
    (chosen, "it rains", ""),
    (chosen, "A quiet day.", "n"),  # the newest first
    (chosen, "the ward is closing.", "y"),
    (chosen, "“Priya Sharma”", "r"),
    (typed, "Which role?", "a council officer"),
    (chosen, "“Tom”", "k"),
]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("syslead-*"))


def shares(home: Path) -> list[dict[str, Any]]:
    logged: list[dict[str, Any]] = json.loads(quietly(home, "share", "log", "--json"))["shares"]
    return logged


def test_the_whole_dialogue(syslead: Start, home: Path, tmp_path: Path) -> None:
    child = syslead("share", "write", "--tier", "excerpts")
    for answer, question, text in DIALOGUE:
        answer(child, question, text)
    child.sees("STAYS WITH YOU")
    for line in ("Jo Marsh", "excerpts", "1 intention and 1 passage",
                 "1 replaced · 1 left as they are", age.fingerprint(JO.public)):  # fmt: skip
        child.sees(line)
    chosen(child, "Write it?", "y", ready="no) ")
    child.sees("only Jo Marsh's key opens it")
    assert child.ends() == 0
    (path,) = files(tmp_path)
    assert path.suffixes[-2:] == [".json", ".age"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = json.loads(age.decrypt(path.read_bytes(), [JO.secret], "it"))
    assert (data["tier"], data["purpose"]) == ("excerpts", "More courage.")
    assert [each["text"] for each in data["intentions"]["wordings"]] == [
        "If the budget stalls, then I will ask Tom"
    ]
    assert [each["text"] for each in data["passages"]] == [
        "a council officer told me that the ward is closing."
    ]
    assert [share["to"] for share in shares(home)] == ["Jo Marsh"]
    aliases = json.loads((home / "state" / "aliases.json").read_text())
    assert aliases == {"Priya Sharma": "a council officer"}

    child = syslead("share", "write", "--to", "Jo Marsh", "--purpose", "More.", "--output",
                    path.name)  # fmt: skip
    child.sees("already exists")
    assert child.ends() == 1


def test_enter_all_the_way_offers_the_lowest_tier_and_writes_nothing(
    syslead: Start, home: Path, tmp_path: Path
) -> None:
    child = syslead("share", "write")
    typed(child, "Who is it for?", "")
    chosen(child, "Which days?", "")
    typed(child, "What do you want", "")
    child.sees("tier: scores")
    child.sees("Not encrypted")
    chosen(child, "Write it?", "", ready="no) ")
    child.sees("Nothing was written")
    assert child.ends() == 1
    assert (files(tmp_path), shares(home)) == ([], [])


@pytest.mark.parametrize("answered", range(len(DIALOGUE) + 1))
def test_ctrl_c_at_each_question_writes_nothing_and_keeps_what_was_typed(
    syslead: Start, home: Path, tmp_path: Path, answered: int
) -> None:
    child = syslead("share", "write", "--tier", "excerpts")
    for answer, question, text in DIALOGUE[:answered]:
        answer(child, question, text)
    if answered == len(DIALOGUE):
        child.sees("Write it?")
    else:
        ask, question, text = DIALOGUE[answered]
        child.sees(question)
        if ask is typed:
            child.sees("b back")
            child.keys(text)
            child.sees(text.rpartition(" ")[2])
        else:
            child.asked("> ")
    child.interrupts()
    assert child.ends() == 130
    assert (files(tmp_path), shares(home)) == ([], [])
    kept = "".join(path.read_text() for path in (home / "state" / "rescue").glob("typed-*"))
    if answered >= 2:
        assert "More courage.\n" in kept
    if answered == DIALOGUE.index((typed, "Which role?", "a council officer")):
        assert "a council officer\n" in kept
    if answered > DIALOGUE.index((typed, "Which role?", "a council officer")):
        aliases = json.loads((home / "state" / "aliases.json").read_text())
        assert aliases == {"Priya Sharma": "a council officer"}


def test_dates_are_taken_explained_and_kept_when_one_goes_back(
    syslead: Start, tmp_path: Path
) -> None:
    today = SystemClock(noon()).now().local.date()
    days = days_of(SimpleNamespace(first=today - timedelta(days=1), last=today))
    child = syslead("share", "write", "--to", "Dana", "--format", "md")
    chosen(child, "Which days?", "blursday")
    child.sees("Try 13w, 3 March")
    child.line("2050")
    child.sees("has no day up to")
    child.line("?")
    child.sees('"1 September" means since then')
    child.line("Yesterday")
    typed(child, "What do you want", "b")
    child.sees("Enter keeps yesterday · 13w the last thirteen weeks")
    child.asked("> ")
    child.line("?")
    child.sees("Enter takes the one next to it")
    child.sees("Enter keeps yesterday")
    child.line("")
    typed(child, "What do you want", "More.")
    child.sees(days)
    chosen(child, "Write it?", "perhaps", ready="no) ")
    child.sees("y means yes")
    child.line("y")
    assert child.ends() == 0
    assert days in files(tmp_path)[0].read_text()


def test_one_can_go_back_while_ticking(syslead: Start, tmp_path: Path) -> None:
    child = syslead("share", "write", "--tier", "excerpts", "--to", "Dana", "--since", "4w",
                    "--purpose", "More.", "--no-encrypt", "--drop-identifiers")  # fmt: skip
    chosen(child, "1 of 2", "y")
    chosen(child, "2 of 2", "b")
    chosen(child, "1 of 2", "")  # now it stays
    chosen(child, "2 of 2", "x")
    child.sees("Press Enter, y or d.")
    child.line("n")
    chosen(child, "1 of 2", "n")
    chosen(child, "2 of 2", "b")
    chosen(child, "1 of 2", "y")
    chosen(child, "2 of 2", "")
    child.sees("1 passage")
    chosen(child, "Write it?", "y", ready="no) ")
    assert child.ends() == 0
    data = json.loads(files(tmp_path)[0].read_text())
    assert [each["text"] for each in data["passages"]] == ["A quiet day."]
    assert data["intentions"]["wordings"] == []


def test_a_role_is_not_asked_for_twice(syslead: Start, home: Path, tmp_path: Path) -> None:
    (home / "state" / "aliases.json").write_text('{"Priya Sharma": "a manager"}')
    child = syslead("share", "write", "--tier", "all", "--to", "Dana", "--from", "4w",
                    "--purpose", "More.", "--format", "md")  # fmt: skip
    chosen(child, "“Tom”", "")
    child.sees("a manager told me")
    child.sees("1 replaced · 1 dropped")
    child.sees("Not encrypted")
    chosen(child, "Write it?", "y", ready="no) ")
    child.sees("Not encrypted")
    assert child.ends() == 0
    text = files(tmp_path)[0].read_text()
    assert "Priya" not in text
    assert "Tom" not in text


def test_a_name_that_looks_like_a_slip_is_asked_for_again(syslead: Start) -> None:
    child = syslead("share", "write", "--from", "4w", "--purpose", "More.")
    typed(child, "Who is it for?", "Jo Marhs")
    child.sees('Did you mean "Jo Marsh"?')
    typed(child, "Who is it for?", "Jo Marsh")
    child.sees(age.fingerprint(JO.public))
    chosen(child, "Write it?", "n", ready="no) ")
    assert child.ends() == 1


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 1)])
def test_a_key_is_compared_before_it_is_kept(
    syslead: Start, home: Path, answer: str, code: int
) -> None:
    child = syslead("share", "recipients", "add", "jo marsh", OTHER.public)
    child.sees("not the key of Jo Marsh that you confirmed")
    child.sees(age.fingerprint(JO.public))
    child.sees(age.fingerprint(OTHER.public))
    chosen(child, "reads out?", answer, ready="no) ")
    assert child.ends() == code
    kept = json.loads(quietly(home, "share", "recipients", "list", "--json"))["recipients"]
    assert [each["key"] for each in kept] == [JO.public if code else OTHER.public]
