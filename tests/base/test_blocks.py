"""Blocks in every format and pages made of them: nothing of a person's text is taken for markup."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from briefs import TODAY, full_document, read
from syslead_cli.base.blocks import (
    Block,
    Each,
    Group,
    Heading,
    Items,
    Named,
    Quote,
    Styled,
    Table,
    Text,
    to_markdown,
    to_screen,
)
from syslead_cli.base.html import FOLDER, macro, style_sheet, to_html
from syslead_cli.base.layout import Page, width_of
from syslead_cli.coach.brief import brief
from syslead_cli.coach.brief_screen import brief_html
from syslead_cli.sharing.pack_screen import FORMATS

NASTY = "\x1b[31mred \u202eback\n# no heading\n- no item <i> | *b* ![x](y)"
LOOKS = ("points", "lines", "bold", "column", "numbers", "facts")


def every(text: str) -> list[Block]:
    """A block of each kind with the text in each of its places."""
    named = (Named(text, text), Named(text, text))
    return [
        Heading(text, level=1),
        Heading(text, level=1, aside="1 of 2"),
        Heading(text),
        Text(text),
        Text(text, "question"),
        Quote(text),
        Items((text, text)),
        *(Items(named, look) for look in LOOKS),  # type: ignore[arg-type]
        Table((text, "", ""), ((Styled(text, "whole"), Styled(html=str), text),), text, right=(1,)),
        Each(html=lambda: macro("charts.html.j2", "levels", text, [(text, 0.1, 0.5, 0.9)])),
        Group((Heading(text, level=3, aside="08:15"), Quote(text, is_own=True)), "article"),
        Each(screen=(Text(text),), markdown=(Text(text),), html=(Text(text),)),
        Each(html=lambda: text),
    ]


def text_of(page: Page) -> str:
    return "\n".join("".join(text for _, text in line).rstrip() for line in page)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_kind_fits_the_screen(width: int) -> None:
    blocks = [block for block in every(NASTY) if not isinstance(block, Table)]
    page = to_screen(blocks, width)
    assert max(map(width_of, page)) <= width
    assert not re.search("[\x1b\u202e]", text_of(page))
    assert all("\n" not in text for line in page for _, text in line)


def test_no_text_is_markup_in_markdown() -> None:
    said = to_markdown(every(NASTY))
    assert not re.search("[\x1b\u202e]", said)
    rest, own = said.split("### 08:15")
    assert not re.search(r"(?<!\\)[<\[*_|#](?=[ixb/])", rest.replace("*\\*b", ""))
    assert not re.search(r"(?m)^(# no|- no|> - no)", rest)
    assert "\n\\# no heading" in own
    assert "\\<i>" in own
    assert "\\![x]" in own


def test_no_text_is_markup_in_html() -> None:
    page = to_html(every(NASTY), title=NASTY)
    assert not re.search("[\x1b\u202e]", page)
    assert "<i>" not in page
    assert page.count("&lt;i&gt;") >= 30


def test_what_is_empty_is_left_out() -> None:
    empty = [
        Heading(""), Text(""), Quote(""), Items(()), Items((), "facts"), Table(("",), ()),
        Group(()), Each(),
    ]  # fmt: skip
    assert to_screen(empty, 80) == []
    assert to_markdown([Text("a"), *empty, Text("b")]) == "a\n\nb\n"
    assert not re.search(r"<(h2|p|ul|dl|table|figure|blockquote)\b", to_html(empty, title="t"))


def test_lists_and_tables_in_markdown() -> None:
    said = to_markdown(
        [
            Items((Named("kept", "walk"), Named("open", "talk")), "column"),
            Items((Named("What?", "because"),), "numbers"),
            Items((Named("Being", "gone"),), "bold"),
            Items((Named("left out", "names"), Named("expiry", "soon")), "facts"),
            Table(("", "n"), ((Styled("All", "whole"), "3"), ("One", "2")), right=(1,)),
            Table(("", "no", "n"), (("a", Styled(html=str), "1"),), right=(1,)),
            Table(("",), (("details",),), folded="Details"),
        ]
    )
    assert said == (
        "- kept: walk\n- open: talk\n\n1. What?  \n   *because*\n\n- **Being**: gone\n\n"
        "Left out: names.\n\nExpiry: soon.\n\n| | n |\n|---|---:|\n| **All** | 3 |\n| One | 2 |\n\n"
        "| | n |\n|---|---:|\n| a | 1 |\n"
    )


def test_the_screen_has_blank_lines_where_something_begins() -> None:
    blocks = [
        Heading("t", level=1), Text("a"), Text("b"), Text("c", "quiet"),
        Heading("h"), Items(("i", "j")), Text("d"), Table(("", "n"), (("x", "1"),)),
    ]  # fmt: skip
    lines = text_of(to_screen(blocks, 40)).split("\n")
    assert lines == [
        " t", "   a", "", "   b", "   c", "", " H", "   · i", "   · j", "", "   d", "",
        "             n", "   x         1",
    ]  # fmt: skip


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


def test_a_misspelt_value_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        macro("charts.html.j2", "level")


def test_styles_come_in_the_order_given() -> None:
    both = style_sheet(("page.css", "brief.css"))
    assert both.index("--paper") < both.index(".question")
