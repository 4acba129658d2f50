"""Lines that ran together: what is erased goes, and what stands beside it in the line stays."""

from __future__ import annotations

import pytest

from conftest import World
from sealed_world import PUBLIC, SECRET, close_journal, switch_on
from syslead_cli.crypt import age
from syslead_cli.journal import erase
from syslead_cli.journal.encrypted import decrypt_lines, encrypt_line

FORMS = {
    "delete": ("delete", "{id}", "--yes"),
    "word": ("forget", "--word", "zanz", "--yes"),
    "voice": ("forget", "--voice", "zanzibar", "--yes"),
    "keep": ("forget", "--voice", "zanzibar", "--keep-entries", "--yes"),
    "before": ("forget", "--before", "2026-03-10", "--yes"),
}
HOW = ("clear", "encrypted", "encrypted as it stood", "both")


def run_together(world: World, how: str) -> str:
    """Three notes in one line, the middle one meant; its id."""
    ids = []
    for day, text in (("11", "quiet"), ("09", "zanzibar was here"), ("12", "calm")):
        world.clock.move(seconds=1)
        ids.append(world.run("note", "--date", f"2026-03-{day}", "-", stdin=text).out.strip())
    if how != "clear":
        switch_on(world)
    if how in ("encrypted", "both"):
        close_journal(world.home)
    joined = world.month().read_bytes().replace(b"\n", b"") + b'{"half a line'
    if how in ("encrypted as it stood", "both"):
        joined = encrypt_line(joined, age.encryptor(PUBLIC))
    world.month().write_bytes(joined + b"\n")
    return ids[1]


def everything(world: World) -> bytes:
    content = b"\n".join(path.read_bytes() for path in world.home.rglob("*.jsonl"))
    once = decrypt_lines(content, age.decryptor(SECRET))
    inner = once.replace(b'}{"v"', b'}\n{"v"')
    return inner + decrypt_lines(inner, age.decryptor(SECRET))


def erased(world: World, form: str, how: str) -> None:
    id_ = run_together(world, how)
    assert sorted(world.texts()) == ["calm", "quiet", "zanzibar was here"]
    world.done(*(id_ if word == "{id}" else word for word in FORMS[form]))
    instead = ["someone was here"] if form == "keep" else []
    assert sorted(world.texts()) == sorted(["calm", "quiet", *instead])
    assert b"zanzibar" not in everything(world)
    assert b"half a line" in everything(world), "what nobody named is not thrown away"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("form", FORMS)
def test_one_goes_and_the_others_stay(world: World, form: str, how: str) -> None:
    erased(world, form, how)


@pytest.mark.parametrize("how", HOW)
def test_a_torn_line_that_names_it_goes_and_whole_ones_in_it_stay(world: World, how: str) -> None:
    run_together(world, "clear")
    torn = world.month().read_bytes().replace(b'"zanzibar was here"', b'"zanzibar was', 1)
    if how != "clear":
        switch_on(world)
        torn = encrypt_line(torn.rstrip(b"\n"), age.encryptor(PUBLIC)) + b"\n"
    world.month().write_bytes(torn)
    assert world.run("forget", "--word", "zanz", "--yes").code == 0
    assert sorted(world.texts()) == ["calm", "quiet"]
    assert b"zanzibar" not in everything(world)
    assert world.run("verify", "--open").code == 0


@pytest.mark.parametrize("how", HOW)
def test_repair_and_decrypt_bring_them_apart(world: World, how: str) -> None:
    run_together(world, how)
    assert world.run("repair", "--apply").code in (0, 4)
    if how != "clear":
        assert world.run("decrypt", "--yes").code == 0
        assert world.run("repair", "--apply").code in (0, 4)
    assert sorted(world.texts()) == ["calm", "quiet", "zanzibar was here"]
    assert b"half a line" in everything(world)
    assert world.run("verify").code == 0


def test_a_line_thrown_away_whole_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(erase, "records_within", lambda raw: iter(()))
    with pytest.raises(AssertionError):
        erased(world, "word", "clear")
