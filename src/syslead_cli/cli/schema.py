"""``syslead config schema NAME``: the JSON Schemas, printed."""

from __future__ import annotations

import json

from syslead_cli.cli.context import Context
from syslead_cli.cli.options import one_of


def config_schema(context: Context, name: str) -> None:
    """Print the schema of that name. Raises UsageError naming those there are."""
    from syslead_cli.render.schemas import NAMES

    known = ", ".join(sorted(NAMES))
    schema = NAMES[one_of(name, NAMES, "Schema", f"There are: {known}.")]()
    context.screen.raw(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
