"""What things are called in a brief: by their names where the tier shows them, else by place."""

from __future__ import annotations

from syslead_cli.base.visible import one_line
from syslead_cli.sharing.pack_read import PackRead, SurroundingRead, TensionRead

LONGEST = 44
#: What stands for a name the leader dropped.
NAME_DROPPED = "…"

Labels = dict[tuple[str, int], str]


def short(text: str, most: int = LONGEST) -> str:
    """On one line, and cut where it is very long."""
    text = one_line(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def labels_of(pack: PackRead) -> Labels:
    """Every dimension and facet by (unit, place)."""
    units = (("dimension", pack.dimensions), ("facet", pack.facets))
    return {
        (kind, unit.place): short(unit.name) or f"{kind.capitalize()} {unit.place}"
        for kind, those in units
        for unit in those
    }


def within(pack: PackRead, labels: Labels, place: int) -> str:
    """The dimension a facet belongs to, as it is called; empty where that is not known."""
    home = next((facet.dimension for facet in pack.facets if facet.place == place), None)
    return labels[("dimension", home)] if home else ""


def item_label(item: SurroundingRead) -> str:
    """An item of the environment."""
    return short(item.name) or f"item {item.place}"


def poles(tension: TensionRead) -> str:
    """``lead / follow``."""
    return " / ".join(short(pole, 30) for pole in tension.poles[:3]) or short(tension.id)


def said_name(name: str) -> str:
    """``carers-forum`` as one would say it."""
    if name == NAME_DROPPED:
        return "a name that was dropped"
    return short(name.replace("-", " "), 40)
