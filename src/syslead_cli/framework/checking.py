"""How ``framework check`` and ``prompts check`` answer: problems by line, exit code 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from syslead_cli.base.page_cli import put_page
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode

if TYPE_CHECKING:
    from syslead_cli.framework.catalogue_flows import Checked


def answer_check(context: Context, name: str, checked: Checked, *, as_json: bool) -> None:
    """Say what was found. Raises SysleadError, or ends with exit code 1 after JSON."""
    from syslead_cli.base.wording import counted
    from syslead_cli.framework.catalogue_render import data_of_checked, page_of_checked
    from syslead_cli.framework.problems import refusal

    problems = checked.problems
    if as_json:
        context.screen.document(name, data_of_checked(checked.files, problems))
        if problems:
            raise typer.Exit(ExitCode.FAILED)
    elif problems:
        raise refusal(problems, f"{counted(len(problems), 'problem')}.")
    else:
        put_page(context.screen, page_of_checked(checked.files))
