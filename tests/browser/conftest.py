"""A headless Chromium of the system's own, and the pages it looks at.

Nothing is downloaded: where Chromium or the packages of requirements-browser.txt are missing,
these tests skip and say so.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from briefs import TODAY, changed, earlier_document, full_document, planted, quarter, read
from conftest import World
from leader_pages import JOURNALS, WINDOWS
from packs import file_of, with_checksum
from syslead_cli.coach.brief import brief
from syslead_cli.coach.brief_screen import brief_html
from syslead_cli.coach.documents import CoachNote
from syslead_cli.sharing.model import Pack, SponsorPack
from syslead_cli.sharing.pack_screen import FORMATS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BAD = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}\u202eשלום '


class Page(NamedTuple):
    """A page as somebody opens it."""

    name: str
    path: Path


def _brief(
    *documents: dict[str, Any], with_words: bool = False, notes: tuple[CoachNote, ...] = ()
) -> str:
    made = brief("Heron", [read(each) for each in documents], TODAY, notes=notes)
    return brief_html(made, with_words=with_words)


def _history() -> str:
    """A brief with as much of a history as it has room for."""
    note = CoachNote(
        "a", date(2026, 9, 3), True, "To try the trust chairs the October meeting. " * 4
    )
    return _brief(*map(quarter, range(7)), notes=(note,))


def _early() -> dict[str, Any]:
    early = changed(
        full_document("themes", ("ratings", "voices")), counts__asked=3, counts__full=2, named=[]
    )
    for unit in early["dimensions"]:
        unit["state"] = "too_early"
    return early


def _half_year() -> dict[str, Any]:
    made = changed(full_document(), **{"from": "2026-05-25"})
    for unit in made["dimensions"]:
        unit["strip"] = [[week % 5, week % 5 // 2] for week in range(26)]
    return made


def _sponsor() -> dict[str, Any]:
    keys = ("tier", "from", "until", "made", "expires", "pseudonym", "purpose", "withheld")
    head = {key: full_document()[key] for key in keys}
    goals = [{"text": "If it stalls, then I ask.", "due": "2026-12-01", "state": "open"}]
    return {"schema": "syslead/sponsor/1", **head,
            "attendance": {"sittings": 5, "days": 4}, "goals": goals}  # fmt: skip


def _pack(document: dict[str, Any]) -> str:
    kind = SponsorPack if "goals" in document else Pack
    return FORMATS["html"](msgspec.convert(with_checksum(document), kind))


def _journal(folder: Path) -> str:
    world = World(folder / "journal-home")
    world.run("note", "-", stdin=f"{BAD} @carers-forum #lead_follow\n\nAnd more.")
    world.run("intend", "If it stalls, then I will ask")
    return str(world.run("export", "--format", "html").out)


def _cohort(folder: Path) -> str:
    packs = folder / "packs"
    packs.mkdir()
    for number in range(8):
        document = changed(full_document(), pseudonym=f"P{number}", purpose=f"Talk {number}")
        (packs / f"{number}.json").write_bytes(file_of(document))
    world = World(folder / "cohort-home")
    result = world.run("coach", "cohort", str(packs), "--format", "html")
    assert result.code == 0, result.err
    return str(result.out)


def _trends(folder: Path, name: str) -> str:
    world = World(folder / f"trends-{name}")
    JOURNALS[name](world)
    result = world.run("trends", "--format", "html", *WINDOWS.get(name, ()))
    assert result.code == 0, result.err
    return str(result.out)


def _quarter(folder: Path) -> str:
    world = World(folder / "quarter")
    JOURNALS["half-year"](world)
    answers = json.dumps({"text": f"{BAD}\n\nSecond."})
    saved = world.run("review", "quarter", "--answers", "-", stdin=answers)
    assert saved.code == 0, saved.err
    return str(world.run("review", "quarter", "--format", "html").out)


FULL = full_document("all")
#: What makes each page, in a folder of its own.
CONTENTS: dict[str, Callable[[Path], str]] = {
    "brief": lambda _: _brief(full_document(), earlier_document()),
    "brief-words": lambda _: _brief(FULL, with_words=True),
    "brief-scores": lambda _: _brief(full_document("scores", ("ratings", "voices"))),
    "brief-early": lambda _: _brief(_early()),
    "brief-half-year": lambda _: _brief(_half_year(), earlier_document()),
    "brief-history": lambda _: _history(),
    "brief-planted": lambda _: _brief(
        planted(FULL, BAD), planted(earlier_document("all"), BAD), with_words=True
    ),
    "pack": lambda _: _pack(FULL),
    "pack-planted": lambda _: _pack(planted(FULL, BAD)),
    "pack-scores": lambda _: _pack(full_document("scores")),
    "sponsor": lambda _: _pack(_sponsor()),
    "journal": _journal,
    "cohort": _cohort,
    "quarter": _quarter,
    **{f"trends-{name}": partial(_trends, name=name) for name in JOURNALS},
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, content_of in CONTENTS.items():
        path = folder / f"{name}.html"
        path.write_text(content_of(folder), encoding="utf-8")
        made[name] = Page(name, path)
    return made


@pytest.fixture(params=CONTENTS)
def page_file(request: pytest.FixtureRequest, pages: dict[str, Page]) -> Page:
    return pages[request.param]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="pip install -r requirements-browser.txt"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    home = str(tmp_path_factory.mktemp("browser-home"))
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM,
            headless=True,
            args=FLAGS,
            env={"HOME": home, "PATH": "/usr/bin:/bin"},
        )
        yield found
        found.close()


class Seen(NamedTuple):
    """A page opened, and all it did of its own accord."""

    page: Any
    messages: list[str]
    requests: list[str]


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    contexts = []

    def open_(file: Page, scheme: str = "light", width: int = 900) -> Seen:
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 1000}, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        messages: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append(dialog.message))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.path.as_uri(), wait_until="load")
        return Seen(page, messages, requests)

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    package = pytest.importorskip(
        "axe_playwright_python", reason="pip install -r requirements-browser.txt"
    )
    folder = Path(package.__path__[0])
    return (folder / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def problems(axe: str) -> Any:
    def find(page: Any) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{each['id']}: {json.dumps([node['target'] for node in each['nodes']][:3])}"
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]

    return find
