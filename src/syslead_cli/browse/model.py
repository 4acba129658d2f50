"""What the browser was asked for, where it stood, and what it leaves to be done."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Asked(NamedTuple):
    """The words looked for, and at most one facet, voice and tag; empty: any."""

    words: str = ""
    facet: str = ""
    voice: str = ""
    tag: str = ""


class Choice(NamedTuple):
    """A facet, voice or tag to choose; ``times`` is None where it is not counted."""

    value: str
    name: str
    times: int | None = None


class BrowseState(NamedTuple):
    """What was asked for and which entry was looked at, to go on after an edit."""

    asked: Asked = Asked()
    entry: str = ""


class Wish(NamedTuple):
    """An entry to edit or delete, outside the full screen."""

    what: Literal["edit", "delete"]
    id: str
    state: BrowseState
