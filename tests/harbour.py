"""A second framework, small and made up, so that no test of reflecting leans on the shipped one."""

from __future__ import annotations

from pathlib import Path

FACETS = {
    "lookout": ("seeing", "The lookout", "You climb up to see where the ship is going."),
    "soundings": ("seeing", "Soundings", "You ask how deep it is before you sail in."),
    "crew": ("steering", "The crew", "You let others take the wheel."),
    "course": ("steering", "Course", "You say where you are bound."),
    "knots": ("keeping", "Knots", "You mend what holds the rest."),
    "weather": ("keeping", "Weather", "You sit out what cannot be sailed."),
}
KINDS = ["event", "evidence", "perspective", "voice", "event", "counterfactual", "intention"]

FRAMEWORK_HEAD = """schema = "syslead/framework/1"
id = "harbour"
name = "Harbour"
version = "1"
default_profile = "all"

[profiles]
all = [{ids}]

[[dimensions]]
id = "seeing"
name = "Seeing"
meaning = "What you notice."

[[dimensions]]
id = "steering"
name = "Steering"
meaning = "Where you go."

[[dimensions]]
id = "keeping"
name = "Keeping"
meaning = "What you look after."
"""


def framework_text() -> str:
    """The framework's file."""
    ids = ", ".join(f'"{id_}"' for id_ in FACETS)
    parts = [FRAMEWORK_HEAD.format(ids=ids)]
    for id_, (dimension, name, meaning) in FACETS.items():
        parts.append(
            f'[[facets]]\nid = "{id_}"\ndimension = "{dimension}"\nname = "{name}"\n'
            f'meaning = "{meaning}"\nlooks_like = ["A {id_} is seen.", "Another {id_} is seen."]\n'
            f'shadow = "The pirate."\nsource = "made up"\n'
        )
    return "\n".join(parts)


def prompts_text() -> str:
    """Seven prompts a facet."""
    parts = [
        'schema = "syslead/prompts/1"\nid = "harbour"\nframework = "harbour"\n'
        'name = "Harbour questions"\nversion = "1"\n'
    ]
    for id_ in FACETS:
        for at, kind in enumerate(KINDS):
            parts.append(
                f'[[prompts]]\nid = "{id_}-{at:02}"\nfacet = "{id_}"\nkind = "{kind}"\n'
                f'text = "Number {at}: what did the {id_} show you today?"\n'
            )
    return "\n".join(parts)


def settle(home: Path, **settings: object) -> None:
    """Make the harbour framework the one in use at this home."""
    for folder, text in (("frameworks", framework_text()), ("prompts", prompts_text())):
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / "harbour.toml").write_text(text, encoding="utf-8")
    lines = ['framework = "harbour"']
    for key, value in settings.items():
        shown = str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
        lines.append(f"{key} = {shown}")
    (home / "config.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
