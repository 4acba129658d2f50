"""What a pack does not hold because the leader kept it back, in words."""

from __future__ import annotations

from syslead_cli.sharing.pack import SCORES, SPONSOR_SCHEMA, Document


def left_out(data: Document) -> list[str]:
    """What the pack does not hold, in words."""
    if data["schema"] == SPONSOR_SCHEMA:
        return ["all findings, levels, ratings, voices and entries", "goals that were not chosen"]
    tier = data["tier"]
    out = list(data["withheld"])
    if tier == SCORES:
        out.append("every name of a facet, tension or voice")
        out.append("the wording of every intention")
    elif data["intentions"]["made"] > len(data["intentions"]["wordings"]):
        out.append("intentions that were not approved")
    if tier != "all":
        out.append("entries that were not ticked" if tier == "excerpts" else "every entry")
    return out
