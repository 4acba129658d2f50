"""The plan of ``forget`` in ``state/erasing``: written before anything changes, done to its end.

Before the plan is on the disk nothing has changed; from then on the work is finished, by the
command that wrote it or by the next one that writes.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.journal.encrypted import closer_of, opener_of
from syslead_cli.journal.files import FILE_LIMIT, month_of
from syslead_cli.journal.forget_match import ForgetRequest, without_corrupt, without_requested
from syslead_cli.journal.own_files import OwnFiles
from syslead_cli.journal.sidecars import Sidecars

if TYPE_CHECKING:
    from syslead_cli.journal.encrypted import JournalKey


class ErasurePlan(Struct, frozen=True, omit_defaults=True):
    """What to forget, as JSON on the disk.

    ``lines`` are to be appended first, as (month, line); ``renamed`` maps old ids to new ones.
    """

    v: Literal[1]
    request: ForgetRequest = msgspec.field(name="order")
    ids: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    renamed: dict[str, str]
    #: Ids of which plaintext lines go and encrypted ones stay.
    overruled: tuple[str, ...] = ()


def write_plan(path: Path, plan: ErasurePlan) -> None:
    """Put the plan on the disk: from now on it is carried out, whatever happens."""
    replace_file(path, json.dumps(msgspec.to_builtins(plan)).encode("ascii"))


def read_plan(path: Path) -> ErasurePlan | None:
    """Return the plan; None where there is none, or none that can be understood.

    Raises OSError where it cannot be read: that is no reason to take it for nothing.
    """
    with contextlib.suppress(
        FileNotFoundError, SysleadError, ValueError, msgspec.MsgspecError, RecursionError
    ):
        return msgspec.convert(json.loads(read_regular(path, FILE_LIMIT)), ErasurePlan)
    return None


def prepare(
    plan: ErasurePlan, own: OwnFiles, sidecars: Sidecars, key: JournalKey | None, left: list[str]
) -> None:
    """Erase everything but the records that go by their ids, from wherever it stopped.

    The lock is held. ``left`` collects the files that refused.
    """
    sidecars.erase(plan.request, plan.renamed, left)
    request, opener, close = plan.request, opener_of(key), closer_of(key)
    for path, content in own.contents(own.of_the_journal(left), left):
        rest = without_corrupt(content, request, month_of(path.name), opener, close)
        own.rewrite(path, content, rest, left)
    for path, content in own.contents(own.private_copies(), left):
        rest = without_requested(content, request, month_of(path.name), opener, close)
        own.rewrite(path, content, rest, left)
