"""List every command: help, completion and dispatch read this table.

A command's module is imported when the command runs and not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command: module and Typer app below ``syslead_cli``, help line, section."""

    module: str
    help: str
    section: str


EVERY_DAY, LOOK_BACK, JOURNAL, SET_UP = "Every day", "Look back", "The journal", "Set up"
_ENTRIES = "journal.commands:entries_app"
_PLACE = "journal.overview_commands:place_app"
_KEEP = "journal.admin_commands:keep_app"
_ENCRYPTING = "journal.encrypt_commands:encrypting_app"

COMMANDS: dict[str, Command] = {
    "reflect": Command("reflect.commands", "Answer two good questions about your day.", EVERY_DAY),
    "note": Command("reflect.commands", "Write down what is on your mind.", EVERY_DAY),
    "intend": Command("reflect.commands", "Make a plan: if …, then I will ….", EVERY_DAY),
    "intentions": Command(
        "reflect.commands:intentions_app", "Show what you planned, and how it went.", EVERY_DAY
    ),
    "trends": Command(
        "insight.commands", "Show what gets your attention, and what has gone quiet.", LOOK_BACK
    ),
    "neglected": Command("insight.commands", "Show only what has gone quiet.", LOOK_BACK),
    "review": Command("review.commands", "Look back at a week or a quarter.", LOOK_BACK),
    "assess": Command("review.commands", "Rate what matters, and your surroundings.", LOOK_BACK),
    "focus": Command("review.commands", "Choose the facets to work on this quarter.", LOOK_BACK),
    "pause": Command(
        "review.commands", "Pause reminders and findings while you are away.", LOOK_BACK
    ),
    "share": Command(
        "sharing.commands:share_app", "Give a coach exactly what you choose.", LOOK_BACK
    ),
    "list": Command(_ENTRIES, "List your newest entries.", JOURNAL),
    "show": Command(_ENTRIES, "Show one entry in full.", JOURNAL),
    "search": Command(_ENTRIES, "Find entries by word, facet, voice, tag or date.", JOURNAL),
    "calendar": Command(_PLACE, "Show the days on which you wrote.", LOOK_BACK),
    "on-this-day": Command(
        _PLACE, "Show what you wrote a week, a month and a year ago.", LOOK_BACK
    ),
    "voices": Command(
        "journal.overview_commands:voices_app",
        "List the people you heard from, and when last.",
        JOURNAL,
    ),
    "tags": Command(
        "journal.overview_commands:tags_app", "List your tags, and when last used.", JOURNAL
    ),
    "browse": Command("browse.commands", "Browse the journal, full screen.", JOURNAL),
    "edit": Command(_ENTRIES, "Change an entry; the earlier version is kept.", JOURNAL),
    "delete": Command(_ENTRIES, "Erase an entry for good.", JOURNAL),
    "undo": Command(_ENTRIES, "Take back the last thing you wrote.", JOURNAL),
    "forget": Command(
        "journal.admin_commands:forget_app",
        "Erase a voice, a word, or everything before a day.",
        JOURNAL,
    ),
    "verify": Command(_KEEP, "Check the journal for damage or missing entries.", JOURNAL),
    "repair": Command(_KEEP, "Repair the journal (--apply), or show what it would take.", JOURNAL),
    "backup": Command(_KEEP, "Copy everything you wrote, and check the copy.", JOURNAL),
    "restore": Command(_KEEP, "Restore a backup.", JOURNAL),
    "encrypt": Command(_ENCRYPTING, "Encrypt the journal with your own key.", JOURNAL),
    "decrypt": Command(_ENCRYPTING, "Turn an encrypted journal back into plain text.", JOURNAL),
    "remind": Command("remind.commands", "Show what is due; print nothing if nothing is.", SET_UP),
    "import": Command("exchange.commands", "Import entries from another journal.", JOURNAL),
    "export": Command("exchange.commands", "Export your journal in another format.", JOURNAL),
    "coach": Command(
        "coach.commands:coach_app",
        "Read what leaders sent you, and prepare questions.",
        "For coaches",
    ),
    "completion": Command(
        "setup.commands:completion_app", "Print the completion script for your shell.", SET_UP
    ),
    "framework": Command(
        "framework.commands:framework_app",
        "Show, check or change the leadership framework.",
        SET_UP,
    ),
    "prompts": Command("framework.commands:prompts_app", "Show, check or add questions.", SET_UP),
    "config": Command("setup.commands:config_app", "Show or change your settings.", SET_UP),
    "help": Command("setup.commands:help_app", "Show how to use a command.", SET_UP),
    "demo": Command("demo.commands", "Try syslead with a made-up journal.", SET_UP),
}
#: Commands whose answer fits a window; that of others goes through the pager where it does not.
BRIEF = (
    "reflect", "note", "intend", "assess", "focus", "pause", "browse", "edit", "delete", "undo",
    "backup", "restore", "encrypt", "decrypt", "remind",
)  # fmt: skip
