"""Golden pictures of screens. SYSLEAD_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

SCREENS = Path(__file__).resolve().parent / "data" / "screens"


def golden(name: str, text: str) -> None:
    """Compare a screen with its picture."""
    path = SCREENS / name
    if os.environ.get("SYSLEAD_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
