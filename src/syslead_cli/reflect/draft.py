"""An interrupted sitting as it lies in the drafts folder: enough to go on exactly there."""

from __future__ import annotations

from datetime import date
from typing import Any

from syslead_cli.base.values import dataclass, field
from syslead_cli.framework.prompts_core import Prompt
from syslead_cli.journal.records import REASONS, NotARecord, read_day
from syslead_cli.reflect.scheduler import Pick
from syslead_cli.reflect.session import DONE, STEPS
from syslead_cli.reflect.turns import Step

DRAFT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a sitting stands and what was typed there. ``asks``: ids by the prompt's place;
    ``due``: ids of the intentions asked about; ``anchor``: the record voices are noted on."""

    sitting: str
    day: date
    step: Step
    text: str = ""
    picks: tuple[Pick[Prompt], ...] = ()
    due: tuple[str, ...] = ()
    asks: dict[int, str] = field(default_factory=dict)
    anchor: str = ""
    graded: tuple[int, str] | None = None
    followed: bool = False
    brief: bool = False

    @property
    def words(self) -> str:
        """Everything typed that no record holds yet."""
        text, held = self.text.strip("\n"), self.step.held
        if self.step.name == "mend":  # the field began with what was held
            return text if text.strip() else held
        parts = [held, text] if self.step.name == "when" else [text]
        return "\n\n".join(part for part in parts if part.strip())


def draft_data(draft: Draft) -> dict[str, Any]:
    """The draft as a JSON object."""
    return {
        "v": DRAFT_VERSION,
        "sitting": draft.sitting,
        "day": draft.day.isoformat(),
        "text": draft.text,
        "step": draft.step._asdict(),
        "picks": [
            {"id": p.id, "facet": p.facet, "kind": p.kind, "text": p.text, "reason": reason}
            for p, reason in draft.picks
        ],
        "due": list(draft.due),
        "asks": {str(at): id_ for at, id_ in draft.asks.items()},
        "anchor": draft.anchor,
        "graded": list(draft.graded) if draft.graded else None,
        "followed": draft.followed,
        "brief": draft.brief,
    }


def draft_from(data: Any) -> Draft | None:
    """The draft in a JSON object; None where it is none this version can go on with."""
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, AttributeError, NotARecord):
        return None


def _read(data: dict[str, Any]) -> Draft:
    if data["v"] != DRAFT_VERSION:
        raise ValueError("a draft of another version")
    picks = tuple(_pick(item) for item in data["picks"])
    graded = data["graded"]
    return Draft(
        sitting=_text(data["sitting"]),
        day=read_day(data["day"]),
        step=_step(data["step"], len(picks), len(data["due"])),
        text=_text(data["text"]),
        picks=picks,
        due=tuple(_text(id_) for id_ in data["due"]),
        asks={int(at): _text(id_) for at, id_ in data["asks"].items()},
        anchor=_text(data["anchor"]),
        graded=(int(graded[0]), _text(graded[1])) if graded else None,
        followed=bool(data["followed"]),
        brief=bool(data["brief"]),
    )


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a text was expected")
    return value


def _pick(item: dict[str, Any]) -> Pick[Prompt]:
    if item["reason"] not in REASONS:
        raise ValueError("no reason of ours")
    id_, facet, kind, text = (_text(item[key]) for key in ("id", "facet", "kind", "text"))
    return Pick(Prompt(id_, facet, kind, text), item["reason"])


def _step(data: dict[str, Any], picks: int, due: int) -> Step:
    step = Step(_text(data["name"]), int(data["at"]), _text(data["held"]), _text(data["asked"]))
    most = {"due": due, "line": due, "ask": picks, "follow": picks}.get(step.name, picks + 1)
    if step.name not in STEPS or step.name == DONE or not 0 <= step.at < most:
        raise ValueError("no such step")
    return step
