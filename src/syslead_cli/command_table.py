"""List every command: help, completion and dispatch read this table.

A command's module is imported when the command runs and not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: module and Typer app below ``syslead_cli``, help line."""

    module: str
    help: str


_ENTRIES = "journal.commands:entries_app"
_PLACE = "journal.overview_commands:place_app"
_KEEP = "journal.admin_commands:keep_app"
_ENCRYPTING = "journal.encrypt_commands:encrypting_app"

#: The commands under the headings of the help page, each with what is in its ``Entry``.
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Every day": {
        "reflect": ("reflect.commands", "Answer two good questions about your day."),
        "note": ("reflect.commands", "Write down what is on your mind."),
        "intend": ("reflect.commands", "Make a plan: if …, then I will …."),
        "intentions": (
            "reflect.commands:intentions_app",
            "Show what you planned, and how it went.",
        ),
    },
    "Look back": {
        "trends": ("insight.commands", "Show what gets your attention, and what has gone quiet."),
        "neglected": ("insight.commands", "Show only what has gone quiet."),
        "review": ("review.commands", "Look back at a week or a quarter."),
        "assess": ("review.commands", "Rate what matters, and your surroundings."),
        "focus": ("review.commands", "Choose the facets to work on this quarter."),
        "pause": ("review.commands", "Pause reminders and findings while you are away."),
        "share": ("sharing.commands:share_app", "Give a coach exactly what you choose."),
        "calendar": (_PLACE, "Show the days on which you wrote."),
        "on-this-day": (_PLACE, "Show what you wrote a week, a month and a year ago."),
    },
    "The journal": {
        "list": (_ENTRIES, "List your newest entries."),
        "show": (_ENTRIES, "Show one entry in full."),
        "search": (_ENTRIES, "Find entries by word, facet, voice, tag or date."),
        "voices": (
            "journal.overview_commands:voices_app",
            "List the people you heard from, and when last.",
        ),
        "tags": ("journal.overview_commands:tags_app", "List your tags, and when last used."),
        "browse": ("browse.commands", "Browse the journal, full screen."),
        "edit": (_ENTRIES, "Change an entry; the earlier version is kept."),
        "delete": (_ENTRIES, "Erase an entry for good."),
        "undo": (_ENTRIES, "Take back the last thing you wrote."),
        "forget": (
            "journal.admin_commands:forget_app",
            "Erase a voice, a word, or everything before a day.",
        ),
        "verify": (_KEEP, "Check the journal for damage or missing entries."),
        "repair": (_KEEP, "Repair the journal (--apply), or show what it would take."),
        "backup": (_KEEP, "Copy everything you wrote, and check the copy."),
        "restore": (_KEEP, "Restore a backup."),
        "encrypt": (_ENCRYPTING, "Encrypt the journal with your own key."),
        "decrypt": (_ENCRYPTING, "Turn an encrypted journal back into plain text."),
        "import": ("exchange.commands", "Import entries from another journal."),
        "export": ("exchange.commands", "Export your journal in another format."),
    },
    "Set up": {
        "remind": ("remind.commands", "Show what is due; print nothing if nothing is."),
        "completion": (
            "setup.commands:completion_app",
            "Print the completion script for your shell.",
        ),
        "framework": (
            "framework.commands:framework_app",
            "Show, check or change the leadership framework.",
        ),
        "prompts": ("framework.commands:prompts_app", "Show, check or add questions."),
        "config": ("setup.commands:config_app", "Show or change your settings."),
        "help": ("setup.commands:help_app", "Show how to use a command."),
        "demo": ("demo.commands", "Try syslead with a made-up journal."),
    },
    "For coaches": {
        "coach": ("coach.commands:coach_app", "Read what leaders sent you, and prepare questions."),
    },
}
COMMANDS = {
    name: Entry(*facts) for commands in SECTIONS.values() for name, facts in commands.items()
}
#: Commands whose answer fits a window; that of others goes through the pager where it does not.
BRIEF = (
    "reflect", "note", "intend", "assess", "focus", "pause", "browse", "edit", "delete", "undo",
    "backup", "restore", "encrypt", "decrypt", "remind",
)  # fmt: skip
