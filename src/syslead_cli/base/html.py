"""Render HTML pages: one template, styles named by hash, every value escaped.

A page is one file that asks for nothing and runs nothing. Templates and styles stand in
``templates/``; a style sheet holds no value, so that its hash can be named in the page's
Content-Security-Policy. Text of people is put out with ``dir="auto"`` around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syslead_cli.base.files import DATA, check_new, check_output, write_new
from syslead_cli.base.text import visible
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from jinja2 import Environment

    from syslead_cli.base.blocks import Block
    from syslead_cli.context import Context

FOLDER = DATA / "templates"
BASE_STYLE = "page.css"
#: Pieces of a page are handed on in parts of about this many.
_PIECES = 64


def policy(style: str) -> str:
    """Return the Content-Security-Policy of a page with this style sheet and nothing else."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def html_pieces(blocks: Iterable[Block], *styles: str, title: str) -> Iterator[str]:
    """Render blocks as a page, in pieces. ``styles`` are style sheets after the common one."""
    from markupsafe import Markup

    style = style_sheet((BASE_STYLE, *styles))
    own = {"style": Markup(style), "policy": Markup(policy(style))}
    template = _environment().get_template("page.html.j2")
    stream = template.stream(**own, title=title, blocks=blocks)
    stream.enable_buffering(_PIECES)
    yield from stream


def macro(template: str, name: str, *values: Any) -> str:
    """Return what a macro of a template draws, as markup."""
    drawn: str = getattr(_environment().get_template(template).module, name)(*values)
    return drawn


@cache
def style_sheet(names: tuple[str, ...]) -> str:
    """Return style sheets as one."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8").strip() for name in names)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: Any) -> Any:
    """Show control and direction characters as signs; markup that a macro made stays."""
    return visible(value) if type(value) is str else value


class PageFile:
    """Where a page goes: a new file (0600) or standard output, and perhaps the browser.

    Raises UsageError or SysleadError where it cannot go there, before anything is read.
    """

    def __init__(
        self, context: Context, form: str, output: str, *, is_opened: bool, command: str
    ) -> None:
        if output and form in ("", "json"):
            raise UsageError("--output needs --format.")
        if is_opened and form != "html":
            raise UsageError("--open needs --format html.")
        if form == "html" and not (output or is_opened) and context.screen.is_terminal:
            hint = f"{command} --format html -o FILE.html, or --open to look at it."
            raise UsageError("A page needs a file to go to.", hint)
        self.form = form
        self._context = context
        self._is_opened = is_opened
        self._path = None if output in ("", "-") else Path(output).expanduser().absolute()
        if self._path is not None:
            check_output(self._path, context.paths.journal)
            check_new(self._path)
        elif is_opened and output:
            raise UsageError("--open needs a file, and - is standard output.")

    def put(self, page: str) -> None:
        """Write the page; with ``is_opened`` and no name to a folder that is nobody else's."""
        context, path = self._context, self._path
        if path is None and not self._is_opened:
            context.screen.raw(page)
            return
        if path is None:
            from tempfile import mkdtemp

            path = Path(mkdtemp(prefix="syslead-")) / "page.html"
        write_new(path, page.encode("utf-8", "replace"))
        context.screen.say(f"Wrote {path}, readable by you alone.")
        if self._is_opened:
            _open_in_browser(path)
        if self._is_opened and self._path is None:
            context.screen.say("Delete it when you have finished with it; syslead keeps no copy.")


def _open_in_browser(path: Path) -> None:
    """Hand a file to the program that opens pages on this machine."""
    import subprocess
    import sys
    from shutil import which

    if sys.platform == "win32":
        import os

        os.startfile(path)
        return
    opener = which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise SysleadError("No browser was found to open the page.", f"The page is {path}.")
    quiet = subprocess.DEVNULL
    subprocess.Popen(  # its window outlives this run
        [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
