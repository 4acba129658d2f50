"""Keys of coaches, kept once confirmed, and the encrypted file that only they can open."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, World
from syslead_cli.crypt import age
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.model import checksum

JO, OTHER = age.new_key_pair(), age.new_key_pair()
PRINT = age.fingerprint(JO.public)
SLIP = JO.public[:-1] + ("q" if JO.public[-1] != "q" else "p")


@pytest.fixture
def known(world: World) -> World:
    """A leader who confirmed Jo's key."""
    world.run("note", "-", stdin="Priya Sharma said no.")
    assert add(world, "Jo Marsh").code == 0
    return world


def add(world: World, name: str, key: str = JO.public, print_: str = PRINT) -> Result:
    return world.run("share", "recipients", "add", name, key, "--fingerprint", print_)


def share(world: World, *arguments: str, name: str = "p.age") -> tuple[Result, Path]:
    path = world.home.parent / name
    return world.run("share", "write", "--output", str(path), "--yes", *arguments), path


def listed(world: World) -> Any:
    return world.document("share", "recipients", "list")["recipients"]


def test_a_narrow_list_fits(known: World) -> None:
    known.environ["COLUMNS"] = "40"
    lines = known.run("share", "recipients", "list").out.splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert all(group in "\n".join(lines) for group in PRINT.split())


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_key_comes_from_a_file_or_a_pipe(world: World, tmp_path: Path, way: str) -> None:
    path = tmp_path / "jo.pub"
    path.write_text(f"# Jo Marsh\n{JO.public}\n")
    source = "-" if way == "stdin" else str(path)
    world.done(
        "share", "recipients", "add", "Jo", source, "--fingerprint", PRINT.upper(),
        stdin=path.read_text(),
    )  # fmt: skip
    assert [each["key"] for each in listed(world)] == [JO.public]


@pytest.mark.parametrize(
    ("key", "print_", "code", "said"),
    [
        (JO.public, PRINT[:9], 2, "not the one you gave"),
        (SLIP, PRINT, 1, "not an age public key"),
        ("/dev/zero", PRINT, 1, "not an ordinary file"),
    ],
    ids=["half", "slip", "device"],
)
def test_what_is_not_confirmed_or_no_key_is_not_kept(
    world: World, key: str, print_: str, code: int, said: str
) -> None:
    result = add(world, "Jo", key, print_)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert not (world.home / "state" / "recipients.json").exists()


def test_a_secret_key_is_refused_and_not_shown(world: World, tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {JO.public}\n{JO.secret}\n")
    result = add(world, "Jo", str(path))
    assert result.code == 1
    assert "secret key" in result.err
    assert JO.secret not in result.out + result.err


def test_another_key_for_a_known_name_waits_for_a_new_confirmation(known: World) -> None:
    said = known.refused("share", "recipients", "add", "jo marsh", OTHER.public, code=2)
    assert "not the key of" in said
    assert listed(known)[0]["key"] == JO.public
    assert add(known, "jo marsh", OTHER.public, PRINT).code == 2
    assert add(known, "jo marsh", OTHER.public, age.fingerprint(OTHER.public)).code == 0
    assert [each["key"] for each in listed(known)] == [OTHER.public]
    again = known.run("share", "recipients", "add", "Jo Marsh", OTHER.public)
    assert (again.code, "confirmed 2026-03-27" in again.out) == (0, True)


def test_a_damaged_file_stops_a_share_rather_than_its_encryption(known: World) -> None:
    (known.home / "state" / "recipients.json").write_text("[" * 10_000)
    result, path = share(known, "--to", "Jo Marsh")
    assert (result.code, path.exists()) == (1, False)
    assert "recipients.json" in result.err
    assert share(known, "--to", "Jo Marsh", "--no-encrypt")[0].code == 0


def test_a_key_that_was_changed_in_the_file_is_not_used(known: World) -> None:
    path = known.home / "state" / "recipients.json"
    path.write_text(path.read_text().replace(JO.public, OTHER.public))
    result, target = share(known, "--to", "Jo Marsh")
    assert (result.code, target.exists()) == (1, False)
    assert "not the one you confirmed" in result.err


@pytest.mark.parametrize("armour", [False, True])
@pytest.mark.parametrize("form", ["json", "html", "md", "csv"])
def test_only_the_coachs_key_opens_what_was_written(
    known: World, form: str, *, armour: bool
) -> None:
    plain = known.run("share", "preview", "--format", form).out
    extra = ["--armour"] if armour else []
    result, path = share(known, "--to", "jo marsh", "--format", form, *extra)
    assert result.code == 0, result.err
    assert "only Jo Marsh's key opens it" in result.err
    assert "Not encrypted" not in result.err
    content = path.read_bytes()
    assert content.startswith(b"-----BEGIN AGE" if armour else b"age-encryption.org/v1\n")
    assert b"syslead" not in content
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    opened = age.decrypt(content, [JO.secret], "p.age").decode()
    assert opened.replace("\r\n", "\n") == plain.replace("\r\n", "\n")
    (logged,) = known.document("share", "log")["shares"]
    assert (logged["to"], logged["sha256"]) == ("Jo Marsh", sha256(content).hexdigest())


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not here")
@pytest.mark.parametrize("armour", [False, True])
def test_the_age_command_opens_it(known: World, tmp_path: Path, *, armour: bool) -> None:
    key = tmp_path / "key.txt"
    key.write_text(JO.secret + "\n")
    _, path = share(known, "--to", "Jo Marsh", *(["--armour"] if armour else []))
    opened = subprocess.run(
        ["age", "-d", "-i", str(key), str(path)], capture_output=True, check=True, timeout=60
    )
    data = json.loads(opened.stdout)
    assert data["sha256"] == checksum(data)


@pytest.mark.skipif(shutil.which("age-keygen") is None, reason="age-keygen is not here")
def test_a_key_that_age_keygen_made_is_taken(world: World, tmp_path: Path) -> None:
    key, public = tmp_path / "key.txt", tmp_path / "key.pub"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True, timeout=60)
    subprocess.run(["age-keygen", "-y", "-o", public, key], check=True, timeout=60)
    assert add(world, "Jo", str(public), age.fingerprint(public.read_text().strip())).code == 0


def test_the_default_name_ends_in_age_and_a_second_one_takes_a_number(
    known: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = []
    for arguments in (["--to", "Jo Marsh"], ["--to", "Jo Marsh"], ["--to", "Dana"]):
        result = known.run("share", "write", "--yes", *arguments)
        names.append(Path(result.out.strip()).name)
    stem = "syslead-coach-2026-03-27"
    assert names == [f"{stem}.json.age", f"{stem}-2.json.age", f"{stem}.json"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--to", "Dana"), 0, "No key for Dana is stored"),
        ((), 0, "Not encrypted"),
        (("--to", "Jo Marsh", "--no-encrypt"), 0, "Not encrypted"),
        (("--to", "Dana", "--encrypt"), 2, 'No key for "Dana"'),
        (("--encrypt",), 2, "--to"),
        (("--to", "Dana", "--armour"), 2, "--armour"),
        (("--to", "Jo Marhs"), 2, 'Did you mean "Jo Marsh"'),
    ],
)
def test_what_is_not_encrypted_says_so_and_a_slip_is_no_reason(
    known: World, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result, path = share(known, *arguments)
    assert (result.code, path.exists()) == (code, code == 0)
    assert said in result.err


@pytest.mark.parametrize("slip", ["Dnaa", "Dann", "dan", "Danaa"])
def test_a_slip_in_a_short_name_sends_nothing_unencrypted(known: World, slip: str) -> None:
    assert add(known, "Dana").code == 0
    result, path = share(known, "--to", slip)
    assert (result.code, path.exists()) == (2, False)
    assert 'Did you mean "Dana"?' in result.err
    assert share(known, "--to", slip, "--no-encrypt")[0].code == 0


def test_without_the_library_it_says_how_to_get_it(
    known: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    result, path = share(known, "--to", "Jo Marsh")
    assert (result.code, path.exists()) == (1, False)
    assert "pyrage>=" in result.err
    assert "--no-encrypt" in result.err
    assert share(known, "--to", "Jo Marsh", "--no-encrypt")[0].code == 0
    assert add(known, "Dana").code == 1


def test_two_at_once_lose_neither_a_key_nor_a_role(known: World) -> None:
    from syslead_cli.base.lock import locked

    context = known.context()
    with locked(context.paths.lock, context.clock):  # another one is writing
        late = add(known, "Max Moor")
        assert late.code == 5
        assert "Another syslead is writing" in late.err
        with pytest.raises(SysleadError, match="Another syslead is writing"):
            context.aliases.remember({"Priya Sharma": "colleague"})
    one, other = known.context(), known.context()
    assert one.aliases.read() == other.aliases.read() == {}
    one.aliases.remember({"Priya Sharma": "colleague"})
    other.aliases.remember({"Max Moor": "manager"})
    assert add(known, "Max Moor").code == 0
    assert set(known.context().aliases.read()) == {"Priya Sharma", "Max Moor"}
    assert {each.name for each in known.context().recipients.read()} == {"Jo Marsh", "Max Moor"}


def test_a_confirmed_key_is_kept_in_a_private_file_a_person_can_read(known: World) -> None:
    path = known.home / "state" / "recipients.json"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    entry = {"name": "Jo Marsh", "key": JO.public, "fingerprint": PRINT, "confirmed": "2026-03-27"}
    assert json.loads(path.read_text()) == {"recipients": [entry]}
    assert listed(known) == [entry]
    page = known.run("share", "recipients", "list").out
    assert PRINT in page
    assert "Jo Marsh" in page
