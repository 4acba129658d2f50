"""What docs/coaching.md says, sentence by sentence, and the tests that hold it to it."""

from __future__ import annotations

import pytest

from claims import Page

CLAIMS: dict[str, tuple[str, ...]] = {
    # ── the key ──
    "`coach keygen` makes two halves": (
        "coach/test_coach.py::test_keygen_keeps_one_half_and_hands_out_the_other",
    ),
    "The public half is printed and written to": (
        "coach/test_coach.py::test_keygen_keeps_one_half_and_hands_out_the_other",
    ),
    "behind a passphrase that you type twice": (
        "coach/test_coach_terminal.py::test_what_was_typed_unseen_is_typed_twice",
        "coach/test_coach.py::test_wrong_key_wrong_passphrase_damage_and_no_key",
    ),
    "One that is easily guessed is refused": (
        "coach/test_coach.py::test_an_easy_passphrase_makes_no_key",
        "coach/test_coach.py::test_what_anybody_would_try_first_makes_no_key",
        "coach/test_coach_terminal.py::test_an_easy_passphrase_is_asked_for_anew_and_a_short_one",
    ),
    "`coach rekey` changes the passphrase; the key stays": (
        "coach/test_coach.py::test_rekey_changes_the_passphrase_and_not_the_key",
        "coach/test_coach.py::test_rekey_gives_a_key_without_a_passphrase_one",
    ),
    "anyone who can read the file can open your packs": (
        "coach/test_coach.py::test_a_key_without_a_passphrase_says_what_that_means",
    ),
    "An existing key is never overwritten": (
        "coach/test_coach.py::test_a_key_is_never_written_over",
    ),
    "A key needs the extra `age`": (
        "sharing/test_recipients_commands.py::test_without_the_library_it_says_how_to_get_it",
    ),
    "both of you see five groups of four characters": (
        "coach/test_coach.py::test_from_a_leaders_journal_to_the_coachs_store",
        "sharing/test_share_terminal.py::test_a_key_is_compared_before_it_is_kept",
    ),
    "Read them out on the telephone or face to face": (),
    "They are the first twenty digits of the SHA-256 of the key's text": (
        "coach/test_coach.py::test_anybody_can_compute_a_fingerprint",
    ),
    "Run `coach keygen` again to see them": (
        "coach/test_coach.py::test_a_key_is_never_written_over",
    ),
    # ── a pack arrives ──
    "Send that file to the leaders you work with": (),
    "checks all of it and only then keeps it": (
        "coach/test_coach.py::test_nothing_is_written_for_a_refused_file",
        "coach/test_coach.py::test_what_is_inside_is_looked_at_too",
    ),
    "armoured or not, and packs that are not encrypted": (
        "coach/test_coach.py::test_an_encrypted_pack_is_opened_and_kept_open",
        "coach/test_coach.py::test_armour_as_mail_sends_it",
        "coach/test_coach.py::test_the_age_command_makes_what_is_opened_here",
    ),
    "An armoured block is found in the text of a mail": (
        "coach/test_coach.py::test_an_armoured_block_is_found_in_the_text_of_a_mail",
    ),
    "`--identity FILE` uses another age key": (
        "coach/test_coach.py::test_a_key_of_age_keygen_opens_too_and_ours_is_one",
    ),
    "If you add several files, the valid ones are kept": (
        "coach/test_coach.py::test_of_several_files_the_sound_ones_are_added",
    ),
    "Adding the same pack again changes nothing": (
        "coach/test_coach.py::test_the_same_pack_again_changes_nothing",
    ),
    # ── whose it is ──
    "A pack goes to the client it names itself, or to the one you name": (
        "coach/test_coach.py::test_the_next_pack_goes_to_the_same_client",
        "coach/test_coach.py::test_as_names_the_client",
    ),
    '`--as "Jo (North)"`': (),
    "A pack does not prove who sent it": (),
    "without a terminal, `--as` is required": (
        "coach/test_coach.py::test_somebody_else_of_that_name_is_asked_about",
        "coach/test_coach.py::test_another_framework_is_asked_about",
    ),
    "To move a pack to another client, add the file again": (
        "coach/test_coach.py::test_as_moves_a_pack_that_is_here_under_another_name",
    ),
    "A pack with a future date is flagged and sorted after the others": (
        "coach/test_coach.py::test_a_pack_from_the_future_is_said_and_hides_no_other",
    ),
    "If several packs end on the same day, the brief uses the one that contains most": (
        "coach/test_coach.py::test_of_two_packs_of_one_day_the_fuller_one_is_briefed",
    ),
    "**What is refused**, with one line and without writing anything": (
        "coach/test_coach.py::test_nothing_is_written_for_a_refused_file",
        "sharing/test_pack_reading.py::test_what_is_no_pack",
        "coach/test_coach.py::test_wrong_key_wrong_passphrase_damage_and_no_key",
    ),
    "If you were sent the page for reading": (
        "sharing/test_pack_reading.py::test_other_forms_of_the_same_are_known",
    ),
    "is opened by `syslead coach open FILE`": (
        "coach/test_coach.py::test_an_encrypted_page_is_opened",
    ),
    "At a terminal, `coach add` offers the same": (
        "coach/test_coach_terminal.py::test_adding_an_encrypted_page_opens_it_where_one_agrees",
    ),
    # ── a history of work together ──
    "are separate files in the client's folder, and are in no pack and in no cohort": (
        "coach/test_history.py::test_a_note_is_dated_private_listed_and_leaves_the_packs_alone",
    ),
    "If you have a key, they are encrypted to it": (
        "coach/test_history.py::test_notes_are_encrypted_where_there_is_a_key",
    ),
    "A note that you remove or rewrite is gone from the files at once": (
        "coach/test_history.py::test_a_note_is_edited_and_removed_for_good",
    ),
    "Notes stay when a client's packs expire; `coach forget CLIENT` deletes them too": (
        "coach/test_history.py::test_notes_stay_when_the_last_pack_goes_and_go_with_forget",
        "coach/test_history.py::test_expired_packs_go_and_notes_stay",
    ),
    "No backup of syslead contains them": (
        "coach/test_coach.py::test_a_backup_leaves_other_peoples_packs_out_and_says_so",
    ),
    "with what you agreed most recently, or else with your last note": (
        "coach/test_history.py::test_what_was_agreed_stands_at_the_head_of_the_next_brief",
        "coach/test_history.py::test_no_notes_leaves_them_out",
    ),
    "the brief is made all the same, and mentions that a note was not opened": (
        "coach/test_history.py::test_notes_are_encrypted_where_there_is_a_key",
    ),
    "From three packs on, the brief has a table of the last five": (
        "coach/test_history.py::test_change_is_said_over_all_packs",
        "coach/test_history.py::test_an_older_pack_is_briefed_by_its_number",
    ),
    "`--json` has every pack": ("coach/test_history.py::test_change_is_said_over_all_packs",),
    # ── where it is kept, and until when ──
    "apart from any journal of your own": (
        "coach/test_coach.py::test_the_journal_is_never_touched",
    ),
    "Folders have mode 0700 and files 0600, with one folder a client": (
        "coach/test_coach.py::test_modes_whatever_the_umask",
        "coach/test_coach.py::test_a_pack_is_kept_byte_for_byte",
        "coach/test_coach.py::test_an_encrypted_pack_is_opened_and_kept_open",
    ),
    "Keep your disk encrypted": (),
    "`syslead backup` leaves `coach/` out": (
        "coach/test_coach.py::test_a_backup_leaves_other_peoples_packs_out_and_says_so",
    ),
    "without it, packs encrypted to that key stay closed": (
        "coach/test_coach.py::test_wrong_key_wrong_passphrase_damage_and_no_key",
    ),
    "A leader may ask you to delete a pack after a certain day": (),
    "`coach list` shows the day and offers `coach forget --expired`": (
        "coach/test_coach.py::test_expiry_is_marked_and_forgetting_offered",
        "coach/test_coach.py::test_forgetting_what_expired_leaves_the_rest",
        "coach/test_coach.py::test_forget_unlinks_everything_of_one_client",
    ),
    "Neither can reach the file you were sent": (),
    "`--passphrase-file FILE|-` (which may be a pipe) replaces typing": (
        "coach/test_coach.py::test_a_passphrase_may_come_out_of_a_pipe",
    ),
    "print documents with published schemas": (
        "setup/test_schemas.py::test_the_committed_schemas_are_current",
        "coach/test_coach.py::test_several_files_as_one_document",
    ),
    # ── the brief ──
    "The brief is about the newest pack; the pack before it shows what changed": (
        "coach/test_brief.py::test_the_newest_pack_is_briefed_whatever_the_order",
        "coach/test_brief.py::test_what_changed_is_what_can_be_compared",
    ),
    "Under each dimension, a facet has a line of its own": (
        "coach/test_history.py::test_every_facet_is_in_the_table_and_what_is_steady_is_folded",
    ),
    "The first page is what matters, the second what you might ask": (
        "coach/test_brief_screen.py::test_both_pages_say_everything_they_should",
    ),
    "`--words` adds the passages a leader shared": (
        "coach/test_brief_screen.py::test_passages_only_where_asked_for",
        "browser/test_pages.py::test_passages_come_on_sheets_of_their_own",
    ),
    "This is the brief of the made-up leader": (
        "packaging/test_docs.py::test_the_brief_is_what_the_program_shows",
    ),
    "the same packs give the same questions": (
        "coach/test_brief.py::test_each_kind_of_question_comes_from_its_figures",
        "coach/test_brief.py::test_the_newest_pack_is_briefed_whatever_the_order",
    ),
    "There are four to six, never two about the same thing": (
        "coach/test_brief.py::test_a_full_pack_has_four_to_six_questions",
        "coach/test_brief.py::test_no_two_questions_are_about_one_thing",
        "coach/test_brief.py::test_little_data_is_too_early_and_says_so",
    ),
    'They presume nothing and leave room for a plain "no"': (
        "coach/test_brief.py::test_every_rule_asks_its_question",
    ),
    "Names the leader kept back are not asked for": (
        "coach/test_brief.py::test_names_that_were_kept_back_are_not_asked_for",
        "coach/test_brief.py::test_a_name_that_was_dropped_is_not_asked_for",
    ),
    "“Without naming it, what do you make of that?”": (
        "coach/test_brief.py::test_names_that_were_kept_back_are_not_asked_for",
    ),
    "Anything the tier or the leader kept back is shown as withheld": (
        "coach/test_brief_screen.py::test_what_the_tier_keeps_back_is_withheld_and_no_zero",
        "coach/test_brief_screen.py::test_what_is_empty_says_so_and_is_not_called_withheld",
    ),
    "is one file that holds everything: no script, nothing fetched": (
        "browser/test_pages.py::test_a_page_is_silent_and_axe_finds_nothing",
        "browser/test_pages.py::test_light_and_dark_are_two_looks",
        "browser/test_pages.py::test_nothing_sticks_out_on_a_phone",
    ),
    "On paper there is white space under the questions": (
        "coach/test_history.py::test_there_is_white_space_to_write_on",
        "browser/test_pages.py::test_a_brief_prints_on_two_sheets",
    ),
    "A file made with `-o` is new and only you can read it (0600)": (
        "coach/test_coach_brief.py::test_a_file_is_private_new_and_of_the_kind_its_ending_says",
    ),
    "A client with very long texts may run on to further sheets": (
        "browser/test_pages.py::test_a_brief_prints_on_two_sheets",
    ),
    "If the leader's date has passed, the first page tells you": (
        "coach/test_coach_brief.py::test_a_pack_past_its_day_is_shown_and_said",
    ),
    "`syslead coach forget CLIENT --expired` deletes that pack": (
        "coach/test_coach.py::test_forgetting_what_expired_leaves_the_rest",
    ),
    "Pages you wrote with `-o` are yours to delete": (),
    # ── many clients ──
    "The newest pack of each client counts": (
        "coach/test_cohort.py::test_the_newest_pack_of_a_client_counts",
    ),
    "**Not written**: who wrote nothing": (
        "coach/test_coach_cohort.py::test_the_screen_says_who_and_what_out_of_how_many",
    ),
    "with 7 before 27 and the names of what is quiet for each": (
        "coach/test_coach_cohort.py::test_the_quiet_column_has_names_and_clients_stand_as_people",
    ),
    "Anything left out of the figures is counted on the screen with its reason": (
        "coach/test_coach_cohort.py::test_what_is_in_no_figure_is_counted_with_its_reason",
    ),
    "A folder with packs of several pseudonyms is pointed out": (
        "coach/test_coach_cohort.py::test_different_pseudonyms_of_one_folder_are_never_one_client",
    ),
    "**Quiet across the group**: for each dimension and facet": (
        "coach/test_cohort.py::test_figures_say_out_of_how_many",
        "coach/test_coach_cohort.py::test_one_quiet_client_is_no_group",
    ),
    "**Surroundings rated low**: items that two or more clients rate": (
        "coach/test_coach_cohort.py::test_the_screen_says_who_and_what_out_of_how_many",
    ),
    "Clients who kept ratings back are not in the denominator": (
        "coach/test_cohort.py::test_figures_say_out_of_how_many",
    ),
    "`--json` always has everybody": ("coach/test_coach_cohort.py::test_the_document_shows_each",),
    "All this is for your eyes": (
        "coach/test_coach_cohort.py::test_the_screen_says_who_and_what_out_of_how_many",
    ),
    "These name no client, and hold no figure about fewer than five people": (
        "coach/test_coach_cohort.py::test_what_is_published_names_nobody_and_counts_five",
        "coach/test_publishing.py::test_no_figure_is_about_fewer_than_five",
        "coach/test_publishing.py::test_no_sum_or_difference_of_figures_is_about_one_to_four",
    ),
    "With few clients, most of it is withheld": (
        "coach/test_coach_cohort.py::test_fewer_than_five_publish_nothing",
    ),
    "Publish one export of one group": (),
    "has the rules, what they do not protect, folders, tables and SQL": (
        "packaging/test_docs.py::test_the_examples_run_in_their_order",
    ),
    "Nobody can open it without the passphrase": (
        "coach/test_coach.py::test_wrong_key_wrong_passphrase_damage_and_no_key",
    ),
    "Four or five unrelated words make a good passphrase": (),
    "It becomes a new file beside the one you received": (
        "coach/test_coach.py::test_an_encrypted_page_is_opened",
    ),
    "Each pack is kept as it came but *opened*": (
        "coach/test_coach.py::test_an_encrypted_pack_is_opened_and_kept_open",
    ),
    "`-` reads standard input": (
        "coach/test_coach.py::test_a_key_of_age_keygen_opens_too_and_ours_is_one",
    ),
    "`coach forget CLIENT` deletes everything of that client": (
        "coach/test_coach.py::test_forget_unlinks_everything_of_one_client",
    ),
    "`--no-notes` leaves it out": ("coach/test_history.py::test_no_notes_leaves_them_out",),
    "It shows how many questions were answered in detail": (
        "coach/test_history.py::test_change_is_said_over_all_packs",
    ),
    "The others share one line": (
        "coach/test_history.py::test_every_facet_is_in_the_table_and_what_is_steady_is_folded",
    ),
    "mean that it was shared and was empty": (
        "coach/test_brief_screen.py::test_what_is_empty_says_so_and_is_not_called_withheld",
    ),
    "The screen shows": (),
    "**For others**, use": (),
}
PAGE = Page("docs/coaching.md", CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_there_and_held(claim: str) -> None:
    PAGE.check(claim)


def test_every_sentence_has_a_claim() -> None:
    assert PAGE.unclaimed() == []
