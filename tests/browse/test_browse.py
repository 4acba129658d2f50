"""``syslead browse`` with textual's own pilot, at 80 x 24; skipped where textual is missing."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conftest import Terminal, World
from leader_pages import hostile
from some_records import ask, note, write_journal
from syslead_cli.__main__ import main
from syslead_cli.browse import browser
from syslead_cli.browse.browser import BrowseFilter, Wish

RECORDS = [
    note("Met the forum about the rota. @carers-forum #rota", days=9, voices=("carers-forum",),
         tags=("rota",)),
    note("The board waited.\n\nA second paragraph that is long enough to be wrapped at the right.",
         days=2, voices=("board",), facets=("courage",)),
    ask("She said no, because the beds were full.", days=1, facet="curiosity", prompt=None),
    ask(None, days=0, facet="courage", prompt=None),
]  # fmt: skip


@pytest.fixture
def leader(world: World) -> World:
    write_journal(world.home, RECORDS)
    return world


def looked_at(
    world: World,
    steps: Callable[[Any, browser.Browser], Awaitable[None]],
    before: Wish | None = None,
    size: tuple[int, int] = (80, 24),
) -> Wish | None:
    """Run the browser, do the steps and leave it."""
    context = world.context()
    app = browser.Browser(context, context.journal.read(), before)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(pilot, app)

    # In a thread of its own: a browser of tests/browser may have its loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()
    return app.return_value


def shown(app: browser.Browser) -> str:
    """Everything on the screen, as text."""
    lines = app.screen._compositor.render_strips()
    return "\n".join(line.text.rstrip() for line in lines)


def test_days_on_the_left_and_the_entry_on_the_right(leader: World) -> None:
    async def steps(pilot: Any, app: browser.Browser) -> None:
        text = shown(app)
        assert "4 entries" in text
        assert "27 Mar courage · skipped" in text
        assert "18 Mar note" in text
        await pilot.press("down", "down")
        text = shown(app)
        assert "The board waited." in text
        assert "A second paragraph that is long" in text
        assert max(map(len, text.splitlines())) <= 80
        assert len(text.splitlines()) == 24
        assert "q Leave" in text

    assert looked_at(leader, steps) is None


def test_it_searches_while_one_types(leader: World) -> None:
    async def steps(pilot: Any, app: browser.Browser) -> None:
        await pilot.press(*"/foru")
        assert "1 entry" in shown(app)
        assert "Met the forum about the rota." in shown(app)
        await pilot.press("backspace", "backspace", "backspace", "backspace", "enter", *"q")

    assert looked_at(leader, steps) is None


def test_a_search_finds_nothing_and_escape_shows_all(leader: World) -> None:
    async def steps(pilot: Any, app: browser.Browser) -> None:
        await pilot.press(*"/defqvt")
        assert "0 entries" in shown(app)
        assert "Nothing here." in shown(app)
        await pilot.press("escape", "escape")
        assert "4 entries" in shown(app)

    looked_at(leader, steps)


@pytest.mark.parametrize(
    ("key", "choice", "said", "count"),
    [("v", "@board", "@board", 1), ("t", "#rota", "#rota", 1), ("f", "Courage", "courage", 2)],
)
def test_one_facet_voice_or_tag(
    leader: World, key: str, choice: str, said: str, count: int
) -> None:
    async def steps(pilot: Any, app: browser.Browser) -> None:
        await pilot.press(key)
        await pilot.pause()
        rows = [str(option.prompt) for option in app.screen.query_one("OptionList").options]
        at = next(place for place, row in enumerate(rows) if row.startswith(choice))
        await pilot.press(*["down"] * at, "enter")
        await pilot.pause()
        text = shown(app)
        assert f"{count} entr" in text
        assert f" · {said}" in text
        await pilot.press(key)
        await pilot.press("escape")
        assert f"{count} entr" in shown(app)
        await pilot.press(key)
        await pilot.press("enter")  # the first line: any
        assert "4 entries" in shown(app)

    looked_at(leader, steps)


def test_the_picture_of_trends(leader: World) -> None:
    async def steps(pilot: Any, app: browser.Browser) -> None:
        await pilot.press("p")
        await pilot.pause()
        assert "Patterns need about six weeks" in shown(app)
        await pilot.press("escape")
        assert "4 entries" in shown(app)

    looked_at(leader, steps)


@pytest.mark.parametrize(("key", "what"), [("e", "edit"), ("d", "delete")])
def test_edit_and_delete_are_left_to_their_commands(leader: World, key: str, what: str) -> None:
    before = leader.journal_lines()

    async def steps(pilot: Any, app: browser.Browser) -> None:
        await pilot.press("v", "down", "enter")
        await pilot.press(key)

    wish = looked_at(leader, steps)
    assert wish is not None
    assert wish.what == what
    assert wish.asked.voice in ("board", "carers-forum")
    assert leader.journal_lines() == before

    async def back(pilot: Any, app: browser.Browser) -> None:
        assert "1 entry" in shown(app)

    looked_at(leader, back, wish)


def test_names_from_outside_are_text(world: World) -> None:
    hostile(world)

    async def steps(pilot: Any, app: browser.Browser) -> None:
        text = shown(app)
        assert "\u202e" not in text
        assert "<script>" in text
        await pilot.press("v")
        await pilot.pause()
        assert "\u202e" not in shown(app)

    looked_at(world, steps)


def test_an_empty_journal_and_a_small_window(world: World) -> None:
    async def steps(pilot: Any, app: browser.Browser) -> None:
        assert "0 entries" in shown(app)
        await pilot.press("e", "d", "down")

    assert looked_at(world, steps) is None
    assert looked_at(world, steps, size=(40, 10)) is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_of_the_settings_is_kept(leader: World, theme: str) -> None:
    leader.run("config", "set", "theme", theme)

    async def steps(pilot: Any, app: browser.Browser) -> None:
        assert app.current_theme.dark is (theme == "dark")

    looked_at(leader, steps)


def test_a_long_journal_shows_its_newest(world: World) -> None:
    write_journal(world.home, [note(f"note {at}", days=at % 300) for at in range(520)])

    async def steps(pilot: Any, app: browser.Browser) -> None:
        assert "520 entries · the newest 500 shown" in shown(app)

    looked_at(world, steps)


def test_an_entry_is_deleted_by_the_flow_of_delete(
    leader: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser wishes, the command asks and erases, and the journal is shown again."""
    wishes: list[Wish | None] = [None]
    seen: list[int] = []

    def run(app: browser.Browser) -> Wish | None:
        seen.append(len(app._journal.records))
        return wishes.pop(0)

    first = leader.context().journal.read().records[0].id
    wishes.insert(0, Wish("delete", first, BrowseFilter()))
    monkeypatch.setattr(browser.Browser, "run", run)
    screen = Terminal()
    context = leader.context(stdout=screen, stderr=screen)
    context.stdin = Terminal("y\n\n")
    monkeypatch.setattr(type(context.asker), "confirm", lambda *_: True)
    assert main(["browse"], context) == 0
    assert seen == [4, 3]
    assert "Erased 1 entry." in screen.getvalue()


def test_without_a_terminal_it_says_so(leader: World) -> None:
    assert "browse needs a terminal." in leader.refused("browse", code=2)


def test_without_textual_it_says_how_to_get_it(
    leader: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "textual", raising=False)
    monkeypatch.setattr("syslead_cli.browse.commands.find_spec", lambda name: None)
    assert " -m pip install " in leader.refused("browse")
