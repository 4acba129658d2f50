"""This machine's name in the journal folder."""

from __future__ import annotations

from pathlib import Path

from syslead_cli.base.files import read_regular
from syslead_cli.errors import SysleadError
from syslead_cli.journal.month_files import is_device_name


def read_device(path: Path) -> str:
    """The name in ``state/device``, empty before the first write.

    Raises SysleadError where something else is in the file: it would become a folder's name.
    """
    try:
        content = read_regular(path, 100)
    except FileNotFoundError:
        return ""
    name = content.decode("ascii", "replace").strip()
    if name and not is_device_name(name):
        raise SysleadError(
            f"{path} does not hold a device name; nothing was saved.",
            hint="Delete that file: a new name is made at the next write.",
            code="device",
        )
    return name
