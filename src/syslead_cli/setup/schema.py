"""``syslead config schema NAME``: the JSON Schemas, printed."""

from __future__ import annotations

import json

from syslead_cli.base.options import one_of
from syslead_cli.context import Context


def config_schema(context: Context, name: str) -> None:
    """Print the schema of that name, or for ``all`` every name. Raises UsageError."""
    from syslead_cli.setup.schemas import NAMES

    if name == "all":
        for known in sorted(NAMES):
            context.screen.line(known)
        return
    schema = NAMES[one_of(name, NAMES, "Schema", "syslead config schema all names them.")]()
    context.screen.raw(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
