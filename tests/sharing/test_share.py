"""Sharing through the command line: what is asked, written, kept and refused."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from conftest import World
from syslead_cli.crypt import age
from syslead_cli.sharing.build import Choice
from syslead_cli.sharing.model import checksum
from syslead_cli.sharing.share import with_days


@pytest.fixture
def written(world: World) -> World:
    world.run("note", "-", stdin="Priya Sharma said no. #lead_follow")
    world.run("intend", "If it stalls, then I will ask Tom")
    return world


def share(world: World, *arguments: str, stdin: str = "", name: str = "p.json") -> Any:
    target = str(world.home.parent / name)
    return world.run("share", "write", "--output", target, *arguments, stdin=stdin)


def test_check_speaks_json(world: World) -> None:
    result = world.run("share", "check", "--json", stdin="I met Siân; mail a@b.org.")
    data = json.loads(result.out)
    assert data == {
        "schema": "syslead/check/1",
        "spans": [
            {"start": 6, "end": 10, "kind": "name"},
            {"start": 17, "end": 24, "kind": "email"},
        ],
    }
    assert world.document("share", "check")["spans"] == []
    assert "Siân" in world.run("share", "check", stdin="I met Siân.").out


def test_a_share_is_a_private_file_and_a_record(written: World) -> None:
    result = share(written, "--to", "Jo", "--yes")
    assert result.code == 0, result.err
    assert "Not encrypted" in result.err
    path = written.home.parent / "p.json"
    data = json.loads(path.read_text())
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert (data["tier"], data["sha256"]) == ("scores", checksum(data))
    assert "Priya" not in path.read_text()
    log = written.document("share", "log")
    assert [(s["to"], s["tier"], s["sha256"]) for s in log["shares"]] == [
        ("Jo", "scores", sha256(path.read_bytes()).hexdigest())
    ]
    assert "Jo" in written.run("share", "log").out


def test_the_log_names_the_file(written: World, tmp_path: Path) -> None:
    name = "for Jo, before the autumn.json"
    target = str(tmp_path / name)
    assert written.run("share", "write", "--yes", "--to", "Jo", "-o", target).code == 0
    written.environ["COLUMNS"] = "60"
    narrow = written.run("share", "log").out
    assert name in " ".join(narrow.split())
    assert max(map(len, narrow.splitlines())) <= 60
    # a line written before names were kept
    month = next((written.home / "journal").rglob("*.jsonl"))
    lines = [json.loads(line) for line in month.read_text("utf-8").splitlines()]
    for line in lines:
        line.pop("crc")
        line.pop("file", None)
    month.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert "SHA-256 " in written.run("share", "log").out
    assert written.document("share", "log")["shares"][0]["file"] is None


def test_nothing_is_overwritten_and_nothing_is_logged_then(written: World) -> None:
    share(written, "--yes")
    before = written.journal_lines()
    result = share(written, "--yes", "--tier", "themes")
    assert result.code == 1
    assert "already exists" in result.err
    assert written.journal_lines() == before


def test_a_journal_that_does_not_take_the_record_leaves_no_file(
    written: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syslead_cli.errors import SysleadError
    from syslead_cli.journal.store import JournalFiles

    def full(*_: object) -> None:
        raise SysleadError("The disk is full.")

    monkeypatch.setattr(JournalFiles, "append", full)
    assert share(written, "--yes").code == 1
    assert not (written.home.parent / "p.json").exists()


def test_names_are_decided_about(written: World) -> None:
    result = share(written, "--tier", "all", "--yes")
    assert (result.code, "Priya" in result.err) == (2, False)
    assert "2 × name" in result.err
    assert not (written.home.parent / "p.json").exists()
    roles = json.dumps({"Priya Sharma": "a council officer", "Tom": None})
    result = share(written, "--tier", "all", "--yes", "--replacements", "-", stdin=roles)
    assert result.code == 0, result.err
    text = (written.home.parent / "p.json").read_text()
    assert "a council officer said no" in text
    assert "ask Tom" in text
    aliases = written.home / "state" / "aliases.json"
    assert json.loads(aliases.read_text()) == {"Priya Sharma": "a council officer"}
    assert stat.S_IMODE(os.stat(aliases).st_mode) == 0o600
    again = share(written, "--tier", "all", "--yes", "--drop-identifiers", name="q.md")
    assert again.code == 0
    assert "council officer" in (written.home.parent / "q.md").read_text()


def test_a_name_that_is_a_pseudonym_on_purpose_is_kept_there_and_dropped_elsewhere(
    written: World,
) -> None:
    named = ("--pseudonym", "Priya Sharma", "--purpose", "More of @tom-b.", "--yes")
    refused = share(written, "--tier", "all", *named)
    assert refused.code == 2  # for the texts, not for the pseudonym
    assert "3 × name" in refused.err
    assert share(written, *named[:2], "--yes").code == 0
    assert share(written, "--tier", "all", *named, "--drop-identifiers", name="q.json").code == 0
    pack = json.loads((written.home.parent / "q.json").read_text())
    assert pack.pop("pseudonym") == "Priya Sharma"
    text = json.dumps(pack)
    assert not [name for name in ("Priya", "Tom", "tom-b") if name in text]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("1 march", "2026-03-01", "2026-03-27"),  # one day: since then
        ("2026-01", "2026-01-01", "2026-01-31"),
        ("2026-03", "2026-03-01", "2026-03-27"),
        ("Since feb", "2026-02-01", "2026-03-27"),
        ("since 1 feb to 3 feb", "2026-02-01", "2026-02-03"),
    ],
)
def test_days_typed_are_a_range_or_since_a_day(
    world: World, words: str, first: str, last: str
) -> None:
    today = date(2026, 3, 27)
    choice = with_days(world.context(), Choice(today, today, today), words)
    assert (choice.first.isoformat(), choice.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--tier everything", "Tier"), ("--without names", "--without"), ("--format pdf", "Format"),
        ("--for boss", "--for"), ("--excerpt abcd1234", "--excerpt needs --tier excerpts"),
        ("--tier themes --excerpt abcd1234", "--excerpt needs --tier excerpts"),
        ("--approve-intention abcd1234", "needs --tier themes"), ("--from someday", "someday"),
        ("--tier excerpts --excerpt abcd1234", "names no entry"),
        ("--from 2026-03 --until 2026-02", "comes after"),
        ("--for sponsor --tier all", "A sponsor"), ("--for sponsor --tier themes", "A sponsor"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(written: World, arguments: str, said: str) -> None:
    result = share(written, "--yes", *arguments.split())
    assert (result.code, result.out, said in result.err) == (2, "", True), result.err
    assert not (written.home.parent / "p.json").exists()


@pytest.mark.parametrize("form", ["json", "html", "md", "csv"])
def test_the_preview_is_what_is_written(written: World, form: str) -> None:
    seen = written.run("share", "preview", "--format", form).out
    assert share(written, "--yes", "--format", form).code == 0
    assert (written.home.parent / "p.json").read_text() == seen.replace("\r\n", "\n") or (
        form == "csv"
    )


def test_the_preview_says_what_stays_and_writes_nothing(written: World) -> None:
    before = sorted(written.home.rglob("*"))
    result = written.run("share", "preview", "--tier", "all")
    assert "STAYS WITH YOU" in result.out
    assert "Priya Sharma (name)" in result.out
    assert sorted(written.home.rglob("*")) == before


def test_no_setting_raises_the_tier(written: World) -> None:
    (written.home / "config.toml").write_text('tier = "all"\n')
    result = written.run("share", "preview", "--json")
    assert result.code != 0 or json.loads(result.out)["tier"] == "scores"
    (written.home / "config.toml").unlink()
    assert written.document("share", "preview")["tier"] == "scores"


def test_a_sponsor(written: World) -> None:
    assert share(written, "--for", "sponsor", "--yes").code == 0
    data = json.loads((written.home.parent / "p.json").read_text())
    assert data["schema"] == "syslead/sponsor/1"
    assert set(data["attendance"]) == {"sittings", "days"}


@pytest.mark.parametrize("audience", ["coach", "sponsor"])
@pytest.mark.parametrize("encrypted", [False, True])
def test_the_log_says_for_whom_and_if_it_was_encrypted(
    written: World, audience: str, encrypted: bool
) -> None:
    key = age.new_key_pair().public
    add = ("share", "recipients", "add", "Jo", key, "--fingerprint", age.fingerprint(key))
    assert written.run(*add).code == 0
    to = "Jo" if encrypted else "Dana"
    assert share(written, "--yes", "--for", audience, "--to", to).code == 0
    logged = written.document("share", "log")["shares"][0]
    assert (logged["audience"], logged["encrypted"], logged["to"]) == (audience, encrypted, to)
    row = written.run("share", "log").out.splitlines()[1].split()
    what = "sponsor" if audience == "sponsor" else "scores"
    assert row[3:6] == [to, what, "yes" if encrypted else "no"]
