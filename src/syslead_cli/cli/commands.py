"""The table of commands: the only list there is, read by help, completion and dispatch.

A command's module is imported when the command runs and not before.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a command lives: module below ``syslead_cli.cli``, one help line, help section."""

    module: str
    help: str
    section: str


EVERY_DAY, LOOK_BACK, JOURNAL, SET_UP = "Every day", "Look back", "The journal", "Set up"
COACHES = "For coaches"

COMMANDS: dict[str, Entry] = {
    "reflect": Entry("reflect", "Two good questions about your day.", EVERY_DAY),
    "note": Entry("note", "Write down what is on your mind.", EVERY_DAY),
    "intend": Entry("intend", "Plan it: if … then I will ….", EVERY_DAY),
    "intentions": Entry("intentions", "What you planned, and what became of it.", EVERY_DAY),
    "trends": Entry("trends", "What gets your attention, and what has gone quiet.", LOOK_BACK),
    "neglected": Entry("trends", "What has gone quiet, and nothing else.", LOOK_BACK),
    "review": Entry("review", "The balcony: look back at a week, or at a quarter.", LOOK_BACK),
    "assess": Entry("assess", "What matters, and how your surroundings are.", LOOK_BACK),
    "focus": Entry("focus", "The facets this quarter is about.", LOOK_BACK),
    "pause": Entry("focus", "Time away, without reminders or findings.", LOOK_BACK),
    "share": Entry("share", "Show a coach exactly what you choose.", LOOK_BACK),
    "list": Entry("entries", "The newest entries.", JOURNAL),
    "show": Entry("entries", "One entry, whole.", JOURNAL),
    "search": Entry("entries", "Find entries by word, facet, voice, tag or date.", JOURNAL),
    "edit": Entry("entries", "Change an entry; the earlier version is kept.", JOURNAL),
    "delete": Entry("entries", "Erase an entry for good.", JOURNAL),
    "forget": Entry("forget", "Erase a voice, a word, or all before a day.", JOURNAL),
    "verify": Entry("keep", "Look whether the journal is whole.", JOURNAL),
    "repair": Entry("keep", "Mend what can be mended; without --apply, only say.", JOURNAL),
    "backup": Entry("keep", "Copy everything you wrote, and read it back.", JOURNAL),
    "restore": Entry("keep", "Put a backup back.", JOURNAL),
    "encrypt": Entry("encrypting", "Encrypt the journal with a key of your own.", JOURNAL),
    "decrypt": Entry("encrypting", "Put an encrypted journal back as plain text.", JOURNAL),
    "remind": Entry("remind", "Say what is due; silent when nothing is.", SET_UP),
    "import": Entry("importing", "Bring in the entries of another journal.", JOURNAL),
    "export": Entry("exporting", "Your journal in another form.", JOURNAL),
    "coach": Entry("coach", "What leaders sent you, and what to ask them.", COACHES),
    "completion": Entry("completing", "Teach your shell to complete.", SET_UP),
    "framework": Entry("framework", "The leadership frameworks you can use.", SET_UP),
    "prompts": Entry("prompts", "The questions you can be asked.", SET_UP),
    "config": Entry("config", "Your settings.", SET_UP),
    "demo": Entry("demo", "A made-up journal to look around in.", SET_UP),
}
