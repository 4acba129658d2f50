"""What goes to the screen, and how: answers on stdout, everything else on stderr."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TextIO

from syslead_cli.base.visible import escaped, visible


class Screen:
    """The two output streams of one run."""

    def __init__(self, out: TextIO, err: TextIO, environ: Mapping[str, str]) -> None:
        self.out = out
        self.err = err
        self._environ = environ
        self._color = ""
        self.quiet = False

    def configure(self, *, color: str = "", quiet: bool = False) -> None:
        """The global options; an empty ``color`` leaves it to the settings and the terminal."""
        self._color = color or self._color
        self.quiet = self.quiet or quiet

    @property
    def is_terminal(self) -> bool:
        """Whether a person is likely to be looking at stdout."""
        return _isatty(self.out)

    def colored(self, stream: TextIO) -> bool:
        """NO_COLOR and TERM=dumb are honoured; ``--color`` has the last word."""
        if self._color in ("always", "never"):
            return self._color == "always"
        if self._environ.get("NO_COLOR") or self._environ.get("TERM") == "dumb":
            return False
        return _isatty(stream)

    @property
    def width(self) -> int:
        """Columns to fill: the terminal's, or COLUMNS, or 80 when nobody is looking."""
        wish = self._environ.get("COLUMNS", "")
        if wish.isascii() and wish.isdecimal() and 20 <= int(wish) <= 1000:
            return int(wish)
        if self.is_terminal:
            try:
                return max(20, os.get_terminal_size(self.out.fileno()).columns)
            except (OSError, ValueError, AttributeError):
                pass
        return 80

    def document(self, name: str, data: Mapping[str, Any]) -> None:
        """One JSON document, ``schema`` first, and nothing else on stdout."""
        from syslead_cli.base.json_text import in_ascii, indented

        text = escaped(indented({"schema": f"syslead/{name}/1", **data}))
        try:
            if not text.isascii():
                text.encode(getattr(self.out, "encoding", None) or "utf-8")
        except UnicodeEncodeError:  # a lone surrogate in an old entry, or a terminal without UTF-8
            text = in_ascii(text)
        self.raw(text)  # it may be long: not put together once more
        self.raw("\n")

    def line(self, text: str = "") -> None:
        """One plain line of the answer."""
        self.raw(visible(text) + "\n")

    def raw(self, text: str) -> None:
        """Text as it is. Where the stream's encoding lacks a character, a plainer one stands."""
        try:
            self.out.write(text)
        except UnicodeEncodeError:
            from syslead_cli.base.plain_signs import without

            self.out.write(without(text, self.out.encoding or "ascii"))

    def say(self, text: str) -> None:
        """A message beside the answer; silent with --quiet."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """A message that --quiet does not silence."""
        self.err.write(visible(text) + "\n")
        self.err.flush()


def _isatty(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (ValueError, AttributeError):
        return False
