"""Make text safe to show, find voices and tags in it, and put days and counts in words.

Entries, framework files and file names may hold anything; the terminal gets none of it raw,
and the store keeps it unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from syslead_cli.base.dates import MONTHS, WEEKDAYS

#: Bidirectional marks, embeddings, overrides and isolates, and line separators.
_HIDDEN = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
#: The flag of a part of a country: a black flag, its letters as tags, and the tag that ends them.
_FLAG = "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"


def _is_hidden(character: str) -> bool:
    code = ord(character)
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or character in _HIDDEN
        or 0xD800 <= code < 0xE000
        or 0xE0000 <= code < 0xE0080
        or (code & 0xFFFE) == 0xFFFE
    )


def visible(text: str) -> str:
    """Show every control or direction character as a sign; keep newlines and tabs.

    A carriage return before a newline is dropped, as every terminal would. Tags are part of a
    flag, such as that of Wales; anywhere else they could hide text.
    """
    if text.isprintable():
        return text

    def shown(character: str) -> str:
        code = ord(character)
        if character in "\n\t" or not _is_hidden(character):
            return character
        if code < 0x20:
            return chr(0x2400 + code)
        return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"

    parts = re.split(_FLAG, text.replace("\r\n", "\n"))
    return "".join(part if at % 2 else "".join(map(shown, part)) for at, part in enumerate(parts))


def escaped(document: str, *, in_ascii: bool = False) -> str:
    """Escape those characters in a JSON document: the same document, which no terminal obeys.

    Every character beyond ASCII is escaped for a stream that takes no others.
    """
    if document.isascii() and "\x7f" not in document:  # nothing else is left of ASCII's controls
        return document
    if not in_ascii and document.replace("\n", " ").isprintable():
        return document

    def escape(found: re.Match[str]) -> str:
        if not in_ascii and not _is_hidden(found[0]):
            return found[0]
        units = found[0].encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))

    # A control below the space is escaped in JSON already; a line break is its own.
    return re.sub(r"[^\n -~]", escape, document)


def one_line(text: str) -> str:
    """Return the visible text on a single line, with runs of white space as one space."""
    return " ".join(visible(text).split())


#: Not inside an e-mail address, a web address or a longer word; wide as in Chinese and Japanese.
_AT = r"(?<![\w@./])[@＠]"
_HASH = r"(?<![\w#&/])[#＃](?=[^\W\d])"
#: What joins the parts of a name, and of a tag besides: ``#project/part``.
_INSIDE = "-'’.·\u200c\u200d"
_POSSESSIVE = r"['’]s$"
_ARTICLES = ("the ", "a ", "an ")


def voices_in(text: str) -> tuple[str, ...]:
    """Return the voices in a text: without the @, in lower case, each once, in order."""
    return tuple(dict.fromkeys(name for _, name in marks_in("@", text)))


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags in a text: without the #, in lower case, each once, in order."""
    return tuple(dict.fromkeys(name for _, name in marks_in("#", text)))


def with_renamed(text: str, sign: str, old: Collection[str], new: str) -> str:
    """Return the text with voices (``@``) or tags (``#``) under another name."""
    parts, at = [], 0
    for (start, end), name in marks_in(sign, text):
        if name in old or text[start:end].lower() in old:
            parts += [text[at:start], new]
            at = end
    return "".join([*parts, text[at:]])


def marks_in(sign: str, text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where each name stands behind its sign, and the name it counts as."""
    for found in re.finditer(_AT if sign == "@" else _HASH, text):
        start = found.end()
        inside = _INSIDE if sign == "@" else _INSIDE + "/"
        written = re.sub(_POSSESSIVE, "", text[start : _end_of_name(text, start, inside)])
        name = composed(written).lower()
        if name := name.removeprefix("the-") if sign == "@" else name:
            yield (start, start + len(written)), name


def _end_of_name(text: str, start: int, inside: str) -> int:
    """Return where the name that begins there ends: at its last letter, digit or mark."""
    end = start
    for place in range(start, len(text)):
        character = text[place]
        if character.isalnum() or character == "_" or _is_combining(character):
            end = place + 1
        elif character not in inside or end != place or place == start:
            break
    return end


def _is_combining(character: str) -> bool:
    if character.isascii():
        return False
    from unicodedata import category

    return category(character)[0] == "M"


def composed(name: str) -> str:
    """Return the name in Unicode's composed form: é is one letter, however it was typed.

    The table for it is loaded only if there are such letters.
    """
    if name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFC", name)


def clean_mark(word: str) -> str:
    """Return a voice or tag as typed in an option: ``the Carers Forum`` is ``carers-forum``."""
    words = " ".join(composed(word).strip().lstrip("@#").lower().split())
    article = next((one for one in _ARTICLES if words.startswith(one)), "")
    return words.removeprefix(article).replace(" ", "-")


#: An "and" ends a name where the next begins with a mark, and after a comma.
_BETWEEN_NAMES = re.compile(r", ?(?:(?:and|&) )?| (?:(?:and|&) )?(?=@)", re.IGNORECASE)
_AFTER_A_MARK = re.compile(r"(@[^ @,]+) (?:and|&) ", re.IGNORECASE)


def names_listed(text: str) -> tuple[str, ...]:
    """Return the voices in a list: ``Gwyneth, the night staff and @rhian`` are three."""
    plain = text.translate({ord("\n"): ",", ord(";"): ",", ord("＠"): "@"})
    pieces = _BETWEEN_NAMES.split(_AFTER_A_MARK.sub(r"\1,", " ".join(plain.split())))
    # An e-mail address is one voice, without its @.
    names = (clean_mark(piece.strip(" .")).replace("@", "-") for piece in pieces)
    return tuple(dict.fromkeys(filter(None, names)))


def name_key(name: str) -> str:
    """Return the same key for ``Carers' forum`` and ``carers-forum``."""
    return "".join(filter(str.isalnum, name.casefold()))


def same_name(name: str) -> str:
    """Return what two spellings of a person's name have in common: no capitals, single blanks."""
    from unicodedata import normalize

    return " ".join(normalize("NFKC", name).casefold().split())


def joined(given: Iterable[str], found: tuple[str, ...]) -> tuple[str, ...]:
    """Return marks given in options followed by those found in the text, each once."""
    return tuple(dict.fromkeys((*filter(None, map(clean_mark, given)), *found)))


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word most like this one; empty where none is near."""
    from difflib import get_close_matches

    start = word[:64]  # a pasted page is compared by its beginning
    near = get_close_matches(start, [name for name in known if name], 1, cutoff)
    return near[0] if near else ""


def quoted(value: object) -> str:
    """Return a value from a file for a message: in quotation marks, on one line, not too long."""
    text = one_line(value) if isinstance(value, str) else one_line(repr(value))
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return ``Did you mean "humility"?`` where a known word is near, else an empty text."""
    near = nearest(word, known, cutoff)
    return f"Did you mean {quoted(near)}?" if near else ""


def or_rather(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "humility"?`` for the end of a message; empty where none is near."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def day_in_words(day: date, today: date) -> str:
    """Return ``Friday 27 March``, with the year where it is another one."""
    return f"{WEEKDAYS[day.weekday()].title()} {whole_day(day, today)}"


def whole_day(day: date, today: date) -> str:
    """Return ``27 March``, with the year where it is another one."""
    return f"{day.day} {whole_month(day, today)}"


def whole_month(day: date, today: date) -> str:
    """Return ``March``, with the year where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{MONTHS[day.month - 1].title()}{year}"


def short_day(day: date, today: date) -> str:
    """Return ``27 Mar``, with the year where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {short_month(day)}{year}"


def short_month(day: date) -> str:
    return MONTHS[day.month - 1][:3].title()


def near_day(day: date, today: date) -> str:
    """Return ``yesterday``, ``Friday`` within a week either way, else the day itself."""
    distance = (day - today).days
    if abs(distance) < 2:
        return ("today", "tomorrow", "yesterday")[distance]
    return WEEKDAYS[day.weekday()].title() if abs(distance) < 7 else day_in_words(day, today)


def due_words(due: date, today: date) -> str:
    """Return ``due Friday`` for the next one, ``was due Friday`` for the last."""
    return f"{'was due' if (due - today).days < -1 else 'due'} {near_day(due, today)}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``1 line``, ``3 lines``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str], between: str = "and") -> str:
    """Return ``a``, ``a and b``, ``a, b and c``; or another word ``between`` the last two."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {between} {words[-1]}"


def first_few(words: Sequence[str], most: int) -> str:
    """Return the first of them, and how many more: ``a, b and 3 more``."""
    more = len(words) - most
    shown = ", ".join(words[:most])
    return f"{shown} and {more:,} more" if more > 0 else shown


_NUMBERS = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve",
)  # fmt: skip


def number(count: int) -> str:
    """Spell a number out up to twelve, to open a sentence with."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def times(count: int) -> str:
    """Return ``once``, ``twice``, ``5 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def usually(rate: float) -> str:
    """Return a rate as a small fraction: ``4 in 5``, ``nearly all``."""
    if rate >= 0.95:
        return "nearly all"
    parts = ((1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (4, 5), (9, 10), (1, 10), (1, 5), (3, 5))
    full, of = min(parts, key=lambda part: abs(part[0] / part[1] - rate))
    return f"{full} in {of}"


LONGEST_ID = 64

#: What most ids are made of; anything else is looked at letter by letter.
_PLAIN_ID = r"[A-Za-z0-9_-]+"
#: Combining marks count as letters: some scripts cannot be written without them.
_LETTERS = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"])
#: Names Windows keeps for itself, with any ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)


def id_problem(value: str) -> str:
    """Return what is wrong with an id, as the rest of a sentence; empty for a good one.

    Letters and digits of any script, ``_`` and ``-``: nothing that could leave a folder, hide
    in a list or look like an option.
    """
    if not value:
        return "is empty"
    if len(value) > LONGEST_ID:
        return f"has {len(value)} characters, the limit is {LONGEST_ID}"
    if value.startswith("-"):
        return "starts with a hyphen"
    if value.casefold() in _DEVICES:
        return "is a name reserved by Windows"
    return "" if re.fullmatch(_PLAIN_ID, value) else _spelling_problem(value)


def _spelling_problem(value: str) -> str:
    from unicodedata import category, is_normalized

    for character in value:
        if character not in "_-" and category(character) not in _LETTERS:
            return f"has {quoted(character)} in it: only letters, digits, _ and - are allowed"
    if not is_normalized("NFC", value):
        return "is written with combining marks where single letters exist (it must be NFC)"
    return ""
