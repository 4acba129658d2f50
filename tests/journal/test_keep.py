"""verify, repair, backup and restore, from the command line."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import World, state_of
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.model import Note, Remove
from syslead_cli.journal.store import JournalFiles


def verified(world: World) -> dict[str, Any]:
    plain = world.run("verify")
    data: dict[str, Any] = world.document("verify", code=plain.code)
    assert plain.code == (0 if data["sound"] else 4)
    assert data["sound"] == (not data["damage"])
    for one in data["damage"]:
        assert one["file"] in plain.err
    return data


def kinds(world: World) -> list[str]:
    data = verified(world)
    return [one["kind"] for one in [*data["damage"], *data["odd"]]]


def test_a_line_being_written_while_verify_looks_is_no_damage(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write("one")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:60])
    at_rest = JournalFiles.at_rest

    @contextmanager
    def written_meanwhile(journal: JournalFiles) -> Iterator[None]:
        with at_rest(journal):
            path.write_bytes(whole + whole)
            yield

    monkeypatch.setattr(JournalFiles, "at_rest", written_meanwhile)
    assert world.run("verify").code == 0


def foreign(text: str = "theirs", id_: str = "f1") -> Note:
    return Note(id=id_, ts="2026-03-20T10:00:00Z", tz="", day=date(2026, 3, 20), text=text)


# ── verify ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "tail"),
        (lambda path: path.chmod(0o644), "mode"),
        (lambda path: path.parent.chmod(0o755), "mode"),
        (
            lambda path: shutil.copy2(path, path.with_name("2026-03 (conflicted copy).jsonl")),
            "copy",
        ),
        (lambda path: shutil.copy2(path, path.with_name("2026-04.jsonl")), "month"),
        (lambda path: path.with_name(".2026-03.jsonl.99999999.tmp").write_bytes(b""), "leftover"),
        (lambda path: (path.parents[2] / "state" / "erasing").touch(mode=0o600), "erasing"),
        (lambda path: path.with_name(".2026-02.jsonl.icloud").touch(), "absent"),
    ],
)
def test_what_is_only_odd_is_said_and_exit_0(world: World, harm: Any, kind: str) -> None:
    world.write("one")
    harm(world.month())
    data = verified(world)
    assert data["sound"]
    assert [one["kind"] for one in data["odd"]] == [kind]


def test_an_unsealed_line_is_counted(world: World) -> None:
    world.put("journal/by-hand.jsonl", encode_line(foreign())[:-18] + b"}\n")
    data = verified(world)
    assert (data["unsealed"], data["sound"]) == (1, True)


def test_a_pipe_is_damage(world: World) -> None:
    pipe = world.put("journal/x.jsonl", "")
    pipe.unlink()
    os.mkfifo(pipe)
    assert "file" in kinds(world)


def test_two_contents_and_edits_of_nothing_are_damage(world: World) -> None:
    (id_,) = world.write("one")
    other = foreign("another text", id_)
    world.put("journal/ffff0000/2026-03.jsonl", encode_line(other) + b"\n")
    assert kinds(world) == ["differing"]


def test_a_month_that_shrank_is_said_with_its_counts(world: World) -> None:
    world.write("one", "two", "three")
    first = world.month().read_bytes().split(b"\n")[0] + b"\n"
    world.month().write_bytes(first)
    (damage,) = verified(world)["damage"]
    assert damage["problem"] == "had 3 records, now 1"
    world.write("four")
    assert verified(world)["damage"][0]["problem"] == "had 3 records, now 2"
    world.month().unlink()
    assert "the file is gone" in verified(world)["damage"][0]["problem"]


def test_an_unlistable_state_is_no_crash(world: World) -> None:
    world.write("one")
    (world.home / "state" / "device").write_text("../..\n")
    assert kinds(world) == ["device"]


# ── repair ───────────────────────────────────────────────────────────────────


def test_a_temporary_file_of_a_running_writer_is_no_leftover(world: World, running: int) -> None:
    world.write("one")
    folder = world.month().parent
    live = [
        folder / f".2026-03.jsonl.{running}.tmp",
        world.home / "state" / f".remind.json.{running}.tmp",
        world.home / f".config.toml.{running}.tmp",
        world.home / "journal" / ".syncthing.2026-03.jsonl.tmp",
    ]
    for path in live:
        path.write_bytes(b"")
        path.chmod(0o600)
    assert "leftover" not in kinds(world)
    assert world.run("repair", "--apply").code == 0
    assert all(path.exists() for path in live)


def test_modes_are_closed_and_leftovers_set_aside(world: World) -> None:
    world.write("one")
    world.month().chmod(0o644)
    world.month().parent.chmod(0o755)
    world.month().with_name(".2026-03.jsonl.99999999.tmp").write_bytes(b"half")
    (world.home / "state" / "erasing").touch()
    world.run("repair", "--apply")
    assert kinds(world) == []
    assert stat.S_IMODE(world.month().stat().st_mode) == 0o600
    assert b"half" in {p.read_bytes() for p in (world.home / "state").rglob("*.tmp")}


def test_a_rescue_file_is_taken_in_once(world: World) -> None:
    world.write("one")
    content = encode_line(foreign("saved by rescue")) + b"\n"
    path = world.put("state/rescue/rescue-x.jsonl", content)
    assert kinds(world) == ["rescue"]
    world.run("repair", "--apply")
    assert kinds(world) == []
    assert world.texts() == ["one", "saved by rescue"]
    assert not path.exists()


def test_a_loss_can_be_taken_as_it_is(world: World) -> None:
    world.write("one", "two")
    world.month().write_bytes(world.month().read_bytes().split(b"\n")[0] + b"\n")
    world.run("repair", "--apply")
    assert kinds(world) == []
    world.month().unlink()
    assert kinds(world) == ["gone"]
    world.run("repair", "--apply")
    assert kinds(world) == []


# ── backup and restore ───────────────────────────────────────────────────────


def backed_up(world: World, folder: Path) -> Path:
    world.clock.move(seconds=1)
    return Path(world.done("backup", str(folder)).strip())


def test_a_backup_is_whole_private_and_named(world: World, tmp_path: Path) -> None:
    world.write("one")
    (world.home / "config.toml").write_text("prompts = 2\n")
    place = backed_up(world, tmp_path / "backups")
    listed = json.loads((place / "contents.json").read_text())
    assert listed["schema"] == "syslead/backup/1"
    assert [one["path"] for one in listed["files"]][-1] == "config.toml"
    assert (place / "journal" / world.month().parent.name / "2026-03.jsonl").read_bytes() == (
        world.month().read_bytes()
    )
    assert {stat.S_IMODE(p.stat().st_mode) for p in place.rglob("*")} <= {0o700, 0o600}
    assert not (place / "state").exists()
    assert "same disk" in world.run("backup", str(tmp_path / "more")).err


def test_templates_come_back_and_an_editors_own_files_stay_out(
    world: World, tmp_path: Path
) -> None:
    """A hidden one would be no place that a backup holds, and nothing could be put back."""
    world.write("one")
    for folder, name in (("templates", "standup.md"), ("prompts", ".#mine.toml")):
        world.put(f"{folder}/{name}", "# Stand-up\n")
    made = world.document("backup", str(tmp_path / "backups"))
    assert made["skipped"] == []
    (world.home / "templates" / "standup.md").unlink()
    assert world.run("restore", made["path"]).code == 0
    assert (world.home / "templates" / "standup.md").read_text() == "# Stand-up\n"
    assert "needed no change" in world.run("restore", made["path"]).out


def test_lost_lines_come_back(world: World, tmp_path: Path) -> None:
    world.write("one", "two")
    place, whole = backed_up(world, tmp_path / "backups"), world.month().read_bytes()
    world.month().write_bytes(whole.split(b"\n")[0] + b"\n")
    assert "lines restored: 1" in world.run("restore", str(place)).out
    assert world.month().read_bytes() == whole


def test_nothing_newer_is_overwritten(world: World, tmp_path: Path) -> None:
    world.write("one", "two")
    place = backed_up(world, tmp_path / "backups")
    world.month().write_bytes(world.month().read_bytes().split(b"\n")[1] + b"\n")
    world.write("three")
    before = state_of(world.home)
    refused = world.refused("restore", str(place))
    assert "2026-03.jsonl" in refused
    assert "--add" in refused
    assert state_of(world.home) == before
    assert world.run("restore", str(place), "--add").code == 0
    assert set(world.texts()) == {"one", "two", "three"}


def test_what_was_deleted_stays_deleted_where_the_removal_cannot_be_read(
    world: World, tmp_path: Path
) -> None:
    gone, _ = world.write("a-secret", "two")
    place, path = backed_up(world, tmp_path / "backups"), world.month()
    world.clock.move(days=10)
    assert world.run("delete", gone, "--yes").code == 0
    april = path.with_name("2026-04.jsonl")
    april.unlink()
    april.mkdir(mode=0o700)
    assert "2026-04.jsonl" in world.refused("restore", str(place), "--add")
    assert b"a-secret" not in path.read_bytes()


def test_settings_that_differ_are_left(world: World, tmp_path: Path) -> None:
    world.write("one")
    config = world.home / "config.toml"
    config.write_text("prompts = 2\n")
    place = backed_up(world, tmp_path / "backups")
    config.write_text("prompts = 3\n")
    assert "left as it is" in world.run("restore", str(place)).out
    assert config.read_text() == "prompts = 3\n"


def put_in(place: Path, path: str, content: bytes) -> None:
    """Make the backup one that has this file, in its list as well."""
    (place / path).parent.mkdir(exist_ok=True)
    (place / path).write_bytes(content)
    contents = json.loads((place / "contents.json").read_text())
    others = [one for one in contents["files"] if one["path"] != path]
    digest = hashlib.sha256(content).hexdigest()
    contents["files"] = [*others, {"path": path, "size": len(content), "sha256": digest}]
    (place / "contents.json").write_text(json.dumps(contents))


def remove_line(of: str, id_: str = "r1") -> bytes:
    made = Remove(
        id=id_, ts="2026-03-27T19:00:00.000+00:00", tz="Europe/London", day=date(2026, 3, 27), of=of
    )
    return encode_line(made) + b"\n"


@pytest.mark.parametrize("form", ["file", "backup", "backup --add", "run together"])
def test_a_restore_deletes_nothing(world: World, tmp_path: Path, form: str) -> None:
    (mine,) = world.write("my own words")
    if form.startswith("backup"):
        place = backed_up(world, tmp_path / "backups")
        copy = next((place / "journal").rglob("*.jsonl"))
        content = copy.read_bytes() + remove_line(mine) + encode_line(foreign()) + b"\n"
        put_in(place, copy.relative_to(place).as_posix(), content)
    else:
        place = tmp_path / "theirs.jsonl"
        end = b"" if form == "run together" else b"\n"
        lines = remove_line(mine).rstrip() + end + encode_line(foreign())
        place.write_bytes(lines + (b"" if end else b"\n" + encode_line(foreign())) + b"\n")
    result = world.run("restore", str(place), *form.split()[1:2] * (form == "backup --add"))
    assert result.code == 0
    assert "1 of its lines would delete entries that are here" in result.err
    world.write("later")
    assert set(world.texts()) == {"my own words", "theirs", "later"}


PROGRAMS = """# kept
prompts = 2
editor = "sh -c 'touch {mark}'"
unlock = "command"
unlock_command = "touch {mark}"
"later" = {{ program = "touch" }}

[remind]
days = 3
hook = "touch {mark}"
"""


def with_programs(world: World, tmp_path: Path) -> tuple[Path, Path]:
    """A backup whose settings run programs, a journal without settings, and their mark."""
    world.write("one")
    mark, config = tmp_path / "mark", world.home / "config.toml"
    place = backed_up(world, tmp_path / "backups")
    put_in(place, "config.toml", PROGRAMS.format(mark=mark).encode())
    config.unlink(missing_ok=True)
    return place, mark


def test_a_backup_runs_nothing(world: World, tmp_path: Path) -> None:
    place, mark = with_programs(world, tmp_path)
    result = world.run("restore", str(place))
    assert result.code == 0
    assert (world.home / "config.toml").read_text() == (
        "# kept\nprompts = 2\n\n[remind]\ndays = 3\n"
    )
    for name in ("editor", "unlock", "unlock_command", "later", "remind.hook"):
        assert f"{name} = " in result.err
    assert world.run("list").code == 0
    assert not mark.exists()


def test_settings_that_run_programs_come_back_when_the_leader_has_seen_them(
    world: World, tmp_path: Path
) -> None:
    place, mark = with_programs(world, tmp_path)
    for answer, wanted in (("n\n", False), ("y\n", True)):
        (world.home / "config.toml").unlink(missing_ok=True)
        shown = world.answering(answer, "restore", str(place)).out
        for name in ("editor", "unlock", "unlock_command", "later", "remind.hook"):
            assert f"   {name} = " in shown
        assert ("editor" in (world.home / "config.toml").read_text()) == wanted
    assert not mark.exists()


def test_settings_that_cannot_be_read_do_not_come_back(world: World, tmp_path: Path) -> None:
    place, _ = with_programs(world, tmp_path)
    put_in(place, "config.toml", b"editor = [\n")
    assert "config.toml: not restored" in world.run("restore", str(place)).err
    assert not (world.home / "config.toml").exists()


@pytest.mark.parametrize(
    "path",
    ["keys/other.age", "frameworks/run.sh", "prompts/x", "journal/.x.jsonl", "frameworks/.x.toml"],
)
def test_a_backup_holds_what_backup_copies_and_nothing_else(
    world: World, tmp_path: Path, path: str
) -> None:
    world.write("one")
    place = backed_up(world, tmp_path / "backups")
    put_in(place, path, b"")
    assert "which no backup contains" in world.refused("restore", str(place))


@pytest.mark.parametrize(
    "harm",
    [
        lambda place: (place / "contents.json").unlink(),
        lambda place: (place / "contents.json").write_text("{}"),
        lambda place: (place / "contents.json").write_text("["),
        lambda place: next(place.rglob("*.jsonl")).write_bytes(b"changed"),
        lambda place: next(place.rglob("*.jsonl")).unlink(),
        lambda place: (place / "contents.json").write_text(
            (place / "contents.json").read_text().replace("journal/", "journal/../../")
        ),
    ],
)
def test_what_is_no_whole_backup_is_refused(world: World, tmp_path: Path, harm: Any) -> None:
    world.write("one")
    place = backed_up(world, tmp_path / "backups")
    harm(place)
    before = state_of(world.home)
    world.refused("restore", str(place))
    assert state_of(world.home) == before


def test_one_file_can_be_restored(world: World, tmp_path: Path) -> None:
    path = tmp_path / "rescue-1.jsonl"
    path.write_bytes(encode_line(foreign("came back")) + b"\n")
    assert world.run("restore", str(path)).code == 0
    assert "came back" in world.run("list", "--json").out
    for name in ("nowhere.jsonl", "x.txt"):
        assert world.run("restore", str(tmp_path / name)).code == 1


def test_missing_lines_are_added_after_one_without_an_end(world: World, tmp_path: Path) -> None:
    world.write("one")
    place = backed_up(world, tmp_path / "backups")
    copy = next((place / "journal").rglob("*.jsonl"))
    content = copy.read_bytes() + encode_line(foreign("came back")) + b"\n"
    put_in(place, copy.relative_to(place).as_posix(), content)
    world.write("two")
    world.month().write_bytes(world.month().read_bytes().rstrip(b"\n"))
    assert "lines added: 1" in world.run("restore", "--add", str(place)).out
    assert len(world.texts()) == 3
    assert world.document("verify")["sound"]


def test_a_folder_that_takes_nothing_is_said(world: World, tmp_path: Path) -> None:
    world.write("one")
    (tmp_path / "file").write_text("x")
    said = world.refused("backup", str(tmp_path / "file"))
    assert f"No backup was made: Not a directory ({tmp_path / 'file'})." in said


COUNTING = ["list", "search old", "trends", "neglected", "review week --plan", "export",
            "export --format md", "share preview --tier all", "list --json", "voices", "tags",
            ""]  # fmt: skip


#: What happens to the file of January, and what is said of it, so far as that is told apart.
MISSING = [
    (lambda path: path.rename(path.with_name(".2026-01.jsonl.icloud")), "not downloaded to this"),
    (lambda path: path.rename(path.with_name("2026-01.jsonl.nextcloud")), "not downloaded to this"),
    (lambda path: path.rename(path.parents[2] / "elsewhere"), "missing from this computer"),
    (lambda path: path.write_bytes(path.read_bytes().splitlines(keepends=True)[0]),
     "had 3 records, now 1); it is not counted."),
    (lambda path: path.write_bytes(b""), "had 3 records, now 0); it is not counted."),
]  # fmt: skip


@pytest.fixture
def january(world: World) -> Path:
    """The file of a month with three entries, beside another."""
    for text in ("one", "two", "three"):
        world.run("note", text, "--date", "2026-01-05")
    world.run("note", "new")
    return world.month("2026-01")


@pytest.mark.parametrize("words", COUNTING)
@pytest.mark.parametrize(("happens", "said"), MISSING)
def test_what_is_missing_of_a_month_is_said_by_all_that_counts(
    world: World, january: Path, happens: Any, said: str, words: str
) -> None:
    assert "not counted" not in world.run(*words.split()).err
    happens(january)
    assert f"{january.parent.name}/2026-01.jsonl ({said}" in world.run(*words.split()).err


@pytest.mark.parametrize(("happens", "said"), MISSING)
def test_a_backup_without_a_month_or_a_part_of_one_is_not_called_whole(
    world: World, january: Path, tmp_path: Path, happens: Any, said: str
) -> None:
    happens(january)
    found = world.run("backup", str(tmp_path / "b"))
    assert found.code == 4
    assert f"2026-01.jsonl: {said.partition(')')[0]}" in found.err
    assert "read back and complete" not in found.err + found.out


def test_a_folder_of_backups_names_the_newest(world: World, tmp_path: Path) -> None:
    world.run("note", "-", stdin="x")
    made = []
    for _ in range(3):
        made.append(world.document("backup", str(tmp_path / "to"))["path"])
        world.clock.move(days=20)
    failed = world.refused("restore", str(tmp_path / "to"))
    assert f"backups are in it, the newest is {made[-1]}." in failed
    assert world.run("restore", made[-1]).code == 0


def test_a_backup_without_a_file_says_which(world: World, tmp_path: Path) -> None:
    world.write("one")
    os.mkfifo(world.home / "journal" / "more.jsonl")
    result = world.run("backup", str(tmp_path / "copies"))
    assert result.code == 4
    assert "not copied: journal/more.jsonl: not an ordinary file" in result.err


def test_what_another_device_erased_on_purpose_is_not_missed(world: World, tmp_path: Path) -> None:
    """It takes the lines out of its own file and says so in a line that is here as well."""
    ids = [world.run("note", text, "--date", "2026-01-05").out.strip() for text in "abc"]
    world.run("note", "new")
    state = world.home / "state"
    state.rename(tmp_path / "that device")  # this one is new, and has seen all of it
    world.run("note", "here")
    (tmp_path / "this device").mkdir()
    state.rename(tmp_path / "this device" / "state")
    (tmp_path / "that device").rename(state)
    world.run("delete", *ids, "--yes")
    state.rename(tmp_path / "that device")
    (tmp_path / "this device" / "state").rename(state)
    assert "not counted" not in world.run("list").err
    assert "read back and complete" in world.run("backup", str(tmp_path / "b")).err


def test_what_was_removed_on_purpose_is_not_missed(world: World) -> None:
    id_ = world.run("note", "old", "--date", "2026-01-05").out.strip()
    world.run("note", "new")
    world.run("delete", id_, "--yes")
    assert "missing" not in world.run("list").err
