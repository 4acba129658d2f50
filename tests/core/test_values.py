"""Values are dataclasses in all but what they cost: held against the standard library's own."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import ClassVar

import pytest

from syslead_cli.base import values
from syslead_cli.journal.model import KINDS


@values.dataclass(frozen=True, slots=True, order=True)
class Point:
    """A value with every kind of default."""

    kind: ClassVar[str] = "point"
    x: int
    y: int = 2
    tags: list[str] = values.field(default_factory=list)
    hidden: str = values.field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Standard:
    """The same by the standard library."""

    kind: ClassVar[str] = "point"
    x: int
    y: int = 2
    tags: list[str] = dataclasses.field(default_factory=list)
    hidden: str = dataclasses.field(default="", repr=False)


@values.dataclass(slots=True, kw_only=True)
class Base:
    a: int
    b: int = 0

    def total(self) -> int:
        return self.a + self.b


@values.dataclass(slots=True, kw_only=True)
class Longer(Base):
    c: int


def test_it_is_made_shown_and_compared_like_the_standard_one() -> None:
    assert repr(Point(1)) == repr(Standard(1)).replace("Standard", "Point")
    assert Point(1) == Point(1, 2, []) != Point(1, 3)
    assert Point(1) != Standard(1)
    assert Point(1, 2) < Point(1, 3)
    assert Point(1).tags is not Point(1).tags
    assert Point.__match_args__ == Standard.__match_args__
    assert not hasattr(Point(1), "__dict__")
    for wrong in ({}, {"x": 1, "z": 2}):
        with pytest.raises(TypeError):
            Point(**wrong)  # type: ignore[arg-type]


def test_what_is_frozen_stays_and_can_be_a_key() -> None:
    frozen = values.dataclass(frozen=True)(type("P", (), {"__annotations__": {"x": "int"}}))
    assert hash(frozen(1)) == hash(frozen(1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del Point(1).x  # type: ignore[misc]
    with pytest.raises(TypeError):
        hash(Longer(a=1, c=2))


def test_inherited_fields_come_first_and_by_name_only() -> None:
    longer = Longer(a=1, c=3)
    assert (longer.total(), repr(longer)) == (1, "Longer(a=1, b=0, c=3)")
    longer.b = 4
    assert longer.total() == 5
    with pytest.raises(TypeError):
        Longer(1, c=3)  # type: ignore[misc]


def test_the_standard_library_takes_it_for_a_dataclass() -> None:
    assert dataclasses.is_dataclass(Point)
    ours, theirs = dataclasses.fields(Point), dataclasses.fields(Standard)
    assert [(f.name, f.type, f.default) for f in ours] == [
        (f.name, f.type, f.default) for f in theirs
    ]
    assert dataclasses.replace(Point(1), y=5) == Point(1, 5)
    assert values.replace(Point(1), y=5) == Point(1, 5)
    assert values.replace(Standard(1), y=5) == Standard(1, 5)
    assert dataclasses.asdict(Longer(a=1, c=2)) == {"a": 1, "b": 0, "c": 2}


def test_copies_and_pickles() -> None:
    for value in (Point(1, tags=["a"]), Longer(a=1, c=2)):
        assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize("kind", KINDS.values())
def test_records_have_no_dictionary(kind: type) -> None:
    assert "__dict__" not in dir(kind)
