"""``syslead framework train``: a table learned from examples, and what is wrong with a file."""

from __future__ import annotations

import sys

import pytest

from conftest import World

WORDS = {
    "zuhören": "Ich habe ihr lange zugehört und nachgefragt, {}.",
    "geduld_üben": "Wir haben gewartet, nochmals abgewartet und gehofft, {}.",
    "jäten": "Den alten Ausschuss haben wir abgeschafft und gestrichen, {}.",
    "säen": "Etwas Neues angefangen und klein ausprobiert, {}.",
    "größe": "Ihm vor allen gedankt, er hatte recht und ich nicht, {}.",
    "none": "Der Zug war zu spät und das Brot war alle, {}.",
}
PLACES = (
    "am Montag im Rathaus", "im Regen", "kurz vor der Sitzung", "auf dem Flur", "nach dem Essen",
    "am Telefon", "bei der Schule", "im Bus", "gegen Abend", "in der Klinik", "am Gartenzaun",
    "zwischen zwei Terminen",
)  # fmt: skip


@pytest.fixture
def taught(garden: World) -> World:
    lines = [f"{id_}\t{text.format(place)}\n" for id_, text in WORDS.items() for place in PLACES]
    (garden.home / "examples.tsv").write_text("# Beispiele\n" + "".join(lines), "utf-8")
    return garden


def train(world: World, *more: str) -> object:
    return world.run("framework", "train", str(world.home / "examples.tsv"), *more)


def test_a_framework_gets_its_own_table(taught: World) -> None:
    pytest.importorskip("sklearn", reason="pip install -r requirements-training.txt")
    learned = train(taught)
    table = taught.home / "frameworks/garten.mentions"
    assert (learned.code, learned.out) == (0, f"{table}\n")
    assert "Learned from 72 examples" in learned.err
    said = "Heute habe ich zugehört und bei der Amtsleiterin nachgefragt."
    document = taught.document("framework", "match", stdin=said)
    assert document["facets"][0]["id"] == "zuhören"
    assert "zugehört" in document["facets"][0]["because"][0]
    first = table.read_bytes()
    assert train(taught, "--output", str(taught.home / "again")).code == 0
    assert (taught.home / "again").read_bytes() == first


def test_training_without_its_library_says_what_is_missing(
    taught: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    learned = train(taught)
    assert learned.code == 1
    assert "Training needs scikit-learn, which is not installed." in learned.err
    assert "pip install scikit-learn" in learned.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("zuhören", "line 74: a line is a facet, a tab and a text."),
        ("zuhören\t…", "line 74: a line is a facet, a tab and a text."),
        ("zuhöeren\tEin Satz.", 'line 74: facet "zuhöeren" is not in the framework "garten".'),
    ],
)
def test_a_line_that_is_no_example_is_named(taught: World, line: str, said: str) -> None:
    with (taught.home / "examples.tsv").open("a", encoding="utf-8") as file:
        file.write(line)
    learned = train(taught)
    assert learned.code == 1
    assert said in learned.err


def test_too_few_examples_are_counted(taught: World) -> None:
    path = taught.home / "examples.tsv"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("jäten")]
    path.write_text("\n".join(kept), "utf-8")
    learned = train(taught)
    assert learned.code == 1
    assert "jäten 0" in learned.err
    assert not (taught.home / "frameworks/garten.mentions").exists()
