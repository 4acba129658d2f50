"""What docs/sharing.md says, sentence by sentence, and the tests that hold it to it."""

from __future__ import annotations

import pytest

from claims import Page

CLAIMS: dict[str, tuple[str, ...]] = {
    # ── how much ──
    "numbers and nothing else": (
        "sharing/test_pack.py::test_scores_hold_no_text_of_any_record",
        "sharing/test_share_leaks.py::test_nothing_of_it_leaves",
    ),
    "No figure is about a single facet or your surroundings": (
        "sharing/test_pack.py::test_scores_hold_no_figure_of_a_single_facet_or_item",
        "coach/test_cohort.py::test_a_pack_without_facets_is_read_by_its_dimensions",
    ),
    "the names of facets, tensions and voices, and the intentions you approve": (
        "sharing/test_pack.py::test_each_tier_adds_what_it_says",
    ),
    "the passages you tick one at a time, each with the question it answers": (
        "sharing/test_pack.py::test_each_tier_adds_what_it_says",
        "sharing/test_pack.py::test_passages_carry_what_was_asked_and_what_they_are_about",
        "sharing/test_share_terminal.py::test_the_whole_dialogue",
    ),
    "| `all` | everything you wrote in those days |": (
        "sharing/test_pack.py::test_each_tier_adds_what_it_says",
        "sharing/test_pack.py::test_a_period_bounds_everything_where_that_is_wanted",
    ),
    "intentions, ratings and passages come from the days you choose": (
        "sharing/test_pack.py::test_nothing_that_was_written_on_other_days_is_counted",
    ),
    "and `--only-these-days` leaves it out": (
        "sharing/test_pack.py::test_a_period_bounds_everything_where_that_is_wanted",
    ),
    "keeps ratings and voices back at any tier": (
        "sharing/test_pack.py::test_what_is_withheld_is_in_no_text",
        "sharing/test_pack.py::test_themes_without_voices_and_approvals_hold_no_text_either",
    ),
    "no setting can raise it": ("sharing/test_share.py::test_no_setting_raises_the_tier",),
    "Every tier includes what you want from the session": (
        "sharing/test_pack_reading.py::test_every_tier_is_read",
    ),
    "Leave them empty to leave them out": (
        "sharing/test_pack.py::test_scores_hold_no_text_of_any_record",
    ),
    # ── the questions ──
    "asks about anything you did not choose on the command line": (
        "sharing/test_share_terminal.py::test_the_whole_dialogue",
    ),
    "Enter always leaves something out, and `b` goes back to the entry before": (
        "sharing/test_share_terminal.py::test_enter_all_the_way_offers_the_lowest_tier_and_writes",
        "sharing/test_share_terminal.py::test_one_can_go_back_while_ticking",
    ),
    "Ctrl-C at any question writes nothing": (
        "sharing/test_share_terminal.py::test_ctrl_c_at_each_question_writes_nothing_and_keeps_what",
    ),
    "The preview shows word for word what is in the file, then what stays with you": (
        "sharing/test_share.py::test_the_preview_is_what_is_written",
        "sharing/test_share.py::test_the_preview_says_what_stays_and_writes_nothing",
    ),
    # ── encryption ──
    "(or `age-keygen`)": (
        "sharing/test_recipients_commands.py::test_a_key_that_age_keygen_made_is_taken",
    ),
    "takes the key itself, a file, or `-`": (
        "sharing/test_recipients_commands.py::test_a_key_comes_from_a_file_or_a_pipe",
        "sharing/test_share_terminal.py::test_a_key_is_compared_before_it_is_kept",
    ),
    "Only the coach's key opens it; yours does not": (
        "sharing/test_recipients_commands.py::test_only_the_coachs_key_opens_what_was_written",
    ),
    "Another key under a known name is refused until you have compared that one too": (
        "sharing/test_recipients_commands.py::test_another_key_for_a_known_name_waits_for_a_new",
    ),
    "a key confirmed on this machine counts on this machine": (
        "sharing/test_recipients_commands.py::test_a_confirmed_key_is_kept_in_a_private_file_a_person",
    ),
    "`share write` tells you before and after": (
        "sharing/test_recipients_commands.py::test_what_is_not_encrypted_says_so_and_a_slip_is_no",
        "sharing/test_share_terminal.py::test_a_role_is_not_asked_for_twice",
    ),
    "A name one letter away from a known one is refused as a slip": (
        "sharing/test_recipients_commands.py::test_a_slip_in_a_short_name_sends_nothing_unencrypted",
    ),
    "`--encrypt` requires encryption, and `--no-encrypt` turns it off": (
        "sharing/test_recipients_commands.py::test_what_is_not_encrypted_says_so_and_a_slip_is_no",
    ),
    "`--armour` writes the encrypted file as text": (
        "sharing/test_recipients_commands.py::test_only_the_coachs_key_opens_what_was_written",
    ),
    "Encryption needs the extra `age`": (
        "sharing/test_recipients_commands.py::test_without_the_library_it_says_how_to_get_it",
    ),
    "The files are ordinary age files": (
        "sharing/test_recipients_commands.py::test_the_age_command_opens_it",
    ),
    "Your coach opens the file with": (
        "coach/test_coach.py::test_from_a_leaders_journal_to_the_coachs_store",
    ),
    # ── names ──
    "Before anything leaves, syslead searches every text": (
        "sharing/test_pack.py::test_no_text_of_the_leaders_escapes_the_check",
        "sharing/test_pack.py::test_findings_in_every_text_are_seen_and_replaced",
        "sharing/test_identity.py::test_cases",
        "sharing/test_identity.py::test_the_whole_stretch_is_found",
    ),
    "What you want to be called stays as you wrote it": (
        "sharing/test_share.py::test_a_name_that_is_a_pseudonym_on_purpose_is_kept_there",
    ),
    "Each finding is shown whole, in its sentence": (
        "sharing/test_share_terminal.py::test_the_whole_dialogue",
        "sharing/test_share_terminal.py::test_a_role_is_not_asked_for_twice",
    ),
    "`syslead share check` does the same for any text": (
        "sharing/test_share.py::test_check_speaks_json",
    ),
    "*It does not find everything": (),
    "This was measured on sentences and identifiers nobody here wrote": (
        "sharing/test_identity.py::test_sentences_and_identifiers_nobody_here_wrote",
    ),
    "The rules have seen those sentences since": (),
    "Our own texts are in": ("sharing/test_identity.py::test_the_figures_of_the_second_set",),
    "The hardest are 200 reflections with 153 identifiers": (
        "sharing/test_identity.py::test_the_figures_of_the_second_set",
    ),
    "of the other half they find 68 of 72 whole": (
        "sharing/test_identity.py::test_the_figures_of_the_second_set",
        "sharing/test_identity.py::test_nine_in_ten_are_found_whole_and_two_words_in_a_hundred_are_"
        "flagged_wrongly",
    ),
    "One author wrote texts and rules": (),
    "The check misses": (),
    "Replacements are remembered on this machine": (),
    "Read the text yourself": (),
    # ── the file ──
    "The file has mode 0600 and never overwrites another": (
        "sharing/test_share.py::test_a_share_is_a_private_file_and_a_record",
        "sharing/test_share.py::test_nothing_is_overwritten_and_nothing_is_logged_then",
    ),
    "`json` is [the pack](pack-format.md), which `syslead coach add` opens": (
        "coach/test_coach.py::test_a_pack_is_kept_byte_for_byte",
        "sharing/test_pack_reading.py::test_other_forms_of_the_same_are_known",
        "sharing/test_pack.py::test_the_table_has_a_row_a_unit_and_every_figure_of_the_pack",
    ),
    "It never keeps what was in the file": (
        "sharing/test_share.py::test_the_log_names_the_file",
        "sharing/test_share.py::test_the_log_says_for_whom_and_if_it_was_encrypted",
        "sharing/test_share_leaks.py::test_the_secret_is_there_to_be_found",
    ),
    "A sponsor who pays is not a coach": (),
    "holds attendance and the goals you choose, never a finding": (
        "sharing/test_pack.py::test_a_sponsor_sees_attendance_and_goals",
        "sharing/test_pack.py::test_a_sponsor_sees_no_goal_that_was_not_chosen",
        "sharing/test_share.py::test_what_makes_no_sense_is_refused",
        "sharing/test_share.py::test_a_sponsor",
    ),
    "`share write --yes` asks nothing": (),
    "it writes only when you decide what becomes of them": (
        "sharing/test_share.py::test_names_are_decided_about",
    ),
    "makes a missing key an error rather than a plain file": (
        "sharing/test_recipients_commands.py::test_what_is_not_encrypted_says_so_and_a_slip_is_no",
    ),
    "confirms a key with what the coach read out": (
        "sharing/test_recipients_commands.py::test_a_confirmed_key_is_kept_in_a_private_file_a_person",
        "sharing/test_recipients_commands.py::test_what_is_not_confirmed_or_no_key_is_not_kept",
    ),
    "A tier is how much leaves": (),
    "From then on everything you share with that name is encrypted, in any format": (
        "sharing/test_recipients_commands.py::test_only_the_coachs_key_opens_what_was_written",
    ),
    "The command shows the key's *fingerprint*, five groups of four characters": (
        "sharing/test_share_terminal.py::test_a_key_is_compared_before_it_is_kept",
    ),
    "Compare it with what the coach reads out": (),
    "`age -d -i key.txt FILE` opens them as well": (
        "sharing/test_recipients_commands.py::test_the_age_command_opens_it",
    ),
    "Four things also rest on earlier days": (
        "sharing/test_pack.py::test_a_period_bounds_everything_where_that_is_wanted",
    ),
    "The last question comes after a summary": (
        "sharing/test_share_terminal.py::test_the_whole_dialogue",
    ),
    "`html` is a page to read and print, `md` is text": (
        "sharing/test_pack.py::test_the_table_has_a_row_a_unit_and_every_figure_of_the_pack",
    ),
    "The log keeps the day": (
        "sharing/test_share.py::test_the_log_names_the_file",
        "sharing/test_share.py::test_the_log_says_for_whom_and_if_it_was_encrypted",
    ),
    '`null` keeps a name and `""` drops it': (
        "sharing/test_share.py::test_names_are_decided_about",
    ),
}
PAGE = Page("docs/sharing.md", CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_there_and_held(claim: str) -> None:
    PAGE.check(claim)


def test_every_sentence_has_a_claim() -> None:
    assert PAGE.unclaimed() == []
