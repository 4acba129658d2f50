"""Plain values: what ``dataclasses`` makes of a class, without what it costs to load.

Every command makes dozens of small frozen classes before it does anything. The standard
library writes and compiles six methods for each, and loads ``inspect`` to do so: together four
times the start of Python itself (DECISIONS.md). Here the methods are shared, and the one that
has to be quick, ``__init__``, is compiled when the first value of a class is made.

The classes still count as dataclasses: ``dataclasses.fields``, ``replace`` and pydantic find
what they look for, made when they look. Type checkers see the standard library's own.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import MISSING, Field, dataclass, field, fields, replace
    from typing import Any

__all__ = ["MISSING", "Field", "dataclass", "field", "fields", "replace"]


class _Missing:
    """Stands where there is no default."""


class _Spec:
    """One field of a value: its name, its type as written, and what it is if left out."""

    __slots__ = ("default", "default_factory", "kw_only", "metadata", "name", "repr", "type")

    def __init__(
        self,
        *,
        default: Any = _Missing,
        default_factory: Any = _Missing,
        repr: bool = True,
        metadata: Any = None,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.repr = repr
        self.metadata = metadata or {}
        self.name = self.type = ""
        self.kw_only = False

    @property
    def is_required(self) -> bool:
        return self.default is _Missing and self.default_factory is _Missing


def _values(
    cls: type[Any] | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    order: bool = False,
    kw_only: bool = False,
) -> Any:
    """A class of values from its annotations; the words of ``dataclasses.dataclass``."""
    if cls is None:
        return lambda made: _values(made, frozen=frozen, slots=slots, order=order, kw_only=kw_only)
    inherited = next((b.__specs__ for b in cls.__mro__[1:] if hasattr(b, "__specs__")), ())
    own = _own_specs(cls, kw_only)
    specs = tuple({spec.name: spec for spec in (*inherited, *own)}.values())
    body = dict(cls.__dict__)
    body |= {"__specs__": specs, "__dataclass_fields__": _AsDataclass()}
    body["__match_args__"] = tuple(spec.name for spec in specs if not spec.kw_only)
    for name, method in _methods(frozen, order).items():
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            body[name] = method
    if not slots:
        for name, value in body.items():
            unchanged = cls.__dict__.get(name, _Missing) is value
            if name not in ("__dict__", "__weakref__") and not unchanged:
                setattr(cls, name, value)
        return cls
    return _with_slots(cls, body, tuple(spec.name for spec in own), inherited)


def _with_slots(cls: Any, body: dict[str, Any], own: Any, inherited: Any) -> Any:
    known = {spec.name for spec in inherited}
    body["__slots__"] = tuple(name for name in own if name not in known)
    for name in (*own, "__dict__", "__weakref__"):
        body.pop(name, None)
    made = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _own_specs(cls: type[Any], kw_only: bool) -> list[_Spec]:
    specs = []
    for name, kind in cls.__annotations__.items():
        if str(kind).startswith("ClassVar"):
            continue
        given = cls.__dict__.get(name, _Missing)
        spec = given if isinstance(given, _Spec) else _Spec(default=given)
        spec.name, spec.type, spec.kw_only = name, kind, kw_only
        if spec is given and spec.default is _Missing:
            delattr(cls, name)
        elif spec is given:
            setattr(cls, name, spec.default)
        specs.append(spec)
    return specs


def _methods(frozen: bool, order: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "__init__": _first_init,
        "__repr__": _repr,
        "__eq__": _eq,
        "__replace__": _replaced,
        "__hash__": _hash if frozen else None,
    }
    if frozen:
        found |= {"__setattr__": _refuse, "__delattr__": _refuse}
        found |= {"__getstate__": _state, "__setstate__": _set_state}
    if order:
        found["__lt__"] = _lt
    return found


# ── the methods all values share ─────────────────────────────────────────────


def _first_init(self: Any, *args: Any, **kwargs: Any) -> None:
    """The first value of a class: its constructor is compiled now, and takes this one's place."""
    owner: Any = next(cls for cls in type(self).__mro__ if "__specs__" in cls.__dict__)
    made = _constructor(owner)
    setattr(owner, "__init__", made)  # noqa: B010 - checkers think of subclasses
    made(self, *args, **kwargs)


def _constructor(cls: Any) -> Callable[..., None]:
    frozen = cls.__setattr__ is _refuse
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": _Missing}
    heads, lines = [], []
    for spec in sorted(cls.__specs__, key=attrgetter("kw_only")):
        name, value = spec.name, spec.name
        if spec.kw_only and "*" not in heads:
            heads.append("*")
        names |= {f"_default_{name}": spec.default, f"_make_{name}": spec.default_factory}
        if spec.default_factory is not _Missing:
            value = f"_make_{name}() if {name} is _missing else {name}"
        heads.append(name if spec.is_required else f"{name}=_default_{name}")
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__(self, {', '.join(heads)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, names)
    names["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    made: Callable[..., None] = names["__init__"]
    return made


def _content(value: Any) -> tuple[Any, ...]:
    return tuple([getattr(value, spec.name) for spec in value.__specs__])


def _eq(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _content(self) == _content(other)


def _lt(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _content(self) < _content(other)


def _hash(self: Any) -> int:
    return hash(_content(self))


def _repr(self: Any) -> str:
    shown = [f"{s.name}={getattr(self, s.name)!r}" for s in self.__specs__ if s.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, *_: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> list[Any]:
    return list(_content(self))


def _set_state(self: Any, state: list[Any]) -> None:
    for spec, value in zip(self.__specs__, state, strict=True):
        object.__setattr__(self, spec.name, value)


def _replaced(self: Any, /, **changes: Any) -> Any:
    """The same value with some fields changed; one of the standard library's own as well."""
    if not hasattr(self, "__specs__"):
        import dataclasses

        return dataclasses.replace(self, **changes)
    for spec in self.__specs__:
        if spec.name not in changes:
            changes[spec.name] = getattr(self, spec.name)
    return self.__class__(**changes)


class _AsDataclass:
    """``__dataclass_fields__``, made by the standard library once somebody asks for it."""

    def __get__(self, value: object, owner: Any) -> dict[str, Any]:
        from dataclasses import make_dataclass

        listed = [(spec.name, spec.type, _standard(spec)) for spec in owner.__specs__]
        made: dict[str, Any] = vars(make_dataclass("_", listed))["__dataclass_fields__"]
        owner.__dataclass_fields__ = made
        return made


def _standard(spec: _Spec) -> Any:
    """The field as the standard library writes it down."""
    import dataclasses

    given: dict[str, Any] = {"repr": spec.repr, "kw_only": spec.kw_only}
    if spec.default is not _Missing:
        given["default"] = spec.default
    if spec.default_factory is not _Missing:
        given["default_factory"] = spec.default_factory
    return dataclasses.field(metadata=spec.metadata, **given)


def _fields(value: Any) -> tuple[_Spec, ...]:
    """The fields of a class of values, or of one of them."""
    specs: tuple[_Spec, ...] = value.__specs__
    return specs


if not TYPE_CHECKING:
    MISSING, Field, dataclass, field, fields, replace = (
        _Missing, _Spec, _values, _Spec, _fields, _replaced,
    )  # fmt: skip
