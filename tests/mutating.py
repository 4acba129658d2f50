"""Every command that changes something, with what must hold after it, done or not.

The fault tests run all of them with failing system calls. A new command that writes gets an
entry here.
"""

from __future__ import annotations

import io
import json
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conftest import Result, Terminal, World
from packs import sent
from syslead_cli.__main__ import main
from syslead_cli.context import Context
from syslead_cli.crypt import age
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Intention, Note

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
TYPED = "typed with great care"
PLAN = "If it stalls, then I will ask"
QUESTION = "What happened in the first hour of your last hard meeting?"
FACETS = (
    "courage", "curiosity", "diverse_views", "mutuality_empathy",
    "enabling_others", "humility_magnanimity",
)  # fmt: skip
CSV = (
    "date,text\n"
    "2026-01-05T10:00:00+00:00,came from elsewhere\n"
    "2026-02-06T10:00:00+00:00,and so did this\n"
)
SITTING = {
    "answers": [{"facet": "courage", "text": f"{TYPED}: the clerk said no twice"}],
    "note": "a note typed too",
    "intention": {"text": "If it rains, then I will go", "due": "2026-04-02"},
}
WEEK = {
    "ratings": {"feeling": {"score": 4, "instance": TYPED}},
    "missing": ["board"],
    "intention": {"text": "If it stalls, then I will ask", "due": "2026-04-02"},
}
QUARTER = {"text": TYPED, "facets": {"courage": {"importance": 5, "practice": 2}}}
#: More lines than this no failure needs.
LINES = 8


@dataclass
class Command:
    """One command line, ``{…}`` filled in. ``done``: what holds when it says that it is done."""

    name: str
    words: str
    done: Callable[[World, Result], bool]
    stdin: str = ""
    #: Texts that must be in the journal or in a rescue file once they were read.
    typed: tuple[str, ...] = ()
    prepare: Callable[[World], object] = lambda world: None
    #: Whether somebody types ``stdin`` line by line at a terminal.
    terminal: bool = False
    #: Words of the one entry that is meant to go.
    erases: str = ""
    #: What holds when it says that it is not done.
    undone: Callable[[World], bool] = lambda world: True
    #: The words by which it says that it is done, where it prints more than that.
    says: str = ""
    #: Whether exit 4 is an answer: something had to be left, and is named.
    may_leave: bool = False

    def arguments(self, world: World) -> tuple[str, ...]:
        words = shlex.split(self.words)
        for sign, fact in FACTS.items():
            words = [
                word.replace(sign, str(fact(world))) if sign in word else word for word in words
            ]
        return tuple(words)


# ── what there is ────────────────────────────────────────────────────────────


def journal_of(world: World) -> Journal:
    return world.context().journal.read()


def texts(world: World) -> list[str]:
    return [record.text for record in journal_of(world).records if isinstance(record, Note)]


def how_many(world: World, kind: str) -> int:
    return sum(f'"kind":"{kind}"'.encode() in line for line in world.journal_lines())


def id_of(world: World, text: str) -> str:
    records = journal_of(world).records
    return next(r.id for r in records if isinstance(r, Note | Intention) and r.text == text)


def roots(world: World) -> list[Path]:
    """Where anything of the leader's may be, rescue files included."""
    return [world.home, Path(world.environ["HOME"])]


def anywhere(world: World, words: str) -> bool:
    """Whether the words are in any file of the leader's, wherever rescue files may go."""
    files = (path for root in roots(world) for path in root.rglob("*") if path.is_file())
    said = words.encode()
    return any(said in path.read_bytes() for path in files)


# ── what is prepared ─────────────────────────────────────────────────────────


def tear(world: World) -> None:
    world.month().write_bytes(world.month().read_bytes() + b"{torn")


def rescued(world: World) -> None:
    """An entry waits in a rescue file."""
    *before, last = world.month().read_bytes().splitlines(keepends=True)
    world.put("state/rescue/rescue-x.jsonl", last)
    world.month().write_bytes(b"".join(before))


def backed_up(world: World) -> None:
    """A backup, and then the month is lost."""
    assert world.run("backup", str(world.home / "copies")).code == 0
    world.month().unlink()
    (world.home / "config.toml").unlink()


def exported(world: World) -> None:
    (world.home / "out" / "all.md").write_text("an older export\n")


def coached(world: World) -> None:
    """A client's first pack is here, and a second one arrived."""
    pack_arrived(world)
    assert world.run("coach", "add", str(sent(world.home / "out", "first.json"))).code == 0


def pack_arrived(world: World) -> None:
    sent(world.home / "out", "pack.json", "themes")


def coach_packs(world: World) -> int:
    return len(list((world.home / "coach").glob("clients/*/*.json")))


def csv_file(world: World) -> None:
    (world.home / "out" / "other.csv").write_text(CSV)


#: What stands for what in a command line.
FACTS: dict[str, Callable[[World], object]] = {
    "{home}": lambda world: world.home,
    "{out}": lambda world: world.home / "out",
    "{one}": lambda world: id_of(world, "one"),
    "{secret}": lambda world: id_of(world, "secret"),
    "{plan}": lambda world: id_of(world, PLAN),
    "{backup}": lambda world: next((world.home / "copies").iterdir()),
    "{key}": lambda world: KEY,
    "{fingerprint}": lambda world: age.fingerprint(KEY),
}


def fresh(template: Path, case: Path, command: Command) -> World:
    """A home with some entries, a copy of which every case starts from."""
    if not template.exists():
        world = World(template)
        world.write("one", "secret", "three, said Priya Sharma")
        assert world.run("intend", "-", stdin=PLAN).code == 0
        (template / "config.toml").write_text("# mine\nprompts = 2\n")
        (template / "out").mkdir()
        question = "Who disagreed with you today, and what did they say?"
        world.done("prompts", "add", question, "--facet", "courage", "--kind", "event")
    shutil.rmtree(case, ignore_errors=True)
    shutil.copytree(template, case / "home")
    world = World(case / "home")
    world.environ["HOME"] = str(case)
    world.clock.move(days=0.01)
    world.clock.count = 1000
    command.prepare(world)
    world.clock.move(seconds=2)
    return world


def typed_in(
    world: World, command: Command, arguments: tuple[str, ...] | None = None
) -> tuple[Result, str]:
    """Run it; what it did, and what of standard input it had read by then."""
    out, err = io.StringIO(), io.StringIO()
    content = command.stdin.encode()
    raw = io.BytesIO(content)
    piped = io.TextIOWrapper(raw, encoding="utf-8")
    keyboard = Terminal(command.stdin)
    if command.terminal:
        out = Terminal()
    stdin = keyboard if command.terminal else piped
    context = Context(dict(world.environ), stdin, out, err, world.clock)
    code = main(list(command.arguments(world) if arguments is None else arguments), context)
    read = command.stdin[: keyboard.tell()] if command.terminal else content[: raw.tell()].decode()
    return Result(int(code), out.getvalue(), err.getvalue()), read


def check_answer(command: Command, world: World, result: Result, read: str) -> None:
    """The exit code, what was said, and the words that were typed: whatever failed."""
    assert result.code in (0, 1, 4), result.err
    assert "Traceback" not in result.err
    if result.code == 4:
        assert command.may_leave
    elif result.code == 0:
        assert command.done(world, result), result
    else:
        assert "syslead: " in result.err
        few = len(result.err.splitlines()) <= LINES
        assert few or "Your text:" in result.err  # where no folder took a rescue file
        answered = command.says in result.out if command.says else result.out != ""
        assert command.terminal or not answered, "acknowledged, and then not"
        if "Part of it may be at the end of" in result.err:  # the disk took nothing back either
            assert world.run(*command.arguments(world)).code == 0
            assert command.done(world, result)
            assert len(texts(world)) == len({*texts(world)})
        else:
            assert command.undone(world)
    for words in command.typed:
        if words in read:
            assert anywhere(world, words) or words in result.err, f"gone: {words}\n{result.err}"


def check_kept(world: World, command: Command, before: list[bytes]) -> None:
    """Every line of before that was not to go is in a file still; and there is room for more."""
    for line in before:
        erased = bool(command.erases) and command.erases.encode() in line
        assert erased or anywhere(world, line.decode()), line
    world.clock.count = 5000
    world.done("note", "-", stdin="there is room again")


# ── the table ────────────────────────────────────────────────────────────────


def count(**kinds: int) -> Callable[[World, Result], bool]:
    """Whether the journal has so many records of each kind."""
    return lambda world, _: all(how_many(world, kind) == most for kind, most in kinds.items())


def file(name: str, *, says: str = "", lacks: str = "") -> Callable[[World, Result], bool]:
    """Whether a file of the home is there, with one text in it and without another."""

    def holds(world: World, _: Result) -> bool:
        path = world.home / name
        text = path.read_text() if path.exists() else "\0"
        return says in text and "\0" not in text and not (lacks and lacks in text)

    return holds


def note(name: str, **more: object) -> Command:
    return Command(
        name,
        "note -",
        lambda world, result: texts(world).count(TYPED) == 1 and result.out.strip() != "",
        TYPED,
        (TYPED,),
        **more,  # type: ignore[arg-type]
    )


def scripted(name: str, document: object, kinds: str) -> Command:
    """A command that takes a document of answers on standard input."""
    return Command(
        name,
        f"{name} --answers -",
        lambda world, result: all(how_many(world, kind) for kind in kinds.split()),
        json.dumps(document),
        tuple(word for word in (TYPED,) if word in json.dumps(document)),
    )


COMMANDS = [
    note("note"),
    note("the first note", prepare=lambda world: shutil.rmtree(world.home)),
    Command("note at a terminal", "note", lambda world, _: TYPED in texts(world), f"{TYPED}\n",
            (TYPED,), terminal=True),
    Command("edit", "edit {one} --text -", lambda world, _: TYPED in texts(world), TYPED, (TYPED,)),
    Command("delete", "delete {secret} --yes",
            lambda world, _: "secret" not in texts(world) and not anywhere(world, '"secret"'),
            erases="secret"),
    Command("forget", "forget --word secret --yes",
            lambda world, _: "secret" not in texts(world) and not anywhere(world, '"secret"'),
            erases="secret", says=" Erased.\n"),
    Command("forget --keep-entries", "forget --voice 'Priya Sharma' --keep-entries --yes",
            lambda world, _: texts(world).count("three, said someone") == 1
            and not anywhere(world, "Priya"),
            erases="three, said Priya Sharma", says=" Erased.\n"),
    Command("forget --before", "forget --before 2026-01-01 --yes",
            lambda world, _: "years ago" not in texts(world) and not anywhere(world, "years ago"),
            prepare=lambda world: world.run("note", "--date", "2025-02-03", "-", stdin="years ago"),
            erases="years ago", says=" Erased.\n"),
    Command("intend", "intend -", count(intention=2), f"If {TYPED}, then I will", (TYPED,)),
    Command("intentions done", "intentions done {plan} --text -", count(outcome=1), TYPED,
            (TYPED,)),
    Command("intentions later", "intentions later {plan} 2w", count(outcome=1, revise=1),
            # one write, so that there is never the answer without the new day
            undone=lambda world: how_many(world, "outcome") == how_many(world, "revise")),
    scripted("reflect", SITTING, "ask note intention"),
    Command("reflect at a terminal", "reflect --facet courage --facet curiosity", count(ask=2),
            f"{TYPED} one\n{TYPED} two\n{TYPED} three\n\nIf {TYPED} four, then I will\n\n",
            tuple(f"{TYPED} {word}" for word in ("one", "two", "three", "four")), terminal=True),
    scripted("review week", WEEK, "review rating"),
    scripted("review quarter", QUARTER, "review assessment"),
    Command("review at a terminal", "review week", count(review=1),
            f"\n3 {TYPED} one\n>\n21\n\n\n{TYPED} two\n\n\n",
            (f"{TYPED} one", f"{TYPED} two"), terminal=True),
    scripted("assess facets", {"facets": {"courage": {"importance": 5, "practice": 2}}},
             "assessment"),
    scripted("assess environment", {"environment": {"tolerates_risk": 2}}, "assessment"),
    Command("focus", f"focus {' '.join(FACETS)}", count(focus=1)),
    Command("focus --clear", "focus --clear", count(focus=2),
            prepare=lambda world: world.run("focus", *FACETS)),
    Command("pause", "pause --until 2026-04-09", count(pause=1)),
    Command("pause --end", "pause --end", count(pause=0),
            prepare=lambda world: world.run("pause"), erases='"pause"'),
    Command("share write", "share write --to Jo --tier all --yes --drop-identifiers"
            " --replacements - --output {out}/pack.json",
            lambda world, _: (world.home / "out/pack.json").exists()
            and how_many(world, "share") == 1,
            '{"Priya Sharma": "a council officer"}',
            undone=lambda world: not (world.home / "out/pack.json").exists()),
    Command("share recipients add", "share recipients add Jo {key} --fingerprint '{fingerprint}'",
            file("state/recipients.json", says=KEY)),
    Command("import", "import csv {out}/other.csv --tz UTC",
            lambda world, _: {"came from elsewhere", "and so did this"} <= set(texts(world)),
            prepare=csv_file, undone=lambda world: "came from elsewhere" not in texts(world)),
    Command("export -o", "export --format md -o {out}/all.md --force",
            file("out/all.md", says="secret"), prepare=exported, may_leave=True),
    Command("config set", "config set prompts 3", file("config.toml", says="prompts = 3")),
    Command("config unset", "config unset prompts", file("config.toml", lacks="prompts")),
    Command("prompts add", "prompts add - --facet curiosity --kind event",
            file("prompts/mine.toml", says="What happened in the first hour"),
            QUESTION, (QUESTION,)),
    Command("backup", "backup {home}/copies",
            lambda world, result: (Path(result.out.strip()) / "contents.json").exists(),
            # what has a backup's name is whole, even where it could not be taken back
            undone=lambda world: all((made / "contents.json").exists()
                                     for made in (world.home / "copies").glob("syslead-*")),
            may_leave=True),
    Command("restore", "restore {backup}",
            lambda world, _: "secret" in texts(world) and (world.home / "config.toml").exists(),
            prepare=backed_up),
    Command("repair", "repair --apply", lambda world, _: journal_of(world).damage == (),
            prepare=tear, says="Done.", may_leave=True),
    Command("repair with a rescue file", "repair --apply",
            lambda world, _: how_many(world, "intention") == 1
            and not list((world.home / "state/rescue").iterdir()),
            prepare=rescued, says="Done.", may_leave=True),
    Command("remind install", "remind install --via ics --output {out}/remind.ics",
            lambda world, _: (world.home / "out/remind.ics").exists()
            and (world.home / "state/remind.json").exists()),
    Command("demo", "demo --home {home}/demo",
            lambda world, _: len(list((world.home / "demo/journal").glob("*/*.jsonl"))) >= 6),
    Command("coach add, the first pack", "coach add {out}/pack.json",
            lambda world, result: coach_packs(world) == 1 and "added to Maya" in result.out,
            prepare=pack_arrived, undone=lambda world: coach_packs(world) == 0),
    Command("coach add, another", "coach add {out}/pack.json",
            lambda world, _: coach_packs(world) == 2,
            prepare=coached, undone=lambda world: coach_packs(world) == 1),
    Command("coach forget", "coach forget Maya --yes",
            lambda world, _: not list((world.home / "coach/clients").iterdir()), prepare=coached),
    Command("remind uninstall", "remind uninstall",
            lambda world, _: not (world.home / "out/remind.ics").exists(),
            prepare=lambda world: world.run("remind", "install", "--via", "ics", "--output",
                                            str(world.home / "out/remind.ics"))),
    Command("framework use", "framework use systems-leadership",
            file("config.toml", says="systems-leadership")),
    # encrypt and decrypt have tests of their own (test_encrypting.py).
]  # fmt: skip
