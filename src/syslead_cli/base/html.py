"""Render HTML pages: one template, styles named by hash, every value escaped.

A page is one file that asks for nothing and runs nothing. Templates and styles are in
``templates/``; a style sheet holds no value, so that its hash can be named in the page's
Content-Security-Policy. What people wrote is in elements with ``dir="auto"``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from syslead_cli.base.files import DATA
from syslead_cli.base.text import visible

if TYPE_CHECKING:
    from jinja2 import Environment

    from syslead_cli.base.blocks import Block

FOLDER = DATA / "templates"
BASE_STYLE = "page.css"


def policy(style: str) -> str:
    """Return the Content-Security-Policy of a page with this style sheet and nothing else."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def to_html(blocks: Iterable[Block], *styles: str, title: str) -> str:
    """Render blocks as one HTML page. ``styles`` are style sheets after the common one."""
    from markupsafe import Markup

    style = style_sheet((BASE_STYLE, *styles))
    own = {"style": Markup(style), "policy": Markup(policy(style))}
    template = _environment().get_template("page.html.j2")
    return template.render(**own, title=title, blocks=blocks)


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
