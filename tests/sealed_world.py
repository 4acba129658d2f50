"""A world whose journal is encrypted to the key in tests/data/journal-v2."""

from __future__ import annotations

import io
import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT, Result, Terminal, World
from syslead_cli.__main__ import main
from syslead_cli.crypt import age
from syslead_cli.journal.encrypted import decrypt_lines, encrypt_lines

DATA = ROOT / "tests" / "data" / "journal-v2"
KEY = DATA / "key.txt"
SECRET = KEY.read_text().splitlines()[-1]
PUBLIC = KEY.read_text().splitlines()[1].rpartition(" ")[2]
PASSPHRASE = "vier lose Worte hier"


def switch_on(world: World, *, unlocked: bool = True) -> None:
    """The key in its place; with ``unlocked``, a command gives it without a word."""
    keys = world.home / "keys"
    keys.mkdir(parents=True, mode=0o700, exist_ok=True)
    shutil.copy(DATA / "identity.age", keys / "identity.age")
    (keys / "journal.pub").write_text(PUBLIC + "\n")
    for path in keys.iterdir():
        path.chmod(0o600)
    if unlocked:
        unlock(world)


def unlock(world: World) -> None:
    """A password manager that answers."""
    config = world.home / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    before = config.read_text() if config.exists() else ""
    command = json.dumps(f"tail -n 1 {shlex.quote(str(KEY))}", ensure_ascii=False)
    added = f'unlock = "command"\nunlock_command = {command}\n'
    config.write_text(before + added)
    config.chmod(0o600)


def lock(world: World) -> None:
    """Nobody answers any more."""
    (world.home / "config.toml").unlink()


def encrypt(world: World, folder: Path, *options: str, words: str = PASSPHRASE) -> Result:
    """Encrypt with a passphrase in a file of that folder, beside the paper of the recovery key."""
    (folder / "words").write_text(f"{words}\nmore\n")
    return world.run("encrypt", *options, "--passphrase-file", str(folder / "words"))


def listing(world: World, typed: str) -> Result:
    """``list`` for somebody who types unseen at a terminal, while the answer goes elsewhere."""
    out, said = io.StringIO(), Terminal()
    context = world.context(stdout=out, stderr=said)
    context.stdin = Terminal(typed)
    return Result(int(main(["list"], context)), out.getvalue(), said.getvalue())


def everything(home: Path) -> bytes:
    """The bytes of every file below a folder."""
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def opened_files(home: Path) -> dict[str, bytes]:
    """Every journal file of a home as it reads with the key."""
    decrypt = age.decryptor(SECRET)
    found = sorted((home / "journal").rglob("*.jsonl"))
    return {
        f"{path.parent.name}/{path.name}": decrypt_lines(path.read_bytes(), decrypt)
        for path in found
    }


def close_journal(home: Path) -> None:
    """Encrypt a home's files from outside, as another machine's would come."""
    close: Callable[[bytes], bytes] = age.encryptor(PUBLIC)
    for path in (home / "journal").rglob("*.jsonl"):
        path.write_bytes(encrypt_lines(path.read_bytes(), close))
