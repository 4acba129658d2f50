"""List every command: help, completion and dispatch read this table.

A command's module is imported when the command runs and not before. A group has an app of its own
there (``share_app``); what is no group is a command of the module's ``app``, or such an app alone.
"""

from __future__ import annotations

#: The commands under the headings of the help page: the module below ``syslead_cli``, a help line.
SECTIONS = {
    "Every day": {
        "reflect": ("reflect.commands", "Answer two good questions about your day."),
        "note": ("reflect.commands", "Write down what is on your mind."),
        "intend": ("reflect.commands", "Make a plan: if …, then I will …."),
        "intentions": ("reflect.commands", "Show what you planned, and how it went."),
    },
    "Look back": {
        "trends": ("insight.commands", "Show what gets your attention, and what has gone quiet."),
        "neglected": ("insight.commands", "Show only what has gone quiet."),
        "review": ("review.commands", "Look back at a week or a quarter."),
        "assess": ("review.commands", "Rate what matters, and your surroundings."),
        "focus": ("review.commands", "Choose the facets to work on this quarter."),
        "pause": ("review.commands", "Pause reminders and findings while you are away."),
        "share": ("sharing.commands", "Give a coach exactly what you choose."),
        "calendar": ("journal.overview_commands", "Show the days on which you wrote."),
        "on-this-day": (
            "journal.overview_commands",
            "Show what you wrote a week, a month and a year ago.",
        ),
    },
    "The journal": {
        "list": ("journal.commands", "List your newest entries."),
        "show": ("journal.commands", "Show one entry in full."),
        "search": ("journal.commands", "Find entries by word, facet, voice, tag or date."),
        "voices": ("journal.overview_commands", "List the people you heard from, and when last."),
        "tags": ("journal.overview_commands", "List your tags, and when last used."),
        "browse": ("browse.commands", "Browse the journal, full screen."),
        "edit": ("journal.commands", "Change an entry; the earlier version is kept."),
        "delete": ("journal.commands", "Erase an entry for good."),
        "undo": ("journal.commands", "Take back the last thing you wrote."),
        "forget": ("journal.admin_commands", "Erase a voice, a word, or everything before a day."),
        "verify": ("journal.admin_commands", "Check the journal for damage or missing entries."),
        "repair": (
            "journal.admin_commands",
            "Repair the journal (--apply), or show what it would take.",
        ),
        "backup": ("journal.admin_commands", "Copy everything you wrote, and check the copy."),
        "restore": ("journal.admin_commands", "Restore a backup."),
        "encrypt": ("journal.encrypt_commands", "Encrypt the journal with your own key."),
        "decrypt": ("journal.encrypt_commands", "Turn an encrypted journal back into plain text."),
        "import": ("exchange.commands", "Import entries from another journal."),
        "export": ("exchange.commands", "Export your journal in another format."),
    },
    "Set up": {
        "remind": ("remind.commands", "Show what is due; print nothing if nothing is."),
        "completion": ("setup.commands", "Print the completion script for your shell."),
        "framework": ("framework.commands", "Show, check or change the leadership framework."),
        "prompts": ("framework.commands", "Show, check or add questions."),
        "config": ("setup.commands", "Show or change your settings."),
        "help": ("setup.commands", "Show how to use a command."),
        "demo": ("demo.commands", "Try syslead with a made-up journal."),
    },
    "For coaches": {
        "coach": ("coach.commands", "Read what leaders sent you, and prepare questions."),
    },
}
COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}
#: Commands whose answer fits a window; that of others goes through the pager where it does not.
BRIEF = (
    "reflect", "note", "intend", "assess", "focus", "pause", "browse", "edit", "delete", "undo",
    "backup", "restore", "encrypt", "decrypt", "remind",
)  # fmt: skip
