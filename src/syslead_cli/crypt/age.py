"""Encryption by the age library (optional extra ``age``); the only module that imports it.

Bytes in, bytes out; no file is touched. Content is decrypted in memory and returned only once
all of it was verified. Messages name the file, never a key, a passphrase or the content. The
header of a file is parsed before anything is decrypted: a file may ask for years of scrypt work,
which is refused before the work begins.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from syslead_cli.crypt.keys import MAGIC, DecryptionError
from syslead_cli.errors import SysleadError, how_to_install

_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
#: What mail puts around a line: indents, quote marks, a mark of the byte order, hard blanks.
_AROUND = b" \t\r>|\xef\xbb\xbf\xc2\xa0"
_HEADER_LIMIT = 64 * 1024
#: The largest log₂ of scrypt's rounds that is accepted: 2²² takes some ten seconds and 4 GB.
#: The ``age`` command writes 18 and refuses more than 22.
WORK_LIMIT = 22
#: The least work of a new file, and how often a file with that much is tried for.
_FAIR_WORK, _ENCRYPTED = 17, 3
#: How the library refuses too much work, and how often it is asked again.
_TOO_MUCH, _MEASURED = "Excessive work", 200
#: How it refuses a file that is encrypted to other keys.
_OTHER_KEY = "No matching keys"


class KeyPair(NamedTuple):
    """``secret``: ``AGE-SECRET-KEY-1…``, never shown unasked; ``public``: ``age1…``."""

    secret: str
    public: str


def passphrase_work(data: bytes, what: str) -> int | None:
    """Return the log₂ of scrypt's rounds that the passphrase of an age file takes.

    None where the file is encrypted to keys. Only the header is parsed, armoured or not. Raises
    SysleadError (``vault.not_age``).
    """
    block = _armoured(data)
    binary = _unwrapped(block, what) if block else data[:_HEADER_LIMIT]
    if not binary.startswith(MAGIC):
        raise _not_age(what, "it is not an age file")
    head, end, _ = binary[len(MAGIC) - 1 :].partition(b"\n---")
    stanzas = [line.decode("ascii", "replace").split(" ") for line in head.split(b"\n")]
    works = [words[3:] for words in stanzas if words[:2] == ["->", "scrypt"]]
    if not all(re.fullmatch(r"[0-9]{1,3}", " ".join(work)) for work in works):
        raise _not_age(what, "its header is damaged")
    if not end:
        raise _not_age(what, "its header is cut short")
    return max((int(work) for (work,) in works), default=None)


def _unwrapped(data: bytes, what: str) -> bytes:
    """Decode the first bytes inside the armour: enough for a header."""
    lines = data[: _HEADER_LIMIT * 2].splitlines()[1:]
    body = b"".join(line.strip() for line in lines if not line.startswith(_ARMOUR_END))
    try:
        return base64.b64decode(body[: len(body) // 4 * 4], validate=True)
    except binascii.Error:
        raise _not_age(what, "its armour is damaged") from None


def _not_age(what: str, why: str) -> SysleadError:
    return SysleadError(f"{what} cannot be opened: {why}.", code="vault.not_age")


def is_age(data: bytes) -> bool:
    """Return whether the bytes begin as an age file does."""
    try:
        passphrase_work(data, "")
    except SysleadError:
        return False
    return True


def _armoured(data: bytes) -> bytes:
    """Return the armoured block in a text, such as a mail: its lines without indent or quote marks.

    Nothing where there is none.
    """
    if data.startswith(MAGIC) or _ARMOUR not in data:
        return b""
    lines = [line.strip(_AROUND) for line in data.splitlines()]
    if _ARMOUR not in lines:
        return b""
    block = lines[lines.index(_ARMOUR) :]
    end = block.index(_ARMOUR_END) + 1 if _ARMOUR_END in block else len(block)
    return b"".join(line + b"\n" for line in block[:end] if line)


def _age() -> Any:
    try:
        import pyrage
    except ImportError:
        message = "Encryption needs the age library, which is not installed."
        hint = how_to_install("age")
        raise SysleadError(message, hint, "vault.missing") from None
    return pyrage


def check_library() -> None:
    """Raise SysleadError (``vault.missing``) where the age library is not installed."""
    _age()


def new_key_pair() -> KeyPair:
    """Generate a key pair."""
    key = _age().x25519.Identity.generate()
    return KeyPair(str(key), str(key.to_public()))


def public_key_of(secret: str) -> str:
    """Return the public half. Raises SysleadError (``vault.bad_key``) for anything else."""
    return str(_identity(secret).to_public())


def check_public_key(public: str) -> str:
    """Return the key unchanged. Raises SysleadError (``vault.bad_key``) where it is none."""
    _recipient(public)
    return public


def fingerprint(public: str) -> str:
    """Return five groups of four hex digits to read out: SHA-256 of the key's text."""
    import hashlib

    digits = hashlib.sha256(public.strip().encode()).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def _identity(secret: str) -> Any:
    hint = "It begins with AGE-SECRET-KEY-1 and is one line of 74 characters."
    return _parsed(_age().x25519.Identity, secret, "That is not an age secret key.", hint)


def _recipient(public: str) -> Any:
    hint = "It begins with age1 and is one line of 62 characters."
    return _parsed(_age().x25519.Recipient, public, "That is not an age public key.", hint)


def _parsed(kind: Any, key: str, message: str, hint: str) -> Any:
    age = _age()
    try:
        return kind.from_str(key.strip())
    except (age.IdentityError, age.RecipientError, UnicodeEncodeError):
        raise SysleadError(message, hint, "vault.bad_key") from None


def encrypt(data: bytes, to: Sequence[str], *, armoured: bool = False) -> bytes:
    """Return an age file that each of these public keys decrypts. Raises SysleadError."""
    return bytes(_age().encrypt(data, [_recipient(key) for key in to], armored=armoured))


def decrypt(data: bytes, secrets: Sequence[str], what: str) -> bytes:
    """Return the verified content; ``what`` names the file in messages.

    Raises SysleadError: ``vault.not_age``, ``vault.wrong_key``, ``vault.damaged``.
    """
    age = _age()
    if passphrase_work(data, what) is not None:
        message = f"{what} is encrypted with a passphrase, not to your key."
        hint = "Ask for one made with your public key."
        raise SysleadError(message, hint, "vault.wrong_key")
    keys = [_identity(secret) for secret in secrets]
    try:
        return bytes(age.decrypt(_armoured(data) or data, keys))
    except age.DecryptError as problem:
        if _OTHER_KEY in str(problem):
            message = f"{what} is encrypted, but not to your key."
            hint = "Give the sender your public key again and ask for a new file."
            raise SysleadError(message, hint, "vault.wrong_key") from None
        message = (
            f"{what} is damaged: it cannot be decrypted to the end, so nothing in it was used."
        )
        hint = "Ask for the file again."
        raise SysleadError(message, hint, "vault.damaged") from None


def encryptor(public: str) -> Callable[[bytes], bytes]:
    """Return a function for thousands of small messages to one public key."""
    age, keys = _age(), [_recipient(public)]
    return lambda data: bytes(age.encrypt(data, keys))


def decryptor(secret: str) -> Callable[[bytes], bytes]:
    """Return a function for thousands of small messages; it raises DecryptionError."""
    age, keys = _age(), [_identity(secret)]

    def decrypt_one(data: bytes) -> bytes:
        try:
            return bytes(age.decrypt(data, keys))
        except age.DecryptError as problem:
            message = "encrypted, but it does not open: it was changed or damaged"
            if _OTHER_KEY in str(problem):
                message = "encrypted to a different key from this computer's"
            raise DecryptionError(message) from None

    return decrypt_one


def encrypt_with_passphrase(data: bytes, passphrase: str, *, armoured: bool = False) -> bytes:
    """Return an age file that the passphrase decrypts; takes about two seconds, on purpose.

    The library chooses the work by a measurement of a millisecond, and chooses too little while
    the machine is busy: then the best of a few is taken.
    """
    typed = _forms_of(passphrase)[0]
    best, most = b"", -1
    for _ in range(_ENCRYPTED):
        file = bytes(_age().passphrase.encrypt(data, typed, armored=armoured))
        work = passphrase_work(file, "the file") or 0
        if work > most:
            best, most = file, work
        if most >= _FAIR_WORK:
            break
    return best


def decrypt_with_passphrase(data: bytes, passphrase: str, what: str) -> bytes:
    """Return the verified content. A file that asks for absurd work is refused before any.

    Raises SysleadError: ``vault.not_age``, ``vault.work``, ``vault.wrong_passphrase``,
    ``vault.busy``.
    """
    work = passphrase_work(data, what)
    if work is None:
        raise SysleadError(
            f"{what} is encrypted to a key, not with a passphrase.", code="vault.wrong_key"
        )
    if work > WORK_LIMIT:
        message = f"{what} asks for 2^{work} rounds of work; the limit is 2^{WORK_LIMIT}."
        hint = "No normal file asks for that; it was changed, or made to block you."
        raise SysleadError(message, hint, "vault.work")
    for typed in _forms_of(passphrase):
        content = _tried(_armoured(data) or data, typed, what)
        if content is not None:
            return content
    message = f"{what} does not open with that passphrase."
    hint = "Try again; capital letters count. If it never opens, the file may be damaged."
    raise SysleadError(message, hint, "vault.wrong_passphrase")


def _tried(data: bytes, passphrase: str, what: str) -> bytes | None:
    """Return the content, None for a wrong passphrase. Raises SysleadError (``vault.busy``).

    The library refuses work of more than sixteen seconds. It measures the machine for a
    millisecond each time, so a busy machine often refuses the right passphrase: ask again.
    """
    age = _age()
    for _ in range(_MEASURED):
        try:
            return bytes(age.passphrase.decrypt(data, passphrase))
        except age.DecryptError as problem:
            if _TOO_MUCH not in str(problem):
                return None
    message = (
        f"{what} was made on a much faster machine, or this one is too busy to try a passphrase."
    )
    hint = "Try again when less is running. The age command opens it too: age -d FILE."
    raise SysleadError(message, hint, "vault.busy")


def _forms_of(passphrase: str) -> tuple[str, ...]:
    """Return the passphrase as other keyboards send it; the first form is used to encrypt.

    A Mac may send an accent apart from its letter where another machine sends one letter: the
    bytes differ, and so would the key. ``age`` takes bytes as they come, so all are tried.
    """
    from unicodedata import normalize

    try:
        passphrase.encode()
    except UnicodeEncodeError:
        message = "That passphrase is not UTF-8 text."
        hint = "Set the terminal to UTF-8, or choose one of plain letters."
        raise SysleadError(message, hint, "vault.passphrase") from None
    composed, apart = normalize("NFC", passphrase), normalize("NFD", passphrase)
    return tuple(dict.fromkeys((composed, passphrase, apart)))
