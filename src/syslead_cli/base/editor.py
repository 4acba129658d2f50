"""Run the leader's own editor, on a private file that leaves nothing behind, and pager."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from syslead_cli.base.files import create_file, read_regular, reason, refusing
from syslead_cli.base.folders import link_below, make_private_folder
from syslead_cli.base.paths import EDITING_PREFIX, ORIGINAL
from syslead_cli.base.terminal import Screen, without
from syslead_cli.errors import ExitCode, SysleadError

if TYPE_CHECKING:
    from subprocess import Popen

    from syslead_cli.context import Context

#: As large as an entry from an import may be, whatever its characters take.
_LIMIT = 4 * 1024 * 1024
#: An editor that is back sooner, with nothing changed, has opened a window of its own.
_SOONER_THAN_A_PERSON = 2.0
_CANDIDATES = ("nano", "vim", "vi", "notepad" if os.name == "nt" else "ed")
#: Said before the leader's own settings are read, and once more after them.
_VIM_SET = "set noswapfile noundofile nobackup nowritebackup nomodeline viminfo="
_VIM = ["-n", "-i", "NONE", "--cmd", _VIM_SET, "-c", _VIM_SET]
_EMACS = (
    "(progn (setq make-backup-files nil auto-save-default nil create-lockfiles nil"
    " auto-save-list-file-prefix nil)"
    " (dolist (mode '(savehist-mode recentf-mode save-place-mode desktop-save-mode"
    " global-undo-tree-mode undo-fu-session-global-mode))"
    " (when (and (boundp mode) (symbol-value mode)) (funcall mode -1))))"
)
_MICRO = [
    word
    for name in ("backup", "savehistory", "savecursor", "saveundo")
    for word in (f"-{name}", "false")
]
#: Editors that return at once unless told to wait.
_WINDOWS = frozenset({"code", "code-insiders", "codium", "subl", "zed", "mate", "atom"})


class Editor:
    """Edit a text outside. A text that cannot be taken back stays in the folder for such words."""

    def __init__(self, context: Context) -> None:
        self._context, self._folder = context, context.paths.rescue
        self._environ = context.environ
        self._search_path = context.environ.get("PATH", "") or os.defpath

    def edit(self, text: str, suffix: str = ".md", *, question: str = "") -> str | None:
        """Return the text as the leader left it; None where it is empty or unchanged.

        ``question`` stands above it as a comment, which is taken off again.

        Raises SysleadError where there is no editor or it failed; the message says where the
        text is kept.
        """
        place = self._private_folder()
        path = place / (f"entry{suffix}" if suffix == ".md" else f"settings{suffix}")
        before = text if text.endswith("\n") or not text else text + "\n"
        before = commented(question) + before
        content = before.encode("utf-8", "surrogatepass")
        create_file(path, content)
        create_file(place / ORIGINAL, content)
        monotonic = self._context.clock.monotonic
        started = monotonic()
        with self._keeping(path):
            self._run(path)
        if _is_unchanged(path) and monotonic() - started < _SOONER_THAN_A_PERSON:
            self._await_window(path)
        with self._keeping(path):
            after = _read(path)
        after = after.removeprefix("\ufeff")
        after = uncommented(after) if question else after
        if "\r" not in text:  # an editor's line ends, not the leader's
            after = after.replace("\r\n", "\n")
        _clear(place)
        if after.rstrip("\n") == text.rstrip("\n") or not after.strip():
            return None
        return after if text.endswith("\n") else after.rstrip("\n")

    def command(self) -> list[str]:
        """Return the editor's command line: the setting, $VISUAL, $EDITOR, else nano or vi."""
        import shlex
        from shutil import which

        configured = self._context.settings.editor
        wishes = (configured, *(self._environ.get(name, "") for name in ("VISUAL", "EDITOR")))
        if wish := next(filter(str.strip, wishes), ""):
            if os.path.isabs(wish) and os.path.isfile(wish):
                return [wish]  # a path with blanks, without quotes
            try:
                name, *rest = shlex.split(wish, posix=os.name != "nt")
            except ValueError:
                raise SysleadError(f"The editor command could not be read: {wish}", _HINT) from None
            return [os.path.abspath(name) if os.path.dirname(name) else name, *rest]
        for name in _CANDIDATES:
            if which(name, path=self._search_path):
                return [name]
        raise SysleadError("No editor was found.", _HINT, "no_editor")

    def _private_folder(self) -> Path:
        """Make a private folder whose name says which process it is for."""
        import tempfile

        if link := link_below(self._folder.parent, self._folder):
            raise SysleadError(f"{self._folder} is a {link}; nothing was written there.")
        make_private_folder(self._folder)
        prefix = f"{EDITING_PREFIX}{os.getpid()}-"
        return Path(tempfile.mkdtemp(prefix=prefix, dir=self._folder))

    def _run(self, path: Path) -> None:
        import subprocess

        command = discreet(self.command(), path.parent, self._search_path)
        kind = _kind(command[0], self._search_path)
        try:
            with leaving_signals_to_the_program():
                status = subprocess.run(
                    [*command, str(path)],
                    env={**self._environ, **private_places(kind, path.parent)},
                    cwd=path.parent,
                    check=False,
                ).returncode
        except OSError as problem:
            message = f'The editor "{command[0]}" could not be started: {reason(problem)}.'
            raise SysleadError(message, _HINT, "no_editor") from problem
        except KeyboardInterrupt:  # told to stop meanwhile; the leader has ended the editor now
            raise SysleadError("Stopped.", exit_code=ExitCode.INTERRUPTED) from None
        if status:
            message = (
                f'The editor "{command[0]}" ended with an error ({status}); nothing was saved.'
            )
            raise SysleadError(message, code="editor")

    def _await_window(self, path: Path) -> None:
        """Wait until the leader says that the editor's window is closed, where that can be said.

        Where nobody can say so an unchanged text is taken as final.
        """
        if not self._context.can_ask:
            return
        self._context.screen.warn(
            " The editor came back at once. When you have saved and closed its window, press Enter."
        )
        if not self._context.stdin.readline():
            hint = "Save it there, then run syslead repair --apply" if path.suffix == ".md" else ""
            message = "The editor came back at once, and nothing has changed yet."
            raise SysleadError(f"{message} The file is still here: {path}", hint)

    @contextlib.contextmanager
    def _keeping(self, path: Path) -> Iterator[None]:
        """Keep the words after a failure if any were changed, and say in the error where they are.

        Settings are kept beside the rescue files, never among them: they are no entry.
        """
        try:
            yield
        except SysleadError as problem:
            if _is_unchanged(path) or _is_blank(path):
                _clear(path.parent)
            else:
                problem.message += f"\nWhat you wrote is in {self._kept(path)}"
                problem.args = (problem.message,)
            raise

    def _kept(self, path: Path) -> Path:
        """Move the words to where they are kept; return where that is."""
        folder = self._folder if path.suffix == ".md" else self._folder.parent
        kept = folder / f"edited-{path.parent.name.removeprefix('.edit-')}{path.suffix}"
        try:
            content = path.read_bytes()
            if (encrypted := self._context.key.encrypt_if_possible(content)) == content:
                os.replace(path, kept)
            else:
                kept = kept.with_name(kept.name + ".age")
                create_file(kept, encrypted)
            _clear(path.parent)
        except OSError:
            return path
        return kept


_NOTE = "This comment is removed again."
_COMMENT = re.compile(rf"\A\s*<!--(?:(?!-->).)*{re.escape(_NOTE)}\s*-->[ \t]*\n?\n?", re.DOTALL)


def commented(question: str) -> str:
    """Return a question as a comment above an answer; nothing where there is none."""
    if not question:
        return ""
    return f"<!-- {' '.join(question.split()).replace('--', '–')}\n     {_NOTE} -->\n\n"


def uncommented(text: str) -> str:
    """Return a text without the comment that ``commented`` put above it."""
    return _COMMENT.sub("", text)


#: A socket's whole path has 107 bytes; below its temporary folder Neovim uses up to 34 of them.
_SOCKET_PLACE = 72
_HINT = 'Set one: syslead config set editor "nano", or $EDITOR.'


def discreet(command: Sequence[str], folder: Path, search_path: str) -> list[str]:
    """Return the command with options that keep known editors from leaving copies elsewhere."""
    name, *rest = command
    match _kind(name, search_path):
        case "vim" | "nvim":
            return [name, *_VIM, *rest]
        case "nano":
            return [name, "-C", str(folder), *rest]
        case "emacs":
            return [name, *rest, "--eval", _EMACS]
        case "micro":
            return [name, *_MICRO, *rest]
        case kind if kind in _WINDOWS and "--wait" not in rest and "-w" not in rest:
            return [name, "--wait", *rest]
    return list(command)


def private_places(kind: str, folder: Path) -> dict[str, str]:
    """Return environment variables that keep an editor's temporary files beside the text."""
    if kind in _WINDOWS or kind == "emacsclient":
        return {}  # theirs is another process, and these would send it astray
    if kind == "nvim" and len(os.fsencode(folder)) > _SOCKET_PLACE:
        return {}  # it would cut the name of its socket short and leave it beside the folder
    places = {"TMPDIR": str(folder)}
    if kind == "nano":  # the words that were searched for
        places["XDG_DATA_HOME"] = str(folder)
    return places


def _kind(name: str, search_path: str) -> str:
    """Return which editor a command really is; ``vi`` may be vim by another name."""
    from shutil import which

    stem = Path(name).name.lower().removesuffix(".exe")
    if stem in ("vi", "view", "editor"):
        found = which(name, path=search_path)
        stem = Path(os.path.realpath(found)).name.lower() if found else stem
    if stem.startswith("nvim"):
        return "nvim"
    if stem.startswith(("vim", "gvim", "mvim")):
        return "vim"
    return "emacs" if stem.startswith("emacs") and stem != "emacsclient" else stem


def _read(path: Path) -> str:
    try:
        with refusing("The edited text could not be read"):
            return read_regular(path, _LIMIT).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as problem:
        raise SysleadError(
            f"The edited text is not UTF-8 (byte {problem.start + 1}); nothing was saved."
        ) from problem


def _is_unchanged(path: Path) -> bool:
    try:
        return path.read_bytes() == (path.parent / ORIGINAL).read_bytes()
    except OSError:
        return False


def _is_blank(path: Path) -> bool:
    try:
        return not uncommented(path.read_text("utf-8", "replace")).strip()
    except OSError:
        return True


def _clear(folder: Path) -> None:
    """Remove the private folder with whatever an editor left in it."""
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def leaving_signals_to_the_program() -> Iterator[list[Popen[bytes]]]:
    """Ignore Ctrl-C while an editor or pager runs, and stop after it where told to.

    Yields a list: programs in it are told to stop as well. Raises KeyboardInterrupt once the
    program has ended, where this one was told to stop meanwhile.
    """
    import signal

    received: list[int] = []
    programs: list[Popen[bytes]] = []

    def ignore(signum: int, frame: FrameType | None) -> None:
        """Do nothing; unlike SIG_IGN this is not inherited."""

    def stop(signum: int, frame: FrameType | None) -> None:
        received.append(signum)
        for program in programs:
            program.send_signal(signum)

    wanted = {"SIGINT": ignore, "SIGTERM": stop, "SIGHUP": stop}
    before: dict[int, Any] = {}
    with contextlib.suppress(ValueError):  # not the main thread
        for name, handler in wanted.items():
            number = getattr(signal, name, None)  # Windows has no SIGHUP; nohup has it ignored
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
    try:
        yield programs
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if received:
            raise KeyboardInterrupt


_PAGER = "less -FRX"
#: How a setting or $PAGER says that no pager is wanted; ``cat`` would show the same.
_NO_PAGER = ("", "none", "cat")


def show_held(context: Context) -> None:
    """Show what the screen held back: at once, or through a pager where it is long.

    No setting stands for $PAGER, and where that is not set for less. A pager that cannot be
    started costs a warning, and one that is left early is no error.
    """
    screen, environ, wish = context.screen, context.environ, ""
    with contextlib.suppress(SysleadError):  # a command that needs no settings shows its answer
        wish = context.settings.pager
    text = screen.held_for_pager()
    if not text:
        return
    is_chosen = bool(wish) or "PAGER" in environ
    command = wish or environ.get("PAGER", _PAGER)
    problem = "" if command.strip() in _NO_PAGER else _paged(screen, text, command, environ)
    if problem and is_chosen:
        screen.warn(f'The pager "{command}" could not be started: {problem}.')
    if problem or command.strip() in _NO_PAGER:
        screen.release(is_over=True)


def _paged(screen: Screen, text: str, command: str, environ: Mapping[str, str]) -> str:
    """Hand a text to a pager and wait until it is left. Return why that cannot be, if so."""
    import shlex
    from subprocess import PIPE, Popen

    wish = environ.get("LESS")
    less = "FRX" if wish is None else f"-R {wish}"  # colours, and no history of what was looked for
    settings = {"LV": "-c", **environ, "LESS": less, "LESSHISTFILE": "-"}
    screen.out.flush()
    content = without(text, screen.out.encoding or "utf-8").encode("utf-8", "replace")
    with leaving_signals_to_the_program() as programs:
        try:
            pager = Popen(shlex.split(command, posix=os.name != "nt"), stdin=PIPE, env=settings)
        except (OSError, ValueError, IndexError) as problem:
            return reason(problem) if isinstance(problem, OSError) else str(problem)
        programs.append(pager)  # nothing is typed in it, so it stops where this program does
        with contextlib.suppress(OSError):  # it was left before its end
            pager.communicate(content)
        pager.wait()
    return ""
