"""List every command: help, completion and dispatch read this table.

A command's module is imported when the command runs and not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: module and Typer app below ``syslead_cli``, help line, section.

    Where ``is_long`` its answer may be longer than a window, and goes through the pager then.
    """

    module: str
    help: str
    section: str
    is_long: bool = False


EVERY_DAY, LOOK_BACK, JOURNAL, SET_UP = "Every day", "Look back", "The journal", "Set up"
COACHES = "For coaches"

COMMANDS: dict[str, Entry] = {
    "reflect": Entry("reflect.commands", "Answer two good questions about your day.", EVERY_DAY),
    "note": Entry("reflect.commands", "Write down what is on your mind.", EVERY_DAY),
    "intend": Entry("reflect.commands", "Make a plan: if …, then I will ….", EVERY_DAY),
    "intentions": Entry(
        "reflect.commands:intentions_app",
        "Show what you planned, and how it went.",
        EVERY_DAY,
        is_long=True,
    ),
    "trends": Entry(
        "insight.commands",
        "Show what gets your attention, and what has gone quiet.",
        LOOK_BACK,
        is_long=True,
    ),
    "neglected": Entry(
        "insight.commands", "Show only what has gone quiet.", LOOK_BACK, is_long=True
    ),
    "review": Entry(
        "review.commands",
        "Look back at a week or a quarter.",
        LOOK_BACK,
        is_long=True,
    ),
    "assess": Entry("review.commands", "Rate what matters, and your surroundings.", LOOK_BACK),
    "focus": Entry("review.commands", "Choose the facets to work on this quarter.", LOOK_BACK),
    "pause": Entry(
        "review.commands", "Pause reminders and findings while you are away.", LOOK_BACK
    ),
    "share": Entry(
        "sharing.commands:share_app",
        "Give a coach exactly what you choose.",
        LOOK_BACK,
        is_long=True,
    ),
    "list": Entry(
        "journal.commands:entries_app", "List your newest entries.", JOURNAL, is_long=True
    ),
    "show": Entry("journal.commands:entries_app", "Show one entry in full.", JOURNAL, is_long=True),
    "search": Entry(
        "journal.commands:entries_app",
        "Find entries by word, facet, voice, tag or date.",
        JOURNAL,
        is_long=True,
    ),
    "calendar": Entry(
        "journal.overview_commands:place_app",
        "Show the days on which you wrote.",
        LOOK_BACK,
        is_long=True,
    ),
    "on-this-day": Entry(
        "journal.overview_commands:place_app",
        "Show what you wrote a week, a month and a year ago.",
        LOOK_BACK,
        is_long=True,
    ),
    "voices": Entry(
        "journal.overview_commands:voices_app",
        "List the people you heard from, and when last.",
        JOURNAL,
        is_long=True,
    ),
    "tags": Entry(
        "journal.overview_commands:tags_app",
        "List your tags, and when last used.",
        JOURNAL,
        is_long=True,
    ),
    "browse": Entry("browse.commands", "Browse the journal, full screen.", JOURNAL),
    "edit": Entry(
        "journal.commands:entries_app", "Change an entry; the earlier version is kept.", JOURNAL
    ),
    "delete": Entry("journal.commands:entries_app", "Erase an entry for good.", JOURNAL),
    "undo": Entry("journal.commands:entries_app", "Take back the last thing you wrote.", JOURNAL),
    "forget": Entry(
        "journal.admin_commands:forget_app",
        "Erase a voice, a word, or everything before a day.",
        JOURNAL,
        is_long=True,
    ),
    "verify": Entry(
        "journal.admin_commands:keep_app",
        "Check the journal for damage or missing entries.",
        JOURNAL,
        is_long=True,
    ),
    "repair": Entry(
        "journal.admin_commands:keep_app",
        "Repair the journal (--apply), or show what it would take.",
        JOURNAL,
        is_long=True,
    ),
    "backup": Entry(
        "journal.admin_commands:keep_app", "Copy everything you wrote, and check the copy.", JOURNAL
    ),
    "restore": Entry("journal.admin_commands:keep_app", "Restore a backup.", JOURNAL),
    "encrypt": Entry(
        "journal.encrypt_commands:encrypting_app",
        "Encrypt the journal with your own key.",
        JOURNAL,
    ),
    "decrypt": Entry(
        "journal.encrypt_commands:encrypting_app",
        "Turn an encrypted journal back into plain text.",
        JOURNAL,
    ),
    "remind": Entry("remind.commands", "Show what is due; print nothing if nothing is.", SET_UP),
    "import": Entry(
        "exchange.commands", "Import entries from another journal.", JOURNAL, is_long=True
    ),
    "export": Entry(
        "exchange.commands", "Export your journal in another format.", JOURNAL, is_long=True
    ),
    "coach": Entry(
        "coach.commands:coach_app",
        "Read what leaders sent you, and prepare questions.",
        COACHES,
        is_long=True,
    ),
    "completion": Entry(
        "setup.commands:completion_app",
        "Print the completion script for your shell.",
        SET_UP,
        is_long=True,
    ),
    "framework": Entry(
        "framework.commands:framework_app",
        "Show, check or change the leadership framework.",
        SET_UP,
        is_long=True,
    ),
    "prompts": Entry(
        "framework.commands:prompts_app", "Show, check or add questions.", SET_UP, is_long=True
    ),
    "config": Entry(
        "setup.commands:config_app", "Show or change your settings.", SET_UP, is_long=True
    ),
    "help": Entry("setup.commands:help_app", "Show how to use a command.", SET_UP, is_long=True),
    "demo": Entry("demo.commands", "Try syslead with a made-up journal.", SET_UP, is_long=True),
}
