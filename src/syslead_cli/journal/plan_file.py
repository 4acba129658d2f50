"""``state/erasing``: stands while an erasure goes on, and says what is to be done to the end.

Empty, it is the mark of a ``delete``: whatever the remove records name is to be erased. With a
plan in it, what ``forget`` began is finished by whoever writes next.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.base.values import dataclass
from syslead_cli.errors import SysleadError
from syslead_cli.journal.forgetting_core import Order, order_data, order_from

_LIMIT = 512 * 1024 * 1024
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to forget: the order, the ids, lines to append first (month and line), new ids."""

    order: Order
    ids: tuple[str, ...]
    lines: tuple[tuple[str, bytes], ...]
    renamed: Mapping[str, str]


def write_plan(path: Path, plan: Plan) -> None:
    """Put it on the disk: from now on it is carried out, whatever happens."""
    data = {
        "v": _VERSION,
        "order": order_data(plan.order),
        "ids": list(plan.ids),
        "lines": [[month, line.decode("utf-8")] for month, line in plan.lines],
        "renamed": dict(plan.renamed),
    }
    replace_file(path, json.dumps(data).encode("ascii"))


def read_plan(path: Path) -> Plan | None:
    """The plan; None where there is none, or none that can be understood.

    Raises OSError where it cannot be read: that is no reason to take it for nothing.
    """
    with contextlib.suppress(
        FileNotFoundError, SysleadError, ValueError, LookupError, TypeError, RecursionError
    ):
        data = json.loads(read_regular(path, _LIMIT))
        if data["v"] == _VERSION:
            return Plan(
                order_from(data["order"]),
                tuple(map(str, data["ids"])),
                _lines(data["lines"]),
                {str(old): str(new) for old, new in data["renamed"].items()},
            )
    return None


def _lines(pairs: Sequence[Sequence[str]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((str(month), str(line).encode("utf-8")) for month, line in pairs)
