"""The secret keys in an identity file, as ``age-keygen`` and ``syslead coach keygen`` write it."""

from __future__ import annotations

#: How every secret key of age begins.
LEAD = "AGE-SECRET-KEY-1"


class NoSecretKey(ValueError):
    """The file is no identity file; the message says in a few words why, quoting nothing."""


def secret_keys(content: bytes) -> list[str]:
    """One key a line; blank lines and ``#`` comments do not count. Raises NoSecretKey."""
    try:
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise NoSecretKey("holds no age secret key") from None
    keys = [line for line in lines if line and not line.startswith("#")]
    if any(key.startswith("age1") for key in keys):
        raise NoSecretKey("is a public key; the secret one is needed to open a file")
    if not keys or not all(key.upper().startswith(LEAD) for key in keys):
        raise NoSecretKey("holds no age secret key")
    return keys


def identity_file(secret: str, public: str, title: str = "") -> bytes:
    """The file of a new key, as ``age-keygen`` writes one and ``age`` reads it."""
    heading = f"# {title}\n" if title else ""
    return f"{heading}# public key: {public}\n{secret}\n".encode("ascii")
