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
    "reflect": Entry("reflect.commands", "Two good questions about your day.", EVERY_DAY),
    "note": Entry("reflect.commands", "Write down what is on your mind.", EVERY_DAY),
    "intend": Entry("reflect.commands", "Plan it: if … then I will ….", EVERY_DAY),
    "intentions": Entry(
        "reflect.commands:intentions_app",
        "What you planned, and what became of it.",
        EVERY_DAY,
        is_long=True,
    ),
    "trends": Entry(
        "insight.commands",
        "What gets your attention, and what has gone quiet.",
        LOOK_BACK,
        is_long=True,
    ),
    "neglected": Entry(
        "insight.commands", "What has gone quiet, and nothing else.", LOOK_BACK, is_long=True
    ),
    "review": Entry(
        "review.commands",
        "The balcony: look back at a week, or at a quarter.",
        LOOK_BACK,
        is_long=True,
    ),
    "assess": Entry("review.commands", "What matters, and how your surroundings are.", LOOK_BACK),
    "focus": Entry("review.commands", "The facets this quarter is about.", LOOK_BACK),
    "pause": Entry("review.commands", "Time away, without reminders or findings.", LOOK_BACK),
    "share": Entry(
        "sharing.commands:share_app",
        "Show a coach exactly what you choose.",
        LOOK_BACK,
        is_long=True,
    ),
    "list": Entry("journal.commands:entries_app", "The newest entries.", JOURNAL, is_long=True),
    "show": Entry("journal.commands:entries_app", "One entry, whole.", JOURNAL, is_long=True),
    "search": Entry(
        "journal.commands:entries_app",
        "Find entries by word, facet, voice, tag or date.",
        JOURNAL,
        is_long=True,
    ),
    "calendar": Entry(
        "journal.place_commands:place_app", "The days on which you wrote.", LOOK_BACK, is_long=True
    ),
    "on-this-day": Entry(
        "journal.place_commands:place_app",
        "What you wrote a week, a month, a year ago.",
        LOOK_BACK,
        is_long=True,
    ),
    "voices": Entry(
        "journal.marks_commands:voices_app",
        "Whose voices your entries name, and when last.",
        JOURNAL,
        is_long=True,
    ),
    "tags": Entry(
        "journal.marks_commands:tags_app", "Your tags, and when last used.", JOURNAL, is_long=True
    ),
    "browse": Entry("browse.commands", "Look around in it, full screen.", JOURNAL),
    "edit": Entry(
        "journal.commands:entries_app", "Change an entry; the earlier version is kept.", JOURNAL
    ),
    "delete": Entry("journal.commands:entries_app", "Erase an entry for good.", JOURNAL),
    "undo": Entry("journal.commands:entries_app", "Take back the last thing written.", JOURNAL),
    "forget": Entry(
        "journal.admin_commands:forget_app",
        "Erase a voice, a word, or all before a day.",
        JOURNAL,
        is_long=True,
    ),
    "verify": Entry(
        "journal.admin_commands:keep_app",
        "Look whether the journal is whole.",
        JOURNAL,
        is_long=True,
    ),
    "repair": Entry(
        "journal.admin_commands:keep_app",
        "Mend what can be mended; without --apply, only say.",
        JOURNAL,
        is_long=True,
    ),
    "backup": Entry(
        "journal.admin_commands:keep_app", "Copy everything you wrote, and read it back.", JOURNAL
    ),
    "restore": Entry("journal.admin_commands:keep_app", "Put a backup back.", JOURNAL),
    "encrypt": Entry(
        "journal.encrypt_commands:encrypting_app",
        "Encrypt the journal with a key of your own.",
        JOURNAL,
    ),
    "decrypt": Entry(
        "journal.encrypt_commands:encrypting_app",
        "Put an encrypted journal back as plain text.",
        JOURNAL,
    ),
    "remind": Entry("remind.commands", "Say what is due; silent when nothing is.", SET_UP),
    "import": Entry(
        "exchange.commands", "Bring in the entries of another journal.", JOURNAL, is_long=True
    ),
    "export": Entry("exchange.commands", "Your journal in another form.", JOURNAL, is_long=True),
    "coach": Entry(
        "coach.commands:coach_app",
        "What leaders sent you, and what to ask them.",
        COACHES,
        is_long=True,
    ),
    "completion": Entry(
        "setup.commands:completion_app", "Teach your shell to complete.", SET_UP, is_long=True
    ),
    "framework": Entry(
        "framework.commands:framework_app",
        "The leadership frameworks you can use.",
        SET_UP,
        is_long=True,
    ),
    "prompts": Entry(
        "framework.commands:prompts_app", "The questions you can be asked.", SET_UP, is_long=True
    ),
    "config": Entry("setup.commands:config_app", "Your settings.", SET_UP, is_long=True),
    "help": Entry("setup.commands:help_app", "How a command is used.", SET_UP, is_long=True),
    "demo": Entry("demo.commands", "A made-up journal to look around in.", SET_UP, is_long=True),
}
