"""What a reminder says. cron mails it and logs keep it: nothing the leader wrote is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from syslead_cli.base.text import day_in_words, listed, near_day
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode
from syslead_cli.reflect.due import (
    EMPTY,
    INTENTION,
    PAUSED,
    QUARTERLY,
    SITTING,
    WEEKLY,
    Due,
    Reminder,
)
from syslead_cli.remind.due import look_for_due

if TYPE_CHECKING:
    from syslead_cli.base.layout import Page
    from syslead_cli.remind.jobs import Standing


_WORDS = {
    SITTING: "a few minutes to reflect",
    INTENTION: "an intention to look back on",
    WEEKLY: "the weekly review",
    QUARTERLY: "the quarterly review",
}
_ROOM = 18


def lines_of(due: Sequence[Due]) -> list[str]:
    """Two plain ASCII lines, none where nothing is due."""
    if not due:
        return []
    return [f"syslead: {_listed(due)}.", f"  {' and '.join(_commands(due))}"]


def _listed(due: Sequence[Due]) -> str:
    return listed([_phrase(one) for one in due])


def _phrase(due: Due) -> str:
    if due.reason == INTENTION and due.how_many > 1:
        return f"{due.how_many} intentions to look back on"
    return _WORDS[due.reason]


def _commands(due: Sequence[Due]) -> list[str]:
    reasons = [one.reason for one in due]
    commands = []
    if SITTING in reasons:
        commands.append("syslead reflect")
    elif INTENTION in reasons:
        commands.append("syslead intentions")
    if QUARTERLY in reasons:
        commands.append("syslead review quarter")
    elif WEEKLY in reasons:
        commands.append("syslead review week")
    return commands


def reminder_data(found: Reminder) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "day": found.day.isoformat(),
        "due": _due_data(found.due),
        "silent": found.silent or None,
        "next": {"day": found.next_day.isoformat(), "due": _due_data(found.next_due)}
        if found.next_day
        else None,
    }


def _due_data(due: Sequence[Due]) -> list[dict[str, Any]]:
    return [
        {"reason": one.reason, "since": one.since.isoformat(), "count": one.how_many} for one in due
    ]


def standing_data(standing: Standing, found: Reminder) -> dict[str, Any]:
    """How reminders stand, as JSON."""
    return {
        "installed": [{"via": via, "where": where} for via, where in standing.installed],
        "when": standing.when or None,
        "last_run": standing.last_run.isoformat() if standing.last_run else None,
        "next_run": standing.next_run.isoformat() if standing.next_run else None,
        **reminder_data(found),
    }


def page_of_standing(standing: Standing, found: Reminder, width: int) -> Page:
    """What is installed, when it ran and runs, and what it would say."""
    from syslead_cli.base.layout import PLAIN, labelled, next_step, wrapped

    page: Page = []
    for label, text in _rows(standing, found):
        lines = wrapped(text, width - _ROOM - 1)
        page += labelled(label, [[(PLAIN, line)] for line in lines], room=_ROOM)
    if not standing.installed:
        page += [[], *next_step('syslead remind install --daily "17:30"', "", width)]
    return page


def _rows(standing: Standing, found: Reminder) -> list[tuple[str, str]]:
    rows = [("Reminder", _installed(standing))]
    if standing.installed:
        ran = standing.last_run
        rows.append(("Last ran", _moment(ran, found.day) if ran else "not yet, as far as is known"))
    if standing.next_run:
        rows.append(("Runs next", _moment(standing.next_run, found.day)))
    if found.due:
        rows.append(("Due now", _listed(found.due)))
    else:
        rows.append(("Silent because", _silence(found)))
        rows.append(("Due next", _next(found)))
    return rows


def _installed(standing: Standing) -> str:
    if not standing.installed:
        return "none is installed"
    vias = listed([f"by {_VIA[one.via]}" for one in standing.installed])
    return f"{standing.when or 'installed'}, {vias}"


_VIA = {
    "cron": "cron",
    "systemd": "systemd",
    "launchd": "launchd",
    "taskscheduler": "the Task Scheduler",
    "ics": "your calendar",
}


def _moment(moment: datetime, today: date) -> str:
    return f"{_capital(near_day(moment.date(), today))} {moment:%H:%M}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _silence(found: Reminder) -> str:
    if found.silent == PAUSED:
        pause = found.grounds.pause_on(found.day)
        until = pause.until if pause else None
        return f"you are away until {day_in_words(until, found.day)}" if until else "you are away"
    if found.silent == EMPTY:
        return "nothing has been written yet, so nothing can be missing"
    last = found.grounds.last_sitting
    sat = f"; the last sitting was {near_day(last, found.day)}" if last else ""
    return f"nothing is due{sat}"


def _next(found: Reminder) -> str:
    if found.next_day is None:
        after = {PAUSED: "not while you are away", EMPTY: "after your first sitting"}
        return after.get(found.silent, "nothing in the coming year")
    day = _capital(near_day(found.next_day, found.day))
    return f"{day}: {_listed(found.next_due)}, if nothing is written before"


# ── reminder ──
# The answer of ``syslead remind``, without the machinery of a command line.
#
# cron may run it every minute, so that ``__main__`` comes straight here where the words are plain.


#: The words ``plain_remind`` understands; any other goes the long way.
PLAIN = frozenset({"--exit-code", "--json", "--notify"})


def plain_remind(arguments: Sequence[str], context: Context) -> int | None:
    """The exit code of ``remind`` with only the plain options; None where there is more."""
    if not PLAIN.issuperset(arguments):
        return None
    return say_what_is_due(
        context,
        as_json="--json" in arguments,
        exit_code="--exit-code" in arguments,
        notify="--notify" in arguments,
    )


def say_what_is_due(context: Context, *, as_json: bool, exit_code: bool, notify: bool) -> int:
    """Silence where nothing is due, else a line or two; the exit code."""
    found = look_for_due(context)
    lines = lines_of(found.due)
    if as_json:
        context.screen.document("remind", reminder_data(found))
    else:
        for line in lines:
            context.screen.line(line)
    if notify and lines:
        context.notifier.show(" ".join(line.strip() for line in lines))
    if not context.screen.is_terminal:
        context.remind_state.ran(context.clock.now().local.isoformat(timespec="seconds"))
    return ExitCode.FAILED if exit_code and found.due else ExitCode.DONE
