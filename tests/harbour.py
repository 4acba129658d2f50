"""A second framework, small and made up, so that no test of reflecting leans on the shipped one."""

from __future__ import annotations

from pathlib import Path

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


def framework_text() -> str:
    """The framework's file."""
    head = {"schema": "syslead/framework/1", "id": "harbour", "name": "Harbour", "version": "1"}
    dimensions = [{"id": id_, "name": said[0], "meaning": said[1]}
                  for id_, said in DIMENSIONS.items()]  # fmt: skip
    facets = [
        {"id": id_, "dimension": dimension, "name": name, "meaning": meaning,
         "looks_like": [f"A {id_} is seen.", f"Another {id_} is seen."],
         "shadow": "The pirate.", "source": "made up"}
        for id_, (dimension, name, meaning) in FACETS.items()
    ]  # fmt: skip
    profiles = {"default_profile": "all", "profiles": {"all": list(FACETS)}}
    return dumps({**head, **profiles, "dimensions": dimensions, "facets": facets})


def prompts_text() -> str:
    """Seven prompts a facet."""
    head = {"schema": "syslead/prompts/1", "id": "harbour", "framework": "harbour"}
    prompts = [
        {"id": f"{id_}-{at:02}", "facet": id_, "kind": kind,
         "text": f"Number {at}: what did the {id_} show you today?"}
        for id_ in FACETS
        for at, kind in enumerate(KINDS)
    ]  # fmt: skip
    return dumps({**head, "name": "Harbour questions", "version": "1", "prompts": prompts})


def settle(home: Path, **settings: object) -> None:
    """Make the harbour framework the one in use at this home."""
    for folder, text in (("frameworks", framework_text()), ("prompts", prompts_text())):
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / "harbour.toml").write_text(text, encoding="utf-8")
    (home / "config.toml").write_text(dumps({"framework": "harbour", **settings}), encoding="utf-8")
