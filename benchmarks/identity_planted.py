"""The identity check on sentences and identifiers nobody here wrote.

    python -m pip install faker==40.54.0
    python -m pip install --no-deps presidio-evaluator==0.3.2
    python benchmarks/identity_planted.py --seed 2

The sentences are the templates that package ships for testing such checks (MIT; read where they
are installed, not copied), the identifiers come from faker: British ones, and names of other
places. Seed 1 is for looking at what is missed, every other seed for the figures; the sentences
are the same for all seeds, so a rule made for one of them shows in all.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from syslead_cli.sharing.identifiers import identifier_spans, is_nhs_number

TEMPLATES = "data_generator/raw_data/templates.txt"
#: Names of people as they are met in British public services.
OTHERS = ("en_IE", "en_IN", "en_NG", "yo_NG", "pl_PL", "ro_RO", "tr_TR", "fr_FR", "pt_PT", "zu_ZA")
HOLE = re.compile(r"\{\{(\w+)\}\}")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")
#: A title belongs to a name, whether it is found with it or not.
TITLE = re.compile(
    r"(?:\b(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|lady|pan|pani|bhuti|chief)\.?|\w{2,4}\.)\s+)+$", re.I
)
NAMES = frozenset({
    "person", "name", "name_male", "name_female", "first_name", "first_name_male",
    "first_name_female", "first_name_nonbinary", "last_name", "last_name_male", "last_name_female",
})  # fmt: skip
#: What stands in other holes and says nothing of a person.
PLAIN = {
    "age": "54", "year": "2026", "date_time": "Tuesday at 10.30", "day_of_week": "Wednesday",
    "country": "France", "nationality": "French", "nation_woman": "Frenchwoman",
    "nation_plural": "the French", "city": "Leeds", "state_abbr": "UK", "prefix": "Dr",
    "prefix_male": "Mr", "prefix_female": "Ms", "ip_address": "10.0.0.1",
    "credit_card_number": "ending in 12", "iban": "my bank", "organization": "the council",
}  # fmt: skip
#: Holes that are filled with each of these in turn.
NUMBERS = ("phone", "nhs_number", "ni_number", "vehicle", "postcode")


class Planted(NamedTuple):
    """A text, what was planted in it, and the stretches that count neither way."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    aside: tuple[tuple[int, int], ...]


def why_not() -> str:
    """What is missing, as a hint; empty where all is there."""
    missing = [name for name in ("faker", "presidio_evaluator") if find_spec(name) is None]
    return f"needs {' and '.join(missing)}: see the top of {Path(__file__).name}" if missing else ""


def templates() -> list[str]:
    """The sentences, their written line breaks as line breaks."""
    spec = find_spec("presidio_evaluator")
    assert spec
    assert spec.submodule_search_locations
    path = Path(next(iter(spec.submodule_search_locations))) / TEMPLATES
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.replace("\\n", "\n").replace("\\,", ",") for line in lines if line.strip()]


class Planter:
    """Fills the holes of a template, the same way for the same seed."""

    def __init__(self, seed: int) -> None:
        faker_of = import_module("faker").Faker
        self.dice = random.Random(seed)
        self.british: Any = faker_of("en_GB")
        self.others = [faker_of(locale) for locale in OTHERS]
        for at, faker in enumerate((self.british, *self.others)):
            faker.seed_instance(seed * 100 + at)
        self.turn = seed

    def fill(self, template: str) -> Planted:
        """The template with every hole filled."""
        parts: list[str] = []
        spans: list[tuple[int, int, str]] = []
        aside: list[tuple[int, int]] = []
        at = length = 0
        for hole in HOLE.finditer(template):
            parts.append(template[at : hole.start()])
            length += hole.start() - at
            text, inner, neutral = self._filling(hole[1])
            spans += [(length + start, length + end, kind) for start, end, kind in inner]
            aside += [(length, length + len(text))] if neutral else []
            parts.append(text)
            length += len(text)
            at = hole.end()
        return Planted("".join([*parts, template[at:]]), tuple(spans), tuple(aside))

    def _filling(self, hole: str) -> tuple[str, list[tuple[int, int, str]], bool]:
        if hole in NAMES:
            text, kind = self._name(hole)
            title = re.match(TITLE.pattern[:-1], text, re.I)
            return text, [(len(title[0]) if title else 0, len(text), kind)], bool(title)
        if hole in ("address", "street_name", "building_number", "secondary_address"):
            text = getattr(self.british, hole)()
            code = re.search(r"[A-Z]+\d+[A-Z]? \d[A-Z]{2}$", text)
            return text, [(code.start(), code.end(), "postcode")] if code else [], True
        if hole in ("phone_number", "zipcode", "postcode", "ssn", "us_driver_license"):
            kind = NUMBERS[self.turn % len(NUMBERS)] if hole != "postcode" else "postcode"
            self.turn += 1
        else:
            kind = {"email": "email", "url": "url", "date_of_birth": "birth_date"}.get(hole, "")
        if kind:
            text = self._identifier(kind)
            return text, [(0, len(text), kind)], False
        if hole == "job":
            return self.british.job().lower(), [], False
        return PLAIN[hole], [], False

    def _name(self, hole: str) -> tuple[str, str]:
        abroad = self.dice.random() < 0.4
        faker = self.dice.choice(self.others) if abroad else self.british
        provider = hole if hole.startswith(("first", "last")) else "name"
        return getattr(faker, provider)(), "name (other places)" if abroad else "name"

    def _identifier(self, kind: str) -> str:
        make: dict[str, Callable[[], str]] = {
            "phone": self.british.phone_number, "ni_number": self.british.ssn,
            "vehicle": self.british.license_plate, "postcode": self.british.postcode,
            "email": self.british.email, "url": self.british.url, "nhs_number": self._nhs,
            "birth_date": lambda: self.british.date_of_birth(minimum_age=16).strftime("%d/%m/%Y"),
        }  # fmt: skip
        return str(make[kind]())

    def _nhs(self) -> str:
        while True:
            digits = "".join(self.dice.choices("0123456789", k=10))
            if digits[0] in "4679" and is_nhs_number(digits):
                return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def planted(seed: int, rounds: int) -> Iterator[Planted]:
    """Every template, several times over."""
    planter = Planter(seed)
    for _ in range(rounds):
        yield from map(planter.fill, templates())


class Score(NamedTuple):
    """Found of planted, a kind each; words flagged of words that say nothing of anybody."""

    kinds: dict[str, tuple[int, int]]
    wrong: int
    words: int
    missed: list[str]
    flagged: list[str]


def score(texts: Iterator[Planted], look: Callable[[str], Any] = identifier_spans) -> Score:
    """What the check finds, and what it should not have."""
    kinds: dict[str, tuple[int, int]] = {}
    wrong = words = 0
    missed, flagged = [], []
    for text, spans, aside in texts:
        found = [(each.start, each.end) for each in look(text)]
        for start, end, kind in spans:
            hit = any(first <= start and end <= last for first, last in found)
            some, of = kinds.get(kind, (0, 0))
            kinds[kind] = (some + hit, of + 1)
            if not hit:
                missed.append(f"{text[start:end]!r} in {text[max(0, start - 30) : end + 20]!r}")
        held = [*aside, *(_with_title(text, start, end) for start, end, _ in spans)]
        for word in WORD.finditer(text):
            if any(start < word.end() and word.start() < end for start, end in held):
                continue
            words += 1
            if any(start < word.end() and word.start() < end for start, end in found):
                wrong += 1
                near = text[max(0, word.start() - 30) : word.end() + 20]
                flagged.append(f"{word[0]!r} in {near!r}")
    return Score(kinds, wrong, words, missed, flagged)


def _with_title(text: str, start: int, end: int) -> tuple[int, int]:
    title = TITLE.search(text[max(0, start - 30) : start])
    return start - (len(title[0]) if title else 0), end


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The identity check on others' words.")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="what was missed and wrongly flagged")
    called = parser.parse_args()
    if hint := why_not():
        sys.exit(hint)
    result = score(planted(called.seed, called.rounds))
    found, of = (sum(column) for column in zip(*result.kinds.values(), strict=True))
    print(f"{'identifiers found':<24}{found:>6} of {of:<6}{found / of:7.1%}")
    for kind, (some, every) in sorted(result.kinds.items()):
        print(f"  {kind:<22}{some:>6} of {every:<6}{some / every:7.1%}")
    share = result.wrong / result.words
    print(f"{'words wrongly flagged':<24}{result.wrong:>6} of {result.words:<6}{share:7.1%}")
    if called.show:
        print("\nmissed", *result.missed, "\nwrongly flagged", *result.flagged, sep="\n  ")


if __name__ == "__main__":
    main()
