"""What makes a good prompt, as far as a program can tell.

The rules are held against the bank a leader will be asked from, and reported for the files
somebody wants judged: shares and gaps belong to the whole bank, a long question to its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from syslead_cli.base.problems import KeyPath, Problem, ProblemList
from syslead_cli.base.text import quoted
from syslead_cli.framework.load import PromptFile
from syslead_cli.framework.model import KIND_SHARES, Facet, Framework, Prompt, Question

MOST_WORDS = 25
LEAST_PER_FACET = 12
#: Shares of kinds are only judged where a bank is large enough to have any.
SHARES_FROM = 100
SHARE_TOLERANCE = 0.03
#: Of all different words in two questions, this part in both makes them alike.
ALIKE = 0.7
#: The same for long words alone, which carry the subject.
ALIKE_LONG = 0.75
_LONG_WORD = 5
_FEWEST_LONG = 4

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MARKS = re.compile("[?？؟]")
_WHY = "why|how come|warum|wieso|weshalb|pourquoi|waarom|perché|por qué|varför|hvorfor|dlaczego"
_WHY_FIRST = re.compile(rf"(?:^|[.:;!–—…\"“„«¿(]\s*)(?:{_WHY})\b", re.IGNORECASE)
_ASKS_FIRST = re.compile(
    r"\b(?:what|who|whom|whose|when|where|which|how|was|wer|wen|wem|wann|wo|welche\w?)\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"[,;/&+·]|\b\w{1,3}\b")


class _Entry(Struct, frozen=True):
    """A prompt or question with its place."""

    file: str
    path: KeyPath
    row: Prompt | Question
    judged: bool


class _Report:
    """ProblemList sorted by file."""

    def __init__(self, files: Sequence[PromptFile]) -> None:
        self.texts = {file.file: file.text for file in files}
        self.findings = {file.file: ProblemList(file.file) for file in files}

    def add(self, entry: _Entry, key: str, message: str, hint: str = "") -> None:
        """A rule broken by one entry."""
        if entry.judged:
            self.findings[entry.file].add((*entry.path, key), message, hint, entry.row.id)

    def problems(self) -> list[Problem]:
        """All of them, file by file."""
        return [
            problem
            for file, findings in self.findings.items()
            for problem in findings.with_lines(self.texts[file])
        ]


def rule_problems(
    files: Sequence[PromptFile], framework: Framework, judged: Collection[str]
) -> list[Problem]:
    """Every rule broken by the files named in ``judged``, in the bank that all files make."""
    report = _Report(files)
    entries = list(_entries(files, judged))
    prompts = [entry for entry in entries if isinstance(entry.row, Prompt)]
    for entry in entries:
        _judge_wording(report, entry)
    _judge_names(report, prompts, framework)
    _judge_kinds_in_turn(report, prompts)
    _judge_likeness(report, entries)
    subject = next((file for file in files if file.file in judged), None)
    if subject and prompts:
        findings = report.findings[subject.file]
        _judge_shares(findings, prompts)
        _judge_gaps(findings, prompts, framework)
    return report.problems()


def _entries(files: Iterable[PromptFile], judged: Collection[str]) -> Iterator[_Entry]:
    for file in files:
        for path, row in file.rows():
            yield _Entry(file.file, path, row, file.file in judged)


def words(text: str) -> list[str]:
    """The words of a question, hyphens and apostrophes included, in lower case."""
    return [word.casefold() for word in _WORD.findall(text)]


def _judge_wording(report: _Report, entry: _Entry) -> None:
    text, id_ = entry.row.text, quoted(entry.row.id)
    if (count := len(words(text))) > MOST_WORDS:
        report.add(entry, "text", f"prompt {id_} has {count} words, {MOST_WORDS} are the limit.")
    if (marks := len(_MARKS.findall(text))) != 1:
        said = "no question mark" if not marks else f"{marks} question marks"
        report.add(entry, "text", f"prompt {id_} has {said}.", "One question at a time.")
    if "\n" in text.strip():
        report.add(entry, "text", f"prompt {id_} runs over several lines.")
    why = _WHY_FIRST.search(text)
    if why and not _ASKS_FIRST.search(text, 0, why.start()):
        hint = "Ask what, who or when first: why invites a defence."
        report.add(entry, "text", f"prompt {id_} begins with why.", hint)


def _judge_names(report: _Report, prompts: Iterable[_Entry], framework: Framework) -> None:
    """A question that names its facet asks for an opinion about oneself, not for the day."""
    parts = {f.id: name_parts(f) for f in framework.everything}
    for entry in prompts:
        assert isinstance(entry.row, Prompt)
        text = f" {' '.join(words(entry.row.text))} "
        for part in parts.get(entry.row.facet, ()):
            if f" {part} " in text:
                id_ = quoted(entry.row.id)
                hint = "Ask for something that happened."
                report.add(entry, "text", f"prompt {id_} names its facet ({quoted(part)}).", hint)
                break


def name_parts(facet: Facet) -> list[str]:
    """What a facet's names are made of: split at commas and at words of up to three letters."""
    parts: dict[str, None] = {}
    for name in (facet.name, facet.short):
        parts[" ".join(words(name))] = None
        for part in _JOINTS.split(name):
            parts[" ".join(words(part))] = None
    return [part for part in parts if len(part) > 3]


def _judge_kinds_in_turn(report: _Report, prompts: Iterable[_Entry]) -> None:
    last: dict[str, Prompt] = {}
    for entry in prompts:
        assert isinstance(entry.row, Prompt)
        before = last.get(entry.row.facet)
        if before and before.kind == entry.row.kind:
            id_, kind = quoted(entry.row.id), quoted(entry.row.kind)
            message = f"prompt {id_} has the same kind ({kind}) as the one before it for its facet"
            report.add(entry, "kind", f"{message}, {quoted(before.id)}.")
        last[entry.row.facet] = entry.row


def _judge_likeness(report: _Report, entries: Sequence[_Entry]) -> None:
    seen: dict[str, _Entry] = {}
    different: list[tuple[_Entry, frozenset[str], frozenset[str]]] = []
    for entry in entries:
        spoken = words(entry.row.text)
        twin = seen.setdefault(" ".join(spoken), entry)
        if twin is not entry:
            _say_alike(report, entry, twin, "is word for word")
            continue
        bag = frozenset(spoken)
        long = frozenset(word for word in bag if len(word) >= _LONG_WORD)
        for other, their_bag, their_long in different:
            if _alike(bag, their_bag, long, their_long):
                _say_alike(report, entry, other, "is nearly")
                break
        different.append((entry, bag, long))


def _alike(
    one: frozenset[str], two: frozenset[str], long: frozenset[str], their_long: frozenset[str]
) -> bool:
    shared = len(one & two)
    if shared >= ALIKE * (len(one) + len(two) - shared):
        return True
    shared = len(long & their_long)
    if shared < _FEWEST_LONG:
        return False
    return shared >= ALIKE_LONG * (len(long) + len(their_long) - shared)


def _say_alike(report: _Report, entry: _Entry, other: _Entry, how: str) -> None:
    """Told where the later one stands, or the earlier one where only that is judged."""
    if not entry.judged:
        entry, other = other, entry
    message = f"prompt {quoted(entry.row.id)} {how} the question of {quoted(other.row.id)}"
    where = f" in {other.file}" if other.file != entry.file else ""
    report.add(entry, "text", f"{message}{where}.")


def _judge_shares(findings: ProblemList, prompts: Sequence[_Entry]) -> None:
    total = len(prompts)
    if total < SHARES_FROM:
        return
    kinds = Counter(entry.row.kind for entry in prompts if isinstance(entry.row, Prompt))
    for kind, share in KIND_SHARES.items():
        if abs(kinds[kind] / total - share) > SHARE_TOLERANCE + 1e-9:
            findings.add(
                ("prompts",),
                f"{kinds[kind]} of {total} prompts ({kinds[kind] / total:.0%}) are of the kind"
                f" {quoted(kind)}; {share:.0%} are meant.",
                name=kind,
            )


def _judge_gaps(findings: ProblemList, prompts: Iterable[_Entry], framework: Framework) -> None:
    counts = Counter(entry.row.facet for entry in prompts if isinstance(entry.row, Prompt))
    for facet in framework.everything:
        if counts[facet.id] < LEAST_PER_FACET:
            message = f"facet {quoted(facet.id)} has {counts[facet.id]} prompts"
            findings.add(("prompts",), f"{message}; {LEAST_PER_FACET} are needed.", name=facet.id)
