"""What an encrypted journal costs to read: CPU seconds beside bare Python and the same in clear.

    python benchmarks/encrypted.py [--records N] [--runs N]

The key comes from a command, so that the work of a passphrase, about two seconds and on purpose,
is not in the figures.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from speed import run, write_journal

from syslead_cli.crypt import age
from syslead_cli.crypt.keys import KeyFolder, identity_file
from syslead_cli.journal.encrypted import encrypt_lines

COMMANDS = {
    "list --limit 0": (["list", "--limit", "0"], ""),
    "search the": (["search", "the"], ""),
    "trends": (["trends"], ""),
    "export --format json": (["export", "--format", "json"], ""),
    "note -": (["note", "-"], "A small thing."),
    "remind": (["remind"], ""),
}


def close(home: Path) -> None:
    """Encrypt a home's journal to a fresh key, which a command gives out."""
    pair = age.new_key_pair()
    keys = KeyFolder(home / "keys")
    keys.keep_identity(age.encrypt(identity_file(*pair), [pair.public]))
    keys.switch_on(pair.public)
    key = home / "key.txt"
    key.write_text(pair.secret + "\n")
    (home / "config.toml").write_text(f'unlock = "command"\nunlock_command = "cat {key}"\n')
    seal = age.encryptor(pair.public)
    for path in (home / "journal").rglob("*.jsonl"):
        path.write_bytes(encrypt_lines(path.read_bytes(), seal))


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    script = [sys.executable, "-m", "syslead_cli"]
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in ("clear", "encrypted")}
        for home in homes.values():
            write_journal(home, asked.records)
        close(homes["encrypted"])
        print(f"{asked.records:,} records, CPU seconds, median of {asked.runs}")
        for name, (words, said) in {"python -c pass": ([], ""), **COMMANDS}.items():
            costs = {}
            for kind, home in homes.items():
                command = [*script, *words] if words else [sys.executable, "-c", "pass"]
                costs[kind] = statistics.median(
                    run(command, home, said).cpu for _ in range(asked.runs)
                )
            print(f"{name:22} clear {costs['clear']:6.3f}   encrypted {costs['encrypted']:6.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
