"""The full screen: days on the left, an entry on the right. It shows, and knows no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from syslead_cli.base.layout import ACCENT, DONE, FELL, QUIET, STRONG, Page, cut
from syslead_cli.base.text import counted, one_line, short_day, visible
from syslead_cli.browse.model import Asked, BrowseState, Choice, Wish

if TYPE_CHECKING:
    from rich.text import Text
    from textual.app import App, ComposeResult
    from textual.screen import ModalScreen
    from textual.widgets import Input, OptionList

    from syslead_cli.browse.commands import JournalView
    from syslead_cli.journal.entries import Entry

    class FullScreen(App[Wish]): ...

    class Chosen(ModalScreen[str | None]): ...

    class Shown(ModalScreen[None]): ...

else:  # textual is an extra: its classes come in when the browser is started
    FullScreen = Chosen = Shown = object

#: Rows on the left; a search finds what is older.
MOST_ROWS = 500
#: Columns of a title on the left, beside its day.
TITLE = 19
_STYLES = {ACCENT: "cyan", QUIET: "dim", STRONG: "bold", FELL: "bold magenta", DONE: "green"}


def run(view: JournalView, state: BrowseState) -> Wish | None:
    """Show the journal until it is left; return what is to be done to an entry, if anything."""
    from textual.app import App

    wish: Wish | None = with_textual(Browser, App)(view, state).run()
    return wish


def with_textual(ours: type[Any], theirs: type[Any]) -> Any:
    """Return a class of ours with the class of textual that it extends."""
    look = {name: getattr(ours, name) for name in ("CSS", "BINDINGS")}
    return type(ours.__name__, (ours, theirs), look)


def text_of(page: Page) -> Text:
    """Return a page as the text of a widget."""
    from rich.text import Text

    text = Text(no_wrap=True)
    for line in page:
        for style, said in line:
            text.append(visible(said), _STYLES.get(style, ""))
        text.append("\n")
    return text


class Chooser(Chosen):
    """A list of facets, voices or tags; Escape leaves it as it was, the first line takes all."""

    CSS = """
    Chooser { align: center middle; }
    Chooser OptionList { width: 50; max-width: 90%; height: auto; max-height: 80%; }
    """
    BINDINGS: ClassVar[list[Any]] = [("escape", "dismiss(None)", "Back")]

    def __init__(self, what: str, choices: list[Choice]) -> None:
        super().__init__()
        self._what, self._choices = what, choices

    def compose(self) -> ComposeResult:
        from rich.text import Text
        from textual.widgets import OptionList
        from textual.widgets.option_list import Option

        rows = [Option(Text(f"Any {self._what}", "dim"), "")]
        for choice in self._choices:
            name = Text(one_line(choice.name))
            if choice.times is not None:
                name.append(f"  {choice.times:,}", "dim")
            rows.append(Option(name))
        yield OptionList(*rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        at = event.option_index
        self.dismiss(self._choices[at - 1].value if at else "")


class Picture(Shown):
    """A page over the whole screen."""

    CSS = "Picture VerticalScroll { background: $background; }"
    BINDINGS: ClassVar[list[Any]] = [("escape,q,p", "dismiss(None)", "Back")]

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        from textual.containers import VerticalScroll
        from textual.widgets import Footer, Static

        with VerticalScroll():
            yield Static(text_of(self._page))
        yield Footer()


class Browser(FullScreen):
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

    def __init__(self, view: JournalView, state: BrowseState) -> None:
        super().__init__()
        self._view = view
        self._asked = state.asked
        self._first = state.entry
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        from textual.containers import Horizontal, VerticalScroll
        from textual.widgets import Footer, Input, OptionList, Static

        yield Input(self._asked.words, placeholder="/ search", id="search", select_on_focus=False)
        yield Static(id="filters")
        with Horizontal():
            yield OptionList(id="days")
            with VerticalScroll(id="entry", can_focus=False):
                yield Static(id="words")
        yield Footer()

    def on_mount(self) -> None:
        if self._view.is_light:
            self.theme = "textual-light"
        self.screen.set_focus(self.query_one("#days"))
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_entry)

    # ── what is asked for ────────────────────────────────────────────────────

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

        from textual.screen import ModalScreen

        chooser = with_textual(Chooser, ModalScreen)
        self.push_screen(chooser(what, self._view.choices(what)), chosen)

    def action_everything(self) -> None:
        """Leave the search; from the days, show everything again."""
        from textual.widgets import Input

        days = self.query_one("#days")
        if not days.has_focus:
            self.screen.set_focus(days)
            return
        self.query_one("#search", Input).value = ""
        self._asked = Asked()
        self._show()

    def _ask(self, **changed: str) -> None:
        self._asked = self._asked._replace(**changed)
        self._show()

    # ── what is shown ────────────────────────────────────────────────────────

    def _show(self) -> None:
        from rich.text import Text
        from textual.widgets import OptionList, Static
        from textual.widgets.option_list import Option

        self._entries, total = self._view.entries(self._asked, MOST_ROWS)
        days = self.query_one("#days", OptionList)
        days.clear_options()
        before = None
        for entry in self._entries:
            day = short_day(entry.day, entry.day) if entry.day and entry.day != before else ""
            title = cut(self._view.title(entry), TITLE)
            days.add_option(Option(Text.assemble((f"{day:<7}", "bold"), title)))
            before = entry.day
        ids = [entry.id for entry in self._entries]
        days.highlighted = (ids.index(self._first) if self._first in ids else 0) if ids else None
        self.query_one("#filters", Static).update(self._asked_line(total))
        self._show_entry()

    def _asked_line(self, total: int) -> Text:
        from rich.text import Text

        said = [counted(total, "entry", "entries")]
        if total > len(self._entries):
            said.append(f"the newest {len(self._entries):,} shown")
        signs = (("", self._asked.facet), ("@", self._asked.voice), ("#", self._asked.tag))
        said += [f"{sign}{one_line(value)}" for sign, value in signs if value]
        return Text(" · ".join(said), no_wrap=True, overflow="ellipsis")

    def on_option_list_option_highlighted(self) -> None:
        self._show_entry()

    def _entry(self) -> Entry | None:
        from textual.widgets import OptionList

        at = self.query_one("#days", OptionList).highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def _show_entry(self) -> None:
        from rich.text import Text
        from textual.containers import VerticalScroll
        from textual.widgets import Static

        pane, entry = self.query_one("#entry", VerticalScroll), self._entry()
        width = max(20, pane.scrollable_content_region.width)
        words = self.query_one("#words", Static)
        if entry is None:
            words.update(Text("Nothing here. Esc shows all.", "dim"))
            return
        words.update(text_of(self._view.page(entry, width)))
        pane.scroll_home(animate=False)

    def action_picture(self) -> None:
        from textual.screen import ModalScreen

        page = self._view.trends(max(40, self.size.width - 2))
        self.push_screen(with_textual(Picture, ModalScreen)(page))

    def action_leave(self, what: Literal["edit", "delete"]) -> None:
        if entry := self._entry():
            self.exit(Wish(what, entry.id, BrowseState(self._asked, entry.id)))
