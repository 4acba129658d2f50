"""Put what a command makes where it was asked for: a file, standard output, the browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.documents import Document, to_json
from syslead_cli.base.files import check_output, write_new
from syslead_cli.base.options import one_of
from syslead_cli.base.text import visible
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context


def chosen_form(form: str, output: str, formats: Iterable[str], *, as_json: bool = False) -> str:
    """Return the format that --json, --format or else the ending of a file's name says.

    Empty where none of them says one. Raises UsageError for one that is not known, and for two.
    """
    if as_json and form not in ("", "json"):
        raise UsageError("Use --json or --format, not both.")
    if as_json:
        return "json"
    if form:
        return one_of(form, formats, "Format")
    ending = Path(output).suffix.casefold().removeprefix(".")
    form = "html" if ending == "htm" else ending
    return form if form in formats else ""


def needed_form(formats: Sequence[str]) -> str:
    """Return a hint for a file whose format is not known."""
    return f"Choose one of {', '.join(formats)}, or a file name with one of these endings."


class Destination:
    """Where a document goes: a file (0600) or standard output, and perhaps the browser.

    ``is_opened`` is None for a command without --open; others name their ``formats``. A file that
    is there stays, unless ``may_replace``. Raises UsageError or SysleadError where the document
    cannot go there, before anything is read.
    """

    def __init__(
        self,
        context: Context,
        output: str,
        form: str,
        command: str,
        *,
        is_opened: bool | None = None,
        formats: Sequence[str] = (),
        may_replace: bool = False,
    ) -> None:
        if is_opened is not None and output and not form:
            raise UsageError("--output needs --format.", needed_form(formats))
        if is_opened and form != "html":
            raise UsageError("--open needs --format html.")
        if form == "html" and not (output or is_opened) and context.screen.is_terminal:
            more = "" if is_opened is None else ", or --open to look at it."
            hint = f"{command} --format html -o FILE.html{more}"
            raise UsageError("A page needs a file to go to.", hint)
        if is_opened and output == "-":
            raise UsageError("--open needs a file, and - is standard output.")
        self._context = context
        self._is_opened = bool(is_opened)
        self.path = None if output in ("", "-") else Path(output).expanduser().absolute()
        self.is_taken = self.path is not None and check_output(
            self.path, context.paths.journal, may_replace=may_replace
        )

    def put(self, made: str | bytes | Document) -> None:
        """Write the document; what is opened and has no name goes to a new folder."""
        screen, path = self._context.screen, self.path
        is_printed = path is None and not self._is_opened
        if isinstance(made, Document):
            if is_printed:
                screen.print_document(made)
                return
            made = f"{to_json(made)}\n"
        content = made.encode("utf-8", "backslashreplace") if isinstance(made, str) else made
        if is_printed:
            self._print(content)
            return
        if path is None:
            from tempfile import mkdtemp

            path = Path(mkdtemp(prefix="syslead-")) / "page.html"
        write_new(path, content, over=self.is_taken)
        screen.say(f"Wrote {path}, readable by you alone.")
        if self._is_opened:
            _open_in_browser(path)
        if self._is_opened and self.path is None:
            screen.say("Delete it when you have finished with it; syslead keeps no copy.")

    def _print(self, content: bytes) -> None:
        """Print bytes, whatever the stream's encoding; a terminal gets no control characters."""
        screen, out = self._context.screen, self._context.stdout
        binary = getattr(out, "buffer", None)
        if binary is None or screen.is_terminal:
            text = content.decode("utf-8")
            screen.raw(visible(text) if screen.is_terminal else text)
        else:
            out.flush()
            binary.write(content)


def _open_in_browser(path: Path) -> None:
    """Hand a file to the program that opens pages on this machine."""
    import subprocess
    import sys
    from shutil import which

    if sys.platform == "win32":
        import os

        os.startfile(path)
        return
    opener = which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise SysleadError("No browser was found to open the page.", f"The page is {path}.")
    quiet = subprocess.DEVNULL
    subprocess.Popen(  # its window outlives this run
        [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
