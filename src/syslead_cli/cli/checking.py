"""How ``framework check`` and ``prompts check`` answer: problems by line, exit code 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from syslead_cli.cli.context import Context
from syslead_cli.cli.page import put_page
from syslead_cli.errors import ExitCode

if TYPE_CHECKING:
    from syslead_cli.flows.catalogue import Checked


def answer_check(context: Context, name: str, checked: Checked, *, as_json: bool) -> None:
    """Say what was found. Raises SysleadError, or ends with exit code 1 after JSON."""
    from syslead_cli.core.problems import refusal
    from syslead_cli.core.wording import counted
    from syslead_cli.render.catalogue import data_of_checked, page_of_checked

    problems = checked.problems
    if as_json:
        context.screen.document(name, data_of_checked(checked.files, problems))
        if problems:
            raise typer.Exit(ExitCode.FAILED)
    elif problems:
        raise refusal(problems, f"{counted(len(problems), 'problem')}.")
    else:
        put_page(context.screen, page_of_checked(checked.files))
