"""The coach's store through the command line: what comes in, what is refused, what goes."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Result, World
from packs import RECORDS, SECRET, document, file_of, sent
from some_records import TODAY
from syslead_cli.crypt import age
from syslead_cli.sharing.model import checksum
from tabs import press, tab

#: Of the key that ``keyed`` has.
PASSPHRASE = "three small words"
COACHING = " ".join((ROOT / "docs/coaching.md").read_text("utf-8").split())
needs_age = pytest.mark.skipif(not shutil.which("age"), reason="the age command is not installed")


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """Where files arrive."""
    folder = tmp_path / "post"
    folder.mkdir()
    return folder


def store(world: World) -> dict[str, bytes]:
    folder = world.home / "coach"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def clients(world: World) -> dict[str, int]:
    data = world.document("coach", "list")
    return {client["name"]: len(client["packs"]) for client in data["clients"]}


def test_a_pack_is_kept_byte_for_byte(world: World, post: Path) -> None:
    path = sent(post, expires=TODAY + timedelta(days=90))
    result = world.run("coach", "add", str(path))
    assert (result.code, result.err) == (0, "")
    assert "added to Maya, the first pack. To be deleted after 25 June 2026." in result.out
    name = f"clients/maya/2026-03-27-{checksum(document(expires=TODAY + timedelta(days=90)))[:12]}"
    assert store(world) == {f"{name}.json": path.read_bytes(), "clients/maya/name": b"Maya\n"}
    listed = world.run("coach", "list").out
    assert "Maya" in listed
    assert "1 Jan to 27 Mar 2026  came 27 Mar 2026" in listed
    assert SECRET not in listed + result.out


def test_the_same_pack_again_changes_nothing(world: World, post: Path) -> None:
    path = sent(post)
    world.run("coach", "add", str(path))
    before = store(world)
    again = json.dumps(json.loads(path.read_bytes()), sort_keys=True)  # mail may rewrite a file
    for arguments in ([str(path)], ["-"], [str(path), "--as", " maya "]):
        result = world.run("coach", "add", *arguments, stdin=again)
        assert (result.code, store(world)) == (0, before)
        assert "here already, with Maya" in result.out


def test_modes_whatever_the_umask(world: World, post: Path) -> None:
    path = sent(post)
    (world.home / "coach" / "clients").mkdir(parents=True, mode=0o755)
    before = os.umask(0)
    try:
        world.run("coach", "add", str(path))
        os.umask(0o777)
        world.run("coach", "add", str(sent(post, "b.json", pseudonym="Jo")))
    finally:
        os.umask(before)
    assert set(clients(world)) == {"Maya", "Jo"}
    for place in (world.home / "coach").rglob("*"):
        mode = stat.S_IMODE(place.stat().st_mode)
        assert mode == (0o700 if place.is_dir() else 0o600), place


# ── whose it is ──────────────────────────────────────────────────────────────


def test_the_next_pack_goes_to_the_same_client(world: World, post: Path) -> None:
    world.run("coach", "add", str(sent(post, tier="scores")))
    world.clock.move(days=1)
    result = world.run("coach", "add", str(sent(post, "b.json", pseudonym="  MAYA ")))
    assert "added to Maya, 2 packs now" in result.out
    assert clients(world) == {"Maya": 2}
    packs = world.document("coach", "list")["clients"][0]["packs"]
    assert [pack["tier"] for pack in packs] == ["all", "scores"]


def test_as_names_the_client(world: World, post: Path) -> None:
    result = world.run("coach", "add", str(sent(post)), "--as", "Zoë O'Neill")
    assert (result.code, clients(world)) == (0, {"Zoë O'Neill": 1})
    world.run("coach", "add", str(sent(post, tier="scores")), "--as", "Zoe O’Neill")
    assert clients(world) == {"Zoë O'Neill": 1, "Zoe O’Neill": 1}


def test_as_moves_a_pack_that_is_here_under_another_name(world: World, post: Path) -> None:
    first, second = sent(post, tier="scores"), sent(post, "b.json")
    world.run("coach", "add", str(first), str(second))
    world.clock.move(days=1)
    moved = world.run("coach", "add", str(first), "--as", "Jo (North)")
    assert (moved.code, clients(world)) == (0, {"Maya": 1, "Jo (North)": 1})
    assert "moved from Maya to Jo (North), the first pack." in moved.out
    assert "no packs left" not in moved.out
    packs = world.document("coach", "list")["clients"]
    assert {pack["received"] for each in packs for pack in each["packs"]} == {TODAY.isoformat()}
    last = world.run("coach", "add", str(second), "--as", "JO (north)", "--json")
    file = json.loads(last.out)["files"][0]
    assert (file["state"], file["client"]) == ("moved", "Jo (North)")
    assert clients(world) == {"Jo (North)": 2}
    assert not (world.home / "coach" / "clients" / "maya").exists()
    id_ = world.document("coach", "list")["clients"][0]["id"]
    again = world.run("coach", "add", str(second), "--as", id_)
    assert "here already, with Jo (North); nothing was changed" in again.out
    back = world.run("coach", "add", str(first), str(second), "--as", "Maya")
    assert "Jo (North) has no packs left." in back.out
    assert clients(world) == {"Maya": 2}


def test_a_pack_from_the_future_is_said_and_hides_no_other(world: World, post: Path) -> None:
    ahead = sent(post, "ahead.json", tier="scores", made=TODAY + timedelta(days=2))
    result = world.run("coach", "add", str(ahead))
    assert "dated 29 March 2026, in the future" in result.out
    assert "its dates are in the future" in world.run("coach", "brief", "Maya").out
    zone = sent(post, "zone.json", tier="all", made=TODAY + timedelta(days=1))
    assert "yet to come" not in world.run("coach", "add", str(zone)).out
    assert world.document("coach", "brief", "Maya")["tier"] == "all"
    world.clock.move(days=1)
    assert world.document("coach", "brief", "Maya")["tier"] == "scores"


@pytest.mark.parametrize("pseudonym", ["", "…", " - "])
def test_a_pack_without_a_name_needs_one(world: World, post: Path, pseudonym: str) -> None:
    path = sent(post, pseudonym=pseudonym)
    result = world.run("coach", "add", str(path))
    assert (result.code, store(world)) == (2, {})
    assert "--as NAME does" in result.err
    world.environ["TERM"] = "dumb"
    asked = world.answering("Ines\n", "coach", "add", str(path))
    assert (asked.code, clients(world)) == (0, {"Ines": 1})
    assert "Whose is" in asked.out


@pytest.mark.parametrize("name", ["", "a" * 81, "\x1b[31m", "a\nb\x07", "\u202ecba"])
def test_names_that_are_none(world: World, post: Path, name: str) -> None:
    path = sent(post, pseudonym="")
    result = world.run("coach", "add", str(path), "--as", name)
    if result.code == 0:  # a control is shown as a sign, and the sign is kept
        assert "\x1b" not in "".join(clients(world)) + result.out
    else:
        assert (result.code, store(world)) == (2, {})


def test_somebody_else_of_that_name_is_asked_about(world: World, post: Path) -> None:
    """The earlier pack covers the same days and more was asked: it cannot well be the same."""
    world.run("coach", "add", str(sent(post)))
    other = sent(post, "other.json", records=RECORDS[2:])
    before = store(world)
    result = world.run("coach", "add", str(other))
    assert (result.code, store(world)) == (2, before)
    assert '--as "Maya" if it is the same person' in result.err
    no = world.answering("n\n", "coach", "add", str(other))
    assert (no.code, store(world)) == (1, before)
    assert "cover the same days" in no.out
    yes = world.answering("y\n", "coach", "add", str(other))
    assert (yes.code, clients(world)) == (0, {"Maya": 2})
    assert world.run("coach", "add", str(other), "--as", "Maya (North)").code == 0


def test_another_framework_is_asked_about(world: World, post: Path) -> None:
    world.run("coach", "add", str(sent(post)))
    data = document("themes")
    data["framework"]["id"] = "garten"
    (post / "g.json").write_bytes(file_of(data))
    result = world.run("coach", "add", str(post / "g.json"))
    assert (result.code, clients(world)) == (2, {"Maya": 1})
    assert "another framework" in result.err
    assert world.run("coach", "add", str(post / "g.json"), "--as", "maya").code == 0
    assert clients(world) == {"Maya": 2}


# ── what is refused ──────────────────────────────────────────────────────────


def test_of_several_files_the_sound_ones_are_added(world: World, post: Path) -> None:
    good, also = sent(post), sent(post, "jo.json", pseudonym="Jo")
    bad = post / "bad.json"
    bad.write_bytes(good.read_bytes().replace(b'"asked": 1', b'"asked": 2', 1))
    result = world.run("coach", "add", str(good), str(bad), str(post / "none"), str(also))
    assert result.code == 1
    assert clients(world) == {"Maya": 1, "Jo": 1}
    assert len(result.out.splitlines()) == 2
    assert f"{bad} is damaged: its content does not match its checksum." in result.err
    assert f"{post / 'none'} could not be read: there is no such file" in result.err
    assert result.err.splitlines()[-1] == "2 of 4 not accepted; the others are added."
    assert SECRET not in result.out + result.err


def test_several_files_as_one_document(world: World, post: Path) -> None:
    page = post / "page.html"
    page.write_text("<!DOCTYPE html>\n<p>hello")
    result = world.run("coach", "add", str(sent(post)), str(page), "--json")
    files = json.loads(result.out)["files"]
    assert (result.code, [each["state"] for each in files]) == (1, ["added", "refused"])
    assert files[1]["code"] == "pack.foreign"
    assert "the page for reading" in files[1]["problem"]


@pytest.mark.parametrize("content", [
    b"", b"{}", b"<html>" + SECRET.encode(), b"\x00" * 40, b"age-encryption.org/v1\ncut",
    json.dumps({"schema": "syslead/pack/2", "purpose": SECRET}).encode(),
    file_of(document())[:-200], file_of(document()).replace(SECRET.encode(), b"x", 1),
])  # fmt: skip
def test_nothing_is_written_for_a_refused_file(world: World, post: Path, content: bytes) -> None:
    path = post / "file"
    path.write_bytes(content)
    for arguments, stdin in (([str(path)], b""), (["-"], content)):
        said = world.refused("coach", "add", *arguments, stdin=stdin)
        assert len(said.splitlines()) == 2
        assert SECRET not in said
    assert not world.home.exists()


def test_pipes_folders_and_links_are_refused_or_followed(world: World, post: Path) -> None:
    os.mkfifo(post / "pipe")
    os.symlink(sent(post), post / "link")
    assert world.run("coach", "add", str(post / "pipe")).code == 1
    assert world.run("coach", "add", str(post)).code == 1
    assert world.run("coach", "add", str(post / "link")).code == 0


# ── the list, and forgetting ─────────────────────────────────────────────────


def test_expiry_is_marked_and_forgetting_offered(world: World, post: Path) -> None:
    world.run("coach", "add", str(sent(post, expires=TODAY + timedelta(days=1))))
    world.run("coach", "add", str(sent(post, "j.json", pseudonym="Jo Ray")))
    assert "forget" not in world.run("coach", "list").out
    world.clock.move(days=2)
    listed = world.run("coach", "list").out
    assert "expired 28 Mar 2026" in listed
    assert "→ syslead coach forget --expired" in listed
    late = sent(post, "l.json", tier="scores", expires=TODAY + timedelta(days=1))
    assert "after 28 March 2026, which has passed" in world.run("coach", "add", str(late)).out


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("Maya", "coach forget Maya "),
        ("Jo (North)", 'coach forget "Jo (North)" '),
        ("$(touch x)", "coach forget touch-x-"),
        ('a" && `b`', "coach forget a-b-"),
        ("--help", "coach forget help-"),
    ],
)
def test_a_name_from_a_pack_is_no_command(
    world: World, post: Path, name: str, offered: str
) -> None:
    """What is offered to type is pasted into a shell; the id is offered where that would obey."""
    world.run("coach", "add", str(sent(post, pseudonym=name, expires=TODAY)))
    world.clock.move(days=2)
    shown = world.run("coach", "brief", "--", name).out
    assert offered in shown
    command = next(line for line in shown.splitlines() if "coach forget" in line)
    word = command.split("coach forget ")[1].split(" --expired")[0].strip('"')
    brief = world.run("coach", "brief", word)
    assert (brief.code, offered in brief.out) == (0, True)
    assert world.run("coach", "forget", word, "--yes").code == 0
    assert clients(world) == {}


def test_the_list_has_the_newest_days_first_and_room_for_the_expiry(
    world: World, post: Path
) -> None:
    until = TODAY + timedelta(days=1)
    names = ("old.json", "new.json", "older.json")
    for name, days in zip(names, (40, 0, 60), strict=True):
        last = TODAY - timedelta(days=days)
        path = sent(post, name, first=last - timedelta(days=20), last=last, expires=until)
        assert world.run("coach", "add", str(path), "--as", "Maya").code == 0
    data = world.document("coach", "list")
    ends = [pack["until"] for pack in data["clients"][0]["packs"]]
    assert ends == sorted(ends, reverse=True)
    assert len(ends) == 3
    wide = world.run("coach", "list").out
    world.environ["COLUMNS"] = "60"
    narrow = world.run("coach", "list").out
    assert "came 27 Mar 2026" in wide
    assert narrow.count("keep until 28 Mar 2026") == 3
    assert "came" not in narrow
    assert max(map(len, narrow.splitlines())) <= 60


def test_of_two_packs_of_one_day_the_fuller_one_is_briefed(world: World, post: Path) -> None:
    """Sent again at once, because the first said too little."""
    for at, tier in enumerate(("scores", "themes", "scores", "all", "scores")):
        path = sent(post, f"{at}.json", tier=tier, purpose=f"x{at}")
        assert world.run("coach", "add", str(path)).code == 0
    assert world.document("coach", "brief", "Maya")["tier"] == "all"
    shown = world.run("coach", "list").out
    assert [line.split()[:2] for line in shown.splitlines()[1:3]] == [["1", "all"], ["2", "themes"]]


def test_a_pack_that_was_touched_is_said_and_costs_nobody_else(world: World, post: Path) -> None:
    world.run("coach", "add", str(sent(post)), str(sent(post, "j.json", pseudonym="Jo")))
    [path] = (world.home / "coach" / "clients" / "maya").glob("*.json")
    path.write_bytes(path.read_bytes()[:-50])
    (world.home / "coach" / "clients" / ".DS_Store").write_bytes(b"x")
    (world.home / "coach" / "clients" / "jo" / "Thumbs.db").write_bytes(b"x")
    result = world.run("coach", "list")
    assert result.code == 4
    assert "cannot be read came 27 Mar 2026" in " ".join(result.out.split())
    found = world.document("coach", "list", code=4)["clients"]
    sound = {each["name"]: each["packs"][0]["sound"] for each in found}
    assert sound == {"Maya": False, "Jo": True}


def test_forget_unlinks_everything_of_one_client(world: World, post: Path) -> None:
    world.run("coach", "add", str(sent(post)), str(sent(post, "j.json", pseudonym="Jo")))
    outside = post / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    os.symlink(outside, world.home / "coach" / "clients" / "maya" / "link")
    assert "--yes" in world.refused("coach", "forget", "maya", code=2)
    kept = world.answering("\n", "coach", "forget", "maya")
    assert (kept.code, clients(world)) == (1, {"Maya": 1, "Jo": 1})
    assert "Delete 1 pack of Maya, for good?" in kept.out
    gone = world.answering("y\n", "coach", "forget", "MAYA")
    assert (gone.code, clients(world)) == (0, {"Jo": 1})
    assert "backups" in gone.err
    assert (outside / "kept").exists()
    left = b"".join(path.read_bytes() for path in world.home.rglob("*") if path.is_file())
    assert b"Maya" not in left
    assert not (world.home / "coach" / "clients" / "maya").exists()
    nobody = world.run("coach", "forget", "Jow", "--yes")
    assert (nobody.code, clients(world)) == (1, {"Jo": 1})
    assert 'Did you mean "Jo"?' in nobody.err


def test_forgetting_what_expired_leaves_the_rest(world: World, post: Path) -> None:
    """The next pack comes when the last one's day has passed: only the old one is to go."""
    world.run("coach", "add", str(sent(post, tier="scores", expires=TODAY)))
    world.run("coach", "add", str(sent(post, "j.json", pseudonym="Jo", expires=TODAY)))
    nothing = world.run("coach", "forget", "--expired", "--yes")
    assert (nothing.code, "nothing was deleted" in nothing.out) == (0, True)
    world.clock.move(days=2)
    world.run("coach", "add", str(sent(post, "n.json")))
    before = store(world)
    refused = world.run("coach", "forget", "--expired")
    assert (refused.code, store(world)) == (2, before)
    assert "2 expired packs of 2 clients" in refused.err
    assert world.run("coach", "forget").code == 2
    no = world.answering("n\n", "coach", "forget", "Maya", "--expired")
    assert (no.code, store(world)) == (1, before)
    one = world.run("coach", "forget", "maya", "--expired", "--yes")
    assert (one.code, clients(world)) == (0, {"Maya": 1, "Jo": 1})
    assert "Maya: 1 pack deleted, 1 pack left." in one.out
    rest = world.answering("y\n", "coach", "forget", "--expired")
    assert (rest.code, clients(world)) == (0, {"Maya": 1})
    assert "Jo: 1 pack deleted, nothing of theirs is left." in rest.out
    assert not (world.home / "coach" / "clients" / "jo").exists()


def test_the_journal_is_never_touched(world: World, post: Path) -> None:
    """Nor does reading write anything, anywhere."""
    world.run("note", "-", stdin="One's own.\n")
    journal = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file()}
    world.run("coach", "add", str(sent(post)))
    stored = store(world)
    for call in ("list", "list --json", "forget maya", "forget x", "brief maya",
                 "brief maya --format html", "brief maya --json", "cohort"):  # fmt: skip
        world.run("coach", *call.split())
    assert store(world) == stored
    world.run("coach", "forget", "maya", "--yes")
    now = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file()}
    assert now == journal
    assert not list((world.home / "journal").rglob("*coach*"))


def test_a_backup_leaves_other_peoples_packs_out_and_says_so(world: World, post: Path) -> None:
    world.run("note", "-", stdin="One's own.\n")
    assert "coach" not in world.run("backup", str(post / "a")).err
    world.run("coach", "add", str(sent(post)))
    result = world.run("backup", str(post / "b"))
    assert "It does not include what leaders sent you (coach/)" in result.err
    copied = b"".join(p.read_bytes() for p in (post / "b").rglob("*") if p.is_file())
    assert SECRET.encode() not in copied


def test_completion_offers_names_and_keeps_none(world: World, post: Path) -> None:
    world.run("coach", "add", str(sent(post)), str(sent(post, "j.json", pseudonym="Jo Ray")))
    assert "--passphrase-file" in tab(world, "coach", "add", "--pass")
    assert tab(world, "coach", "add", "") == []
    assert "forget" in tab(world, "coach", "")
    assert press(world, "coach", "forget", "").out == "jo-ray\tJo Ray\nmaya\tMaya\n"
    cached = b"".join(path.read_bytes() for path in (world.home / "state").rglob("*.json"))
    assert b"Jo Ray" not in cached
    assert b"maya" not in cached.lower()


# ── keys ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def keyed(world: World, post: Path, cheap_passphrases: None) -> World:
    """A coach with a key and a passphrase of three words, which costs no work."""
    return really_keyed(world, post)


def really_keyed(world: World, post: Path) -> World:
    assert made(world, post, "--name", "Ruth Adeyemi").code == 0
    return world


def made(world: World, post: Path, *arguments: str) -> Result:
    words = post / "words"
    words.write_text(f"{PASSPHRASE}\n")
    return world.run(
        "coach", "keygen", "--output", str(post / "ruth.txt"), "--passphrase-file", str(words),
        *arguments,
    )  # fmt: skip


def public_of(post: Path) -> str:
    return (post / "ruth.txt").read_text().splitlines()[1]


def encrypted(post: Path, name: str = "maya.age", *, armoured: bool = False) -> Path:
    path = post / name
    path.write_bytes(age.encrypt(file_of(document()), [public_of(post)], armoured=armoured))
    return path


def add(world: World, post: Path, *files: Any, words: str = "words") -> Result:
    return world.run("coach", "add", *map(str, files), "--passphrase-file", str(post / words))


def test_a_key_is_never_written_over(keyed: World, post: Path) -> None:
    before, public = store(keyed), public_of(post)
    for arguments in ([], ["--output", str(post / "new.txt")], ["--name", "x"]):
        result = made(keyed, post, *arguments)
        assert result.code == 1
        assert public in result.err
        assert age.fingerprint(public) in result.err
    result = keyed.run("coach", "keygen", "--no-passphrase", "--output", str(post / "new.txt"))
    assert (result.code, store(keyed)) == (1, before)
    assert not (post / "new.txt").exists()


def test_a_key_without_a_passphrase_says_what_that_means(world: World, post: Path) -> None:
    target = str(post / "ruth.txt")
    result = world.run("coach", "keygen", "--no-passphrase", "--output", target)
    assert "anyone who can read that file can open" in " ".join(result.out.split())
    path = world.home / "coach" / "key.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    added = world.run("coach", "add", str(encrypted(post)))
    assert (added.code, added.err, clients(world)) == (0, "", {"Maya": 1})
    os.chmod(path, 0o644)
    again = world.run("coach", "add", str(encrypted(post)))
    assert "can be read by other users" in again.err


def test_an_easy_passphrase_makes_no_key(world: World, post: Path) -> None:
    (post / "words").write_text("a\n")
    target = str(post / "ruth.txt")
    result = world.run("coach", "keygen", "-o", target, "--passphrase-file", str(post / "words"))
    assert (result.code, store(world), os.path.exists(target)) == (2, {}, False)
    assert "too easily guessed" in result.err


@pytest.mark.parametrize(
    "words",
    ["password", "Password1!", "qwertyuiop", "letmein123", "aaaa1111bbbb", "Manchester1!",
     "ruthadeyemi", "syslead2026"],
)  # fmt: skip
def test_what_anybody_would_try_first_makes_no_key(world: World, post: Path, words: str) -> None:
    (post / "words").write_text(f"{words}\n")
    keygen = ("coach", "keygen", "-o", str(post / "ruth.txt"), "--name", "Ruth Adeyemi")
    result = world.run(*keygen, "--passphrase-file", str(post / "words"))
    assert (result.code, store(world)) == (2, {})
    assert "too easily guessed" in result.err


def rekey(world: World, post: Path, old: str, new: str) -> Result:
    for name, words in (("old", old), ("new", new)):
        (post / name).write_text(f"{words}\n")
    files = ("--passphrase-file", str(post / "old"), "--new-passphrase-file", str(post / "new"))
    return world.run("coach", "rekey", *files)


def test_rekey_changes_the_passphrase_and_not_the_key(keyed: World, post: Path) -> None:
    new, before = "kettle harbour velvet onion", store(keyed)
    wrong = rekey(keyed, post, "not this one at all", new)
    easy = rekey(keyed, post, PASSPHRASE, "password")
    assert (wrong.code, easy.code, store(keyed)) == (1, 2, before)
    done = rekey(keyed, post, PASSPHRASE, new)
    assert (done.code, "the key is the same" in done.out) == (0, True)
    assert rekey(keyed, post, PASSPHRASE, new).code == 1
    path = keyed.home / "coach" / "key.age"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert store(keyed)["key.pub"] == before["key.pub"]
    assert age.decrypt_with_passphrase(path.read_bytes(), new, "it").startswith(b"# public key:")
    keyed.done("coach", "add", str(encrypted(post)), "--passphrase-file", str(post / "new"))


@pytest.mark.usefixtures("cheap_passphrases")
def test_rekey_gives_a_key_without_a_passphrase_one(world: World, post: Path) -> None:
    nothing = rekey(world, post, "", "kettle harbour velvet onion")
    assert (nothing.code, "coach keygen" in nothing.err) == (1, True)
    target = str(post / "ruth.txt")
    assert world.run("coach", "keygen", "--no-passphrase", "--output", target).code == 0
    public = store(world)["key.pub"]
    assert rekey(world, post, "", "kettle harbour velvet onion").code == 0
    assert set(store(world)) == {"key.age", "key.pub"}
    assert store(world)["key.pub"] == public


def test_a_passphrase_may_come_out_of_a_pipe(keyed: World, post: Path) -> None:
    pipe = post / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(f"{PASSPHRASE}\n",))
    writer.start()
    added = keyed.run("coach", "add", str(encrypted(post)), "--passphrase-file", str(pipe))
    writer.join(timeout=60)
    assert (added.code, clients(keyed)) == (0, {"Maya": 1})


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not here")
def test_anybody_can_compute_a_fingerprint() -> None:
    public = age.new_key_pair().public
    command = re.findall(r"`(printf %s age1… \| sha256sum)`", COACHING)[0].replace("age1…", public)
    said = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout
    assert age.fingerprint(public).replace(" ", "") == said[:20]


@pytest.mark.parametrize("armoured", [False, True])
def test_an_encrypted_pack_is_opened_and_kept_open(
    keyed: World, post: Path, armoured: bool
) -> None:
    result = add(keyed, post, encrypted(post, armoured=armoured))
    assert (result.code, clients(keyed)) == (0, {"Maya": 1})
    assert file_of(document()) in store(keyed).values()


def mail(armour: str, lead: str, end: str = "\n") -> bytes:
    """An armoured file in the text of a mail, each of its lines with ``lead`` before it."""
    block = end.join(f"{lead}{line}" for line in armour.strip().splitlines())
    return f"Dear Ruth,{end}{end}here it is:{end}{end}{block}{end}{end}Kind regards{end}".encode()


@pytest.mark.parametrize("lead", ["", "  ", "\t", "> ", "> > ", "\u00a0\u00a0"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_armoured_block_is_found_in_the_text_of_a_mail(
    keyed: World, post: Path, lead: str, end: str
) -> None:
    armour = encrypted(post, armoured=True).read_text()
    (post / "mail.eml").write_bytes(mail(armour, lead, end))
    result = add(keyed, post, post / "mail.eml")
    assert (result.code, clients(keyed)) == (0, {"Maya": 1}), result.err
    cut = end.join(armour.splitlines()[:9])
    (post / "cut.eml").write_bytes(mail(cut, lead, end))
    assert add(keyed, post, post / "cut.eml").code == 1


def test_an_encrypted_page_is_opened(keyed: World, post: Path) -> None:
    """What ``share write --format html --to`` makes: coach add leads to coach open."""
    page = b"<!DOCTYPE html>\n<html>Maya</html>\n"
    path = post / "maya.html.age"
    key = public_of(post)
    words = ("--passphrase-file", str(post / "words"))
    path.write_bytes(age.encrypt(page, [key]))
    added = add(keyed, post, path)
    assert (added.code, clients(keyed)) == (1, {})
    assert "the page for reading" in added.err
    assert "syslead coach open" in added.err
    opened = keyed.run("coach", "open", str(path), *words)
    assert (opened.code, opened.out) == (0, ""), opened.err
    made = post / "maya.html"
    assert made.read_bytes() == page
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert "already exists" in keyed.refused("coach", "open", str(path), *words)
    shown = keyed.run("coach", "open", str(path), "-o", "-", *words)
    assert shown.out == page.decode()
    (post / "letter.txt").write_bytes(
        mail(age.encrypt(b"# Maya\n", [key], armoured=True).decode(), "> ")
    )
    assert keyed.run("coach", "open", str(post / "letter.txt"), *words).code == 0
    assert (post / "letter.md").read_bytes() == b"# Maya\n"
    assert "is not encrypted" in keyed.refused("coach", "open", str(made))


def test_wrong_key_wrong_passphrase_damage_and_no_key(world: World, post: Path) -> None:
    keyed = really_keyed(world, post)
    before = store(keyed)
    foreign = post / "foreign.age"
    foreign.write_bytes(age.encrypt(file_of(document()), [age.new_key_pair().public]))
    result = add(keyed, post, foreign)
    assert "foreign.age is encrypted, but not to your key." in result.err
    path = encrypted(post)
    (post / "other").write_text("four quite other words")
    assert "does not open with that passphrase" in add(keyed, post, path, words="other").err
    (post / "empty").write_text("\n")
    assert add(keyed, post, path, words="empty").code == 2
    content = path.read_bytes()
    for at in (60, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        refused = add(keyed, post, path)
        assert refused.code == 1
        assert "maya.age" in refused.err
        path.write_bytes(content[:at])
        assert add(keyed, post, path).code == 1
    path.write_bytes(content)
    keyed.refused("coach", "add", str(path), code=2)
    os.rename(keyed.home / "coach" / "key.age", post / "away.age")
    nothing = keyed.run("coach", "add", str(path))
    assert "you have no key here" in nothing.err
    assert store(keyed) == {"key.pub": before["key.pub"]}
    elsewhere = add(keyed, post, path, "--identity", post / "away.age")
    assert (elsewhere.code, clients(keyed)) == (0, {"Maya": 1})


def test_what_is_inside_is_looked_at_too(keyed: World, post: Path) -> None:
    path = post / "page.age"
    for content in (b"<html>", b"", file_of(document())[:-9]):
        path.write_bytes(age.encrypt(content, [public_of(post)]))
        assert add(keyed, post, path).code == 1
    assert clients(keyed) == {}


@pytest.mark.parametrize("content", [
    b"", b"\xff", b"nothing", b"# only\n", b"AGE-SECRET-KEY-1QQQ\n", b"age1qqqq\n",
    b"-----BEGIN OPENSSH PRIVATE KEY-----\n",
])  # fmt: skip
def test_identity_files_that_are_none(keyed: World, post: Path, content: bytes) -> None:
    identity = post / "identity"
    identity.write_bytes(content)
    result = keyed.run("coach", "add", str(encrypted(post)), "--identity", str(identity))
    assert (result.code, clients(keyed)) == (1, {})
    assert "QQQ" not in result.err.upper()


@needs_age
def test_the_age_command_makes_what_is_opened_here(keyed: World, post: Path) -> None:
    plain = sent(post)
    for number, options in enumerate(([], ["-a"])):
        path = post / f"{number}.age"
        call = ["age", *options, "-R", str(post / "ruth.txt"), "-o", str(path), str(plain)]
        subprocess.run(call, check=True)
        assert add(keyed, post, path).code == 0
    assert clients(keyed) == {"Maya": 1}


@needs_age
def test_a_key_of_age_keygen_opens_too_and_ours_is_one(world: World, post: Path) -> None:
    identity = post / "theirs.txt"
    subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
    public = identity.read_text().split("public key: ")[1].split()[0]
    path = post / "maya.age"
    path.write_bytes(age.encrypt(file_of(document()), [public]))
    assert world.run("coach", "add", str(path), "-i", str(identity)).code == 0
    world.run("coach", "keygen", "--no-passphrase", "--output", str(post / "ruth.txt"))
    ours = world.home / "coach" / "key.txt"
    call = ["age", "-d", "-i", str(ours), str(encrypted(post))]
    assert subprocess.run(call, check=True, capture_output=True).stdout == file_of(document())


def test_from_a_leaders_journal_to_the_coachs_store(world: World, post: Path) -> None:
    """Both sides as they are used: the key sent, confirmed, sealed to, opened."""
    keyed = really_keyed(world, post)
    leader = World(post.parent / "leader")
    leader.run("note", "-", stdin="The porter said no. #lead_follow")
    made_of = age.public_key_of(
        age.decrypt_with_passphrase(
            (keyed.home / "coach" / "key.age").read_bytes(), "three small words", "x"
        )
        .decode()
        .splitlines()[1]
    )
    leader.done(
        "share", "recipients", "add", "Ruth", str(post / "ruth.txt"),
        "--fingerprint", age.fingerprint(made_of),
    )  # fmt: skip
    target = post / "pack.age"
    leader.done(
        "share", "write", "--to", "Ruth", "--tier", "all", "--pseudonym", "Heron", "--yes",
        "--purpose", "To listen.", "--drop-identifiers", "--output", str(target),
    )  # fmt: skip
    assert b"porter" not in target.read_bytes()
    result = add(keyed, post, target)
    assert (result.code, clients(keyed)) == (0, {"Heron": 1}), result.err
    assert b"The porter said no" in b"".join(store(keyed).values())


@pytest.mark.usefixtures("cheap_passphrases")
def test_keygen_keeps_one_half_and_hands_out_the_other(world: World, post: Path) -> None:
    result = made(world, post, "--name", "Ruth Adeyemi")
    public = public_of(post)
    assert (post / "ruth.txt").read_text() == f"# Ruth Adeyemi, for syslead and age\n{public}\n"
    assert result.out.splitlines().count(public) == 1
    assert "to read out on the telephone" in result.out
    kept = store(world)
    assert set(kept) == {"key.age", "key.pub"}
    assert b"SECRET" not in kept["key.age"] + result.out.encode() + result.err.encode()
    opened = age.decrypt_with_passphrase(kept["key.age"], "three small words", "x")
    assert age.public_key_of(opened.decode().splitlines()[1]) == public
    for path in (world.home / "coach" / "key.age", post / "ruth.txt"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
