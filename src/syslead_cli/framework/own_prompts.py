"""Put a prompt of the leader's own at the end of their own file."""

from __future__ import annotations

from zlib import crc32

from syslead_cli.base.problems import refusal
from syslead_cli.base.text import quoted
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.catalogue import Catalogue, Source
from syslead_cli.framework.load import (
    PROMPTS_SCHEMA,
    PromptFile,
    files_in_use,
    id_clashes,
    read_prompts,
    reference_problems,
)
from syslead_cli.framework.model import Framework, Prompt
from syslead_cli.framework.rules import rule_problems

#: The leader's own file.
MINE = "mine"
_NEW_FILE = """\
# Questions of your own; syslead prompts add puts more at the end.

schema = "{schema}"
id = "{id}"
framework = "{framework}"
mode = "add"
"""


def add_prompt(
    catalogue: Catalogue, framework: Framework, facet: str, kind: str, text: str
) -> tuple[Prompt, Source]:
    """Put a prompt of the leader's own on disk. Raises UsageError where it breaks a rule."""
    text = " ".join(text.split())
    if not text.isprintable():
        raise UsageError(f"This question has a character that cannot be shown: {quoted(text)}.")
    base, own = catalogue.prompt_files(framework.id)
    source, name = _own_file(catalogue, framework)
    before = next((file for file in own if file.file == source.label), None)
    prompt = Prompt(own_id(name, text), facet, kind, text)
    new = _NEW_FILE.format(schema=PROMPTS_SCHEMA, id=name, framework=framework.id)
    written = _appended(catalogue.text_of(source) if before else new, prompt)
    after = _read_back(written, source, before, prompt)
    files = files_in_use(base, [*(file for file in own if file is not before), after])
    broken = [*reference_problems(after, framework), *id_clashes(files)]
    broken += rule_problems(files, framework, {after.file})
    wrong = [problem.text for problem in broken if problem.name == prompt.id]
    if wrong:  # the leader has not seen its id
        told = [sentence.replace(f'prompt "{prompt.id}"', "It") for sentence in wrong]
        raise UsageError(" ".join(["This question was not added.", *told]))
    catalogue.write(source, written)
    return prompt, source


def own_id(file_id: str, text: str) -> str:
    """Return an id made of the question itself: the same for ever, never another question's."""
    return f"{file_id}-{crc32(text.encode('utf-8', 'replace')):08x}"


def _own_file(catalogue: Catalogue, framework: Framework) -> tuple[Source, str]:
    """Return ``mine.toml``, or ``mine-<framework>.toml`` where that is for another framework."""
    for name in (MINE, f"{MINE}-{framework.id}"[:64]):
        source = catalogue.own_prompts(name)
        if not catalogue.text_of(source).strip():
            return source, name
        prompts, problems = catalogue.prompts_in(source)
        if prompts is None:
            raise refusal(problems, f"The file is {source.path}.")
        if prompts.framework == framework.id:
            return source, prompts.id
    raise SysleadError(f"{source.label} belongs to another framework.")


def _appended(text: str, prompt: Prompt) -> str:
    """Return the file's text with the prompt after everything else."""
    from tomlkit import dumps

    row = {"id": prompt.id, "facet": prompt.facet, "kind": prompt.kind, "text": prompt.text}
    if text and not text.endswith("\n"):
        text += "\n"
    return f"{text}\n{dumps({'prompts': [row]})}"


def _read_back(text: str, source: Source, before: PromptFile | None, prompt: Prompt) -> PromptFile:
    """Return the written file as it will be read: the old prompts and this one."""
    after, problems = read_prompts(text.encode("utf-8"), source.label)
    if after is not None and after.prompts == (*(before.prompts if before else ()), prompt):
        return after
    hint = f"The file is {source.path}."
    if problems:
        raise refusal(problems, hint)
    raise SysleadError(f"{source.label} is written in a way that nothing can be added to.", hint)
