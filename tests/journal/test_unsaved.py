"""What could not be saved is offered at the next start, and taken in once and for all."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, Terminal, World
from mutating import texts
from packs import sent
from syslead_cli.__main__ import main
from syslead_cli.base.clock import SystemClock
from syslead_cli.base.lock import locked
from syslead_cli.base.paths import under
from syslead_cli.journal.rescue import TypedWords, waiting_files
from terminal import SYSLEAD, Seat, environment

OFFER = "syslead repair --apply"


def refusing(world: World, monkeypatch: pytest.MonkeyPatch, text: str) -> Result:
    """The disk is full just when the note is to be written."""
    real = os.write

    def write(handle: int, content: bytes) -> int:
        if b'"kind":"note"' in content and "journal" in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(28, "No space left on device")
        return real(handle, content)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        return world.run("note", "-", stdin=text)


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


@needs_proc
def test_a_full_disk_then_the_next_start(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run("note", "-", stdin="Before.")
    failed = refusing(world, monkeypatch, "The words that matter.")
    assert failed.code == 1
    assert "What you wrote is in" in failed.err
    page = world.run().out
    assert "Not saved yet" in page
    assert OFFER in page
    assert world.document()["next"]["command"] == OFFER
    for _ in range(2):
        assert world.run("repair", "--apply").code == 0
        assert texts(world) == ["Before.", "The words that matter."]
    assert "Not saved yet" not in world.run().out
    assert world.run("verify").code == 0


def test_a_note_and_a_sitting_at_a_terminal_say_so_first(world: World) -> None:
    for name in ("typed-1.txt", "typed-2.txt", "typed-3.txt"):
        world.put(f"state/rescue/{name}", "The words that matter.\n")
    for words in (("note",), ("reflect", "--facet", "courage")):
        shown = world.answering("New.\n\n\n\n\n\n", *words).err
        said = [line for line in shown.splitlines() if "Not saved yet" in line]
        assert said == [
            " Not saved yet: 3 files with words (syslead repair --apply adds what they hold)"
        ], words
    assert "Not saved yet" not in world.run("note", "-", stdin="x").err


@pytest.mark.parametrize(
    "name",
    [
        "edited-ab.md",
        "typed-77.txt",
        ".edit-999999999-x/entry.md",
        ".edit-99999999999999999999-x/entry.md",
        ".edit-0-x/entry.md",
    ],
)
def test_words_become_a_note_once(world: World, name: str) -> None:
    path = world.put(f"state/rescue/{name}", "Half a thought.\n")
    os.utime(path, (1_774_000_000, 1_774_000_000))
    assert world.document()["rescued"] == [str(path)]
    again = path.read_bytes()
    assert world.run("repair", "--apply").code == 0
    assert texts(world) == ["Half a thought."]
    assert not path.exists()
    assert str(world.context().journal.read().records[0].day) == "2026-03-20"
    world.put(f"state/rescue/{name}", again)  # as after a crash between the two steps
    os.utime(path, (1_774_000_000, 1_774_000_000))
    assert world.run("repair", "--apply").code == 0
    assert texts(world) == ["Half a thought."]
    assert world.run("verify").code == 0


def test_words_that_were_saved_at_the_second_try_are_not_added_again(world: World) -> None:
    world.run("note", "The board was tired.")  # some other time
    world.run("note", "--date", "tomorow", "The board was tired.")
    (file,) = rescue_files(world)
    moment = world.clock.now().local.timestamp() + 1
    os.utime(file, (moment, moment))
    assert f"{file.name}: would be added as a note" in world.run("repair").out
    world.clock.move(seconds=2)
    before = file.read_bytes()
    world.run("note", "--date", "today", "The board was tired.")
    assert offered(world) == []  # it went with the saving
    file.write_bytes(before)
    os.utime(file, (moment, moment))
    assert "all of it is in the journal" in world.run("repair").out
    assert world.run("repair", "--apply").code == 0
    assert texts(world) == ["The board was tired."] * 2
    assert rescue_files(world) == []


@pytest.mark.parametrize(
    ("failing", "again"),
    [
        (("edit", "ID", "--text", "New words.", "--facet", "nope"), ("edit", "ID", "--text", "-")),
        (("intend", "New words.", "--by", "nope"), ("intend", "New words.")),
    ],
)
def test_a_rescue_file_goes_when_its_words_are_saved(
    world: World, failing: tuple[str, ...], again: tuple[str, ...]
) -> None:
    id_ = world.run("note", "-", stdin="Before.").out.strip()
    world.run("note", "--date", "nope", "Others.")
    (others,) = rescue_files(world)
    world.run(*(id_ if word == "ID" else word for word in failing))
    assert len(rescue_files(world)) == 2
    world.run("note", "New words and more.")
    assert len(rescue_files(world)) == 2
    world.run(*(id_ if word == "ID" else word for word in again), stdin="New words.\n")
    assert rescue_files(world) == [others]


@needs_proc
def test_an_entry_that_was_made_again_after_a_full_disk_is_there_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(world, monkeypatch, "The words that matter.")
    assert "1 entry not in the journal yet: would be added" in world.run("repair").out
    world.run("note", "Other words.")
    world.run("note", "The words that matter.")
    assert "all of it is in the journal" in world.run("repair", "--apply").out
    assert texts(world) == ["Other words.", "The words that matter."]
    assert rescue_files(world) == []


def test_an_editor_that_still_runs_is_left_alone(world: World, running: int) -> None:
    path = world.put(f"state/rescue/.edit-{running}-x/entry.md", "Being written.\n")
    assert "Not saved yet" not in world.run().out
    world.run("repair", "--apply")
    assert path.exists()


# ── in folders that are not syslead's ────────────────────────────────────────


@pytest.fixture(params=["user", "temporary"])
def elsewhere(world: World, request: pytest.FixtureRequest) -> Path:
    """Where words go that the state does not take: the home folder, else the temporary one."""
    folder = world.home.parent / f".{request.param}"
    folder.mkdir(mode=0o700)
    world.environ.update(HOME=str(folder), TMPDIR=str(folder))
    if request.param == "temporary":
        world.environ["HOME"] = str(world.home.parent / "nowhere" / "at" / "all")
        (world.home.parent / "nowhere").write_text("no folder")
    (folder / "rescue-of-mine.jsonl").write_text("not ours")
    return folder


def kept_elsewhere(world: World, elsewhere: Path, words: str) -> Path:
    """The rescue file of a note that the journal and the state did not take."""
    state = world.home / "state"
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    (state / "rescue").write_text("in the way")
    (state / "lock").unlink(missing_ok=True)
    (state / "lock").mkdir()
    failed = world.run("note", "-", stdin=words)
    (state / "rescue").unlink()
    (state / "lock").rmdir()
    assert failed.code == 1
    (path,) = elsewhere.glob("syslead-*")
    assert str(path) in failed.err
    return path


def offered(world: World) -> Any:
    return world.document()["rescued"]


def test_it_is_offered_by_its_own_journal_only(world: World, elsewhere: Path) -> None:
    path = kept_elsewhere(world, elsewhere, "Beside the journal.")
    other = World(world.home.parent / "other")
    other.environ.update({**world.environ, "SYSLEAD_HOME": str(other.home)})
    other.run("note", "-", stdin="Another journal.")
    assert offered(other) == []
    assert other.run("verify").code == 0
    assert "Nothing to repair" in other.run("repair", "--apply").err
    assert texts(other) == ["Another journal."]
    assert offered(world) == [str(path)]
    assert [one["file"] for one in world.document("verify")["odd"]] == [str(path)]
    assert world.run("repair", "--apply").code == 0
    assert texts(world) == ["Beside the journal."]
    assert [one.name for one in elsewhere.iterdir()] == ["rescue-of-mine.jsonl"]


def test_taking_words_in_leaves_the_folder_they_were_in(world: World, elsewhere: Path) -> None:
    """Also where its name begins with a dot, as that of an editor's own folder does."""
    path = kept_elsewhere(world, elsewhere, "x")
    path.rename(path := path.with_suffix(".txt"))
    path.write_text("Beside the journal.\n")
    assert world.run("repair", "--apply").code == 0
    assert texts(world) == ["Beside the journal."]
    assert [one.name for one in elsewhere.iterdir()] == ["rescue-of-mine.jsonl"]


@pytest.mark.parametrize("kind", ["line", "words"])
def test_forget_reaches_it(world: World, elsewhere: Path, kind: str) -> None:
    path = kept_elsewhere(world, elsewhere, "Priya spoke of the merger.")
    if kind == "words":
        path.rename(path := path.with_suffix(".txt"))
        path.write_text("Priya spoke of the merger.\n")
    seen = world.run("forget", "--word", "merger", "--dry-run", "--json")
    assert path.name in seen.out
    world.done("forget", "--word", "merger", "--yes")
    assert not any("merger" in one.read_text() for one in elsewhere.iterdir())
    world.run("repair", "--apply")
    assert texts(world) == []


def test_a_name_leaves_it_and_its_words_stay(world: World, elsewhere: Path) -> None:
    path = kept_elsewhere(world, elsewhere, "x")
    path.rename(path := path.with_suffix(".txt"))
    path.write_text("Priya spoke of the merger.\n")
    assert world.run("forget", "--voice", "Priya", "--keep-entries", "--yes").code == 0
    assert path.read_text() == "someone spoke of the merger.\n"


def test_links_and_files_of_others_are_not_taken_in(world: World, elsewhere: Path) -> None:
    path = kept_elsewhere(world, elsewhere, "Beside the journal.")
    path.rename(world.home.parent / "somewhere.jsonl")
    path.symlink_to(world.home.parent / "somewhere.jsonl")
    assert offered(world) == []
    path.unlink()
    os.link(world.home.parent / "somewhere.jsonl", path)
    assert offered(world) == []


class FullScreen(Terminal):
    """A stream that takes nothing, as ``> /dev/full`` does."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "arguments",
    [
        ("note", "-"),
        ("note", "-", "--json"),
        ("intend", "If it rains, then I will ask."),
        ("reflect", "--answers", "-"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_screen_that_fails_after_saving_changes_the_exit_code_alone(
    world: World, arguments: tuple[str, ...]
) -> None:
    words = json.dumps({"answers": [], "note": "Once."}) if "--answers" in arguments else "Once."
    world.refused(*arguments, stdin=words, stdout=FullScreen(), stderr=Terminal())
    assert len(world.journal_lines()) == 1
    assert not list((world.home / "state").rglob("typed-*"))
    world.run("repair", "--apply")
    assert len(world.journal_lines()) == 1


@pytest.mark.parametrize("command", ["note", "intend"])
def test_words_outlive_a_program_that_is_killed_while_they_are_typed(
    tmp_path: Path, sit: Callable[..., Seat], command: str
) -> None:
    def at_terminal(*words: str) -> Seat:
        return sit((*SYSLEAD, *words), environment(tmp_path))

    seat = at_terminal(command)
    seat.shows("Ctrl-J")
    seat.keys("words being typed")
    seat.shows("words being typed")
    seat.kill(signal.SIGKILL)
    seat.ends()
    rescue = tmp_path / "state" / "rescue"
    (file,) = rescue.iterdir()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("words being typed\n", 0o600)
    again = at_terminal(command)
    again.shows("Not saved yet")
    again.keys("If it is saved, then I will see it", "\r")
    assert again.ends() == 0
    assert list(rescue.iterdir()) == [file]
    mended = at_terminal("repair", "--apply")
    assert mended.ends() == 0
    assert list(rescue.iterdir()) == []
    assert "words being typed" in "".join(
        path.read_text() for path in (tmp_path / "journal").rglob("*.jsonl")
    )


def test_the_file_of_words_being_typed_is_encrypted_and_goes(tmp_path: Path) -> None:
    typed = TypedWords(under(tmp_path), lambda content: b"age " + content[::-1])
    typed.heard("If it rains")
    typed.typing("then")
    rescue = under(tmp_path).rescue
    (file,) = rescue.iterdir()
    assert (file.suffix, file.read_bytes()) == (".age", b"age " + b"If it rains\nthen\n"[::-1])
    assert waiting_files(under(tmp_path)) == [file]
    typed.ended()
    assert list(rescue.iterdir()) == []


def test_words_typed_elsewhere_at_this_moment_do_not_wait(tmp_path: Path, running: int) -> None:
    under(tmp_path).rescue.mkdir(parents=True)
    (under(tmp_path).rescue / f"typing-{running}.txt").write_text("x")
    assert waiting_files(under(tmp_path)) == []


@pytest.mark.parametrize("name", ["typed-1.txt", "(copy) typed-1.txt", "#typed", "+1.jsonl"])
def test_a_rescue_file_may_be_called_anything_but_hidden(tmp_path: Path, name: str) -> None:
    rescue = under(tmp_path).rescue
    rescue.mkdir(parents=True)
    (rescue / name).write_text("x")
    (rescue / f".{name}").write_text("x")
    assert waiting_files(under(tmp_path)) == [rescue / name]


def test_a_disk_that_is_full_does_not_stop_the_typing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    TypedWords(under(tmp_path / "file")).typing("words")


# ── piped in, and then something fails ───────────────────────────────────────

ANSWERS = {"answers": [{"facet": "no_such_facet", "text": "The clerk said no."}], "note": "A note."}
#: What fails before a word is read, or after it: the command, what is piped in, its words.
FAILING: dict[str, tuple[tuple[str, ...], str]] = {
    "a facet": (("note", "-", "--facet", "no_such_facet"), "Piped words."),
    "a date": (("note", "-", "--date", "someday"), "Piped words."),
    "a problem": (("note", "-", "--problem", "dire"), "Piped words."),
    "an option": (("note", "-", "--nonsense"), "Piped words."),
    "an option's value": (("note", "-", "--facet"), "Piped words."),
    "the size": (("note", "-"), "Piped words. " + "x" * 300_000),
    "an id": (("edit", "nothing-like-it", "--text", "-"), "Piped words."),
    "an intention's id": (("intentions", "done", "nothing-like-it", "--text", "-"), "Piped words."),
    "the day of a plan": (("intend", "-", "--by", "someday"), "Piped words."),
    "a kind of prompt": (("prompts", "add", "-", "--facet", "courage", "--kind", "x"), "Why so?"),
    "answers": (("reflect", "--answers", "-"), json.dumps(ANSWERS)),
    "answers that are no JSON": (("reflect", "--answers", "-"), '{"answers": ['),
    "answers of a review": (("review", "week", "--answers", "-"), '{"text": "Piped", "x": 1}'),
    "an assessment": (("assess", "facets", "--answers", "-"), '{"facets": {"x": {}}, "text": "y"}'),
}


class Stopped(io.RawIOBase):
    """Standard input that gives a line; then the run is stopped."""

    def __init__(self, line: str) -> None:
        self._parts = [line.encode()]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._parts:
            raise KeyboardInterrupt
        part = self._parts.pop()
        buffer[: len(part)] = part
        return len(part)


@pytest.mark.parametrize(
    "command",
    [
        "note -",
        "note - --facet courage",
        "intend -",
        "edit ID --text -",
        "reflect --answers -",
        "review week --answers -",
        "prompts add - --facet courage --kind event",
        "prompts add - --facet courage",  # which lacks an option
    ],
)
def test_what_was_read_before_the_run_is_stopped_is_kept(world: World, command: str) -> None:
    id_ = world.run("note", "-", stdin="Before.").out.strip()
    stdin = io.TextIOWrapper(io.BufferedReader(Stopped("The first line.\n")), encoding="utf-8")
    err = io.StringIO()
    context = world.context(stderr=err)
    context.stdin = stdin
    assert main(command.replace("ID", id_).split(), context) in (2, 130)
    (file,) = rescue_files(world)
    assert file.read_text().strip() == "The first line."
    assert f"What you wrote is in {file}" in err.getvalue()


def test_ctrl_c_after_a_line_keeps_the_line(tmp_path: Path, sit: Callable[..., Seat]) -> None:
    seat = sit((*SYSLEAD, "note", "-"), environment(tmp_path))
    seat.sees("Ctrl-D")
    seat.line("The first line.")
    seat.sees("The first line.")
    seat.interrupts()
    assert seat.ends() == 130
    (file,) = (tmp_path / "state" / "rescue").iterdir()
    assert file.read_text() == "The first line.\n"


def rescue_files(world: World) -> list[Path]:
    return sorted((world.home / "state" / "rescue").glob("*"))


@pytest.mark.parametrize("settings", ["", "prompts = \n"], ids=["", "and the settings"])
@pytest.mark.parametrize("what", FAILING)
def test_what_was_piped_in_is_kept_whatever_was_wrong(
    world: World, what: str, settings: str
) -> None:
    if settings:
        world.put("config.toml", settings)
    arguments, words = FAILING[what]
    failed = world.run(*arguments, stdin=words)
    assert failed.code in (1, 2), failed
    (kept,) = rescue_files(world)
    assert kept.read_text() == f"{words}\n"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert f"What you wrote is in {kept}" in failed.err


#: Words given as arguments, and what was wrong with the line; ID is an entry's.
GIVEN: list[tuple[str, ...]] = [
    ("note", "My words.", "--nonsense"),
    ("note", "My words.", "--facet", "nope"),
    ("note", "--facet", "nope", "My words."),
    ("note", "My words.", "--date", "nonsense"),
    ("note", "My words.", "--problem", "dire"),
    ("note", "My words.", "--template", "nope"),
    ("intend", "My words.", "--nonsense"),
    ("intend", "My words.", "--by", "nonsense"),
    ("intend", "My words.", "--facet", "nope"),
    ("intentions", "done", "nope", "--text", "My words."),
    ("intentions", "later", "nope", "nonsense", "--text", "My words."),
    ("intentions", "done", "nope", "--text=My words.", "--nonsense"),
    ("edit", "nope", "--text", "My words."),
    ("edit", "ID", "--text", "My words.", "--facet", "nope"),
    ("edit", "ID", "--text", "My words.", "--date", "nonsense"),
    ("edit", "ID", "--text=My words.", "--nonsense"),
    ("prompts", "add", "My words.", "--facet", "nope", "--kind", "event"),
    ("prompts", "add", "My words.", "--facet", "courage", "--kind", "nope"),
    ("prompts", "add", "My words."),
    ("coach", "note", "nope", "My words."),
    ("coach", "note", "maya", "My words.", "--date", "nonsense"),
    ("coach", "note", "maya", "My words.", "--edit", "nope"),
    ("coach", "note", "maya", "My words.", "--nonsense"),
]


def somebody(world: World, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Make what the line speaks of; return it with the entry's id in it."""
    world.run("coach", "add", str(sent(world.home.parent, "pack.json")), "--as", "maya")
    id_ = world.run("note", "-", stdin="Before.").out.split()[0]
    return tuple(id_ if word == "ID" else word for word in arguments)


@pytest.mark.parametrize("arguments", GIVEN, ids=" ".join)
def test_words_on_a_command_line_that_was_not_understood_are_kept(
    world: World, arguments: tuple[str, ...]
) -> None:
    failed = world.run(*somebody(world, arguments))
    assert failed.code in (1, 2)
    (kept,) = rescue_files(world)
    assert kept.read_text() == "My words.\n"
    assert f"What you wrote is in {kept}" in failed.err


@pytest.mark.parametrize(
    "line",
    ["note WORDS", "note --facet nope WORDS", "note WORDS --date x", "intend --by x WORDS",
     "edit nope --text WORDS", "edit nope --text=WORDS"],
)  # fmt: skip
def test_words_without_quotes_are_kept_together(world: World, line: str) -> None:
    assert world.run(*line.replace("WORDS", "My own words").split()).code in (1, 2)
    assert world.rescued() == ["My own words\n"]


@pytest.mark.parametrize("arguments", GIVEN, ids=" ".join)
def test_somebody_at_a_terminal_is_told_them_instead(
    world: World, arguments: tuple[str, ...]
) -> None:
    said = world.answering("", *somebody(world, arguments)).out
    assert "Not saved: My words." in said
    assert rescue_files(world) == []


@pytest.mark.parametrize(
    "arguments",
    [("note", "Once"), ("intend", "Once"), ("edit", "ID", "--text", "Once")],
    ids=lambda arguments: arguments[0],
)
def test_one_word_is_kept_too_whatever_failed(world: World, arguments: tuple[str, ...]) -> None:
    arguments = somebody(world, arguments)
    (world.home / "config.toml").write_text("prompts = \n")
    assert world.run(*arguments).code == 1
    (kept,) = rescue_files(world)
    assert kept.read_text() == "Once\n"
    kept.unlink()
    (world.home / "config.toml").unlink()
    assert world.run(*arguments, "--nonsense").code == 2
    (kept,) = rescue_files(world)
    assert kept.read_text() == "Once\n"


def test_nothing_is_kept_where_nothing_was_said(world: World) -> None:
    assert world.run("note", "-", stdin="  \n").code == 2
    assert world.run("show", "nothing-like-it", stdin="of another program").code == 1
    assert rescue_files(world) == []


def test_answers_that_were_kept_come_in_as_words(world: World) -> None:
    world.run("reflect", "--answers", "-", stdin=json.dumps(ANSWERS))
    (kept,) = rescue_files(world)
    assert kept.suffix == ".json"
    assert world.run("repair", "--apply").code == 0
    assert texts(world) == ["The clerk said no.\n\nA note."]


def test_what_is_too_long_even_to_keep_is_kept_as_far_as_it_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syslead_cli.context._KEPT", 300_000)
    failed = world.run("note", "-", stdin="x" * 400_000)
    (kept,) = rescue_files(world)
    assert kept.stat().st_size == 300_001 + 1
    assert "only the first" in failed.err


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("arguments", [("note", "-"), ("reflect", "--answers", "-")])
def test_words_survive_a_signal_while_waiting_for_the_lock(
    tmp_path: Path, told: signal.Signals, arguments: tuple[str, ...]
) -> None:
    words = json.dumps({"note": "Piped words."}) if "--answers" in arguments else "Piped words."
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    with locked(state / "lock", SystemClock()):
        one = subprocess.Popen(
            [*SYSLEAD, *arguments], env=environment(tmp_path), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert one.stdin is not None
        one.stdin.write(words)
        one.stdin.close()
        one.stdin = None
        while f"{state}/lock" not in open_files(one.pid):
            assert one.poll() is None
        one.send_signal(told)
        _, said = one.communicate()
    assert one.returncode == 130
    (kept,) = (state / "rescue").iterdir()
    assert "Piped words." in kept.read_text()
    assert str(kept) in said


def open_files(process: int) -> list[str]:
    with contextlib.suppress(OSError):
        return [os.readlink(path) for path in Path(f"/proc/{process}/fd").iterdir()]
    return []


# ── typed, and then something fails ──────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (("note",), "caf\udce9 words\n"),
        (("intend",), "caf\udce9 words\n"),
        (("reflect", "--facet", "courage"), "caf\udce9 words\n"),
        (("review", "week"), "\n3 caf\udce9 words\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_terminal_without_utf_8_is_told_so_and_nothing_is_lost(
    world: World, arguments: tuple[str, ...], lines: str
) -> None:
    world.run("note", "-", stdin="Before.")
    failed = world.answering(lines, *arguments)
    assert failed.code == 1
    assert "not UTF-8" in failed.err
    (kept,) = rescue_files(world)
    assert b"caf\xe9 words" in kept.read_bytes()


def test_a_terminal_that_sends_latin_1(tmp_path: Path, sit: Callable[..., Seat]) -> None:
    seat = sit((*SYSLEAD, "reflect"), environment(tmp_path, TERM="dumb"))
    seat.sees("> ")
    seat.child.send(b"caf\xe9 words\r")
    assert seat.ends() == 1
    (kept,) = (tmp_path / "state" / "rescue").iterdir()
    assert kept.read_bytes() == b"caf\xe9 words\n"
