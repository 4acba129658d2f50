"""What docs/encryption.md says, sentence by sentence, and the test that holds it to it."""

from __future__ import annotations

import pytest

from claims import Page

_ON = "crypt/test_encryption.py::"
_MISHAP = "crypt/test_encryption_mishaps.py::"
_ASKED = "crypt/test_encryption_terminal.py::"
_PLAIN = "crypt/test_plaintext_lines.py::"
_FAULT = "faults/test_encrypting"
_WHOLE_WAY = (f"{_ASKED}test_the_whole_way_at_a_terminal",)
_VISIBLE = (
    "journal/test_encrypted.py::test_a_record_comes_back_and_only_id_and_kind_stand_outside",
    "journal/test_encrypted.py::test_lengths_are_steps",
)

CLAIMS: dict[str, tuple[str, ...]] = {
    "Encryption is off until you turn it on": (
        "privacy/test_claims.py::test_nothing_is_encrypted_unasked",
    ),
    "One command turns it on and one turns it off": (
        f"{_ON}test_on_and_off_with_everything_proved",
    ),
    "only your key opens the entries on the disk": (
        f"{_ON}test_on_and_off_with_everything_proved",
        f"{_ON}test_every_line_is_encrypted_also_damaged_and_newer_ones",
    ),
    "You go on writing as before, without a passphrase": (
        f"{_ON}test_notes_are_written_without_the_key_and_tell_only_their_month",
    ),
    "Reading asks for the passphrase": (f"{_ON}test_what_needs_words_says_how_to_unlock",),
    # What `syslead encrypt` does
    "It explains what is at stake, and asks": (
        f"{_ASKED}test_who_does_not_agree_has_changed_nothing",
    ),
    "Nobody can open it then": (
        "crypt/test_vault.py::test_a_passphrase_opens_and_another_does_not",
    ),
    "You choose a passphrase": _WHOLE_WAY,
    "Passphrases of fewer than eight characters, and those that are easily guessed, are refused": (
        f"{_ON}test_a_passphrase_anybody_guesses_is_refused",
        f"{_ASKED}test_a_weak_passphrase_is_asked_anew_and_stopping_says_what_holds",
    ),
    "It shows a recovery key once": _WHOLE_WAY,
    "Write it on paper": (),
    "You are asked to type its last six characters": (
        f"{_ASKED}test_a_key_that_was_not_written_down_encrypts_nothing",
    ),
    "It tries both on a test record": (f"{_ON}test_on_and_off_with_everything_proved",),
    "If either does not open it, nothing is encrypted": (
        f"{_ON}test_nothing_happens_where_something_is_missing",
    ),
    "It rewrites every file of this machine, one at a time": (
        f"{_ON}test_a_file_that_cannot_be_rewritten_is_named",
    ),
    "The power may fail at any moment": (
        f"{_FAULT}.py",
        f"{_FAULT}_full.py",
        f"{_ON}test_encrypt_goes_on_where_it_stopped_and_needs_no_secret",
    ),
    "No plain copy is kept": (f"{_ON}test_drafts_rescued_words_and_copies_are_encrypted_as_well",),
    "You can go on writing while it runs": (f"{_FAULT}_beside.py",),
    "Drafts, rescue files, quarantined lines and the copies in `state/backups` are encrypted": (
        f"{_ON}test_drafts_rescued_words_and_copies_are_encrypted_as_well",
    ),
    "Running the command again needs no passphrase": (
        f"{_ON}test_encrypt_goes_on_where_it_stopped_and_needs_no_secret",
        f"{_ON}test_lines_in_the_clear_are_said_and_a_restore_brings_none",
    ),
    "Without a terminal:": (),
    "`syslead encrypt --yes --passphrase-file FILE --recovery-file FILE`": (
        f"{_ON}test_on_and_off_with_everything_proved",
    ),
    "A passphrase is never an argument": (
        "privacy/test_network.py::test_no_program_was_told_an_entry_or_a_passphrase",
    ),
    # What it cannot reach
    "Backups you made before, git history": (),
    "Delete them yourself, and make a new backup": (),
    "What the disk once held": (),
    "The right tools may recover a file that was replaced": (),
    "Full-disk encryption protects against that": (),
    "Other machines' files": (f"{_ON}test_files_of_other_machines_are_left_to_them",),
    "Each machine encrypts its own": (f"{_ON}test_files_of_other_machines_are_left_to_them",),
    "They go to a plain rescue file rather than being lost": (
        f"{_ON}test_words_are_kept_in_the_clear_rather_than_lost",
    ),
    "`syslead repair --apply` takes them in and encrypts them": (
        f"{_ON}test_a_repair_leaves_no_copy_in_the_clear",
    ),
    "It works on an open file in a private folder": (
        "privacy/test_editors.py::test_nothing_is_left_after_editing",
    ),
    # Reading
    "syslead asks for the passphrase once a run": (
        f"{_ON}test_the_passphrase_is_asked_once_a_run_and_again_when_it_was_wrong",
        f"{_ON}test_the_recovery_key_opens_where_the_passphrase_is_asked_for",
        f"{_ASKED}test_a_second_try_typed_too_early_is_not_shown",
    ),
    "Opening takes about two seconds on purpose": (
        "crypt/test_vault.py::test_a_busy_machine_makes_no_weak_key",
    ),
    "To be asked less often": (),
    "A command or a keyring may give the recovery key": (
        f"{_ON}test_a_password_manager_that_does_not_answer",
        f"{_ON}test_a_keyring_answers_where_there_is_one",
    ),
    "Do that only if": (),
    "commands that need words end with exit code 2 and explain why": (
        f"{_ON}test_what_needs_words_says_how_to_unlock",
    ),
    "A wrong passphrase is reported as wrong": (
        f"{_ON}test_the_passphrase_is_asked_once_a_run_and_again_when_it_was_wrong",
    ),
    "`verify --open` opens every line as well": (
        f"{_ON}test_verify_asks_nobody_and_open_finds_all_sound",
    ),
    # The key
    "**To change a passphrase, or if you forgot it**": (),
    "`syslead encrypt --identity -` asks for the recovery key": (
        f"{_ASKED}test_the_recovery_key_sets_a_new_passphrase",
    ),
    "This does not touch the journal itself": (
        f"{_ASKED}test_the_recovery_key_sets_a_new_passphrase",
    ),
    "restore a backup at a terminal and confirm that its key is yours": (
        f"{_ON}test_a_key_comes_back_when_the_leader_says_so",
    ),
    "Or restore the journal alone and use the recovery key": (
        f"{_ASKED}test_a_second_machine_takes_the_key_over",
    ),
    "**If both are lost**": (),
    "A backup cannot turn encryption on by itself": (
        f"{_ON}test_a_backup_does_not_switch_encryption_on",
        f"{_ON}test_restoring_an_old_backup_after_decrypt_encrypts_nothing",
        f"{_ON}test_a_lost_identity_comes_back_to_the_journal_it_is_of",
    ),
    "Without a terminal the key is left out and named": (
        f"{_ON}test_a_backup_does_not_switch_encryption_on",
    ),
    "Otherwise anyone who hands you a backup": (),
    "After `decrypt` the key stays in `keys/`": (f"{_ON}test_on_and_off_with_everything_proved",),
    "the old one is kept as `keys/identity-before-1.age`": (
        f"{_MISHAP}test_another_key_does_not_take_the_place_of_the_one_that_backups_need",
    ),
    "A passphrase with accents opens on any machine": (
        f"{_MISHAP}test_a_passphrase_opens_however_a_machine_puts_its_accents",
        f"{_MISHAP}test_a_file_made_elsewhere_with_accents_apart_opens",
    ),
    "The command `age` takes bytes as they come": (
        "crypt/test_vault.py::test_the_age_command_opens_ours_and_we_open_its",
    ),
    # A second machine
    "Bring `keys/identity.age` on a stick": (),
    "On the second machine:": (),
    "It asks for that key's passphrase": (f"{_ASKED}test_a_second_machine_takes_the_key_over",),
    "Until then the second machine writes plain text": (
        f"{_ON}test_a_machine_without_the_key_reads_the_rest_and_says_what_to_do",
        f"{_PLAIN}test_another_machine_without_the_key_loses_nothing",
    ),
    "An entry removed on one machine is erased from the other's files": (
        f"{_ON}test_what_another_machine_removed_is_erased_by_the_next_run_that_can_read",
    ),
    # What stays visible
    "Somebody who has the journal folder can see": _VISIBLE,
    "They cannot see the day, the time or a word": _VISIBLE,
    "Records made before the encryption keep their ids": (
        f"{_ON}test_on_and_off_with_everything_proved",
    ),
    "On this machine, outside the synced folder": (),
    "`state/days`, for reminders": (
        f"{_ON}test_reminders_keep_working_without_the_key",
        f"{_ON}test_reminders_say_the_same_encrypted_or_not",
    ),
    "`encrypt` creates it and `decrypt` deletes it": (
        f"{_ON}test_on_and_off_with_everything_proved",
    ),
    "`state/seen`: counts of lines": (),
    "`config.toml`: the voices you listed there": (),
    "`state/aliases.json`: the names you replace": (),
    "Both are plain text": (),
    "`state/erasing`: what you asked `forget` to find": (
        f"{_MISHAP}test_what_was_begun_is_finished_before_another_order_takes_its_place",
    ),
    "After a crash, that is the next run that has the key": (
        f"{_MISHAP}test_what_was_begun_is_finished_before_another_order_takes_its_place",
    ),
    "While a command runs, the key and the words are in its memory": (),
    # What somebody else can do
    "Encryption hides; it does not sign": (
        f"{_PLAIN}test_who_has_the_public_key_too_can_do_as_the_leader_does",
    ),
    "show each of these sentences": (
        f"{_PLAIN}test_who_has_the_folder_only_reads_nothing_and_can_take_lines_away",
        f"{_PLAIN}test_who_has_the_key_reads_everything",
    ),
    "treats a plaintext line as something anybody may have written": (),
    "the encrypted one is shown": (
        f"{_PLAIN}test_a_plaintext_line_does_not_change_an_encrypted_entry",
    ),
    "is not applied, erases nothing, and is left out of an export": (
        f"{_PLAIN}test_no_order_in_plaintext_erases_encrypted_lines",
        f"{_PLAIN}test_an_export_of_everything_leaves_out_what_does_not_count",
    ),
    "`forget` erases plaintext lines that contain the word": (
        f"{_PLAIN}test_forget_takes_a_plaintext_line_for_what_it_is",
    ),
    'A plaintext entry is marked: "not encrypted"': (
        f"{_PLAIN}test_they_are_shown_and_marked_wherever_they_are_shown",
    ),
    "It counts as an entry all the same": (
        f"{_PLAIN}test_a_plaintext_outcome_counts_and_is_marked",
    ),
    "The mark lets you judge it": (),
    "`verify` names each such line and ends with exit code 4": (
        f"{_PLAIN}test_verify_says_one_line_for_each",
        f"{_PLAIN}test_the_mark_needs_no_key_at_hand",
    ),
    "A machine that writes plaintext because it has no `journal.pub` yet": (
        f"{_PLAIN}test_another_machine_without_the_key_loses_nothing",
    ),
    "Its edits and removals of entries that another machine has encrypted wait": (
        f"{_PLAIN}test_a_plaintext_line_does_not_change_an_encrypted_entry",
    ),
    "What was removed before is erased before `encrypt` begins": (
        f"{_PLAIN}test_what_was_removed_before_is_erased_before_it_is_encrypted",
    ),
    "Half-way through `encrypt`, every edit still applies": (
        f"{_PLAIN}test_half_way_through_encrypt_edits_and_removals_hold",
    ),
    "After `decrypt` this machine treats plaintext lines like any plain journal does": (
        f"{_PLAIN}test_decrypt_puts_everything_back",
    ),
    # Without syslead; what it costs
    "Each line holds one age file": (f"{_ON}test_the_age_command_opens_a_lines_payload",),
    "With the recovery key in `key.txt`": (f"{_ON}test_the_age_command_opens_a_lines_payload",),
    "`age -d -i keys/identity.age` asks for the passphrase itself": (
        "crypt/test_vault.py::test_the_age_command_opens_ours_and_we_open_its",
    ),
    "The format is in": (f"{_ON}test_golden_lines_open_as_they_were_written",),
    "CPU seconds, measured on 30 November 2026": (),
    "the age library takes about 0.11 ms": (),
    "`list` and today's page open only the newest months": (),
    "It needs the extra `age`": (),
    "Four or five unrelated words are good": (),
    "Entries written meanwhile are encrypted too": ("faults/test_encrypting_beside.py",),
    "Words that could not be encrypted because the library": (),
    "Your editor while you write in it": (),
    "It accepts the recovery key instead": (
        "crypt/test_encryption.py::test_the_recovery_key_opens_where_the_passphrase_is_asked_for",
    ),
    "Its key is restored only to a journal that is encrypted with that very key": (
        "crypt/test_encryption.py::test_a_lost_identity_comes_back_to_the_journal_it_is_of",
        "crypt/test_encryption.py::test_a_key_comes_back_when_the_leader_says_so",
    ),
    "The first machine marks what the second wrote": (
        "crypt/test_plaintext_lines.py::test_they_are_shown_and_marked_wherever_they_are_shown",
    ),
    "report how many there are on standard error": (
        "crypt/test_plaintext_lines.py::test_they_are_shown_and_marked_wherever_they_are_shown",
    ),
    "Bare Python takes 0.012": (),
    "Each line shows its kind": (
        "journal/test_encrypted.py::test_a_record_comes_back_and_only_id_and_kind_stand_outside",
        "journal/test_encrypted.py::test_lengths_are_steps",
    ),
    "`state/declined.json`: people you declined": (),
    "as salted hashes": (),
    "Somebody can test whether a given name": (),
}
PAGE = Page("docs/encryption.md", CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_there_and_held(claim: str) -> None:
    PAGE.check(claim)


def test_every_sentence_has_a_claim() -> None:
    assert PAGE.unclaimed() == []
