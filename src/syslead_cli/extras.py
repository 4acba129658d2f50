"""How the libraries that do not come by themselves are installed."""

from __future__ import annotations

import sys


def how_to_install(extra: str) -> str:
    """The command for it, with the Python that runs syslead: another's pip would not help."""
    python = sys.executable or "python"
    return f'''{f'"{python}"' if " " in python else python} -m pip install "syslead[{extra}]"'''
