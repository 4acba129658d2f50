"""A catalog's files as values: where they are, what they are called, what is in them."""

from __future__ import annotations

from syslead_cli.base.values import dataclass
from syslead_cli.framework.framework_core import Framework
from syslead_cli.framework.problems import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the catalog. ``label`` is its name in messages, ``id`` what its name claims."""

    path: str
    label: str
    id: str
    shipped: bool = False
    #: A file checked where it lies may have any name; one in a folder is found by it.
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """One framework file as a list shows it: sound, or with its problems."""

    source: Source
    framework: Framework | None
    problems: tuple[Problem, ...] = ()
    #: A leader's own file that takes the place of the shipped one.
    hides_shipped: bool = False
