"""What a reminder says. cron mails it and logs keep it: nothing the leader wrote is in it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from syslead_cli.base.files import DATA
from syslead_cli.base.text import day_in_words, listed, near_day
from syslead_cli.errors import ExitCode
from syslead_cli.reflect.due import EMPTY, PAUSED, Due, DueFacts, pause_on
from syslead_cli.remind.due_days import look_for_due

if TYPE_CHECKING:
    from syslead_cli.base.layout import Page
    from syslead_cli.context import Context
    from syslead_cli.remind.schedulers import RemindStatusDocument

_WORDS = {
    "sitting": "a few minutes to reflect",
    "intention": "an intention to look back on",
    "weekly_review": "the weekly review",
    "quarterly_review": "the quarterly review",
}
#: The commands for what is due: the first of each row whose reason is there.
_COMMANDS = (
    (("sitting", "syslead reflect"), ("intention", "syslead intentions")),
    (("quarterly_review", "syslead review quarter"), ("weekly_review", "syslead review week")),
)


def lines_of(due: Sequence[Due]) -> list[str]:
    """Return two plain ASCII lines, none where nothing is due."""
    if not due:
        return []
    reasons = {one.reason for one in due}
    rows = [[command for reason, command in row if reason in reasons] for row in _COMMANDS]
    commands = [row[0] for row in rows if row]
    return [f"syslead: {_listed(due)}.", f"  {' and '.join(commands)}"]


def _listed(due: Sequence[Due]) -> str:
    def phrase(one: Due) -> str:
        many = f"{one.count} intentions to look back on"
        return many if one.count > 1 else _WORDS[one.reason]

    return listed(list(map(phrase, due)))


def say_what_is_due(context: Context, *, as_json: bool, exit_code: bool, with_notice: bool) -> int:
    """Say a line or two, or nothing where nothing is due; return the exit code.

    cron may run it every minute, so that ``__main__`` comes here past the command line.
    """
    found, _ = look_for_due(context)
    lines = lines_of(found.due)
    if as_json:
        context.screen.print_document(found)
    else:
        for line in lines:
            context.screen.line(line)
    if with_notice and lines:
        _notify(context.environ, " ".join(line.strip() for line in lines))
    if not context.screen.is_terminal and os.path.exists(context.paths.reminder):
        from syslead_cli.remind.schedulers import note_run

        note_run(context)
    return ExitCode.DUE if exit_code and found.due else ExitCode.DONE


def _notify(environ: Mapping[str, str], text: str) -> None:
    """Show a notification where there is a desktop. Never fails: a reminder is no reason to.

    The text is handed over as data, never as part of a script.
    """
    from contextlib import suppress

    from syslead_cli.errors import SysleadError
    from syslead_cli.remind.schedulers import Programs

    # cron does not tell its jobs the address of the desktop's bus.
    bus = f"/run/user/{os.getuid()}/bus" if hasattr(os, "getuid") else ""
    found = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"} if os.path.exists(bus) else {}
    programs = Programs({**found, **environ, "SYSLEAD_SAID": text})
    title = 'display notification (item 1 of argv) with title "syslead"'
    script = [part for line in ("on run argv", title, "end run") for part in ("-e", line)]
    with suppress(SysleadError):
        if programs.find("notify-send"):
            programs.run("notify-send", "--app-name=syslead", "syslead", text)
        elif programs.find("osascript"):
            programs.run("osascript", *script, text)
        elif programs.find("powershell"):
            toast = DATA / "templates" / "remind-toast.ps1"
            programs.run("powershell", "-NoProfile", "-Command", toast.read_text("utf-8"))


_ROOM = 18


def status_page(status: RemindStatusDocument, facts: DueFacts, width: int) -> Page:
    """Show what is installed, when it ran and runs, and what it would say."""
    from syslead_cli.base.layout import PLAIN, labelled, next_step, wrapped

    page: Page = []
    for label, text in _rows(status, facts):
        lines = wrapped(text, width - _ROOM - 1)
        page += labelled(label, [[(PLAIN, line)] for line in lines], room=_ROOM)
    if not status.installed:
        page += [[], *next_step('syslead remind install --daily "17:30"', "", width)]
    return page


def _rows(status: RemindStatusDocument, facts: DueFacts) -> list[tuple[str, str]]:
    from syslead_cli.remind.schedulers import VIAS

    vias = listed([f"by {VIAS[entry.via]}" for entry in status.installed])
    rows = [("Reminder", f"{status.when or 'installed'}, {vias}" if vias else "not installed")]
    if vias:
        rows.append(("Last ran", _moment(status.last_run, status.day)))
    if status.next_run:
        rows.append(("Runs next", _moment(status.next_run, status.day)))
    if status.due:
        return [*rows, ("Due now", _listed(status.due))]
    return [*rows, ("Silent because", _silence(status, facts)), ("Due next", _next(status))]


def _moment(written: str | None, today: date) -> str:
    if written is None:
        return "not yet, as far as syslead knows"
    moment = datetime.fromisoformat(written)
    return f"{_near(moment.date(), today)} {moment:%H:%M}"


def _near(day: date, today: date) -> str:
    words = near_day(day, today)
    return words[:1].upper() + words[1:]


def _silence(status: RemindStatusDocument, facts: DueFacts) -> str:
    if status.silent == PAUSED:
        pause = pause_on(facts.pauses, status.day)
        until = pause.until if pause else None
        return f"you are away until {day_in_words(until, status.day)}" if until else "you are away"
    if status.silent == EMPTY:
        return "nothing written yet, so nothing is due"
    last = facts.last_sitting
    sat = f"; the last reflection was {near_day(last, status.day)}" if last else ""
    return f"nothing is due{sat}"


def _next(status: RemindStatusDocument) -> str:
    if status.next is None:
        after = {PAUSED: "not while you are away", EMPTY: "after your first reflection"}
        return after.get(status.silent or "", "nothing in the coming year")
    day = _near(status.next.day, status.day)
    return f"{day}: {_listed(status.next.due)}, unless you write before"
