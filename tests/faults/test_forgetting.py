"""``forget`` cut short anywhere: the old or the new, and what is to go goes with the next write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Result, World
from crash_states import survived
from killing import check_tidy, killed
from mutating import id_of, texts
from sealed_world import SECRET, close_journal, opened_files, switch_on
from syslead_cli.crypt import age
from syslead_cli.journal import forget as forgetting_module
from syslead_cli.journal import forget_match as matching_module

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")

#: Days and words of the notes; the second was edited, and was said otherwise before.
NOTES = [
    ("2025-12-30", "an old year ends"),
    ("2026-02-20", "@zanzibar said no"),
    ("2026-03-20", "a quiet morning"),
    ("2026-03-21", "zanzibar again, with the board"),
]
EDITED = "Zanzibar said yes at last"
#: What lies beside the journal, below the home; ``SOUND`` becomes the line of the last note.
BESIDE = {
    "state/rescue/typed-9.txt": "what zanzibar typed\n",
    "state/drafts/sitting-ab.json": '{"day": "2025-12-01", "text": "zanzibar, begun"}\n',
    "state/quarantine/2025-12-01.jsonl": "SOUND",
    "state/aliases.json": '{"zanzibar": "a colleague"}\n',
    "config.toml": 'voices = ["board", "zanzibar"]\n',
}
TORN = b'{"v":1,"id":"x","day":"2025-11-02","text":"zanzibar, torn'


class Form(NamedTuple):
    """One way to forget: its words, which notes go, and what says that one has not gone."""

    words: tuple[str, ...]
    goes: tuple[str, ...]
    left: bytes
    instead: tuple[str, ...] = ()
    sealed: bool = False


ZANZIBAR = (EDITED, NOTES[3][1])
SOMEONE = ("someone said yes at last", "someone again, with the board")
FORMS = {
    "word": Form(("--word", "zanz"), ZANZIBAR, b"zanz"),
    "voice": Form(("--voice", "zanzibar"), ZANZIBAR, b"zanz"),
    "keep": Form(("--voice", "zanzibar", "--keep-entries"), ZANZIBAR, b"zanz", SOMEONE),
    "before": Form(("--before", "2026-01-01"), (NOTES[0][1],), b"an old year"),
}
FORMS |= {f"{name}, encrypted": form._replace(sealed=True) for name, form in FORMS.items()}


def fresh(home: Path, form: Form) -> World:
    """A journal of three months, with a leaving of every kind beside it."""
    world = World(home)
    ids = []
    for day, text in NOTES:
        world.clock.move(seconds=1)
        ids.append(world.run("note", "--date", day, "-", stdin=text).out.strip())
    assert world.run("edit", ids[1], "--text", EDITED).code == 0
    sound = world.journal_lines()[-1] + b"\n"
    beside = BESIDE if "--voice" in form.words else {**BESIDE, "config.toml": "prompts = 2\n"}
    for name, content in beside.items():
        world.put(name, sound if content == "SOUND" else content)
    (month,) = (home / "journal").glob("*/2025-12.jsonl")
    month.write_bytes(month.read_bytes() + TORN)
    if form.sealed:
        switch_on(world)
        close_journal(home)
    world.clock.move(seconds=1)
    return world


def everything(home: Path) -> bytes:
    """Every byte below the home as whoever has the key can read it, lower case."""
    decrypt = age.decryptor(SECRET)
    apart = {"journal", "keys"}
    loose = [path for path in home.rglob("*") if path.is_file() and not apart & {*path.parts}]
    found = list(opened_files(home).values())
    for path in loose:
        content = path.read_bytes()
        found.append(decrypt(content) if content.startswith(b"age-encryption") else content)
    return b"\n".join(found).lower()


def forget(world: World, form: Form) -> None:
    world.done("forget", *form.words, "--yes")


def check(world: World, form: Form, *, done: bool) -> None:
    """Each note is the old or the new, the others are there; the next write finishes."""
    stay = [text for _, text in NOTES if text not in form.goes]
    stay = [text for text in stay if text != NOTES[1][1]]
    found = texts(world)
    assert set(stay) - {*form.goes} <= set(found), "a note is lost that nobody named"
    assert set(found) <= {*stay, *form.goes, *form.instead, EDITED}
    for old, new in zip(form.goes, form.instead, strict=False):
        assert old in found or new in found, "neither as it was nor said anew"
    hidden = set(form.goes) - set(found)
    if done:
        assert hidden == set(form.goes)
        assert sorted(found) == sorted([*set(stay) - set(form.goes), *form.instead, *_kept(form)])
        assert form.left not in everything(world.home)
    begun = hidden or (world.home / "state" / "erasing").exists()
    world.clock.move(seconds=1)
    next_write = ("edit", id_of(world, NOTES[2][1]), "--tag", "later")
    assert world.run(*next_write).code == 0
    if begun:  # whoever writes next finishes what was begun
        assert form.left not in everything(world.home)
    forget(world, form)
    assert form.left not in everything(world.home)
    assert sorted(texts(world)) == sorted({*stay, *_kept(form)} - {*form.goes} | {*form.instead})
    assert not (world.home / "state" / "erasing").exists()
    assert list(world.home.rglob("journal/*/.*.tmp")) == []


def _kept(form: Form) -> list[str]:
    """The edited note stays where nobody forgets its name."""
    return [EDITED] if EDITED not in form.goes else []


def survive(tmp_path: Path, form: Form, limit: int) -> int:
    """How many states there were; tries so many of them, and of what the disk holds in the end."""
    return survived(
        fresh(tmp_path / "home", form),
        lambda world: world.run("forget", *form.words, "--yes"),
        lambda world, done: check(world, form, done=done),
        limit,
    )[0]


@pytest.mark.parametrize("limit", [8, pytest.param(3000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FORMS)
def test_the_power_may_fail_at_any_moment(tmp_path: Path, name: str, limit: int) -> None:
    assert survive(tmp_path, FORMS[name], limit) > 20


def test_words_that_are_unlinked_and_not_synced_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a power cut after "Erased" brings a file of words back."""
    monkeypatch.setattr(matching_module, "take_out", lambda path, root: path.unlink())
    with pytest.raises(AssertionError):
        survive(tmp_path, FORMS["word"], 8)


def test_a_plan_that_is_not_on_the_disk_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: erased by half, and nobody knows what the other half is."""
    real = forgetting_module.write_plan

    def written_and_gone(path: Path, plan: object) -> None:
        real(path, plan)  # type: ignore[arg-type]
        path.unlink()

    monkeypatch.setattr(forgetting_module, "write_plan", written_and_gone)
    with pytest.raises((AssertionError, StopIteration)):
        survive(tmp_path, FORMS["keep"], 60)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("times", [4, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", FORMS)
def test_kill_9_at_random_moments(tmp_path: Path, name: str, times: int) -> None:
    form = FORMS[name]

    def run(world: World) -> Result:
        return world.run("forget", *form.words, "--yes")

    def check_and_tidy(world: World, done: bool) -> None:
        check(world, form, done=done)
        check_tidy(world)

    assert (
        killed(tmp_path, times, lambda home: fresh(home, form), run, check_and_tidy) >= times // 2
    )
