"""Start syslead, and turn every error into an exit code and a message."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing alone would double what --version costs
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from syslead_cli.context import Context
    from syslead_cli.errors import SysleadError


def main(argv: Sequence[str] | None = None, context: Context | None = None) -> int:
    """Run one command and return its exit code. Nothing escapes as a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    completing = "_SYSLEAD_COMPLETE" in os.environ
    if arguments in (["--version"], ["-V"]) and context is None and not completing:
        from syslead_cli import __version__

        try:
            print(f"syslead {__version__}", flush=True)  # noqa: T201 - nothing is loaded yet
        except OSError:
            _forget(sys.stdout)
        return 0
    os.umask(0o077)
    if context is None:
        _fill_closed_streams()
        _leave_no_core()
        _stop_when_told()
        from syslead_cli.errors import without_module

        # msgspec takes from typing_extensions what typing has in every Python this program runs
        # on, and importing it costs as much as the start of Python itself.
        with without_module("typing_extensions"):
            import msgspec  # noqa: F401
    from syslead_cli.context import Context as ProcessContext

    world = context or ProcessContext()
    if world.environ.get("_SYSLEAD_COMPLETE"):
        from syslead_cli.app import complete

        return complete(world)
    return _guarded(arguments, world)


def _fill_closed_streams() -> None:
    """Open /dev/null for closed streams, so that a journal file never gets one of their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")


def _leave_no_core() -> None:
    """Switch core dumps off, for this program and for an editor it starts.

    The limit is what most systems look at; where dumps go to another program instead (Linux),
    what they may contain is set to nothing.
    """
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        handle = os.open("/proc/self/coredump_filter", os.O_WRONLY)
        try:
            os.write(handle, b"0")
        finally:
            os.close(handle)
    except (ImportError, OSError, ValueError):
        pass  # Windows has neither, other systems only the first


def _stop_when_told() -> None:
    """End on SIGTERM and SIGHUP (a closed window) as on Ctrl-C: what was typed is kept."""
    import signal

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP; nohup has it ignored
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _guarded(arguments: list[str], context: Context) -> int:
    from syslead_cli.errors import ExitCode, SysleadError

    try:
        status = _run(arguments, context)
        if context.screen.is_holding:
            from syslead_cli.base.editor import show_held

            show_held(context)
        context.stdout.flush()
        _end_typing(context)
        return status
    except SysleadError as problem:
        status = _reported(problem, context)
        if problem.words_kept:
            _end_typing(context)
        else:
            _read_rest_of_input(arguments, context)
            mistyped = status == ExitCode.USAGE or problem.code in _NOBODY
            _keep_words(context, arguments if mistyped and context.can_ask else ())
        return status
    except KeyboardInterrupt:
        _say(context, "Stopped.")
        _keep_words(context)
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click ends a broken pipe in its own way
        _forget(context.stdout)
        return ExitCode.DONE
    except Exception as problem:
        if isinstance(problem, OSError):
            status = _reported(_refused(problem), context)
        else:
            status = _logged(problem, context)
        _read_rest_of_input(arguments, context)
        _keep_words(context)
        return status


def _run(arguments: list[str], context: Context) -> int:
    """Run a command in its plainest shape without Typer, any other through it.

    A test holds the answers of both ways against each other.
    """
    if _WRITING.intersection(arguments):  # a file may be called anything; words are UTF-8
        from syslead_cli.base.terminal import as_text

        for word in arguments:
            if not word.isascii() and not os.path.exists(word):
                as_text(word.encode("utf-8", "surrogateescape"))
    status = narrow(arguments, context)
    if status is not None:
        return status
    from syslead_cli.app import run as run_command

    return run_command(arguments, context)


def narrow(arguments: Sequence[str], context: Context) -> int | None:
    """Run what is typed most, without a command line's machinery; return its exit code.

    None for what is in no plain shape: it goes the long way.
    """
    as_json = arguments[-1:] == ["--json"]
    match arguments[:-1] if as_json else arguments:
        case ["remind", *_] if {"--exit-code", "--json", "--notify"}.issuperset(arguments[1:]):
            from syslead_cli.remind.screen import say_what_is_due

            return say_what_is_due(
                context,
                as_json="--json" in arguments,
                exit_code="--exit-code" in arguments,
                with_notice="--notify" in arguments,
            )
        case []:
            from syslead_cli.reflect.today import today_page

            context.screen.hold()
            today_page(context, as_json=as_json)
        case ["note", "-"]:
            from syslead_cli.reflect.notes import take_note

            take_note(context, "-", as_json=as_json)
        case ["list"]:
            from syslead_cli.journal.screen import print_entries

            context.screen.hold()
            print_entries(context, as_json=as_json)
        case _:
            return None
    return 0


def _refused(problem: OSError) -> SysleadError:
    """Return the error for a refusal by the machine that nobody expected, such as a full disk."""
    from syslead_cli.errors import SysleadError

    where = f"{problem.filename}: " if problem.filename else ""
    cause = problem.strerror or type(problem).__name__
    return SysleadError(
        f"{where}{cause}.", "syslead verify checks whether the journal is complete."
    )


def _reported(problem: SysleadError, context: Context) -> int:
    _say(context, f"syslead: {problem.message}")
    if problem.hint:
        _say(context, f"  {problem.hint}")
    return problem.exit_code


#: What is named on the command line and is not there.
_NOBODY = ("not_found", "coach.nobody")
#: Commands that take a leader's words from standard input.
_WRITING = {"note", "intend", "intentions", "reflect", "review", "assess", "edit", "prompts"}


def _read_rest_of_input(arguments: list[str], context: Context) -> None:
    """Hear what was given or piped in and not read yet: no failure before it costs a word."""
    from syslead_cli.base.terminal import is_terminal

    try:
        if not _WRITING.intersection(arguments) or context.typed.has_words:
            return
        for words in _words_among(arguments):
            context.typed.given(words)
        if "-" in arguments and not is_terminal(context.stdin):
            context.read_words()
    except (Exception, KeyboardInterrupt):  # what is no text, too long or cut off is kept too
        return


def _words_among(arguments: list[str]) -> Iterator[str]:
    """Yield a leader's words on a mistyped line; those that follow each other are one text."""
    from itertools import pairwise

    takes_words = arguments[0] in ("note", "intend")
    text: list[str] = []
    for before, word in pairwise([*arguments, "-"]):
        value = word.removeprefix("--text=")
        begins = before == "--text" or value != word or len(word.split()) > 1
        if value[:1] != "-" and (text or begins or (takes_words and before[:2] != "--")):
            text.append(value)
        elif text:
            yield " ".join(text)
            text = []


def _keep_words(context: Context, said_back: Sequence[str] = ()) -> None:
    """Write what was typed and did not reach the journal to a rescue file.

    ``said_back``: words that are said back instead.
    """
    try:
        notice = context.typed.kept(said_back) if "typed" in context.__dict__ else ""
    except Exception:  # whatever happened before is what is reported
        return
    if notice:
        _say(context, notice)
    _end_typing(context)


def _end_typing(context: Context) -> None:
    """Take the file of what was being typed away: the words are saved, or kept elsewhere."""
    if "typed" in context.__dict__:
        context.typed.ended()


def _say(context: Context, text: str) -> None:
    from syslead_cli.base.text import visible

    try:
        context.screen.release(is_over=True)
        context.stdout.flush()
    except (OSError, ValueError):
        _forget(context.stdout)
    try:
        context.stderr.write(visible(text) + "\n")
        context.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass  # nobody is listening; the exit code still tells


def _forget(stream: TextIO) -> None:
    """Replace a stream whose reader went away, so that Python does not complain at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError, AttributeError):
        pass


def _logged(bug: Exception, context: Context) -> int:
    """Write two lines for the user, and a log of files and line numbers without journal text."""
    from traceback import extract_tb

    from syslead_cli import __version__
    from syslead_cli.errors import ExitCode

    frames = [f"{at.filename}:{at.lineno} {at.name}" for at in extract_tb(bug.__traceback__)]
    report = "\n".join([f"syslead {__version__}", type(bug).__name__, *frames]) + "\n"
    try:
        from syslead_cli.base.files import replace_file

        path = context.paths.state / "bug.log"
        replace_file(path, report.encode("utf-8", "replace"))
        where = f"{path} shows where it happened (it holds no journal text)."
    except Exception:
        where = f"It happened at {frames[-1] if frames else 'an unknown place'}."
    _say(context, f"syslead has a bug ({type(bug).__name__}). This is not your fault.")
    _say(context, f"  {where}")
    return ExitCode.BUG


def run() -> None:
    """Run as the console script."""
    import gc

    # A command lives for a second: looking for what it no longer needs costs a tenth of that.
    gc.set_threshold(1_000_000)
    _leave(main())


def _leave(status: int) -> None:
    """End the process at once: memory need not be taken down first."""
    import atexit

    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # as where it was closed before the program began
                stream.flush()
    except (OSError, ValueError):
        sys.exit(status)
    threads = sys.modules.get("threading")
    if atexit._ncallbacks() or (threads and threads.active_count() > 1):
        sys.exit(status)  # somebody has something left to do
    os._exit(status)


if __name__ == "__main__":
    run()
