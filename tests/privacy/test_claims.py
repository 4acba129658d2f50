"""What docs/privacy.md says, sentence by sentence, and the test that holds it to it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from claims import Page
from conftest import ROOT, World
from every_call import CALLS, Caller

CLAIMS: dict[str, tuple[str, ...]] = {
    "none opened a connection": (
        "privacy/test_network.py::test_the_kernel_saw_none",
        "privacy/test_network.py::test_python_itself_saw_no_network",
        "privacy/test_network.py::test_no_module_could",
        "privacy/test_network.py::test_every_command_is_among_them",
    ),
    "It infers nothing about anybody beyond counts of what you wrote": (
        "insight/test_recount.py::test_every_figure_is_the_one_counted_by_hand",
    ),
    "files have mode 0600 and folders 0700, whatever the umask": (
        "privacy/test_modes.py::test_every_call_keeps_what_it_writes_private",
        "privacy/test_modes.py::test_every_command_that_writes",
        "base/test_files.py::test_what_root_writes_is_the_leaders",
    ),
    "text is never in a command line or the environment unless you put it there": (
        "privacy/test_network.py::test_no_program_was_told_an_entry_or_a_passphrase",
    ),
    "no entry without the passphrase": (
        "crypt/test_encryption.py::test_what_needs_words_says_how_to_unlock",
    ),
    "how many lines, in which months, from how many machines, of which kind": (
        "journal/test_encrypted.py::test_a_record_comes_back_and_only_id_and_kind_stand_outside",
        "journal/test_encrypted.py::test_lengths_are_steps",
        "crypt/test_encryption.py::test_notes_are_written_without_the_key_and_tell_only_their_month",
    ),
    "the file you gave, at the tier you chose, and nothing else": (
        "sharing/test_share_leaks.py::test_nothing_of_it_leaves",
        "sharing/test_share_leaks.py::test_a_field_nobody_allowed_turns_this_red",
    ),
    "they are read as data, bounded and checked; nothing in them is run": (
        "sharing/test_pack_reading.py",
        "app/test_steering.py",
        "framework/test_patterns.py",
        "exchange/test_sources.py",
        "framework/test_hostile_toml.py",
    ),
    "A crash writes a log on your disk with places in the program and no words": (
        "privacy/test_words.py::test_a_bug_is_logged_without_words",
        "sharing/test_share_leaks.py::test_no_mistake_of_ours_writes_a_word_of_the_journal_down",
    ),
    "Encryption at rest is off until you turn it on": (
        "privacy/test_claims.py::test_nothing_is_encrypted_unasked",
    ),
    "This includes exports, backups, packs and pages; none overwrites another file": (
        "privacy/test_claims.py::test_no_file_takes_the_place_of_what_stands_there",
        "sharing/test_share.py::test_nothing_is_overwritten_and_nothing_is_logged_then",
        "exchange/test_import_export.py::test_files_are_private_new_and_never_written_over_unasked",
    ),
    "are told to leave no swap, backup, undo or history": (
        "privacy/test_editors.py::test_nothing_is_left_after_editing",
        "privacy/test_editors.py::test_without_our_options_something_is",
    ),
    "If it is killed, your words are in that folder only": (
        "privacy/test_editors.py::test_a_killed_editor_leaves_it_in_the_private_folder_only",
    ),
    "a crash writes no memory to the disk": (
        "faults/test_no_core.py::test_commands_and_what_they_start_leave_no_core",
    ),
    "never a sentence of yours": (
        "privacy/test_words.py::test_what_cron_mails_and_logs_hold_no_words",
        "privacy/test_words.py::test_completion_offers_no_words",
        "privacy/test_words.py::test_errors_name_no_words",
    ),
    "No command sets a window title or touches the clipboard": (
        "app/test_steering.py::test_nothing_steers_the_terminal",
        "privacy/test_words.py::test_nothing_steers_the_terminal",
    ),
    "Sharing begins at numbers only": (
        "sharing/test_share.py::test_the_preview_is_what_is_written",
    ),
    "No setting raises that": ("sharing/test_share.py::test_no_setting_raises_the_tier",),
    "Words that could not be saved are kept in `state/rescue`, and so is what was given or piped": (
        "journal/test_unsaved.py::test_words_on_a_command_line_that_was_not_understood_are_kept",
        "journal/test_unsaved.py::test_what_was_piped_in_is_kept_whatever_was_wrong",
        "journal/test_unsaved.py::test_it_is_offered_by_its_own_journal_only",
        "journal/test_unsaved.py::test_a_full_disk_then_the_next_start",
        "journal/test_keep.py::test_a_rescue_file_is_taken_in_once",
    ),
    "Every version is erased from the files, not only hidden": (
        "journal/test_forget.py::test_no_byte_holds_it_afterwards",
    ),
    "whatever search finds for it": (
        "journal/test_forget.py::test_the_search_finds_what_forget_would_take",
    ),
    "If the power fails in between, the next entry finishes the work": (
        "journal/test_forget.py::test_cut_short_anywhere_it_is_finished_by_the_next_write",
        "faults/test_forgetting.py::test_the_power_may_fail_at_any_moment",
    ),
    "asks for it, so that it is not in your shell's history": (
        "journal/test_forget.py::test_the_word_can_come_from_standard_input",
    ),
    "other devices until they next write": (
        "journal/test_forget.py::test_another_devices_lines_are_hidden_named_and_left",
    ),
    "the folders that `syslead config path` prints": (
        "privacy/test_claims.py::test_all_of_it_is_where_config_path_says",
    ),
    "`syslead coach forget` deletes a client's packs": (
        "coach/test_coach.py::test_forget_unlinks_everything_of_one_client",
    ),
    "may reach the swap file": (),
    # what explains, and what is asked of the reader
    **dict.fromkeys(
        (
            "This page is for a leader who wants to know before writing",
            "Tests hold what it claims",
            "A program on your machine", "You, or your organisation, decide",
            "Your answers, notes, plans and ratings", "Write roles rather than names",
            "[Encryption](encryption.md) explains", "Other editors keep their own habits",
            "Delete those where they are, and make a new backup", "**Who writes", "**The disk.",
            "The right tools may recover a file that was replaced",
            "Only full-disk encryption helps",
            "**Memory", "A checksum protects against damage", "**The terminal",
            "What was shown stays in its scrollback", "`clear` does not always remove it",
            "**The shell's history**", '`syslead note "…"`',
            "Others on the machine can see the argument", "`syslead note` asks",
            "**Copies you make**", "**A machine that others control", "See the table",
            "**Names before sharing", "The check finds most of them, not all",
            "To take your journal along",
            "The same is true of `syslead review week --md`", "It has no account, no server",
            "A coach who keeps packs of clients is a controller too",
        ),
        (),
    ),
    "Files and folders are for you alone": (
        "privacy/test_modes.py::test_every_call_keeps_what_it_writes_private",
    ),
    "through a pipe, never through a file": (
        "base/test_editor.py::test_a_long_answer_goes_through_the_pager_with_its_colours",
    ),
    "and none of your sentences": (
        "insight/test_page.py::test_one_page_that_asks_for_nothing_and_says_no_words_of_the_journal",
    ),
    "puts the page into a private temporary folder": (
        "insight/test_page.py::test_open_hands_the_page_to_the_browser",
    ),
    "One line with the entry's id stays": (
        "journal/test_erasure.py::test_the_text_is_gone_and_its_neighbours_keep_their_bytes",
    ),
    "Anyone who can write to the folder of a plain journal": (
        "crypt/test_plaintext_lines.py::test_who_writes_to_a_plain_journal_writes_entries",
    ),
    "In an encrypted journal, plaintext lines change nothing and are marked": (
        "crypt/test_plaintext_lines.py::test_a_plaintext_line_does_not_change_an_encrypted_entry",
        "crypt/test_plaintext_lines.py::"
        "test_they_are_shown_and_marked_wherever_they_are_shown",
    ),
    "**File names and sizes**": (
        "journal/test_encrypted.py::test_a_record_comes_back_and_only_id_and_kind_stand_outside",
    ),
    "`syslead share log` lists them": ("sharing/test_share.py",),
    "`syslead forget --before DAY` ends it": ("journal/test_forget.py",),
    "Automated decisions": (),
    "`less` is told to keep no search history": (
        "base/test_editor.py::test_a_long_answer_goes_through_the_pager_with_its_colours",
    ),
    "The page of `review quarter` also holds the answers": (),
    "If the disk refuses that, they go to your home folder": (
        "journal/test_unsaved.py::test_it_is_offered_by_its_own_journal_only",
    ),
    "tells you at the next start, and `syslead repair --apply` takes them in": (
        "journal/test_unsaved.py::test_a_full_disk_then_the_next_start",
        "journal/test_keep.py::test_a_rescue_file_is_taken_in_once",
    ),
    "Drafts, rescue files and lines set aside by a repair go too": (
        "journal/test_forget.py::test_no_byte_holds_it_afterwards",
    ),
    "Your editor works in a private folder": (
        "privacy/test_editors.py::test_nothing_is_left_after_editing",
    ),
}  # fmt: skip

PAGE = Page("docs/privacy.md", CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_there_and_held(claim: str) -> None:
    PAGE.check(claim)


def test_all_of_it_is_where_config_path_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call there is, in a home as the platform has it; then all that lies about in it."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SYSLEAD_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert Path.home() == home
    caller = Caller(home)
    world = caller.world
    del world.environ["SYSLEAD_HOME"]
    for call in CALLS:
        caller.run(call)
    done = world.run("config", "path")
    folders = dict(line.split(maxsplit=1) for line in done.err.splitlines())
    own = {"journal", "frameworks", "prompts", "templates", "keys", "state", "coach"}
    assert set(folders) == own
    told = [Path(done.out.strip()), *map(Path, folders.values())]
    made = [path for path in home.rglob("*") if not path.is_dir()]
    assert len(made) > 10
    assert [path for path in made if not any(path.is_relative_to(each) for each in told)] == []


def test_nothing_is_encrypted_unasked(world: World) -> None:
    assert world.run("note", "-", stdin="A plain sentence.").code == 0
    assert any(b"A plain sentence." in line for line in world.journal_lines())
    assert not (world.home / "keys").exists()


WRITES = (
    "export --format json -o {}", "export --format html -o {}", "share write --yes -o {}",
    "share write --yes --format html -o {}", "coach brief Heron -o {}.html",
    "coach brief Heron -o {}.md",
    "coach cohort --format csv -o {}", "coach cohort --format html -o {}",
    "coach keygen --no-passphrase --name R --output {}", "backup {}", "demo --home {}",
)  # fmt: skip


@pytest.mark.parametrize("words", WRITES)
def test_no_file_takes_the_place_of_what_stands_there(
    world: World, tmp_path: Path, words: str
) -> None:
    """A file, one under two names, a link to one, a link to nothing, a pipe, a device."""
    out, ending = tmp_path / "out", Path(words.replace("{}", "x").split()[-1]).suffix
    out.mkdir()
    assert world.run("note", "-", stdin="Here we are.").code == 0
    pack = str(tmp_path / "p.json")
    assert world.run("share", "write", "--yes", "--pseudonym", "Heron", "-o", pack).code == 0
    assert world.run("coach", "add", pack).code == 0
    kept = out / "kept"
    kept.write_text("kept")
    places = {name: out / f"{name}{ending}" for name in ("file", "linked", "link", "none", "pipe")}
    places["file"].write_text("kept")
    places["linked"].hardlink_to(kept)
    places["link"].symlink_to(kept)
    if not words.startswith("demo"):  # a folder may be a link to where it will be
        places["none"].symlink_to(out / "nowhere")
    else:
        places["none"].write_text("kept")
    os.mkfifo(places["pipe"])
    before = {path.name: path.lstat() for path in out.iterdir()}
    for name in places:
        done = world.run(*words.format(out / name).split())
        assert done.code not in (0, 70), (name, done)
    after = {path.name: path.lstat() for path in out.iterdir()}
    assert {name: (s.st_ino, s.st_mtime_ns) for name, s in after.items()} == {
        name: (s.st_ino, s.st_mtime_ns) for name, s in before.items()
    }
    assert kept.read_text() == "kept"


def test_every_sentence_has_a_claim() -> None:
    assert PAGE.unclaimed() == []


# ── SECURITY.md ──────────────────────────────────────────────────────────────

_ROW = re.compile(r"^\|(?! *(?:Who|-))(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
_HELD = re.compile(r"`(tests/[\w/]+\.py)`: ((?:`test_\w+`(?:, )?)+)")
ROWS = _ROW.findall((ROOT / "SECURITY.md").read_text("utf-8"))


def test_who_could_try_what_has_everybody_in_it() -> None:
    who = " ".join(row[0] for row in ROWS)
    for one in ("user", "sync service", "backup", "import", "pack", "framework", "thief"):
        assert one in who, one


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][:40])
def test_every_row_of_who_could_try_what_names_its_tests(row: tuple[str, str, str]) -> None:
    found = _HELD.findall(row[2])
    assert found, row
    for file, names in found:
        text = (ROOT / file).read_text("utf-8")
        for name in re.findall(r"test_\w+", names):
            assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{file}: {name}"
