"""Frameworks that are made up, so that no test of reflecting leans on the shipped one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tomli_w import dumps

FACETS = {
    "lookout": ("seeing", "The lookout", "You climb up to see where the ship is going."),
    "soundings": ("seeing", "Soundings", "You ask how deep it is before you sail in."),
    "crew": ("steering", "The crew", "You let others take the wheel."),
    "course": ("steering", "Course", "You say where you are bound."),
    "knots": ("keeping", "Knots", "You mend what holds the rest."),
    "weather": ("keeping", "Weather", "You sit out what cannot be sailed."),
}
KINDS = ["event", "evidence", "perspective", "voice", "event", "counterfactual", "intention"]

DIMENSIONS = {
    "seeing": ("Seeing", "What you notice."),
    "steering": ("Steering", "Where you go."),
    "keeping": ("Keeping", "What you look after."),
}


def framework_file(
    id_: str, name: str, dimensions: dict[str, tuple[str, str]], facets: dict[str, Any], **more: Any
) -> str:
    """Write a framework: names and meanings of its dimensions, and what is said of its facets."""
    head = {"schema": "syslead/framework/1", "id": id_, "name": name, "version": "1", **more}
    ways = [{"id": id_, "name": name, "meaning": said} for id_, (name, said) in dimensions.items()]
    return dumps({**head, "dimensions": ways,
                  "facets": [{"id": id_, **said} for id_, said in facets.items()]})  # fmt: skip


def prompts_file(framework: str, prompts: dict[str, tuple[str, str, str]], **more: Any) -> str:
    """Write its prompts: of each facet, kind and text."""
    head = {"schema": "syslead/prompts/1", "id": framework, "framework": framework, **more}
    rows = [{"id": id_, "facet": facet, "kind": kind, "text": text}
            for id_, (facet, kind, text) in prompts.items()]  # fmt: skip
    return dumps({**head, "prompts": rows})


def framework_text() -> str:
    """The framework's file."""
    facets = {
        id_: {"dimension": dimension, "name": name, "meaning": meaning, "source": "made up",
              "looks_like": [f"A {id_} is seen.", f"Another {id_} is seen."],
              "shadow": "The pirate."}
        for id_, (dimension, name, meaning) in FACETS.items()
    }  # fmt: skip
    profiles = {"default_profile": "all", "profiles": {"all": list(FACETS)}}
    return framework_file("harbour", "Harbour", DIMENSIONS, facets, **profiles)


def prompts_text() -> str:
    """Seven prompts a facet."""
    prompts = {
        f"{id_}-{at:02}": (id_, kind, f"Number {at}: what did the {id_} show you today?")
        for id_ in FACETS
        for at, kind in enumerate(KINDS)
    }
    return prompts_file("harbour", prompts, name="Harbour questions", version="1")


def settle(home: Path, **settings: object) -> None:
    """Make the harbour framework the one in use at this home."""
    for folder, text in (("frameworks", framework_text()), ("prompts", prompts_text())):
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / "harbour.toml").write_text(text, encoding="utf-8")
    (home / "config.toml").write_text(dumps({"framework": "harbour", **settings}), encoding="utf-8")
