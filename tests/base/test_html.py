"""The base of every page: its policy names its very styles, and nothing is taken for markup."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from briefs import TODAY, full_document, read
from syslead_cli.base.blocks import Block, Heading, Items, html_pieces, to_html
from syslead_cli.base.html import FOLDER, html_page, style_sheet
from syslead_cli.coach.brief import brief
from syslead_cli.coach.brief_screen import brief_html
from syslead_cli.sharing.pack_screen import FORMATS

SHEETS = sorted(path.name for path in FOLDER.glob("*.css"))


def every_page() -> dict[str, str]:
    document = full_document("all")
    return {
        "brief": brief_html(brief("Heron", [read(document)], TODAY), with_words=True),
        "pack": FORMATS["html"](read(document)),
        "journal": to_html([Heading("Journal", level=1)], "journal.css", title="Journal"),
    }


@pytest.mark.parametrize("name", ["brief", "pack", "journal"])
def test_a_page_asks_for_nothing_and_names_its_styles(name: str) -> None:
    page = every_page()[name]
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(styles) == 1
    digest = b64encode(sha256(styles[0].encode()).digest()).decode()
    assert (
        f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'\"" in page
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert not re.search(r"https?:|//[a-z]|<link|<script|src=|href=|@import|url\(| style=", page)
    assert page.startswith("<!DOCTYPE html>\n<html lang=")
    assert "<main>" in page
    assert page.count("<h1") == 1
    assert 'name="viewport"' in page


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_holds_no_value_and_no_address(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"\{\{|\{%|url\(|@import|</", text)


def test_templates_switch_nothing_off() -> None:
    for path in FOLDER.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", text), path.name
        assert " on" + "click" not in text


def test_values_are_escaped_and_made_visible() -> None:
    bad = "<b>\x1b\u202e&\"'{{7*7}}"
    page = to_html([Heading(bad, level=1), Items((bad,))], title=bad)
    assert page.count("&lt;b&gt;␛⟨U+202E⟩&amp;&#34;&#39;{{7*7}}") == 3
    assert "<b>" not in page


def test_a_misspelt_value_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        html_page("blocks_page.html.j2", block=[])


def test_a_long_page_comes_in_pieces() -> None:
    made: list[int] = []

    def blocks() -> list[Block]:
        made.append(1)
        return [Heading("t", level=1), *(Items((str(at),)) for at in range(2000))]

    pieces = list(html_pieces(blocks(), title="t"))
    assert len(pieces) > 20
    assert "".join(pieces) == to_html(blocks(), title="t")


def test_styles_come_in_the_order_given() -> None:
    both = style_sheet(("page.css", "brief.css"))
    assert both.index("--paper") < both.index(".question")
