"""Standard input, read whole, and whether there is somebody at the other end."""

from __future__ import annotations

from typing import TextIO

from syslead_cli.errors import SysleadError, UsageError

#: Said where a person is to type what a program usually sends.
WAITING = " Type or paste it here; Ctrl-D on a line of its own ends it."


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person may be at it; a closed stream has nobody."""
    try:
        return stream is not None and stream.isatty()
    except (ValueError, AttributeError):
        return False


def read_bytes(stdin: TextIO | None, limit: int) -> bytes:
    """All of it as it is. Raises UsageError where there is none."""
    if stdin is None or stdin.closed:
        raise UsageError("Standard input is closed, so there is no text to read.")
    binary = getattr(stdin, "buffer", None)
    content: bytes = binary.read(limit + 1) if binary else stdin.read(limit + 1).encode()
    check_length(content, limit)
    return content


def check_length(content: bytes, limit: int) -> None:
    """Raises SysleadError where it is longer than that."""
    if len(content) > limit:
        raise SysleadError(f"The text is longer than {limit:,} bytes; nothing was saved.")


def as_text(content: bytes) -> str:
    """The bytes as UTF-8 text. Raises SysleadError where they are no such thing."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise SysleadError(
            f"The text is not UTF-8 (byte {problem.start + 1}); nothing was saved.",
            hint="iconv -t UTF-8 changes the encoding of a file.",
        ) from None
