"""What commands cost: CPU time as multiples of bare Python, memory, instructions, growth.

    python benchmarks/speed.py [--runs N] [--jrnl COMMAND]
    python benchmarks/speed.py --quick
    python benchmarks/speed.py --budget

Journals of 0, 1,000, 10,000 and 100,000 records are made the same way each time. Commands run
in turn with `python -c pass`, so that a busy machine slows both, and with jrnl where a command of
that name is told. `--quick` takes a minute: two sizes, three runs,
no instructions. `--budget` is for CI: it fails on instruction counts where valgrind exists, else
on counts of imported modules, never on time.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.base.clock import uuid7  # noqa: E402
from syslead_cli.journal.codec import encode_line  # noqa: E402
from syslead_cli.journal.model import Ask, Note, Record  # noqa: E402

SIZES = (0, 1_000, 10_000, 100_000)
QUICK = (0, 1_000)
PER_DAY = 2  # a hundred thousand are of a life, or of a team of devices
TEXT = (
    "the budget for next year came up again and I asked the carers what they would rather see "
    "before the board met; nobody had an answer but the deputy said we could try a small thing "
    "first in two wards and look at it on Friday with whoever turns up"
)
WORDS = TEXT.split()
#: "budget" stands in every other text, this in one of a hundred.
RARE = "hospice"
FACETS = (
    "courage",
    "curiosity",
    "mutuality_empathy",
    "ceding_power",
    "sense_making",
    "influencing",
)
REFLECTION = '{"answers": [], "note": "A quiet day."}'
#: name, words of the command line, what is piped in
COMMANDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("--version", ("--version",), ""),
    ("completion", ("list", "--facet", "cou"), ""),
    ("remind", ("remind",), ""),
    ("note -", ("note", "-"), "We asked the carers before the board met.\n"),
    ("list", ("list",), ""),
    ("syslead", (), ""),
    ("search", ("search", "budget", "--json"), ""),
    ("search, rare", ("search", RARE, "--json"), ""),
    ("trends", ("trends",), ""),
    ("neglected", ("neglected",), ""),
    ("export", ("export", "--format", "json"), ""),
)
#: What the CPU ratio should not exceed with 0, 10,000 and 100,000 records.
TARGETS: dict[str, tuple[float, float, float]] = {
    "--version": (1.2, 1.2, 1.2),
    "completion": (12, 12, 12),
    "remind": (5, 5.5, 10),
    "note -": (5.5, 5.5, 6),
    "list": (8.5, 9, 10),
    "syslead": (9, 9.5, 14),
    "search": (11, 17, 95),
    "search, rare": (11, 17, 95),
    "trends": (11, 24, 108),
    "neglected": (11, 24, 108),
    "export": (9, 16, 95),
}
TARGET_SIZES = (0, 10_000, 100_000)
#: Multiples of `python -c pass` in instructions, on an empty journal; and imported modules.
BUDGET = {
    "--version": (1.3, 90),
    "remind": (6.3, 170),
    "note -": (7.0, 190),
    "list": (6.5, 190),
    "syslead": (7.0, 210),
}


class Cost(NamedTuple):
    """One run: CPU seconds and the most memory it took, in MB."""

    cpu: float
    memory: float


def made_record(number: int, day: date, chance: random.Random) -> Record:
    """An answer or a note of a realistic length."""
    moment = datetime(day.year, day.month, day.day, 18, number % 60, tzinfo=UTC)
    id_ = uuid7(int(moment.timestamp() * 1000), chance.randbytes(10))
    length = max(4, round(chance.lognormvariate(3.4, 0.6)))
    text = " ".join(chance.choice(WORDS) for _ in range(length))
    if number % 100 == 0:
        text = f"{text} {RARE}"
    stamp = {"id": id_, "ts": moment.isoformat(timespec="milliseconds"), "tz": "UTC", "day": day}
    if number % 5 == 0:
        return Note(**stamp, text=text)  # type: ignore[arg-type]
    outcome = chance.choices(("full", "thin", "skip"), (70, 20, 10))[0]
    said = None if outcome == "skip" else text
    return Ask(
        **stamp,  # type: ignore[arg-type]
        sitting=f"s{number // 2}", facet=chance.choice(FACETS), reason="rotation",
        outcome=outcome, words=length if said else 0, text=said,
    )  # fmt: skip


def write_journal(home: Path, size: int) -> None:
    """A journal of so many records that ends today, over fourteen years at the most."""
    folder = home / "journal" / "bench"
    folder.mkdir(parents=True)
    (home / "state").mkdir()
    chance, today = random.Random(size), datetime.now(UTC).date()
    per_day = max(PER_DAY, size / (14 * 365))
    months: dict[str, list[bytes]] = {}
    for number in range(size):
        day = today - timedelta(days=int((size - 1 - number) / per_day))
        months.setdefault(day.isoformat()[:7], []).append(
            encode_line(made_record(number, day, chance))
        )
    for month, lines in months.items():
        (folder / f"{month}.jsonl").write_bytes(b"\n".join(lines) + b"\n")


def environment(home: Path, command: Sequence[str] = ()) -> dict[str, str]:
    """Only what a run needs; byte code may be written, as it is for everybody."""
    asked: dict[str, str] = {}
    if command[-1:] == ["cou"]:
        words = "\n".join(["syslead", *command[-3:]])
        asked = {"_SYSLEAD_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "3"}
    return {"SYSLEAD_HOME": str(home), "HOME": str(home), "PATH": os.environ["PATH"], "TZ": "UTC",
            "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0",
            "XDG_CONFIG_HOME": str(home), **asked}  # fmt: skip


def run(command: Sequence[str], home: Path, said: str = "") -> Cost:
    """One run's own CPU time and memory, from the kernel."""
    with tempfile.TemporaryFile() as given:
        given.write(said.encode())
        given.seek(0)
        child = subprocess.Popen(
            command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment(home, command),
        )  # fmt: skip
        assert child.stderr is not None
        problem = child.stderr.read()
        child.stderr.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {child.returncode}\n{problem.decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def instructions(command: Sequence[str], home: Path, said: str = "") -> int:
    """Instructions as callgrind counts them; 0 where there is no valgrind."""
    if not shutil.which("valgrind"):
        return 0
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        input=said, capture_output=True, text=True, env=environment(home, command), check=False,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", done.stderr)
    return int(found[1]) if found else 0


def console_script(folder: Path) -> list[str]:
    """The way a user starts it: a file that imports the way in and calls it."""
    script = folder / "syslead"
    script.write_text("import sys\nfrom syslead_cli.__main__ import run\nsys.exit(run())\n")
    return [sys.executable, str(script)]


def known_commands(script: list[str], home: Path) -> list[tuple[str, tuple[str, ...], str]]:
    """Those this version has."""
    told = subprocess.run(
        [*script, "--help"], capture_output=True, text=True, env=environment(home), check=True
    ).stdout
    return [
        c for c in COMMANDS if not c[1] or c[1][0] in ("--version", "tre") or f" {c[1][0]} " in told
    ]


def measured(script: list[str], home: Path, runs: int, *, count: bool) -> dict[str, list[float]]:
    """CPU, CPU ratio, MB and instruction ratio of each command, in turn with bare Python."""
    bare = [sys.executable, "-c", "pass"]
    base_count = instructions(bare, home) if count else 0
    found: dict[str, list[float]] = {}
    for name, words, said in known_commands(script, home):
        command = [*script, *words]
        if not words:  # today's page shows what the last reflection kept
            run([*script, "reflect", "--answers", "-"], home, REFLECTION)
        run(command, home, said)  # byte code is written once
        pairs = [(run(bare, home), run(command, home, said)) for _ in range(runs)]
        base, cpu = (statistics.median(p[i].cpu for p in pairs) for i in (0, 1))
        memory = statistics.median(p[1].memory for p in pairs)
        counted = instructions(command, home, said) / base_count if base_count else 0.0
        found[name] = [cpu, cpu / base, memory, counted]
    return found


def growth(costs: dict[int, dict[str, list[float]]], name: str) -> str:
    """The exponent b of cost ~ size^b between the two largest journals, above an empty one's."""
    sizes = [size for size in costs if size and name in costs[size]]
    if len(sizes) < 2 or 0 not in costs:
        return ""
    small, large = sizes[-2:]
    empty = costs[0][name][0]
    low, high = (costs[size][name][0] - empty for size in (small, large))
    if low < 0.1 * empty or high <= 0:
        return "flat"
    return f"{math.log(high / low) / math.log(large / small):.2f}"


def against_targets(costs: dict[int, dict[str, list[float]]]) -> list[str]:
    """Where a ratio is above its target."""
    ratios = {
        (name, size): (found[name][1], TARGETS[name][at])
        for at, size in enumerate(TARGET_SIZES)
        if (found := costs.get(size))
        for name in TARGETS
        if name in found
    }
    return [
        f"- `{name}` at {size:,}: {ratio:.1f}, target {target:g}"
        for (name, size), (ratio, target) in ratios.items()
        if ratio > target
    ]


def print_table(costs: dict[int, dict[str, list[float]]]) -> None:
    """One table of everything."""
    print("| command | records | CPU ms | × bare Python | MB | × instructions | growth |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in next(iter(costs.values())):
        for size, found in costs.items():
            cpu, ratio, memory, counted = found[name]
            last = growth(costs, name) if size == max(costs) else ""
            told = f"{counted:.2f}" if counted else ""
            print(
                f"| {name} | {size:,} | {cpu * 1000:.0f} | {ratio:.1f} | {memory:.0f} "
                f"| {told} | {last} |"
            )


def imported(script: list[str], words: Sequence[str], home: Path, said: str) -> int:
    """How many modules a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", script[-1], *words],
        input=said, capture_output=True, text=True, env=environment(home), check=True,
    )  # fmt: skip
    return done.stderr.count("import time:")


def budget() -> int:
    """1 where a hot command costs more than it may."""
    by_name = {name: (words, said) for name, words, said in COMMANDS}
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        home, script = Path(place), console_script(Path(place))
        base = instructions([sys.executable, "-c", "pass"], home)
        for name, (most, modules) in BUDGET.items():
            words, said = by_name[name]
            command = [*script, *words]
            run(command, home, said)
            if base:
                got, limit, what = instructions(command, home, said) / base, most, "× bare Python"
            else:
                got, limit, what = imported(script, words, home, said), modules, "modules"
            failed |= got > limit
            print(f"{name:10} {got:7.2f} {what}, at most {limit}{'  TOO MUCH' * (got > limit)}")
    return int(failed)


#: Ours, and the nearest that jrnl has. It neither counts nor reminds; its tags are a count.
BESIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("--version", ("--version",)),
    ("note -", ("We", "asked", "the", "carers", "before", "the", "board", "met.")),
    ("list", ("-n", "10")),
    ("search", ("-contains", "budget")),
    ("search, rare", ("-contains", RARE)),
    ("export", ("--format", "json")),
    ("trends", ("--tags",)),
)


def jrnl_with(command: str, home: Path, texts: Path) -> list[str]:
    """A jrnl with a configuration of its own making and the same entries."""
    from json import loads

    python = Path(command).read_text(encoding="utf-8").splitlines()[0].removeprefix("#!").strip()
    journal = home / "jrnl.txt"
    parts = []
    for path in sorted(texts.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = loads(line)
            if record.get("text"):
                parts.append(f"[{record['ts'][:16].replace('T', ' ')}] {record['text']}\n\n")
    journal.write_text("".join(parts), encoding="utf-8")
    settings = home / "jrnl.yaml"
    code = (  # a file of another making is taken for that of an old version
        "import sys, jrnl.config as c; d = c.get_default_config(); "
        "d['journals'] = {'default': {'journal': sys.argv[1]}}; c.save_config(d, sys.argv[2])"
    )
    subprocess.run([python, "-c", code, str(journal), str(settings)], check=True)
    return [command, "--config-file", str(settings)]


def beside_jrnl(command: str, home: Path, runs: int) -> None:
    """CPU of jrnl and of ours in turn, with 10,000 records."""
    subprocess.run([sys.executable, __file__, "--make", str(home), "10000"], check=True)
    script = console_script(home)
    jrnl = jrnl_with(command, home, home / "journal" / "bench")
    ours = {name: ([*script, *words], said) for name, words, said in COMMANDS}
    print("| command | jrnl | jrnl CPU ms | ours | times less |")
    print("|---|---|---:|---:|---:|")
    for name, words in BESIDE:
        mine, said = ours[name]
        theirs = [*jrnl, *words]
        run(mine, home, said)
        run(theirs, home)
        pairs = [(run(mine, home, said), run(theirs, home)) for _ in range(runs)]
        cpu, other = (statistics.median(p[i].cpu for p in pairs) * 1000 for i in (0, 1))
        shown = " ".join(words if len(words) < 4 else ["(words)"])
        print(f"| {name} | {shown} | {other:.0f} | {cpu:.0f} | {other / cpu:.0f} |")


def main() -> int:
    """Measure, or look at the budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="Journals of 0 and 1,000, 3 runs.")
    parser.add_argument("--budget", action="store_true", help="Only check the budget.")
    parser.add_argument("--make", nargs=2, metavar=("HOME", "SIZE"), help="Only make a journal.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jrnl", metavar="COMMAND", help="A jrnl to compare with.")
    parser.add_argument("--only-jrnl", action="store_true", help="Nothing but that comparison.")
    parser.add_argument("--no-instructions", action="store_true")
    wish = parser.parse_args()
    if wish.make:
        write_journal(Path(wish.make[0]), int(wish.make[1]))
        return 0
    if wish.budget:
        return budget()
    costs: dict[int, dict[str, list[float]]] = {}
    for size in () if wish.only_jrnl else QUICK if wish.quick else SIZES:
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            made = [sys.executable, __file__, "--make", place, str(size)]
            subprocess.run(made, check=True)  # its memory would count as the commands' own
            count = not wish.no_instructions and not wish.quick and size <= 10_000
            runs = 3 if wish.quick else wish.runs
            costs[size] = measured(console_script(home), home, runs, count=count)
    if costs:
        print_table(costs)
        print("\nAbove the target:\n", *against_targets(costs), sep="\n")
    if wish.jrnl:
        with tempfile.TemporaryDirectory() as place:
            print()
            beside_jrnl(wish.jrnl, Path(place), wish.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
