"""Find what a pack says of who is meant, and put a role in its place (docs/sharing.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.errors import UsageError
from syslead_cli.sharing import model
from syslead_cli.sharing.identifiers import NAME, IdentifierSpan, identifier_spans, is_person

#: What a pack shows in place of dropped words.
DROPPED = "…"
#: How many characters are shown on each side of a finding.
_BESIDE = 60
_Shared = TypeVar("_Shared", bound=model.SharedDocument)


class IdentifierFinding(Struct, frozen=True):
    """Words of a pack that may say who is meant; ``around``: where they stand first."""

    words: str
    kind: str
    times: int
    around: str = ""

    @property
    def kind_words(self) -> str:
        return self.kind.replace("_", " ")

    @property
    def said(self) -> str:
        return self.kind_words + (f", {self.times} times" if self.times > 1 else "")


def map_texts(
    document: _Shared, change: Callable[[str], str], change_voice: Callable[[str], str]
) -> _Shared:
    """Return the document with every text of the leader's own, and every voice, changed.

    The pseudonym stays: what the leader wants to be called is theirs to say.
    """

    def texts(parts: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(replace(part, text=change(part.text)) for part in parts)

    def about(passage: model.PackPassage) -> str | None:
        halves = (passage.facet or "").split(model.BEFORE_QUESTION, 1)
        return model.BEFORE_QUESTION.join(map(change, halves)) or None

    def names(voices: Sequence[model.PackVoice]) -> tuple[model.PackVoice, ...]:
        return tuple(replace(voice, name=change_voice(voice.name)) for voice in voices)

    changed: dict[str, Any] = {"purpose": change(document.purpose)}
    if isinstance(document, model.SponsorPack):
        changed["goals"] = texts(document.goals)
    elif isinstance(document, model.Pack):
        plans, heard = document.intentions, document.voices
        changed["passages"] = tuple(
            replace(each, text=change(each.text), facet=about(each)) for each in document.passages
        )
        changed["intentions"] = replace(plans, wordings=texts(plans.wordings))
        changed["voices"] = heard and replace(
            heard, names_heard=names(heard.names_heard), names_missing=names(heard.names_missing)
        )
    return replace(document, **changed)


def with_roles(text: str, roles: Mapping[str, str]) -> str:
    """Return the text with the role of each finding in its place, where it has one."""
    parts, at = [], 0
    for span in identifier_spans(text):
        words = text[span.start : span.end]
        parts += [text[at : span.start], roles.get(words, words)]
        at = span.end
    return "".join([*parts, text[at:]])


def find_identifiers(document: model.SharedDocument) -> list[IdentifierFinding]:
    """Return what the leader's own texts in a pack may give away, each wording once, in order."""
    found: dict[str, IdentifierFinding] = {}

    def look(text: str, spans: Sequence[IdentifierSpan]) -> str:
        for span in spans:
            words = text[span.start : span.end]
            before = found.get(words) or IdentifierFinding(words, "", 0, _around(text, span))
            found[words] = replace(before, kind=span.kind, times=before.times + 1)
        return text

    def voice(name: str) -> str:
        return look(name, [IdentifierSpan(0, len(name), NAME)] if is_person(name) else [])

    map_texts(document, lambda text: look(text, identifier_spans(text)), voice)
    return list(found.values())


def _around(text: str, span: IdentifierSpan) -> str:
    first, last = max(0, span.start - _BESIDE), min(len(text), span.end + _BESIDE)
    if first:
        first = text.find(" ", first, span.start) + 1 or first
    if last < len(text):
        last = max(text.rfind(" ", span.end, last), span.end)
    words = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}"


def redact(document: _Shared, roles: Mapping[str, str]) -> _Shared:
    """Return the pack with findings replaced by their roles; those without one stay."""
    return map_texts(
        document,
        lambda text: with_roles(text, roles),
        lambda name: roles.get(name, name) if is_person(name) else name,
    )


def decide(
    document: model.AnyPack,
    given: Mapping[str, str | None],
    *,
    drop_rest: bool,
    ask: Callable[[IdentifierFinding, str], str | None] | None = None,
) -> tuple[model.AnyPack, dict[str, str | None]]:
    """Return the pack ready to leave, and what now stands for each finding: None where it stays.

    A finding is decided as given, otherwise as ``ask`` says, otherwise dropped if ``drop_rest``.
    ``ask`` receives a finding and its position, such as "2 of 5"; None keeps the words, an empty
    role drops them. Raises UsageError with the kinds of findings nobody decided about.
    """
    found = find_identifiers(document)
    decided: dict[str, str | None] = {each.words: given.get(each.words) for each in found}
    rest = [each for each in found if each.words not in given]
    if drop_rest:
        decided |= {each.words: "" for each in rest}
    elif ask:
        for at, each in enumerate(rest, start=1):
            decided[each.words] = ask(each, f"{at} of {len(rest)}")
    elif rest:  # kinds and counts only: an error may end in a log, where no name belongs
        kinds = [each.kind_words for each in rest]
        counts = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in dict.fromkeys(kinds))
        raise UsageError(
            f"The text may identify people ({counts}). Nothing was written.",
            "syslead share preview lists them. --drop-identifiers removes them; "
            "--replacements FILE replaces them.",
        )
    for words, role in decided.items():
        is_kept = role is None or role == words
        decided[words] = None if is_kept else role or DROPPED
    roles = {words: role for words, role in decided.items() if role is not None}
    return redact(document, roles), decided
