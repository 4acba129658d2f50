"""What of the picture is wanted on the screen, and how wide."""

from __future__ import annotations

from syslead_cli.base.values import dataclass

LONGEST_LINE = 92


@dataclass(frozen=True, slots=True)
class View:
    """What of the picture is wanted on the screen."""

    width: int
    #: All facets, not only those with something to say.
    every_facet: bool = False
    #: Only these dimensions (empty: all), and within them only these facets (empty: all).
    dimensions: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @property
    def prose(self) -> int:
        """How wide sentences run: lines far longer than a book's are hard to read."""
        return min(self.width, LONGEST_LINE)

    @property
    def is_narrowed(self) -> bool:
        """Whether only part of the framework is wanted."""
        return bool(self.dimensions or self.facets)
