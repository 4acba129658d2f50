"""A secret in every field of every record kind is in no output of a lower tier, by the command.

tests/sharing/test_pack.py holds the same against generated records; here whole commands run, and
everything they leave behind is looked at: files of each form, what an encrypted one opens to,
the screen, messages, the journal's new line, the log of a mistake of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, World
from strategies import choices_of
from syslead_cli.crypt import age
from syslead_cli.journal.codec import own_fields
from syslead_cli.journal.model import KINDS
from syslead_cli.sharing import build as pack_module
from syslead_cli.sharing.model import PackAttendance

MARK = "zqxsecretqxz"
JO = age.new_key_pair()
DATA = Path(__file__).resolve().parents[1] / "data" / "journal-v1"
GOLDEN = tuple(DATA / f"{name}.jsonl" for name in ("every-kind", "share-file", "share-encrypted"))
FORMS = ("json", "html", "md", "csv")
#: Keys whose words name something of the framework: planted once, real once.
STRUCTURE = frozenset({"facet", "prompt", "facets", "attention", "mentions"})
IDS = frozenset({"id", "of", "sitting"})
KEPT = frozenset({"v", "kind", "ts", "day", "from", "to", "due", "until", "words"})
#: Nothing of the leader's own belongs into any of these.
LOWER: dict[str, list[str]] = {
    "scores": [],
    "scores, some held back": ["--without", "ratings,voices"],
    "themes without voices": ["--tier", "themes", "--without", "voices"],
    "excerpts, none ticked": ["--tier", "excerpts", "--without", "ratings,voices"],
    "sponsor": ["--for", "sponsor"],
}


def choices(kind: str) -> set[str]:
    """The keys of a kind that hold one of a few words."""
    return {one.key for one in own_fields(kind) if choices_of(one)}


def planted(kind: str, key: str, value: Any, *, real: bool) -> Any:
    """The value with the secret in it wherever the format takes a text."""
    if key in IDS:
        return f"{MARK}{'r' if real else 'p'}-{value}"
    if key in choices(kind) or (real and key in STRUCTURE):
        return value
    if key in KEPT and not (kind == "share" and key == "to"):
        return value
    if isinstance(value, str):
        return f"{MARK} {value}"
    if isinstance(value, list):
        return [MARK, *(f"{MARK}-{each}" for each in value)]
    if isinstance(value, dict):
        inside = value if real else {}
        scores = all(isinstance(each, int) for each in value.values())
        texts = {name: MARK for name in value if not scores}
        return {**inside, **texts, MARK: 3 if scores else MARK}
    return value


def lines() -> Iterator[str]:
    """A line of every kind twice over, with fields nobody knows, and kinds nobody knows."""
    for raw in (raw for path in GOLDEN for raw in path.read_bytes().splitlines()):
        for real in (False, True):
            data = json.loads(raw)
            kind = data["kind"]
            known = {plan.key for plan in own_fields(kind)}
            empty = {key: MARK for key in ("text", "problem", "facet") if key in known - set(data)}
            data = {key: planted(kind, key, value, real=real) for key, value in data.items()}
            day = date.fromisoformat(data["day"]) - timedelta(days=14)
            data |= {"day": day.isoformat(), "tz": MARK, "mood": MARK, MARK: {MARK: [MARK]}}
            data |= {} if "problem" in choices(kind) & set(empty) else empty
            yield json.dumps({key: value for key, value in data.items() if key != "crc"})
    for strange in ({"v": 1, "kind": "dream"}, {"v": 2, "kind": "note"}):
        yield json.dumps({**strange, "id": MARK, "day": "2026-03-20", "text": MARK, "ts":
                          "2026-03-20T12:00:00Z", "tz": MARK})  # fmt: skip


@pytest.fixture
def full(world: World) -> World:
    folder = world.home / "journal" / "aaaa1111"
    folder.mkdir(parents=True)
    (folder / "2026-03.jsonl").write_text("\n".join(lines()) + "\n")
    world.run(
        "share", "recipients", "add", "Jo", JO.public, "--fingerprint", age.fingerprint(JO.public)
    )
    return world


def everything(world: World, arguments: list[str]) -> dict[str, str]:
    """All that a share leaves, by what it is; names decided about without asking."""
    found: dict[str, str] = {}

    def note(name: str, result: Result) -> None:
        assert result.code == 0, result.err
        found[name] = result.out + result.err

    before = world.journal_lines()
    note("screen", world.run("share", "preview", *arguments))
    world.environ["COLUMNS"] = "200"
    note("wide screen", world.run("share", "preview", *arguments))
    for form in FORMS:
        note(f"preview {form}", world.run("share", "preview", "--format", form, *arguments))
        for to in ("Dana", "Jo"):
            path = world.home.parent / f"{to}.{form}"
            call = ["share", "write", "--yes", "--drop-identifiers", "--to", to, "--output"]
            note(f"{to} {form} says", world.run(*call, str(path), "--format", form, *arguments))
            content = path.read_bytes()
            opened = age.decrypt(content, [JO.secret], "it") if to == "Jo" else content
            found[f"{to} {form} raw"] = content.decode("latin-1")
            found[f"{to} {form}"] = opened.decode()
            path.unlink()
    new = [line for line in world.journal_lines() if line not in before]
    assert len(new) == 2 * len(FORMS)
    found["journal"] = "\n".join(map(repr, new))
    state = world.home / "state"
    for path in (*state.glob("*.json"), *state.glob("bug.log")):
        if path.name not in ("aliases.json",):
            found[path.name] = path.read_text()
    return found


def leaks(outputs: dict[str, str]) -> list[str]:
    return [name for name, text in outputs.items() if MARK in text]


def test_every_kind_is_planted() -> None:
    kinds = [json.loads(line)["kind"] for line in lines()]
    assert set(KINDS) | {"dream"} == set(kinds)
    for line in lines():
        data = json.loads(line)
        for plan in own_fields(data["kind"]) if data["kind"] in KINDS else ():
            value = data.get(plan.key)
            if isinstance(value, str) and not choices_of(plan):
                assert MARK in value or plan.key in KEPT | STRUCTURE, (data["kind"], plan.key)


@pytest.mark.parametrize("name", LOWER)
def test_nothing_of_it_leaves(full: World, name: str) -> None:
    assert leaks(everything(full, LOWER[name])) == []


def test_the_secret_is_there_to_be_found(full: World) -> None:
    outputs = everything(full, ["--tier", "all"])
    assert {"Dana json", "Jo json", "Dana html", "preview md", "screen"} <= set(leaks(outputs))
    assert not [name for name in leaks(outputs) if name.startswith("Jo") and name.endswith("raw")]
    assert not [name for name in leaks(outputs) if name.endswith("says")]
    assert MARK not in outputs["journal"]


@pytest.mark.parametrize(
    ("function", "add"),
    [
        ("_header", lambda header: {**header, "purpose": MARK}),
        ("_unit", lambda unit: {**unit, "name": MARK}),
    ],
)
def test_a_field_nobody_allowed_turns_this_red(
    full: World, monkeypatch: pytest.MonkeyPatch, function: str, add: Callable[[Any], Any]
) -> None:
    whole = getattr(pack_module, function)
    monkeypatch.setattr(pack_module, function, lambda *arguments: add(whole(*arguments)))
    assert "preview json" in leaks(everything(full, LOWER["scores"]))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--tier", "all"), ("--tier", "excerpts", "--excerpt", "zzzz9999"),
        ("--tier", "all", "--replacements", "-"), ("--tier", "themes", "--to", "Joo"),
    ],
)  # fmt: skip
def test_no_refusal_holds_a_word_of_the_journal(full: World, arguments: tuple[str, ...]) -> None:
    path = full.home.parent / "p.json"
    result = full.run("share", "write", "--yes", "--output", str(path), *arguments, stdin="[]")
    assert (result.code, path.exists()) == (2, False)
    assert MARK not in result.out + result.err


def test_no_mistake_of_ours_writes_a_word_of_the_journal_down(
    full: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(document: Any, _: Any) -> None:
        raise ValueError(str(document))

    monkeypatch.setattr("syslead_cli.sharing.redact.redact", broken)
    result = full.run("share", "write", "--yes", "--tier", "all", "--drop-identifiers")
    log = (full.home / "state" / "bug.log").read_text()
    assert result.code == 70
    assert "ValueError" in log
    assert MARK not in result.out + result.err + log


def test_a_field_nobody_declared_is_no_field_of_a_pack() -> None:
    with pytest.raises(TypeError):
        PackAttendance(1, 1, zone=MARK)
