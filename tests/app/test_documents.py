"""Every command's JSON: one document, as its schema says, for a full journal and an empty one."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from conftest import World
from packs import document, file_of
from sealed_world import PASSPHRASE, switch_on
from syslead_cli.command_table import COMMANDS
from syslead_cli.setup.schemas import documents, schema_named

FORM = {"answers": [{"facet": "courage", "text": "On Monday I told the board we were wrong."}],
        "note": "A quiet day, with much curiosity.",
        "intention": {"text": "If it rains, then I will stay.", "due": "2030-01-01"}}  # fmt: skip
RATED = {"schema": "syslead/review-answers/1", "heard": ["night staff"]}
SIX = ["courage", "curiosity", "sense_making", "shared_vision", "other_narratives", "influencing"]
Call = tuple[str, list[str], str]
#: A document's name and the command line that gives it, which reads and nothing else.
_LINES = """
today:|plan: reflect --plan|intentions: intentions|intentions: intentions --all|trends: trends
neglected: neglected|review-plan: review week --plan|review-plan: review quarter --plan
review-plan: assess facets --plan|review-plan: assess environment --plan|focus: focus
pause: pause --show|list: list --limit 0|search: search the|forget: forget --word budget --dry-run
forget: forget --before 2026-02 --dry-run|verify: verify|repair: repair|remind: remind
remind-status: remind status|frameworks: framework list|framework: framework show
facet: framework show --facet courage|dimension: framework show being
framework-check: framework check|match: framework match|prompts: prompts list
prompt: prompts show courage-01|prompts-check: prompts check|config: config get
setting: config get prompts|voices: voices|calendar: calendar|on-this-day: on-this-day
note-templates: note --templates|tags: tags|share-log: share log|recipients: share recipients list
coach-list: coach list|cohort: coach cohort|cohort-published: coach cohort --publish
"""
READING: list[Call] = [
    *((name, words.split(), "") for line in re.split(r"[|\n]", _LINES.strip())
      for name, _, words in [line.partition(":")]),
    ("match", ["framework", "match"], "Who disagreed with the vision of the board?"),
    ("check", ["share", "check"], "I met Siân Prys."),
    ("voices-match", ["voices", "match"], "The board told me. I asked a porter."),
]  # fmt: skip
WRITING: list[Call] = [
    ("reflect", ["reflect", "--answers", "-"], json.dumps(FORM)),
    ("note", ["note", "-"], "The board and its vision. #budget @night-staff"),
    ("intend", ["intend", "If it rains, then I will stay.", "--by", "2w"], ""),
    ("focus", ["focus", *SIX], ""),
    ("prompt", ["prompts", "add", "Who disagreed with you today, and what did they say?",
                "--facet", "courage", "--kind", "event"], ""),
    ("coach-add", ["coach", "add", "-"], file_of(document()).decode()),
    ("backup", ["backup", "DIR"], ""),
    ("import", ["import", "csv", "-", "--dry-run"], "day,text\n2026-01-01,Hello\n"),
    ("pause", ["pause"], ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The made-up leader's half year, made once."""
    folder = tmp_path_factory.mktemp("demo")
    made = World(folder / "nobody").run("demo", "--home", str(folder / "home"), "--json")
    validator("demo").validate(json.loads(made.out))
    return World(folder / "home")


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema_named(name), format_checker=FormatChecker())


def document(world: World, name: str, arguments: list[str], stdin: str = "") -> dict[str, Any]:
    words = [str(world.home.parent / "copies") if word == "DIR" else word for word in arguments]
    result = world.run(*words, "--json", stdin=stdin)
    assert result.code in (0, 1, 4), result.err
    data: dict[str, Any] = json.loads(result.out)
    assert data["schema"] == f"syslead/{name}/1"
    assert next(iter(data)) == "schema"
    assert "\x1b" not in result.out
    validator(name).validate(data)
    return data


@pytest.mark.parametrize("call", READING, ids=lambda call: " ".join(call[1][:3]))
def test_a_full_journal_and_an_empty_one(demo: World, world: World, call: Call) -> None:
    document(demo, *call)
    document(world, *call)
    assert not (world.home / "journal").exists()


def test_an_encrypted_one_says_the_same(demo: World, tmp_path: Path) -> None:
    """Whatever can be asked of a journal: its encryption changes no answer."""
    shutil.copytree(demo.home, tmp_path / "home")
    closed = World(tmp_path / "home")
    switch_on(closed)
    (closed.home / "keys" / "journal.pub").unlink()
    arguments = ["encrypt", "--yes", "--passphrase-file", "-"]
    assert document(closed, "encrypt", arguments, PASSPHRASE)["lines"] > 100
    for name, arguments, stdin in READING:
        said = document(closed, name, arguments, stdin)
        if name == "verify":
            assert said["closed"] > 100
        elif name not in ("config", "setting", "note-templates"):
            assert said == document(demo, name, arguments, stdin), arguments
    assert document(closed, "decrypt", ["decrypt", "--yes"])["lines"] > 100
    assert World(closed.home).journal_lines() == demo.journal_lines()


@pytest.mark.parametrize("call", WRITING, ids=lambda call: " ".join(call[1][:2]))
def test_what_writes(world: World, call: Call) -> None:
    document(world, *call)


def test_entries_of_every_kind_and_a_backup_put_back(demo: World) -> None:
    entries = document(demo, "list", ["list", "--limit", "0"])["entries"]
    kinds = {entry["kind"]: entry["id"] for entry in entries}
    assert len(kinds) > 3
    for id_ in kinds.values():
        document(demo, "show", ["show", id_, "--versions"])
    kept = document(demo, "backup", ["backup", "DIR"])
    document(demo, "restore", ["restore", kept["path"]])


def test_a_review_and_an_export(world: World) -> None:
    document(world, "review", ["review", "week", "--answers", "-"], json.dumps(RATED))
    exported = world.run("export", "--format", "json")
    validator("export").validate(json.loads(exported.out))


def test_damage_is_a_document_too(world: World) -> None:
    folder = world.home / "journal" / "elsewhere"
    folder.mkdir(parents=True)
    (folder / "2026-03.jsonl").write_bytes(b'{"v":1,"id"\n')
    assert document(world, "verify", ["verify"])["damage"]
    document(world, "repair", ["repair"])
    world.put("frameworks/odd.toml", "id = 3\n")
    assert document(world, "framework-check", ["framework", "check", "odd"])["problems"]
    document(world, "frameworks", ["framework", "list"])


def test_every_document_there_is_was_looked_at() -> None:
    seen = {call[0] for call in (*READING, *WRITING)}
    seen |= {"show", "restore", "review", "demo", "export"}
    seen |= {"config-path"}  # it names this machine's folders
    looked_at_with_their_packages = "encrypt decrypt pack brief sponsor coach-notes"
    seen |= set(looked_at_with_their_packages.split())
    assert set(documents()) <= seen


def test_every_command_with_json_was_looked_at(world: World) -> None:
    asked = {call[1][0] for call in (*READING, *WRITING) if call[1]} | {"show", "restore", "demo"}
    asked |= {"encrypt", "decrypt"}
    assert {name for name in COMMANDS if "--json" in world.run(name, "--help").out} <= asked


@pytest.mark.parametrize("name", sorted(documents()))
def test_a_schema_refuses_what_it_should(name: str) -> None:
    wrong = {"schema": "syslead/other/1"}
    assert not validator(name).is_valid(wrong)
    assert not validator(name).is_valid({"schema": f"syslead/{name}/1", "surprise": 1})
