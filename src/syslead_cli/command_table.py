"""The table of commands: the only list there is, read by help, completion and dispatch.

A command's module is imported when the command runs and not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a command lives: module below ``syslead_cli``, one help line, help section."""

    module: str
    help: str
    section: str


EVERY_DAY, LOOK_BACK, JOURNAL, SET_UP = "Every day", "Look back", "The journal", "Set up"
COACHES = "For coaches"

COMMANDS: dict[str, Entry] = {
    "reflect": Entry("reflect.reflect_cli", "Two good questions about your day.", EVERY_DAY),
    "note": Entry("reflect.note", "Write down what is on your mind.", EVERY_DAY),
    "intend": Entry("reflect.intend", "Plan it: if … then I will ….", EVERY_DAY),
    "intentions": Entry(
        "reflect.intentions_cli", "What you planned, and what became of it.", EVERY_DAY
    ),
    "trends": Entry(
        "insight.trends_cli", "What gets your attention, and what has gone quiet.", LOOK_BACK
    ),
    "neglected": Entry("insight.trends_cli", "What has gone quiet, and nothing else.", LOOK_BACK),
    "review": Entry(
        "review.review_cli", "The balcony: look back at a week, or at a quarter.", LOOK_BACK
    ),
    "assess": Entry("review.assess", "What matters, and how your surroundings are.", LOOK_BACK),
    "focus": Entry("review.focus_cli", "The facets this quarter is about.", LOOK_BACK),
    "pause": Entry("review.focus_cli", "Time away, without reminders or findings.", LOOK_BACK),
    "share": Entry("sharing.share_cli", "Show a coach exactly what you choose.", LOOK_BACK),
    "list": Entry("journal.entries_cli", "The newest entries.", JOURNAL),
    "show": Entry("journal.entries_cli", "One entry, whole.", JOURNAL),
    "search": Entry(
        "journal.entries_cli", "Find entries by word, facet, voice, tag or date.", JOURNAL
    ),
    "edit": Entry("journal.entries_cli", "Change an entry; the earlier version is kept.", JOURNAL),
    "delete": Entry("journal.entries_cli", "Erase an entry for good.", JOURNAL),
    "forget": Entry("journal.forget", "Erase a voice, a word, or all before a day.", JOURNAL),
    "verify": Entry("journal.keep", "Look whether the journal is whole.", JOURNAL),
    "repair": Entry("journal.keep", "Mend what can be mended; without --apply, only say.", JOURNAL),
    "backup": Entry("journal.keep", "Copy everything you wrote, and read it back.", JOURNAL),
    "restore": Entry("journal.keep", "Put a backup back.", JOURNAL),
    "encrypt": Entry(
        "crypt.encrypting_cli", "Encrypt the journal with a key of your own.", JOURNAL
    ),
    "decrypt": Entry(
        "crypt.encrypting_cli", "Put an encrypted journal back as plain text.", JOURNAL
    ),
    "remind": Entry("remind.remind", "Say what is due; silent when nothing is.", SET_UP),
    "import": Entry("exchange.importing_cli", "Bring in the entries of another journal.", JOURNAL),
    "export": Entry("exchange.exporting_cli", "Your journal in another form.", JOURNAL),
    "coach": Entry("coach.coach_cli", "What leaders sent you, and what to ask them.", COACHES),
    "completion": Entry("setup.completing", "Teach your shell to complete.", SET_UP),
    "framework": Entry("framework.framework_cli", "The leadership frameworks you can use.", SET_UP),
    "prompts": Entry("framework.prompts_cli", "The questions you can be asked.", SET_UP),
    "config": Entry("setup.config_cli", "Your settings.", SET_UP),
    "demo": Entry("demo.demo_cli", "A made-up journal to look around in.", SET_UP),
}
