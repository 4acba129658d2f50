"""Keys and passphrases as people type and write them down."""

from __future__ import annotations

from syslead_cli.crypt.secret_keys import LEAD

_GROUP = 6
#: Letters of a recovery key that are asked back.
ASKED_BACK = 6
#: A passphrase shorter than this is refused; below the second number it is said to be short.
TOO_SHORT, SHORT = 8, 16


def tidy(text: str) -> str:
    """A recovery key as age reads it, however it was copied from paper."""
    return "".join(text.split()).upper()


def is_secret(text: str) -> bool:
    """Whether somebody typed a recovery key where a passphrase was asked for."""
    return tidy(text).startswith(LEAD)


def secret_in(text: str) -> str:
    """The first age key in the text of an identity file; empty where there is none."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line.startswith(LEAD)), "")


def grouped(secret: str) -> list[str]:
    """The key in groups, two lines of them, to be written on paper."""
    head, rest = secret[: len(LEAD)], secret[len(LEAD) :]
    groups = [rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP)]
    half = (len(groups) + 1) // 2
    return [head, " ".join(groups[:half]), " ".join(groups[half:])]


def is_proof(typed: str, secret: str) -> bool:
    """Whether what was typed back is the end of the key."""
    said = tidy(typed)
    return len(said) >= ASKED_BACK and secret.endswith(said)


def weakness(passphrase: str) -> str:
    """What there is to say against a passphrase: ``refused``, ``short``, or nothing."""
    if len(passphrase) < TOO_SHORT or len(set(passphrase)) < TOO_SHORT // 2:
        return "refused"
    return "short" if len(passphrase) < SHORT else ""


def forms_of(passphrase: str) -> tuple[str, ...]:
    """The same letters as other keyboards send them; the first is what is sealed with.

    Where a Mac sends an accent apart from its letter and another machine sends one letter, the
    bytes differ and so would the key. ``age`` takes bytes as they come, so all are tried.
    """
    from unicodedata import normalize

    if passphrase.isascii():
        return (passphrase,)
    composed, apart = normalize("NFC", passphrase), normalize("NFD", passphrase)
    return tuple(dict.fromkeys((composed, passphrase, apart)))
