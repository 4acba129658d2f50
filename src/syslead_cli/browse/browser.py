"""The full screen: days on the left, an entry on the right.

The only module that loads textual, which is an extra: ``commands.py`` imports it when it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from msgspec.structs import replace
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from syslead_cli.base.layout import ACCENT, DONE, FELL, QUIET, STRONG, Page, cut
from syslead_cli.base.text import counted, one_line, short_day, visible
from syslead_cli.insight.commands import screen_page
from syslead_cli.journal.entries import KINDS_SHOWN, Entry, entries_in
from syslead_cli.journal.overview_commands import counted_marks
from syslead_cli.journal.query import Query, plain, words_of
from syslead_cli.journal.screen import page_of_one, title_parts

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal

#: Rows on the left; a search finds what is older.
MOST_ROWS = 500
#: Columns of a title on the left, beside its day.
TITLE = 19
_STYLES = {ACCENT: "cyan", QUIET: "dim", STRONG: "bold", FELL: "bold magenta", DONE: "green"}


class BrowseFilter(NamedTuple):
    """The words looked for, and at most one facet, voice and tag; empty: any."""

    words: str = ""
    facet: str = ""
    voice: str = ""
    tag: str = ""


class Wish(NamedTuple):
    """An entry to edit or delete outside the full screen, and what was asked for, to go on."""

    what: Literal["edit", "delete"]
    id: str
    asked: BrowseFilter


def _choices(context: Context, journal: Journal, what: str) -> dict[str, Text]:
    """Return the facets, voices or tags there are to choose from, marks with their counts."""
    if what == "facet":
        return {facet.id: Text(one_line(facet.name)) for facet in context.framework.facets}
    sign = "@" if what == "voice" else "#"
    return {
        name: Text.assemble(one_line(f"{sign}{name}"), (f"  {count:,}", "dim"))
        for name, count, _ in counted_marks(journal.records, sign)
    }


def text_of(page: Page) -> Text:
    """Return a page as the text of a widget."""
    text = Text(no_wrap=True)
    for line in page:
        for style, words in line:
            text.append(visible(words), _STYLES.get(style, ""))
        text.append("\n")
    return text


class Chooser(ModalScreen[str | None]):
    """A list of facets, voices or tags; Escape leaves it as it was, the first line takes all."""

    CSS = """
    Chooser { align: center middle; }
    Chooser OptionList { width: 50; max-width: 90%; height: auto; max-height: 80%; }
    """
    BINDINGS: ClassVar[list[Any]] = [("escape", "dismiss(None)", "Back")]

    def __init__(self, what: str, choices: dict[str, Text]) -> None:
        super().__init__()
        self._choices = {"": Text(f"Any {what}", "dim"), **choices}

    def compose(self) -> ComposeResult:
        yield OptionList(*map(Option, self._choices.values()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(list(self._choices)[event.option_index])


class Picture(ModalScreen[None]):
    """A page over the whole screen."""

    CSS = "Picture VerticalScroll { background: $background; }"
    BINDINGS: ClassVar[list[Any]] = [("escape,q,p", "dismiss(None)", "Back")]

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(text_of(self._page))
        yield Footer()


class Browser(App[Wish]):
    """The journal full screen."""

    CSS = """
    #search { height: 1; border: none; padding: 0 1; }
    #filters { height: 1; padding: 0 1; color: $text-muted; }
    OptionList, VerticalScroll { scrollbar-size-vertical: 1; }
    #days { width: 30; border: none; border-right: solid $primary-muted; padding: 0; }
    #days > .option-list--option { padding: 0 1; }
    #entry { padding: 0 1; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = [
        ("slash", "search", "Search"),
        ("f", "choose('facet')", "Facet"),
        ("v", "choose('voice')", "Voice"),
        ("t", "choose('tag')", "Tag"),
        ("p", "picture", "Trends"),
        ("e", "leave('edit')", "Edit"),
        ("d", "leave('delete')", "Delete"),
        ("escape", "everything", "All"),
        ("q", "quit", "Leave"),
    ]

    def __init__(self, context: Context, journal: Journal, before: Wish | None = None) -> None:
        super().__init__()
        self._leader, self._journal = context, journal
        self._asked = before.asked if before else BrowseFilter()
        self._first = before.id if before else ""
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        yield Input(self._asked.words, placeholder="/ search", id="search", select_on_focus=False)
        yield Static(id="filters")
        with Horizontal():
            yield OptionList(id="days")
            with VerticalScroll(id="entry", can_focus=False):
                yield Static(id="words")
        yield Footer()

    def on_mount(self) -> None:
        if self._leader.settings.theme == "light":
            self.theme = "textual-light"
        self.screen.set_focus(self.query_one("#days"))
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_entry)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self._asked.words:
            self._ask(words=event.value)

    def on_input_submitted(self) -> None:
        self.screen.set_focus(self.query_one("#days"))

    def action_search(self) -> None:
        self.screen.set_focus(self.query_one("#search"))

    def action_choose(self, what: str) -> None:
        def chosen(value: str | None) -> None:
            if value is not None:
                self._ask(**{what: value})

        self.push_screen(Chooser(what, _choices(self._leader, self._journal, what)), chosen)

    def action_everything(self) -> None:
        """Leave the search; from the days, show everything again."""
        days = self.query_one("#days")
        if not days.has_focus:
            self.screen.set_focus(days)
            return
        self.query_one("#search", Input).value = ""
        self._asked = BrowseFilter()
        self._show()

    def _ask(self, **changed: str) -> None:
        self._asked = self._asked._replace(**changed)
        self._show()

    def _show(self) -> None:
        asked = self._asked
        query = Query(
            words=words_of(asked.words.split()),
            kinds=KINDS_SHOWN,
            facets=frozenset(filter(None, [asked.facet])),
            voices=frozenset(map(plain, filter(None, [asked.voice]))),
            tags=frozenset(map(plain, filter(None, [asked.tag]))),
        )
        self._entries, total = entries_in(self._journal, query, MOST_ROWS)
        known = self._leader.labels
        days = self.query_one("#days", OptionList)
        days.clear_options()
        before = None
        for entry in self._entries:
            day = short_day(entry.day, entry.day) if entry.day and entry.day != before else ""
            title = cut(" · ".join(filter(None, title_parts(entry, known))), TITLE)
            days.add_option(Option(Text.assemble((f"{day:<7}", "bold"), title)))
            before = entry.day
        ids = [entry.id for entry in self._entries]
        days.highlighted = (ids.index(self._first) if self._first in ids else 0) if ids else None
        self.query_one("#filters", Static).update(self._asked_line(total))
        self._show_entry()

    def _asked_line(self, total: int) -> Text:
        parts = [counted(total, "entry", "entries")]
        if total > len(self._entries):
            parts.append(f"the newest {len(self._entries):,} shown")
        signs = (("", self._asked.facet), ("@", self._asked.voice), ("#", self._asked.tag))
        parts += [f"{sign}{one_line(value)}" for sign, value in signs if value]
        return Text(" · ".join(parts), no_wrap=True, overflow="ellipsis")

    def on_option_list_option_highlighted(self) -> None:
        self._show_entry()

    def _entry(self) -> Entry | None:
        at = self.query_one("#days", OptionList).highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def _show_entry(self) -> None:
        pane, entry = self.query_one("#entry", VerticalScroll), self._entry()
        width = max(20, pane.scrollable_content_region.width)
        words = self.query_one("#words", Static)
        if entry is None:
            words.update(Text("Nothing here. Esc shows all.", "dim"))
            return
        known = replace(self._leader.labels, width=width)
        words.update(text_of(page_of_one(entry, known, self._journal)))
        pane.scroll_home(animate=False)

    def action_picture(self) -> None:
        self.push_screen(Picture(screen_page(self._leader, max(40, self.size.width - 2))))

    def action_leave(self, what: Literal["edit", "delete"]) -> None:
        if entry := self._entry():
            self.exit(Wish(what, entry.id, self._asked))
