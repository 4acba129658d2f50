"""Pages as Chromium shows them: silent, self-contained, readable, and two sheets of paper."""

from __future__ import annotations

import io
from typing import Any

import pytest

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_silent_and_axe_finds_nothing(
    page_file: Any, opened: Any, problems: Any, scheme: str
) -> None:
    seen = opened(page_file, scheme)
    assert problems(seen.page) == []
    assert seen.requests == [page_file.path.as_uri()]
    assert seen.messages == []


def test_axe_would_find_something(tmp_path: Any, opened: Any, problems: Any, pages: Any) -> None:
    """A control: the same page with its colours too faint and its title gone."""
    brief = pages["brief"]
    text = brief.path.read_text(encoding="utf-8").replace("<h1 dir", "<h1 role='img' dir")
    faint = brief._replace(path=tmp_path / "faint.html")
    faint.path.write_text(text.replace("Content-Security-Policy", "none"), encoding="utf-8")
    seen = opened(faint)
    seen.page.add_style_tag(content="main * { color: #bbb !important }")
    found = " ".join(problems(seen.page))
    assert "color-contrast" in found


def test_light_and_dark_are_two_looks(page_file: Any, opened: Any) -> None:
    light, dark = (opened(page_file, scheme) for scheme in ("light", "dark"))
    looks = [seen.page.evaluate(BACKGROUND) for seen in (light, dark)]
    assert looks[0] != looks[1]
    assert sum(map(int, looks[0][4:-1].split(","))) > 600
    assert sum(map(int, looks[1][4:-1].split(","))) < 150


@pytest.mark.parametrize("width", [320, 360, 390, 768])
def test_nothing_sticks_out_on_a_phone(page_file: Any, opened: Any, width: int) -> None:
    page = opened(page_file, width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "name", ["brief-planted", "pack-planted", "journal", "trends-hostile", "quarter"]
)
def test_planted_markup_is_text(name: str, pages: Any, opened: Any) -> None:
    seen = opened(pages[name])
    shown = seen.page.inner_text("body")
    assert '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}⟨U+202E⟩' in shown
    assert seen.page.evaluate("document.scripts.length") == 0
    assert seen.page.evaluate("document.images.length") == 0
    assert seen.page.evaluate("document.querySelectorAll('a, form, iframe, object').length") == 0
    assert seen.messages == []


def test_styles_are_in_force_and_others_are_not(pages: Any, opened: Any) -> None:
    page = opened(pages["brief"]).page
    assert page.evaluate("document.styleSheets.length") == 1
    refused = page.evaluate(
        "() => { const s = document.createElement('style'); s.textContent = 'h1 {color: red}';"
        " document.head.append(s); document.body.setAttribute('style', 'color: red');"
        " return getComputedStyle(document.body).color + getComputedStyle("
        "document.querySelector('h1')).color }"
    )
    assert "255, 0, 0" not in refused


def test_text_of_people_runs_its_own_way(pages: Any, opened: Any, tmp_path: Any) -> None:
    page = opened(pages["brief"]).page
    directed = page.evaluate(
        "() => { const q = document.querySelector('.wish blockquote');"
        " q.textContent = 'שלום לכולם';"
        " return [getComputedStyle(q).direction, q.getAttribute('dir')] }"
    )
    assert directed == ["rtl", "auto"]


def test_a_wide_table_is_reached_with_the_keyboard(pages: Any, opened: Any) -> None:
    page = opened(pages["pack"], width=320).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "wide"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    "name", ["brief", "brief-scores", "brief-early", "brief-half-year", "brief-history"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_brief_prints_on_two_sheets(name: str, scheme: str, pages: Any, opened: Any) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pip install -r requirements-browser.txt")
    page = opened(pages[name], scheme).page
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 2
    box = printed.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    first, second = (sheet.extract_text() for sheet in printed.pages)
    assert "from this session" in first.lower()
    assert "how to read this" in second.lower()
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"


def test_passages_come_on_sheets_of_their_own(pages: Any, opened: Any) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pip install -r requirements-browser.txt")
    page = opened(pages["brief-words"]).page
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 3
    assert "I sat down." in printed.pages[2].extract_text()


@pytest.mark.parametrize("name", ["half-year", "one-entry", "ten-years"])
def test_a_half_year_prints_on_few_sheets(name: str, pages: Any, opened: Any) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pip install -r requirements-browser.txt")
    page = opened(pages[f"trends-{name}"], "dark").page
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) <= 3
    box = printed.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    text = " ".join(sheet.extract_text() for sheet in printed.pages).lower()
    assert ("the numbers" in text) == (name != "one-entry")
    assert "how to read this" in text


def test_facets_unfold_under_their_dimension_without_a_script(pages: Any, opened: Any) -> None:
    page = opened(pages["trends-half-year"]).page
    closed = page.locator("details.way:not([open])").first
    facets = closed.locator("li")
    assert not facets.first.is_visible()
    closed.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.way li:visible").count() >= 2


def test_no_sheet_ends_with_a_caption(pages: Any, opened: Any) -> None:
    """What a quotation answers stands above it, on the same sheet; a page of many has many."""
    pypdf = pytest.importorskip("pypdf", reason="pip install -r requirements-browser.txt")
    page = opened(pages["brief-words"]).page
    page.evaluate(
        """() => { const part = document.querySelector('.words'); const once = part.innerHTML;
        for (let at = 0; at < 40; at++) part.insertAdjacentHTML('beforeend', once); }"""
    )
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    ends = [sheet.extract_text().strip().splitlines()[-1] for sheet in printed.pages[2:]]
    assert len(ends) > 1
    assert not [line for line in ends if " · answer" in line or line.endswith("note")]
