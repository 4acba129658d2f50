"""Hold prompts against the rules of a good one, and add a leader's own that keeps them.

The rules are held against the bank a leader will be asked from, and reported for the files
somebody wants judged: shares and gaps belong to the whole bank, a long question to its line.
For frameworks in English there is advice too: on what stumbles when it is said aloud, and on what
became a habit of the bank. Advice keeps no question out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple
from zlib import crc32

from msgspec import Struct, convert

from syslead_cli.base.files import data_tables
from syslead_cli.base.text import quoted
from syslead_cli.base.toml import KeyPath, Problem, ProblemList, refusal
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.catalogue import Catalogue, Source
from syslead_cli.framework.model import (
    KIND_SHARES,
    PROMPTS_SCHEMA,
    Aim,
    Facet,
    Framework,
    Prompt,
    PromptFile,
    Question,
    bank_problems,
    files_in_use,
    read_prompts,
)

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


class _Entry(NamedTuple):
    """A prompt or question with its place; ``problems`` takes what is wrong where it is judged."""

    file: str
    path: KeyPath
    row: Prompt | Question
    problems: ProblemList | None

    def add(self, key: str, message: str, hint: str = "") -> None:
        if self.problems is not None:
            self.problems.add((*self.path, key), message, hint, self.row.id)


def rule_problems(
    files: Sequence[PromptFile], framework: Framework, judged: Collection[str]
) -> list[Problem]:
    """Return every rule broken by the files named in ``judged``, in the bank all files make."""
    lists = _lists(files, judged)
    entries = [
        _Entry(file.file, path, row, lists.get(file.file))
        for file in files
        for path, row in file.rows()
        if not getattr(row, "retired", False)
    ]
    prompts = [entry.row for entry in entries if isinstance(entry.row, Prompt)]
    parts = {facet.id: name_parts(facet) for facet in framework.everything}
    last: dict[str, Prompt] = {}
    for entry in entries:
        _judge_wording(entry)
        if isinstance(prompt := entry.row, Prompt):
            _judge_prompt(entry, prompt, parts.get(prompt.facet, ()), last.get(prompt.facet))
            last[prompt.facet] = prompt
    _judge_likeness(entries)
    if lists and prompts:
        subject = next(iter(lists.values()))
        _judge_shares(subject, [prompt.kind for prompt in prompts])
        counts = Counter(prompt.facet for prompt in prompts)
        for facet in framework.everything:
            if counts[facet.id] < LEAST_PER_FACET:
                message = f"facet {quoted(facet.id)} has {counts[facet.id]} prompts"
                message += f"; {LEAST_PER_FACET} are needed."
                subject.add(("prompts",), message, name=facet.id)
    return _with_lines(lists, files)


def _lists(files: Sequence[PromptFile], judged: Collection[str]) -> dict[str, ProblemList]:
    return {file.file: ProblemList(file.file) for file in files if file.file in judged}


def _with_lines(lists: Mapping[str, ProblemList], files: Sequence[PromptFile]) -> list[Problem]:
    judged = [file for file in files if file.file in lists]
    return [problem for file in judged for problem in lists[file.file].with_lines(file.text)]


def words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _judge_wording(entry: _Entry) -> None:
    text, id_ = entry.row.text, quoted(entry.row.id)
    if (count := len(words(text))) > MOST_WORDS:
        entry.add("text", f"prompt {id_} has {count} words, the limit is {MOST_WORDS}.")
    if (marks := len(_MARKS.findall(text))) != 1:
        fault = "no question mark" if not marks else f"{marks} question marks"
        entry.add("text", f"prompt {id_} has {fault}.", "One question at a time.")
    if "\n" in text.strip():
        entry.add("text", f"prompt {id_} runs over several lines.")
    why = _WHY_FIRST.search(text)
    if why and not _ASKS_FIRST.search(text, 0, why.start()):
        hint = "Ask what, who or when: “why” makes people defend themselves."
        entry.add("text", f"prompt {id_} begins with why.", hint)


def _judge_prompt(
    entry: _Entry, prompt: Prompt, parts: Iterable[str], before: Prompt | None
) -> None:
    """Hold a prompt against its facet's names and the kind of the prompt before it there.

    Questions that name their facet ask for an opinion, not for the day.
    """
    text, id_ = f" {' '.join(words(prompt.text))} ", quoted(prompt.id)
    if named := next((part for part in parts if f" {part} " in text), ""):
        message = f"prompt {id_} names its facet ({quoted(named)})."
        entry.add("text", message, "Ask for something that happened.")
    if before and before.kind == prompt.kind:
        kind = quoted(prompt.kind)
        message = f"prompt {id_} has the same kind ({kind}) as the one before it for its facet"
        entry.add("kind", f"{message}, {quoted(before.id)}.")


def name_parts(facet: Facet) -> list[str]:
    """Return the parts of a facet's names: split at commas and at words of up to three letters."""
    pieces = [*_JOINTS.split(facet.name), *_JOINTS.split(facet.short)]
    parts = dict.fromkeys(" ".join(words(piece)) for piece in (facet.name, facet.short, *pieces))
    return [part for part in parts if len(part) > 3]


def _judge_likeness(entries: Sequence[_Entry]) -> None:
    seen: dict[str, _Entry] = {}
    different: list[tuple[_Entry, frozenset[str], frozenset[str]]] = []
    for entry in entries:
        spoken = words(entry.row.text)
        twin = seen.setdefault(" ".join(spoken), entry)
        if twin is not entry:
            _say_alike(entry, twin, "is word for word")
            continue
        bag = frozenset(spoken)
        long = frozenset(word for word in bag if len(word) >= _LONG_WORD)
        for other, their_bag, their_long in different:
            if _alike(bag, their_bag, long, their_long):
                _say_alike(entry, other, "is nearly")
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


def _say_alike(entry: _Entry, other: _Entry, how: str) -> None:
    """Note likeness at the later question, or at the earlier one where only that is judged."""
    if entry.problems is None:
        entry, other = other, entry
    message = f"prompt {quoted(entry.row.id)} {how} the question of {quoted(other.row.id)}"
    where = f" in {other.file}" if other.file != entry.file else ""
    entry.add("text", f"{message}{where}.")


def _judge_shares(problems: ProblemList, kinds: Sequence[str]) -> None:
    total = len(kinds)
    for kind, share in KIND_SHARES.items() if total >= SHARES_FROM else ():
        count = kinds.count(kind)
        if abs(count / total - share) > SHARE_TOLERANCE + 1e-9:
            shares = f"{count} of {total} prompts ({count / total:.0%}) are of the kind"
            problems.add(
                ("prompts",), f"{shares} {quoted(kind)}; the aim is {share:.0%}.", name=kind
            )


_FIRST_IDS = 5


class Advice(Struct, frozen=True):
    """What stumbles in one question; with ``most``, what more than this part of a bank should not.

    ``said`` goes on after the question, or after how many there are.
    """

    pattern: str
    said: str
    instead: str
    most: float = 0


@cache
def _advice() -> dict[str, tuple[Advice, ...]]:
    """Return what ``data/advice.toml`` says of single questions (habits) and of banks (shares)."""
    return convert(data_tables("advice.toml"), dict[str, tuple[Advice, ...]])


def in_english(framework: Framework) -> bool:
    return framework.language.casefold().startswith("en")


def style_advice(
    files: Sequence[PromptFile], framework: Framework, judged: Collection[str]
) -> list[Problem]:
    """Return the advice for the files named in ``judged``, in the bank that all files make."""
    lists = _lists(files, judged if in_english(framework) else ())
    bank = []
    for file in files:
        for path, row in file.rows():
            if not isinstance(row, Prompt) or row.retired:
                continue
            bank.append(row)
            for fault, instead in question_advice(row.text) if file.file in lists else ():
                message = f"prompt {quoted(row.id)} {fault}"
                lists[file.file].add((*path, "text"), message, instead, row.id)
    if lists and len(bank) >= SHARES_FROM:
        subject = next(iter(lists.values()))
        _look_for_habits(subject, bank)
        _look_for_aims(
            subject, bank, {name: aim for file in files for name, aim in file.aims.items()}
        )
    return _with_lines(lists, files)


def question_advice(text: str) -> list[tuple[str, str]]:
    """Return what stumbles in one question, as the rest of a sentence, with what to do instead."""
    return [
        (f"{habit.said}.", habit.instead)
        for habit in _advice()["habits"]
        if re.search(habit.pattern, text, re.IGNORECASE)
    ]


def _look_for_habits(advice: ProblemList, bank: Sequence[Prompt]) -> None:
    for share in _advice()["shares"]:
        found = _naming(share.pattern, bank)
        most = share.most * len(bank)
        if len(found) > most:
            ids = ", ".join(prompt.id for prompt in found[:_FIRST_IDS])
            message = (
                f"{len(found)} of {len(bank)} prompts {share.said}; at most {int(most)} should."
            )
            advice.add(("prompts",), message, f"{share.instead} The first are {ids}.")


def _look_for_aims(advice: ProblemList, bank: Sequence[Prompt], aims: Mapping[str, Aim]) -> None:
    for name, aim in aims.items():
        found = _naming(aim_pattern(aim), bank)
        least = aim.least * len(bank)
        if len(found) < least:
            named = {prompt.facet for prompt in found}
            without = dict.fromkeys(prompt.facet for prompt in bank if prompt.facet not in named)
            message = (
                f"{len(found)} of {len(bank)} prompts name {name}; at least {ceil(least)} should."
            )
            hint = f"Facets with none: {', '.join(without)}." if without else ""
            advice.add(("aims", name), message, hint)


def _naming(pattern: str, bank: Sequence[Prompt]) -> list[Prompt]:
    return [prompt for prompt in bank if re.search(pattern, prompt.text, re.IGNORECASE)]


def aim_pattern(aim: Aim) -> str:
    """Return a pattern for the words of an aim; a star stands for any ending."""
    words = (re.escape(word).replace(r"\*", r"[\w'’]*") for word in aim.words)
    return rf"\b(?:{'|'.join(words)})(?!\w)"


#: The leader's own file.
MINE = "mine"
_FIRST_LINES = "# Your own questions; syslead prompts add puts new ones at the end.\n\n"


def add_prompt(
    catalogue: Catalogue, framework: Framework, facet: str, kind: str, text: str
) -> tuple[Prompt, Source]:
    """Put a prompt of the leader's own on disk. Raises UsageError where it breaks a rule."""
    from tomli_w import dumps

    text = " ".join(text.split())
    if not text.isprintable():
        raise UsageError(f"This question has a character that cannot be shown: {quoted(text)}.")
    base, own = catalogue.prompt_files(framework.id)
    source, name = _own_file(catalogue, framework)
    before = next((file for file in own if file.file == source.label), None)
    # The same id for ever, and never another question's.
    prompt = Prompt(f"{name}-{crc32(text.encode('utf-8', 'replace')):08x}", facet, kind, text)
    if before:
        written = catalogue.text_of(source)
        written += "" if written.endswith("\n") else "\n"
    else:
        about = {"schema": PROMPTS_SCHEMA, "id": name, "framework": framework.id, "mode": "add"}
        written = _FIRST_LINES + dumps(about)
    row = {"id": prompt.id, "facet": facet, "kind": kind, "text": text}
    written += f"\n[[prompts]]\n{dumps(row)}"
    after = _read_back(written, source, before, prompt)
    files = files_in_use(base, [*(file for file in own if file is not before), after])
    broken = bank_problems(files, framework) + rule_problems(files, framework, {after.file})
    wrong = [problem.text for problem in broken if problem.name == prompt.id]
    if wrong:  # the leader has not seen its id
        found = [sentence.replace(f'prompt "{prompt.id}"', "It") for sentence in wrong]
        raise UsageError(" ".join(["This question was not added.", *found]))
    catalogue.write(source, written.encode("utf-8"))
    return prompt, source


def _own_file(catalogue: Catalogue, framework: Framework) -> tuple[Source, str]:
    """Return ``mine.toml``, or ``mine-<framework>.toml`` where that is for another framework."""
    for name in (MINE, f"{MINE}-{framework.id}"[:64]):
        source = catalogue.own_prompts(name)
        if not catalogue.text_of(source).strip():
            return source, name
        prompts, problems = catalogue.prompts_in(source)
        if prompts is None:
            raise refusal(problems, f"The file is {source.path}.")
        if prompts.framework == framework.id:
            return source, prompts.id
    raise SysleadError(f"{source.label} belongs to another framework.")


def _read_back(text: str, source: Source, before: PromptFile | None, prompt: Prompt) -> PromptFile:
    after, problems = read_prompts(text.encode("utf-8"), source.label)
    if after is not None and after.prompts == (*(before.prompts if before else ()), prompt):
        return after
    hint = f"The file is {source.path}."
    if problems:
        raise refusal(problems, hint)
    raise SysleadError(f"{source.label}: nothing can be added to it as it is written.", hint)
