"""Where typed words go when the journal cannot take them."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from syslead_cli.base.files import NEW_FLAGS, create_file, make_private_folder, write_all

_ODD = re.compile(r"[^A-Za-z0-9.-]")
_NAMES = 20


def _unsynced(path: Path, content: bytes) -> None:
    """The last resort on a disk that takes bytes but cannot confirm them."""
    handle = os.open(path, NEW_FLAGS, 0o600)
    try:
        write_all(handle, content)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def keep(name: str, content: bytes, folders: Sequence[Path]) -> Path | None:
    """Write ``content`` to the first folder that takes it; None when none does.

    Files are new ones, 0600; an earlier one of that name stays. A folder that cannot confirm
    them on disk is used only when no other can.
    """
    for write in (create_file, _unsynced):
        for folder in folders:
            with contextlib.suppress(OSError):
                make_private_folder(folder)
                return _written(write, folder, name, content)
    return None


class Typed:
    """What somebody typed in this run; should the run fail before it is on disk, it is kept."""

    def __init__(
        self,
        folders: Callable[[], Sequence[Path]],
        closed: Callable[[bytes], bytes] = lambda content: content,
    ) -> None:
        self._folders = folders
        self._closed = closed
        self._heard: list[str] = []

    def heard(self, words: str) -> str:
        """The same words, remembered."""
        self._heard.append(words)
        return words

    def kept(self) -> str:
        """Put them in a rescue file and say where; empty where there are none."""
        words = "\n".join(text.rstrip("\n") for text in self._heard if text.strip())
        if not words:
            return ""
        content = _encoded(words) + b"\n"
        kept = self._closed(content)
        name = f"typed-{os.getpid()}.txt{'' if kept == content else '.age'}"
        path = keep(name, kept, self._folders())
        return f"What you wrote is in {path}" if path else f"Here is what you wrote:\n{words}"


def _encoded(words: str) -> bytes:
    """As they came: bytes that are no UTF-8 were read as what stands for them."""
    try:
        return words.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return words.encode("utf-8", "surrogatepass")


def _written(write: Callable[[Path, bytes], None], folder: Path, name: str, content: bytes) -> Path:
    for path in _free_names(folder, name):
        with contextlib.suppress(FileExistsError):
            write(path, content)
            return path
    raise FileExistsError(name)


def _free_names(folder: Path, name: str) -> Iterator[Path]:
    """The name itself, made fit for a file, then the same with a number."""
    stem, dot, ending = _ODD.sub("_", name).rpartition(".")
    yield folder / f"{stem}{dot}{ending}"
    for number in range(2, _NAMES):
        yield folder / f"{stem}-{number}{dot}{ending}"


def rescue_folders(own: Path, environ_home: str) -> list[Path]:
    """The rescue folder itself, then the home folder, then the machine's temporary one."""
    import tempfile

    folders = [own]
    if environ_home:
        folders.append(Path(environ_home))
    with contextlib.suppress(OSError):
        folders.append(Path(tempfile.gettempdir()))
    return folders
