"""What some work costs as its input grows, told without a stopwatch and a limit in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Content = TypeVar("Content", str, bytes)

#: Four times as much may cost so many times more; where cost grows with the square it is 16.
_MOST = 9
#: Below so many seconds of the processor nothing can be told, and nothing is wrong.
_TOO_LITTLE = 0.03


def keeps_step(work: Callable[[Content], object], text: Content) -> bool:
    """Whether the whole text costs no more, for its length, than its first quarter.

    The processor's time is counted, so that others on the machine do not matter; what noise is
    left only ever adds, and one quiet try is enough.
    """
    for _ in range(6):
        part, whole = _cost(work, text[: len(text) // 4]), _cost(work, text)
        if whole < max(_TOO_LITTLE, _MOST * part):
            return True
    return False


def _cost(work: Callable[[Content], object], text: Content) -> float:
    before = time.process_time()
    work(text)
    return time.process_time() - before
