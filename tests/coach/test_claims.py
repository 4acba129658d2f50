"""What docs/coaching.md says, sentence by sentence, and the tests that hold it to it."""

from __future__ import annotations

import pytest

from claims import Page

CLAIMS: dict[str, tuple[str, ...]] = {
    # ── the key ──
    "`coach keygen` makes two halves": (
        "coach/test_coach.py::test_keygen_keeps_one_half_and_hands_out_the_other",
    ),
    "The public one is printed and written to": (
        "coach/test_coach.py::test_keygen_keeps_one_half_and_hands_out_the_other",
    ),
    "behind the passphrase you type twice": (
        "coach/test_coach_terminal.py::test_what_was_typed_unseen_is_typed_twice",
        "coach/test_coach.py::test_wrong_key_wrong_passphrase_damage_and_no_key",
    ),
    "What is too easily guessed is not taken": (
        "coach/test_coach.py::test_an_easy_passphrase_makes_no_key",
        "coach/test_coach.py::test_what_anybody_would_try_first_makes_no_key",
        "coach/test_coach_terminal.py::test_an_easy_passphrase_is_asked_for_anew_and_a_short_one",
    ),
    "`coach rekey` changes the passphrase; the key stays": (
        "coach/test_coach.py::test_rekey_changes_the_passphrase_and_not_the_key",
        "coach/test_coach.py::test_rekey_gives_a_key_without_a_passphrase_one",
    ),
    "leaves it readable for whoever can read the file": (
        "coach/test_coach.py::test_a_key_without_a_passphrase_says_what_that_means",
    ),
    "A key is never written over": ("coach/test_coach.py::test_a_key_is_never_written_over",),
    "It needs the age library": (
        "sharing/test_recipients_commands.py::test_without_the_library_it_says_how_to_get_it",
    ),
    "`python -m pip install 'syslead[age]'`": (),
    "both of you see five groups of four characters": (
        "coach/test_coach.py::test_from_a_leaders_journal_to_the_coachs_store",
        "sharing/test_share_terminal.py::test_a_key_is_compared_before_it_is_kept",
    ),
    "Read them out on the telephone or face to face": (),
    "They are the first twenty digits of the SHA-256 of the key's text": (
        "coach/test_coach.py::test_anybody_can_compute_a_fingerprint",
    ),
    "`coach keygen` says them again whenever you need them": (
        "coach/test_coach.py::test_a_key_is_never_written_over",
    ),
    # ── a pack arrives ──
    "**A pack arrives**, by mail or however": (),
    "looks at the whole of it and only then keeps it": (
        "coach/test_coach.py::test_nothing_is_written_for_a_refused_file",
        "coach/test_coach.py::test_what_is_inside_is_looked_at_too",
    ),
    "armoured or not, or not at all: each is taken": (
        "coach/test_coach.py::test_an_encrypted_pack_is_opened_and_kept_open",
        "coach/test_coach.py::test_armour_as_mail_sends_it",
        "coach/test_coach.py::test_the_age_command_makes_what_is_opened_here",
    ),
    "An armoured block is found in the text of a mail": (
        "coach/test_coach.py::test_an_armoured_block_is_found_in_the_text_of_a_mail",
    ),
    "`-` reads standard input, `--identity FILE` takes another age key": (
        "coach/test_coach.py::test_a_key_of_age_keygen_opens_too_and_ours_is_one",
    ),
    "Of several files the sound ones are added": (
        "coach/test_coach.py::test_of_several_files_the_sound_ones_are_added",
    ),
    "The same pack again changes nothing": (
        "coach/test_coach.py::test_the_same_pack_again_changes_nothing",
    ),
    # ── whose it is ──
    "A pack goes to the client it names itself, or to whom you say": (
        "coach/test_coach.py::test_the_next_pack_goes_to_the_same_client",
        "coach/test_coach.py::test_as_names_the_client",
    ),
    '`--as "Jo (North)"`': (),
    "Nothing in a pack proves who sent it": (),
    "without a terminal `--as` has to say it": (
        "coach/test_coach.py::test_somebody_else_of_that_name_is_asked_about",
        "coach/test_coach.py::test_another_framework_is_asked_about",
    ),
    "What went to the wrong client moves when you add the file again": (
        "coach/test_coach.py::test_as_moves_a_pack_that_is_here_under_another_name",
    ),
    "A pack dated in days to come is said and stands behind the others": (
        "coach/test_coach.py::test_a_pack_from_the_future_is_said_and_hides_no_other",
    ),
    "Of several packs of one day the fullest is briefed": (
        "coach/test_coach.py::test_of_two_packs_of_one_day_the_fuller_one_is_briefed",
    ),
    "**What is refused**, with one line and nothing written": (
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
    "At a terminal `coach add` offers that": (
        "coach/test_coach_terminal.py::test_adding_an_encrypted_page_opens_it_where_one_agrees",
    ),
    # ── a history of work together ──
    "are files of their own in the client's folder, in no pack and in no cohort": (
        "coach/test_history.py::test_a_note_is_dated_private_listed_and_leaves_the_packs_alone",
    ),
    "Where you have a key they are encrypted to it": (
        "coach/test_history.py::test_notes_are_encrypted_where_there_is_a_key",
    ),
    "What you remove or write anew is gone from the disk's files at once": (
        "coach/test_history.py::test_a_note_is_edited_and_removed_for_good",
    ),
    "Notes outlive the packs of a client; `coach forget CLIENT` deletes them too": (
        "coach/test_history.py::test_notes_stay_when_the_last_pack_goes_and_go_with_forget",
        "coach/test_history.py::test_expired_packs_go_and_notes_stay",
    ),
    "They are in no backup of syslead's": (
        "coach/test_coach.py::test_a_backup_leaves_other_peoples_packs_out_and_says_so",
    ),
    "with what you agreed on the last day something was, else with your last note": (
        "coach/test_history.py::test_what_was_agreed_stands_at_the_head_of_the_next_brief",
        "coach/test_history.py::test_no_notes_leaves_them_out",
    ),
    "the brief is made all the same, and says that a note was not opened": (
        "coach/test_history.py::test_notes_are_encrypted_where_there_is_a_key",
    ),
    "From three packs on, a table shows how many questions were answered in full": (
        "coach/test_history.py::test_change_is_said_over_all_packs",
        "coach/test_history.py::test_an_older_pack_is_briefed_by_its_number",
    ),
    "`--json` has every pack": ("coach/test_history.py::test_change_is_said_over_all_packs",),
    # ── where it is kept, and until when ──
    "apart from any journal of your own": (
        "coach/test_coach.py::test_the_journal_is_never_touched",
    ),
    "0700 and 0600, one folder a client": (
        "coach/test_coach.py::test_modes_whatever_the_umask",
        "coach/test_coach.py::test_a_pack_is_kept_byte_for_byte",
        "coach/test_coach.py::test_an_encrypted_pack_is_opened_and_kept_open",
    ),
    "Keep your disk encrypted": (),
    "`syslead backup` leaves `coach/` out": (
        "coach/test_coach.py::test_a_backup_leaves_other_peoples_packs_out_and_says_so",
    ),
    "without it packs to that key stay closed": (
        "coach/test_coach.py::test_wrong_key_wrong_passphrase_damage_and_no_key",
    ),
    "A leader may ask for a pack to be deleted after a day": (),
    "`coach list` says so and offers `coach forget --expired`": (
        "coach/test_coach.py::test_expiry_is_marked_and_forgetting_offered",
        "coach/test_coach.py::test_forgetting_what_expired_leaves_the_rest",
        "coach/test_coach.py::test_forget_unlinks_everything_of_one_client",
    ),
    "Neither can reach the file you were sent": (),
    "`--passphrase-file FILE|-` (a pipe will do) takes the place of typing": (
        "coach/test_coach.py::test_a_passphrase_may_come_out_of_a_pipe",
    ),
    "are documents with published schemas": (
        "setup/test_schemas.py::test_the_committed_schemas_are_current",
        "coach/test_coach.py::test_several_files_as_one_document",
    ),
    # ── the brief ──
    "The brief is of the newest pack; the one before it says what changed": (
        "coach/test_brief.py::test_the_newest_pack_is_briefed_whatever_the_order",
        "coach/test_brief.py::test_what_changed_is_what_can_be_compared",
    ),
    "Under each dimension stand its facets": (
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
        "packaging/test_coaching.py::test_the_brief_is_what_the_program_shows",
    ),
    "by fixed rules: the same packs ask the same": (
        "coach/test_brief.py::test_each_kind_of_question_comes_from_its_figures",
        "coach/test_brief.py::test_the_newest_pack_is_briefed_whatever_the_order",
    ),
    "Four to six, never two about one thing": (
        "coach/test_brief.py::test_a_full_pack_has_four_to_six_questions",
        "coach/test_brief.py::test_no_two_questions_are_about_one_thing",
        "coach/test_brief.py::test_little_data_is_too_early_and_says_so",
    ),
    "They presume nothing and leave a clean “no”": (
        "coach/test_brief.py::test_every_rule_asks_its_question",
    ),
    "Names the leader kept back are not asked for": (
        "coach/test_brief.py::test_names_that_were_kept_back_are_not_asked_for",
        "coach/test_brief.py::test_a_name_that_was_dropped_is_not_asked_for",
    ),
    "“Without naming it: what is that about, if anything?”": (
        "coach/test_brief.py::test_names_that_were_kept_back_are_not_asked_for",
    ),
    "Whatever the tier or the leader kept back is said as withheld": (
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
    "A file made with `-o` is new and yours alone (0600)": (
        "coach/test_coach_brief.py::test_a_file_is_private_new_and_of_the_kind_its_ending_says",
    ),
    "A client with very long texts may run on to further sheets": (
        "browser/test_pages.py::test_a_brief_prints_on_two_sheets",
    ),
    "the first page says so; `syslead coach forget CLIENT --expired` removes that pack": (
        "coach/test_coach_brief.py::test_a_pack_past_its_day_is_shown_and_said",
        "coach/test_coach.py::test_forgetting_what_expired_leaves_the_rest",
    ),
    "Pages you wrote with `-o` are yours to delete": (),
    # ── many clients ──
    "The newest pack of each client counts": (
        "coach/test_cohort.py::test_the_newest_pack_of_a_client_counts",
    ),
    "**Not written** names who wrote nothing": (
        "coach/test_coach_cohort.py::test_the_screen_says_who_and_what_out_of_how_many",
    ),
    "The list of clients stands as people count, 7 before 27": (
        "coach/test_coach_cohort.py::test_the_quiet_column_has_names_and_clients_stand_as_people",
    ),
    "What is in no figure is counted on the screen with its reason": (
        "coach/test_coach_cohort.py::test_what_is_in_no_figure_is_counted_with_its_reason",
    ),
    "A folder with packs of several pseudonyms is said": (
        "coach/test_coach_cohort.py::test_different_pseudonyms_of_one_folder_are_never_one_client",
    ),
    "**Quiet across the group** counts": (
        "coach/test_cohort.py::test_figures_say_out_of_how_many",
        "coach/test_coach_cohort.py::test_one_quiet_client_is_no_group",
    ),
    "**Surroundings rated low** are items of the environment": (
        "coach/test_coach_cohort.py::test_the_screen_says_who_and_what_out_of_how_many",
    ),
    "Who kept ratings back is not in their denominator": (
        "coach/test_cohort.py::test_figures_say_out_of_how_many",
    ),
    "`--json` always has everybody": ("coach/test_coach_cohort.py::test_the_document_shows_each",),
    "All this is for your eyes": (
        "coach/test_coach_cohort.py::test_the_screen_says_who_and_what_out_of_how_many",
    ),
    "no client in them, and no figure about fewer than five people": (
        "coach/test_coach_cohort.py::test_what_is_published_names_nobody_and_counts_five",
        "coach/test_publishing.py::test_no_figure_is_about_fewer_than_five",
        "coach/test_publishing.py::test_no_sum_or_difference_of_figures_is_about_one_to_four",
    ),
    "With few clients most is withheld": (
        "coach/test_coach_cohort.py::test_fewer_than_five_publish_nothing",
    ),
    "Give out one export of one group": (),
    "has the rules, what they do not protect, folders, tables and SQL": (
        "packaging/test_programme_docs.py::test_the_examples_run_in_their_order",
    ),
}
PAGE = Page("docs/coaching.md", CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_there_and_held(claim: str) -> None:
    PAGE.check(claim)


def test_every_sentence_has_a_claim() -> None:
    assert PAGE.unclaimed() == []
