"""Learn the table by which facets are found in text, from examples (``mentions.py`` reads it).

The examples are lines of a facet's id, or ``none``, a tab and a text. Features count by how rare
they are, and a ridge regression (scikit-learn) learns for every facet to tell its texts from all
others. Where a facet's threshold lies comes from examples that were left out, a tenth at a time:
so that ``FALSE_RATE`` of the texts about something else score above 0. Texts of fewer than
``SHORT`` words teach, but set no thresholds: few reflections are that short.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from syslead_cli.base.text import counted, did_you_mean, quoted
from syslead_cli.base.toml import Problem, refusal
from syslead_cli.errors import SysleadError
from syslead_cli.framework.mentions import MENTIONS_SCHEMA, TableHeader, features, root_of, words_in

if TYPE_CHECKING:
    from syslead_cli.framework.model import Framework

NONE = "none"
#: The largest file of examples, in bytes: some ten times the shipped one.
EXAMPLES_LIMIT = 8 * 1024 * 1024
BITS = 15
#: In examples left out; of texts by people who wrote none of the examples it is then two in 100.
FALSE_RATE = 0.017
SHORT = 8
#: The fewest examples a facet can be learned from.
FEWEST = 10
#: A facet is asked about from the score where this share of such questions was right.
SURE_RATE = 0.9
_FOLDS = 10


class Example(NamedTuple):
    """One text and the facet it is about, or ``none``."""

    facet: str
    text: str


def read_examples(content: str, file: str, framework: Framework) -> list[Example]:
    """Return the examples in a file. Raises SysleadError naming every line at fault."""
    facets = [facet.id for facet in framework.everything]
    examples: list[Example] = []
    problems: list[Problem] = []
    for number, line in enumerate(content.splitlines(), 1):
        facet, tab, text = line.partition("\t")
        if not line.strip() or line.startswith("#"):
            continue
        if not tab or not words_in(text):
            fault = "a line is a facet, a tab and a text."
            problems.append(Problem(file, number, "", fault, ""))
        elif facet not in (*facets, NONE):
            message = f"facet {quoted(facet)} is not in the framework {quoted(framework.id)}."
            problems.append(Problem(file, number, facet, message, did_you_mean(facet, facets)))
        else:
            examples.append(Example(facet, text))
    if problems:
        raise refusal(problems, "Correct these lines and train again.")
    given = [example.facet for example in examples]
    if scarce := [facet for facet in (*facets, NONE) if given.count(facet) < FEWEST]:
        have = ", ".join(f"{facet} {given.count(facet)}" for facet in scarce)
        raise SysleadError(
            f"{file} has fewer than {FEWEST} examples for {counted(len(scarce), 'facet')}: {have}.",
            f"At least {FEWEST} are needed for each and for {NONE}; a hundred are better.",
        )
    return examples


def train(examples: Sequence[Example], framework: Framework, content: bytes) -> tuple[bytes, float]:
    """Return a table's file, and of the examples left out the share whose facet was found.

    ``content`` is the file of the examples. Raises SysleadError without scikit-learn.
    """
    from hashlib import sha256

    numpy, model_selection, ridge = _library()
    facets = [facet.id for facet in framework.everything]
    matrix, rarity = _matrix(numpy, [example.text for example in examples])
    own = numpy.array([[example.facet == facet for facet in facets] for example in examples])
    targets = own.astype(float)
    folds = model_selection.KFold(_FOLDS, shuffle=True, random_state=0)
    scores = model_selection.cross_val_predict(ridge, matrix, targets, cv=folds)
    long = numpy.array([len(words_in(example.text)) >= SHORT for example in examples])
    scores, own = scores[long], own[long]
    thresholds = numpy.array(
        [numpy.quantile(scores[~own[:, at], at], 1 - FALSE_RATE) for at in range(len(facets))]
    )
    learned = ridge.fit(matrix, targets)
    weights = learned.coef_ * rarity
    scales = abs(weights).max(axis=1) / 127
    scores -= thresholds
    header = TableHeader(
        schema=MENTIONS_SCHEMA,
        framework=framework.id,
        facets=tuple(facets),
        bits=BITS,
        scales=tuple(scales.round(9).tolist()),
        biases=tuple((learned.intercept_ - thresholds).round(6).tolist()),
        sure=_sure_from(numpy, scores, own),
        examples=len(examples),
        sha256=sha256(content).hexdigest(),
    )
    rows = numpy.rint(weights / scales[:, None]).astype("int8").T
    found = float((scores > 0)[own].mean())
    return msgspec.json.encode(header) + b"\n" + rows.tobytes(), found


def _library() -> tuple[Any, Any, Any]:
    """Return numpy, scikit-learn's ways of leaving out, and a regression to be fitted."""
    try:
        import numpy
        from sklearn import model_selection
        from sklearn.linear_model import Ridge
    except ImportError:
        raise SysleadError(
            "Training needs scikit-learn, which is not installed.",
            "Install it beside syslead: pip install scikit-learn",
        ) from None
    return numpy, model_selection, Ridge(alpha=1.0, solver="sparse_cg", tol=1e-4)


def _matrix(numpy: Any, texts: Sequence[str]) -> tuple[Any, Any]:
    """Return a row a text: the rarity of its n features over √n; and the rarity of all."""
    from scipy.sparse import csr_matrix

    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += features([word for word, _ in words_in(text)], BITS)
        ends.append(len(columns))
    counts = numpy.bincount(columns, minlength=1 << BITS)
    rarity = 1 + numpy.log((1 + len(texts)) / (1 + counts))
    rarity /= numpy.sqrt((rarity**2 * counts).sum() / counts.sum())
    lengths = numpy.diff(ends)
    values = rarity[columns] / numpy.repeat([root_of(length) for length in lengths], lengths)
    return csr_matrix((values, columns, ends), shape=(len(texts), 1 << BITS)), rarity


def _sure_from(numpy: Any, scores: Any, own: Any) -> float:
    """Return the lowest top score from which ``SURE_RATE`` of the top facets are right."""
    top = scores.max(axis=1)
    right = own[numpy.arange(len(own)), scores.argmax(axis=1)]
    order = numpy.argsort(-top)
    share = numpy.cumsum(right[order]) / numpy.arange(1, len(order) + 1)
    good = numpy.nonzero(share >= SURE_RATE)[0]
    return round(float(top[order][good[-1] if len(good) else 0]), 6)
