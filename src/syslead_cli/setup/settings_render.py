"""Settings on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from syslead_cli.base.page_render import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    paragraph,
    width_of,
)
from syslead_cli.base.visible import one_line
from syslead_cli.setup.settings_core import Setting


def spoken(value: Any) -> str:
    """A value as it is typed after ``config set KEY``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def page_of_settings(rows: Sequence[tuple[Setting, Any, bool]], width: int) -> Page:
    """Every setting with its value, whose default it is, and what it means."""
    page: Page = []
    room = max(cells(setting.key) for setting, _, _ in rows)
    for setting, value, written in rows:
        shown = one_line(spoken(value)) or "(empty)"
        line: Line = [(STRONG, f"{MARGIN}{setting.key:<{room}}  ")]
        said: Line = [(PLAIN, shown), (QUIET, "" if written else "  default")]
        if width_of(line) + width_of(said) <= width:
            page.append([*line, *said])
        else:
            page += [line, *paragraph(shown, width)]
            page[-1].append(said[-1])
        page += paragraph(f"{setting.meaning} ({setting.allowed})", width, style=QUIET)
    return page


def setting_data(setting: Setting, value: Any, *, written: bool) -> dict[str, Any]:
    """One setting as JSON."""
    return {
        "key": setting.key,
        "value": _plain(value),
        "default": _plain(setting.default),
        "set": written,
        "type": setting.type,
        "allowed": setting.allowed,
        "meaning": setting.meaning,
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
