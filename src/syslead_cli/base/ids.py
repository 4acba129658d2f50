"""Record ids: UUID version 7 (RFC 9562, section 5.7), from a moment and random bytes."""

from __future__ import annotations


def uuid7(milliseconds: int, random: bytes) -> str:
    """``milliseconds`` since 1970 (UTC) and ten random bytes make an id that sorts by time."""
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
