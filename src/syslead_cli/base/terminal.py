"""Read standard input, and write answers, messages and pages to the output streams."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from syslead_cli.base.text import counted, escaped, first_few, visible
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.base.documents import Document
    from syslead_cli.base.layout import Page
    from syslead_cli.journal.merge import Journal


_PLAINER = {
    "·": ".", "→": "->", "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
    "▼": "V", "▽": "v", "├": "|", "┤": "|", "─": "-", "●": "*", "∘": "o", "┊": ":", "×": "x",
    "○": "o", "◌": "~", "◐": "%", "▪": "+", "◇": "<", "◆": "!", "□": "#", "◎": "@",
    "✓": "v", "✗": "x",
    **dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True)),
}  # fmt: skip


def without(text: str, encoding: str) -> str:
    """Replace what an encoding cannot write with plainer signs, else with its number."""

    def written(character: str) -> str:
        written = character.encode(encoding, "backslashreplace").decode(encoding)
        return written if written == character else _PLAINER.get(character, written)

    return "".join(map(written, text))


_COLORS = re.compile("\x1b\\[[0-9;]*m")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person may be at a stream; a closed one has nobody."""
    try:
        return stream is not None and stream.isatty()
    except (ValueError, AttributeError):
        return False


_Thing = TypeVar("_Thing")
#: Fewer than twice as many are read before anybody wonders.
SAID_EVERY = 250
#: An entry longer than this is a file that went astray, not something written in an evening.
TEXT_LIMIT = 256 * 1024


def check_length(content: bytes, limit: int) -> None:
    """Raise SysleadError where the content is longer than the limit."""
    if len(content) > limit:
        raise SysleadError(f"The text is longer than {limit:,} bytes; nothing was saved.")


def as_text(content: bytes, name: object = "The text") -> str:
    """Decode UTF-8. Raise SysleadError where the bytes are no such text."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        message = f"{name} is not UTF-8 (byte {problem.start + 1}); nothing was saved."
        hint = "iconv -t UTF-8 changes the encoding of a file."
        raise SysleadError(message, hint) from None


class Screen:
    """The two output streams of one run."""

    def __init__(self, out: TextIO, err: TextIO, environ: Mapping[str, str]) -> None:
        self.out = out
        self.err = err
        self._environ = environ
        #: What --color says, and the setting; empty: as the terminal is.
        self.color = self.usual_color = ""
        self.theme = "auto"
        self.quiet = False
        self._pages = True
        #: What was written and is shown when the command ends; None where nothing is held back.
        self._held: list[tuple[TextIO, str]] | None = None

    @property
    def is_terminal(self) -> bool:
        return is_terminal(self.out)

    def colored(self, stream: TextIO) -> bool:
        """Return whether to colour: NO_COLOR and TERM=dumb say no, ``--color`` decides."""
        wish = self.color or self.usual_color
        if wish in ("always", "never"):
            return wish == "always"
        if self._environ.get("NO_COLOR") or self._environ.get("TERM") == "dumb":
            return False
        return is_terminal(stream)

    def codes(self, stream: TextIO) -> Mapping[str, str]:
        """Return the codes of the styles in the theme, none where nothing is coloured."""
        return THEMES[self.theme] if self.colored(stream) else NO_CODES

    @property
    def width(self) -> int:
        """The columns to fill: COLUMNS, or the terminal's, or 80 when nobody is looking."""
        wish = self._environ.get("COLUMNS", "")
        if wish.isascii() and wish.isdecimal() and 20 <= int(wish) <= 1000:
            return int(wish)
        size = self._terminal_size()
        return max(20, size.columns) if size else 80

    @property
    def rows(self) -> int:
        """The rows of the window: LINES, or the terminal's; 0 where nobody is looking."""
        wish = self._environ.get("LINES", "")
        if self.is_terminal and wish.isascii() and wish.isdecimal():
            return int(wish)
        size = self._terminal_size()
        return size.lines if size else 0

    def _terminal_size(self) -> os.terminal_size | None:
        try:
            return os.get_terminal_size(self.out.fileno()) if self.is_terminal else None
        except (OSError, ValueError, AttributeError):
            return None

    @property
    def is_holding(self) -> bool:
        """Whether something is held back that has not been shown."""
        return bool(self._held)

    def hold(self) -> None:
        """Hold back what follows until the command ends, for a pager where it is long."""
        if self._held is None and self._pages and self._environ.get("TERM") != "dumb":
            self._held = [] if self.rows else None

    def hold_nothing(self) -> None:
        """Show everything at once, without a pager."""
        self._pages = False
        self.release(is_over=True)

    def release(self, *, is_over: bool = False) -> None:
        """Write what was held back; when it ``is_over`` nothing more is."""
        held, self._held = self._held, None
        for stream, text in held or ():
            self._write(stream, text)
        if held is not None and not is_over:
            self._held = []

    def held_for_pager(self) -> str:
        """Return what was held back where it is longer than the window; write it where not."""
        text = "".join(text for _, text in self._held or ())
        if text and rows_taken(text, self.width) >= self.rows:
            return text
        self.release(is_over=True)
        return ""

    def document(self, name: str, data: Mapping[str, Any]) -> None:
        """Print an untyped document, ``schema`` first."""
        self.print_document({"schema": f"syslead/{name}/1", **data})

    def print_document(self, document: Document | dict[str, Any]) -> None:
        """Print a document (base/documents.py) as JSON, and nothing else on stdout."""
        from syslead_cli.base.documents import to_json

        text = to_json(document)
        try:
            if not text.isascii():
                text.encode(getattr(self.out, "encoding", None) or "utf-8")
        except UnicodeEncodeError:  # a terminal without UTF-8
            text = escaped(text, in_ascii=True)
        self.raw(text)  # it may be long: not put together once more
        self.raw("\n")

    def show(self, document: Document, page: Page, *, as_json: bool) -> None:
        """Answer a program with a document, or a person with the page that says the same."""
        if as_json:
            self.print_document(document)
        else:
            self.page(page)

    def page(self, page: Page) -> None:
        self.raw(page_text(page, self.codes(self.out)))

    def line(self, text: str = "") -> None:
        self.raw(visible(text) + "\n")

    def raw(self, text: str) -> None:
        """Write text as it is, plainer where the stream's encoding lacks a character."""
        if self._held is None:
            self._write(self.out, text)
        else:
            self._held.append((self.out, text))

    def write(self, text: str) -> None:
        """Write a help page: Typer takes this for a stream, and tries whether it takes bytes."""
        if not isinstance(text, str):
            raise TypeError("a stream of text")
        self.raw(text)

    def flush(self) -> None:
        """Pass on to the stream; what is held back stays so."""
        self.out.flush()

    def _write(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
        except UnicodeEncodeError:
            stream.write(without(text, stream.encoding or "ascii"))

    def say(self, text: str) -> None:
        """Write a message beside the answer; silent with --quiet."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """Write a message that --quiet does not silence."""
        if self._held is not None and is_terminal(self.err):
            self._held.append((self.err, visible(text) + "\n"))
            return
        self.err.write(visible(text) + "\n")
        self.err.flush()

    def watched(self, things: Sequence[_Thing], what: str) -> Iterator[_Thing]:
        """Yield the things; of many, say to somebody who watches how many are read."""
        is_said = is_terminal(self.err) and not self.quiet and len(things) >= 2 * SAID_EVERY
        for done, thing in enumerate(things, start=1):
            if is_said and done % SAID_EVERY == 0:
                self.err.write(f"\r{done:,} of {len(things):,} {what} read")
                self.err.flush()
            yield thing
        if is_said:
            self.err.write("\r" + " " * 40 + "\r")
            self.err.flush()

    def warn_of_unsaved(self, files: Sequence[str]) -> None:
        """Warn in one line of files of words that wait to be saved."""
        if files:
            words = counted(len(files), "file with words", "files with words")
            self.warn(f" Not saved yet: {words} (syslead repair --apply adds what they hold)")

    def warn_of_damage(self, journal: Journal) -> None:
        """Warn where lines of the journal could not be read, and where not all of it is here."""
        if journal.missing:
            files = first_few([f"{one.file} ({one.problem})" for one in journal.missing], 3)
            self.warn(f"Part of the journal is missing: {files}; it is not counted.")
        if journal.damage:
            lines = counted(len(journal.damage), "line")
            self.warn(f"{lines} could not be read; syslead verify lists them.")
        if journal.plaintext:
            lines = counted(len(journal.plaintext), "entry is", "entries are")
            self.warn(f"{lines} not encrypted, in an encrypted journal; syslead verify lists them.")
        if journal.overruled:
            lines = counted(len(journal.overruled), "plaintext line")
            self.warn(f"{lines} about encrypted entries not applied; syslead verify lists them.")


def rows_taken(text: str, width: int) -> int:
    """Return the rows that a text takes in a window, colours not counted."""
    lines = _COLORS.sub("", text).removesuffix("\n").split("\n")
    return sum(max(1, -(-len(line) // width)) for line in lines)


def _codes(quiet: str, strong: str, accent: str, fell: str, done: str) -> Mapping[str, str]:
    return {"quiet": quiet, "strong": strong, "accent": accent, "fell": fell, "done": done}


#: How styles look: weight, a colour each for what to do, what fell and what was done, which nearly
#: everybody tells apart. All of it reads as well without. ``auto`` has the
#: terminal's own colours; the others suit a light or a dark background, or use no colour.
THEMES = {
    "auto": _codes("2", "1", "36", "1;35", "32"),
    "light": _codes("38;5;242", "1", "38;5;24", "1;38;5;130", "38;5;29"),
    "dark": _codes("38;5;247", "1", "38;5;117", "1;38;5;215", "38;5;79"),
    "none": _codes("2", "1", "", "1", ""),
}
NO_CODES: Mapping[str, str] = {}


def page_text(page: Page, codes: Mapping[str, str] = NO_CODES) -> str:
    """Return a page as text, one line each, with no spaces at line ends."""
    return "".join(_line_text(line, codes) + "\n" for line in page)


def _line_text(line: list[tuple[str, str]], codes: Mapping[str, str]) -> str:
    if not all(text.isprintable() for _, text in line):
        # Whoever made the line has seen to this; should one have forgotten, it ends here.
        line = [(style, re.sub(r"[\n\t]", " ", visible(text))) for style, text in line]
    return "".join(
        f"\x1b[{code}m{text}\x1b[0m" if (code := codes.get(style)) and text.strip() else text
        for style, text in line
    ).rstrip()
