"""Ids that sort by time."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.clock import uuid7

moments = st.integers(0, (1 << 48) - 1)
randomness = st.binary(min_size=10, max_size=10)


@given(moments, randomness)
def test_it_is_a_version_7_uuid(milliseconds: int, random: bytes) -> None:
    text = uuid7(milliseconds, random)
    value = uuid.UUID(text)
    assert str(value) == text
    assert value.version == 7
    assert value.variant == uuid.RFC_4122
    assert value.int >> 80 == milliseconds


@given(moments, moments, randomness, randomness)
def test_ids_sort_by_time(one: int, other: int, random: bytes, more: bytes) -> None:
    if one != other:
        assert (uuid7(one, random) < uuid7(other, more)) == (one < other)


def test_randomness_is_used() -> None:
    assert len({uuid7(7, bytes([*range(9), n])) for n in range(256)}) == 256


def test_the_example_of_the_rfc() -> None:
    random = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
