"""What journals made to be slow cost, and how that grows: ``python benchmarks/hostile.py``.

Each journal is made in three sizes, each twice the one before. The figures are seconds of the
processor of a whole run, and the exponent of their growth without the start of the program:
1 is linear, 2 is quadratic. No exponent may reach 1.5.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from syslead_cli.journal.codec import encode_json, with_crc

STAMP = {"ts": "2026-03-29T18:00:00.000+02:00", "tz": "Europe/Berlin", "day": "2026-03-29"}
COMMANDS = ("list --limit 0", "search word", "verify", "export --format jsonl", "repair")
MOST = 1.5
#: Work of less than this many seconds says nothing.
NOISE = 0.15


def note(id_: str, text: str = "x", **more: object) -> bytes:
    return with_crc({"v": 1, "id": id_, "kind": "note", **STAMP, "text": text, **more})


def edit(id_: str, of: str, **changes: object) -> bytes:
    return with_crc({"v": 1, "id": id_, "kind": "revise", **STAMP, "of": of, "set": changes})


def false_crcs(size: int) -> bytes:
    """Return one line: a beginning, and CRCs that do not hold."""
    return b'{"v":' + b',"crc":"00000000"}' * (size // 18)


def met_crcs(size: int) -> bytes:
    """Return one line in which every CRC holds, and no record is."""
    pieces, crc = [b'{"v":1,"x'], crc32(b'{"v":1,"x')
    for _ in range(size // 18):
        pieces.append(b',"crc":"%08x"}' % crc)
        crc = crc32(pieces[-1], crc)
    return b"".join(pieces)


def run_together(size: int) -> bytes:
    """Return one line of whole records."""
    return b"".join(note(f"n{number}") for number in range(size // 130))


def chain(size: int) -> bytes:
    """Return edits of edits, the last one first."""
    count = size // 170
    edits = [edit(f"r{n}", f"r{n + 1}", text=f"{n}") for n in range(count)]
    return b"\n".join([*edits, note(f"r{count}")])


def contents(size: int) -> bytes:
    """Return contents under one id."""
    return b"\n".join(note("a", f"text {number}") for number in range(size // 135))


def long_and_short(size: int) -> bytes:
    """Return one long content and many short ones under its id."""
    return note("a", "x" * (size // 2)) + b"\n" + contents(size // 2)


def tags_and_edits(size: int) -> bytes:
    """Return a record with many tags, and many edits of its text."""
    tags = [f"t{number}" for number in range(size // 20)]
    edits = [edit(f"r{number}", "a", text=f"{number}") for number in range(size // 340)]
    return b"\n".join([note("a", tags=tags), *edits])


def nested(size: int) -> bytes:
    """Return a line of lists within lists, which no reader follows to its end."""
    return encode_json({"v": 1, "id": "a", "kind": "note"})[:-1] + b',"x":' + b"[" * size


JOURNALS: tuple[Callable[[int], bytes], ...] = (
    false_crcs, met_crcs, run_together, chain, contents, long_and_short, tags_and_edits, nested,
)  # fmt: skip


def seconds(content: bytes, command: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "journal", "ab12cd34")
        folder.mkdir(parents=True, mode=0o700)
        (folder / "2026-03.jsonl").write_bytes(content + b"\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "syslead_cli", *command.split()],
            env={**os.environ, "SYSLEAD_HOME": home, "HOME": home},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode in (0, 4), (command, done.returncode, done.stderr[-500:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def exponent(figures: list[float], start: float) -> float:
    """Return how cost grows with size, without the start of the program."""
    half, whole = figures[-2] - start, figures[-1] - start
    return math.log2(whole / half) if half > 0 and whole > NOISE else 0.0


def main() -> int:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_400_000
    sizes = [size, 2 * size, 4 * size]
    worst = 0.0
    start = {command: min(seconds(note("a"), command) for _ in range(3)) for command in COMMANDS}
    kb = "".join(f"{one // 1000:>7} KB" for one in sizes)
    print(f"{'journal':16}{'command':24}{kb}  exponent")
    for journal in JOURNALS:
        for command in COMMANDS:
            figures = [seconds(journal(one), command) for one in sizes]
            power = exponent(figures, start[command])
            worst = max(worst, power)
            cells = "".join(f"{one:10.2f}" for one in figures)
            print(f"{journal.__name__:16}{command:24}{cells}  {power:8.2f}", flush=True)
    return int(worst >= MOST)


if __name__ == "__main__":
    sys.exit(main())
