"""What the head of an age file says before anything is decrypted (the format is age v1, public).

Only looked at, never trusted: whom it is for, and how much work a passphrase would cost. A file
may ask for years of work, so that is refused before the work begins.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, NamedTuple

from syslead_cli.crypt.keys import forms_of
from syslead_cli.errors import SysleadError, how_to_install

MAGIC = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
#: log₂ of the scrypt work we will do: 2²² takes some ten seconds and 4 GB. The ``age`` command
#: writes 18 and refuses more than 22.
WORK_LIMIT = 22
_HEADER_LIMIT = 64 * 1024


class NotAge(ValueError):
    """It does not begin as an age file does; the message says in a few words why."""


class Header(NamedTuple):
    """``kinds``: one word a stanza (``X25519``, ``scrypt``); ``work``: log₂ of scrypt's rounds."""

    kinds: tuple[str, ...]
    work: int
    armoured: bool

    @property
    def by_passphrase(self) -> bool:
        """Whether a passphrase opens it rather than a key."""
        return "scrypt" in self.kinds


def read_header(data: bytes) -> Header:
    """The header of an age file, armoured or not. Raises NotAge."""
    start = data.lstrip(b" \t\r\n")
    armoured = start.startswith(_ARMOUR)
    binary = _unwrapped(start) if armoured else data[:_HEADER_LIMIT]
    if not binary.startswith(MAGIC):
        raise NotAge("it is not an age file")
    kinds: list[str] = []
    work = 0
    for line in binary[len(MAGIC) :].split(b"\n"):
        if line.startswith(b"---"):
            return Header(tuple(kinds), work, armoured)
        if line.startswith(b"-> "):
            words = line.decode("ascii", "replace").split(" ")
            kinds.append(words[1])
            if words[1] == "scrypt":
                work = max(work, _work(words))
    raise NotAge("its header is cut short")


def as_written(data: bytes) -> bytes:
    """Armour without what mail does to it: line ends, blanks around it. Others as they are."""
    start = data.lstrip(b" \t\r\n")
    if not start.startswith(_ARMOUR):
        return data
    return b"".join(line.rstrip() + b"\n" for line in start.rstrip().splitlines())


def _work(words: list[str]) -> int:
    if len(words) != 4 or not words[3].isascii() or not words[3].isdecimal() or len(words[3]) > 3:
        raise NotAge("its header is damaged")
    return int(words[3])


def _unwrapped(data: bytes) -> bytes:
    """The first bytes inside the armour: enough for a header."""
    lines = data[: _HEADER_LIMIT * 2].splitlines()[1:]
    body = b"".join(line.strip() for line in lines if not line.startswith(_ARMOUR_END))
    try:
        return base64.b64decode(body[: len(body) // 4 * 4], validate=True)
    except binascii.Error:
        raise NotAge("its armour is damaged") from None


# ── vault ──
# Encryption, by the age library: the only place that knows it (optional extra ``age``).
#
# Whatever is opened is opened in memory and given out only once the whole of it was verified.
# Messages name the file and never a key, a passphrase or a word of what is inside.


#: The least work of a new file (log₂ of scrypt's rounds), and how often that is tried for.
_FAIR_WORK, _SEALED = 17, 3
#: What the library says of work that it takes for too much, and how often it is asked again.
_TOO_MUCH, _MEASURED = "Excessive work", 200


class KeyPair(NamedTuple):
    """``secret``: ``AGE-SECRET-KEY-1…``, never shown unasked; ``public``: ``age1…``."""

    secret: str
    public: str


class Vault:
    """Seals to public keys or a passphrase, and opens. Bytes in, bytes out; touches no file."""

    def check_library(self) -> None:
        """Raises SysleadError (``vault.missing``) where the age library is not installed."""
        _age()

    def new_key(self) -> KeyPair:
        """A fresh key pair."""
        key = _age().x25519.Identity.generate()
        return KeyPair(str(key), str(key.to_public()))

    def public_of(self, secret: str) -> str:
        """The public half. Raises SysleadError (``vault.bad_key``) for what is no secret key."""
        return str(_secret(secret).to_public())

    def check_public(self, public: str) -> str:
        """The key as it was given, if it is one. Raises SysleadError (``vault.bad_key``)."""
        _public(public)
        return public

    def seal(self, data: bytes, to: Sequence[str], *, armoured: bool = False) -> bytes:
        """An age file that each of these public keys opens. Raises SysleadError."""
        return bytes(_age().encrypt(data, [_public(key) for key in to], armored=armoured))

    def open(self, data: bytes, secrets: Sequence[str], what: str) -> bytes:
        """The content, when all of it was verified; ``what`` names the file in messages.

        Raises SysleadError: ``vault.not_age``, ``vault.wrong_key``, ``vault.damaged``.
        """
        age = _age()
        if _header(data, what).by_passphrase:
            raise SysleadError(
                f"{what} is encrypted with a passphrase, not to your key.",
                hint="Ask for one made with your public key.",
                code="vault.wrong_key",
            )
        keys = [_secret(secret) for secret in secrets]
        try:
            return bytes(age.decrypt(as_written(data), keys))
        except age.DecryptError as problem:
            raise _not_opened(str(problem), what) from None

    def seal_with_passphrase(
        self, data: bytes, passphrase: str, *, armoured: bool = False
    ) -> bytes:
        """An age file that the passphrase opens; takes about two seconds, on purpose.

        The library chooses the work by a measurement of a millisecond, and chooses too little
        while the machine is busy: then the best of a few is taken.
        """
        typed = forms_of(_text(passphrase))[0]
        best = b""
        for _ in range(_SEALED):
            sealed = bytes(_age().passphrase.encrypt(data, typed, armored=armoured))
            best = max(best or sealed, sealed, key=lambda file: read_header(file).work)
            if read_header(best).work >= _FAIR_WORK:
                break
        return best

    def open_with_passphrase(self, data: bytes, passphrase: str, what: str) -> bytes:
        """The content, verified. A file that asks for absurd work is refused before any.

        Raises SysleadError: ``vault.not_age``, ``vault.work``, ``vault.wrong_passphrase``,
        ``vault.busy``.
        """
        header = _header(data, what)
        if not header.by_passphrase:
            raise SysleadError(
                f"{what} is encrypted to a key, not with a passphrase.", code="vault.wrong_key"
            )
        if header.work > WORK_LIMIT:
            raise SysleadError(
                f"{what} asks for 2^{header.work} rounds of work; the limit is 2^{WORK_LIMIT}.",
                hint="No honest file asks for that; it was changed or made to stall you.",
                code="vault.work",
            )
        for typed in forms_of(_text(passphrase)):
            opened = _with_passphrase(as_written(data), typed, what)
            if opened is not None:
                return opened
        raise SysleadError(
            f"{what} does not open with that passphrase.",
            hint="Try again; capital letters count. If it never opens, it may be damaged.",
            code="vault.wrong_passphrase",
        )


def _with_passphrase(data: bytes, typed: str, what: str) -> bytes | None:
    """What is inside; None where that is not the passphrase. Raises SysleadError (``vault.busy``).

    The library refuses what would keep this machine for sixteen seconds. It measures that for a
    millisecond each time, so a busy machine is often refused the right passphrase: ask again.
    """
    age = _age()
    for _ in range(_MEASURED):
        try:
            return bytes(age.passphrase.decrypt(data, typed))
        except age.DecryptError as problem:
            if _TOO_MUCH not in str(problem):
                return None
    raise SysleadError(
        f"{what} was made on a much faster machine, or this one is too busy to try a passphrase.",
        hint="Try again when less is running. The age command opens it too: age -d FILE.",
        code="vault.busy",
    )


def opener(secret: str) -> Any:
    """A function bytes → bytes for thousands of small messages; raises ``age.DecryptError``."""
    age = _age()
    keys = [_secret(secret)]
    decrypt = age.decrypt
    return lambda data: decrypt(data, keys)


def closer(public: str) -> Any:
    """A function bytes → an age file, for thousands of small messages to one public key."""
    age = _age()
    keys = [_public(public)]
    encrypt = age.encrypt
    return lambda data: encrypt(data, keys)


def decrypt_error() -> type[Exception]:
    """What ``opener``'s function raises."""
    error: type[Exception] = _age().DecryptError
    return error


def fingerprint(public: str) -> str:
    """Five groups of four hex digits to read out on the telephone: SHA-256 of the key's text."""
    import hashlib

    digits = hashlib.sha256(public.strip().encode()).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def is_age(data: bytes) -> bool:
    """Whether it begins as an age file does."""
    try:
        read_header(data)
    except NotAge:
        return False
    return True


def _age() -> Any:
    try:
        import pyrage
    except ImportError:
        raise SysleadError(
            "Encryption needs the age library, which is not installed.",
            hint=how_to_install("age"),
            code="vault.missing",
        ) from None
    return pyrage


def _header(data: bytes, what: str) -> Header:
    try:
        return read_header(data)
    except NotAge as problem:
        raise SysleadError(f"{what} cannot be opened: {problem}.", code="vault.not_age") from None


def _text(passphrase: str) -> str:
    try:
        passphrase.encode()
    except UnicodeEncodeError:
        raise SysleadError(
            "That passphrase is not UTF-8 text.",
            hint="Set the terminal to UTF-8, or choose one of plain letters.",
            code="vault.passphrase",
        ) from None
    return passphrase


def _secret(secret: str) -> Any:
    age = _age()
    try:
        return age.x25519.Identity.from_str(secret.strip())
    except (age.IdentityError, UnicodeEncodeError):
        raise SysleadError(
            "That is not an age secret key.",
            hint="It begins with AGE-SECRET-KEY-1 and is one line of 74 characters.",
            code="vault.bad_key",
        ) from None


def _public(public: str) -> Any:
    age = _age()
    try:
        return age.x25519.Recipient.from_str(public.strip())
    except (age.RecipientError, UnicodeEncodeError):
        raise SysleadError(
            "That is not an age public key.",
            hint="It begins with age1 and is one line of 62 characters.",
            code="vault.bad_key",
        ) from None


def _not_opened(problem: str, what: str) -> SysleadError:
    if "No matching keys" in problem:
        return SysleadError(
            f"{what} is encrypted, and not to your key.",
            hint="Give the sender your public key again and ask for a new file.",
            code="vault.wrong_key",
        )
    return SysleadError(
        f"{what} is damaged: it does not decrypt to the end, so nothing of it was used.",
        hint="Ask for the file again.",
        code="vault.damaged",
    )
