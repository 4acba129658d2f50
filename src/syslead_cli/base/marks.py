"""Voices and tags inside written text: ``@carers-forum`` and ``#budget``."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Not inside an e-mail address, a web address or a longer word.
_VOICE = re.compile(r"(?<![\w@./])@(\w[\w-]*\w|\w)")
_TAG = re.compile(r"(?<![\w#&/])#([^\W\d][\w-]*\w|[^\W\d])")


def voices_in(text: str) -> tuple[str, ...]:
    """The voices named in a text, without the @, in lower case, each once, in order."""
    return _once(found.lower() for found in _VOICE.findall(text))


def tags_in(text: str) -> tuple[str, ...]:
    """The tags in a text, without the #, in lower case, each once, in order."""
    return _once(found.lower() for found in _TAG.findall(text))


def clean_mark(word: str) -> str:
    """A voice or tag as typed in an option: ``@Carers Forum`` is ``carers-forum``."""
    return "-".join(word.strip().lstrip("@#").lower().split())


def joined(said: Iterable[str], found: tuple[str, ...]) -> tuple[str, ...]:
    """Marks said in options followed by those found in the text, each once."""
    return _once((*filter(None, map(clean_mark, said)), *found))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
