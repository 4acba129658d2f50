"""A leader's own prompt put at the end of their own file."""

from __future__ import annotations

from zlib import crc32

from syslead_cli.framework.problems import Problem
from syslead_cli.framework.prompt_file import PROMPTS_SCHEMA, PromptFile, read_prompts
from syslead_cli.framework.prompts_core import Prompt


def own_id(file_id: str, text: str) -> str:
    """An id made of the question itself: the same for ever, never another question's."""
    return f"{file_id}-{crc32(text.encode('utf-8', 'replace')):08x}"


def new_file(file_id: str, framework: str) -> str:
    """The beginning of a file of one's own."""
    return (
        "# Questions of your own; syslead prompts add puts more at the end.\n\n"
        f'schema = "{PROMPTS_SCHEMA}"\nid = "{file_id}"\nframework = "{framework}"\nmode = "add"\n'
    )


def appended(text: str, prompt: Prompt) -> str:
    """The file's text with the prompt after everything else."""
    from tomli_w import dumps

    row = {"id": prompt.id, "facet": prompt.facet, "kind": prompt.kind, "text": prompt.text}
    if text and not text.endswith("\n"):
        text += "\n"
    return f"{text}\n[[prompts]]\n{dumps(row)}"


def reread(
    text: str, file: str, before: PromptFile | None, prompt: Prompt
) -> tuple[PromptFile | None, list[Problem]]:
    """The written file as it will be read: the old prompts and this one, or None."""
    after, problems = read_prompts(text.encode("utf-8"), file)
    old = before.prompts if before else ()
    if after is None or after.prompts != (*old, prompt):
        return None, problems
    return after, []
